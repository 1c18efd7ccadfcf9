//! The reasons to be down.

use leptos::prelude::*;
use ninefold_editor::command::Input;
use serde_json::{Value, json};

use super::{Subject, field, more, standing};
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
    let list = move || (0..count.get()).map(|index| failure(subject, index, copies)).collect::<Vec<_>>();
    view! {
        <section class="inspector-section">
            <div class="section-head">
                <h3>"Failures"{more::method(1)}</h3>
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

fn failure(subject: Subject, index: usize, copies: bool) -> AnyView {
    let path = move |key: &str| format!("failures[{index}].{key}");
    let remove = move || subject.set_or_say(vec![(format!("failures[{index}]"), Input::Clear)]);
    // Figures of several are turned into others one by one.
    let one = !subject.is_several();
    let given = Memo::new(move |_| given_as(subject, index));
    let figure = move || match given.get() {
        "availability" => field::text(subject, &path("availability"), "Availability", "99.95 %", ""),
        "deploys" => {
            field::text(subject, &path("deploys.change_failure_rate"), "Changes that fail", "15 %", "")
        }
        _ => field::text(subject, &path("mtbf"), "MTBF", "30d", ""),
    };
    let every = move || {
        (given.get() == "deploys").then(|| {
            field::text(
                subject,
                &path("deploys.every"),
                "A change every",
                "1w",
                "Each change that fails takes the copies down until it is undone.",
            )
        })
    };
    view! {
        <div class="failure" data-testid=format!("failure-{index}")>
            <div class="failure-head">
                {field::text(subject, &path("name"), "What happens", "crash, bad deploy …", "")}
                {icon_button(icondata_lu::LuTrash2, "Remove this failure", remove)}
            </div>
            {one.then(|| field::segments("field-given", "Given as", GIVEN, move || given.get().to_owned(), move |kind| convert(subject, index, kind)))}
            {every}
            <div class="field-row">
                {figure}
                {field::text(subject, &path("mttr"), "MTTR", "15m", "")}
            </div>
            {one.then(|| known(subject, index))}
            {copies.then(|| scope(subject, index))}
            {field::text(subject, &path("source"), "Source", "assumed", "")}
            {standing::view(subject, path("source"))}
            {more::view("Notes", untrack(|| !subject.at(&path("notes")).is_null()), field::long(subject, &path("notes"), "Notes on this failure"))}
        </div>
    }
    .into_any()
}

const GIVEN: &[(&str, &str)] = &[("mtbf", "MTBF"), ("availability", "Availability"), ("deploys", "Changes")];

/// By which figure a failure is given.
fn given_as(subject: Subject, index: usize) -> &'static str {
    let there = |key: &str| !subject.at(&format!("failures[{index}].{key}")).is_null();
    if there("deploys") {
        "deploys"
    } else if there("availability") {
        "availability"
    } else {
        "mtbf"
    }
}

/// From one way of giving the figure to the other, keeping its meaning.
fn convert(subject: Subject, index: usize, kind: &'static str) {
    let workspace = subject.workspace();
    let failure = workspace.failure_of_selection(index);
    let Some(failure) = failure else { return };
    let path = |key: &str| format!("failures[{index}].{key}");
    let (mtbf, mttr) = (failure.mtbf_hours(), failure.mttr_hours());
    let number = ninefold_engine::units::number::json;
    // Exactly one of them may be there.
    let others = ["mtbf", "availability", "deploys"].into_iter().filter(|other| *other != kind);
    let mut values: Vec<_> = others.map(|other| (path(other), Input::Clear)).collect();
    let finite = mtbf.is_finite();
    let figure = match kind {
        "availability" => Input::Json(number(1.0 - failure.unavailability())),
        "deploys" => {
            // A change a week, or as often as failures at this rate ask for.
            let rate = if finite { (WEEK / mtbf).clamp(0.001, 1.0) } else { 0.15 };
            let rate = (rate * 1_000.0).round() / 1_000.0;
            let every = if finite { number(mtbf * rate) } else { json!("1w") };
            Input::Json(json!({ "every": every, "change_failure_rate": number(rate) }))
        }
        _ if finite => Input::Json(number(mtbf)),
        _ => Input::text("100y"),
    };
    values.push((path(kind), figure));
    if mttr <= 0.0 {
        values.push((path("mttr"), Input::text("1h")));
    }
    subject.set_or_say([unsure(subject, index), values].concat());
}

/// What is known of the figures goes with them: another figure is taken as given.
fn unsure(subject: Subject, index: usize) -> Vec<(String, Input)> {
    let path = format!("failures[{index}].uncertainty");
    if subject.at(&path).is_null() { Vec::new() } else { vec![(path, Input::Clear)] }
}

/// Hours of a week.
const WEEK: f64 = 168.0;

const KNOWN: &[(&str, &str)] = &[
    ("given", "As given"),
    ("between", "Within a range, nine times in ten"),
    ("observed", "From failures that were counted"),
];

/// The ranges of the figures; the answer then has an interval too.
fn known(subject: Subject, index: usize) -> AnyView {
    let path = move |key: &str| format!("failures[{index}].uncertainty{key}");
    let counted = Memo::new(move |_| subject.at(&path(".observed")).is_object());
    let ranged = Memo::new(move |_| subject.at(&path("")).is_object() && !counted.get());
    let options = KNOWN.iter().map(|(value, word)| ((*value).to_owned(), (*word).to_owned())).collect();
    let chosen = move |value: String| match value.as_str() {
        "between" => subject.set_or_say(vec![(path(""), Input::Json(proposed(subject, index)))]),
        "observed" => {
            let seen = json!({ "observed": { "failures": 4, "period": "1y" } });
            subject.set_or_say(vec![(path(""), Input::Json(seen))]);
        }
        _ => subject.set_or_say(unsure(subject, index)),
    };
    let current = move || match (counted.get(), ranged.get()) {
        (true, _) => "observed".to_owned(),
        (_, true) => "between".to_owned(),
        _ => "given".to_owned(),
    };
    let seen = move || {
        counted.get().then(|| {
            view! {
                <div class="field-row" data-testid="observed">
                    {field::text(subject, &path(".observed.failures"), "Failures seen", "4", "")}
                    {field::text(subject, &path(".observed.period"), "In up time of", "1y", "")}
                </div>
            }
            .into_any()
        })
    };
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
        {seen}
        {range("mtbf", "MTBF from", "to")}
        {range("availability", "Availability from", "to")}
        {range("mttr", "MTTR from", "to")}
        <p class="field-help" hidden=move || !ranged.get() && !counted.get()>
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
