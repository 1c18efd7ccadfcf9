//! Terraform for AWS' common pieces: groups of instances, databases, balancers, caches, DNS with failover.

use serde_json::json;

use super::blocks::{self, Block, Style};
use super::health;
use super::parts::mechanism;
use super::routes::Routes;
use super::text::{duration, id, number, short};
use super::{Part, Read, templating};

/// Most resources of a file; each may be joined to every other.
const MAX_RESOURCES: usize = 2_000;

pub(super) fn read(text: &str, read: &mut Read) {
    let text = &templating::without(text, read);
    let (root, fault) = blocks::read(text, Style::Terraform);
    if let Some((line, why)) = fault {
        read.unread(line, format!("{why}: what stands before it is read"));
    }
    let mut resources: Vec<&Block> =
        root.all("resource").filter(|it| it.braces && it.words.len() >= 3).collect();
    if let Some(first) = resources.get(MAX_RESOURCES) {
        read.limit(first.line, format!("more than {MAX_RESOURCES} resources: the rest is not read"));
        resources.truncate(MAX_RESOURCES);
    }
    let of = |kind: &'static str| resources.iter().copied().filter(move |it| it.word(1) == kind);
    let routes = Routes::new(&resources);
    let mut groups = Vec::new();
    for group in of("aws_autoscaling_group") {
        let targets = routes.targets(group);
        let health = targets.first().copied().or_else(|| routes.only(group));
        groups.push((instances(group, health, read), targets, group));
    }
    let (mut behind, mut replicas) = (Vec::new(), Vec::new());
    for it in of("aws_db_instance") {
        match attribute(it, "replicate_source_db") {
            Some(_) => replicas.push(replica(it, read)),
            None => behind.push(database(it, read)),
        }
    }
    // References are short; what is longer is none, and is not looked through for every cluster.
    let members: Vec<(String, Option<f64>)> = of("aws_rds_cluster_instance")
        .filter_map(|it| {
            let to = attribute(it, "cluster_identifier").filter(|to| to.len() <= 512)?;
            Some((to, times(it, read)))
        })
        .collect();
    of("aws_rds_cluster").for_each(|it| {
        let own = members.iter().filter(|(to, _)| to.contains(it.word(2)));
        let count: Option<f64> = own.map(|(_, count)| *count).sum();
        behind.push(aurora(it, count, read));
    });
    of("aws_elasticache_replication_group").for_each(|it| behind.push(cache(it, read)));
    for (group, ..) in &groups {
        behind.iter().for_each(|to| read.link(group, to));
        replicas.iter().for_each(|to| softly(group, to, read));
    }
    let mut fronts = Vec::new();
    for balancer in of("aws_lb").chain(of("aws_alb")) {
        let mut part = named(balancer, "load-balancer");
        part.set("failures", health::promise("aws-elb-multi-az"));
        let own = read.add(part);
        for (group, targets, block) in &groups {
            if routes.lead(balancer, targets, block) {
                read.link(&own, group);
            }
        }
        fronts.push(own);
    }
    let failing: Vec<&Block> =
        of("aws_route53_record").filter(|it| it.all("failover_routing_policy").next().is_some()).collect();
    let is_primary = |it: &&&Block| {
        it.all("failover_routing_policy").any(|it| attribute(it, "type").as_deref() == Some("PRIMARY"))
    };
    if let Some(first) = failing.iter().find(is_primary).or(failing.first()) {
        let checks = of("aws_route53_health_check").next();
        dns(first, checks, &fronts, read);
    } else {
        read.entries.extend(fronts);
    }
    let known = [
        "aws_autoscaling_group",
        "aws_lb_target_group",
        "aws_alb_target_group",
        "aws_db_instance",
        "aws_rds_cluster",
        "aws_rds_cluster_instance",
        "aws_elasticache_replication_group",
        "aws_lb",
        "aws_alb",
        "aws_route53_record",
        "aws_route53_health_check",
        "aws_lb_listener",
        "aws_lb_listener_rule",
        "aws_alb_listener",
        "aws_alb_listener_rule",
        "aws_autoscaling_attachment",
        "aws_security_group",
        "aws_iam_role",
        "aws_launch_template",
        "aws_vpc",
        "aws_subnet",
        "aws_db_subnet_group",
        "aws_route_table",
        "aws_internet_gateway",
    ];
    for resource in resources.iter().filter(|it| !known.contains(&it.word(1))) {
        read.unread(resource.line, format!("resource {}: not read", short(resource.word(1))));
    }
    for block in root.inner.iter().filter(|it| {
        !matches!(
            it.name(),
            "resource" | "variable" | "output" | "provider" | "terraform" | "locals" | "data"
        )
    }) {
        read.unread(block.line, format!("{}: not read", short(block.name())));
    }
}

fn named(block: &Block, kind: &str) -> Part {
    let mut part = Part::new(block.word(2), kind, block.line);
    part.set("id", json!(id(block.word(2))));
    part
}

/// An attribute's words joined; a reference stays a text that no number is read from.
pub(super) fn attribute(block: &Block, key: &str) -> Option<String> {
    block.all(key).find(|it| !it.braces).map(|it| it.words[1..].join(" "))
}

/// A number; one that is a reference is said to be taken by its default.
fn figure(block: &Block, key: &str, read: &mut Read) -> Option<f64> {
    let found = block.all(key).find(|it| !it.braces)?;
    let text = found.words[1..].join(" ");
    let value = number(&text);
    if value.is_none() {
        read.unread(found.line, format!("{key} is '{}': taken by its default", short(&text)));
    }
    value
}

/// How many a resource stands for; none where only another file knows, which is said.
fn times(block: &Block, read: &mut Read) -> Option<f64> {
    let Some(found) = block.inner.iter().find(|it| !it.braces && matches!(it.name(), "count" | "for_each"))
    else {
        return Some(1.0);
    };
    let count = number(&found.words[1..].join(" ")).filter(|_| found.name() == "count");
    if count.is_none() {
        let text = format!("{}: how many {} there are is not known", found.name(), short(block.word(2)));
        read.unread(found.line, text);
    }
    count
}

/// Whether it is set; what is no plain yes or no is said not to be understood, and counts as no.
fn truth(block: &Block, key: &str, read: &mut Read) -> Truth {
    let Some(found) = block.all(key).find(|it| !it.braces) else { return Truth::No };
    match found.words[1..].join(" ").as_str() {
        "true" => Truth::Yes,
        "false" => Truth::No,
        text => {
            read.unread(found.line, format!("{key} is '{}': not understood, taken as false", short(text)));
            Truth::Unknown
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Truth {
    Yes,
    No,
    Unknown,
}

impl Truth {
    /// How a missing yes is called.
    fn missing(self, key: &str) -> String {
        match self {
            Self::Unknown => format!("{key} is not known"),
            _ => format!("{key} is not set"),
        }
    }
}

/// Zones of a group: those it lists, or one a subnet; how many a reference to a list has is not known.
fn zones(block: &Block, read: &mut Read) -> Vec<String> {
    for key in ["availability_zones", "vpc_zone_identifier", "preferred_cache_cluster_azs"] {
        if let Some(list) = block.all(key).find(|it| !it.braces) {
            let words = &list.words[1..];
            if !list.list || words.iter().any(|it| it == "for" || it.contains('*')) {
                let text = words.join(" ");
                read.unread(list.line, format!("{key} is '{}': how many zones is not known", short(&text)));
                return Vec::new();
            }
            let named = words.iter().all(|it| !it.contains('.') && !it.contains('$'));
            return (0..words.len().min(6))
                .map(
                    |at| if named { id(&words[at]) } else { format!("zone-{}", char::from(b'a' + at as u8)) },
                )
                .collect();
        }
    }
    Vec::new()
}

fn placed(part: &mut Part, zones: &[String], read: &mut Read) {
    if !zones.is_empty() {
        for zone in zones {
            read.zone(zone, zone, "zone");
        }
        part.set("zones", json!(zones));
    }
}

fn instances(group: &Block, targets: Option<&Block>, read: &mut Read) -> String {
    let mut part = named(group, "service");
    part.fails("server", None, "");
    let least = figure(group, "min_size", read);
    let wanted = figure(group, "desired_capacity", read);
    // What is sure to be there is the least; the desired number changes by itself.
    let count = least.or(wanted).unwrap_or(1.0).clamp(0.0, 10_000.0) as u32;
    let by = if least.is_some() || wanted.is_none() { "min_size" } else { "desired_capacity" };
    let check = targets.and_then(|it| it.all("health_check").next());
    let mut given = Vec::new();
    let settings = [
        ("interval", "HealthCheckIntervalSeconds"),
        ("timeout", "HealthCheckTimeoutSeconds"),
        ("unhealthy_threshold", "UnhealthyThresholdCount"),
        ("healthy_threshold", "HealthyThresholdCount"),
    ];
    for (own, key) in settings {
        // The provider sends a threshold of 3 where its block names none; without the block AWS' own hold.
        let otherwise = own.ends_with("threshold").then_some(3.0);
        given.extend(check.and_then(|it| figure(it, own, read).or(otherwise)).map(|value| (key, value)));
    }
    let network = targets
        .and_then(|it| attribute(it, "protocol"))
        .is_some_and(|it| matches!(it.as_str(), "TCP" | "UDP" | "TLS"));
    let detection = targets.and_then(|_| health::worked(&mut part, network, &given));
    let desired = wanted.filter(|it| *it != f64::from(count));
    let desired = desired.map(|it| format!(", desired_capacity {it}")).unwrap_or_default();
    let why =
        format!("{count} instances by {by}{desired}; required assumed; detection: {}", part.arithmetic());
    part.pool(count, 1, detection, &why);
    if !desired.is_empty() {
        part.trap(group.line, format!("{count} instances are sure by {by}{desired}: the least is counted"));
    }
    if let Some(most) = figure(group, "max_size", read) {
        part.set("capacity", json!({ "max_copies": most.clamp(1.0, 10_000.0) as u32 }));
    }
    let zones = zones(group, read);
    if zones.len() < 2 {
        part.trap(group.line, "one zone, or none that can be read: the group fails with it");
    }
    placed(&mut part, &zones, read);
    if attribute(group, "health_check_type").as_deref() != Some("ELB") {
        part.trap(
            group.line,
            "health_check_type is not ELB: an instance that hangs is taken out of service and never replaced",
        );
    }
    if figure(group, "health_check_grace_period", read) == Some(0.0) {
        part.trap(group.line, "with a grace period of 0 a slow-booting instance can be killed in a loop");
    }
    read.add(part)
}

/// An entry's failures, and its id in the source.
fn promised(part: &mut Part, entry: &str) {
    part.set("failures", health::promise(entry));
    part.set("source", json!(format!("catalogue:{entry}")));
}

fn database(block: &Block, read: &mut Read) -> String {
    let mut part = named(block, "database");
    let several = truth(block, "multi_az", read);
    if several == Truth::Yes {
        promised(&mut part, "aws-rds-multi-az");
        let found = mechanism("aws-rds-multi-az");
        let figure = found.as_ref().and_then(|it| it.published_figures.first()?.seconds());
        if let (Some(seconds), Some(found)) = (figure, found) {
            part.trap(
                block.line,
                format!(
                    "fails over in 60 to 120 s ({} on average), which the promise contains: {}",
                    duration(seconds),
                    found.source.cited()
                ),
            );
            found.traps.iter().for_each(|trap| part.trap(block.line, trap.clone()));
        }
    } else {
        promised(&mut part, "aws-rds-single");
        let missing = several.missing("multi_az");
        part.trap(
            block.line,
            format!("{missing}: a failure lasts until the instance is repaired or restored"),
        );
    }
    read.add(part)
}

/// A copy that is only read: who writes does not need it.
fn replica(block: &Block, read: &mut Read) -> String {
    let mut part = named(block, "database");
    promised(&mut part, "aws-rds-single");
    part.trap(block.line, "a read replica is not promoted by itself: it takes reads off its source, no more");
    read.add(part)
}

/// `from` does without `to`, with fewer reads.
fn softly(from: &str, to: &str, read: &mut Read) {
    if !read.crowded() {
        let source = "assumed: reads go to the source while the replica is down";
        read.links.push(json!({ "from": from, "to": to, "effect": "soft", "loss": 0, "source": source }));
    }
}

fn aurora(block: &Block, members: Option<f64>, read: &mut Read) -> String {
    let mut part = named(block, "database");
    let several = members.is_some_and(|it| it > 1.0);
    promised(&mut part, if several { "aws-aurora-multi-az" } else { "aws-aurora-single-az" });
    part.work("aws-aurora", "endpoint DNS", &[]);
    match members {
        None => {
            part.trap(block.line, "how many instances it has is not known: the promise for one zone is taken")
        }
        Some(_) if several => {}
        Some(_) => part.trap(
            block.line,
            "no replica: a new primary is made in the same zone, which can take up to 10 minutes",
        ),
    }
    read.add(part)
}

fn cache(block: &Block, read: &mut Read) -> String {
    let mut part = named(block, "cache");
    let (fails_over, several) =
        (truth(block, "automatic_failover_enabled", read), truth(block, "multi_az_enabled", read));
    if fails_over == Truth::Yes {
        promised(&mut part, "aws-elasticache-multi-az");
        part.trap(block.line, "how long a failure goes unnoticed is not published; the promise is doubtful too: check before relying on it");
    } else {
        part.fails("server", None, "");
        let missing = fails_over.missing("automatic_failover_enabled");
        part.trap(block.line, format!("{missing}: a failed primary stays down until a person acts"));
    }
    if fails_over == Truth::Yes && several != Truth::Yes {
        let missing = several.missing("multi_az_enabled");
        part.trap(block.line, format!("{missing}: primary and replica may share a zone"));
    }
    read.add(part)
}

fn dns(record: &Block, check: Option<&Block>, fronts: &[String], read: &mut Read) {
    let mut part = named(record, "dns");
    part.set("failures", health::promise("aws-route53"));
    let mut given = Vec::new();
    for (own, key) in [("request_interval", "RequestInterval"), ("failure_threshold", "FailureThreshold")] {
        given.extend(check.and_then(|it| figure(it, own, read)).map(|value| (key, value)));
    }
    let ttl = figure(record, "ttl", read);
    given.extend(ttl.map(|value| ("TTL", value)));
    let seconds = part.work("aws-route53", "standard", &given).unwrap_or(114.6);
    let why = part.arithmetic();
    let evaluates = |it: &Block| attribute(it, "evaluate_target_health").as_deref() == Some("true");
    if check.is_none() {
        let checked = record.all("alias").any(evaluates) || attribute(record, "health_check_id").is_some();
        part.trap(
            record.line,
            if checked {
                "the settings of its health check are not in this file: the defaults are taken"
            } else {
                "failover without a health check: nothing notices"
            },
        );
    }
    if fronts.len() > 1 {
        let source = format!("time {} = {why}; success and manual assumed", duration(seconds));
        part.set("needs", json!({ "failover": { "time": duration(seconds), "success": 0.99, "manual": "30m", "source": source } }));
    }
    let own = read.add(part);
    fronts.iter().for_each(|front| read.link(&own, front));
    read.entries.push(own);
}
