//! What the engine says about the selected thing.

use leptos::prelude::*;
use ninefold_engine::analysis::Contribution;
use ninefold_engine::units::{format_count, format_duration, format_percent, format_share};

use super::more;
use crate::state::Answers;

/// Its own availability, its share of the journey's downtime, its importance.
#[must_use]
pub fn component(id: &str) -> AnyView {
    let answers = expect_context::<Answers>();
    let own = id.to_owned();
    let alone = Memo::new(move |_| {
        answers
            .solved
            .with(|solved| solved.analysis.as_ref()?.components.iter().find(|it| it.id == own).cloned())
    });
    let availability =
        move || alone.with(|it| it.as_ref().map(|it| format_percent(it.availability, it.unavailability)));
    let outages = move || {
        alone.with(|it| {
            it.as_ref().map(|it| format!("{} a year", format_count(it.outages_per_year.max(0.0) + 0.0)))
        })
    };
    view! {
        <dl class="result" hidden=move || alone.with(Option::is_none)>
            <div><dt>"By itself"</dt><dd data-testid="own-availability">{availability}</dd></div>
            <div><dt>"Outages"</dt><dd>{outages}</dd></div>
            {share(answers, id.to_owned())}
        </dl>
    }
    .into_any()
}

/// A zone's share of the journey's downtime.
#[must_use]
pub fn zone(id: &str) -> AnyView {
    let answers = expect_context::<Answers>();
    let own = id.to_owned();
    let nothing = move || answers.share(&own).is_none();
    view! { <dl class="result" hidden=nothing>{share(answers, id.to_owned())}</dl> }.into_any()
}

fn share(answers: Answers, id: String) -> AnyView {
    let found = Memo::new(move |_| find(answers, &id));
    let minutes =
        move || found.with(|it| it.as_ref().map(|(it, _)| format_duration(it.downtime_seconds_per_year)));
    let part = move || found.with(|it| it.as_ref().map(|(_, share)| format_share(*share)));
    let note = move || found.with(|it| it.as_ref().map(|(it, _)| importance(it)));
    view! {
        <div hidden=move || found.with(Option::is_none)><dt>"Downtime a year"</dt><dd>{minutes}</dd></div>
        <div hidden=move || found.with(Option::is_none)><dt>"Of all downtime"</dt><dd>{part}</dd></div>
        <div class="result-note" hidden=move || found.with(Option::is_none)>
            <dt class="visually-hidden">"What it is worth"</dt>
            <dd>{note} {more::method(5)}</dd>
        </div>
    }
    .into_any()
}

/// The contribution and its share of the total.
fn find(answers: Answers, id: &str) -> Option<(Contribution, f64)> {
    Some((answers.importance(id)?, answers.share(id)?))
}

/// From here on a part takes the journey down with it, for all that matters.
const TAKES_DOWN: f64 = 0.99;

/// The importance measures in words; nothing where they are not known, the answer being an earlier state's.
fn importance(it: &Contribution) -> String {
    if it.birnbaum.is_nan() {
        return String::new();
    }
    let down = match it.birnbaum.clamp(0.0, 1.0) {
        lost if lost >= TAKES_DOWN => "When it is down, the journey is down.".to_owned(),
        lost if lost <= 0.0 => "When it is down, the journey goes on.".to_owned(),
        lost => format!("When it is down, the journey is down {} of the time.", format_share(lost)),
    };
    match it.rrw {
        Some(rrw) if rrw > 1.0 => {
            format!("{down} If it never failed, downtime would shrink by {}.", format_share(1.0 - 1.0 / rrw))
        }
        _ => down,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ninefold_engine::analysis::ContributorKind;

    #[test]
    fn a_perfect_part_promises_no_improvement() {
        let part = Contribution {
            id: "a".to_owned(),
            kind: ContributorKind::Component,
            downtime_seconds_per_year: 0.0,
            birnbaum: 1.0,
            criticality: 0.0,
            fussell_vesely: 0.0,
            raw: 1.0,
            rrw: Some(1.0),
            parts: Vec::new(),
        };
        assert!(!importance(&part).contains("shrink"));
    }
}
