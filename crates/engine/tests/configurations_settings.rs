//! The readers against proxies, settings and templates as people write them: what is read, and what is listed by line.
#![allow(clippy::unwrap_used, missing_docs)]

use ninefold_engine::analysis::{Options, analyze};
use ninefold_engine::read::config::{self, Part, Read};

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

/// A name that is a template's gets a plain one, and that is said.
#[test]
fn names_that_only_a_template_knows() {
    let text = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ .Release.Name }}-api\nspec: {replicas: 2}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: {{ include \"x\" . }}\nspec: {replicas: 2}\n";
    let helm = read(text);
    let names: Vec<&str> = helm.parts.iter().map(|it| it.component["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["api", "service"]);
    assert!(listed(&helm, 1, "'{{ … }}-api' is a template's: called api"), "{:?}", helm.unread);
    assert!(!serde_json::to_string(&helm).unwrap().contains("__templated__"));
}

/// A range that is no time is no range of 0 s; a class of letters in a text is none at all.
#[test]
fn ranges_of_alerts() {
    let text = "groups:\n- rules:\n  - alert: Template\n    expr: rate(errors[{{ window }}]) > 0.05\n  - alert: Class\n    expr: rate(http{code=~\"[45]..\"}[5m]) > 0.5\n  - alert: Low\n    expr: avg_over_time(probe_success[10m]) < 0.8\n";
    let rules = read(text);
    assert!(listed(&rules, 3, "the range [{{ … }}] is no time"), "{:?}", rules.unread);
    // 0.5 × 300 + 30 + 30; 0.2 × 600 + 30 + 30, to the digit.
    let seconds: Vec<_> = rules.worked.iter().map(|it| it.expected_seconds).collect();
    assert_eq!(seconds, [Some(210.0), Some(180.0)]);
    assert!(rules.worked[1].lines[0].contains("0.2 × 600"), "{:?}", rules.worked[1].lines);
    let shares = read(&text.replace("0.8", "0.9").replace("[10m]", "[20m]"));
    assert_eq!(shares.worked[1].expected_seconds, Some(180.0));
    let json = serde_json::to_string(&shares).unwrap();
    assert!(!json.contains("99999") && !json.contains("00000"), "{json}");
}

/// However much else is listed, that a limit was reached is said first.
#[test]
fn a_limit_is_said_among_many_notes() {
    let one = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: y}\nspec: {replicas: 2}\n";
    let noisy = "{{ x }}\n".repeat(600);
    let many = format!("{noisy}{}", format!("{one}---\n").repeat(5_000_000 / (one.len() + 4)));
    let all = read(&many);
    assert!(
        all.unread[0].text.contains("the rest is not read") && all.unread[0].line > 1_000,
        "{:?}",
        &all.unread[..2]
    );
    assert!(all.unread.len() <= 501 && all.unread.last().unwrap().text == "… and more");
}

/// A range of servers, and one whose state is another's.
#[test]
fn haproxy_templates_and_tracking() {
    let text = "backend web\n server w1 10.0.0.1:80 check inter 5s\nbackend api\n server api9 10.0.0.9:80 track web/w1\n server-template api 3-5 _api._tcp.consul resolvers consul check inter 1s\nbackend five\n server-template s 5 x:80 check\n";
    let all = read(text);
    let api = part(&all, "api");
    assert_eq!(api.component["copies"]["count"], 4);
    assert!(!traps(api, "without the keyword check"), "{:?}", api.traps);
    // 1 / 2 + 2 × 1 by the servers' own check.
    assert_eq!(worked(api, "refused").0, Some(2.5));
    assert_eq!(part(&all, "five").component["copies"]["count"], 5);
    assert!(all.unread.is_empty(), "{:?}", all.unread);
}
