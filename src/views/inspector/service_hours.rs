//! The hours an objective counts.

use leptos::prelude::*;
use ninefold_editor::command::Input;
use serde_json::{Value, json};

use super::{Subject, field};

const COUNTED: &[(&str, &str)] = &[("always", "Around the clock"), ("hours", "Within service hours")];
const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const NAMES: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// Around the clock, or from when to when on which days.
#[must_use]
pub fn view(subject: Subject) -> AnyView {
    let there = Memo::new(move |_| subject.at("objective.service_hours").is_object());
    let options = COUNTED.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect();
    let chosen = move |value: String| {
        let input = match value.as_str() {
            "hours" => Input::Json(json!({ "from": "8h", "to": "18h", "days": [1, 2, 3, 4, 5] })),
            _ => Input::Clear,
        };
        subject.set_or_say(vec![("objective.service_hours".to_owned(), input)]);
    };
    let current = move || if there.get() { "hours" } else { "always" }.to_owned();
    let hours = move || {
        there.get().then(|| {
            view! {
                <div class="field-row">
                    {field::text(subject, "objective.service_hours.from", "From, after midnight", "8h", "")}
                    {field::text(subject, "objective.service_hours.to", "To", "18h", "")}
                </div>
                {days(subject)}
            }
            .into_any()
        })
    };
    view! { {field::choice("field-service_hours", "Downtime counts", options, current, chosen)} {hours} }
        .into_any()
}

/// Seven switches.
fn days(subject: Subject) -> AnyView {
    let chosen = Memo::new(move |_| match subject.at("objective.service_hours.days") {
        Value::Array(days) => days.iter().filter_map(Value::as_u64).collect(),
        _ => (1..=7).collect::<Vec<u64>>(),
    });
    let day = move |number: u64| {
        let on = move || chosen.with(|days| days.contains(&number));
        let press = move |_| {
            let mut days = chosen.get_untracked();
            match days.iter().position(|it| *it == number) {
                Some(place) => drop(days.remove(place)),
                None => days.push(number),
            }
            days.sort_unstable();
            let input = if days.len() == 7 { Input::Clear } else { Input::Json(json!(days)) };
            subject.set_or_say(vec![("objective.service_hours.days".to_owned(), input)]);
        };
        let place = (number - 1) as usize;
        view! {
            <button type="button" class="day" aria-pressed=move || on().to_string() aria-label=NAMES[place] title=NAMES[place] on:click=press>
                {DAYS[place]}
            </button>
        }
        .into_any()
    };
    view! { <div class="days" role="group" aria-label="On these days">{(1..=7).map(day).collect::<Vec<_>>()}</div> }.into_any()
}
