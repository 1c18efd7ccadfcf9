//! How long a month is: the conventions in use, kept as data with their sources in `data/tiers.json`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::units::Window;

/// Downtime in seconds (or the length) of each usual window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Allowed {
    /// 24 h.
    pub day: f64,
    /// 7 d.
    pub week: f64,
    /// By the convention.
    pub month: f64,
    /// By the convention.
    pub quarter: f64,
    /// By the convention.
    pub year: f64,
}

impl Allowed {
    /// Each multiplied by `factor`.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        Self {
            day: self.day * factor,
            week: self.week * factor,
            month: self.month * factor,
            quarter: self.quarter * factor,
            year: self.year * factor,
        }
    }
}

/// One way of measuring months, quarters and years.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Convention {
    /// Its key in `tiers --json`.
    pub id: String,
    /// In words.
    pub description: String,
    /// Length of each window in seconds.
    #[serde(flatten)]
    pub lengths: Allowed,
    /// Who publishes tables by it.
    pub source: String,
    /// Where.
    pub source_url: Option<String>,
    /// How far the source was read; anything but `read` must be checked before relying on it.
    pub source_status: Option<String>,
}

impl Convention {
    /// Length of a window in seconds; `Nd` windows are the same in every convention.
    #[must_use]
    pub fn seconds(&self, window: Window) -> f64 {
        match window {
            Window::Day => self.lengths.day,
            Window::Week => self.lengths.week,
            Window::Month => self.lengths.month,
            Window::Quarter => self.lengths.quarter,
            Window::Year => self.lengths.year,
            Window::Days(_) => window.seconds(),
        }
    }
}

/// The data file.
#[derive(Deserialize)]
struct Data {
    default: String,
    levels: Vec<String>,
    conventions: Vec<Convention>,
}

/// Part of the program: a test reads it, so it cannot fail to be read elsewhere.
static DATA: LazyLock<Data> = LazyLock::new(|| {
    let parsed = serde_json::from_str(include_str!("../../data/tiers.json"));
    parsed.unwrap_or_else(|_| Data { default: String::new(), levels: Vec::new(), conventions: Vec::new() })
});

/// Every convention, the default first.
#[must_use]
pub fn conventions() -> &'static [Convention] {
    &DATA.conventions
}

/// The convention of objectives and budgets: 30-day month, 90-day quarter, 365-day year.
#[must_use]
pub fn default_convention() -> &'static Convention {
    static FALLBACK: LazyLock<Convention> = LazyLock::new(|| Convention {
        id: "default".to_owned(),
        description: "30-day month, 90-day quarter, 365-day year".to_owned(),
        lengths: Allowed {
            day: Window::Day.seconds(),
            week: Window::Week.seconds(),
            month: Window::Month.seconds(),
            quarter: Window::Quarter.seconds(),
            year: Window::Year.seconds(),
        },
        source: String::new(),
        source_url: None,
        source_status: None,
    });
    DATA.conventions.iter().find(|convention| convention.id == DATA.default).unwrap_or(&FALLBACK)
}

/// The usual service levels, in percent as people write them, from 90 to 99.9999.
#[must_use]
pub fn levels() -> &'static [String] {
    &DATA.levels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_data_is_read_and_its_default_is_the_windows_of_units() {
        assert_eq!(conventions().len(), 5);
        assert_eq!(levels().len(), 12);
        let default = default_convention();
        assert_eq!(default.id, "sre_365_90_30");
        assert_eq!(default.id, conventions()[0].id);
        for window in
            [Window::Day, Window::Week, Window::Month, Window::Quarter, Window::Year, Window::Days(28.0)]
        {
            assert_eq!(default.seconds(window), window.seconds(), "{window}");
        }
    }

    #[test]
    fn what_was_not_read_says_so() {
        for convention in conventions() {
            assert!(!convention.source.is_empty());
            let status = convention.source_status.as_deref();
            assert!(
                matches!(status, None | Some("read"))
                    || status.is_some_and(|text| text.contains("check before relying on it")),
                "{convention:?}"
            );
        }
    }
}
