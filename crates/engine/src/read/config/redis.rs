//! Redis Sentinel and Cluster. \[failover:redis-sentinel, redis-cluster\]

use std::collections::{BTreeMap, BTreeSet};

use serde_json::json;

use super::lines::settings;
use super::text::{self, short};
use super::{Part, Read, known};

struct Master {
    name: String,
    line: usize,
    given: Vec<(&'static str, f64)>,
    /// Where its replicas are, and who watches it besides this sentinel.
    replicas: BTreeSet<String>,
    sentinels: BTreeSet<String>,
}

/// `sentinel monitor` and what belongs to it.
pub(super) fn sentinel(text: &str, read: &mut Read) {
    let mut masters: Vec<Master> = Vec::new();
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    for setting in settings(text) {
        if setting.key != "sentinel" {
            if !known::redis(setting.key) {
                read.unread(setting.line, format!("{}: not read", short(setting.key)));
            }
            continue;
        }
        let words: Vec<&str> = setting.value.split_whitespace().collect();
        let number = |at: usize| words.get(at).and_then(|it| text::number(it)).filter(|it| *it >= 0.0);
        let key = match words.first().copied() {
            Some("monitor") => {
                let (Some(name), Some(quorum)) = (words.get(1), number(4)) else {
                    read.unread(setting.line, "sentinel monitor needs name, address, port and quorum");
                    continue;
                };
                places.entry((*name).to_owned()).or_insert(masters.len());
                masters.push(Master {
                    name: (*name).to_owned(),
                    line: setting.line,
                    given: vec![("quorum", quorum)],
                    replicas: BTreeSet::new(),
                    sentinels: BTreeSet::new(),
                });
                continue;
            }
            Some("down-after-milliseconds") => "down-after-milliseconds",
            Some("failover-timeout") => "failover-timeout",
            Some("parallel-syncs") => "parallel-syncs",
            Some(kind @ ("known-sentinel" | "known-replica" | "known-slave")) => {
                let place = words.get(1).and_then(|name| places.get(*name));
                match (place, words.get(2)) {
                    (Some(place), Some(address)) => {
                        let port = words.get(3).unwrap_or(&"");
                        let master = &mut masters[*place];
                        let list = match kind {
                            "known-sentinel" => &mut master.sentinels,
                            _ => &mut master.replicas,
                        };
                        list.insert(format!("{address} {port}"));
                    }
                    _ => read
                        .unread(setting.line, format!("{kind}: no monitor line before it names its master")),
                }
                continue;
            }
            Some(
                "auth-pass"
                | "auth-user"
                | "myid"
                | "config-epoch"
                | "leader-epoch"
                | "current-epoch"
                | "resolve-hostnames"
                | "announce-hostnames"
                | "announce-ip"
                | "announce-port"
                | "deny-scripts-reconfig"
                | "notification-script"
                | "client-reconfig-script",
            ) => continue,
            other => {
                read.unread(setting.line, format!("sentinel {}: not read", short(other.unwrap_or_default())));
                continue;
            }
        };
        let master = words.get(1).and_then(|name| places.get(*name)).map(|place| &mut masters[*place]);
        match (master, number(2)) {
            (Some(master), Some(value)) => master.given.push((key, value)),
            (None, _) => read.unread(
                setting.line,
                format!(
                    "{key} of {}, which no monitor line before it names",
                    short(words.get(1).unwrap_or(&""))
                ),
            ),
            (_, None) => {
                read.unread(setting.line, format!("{key}: a number was expected, the default is taken"))
            }
        }
    }
    for Master { name, line, given, replicas, sentinels } in masters {
        let mut part = Part::new(&name, "cache", line);
        part.fails("server", None, "");
        let seconds = part.work("redis-sentinel", "first attempt succeeds", &given).unwrap_or(31.5);
        let why = part.arithmetic();
        part.work("redis-sentinel", "first attempt fails", &given);
        let standby = replicas.len().clamp(1, 100) as u32;
        let from = match replicas.len() {
            0 => "one replica assumed: the file names none".to_owned(),
            _ => format!("{standby} by known-replica"),
        };
        part.standby(standby, seconds, &format!("{why}; {from}"));
        part.trap(line, "the quorum only starts a failover; a majority of all sentinels must authorise it");
        let quorum = given.iter().find(|(key, _)| *key == "quorum").map_or(2.0, |(_, value)| *value);
        // This one, and those it knows of.
        let watching = sentinels.len() + 1;
        if watching > 1 && quorum > watching as f64 {
            part.trap(line, format!("a quorum of {quorum} of {watching} sentinels can never be reached"));
        }
        if quorum < 2.0 {
            part.trap(line, "a quorum of 1: a single sentinel that cannot see the master starts a failover");
        }
        read.add(part);
    }
}

/// `redis.conf` of a cluster's node.
pub(super) fn cluster(text: &str, read: &mut Read) {
    let mut given = Vec::new();
    let mut part = Part::new("Redis shard", "cache", 1);
    let mut coverage = (0, true);
    for setting in settings(text) {
        match setting.key {
            "cluster-node-timeout" | "cluster-replica-validity-factor" | "cluster-slave-validity-factor" => {
                match text::number(setting.value) {
                    Some(value) if value >= 0.0 => {
                        let key = if setting.key == "cluster-node-timeout" {
                            "cluster-node-timeout"
                        } else {
                            "cluster-replica-validity-factor"
                        };
                        given.push((key, value));
                        part.line = setting.line;
                    }
                    _ => read.unread(
                        setting.line,
                        format!("{}: a number was expected, the default is taken", setting.key),
                    ),
                }
            }
            "cluster-require-full-coverage" => coverage = (setting.line, setting.value != "no"),
            "cluster-replica-no-failover" | "cluster-slave-no-failover" => {
                if setting.value == "yes" {
                    part.trap(setting.line, "this node never takes over by itself: a person must promote it");
                }
            }
            "cluster-enabled" if setting.value == "no" => {
                part.trap(setting.line, "cluster-enabled no: this node is in no cluster")
            }
            key if key.starts_with("cluster-")
                && !matches!(
                    key,
                    "cluster-enabled"
                        | "cluster-config-file"
                        | "cluster-migration-barrier"
                        | "cluster-allow-replica-migration"
                        | "cluster-announce-ip"
                        | "cluster-announce-port"
                        | "cluster-announce-bus-port"
                        | "cluster-announce-hostname"
                        | "cluster-port"
                ) =>
            {
                read.unread(setting.line, format!("{}: not read", short(key)));
            }
            key if key.starts_with("cluster-") || known::redis(key) => {}
            key => read.unread(setting.line, format!("{}: not read", short(key))),
        }
    }
    part.fails("server", None, "");
    let seconds = part.work("redis-cluster", "process crash", &given).unwrap_or(16.25);
    let why = part.arithmetic();
    part.work("redis-cluster", "host silent", &given);
    part.work("redis-cluster", "first vote lost", &given);
    part.standby(1, seconds, &format!("{why}; one replica assumed"));
    if coverage.1 {
        part.trap(coverage.0.max(part.line), "cluster-require-full-coverage yes: one slot range without a master stops the whole cluster, so every shard is needed");
    }
    part.trap(part.line, "a file says nothing about how many shards there are: copy this one");
    part.set(
        "notes",
        json!("One shard: a master with a replica. All shards are needed where full coverage is required."),
    );
    read.add(part);
}
