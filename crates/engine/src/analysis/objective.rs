//! A journey against its promise.

use super::answer::{ObjectiveAnswer, PerWindow};
use super::balance::Balance;
use super::downtime;
use super::law::TimeLaw;
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
/// Credit: Σ over the steps of the table of (step's percent − the step's before) × P(availability in the window is below).
/// A promise measured in requests is compared with the served fraction; its chance of breach is that of the downtime.
#[must_use]
pub fn answer(promise: &Objective, books: &Balance, served: f64) -> ObjectiveAnswer {
    let window = promise.window();
    let by_requests = promise.measure == Some(Measure::Requests);
    let lost = if by_requests { (1.0 - served).max(books.down) } else { books.down };
    let allowed = promise.allowed_seconds();
    let kinds: Vec<(f64, TimeLaw)> =
        books.shares.iter().flat_map(|share| share.kinds.iter().copied()).collect();
    let exceeds =
        |hours: f64| if books.down >= 1.0 { 1.0 } else { downtime::exceeds(window.hours(), hours, &kinds) };
    ObjectiveAnswer {
        availability: promise.availability,
        window: window.to_string(),
        met: lost <= promise.unavailability(),
        allowed_seconds: allowed,
        expected_seconds: lost * window.seconds(),
        breach_probability: exceeds(allowed / 3_600.0),
        expected_credit_percent: expected_credit(promise, window, exceeds),
    }
}

fn expected_credit(promise: &Objective, window: Window, exceeds: impl Fn(f64) -> f64) -> f64 {
    let mut steps: Vec<(f64, f64)> =
        promise.credits.iter().flatten().map(|credit| (credit.below, credit.percent)).collect();
    steps.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut expected = 0.0;
    let mut paid = 0.0;
    for (below, percent) in steps {
        expected += (percent - paid) * exceeds((1.0 - below) * window.hours());
        paid = percent;
    }
    expected.max(0.0)
}
