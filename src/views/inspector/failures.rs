//! The reasons to be down.

use leptos::prelude::*;
use ninefold_editor::command::Input;
use serde_json::{Value, json};

use super::{Subject, field, standing};
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
            {known(subject, index)}
            {copies.then(|| scope(subject, index))}
            {field::text(subject, &path("source"), "Source", "assumed", "")}
            {standing::view(subject, path("source"))}
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
    subject.set_or_say([unsure(subject, index), values].concat());
}

/// What is known of the figures goes with them: another figure is taken as given.
fn unsure(subject: Subject, index: usize) -> Vec<(String, Input)> {
    let path = format!("failures[{index}].uncertainty");
    if subject.at(&path).is_null() { Vec::new() } else { vec![(path, Input::Clear)] }
}

const KNOWN: &[(&str, &str)] = &[("given", "As given"), ("between", "Within a range, nine times in ten")];

/// The ranges of the figures; the answer then has an interval too.
fn known(subject: Subject, index: usize) -> AnyView {
    let path = move |key: &str| format!("failures[{index}].uncertainty{key}");
    let ranged = Memo::new(move |_| subject.at(&path("")).is_object());
    let options = KNOWN.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect();
    let chosen = move |value: String| match value.as_str() {
        "between" => subject.set_or_say(vec![(path(""), Input::Json(proposed(subject, index)))]),
        _ => subject.set_or_say(unsure(subject, index)),
    };
    let current = move || if ranged.get() { "between" } else { "given" }.to_owned();
    let range = move |key: &'static str, from: &'static str, to: &'static str| {
        let there = Memo::new(move |_| subject.at(&path(&format!(".{key}"))).is_object());
        move || {
            there.get().then(|| {
                let field = |end: &str, label: &'static str| {
                    field::text(subject, &path(&format!(".{key}.{end}")), label, "", "")
                };
                view! {
                    <div class="field-row" data-testid=format!("range-{key}")>{field("low", from)} {field("high", to)}</div>
                }
            })
        }
    };
    // What never fails, or fails with every deploy, has no figure that could be doubted here.
    let figure = move |key: &str| subject.at(&format!("failures[{index}].{key}"));
    let certain =
        move || figure("mtbf").is_null() && figure("availability").as_f64().is_none_or(|share| share >= 1.0);
    view! {
        <div hidden=certain>{field::choice("field-known", "How well known", options, current, chosen)}</div>
        {range("mtbf", "MTBF from", "to")}
        {range("availability", "Availability from", "to")}
        {range("mttr", "MTTR from", "to")}
        <p class="field-help" hidden=move || !ranged.get()>
            {icon(icondata_lu::LuInfo)} " The Budget tab says what that leaves of the answer."
        </p>
    }
    .into_any()
}

/// Half and double of the figures as they are.
fn proposed(subject: Subject, index: usize) -> Value {
    let Some(failure) = subject.workspace().failure_of_selection(index) else { return Value::Null };
    let given = |key: &str| !subject.at(&format!("failures[{index}].{key}")).is_null();
    let mut ranges = serde_json::Map::new();
    let times = |hours: f64| json!({ "low": typed(hours / 2.0), "high": typed(hours * 2.0) });
    if given("availability") {
        let down = failure.unavailability();
        let number = ninefold_engine::units::number::json;
        let range = json!({ "low": number(1.0 - (2.0 * down).min(0.999)), "high": number(1.0 - down / 2.0) });
        ranges.insert("availability".to_owned(), range);
    } else if given("mtbf") {
        ranges.insert("mtbf".to_owned(), times(failure.mtbf_hours()));
    }
    if given("mttr") && failure.mttr_hours() > 0.0 {
        ranges.insert("mttr".to_owned(), times(failure.mttr_hours()));
    }
    Value::Object(ranges)
}

/// Hours as a person would type them.
fn typed(hours: f64) -> String {
    let (count, unit) = match hours {
        it if it >= 48.0 => (it / 24.0, "d"),
        it if it >= 1.0 => (it, "h"),
        it if it >= 1.0 / 60.0 => (it * 60.0, "m"),
        it => (it * 3_600.0, "s"),
    };
    let text = format!("{count:.3}");
    format!("{}{unit}", text.trim_end_matches('0').trim_end_matches('.'))
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
