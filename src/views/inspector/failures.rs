//! The reasons to be down.

use leptos::prelude::*;
use ninefold_editor::command::Input;
use serde_json::{Value, json};

use super::{Subject, field};
use crate::views::widgets::{icon, icon_button};

/// The list; `copies` says whether a failure can strike one copy or all.
#[must_use]
pub fn view(subject: Subject, copies: bool) -> AnyView {
    let count = Memo::new(move |_| subject.at("failures").as_array().map_or(0, Vec::len));
    let add = move || {
        let path = format!("failures[{}]", count.get_untracked());
        let new = json!({ "name": "failure", "mtbf": "1y", "mttr": "1h", "source": "assumed" });
        subject.set_or_say(vec![(path, Input::Json(new))]);
    };
    let list = move || (0..count.get()).map(|index| one(subject, index, copies)).collect::<Vec<_>>();
    view! {
        <section class="inspector-section">
            <div class="section-head">
                <h3>"Failures"</h3>
                {icon_button(icondata_lu::LuPlus, "Add a failure", add)}
            </div>
            <div class="stack">
                {list}
                <p class="inspector-empty" hidden=move || count.get() != 0>
                    "Never fails by itself. Add a failure to give it a mean time between failures and a repair time."
                </p>
            </div>
        </section>
    }
    .into_any()
}

fn one(subject: Subject, index: usize, copies: bool) -> AnyView {
    let path = move |key: &str| format!("failures[{index}].{key}");
    let remove = move || subject.set_or_say(vec![(format!("failures[{index}]"), Input::Clear)]);
    let by_share = Memo::new(move |_| !subject.at(&path("availability")).is_null());
    let given = move || if by_share.get() { "availability" } else { "mtbf" }.to_owned();
    let figure = move || match by_share.get() {
        true => field::text(subject, &path("availability"), "Availability", "99.95 %", ""),
        false => field::text(subject, &path("mtbf"), "MTBF", "30d", ""),
    };
    view! {
        <div class="failure" data-testid=format!("failure-{index}")>
            <div class="failure-head">
                {field::text(subject, &path("name"), "What happens", "crash, bad deploy …", "")}
                {icon_button(icondata_lu::LuTrash2, "Remove this failure", remove)}
            </div>
            {field::segments("field-given", "Given as", GIVEN, given, move |kind| convert(subject, index, kind))}
            <div class="field-row">
                {figure}
                {field::text(subject, &path("mttr"), "MTTR", "15m", "")}
            </div>
            {copies.then(|| scope(subject, index))}
            {field::text(subject, &path("source"), "Source", "assumed", "")}
        </div>
    }
    .into_any()
}

const GIVEN: &[(&str, &str)] = &[("mtbf", "Time between failures"), ("availability", "Availability")];

/// From one way of giving the figure to the other, keeping its meaning.
fn convert(subject: Subject, index: usize, kind: &'static str) {
    let workspace = subject.workspace();
    let failure = workspace.failure_of_selection(index);
    let Some(failure) = failure else { return };
    let path = |key: &str| format!("failures[{index}].{key}");
    let (mtbf, mttr) = (failure.mtbf_hours(), failure.mttr_hours());
    let number = ninefold_engine::units::number::json;
    let values = match kind {
        "availability" => vec![
            (path("availability"), Input::Json(number(1.0 - failure.unavailability()))),
            (path("mtbf"), Input::Clear),
        ],
        _ => vec![
            (path("mtbf"), if mtbf.is_finite() { Input::Json(number(mtbf)) } else { Input::text("100y") }),
            (path("availability"), Input::Clear),
            (
                path("mttr"),
                if mttr > 0.0 { Input::Json(subject.at(&path("mttr"))) } else { Input::text("1h") },
            ),
        ],
    };
    subject.set_or_say(values);
}

const SCOPES: &[(&str, &str)] = &[("copy", "Each copy by itself"), ("all", "All copies at once")];

fn scope(subject: Subject, index: usize) -> AnyView {
    let path = move || format!("failures[{index}].scope");
    let current = move || subject.at(&path()).as_str().unwrap_or("copy").to_owned();
    let options = SCOPES.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect();
    let chosen = move |value: String| {
        let input = if value == "copy" { Input::Clear } else { Input::Json(Value::String(value)) };
        subject.set_or_say(vec![(path(), input)]);
    };
    view! {
        {field::choice("field-scope", "Strikes", options, current, chosen)}
        <p class="field-help" hidden=move || current() != "all">
            {icon(icondata_lu::LuInfo)} " A common cause: more copies do not help against it."
        </p>
    }
    .into_any()
}
