//! The windows a promise is made over.

use std::fmt;

use serde::{Serialize, Serializer};

/// A window of the default convention: month 30 d, quarter 90 d, year 365 d.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Window {
    /// 24 h.
    Day,
    /// 7 d.
    Week,
    /// 30 d.
    Month,
    /// 90 d.
    Quarter,
    /// 365 d.
    Year,
    /// So many days, written `28d`.
    Days(f64),
}

impl Window {
    /// Reads `month`, `28d`, ….
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Some(match text.trim() {
            "day" => Self::Day,
            "week" => Self::Week,
            "month" => Self::Month,
            "quarter" => Self::Quarter,
            "year" => Self::Year,
            other => {
                let days: f64 = other.strip_suffix('d')?.trim().parse().ok()?;
                (days.is_finite() && days > 0.0).then_some(Self::Days(days))?
            }
        })
    }

    /// Length in hours.
    #[must_use]
    pub fn hours(self) -> f64 {
        24.0 * match self {
            Self::Day => 1.0,
            Self::Week => 7.0,
            Self::Month => 30.0,
            Self::Quarter => 90.0,
            Self::Year => 365.0,
            Self::Days(days) => days,
        }
    }

    /// Length in seconds.
    #[must_use]
    pub fn seconds(self) -> f64 {
        self.hours() * 3_600.0
    }
}

impl fmt::Display for Window {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day => formatter.write_str("day"),
            Self::Week => formatter.write_str("week"),
            Self::Month => formatter.write_str("month"),
            Self::Quarter => formatter.write_str("quarter"),
            Self::Year => formatter.write_str("year"),
            Self::Days(days) => write!(formatter, "{days}d"),
        }
    }
}

impl Serialize for Window {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
