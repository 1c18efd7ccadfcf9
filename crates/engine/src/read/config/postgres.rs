//! PostgreSQL: streaming replication alone, with Patroni, with repmgr. \[failover:patroni, repmgr\]

use serde_json::json;

use super::lines::settings;
use super::text::{self, duration, short};
use super::yaml::{self, Yaml};
use super::{Part, Read, known};

/// How long a promotion takes, where nothing says so.
const PROMOTE: f64 = 5.0;

/// `postgresql.conf`: standbys there are, nothing that promotes one.
pub(super) fn streaming(text: &str, read: &mut Read) {
    let mut part = Part::new("PostgreSQL", "database", 1);
    let (mut standbys, mut synchronous, mut excluded) = (0_u32, None, None);
    let mut replicates = false;
    for setting in settings(text) {
        match setting.key {
            "primary_conninfo" | "primary_slot_name" | "standby_mode" | "synchronized_standby_slots"
                if !matches!(setting.value, "" | "off") =>
            {
                replicates = true;
                part.line = setting.line;
            }
            "wal_level" if setting.value.eq_ignore_ascii_case("minimal") => excluded = Some(setting.line),
            "max_wal_senders" if setting.value == "0" => excluded = Some(setting.line),
            "synchronous_standby_names" if !setting.value.is_empty() => {
                let (count, needed) = names(setting.value);
                (standbys, synchronous, replicates) = (count, Some((setting.line, needed, count)), true);
            }
            key if known::postgres(key) => {}
            key => read.unread(setting.line, format!("{}: not read", short(key))),
        }
    }
    part.fails("server", None, "");
    if excluded.is_some() || !replicates {
        let (line, why) = match excluded {
            Some(line) => (line, "with wal_level = minimal or max_wal_senders = 0 nothing can be replicated"),
            None => (1, "no setting names a standby: one server is counted"),
        };
        part.trap(line, why);
        read.add(part);
        return;
    }
    let standbys = standbys.max(1);
    part.standby(standbys, 1_800.0, "by hand: streaming replication promotes nobody by itself (assumed)");
    part.set("facts", json!({ "failover": "manual" }));
    let line = part.line;
    part.trap(line, "streaming replication alone does not fail over: somebody must notice, decide and promote; Patroni or repmgr do");
    match synchronous {
        Some((line, needed, count)) if needed >= count => {
            part.trap(line, format!("every commit waits for {needed} of {count} synchronous standbys: when one is down, writing stops"));
        }
        Some(_) => {}
        None => part.trap(line, "replication is asynchronous: what was not sent is lost in a failover"),
    }
    read.add(part);
}

/// How many standbys `synchronous_standby_names` lists, and how many a commit waits for.
fn names(value: &str) -> (u32, u32) {
    let inner = value.split_once('(').map_or(value, |(_, rest)| rest.trim_end_matches(')'));
    let count = inner.split(',').filter(|name| !name.trim().is_empty()).count().clamp(1, 100) as u32;
    let head = value.split('(').next().unwrap_or_default();
    let needed = head.split_whitespace().find_map(|word| word.parse().ok()).unwrap_or(1);
    (count, needed)
}

/// Patroni's YAML: its own, or what `patronictl show-config` prints.
pub(super) fn patroni(text: &str, read: &mut Read) {
    let documents = yaml::documents(text, read);
    let Some(file) = documents.into_iter().next() else { return };
    let name = file.text("scope").unwrap_or("PostgreSQL").to_owned();
    let mut part = Part::new(&name, "database", file.line);
    unknown(&file, read);
    let mut given = Vec::new();
    for key in ["ttl", "loop_wait", "retry_timeout", "primary_start_timeout", "maximum_lag_on_failover"] {
        let before = key.replace("primary", "master");
        let mut own = None;
        for name in [key, &before] {
            own = own.or_else(|| file.number(&format!("bootstrap.dcs.{name}"), read));
            own = own.or_else(|| file.number(name, read));
        }
        given.extend(own.map(|value| (key, value)));
    }
    let value = |key: &str, otherwise: f64| {
        given.iter().find(|(own, _)| *own == key).map_or(otherwise, |(_, value)| *value)
    };
    let (ttl, wait, retry) = (value("ttl", 30.0), value("loop_wait", 10.0), value("retry_timeout", 10.0));
    part.fails("server", None, "");
    part.work("patroni", "postgres crashed", &given);
    part.work("patroni", "host lost, DCS watch", &given);
    let seconds = part.work("patroni", "host lost", &given).unwrap_or(25.0);
    let why = format!("{}, then {} to promote; one standby assumed", part.arithmetic(), duration(PROMOTE));
    part.standby(1, seconds + PROMOTE, &why);
    let line = file.at("bootstrap.dcs.ttl").or_else(|| file.at("ttl")).map_or(file.line, |it| it.line);
    if ttl < wait + 2.0 * retry {
        part.trap(line, format!("ttl {ttl} is below loop_wait + 2 × retry_timeout = {}: one slow answer of the DCS demotes the primary", wait + 2.0 * retry));
    }
    let set = |key: &str| {
        let at = file.at(&format!("bootstrap.dcs.{key}")).or_else(|| file.at(key))?;
        Some((at.line, at.scalar()?.to_lowercase()))
    };
    let on = |key: &str| {
        set(key)
            .filter(|(_, text)| matches!(text.as_str(), "true" | "on" | "yes" | "quorum"))
            .map(|(line, _)| line)
    };
    match (on("synchronous_mode"), on("synchronous_mode_strict")) {
        (Some(line), Some(_)) => part.trap(line, "synchronous_mode_strict: while no standby can confirm, writing stops"),
        (Some(line), None) => part.trap(line, "synchronous_mode: a failover loses nothing that a standby confirmed; while no standby can confirm, the primary goes on alone"),
        _ => {
            let lag = value("maximum_lag_on_failover", 1_048_576.0);
            part.trap(line, format!("at worst a failover loses maximum_lag_on_failover ({lag} bytes) and what was written in the last {ttl} s"));
        }
    }
    if on("failsafe_mode").is_none() {
        part.trap(line, "without failsafe_mode the loss of the DCS quorum demotes a healthy primary");
    }
    let dcs = ["etcd3", "etcd", "consul", "zookeeper", "kubernetes", "raft", "exhibitor"]
        .into_iter()
        .find(|it| file.at(it).is_some());
    let own = read.add(part);
    if let Some(dcs) = dcs.filter(|it| *it != "kubernetes" && *it != "raft") {
        let mut store =
            Part::new(dcs.trim_end_matches('3'), "database", file.at(dcs).map_or(1, |it| it.line));
        store.fails("server", None, "");
        store.pool(3, 2, None, "three members with a majority of two assumed");
        let store = read.add(store);
        read.link(&own, &store);
        read.entries.push(own);
    }
}

/// What Patroni does not know either, or what is not known of it here.
fn unknown(file: &Yaml, read: &mut Read) {
    // What `patronictl show-config` prints is the dynamic part by itself.
    let sections = [
        (file.pairs(), [known::PATRONI, known::PATRONI_DYNAMIC, "standby_cluster"]),
        (file.map("bootstrap.dcs"), [known::PATRONI_DYNAMIC, "postgresql", "standby_cluster"]),
        (file.map("postgresql"), [known::PATRONI_POSTGRESQL, "", ""]),
        (file.map("bootstrap.dcs.postgresql"), [known::PATRONI_POSTGRESQL, "", ""]),
    ];
    for (pairs, known) in sections {
        let is_known = |key: &str| known.iter().any(|list| list.split_ascii_whitespace().any(|it| it == key));
        for (key, value) in pairs.iter().filter(|(key, _)| !is_known(key)) {
            read.unread(value.line, format!("{}: not read", short(key)));
        }
    }
}

/// `repmgr.conf`.
pub(super) fn repmgr(text: &str, read: &mut Read) {
    let mut part = Part::new("PostgreSQL", "database", 1);
    let mut given = Vec::new();
    let mut automatic = None;
    for setting in settings(text) {
        let number = text::number(setting.value).filter(|it| *it >= 0.0);
        let key = match setting.key {
            "failover" => {
                automatic = Some((setting.line, setting.value == "automatic"));
                continue;
            }
            "reconnect_attempts" => "reconnect_attempts",
            "reconnect_interval" => "reconnect_interval",
            "monitor_interval_secs" => "monitor_interval_secs",
            "promote_check_timeout" => "promote_check_timeout",
            "primary_notification_timeout" => "primary_notification_timeout",
            "election_rerun_interval" => "election_rerun_interval",
            "node_id"
            | "node_name"
            | "conninfo"
            | "data_directory"
            | "promote_command"
            | "follow_command"
            | "log_file"
            | "log_level"
            | "priority"
            | "location"
            | "use_replication_slots"
            | "pg_bindir"
            | "monitoring_history"
            | "witness_sync_interval" => continue,
            other => {
                read.unread(setting.line, format!("{}: not read", short(other)));
                continue;
            }
        };
        match number {
            Some(value) => given.push((key, value)),
            None => read.unread(setting.line, format!("{key}: a number was expected, the default is taken")),
        }
        part.line = setting.line;
    }
    part.fails("server", None, "");
    let seconds = part.work("repmgr", "detection", &given).unwrap_or(61.0);
    let why = part.arithmetic();
    part.work("repmgr", "detection + slow promotion", &given);
    match automatic {
        Some((_, true)) => {
            part.standby(
                1,
                seconds + PROMOTE,
                &format!("{why}, then {} to promote; one standby assumed", duration(PROMOTE)),
            );
        }
        other => {
            part.standby(1, 1_800.0, "by hand: failover is manual (assumed)");
            part.set("facts", json!({ "failover": "manual" }));
            let line = other.map_or(part.line, |(line, _)| line);
            part.trap(line, "failover is manual, its default: repmgrd notices and does nothing");
        }
    }
    read.add(part);
}
