//! Docker Compose: services, what they depend on, replicas, health checks.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::text::{duration, short};
use super::yaml::{self, Node};
use super::{Part, Read, known};

/// Health checks by Docker's defaults: every 30 s, three times, 30 s each. General knowledge, without a source in the catalogue.
const INTERVAL: f64 = 30.0;
const RETRIES: f64 = 3.0;
const TIMEOUT: f64 = 30.0;

/// Compose without Swarm runs everything on one host.
const HOST: &str = "host";

/// What an image is, by words of its name.
const IMAGES: [(&str, &str); 12] = [
    ("postgres", "database"),
    ("mysql", "database"),
    ("mariadb", "database"),
    ("mongo", "database"),
    ("cockroach", "database"),
    ("redis", "cache"),
    ("memcached", "cache"),
    ("rabbitmq", "queue"),
    ("kafka", "queue"),
    ("nginx", "load-balancer"),
    ("haproxy", "load-balancer"),
    ("traefik", "load-balancer"),
];

pub(super) fn read(text: &str, read: &mut Read) {
    let documents = yaml::documents(text, read);
    let Some(file) = documents.into_iter().find(|it| it.at("services").is_some()) else { return };
    let mut ids: BTreeMap<&str, String> = BTreeMap::new();
    let once = runs_once(&file);
    for (name, service) in file.map("services") {
        if once.contains(name.as_str()) {
            let text = format!("service {}: runs once and ends, nothing needs it afterwards", short(name));
            read.unread(service.line, text);
            continue;
        }
        if !matches!(service.node, Node::Map(_)) {
            read.unread(service.line, format!("service {}: nothing in it can be read", short(name)));
            continue;
        }
        let image = service.text("image").unwrap_or_default().to_lowercase();
        let kind = IMAGES.iter().find(|(word, _)| image.contains(word)).map_or("service", |(_, kind)| kind);
        let mut part = Part::new(name, kind, service.line);
        part.fails("process", None, "");
        part.set("zones", json!([HOST]));
        if let Some(other) = service.at("extends") {
            read.unread(other.line, format!("service {}: what it extends is not read", short(name)));
        }
        let global = service.text("deploy.mode").is_some_and(|it| it.starts_with("global"));
        let replicas =
            service.number("deploy.replicas", read).or_else(|| service.number("scale", read)).unwrap_or(1.0);
        let replicas = if global { 1.0 } else { replicas };
        let detection = health(&mut part, service, read);
        let why = format!("replicas of the service; required assumed; detection: {}", detection.1);
        part.pool(replicas.clamp(0.0, 10_000.0) as u32, 1, detection.0, &why);
        known::listed(service.pairs(), known::COMPOSE, "service", read);
        known::listed(service.map("deploy"), known::COMPOSE_DEPLOY, "deploy", read);
        known::listed(service.map("healthcheck"), known::COMPOSE_HEALTH, "healthcheck", read);
        if global {
            part.trap(
                service.line,
                "mode: global is one copy a node, and no file says how many nodes: taken as one",
            );
        }
        if !restarts(service) {
            part.trap(
                service.line,
                "no restart policy: a process that ends stays down until a person starts it",
            );
        }
        if replicas > 1.0 {
            part.trap(service.line, "without a cluster all replicas run on one host, and fail with it");
        }
        read.host(HOST, "Host");
        let own = read.add(part);
        ids.entry(name).or_insert(own);
    }
    for (name, service) in file.map("services") {
        let Some(own) = ids.get(name.as_str()) else { continue };
        let listed = service.list("depends_on").iter().filter_map(|it| it.scalar().map(str::to_owned));
        let mapped =
            service.map("depends_on").iter().filter(|(_, it)| !ends(it)).map(|(name, _)| name.clone());
        let links =
            service.list("links").iter().filter_map(|it| Some(it.scalar()?.split(':').next()?.to_owned()));
        for needed in listed.chain(mapped).chain(links) {
            match ids.get(needed.as_str()) {
                Some(to) => read.link(own, to),
                None if once.contains(needed.as_str()) => {}
                None => read.unread(
                    service.line,
                    format!("{} depends on {}, which is not there", short(name), short(&needed)),
                ),
            }
        }
    }
}

/// Whether a process that fails is started again: `on-failure:5` too, and any failure where a policy names no condition.
fn restarts(service: &yaml::Yaml) -> bool {
    let policy = service.at("deploy.restart_policy");
    let by = policy.map(|it| it.text("condition").unwrap_or("any")).or(service.text("restart"));
    by.is_some_and(|it| !matches!(it, "no" | "none" | "false"))
}

/// Whether a dependency is only waited for until it has ended.
fn ends(condition: &yaml::Yaml) -> bool {
    condition.text("condition") == Some("service_completed_successfully")
}

/// Services that others wait for until they have ended, and that nobody needs afterwards.
fn runs_once(file: &yaml::Yaml) -> BTreeSet<&str> {
    let (mut ending, mut needed) = (BTreeSet::new(), BTreeSet::new());
    for (_, service) in file.map("services") {
        needed.extend(service.list("depends_on").iter().filter_map(yaml::Yaml::scalar));
        for (name, condition) in service.map("depends_on") {
            let set = if ends(condition) { &mut ending } else { &mut needed };
            set.insert(name.as_str());
        }
    }
    ending.difference(&needed).copied().collect()
}

fn health(part: &mut Part, service: &yaml::Yaml, read: &mut Read) -> (Option<f64>, String) {
    let Some(check) = service.at("healthcheck") else {
        part.trap(service.line, "no healthcheck: a process that hangs counts as running");
        return (None, "no healthcheck".to_owned());
    };
    let none = |it: Option<&str>| it.is_some_and(|it| it.eq_ignore_ascii_case("none"));
    let test = check.list("test").first().and_then(yaml::Yaml::scalar).or_else(|| check.text("test"));
    if check.text("disable") == Some("true") || none(test) {
        part.trap(check.line, "the healthcheck is switched off");
        return (None, "switched off".to_owned());
    }
    let mut time = |key: &str, otherwise: f64| check.seconds(key, 1.0, read).unwrap_or(otherwise);
    let (interval, timeout) = (time("interval", INTERVAL), time("timeout", TIMEOUT));
    let retries = check.number("retries", read).unwrap_or(RETRIES);
    let seconds = interval / 2.0 + (retries - 1.0).max(0.0) * interval + timeout;
    part.trap(
        check.line,
        "an unhealthy container is only marked: Docker without Swarm neither restarts nor avoids it",
    );
    let said = format!(
        "{interval} / 2 + ({retries} − 1) × {interval} + {timeout} = {} (defaults: general knowledge, without a source)",
        duration(seconds)
    );
    (Some(seconds), said)
}
