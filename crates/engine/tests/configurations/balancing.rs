//! The readers against balancers, names and checks as their documentation has them.

use crate::{linked, listed, part, read, solves, traps, worked};

/// The time to live is that of the record that is asked for, not the two days of the zone's name servers.
#[test]
fn route53_reads_the_records_that_are_checked() {
    let records = |own: &str| {
        format!(
            r#"{{"ResourceRecordSets": [{{"Name": "a.", "Type": "NS", "TTL": 172800}}, {{"Name": "a.", "Type": "SOA", "TTL": 900}}, {own}]}}"#
        )
    };
    let one = |set: &str, more: &str| {
        format!(r#"{{"Name": "w.a.", "Type": "A", "TTL": 30, "SetIdentifier": "{set}", {more}}}"#)
    };
    let check = r#""HealthCheckId": "x""#;
    let pair = records(&format!(
        r#"{}, {}"#,
        one("east", &format!(r#""Failover": "PRIMARY", {check}"#)),
        one("west", r#""Failover": "SECONDARY""#)
    ));
    let pair = read(&pair);
    // The documented checks of 30 s, three of which must fail, and a TTL of 30 s, half of it on average.
    assert_eq!(worked(part(&pair, "dns"), "standard"), (Some(99.6), Some(126.0)));
    assert_eq!(part(&pair, "west").component["kind"], "service");
    let several = |more: &str| {
        read(&records(&format!(
            "{}, {}",
            one("a", &format!(r#""Weight": 5{more}"#)),
            one("b", &format!(r#""Weight": 5{more}"#))
        )))
    };
    let pool = several(&format!(", {check}"));
    assert_eq!(part(&pool, "w-a-targets").component["copies"]["count"], 2);
    assert!(part(&pool, "dns").component.get("needs").is_none());
    let plain = several("");
    assert!(plain.parts.len() == 1 && traps(part(&plain, "dns"), "nothing notices"));
    [pair, pool].iter().for_each(solves);
}

/// RFC 1035, section 5.1: a line that begins with a space belongs to the owner before; class and TTL are optional.
#[test]
fn zone_files_as_the_standard_has_them() {
    let zone = read(
        "$TTL 3600\n@ IN SOA ns. admin. (\n  1 ; serial\n  7200 3600 )\n  IN NS ns.\n  IN A 192.0.2.1\n  IN A 192.0.2.2\nmail IN MX 10 foo\n  IN A 192.0.2.20\napi 60 A 192.0.2.30\nweb IN 120 A 192.0.2.40\n",
    );
    let ttl = |id: &str| part(&zone, id).component["facts"]["ttl"].clone();
    assert!(traps(part(&zone, "dns"), "2 addresses"));
    assert_eq!((ttl("mail"), ttl("api"), ttl("web")), ("3600s".into(), "60s".into(), "120s".into()));
    assert_eq!(zone.parts.len(), 4);
}
