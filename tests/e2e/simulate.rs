//! Playing the failures, in the page's workers.

use serde_json::Value;

use crate::support::native;
use crate::support::page::Page;

const YEARS: f64 = 2000.0;

/// The page's workers give what one thread gives natively, bit for bit, and the exact answer lies in the interval.
pub fn a_simulation_agrees_with_the_engine(page: &Page) {
    let project = native::project(&page.project());
    page.click("tab-simulate");
    page.fill("#simulate-years", &YEARS.to_string());
    page.fill("#simulate-seed", "7");
    if !page.has("simulate-result") {
        page.click("simulate-run");
    }
    page.find("simulate-result");
    page.click("tab-report");
    let report: Value = serde_json::from_str(&page.saved("export-json")).unwrap();
    let native = native::simulation(&project, YEARS, 7);
    assert_eq!(report["simulation"]["events"].as_u64(), Some(native.events));
    let wanted = &native.journeys[0].unavailability;
    let shown = &report["simulation"]["journeys"][0]["comparisons"];
    let shown = shown.as_array().unwrap().iter().find(|it| it["measure"] == "unavailability").unwrap();
    let number = |key: &str| shown[key].as_f64().unwrap();
    assert_eq!((number("simulated"), number("low"), number("high")), (wanted.mean, wanted.low, wanted.high));
    assert!(native::close(number("exact"), native::answer(&project, None).unavailability));
    assert!(
        (wanted.low..=wanted.high).contains(&number("exact")),
        "the exact answer is not within {wanted:?}"
    );
}

/// A long run says how far it is, and ends when it is told to.
pub fn a_simulation_can_be_cancelled(page: &Page) {
    page.click("tab-simulate");
    page.fill("#simulate-years", "50000000");
    if !page.has("simulate-cancel") {
        page.click("simulate-run");
    }
    page.eventually("progress", || page.figure("simulate-progress").filter(|&part| part > 0.0));
    page.click("simulate-cancel");
    page.find("simulate-run");
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}
