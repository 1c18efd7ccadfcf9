//! NGINX: `upstream` groups and the servers that pass to them. \[failover:nginx-passive, nginx-plus-active\]

use std::collections::BTreeMap;

use serde_json::json;

use super::blocks::{self, Block, Style};
use super::text::{id, seconds, short};
use super::{Part, Read};

/// What is inherited from the outside inwards, and decides how long a failure is noticed.
#[derive(Clone, Copy, Debug, Default)]
struct Timeouts<'a> {
    connect: Option<f64>,
    next_upstream: Option<&'a [String]>,
    tries: Option<f64>,
}

/// Directives that say nothing about availability and need no mention.
const SILENT: [&str; 40] = [
    "user",
    "worker_processes",
    "worker_connections",
    "events",
    "http",
    "stream",
    "server",
    "location",
    "upstream",
    "include",
    "default_type",
    "sendfile",
    "tcp_nopush",
    "keepalive_timeout",
    "gzip",
    "gzip_types",
    "access_log",
    "error_log",
    "log_format",
    "pid",
    "listen",
    "server_name",
    "root",
    "index",
    "ssl_certificate",
    "ssl_certificate_key",
    "ssl_protocols",
    "ssl_ciphers",
    "proxy_set_header",
    "proxy_http_version",
    "add_header",
    "return",
    "rewrite",
    "try_files",
    "expires",
    "charset",
    "map",
    "client_max_body_size",
    "resolver",
    "types",
];
/// Directives of an upstream group that are read or say nothing about availability.
const OF_GROUP: [&str; 12] = [
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
];

pub(super) fn read(text: &str, read: &mut Read) {
    let (root, fault) = blocks::read(text, Style::Nginx);
    if let Some((line, why)) = fault {
        read.unread(line, format!("{why}: what stands before it is read"));
    }
    let mut uses = BTreeMap::new();
    let mut groups: Vec<&Block> = Vec::new();
    walk(&root, &Timeouts::default(), &mut groups, &mut uses, read);
    let mut proxied = Vec::new();
    for group in groups {
        let name = group.word(1).to_owned();
        let (timeouts, active) = uses.get(&name).copied().unwrap_or_default();
        let head = upstream(group, &name, &timeouts, active, read);
        if let Some(head) = head.filter(|_| uses.contains_key(&name)) {
            proxied.push(head);
        }
    }
    if !proxied.is_empty() {
        let mut part = Part::new("NGINX", "load-balancer", 1);
        part.fails("server", None, "");
        let own = read.add(part);
        proxied.iter().for_each(|head| read.link(&own, head));
        read.entries.push(own);
    }
}

/// Everything that matters, with what it inherits.
fn walk<'a>(
    block: &'a Block,
    outer: &Timeouts<'a>,
    groups: &mut Vec<&'a Block>,
    uses: &mut BTreeMap<String, (Timeouts<'a>, bool)>,
    read: &mut Read,
) {
    let mut own = *outer;
    for it in &block.inner {
        match it.name() {
            "proxy_connect_timeout" | "fastcgi_connect_timeout" | "grpc_connect_timeout" => {
                match seconds(it.word(1), 1.0) {
                    Some(time) => own.connect = Some(time),
                    None => read.unread(it.line, format!("{} '{}' is no time", it.name(), short(it.word(1)))),
                }
            }
            "proxy_next_upstream" => {
                // NGINX knows a dozen words for it; they are looked through for every group.
                own.next_upstream = Some(&it.words[1..it.words.len().min(33)]);
            }
            "proxy_next_upstream_tries" => own.tries = it.word(1).parse().ok(),
            "proxy_next_upstream_timeout" | "proxy_read_timeout" | "proxy_send_timeout" => {}
            _ => {}
        }
    }
    let active = block.all("health_check").next().is_some();
    for it in &block.inner {
        match it.name() {
            "upstream" if it.braces => groups.push(it),
            "proxy_pass" | "grpc_pass" | "fastcgi_pass" => {
                let target = it.word(1).split("://").last().unwrap_or_default();
                let target = target.split(['/', ':', '?']).next().unwrap_or_default().to_owned();
                if target.contains('$') {
                    read.unread(
                        it.line,
                        format!("{} {}: the name is only known when it runs", it.name(), short(it.word(1))),
                    );
                } else if !target.is_empty() {
                    uses.entry(target).or_insert((own, active));
                }
            }
            "proxy_connect_timeout"
            | "proxy_next_upstream"
            | "proxy_next_upstream_tries"
            | "proxy_next_upstream_timeout"
            | "proxy_read_timeout"
            | "proxy_send_timeout"
            | "health_check"
            | "fastcgi_connect_timeout"
            | "grpc_connect_timeout" => {}
            name if it.braces || SILENT.contains(&name) => {}
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
    active: bool,
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
    let detection = notices(&mut part, &primaries, timeouts, active, group.line, servers.len());
    let why = format!(
        "{} servers of the upstream; required assumed; detection: {}",
        primaries.len(),
        part.arithmetic()
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
        let number = || value.parse::<f64>().ok().filter(|it| *it >= 0.0);
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

/// How long requests still go to a server that does not answer; what is worked out and what it hides.
fn notices(
    part: &mut Part,
    servers: &[&Server],
    timeouts: &Timeouts<'_>,
    active: bool,
    line: usize,
    all: usize,
) -> Option<f64> {
    if active {
        return part.work("nginx-plus-active", "refused", &[]);
    }
    let first = servers.first()?;
    let connect = timeouts.connect.unwrap_or(60.0);
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
    if !has("http_500") && !has("http_502") && !has("http_503") {
        part.trap(line, "answers with 5xx do not count as failures (proxy_next_upstream names none)");
    }
    if timeouts.tries.is_none() {
        part.trap(line, "proxy_next_upstream_tries is not set: a request may try every server, one timeout after the other");
    }
    Some(silent)
}
