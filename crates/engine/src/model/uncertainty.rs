//! How well the figures of a failure mode are known.

use serde::Serialize;

use crate::units::{Duration, number};

/// What is known of a failure mode's figures: intervals that hold them nine times in ten, or the failures that were seen.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Uncertainty {
    /// The mean up time lies between these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mtbf: Option<TimeRange>,
    /// The mean down time lies between these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mttr: Option<TimeRange>,
    /// The availability lies between these.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub availability: Option<ShareRange>,
    /// Failures that were counted: they say how well the mean up time is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub observed: Option<Observed>,
}

/// The 5 % and 95 % quantiles of a mean time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TimeRange {
    /// 5 %.
    pub low: Duration,
    /// 95 %.
    pub high: Duration,
}

/// The 5 % and 95 % quantiles of a fraction.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ShareRange {
    /// 5 %.
    #[serde(with = "number")]
    pub low: f64,
    /// 95 %.
    #[serde(with = "number")]
    pub high: f64,
}

/// So many failures in so much up time of all copies together.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Observed {
    /// How many.
    pub failures: u32,
    /// Up time observed.
    pub period: Duration,
}
