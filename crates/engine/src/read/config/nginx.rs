//! NGINX: `upstream` groups and the servers that pass to them. \[failover:nginx-passive, nginx-plus-active\]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::blocks::{self, Block, Style};
use super::text::{self, id, seconds, short};
use super::{Part, Read, known, templating};

/// What is inherited from the outside inwards, and decides how long a failure is noticed.
#[derive(Clone, Copy, Debug, Default)]
struct Timeouts<'a> {
    connect: Option<f64>,
    next_upstream: Option<&'a [String]>,
    tries: Option<f64>,
    /// How long a request may be passed on.
    passed: Option<f64>,
}

/// Directives of an upstream group that are read or say nothing about availability.
const OF_GROUP: [&str; 14] = [
    "server",
    "zone",
    "keepalive",
    "least_conn",
    "ip_hash",
    "hash",
    "random",
    "least_time",
    "sticky",
    "state",
    "keepalive_requests",
    "keepalive_timeout",
    "keepalive_time",
    "resolver",
];

pub(super) fn read(text: &str, read: &mut Read) {
    let text = &templating::without(text, read);
    let (root, fault) = blocks::read(text, Style::Nginx);
    if let Some((line, why)) = fault {
        read.unread(line, format!("{why}: what stands before it is read"));
    }
    let mut uses: Uses<'_> = BTreeMap::new();
    let mut groups: Vec<&Block> = Vec::new();
    walk(&root, &Timeouts::default(), &mut groups, &mut uses, read);
    let mut proxied = Vec::new();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    let mut hosts: BTreeMap<&str, &Use<'_>> = BTreeMap::new();
    for it in uses.values() {
        hosts.entry(&it.host).or_insert(it);
    }
    for group in groups {
        let name = group.word(1).to_owned();
        named.insert(group.word(1));
        let found = uses.get(&name).or_else(|| hosts.get(name.as_str()).copied());
        let (timeouts, active) = found.map_or_else(Default::default, |it| (it.timeouts, it.active));
        let head = upstream(group, &name, &timeouts, active, read);
        if let Some(other) = found.filter(|it| it.differs) {
            let text = "places that pass to it have different connect timeouts: the longest is counted";
            read.unread(other.line, format!("{}: {text}", short(&name)));
        }
        if let Some(head) = head.filter(|_| found.is_some()) {
            proxied.push(head);
        }
    }
    // What no group names is a server by its address.
    let alone = |(address, it): &(&String, &Use<'_>)| {
        !named.contains(address.as_str()) && !named.contains(it.host.as_str())
    };
    for (address, it) in uses.iter().filter(alone).take(MAX_ADDRESSES) {
        let mut part = Part::new(address, "service", it.line);
        part.fails("server", None, "");
        part.trap(
            it.line,
            format!("{} is one server: nothing else is tried while it is down", short(address)),
        );
        proxied.push(read.add(part));
    }
    if !proxied.is_empty() {
        let mut part = Part::new("NGINX", "load-balancer", 1);
        part.fails("server", None, "");
        let own = read.add(part);
        proxied.iter().for_each(|head| read.link(&own, head));
        read.entries.push(own);
    }
}

/// Most addresses without a group.
const MAX_ADDRESSES: usize = 1_000;

/// What requests are passed to.
struct Use<'a> {
    timeouts: Timeouts<'a>,
    active: Option<&'a Block>,
    /// Without its port.
    host: String,
    line: usize,
    /// Whether places that pass to it wait for different times.
    differs: bool,
}

impl<'a> Use<'a> {
    /// The one that waits longest counts.
    fn also(&mut self, other: Use<'a>) {
        let wait = |it: &Self| it.timeouts.connect.unwrap_or(CONNECT);
        self.differs |= wait(self) != wait(&other);
        self.active = self.active.or(other.active);
        if wait(&other) > wait(self) {
            self.timeouts = other.timeouts;
            self.line = other.line;
        }
    }
}

/// How long a connection is waited for, by default.
const CONNECT: f64 = 60.0;

/// By address.
type Uses<'a> = BTreeMap<String, Use<'a>>;

/// Host, or the name of a group, and the same with its port; a socket is its file.
fn target(word: &str) -> (String, String) {
    if let Some(socket) = word.split("://").last().and_then(|it| it.strip_prefix("unix:")) {
        let file = socket.split(':').next().unwrap_or_default();
        let name = file.rsplit('/').next().unwrap_or_default().to_owned();
        return (name.clone(), name);
    }
    let address = word.split("://").last().unwrap_or_default();
    let address = address.split(['/', '?']).next().unwrap_or_default();
    let host = match address.rsplit_once(':') {
        // An address of version 6 stands in brackets.
        Some((host, port)) if !port.contains(']') => host,
        _ => address,
    };
    (host.to_owned(), address.to_owned())
}

/// Everything that matters, with what it inherits.
fn walk<'a>(
    block: &'a Block,
    outer: &Timeouts<'a>,
    groups: &mut Vec<&'a Block>,
    uses: &mut Uses<'a>,
    read: &mut Read,
) {
    let mut own = *outer;
    for it in &block.inner {
        match it.name() {
            "proxy_connect_timeout"
            | "fastcgi_connect_timeout"
            | "grpc_connect_timeout"
            | "uwsgi_connect_timeout"
            | "scgi_connect_timeout" => match seconds(it.word(1), 1.0) {
                Some(time) => own.connect = Some(time),
                None => read.unread(it.line, format!("{} '{}' is no time", it.name(), short(it.word(1)))),
            },
            "proxy_next_upstream" => {
                // NGINX knows a dozen words for it; they are looked through for every group.
                own.next_upstream = Some(&it.words[1..it.words.len().min(33)]);
            }
            "proxy_next_upstream_tries" => own.tries = it.word(1).parse().ok(),
            "proxy_next_upstream_timeout" => own.passed = seconds(it.word(1), 1.0).filter(|it| *it > 0.0),
            _ => {}
        }
    }
    let active = block.all("health_check").next();
    for it in &block.inner {
        match it.name() {
            "upstream" if it.braces => groups.push(it),
            "proxy_pass" | "grpc_pass" | "fastcgi_pass" | "uwsgi_pass" | "scgi_pass" => {
                let (host, address) = target(it.word(1));
                if host.contains('$') || host.contains(templating::VALUE) {
                    read.unread(
                        it.line,
                        format!("{} {}: the name is only known when it runs", it.name(), short(it.word(1))),
                    );
                } else if !host.is_empty() {
                    let new = Use { timeouts: own, active, host, line: it.line, differs: false };
                    match uses.get_mut(&address) {
                        Some(known) => known.also(new),
                        None => drop(uses.insert(address, new)),
                    }
                }
            }
            "include" if !known::nginx_include(it.word(1)) => {
                read.unread(it.line, format!("include {}: that file is not read", short(it.word(1))));
            }
            "include" | "health_check" => {}
            name if it.braces || known::nginx(name) => {}
            name => read.unread(it.line, format!("{}: not read", short(name))),
        }
        if it.braces && it.name() != "upstream" {
            walk(it, &own, groups, uses, read);
        }
    }
}

/// One server of a group.
struct Server {
    max_fails: f64,
    fail_timeout: f64,
    backup: bool,
    weight: f64,
}

/// The component of a group, and its id.
fn upstream(
    group: &Block,
    name: &str,
    timeouts: &Timeouts<'_>,
    active: Option<&Block>,
    read: &mut Read,
) -> Option<String> {
    let mut servers = Vec::new();
    let mut part = Part::new(name, "service", group.line);
    for it in &group.inner {
        if it.name() == "server" {
            servers.extend(server(it, &mut part, read));
        } else if !OF_GROUP.contains(&it.name()) {
            read.unread(it.line, format!("{}: not read", short(it.name())));
        }
    }
    let (backups, primaries): (Vec<&Server>, Vec<&Server>) = servers.iter().partition(|server| server.backup);
    if primaries.is_empty() && backups.is_empty() {
        read.unread(group.line, format!("upstream {} has no server that serves", short(name)));
        return None;
    }
    part.fails("server", None, "");
    let detection = match active {
        Some(check) => checked(&mut part, check, read),
        None => notices(&mut part, &primaries, timeouts, group.line, servers.len()),
    };
    let why = format!(
        "{} servers of the upstream; required assumed; detection: {}",
        primaries.len(),
        detection.map_or_else(|| "none".to_owned(), |_| part.arithmetic())
    );
    part.pool(primaries.len() as u32, 1, detection, &why);
    let weights: Vec<f64> = primaries.iter().map(|server| server.weight).collect();
    if weights.iter().any(|weight| *weight != weights[0]) {
        part.trap(
            group.line,
            "the servers have different weights: losing the heaviest loses more than one copy's share",
        );
    }
    let own = read.add(part);
    if backups.is_empty() {
        return Some(own);
    }
    let mut spare = Part::new(&format!("{name} backup"), "service", group.line);
    spare.fails("server", None, "");
    spare.pool(backups.len() as u32, 1, None, "backup servers of the upstream; required assumed");
    let spare = read.add(spare);
    let mut either = Part::new(&format!("{name} or backup"), "junction", group.line);
    either.set("id", json!(id(&format!("{name}-group"))));
    either.set("needs", json!("any"));
    let either = read.add(either);
    read.link(&either, &own);
    read.link(&either, &spare);
    Some(either)
}

fn server(it: &Block, part: &mut Part, read: &mut Read) -> Option<Server> {
    let mut server = Server { max_fails: 1.0, fail_timeout: 10.0, backup: false, weight: 1.0 };
    if it.words.len() < 2 {
        read.unread(it.line, "a server without an address");
        return None;
    }
    for word in it.words.iter().skip(2) {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        let number = || text::number(value).filter(|it| *it >= 0.0);
        match key {
            "max_fails" if number().is_some() => server.max_fails = number().unwrap_or(1.0),
            "fail_timeout" if seconds(value, 1.0).is_some() => {
                server.fail_timeout = seconds(value, 1.0).unwrap_or(10.0)
            }
            "weight" if number().is_some() => server.weight = number().unwrap_or(1.0),
            "backup" => server.backup = true,
            "down" => {
                part.trap(it.line, format!("{} is marked down and not counted", short(it.word(1))));
                return None;
            }
            "resolve" | "max_conns" | "slow_start" | "route" | "service" | "drain" => {}
            _ => read.unread(it.line, format!("'{}' of a server: not read", short(word))),
        }
    }
    Some(server)
}

/// How long until NGINX Plus' own checks take a server out.
fn checked(part: &mut Part, check: &Block, read: &mut Read) -> Option<f64> {
    let mut given = Vec::new();
    for word in &check.words[1..] {
        let (key, value) = word.split_once('=').unwrap_or((word, ""));
        let setting = match key {
            "interval" => ("interval", seconds(value, 1.0)),
            "fails" => ("fails", text::number(value).filter(|it| *it >= 1.0)),
            "passes" => ("passes", text::number(value).filter(|it| *it >= 1.0)),
            "jitter" | "uri" | "port" | "match" | "mandatory" | "persistent" | "type" | "keepalive_time"
            | "grpc_service" | "grpc_status" | "udp" => continue,
            _ => {
                read.unread(check.line, format!("'{}' of a health_check: not read", short(word)));
                continue;
            }
        };
        match setting {
            (key, Some(value)) => given.push((key, value)),
            (key, None) => {
                read.unread(check.line, format!("{key} is '{}': taken by its default", short(value)))
            }
        }
    }
    part.work("nginx-plus-active", "recovery", &given);
    part.work("nginx-plus-active", "refused", &given)
}

/// How long requests still go to a server that does not answer; what is worked out and what it hides.
fn notices(
    part: &mut Part,
    servers: &[&Server],
    timeouts: &Timeouts<'_>,
    line: usize,
    all: usize,
) -> Option<f64> {
    // The server that needs most failures; one that is never taken out needs more than any.
    let needs = |it: &Server| if it.max_fails == 0.0 { f64::INFINITY } else { it.max_fails };
    let first = servers.iter().copied().reduce(|a, b| if needs(b) > needs(a) { b } else { a })?;
    if servers.iter().any(|it| it.max_fails != first.max_fails) {
        part.trap(line, "max_fails differs between the servers: the one that needs most failures is counted");
    }
    let connect = timeouts.connect.unwrap_or(CONNECT);
    let given = [
        ("max_fails", first.max_fails),
        ("fail_timeout", first.fail_timeout),
        ("proxy_connect_timeout", connect),
    ];
    part.work("nginx-passive", "connection refused", &given);
    part.work("nginx-passive", "recovery", &given);
    if all == 1 {
        part.trap(line, "with a single server in the group max_fails and fail_timeout are ignored");
        return None;
    }
    if first.max_fails == 0.0 {
        part.trap(line, "max_fails=0: a server is never taken out, every request to it pays its timeout");
        return None;
    }
    let silent = part.work("nginx-passive", "black-holed", &given)?;
    if first.max_fails >= 2.0 && silent > first.fail_timeout {
        part.trap(line, format!(
            "{} attempts of {connect} s each take {silent} s, longer than the window of {} s: one after the other they may never take the server out; set proxy_connect_timeout below {:.0} s",
            first.max_fails, first.fail_timeout, (first.fail_timeout / first.max_fails).floor().max(1.0)
        ));
    }
    let listed = timeouts.next_upstream;
    let has = |word: &str| listed.is_some_and(|words| words.iter().any(|it| it == word));
    if has("off") {
        part.trap(line, "proxy_next_upstream off: a failed request is not tried on another server");
    }
    if !has("non_idempotent") {
        part.trap(
            line,
            "POST, LOCK and PATCH are not tried again once sent (proxy_next_upstream without non_idempotent)",
        );
    }
    if !listed.is_some_and(|words| words.iter().any(|it| it.starts_with("http_5"))) {
        part.trap(line, "answers with 5xx do not count as failures (proxy_next_upstream names none)");
    }
    if let Some(most) = timeouts.passed {
        if connect >= most {
            part.trap(line, format!("proxy_next_upstream_timeout {most} s is over before a silent server is given up after {connect} s: the request is tried nowhere else"));
        }
    } else if timeouts.tries.is_none() {
        part.trap(line, "proxy_next_upstream_tries is not set: a request may try every server, one timeout after the other");
    }
    Some(silent)
}
