//! What one window brings: how long down, how long the longest outage.

use super::answer::{ExceedPoint, Percentiles, WindowAnswer};
use super::balance::Balance;
use super::downtime;
use super::law::TimeLaw;
use super::planned::{Planned, PromiseLaw};
use super::reward::Reward;
use crate::order;
use crate::units::{HOURS_PER_YEAR, Window};

/// Points of the curve of a window's downtime.
const CURVE_POINTS: usize = 25;
/// Halvings of a bracket until a percentile is known to 1 in 500 of it; most steps towards one.
const HALVINGS: u32 = 9;
/// Terms of the inversion for points of the curve: they are seen, not compared.
const CURVE_TERMS: u32 = 24;

/// Lengths of outages that differ by less than this share of them are one.
const ALIKE: f64 = 1e-12;

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
        let kinds = books.shares.iter().flat_map(|share| share.kinds.iter().copied()).collect();
        Self { kinds: alike(kinds), chain, hopeless: books.down >= 1.0 }
    }

    /// Adds kinds of outage.
    pub fn add(&mut self, kinds: Vec<(f64, TimeLaw)>) {
        let mut all = std::mem::take(&mut self.kinds);
        all.extend(kinds);
        self.kinds = alike(all);
    }

    /// The kinds of outage it is made of where it is not a chain's: how many begin an hour, and how long they last.
    #[must_use]
    pub fn kinds(&self) -> &[(f64, TimeLaw)] {
        &self.kinds
    }

    /// Whether it is that of the journey's chain, and not of independent outages.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.chain.is_some()
    }

    /// The law of what counts of each outage: `reach` gives, for a mean length, the share of such outages that count at all and the share of all downtime that
    /// counts. No longer that of a chain.
    #[inline(never)]
    #[must_use]
    pub(super) fn counting(&self, reach: impl Fn(f64) -> (f64, f64)) -> Self {
        let kind = |&(rate, time): &(f64, TimeLaw)| {
            let (touched, counted) = reach(time.mean);
            let mean = if touched > 0.0 { time.mean * counted / touched } else { 0.0 };
            (rate * touched, TimeLaw { mean, ..time })
        };
        Self { kinds: self.kinds.iter().map(kind).collect(), chain: None, hopeless: self.hopeless }
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

    /// Hours that an outage of one year exceeds with the chance `wanted`.
    fn longest(&self, wanted: f64) -> f64 {
        let exceeds = |x: f64| self.longest_exceeds(HOURS_PER_YEAR, x) > wanted;
        if !exceeds(0.0) {
            return 0.0;
        }
        let mut high = 1.0 / 3_600.0;
        while exceeds(high) && high < HOURS_PER_YEAR {
            high *= 2.0;
        }
        let low = if high > 1.0 / 3_600.0 { high / 2.0 } else { 0.0 };
        halve((low, high), exceeds)
    }
}

/// Outages of equal length, but for rounding, are one kind.
fn alike(mut kinds: Vec<(f64, TimeLaw)>) -> Vec<(f64, TimeLaw)> {
    // Lengths are not negative: their bits are in their order.
    order::sort_by_key(&mut kinds, |(_, law)| (law.shape.to_bits(), law.mean.to_bits()));
    kinds.dedup_by(|(more, law), (rate, kept)| {
        let same = law.shape == kept.shape && law.mean <= kept.mean * (1.0 + ALIKE);
        *rate += if same { *more } else { 0.0 };
        same
    });
    kinds
}

/// The law of one window in the making: a point at a time, for those who must not wait long for any.
#[derive(Clone, Debug)]
pub struct Drawing {
    law: WindowLaw,
    planned: Planned,
    /// All outages, at any hour.
    outages: WindowLaw,
    window: Window,
    /// Hours that count.
    most: f64,
    /// Hours down on average.
    mean: f64,
    /// Hours at which the curve ends, and whether that is settled.
    end: (f64, bool),
    /// Hours, and the chance of more.
    curve: Vec<(f64, f64)>,
    /// The percentiles so far, in seconds.
    downtime: Vec<f64>,
}

/// What is exceeded with the chances of the percentiles.
const EXCEEDED: [f64; 4] = [0.5, 0.1, 0.05, 0.01];

impl Drawing {
    /// Of what counts in a window, of a journey with such `outages` that is down the fraction `down` of the time but for planned work.
    #[must_use]
    pub fn new(counting: PromiseLaw, outages: WindowLaw, window: Window, down: f64) -> Self {
        let hours = window.hours();
        let (planned, most) = (counting.certain(hours), hours * counting.counted);
        let mean = (down + counting.worked()).min(1.0) * most;
        let end = ((mean * 4.0).clamp(most * 1e-7, most), false);
        let curve = vec![(0.0, counting.exceeds(hours, 0.0))];
        Self { law: counting.law, planned, outages, window, most, mean, end, curve, downtime: Vec::new() }
    }

    /// P(more than `hours` of what counts), for a point of the curve.
    fn seen(&self, hours: f64) -> f64 {
        self.planned.exceeds(hours, |hours| self.law.seen(self.window.hours(), hours))
    }

    /// One point more: of the curve, from nothing to where it is next to nothing in steps that grow, then the percentiles. False when there is no
    /// more to do.
    pub fn step(&mut self) -> bool {
        let (end, settled) = self.end;
        if !settled {
            let ends = end >= self.most || self.seen(end) <= 2e-3;
            self.end = if ends { (end, true) } else { ((end * 2.0).min(self.most), false) };
            return true;
        }
        if self.curve.len() <= CURVE_POINTS {
            let share = self.curve.len() as f64 / CURVE_POINTS as f64;
            let x = end * share * share;
            // The inversion's last digits are not left to rise again.
            let last = self.curve.last().map_or(1.0, |(_, last)| *last);
            self.curve.push((x, self.seen(x).min(last)));
            return true;
        }
        let Some(&wanted) = EXCEEDED.get(self.downtime.len()) else { return false };
        let bracket = self.curve.windows(2).find(|pair| pair[0].1 > wanted && pair[1].1 <= wanted);
        let found = match bracket {
            Some(pair) => meet((pair[0], pair[1]), wanted, |x| self.seen(x)),
            None if self.curve[0].1 > wanted => self.most,
            None => 0.0,
        };
        self.downtime.push(found * 3_600.0);
        true
    }

    /// The rest of the work, and what was found.
    #[must_use]
    pub fn answer(mut self) -> WindowAnswer {
        while self.step() {}
        self.finish()
    }

    /// What was found.
    #[must_use]
    pub fn finish(self) -> WindowAnswer {
        let percentiles = |of: [f64; 4]| Percentiles { p50: of[0], p90: of[1], p95: of[2], p99: of[3] };
        let downtime = std::array::from_fn(|at| self.downtime.get(at).copied().unwrap_or(0.0));
        let point = |(x, p): &(f64, f64)| ExceedPoint { seconds: x * 3_600.0, probability: *p };
        WindowAnswer {
            window: self.window.to_string(),
            window_seconds: self.window.seconds(),
            exact: self.law.is_exact(),
            no_downtime: 1.0 - self.curve[0].1,
            mean_seconds: self.mean * 3_600.0,
            downtime_seconds: percentiles(downtime),
            longest_outage_seconds_per_year: percentiles(
                EXCEEDED.map(|wanted| self.outages.longest(wanted) * 3_600.0),
            ),
            curve: self.curve.iter().map(point).collect(),
        }
    }
}

fn halve((mut low, mut high): (f64, f64), is_above: impl Fn(f64) -> bool) -> f64 {
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

/// Where a falling curve comes down to `wanted`, between two of its points: by straight lines, each end that stays pulled towards the other
/// (the Illinois rule), until it is met to 1 in 1,000 or the bracket is as small as after all halvings.
fn meet((mut low, mut high): ((f64, f64), (f64, f64)), wanted: f64, curve: impl Fn(f64) -> f64) -> f64 {
    let width = high.0 - low.0;
    let (mut above, mut below) = (low.1 - wanted, high.1 - wanted);
    for _ in 0..HALVINGS {
        let x = low.0 + (high.0 - low.0) * above / (above - below).max(f64::MIN_POSITIVE);
        let value = curve(x) - wanted;
        if value.abs() <= 1e-3 * wanted || high.0 - low.0 < width / 500.0 {
            return x;
        }
        if value > 0.0 {
            (low.0, above, below) = (x, value, below / 2.0);
        } else {
            (high.0, below, above) = (x, value, above / 2.0);
        }
    }
    low.0.midpoint(high.0)
}
