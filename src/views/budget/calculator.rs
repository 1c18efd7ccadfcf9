//! The quick calculator: `99.95` to minutes, `43m/month` back to a percentage. `#/sla/99.95` opens it first.

use leptos::prelude::*;
use ninefold_engine::budget::{self, Allowed, Convention, Tiers};
use ninefold_engine::units;

use crate::browser::location;
use crate::state::Ui;

/// What is asked where nothing else is.
const ASKED: &str = "99.95";

/// The question as typed, and the address it was typed at: another address asks another question.
#[derive(Clone)]
struct Typed {
    fragment: String,
    text: String,
}

/// The calculator above everything else, where the address asks for it.
pub fn asked_first() -> AnyView {
    let asks = asks();
    (move || asks.get().then(calculator)).into_any()
}

/// The calculator below, where it does not.
pub fn below() -> AnyView {
    let asks = asks();
    (move || (!asks.get()).then(calculator)).into_any()
}

fn asks() -> Memo<bool> {
    let ui = expect_context::<Ui>();
    Memo::new(move |_| ui.fragment.with(|fragment| question(fragment).is_some()))
}

/// What `#/sla/…` asks; percent signs and spaces may be encoded.
fn question(fragment: &str) -> Option<String> {
    let rest = fragment.trim_start_matches('#').trim_start_matches('/').strip_prefix("sla")?;
    let asked = js_sys::decode_uri_component(rest.trim_start_matches('/'))
        .map_or_else(|_| rest.to_owned(), String::from);
    Some(if asked.trim().is_empty() { ASKED.to_owned() } else { asked })
}

fn calculator() -> AnyView {
    let ui = expect_context::<Ui>();
    let typed = RwSignal::new(None::<Typed>);
    let text = Memo::new(move |_| {
        let fragment = ui.fragment.get();
        typed.with(|typed| match typed {
            Some(typed) if typed.fragment == fragment => typed.text.clone(),
            _ => question(&fragment).unwrap_or_else(|| ASKED.to_owned()),
        })
    });
    let answer = Memo::new(move |_| text.with(|text| budget::tiers(text).map_err(|error| error.to_string())));
    view! {
        <section class="card calculator" aria-labelledby="calculator-title">
            <h2 id="calculator-title">"What a service level allows"</h2>
            <div class="calculator-form">{field(typed, text, answer)} {levels(text)}</div>
            <div aria-live="polite">{move || answer.with(|answer| answer.as_ref().ok().map(allowed))}</div>
        </section>
    }
    .into_any()
}

fn field(typed: RwSignal<Option<Typed>>, text: Memo<String>, answer: Memo<Result<Tiers, String>>) -> AnyView {
    let ui = expect_context::<Ui>();
    let input = move |event| {
        let fragment = ui.fragment.get_untracked();
        typed.set(Some(Typed { fragment, text: event_target_value(&event) }));
    };
    // The address follows once the question stands, so that it can be passed on.
    let settle = move |_| {
        if question(&ui.fragment.get_untracked()).is_some() && answer.with_untracked(Result::is_ok) {
            location::go(&format!("#/sla/{}", text.get_untracked().trim()));
        }
    };
    let beneath = move || match answer.get() {
        Ok(tiers) => view! { <span class="field-help">{in_words(&tiers)}</span> }.into_any(),
        Err(why) => view! { <span class="field-error">{why}</span> }.into_any(),
    };
    view! {
        <div class="field">
            <label for="calculator-level">"Percentage, or downtime such as 43m/month"</label>
            <input
                id="calculator-level"
                class="input"
                autocomplete="off"
                spellcheck="false"
                data-testid="calculator-level"
                prop:value=move || text.get()
                on:input=input
                on:change=settle
                aria-describedby="calculator-help"
                aria-invalid=move || answer.with(Result::is_err).then_some("true")
            />
            <span id="calculator-help">{beneath}</span>
        </div>
    }
    .into_any()
}

/// `99.95 % is 3.3 nines; one more nine would allow 2 m 10 s a month.`
fn in_words(tiers: &Tiers) -> String {
    let level = units::format_percent(tiers.availability, tiers.unavailability);
    if tiers.unavailability <= 0.0 {
        return format!("{level} allows no downtime at all.");
    }
    let next = units::format_duration(tiers.allowed_seconds.month / 10.0);
    format!("{level} is {} nines. One more nine allows {next} a month.", units::format_count(tiers.nines))
}

/// The usual levels, each an address.
fn levels(text: Memo<String>) -> AnyView {
    let links = ["99", "99.5", "99.9", "99.95", "99.99", "99.999"].map(|level| {
        let current = move || text.with(|text| text.trim().trim_end_matches('%').trim() == level).then_some("true");
        view! { <a class="tier" href=format!("#/sla/{level}") aria-current=current>{format!("{level} %")}</a> }
    });
    view! { <nav class="calculator-tiers" aria-label="Usual service levels">{links.into_iter().collect::<Vec<_>>()}</nav> }
        .into_any()
}

fn allowed(tiers: &Tiers) -> AnyView {
    let convention = budget::default_convention();
    let cells = windows(&tiers.allowed_seconds, &convention.lengths).map(|(name, seconds, length)| {
        view! {
            <div class="figure-item">
                <dt>{format!("a {name}")} <span class="convention">{days(length)}</span></dt>
                <dd data-testid=format!("calculator-{name}")>{units::format_duration_in_full(seconds)}</dd>
            </div>
        }
    });
    view! {
        <dl class="calculator-answer">{cells.into_iter().collect::<Vec<_>>()}</dl>
        {conventions(tiers)}
    }
    .into_any()
}

/// The length of a window, in days.
fn days(seconds: f64) -> String {
    format!("{} d", units::format_count(seconds / 86_400.0))
}

/// Name, downtime and length of each usual window.
fn windows(downtime: &Allowed, lengths: &Allowed) -> [(&'static str, f64, f64); 5] {
    [
        ("day", downtime.day, lengths.day),
        ("week", downtime.week, lengths.week),
        ("month", downtime.month, lengths.month),
        ("quarter", downtime.quarter, lengths.quarter),
        ("year", downtime.year, lengths.year),
    ]
}

/// The same by every way of measuring months and years.
fn conventions(tiers: &Tiers) -> AnyView {
    let row = |(convention, downtime): &(&'static Convention, Allowed)| {
        view! {
            <tr>
                <th scope="row">{convention.description.clone()}</th>
                <td class="number">{units::format_duration_in_full(downtime.month)}</td>
                <td class="number">{units::format_duration_in_full(downtime.quarter)}</td>
                <td class="number">{units::format_duration_in_full(downtime.year)}</td>
            </tr>
        }
    };
    view! {
        <details class="disclosure">
            <summary>"Other ways to measure a month and a year"</summary>
            <div class="table-scroll" tabindex="0">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Convention"</th>
                            <th scope="col" class="number">"Month"</th>
                            <th scope="col" class="number">"Quarter"</th>
                            <th scope="col" class="number">"Year"</th>
                        </tr>
                    </thead>
                    <tbody>{tiers.conventions.iter().map(row).collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        </details>
    }
    .into_any()
}
