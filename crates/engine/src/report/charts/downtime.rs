//! What the histogram of downtime shows, and the same in words.

use crate::simulation::{HistogramBin, WindowDowntime, WindowSimulation};
use crate::units;

/// What the histogram shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Downtime {
    /// What a window is called: `month`, `28d`.
    pub window: String,
    /// Windows seen.
    pub samples: u64,
    /// Windows without any downtime.
    pub none: u64,
    /// The others, by seconds of downtime, in bins of equal width.
    pub bins: Vec<HistogramBin>,
    /// What lies beyond those bins.
    pub beyond: Option<HistogramBin>,
    /// What the objective allows in one window, in seconds.
    pub allowed: Option<f64>,
    /// Percentiles of the downtime in one window: name and seconds.
    pub percentiles: [(&'static str, f64); 4],
}

impl Downtime {
    /// From a simulated journey's windows and what its objective allows in one.
    #[must_use]
    pub fn new(window: &WindowSimulation, allowed: Option<f64>) -> Self {
        Self::of(&window.name, window.samples, &window.histogram, &window.downtime_seconds, allowed)
    }

    /// From the parts of it.
    #[must_use]
    pub fn of(
        window: &str,
        samples: u64,
        histogram: &[HistogramBin],
        quantiles: &WindowDowntime,
        allowed: Option<f64>,
    ) -> Self {
        let (empty, mut bins): (Vec<HistogramBin>, Vec<HistogramBin>) =
            histogram.iter().copied().partition(|bin| bin.to <= 0.0);
        let width = |bin: &HistogramBin| bin.to - bin.from;
        let uneven = matches!(bins.as_slice(), [first, .., last] if width(last) > 1.5 * width(first));
        let beyond = if uneven { bins.pop() } else { None };
        Self {
            window: window.to_owned(),
            samples,
            none: empty.iter().map(|bin| bin.count).sum(),
            bins,
            beyond,
            allowed,
            percentiles: [
                ("p50", quantiles.p50),
                ("p90", quantiles.p90),
                ("p95", quantiles.p95),
                ("p99", quantiles.p99),
            ],
        }
    }

    /// The drawing in words, for those who do not see it.
    #[must_use]
    pub fn in_words(&self) -> String {
        let none = units::format_share(self.share(self.none));
        let samples = units::format_count(self.samples as f64);
        let mut words = format!("Of {samples} simulated {}, {none} had no downtime.", self.windows());
        for (name, seconds) in self.percentiles {
            if seconds > 0.0 {
                words += &format!(" {name}: {}.", units::format_duration(seconds));
            }
        }
        if let Some(allowed) = self.allowed {
            words += &format!(" The objective allows {}.", units::format_duration(allowed));
        }
        words
    }

    /// What several windows are called.
    #[must_use]
    pub fn windows(&self) -> String {
        if self.is_named() { format!("{}s", self.window) } else { format!("windows of {}", self.window) }
    }

    /// What one window is called.
    #[must_use]
    pub fn one_window(&self) -> String {
        if self.is_named() { format!("one {}", self.window) } else { format!("a window of {}", self.window) }
    }

    fn is_named(&self) -> bool {
        !self.window.starts_with(|first: char| first.is_ascii_digit())
    }

    /// Part of all windows.
    pub(super) fn share(&self, count: u64) -> f64 {
        if self.samples == 0 { 0.0 } else { count as f64 / self.samples as f64 }
    }

    /// The largest share of a bar other than that of windows without downtime.
    pub(super) fn tallest(&self) -> f64 {
        let most = self.bins.iter().chain(&self.beyond).map(|bin| bin.count).max();
        self.share(most.unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bin(from: f64, to: f64, count: u64) -> HistogramBin {
        HistogramBin { from, to, count }
    }

    fn downtime(window: &str, histogram: &[HistogramBin]) -> Downtime {
        let quantiles = WindowDowntime { mean: 10.0, p50: 0.0, p90: 30.0, p95: 60.0, p99: 600.0, max: 900.0 };
        let samples = histogram.iter().map(|bin| bin.count).sum();
        Downtime::of(window, samples, histogram, &quantiles, Some(1_296.0))
    }

    #[test]
    fn zero_and_overflow_stand_apart() {
        let data = downtime(
            "month",
            &[bin(0.0, 0.0, 90), bin(0.0, 60.0, 6), bin(60.0, 120.0, 3), bin(120.0, 900.0, 1)],
        );
        assert_eq!((data.none, data.bins.len()), (90, 2));
        assert_eq!(data.beyond, Some(bin(120.0, 900.0, 1)));
        assert_eq!(data.tallest(), 0.06);
    }

    #[test]
    fn even_bins_have_no_overflow() {
        let data = downtime("28d", &[bin(0.0, 60.0, 6), bin(60.0, 120.0, 3)]);
        assert_eq!((data.none, data.bins.len(), data.beyond), (0, 2, None));
    }

    #[test]
    fn the_words_name_what_is_drawn() {
        let words = downtime("28d", &[bin(0.0, 0.0, 3), bin(0.0, 60.0, 1)]).in_words();
        assert!(words.starts_with("Of 4 simulated windows of 28d, 75 % had no downtime."), "{words}");
        assert!(words.contains("The objective allows"), "{words}");
        assert!(!words.contains("p50"), "a percentile of zero is left out: {words}");
    }
}
