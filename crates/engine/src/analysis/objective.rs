//! A journey against its promise.

use super::answer::{ObjectiveAnswer, PerWindow};
use super::planned::PromiseLaw;
use crate::model::{Measure, Objective};
use crate::units::Window;

/// Expected downtime in the usual windows for a fraction of time down.
#[must_use]
pub fn per_window(down: f64) -> PerWindow {
    PerWindow {
        day: down * Window::Day.seconds(),
        week: down * Window::Week.seconds(),
        month: down * Window::Month.seconds(),
        quarter: down * Window::Quarter.seconds(),
        year: down * Window::Year.seconds(),
    }
}

/// Whether the promise is kept on average, how likely one window breaks it, and what credits that is expected to cost.
///
/// A promise measured in requests is compared with the served fraction; so is its chance of breach. Planned work that counts comes on top.
#[must_use]
pub fn answer(promise: &Objective, down: f64, served: f64, law: &PromiseLaw) -> ObjectiveAnswer {
    let window = promise.window();
    let by_requests = promise.measure == Some(Measure::Requests);
    let unplanned = if by_requests { (1.0 - served).max(down) } else { down };
    let worked = law.worked();
    let lost = (unplanned + worked).min(1.0);
    let allowed = promise.allowed_seconds();
    let (credits, expected_credit_percent) = law.credits(promise);
    ObjectiveAnswer {
        availability: promise.availability,
        window: window.to_string(),
        by_requests,
        lost,
        worked,
        counted: law.counted,
        met: lost <= promise.unavailability(),
        allowed_seconds: allowed,
        expected_seconds: lost * law.counted * window.seconds(),
        breach_probability: law.exceeds(window.hours(), allowed / 3_600.0),
        breach_exact: law.law.is_exact(),
        expected_credit_percent,
        credits,
    }
}
