//! Quantiles in flat memory: counts in buckets that double every 128, so that a quantile is right to 0.4 %.
//!
//! Bucket edges are the numbers whose mantissa ends after 7 bits: finding a bucket takes no logarithm, and sketches of
//! different runs merge by adding counts.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::block::are_counts;

/// Bits of the mantissa kept.
const BITS: u32 = 7;
/// Durations below 2⁻³⁰ h (3 µs) share the first bucket.
const LEAST_EXPONENT: u64 = 1023 - 30;
/// Buckets up to 2³⁰ h.
const BUCKETS: usize = 60 << BITS;

/// Counts of positive durations by size.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sketch {
    counts: Vec<u64>,
    total: u64,
}

impl Default for Sketch {
    fn default() -> Self {
        Self { counts: vec![0; BUCKETS], total: 0 }
    }
}

fn bucket(value: f64) -> usize {
    let key = value.to_bits() >> (52 - BITS);
    (key.saturating_sub(LEAST_EXPONENT << BITS) as usize).min(BUCKETS - 1)
}

/// The middle of a bucket.
fn middle(bucket: usize) -> f64 {
    let edge = |bucket: usize| f64::from_bits(((LEAST_EXPONENT << BITS) + bucket as u64) << (52 - BITS));
    f64::midpoint(edge(bucket), edge(bucket + 1))
}

impl Sketch {
    /// Counts one value; zero and less go to the smallest bucket.
    pub(crate) fn add(&mut self, value: f64) {
        self.counts[if value > 0.0 { bucket(value) } else { 0 }] += 1;
        self.total += 1;
    }

    /// Adds all of another's.
    pub(crate) fn merge(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(&other.counts) {
            *count += more;
        }
        self.total += other.total;
    }

    /// Whether a block can have found them.
    pub(crate) fn is_sound(&self) -> bool {
        are_counts(&[self.total]) && are_counts(&self.counts)
    }

    /// How many values.
    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// How many values lie between each two edges, the lower one included; right to 0.4 % of the edges.
    pub(crate) fn between(&self, edges: &[f64]) -> Vec<u64> {
        let mut found = vec![0; edges.len().saturating_sub(1)];
        for (bucket, &count) in self.counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let place = edges.partition_point(|edge| *edge <= middle(bucket));
            if let Some(slot) = place.checked_sub(1).and_then(|place| found.get_mut(place)) {
                *slot += count;
            }
        }
        found
    }

    /// The value that a fraction `quantile` of all values does not exceed, where `zeros` further values are zero
    /// (the ⌈q·n⌉-th smallest); 0 when there are none. Right to 0.4 %.
    pub(crate) fn quantile(&self, quantile: f64, zeros: u64) -> f64 {
        let total = self.total + zeros;
        self.at_rank((libm::ceil(quantile * total as f64) as u64).clamp(1, total.max(1)), zeros)
    }

    /// The value of this rank, from 1, among the values and so many zeros; 0 beyond the last.
    pub(crate) fn at_rank(&self, rank: u64, zeros: u64) -> f64 {
        let mut seen = zeros;
        if rank <= seen {
            return 0.0;
        }
        for (bucket, &count) in self.counts.iter().enumerate() {
            seen += count;
            if rank <= seen {
                return middle(bucket);
            }
        }
        0.0
    }
}

impl Serialize for Sketch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.counts.iter().enumerate().filter(|(_, count)| **count > 0))
    }
}

impl<'de> Deserialize<'de> for Sketch {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut sketch = Self::default();
        for (bucket, count) in Vec::<(usize, u64)>::deserialize(deserializer)? {
            let slot =
                sketch.counts.get_mut(bucket).ok_or_else(|| serde::de::Error::custom("no such bucket"))?;
            *slot = count;
            sketch.total = sketch.total.saturating_add(count);
        }
        Ok(sketch)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Quantiles of 1 … 10,000 s are known; every one within 0.5 %.
    #[test]
    fn quantiles_are_close() {
        let mut sketch = Sketch::default();
        (1..=10_000).for_each(|second| sketch.add(f64::from(second) / 3_600.0));
        for quantile in [0.1, 0.5, 0.9, 0.95, 0.99, 0.999] {
            let value = sketch.quantile(quantile, 0) * 3_600.0;
            assert!((value / (10_000.0 * quantile) - 1.0).abs() < 0.005, "{quantile} {value}");
        }
        assert_eq!(sketch.quantile(0.5, 10_000), 0.0);
        assert!((sketch.quantile(0.75, 10_000) * 3_600.0 / 5_000.0 - 1.0).abs() < 0.005);
    }

    /// 1 … 10,000 s between 0, 100 s, 1,000 s and 20,000 s: 99, 900 and 9,001 of them, but for those within 0.4 % of an edge.
    #[test]
    fn counts_between_edges() {
        let mut sketch = Sketch::default();
        (1..=10_000).for_each(|second| sketch.add(f64::from(second) / 3_600.0));
        let found = sketch.between(&[0.0, 100.0, 1_000.0, 20_000.0].map(|seconds| seconds / 3_600.0));
        assert_eq!(found.iter().sum::<u64>(), 10_000);
        for (count, wanted) in found.iter().zip([99_u64, 900, 9_001]) {
            assert!(count.abs_diff(wanted) <= 6, "{found:?}");
        }
    }

    #[test]
    fn merges_and_travels() {
        let (mut one, mut two) = (Sketch::default(), Sketch::default());
        [1e-12, 0.0, 0.5].iter().for_each(|&value| one.add(value));
        [1e12, 0.5].iter().for_each(|&value| two.add(value));
        one.merge(&two);
        assert_eq!(one.total(), 5);
        let text = serde_json::to_string(&one).unwrap();
        assert!(text.len() < 60, "{text}");
        assert_eq!(serde_json::from_str::<Sketch>(&text).unwrap(), one);
        assert!(serde_json::from_str::<Sketch>("[[99999, 1]]").is_err());
    }
}
