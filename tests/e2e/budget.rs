//! The cards of the Budget tab that are filled in after it was drawn: each says what the engine says.

use ninefold_engine::analysis::{self, Options};
use ninefold_engine::budget::alerts::Exported;
use ninefold_engine::model::Project;
use ninefold_engine::units::{format_duration, format_share};
use serde_json::json;

use crate::support::native;
use crate::support::page::Page;

/// The saved project with the journey that is on the screen as its only one: its first.
fn shown(page: &Page) -> Project {
    let mut project = native::project(&page.project());
    if let Some(journeys) = &mut project.journeys {
        journeys.truncate(1);
    }
    project
}

/// Waits until the element says all of this.
fn assert_says(page: &Page, id: &str, words: &[String]) {
    let text = |page: &Page| page.text(id).replace('\u{a0}', " ");
    page.eventually(&format!("`{id}` to say {words:?}"), || {
        let text = text(page);
        words.iter().all(|word| text.contains(&word.replace('\u{a0}', " "))).then_some(())
    });
}

/// Tornado, copies, the law of a window, the first hours: with the figures of the engine for the project the page saves.
pub fn the_budget_cards_say_what_the_engine_says(page: &Page) {
    let project = shown(page);
    page.visit("#/budget");
    let found = analysis::sensitivity(&project, &Options::default()).unwrap().remove(0);
    let change =
        |seconds: f64| format!("{}{}", if seconds < 0.0 { "−" } else { "+" }, format_duration(seconds.abs()));
    let first = &found.inputs[0];
    let swings = [first.halved_seconds_per_year, first.doubled_seconds_per_year].map(change);
    assert_says(page, "swings", &swings);
    let copies = found.copies.iter().filter_map(|part| part.more_seconds_per_year).map(change);
    assert_says(page, "copies-table", &copies.collect::<Vec<_>>());

    let options = Options { window: true, ..Options::default() };
    let outlook = analysis::outlook(&project, &options).unwrap().remove(0);
    let window = outlook.window.unwrap();
    let (downtime, longest) = (window.downtime_seconds, window.longest_outage_seconds_per_year);
    let figures = [downtime.p50, downtime.p99, longest.p90].map(format_duration);
    assert_says(page, "window-law", &figures);
    assert_says(page, "window-law", &[format_share(window.no_downtime)]);
    let first_outage = outlook.first_failure.unwrap().mean_hours;
    assert_says(page, "just-started", &[format_duration(first_outage * 3_600.0)]);
    assert!(!page.has("uncertainty"), "every figure of the example is taken as given");
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// A figure known within a range only, from the inspector to the interval on the answer, and back.
pub fn an_uncertain_figure_gives_an_interval(page: &Page) {
    page.click("node-lb");
    let choose = |value: &str| {
        page.find("field-known");
        let script = "const field = document.querySelector(\"[data-testid='field-known']\"); \
                      field.value = arguments[0]; field.dispatchEvent(new Event('change', {bubbles: true}))";
        page.run(script, vec![json!(value)]);
    };
    choose("between");
    page.find("range-availability");
    page.find("range-mttr");
    let project = native::project(&page.project());
    let known = project.component("lb").unwrap().failures()[0].uncertainty.clone().expect("a range");
    assert!(known.availability.is_some() && known.mttr.is_some() && known.mtbf.is_none());
    let project = shown(page);
    page.visit("#/budget");
    let found = analysis::uncertainty(&project, &Options::default()).unwrap().remove(0);
    let down = found.downtime_seconds_per_year;
    assert_says(page, "uncertainty", &[down.low, down.high, down.median].map(format_duration));
    page.visit("#/design");
    choose("given");
    page.eventually("the range to be gone", || (!page.has("range-mttr")).then_some(()));
    page.visit("#/budget");
    page.find("swings");
    assert!(!page.has("uncertainty"));
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// Waits until no card above grows any more.
fn settle(page: &Page) {
    let height = || page.run("return document.querySelector('.page')?.scrollHeight ?? 0", vec![]);
    page.eventually("the page to stand still", || {
        let before = height();
        std::thread::sleep(std::time::Duration::from_millis(500));
        (height() == before).then_some(())
    });
}

/// Typed, with a bad row; kept in the project, where it is after coming back; taken into the model as observed.
pub fn a_log_is_kept_and_held_against_the_promise(page: &Page) {
    page.visit("#/budget");
    let log = "2025-01-04 10:00, 40m, disk full, users\nsoon, 1h, nobody knows\n2025-07-04 10:00, 20m, disk again, users";
    page.fill("incidents-text", log);
    assert_says(page, "incidents-read", &["2 incidents; 1 of 3 rows was left out.".to_owned()]);
    assert_says(page, "incidents", &["Row 2: start 'soon' is not a date".to_owned()]);
    assert_says(page, "incidents-windows", &["Window".to_owned(), "Burn rate".to_owned()]);
    // By the clocks of New York: five hours behind in winter, four in summer.
    let choose = "const zone = document.querySelector('[data-testid=incidents-zone]'); zone.value = arguments[0]; \
        zone.dispatchEvent(new Event('change', {bubbles: true})); return zone.value";
    let zone = serde_json::json!("America/New_York");
    assert_eq!(page.run(choose, vec![zone.clone()]), zone);
    page.click("incidents-keep");
    let kept = page.eventually("the incidents to be kept", || native::project(&page.project()).incidents);
    let kept = serde_json::to_string(&kept).unwrap();
    assert!(kept.contains("2025-01-04T15:00") && kept.contains("2025-07-04T14:00"), "{kept}");
    page.come_back();
    page.visit("#/budget");
    assert_says(page, "incidents-read", &["2 incidents.".to_owned()]);
    settle(page);
    page.click("incidents-use");
    page.eventually("the observed failure to be in the model", || {
        let project = native::project(&page.project());
        let failures = project.component("users")?.failures();
        let source = |it: &ninefold_engine::model::Failure| it.source.clone().unwrap_or_default();
        failures.iter().any(|it| source(it).starts_with("observed: 2 incidents")).then_some(())
    });
    settle(page);
    // By the page itself: charts above it may still come and move it under the mouse.
    page.find("incidents-forget");
    page.run("document.querySelector('[data-testid=incidents-forget]').click()", vec![]);
    page.eventually("no incidents to be kept", || {
        native::project(&page.project()).incidents.is_none().then_some(())
    });
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// Hours are part of the address, and of the answer.
pub fn a_service_level_on_terms_has_an_address(page: &Page) {
    page.visit("#/sla/99.9?hours=Mon-Fri%208-18");
    // 50 h a week: 3 minutes of them.
    assert_says(page, "calculator-week", &["3 m".to_owned()]);
    assert_says(page, "calculator-terms", &["Left for failures a month".to_owned()]);
    page.visit("#/sla/43.2m-per-month");
    assert_says(page, "calculator", &["99.9 % is 3 nines".to_owned()]);
    page.fill("calculator-level", "ninety");
    assert_says(page, "calculator", &["'ninety' is not an availability".to_owned()]);
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// The rules are the engine's; one that is pasted says how long it takes.
pub fn alerts_leave_as_files_and_rules_are_read(page: &Page) {
    page.visit("#/budget");
    let project = native::project(&page.project());
    let rules = Exported::new(&project, None).unwrap().prometheus();
    assert_eq!(page.saved("export-prometheus"), rules);
    assert!(page.saved("export-openslo").contains("kind: SLO"));
    assert!(page.saved("export-sloth").contains("prometheus/v1"));
    page.click("rule-reader-open");
    page.fill("rule-text", "alert: Down\nexpr: avg_over_time(probe_success[5m]) < 0.9\nfor: 2m\n");
    // 15 s + 30 s + 1 m + 2 m
    assert_says(page, "rule-answer", &["Noticed after".to_owned(), "3 m 45 s".to_owned()]);
    page.fill("rule-text", "nothing of the kind");
    assert_says(page, "rule-reader", &["there is no alerting rule in it".to_owned()]);
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}
