//! The readers against configurations as people write them: comments, templates, several of a kind in one file.
#![allow(clippy::unwrap_used, missing_docs)]

use ninefold_engine::analysis::{Options, analyze};
use ninefold_engine::read::config::{self, Format, Part, Read};
use serde_json::json;

fn read(text: &str) -> Read {
    config::read("", text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

fn part<'a>(read: &'a Read, id: &str) -> &'a Part {
    let ids: Vec<_> = read.parts.iter().map(|it| it.component["id"].clone()).collect();
    read.parts
        .iter()
        .find(|part| part.component["id"] == id)
        .unwrap_or_else(|| panic!("{id} is not among {ids:?}"))
}

/// Expected and worst seconds of a case.
fn worked(part: &Part, case: &str) -> (Option<f64>, Option<f64>) {
    let found = part.worked.iter().find(|it| it.case.starts_with(case));
    let found = found.unwrap_or_else(|| panic!("{case}: {:?}", part.worked));
    (found.expected_seconds, found.worst_seconds)
}

fn traps(part: &Part, word: &str) -> bool {
    part.traps.iter().any(|trap| trap.text.contains(word))
}

/// Whether a line is said not to be understood, with a word.
fn listed(read: &Read, line: usize, word: &str) -> bool {
    read.unread.iter().any(|note| note.line == line && note.text.contains(word))
}

fn linked(read: &Read, from: &str, to: &str) -> bool {
    read.links.iter().any(|link| link["from"] == from && link["to"] == to && link["effect"] != "soft")
}

/// What was read is a project that solves.
fn solves(read: &Read) {
    let project = read.project("read").unwrap_or_else(|faults| panic!("{faults}"));
    let answer = analyze(&project, &Options::default()).unwrap();
    assert!(answer.journeys.iter().all(|it| it.availability > 0.9 && it.availability < 1.0), "{answer:?}");
}

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
    // 30 / 2 + 30 + 5 by its own target group, 10 / 2 + 10 + 5 by the other.
    assert_eq!(worked(web, "hung target").0, Some(50.0));
    assert_eq!(worked(part(&plan, "api"), "hung target").0, Some(20.0));
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
