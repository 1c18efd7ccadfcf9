//! Exact and simulated, side by side: do they agree?

use serde::Serialize;

use crate::simulation::Interval;

/// Whether an exact figure lies within a simulated interval.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// It does.
    Agree,
    /// It does not.
    Disagree,
    /// There is nothing to compare: no exact figure, or the simulation saw no event to judge by.
    NotComparable,
}

impl Agreement {
    /// For people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Agree => "agree",
            Self::Disagree => "disagree",
            Self::NotComparable => "not comparable",
        }
    }
}

/// Compares an exact figure with a simulated one. An interval without width was estimated from identical samples
/// (mostly: nothing seen at all) and says nothing about how far off it is, unless both figures are the same.
///
/// ```
/// use ninefold_engine::report::{Agreement, agreement};
/// use ninefold_engine::simulation::Interval;
/// let simulated = Interval { mean: 2.0, low: 1.9, high: 2.1 };
/// assert_eq!(agreement(Some(2.05), &simulated), Agreement::Agree);
/// assert_eq!(agreement(Some(2.2), &simulated), Agreement::Disagree);
/// assert_eq!(agreement(None, &simulated), Agreement::NotComparable);
/// let nothing_seen = Interval { mean: 0.0, low: 0.0, high: 0.0 };
/// assert_eq!(agreement(Some(1e-9), &nothing_seen), Agreement::NotComparable);
/// ```
#[must_use]
pub fn agreement(exact: Option<f64>, simulated: &Interval) -> Agreement {
    // Sums over a long run round: an exact 1 may meet a simulated 0.999999999999.
    const ROUNDING: f64 = 1e-9;
    let Some(exact) = exact.filter(|value| value.is_finite()) else { return Agreement::NotComparable };
    let slack = ROUNDING * exact.abs();
    if simulated.low - slack <= exact && exact <= simulated.high + slack {
        return Agreement::Agree;
    }
    if simulated.low == simulated.high {
        return Agreement::NotComparable;
    }
    Agreement::Disagree
}
