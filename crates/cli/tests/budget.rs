//! `budget`, `export`, `tiers` on terms, and two designs compared.
#![allow(clippy::unwrap_used)]

mod common;

use common::{component, file, ninefold, ninefold_reading, scratch};
use serde_json::{Value, json};

fn shop(mttr: &str) -> Value {
    json!({
        "format": "ninefold/1", "name": "Shop",
        "objective": { "availability": 0.999, "credits": [{ "below": 0.999, "percent": 10 }], "monthly_fee": 1000, "currency": "EUR" },
        "components": [{ "id": "db", "name": "DB", "failures": [{ "mtbf": "999h", "mttr": mttr }] }],
        "journeys": [{ "id": "buy", "name": "Buy", "entry": "db" }],
        "scenarios": [{ "name": "Disk full", "events": [{ "at": "1h", "fail": "db", "for": "2h" }] }]
    })
}

const LOG: &str = "\u{feff}Opened;Resolved;What;Service\r\n\
    2026-02-03 10:00;2026-02-03 11:00;disk;DB\r\n\
    soon;;x;DB\r\n\
    2026-02-10 10:00;2026-02-10 10:30;\"a; b\";DB\r\n";

#[test]
fn a_log_is_held_against_the_promise() {
    let project = file("budget.json", &shop("1h"));
    let log = scratch("log.csv");
    std::fs::write(&log, LOG).unwrap();
    let run = ninefold(&[
        "budget",
        &project,
        "--incidents",
        log.to_str().unwrap(),
        "--until",
        "2026-03-01",
        "--columns",
        "start=Opened",
        "--json",
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.err.contains("row 3: start 'soon' is not a date"), "{}", run.err);
    let answer = run.json();
    assert_eq!(answer["format"], "ninefold-budget/1");
    let statement = &answer["statement"];
    assert_eq!((statement["rows"].as_u64(), statement["bad"].as_u64()), (Some(3), Some(1)));
    // 99.9 % of 30 days is 43 m 12 s; 90 minutes were down.
    let rolling = &statement["windows"][0];
    assert_eq!(
        (rolling["allowed_seconds"].as_f64(), rolling["spent_seconds"].as_f64()),
        (Some(2_592.0), Some(5_400.0))
    );
    assert_eq!(statement["months"][0]["percent"], 10.0);
    assert_eq!(statement["components"][0]["id"], "db");
    assert_eq!(statement["observed"]["failures"], 2);
    for key in ["alerts", "journeys", "promise", "window"] {
        assert!(answer.get(key).is_some(), "no {key}");
    }
    let rates: Vec<f64> =
        answer["alerts"].as_array().unwrap().iter().map(|it| it["burn_rate"].as_f64().unwrap()).collect();
    assert_eq!(rates, [14.4, 6.0, 3.0, 1.0]);
    let words =
        ninefold(&["budget", &project, "--incidents", log.to_str().unwrap(), "--until", "2026-03-01"]);
    assert!(words.out.contains("rolling 30d") && words.out.contains("Expected credit"), "{}", words.out);
    // 10 % of a fee of 1,000 EUR for February.
    let february = words.out.lines().find(|line| line.trim_start().starts_with("2026-02 ")).unwrap();
    assert!(words.out.contains("Watched until  2026-03-01"), "{}", words.out);
    let east = [
        "budget",
        &project,
        "--incidents",
        log.to_str().unwrap(),
        "--until",
        "2026-03-01",
        "--time-zone",
        "+01:00",
    ];
    let east = ninefold(&east).out;
    // By the clocks that were asked for, midnight begins the day there.
    assert!(
        east.contains("Watched until  2026-03-01") && east.contains("Watched from   2026-02-01"),
        "{east}"
    );
    assert!(words.out.contains("Money") && february.ends_with("100 EUR"), "{february}");
}

#[test]
fn bad_input_is_one_clear_sentence() {
    let project = file("bad.json", &shop("1h"));
    for (arguments, says) in [
        (vec!["budget", &project, "--incidents", "none.csv"], "cannot read none.csv"),
        (
            vec!["budget", &project, "--incidents", "-", "--columns", "start=Nothing"],
            "there is no column 'Nothing'",
        ),
        (vec!["budget", &project, "--time-zone", "Mars/Olympus"], "there is no time zone"),
        (
            vec!["budget", &project, "--incidents", "-", "--credits", "acme"],
            "there are no credit rules 'acme'",
        ),
        (vec!["budget", &project, "--credits", "acme"], "there are no credit rules 'acme'"),
        (vec!["budget", &project, "--until", "soon", "--incidents", "-"], "'soon' is not a date"),
        (vec!["budget", &project, "--rule", "-"], "no alerting rule"),
        (vec!["export", &project], "required"),
        (vec!["tiers", "99.9", "--hours", "Mun 8-18"], "'Mun' is not a day"),
    ] {
        let run = ninefold_reading(&arguments, "a,b\n");
        assert_eq!(run.code, 2, "{arguments:?}");
        assert!(run.err.starts_with("error: ") && run.err.contains(says), "{arguments:?}: {}", run.err);
    }
}

#[test]
fn files_for_other_tools() {
    let project = file("export.json", &shop("1h"));
    let rules = ninefold(&["export", &project, "--prometheus"]);
    assert_eq!(rules.code, 0, "{}", rules.err);
    assert!(
        rules.out.contains("14.4 * 0.001") && rules.out.contains("record: slo:errors:ratio_rate5m"),
        "{}",
        rules.out
    );
    let asked = ninefold(&[
        "export",
        &project,
        "--prometheus",
        "--errors",
        "sum(rate(bad[$window]))",
        "--total",
        "sum(rate(all[$window]))",
    ]);
    assert!(asked.out.contains("(sum(rate(bad[5m]))) / (sum(rate(all[5m])))"), "{}", asked.out);
    assert!(ninefold(&["export", &project, "--openslo"]).out.contains("target: 0.999"));
    assert!(ninefold(&["export", &project, "--sloth"]).out.contains("objective: 99.9"));
    assert!(ninefold(&["export", &project, "--svg"]).out.trim_start().starts_with("<svg"));
    // What is written is read again: 60 s to be scraped, 14.4 × 0.001 of an hour, 60 s to be evaluated.
    let read = ninefold_reading(&["budget", &project, "--rule", "-", "--json"], &rules.out).json();
    assert!((read["rules"][0]["worst_seconds"].as_f64().unwrap() - 171.84).abs() < 1e-9, "{}", read["rules"]);
    let nothing = file(
        "no-objective.json",
        &json!({ "format": "ninefold/1", "components": [component("a", 0.99)], "journeys": [{ "id": "j", "entry": "a" }] }),
    );
    assert_eq!(ninefold(&["export", &nothing, "--sloth"]).code, 2);
}

/// Two hours of work on zone a in every month of 30 days cost what runs there, which works 23 h of 24 anyway, and end service while zone b is down, 1 h in
/// 1,000: by hand 7,200 s × 23/24 × 0.001 = 6.9 s, whether they count or not. What switching costs has no part in it.
#[test]
fn planned_work_is_as_long_whether_it_counts_or_not() {
    let failures = |mtbf: &str| json!([{ "mtbf": mtbf, "mttr": "1h" }]);
    let project = |excluded: bool| {
        json!({
            "format": "ninefold/1", "name": "Pair", "objective": { "availability": 0.999, "exclude_maintenance": excluded },
            "zones": [
                { "id": "a", "failures": failures("999h"), "maintenance": [{ "every": "30d", "for": "2h" }] },
                { "id": "b", "failures": failures("999h") }
            ],
            "components": [
                { "id": "dns", "needs": { "failover": { "time": "5m" } } },
                { "id": "first", "zones": ["a"], "failures": failures("23h") },
                { "id": "second", "zones": ["b"] }
            ],
            "links": [{ "from": "dns", "to": "first" }, { "from": "dns", "to": "second" }],
            "journeys": [{ "id": "q", "entry": "dns" }]
        })
    };
    let waterfall = |excluded: bool| {
        let run =
            ninefold(&["budget", &file(&format!("pair-{excluded}.json"), &project(excluded)), "--json"]);
        assert_eq!(run.code, 0, "{}", run.err);
        run.json()["journeys"][0]["waterfall"].clone()
    };
    let (counts, does_not) = (waterfall(false), waterfall(true));
    let planned = counts["bars"].as_array().unwrap().iter().find(|bar| bar["name"] == "planned maintenance");
    assert!((planned.unwrap()["seconds"].as_f64().unwrap() - 6.9).abs() < 1e-9, "{counts}");
    assert!((does_not["uncounted_seconds"].as_f64().unwrap() - 6.9).abs() < 1e-9, "{does_not}");
    assert_eq!(counts["uncounted_seconds"], 0.0);
}

/// A promise of 100 % leaves nothing to burn: no alerts, which is said, and no rules that divide by nothing.
#[test]
fn all_of_the_time_leaves_no_budget() {
    let mut project = shop("1h");
    project["objective"] = json!({ "availability": 1 });
    let path = file("full.json", &project);
    let says = "Buy promises 100 %, which leaves no error budget to burn";
    for format in ["--prometheus", "--openslo", "--sloth"] {
        let run = ninefold(&["export", &path, format]);
        assert!(run.code == 2 && run.err.starts_with(&format!("error: {says}")), "{format}: {}", run.err);
    }
    let budget = ninefold(&["budget", &path, "--json"]);
    assert_eq!((budget.code, &budget.json()["alerts"]), (0, &json!([])), "{}", budget.err);
    let words = ninefold(&["budget", &path]).out;
    assert!(words.contains(says) && !words.contains("burn-rate"), "{words}");
    // Beside another it is left out of the file, and of the tables.
    project["objective"] = json!({ "availability": 0.999 });
    project["journeys"] = json!([{ "id": "buy", "name": "Buy", "entry": "db", "objective": 1 }, { "id": "browse", "entry": "db" }]);
    let path = file("one-full.json", &project);
    let rules = ninefold(&["export", &path, "--prometheus"]);
    assert!(rules.code == 0 && rules.out.contains(&format!("# {says}")), "{}", rules.err);
    assert!(!rules.out.contains("/ 0\"") && !rules.out.contains("* 0)"), "{}", rules.out);
    let budget = ninefold(&["budget", &path, "--json"]).json();
    assert!(budget["journeys"][0].get("alerts").is_none(), "{budget}");
    assert_eq!(budget["alerts"].as_array().unwrap().len(), 4);
    let words = ninefold(&["budget", &path]).out;
    assert_eq!(words.matches("Multi-window").count(), 1, "{words}");
    assert_eq!(words.matches(says).count(), 1, "{words}");
    for ending in ["html", "md", "json"] {
        let out = scratch(&format!("full-report.{ending}"));
        assert_eq!(ninefold(&["report", &path, "-o", out.to_str().unwrap()]).code, 0);
        assert!(std::fs::read_to_string(out).unwrap().contains(says), "{ending}");
    }
}

/// Placeholders are no beginning of a watch, and what ends before it begins is none.
#[test]
fn watched_from_a_moment_that_is_one() {
    let project = file("watched.json", &shop("1h"));
    let log = scratch("watched.csv");
    std::fs::write(&log, "start,end\n2026-01-05 10:00,2026-01-05 10:30\n").unwrap();
    let watched = |from: &str, until: &str| {
        let log = log.to_str().unwrap();
        ninefold(&["budget", &project, "--incidents", log, "--from", from, "--until", until, "--json"])
    };
    assert_eq!(watched("2026-01-01", "2026-02-01").code, 0);
    for (from, until, says) in [
        ("0001-01-01", "2026-02-01", "error: '0001-01-01' is before 1970: a placeholder, not a moment"),
        ("1969-12-31T23:59Z", "2026-02-01", "is before 1970"),
        ("2026-01-01", "1900-01-01", "'1900-01-01' is before 1970"),
        ("2026-03-01", "2026-02-01", "error: nothing is watched: --from is not before --until"),
        ("yesterday", "2026-02-01", "is not a date and time"),
    ] {
        let run = watched(from, until);
        assert!(run.code == 2 && run.err.contains(says), "{from} {until}: {}", run.err);
    }
}

/// A query that cannot be one is refused, and each journey gets its own.
#[test]
fn queries_of_ones_own() {
    let mut two = shop("1h");
    two["journeys"] = json!([{ "id": "browse", "entry": "db" }, { "id": "buy \"now\"", "entry": "db" }]);
    let project = file("queries.json", &two);
    let export = |errors: &str, total: &str| {
        ninefold(&["export", &project, "--prometheus", "--errors", errors, "--total", total])
    };
    for (errors, total, says) in [
        ("sum(rate(foo", "sum(rate(all[$window]))", "--errors: '(' at character 9 is not closed"),
        (
            "sum(rate(bad[$window]))",
            "sum(rate(all[$window]))}",
            "--total: '}' at character 24 closes nothing",
        ),
        (
            "sum(rate(bad{job=\"a}[$window]))",
            "up",
            "--errors: the quotation mark at character 18 is not closed",
        ),
        (" ", "up", "--errors: the query is empty"),
    ] {
        let run = export(errors, total);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{errors} {total}");
        assert!(run.err.starts_with("error: ") && run.err.contains(says), "{}", run.err);
    }
    let own = export(
        "sum(rate(bad{route=\"{journey}\"}[$window]))",
        "sum(rate(all{route=\"{journey}\"}[$window]))",
    );
    assert_eq!((own.code, own.err.as_str()), (0, ""));
    // As YAML writes what PromQL quotes; a quotation mark of a name as \x22.
    for route in [r#"bad{route=\"browse\"}[5m]"#, r#"all{route=\"buy \\x22now\\x22\"}[5m]"#] {
        assert!(own.out.contains(route), "{route}: {}", own.out);
    }
    let alike = export("sum(rate(bad[$window]))", "sum(rate(all{route=\"{journey}\"}[$window]))");
    assert_eq!(alike.code, 0);
    assert!(
        alike.err.contains("warning: --errors: all 2 journeys get the same query")
            && !alike.err.contains("--total"),
        "{}",
        alike.err
    );
    let help = ninefold(&["export", "--help"]).out;
    assert!(help.contains("{journey}"), "{help}");
}

#[test]
fn a_service_level_on_terms() {
    let answer = ninefold(&[
        "tiers",
        "99.9",
        "--hours",
        "Mon-Fri 8-18",
        "--maintenance",
        "2h/month",
        "--exclude-maintenance",
        "--json",
    ])
    .json();
    let terms = &answer["on_terms"];
    assert_eq!(terms["service_hours"], "Mon-Fri 8-18");
    // (50/168 · 720 h − 2 h) · 0.001
    let expected = (50.0 / 168.0 * 720.0 - 2.0) * 3.6;
    assert!((terms["allowed_seconds"]["month"].as_f64().unwrap() - expected).abs() < 1e-9);
    let back = ninefold(&["tiers", "3m/week", "--hours", "Mon-Fri 8-18", "--json"]).json();
    assert!((back["unavailability"].as_f64().unwrap() - 0.001).abs() < 1e-15);
    assert!(ninefold(&["tiers", "99.9", "--hours", "Mon-Fri 8-18"]).out.contains("Left for failures"));
}

#[test]
fn the_report_is_complete_and_reproducible() {
    let project = file("report.json", &shop("1h"));
    let write_with = |name: &str, more: &[&str]| {
        let path = scratch(name);
        let usual = ["report", &project, "-o", path.to_str().unwrap(), "--date", "2026-03-01"];
        let run = ninefold(&[&usual, more].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        std::fs::read_to_string(path).unwrap()
    };
    let write = |name: &str| write_with(name, &[]);
    let html = write("a.html");
    assert_eq!(html, write("b.html"));
    for section in ["Recommendations", "Scenarios", "Service credits", "Alerts", "Method", "Sources"] {
        assert!(html.contains(&format!(">{section}</h2>")), "no {section}");
    }
    assert!(!html.contains("<script") && !html.contains("http-equiv") && !html.contains("<link"));
    let json: Value = serde_json::from_str(&write("a.json")).unwrap();
    assert_eq!(json["scenarios"][0]["name"], "Disk full");
    // Held down for two hours, one of them beyond the objective or not: every run recovers after exactly that.
    assert_eq!(json["scenarios"][0]["journeys"][0]["recovery_seconds"]["mean"], 7_200.0);
    // The scenarios are played at random: without the seed nobody can have their figures again.
    let said = "played 400 times by the simulation (seed 5)";
    for name in ["seed.html", "seed.md"] {
        let text = write_with(name, &["--seed", "5"]);
        let (words, table) = (text.find(said), text.find("Recovery time and data loss of each scenario"));
        assert!(words.is_some() && words < table, "{name}: {text}");
    }
    let json: Value = serde_json::from_str(&write_with("seed.json", &["--seed", "5"])).unwrap();
    assert_eq!(
        (json["scenarios"][0]["seed"].as_u64(), json["scenarios"][0]["runs"].as_u64()),
        (Some(5), Some(400))
    );
}

#[test]
fn two_designs_compared() {
    let (slow, quick) = (file("slow.json", &shop("1h")), file("quick.json", &shop("30m")));
    let path = scratch("compared.md");
    let run = ninefold(&[
        "report",
        &slow,
        "--compare",
        &quick,
        "-o",
        path.to_str().unwrap(),
        "--date",
        "2026-03-01",
    ]);
    assert_eq!(run.code, 0, "{}", run.err);
    let text = std::fs::read_to_string(path).unwrap();
    assert!(text.contains("less downtime a year") && text.contains("Downtime a year by cause"), "{text}");
    // Both are called Shop: their files tell them apart.
    assert!(text.contains("First design: Shop (slow.json). Second design: Shop (quick.json)."), "{text}");
    assert!(text.contains("| component | DB (db) | changed |"), "{text}");
}

/// A journey with a promise of its own is held against that, exactly and played; the other against the project's.
#[test]
fn a_journey_may_promise_more() {
    let mut project = shop("1h");
    project["journeys"] = json!([
        { "id": "browse", "entry": "db", "objective": 0.99 },
        { "id": "buy", "entry": "db" }
    ]);
    let path = file("own.json", &project);
    let answer = ninefold(&["analyze", &path, "--json"]).json();
    let (browse, buy) = (&answer["journeys"][0]["objective"], &answer["journeys"][1]["objective"]);
    assert_eq!((browse["availability"].as_f64(), buy["availability"].as_f64()), (Some(0.99), Some(0.999)));
    assert_eq!(
        (browse["allowed_seconds"].as_f64(), buy["allowed_seconds"].as_f64()),
        (Some(25_920.0), Some(2_592.0))
    );
    let played = ninefold(&["simulate", &path, "--years", "300", "--json"]).json();
    for (exact, seen) in [browse, buy].into_iter().zip(played["journeys"].as_array().unwrap()) {
        let breach = &seen["window"]["breach_probability"];
        let (low, high) = (breach["low"].as_f64().unwrap(), breach["high"].as_f64().unwrap());
        let exact = exact["breach_probability"].as_f64().unwrap();
        assert!(low - 1e-9 <= exact && exact <= high + 1e-9, "{exact} not in {low} … {high}");
    }
    let rules = ninefold(&["export", &path, "--prometheus"]).out;
    assert!(rules.contains("14.4 * 0.01)") && rules.contains("14.4 * 0.001)"), "{rules}");
    let wrong = {
        let mut it = project.clone();
        it["journeys"][0]["objective"] = json!(99);
        it
    };
    let run = ninefold(&["analyze", &file("wrong.json", &wrong)]);
    assert!(run.code == 2 && run.err.contains("journeys[0].objective"), "{}", run.err);
}
