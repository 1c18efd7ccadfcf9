//! Bad input: exit status 2, every fault listed with its path and what was expected, nothing on standard output.
#![allow(clippy::unwrap_used)]

mod common;

use common::{command, component, file, ninefold, ninefold_reading, project, scratch};
use serde_json::{Value, json};

/// Every command that reads a project refuses `text`, and says each of `words`.
fn refused(text: &str, words: &[&str]) {
    for arguments in [&["analyze", "-", "--json"][..], &["check", "-", "--target", "0.9"], &["simulate", "-"]]
    {
        let run = ninefold_reading(arguments, text);
        assert_eq!(run.code, 2, "{arguments:?} took {text}");
        assert_eq!(run.out, "", "{arguments:?}");
        assert!(
            run.err.lines().all(|line| line.starts_with("error: ") || line.starts_with("warning: ")),
            "{}",
            run.err
        );
        for word in words {
            assert!(run.err.contains(word), "no '{word}' in {}", run.err);
        }
        assert!(!run.err.contains("panicked"));
    }
}

/// The series of two components after `change`.
fn with(change: impl FnOnce(&mut Value)) -> String {
    let mut project = project(&[component("a", 0.99), component("b", 0.99)], &[("a", "b")], "a");
    change(&mut project);
    project.to_string()
}

#[test]
fn not_json() {
    refused("{\n  \"format\": nine\n}", &["line 2"]);
    refused("", &["error: standard input"]);
    refused("[1, 2", &["line 1"]);
}

#[test]
fn not_our_format() {
    refused(&with(|project| project["format"] = json!("ninefold/2")), &["format", "ninefold/2"]);
    refused(&with(|project| project["format"] = json!("other/1")), &["format", "other/1", "ninefold/1"]);
    refused(
        &with(|project| drop(project.as_object_mut().unwrap().remove("format"))),
        &["format", "ninefold/1"],
    );
}

#[test]
fn names_that_clash_or_lead_nowhere() {
    refused(&with(|project| project["components"][1]["id"] = json!("a")), &["components[1].id", "'a'"]);
    refused(&with(|project| project["links"][0]["to"] = json!("ghost")), &["links[0].to", "ghost"]);
    refused(
        &with(|project| project["journeys"][0]["entry"] = json!("ghost")),
        &["journeys[0].entry", "ghost"],
    );
}

#[test]
fn numbers_out_of_range() {
    let failure = |mtbf: Value| {
        with(|project| project["components"][0]["failures"][0] = json!({ "mtbf": mtbf, "mttr": "1h" }))
    };
    for mtbf in [json!(-5), json!("-5d"), json!(0), json!("0s"), json!("NaN"), json!(null)] {
        refused(&failure(mtbf), &["components[0].failures[0].mtbf"]);
    }
    refused(&failure(json!("3 fortnights")), &["components[0].failures[0].mtbf", "fortnights", "units"]);
    let available =
        |value: f64| with(|project| project["components"][0]["failures"][0]["availability"] = json!(value));
    for value in [1.000_001, 99.95, 0.0, -0.5] {
        refused(&available(value), &["components[0].failures[0].availability"]);
    }
    assert_eq!(ninefold_reading(&["analyze", "-"], &available(1.0)).code, 0, "exactly 1 is legal");
    let copies = json!({ "mode": "active-active", "count": 2, "required": 3 });
    refused(
        &with(|project| project["components"][0]["copies"] = copies),
        &["components[0].copies.required", "3", "2"],
    );
}

#[test]
fn every_fault_is_listed() {
    let text = with(|project| {
        project["components"][0]["failures"][0]["availability"] = json!(2);
        project["components"][1]["failures"][0]["mttr"] = json!("1 parsec");
        project["links"][0]["from"] = json!("ghost");
    });
    refused(
        &text,
        &["components[0].failures[0].availability", "components[1].failures[0].mttr", "links[0].from"],
    );
}

#[test]
fn files_that_cannot_be_read_or_written() {
    let missing = ninefold(&["analyze", "no/such/file.json"]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.starts_with("error: cannot read no/such/file.json"), "{}", missing.err);
    let binary = scratch("binary.json");
    std::fs::write(&binary, [0x7b, 0xff, 0xfe]).unwrap();
    let run = ninefold(&["analyze", binary.to_str().unwrap()]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("not UTF-8") && run.err.contains("byte 2"), "{}", run.err);
    let good = file("good.json", &project(&[component("a", 0.99)], &[], "a"));
    let unwritable = ninefold(&["report", &good, "-o", "no/such/folder/r.html"]);
    assert_eq!(unwritable.code, 2);
    assert!(unwritable.err.contains("cannot write no/such/folder/r.html"), "{}", unwritable.err);
}

#[test]
fn usage_errors_say_what_there_is() {
    assert_eq!(ninefold(&["analyse", "x.json"]).code, 2);
    assert_eq!(ninefold(&["analyze"]).code, 2);
    assert_eq!(ninefold(&[]).code, 2);
    let template = ninefold(&["new", "nothing", "-o", "x.json"]);
    assert_eq!(template.code, 2);
    assert!(template.err.contains("ha-rest-api"), "{}", template.err);
    let good = file("usage.json", &project(&[component("a", 0.99)], &[], "a"));
    let ending = ninefold(&["report", &good, "-o", "report.docx"]);
    assert_eq!(ending.code, 2);
    assert!(ending.err.contains(".html"), "{}", ending.err);
}

#[test]
fn unknown_keys_are_a_warning_not_a_fault() {
    let text = with(|project| project["colour"] = json!("red"));
    let run = ninefold_reading(&["analyze", "-", "--json"], &text);
    assert_eq!(run.code, 0);
    assert!(run.err.starts_with("warning: ") && run.err.contains("colour"), "{}", run.err);
    run.json();
}

#[cfg(unix)]
#[test]
fn a_reader_that_has_seen_enough_is_no_error() {
    use std::process::Stdio;
    let good = file("pipe.json", &project(&[component("a", 0.99)], &[], "a"));
    let mut child = command()
        .args(["analyze", &good, "--json"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}
