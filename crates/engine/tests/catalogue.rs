//! The catalogue says what the shared facts say, its formulas give their figures, and its entries are components.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::PathBuf;

use ninefold_engine::analysis::{Options, analyze};
use ninefold_engine::catalogue::{self, Entry, Reading, Standing};
use ninefold_engine::model;
use serde_json::{Value, json};

fn shared(name: &str) -> Option<Value> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data").join(name);
    let Ok(text) = std::fs::read_to_string(path) else {
        println!("skipped: ../shared is absent");
        return None;
    };
    Some(serde_json::from_str(&text).unwrap())
}

/// Without what says nothing.
fn stripped(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let kept = map.iter().map(|(key, value)| (key.clone(), stripped(value)));
            let says = |value: &Value| !value.is_null() && *value != json!([]) && *value != json!({});
            Value::Object(kept.filter(|(_, value)| says(value)).collect())
        }
        Value::Array(list) => Value::Array(list.iter().map(stripped).collect()),
        other => other.clone(),
    }
}

#[test]
fn nothing_of_the_shared_facts_is_lost_or_changed() {
    for name in ["catalogue.json", "failure_stats.json", "failover.json"] {
        let own = std::fs::read_to_string(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("data").join(name))
            .unwrap();
        let own: Value = serde_json::from_str(&own).unwrap();
        if let Some(shared) = shared(name) {
            assert_eq!(own, stripped(&shared), "{name}");
        }
    }
}

#[test]
fn everything_that_comes_along_is_read() {
    assert_eq!(catalogue::entries().len(), 220);
    assert_eq!(catalogue::mechanisms().len(), 34);
    assert_eq!(catalogue::statistics().len(), 51);
    assert!(catalogue::statistics().iter().any(|it| !it.was_read()));
}

/// Expected and worst at default values, for every mechanism and case, to the file's three decimals.
#[test]
fn every_formula_gives_its_figure() {
    let mut checked = 0;
    for mechanism in catalogue::mechanisms() {
        for formula in &mechanism.formulas {
            let worked = mechanism.work(&formula.case, &[]).unwrap();
            for (ours, theirs) in [
                (worked.expected_seconds, formula.expected_seconds),
                (worked.worst_seconds, formula.worst_seconds),
            ] {
                match (ours, theirs) {
                    (Some(ours), Some(theirs)) => {
                        assert!(
                            (ours - theirs).abs() < 6e-4,
                            "{} {}: {ours}, not {theirs}",
                            mechanism.id,
                            formula.case
                        );
                        checked += 1;
                    }
                    (None, None) => {}
                    other => panic!("{} {}: {other:?}", mechanism.id, formula.case),
                }
            }
        }
    }
    assert!(checked > 90, "{checked}");
}

#[test]
fn the_arithmetic_is_written_out() {
    let probe = catalogue::mechanism("k8s-probe").unwrap();
    let worked = probe.work("readiness", &[("periodSeconds", 5.0)]).unwrap();
    assert_eq!(
        worked.lines[0],
        "expected: periodSeconds / 2 + (failureThreshold − 1) × periodSeconds + timeoutSeconds = 5 / 2 + (3 − 1) × 5 + 1 = 13.5 s"
    );
    assert!(worked.settings.contains(&"periodSeconds = 5 s".to_owned()));
    assert!(worked.settings.contains(&"failureThreshold = 3 count by default".to_owned()));
}

#[test]
fn every_entry_makes_a_component_that_solves_and_says_where_it_is_from() {
    for entry in catalogue::entries().iter().filter(|entry| catalogue::is_component(entry)) {
        let mut part = catalogue::component(entry);
        part["id"] = json!("part");
        let text = json!({ "format": "ninefold/1", "components": [part], "journeys": [ { "id": "q", "entry": "part" } ] });
        let loaded = model::read(&text.to_string()).unwrap_or_else(|faults| panic!("{}: {faults}", entry.id));
        assert_eq!(loaded.warnings, [], "{}", entry.id);
        let answer = analyze(&loaded.project, &Options::default()).unwrap();
        let source = loaded.project.components()[0].failures()[0].source.clone().unwrap();
        if let Some(promise) = entry.sla_availability {
            // Of an availability only the printed digits are known.
            assert!((answer.journeys[0].availability - promise).abs() < 1e-12, "{}", entry.id);
            assert_eq!(catalogue::standing(Some(&source))[0], Standing::Promised, "{source}");
            assert!(source.contains("assumed") || entry.mttr_minutes.is_some(), "{source}");
        }
        let cautious = source.contains("check before relying on it") || !source.contains("catalogue:");
        assert!(cautious || entry.source.reading() == Reading::Read, "{}: {source}", entry.id);
    }
}

/// What sources say, and what they only seem to say.
#[test]
fn a_source_stands_for_what_it_says() {
    use Standing::{Assumed, Observed, Promised, Published, Unsaid};
    let cases: [(&str, &[Standing]); 16] = [
        ("assumed", &[Assumed]),
        ("assumed: nothing is published", &[Assumed]),
        ("assumed; no SLA, not measured", &[Assumed]),
        (
            "assumed: no provider publishes how often a zone fails, catalogue:az-generic (https://aws.amazon.com/compute/sla/historical/, undated)",
            &[Assumed],
        ),
        ("Slack thread of the team", &[Assumed]),
        ("the translation of a slate", &[Assumed]),
        ("told by the operator", &[Assumed]),
        ("the SLA of the hoster", &[Promised]),
        ("https://aws.amazon.com/rds/sla/", &[Promised]),
        ("promised, not observed", &[Promised]),
        ("a contractual floor and not a measurement: the promise", &[Promised]),
        ("published by the maker; mttr assumed", &[Published, Assumed]),
        ("mttr 81 s by failover:k8s-probe (https://github.com/kubernetes/api)", &[Published]),
        ("https://example.org/paper", &[Published]),
        ("four incidents in 2025, measured by the probe", &[Observed]),
        (" ", &[Unsaid]),
    ];
    for (source, standings) in cases {
        assert_eq!(catalogue::standing(Some(source)), standings, "{source}");
    }
}

#[test]
fn low_confidence_and_unread_pages_ask_to_be_checked() {
    let entries = catalogue::entries();
    let of = |id: &str| entries.iter().find(|entry| entry.id == id).unwrap();
    assert_eq!(of("aws-elasticache-multi-az").source.caution(), Some("check before relying on it"));
    assert_eq!(of("gcp-spanner-regional").source.caution(), Some("check before relying on it"));
    assert_eq!(of("aws-rds-multi-az").source.caution(), None);
    let asked: Vec<&Entry> = entries.iter().filter(|entry| entry.source.caution().is_some()).collect();
    let expected = |entry: &&Entry| {
        !entry.source.source_url_status.starts_with("read") || entry.source.confidence == "low"
    };
    assert_eq!(asked.len(), entries.iter().filter(expected).count());
}

#[test]
fn searching_finds_by_all_words() {
    let entries = catalogue::entries();
    let ids =
        |words: &str| catalogue::search(&entries, words).iter().map(|it| it.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids("rds multi").first().map(String::as_str), Some("aws-rds-multi-az"));
    assert!(ids("azure database").len() > 3);
    assert_eq!(ids("").len(), 220);
    assert!(ids("no such thing").is_empty());
}

#[test]
fn a_swap_keeps_ones_own_copies_and_place() {
    let text = json!({ "format": "ninefold/1", "components": [ { "id": "db", "zones": [], "failures": [ { "mtbf": "1y", "mttr": "1h" } ],
        "copies": { "mode": "active-active", "count": 3 } } ], "journeys": [ { "id": "q", "entry": "db" } ] });
    let project = model::read(&text.to_string()).unwrap().project;
    let entries = catalogue::entries();
    let rds = entries.iter().find(|it| it.id == "aws-rds-multi-az").unwrap();
    let keys: Vec<String> =
        catalogue::swapped(&project.components()[0], rds).into_iter().map(|(key, _)| key).collect();
    assert_eq!(keys, ["failures", "source", "notes", "name"]);
    assert_eq!(catalogue::credits(rds).as_array().unwrap().len(), rds.sla_credit_tiers.len());
}

#[test]
fn a_catalogue_of_ones_own_is_checked() {
    let faults =
        |text: &str| catalogue::read(text).unwrap_err().iter().map(|it| it.path.clone()).collect::<Vec<_>>();
    let entry = |rest: &str| format!(r#"[{{"id":"a","name":"A","vendor":"us","kind":"service"{rest}}}]"#);
    assert_eq!(catalogue::read(&entry("")).unwrap()[0].source.source_url_status, "own");
    assert_eq!(
        faults(&entry(r#","sla_availability":99.9,"mttr_minutes":-1"#)),
        ["[0].sla_availability", "[0].mttr_minutes"]
    );
    assert_eq!(
        faults(&entry(r#","sla_credit_tiers":[{"below":0.99}]"#)),
        ["[0].sla_credit_tiers[0].credit_percent"]
    );
    assert_eq!(
        faults(r#"{"entries":[{"id":"a"}]}"#),
        ["entries[0].name", "entries[0].vendor", "entries[0].kind"]
    );
    assert_eq!(faults("[{\n\"id\": }]"), ["line 2, column 7"]);
    assert_eq!(faults("7"), [""]);
    let twice = format!("[{0},{0}]", entry("").trim_matches(['[', ']']));
    assert_eq!(faults(&twice), ["[1].id"]);
}

/// Every proposal of a better tier, looked at one by one: the same product, bound to more, and nothing else.
#[test]
fn better_tiers_are_the_same_product() {
    let entries = catalogue::entries();
    let mut proposed: Vec<String> = Vec::new();
    for entry in &entries {
        let better = catalogue::better_tiers(&entries, entry);
        if !better.is_empty() {
            let ids: Vec<&str> = better.iter().map(|entry| entry.id.as_str()).collect();
            proposed.push(format!("{}: {}", entry.id, ids.join(", ")));
        }
    }
    proposed.sort_unstable();
    let expected: Vec<&str> = TIERS.trim().lines().map(str::trim).collect();
    assert_eq!(proposed, expected, "{}", proposed.join("\n"));
}

const TIERS: &str = "
aws-aurora-dsql-single-region: aws-aurora-dsql-multi-region
aws-aurora-single-az: aws-aurora-multi-az
aws-dax-single-az: aws-dax-multi-az
aws-direct-connect-high: aws-direct-connect-max
aws-dynamodb: aws-dynamodb-global
aws-efs-onezone: aws-efs-standard
aws-elb-single-az: aws-elb-multi-az
aws-keyspaces: aws-keyspaces-multi
aws-memorydb-multi-az: aws-memorydb-multi-region
aws-memorydb-single-az: aws-memorydb-multi-az, aws-memorydb-multi-region
aws-opensearch: aws-opensearch-standby
aws-rds-single: aws-rds-multi-az
aws-redshift-multinode: aws-redshift-multi-az
aws-redshift-single: aws-redshift-multinode, aws-redshift-multi-az
aws-route53-resolver-single: aws-route53-resolver-multi
aws-s3-ia: aws-s3-standard
azure-aks: azure-aks-az
azure-event-hubs: azure-event-hubs-premium
azure-firewall: azure-firewall-zones
azure-postgres-flex-samezone: azure-postgres-flex-zr
azure-postgres-flex: azure-postgres-flex-samezone, azure-postgres-flex-zr
azure-redis-enterprise: azure-redis-enterprise-geo
azure-sql: azure-sql-zr
azure-storage-cool: azure-storage-hot
azure-vm-single-hdd: azure-vm-single-standard-ssd, azure-vm-single-premium
azure-vm-single-standard-ssd: azure-vm-single-premium
cockroachdb-cloud: cockroachdb-cloud-advanced-mr
confluent-baseline: confluent-dedicated-mz
gcp-bigtable-2r: gcp-bigtable-3r
gcp-bigtable-zonal: gcp-bigtable-2r, gcp-bigtable-3r
gcp-cloudsql-enterprise: gcp-cloudsql-enterprise-plus
gcp-filestore-zonal: gcp-filestore-regional
gcp-firestore-regional: gcp-firestore-multi
gcp-gcs-cold-regional: gcp-gcs-regional, gcp-gcs-multi
gcp-gcs-regional: gcp-gcs-multi
gcp-gke-zonal: gcp-gke-regional
gcp-interconnect-999: gcp-interconnect
gcp-memorystore-standard: gcp-memorystore-cluster
gcp-pubsub-lite-zonal: gcp-pubsub-lite-regional
gcp-spanner-regional: gcp-spanner-multi
gcp-vpn-classic: gcp-vpn-ha
";
