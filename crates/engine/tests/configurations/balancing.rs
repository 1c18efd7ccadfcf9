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

/// The example of resilience4j's documentation: Spring takes a key with dots for nesting.
#[test]
fn resilience4j_with_dots() {
    let read = read(
        "resilience4j.circuitbreaker:\n  configs:\n    default:\n      slidingWindowSize: 100\n      failureRateThreshold: 60\n  instances:\n    backendA:\n      baseConfig: default\n    backendB:\n      slidingWindowSize: 10\n      waitDurationInOpenState: PT20S\nresilience4j.retry:\n  instances:\n    backendA:\n      maxAttempts: 3\n      waitDuration: 1s\n",
    );
    // 60 % of 100 calls, and half of 20 s.
    assert_eq!(worked(part(&read, "backenda"), "trip").0, Some(60.0));
    assert_eq!(worked(part(&read, "backendb"), "close"), (Some(10.0), Some(20.0)));
    assert!(read.unread.len() == 1 && listed(&read, 15, "resilience4j.retry"), "{:?}", read.unread);
    solves(&read);
}

/// Section 4 of HAProxy's manual: a `defaults` resets what the one before it said; `from` names one.
#[test]
fn haproxy_defaults_are_reset() {
    let servers = " server a x:1 check\n server b y:1 check\n server c z:1 check weight 0\n";
    let read = |head: &str, section: &str| crate::read(&format!("{head}{section}\n{servers}"));
    let one = "defaults one\n default-server inter 10s fall 5\n timeout check 20s\n";
    let reset = read(&format!("{one}defaults two\n mode http\n"), "backend api");
    // 2 / 2 + 2 × 2 + 2, by the defaults of the software.
    assert_eq!(worked(part(&reset, "api"), "black-holed").0, Some(7.0));
    assert_eq!(part(&reset, "api").component["copies"]["count"], 2);
    assert!(listed(&reset, 9, "weight 0"), "{:?}", reset.unread);
    let named =
        read(&format!("{one}defaults two from one\n default-server fall 2\n"), "backend api from two");
    // 10 / 2 + 10 + 20.
    assert_eq!(worked(part(&named, "api"), "black-holed").0, Some(35.0));
    assert!(listed(&read("", "backend api from nowhere"), 1, "nowhere"));
}

/// What only a variable knows is no replica less; an alias may be what is checked.
#[test]
fn terraform_counts_and_aliases() {
    let plan = |count: &str, alias: &str| {
        read(&format!(
            "resource \"aws_rds_cluster\" \"main\" {{}}\nresource \"aws_rds_cluster_instance\" \"one\" {{\n  {count}\n  cluster_identifier = aws_rds_cluster.main.id\n}}\nresource \"aws_route53_record\" \"www\" {{\n  failover_routing_policy {{ type = \"PRIMARY\" }}\n  alias {{ evaluate_target_health = {alias} }}\n}}\n"
        ))
    };
    for count in ["for_each = toset(var.zones)", "count = var.number"] {
        let unknown = plan(count, "true");
        assert!(listed(&unknown, 3, "how many one there are is not known"), "{:?}", unknown.unread);
        let main = part(&unknown, "main");
        assert!(traps(main, "not known") && !traps(main, "no replica"), "{:?}", main.traps);
        assert!(!traps(part(&unknown, "www"), "nothing notices"));
    }
    let single = plan("count = 1", "false");
    assert!(traps(part(&single, "main"), "no replica") && traps(part(&single, "www"), "nothing notices"));
}

const WEB: &str = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: prod}\nspec:\n  repliacs: 3\n  replicas: 4\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n      - name: web\n        readinesProbe: {}\n";

/// What is in another namespace limits, scales and selects nothing here.
#[test]
fn kubernetes_namespaces() {
    let of = |namespace: &str| {
        format!(
            "{WEB}---\nkind: PodDisruptionBudget\nmetadata: {{name: web, namespace: {namespace}}}\nspec: {{minAvailable: 3, selector: {{matchLabels: {{app: web}}}}}}\n---\nkind: Service\nmetadata: {{name: web, namespace: {namespace}}}\nspec: {{type: LoadBalancer, selector: {{app: web}}}}\n---\nkind: Ingress\nmetadata: {{name: in, namespace: prod}}\nspec: {{defaultBackend: {{service: {{name: web}}}}}}\n"
        )
    };
    let (same, other) = (read(&of("prod")), read(&of("staging")));
    assert_eq!(part(&same, "web").component["copies"]["required"], 3);
    assert!(linked(&same, "in-ingress", "web") && linked(&same, "web-load-balancer", "web"));
    assert_eq!(part(&other, "web").component["copies"]["required"], 1);
    assert!(
        other.links.is_empty() && listed(&other, 22, "Service web is not in these"),
        "{:?}",
        other.unread
    );
    assert!(listed(&same, 5, "did you mean replicas?") && listed(&same, 12, "did you mean readinessProbe?"));
    // By the reference of the API minReplicas is 1 where nothing says so.
    let scaled = read(&format!(
        "{WEB}---\nkind: HorizontalPodAutoscaler\nmetadata: {{namespace: prod}}\nspec: {{maxReplicas: 10, scaleTargetRef: {{name: web}}}}\n"
    ));
    assert!(traps(part(&scaled, "web"), "one replica"));
}

/// Restart policies and keys as the reference of Compose has them.
#[test]
fn compose_policies_and_keys() {
    let all = read(
        "services:\n  a: {image: a, restart: \"on-failure:5\"}\n  b: {image: b, deploy: {mode: global, restart_policy: {delay: 5s}}}\n  c: {image: c, restart: \"no\", healthchek: {}}\n",
    );
    let missing = |id: &str| traps(part(&all, id), "no restart policy");
    assert!(!missing("a") && !missing("b") && missing("c"));
    assert!(traps(part(&all, "b"), "one copy a node"));
    assert!(listed(&all, 4, "did you mean healthcheck?") && all.unread.len() == 1, "{:?}", all.unread);
}

/// The rules of Google's workbook and of Prometheus' documentation: only a ratio has a threshold that is a share.
#[test]
fn prometheus_thresholds() {
    for (rule, expected, listed) in [
        // A scrape and an evaluation of a minute, half of each; 1.44 % of an hour.
        ("sum(rate(e[1h])) / sum(rate(a[1h])) > (14.4 * 0.001)", 60.0 + 51.84, false),
        ("job:slo_errors_per_request:ratio_rate1h{job=\"x\"} > (14.4*0.001)", 60.0 + 51.84, false),
        ("100 * sum(rate(e[5m])) / sum(rate(a[5m])) > 5", 60.0 + 15.0, false),
        ("sum(rate(e[5m])) / sum(rate(a[5m])) * 100 > 0.5", 60.0 + 1.5, false),
        ("avg_over_time(up[10m]) < 0.9", 60.0 + 60.0, false),
        ("histogram_quantile(0.95, sum(rate(d_bucket[5m])) by (le)) > 0.075", 60.0 + 300.0, true),
        ("rate(e[5m]) > 0.5", 60.0 + 300.0, true),
        ("node_load1 > 0.5", 60.0, false),
    ] {
        let read = read(&format!("groups:\n- rules:\n  - alert: A\n    expr: |\n      {rule}\n"));
        let seconds = read.worked[0].expected_seconds.unwrap();
        assert!((seconds - expected).abs() < 1e-9, "{rule}: {seconds}");
        assert_eq!(read.unread.iter().any(|it| it.text.contains("no share")), listed, "{rule}");
    }
}

/// `wal_level = replica` and ten senders are PostgreSQL's defaults: they prove no standby.
#[test]
fn postgres_standbys_need_a_proof() {
    for (text, copies, word) in [
        ("wal_level = replica\nmax_wal_senders = 10\nhot_standby = on\n", false, "one server is counted"),
        ("wal_level = minimal\nmax_wal_senders = 0\n", false, "nothing can be replicated"),
        ("wal_level = replica\nprimary_conninfo = 'host=a'\n", true, "does not fail over"),
        ("wal_level = replica\nsynchronous_standby_names = 'a'\n", true, "does not fail over"),
    ] {
        let read = read(text);
        let own = part(&read, "postgresql");
        assert_eq!(own.component.get("copies").is_some(), copies, "{text}");
        assert!(traps(own, word), "{:?}", own.traps);
        solves(&read);
    }
    // The old name of the setting, which Patroni still takes: 10 + 60 + 10 at worst.
    let patroni =
        read("scope: a\npostgresql: {}\nbootstrap:\n  dcs: {loop_wait: 10, master_start_timeout: 60}\n");
    assert_eq!(worked(part(&patroni, "a"), "postgres crashed").1, Some(80.0));
}

/// The longest of several waits counts; 504 is an answer with 5xx; a request is passed on for a time.
#[test]
fn nginx_worst_of_several_places() {
    let site = read(
        "http {\n proxy_connect_timeout 2s;\n proxy_next_upstream error http_504;\n proxy_next_upstream_timeout 5s;\n upstream b { server x; server y; }\n server {\n  location / { proxy_pass http://b; }\n  location /api {\n   proxy_connect_timeout 60s;\n   proxy_pass http://b/api;\n  }\n }\n}\n",
    );
    let b = part(&site, "b");
    assert_eq!(worked(b, "black-holed"), (Some(60.0), Some(60.0)));
    assert!(listed(&site, 10, "different connect timeouts"), "{:?}", site.unread);
    assert!(!traps(b, "5xx do not count") && traps(b, "proxy_next_upstream_timeout 5 s"));
    // One failed attempt or three: the server that needs more is counted.
    let servers = read("upstream a { server x; server y max_fails=3; }");
    assert_eq!(worked(part(&servers, "a"), "black-holed"), (Some(180.0), Some(180.0)));
    assert!(traps(part(&servers, "a"), "differ"));
}

/// As `describe-target-groups` prints them: one balancer for two groups, and one group that is not checked.
#[test]
fn target_groups_share_a_balancer() {
    let read = read(
        r#"{"TargetGroups": [
        {"TargetGroupName": "lam", "HealthCheckEnabled": false, "HealthCheckIntervalSeconds": 35},
        {"TargetGroupName": "web", "HealthCheckIntervalSeconds": 30, "LoadBalancerArns": ["arn:x/app/my/1"]},
        {"TargetGroupName": "api", "HealthCheckIntervalSeconds": 30, "LoadBalancerArns": ["arn:x/app/my/1"]}]}"#,
    );
    assert_eq!((read.parts.len(), read.entries.len()), (3, 1), "{:?}", read.entries);
    assert!(linked(&read, "my-load-balancer", "web") && linked(&read, "my-load-balancer", "api"));
    assert!(listed(&read, 2, "switched off"), "{:?}", read.unread);
}

/// By CockroachDB's documentation surviving a zone takes three voting replicas, surviving a region five.
#[test]
fn each_cockroach_database_has_its_goal() {
    let both = read(
        "CREATE DATABASE a PRIMARY REGION \"x\" REGIONS \"y\", \"z\" SURVIVE REGION FAILURE;\nCREATE DATABASE b PRIMARY REGION \"x\" REGIONS \"y\";\nALTER DATABASE b SURVIVE ZONE FAILURE;\n",
    );
    let copies = |id: &str| part(&both, id).component["copies"]["count"].as_u64();
    assert_eq!((both.parts.len(), copies("a"), copies("b")), (2, Some(5), Some(3)));
    assert!(
        traps(part(&both, "b"), "the goal is to survive a zone") && !traps(part(&both, "a"), "the goal is")
    );
    let seven = read(
        "ALTER RANGE default CONFIGURE ZONE USING num_replicas = 7;\nCREATE DATABASE a;\nCREATE DATABASE b;\n",
    );
    assert!(["a", "b"].into_iter().all(|id| part(&seven, id).component["copies"]["count"] == 7));
    solves(&both);
}
