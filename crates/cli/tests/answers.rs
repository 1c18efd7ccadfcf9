//! The published figures through the command, and the keys other tools rely on.
#![allow(clippy::unwrap_used)]

mod common;

use common::{component, file, junction, ninefold, ninefold_reading, project};
use serde_json::{Value, json};

/// The availability of the first journey of `project`.
fn availability(name: &str, project: &Value) -> (f64, f64) {
    let run = ninefold(&["analyze", &file(name, project), "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let journey = &run.json()["journeys"][0];
    (journey["availability"].as_f64().unwrap(), journey["unavailability"].as_f64().unwrap())
}

/// Fails unless `value` is `expected` to `digits` significant digits.
fn close(value: f64, expected: f64, digits: i32) {
    assert!(((value - expected) / expected).abs() < 10_f64.powi(-digits), "{value} is not {expected}");
}

#[test]
fn three_in_series() {
    let parts = [component("a", 0.9999), component("b", 0.9995), component("c", 0.999)];
    let (up, down) = availability("series.json", &project(&parts, &[("a", "b"), ("b", "c")], "a"));
    close(up, 0.9999 * 0.9995 * 0.999, 14);
    close(up, 0.998_400_64, 8);
    close(down, 1.0 - 0.9999 * 0.9995 * 0.999, 9);
}

#[test]
fn two_in_parallel() {
    let parts = [junction("either", "any"), component("a", 0.999), component("b", 0.999)];
    let (up, down) =
        availability("parallel.json", &project(&parts, &[("either", "a"), ("either", "b")], "either"));
    close(up, 0.999_999, 14);
    close(down, 1e-6, 9);
}

#[test]
fn a_shared_database_counts_once() {
    let parts = [
        json!({ "id": "door", "needs": "any", "failures": [ { "availability": 0.9999, "mttr": "1h" } ] }),
        component("app1", 0.9995),
        component("app2", 0.9995),
        component("db", 0.99995),
    ];
    let links = [("door", "app1"), ("door", "app2"), ("app1", "db"), ("app2", "db")];
    let (up, _) = availability("shared.json", &project(&parts, &links, "door"));
    close(up, 0.9999 * 0.99995 * (1.0 - 0.0005_f64 * 0.0005), 13);
    assert_eq!(format!("{up:.7}"), "0.9998498", "and not 0.9998997, which counts it twice");
}

/// Nine by nine nodes, each linked to its neighbours, from corner to corner: past the limit of the diagram.
fn grid() -> Value {
    let id = |row: usize, column: usize| format!("n{row}-{column}");
    let places = || (0..9).flat_map(|row| (0..9).map(move |column| (row, column)));
    let node = |(row, column)| json!({"id": id(row, column), "needs": "any", "failures": [{"availability": 0.999, "mttr": "1h"}]});
    let is_next = |(row, column): (usize, usize), (other, beside): (usize, usize)| {
        row.abs_diff(other) + column.abs_diff(beside) == 1
    };
    let pairs = places().filter(|&one| one != (8, 8)).flat_map(|one| places().map(move |other| (one, other)));
    let links = pairs.filter(|&(one, other)| is_next(one, other));
    json!({
        "format": "ninefold/1", "components": places().map(node).collect::<Vec<_>>(),
        "links": links.map(|(one, other)| json!({"from": id(one.0, one.1), "to": id(other.0, other.1)})).collect::<Vec<_>>(),
        "journeys": [{"id": "across", "entry": "n0-0"}],
        "objective": {"availability": 0.99}
    })
}

/// Both ends are needed: 2q − q² = 0.001999 is a lower bound known by hand, and what else can fail needs two nodes.
#[test]
fn past_the_limit_there_are_bounds() {
    let path = file("grid.json", &grid());
    let run = ninefold(&["analyze", &path, "--json", "--sensitivity"]);
    assert_eq!(run.code, 0, "{}", run.err);
    let answer = run.json();
    let journey = &answer["journeys"][0];
    let of = |key: &str| journey["bounds"][key].as_f64().unwrap();
    assert!(of("low") > 0.001_99 && of("high") < 0.002_05 && of("low") < of("high"), "{}", journey["bounds"]);
    assert_eq!(journey["unavailability"].as_f64().unwrap(), of("high"));
    assert!(journey["outages_per_year"].is_null());
    assert!(answer["solver"]["limit"].as_u64().unwrap() > 0);
    assert!(answer["warnings"][0].as_str().unwrap().contains("between"));
    let words = ninefold(&["analyze", &path]);
    assert!(words.out.contains("between 99.") && words.out.contains("bounds only"), "{}", words.out);
    assert_eq!(ninefold(&["check", &path]).code, 0);
    assert_eq!(ninefold(&["check", &path, "--target", "99.99"]).code, 1);
    let target = file("grid.md", &json!(null));
    assert_eq!(ninefold(&["report", &path, "-o", &target]).code, 0);
    let report = std::fs::read_to_string(&target).unwrap();
    assert!(report.contains("between 99."), "{report}");
}

/// A project with everything `analyze` has a key for.
fn promised() -> Value {
    let mut project = project(&[component("web", 0.999), component("db", 0.9995)], &[("web", "db")], "web");
    project["objective"] = json!({ "availability": 0.995, "window": "month" });
    project["zones"] = json!([ { "id": "eu", "failures": [ { "mtbf": "10y", "mttr": "3h" } ] } ]);
    project["components"][0]["zones"] = json!(["eu"]);
    project
}

/// Fails unless `value` has exactly or at least these keys.
fn keys(value: &Value, expected: &str) {
    let map = value.as_object().unwrap_or_else(|| panic!("no object: {value}"));
    for key in expected.split_whitespace() {
        assert!(map.contains_key(key), "no '{key}' in {value}");
    }
}

#[test]
fn analyze_keeps_its_keys() {
    let run = ninefold(&["analyze", &file("keys.json", &promised()), "--json"]);
    let answer = run.json();
    assert_eq!(answer["format"], "ninefold-analysis/1");
    keys(&answer, "format name journeys components solver assumptions warnings");
    let journey = &answer["journeys"][0];
    keys(
        journey,
        "id availability unavailability full_service served_fraction outages_per_year mean_uptime_hours \
         mean_outage_hours mttf_hours mttf_exact downtime_seconds objective contributions cut_sets",
    );
    keys(&journey["downtime_seconds"], "day week month quarter year");
    keys(
        &journey["objective"],
        "availability window met allowed_seconds expected_seconds breach_probability breach_exact expected_credit_percent",
    );
    let part = &journey["contributions"][0];
    keys(part, "id kind downtime_seconds_per_year birnbaum criticality fussell_vesely raw rrw");
    keys(&journey["cut_sets"][0], "events probability downtime_seconds_per_year");
    keys(&answer["components"][0], "id availability unavailability outages_per_year copies required");
    keys(&answer["solver"], "variables modules bdd_nodes milliseconds");
    assert!(answer["solver"]["milliseconds"].as_f64().unwrap() > 0.0);
    let sum: f64 = journey["contributions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["downtime_seconds_per_year"].as_f64().unwrap())
        .sum();
    close(sum, journey["downtime_seconds"]["year"].as_f64().unwrap(), 9);
}

#[test]
fn analyze_reads_standard_input_and_one_journey() {
    let mut project = promised();
    project["journeys"] = json!([ { "id": "main", "entry": "web" }, { "id": "data", "entry": "db" } ]);
    let run = ninefold_reading(&["analyze", "-", "--journey", "data", "--json"], &project.to_string());
    let journeys = run.json()["journeys"].as_array().unwrap().len();
    assert_eq!(journeys, 1);
    close(run.json()["journeys"][0]["availability"].as_f64().unwrap(), 0.9995, 12);
    let unknown = ninefold_reading(&["analyze", "-", "--journey", "nope"], &project.to_string());
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.starts_with("error: ") && unknown.err.contains("main, data"), "{}", unknown.err);
}

/// Two units in series, 0.999 and 0.9995 with an hour of repair: each down by λ/(λ+1)·(1 − e^(−(λ+1)t)); the first outage after 1/Σλ.
#[test]
fn analyze_follows_the_first_hours() {
    let project = project(&[component("web", 0.999), component("db", 0.9995)], &[("web", "db")], "web");
    let file = file("curve.json", &project);
    let journey = &ninefold(&["analyze", &file, "--curve=0h,2h", "--json"]).json()["journeys"][0];
    let rates = [1.0 / 999.0, 1.0 / 1_999.0_f64];
    close(journey["mttf_hours"].as_f64().unwrap(), 1.0 / (rates[0] + rates[1]), 9);
    assert_eq!(journey["mttf_exact"], true);
    let points = journey["curve"].as_array().unwrap();
    assert_eq!((points.len(), &points[0]["unavailability"]), (2, &json!(0.0)));
    keys(&points[1], "hours availability unavailability reliability unreliability downtime_hours");
    let down = rates.map(|rate| rate / (rate + 1.0) * -(-2.0 * (rate + 1.0)).exp_m1());
    close(points[1]["unavailability"].as_f64().unwrap(), down[0] + (1.0 - down[0]) * down[1], 9);
    let words = ninefold(&["analyze", &file, "--curve"]).out;
    assert!(words.contains("from the moment when everything works"), "{words}");
    assert_eq!(ninefold(&["analyze", &file, "--curve=soon"]).code, 2);
}

/// Two exponential units in series: the law of a month's downtime is that of a chain of four states, and the credit table's chances sum to it.
#[test]
fn analyze_tells_what_a_window_brings() {
    let mut project = promised();
    project["objective"]["credits"] =
        json!([ { "below": 0.995, "percent": 10 }, { "below": 0.99, "percent": 30 } ]);
    let file = file("window.json", &project);
    let journey = &ninefold(&["analyze", &file, "--window", "--json"]).json()["journeys"][0];
    let window = &journey["window"];
    keys(
        window,
        "window window_seconds exact no_downtime mean_seconds downtime_seconds longest_outage_seconds_per_year curve",
    );
    keys(&window["downtime_seconds"], "p50 p90 p95 p99");
    keys(&window["curve"][0], "seconds probability");
    assert_eq!(window["exact"], true);
    // No downtime in 720 h: everything up now, and no failure of the three until then.
    let up = journey["availability"].as_f64().unwrap();
    let rate: f64 = 1.0 / 999.0 + 1.0 / 1_999.0 + 1.0 / 87_600.0;
    close(window["no_downtime"].as_f64().unwrap(), up * (-720.0 * rate).exp(), 9);
    let objective = &journey["objective"];
    let of_steps: f64 = objective["credits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["probability"].as_f64().unwrap())
        .sum();
    close(of_steps, objective["breach_probability"].as_f64().unwrap(), 6);
    let words = ninefold(&["analyze", &file, "--window"]).out;
    assert!(words.contains("Longest outage in a year"), "{words}");
}

/// One of two copies with u = 0.01: halving the repair time quarters the downtime; without the second copy it is a hundred times as long.
#[test]
fn analyze_tells_what_the_downtime_depends_on() {
    let range = json!({ "mtbf": { "low": "50h", "high": "200h" } });
    let web = json!({ "id": "web", "failures": [ { "mtbf": "99h", "mttr": "1h", "uncertainty": range } ],
                      "copies": { "mode": "active-active", "count": 2 } });
    let file = file("depends.json", &project(&[web], &[], "web"));
    let journey = &ninefold(&["analyze", &file, "--sensitivity", "--json"]).json()["journeys"][0];
    let found = &journey["sensitivity"];
    keys(found, "id downtime_seconds_per_year inputs copies");
    let input = &found["inputs"][0];
    keys(
        input,
        "id input unit value derivative_seconds_per_year elasticity halved_seconds_per_year doubled_seconds_per_year",
    );
    let year = found["downtime_seconds_per_year"].as_f64().unwrap();
    let mttr = found["inputs"].as_array().unwrap().iter().find(|i| i["input"] == "failures[0].mttr").unwrap();
    close(mttr["halved_seconds_per_year"].as_f64().unwrap() / year, (0.5_f64 / 99.5).powi(2) / 1e-4 - 1.0, 9);
    keys(&found["copies"][0], "id copies fewer_seconds_per_year more_seconds_per_year");
    close(found["copies"][0]["fewer_seconds_per_year"].as_f64().unwrap() / year, 99.0, 9);
    let known = &journey["uncertainty"];
    keys(known, "id confidence samples unavailability downtime_seconds_per_year bounds met inputs");
    keys(&known["unavailability"], "low median high");
    // The median of the up time is 100 h, its 95 % quantile 200 h.
    close(known["unavailability"]["median"].as_f64().unwrap(), (1.0_f64 / 101.0).powi(2), 2);
    close(known["bounds"]["low"].as_f64().unwrap(), (1.0_f64 / 201.0).powi(2), 9);
    let words = ninefold(&["analyze", &file, "--sensitivity"]).out;
    assert!(words.contains("what the downtime depends on") && words.contains("nine cases of ten"), "{words}");
}

#[test]
fn people_read_tables_not_json() {
    let run = ninefold(&["analyze", &file("words.json", &promised())]);
    assert_eq!(run.code, 0);
    for words in ["main keeps its promise of 99.5 %", "Allowed", "Where the minutes go", "Components"] {
        assert!(run.out.contains(words), "no {words} in {}", run.out);
    }
}

#[test]
fn check_says_yes_or_no() {
    let kept = file("kept.json", &promised());
    let run = ninefold(&["check", &kept, "--json"]);
    assert_eq!(run.code, 0, "{}", run.err);
    keys(&run.json(), "met target availability unavailability breach_probability journeys");
    assert_eq!(run.json()["met"], true);
    assert_eq!(run.json()["target"], 0.995);

    let missed = ninefold(&["check", &kept, "--target", "99.95"]);
    assert_eq!(missed.code, 1, "{}", missed.err);
    assert!(
        missed.out.contains("misses its promise of 99.95 %") && missed.out.contains("Most of the downtime")
    );
    let json = ninefold(&["check", &kept, "--target", "0.9995", "--json"]);
    assert_eq!((json.code, &json.json()["met"], &json.json()["target"]), (1, &json!(false), &json!(0.9995)));
}

/// By hand: lost ÷ allowed is 0.001 / 0.0005 = 2 for `quick`, and 0.01 / 0.05 = 0.2 for `slow`, though it is down longer; of `nothing`, between the two,
/// nothing is asked.
#[test]
fn check_holds_each_journey_against_its_own_promise() {
    let mut project = project(&[component("a", 0.999), component("b", 0.99)], &[], "a");
    project["journeys"] = json!([
        { "id": "slow", "entry": "b", "objective": 0.95 },
        { "id": "nothing", "entry": "b" },
        { "id": "quick", "entry": "a", "objective": 0.9995 }
    ]);
    let path = file("own-promises.json", &project);
    let words = ninefold(&["check", &path]);
    assert_eq!(words.code, 1, "{}", words.err);
    let lines: Vec<&str> = words.out.lines().collect();
    assert!(lines[0].starts_with("✓ slow keeps its promise of 95 %"), "{}", words.out);
    assert!(lines[1].starts_with("  Chance to miss it"), "{}", words.out);
    assert!(lines[2].starts_with("– nothing") && lines[2].ends_with("Nothing is promised about it."));
    assert!(lines[3].starts_with("✗ quick misses its promise of 99.95 %"), "{}", words.out);
    assert!(lines[4].starts_with("  Chance to miss it") && lines[5].contains("a 100 %"), "{}", words.out);
    let answer = ninefold(&["check", &path, "--json"]).json();
    assert_eq!((&answer["journey"], &answer["target"]), (&json!("quick"), &json!(0.9995)));
    assert!((answer["unavailability"].as_f64().unwrap() - 0.001).abs() < 1e-12, "{answer}");
    assert_eq!(answer["breach_probability"], answer["journeys"][1]["breach_probability"]);
    // Without end beyond nothing: a promise of 100 % is the furthest from being kept.
    project["journeys"][1]["objective"] = json!(1);
    let full = ninefold(&["check", &file("full.json", &project), "--json"]).json();
    assert_eq!((&full["journey"], &full["target"]), (&json!("nothing"), &json!(1.0)));
    assert_eq!(full["journeys"].as_array().unwrap().len(), 3);
}

#[test]
fn check_needs_a_promise() {
    let open = file("open.json", &project(&[component("a", 0.99)], &[], "a"));
    let run = ninefold(&["check", &open]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("no objective") && run.err.contains("--target"), "{}", run.err);
    assert_eq!(ninefold(&["check", &open, "--target", "0.98"]).code, 0);
    assert_eq!(ninefold(&["check", &open, "--target", "1.5.2"]).code, 2);
}
