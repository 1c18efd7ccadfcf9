//! Circuit breakers: opossum's options, resilience4j's YAML or properties. \[failover:opossum, resilience4j\]

use std::collections::BTreeMap;

use serde_json::json;

use super::text::{duration, number, seconds, short};
use super::yaml::{self, Node, Yaml};
use super::{Part, Read};

/// Most settings of `configs.default`; they are gone through for every instance.
const MAX_DEFAULTS: usize = 200;

/// A breaker as two components and the soft link between them.
fn place(read: &mut Read, mut part: Part, caller: &str, threshold: u32, timeout: f64, reset: f64) {
    part.set("kind", json!("external"));
    part.fails("server", None, "");
    let line = part.line;
    let to = read.add(part);
    let mut from = Part::new(caller, "service", line);
    from.fails("process", None, "");
    let from = read.add(from);
    let breaker = json!({ "threshold": threshold.max(1), "timeout": duration(timeout.max(0.001)), "reset": duration(reset.max(0.001)) });
    read.links.push(json!({ "from": from, "to": to, "effect": "soft", "loss": 1, "breaker": breaker,
                            "source": "breaker as configured; loss 1: no fallback is known" }));
    read.entries.push(from);
}

/// `{ timeout: 3000, errorThresholdPercentage: 50, resetTimeout: 30000 }`, as JavaScript or JSON.
pub(super) fn opossum(text: &str, read: &mut Read) {
    const KEYS: [&str; 7] = [
        "timeout",
        "errorThresholdPercentage",
        "resetTimeout",
        "rollingCountTimeout",
        "rollingCountBuckets",
        "volumeThreshold",
        "capacity",
    ];
    let mut given: Vec<(&'static str, f64)> = Vec::new();
    let mut line = 1;
    for (at, row) in text.lines().enumerate() {
        let row = row.split("//").next().unwrap_or_default();
        for piece in row.split(['{', '}', ',', ';', '(', ')']) {
            let Some((key, value)) = piece.split_once(':') else { continue };
            let key = key.trim().trim_matches(['"', '\'']);
            let Some(key) = KEYS.into_iter().find(|it| *it == key) else { continue };
            match number(value) {
                // opossum counts in milliseconds, the formulas in seconds.
                Some(value) if matches!(key, "timeout" | "resetTimeout" | "rollingCountTimeout") => {
                    given.push((key, value / 1e3))
                }
                Some(value) => given.push((key, value)),
                None => read.unread(at + 1, format!("{key} is '{}': taken by its default", short(value))),
            }
            line = at + 1;
        }
    }
    let value = |key: &str, otherwise: f64| {
        given.iter().find(|(own, _)| *own == key).map_or(otherwise, |(_, value)| *value)
    };
    let mut part = Part::new("Dependency", "external", line);
    part.work("opossum", "dependency hangs", &given);
    part.work("opossum", "dependency refuses", &given);
    part.work("opossum", "close again", &given);
    if value("volumeThreshold", 0.0) == 0.0 {
        part.trap(line, "volumeThreshold 0: a single failed call of an idle service opens the circuit");
    }
    let (timeout, reset, volume) =
        (value("timeout", 10.0), value("resetTimeout", 30.0), value("volumeThreshold", 0.0));
    let threshold = (volume * value("errorThresholdPercentage", 50.0) / 100.0).ceil().clamp(1.0, 1e6) as u32;
    place(read, part, "Caller", threshold, timeout, reset);
}

/// A key, its value and the line.
type Setting = (String, String, usize);

/// Instances under `resilience4j.circuitbreaker`.
pub(super) fn resilience4j(text: &str, read: &mut Read) {
    let properties =
        text.lines().any(|line| line.trim_start().starts_with("resilience4j.") && line.contains('='));
    if properties {
        let mut instances: Vec<(String, usize, Vec<Setting>)> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        for setting in super::lines::settings(text) {
            let Some(rest) = setting.key.strip_prefix("resilience4j.circuitbreaker.") else { continue };
            let words: Vec<&str> = rest.split('.').collect();
            let [_, name, key] = words[..] else {
                read.unread(setting.line, format!("{}: not read", short(setting.key)));
                continue;
            };
            let place = *places.entry(name.to_owned()).or_insert(instances.len());
            if place == instances.len() {
                instances.push((name.to_owned(), setting.line, Vec::new()));
            }
            instances[place].2.push((key.to_owned(), setting.value.to_owned(), setting.line));
        }
        for (name, line, settings) in instances {
            instance(&name, line, &settings, read);
        }
        return;
    }
    for document in yaml::documents(text, read) {
        let Some(root) = document
            .at("resilience4j.circuitbreaker")
            .or_else(|| document.at("resilience4j.circuit-breaker"))
        else {
            continue;
        };
        let mut defaults = flat(root, "configs.default");
        if defaults.len() > MAX_DEFAULTS {
            read.unread(root.line, format!("more than {MAX_DEFAULTS} defaults: the rest is not read"));
            defaults.truncate(MAX_DEFAULTS);
        }
        let mut list = root.map("instances").to_vec();
        if list.is_empty() {
            list = root.map("backends").to_vec();
        }
        if list.is_empty() && !defaults.is_empty() {
            instance("dependency", root.line, &defaults, read);
        }
        for (name, value) in list {
            let mut settings = defaults.clone();
            settings.extend(pairs(&value));
            instance(&name, value.line, &settings, read);
        }
    }
}

fn flat(root: &Yaml, path: &str) -> Vec<(String, String, usize)> {
    root.at(path).map(pairs).unwrap_or_default()
}

fn pairs(value: &Yaml) -> Vec<(String, String, usize)> {
    let Node::Map(map) = &value.node else { return Vec::new() };
    map.iter()
        .filter_map(|(key, value)| Some((key.clone(), value.scalar()?.to_owned(), value.line)))
        .collect()
}

fn instance(name: &str, line: usize, settings: &[(String, String, usize)], read: &mut Read) {
    let mut given: Vec<(&'static str, f64)> = Vec::new();
    for (key, value, line) in settings {
        // `failure-rate-threshold` and `failureRateThreshold` are one.
        let plain: String = key.chars().filter(|c| *c != '-').collect::<String>().to_lowercase();
        let known = [
            ("failureRateThreshold", 0.0),
            ("slowCallRateThreshold", 0.0),
            ("slowCallDurationThreshold", 1e-3),
            ("waitDurationInOpenState", 1e-3),
            ("permittedNumberOfCallsInHalfOpenState", 0.0),
            ("minimumNumberOfCalls", 0.0),
            ("slidingWindowSize", 0.0),
        ];
        let Some((key, unit)) = known.into_iter().find(|(it, _)| it.to_lowercase() == plain) else {
            let silent = [
                "slidingwindowtype",
                "baseconfig",
                "registerhealthindicator",
                "automatictransitionfromopentohalfopenenabled",
                "recordexceptions",
                "ignoreexceptions",
                "eventconsumerbuffersize",
            ];
            if !silent.contains(&plain.as_str()) {
                read.unread(*line, format!("{}: not read", short(key)));
            }
            continue;
        };
        let iso = value.strip_prefix("PT").map(str::to_lowercase);
        let parsed = if unit > 0.0 { seconds(iso.as_deref().unwrap_or(value), unit) } else { number(value) };
        match parsed {
            Some(value) => {
                given.retain(|(own, _)| *own != key);
                given.push((key, value));
            }
            None => read.unread(*line, format!("{key} is '{}': taken by its default", short(value))),
        }
    }
    let value = |key: &str, otherwise: f64| {
        given.iter().find(|(own, _)| *own == key).map_or(otherwise, |(_, value)| *value)
    };
    let mut part = Part::new(name, "external", line);
    part.work("resilience4j", "trip", &given);
    part.work("resilience4j", "close after recovery", &given);
    let calls = value("minimumNumberOfCalls", 100.0).min(value("slidingWindowSize", 100.0));
    part.trap(line, format!("below {calls} calls the breaker never opens"));
    let threshold = (value("failureRateThreshold", 50.0) / 100.0 * value("slidingWindowSize", 100.0))
        .ceil()
        .clamp(1.0, 1e6) as u32;
    let (slow, wait) = (value("slowCallDurationThreshold", 60.0), value("waitDurationInOpenState", 60.0));
    place(read, part, &format!("{name} caller"), threshold, slow, wait);
}
