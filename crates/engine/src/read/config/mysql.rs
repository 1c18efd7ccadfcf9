//! MySQL Group Replication. \[failover:mysql-gr\]

use super::lines::settings;
use super::text::{number, short};
use super::{Part, Read};

pub(super) fn read(text: &str, read: &mut Read) {
    let mut part = Part::new("MySQL group", "database", 1);
    let mut given = Vec::new();
    let (mut members, mut several, mut patience) = (None, false, None);
    for setting in settings(text) {
        let key = setting.key.trim_start_matches("loose-").trim_start_matches("loose_").replace('-', "_");
        let Some(name) = key.strip_prefix("group_replication_") else { continue };
        part.line = if part.line == 1 { setting.line } else { part.line };
        match name {
            "member_expel_timeout" => match number(setting.value) {
                Some(value) if value >= 0.0 => given.push(("group_replication_member_expel_timeout", value)),
                _ => read.unread(setting.line, format!("{key}: a number was expected, the default is taken")),
            },
            "group_seeds" => {
                members = Some(setting.value.split(',').filter(|it| !it.trim().is_empty()).count())
            }
            "single_primary_mode" => {
                several = matches!(setting.value.to_lowercase().as_str(), "off" | "0" | "false")
            }
            "unreachable_majority_timeout" => patience = number(setting.value).map(|it| (setting.line, it)),
            "group_name"
            | "start_on_boot"
            | "local_address"
            | "bootstrap_group"
            | "ip_allowlist"
            | "ip_whitelist"
            | "autorejoin_tries"
            | "exit_state_action"
            | "consistency"
            | "recovery_use_ssl"
            | "ssl_mode"
            | "enforce_update_everywhere_checks"
            | "communication_stack"
            | "member_weight"
            | "transaction_size_limit"
            | "message_cache_size" => {}
            other => read.unread(setting.line, format!("group_replication_{}: not read", short(other))),
        }
    }
    let count = members.unwrap_or(3).clamp(1, 9) as u32;
    part.fails("server", None, "");
    let seconds = part.work("mysql-gr", "expel", &given);
    let from = if members.is_some() { "members by group_seeds" } else { "three members assumed" };
    let why = format!("{from}, a majority must be there; detection: {}", part.arithmetic());
    part.pool(count, count / 2 + 1, seconds, &why);
    let line = part.line;
    part.trap(line, "without a majority the group blocks: it neither writes nor elects (general knowledge, without a source)");
    if count.is_multiple_of(2) {
        part.trap(line, format!("{count} members survive as many failures as {}", count - 1));
    }
    if count == 1 {
        part.trap(line, "a group of one member is no group");
    }
    match patience {
        Some((_, seconds)) if seconds > 0.0 => {}
        other => part.trap(other.map_or(line, |(line, _)| line), "group_replication_unreachable_majority_timeout 0: a minority waits for ever with its connections open"),
    }
    if several {
        part.trap(line, "several primaries: writes to a lost member fail until clients go to another one");
    }
    read.add(part);
}
