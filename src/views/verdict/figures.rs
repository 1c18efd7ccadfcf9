//! The figures of the verdict, each with its unit and its unrounded value.

use leptos::prelude::*;
use ninefold_engine::analysis::{JourneyAnswer, ObjectiveAnswer};
use ninefold_engine::units::{format_duration, format_percent};

use crate::state::Answers;

/// Objective, modelled availability, downtime, chance of missing.
#[must_use]
pub fn view(answers: Answers) -> AnyView {
    view! {
        <dl class="readings">
            {objective(answers)}
            {availability(answers)}
            {downtime(answers)}
            {breach(answers)}
        </dl>
    }
    .into_any()
}

/// One figure of the journey, followed.
fn of<T: Default + 'static>(answers: Answers, read: fn(&JourneyAnswer) -> T) -> T {
    answers.journey.with(|journey| journey.as_ref().map(read).unwrap_or_default())
}

fn promise(answers: Answers) -> Option<ObjectiveAnswer> {
    of(answers, |journey| journey.objective.clone())
}

fn modelled(answers: Answers) -> String {
    of(answers, |journey| {
        let upper = format_percent(journey.availability, journey.unavailability);
        match journey.bounds {
            None => upper,
            Some(bounds) => format!("{upper} … {}", format_percent(1.0 - bounds.low, bounds.low)),
        }
    })
}

fn objective(answers: Answers) -> AnyView {
    let beside = move || of(answers, |journey| format_percent(journey.availability, journey.unavailability));
    let text = move || promise(answers).map(|it| same_digits(it.availability, &beside()));
    view! {
        <div class="reading reading-minor" hidden=move || promise(answers).is_none()>
            <dt class="reading-label">"Objective"</dt>
            <dd class="reading-value">{text}</dd>
        </div>
    }
    .into_any()
}

fn availability(answers: Answers) -> AnyView {
    let value = move || of(answers, |journey| journey.availability);
    let how =
        move || if of(answers, |journey| journey.bounds.is_some()) { ", between" } else { ", modelled" };
    view! {
        <div class="reading reading-main">
            <dt class="reading-label">"Availability"<span class="reading-unit">{how}</span></dt>
            <dd class="reading-value" data-testid="verdict-availability" data-value=move || value().to_string()>
                {move || modelled(answers)}
            </dd>
        </div>
    }
    .into_any()
}

/// Expected of allowed, in the objective's window; per month where nothing is promised.
fn downtime(answers: Answers) -> AnyView {
    let expected = move || {
        promise(answers).map_or_else(|| of(answers, |it| it.downtime_seconds.month), |it| it.expected_seconds)
    };
    let window = move || promise(answers).map_or_else(|| "month".to_owned(), |it| it.window);
    let by_requests = move || promise(answers).is_some_and(|it| it.by_requests);
    let what = move || if by_requests() { "Requests lost, as time, a " } else { "Downtime a " };
    let allowed = move || promise(answers).map(|it| format!(" of {}", format_duration(it.allowed_seconds)));
    let spent = move || promise(answers).map(|it| share(it.expected_seconds, it.allowed_seconds));
    let bar = move || {
        spent().map(|share| {
            let over = if share > 1.0 { "spent spent-over" } else { "spent" };
            let width = format!("width: {:.1}%", 100.0 * share.min(1.0));
            view! { <span class=over aria-hidden="true"><span style=width></span></span> }.into_any()
        })
    };
    view! {
        <div class="reading">
            <dt class="reading-label">{what} {window}</dt>
            <dd class="reading-value" data-testid="verdict-downtime" data-value=move || expected().to_string()>
                {move || if of(answers, |journey| journey.bounds.is_some()) { "at most " } else { "" }}
                {move || format_duration(expected())}
                <span class="reading-of">{allowed}</span>
                {bar}
            </dd>
        </div>
    }
    .into_any()
}

fn breach(answers: Answers) -> AnyView {
    let value = move || promise(answers).map(|it| it.breach_probability).unwrap_or_default();
    view! {
        <div class="reading" hidden=move || promise(answers).is_none()>
            <dt class="reading-label">"Chance of missing it"</dt>
            <dd class="reading-value" data-testid="verdict-breach" data-value=move || value().to_string()>
                {move || chance(value())}
            </dd>
        </div>
    }
    .into_any()
}

/// Expected ÷ allowed; a promise that allows nothing is overspent by anything.
fn share(expected: f64, allowed: f64) -> f64 {
    if allowed > 0.0 { expected / allowed } else { f64::from(u8::from(expected > 0.0)) * 2.0 }
}

/// A probability in percent with two digits that count.
#[must_use]
pub fn chance(probability: f64) -> String {
    let percent = 100.0 * probability;
    match percent {
        it if it.is_nan() => "–".to_owned(),
        it if it <= 0.0 => "0 %".to_owned(),
        it if it < 0.01 => "under 0.01 %".to_owned(),
        it if it < 1.0 => format!("{it:.2} %"),
        it if it < 99.5 => format!("{it:.1} %"),
        it if it < 99.99 => format!("{it:.2} %"),
        _ => "over 99.99 %".to_owned(),
    }
}

/// The promise with as many decimals as the answer beside it.
fn same_digits(promise: f64, beside: &str) -> String {
    let digits = beside.trim_end_matches([' ', '%', '\u{a0}', '\u{202f}']);
    let wanted = digits.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let plain = format_percent(promise, 1.0 - promise);
    let own = plain.trim_end_matches([' ', '%', '\u{a0}', '\u{202f}']);
    let have = own.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    format!("{:.*} %", wanted.max(have), 100.0 * promise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chances_never_round_to_certainty() {
        assert_eq!(chance(0.0), "0 %");
        assert_eq!(chance(1e-9), "under 0.01 %");
        assert_eq!(chance(0.123), "12.3 %");
        assert_eq!(chance(0.9999999), "over 99.99 %");
        assert_eq!(chance(f64::NAN), "–");
    }

    #[test]
    fn promise_and_answer_line_up() {
        assert_eq!(same_digits(0.9995, "99.9537 %"), "99.9500 %");
        assert_eq!(same_digits(0.999, "99.99 %"), "99.90 %");
    }
}
