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
    // Names of servers and the like have a time to live too, which nobody waits for.
    records.retain(|it| matches!(it.text("Type"), None | Some("A" | "AAAA" | "CNAME")));
    let mut names: BTreeMap<&str, Vec<&Yaml>> = BTreeMap::new();
    for record in records.iter().filter(|it| it.text("Failover").is_some() || is_checked(it)) {
        names.entry(record.text("Name").unwrap_or("Route 53")).or_default().push(record);
    }
    if names.is_empty() {
        let name = records.first().and_then(|it| it.text("Name")).unwrap_or("Route 53");
        names.insert(name, records.first().into_iter().collect());
    }
    for (name, own) in names.into_iter().take(MAX_NAMES) {
        answered(name, &own, checks.first(), read);
    }
}

/// Most names that are read.
const MAX_NAMES: usize = 200;

/// Whether a record is left out of the answers while its place does not work.
fn is_checked(record: &Yaml) -> bool {
    record.text("HealthCheckId").is_some() || record.text("AliasTarget.EvaluateTargetHealth") == Some("true")
}

/// Their names, each once.
fn places(records: &[&Yaml]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in records.iter().filter_map(|it| it.text("SetIdentifier")) {
        if !names.iter().any(|own| own == name) {
            names.push(name.to_owned());
        }
    }
    names
}

/// A name and what it leads to: a failover pair, or a pool of places that are checked.
fn answered(name: &str, records: &[&Yaml], check: Option<&Yaml>, read: &mut Read) {
    let mut given: Vec<(&'static str, f64)> = Vec::new();
    for key in ["RequestInterval", "FailureThreshold"] {
        given.extend(check.and_then(|it| it.number(key, read)).map(|value| (key, value)));
    }
    let ttl = records.iter().find_map(|it| it.number("TTL", read));
    given.extend(ttl.map(|value| ("TTL", value)));
    let line = check.or(records.first().copied()).map_or(1, |it| it.line);
    let mut part = Part::new(name.trim_end_matches('.'), "dns", line);
    part.set("id", json!("dns"));
    part.fails("server", None, "");
    part.work("aws-route53", "detection only", &given);
    let seconds = part.work("aws-route53", "standard", &given).unwrap_or(114.6);
    let why = part.arithmetic();
    let checked = records.iter().find(|it| is_checked(it));
    let mut sides: Vec<&Yaml> = Vec::new();
    for side in ["PRIMARY", "SECONDARY"] {
        sides.extend(records.iter().filter(|it| it.text("Failover") == Some(side)));
    }
    if checked.is_none() && (check.is_none() || (sides.is_empty() && !records.is_empty())) {
        part.worked.clear();
        part.trap(line, "no health check: nothing notices a failure, and nothing fails over");
        read.add(part);
        return;
    }
    if let (Some(record), None) = (checked, check) {
        part.trap(
            record.line,
            "the settings of its health check are not in this file: the defaults are taken",
        );
    }
    let unchecked = sides.iter().find(|it| it.text("Failover") == Some("PRIMARY") && !is_checked(it));
    if let Some(record) = unchecked.filter(|_| checked.is_some()) {
        part.trap(record.line, "the primary record names no health check: it never fails over");
    }
    let kept = ttl.unwrap_or(60.0);
    part.set("facts", json!({ "ttl": duration(kept) }));
    if kept > 60.0 {
        part.trap(line, format!("a TTL of {kept} s: clients keep the old address for half of it on average"));
    }
    part.trap(
        line,
        "some resolvers and long-lived clients ignore the TTL: a tail of requests goes wrong for longer",
    );
    if sides.is_empty() && !records.is_empty() {
        let own = read.add(part);
        let mut pool = Part::new(&format!("{} targets", name.trim_end_matches('.')), "service", line);
        pool.fails("server", None, "");
        let why = format!("records with a health check; required assumed; detection: {why}");
        pool.pool(places(records).len() as u32, 1, Some(seconds), &why);
        let pool = read.add(pool);
        read.link(&own, &pool);
        read.entries.push(own);
        return;
    }
    failover(&mut part, seconds, &why);
    let own = read.add(part);
    let mut names = places(&sides);
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
    let record = ["TTL", "AliasTarget"].iter().any(|it| value.at(it).is_some()) && value.at("Name").is_some();
    if record || value.at("Failover").is_some() {
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
    // The owner is that of the record before where a line begins with a space, whatever its type.
    let (mut owner, mut depth) = ("@", 0_i32);
    for (number, line) in text.lines().enumerate() {
        let line = line.split(';').next().unwrap_or_default();
        let inside = depth > 0;
        depth += line.matches('(').count() as i32 - line.matches(')').count() as i32;
        let mut words = line.split_whitespace().peekable();
        let Some(first) = words.peek().copied().filter(|_| !inside) else { continue };
        if first == "$TTL" {
            ttl = words.nth(1).and_then(|it| seconds(&it.to_lowercase(), 1.0));
            if ttl.is_none() {
                read.unread(number + 1, "$TTL: a time was expected");
            }
        }
        if first.starts_with('$') {
            continue;
        }
        if !line.starts_with(char::is_whitespace) {
            owner = first;
            words.next();
        }
        let mut own = None;
        // Class and time to live may both be left out, and stand in either order.
        while let Some(word) = words.peek() {
            if word.starts_with(|c: char| c.is_ascii_digit()) {
                own = seconds(&word.to_lowercase(), 1.0);
            } else if !["IN", "CH", "HS"].iter().any(|class| word.eq_ignore_ascii_case(class)) {
                break;
            }
            words.next();
        }
        let kind = words.next().unwrap_or_default().to_uppercase();
        if !matches!(kind.as_str(), "A" | "AAAA" | "CNAME") {
            continue;
        }
        match places.get(owner) {
            Some(place) => names[*place].3 += 1,
            None => {
                places.insert(owner.to_owned(), names.len());
                names.push((owner.to_owned(), number + 1, own.or(ttl).unwrap_or(3_600.0), 1));
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
