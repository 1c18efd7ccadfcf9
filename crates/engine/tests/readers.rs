//! The readers: worked examples, real configurations, and what bad input leaves.
#![allow(clippy::unwrap_used, missing_docs)]

use ninefold_engine::analysis::{Options, analyze};
use ninefold_engine::catalogue;
use ninefold_engine::read::config::{self, ConfigError, Format, Part, Read};

fn read(text: &str) -> Read {
    config::read("", text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn part<'a>(read: &'a Read, id: &str) -> &'a Part {
    read.parts.iter().find(|part| part.component["id"] == id).unwrap_or_else(|| {
        panic!(
            "{id} is not among {:?}",
            read.parts.iter().map(|it| it.component["id"].clone()).collect::<Vec<_>>()
        )
    })
}

/// Expected and worst seconds of a case.
fn worked(part: &Part, case: &str) -> (Option<f64>, Option<f64>) {
    let found = part
        .worked
        .iter()
        .find(|it| it.case.starts_with(case))
        .unwrap_or_else(|| panic!("{case}: {:?}", part.worked));
    assert!(!found.lines.is_empty() && found.source.starts_with("failover:"), "{found:?}");
    (found.expected_seconds, found.worst_seconds)
}

fn traps(part: &Part, word: &str) -> bool {
    part.traps.iter().any(|trap| trap.text.contains(word) && trap.line > 0)
}

/// What was read is a project that solves.
fn solves(read: &Read) {
    let project = read.project("read").unwrap_or_else(|faults| panic!("{faults}"));
    let answer = analyze(&project, &Options::default()).unwrap();
    assert!(answer.journeys.iter().all(|it| it.availability > 0.9 && it.availability < 1.0), "{answer:?}");
}

#[test]
fn nginx_three_failures_in_thirty_seconds() {
    let text = "http {\n  upstream api {\n    server 10.0.0.1:80 max_fails=3 fail_timeout=30s weight=5;\n    server 10.0.0.2:80 max_fails=3 fail_timeout=30s;\n    server 10.0.0.3:80 down;\n    server 10.0.0.4:80 backup;\n    teleport on;\n  }\n  server { location / { proxy_pass http://api; } }\n}\n";
    let read = read(text);
    assert_eq!(read.format, Format::Nginx);
    let api = part(&read, "api");
    assert_eq!((api.component["copies"]["count"].as_u64(), api.line), (Some(2), 2));
    assert_eq!(worked(api, "black-holed"), (Some(180.0), Some(180.0)));
    assert_eq!(worked(api, "recovery"), (Some(15.0), Some(30.0)));
    assert_eq!(worked(api, "connection refused"), (Some(0.0), Some(0.0)));
    assert_eq!(api.component["copies"]["detection"], "180s");
    assert!(
        traps(api, "longer than the window of 30 s")
            && traps(api, "different weights")
            && traps(api, "marked down")
    );
    assert!(
        read.unread.iter().any(|note| note.line == 7 && note.text.contains("teleport")),
        "{:?}",
        read.unread
    );
    assert_eq!(part(&read, "api-group").component["needs"], "any");
    solves(&read);
    // A short connect timeout, inherited from outside, closes the trap.
    let quick = self::read(&text.replace("http {", "http {\n proxy_connect_timeout 2s;"));
    assert_eq!(worked(part(&quick, "api"), "black-holed"), (Some(6.0), Some(6.0)));
    assert!(!traps(part(&quick, "api"), "longer than the window"));
}

#[test]
fn nginx_defaults_single_servers_and_plus() {
    let two = read("upstream a { server x; server y; }\nserver { location / { proxy_pass http://a; } }");
    assert_eq!(worked(part(&two, "a"), "black-holed"), (Some(60.0), Some(60.0)));
    let one = read("upstream a { server x max_fails=3; }");
    assert!(traps(part(&one, "a"), "single server"));
    assert!(part(&one, "a").component.get("copies").is_none());
    let never = read("upstream a { server x max_fails=0; server y; }");
    assert!(traps(part(&never, "a"), "never taken out"));
    let plus = read(
        "upstream a { server x; server y; }\nserver { location / { proxy_pass http://a; health_check; } }",
    );
    assert_eq!(worked(part(&plus, "a"), "refused"), (Some(2.5), Some(5.0)));
}

#[test]
fn haproxy_checks() {
    let text = "defaults\n  timeout check 1s\n  default-server inter 3s fall 2 rise 2\nfrontend www\n  bind *:80\n  default_backend app\nbackend app\n  balance roundrobin\n  server a 10.0.0.1:80 check\n  server b 10.0.0.2:80 check\n  server c 10.0.0.3:80\n  server d 10.0.0.4:80 check backup\n  frobnicate\n";
    let read = read(text);
    let app = part(&read, "app");
    // 3 / 2 + (2 − 1) × 3 + 1, and 3 + 3 + 1.
    assert_eq!(worked(app, "black-holed"), (Some(5.5), Some(7.0)));
    assert_eq!(app.component["copies"]["count"], 3);
    assert!(traps(app, "without the keyword check") && traps(app, "redispatch"));
    assert!(read.unread.iter().any(|note| note.line == 13));
    solves(&read);
    let plain = self::read("backend app\n server a x:1 check\n server b y:1 check\n");
    assert_eq!(worked(part(&plain, "app"), "refused"), (Some(5.0), Some(6.0)));
    assert_eq!(worked(part(&plain, "app"), "back up"), (Some(3.0), Some(4.0)));
}

const SHOP: &str = r#"apiVersion: apps/v1
kind: Deployment
metadata: { name: shop }
spec:
  replicas: 3
  selector: { matchLabels: { app: shop } }
  template:
    metadata: { labels: { app: shop } }
    spec:
      topologySpreadConstraints:
        - topologyKey: topology.kubernetes.io/zone
          maxSkew: 1
          whenUnsatisfiable: DoNotSchedule
      containers:
        - name: shop
          livenessProbe:
            initialDelaySeconds: 15
            periodSeconds: 20
          readinessProbe:
            initialDelaySeconds: 5
            periodSeconds: 10
---
apiVersion: v1
kind: Service
metadata: { name: shop }
spec: { type: LoadBalancer, selector: { app: shop } }
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: { name: shop }
spec: { minAvailable: 2, selector: { matchLabels: { app: shop } } }
---
apiVersion: example.com/v1
kind: Teapot
metadata: { name: pot }
"#;

/// `initialDelaySeconds 15, periodSeconds 20` and `5/10`, the examples of Kubernetes' own documentation.
#[test]
fn kubernetes_probes_nodes_and_budgets() {
    let read = read(SHOP);
    let shop = part(&read, "shop");
    // 20/2 + 2·20 + 1 + 30 and 20·3 + 1 + 30; 10/2 + 2·10 + 1 and 10·3 + 1.
    assert_eq!(worked(shop, "liveness"), (Some(81.0), Some(91.0)));
    assert_eq!(worked(shop, "readiness"), (Some(26.0), Some(31.0)));
    assert_eq!(worked(shop, "recovery"), (Some(5.0), Some(10.0)));
    assert_eq!(worked(shop, "pods evicted"), (Some(347.5), Some(355.0)));
    assert_eq!(shop.component["copies"]["required"], 2);
    assert_eq!(shop.component["copies"]["detection"], "26s");
    assert_eq!(shop.component["zones"].as_array().unwrap().len(), 3);
    assert!(
        read.unread.iter().any(|note| note.line == 33 && note.text.contains("Teapot")),
        "{:?}",
        read.unread
    );
    assert_eq!(read.links.len(), 1, "the balancer needs the workload");
    solves(&read);
}

#[test]
fn kubernetes_says_what_is_missing() {
    let text = "apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: db}\nspec:\n  replicas: 2\n  template:\n    spec:\n      tolerations:\n      - {key: node.kubernetes.io/unreachable, operator: Exists}\n      containers: [{name: db}]\n";
    let read = read(text);
    let db = part(&read, "db");
    for word in [
        "no livenessProbe",
        "no readinessProbe",
        "no PodDisruptionBudget",
        "nothing keeps the copies apart",
        "never moved",
        "StatefulSet",
    ] {
        assert!(traps(db, word), "{word}: {:?}", db.traps);
    }
    let node = db.component["failures"].as_array().unwrap().iter().find(|it| it["name"] == "node").unwrap();
    assert_eq!(node["scope"], "all");
}

#[test]
fn compose_services() {
    let text = "services:\n  web:\n    image: nginx\n    depends_on: [api, ghost]\n  api:\n    image: acme/api\n    restart: always\n    deploy: { replicas: 3 }\n    healthcheck: { interval: 10s, timeout: 2s, retries: 2 }\n    depends_on:\n      db: { condition: service_healthy }\n  db:\n    image: postgres:16\n";
    let read = read(text);
    // 10/2 + 10 + 2.
    assert_eq!(part(&read, "api").component["copies"]["detection"], "17s");
    assert_eq!(part(&read, "db").component["kind"], "database");
    assert!(traps(part(&read, "web"), "no restart policy"));
    assert_eq!(read.links.len(), 2);
    assert!(read.unread.iter().any(|note| note.text.contains("ghost")));
    solves(&read);
}

/// The example of Redis' documentation, with its defaults elsewhere.
#[test]
fn sentinel() {
    let text = "port 26379\nsentinel monitor mymaster 127.0.0.1 6379 2\nsentinel down-after-milliseconds mymaster 5000\nsentinel failover-timeout mymaster 60000\nsentinel parallel-syncs mymaster 1\nsentinel down-after-milliseconds other 1\n";
    let read = read(text);
    let master = part(&read, "mymaster");
    // 5 − 1/2 + 1/2 + 1/2 + 1, 5 + 1 + 1 + 1, and with 2 × 60 more.
    assert_eq!(worked(master, "first attempt succeeds"), (Some(6.5), Some(8.0)));
    assert_eq!(worked(master, "first attempt fails"), (None, Some(128.0)));
    assert_eq!(master.component["copies"]["failover"]["time"], "6.5s");
    assert!(traps(master, "majority of all sentinels"));
    assert!(read.unread.iter().any(|note| note.line == 6));
    solves(&read);
}

#[test]
fn redis_cluster() {
    let read = read("cluster-enabled yes\ncluster-node-timeout 15000\n");
    let shard = part(&read, "redis-shard");
    assert_eq!(worked(shard, "process crash"), (Some(16.25), Some(17.0)));
    assert_eq!(worked(shard, "host silent"), (None, Some(24.5)));
    assert!(traps(shard, "cluster-require-full-coverage"));
}

#[test]
fn postgres_patroni_repmgr() {
    let alone = read("wal_level = replica\nsynchronous_standby_names = 'ANY 1 (s1, s2)'  # two\n");
    assert!(traps(part(&alone, "postgresql"), "does not fail over"));
    assert_eq!(part(&alone, "postgresql").component["copies"]["standby"], 2);
    assert_eq!(part(&alone, "postgresql").component["facts"]["failover"], "manual");

    let patroni = read(
        "scope: main\nbootstrap:\n  dcs:\n    ttl: 30\n    loop_wait: 10\n    retry_timeout: 10\netcd3: {hosts: a}\npostgresql: {}\n",
    );
    let main = part(&patroni, "main");
    // 30 − 10/2 and 30 where the watch fires, 30 + 10 where it does not; then 5 s of promotion.
    assert_eq!(worked(main, "host lost"), (Some(25.0), Some(30.0)));
    assert!(main.worked.iter().any(|it| (it.expected_seconds, it.worst_seconds) == (Some(25.0), Some(40.0))));
    assert_eq!(main.component["copies"]["failover"]["time"], "30s");
    assert!(traps(main, "failsafe_mode") && !traps(main, "is below loop_wait"));
    assert_eq!(patroni.links.len(), 1, "it needs its store");

    let manual = read("node_id=1\nreconnect_attempts=6\nreconnect_interval=10\n");
    assert!(traps(part(&manual, "postgresql"), "failover is manual"));
    assert_eq!(worked(part(&manual, "postgresql"), "detection"), (Some(61.0), Some(62.0)));
    let automatic =
        read("failover='automatic'\nreconnect_attempts=3\nreconnect_interval=5\npromote_command='x'\n");
    // 2/2 + 3 × 5, and 5 s to promote.
    assert_eq!(part(&automatic, "postgresql").component["copies"]["failover"]["time"], "21s");
    [alone, patroni, manual, automatic].iter().for_each(solves);
}

#[test]
fn groups_that_vote() {
    let mysql = read(
        "[mysqld]\nloose-group_replication_group_seeds = \"a:1,b:1,c:1\"\ngroup_replication_member_expel_timeout=5\ngroup_replication_teapot=1\n",
    );
    let group = part(&mysql, "mysql-group");
    assert_eq!(worked(group, "expel"), (Some(10.0), Some(10.0)));
    assert_eq!(
        (group.component["copies"]["count"].as_u64(), group.component["copies"]["required"].as_u64()),
        (Some(3), Some(2))
    );
    assert!(mysql.unread.iter().any(|note| note.line == 4));

    let cockroach = read(
        "ALTER DATABASE shop PRIMARY REGION \"eu\";\nALTER DATABASE shop ADD REGION \"us\";\nALTER DATABASE shop ADD REGION \"ap\";\nALTER DATABASE shop SURVIVE REGION FAILURE;\n",
    );
    let shop = part(&cockroach, "shop");
    assert_eq!(
        (shop.component["copies"]["count"].as_u64(), shop.component["copies"]["required"].as_u64()),
        (Some(5), Some(3))
    );
    assert_eq!(shop.component["zones"].as_array().unwrap().len(), 3);
    assert_eq!(shop.component["copies"]["detection"], "4.5s");
    let zone = read("ALTER TABLE t CONFIGURE ZONE USING num_replicas = 4;");
    assert!(traps(&zone.parts[0], "survive as many failures as 3"));
    [mysql, cockroach, zone].iter().for_each(solves);
}

#[test]
fn breakers() {
    let text = "const breaker = new CircuitBreaker(call, {\n  timeout: 3000, // ms\n  errorThresholdPercentage: 50,\n  resetTimeout: 10000\n});\n";
    let opossum = read(text);
    let to = part(&opossum, "dependency");
    // 3 + 50/100 × 10; 5; 10/2 and 10.
    assert_eq!(worked(to, "dependency hangs"), (Some(8.0), Some(8.0)));
    assert_eq!(worked(to, "dependency refuses"), (Some(5.0), Some(5.0)));
    assert_eq!(worked(to, "close again"), (Some(5.0), Some(10.0)));
    assert_eq!(opossum.links[0]["breaker"]["timeout"], "3s");
    assert!(traps(to, "volumeThreshold 0"));

    let yaml = read("resilience4j.circuitbreaker:\n  instances:\n    pay:\n      failureRateThreshold: 50\n      slidingWindowSize: 20\n      waitDurationInOpenState: 10s\n".replace("resilience4j.circuitbreaker:\n", "resilience4j:\n circuitbreaker:\n").as_str());
    assert_eq!(worked(part(&yaml, "pay"), "trip"), (Some(10.0), Some(10.0)));
    assert_eq!(worked(part(&yaml, "pay"), "close"), (Some(5.0), Some(10.0)));
    let properties = read(
        "resilience4j.circuitbreaker.instances.pay.wait-duration-in-open-state=PT30S\nresilience4j.circuitbreaker.instances.pay.teapot=1\n",
    );
    assert_eq!(worked(part(&properties, "pay"), "close"), (Some(15.0), Some(30.0)));
    assert!(properties.unread.iter().any(|note| note.line == 2));
    [opossum, yaml, properties].iter().for_each(solves);
}

#[test]
fn names_and_addresses() {
    let text = r#"{"ResourceRecordSets": [
      {"Name": "shop.example.", "Type": "A", "TTL": 60, "Failover": "PRIMARY", "SetIdentifier": "eu"},
      {"Name": "shop.example.", "Type": "A", "TTL": 60, "Failover": "SECONDARY", "SetIdentifier": "us"}],
      "HealthCheck": {"HealthCheckConfig": {"RequestInterval": 30, "FailureThreshold": 3}}}"#;
    let route = read(text);
    let dns = part(&route, "dns");
    assert_eq!(worked(dns, "standard"), (Some(114.6), Some(156.0)));
    assert_eq!(dns.component["needs"]["failover"]["time"], "114.6s");
    assert_eq!(dns.component["facts"]["ttl"], "60s");
    assert_eq!(part(&route, "us").component["kind"], "service");
    let zone = read(
        "$TTL 1h\n@ IN SOA ns. admin. 1 2 3 4 5\nwww 60 IN A 10.0.0.1\nwww 60 IN A 10.0.0.2\napi IN CNAME www\n",
    );
    assert_eq!(worked(part(&zone, "www"), "resolver cache"), (Some(30.0), Some(60.0)));
    assert!(
        traps(part(&zone, "www"), "without a health check") && traps(part(&zone, "api"), "1800s on average")
    );
    [route, zone].iter().for_each(solves);
}

#[test]
fn target_groups_and_terraform() {
    let group = read(
        r#"{"TargetGroups": [{"TargetGroupName": "web", "Protocol": "HTTP", "HealthCheckIntervalSeconds": 10, "UnhealthyThresholdCount": 2, "HealthCheckTimeoutSeconds": 5}]}"#,
    );
    // 10/2 + 10 + 5, and 20 + 5.
    assert_eq!(worked(part(&group, "web"), "hung target"), (Some(20.0), Some(25.0)));
    let text = r#"
resource "aws_lb" "front" { subnets = [aws_subnet.a.id, aws_subnet.b.id] }
resource "aws_lb_target_group" "web" {
  health_check {
    interval = 10
    unhealthy_threshold = var.bad
  }
}
resource "aws_autoscaling_group" "web" {
  min_size = 4
  max_size = 8
  availability_zones = ["eu-west-1a", "eu-west-1b"]
  health_check_type = "EC2"
}
resource "aws_db_instance" "main" {
  multi_az = true
}
resource "aws_elasticache_replication_group" "sessions" { automatic_failover_enabled = true }
resource "aws_sqs_queue" "jobs" {}
resource "aws_route53_record" "www" {
  ttl = 60
  failover_routing_policy { type = "PRIMARY" }
}
"#;
    let plan = read(text);
    assert_eq!(plan.format, Format::Terraform);
    assert_eq!(part(&plan, "web").component["copies"]["count"], 4);
    // 10/2 + 2 × 10 + 5: the threshold is a variable, so 3 by Terraform's default.
    assert_eq!(worked(part(&plan, "web"), "hung target"), (Some(30.0), Some(35.0)));
    assert!(traps(part(&plan, "web"), "health_check_type is not ELB"));
    assert_eq!(part(&plan, "main").component["failures"][0]["availability"], 0.9995);
    assert!(
        plan.unread.iter().any(|note| note.line == 6 && note.text.contains("var.bad")),
        "{:?}",
        plan.unread
    );
    assert!(plan.unread.iter().any(|note| note.text.contains("aws_sqs_queue")));
    [group, plan].iter().for_each(solves);
}

/// `rate[5m] > 0.05 for 2m`, with evaluations and scrapes every minute.
#[test]
fn prometheus_alerts() {
    let text = "groups:\n- name: a\n  rules:\n  - alert: Errors\n    expr: rate(errors[5m]) / rate(all[5m]) > 0.05\n    for: 2m\n  - record: x\n    expr: y\n";
    let read = read(text);
    // 0.05 × 300 + 120 + 30 + 30; 300 + 120 + 60 + 60.
    assert_eq!((read.worked[0].expected_seconds, read.worked[0].worst_seconds), (Some(195.0), Some(540.0)));
    assert_eq!(
        read.worked[0].lines[0],
        "expected: threshold × range + for + evaluation / 2 + scrape / 2 = 0.05 × 300 + 120 + 60 / 2 + 60 / 2 = 195 s"
    );
    assert!(read.unread.iter().any(|note| note.line == 7));
    assert_eq!(read.project("alerts").unwrap().components().len(), 0);
}

/// Each mechanism that a reader uses, by default values, gives the figures of the file.
#[test]
fn defaults_are_those_of_the_file() {
    let cases: [(&str, &str); 18] = [
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c}]}", "k8s-backoff"),
        (
            "upstream a { server x; server y; }\nserver { location / { proxy_pass http://a; health_check; } }",
            "nginx-plus-active",
        ),
        ("scope: a\nloop_wait: 10\npostgresql: {}", "patroni"),
        ("upstream a { server x; server y; }", "nginx-passive"),
        ("backend a\n server x a:1 check\n server y b:1 check", "haproxy-check"),
        (
            "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, livenessProbe: {}, readinessProbe: {}}]}",
            "k8s-probe",
        ),
        ("apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c}]}", "k8s-node"),
        ("sentinel monitor m a 1 2", "redis-sentinel"),
        ("cluster-enabled yes", "redis-cluster"),
        ("reconnect_attempts=6", "repmgr"),
        ("group_replication_group_name=a", "mysql-gr"),
        ("{errorThresholdPercentage: 50}", "opossum"),
        ("resilience4j:\n  circuitbreaker:\n    instances:\n      a: {}", "resilience4j"),
        ("{\"HealthCheckConfig\": {\"RequestInterval\": 30}, \"ResourceRecordSets\": []}", "aws-route53"),
        ("{\"TargetGroups\": [{\"HealthCheckIntervalSeconds\": 30}]}", "aws-alb"),
        ("{\"TargetGroups\": [{\"HealthCheckIntervalSeconds\": 30, \"Protocol\": \"TCP\"}]}", "aws-nlb"),
        ("$TTL 60\na IN A 1.2.3.4", "dns-ttl"),
        ("resource \"aws_rds_cluster\" \"a\" {}", "aws-aurora"),
    ];
    // What is not tried here, and why.
    let others = [
        ("cockroachdb", "published figures, no formula"),
        ("aws-rds-multi-az", "published figures, no formula"),
        ("aws-elasticache", "published figures, no formula"),
        ("aws-asg", "how long a grace lasts, which no reader counts"),
        ("pg_auto_failover", "no reader"),
        ("etcd", "no reader"),
        ("kafka-broker", "no reader"),
        ("kafka-consumer", "no reader"),
        ("zookeeper", "no reader"),
        ("consul", "no reader"),
        ("memberlist", "no reader"),
        ("keepalived", "no reader"),
        ("cassandra-phi", "no reader"),
        ("mongodb-election", "no reader"),
        ("envoy-outlier", "no reader"),
        ("istio-outlier", "no reader"),
    ];
    for mechanism in catalogue::mechanisms() {
        let tried = cases.iter().any(|(_, id)| *id == mechanism.id);
        let named = others.iter().find(|(id, _)| *id == mechanism.id);
        assert!(tried != named.is_some(), "{}: tried here, or why not", mechanism.id);
        if named.is_some_and(|(_, why)| why.contains("no formula")) {
            let formulas = mechanism.formulas.iter().any(|it| it.expected_seconds.is_some());
            assert!(!formulas, "{} has formulas", mechanism.id);
        }
    }
    let mut checked = 0;
    for (text, id) in cases {
        let before = checked;
        let read = read(text);
        let mechanism = catalogue::mechanism(id).unwrap();
        let of = read.parts.iter().flat_map(|part| &part.worked).filter(|it| it.mechanism == id);
        for worked in of {
            let formula = mechanism.formulas.iter().find(|formula| formula.case == worked.case).unwrap();
            let near = |ours: Option<f64>, theirs: Option<f64>| match (ours, theirs) {
                (Some(ours), Some(theirs)) => (ours - theirs).abs() < 6e-4,
                (ours, theirs) => ours == theirs,
            };
            assert!(near(worked.expected_seconds, formula.expected_seconds), "{id}: {worked:?}");
            assert!(near(worked.worst_seconds, formula.worst_seconds), "{id}: {worked:?}");
            checked += 1;
        }
        assert!(checked > before, "{id}: nothing is worked out");
    }
    assert!(checked >= 32, "{checked}");
}

#[test]
fn bad_yaml_leaves_what_was_understood() {
    // Truncated in the middle of the second document; the first and third stay.
    let text = format!(
        "{}\n---\napiVersion: v1\nkind: Deployment\nmetadata: {{name: [\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: late}}\nspec: {{replicas: 2}}\n",
        &SHOP[..SHOP.find("---").unwrap()]
    );
    let read = read(&text);
    part(&read, "shop");
    part(&read, "late");
    assert!(read.unread.iter().any(|note| note.text.contains("not read")), "{:?}", read.unread);
    let cut = &SHOP[..SHOP.find("readinessProbe").unwrap() + 30];
    assert!(
        worked(part(&self::read(cut), "shop"), "liveness").0.is_some(),
        "what stands before the end is read"
    );
    let tabs =
        self::read("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: a\nspec:\n\treplicas: 3\n");
    assert!(tabs.unread.iter().any(|note| note.line == 6), "{:?}", tabs.unread);
    assert_eq!(part(&tabs, "a").line, 1);
}

#[test]
fn templates_are_named_by_line() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}-api\nspec:\n  {{- if .Values.fixed }}\n  replicas: {{ .Values.replicas }}\n  {{- end }}\n";
    let read = read(text);
    let lines: Vec<usize> = read.unread.iter().map(|note| note.line).collect();
    assert!(lines.contains(&6) && lines.contains(&7) && lines.contains(&8), "{:?}", read.unread);
    assert_eq!(read.parts.len(), 1);
    let compose = self::read(
        "services:\n  a:\n    image: x\n    deploy: {replicas: \"${N:-4}\"}\n  b:\n    deploy: {replicas: \"${N}\"}\n",
    );
    assert_eq!(part(&compose, "a").component["copies"]["count"], 4);
    assert!(compose.unread.iter().any(|note| note.line == 6));
}

#[test]
fn bombs_and_floods_end() {
    let mut bomb = String::from("apiVersion: v1\nkind: Pod\na0: &a0 [x,x,x,x,x,x,x,x,x,x]\n");
    for level in 1..12 {
        let list = vec![format!("*a{}", level - 1); 10].join(",");
        bomb += &format!("a{level}: &a{level} [{list}]\n");
    }
    let read = self::read(&bomb);
    assert!(read.unread.iter().any(|note| note.text.contains("anchors")), "{:?}", read.unread);
    let deep = format!("apiVersion: v1\nkind: Pod\na: {}{}\n", "[".repeat(5_000), "]".repeat(5_000));
    assert!(config::read("", &deep).is_ok());
    // Five megabytes of manifests.
    let one = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {replicas: 2}\n---\n";
    let many = self::read(&one.repeat(5_000_000 / one.len()).replace("name: x", "name: y"));
    assert!(many.parts.len() > 1_000);
    let flood =
        self::read(&format!("upstream a {{ server x; server y; }}\n{}", "teapot on;\n".repeat(300_000)));
    assert!(flood.unread.len() <= 501);
    let braces = format!("upstream a {{ server x; server y; }}\n{}", "server {".repeat(100_000));
    assert!(
        self::read(&braces)
            .unread
            .iter()
            .any(|note| note.text.contains("nested") || note.text.contains("ends"))
    );
    let too_long = " ".repeat(config::MAX_BYTES + 1);
    assert!(matches!(config::read("", &too_long), Err(ConfigError::TooLong(16))));
}

#[test]
fn what_is_nothing_known_is_refused_in_a_sentence() {
    for text in ["", "hello", "{}", "a: b", "\0\0\0", "[1, 2"] {
        let error = config::read("notes.txt", text).unwrap_err();
        assert_eq!(error, ConfigError::Unknown, "{text}");
        assert!(error.to_string().contains("an NGINX configuration"));
    }
    let empty = config::read("nginx.conf", "events {}").unwrap_err();
    assert!(empty.to_string().starts_with("this looks like an NGINX configuration, but"), "{empty}");
}

/// Any prefix of a real file is read, refused in words, never a panic.
#[test]
fn no_cut_makes_it_panic() {
    let files = [
        SHOP,
        "http { upstream a { server x max_fails=3; server y backup; } }",
        "resource \"aws_db_instance\" \"m\" { multi_az = true }",
        "sentinel monitor m a 1 2\nsentinel failover-timeout m 5",
        "groups:\n- rules:\n  - alert: A\n    expr: rate(x[5m]) > 1\n    for: 2m",
    ];
    for text in files {
        for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
            let _ = config::read("", &text[..end]);
            let _ = config::read("", &format!("{}\u{fffd}{}", &text[..end], &text[end..]));
        }
    }
}

#[test]
fn two_files_become_one() {
    let mut whole = read("upstream a { server x; server y; }");
    whole.join(read("upstream a { server x; server y; }\nserver { location / { proxy_pass http://a; } }"));
    let ids: Vec<&str> = whole.parts.iter().map(|it| it.component["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["a", "a-2", "nginx"]);
    assert_eq!(whole.links[0]["to"], "a-2");
    solves(&whole);
}

/// Two of three services: the link to the third goes, and the host stays as long as one stands on it.
#[test]
fn a_choice_of_what_was_read() {
    let text = "services:\n  web:\n    image: nginx\n    depends_on: [api]\n  api:\n    image: api\n    depends_on: [db]\n  db:\n    image: postgres\n";
    let read = config::read("compose.yaml", text).unwrap();
    let two = read.only(|id| id != "db").project("two").unwrap();
    let ids: Vec<_> = two.components().iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["web", "api"]);
    let links: Vec<_> = two.links().iter().map(|it| (it.from.as_str(), it.to.as_str())).collect();
    assert_eq!(links, [("web", "api")]);
    assert_eq!(two.zones().len(), 1);
    let none = read.only(|_| false);
    assert!(none.parts.is_empty() && none.zones.is_empty());
    assert_eq!(read.only(|_| true).project("all"), read.project("all"));
}
