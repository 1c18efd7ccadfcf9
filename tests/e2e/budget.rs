//! The cards of the Budget tab that are filled in after it was drawn: each says what the engine says.

use ninefold_engine::analysis::{self, Options};
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
