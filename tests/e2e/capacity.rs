//! The Capacity tab: figures filled in give the plan the engine makes, a lost zone shows there and on the canvas, a change is done with one click and undone.

use ninefold_engine::plan::{self, CapacityOptions};
use ninefold_engine::units::{format_duration, format_share};

use serde_json::json;

use crate::support::native;
use crate::support::page::Page;

fn says(page: &Page, id: &str, words: &str) {
    page.eventually(&format!("`{id}` to say {words:?}"), || {
        let text = page.text(id).replace('\u{a0}', " ");
        text.contains(&words.replace('\u{a0}', " ")).then_some(())
    });
}

fn choose(page: &Page, id: &str, value: &str) {
    page.find(id);
    let script = "const field = document.querySelector(`[data-testid='${arguments[0]}']`); \
                  field.value = arguments[1]; field.dispatchEvent(new Event('change', {bubbles: true}))";
    page.run(script, vec![json!(id), json!(value)]);
}

/// Requests, throughput and growth typed in; copies, head-room and waits come from the engine.
pub fn figures_typed_in_give_the_engines_plan(page: &Page) {
    page.visit("#/capacity");
    page.find("tab-capacity");
    page.fill("field-peak_rps", "300");
    page.fill("field-growth_per_month", "3 %");
    choose(page, "capacity-component", "api");
    page.fill("field-per_copy_rps", "400");
    page.fill("field-target_utilisation", "70 %");
    page.fill("field-service_time", "80 ms");
    page.find("capacity-row-api");
    let project = native::project(&page.project());
    let plan = plan::capacity(&project, None, &CapacityOptions::default());
    let api = plan.components.iter().find(|it| it.id == "api").unwrap();
    says(page, "capacity-row-api", &api.copies_needed.unwrap().to_string());
    says(page, "capacity-row-api", &format_share(1.0 - api.headroom.unwrap()));
    says(page, "capacity-row-api", &format!("{} months", api.exhausted_month.unwrap()));
    page.find("capacity-growth");
    page.find("capacity-knee");
    page.fill("field-target_utilisation", "0 %");
    says(page, "capacity-row-api", &api.copies_needed.unwrap().to_string());
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// A zone switched off here is off on the canvas, and the other way round.
pub fn a_lost_zone_is_the_same_everywhere(page: &Page) {
    page.visit("#/capacity");
    let zone = native::project(&page.project()).zones()[0].id.clone();
    page.click(&format!("capacity-off-{zone}"));
    page.visit("#/design");
    page.click("off-reset");
    page.visit("#/capacity");
    page.eventually("the zone to be on again", || {
        (page.attribute(&format!("capacity-off-{zone}"), "aria-pressed").as_deref() == Some("false"))
            .then_some(())
    });
}

/// The first suggestion, done and undone.
pub fn a_suggestion_is_done_with_one_click(page: &Page) {
    page.visit("#/capacity");
    page.eventually("every change to be tried", || {
        (page.attribute("improve-status", "data-complete").as_deref() == Some("true")).then_some(())
    });
    let before = native::project(&page.project());
    let found = plan::improve(&before, None, None).unwrap();
    says(page, "improve-list", &found.improvements[0].title);
    says(page, "improve-list", &format_duration(found.improvements[0].saved_seconds_month));
    // What may be spent is part of the question, and what is best for it an answer of its own.
    let within = plan::improve(&before, None, Some(50.0)).unwrap();
    let best = within.best_within_budget.expect("something for the money");
    choose(page, "improve-budget", "50");
    says(page, "pareto-best", &best.changes[0].title);
    choose(page, "improve-budget", "fifty");
    says(page, "improve", "“fifty” is no amount of money");
    choose(page, "improve-budget", "");
    page.eventually("every change to be tried again", || {
        (page.attribute("improve-status", "data-complete").as_deref() == Some("true")).then_some(())
    });
    page.click("improve-apply");
    page.eventually("the change to be saved", || {
        let now = native::project(&page.project());
        (now.components() != before.components() || now.zones() != before.zones()).then_some(())
    });
    page.visit("#/design");
    page.click("undo");
    page.eventually("undo to take it back", || {
        (native::project(&page.project()).components() == before.components()).then_some(())
    });
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}
