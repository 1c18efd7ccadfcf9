//! Target groups of AWS load balancers, as `describe-target-groups` prints them. \[failover:aws-alb, aws-nlb\]

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::text::short;
use super::yaml::{self, Node, Yaml};
use super::{Part, Read};
use crate::catalogue::{Entry, entries};

pub(super) fn target_groups(text: &str, read: &mut Read) {
    // Ids of balancers by their ARN.
    let mut balancers = BTreeMap::new();
    for document in yaml::documents(text, read) {
        let groups = match &document.node {
            Node::List(list) => list.clone(),
            _ if document.at("TargetGroups").is_some() => document.list("TargetGroups").to_vec(),
            _ => vec![document.clone()],
        };
        for group in groups {
            let properties = group.at("Properties").cloned().unwrap_or_else(|| group.clone());
            one(&properties, &mut balancers, read);
        }
    }
}

fn one(group: &Yaml, balancers: &mut BTreeMap<String, String>, read: &mut Read) {
    let name = group.text("TargetGroupName").or_else(|| group.text("Name")).unwrap_or("Targets").to_owned();
    if group.text("HealthCheckEnabled") == Some("false") {
        let text = format!("{}: its health check is switched off, no target is taken out", short(&name));
        read.unread(group.line, text);
        return;
    }
    let network = matches!(group.text("Protocol"), Some("TCP" | "UDP" | "TLS" | "TCP_UDP"));
    let mut given = Vec::new();
    for key in [
        "HealthCheckIntervalSeconds",
        "HealthCheckTimeoutSeconds",
        "UnhealthyThresholdCount",
        "HealthyThresholdCount",
    ] {
        given.extend(group.number(key, read).map(|value| (key, value)));
    }
    let mut part = Part::new(&name, "service", group.line);
    part.fails("server", None, "");
    let detection = worked(&mut part, network, &given);
    let targets = group.list("Targets").len().max(2) as u32;
    let why = format!(
        "two targets assumed where none are listed; required assumed; detection: {}",
        part.arithmetic()
    );
    part.pool(targets, 1, detection, &why);
    let line = group.line;
    traps(&mut part, network, line);
    let target = read.add(part);
    let arns: Vec<&str> = group.list("LoadBalancerArns").iter().filter_map(Yaml::scalar).collect();
    // One that is named by several groups is one.
    for arn in arns.iter().map(Some).chain(arns.is_empty().then_some(None)) {
        let known = arn.and_then(|arn| balancers.get(*arn).cloned());
        let balancer = known.unwrap_or_else(|| {
            let named = arn.and_then(|arn| arn.rsplit('/').nth(1)).unwrap_or(&name);
            let mut balancer = Part::new(&format!("{named} load balancer"), "load-balancer", line);
            balancer.set("failures", promise("aws-elb-multi-az"));
            let own = read.add(balancer);
            balancers.extend(arn.map(|arn| ((*arn).to_owned(), own.clone())));
            read.entries.push(own.clone());
            own
        });
        read.link(&balancer, &target);
    }
}

/// How long a hung target still gets requests, with the arithmetic of all cases.
pub(super) fn worked(part: &mut Part, network: bool, given: &[(&str, f64)]) -> Option<f64> {
    let id = if network { "aws-nlb" } else { "aws-alb" };
    part.work(id, "target back", given);
    if !network {
        part.work(id, "refused target", given);
    }
    part.work(id, "hung target", given)
}

/// What AWS load balancers do that people do not expect.
pub(super) fn traps(part: &mut Part, network: bool, line: usize) {
    if network {
        part.trap(line, "passive checks may react earlier; they cannot be tuned");
    } else {
        part.trap(line, "if every target is unhealthy the balancer routes to all of them");
        part.trap(line, "a newly registered target needs only one passed check");
    }
}

/// The failures of a promised service, from the catalogue.
pub(super) fn promise(id: &str) -> serde_json::Value {
    // Parsed once: a file may need it thousands of times.
    static ENTRIES: OnceLock<Vec<Entry>> = OnceLock::new();
    let entry = ENTRIES.get_or_init(entries).iter().find(|entry| entry.id == id);
    entry.map(|entry| crate::catalogue::component(entry)["failures"].clone()).unwrap_or_default()
}
