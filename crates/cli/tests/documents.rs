//! `new`, `templates`, `report` and `tiers`: files and tables.
#![allow(clippy::unwrap_used)]

mod common;

use common::{component, file, ninefold, project, scratch};
use serde_json::json;

#[test]
fn the_template_runs_end_to_end_and_agrees() {
    let path = scratch("t.json");
    let path = path.to_str().unwrap();
    let new = ninefold(&["new", "ha-rest-api", "-o", path]);
    assert_eq!(new.code, 0, "{}", new.err);
    let exact = ninefold(&["analyze", path, "--json"]);
    assert_eq!((exact.code, exact.err.as_str()), (0, ""));
    let seen = ninefold(&["simulate", path, "--years", "2000", "--seed", "7", "--json"]);
    assert_eq!((seen.code, seen.err.as_str()), (0, ""));
    let (exact, seen) = (exact.json(), seen.json());
    for (exact, seen) in
        exact["journeys"].as_array().unwrap().iter().zip(seen["journeys"].as_array().unwrap())
    {
        assert_eq!(exact["id"], seen["id"]);
        let up = exact["availability"].as_f64().unwrap();
        let interval = &seen["availability"];
        assert_eq!(interval["confidence"], 0.99);
        let (low, high) = (interval["low"].as_f64().unwrap(), interval["high"].as_f64().unwrap());
        assert!(low <= up && up <= high, "{}: {up} not in {low} … {high}", exact["id"]);
    }
}

#[test]
fn new_never_overwrites_unasked() {
    let path = scratch("mine.json");
    std::fs::write(&path, "precious").unwrap();
    let name = path.to_str().unwrap();
    let refused = ninefold(&["new", "ha-rest-api", "-o", name]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("--force"), "{}", refused.err);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "precious");
    assert_eq!(ninefold(&["new", "ha-rest-api", "-o", name, "--force"]).code, 0);
    assert!(std::fs::read_to_string(&path).unwrap().contains("ninefold/1"));
    let printed = ninefold(&["new", "ha-rest-api", "-o", "-"]);
    assert_eq!(printed.json()["format"], "ninefold/1");
}

#[test]
fn templates_are_listed() {
    let run = ninefold(&["templates"]);
    assert!(run.code == 0 && run.out.contains("ha-rest-api"), "{}", run.out);
    let json = ninefold(&["templates", "--json"]).json();
    assert_eq!(json["templates"][0]["id"], "ha-rest-api");
}

#[test]
fn reports_in_every_format_carry_the_same_numbers() {
    let mut system = project(&[component("web", 0.9991), component("db", 0.9997)], &[("web", "db")], "web");
    system["objective"] = json!({ "availability": 0.9995 });
    let path = file("report.json", &system);
    let exact = ninefold(&["analyze", &path, "--json"]).json();
    let up = exact["journeys"][0]["availability"].as_f64().unwrap();
    let year = exact["journeys"][0]["downtime_seconds"]["year"].as_f64().unwrap();
    let write = |ending: &str| {
        let out = scratch(&format!("out.{ending}"));
        let name = out.to_str().unwrap();
        let run = ninefold(&["report", &path, "-o", name, "--date", "2026-03-01", "--years", "200"]);
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
        std::fs::read_to_string(out).unwrap()
    };
    let html = write("html");
    assert!(html.contains(&format!("<data value=\"{up}\">")), "{up}");
    assert!(html.contains("2026-03-01") && !html.contains("<script"));
    assert_eq!(html, write("html"), "same input, same bytes");
    let report: serde_json::Value = serde_json::from_str(&write("json")).unwrap();
    assert_eq!(report["journeys"][0]["availability"].as_f64(), Some(up));
    assert!(write("csv").contains(&format!(",{year},")), "{year}");
    assert!(write("md").contains("misses its promise of 99.95 %"));
    assert_eq!(ninefold(&["report", &path, "-o", "x.html", "--date", "yesterday"]).code, 2);
}

/// A report or an export in a project's place would be the end of the project.
#[test]
fn what_is_read_is_not_written_over() {
    let mut system = project(&[component("web", 0.9991)], &[], "web");
    system["objective"] = json!({ "availability": 0.9995 });
    let (path, other) = (file("kept.json", &system), file("kept-too.json", &system));
    let text = std::fs::read_to_string(&path).unwrap();
    for arguments in [
        vec!["report", &path, "-o", &path],
        vec!["report", &other, "--compare", &path, "-o", &path],
        vec!["export", &path, "--svg", "-o", &path],
    ] {
        let run = ninefold(&arguments);
        assert!(run.code == 2 && run.err.contains("is what is read"), "{arguments:?}: {}", run.err);
    }
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn the_published_tiers() {
    let year = |figure: &str| {
        let run = ninefold(&["tiers", figure, "--json"]);
        assert_eq!(run.code, 0, "{}", run.err);
        run.json()["allowed_seconds"]["year"].as_f64().unwrap()
    };
    let close =
        |value: f64, expected: f64| assert!((value - expected).abs() < 1e-6 * expected, "{value} {expected}");
    close(year("99"), 3.65 * 86_400.0);
    close(year("99.9"), 8.76 * 3_600.0);
    close(year("99.99"), 52.0 * 60.0 + 33.6);
    close(year("99.999"), 5.256 * 60.0);
    let answer = ninefold(&["tiers", "99.99", "--json"]).json();
    for key in ["availability", "nines", "allowed_seconds", "conventions"] {
        assert!(answer.get(key).is_some(), "no {key}");
    }
    assert_eq!(answer["availability"], 0.9999);
    assert_eq!(answer["nines"], 4.0);
    assert!(
        ninefold(&["tiers", "99.99"]).out.contains("52 m 33.6 s")
            || ninefold(&["tiers", "99.99"]).out.contains("52 m 34 s")
    );
}

#[test]
fn tiers_backwards_and_as_a_table() {
    let back = ninefold(&["tiers", "43m12s/month", "--json"]).json();
    assert!((back["availability"].as_f64().unwrap() - 0.999).abs() < 1e-12, "{back}");
    let table = ninefold(&["tiers"]);
    assert!(table.code == 0 && table.out.contains("99.999 %"), "{}", table.out);
    for bad in ["101", "-3", "x", "43 parsecs/month", "40d/month"] {
        let run = ninefold(&["tiers", "--", bad]);
        assert_eq!(run.code, 2, "{bad}");
        assert!(run.err.starts_with("error: "), "{}", run.err);
    }
}

/// What a name holds that a terminal would obey is not printed; JSON says it as it is.
#[test]
fn a_terminal_gets_nothing_to_obey() {
    let name = "Shop\u{1b}[31m\u{7}\u{202e}\u{9b}2J";
    let mut design = project(&[component("a", 0.99)], &[], "a");
    design["name"] = json!(name);
    design["components"][0]["name"] = json!(name);
    design["journeys"][0]["name"] = json!(name);
    let obeyed =
        |text: &str| text.contains(|it: char| (it.is_control() && !"\n\t".contains(it)) || it == '\u{202e}');
    let file = file("terminal.json", &design);
    for arguments in [
        &["analyze", &file][..],
        &["simulate", &file, "--years", "100"],
        &["lint", &file],
        &["capacity", &file],
    ] {
        let run = ninefold(arguments);
        assert!(!obeyed(&run.out) && !obeyed(&run.err), "{arguments:?}: {:?} {:?}", run.out, run.err);
    }
    assert!(ninefold(&["analyze", &file]).out.contains("Shop"));
    // Faults that name it too.
    design["journeys"][0]["entry"] = json!(name);
    let broken = common::file("terminal-broken.json", &design);
    let run = ninefold(&["analyze", &broken]);
    assert!(run.code == 2 && run.err.contains("Shop") && !obeyed(&run.err), "{:?}", run.err);
}
