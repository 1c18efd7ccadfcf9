//! resilience4j: circuit breakers with their time limiters, as YAML or properties. \[failover:resilience4j\]

use std::collections::{BTreeMap, BTreeSet};

use super::breaker::{Breaker, caller, place};
use super::lines::settings;
use super::text::{number, seconds, short};
use super::yaml::{self, Node, Yaml};
use super::{Part, Read};
use crate::catalogue::Worked;

/// Most settings of one configuration; they are gone through for every instance.
const MAX_SETTINGS: usize = 200;
/// How many configurations may be based on each other.
const MAX_BASES: usize = 8;

/// A key, its value and the line.
#[derive(Clone)]
struct Setting {
    key: String,
    value: String,
    line: usize,
}

/// Settings under a name, from a line on.
#[derive(Clone, Default)]
struct Named {
    line: usize,
    settings: Vec<Setting>,
}

/// One module: shared configurations, and instances by name in the order of the file.
#[derive(Default)]
struct Module {
    configs: BTreeMap<String, Named>,
    instances: Vec<(String, Named)>,
    places: BTreeMap<String, usize>,
}

impl Module {
    fn put(&mut self, shared: bool, name: &str, setting: Option<Setting>, line: usize) {
        let named = if shared {
            self.configs.entry(name.to_owned()).or_default()
        } else {
            let place = *self.places.entry(name.to_owned()).or_insert(self.instances.len());
            if place == self.instances.len() {
                self.instances.push((name.to_owned(), Named::default()));
            }
            &mut self.instances[place].1
        };
        if named.line == 0 {
            named.line = line;
        }
        if named.settings.len() < MAX_SETTINGS {
            named.settings.extend(setting);
        }
    }

    /// The settings of an instance over those it is based on: `baseConfig`, else `default`.
    fn settings(&self, own: &Named, read: &mut Read) -> Vec<Setting> {
        let mut layers = vec![own];
        for _ in 0..MAX_BASES {
            let last = layers[layers.len() - 1];
            let base = last.settings.iter().find(|it| plain(&it.key) == "baseconfig");
            let next = match base {
                Some(base) => {
                    let found = self.configs.get(&base.value);
                    if found.is_none() {
                        read.unread(
                            base.line,
                            format!("baseConfig {}: it is not in this file", short(&base.value)),
                        );
                    }
                    found
                }
                None if layers.len() == 1 => self.configs.get("default"),
                None => None,
            };
            let Some(next) = next else { break };
            layers.push(next);
        }
        layers.into_iter().rev().flat_map(|it| it.settings.iter().cloned()).collect()
    }
}

/// `failure-rate-threshold` and `failureRateThreshold` are one.
fn plain(key: &str) -> String {
    key.chars().filter(|c| *c != '-' && *c != '_').collect::<String>().to_lowercase()
}

pub(super) fn read(text: &str, read: &mut Read) {
    let properties =
        text.lines().any(|line| line.trim_start().starts_with("resilience4j.") && line.contains('='));
    let mut all = Vec::new();
    if properties {
        all.extend(settings(text).map(|it| Setting {
            key: it.key.to_owned(),
            value: it.value.to_owned(),
            line: it.line,
        }));
    } else {
        yaml::documents(text, read).iter().for_each(|document| leaves(document, "", &mut all));
    }
    let mut modules: BTreeMap<String, Module> = BTreeMap::new();
    let mut unread = BTreeSet::new();
    for setting in all {
        let Some(rest) = setting.key.strip_prefix("resilience4j.") else { continue };
        let mut words = rest.splitn(4, '.');
        let [module, group, name, key] = [(); 4].map(|()| words.next().unwrap_or_default());
        if !is_read(module) {
            if unread.insert(module.to_owned()) {
                read.unread(setting.line, format!("resilience4j.{}: not read", short(module)));
            }
        } else if name.is_empty() || !matches!(group, "configs" | "instances" | "backends") {
            read.unread(setting.line, format!("{}: not read", short(&setting.key)));
        } else {
            let line = setting.line;
            let own = (!key.is_empty()).then(|| Setting { key: key.to_owned(), ..setting.clone() });
            modules.entry(plain(module)).or_default().put(group == "configs", name, own, line);
        }
    }
    let limits = modules.remove("timelimiter").unwrap_or_default();
    let breakers = modules.remove("circuitbreaker").unwrap_or_default();
    if breakers.instances.is_empty()
        && let Some(default) = breakers.configs.get("default")
    {
        instance("dependency", default.line, &default.settings, None, read);
    }
    for (name, own) in &breakers.instances {
        let limit = limits.instances.iter().find(|(limited, _)| limited == name).map(|(_, own)| own);
        let limit = limit.map(|own| limits.settings(own, read));
        let settings = breakers.settings(own, read);
        instance(name, own.line, &settings, limit.as_deref(), read);
    }
}

fn is_read(module: &str) -> bool {
    matches!(plain(module).as_str(), "circuitbreaker" | "timelimiter")
}

/// Longest key.
const MAX_KEY: usize = 512;

/// YAML as properties: Spring takes `a.b:` for `b:` beneath `a:`.
fn leaves(value: &Yaml, key: &str, into: &mut Vec<Setting>) {
    if key.len() > MAX_KEY {
        return;
    }
    match &value.node {
        Node::Map(map) if !map.is_empty() => {
            for (name, inner) in map {
                let key = if key.is_empty() { name.clone() } else { format!("{key}.{name}") };
                leaves(inner, &key, into);
            }
        }
        _ => into.push(Setting {
            key: key.to_owned(),
            value: value.scalar().unwrap_or_default().to_owned(),
            line: value.line,
        }),
    }
}

/// A time as Spring takes it: `10s`, `PT10S`, milliseconds.
fn time(value: &str) -> Option<f64> {
    let iso = value.strip_prefix("PT").map(str::to_lowercase);
    seconds(iso.as_deref().unwrap_or(value), 1e-3)
}

fn instance(name: &str, line: usize, settings: &[Setting], limit: Option<&[Setting]>, read: &mut Read) {
    let mut given: Vec<(&'static str, f64)> = Vec::new();
    let mut timed = false;
    for Setting { key, value, line } in settings {
        let plain = plain(key);
        let known = [
            ("failureRateThreshold", false),
            ("slowCallRateThreshold", false),
            ("slowCallDurationThreshold", true),
            ("waitDurationInOpenState", true),
            ("permittedNumberOfCallsInHalfOpenState", false),
            ("minimumNumberOfCalls", false),
            ("slidingWindowSize", false),
        ];
        let Some((key, is_time)) = known.into_iter().find(|(it, _)| it.to_lowercase() == plain) else {
            let silent = [
                "baseconfig",
                "registerhealthindicator",
                "allowhealthindicatortofail",
                "automatictransitionfromopentohalfopenenabled",
                "recordexceptions",
                "ignoreexceptions",
                "eventconsumerbuffersize",
                "writablestacktraceenabled",
            ];
            if plain == "slidingwindowtype" {
                timed = value.trim().eq_ignore_ascii_case("TIME_BASED");
            } else if !silent.contains(&plain.as_str()) {
                read.unread(*line, format!("{}: not read", short(key)));
            }
            continue;
        };
        match if is_time { time(value) } else { number(value) } {
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
    if let Some(worked) = part.worked.last_mut() {
        window(worked, timed);
    }
    part.work("resilience4j", "close after recovery", &given);
    let (least, size) = (value("minimumNumberOfCalls", 100.0), value("slidingWindowSize", 100.0));
    let calls = if timed { least } else { least.min(size) };
    part.trap(line, format!("below {calls} calls{} the breaker never opens", within(timed, size)));
    let share = value("failureRateThreshold", 50.0) / 100.0;
    let threshold = share * if timed { least } else { size };
    let limited = limit.and_then(|settings| limited(settings, read));
    if let Some((seconds, line)) = limited {
        part.trap(line, format!("a call is given up after {seconds} s by its time limiter"));
    }
    let timeout = limited.map_or_else(|| value("slowCallDurationThreshold", 60.0), |(seconds, _)| seconds);
    let from = caller(read, &format!("{name} caller"), line);
    place(read, part, &from, &Breaker { threshold, timeout, reset: value("waitDurationInOpenState", 60.0) });
}

fn within(timed: bool, size: f64) -> String {
    if timed { format!(" within {size} s") } else { String::new() }
}

/// How long a call may take, and the line that says so.
fn limited(settings: &[Setting], read: &mut Read) -> Option<(f64, usize)> {
    let mut found = None;
    for Setting { key, value, line } in settings {
        match plain(key).as_str() {
            "timeoutduration" => match time(value) {
                Some(seconds) => found = Some((seconds, *line)),
                None => read.unread(*line, format!("{key} is '{}': not understood", short(value))),
            },
            "baseconfig" | "cancelrunningfuture" | "eventconsumerbuffersize" => {}
            _ => read.unread(*line, format!("{}: not read", short(key))),
        }
    }
    found
}

/// A window of seconds or of calls: the file's formula is the same, what it counts is not.
fn window(worked: &mut Worked, timed: bool) {
    let unit = if timed { "s" } else { "calls" };
    for line in &mut worked.lines {
        if let Some(bare) = line.strip_suffix(" calls") {
            *line = format!("{bare} {unit}");
        }
    }
    for setting in worked.settings.iter_mut().filter(|it| it.starts_with("slidingWindowSize")) {
        *setting = setting.replacen(" count", &format!(" {unit}"), 1);
    }
    if timed {
        worked.basis =
            "derived from documented semantics: steady calls that all fail fill their share of the window"
                .to_owned();
        worked.unit = None;
    }
}
