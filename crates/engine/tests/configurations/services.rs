//! The readers against configurations as people write them: comments, templates, several of a kind in one file.

use ninefold_engine::analysis::{Options, analyze};
use ninefold_engine::read::config::{Format, Read};
use serde_json::json;

use crate::{linked, listed, part, read, solves, traps, worked};

/// A launch script in a heredoc, an apostrophe, a comment over lines, lists over lines: what stands between is read.
#[test]
fn terraform_texts_and_comments() {
    let text = r#"/* retired
resource "aws_lb" "ghost" {} */
resource "aws_launch_template" "web" {
  user_data = <<-EOF
    echo "don't" <<'X'
    { it's
  EOF
  description = "the team's \"own\" ${lookup(var.names, "web")} template"
}
resource "aws_autoscaling_group" "web" {
  min_size = 2
  availability_zones = [
    "eu-west-1a", # the first
    "eu-west-1b",
  ]
}
resource "aws_iam_role" "r" {
  policy = <<EOF
{ "Statement": [{ "Effect": "Allow" }
EOF
}
resource "aws_db_instance" "main" { multi_az = true } // don't
resource "aws_sqs_queue" "jobs" {}
"#;
    let plan = read(text);
    let ids: Vec<&str> = plan.parts.iter().map(|it| it.component["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["web", "main"]);
    assert_eq!(part(&plan, "web").component["zones"], json!(["eu-west-1a", "eu-west-1b"]));
    assert_eq!((part(&plan, "web").line, part(&plan, "main").line), (10, 22));
    assert_eq!(plan.unread.len(), 1, "{:?}", plan.unread);
    assert!(listed(&plan, 23, "aws_sqs_queue"), "{:?}", plan.unread);
    solves(&plan);
    // A heredoc or a comment that nothing ends is said, and what stands before it stays.
    for cut in ["resource \"aws_lb\" \"b\" {\n  x = <<EOF\n", "resource \"aws_lb\" \"b\" { /* "] {
        let cut = read(&format!("resource \"aws_db_instance\" \"a\" {{}}\n{cut}"));
        assert!(cut.unread.iter().any(|note| note.text.contains("ends inside")), "{:?}", cut.unread);
        part(&cut, "a");
    }
}

const RULE: &str = "apiVersion: monitoring.coreos.com/v1\nkind: PrometheusRule\nmetadata: {name: web}\nspec:\n  groups:\n  - name: a\n    interval: 30s\n    rules:\n    - alert: Errors\n      expr: |\n        sum(rate(http{code=~\"5..\"}[5m])) / sum(rate(http[5m])) > 0.05\n      for: 2m\n";

/// 0.05 × 300 + 120 + 30 / 2 + 60 / 2; 300 + 120 + 30 + 60.
#[test]
fn rules_of_the_prometheus_operator() {
    let rule = read(RULE);
    assert_eq!(rule.format, Format::Prometheus);
    assert_eq!((rule.worked[0].expected_seconds, rule.worked[0].worst_seconds), (Some(180.0), Some(510.0)));
    // Among other manifests they are rules all the same.
    let both = read(&format!(
        "{RULE}---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: web}}\nspec: {{replicas: 2}}\n"
    ));
    assert_eq!(both.format, Format::Kubernetes);
    assert_eq!((both.worked.len(), both.parts.len()), (1, 1));
    assert!(both.unread.iter().all(|note| !note.text.contains("PrometheusRule")), "{:?}", both.unread);
}

/// Two groups with a target group each behind two balancers; variables where a yes or a number was expected; a read replica.
#[test]
fn terraform_groups_balancers_and_replicas() {
    let text = r#"resource "aws_autoscaling_group" "web" {
  min_size            = 2
  desired_capacity    = 6
  max_size            = 10
  vpc_zone_identifier = [aws_subnet.a.id, aws_subnet.b.id]
  target_group_arns   = [aws_lb_target_group.web.arn]
}
resource "aws_autoscaling_group" "api" {
  min_size            = 3
  vpc_zone_identifier = aws_subnet.private[*].id
}
resource "aws_autoscaling_group" "workers" { min_size = var.least }
resource "aws_autoscaling_attachment" "api" {
  autoscaling_group_name = aws_autoscaling_group.api.name
  lb_target_group_arn    = aws_lb_target_group.api.arn
}
resource "aws_lb" "public" {}
resource "aws_lb" "inner" {}
resource "aws_lb_listener" "public" {
  load_balancer_arn = aws_lb.public.arn
  default_action {
    type             = "forward"
    target_group_arn = aws_lb_target_group.web.arn
  }
}
resource "aws_lb_listener" "inner" {
  load_balancer_arn = aws_lb.inner.arn
  default_action { target_group_arn = aws_lb_target_group.api.arn }
}
resource "aws_lb_target_group" "web" { health_check { interval = 30 } }
resource "aws_lb_target_group" "api" { health_check { interval = 10 } }
resource "aws_db_instance" "main" { multi_az = var.multi }
resource "aws_db_instance" "reads" { replicate_source_db = aws_db_instance.main.identifier }
"#;
    let plan = read(text);
    let web = part(&plan, "web");
    assert_eq!(web.component["copies"]["count"], 2);
    assert_eq!(web.component["capacity"]["max_copies"], 10);
    assert!(web.component["copies"]["source"].as_str().unwrap().contains("desired_capacity 6"));
    // 30 / 2 + 2 × 30 + 5 by its own target group, 10 / 2 + 2 × 10 + 5 by the other.
    assert_eq!(worked(web, "hung target").0, Some(80.0));
    assert_eq!(worked(part(&plan, "api"), "hung target").0, Some(30.0));
    assert!(part(&plan, "workers").worked.is_empty());
    for (from, to, there) in [
        ("public", "web", true),
        ("public", "api", false),
        ("public", "workers", false),
        ("inner", "api", true),
        ("inner", "web", false),
        ("web", "main", true),
        ("web", "reads", false),
    ] {
        assert_eq!(linked(&plan, from, to), there, "{from} → {to}: {:?}", plan.links);
    }
    assert!(plan.links.iter().any(|link| link["to"] == "reads" && link["effect"] == "soft"));
    assert!(listed(&plan, 10, "how many zones is not known"), "{:?}", plan.unread);
    assert!(listed(&plan, 12, "min_size is 'var.least'"), "{:?}", plan.unread);
    assert!(listed(&plan, 32, "multi_az is 'var.multi': not understood"), "{:?}", plan.unread);
    assert!(traps(part(&plan, "main"), "multi_az is not known"));
    solves(&plan);
}

/// Sidecar first, a slow start, two tolerations, a budget by expressions.
#[test]
fn kubernetes_with_a_sidecar() {
    let text = r#"apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 4
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      tolerations:
      - {key: node.kubernetes.io/not-ready, operator: Exists, effect: NoExecute, tolerationSeconds: 30}
      - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 60}
      containers:
      - name: istio-proxy
        image: docker.io/istio/proxyv2:1.22
        readinessProbe: {periodSeconds: 2}
      - name: web
        image: nginx
        startupProbe: {failureThreshold: 30, periodSeconds: 10}
        livenessProbe: {initialDelaySeconds: 15, periodSeconds: 20}
        readinessProbe: {periodSeconds: 10}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: other}
spec:
  minAvailable: 1
  selector: {matchLabels: {app: web}, matchExpressions: [{key: tier, operator: NotIn, values: [front]}]}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec:
  maxUnavailable: 1
  selector: {matchExpressions: [{key: app, operator: In, values: [web, shop]}, {key: tier, operator: Exists}]}
"#;
    let both = read(text);
    let web = part(&both, "web");
    // 10 / 2 + 2 × 10 + 1 by its own probe, not the sidecar's.
    assert_eq!(worked(web, "readiness"), (Some(26.0), Some(31.0)));
    assert!(!traps(web, "no livenessProbe") && !traps(web, "no PodDisruptionBudget"), "{:?}", web.traps);
    assert_eq!(web.component["copies"]["required"], 3);
    // 20 / 2 + 2 × 20 + 1 + 30, then 30 × 10 to start, then 10 / 2 until ready.
    let failure = |read: &Read, name: &str| {
        let list = part(read, "web").component["failures"].as_array().unwrap().clone();
        list.into_iter().find(|it| it["name"] == name).unwrap()
    };
    assert_eq!(failure(&both, "process")["mttr"], "386s");
    assert!(
        failure(&both, "process")["source"].as_str().unwrap().contains("startupProbe allows: 0 + 30 × 10")
    );
    // 50 − 10 / 2 + 5 / 2 + 60, whichever stands first, then 300 to start.
    assert_eq!(worked(web, "pods evicted").0, Some(107.5));
    assert_eq!(failure(&both, "node")["mttr"], "407.5s");
    let turned = read(
        &text.replace("/unreachable", "/x").replace("/not-ready", "/unreachable").replace("/x", "/not-ready"),
    );
    assert_eq!(worked(part(&turned, "web"), "pods evicted").0, Some(77.5));
    // A node that is dead is not merely not ready: by default 300 s then.
    let alone = read(&text.replace("/unreachable", "/memory-pressure"));
    assert_eq!(worked(part(&alone, "web"), "pods evicted").0, Some(347.5));
    // Without probes it is the container with the ports.
    let ports = read(
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n  - {name: log, image: log}\n  - name: api\n    ports: [{containerPort: 80}]\n",
    );
    assert!(part(&ports, "p").traps.iter().any(|it| it.line == 7 && it.text.contains("no livenessProbe")));
    solves(&both);
}

/// A record names its health check by its id; the check itself is in another answer of the command line.
#[test]
fn route_53_records_that_name_a_health_check() {
    let text = r#"{"ResourceRecordSets":[
 {"Name":"www.example.com.","Type":"A","SetIdentifier":"eu","Failover":"PRIMARY","TTL":300,"HealthCheckId":"abcdef"},
 {"Name":"www.example.com.","Type":"A","SetIdentifier":"us","Failover":"SECONDARY","TTL":300}]}"#;
    let route = read(text);
    let dns = part(&route, "dns");
    assert!(!traps(dns, "no health check") && traps(dns, "not in this file"), "{:?}", dns.traps);
    // (3 − 0.18) × 30 + 300 / 2.
    assert_eq!(dns.component["needs"]["failover"]["time"], "234.6s");
    assert!(linked(&route, "dns", "eu") && linked(&route, "dns", "us"));
    solves(&route);
    let alias = r#"{"ResourceRecordSets":[{"Name":"w.","Failover":"PRIMARY","SetIdentifier":"eu","AliasTarget":{"EvaluateTargetHealth":true}}]}"#;
    assert!(!traps(part(&read(alias), "dns"), "no health check"));
    let none = text.replace(r#","HealthCheckId":"abcdef""#, "");
    assert!(traps(part(&read(&none), "dns"), "no health check"));
}

#[test]
fn patroni_in_its_modes() {
    let text = "scope: main\nbootstrap:\n  dcs:\n    loop_wait: 10\n    failsafe_mode: on\n    synchronous_mode: true\npostgresql: {}\n";
    let safe = read(text);
    let main = part(&safe, "main");
    assert!(
        !traps(main, "without failsafe_mode") && !traps(main, "at worst a failover loses"),
        "{:?}",
        main.traps
    );
    assert!(traps(main, "loses nothing that a standby confirmed"));
    let strict = read(&text.replace("postgresql:", "synchronous_mode_strict: yes\npostgresql:"));
    assert!(traps(part(&strict, "main"), "writing stops"));
    let plain = read(&text.replace("on\n", "off\n").replace("true", "false"));
    assert!(traps(part(&plain, "main"), "without failsafe_mode") && traps(part(&plain, "main"), "at worst"));
}

/// Options by name and in place, with arithmetic; each breaker is a part of its own.
#[test]
fn several_opossum_breakers() {
    let text = "const CircuitBreaker = require('opossum');\nconst options = {\n  timeout: 3000, // If it takes longer, it's a failure\n  errorThresholdPercentage: 50,\n  resetTimeout: 30000 // After 30 seconds, try again.\n};\nconst pay = new CircuitBreaker(() => fetch('http://pay', { timeout: 1 }), options);\nconst search = new CircuitBreaker(find, { timeout: 5 * 1000, errorThresholdPercentage: 20, resetTimeout: 10_000, volumeThreshold: 10, rollingCountTimeout: 60000 });\npay.fallback(() => 'x');\n";
    let both = read(text);
    assert_eq!(both.parts.len(), 3, "two dependencies and who calls them");
    // 3 + 50 / 100 × 10, and 5 + 20 / 100 × 60.
    assert_eq!(worked(part(&both, "pay"), "dependency hangs").0, Some(8.0));
    assert_eq!(worked(part(&both, "search"), "dependency hangs").0, Some(17.0));
    assert_eq!(worked(part(&both, "search"), "close again"), (Some(5.0), Some(10.0)));
    let of = |id: &str| both.links.iter().find(|link| link["to"] == id).unwrap()["breaker"].clone();
    assert_eq!(of("pay"), json!({ "threshold": 1, "timeout": "3s", "reset": "30s" }));
    assert_eq!(of("search"), json!({ "threshold": 2, "timeout": "5s", "reset": "10s" }));
    assert!(
        !traps(part(&both, "search"), "volumeThreshold 0") && both.unread.is_empty(),
        "{:?}",
        both.unread
    );
    solves(&both);
    let json = read(
        r#"{"pay": {"timeout": 1000, "volumeThreshold": 5}, "search": {"errorThresholdPercentage": 10}}"#,
    );
    assert_eq!(worked(part(&json, "search"), "dependency refuses").0, Some(1.0));
    assert_eq!(json.links.iter().find(|it| it["to"] == "pay").unwrap()["breaker"]["timeout"], "1s");
    let unknown = read("timeout: wait,\nvolumeThreshold: 3");
    assert!(listed(&unknown, 1, "timeout is 'wait'"), "{:?}", unknown.unread);
}

/// A shared configuration that is not the default, a window in seconds, modules beside the breaker.
#[test]
fn resilience4j_bases_windows_and_modules() {
    let yaml = "resilience4j:\n  circuitbreaker:\n    configs:\n      default: {slidingWindowType: TIME_BASED, slidingWindowSize: 10, minimumNumberOfCalls: 5, waitDurationInOpenState: 5s}\n      slow: {waitDurationInOpenState: 60000, failureRateThreshold: 20}\n    instances:\n      payment: {baseConfig: default}\n      search: {baseConfig: slow, registerHealthIndicator: true}\n      lost: {baseConfig: nowhere}\n  retry:\n    instances:\n      payment: {maxAttempts: 5}\n  timelimiter:\n    instances:\n      payment: {timeoutDuration: 2s}\n";
    let properties = "resilience4j.circuitbreaker.configs.default.slidingWindowType=TIME_BASED\nresilience4j.circuitbreaker.configs.default.slidingWindowSize=10\nresilience4j.circuitbreaker.configs.default.minimumNumberOfCalls=5\nresilience4j.circuitbreaker.configs.default.waitDurationInOpenState=5s\nresilience4j.circuitbreaker.configs.slow.waitDurationInOpenState=60000\nresilience4j.circuitbreaker.configs.slow.failureRateThreshold=20\nresilience4j.circuitbreaker.instances.payment.baseConfig=default\nresilience4j.circuitbreaker.instances.search.baseConfig=slow\nresilience4j.circuitbreaker.instances.lost.baseConfig=nowhere\nresilience4j.retry.instances.payment.maxAttempts=5\nresilience4j.timelimiter.instances.payment.timeoutDuration=2s\n";
    for (text, base, retry) in [(yaml, 9, 12), (properties, 9, 10)] {
        let all = read(text);
        assert_eq!(all.parts.len(), 6, "{text}");
        let trip = |id: &str| {
            let found = part(&all, id).worked.iter().find(|it| it.case.starts_with("trip")).unwrap();
            (
                found.result().unwrap(),
                found.lines[0].rsplit_once(" = ").unwrap().1.to_owned(),
                found.settings.concat(),
            )
        };
        // Half of ten seconds; a fifth of a hundred calls.
        let (result, line, settings) = trip("payment");
        assert_eq!((result.as_str(), line.as_str()), ("5 s", "5 s"));
        assert!(settings.contains("slidingWindowSize = 10 s"), "{settings}");
        let (result, line, settings) = trip("search");
        assert_eq!((result.as_str(), line.as_str()), ("20 calls", "20 calls"));
        assert!(settings.contains("slidingWindowSize = 100 calls by default"), "{settings}");
        assert_eq!(worked(part(&all, "payment"), "close"), (Some(2.5), Some(5.0)));
        assert_eq!(worked(part(&all, "search"), "close"), (Some(30.0), Some(60.0)));
        assert!(traps(part(&all, "payment"), "below 5 calls within 10 s"));
        let of = |id: &str| all.links.iter().find(|link| link["to"] == id).unwrap()["breaker"].clone();
        assert_eq!(of("payment")["timeout"], "2s", "its time limiter");
        assert_eq!(of("search")["timeout"], "60s");
        assert!(listed(&all, base, "baseConfig nowhere") && listed(&all, retry, "retry"), "{:?}", all.unread);
        solves(&all);
    }
}

/// One statement over several words and lines, small letters, names behind `IF NOT EXISTS`.
#[test]
fn cockroach_in_any_spelling() {
    let one = "CREATE DATABASE shop PRIMARY REGION \"us-east1\" REGIONS \"us-west1\", \"europe-west1\" SURVIVE REGION FAILURE;";
    let small = "create database if not exists shop\n  primary region \"us-east1\"\n  regions \"us-west1\",\"europe-west1\" survive region failure; -- add region \"x\"";
    let alter = "ALTER DATABASE shop SET PRIMARY REGION \"us-east1\";\nALTER DATABASE shop ADD REGION us-west1;\nALTER DATABASE shop ADD REGION IF NOT EXISTS \"europe-west1\";\nALTER DATABASE shop SURVIVE REGION FAILURE;";
    for text in [one, small, alter] {
        let shop = read(text);
        assert_eq!(shop.format, Format::Cockroach);
        let database = part(&shop, "shop");
        assert_eq!(database.component["zones"], json!(["us-east1", "us-west1", "europe-west1"]), "{text}");
        assert_eq!(
            (
                database.component["copies"]["count"].as_u64(),
                database.component["copies"]["required"].as_u64()
            ),
            (Some(5), Some(3))
        );
        assert!(!traps(database, "needs three regions"));
        solves(&shop);
    }
    let zone = read(&small.replace("survive region", "survive zone"));
    assert_eq!(part(&zone, "shop").component["zones"], json!(["us-east1"]));
    assert!(traps(part(&zone, "shop"), "the loss of the primary region is an outage"));
}

/// Everything on one host; what runs once, what has no check, what is written elsewhere.
#[test]
fn compose_on_one_host() {
    let text = "x-common: &common\n  restart: always\nservices:\n  web:\n    <<: *common\n    depends_on:\n      api: {condition: service_healthy}\n      migrate: {condition: service_completed_successfully}\n  api:\n    deploy: {replicas: 3}\n    healthcheck: {interval: 10s, timeout: 2s, retries: 2}\n    depends_on: [db]\n  migrate: {image: acme/migrate, depends_on: [db]}\n  db:\n    image: postgres:16\n    healthcheck: {test: [\"NONE\"]}\n  worker:\n    extends: {service: api}\n    depends_on: [db]\n";
    let compose = read(text);
    for id in ["web", "api", "db", "worker"] {
        let own = part(&compose, id);
        assert_eq!(own.component["zones"], json!(["host"]), "{id}");
        assert!(own.component["failures"].as_array().unwrap().iter().all(|it| it["name"] == "process"));
    }
    assert!(linked(&compose, "web", "api") && linked(&compose, "api", "db"));
    assert!(compose.parts.iter().all(|it| it.component["id"] != "migrate"));
    assert!(listed(&compose, 13, "migrate: runs once"), "{:?}", compose.unread);
    assert!(listed(&compose, 18, "what it extends is not read"), "{:?}", compose.unread);
    assert!(traps(part(&compose, "db"), "switched off") && !traps(part(&compose, "db"), "only marked"));
    solves(&compose);
    // One failure of the host takes the three copies together: an hour in a year and an hour.
    let project = compose.project("compose").unwrap();
    let answer = analyze(&project, &Options::default()).unwrap();
    let worker = answer.journeys.iter().find(|it| it.id == "web").unwrap();
    assert!(worker.unavailability > 1.0 / 8_761.0, "{worker:?}");
    let short = read("services:\n  a: {image: x, deploy: {replicas: 3}}\n").project("a").unwrap();
    let three = analyze(&short, &Options::default()).unwrap().journeys[0].unavailability;
    assert!((three * 8_761.0 - 1.0).abs() < 0.01, "{three}");
}
