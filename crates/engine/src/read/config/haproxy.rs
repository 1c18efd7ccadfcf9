//! HAProxy: backends with their checks, and the frontends before them. \[failover:haproxy-check\]

use std::collections::{BTreeMap, BTreeSet};

use super::text::{number, seconds, short};
use super::{Part, Read, templating};

/// Milliseconds are meant where no unit stands.
const MS: f64 = 1e-3;

/// What `defaults` and `default-server` give to those after them.
#[derive(Clone, Debug, Default)]
struct Checks {
    inter: Option<f64>,
    fastinter: Option<f64>,
    downinter: Option<f64>,
    fall: Option<f64>,
    rise: Option<f64>,
    timeout_check: Option<f64>,
    check: bool,
    /// Whether the check is another server's.
    tracks: bool,
    redispatch: bool,
}

#[derive(Default)]
struct Section {
    kind: String,
    name: String,
    line: usize,
    checks: Checks,
    /// Backup, checked, line, and how many.
    servers: Vec<(bool, bool, usize, u32)>,
    /// Whether one of them is checked.
    checked: bool,
    /// Whether the figures are those of a server.
    figured: bool,
    uses: Vec<String>,
}

pub(super) fn read(text: &str, read: &mut Read) {
    let text = &templating::without(text, read);
    let mut defaults = Defaults::default();
    let mut sections: Vec<Section> = Vec::new();
    let mut now: Option<Section> = None;
    for (number, line) in text.lines().enumerate() {
        let line = line.split('#').next().unwrap_or_default();
        let words: Vec<&str> = line.split_whitespace().collect();
        let Some(first) = words.first() else { continue };
        match *first {
            "global" | "defaults" | "frontend" | "backend" | "listen" | "resolvers" | "peers"
            | "userlist" | "mailers" | "program" | "cache" => {
                finish(&mut now, &mut defaults, &mut sections);
                now = Some(Section {
                    kind: (*first).to_owned(),
                    name: words.get(1).filter(|it| **it != "from").unwrap_or(first).to_string(),
                    line: number + 1,
                    checks: defaults.of(&words, number + 1, read),
                    ..Section::default()
                });
            }
            _ => match &mut now {
                Some(section) => directive(section, &words, number + 1, read),
                None => read.unread(number + 1, format!("'{}' stands before any section", short(first))),
            },
        }
    }
    finish(&mut now, &mut defaults, &mut sections);
    let mut backends = Vec::new();
    for section in sections.iter().filter(|it| !it.servers.is_empty()) {
        backends.push((section.name.clone(), backend(section, read)));
    }
    let fronts: Vec<&Section> =
        sections.iter().filter(|it| matches!(it.kind.as_str(), "frontend" | "listen")).collect();
    if fronts.is_empty() || backends.is_empty() {
        return;
    }
    let mut part = Part::new("HAProxy", "load-balancer", fronts[0].line);
    part.fails("server", None, "");
    let own = read.add(part);
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (name, _)) in backends.iter().enumerate() {
        places.entry(name).or_default().push(at);
    }
    for front in fronts {
        // What one of them leads to is linked once.
        let names = front.uses.iter().chain([&front.name]);
        let led: BTreeSet<usize> = names.filter_map(|name| places.remove(name.as_str())).flatten().collect();
        led.into_iter().for_each(|at| read.link(&own, &backends[at].1));
    }
    read.entries.push(own);
}

/// What sections begin with: the last `defaults`, and all of them by name.
#[derive(Default)]
struct Defaults {
    last: Checks,
    named: BTreeMap<String, Checks>,
}

impl Defaults {
    /// Those that the head of a section names; else the last, and none for other `defaults`.
    fn of(&self, words: &[&str], line: usize, read: &mut Read) -> Checks {
        let named = words.iter().skip(1).skip_while(|it| **it != "from").nth(1);
        let found = named.and_then(|it| self.named.get(*it));
        if let (Some(name), None) = (named, found) {
            read.unread(line, format!("from {}: no defaults before it have that name", short(name)));
        }
        match found {
            Some(own) => own.clone(),
            None if words[0] == "defaults" => Checks::default(),
            None => self.last.clone(),
        }
    }
}

fn finish(now: &mut Option<Section>, defaults: &mut Defaults, sections: &mut Vec<Section>) {
    if let Some(section) = now.take() {
        if section.kind == "defaults" {
            defaults.last = section.checks.clone();
            defaults.named.insert(section.name.clone(), section.checks.clone());
        }
        sections.push(section);
    }
}

fn directive(section: &mut Section, words: &[&str], line: usize, read: &mut Read) {
    match (words[0], words.get(1).copied().unwrap_or_default()) {
        ("timeout", "check") => section.checks.timeout_check = words.get(2).and_then(|it| seconds(it, MS)),
        ("option", "redispatch") => section.checks.redispatch = true,
        ("default-server", _) => {
            options(&mut section.checks, &words[1..], line, read);
        }
        ("server" | "server-template", _) => {
            let from = if words[0] == "server" { 3 } else { 4 };
            let mut own = section.checks.clone();
            let backup = options(&mut own, words.get(from..).unwrap_or_default(), line, read);
            let Some(backup) = backup else { return };
            let times = match words[0] {
                "server" => 1,
                _ => words.get(2).and_then(|it| numbered(it)).unwrap_or_else(|| {
                    read.unread(line, "server-template: a number or a range was expected, taken as 1");
                    1
                }),
            };
            let check = own.check;
            // The figures of the section are those of its first server that is checked.
            if check && !own.tracks && !section.figured {
                section.checks = Checks { check: section.checks.check, ..own };
                section.figured = true;
            }
            let times = times.min(10_000);
            if times > 0 {
                section.checked |= check;
                section.servers.push((backup, check, line, times));
            }
        }
        ("default_backend" | "use_backend", name) => section.uses.push(name.to_owned()),
        (
            "retries" | "balance" | "mode" | "bind" | "option" | "timeout" | "log" | "maxconn" | "http-check"
            | "http-request" | "http-response" | "acl" | "stats" | "cookie" | "stick" | "stick-table"
            | "description" | "errorfile" | "errorfiles" | "http-reuse" | "compression" | "filter",
            _,
        ) => {}
        (name, _) if matches!(section.kind.as_str(), "backend" | "listen" | "frontend" | "defaults") => {
            read.unread(line, format!("{}: not read", short(name)));
        }
        _ => {}
    }
}

/// How many servers a template makes: 5, or 3 to 5.
fn numbered(text: &str) -> Option<u32> {
    let (first, last) = text.split_once('-').unwrap_or(("1", text));
    let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
    last.checked_sub(first)?.checked_add(1)
}

/// Reads a server's options; whether it is a backup, none where it is switched off.
fn options(checks: &mut Checks, words: &[&str], line: usize, read: &mut Read) -> Option<bool> {
    let (mut backup, mut disabled) = (false, false);
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let next = words.get(at + 1).copied();
        let time = || next.and_then(|it| seconds(it, MS));
        let count = || next.and_then(number);
        let mut takes = 1;
        match *word {
            "check" => (checks.check, takes) = (true, 0),
            "no-check" => (checks.check, takes) = (false, 0),
            // Its state is that of another server, which is checked.
            "track" => (checks.check, checks.tracks) = (true, true),
            "backup" => (backup, takes) = (true, 0),
            "disabled" => (disabled, takes) = (true, 0),
            "inter" => checks.inter = time().or(checks.inter),
            "fastinter" => checks.fastinter = time().or(checks.fastinter),
            "downinter" => checks.downinter = time().or(checks.downinter),
            "fall" => checks.fall = count().or(checks.fall),
            "rise" => checks.rise = count().or(checks.rise),
            "weight" if next == Some("0") => {
                disabled = true;
                read.unread(line, "weight 0: the server gets no new requests and is not counted");
            }
            "weight" | "maxconn" | "port" | "addr" | "cookie" | "slowstart" | "ca-file" | "crt" | "sni"
            | "verify" | "resolvers" | "resolve-prefer" | "init-addr" | "observe" | "error-limit"
            | "on-error" | "on-marked-down" | "agent-port" | "agent-inter" | "maxqueue" | "minconn"
            | "proto" | "alpn" | "check-sni" => {}
            "ssl" | "agent-check" | "send-proxy" | "send-proxy-v2" | "enabled" | "check-ssl"
            | "non-stick" => takes = 0,
            other => {
                takes = 0;
                read.unread(line, format!("'{}' of a server: not read", short(other)));
            }
        }
        at += 1 + takes;
    }
    (!disabled).then_some(backup)
}

fn backend(section: &Section, read: &mut Read) -> String {
    let count = |backup: bool| {
        let of = section.servers.iter().filter(|(own, ..)| *own == backup);
        of.fold(0_u32, |sum, (.., times)| sum.saturating_add(*times))
    };
    let mut part = Part::new(&section.name, "service", section.line);
    part.fails("server", None, "");
    let checks = &section.checks;
    let mut detection = None;
    if section.checked {
        let inter = checks.inter.unwrap_or(2.0);
        let fast = checks.fastinter.unwrap_or(inter);
        let given = [
            ("inter", inter),
            ("fastinter", fast),
            ("downinter", checks.downinter.unwrap_or(inter)),
            ("fall", checks.fall.unwrap_or(3.0)),
            ("rise", checks.rise.unwrap_or(2.0)),
            ("timeout_check", checks.timeout_check.unwrap_or(inter)),
        ];
        part.work("haproxy-check", "refused", &given);
        part.work("haproxy-check", "back up", &given);
        detection = part.work("haproxy-check", "black-holed", &given);
    }
    if let Some((_, _, line, _)) = section.servers.iter().find(|(_, checked, ..)| !checked) {
        part.trap(*line, "without the keyword check no check runs and the server always counts as up");
    }
    if !checks.redispatch && count(false).saturating_add(count(true)) > 1 {
        part.trap(section.line, "without option redispatch retries of a request go to the same server");
    }
    let why = format!("servers of the section; required assumed; detection: {}", part.arithmetic());
    part.pool(count(false), 1, detection, &why);
    let own = read.add(part);
    if count(true) == 0 {
        return own;
    }
    let mut spare = Part::new(&format!("{} backup", section.name), "service", section.line);
    spare.fails("server", None, "");
    spare.pool(count(true), 1, None, "backup servers of the section; required assumed");
    let spare = read.add(spare);
    if count(false) == 0 {
        return spare;
    }
    let mut either = Part::new(&format!("{} group", section.name), "junction", section.line);
    either.set("needs", serde_json::json!("any"));
    let either = read.add(either);
    read.link(&either, &own);
    read.link(&either, &spare);
    either
}
