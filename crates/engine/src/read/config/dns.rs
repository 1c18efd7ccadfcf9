//! DNS: Route 53 records and health checks as JSON, and zone files. \[failover:aws-route53, dns-ttl\]

use std::collections::BTreeMap;

use serde_json::json;

use super::text::{duration, seconds};
use super::yaml::{self, Yaml};
use super::{Part, Read};

/// A time of a failover, as `needs` has it.
fn failover(part: &mut Part, seconds: f64, why: &str) {
    let source = format!("time {} = {why}; success and manual assumed", duration(seconds));
    part.set("needs", json!({ "failover": { "time": duration(seconds), "success": 0.99, "manual": "30m", "source": source } }));
}

/// Two places that the names lead to.
fn alternatives(read: &mut Read, own: &str, names: &[String], line: usize) {
    for name in names {
        let mut target = Part::new(name, "service", line);
        target.fails("server", None, "");
        let target = read.add(target);
        read.link(own, &target);
    }
    read.entries.push(own.to_owned());
}

/// What `aws route53 list-resource-record-sets` and `get-health-check` print.
pub(super) fn route53(text: &str, read: &mut Read) {
    let documents = yaml::documents(text, read);
    let mut checks = Vec::new();
    let mut records = Vec::new();
    for document in &documents {
        collect(document, &mut checks, &mut records, 0);
    }
    let mut given: Vec<(&'static str, f64)> = Vec::new();
    if let Some(check) = checks.first() {
        for key in ["RequestInterval", "FailureThreshold"] {
            given.extend(check.number(key, read).map(|value| (key, value)));
        }
    }
    let ttl = records.iter().find_map(|it| it.number("TTL", read));
    given.extend(ttl.map(|value| ("TTL", value)));
    let line = checks.first().or(records.first()).map_or(1, |it| it.line);
    let name =
        records.first().and_then(|it| it.text("Name")).unwrap_or("Route 53").trim_end_matches('.').to_owned();
    let mut part = Part::new(&name, "dns", line);
    part.set("id", json!("dns"));
    part.fails("server", None, "");
    part.work("aws-route53", "detection only", &given);
    let seconds = part.work("aws-route53", "standard", &given).unwrap_or(114.6);
    let why = part.arithmetic();
    if checks.is_empty() {
        let checked = records.iter().find(|it| {
            it.text("HealthCheckId").is_some() || it.text("AliasTarget.EvaluateTargetHealth") == Some("true")
        });
        let Some(record) = checked else {
            part.trap(line, "no health check: nothing notices a failure, and nothing fails over");
            read.add(part);
            return;
        };
        part.trap(
            record.line,
            "the settings of its health check are not in this file: the defaults are taken",
        );
    }
    let unchecked = records.iter().find(|it| {
        it.text("Failover") == Some("PRIMARY")
            && it.text("HealthCheckId").is_none()
            && it.text("AliasTarget.EvaluateTargetHealth") != Some("true")
    });
    if let Some(record) = unchecked.filter(|_| records.iter().any(|it| it.at("HealthCheckId").is_some())) {
        part.trap(record.line, "the primary record names no health check: it never fails over");
    }
    failover(&mut part, seconds, &why);
    part.set("facts", json!({ "ttl": duration(ttl.unwrap_or(60.0)) }));
    if ttl.unwrap_or(60.0) > 60.0 {
        part.trap(
            line,
            format!(
                "a TTL of {} s: clients keep the old address for half of it on average",
                ttl.unwrap_or(60.0)
            ),
        );
    }
    part.trap(
        line,
        "some resolvers and long-lived clients ignore the TTL: a tail of requests goes wrong for longer",
    );
    let own = read.add(part);
    let sides = |wanted: &'static str| records.iter().filter(move |it| it.text("Failover") == Some(wanted));
    let mut names: Vec<String> = sides("PRIMARY")
        .chain(sides("SECONDARY"))
        .filter_map(|it| Some(it.text("SetIdentifier")?.to_owned()))
        .collect();
    if names.len() < 2 {
        names = vec!["Primary".to_owned(), "Secondary".to_owned()];
    }
    alternatives(read, &own, &names, line);
}

/// Health checks and record sets, wherever they stand.
fn collect(value: &Yaml, checks: &mut Vec<Yaml>, records: &mut Vec<Yaml>, depth: usize) {
    if depth > 12 {
        return;
    }
    if value.at("FailureThreshold").is_some() || value.at("RequestInterval").is_some() {
        checks.push(value.clone());
    }
    if value.at("TTL").is_some() && value.at("Name").is_some() || value.at("Failover").is_some() {
        records.push(value.clone());
    }
    match &value.node {
        yaml::Node::List(list) => list.iter().for_each(|it| collect(it, checks, records, depth + 1)),
        yaml::Node::Map(map) => map.iter().for_each(|(_, it)| collect(it, checks, records, depth + 1)),
        yaml::Node::Scalar(_) => {}
    }
}

/// A zone file: how long its addresses are kept.
pub(super) fn zone(text: &str, read: &mut Read) {
    let mut ttl = None;
    let mut names: Vec<(String, usize, f64, usize)> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let line = line.split(';').next().unwrap_or_default();
        let words: Vec<&str> = line.split_whitespace().collect();
        if words.first() == Some(&"$TTL") {
            ttl = words.get(1).and_then(|it| seconds(&it.to_lowercase(), 1.0));
            if ttl.is_none() {
                read.unread(number + 1, "$TTL: a time was expected");
            }
            continue;
        }
        let Some(at) = words.iter().position(|it| *it == "IN") else { continue };
        if !matches!(words.get(at + 1), Some(&("A" | "AAAA" | "CNAME"))) {
            continue;
        }
        if let Some(same) = names.last_mut().filter(|_| line.starts_with(char::is_whitespace)) {
            same.3 += 1;
            continue;
        }
        let name = words[0].to_owned();
        let own = words[..at].iter().rev().find_map(|it| seconds(&it.to_lowercase(), 1.0));
        let seconds = own.or(ttl).unwrap_or(3_600.0);
        match places.get(&name) {
            Some(place) => names[*place].3 += 1,
            None => {
                places.insert(name.clone(), names.len());
                names.push((name, number + 1, seconds, 1));
            }
        }
    }
    for (name, line, ttl, addresses) in names.into_iter().take(200) {
        let shown = if name == "@" { "DNS" } else { name.trim_end_matches('.') };
        let mut part = Part::new(shown, "dns", line);
        part.fails("server", None, "");
        part.work("dns-ttl", "resolver cache", &[("TTL", ttl)]);
        part.work("dns-ttl", "resolver + JVM", &[("TTL", ttl)]);
        part.set("facts", json!({ "ttl": duration(ttl) }));
        if ttl > 300.0 {
            part.trap(
                line,
                format!(
                    "a changed address is seen after {} on average, {} at worst",
                    duration(ttl / 2.0),
                    duration(ttl)
                ),
            );
        }
        if addresses > 1 {
            part.trap(line, format!("{addresses} addresses without a health check: while one is down its share of the requests fails"));
        }
        read.add(part);
    }
}
