//! The histogram of downtime per window, counted exactly at several bin widths at once, all of them widths people
//! use; the width that shows most is chosen at the end. Counts add up over runs in any order.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::answer::HistogramBin;
use super::block::are_counts;

/// Bin widths in seconds.
const WIDTHS: [u32; 20] = [
    1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 10_800, 21_600, 43_200, 86_400,
    172_800, 604_800,
];
/// Width → the greatest length of which it and all wider ones are multiples: bins of that length make up the bins of all of them.
const GRAINS: [u32; 20] = {
    let mut grains = WIDTHS;
    let mut width = 19;
    while width > 0 {
        width -= 1;
        let (mut a, mut b) = (grains[width], grains[width + 1]);
        while b > 0 {
            (a, b) = (b, a % b);
        }
        grains[width] = a;
    }
    grains
};
/// Bins of each width; with the zero bin and the overflow at most 60 are shown.
const BINS: usize = 58;
/// Bins of one grain up to where its width ends: no width has more than two grains.
const GRAIN_BINS: usize = 2 * BINS;
/// Share of the windows with downtime that must lie inside the bins of the chosen width.
const SHOWN: f64 = 0.995;

/// Counts of positive durations: by the narrowest width in whose bins they lie, and by that width's grain.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Histogram {
    counts: Vec<u64>,
    total: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: vec![0; WIDTHS.len() * GRAIN_BINS], total: 0 }
    }
}

impl Histogram {
    /// Counts one window.
    pub(crate) fn add(&mut self, hours: f64) {
        // Borders belong to the bin above; rounding must not decide for durations that are round numbers.
        let seconds = hours * 3_600.0 * (1.0 + 1e-12) + 1e-6;
        self.total += 1;
        let width = WIDTHS.partition_point(|width| seconds >= f64::from(*width) * BINS as f64);
        if width < WIDTHS.len() {
            self.counts[width * GRAIN_BINS + (seconds / f64::from(GRAINS[width])) as usize] += 1;
        }
    }

    /// Whether a block can have found them.
    pub(crate) fn is_sound(&self) -> bool {
        are_counts(&[self.total]) && are_counts(&self.counts)
    }

    /// Adds all of another's.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.total += other.total;
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
    }

    /// The bins of one width.
    fn row(&self, width: usize) -> Vec<u64> {
        let mut row = vec![0; BINS];
        for (counts, grain) in self.counts.chunks_exact(GRAIN_BINS).zip(GRAINS).take(width + 1) {
            for (bin, count) in counts.iter().enumerate() {
                row[(bin * grain as usize / WIDTHS[width] as usize).min(BINS - 1)] += count;
            }
        }
        row
    }

    /// The bins to show: exactly zero first, then equal bins from 0 as far as there is anything, then one for what lies
    /// beyond, up to `most_hours`. `allowed_hours` is kept in view where it does not squeeze the data.
    pub(crate) fn bins(&self, zeros: u64, allowed_hours: Option<f64>, most_hours: f64) -> Vec<HistogramBin> {
        let mut shown = vec![HistogramBin { from: 0.0, to: 0.0, count: zeros }];
        if self.total == 0 {
            return shown;
        }
        let inside = |width: usize| self.counts[..(width + 1) * GRAIN_BINS].iter().sum::<u64>();
        let fits = |width: usize| inside(width) as f64 >= SHOWN * self.total as f64;
        let last = WIDTHS.len() - 1;
        let narrowest = (0..last).find(|&width| fits(width)).unwrap_or(last);
        let reach = |width: usize| f64::from(WIDTHS[width]) * BINS as f64;
        let wanted = allowed_hours.map_or(0.0, |hours| hours * 3_600.0);
        let width = if wanted <= 4.0 * reach(narrowest) {
            (narrowest..last).find(|&width| reach(width) > wanted).unwrap_or(last)
        } else {
            narrowest
        };
        let step = f64::from(WIDTHS[width]);
        let counts = self.row(width);
        let used = counts.iter().rposition(|&count| count > 0).map_or(0, |bin| bin + 1);
        for (bin, &count) in counts[..used].iter().enumerate() {
            shown.push(HistogramBin { from: bin as f64 * step, to: (bin + 1) as f64 * step, count });
        }
        let beyond = self.total.saturating_sub(inside(width));
        if beyond > 0 {
            let from = step * used as f64;
            let to = (libm::floor(most_hours * 3_600.0 / step) + 1.0) * step;
            shown.push(HistogramBin { from, to: to.max(from + step), count: beyond });
        }
        shown
    }
}

/// On the wire: what lies beyond every bin is the total less the widest row, so both are kept, the rest sparse.
#[derive(Serialize, Deserialize)]
struct Wire {
    total: u64,
    bins: Vec<(usize, u64)>,
}

impl Serialize for Histogram {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let bins = self.counts.iter().copied().enumerate().filter(|&(_, count)| count > 0).collect();
        Wire { total: self.total, bins }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Histogram {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let wire = Wire::deserialize(deserializer)?;
        let mut histogram = Self { total: wire.total, ..Self::default() };
        for (bin, count) in wire.bins {
            let slot =
                histogram.counts.get_mut(bin).ok_or_else(|| serde::de::Error::custom("no such bin"))?;
            *slot = count;
        }
        Ok(histogram)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_add_up_and_are_round() {
        let mut histogram = Histogram::default();
        for second in 1..=2_000 {
            histogram.add(f64::from(second) / 3_600.0);
        }
        histogram.add(100.0);
        let bins = histogram.bins(17, Some(0.72), 100.0);
        assert_eq!(bins[0], HistogramBin { from: 0.0, to: 0.0, count: 17 });
        assert_eq!(bins.iter().map(|bin| bin.count).sum::<u64>(), 2_018);
        assert!(bins.len() <= 60);
        assert_eq!(bins[1], HistogramBin { from: 0.0, to: 60.0, count: 59 });
        assert_eq!(bins[2], HistogramBin { from: 60.0, to: 120.0, count: 60 });
        assert!(bins.windows(2).all(|pair| pair[0].to == pair[1].from));
        assert_eq!(bins[bins.len() - 1].to, 360_060.0);
    }

    /// A downtime of exactly 45 s counts in 45…60, whatever the subtraction of two times made of it.
    #[test]
    fn round_durations_are_not_split() {
        let mut histogram = Histogram::default();
        for start in 0..1_000 {
            let start = f64::from(start) * 87.654_321;
            histogram.add((start + 45.0 / 3_600.0) - start);
        }
        let bins = histogram.bins(0, None, 45.0 / 3_600.0);
        assert_eq!(bins[bins.len() - 1], HistogramBin { from: 45.0, to: 46.0, count: 1_000 });
    }

    #[test]
    fn nothing_but_zero() {
        assert_eq!(Histogram::default().bins(5, Some(1.0), 0.0).len(), 1);
    }
}
