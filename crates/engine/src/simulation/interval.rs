//! Means that merge, and the intervals around them: Student's t over replications, exact Poisson limits where few
//! events were seen, Wilson's for shares. None ever shrinks to nothing because nothing was seen.

use serde::{Deserialize, Serialize};

use super::answer::Interval;
use super::block::{are_counts, are_sums};

/// Count, mean and sum of squared deviations of one figure a replication, merged without cancellation \[chan1983\].
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Moments {
    count: u64,
    mean: f64,
    squares: f64,
}

impl Moments {
    /// Of so many figures with this sum and sum of squares.
    pub(crate) fn from_sums(count: u64, sum: f64, squares: f64) -> Self {
        let mean = sum / count.max(1) as f64;
        Self { count, mean, squares: (squares - sum * mean).max(0.0) }
    }

    /// Whether a block can have found them.
    pub(crate) fn is_sound(&self) -> bool {
        are_counts(&[self.count]) && are_sums(&[self.mean, self.squares])
    }

    /// One more replication's figure.
    pub(crate) fn add(&mut self, value: f64) {
        self.count += 1;
        let delta = value - self.mean;
        self.mean += delta / self.count as f64;
        self.squares += delta * (value - self.mean);
    }

    /// All of another's.
    pub(crate) fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        let (own, more) = (self.count as f64, other.count as f64);
        let delta = other.mean - self.mean;
        self.mean += delta * more / (own + more);
        self.squares += other.squares + delta * delta * own * more / (own + more);
        self.count += other.count;
    }

    /// How many replications.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// The mean.
    pub(crate) fn mean(&self) -> f64 {
        self.mean
    }

    /// The variance between replications; none with fewer than two.
    pub(crate) fn variance(&self) -> Option<f64> {
        (self.count > 1).then(|| self.squares / (self.count - 1) as f64)
    }
}

/// The interval around a mean of figures that are never negative and come from `events` outages in all.
///
/// Student's t over the replications, widened to the exact Poisson limits \[garwood1936\] of the number of events: with few
/// of them the figures are too skewed for Student's. With none at all, the limit is that of −ln(α/2) events of the size
/// `one_event` (what a single event adds to the mean).
pub(crate) fn around_mean(moments: &Moments, events: u64, one_event: f64, confidence: f64) -> Interval {
    let mean = moments.mean();
    let tail = (1.0 - confidence) / 2.0;
    if events == 0 {
        return Interval { mean, low: mean.min(0.0), high: mean - libm::log(tail) * one_event };
    }
    let half = match moments.variance() {
        Some(variance) => student(tail, moments.count() - 1) * libm::sqrt(variance / moments.count() as f64),
        None => f64::INFINITY,
    };
    let seen = events as f64;
    let low = (mean - half).min(mean * poisson_low(seen, tail) / seen).max(0.0);
    let high = mean * poisson_high(seen, tail) / seen;
    Interval { mean, low, high: if half.is_finite() { high.max(mean + half) } else { high } }
}

/// By how much the successes of whole replications vary more than independent trials would; 1 where they do not.
pub(crate) fn clumping(successes: u64, trials: u64, per_replication: &Moments) -> f64 {
    let p = successes as f64 / trials.max(1) as f64;
    let expected = p * (1.0 - p) * trials as f64 / per_replication.count().max(1) as f64;
    match per_replication.variance() {
        Some(variance) if expected > 0.0 => (variance / expected).max(1.0),
        _ => 1.0,
    }
}

/// Wilson's interval for a share \[wilson1927\], after reducing the number of trials where they come in clumps: when the
/// successes of whole replications vary more than independent trials would, by that factor.
pub(crate) fn share(successes: u64, trials: u64, per_replication: &Moments, confidence: f64) -> Interval {
    if trials == 0 {
        return Interval { mean: 0.0, low: 0.0, high: 1.0 };
    }
    let p = successes as f64 / trials as f64;
    let clumping = clumping(successes, trials, per_replication);
    let n = (trials as f64 / clumping).max(1.0);
    let z = -normal_quantile((1.0 - confidence) / 2.0);
    let square = z * z / n;
    let centre = (p + square / 2.0) / (1.0 + square);
    let half = z / (1.0 + square) * libm::sqrt(p * (1.0 - p) / n + square / (4.0 * n));
    let low = if successes == 0 { 0.0 } else { (centre - half).clamp(0.0, p) };
    let high = if successes == trials { 1.0 } else { (centre + half).clamp(p, 1.0) };
    Interval { mean: p, low, high }
}

/// Wilson's interval for a share of trials that do not hang together.
#[must_use]
pub fn share_of(successes: u64, trials: u64, confidence: f64) -> Interval {
    share(successes, trials, &Moments::default(), confidence)
}

/// The ranks (from 1) between which the value lies that a fraction `quantile` of all does not exceed, by the binomial number of samples below
/// it, as normal (order statistics; no law is assumed); no upper one where the samples do not reach so far. `clumping` is by how much the
/// samples vary more than independent ones.
pub(crate) fn quantile_ranks(
    quantile: f64,
    samples: u64,
    clumping: f64,
    confidence: f64,
) -> (u64, Option<u64>) {
    if samples == 0 {
        return (0, None);
    }
    let (all, n) = (samples as f64, (samples as f64 / clumping.max(1.0)).max(1.0));
    let z = -normal_quantile((1.0 - confidence) / 2.0);
    let half = z * libm::sqrt(quantile * (1.0 - quantile) / n);
    let low = libm::floor((quantile - half) * all).max(0.0) as u64;
    let high = libm::ceil((quantile + half) * all) as u64 + 1;
    (low, (high <= samples).then_some(high))
}

/// Least rate that explains `seen` events at least with probability `tail`.
fn poisson_low(seen: f64, tail: f64) -> f64 {
    if seen <= 1.0 {
        return -libm::log1p(-tail);
    }
    chi_square_quantile(2.0 * seen, normal_quantile(tail)) / 2.0
}

/// Greatest rate that explains `seen` events at most with probability `tail`.
fn poisson_high(seen: f64, tail: f64) -> f64 {
    chi_square_quantile(2.0 * seen + 2.0, -normal_quantile(tail)) / 2.0
}

/// χ² quantile by Wilson and Hilferty's cube, for the normal quantile `z`. Off by less than 6 % from 2 degrees on at the
/// 0.5 % tails, less than 1 % from 10 on.
fn chi_square_quantile(degrees: f64, z: f64) -> f64 {
    let part = 2.0 / (9.0 * degrees);
    let root = (1.0 - part + z * libm::sqrt(part)).max(0.0);
    degrees * root * root * root
}

/// Quantile of the standard normal law: Acklam's rational approximation, one Halley step to full precision.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    if !(p > 0.0 && p < 1.0) {
        return if p <= 0.0 { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    if p > 0.5 {
        return -normal_quantile(1.0 - p);
    }
    let start = if p < 0.024_25 { acklam_tail(p) } else { acklam_centre(p) };
    let error = 0.5 * libm::erfc(-start * std::f64::consts::FRAC_1_SQRT_2) - p;
    let step = error * libm::sqrt(2.0 * std::f64::consts::PI) * libm::exp(start * start / 2.0);
    start - step / (1.0 + start * step / 2.0)
}

fn acklam_tail(p: f64) -> f64 {
    const TOP: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const BOTTOM: [f64; 5] = [
        7.784_695_709_041_462e-3,
        3.224_671_290_700_398e-1,
        2.445_134_137_142_996,
        3.754_408_661_907_416,
        1.0,
    ];
    let q = libm::sqrt(-2.0 * libm::log(p));
    polynomial(&TOP, q) / polynomial(&BOTTOM, q)
}

fn acklam_centre(p: f64) -> f64 {
    const TOP: [f64; 6] = [
        -3.969_683_028_665_376e1,
        2.209_460_984_245_205e2,
        -2.759_285_104_469_687e2,
        1.383_577_518_672_69e2,
        -3.066_479_806_614_716e1,
        2.506_628_277_459_239,
    ];
    const BOTTOM: [f64; 6] = [
        -5.447_609_879_822_406e1,
        1.615_858_368_580_409e2,
        -1.556_989_798_598_866e2,
        6.680_131_188_771_972e1,
        -1.328_068_155_288_572e1,
        1.0,
    ];
    let q = p - 0.5;
    q * polynomial(&TOP, q * q) / polynomial(&BOTTOM, q * q)
}

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

/// Student's t: what is exceeded with probability `tail` (below ½) at so many degrees of freedom. Hill's algorithm 396
/// \[hill1970\], right to six digits; closed forms for 1 and 2.
pub(crate) fn student(tail: f64, degrees: u64) -> f64 {
    let (p, n) = (2.0 * tail, degrees as f64);
    if degrees <= 1 {
        let angle = p * std::f64::consts::FRAC_PI_2;
        return libm::cos(angle) / libm::sin(angle);
    }
    if degrees == 2 {
        return libm::sqrt(2.0 / (p * (2.0 - p)) - 2.0);
    }
    let a = 1.0 / (n - 0.5);
    let b = 48.0 / (a * a);
    let mut c = ((20_700.0 * a / b - 98.0) * a - 16.0) * a + 96.36;
    let d = ((94.5 / (b + c) - 3.0) / b + 1.0) * libm::sqrt(a * std::f64::consts::FRAC_PI_2) * n;
    let mut y = libm::pow(d * p, 2.0 / n);
    if y > 0.05 + a {
        let x = normal_quantile(tail);
        y = x * x;
        if degrees < 5 {
            c += 0.3 * (n - 4.5) * (x + 0.6);
        }
        c += (((0.05 * d * x - 5.0) * x - 7.0) * x - 2.0) * x + b;
        y = (((((0.4 * y + 6.3) * y + 36.0) * y + 94.5) / c - y - 3.0) / b + 1.0) * x;
        y = libm::expm1(a * y * y);
    } else {
        y = ((1.0 / (((n + 6.0) / (n * y) - 0.089 * d - 0.822) * (n + 2.0) * 3.0) + 0.5 / (n + 4.0)) * y
            - 1.0)
            * (n + 1.0)
            / (n + 2.0)
            + 1.0 / y;
    }
    libm::sqrt(n * y)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Printed tables (Abramowitz and Stegun, table 26.10): t at 99 % two-sided, and 95 %.
    #[test]
    fn student_tables() {
        let table = [
            (1, 63.657, 12.706),
            (2, 9.925, 4.303),
            (3, 5.841, 3.182),
            (5, 4.032, 2.571),
            (10, 3.169, 2.228),
        ];
        let more = [(30, 2.750, 2.042), (120, 2.617, 1.980), (1_000_000, 2.576, 1.960)];
        for (degrees, at99, at95) in table.into_iter().chain(more) {
            assert!((student(0.005, degrees) - at99).abs() < 1e-3, "{degrees} {}", student(0.005, degrees));
            assert!((student(0.025, degrees) - at95).abs() < 1e-3, "{degrees} {}", student(0.025, degrees));
        }
    }

    #[test]
    fn normal_table() {
        for (p, z) in [
            (0.5, 0.0),
            (0.975, 1.959_963_984_540_054),
            (0.005, -2.575_829_303_548_901),
            (1e-10, -6.361_340_902_404_056),
        ] {
            assert!((normal_quantile(p) - z).abs() < 1e-9, "{p} {}", normal_quantile(p));
        }
    }

    /// Garwood's limits for 95 %: 1 event 0.0253–5.572, 10 events 4.795–18.39 (printed tables).
    #[test]
    fn poisson_tables() {
        for (seen, low, high) in [(1.0, 0.0253, 5.572), (10.0, 4.795, 18.39), (100.0, 81.36, 121.63)] {
            assert!((poisson_low(seen, 0.025) - low).abs() < 0.02 * low + 0.005, "{seen}");
            assert!((poisson_high(seen, 0.025) / high - 1.0).abs() < 0.01, "{seen}");
        }
    }

    /// Wilson for 0 of 10 at 95 % ends at 0.2775; 5 of 10 is 0.2366–0.7634 (Brown, Cai, DasGupta 2001).
    #[test]
    fn wilson_table() {
        let none = share(0, 10, &Moments::default(), 0.95);
        assert_eq!(none.low, 0.0);
        assert!((none.high - 0.2775).abs() < 1e-4);
        let half = share(5, 10, &Moments::default(), 0.95);
        assert!((half.low - 0.2366).abs() < 1e-4 && (half.high - 0.7634).abs() < 1e-4);
        assert_eq!(share(0, 0, &Moments::default(), 0.95).high, 1.0);
    }

    #[test]
    fn moments_merge() {
        let values = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0];
        let of = |values: &[f64]| {
            let mut moments = Moments::default();
            values.iter().for_each(|&value| moments.add(value));
            moments
        };
        let (mut parts, whole) = (of(&values[..2]), of(&values));
        parts.merge(&of(&values[2..]));
        parts.merge(&Moments::default());
        assert!((parts.mean() - 23.0 / 6.0).abs() < 1e-14 && (whole.mean() - parts.mean()).abs() < 1e-14);
        let difference = parts.variance().unwrap_or(0.0) - 8.966_666_666_666_667;
        assert!(difference.abs() < 1e-12, "{difference}");
    }

    /// Nothing seen in 1,000 years at 99 %: at most 5.298 events in that time.
    #[test]
    fn nothing_seen() {
        let mut moments = Moments::default();
        moments.add(0.0);
        moments.add(0.0);
        let interval = around_mean(&moments, 0, 1e-3, 0.99);
        assert_eq!(interval.low, 0.0);
        assert!((interval.high - 5.298_317_366_548e-3).abs() < 1e-12);
    }
}
