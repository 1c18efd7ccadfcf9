//! What one window brings: how long down, how long the longest outage, what credit.

use super::answer::{CreditChance, ExceedPoint, Percentiles, WindowAnswer};
use super::balance::Balance;
use super::downtime;
use super::law::TimeLaw;
use super::reward::Reward;
use crate::model::Objective;
use crate::order;
use crate::units::{HOURS_PER_YEAR, Window};

/// Points of the curve of a window's downtime.
const CURVE_POINTS: usize = 25;
/// Halvings of a bracket of the curve until a percentile is known to 1 in 500 of it.
const HALVINGS: u32 = 9;
/// Terms of the inversion for points of the curve: they are seen, not compared.
const CURVE_TERMS: u32 = 24;

/// The law of the downtime in any window.
#[derive(Clone, Debug)]
pub struct WindowLaw {
    /// Kinds of outage: per hour, and length.
    kinds: Vec<(f64, TimeLaw)>,
    /// The journey as one chain in its long run, where it is small and all its times are exponential.
    chain: Option<Reward>,
    /// Always down.
    hopeless: bool,
}

impl WindowLaw {
    /// From the books of a journey, and its chain where there is one.
    #[must_use]
    pub fn new(books: &Balance, chain: Option<Reward>) -> Self {
        let mut kinds: Vec<(f64, TimeLaw)> =
            books.shares.iter().flat_map(|share| share.kinds.iter().copied()).collect();
        // Outages of equal length are one kind.
        order::sort_by(&mut kinds, |(_, a), (_, b)| {
            a.mean.total_cmp(&b.mean).then(a.shape.total_cmp(&b.shape))
        });
        kinds.dedup_by(|(more, law), (rate, kept)| {
            let same = law == kept;
            *rate += if same { *more } else { 0.0 };
            same
        });
        Self { kinds, chain, hopeless: books.down >= 1.0 }
    }

    /// Whether it is that of the journey's chain, and not of independent outages.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.chain.is_some()
    }

    /// P(more than `hours` down in a window of `window` hours).
    #[must_use]
    pub fn exceeds(&self, window: f64, hours: f64) -> f64 {
        match &self.chain {
            _ if self.hopeless => f64::from(u8::from(hours < window)),
            Some(chain) => chain.exceeds(window, hours),
            None => downtime::exceeds(window, hours, &self.kinds),
        }
    }

    /// The same for a point of the curve.
    fn seen(&self, window: f64, hours: f64) -> f64 {
        match &self.chain {
            None if !self.hopeless => downtime::exceeds_by(CURVE_TERMS, window, hours, &self.kinds),
            _ => self.exceeds(window, hours),
        }
    }

    /// P(an outage that begins within `span` hours lasts longer than `hours`) = 1 − exp(−span · Σ rateᵢ · P(Lᵢ > hours)): outages begin
    /// at random moments and have the lengths of their kinds.
    #[must_use]
    pub fn longest_exceeds(&self, span: f64, hours: f64) -> f64 {
        let rate: f64 = self.kinds.iter().map(|(rate, law)| rate * law.survival(hours)).sum();
        -libm::expm1(-span * rate)
    }

    /// What the credit table costs in one window: the chance of each step, and the expected percentage.
    ///
    /// Expected credit = Σ over the steps, the mildest first, of (step's percent − the one before's) · P(availability in the window is below).
    #[must_use]
    pub fn credits(&self, promise: &Objective) -> (Vec<CreditChance>, f64) {
        let window = promise.window().hours();
        let mut steps: Vec<(f64, f64)> =
            promise.credits.iter().flatten().map(|credit| (credit.below, credit.percent)).collect();
        order::sort_by(&mut steps, |a, b| b.0.total_cmp(&a.0));
        let below: Vec<f64> =
            steps.iter().map(|(below, _)| self.exceeds(window, (1.0 - below) * window)).collect();
        let (mut expected, mut paid) = (0.0, 0.0);
        let mut chances = Vec::with_capacity(steps.len());
        for (position, (limit, percent)) in steps.into_iter().enumerate() {
            expected += (percent - paid) * below[position];
            paid = percent;
            let next = below.get(position + 1).copied().unwrap_or(0.0);
            chances.push(CreditChance {
                below: limit,
                percent,
                probability: (below[position] - next).max(0.0),
            });
        }
        (chances, expected.max(0.0))
    }

    /// The whole law for one window.
    #[must_use]
    pub fn answer(&self, window: Window, mean: f64) -> WindowAnswer {
        let hours = window.hours();
        let some = self.exceeds(hours, 0.0);
        let curve = self.curve(hours, mean * hours, some);
        let downtime = |q: f64| {
            let wanted = 1.0 - q;
            let bracket = curve.windows(2).find(|pair| pair[0].1 > wanted && pair[1].1 <= wanted);
            let Some(pair) = bracket else { return if some > wanted { hours * 3_600.0 } else { 0.0 } };
            self.halve((pair[0].0, pair[1].0), |x| self.seen(hours, x) > wanted) * 3_600.0
        };
        let longest = |q: f64| {
            let wanted = 1.0 - q;
            let exceeds = |x: f64| self.longest_exceeds(HOURS_PER_YEAR, x) > wanted;
            if !exceeds(0.0) {
                return 0.0;
            }
            let mut high = 1.0 / 3_600.0;
            while exceeds(high) && high < HOURS_PER_YEAR {
                high *= 2.0;
            }
            let low = if high > 1.0 / 3_600.0 { high / 2.0 } else { 0.0 };
            self.halve((low, high), exceeds) * 3_600.0
        };
        let percentiles = |of: &dyn Fn(f64) -> f64| Percentiles {
            p50: of(0.5),
            p90: of(0.9),
            p95: of(0.95),
            p99: of(0.99),
        };
        WindowAnswer {
            window: window.to_string(),
            window_seconds: hours * 3_600.0,
            exact: self.is_exact(),
            no_downtime: 1.0 - some,
            mean_seconds: mean * hours * 3_600.0,
            downtime_seconds: percentiles(&downtime),
            longest_outage_seconds_per_year: percentiles(&longest),
            curve: curve.iter().map(|(x, p)| ExceedPoint { seconds: x * 3_600.0, probability: *p }).collect(),
        }
    }

    /// P(D > x) from nothing to where it is next to nothing, in steps that grow.
    fn curve(&self, window: f64, mean: f64, some: f64) -> Vec<(f64, f64)> {
        let mut high = (mean * 4.0).clamp(window * 1e-7, window);
        while high < window && self.seen(window, high) > 2e-3 {
            high = (high * 2.0).min(window);
        }
        let mut curve = vec![(0.0, some)];
        let mut last = some;
        for point in 1..=CURVE_POINTS {
            let share = point as f64 / CURVE_POINTS as f64;
            let x = high * share * share;
            // The inversion's last digits are not left to rise again.
            last = self.seen(window, x).min(last);
            curve.push((x, last));
        }
        curve
    }

    fn halve(&self, (mut low, mut high): (f64, f64), is_above: impl Fn(f64) -> bool) -> f64 {
        for _ in 0..HALVINGS {
            let middle = low.midpoint(high);
            if is_above(middle) {
                low = middle;
            } else {
                high = middle;
            }
        }
        low.midpoint(high)
    }
}
