//! `ninefold fault-tree`: what it reads, what it answers, what it refuses.
#![allow(clippy::unwrap_used)]

mod common;

use common::{Run, ninefold, ninefold_reading};
use serde_json::Value;

fn solve(text: &str) -> Run {
    ninefold_reading(&["fault-tree", "-", "--json"], text)
}

fn tree(gates: &str, data: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?>\n<opsa-mef>\n<define-fault-tree name=\"t\">{gates}</define-fault-tree>\n\
         <model-data>{data}</model-data>\n</opsa-mef>"
    )
}

fn event(name: &str, expression: &str) -> String {
    format!("<define-basic-event name=\"{name}\">{expression}</define-basic-event>")
}

fn events(probabilities: &[(&str, f64)]) -> String {
    probabilities.iter().map(|(name, p)| event(name, &format!("<float value=\"{p}\"/>"))).collect()
}

fn gate(formula: &str) -> String {
    format!("<define-gate name=\"top\">{formula}</define-gate>")
}

fn probability(text: &str) -> f64 {
    let run = solve(text);
    assert_eq!(run.code, 0, "{}", run.err);
    run.json()["probability"].as_f64().unwrap()
}

fn near(value: f64, expected: f64) {
    assert!((value / expected - 1.0).abs() < 1e-12, "{value}, expected {expected}");
}

/// Mains fail (0.03) and generator (0.02) or relay (0.05): 0.00207, as published with the format's theatre example.
const THEATRE: &str =
    "<and><basic-event name=\"m\"/><or><basic-event name=\"g\"/><basic-event name=\"r\"/></or></and>";

#[test]
fn the_keys_are_the_contract() {
    let text = tree(&gate(THEATRE), &events(&[("m", 0.03), ("g", 0.02), ("r", 0.05)]));
    let run = solve(&text);
    let answer = run.json();
    near(answer["probability"].as_f64().unwrap(), 0.00207);
    assert_eq!((&answer["name"], &answer["top"]), (&"t".into(), &"top".into()));
    assert_eq!((&answer["basic_events"], &answer["gates"]), (&3.into(), &1.into()));
    for key in ["modules", "bdd_nodes", "seconds"] {
        assert!(answer[key].is_number(), "{key}");
    }
    assert_eq!(answer.get("tops"), None);
    let words = ninefold_reading(&["fault-tree", "-"], &text);
    assert!(words.out.contains("2.070000e-3") && words.out.contains("top"), "{}", words.out);
}

/// A = 0.1, B = 0.2, C = 0.3: sums over the eight states by hand.
#[test]
fn every_formula() {
    let data = events(&[("a", 0.1), ("b", 0.2), ("c", 0.3)]);
    let (a, b, c) =
        ("<basic-event name=\"a\"/>", "<event name=\"b\"/>", "<event name=\"c\" type=\"basic-event\"/>");
    for (formula, expected) in [
        (format!("<atleast min=\"2\">{a}{b}{c}</atleast>"), 0.098),
        (format!("<cardinality min=\"1\" max=\"2\">{a}{b}{c}</cardinality>"), 1.0 - 0.504 - 0.006),
        (format!("<cardinality min=\"0\" max=\"0\">{a}{b}{c}</cardinality>"), 0.504),
        (format!("<xor>{a}{b}</xor>"), 0.26),
        (format!("<nand>{a}{b}</nand>"), 0.98),
        (format!("<nor>{a}{b}</nor>"), 0.72),
        (format!("<not>{a}</not>"), 0.9),
        (format!("<imply>{a}{b}</imply>"), 0.92),
        (format!("<iff>{a}{b}</iff>"), 0.74),
        (format!("<or>{a}<and>{b}<not>{c}</not></and></or>"), 0.1 + 0.9 * 0.2 * 0.7),
        (format!("<and>{a}<constant value=\"true\"/></and>"), 0.1),
        (format!("<or>{a}<house-event name=\"h\"/></or>"), 1.0),
        (format!("<and>{a}<not><house-event name=\"off\"/></not></and>"), 0.1),
    ] {
        let houses = "<define-house-event name=\"h\"><constant value=\"true\"/></define-house-event>\
                      <define-house-event name=\"off\"/>";
        near(probability(&tree(&gate(&formula), &format!("{data}{houses}"))), expected);
    }
}

/// Expressions against the closed forms of the format's specification, computed by hand for λ = 1e-3/h, μ = 0.1/h, t = 100 h.
#[test]
fn every_expression() {
    let top = gate("<basic-event name=\"e\"/>");
    let parameters = "<define-parameter name=\"rate\"><float value=\"1e-3\"/></define-parameter>\
                      <define-parameter name=\"twice\"><add><parameter name=\"rate\"/><parameter name=\"rate\"/></add></define-parameter>";
    let float = |value: &str| format!("<float value=\"{value}\"/>");
    let time = "<system-mission-time/>";
    for (expression, expected) in [
        (format!("<exponential><parameter name=\"rate\"/>{time}</exponential>"), 0.095_162_581_964_040_43),
        (format!("<exponential><parameter name=\"twice\"/>{}</exponential>", float("50")), 0.095_162_581_964_040_43),
        (
            format!("<GLM>{}<parameter name=\"rate\"/>{}{time}</GLM>", float("0.5"), float("0.1")),
            0.009_900_990_099_009_9 + (0.5 - 0.009_900_990_099_009_9) * 4.107_955_522_530_101_5e-5,
        ),
        (format!("<Weibull>{}{}{}{time}</Weibull>", float("100"), float("2"), float("0")), 0.632_120_558_828_557_7),
        (format!("<Weibull>{}{}{}{time}</Weibull>", float("100"), float("2"), float("200")), 0.0),
        ("<mul><float value=\"0.5\"/><float value=\"0.4\"/></mul>".to_owned(), 0.2),
        ("<div><float value=\"0.5\"/><int value=\"2\"/></div>".to_owned(), 0.25),
        ("<sub><float value=\"0.5\"/><float value=\"0.125\"/></sub>".to_owned(), 0.375),
        ("<min><float value=\"0.5\"/><float value=\"0.125\"/></min>".to_owned(), 0.125),
        ("<lognormal-deviate><float value=\"0.02\"/><float value=\"3\"/><float value=\"0.95\"/></lognormal-deviate>".to_owned(), 0.02),
        ("<beta-deviate><float value=\"1\"/><float value=\"3\"/></beta-deviate>".to_owned(), 0.25),
    ] {
        let text = tree(&top, &format!("{parameters}{}", event("e", &expression)));
        let run = ninefold_reading(&["fault-tree", "-", "--json", "--mission-time", "100"], &text);
        assert_eq!(run.code, 0, "{expression}: {}", run.err);
        let value = run.json()["probability"].as_f64().unwrap();
        assert!((value - expected).abs() <= 1e-12 * expected, "{expression}: {value}, expected {expected}");
    }
}

#[test]
fn several_tops_and_scopes() {
    let text = "<opsa-mef><define-fault-tree name=\"one\">\
        <define-gate name=\"a\"><and><gate name=\"inner\"/><basic-event name=\"x\"/></and></define-gate>\
        <define-gate name=\"inner\" role=\"private\"><basic-event name=\"y\"/></define-gate>\
        <define-component name=\"part\"><define-gate name=\"b\"><or><gate name=\"inner\"/><basic-event name=\"x\"/></or></define-gate>\
        <define-basic-event name=\"y\" role=\"private\"><float value=\"0.5\"/></define-basic-event></define-component>\
        <define-basic-event name=\"y\"><float value=\"0.25\"/></define-basic-event>\
        <define-basic-event name=\"x\"><float value=\"0.5\"/></define-basic-event>\
        </define-fault-tree></opsa-mef>";
    let answer = solve(text).json();
    let tops: Vec<(&str, f64)> = answer["tops"]
        .as_array()
        .unwrap()
        .iter()
        .map(|top| (top["name"].as_str().unwrap(), top["probability"].as_f64().unwrap()))
        .collect();
    assert_eq!(tops, [("a", 0.125), ("b", 0.625)]);
    assert_eq!(answer["probability"], 0.125);
}

fn refused(text: &str, words: &[&str]) {
    let run = solve(text);
    assert_eq!(run.code, 2, "{}", run.out);
    assert_eq!(run.out, "");
    for word in words {
        assert!(run.err.contains(word), "'{word}' is not in: {}", run.err);
    }
    assert!(run.err.starts_with("error: ") && run.err.contains("line "), "{}", run.err);
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    let data = events(&[("a", 0.1)]);
    let a = "<basic-event name=\"a\"/>";
    refused("<opsa-mef><define-gate></opsa-mef>", &["not well-formed", "line 1"]);
    refused("", &["no element"]);
    refused("not xml at all", &["no element"]);
    refused("<html/>", &["<opsa-mef>"]);
    refused("<opsa-mef/>", &["no gate"]);
    refused("<opsa-mef/><opsa-mef/>", &["more than one outermost"]);
    refused(&tree(&gate("<gate name=\"ghost\"/>"), &data), &["ghost", "not defined", "line 3"]);
    refused(&tree(&gate("<basic-event name=\"b\"/>"), &data), &["'b'", "not defined"]);
    refused(
        &tree(&gate("<basic-event name=\"b\"/>"), "<define-basic-event name=\"b\"/>"),
        &["'b'", "needs one probability"],
    );
    refused(&tree(&gate("<frobnicate/>"), &data), &["<frobnicate>", "not a formula"]);
    refused(&tree(&gate("<atleast min=\"4\"><basic-event name=\"a\"/></atleast>"), &data), &["min", "'4'"]);
    refused(&tree(&gate("<not/>"), &data), &["<not>", "takes 1"]);
    refused(
        &tree(&gate(&format!("<or>{a}<gate name=\"top\"/></or>")), &data),
        &["'top'", "depends on itself"],
    );
    refused(&tree(&format!("{}{}", gate(a), gate(a)), &data), &["defined twice"]);
    refused(
        &tree(&gate(a), &format!("{data}<define-CCF-group name=\"g\" model=\"beta-factor\"/>")),
        &["define-CCF-group"],
    );
    for (value, said) in [("1.5", "1.5"), ("-0.1", "-0.1"), ("NaN", "NaN"), ("many", "many"), ("inf", "inf")]
    {
        let data = event("a", &format!("<float value=\"{value}\"/>"));
        refused(&tree(&gate(a), &data), &[said, "line 4"]);
    }
    let cycle = "<define-parameter name=\"p\"><parameter name=\"q\"/></define-parameter>\
                 <define-parameter name=\"q\"><parameter name=\"p\"/></define-parameter>";
    let text = tree(&gate(a), &format!("{cycle}{}", event("a", "<parameter name=\"p\"/>")));
    refused(&text, &["parameter", "depends on itself"]);
    let long = tree(
        &format!(
            "{}<define-gate name=\"u\"><gate name=\"v\"/></define-gate><define-gate name=\"v\"><gate name=\"u\"/></define-gate>",
            gate(a)
        ),
        &data,
    );
    refused(&long, &["depends on itself"]);
}

#[test]
fn entities_are_not_expanded() {
    let bomb = "<!DOCTYPE lolz [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]>\n\
                <opsa-mef>&b;</opsa-mef>";
    refused(bomb, &["&b;"]);
    let attribute =
        "<!DOCTYPE lolz [<!ENTITY a \"aaaaaaaaaa\">]>\n<opsa-mef><define-gate name=\"&a;\"/></opsa-mef>";
    refused(attribute, &["attribute"]);
}

#[test]
fn ten_thousand_levels_are_read() {
    let open: String = (0..10_000).map(|level| if level % 2 == 0 { "<or>" } else { "<and>" }).collect();
    let close: String =
        (0..10_000).rev().map(|level| if level % 2 == 0 { "</or>" } else { "</and>" }).collect();
    near(
        probability(&tree(&gate(&format!("{open}<basic-event name=\"a\"/>{close}")), &events(&[("a", 0.1)]))),
        0.1,
    );
    let gates: String = (1..10_000)
        .map(|level| format!("<define-gate name=\"g{level}\"><or><gate name=\"g{}\"/><basic-event name=\"a\"/></or></define-gate>", level - 1))
        .collect();
    let gates = format!("<define-gate name=\"g0\"><basic-event name=\"a\"/></define-gate>{gates}");
    near(probability(&tree(&gates, &events(&[("a", 0.1)]))), 0.1);
    // Expressions too.
    let deep = format!("{}<float value=\"0.3\"/>{}", "<add>".repeat(10_000), "</add>".repeat(10_000));
    near(probability(&tree(&gate("<basic-event name=\"a\"/>"), &event("a", &deep))), 0.3);
}

/// At least 300 of 600 events with one half each: by symmetry 1/2 + C(600, 300)/2^601.
#[test]
fn a_large_vote_is_built_directly() {
    let names: Vec<String> = (0..600).map(|number| format!("e{number}")).collect();
    let arguments: String = names.iter().map(|name| format!("<basic-event name=\"{name}\"/>")).collect();
    let data: String = names.iter().map(|name| event(name, "<float value=\"0.5\"/>")).collect();
    let text = tree(&gate(&format!("<atleast min=\"300\">{arguments}</atleast>")), &data);
    let middle: f64 = (1..=300).map(|i| f64::from(300 + i) / f64::from(i) / 4.0).product();
    near(probability(&text), 0.5 + middle / 2.0);
}

#[test]
fn a_file_and_its_absence() {
    let missing = ninefold(&["fault-tree", "no/such.xml"]);
    assert_eq!(missing.code, 2);
    assert!(missing.err.starts_with("error: cannot read no/such.xml"), "{}", missing.err);
    let path = common::scratch("tree.xml");
    std::fs::write(&path, tree(&gate(THEATRE), &events(&[("m", 0.03), ("g", 0.02), ("r", 0.05)]))).unwrap();
    let run = ninefold(&["fault-tree", path.to_str().unwrap(), "--json"]);
    let answer: Value = run.json();
    near(answer["probability"].as_f64().unwrap(), 0.00207);
}

/// The drawing of a tree is a project like any other, with the tree's probability as its unavailability.
#[test]
fn a_tree_is_imported_as_a_project() {
    let text = tree(&gate(THEATRE), &events(&[("m", 0.03), ("g", 0.02), ("r", 0.05)]));
    let project = ninefold_reading(&["import", "-", "-o", "-"], &text);
    assert_eq!((project.code, project.json()["format"].as_str()), (0, Some("ninefold/1")), "{}", project.err);
    let answer = ninefold_reading(&["analyze", "-", "--json"], &project.out).json();
    near(answer["journeys"][0]["unavailability"].as_f64().unwrap(), 0.00207);
}

#[test]
fn what_cannot_be_imported_is_said() {
    let negated = tree(&gate("<not><basic-event name=\"m\"/></not>"), &events(&[("m", 0.03)]));
    for (text, words) in [
        (negated.as_str(), "something else works"),
        ("{}", "no file that can be imported"),
        ("<a>", "line 1"),
    ] {
        let run = ninefold_reading(&["import", "-", "-o", "-"], text);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{text}");
        assert!(run.err.contains(words), "{}", run.err);
    }
}

/// Alerts alone make no project; of several files each note has its own line.
#[test]
fn alerts_write_nothing_and_notes_name_their_file() {
    let file = |name: &str, text: &str| {
        let path = common::scratch(name);
        std::fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let rules = file("rules.yml", "groups:\n- rules:\n  - alert: A\n    expr: up == 0\n    for: 5m\n");
    let out = common::scratch("alerts.json");
    let run = ninefold(&["import", &rules, "-o", out.to_str().unwrap()]);
    assert_eq!((run.code, run.out.as_str(), out.exists()), (0, "", false), "{}", run.err);
    assert!(run.err.contains("300") && run.err.contains("Nothing was written"), "{}", run.err);
    let one = file(
        "one.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2}\n",
    );
    let two = file(
        "two.yaml",
        "apiVersion: v1\nkind: Teapot\n---\napiVersion: v1\nkind: Service\nmetadata: {name: s}\n",
    );
    let run = ninefold(&["import", &one, &two, "-o", "-"]);
    for says in [
        format!("line 1: {two}: kind Teapot"),
        format!("line 4: {two}: Service s"),
        format!("line 1: {one}: no liveness"),
    ] {
        assert!(run.err.contains(&says), "{says}: {}", run.err);
    }
}
