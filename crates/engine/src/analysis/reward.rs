//! The downtime of one window of a small Markov chain, exactly: the law of the time spent in its down states.
//!
//! E[e^(−sD)] = π·exp((Q − s·diag(down))·T)·1, inverted by Euler summation \[abate-whitt1995\].

use super::downtime;
use super::law::Complex;
use super::motion::Motion;

/// Terms of the inversion before the averaging: absolute error about 1e−8 against Sericola's method, as with twice as many.
const TERMS: u32 = 16;

/// A chain made ready to be asked for the law of its downtime.
#[derive(Clone, Debug)]
pub struct Reward {
    states: usize,
    /// Rates per hour, row by row, the diagonal included.
    rates: Vec<f64>,
    down: Vec<bool>,
    start: Vec<f64>,
}

impl Reward {
    /// The chain `motion`, which begins in the distribution `start`, with states that behave alike taken together; none when more than
    /// `most` are left.
    #[must_use]
    pub fn new(motion: &Motion, start: &[f64], most: usize) -> Option<Self> {
        let blocks = alike(motion);
        let states = blocks.iter().max().map_or(0, |last| last + 1);
        if states > most {
            return None;
        }
        let mut reward = Self {
            states,
            rates: vec![0.0; states * states],
            down: vec![false; states],
            start: vec![0.0; states],
        };
        // States of a block have the same rates to every other block: the first one stands for all.
        let mut first = vec![u32::MAX; states];
        for (state, &block) in (0..).zip(&blocks) {
            first[block] = first[block].min(state);
            reward.down[block] = !motion.is_up(state);
            reward.start[block] += start[state as usize];
        }
        for &(from, to, rate) in &motion.moves {
            let (row, column) = (blocks[from as usize], blocks[to as usize]);
            if first[row] == from && row != column {
                reward.rates[row * states + column] += rate;
                reward.rates[row * states + row] -= rate;
            }
        }
        Some(reward)
    }

    /// How many states are left.
    #[must_use]
    pub fn state_count(&self) -> usize {
        self.states
    }

    /// P(more than `hours` down in a window of `window` hours). Absolute error about 1e−8.
    #[must_use]
    pub fn exceeds(&self, window: f64, hours: f64) -> f64 {
        if hours >= window {
            return 0.0;
        }
        // Not below nothing by the last digits.
        let some = (1.0 - self.never_down(window)).max(0.0);
        if hours <= 0.0 {
            return some;
        }
        let transform = |s: Complex| {
            let total = self.transform(s, window);
            Complex { re: 1.0 - total.re, im: -total.im }.over(s)
        };
        downtime::invert(hours, TERMS, &transform).clamp(0.0, some)
    }

    /// P(no downtime at all): the transform where s grows beyond all bounds, so only the up states are left.
    fn never_down(&self, window: f64) -> f64 {
        let n = self.states;
        let mut real = self.rates.clone();
        for state in (0..n).filter(|state| self.down[*state]) {
            for other in 0..n {
                real[state * n + other] = 0.0;
                real[other * n + state] = 0.0;
            }
        }
        let imaginary = vec![0.0; n * n];
        let start: Vec<f64> =
            self.start.iter().zip(&self.down).map(|(share, down)| if *down { 0.0 } else { *share }).collect();
        total_after(&start, real, imaginary, n, window).re
    }

    /// E[e^(−sD)].
    fn transform(&self, s: Complex, window: f64) -> Complex {
        let n = self.states;
        let (mut real, mut imaginary) = (self.rates.clone(), vec![0.0; n * n]);
        for state in (0..n).filter(|state| self.down[*state]) {
            real[state * n + state] -= s.re;
            imaginary[state * n + state] -= s.im;
        }
        total_after(&self.start, real, imaginary, n, window)
    }
}

/// start · exp(M·hours) · 1: Taylor's series of a short step, squared as long as that is cheaper than applying it to the vector.
fn total_after(start: &[f64], mut real: Vec<f64>, mut imaginary: Vec<f64>, n: usize, hours: f64) -> Complex {
    let size = (0..n)
        .map(|row| {
            let span = row * n..(row + 1) * n;
            real[span.clone()].iter().zip(&imaginary[span]).map(|(re, im)| re.abs() + im.abs()).sum::<f64>()
        })
        .fold(0.0, f64::max);
    let mut step = hours;
    let mut doublings = 0;
    while size * step > 0.5 && doublings < 80 {
        step /= 2.0;
        doublings += 1;
    }
    real.iter_mut().chain(&mut imaginary).for_each(|entry| *entry *= step);
    let mut power = Matrix { n, real, imaginary }.exponential();
    let applied = doublings.min(n.ilog2());
    for _ in applied..doublings {
        power = power.times(&power);
    }
    let (mut re, mut im) = (vec![1.0; n], vec![0.0; n]);
    for _ in 0..1_u32 << applied {
        (re, im) = power.applied(&re, &im);
    }
    let total = |values: &[f64]| start.iter().zip(values).map(|(share, value)| share * value).sum();
    Complex { re: total(&re), im: total(&im) }
}

/// 1/k! for k from 0 to 12.
const FACTORS: [f64; 13] = {
    let mut factors = [1.0; 13];
    let mut order = 1;
    while order < factors.len() {
        factors[order] = factors[order - 1] / order as f64;
        order += 1;
    }
    factors
};

/// A complex matrix, row by row.
struct Matrix {
    n: usize,
    real: Vec<f64>,
    imaginary: Vec<f64>,
}

impl Matrix {
    /// Taylor's series to the twelfth power, for entries so small that 0.5¹³/13!, below 1e−13, is nothing: five products, by
    /// powers of the fourth power.
    fn exponential(self) -> Self {
        let second = self.times(&self);
        let third = second.times(&self);
        let fourth = second.times(&second);
        let cubic = |first: usize| {
            let mut sum =
                Self { n: self.n, real: vec![0.0; self.n * self.n], imaginary: vec![0.0; self.n * self.n] };
            (0..self.n).for_each(|state| sum.real[state * self.n + state] = FACTORS[first]);
            sum.add(FACTORS[first + 1], &self);
            sum.add(FACTORS[first + 2], &second);
            sum.add(FACTORS[first + 3], &third);
            sum
        };
        let mut sum = cubic(8);
        sum.add(FACTORS[12], &fourth);
        for first in [4, 0] {
            sum = sum.times(&fourth);
            sum.add(1.0, &cubic(first));
        }
        sum
    }

    fn add(&mut self, factor: f64, other: &Self) {
        self.real.iter_mut().zip(&other.real).for_each(|(to, from)| *to += factor * from);
        self.imaginary.iter_mut().zip(&other.imaginary).for_each(|(to, from)| *to += factor * from);
    }

    /// The matrix times a vector.
    fn applied(&self, re: &[f64], im: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let row = |row: usize| {
            let span = row * self.n..(row + 1) * self.n;
            let entries = self.real[span.clone()].iter().zip(&self.imaginary[span]).zip(re.iter().zip(im));
            entries.fold((0.0, 0.0), |(to_re, to_im), ((a, b), (re, im))| {
                (to_re + a * re - b * im, to_im + a * im + b * re)
            })
        };
        (0..self.n).map(row).unzip()
    }

    fn times(&self, other: &Self) -> Self {
        let n = self.n;
        let (mut real, mut imaginary) = (vec![0.0; n * n], vec![0.0; n * n]);
        for row in 0..n {
            let (to_real, to_imaginary) =
                (&mut real[row * n..(row + 1) * n], &mut imaginary[row * n..(row + 1) * n]);
            for inner in 0..n {
                let (re, im) = (self.real[row * n + inner], self.imaginary[row * n + inner]);
                let span = inner * n..(inner + 1) * n;
                let others = other.real[span.clone()].iter().zip(&other.imaginary[span]);
                for ((to_re, to_im), (a, b)) in to_real.iter_mut().zip(to_imaginary.iter_mut()).zip(others) {
                    *to_re += re * a - im * b;
                    *to_im += re * b + im * a;
                }
            }
        }
        Self { n, real, imaginary }
    }
}

/// The coarsest partition of the states, up and down apart, in which states of a block have the same rates to every other block: by
/// refinement until nothing splits. The block of each state. Source: \[kemeny-snell1960\].
fn alike(motion: &Motion) -> Vec<usize> {
    let n = motion.state_count();
    let mut blocks: Vec<usize> = (0..n as u32).map(|state| usize::from(!motion.is_up(state))).collect();
    let mut count = 0;
    loop {
        // For each state the rates to the other blocks, by block.
        let mut rates = vec![Vec::<(usize, f64)>::new(); n];
        for &(from, to, rate) in &motion.moves {
            let (from, block) = (from as usize, blocks[to as usize]);
            if blocks[from] != block {
                match rates[from].binary_search_by(|(known, _)| known.cmp(&block)) {
                    Ok(at) => rates[from][at].1 += rate,
                    Err(at) => rates[from].insert(at, (block, rate)),
                }
            }
        }
        // One state of each new block.
        let mut firsts: Vec<usize> = Vec::new();
        let mut next = Vec::with_capacity(n);
        for state in 0..n {
            let is_like = |first: &usize| {
                let (one, other) = (&rates[state], &rates[*first]);
                // Sums in another order differ in their last bits.
                let near =
                    |(a, b): (&(usize, f64), &(usize, f64))| a.0 == b.0 && (a.1 - b.1).abs() <= 1e-12 * a.1;
                blocks[state] == blocks[*first] && one.len() == other.len() && one.iter().zip(other).all(near)
            };
            next.push(firsts.iter().position(is_like).unwrap_or(firsts.len()));
            if next[state] == firsts.len() {
                firsts.push(state);
            }
        }
        blocks = next;
        if firsts.len() == count {
            return blocks;
        }
        count = firsts.len();
    }
}

#[cfg(test)]
mod tests {
    use super::super::motion::Label;
    use super::*;

    /// Independent units as one chain: sizes and moves of each, and which combinations are up.
    fn product(parts: &[Vec<(u32, u32, f64)>], sizes: &[u32], is_up: impl Fn(&[u32]) -> bool) -> Motion {
        let total: u32 = sizes.iter().product();
        let digits = |state: u32| {
            let mut rest = state;
            sizes
                .iter()
                .map(|size| {
                    let digit = rest % size;
                    rest /= size;
                    digit
                })
                .collect::<Vec<u32>>()
        };
        let mut moves = Vec::new();
        for state in 0..total {
            let mut stride = 1;
            for ((part, size), digit) in parts.iter().zip(sizes).zip(digits(state)) {
                let leaving = part.iter().filter(|(from, ..)| *from == digit);
                moves.extend(
                    leaving.map(|(_, to, rate)| (state, state - digit * stride + to * stride, *rate)),
                );
                stride *= size;
            }
        }
        let label = |state| Label { kind: u8::from(!is_up(&digits(state))), available: 0, zones: 0 };
        Motion { labels: (0..total).map(label).collect(), moves }
    }

    fn from_all_up(motion: &Motion, most: usize) -> Reward {
        let mut start = vec![0.0; motion.state_count()];
        start[0] = 1.0;
        Reward::new(motion, &start, most).unwrap()
    }

    /// One unit in series with a pair, all of them separate: the six-state chain A of the design's measurements, whose values come from Sericola's
    /// method (uniformisation with counted down visits) and agree with 4 million simulated windows.
    #[test]
    fn a_unit_and_a_pair_by_another_method() {
        let unit = |mtbf: f64, mttr: f64| vec![(0, 1, 1.0 / mtbf), (1, 0, 1.0 / mttr)];
        let parts = [unit(2_000.0, 0.5), unit(1_000.0, 1.0), unit(1_000.0, 1.0)];
        let motion = product(&parts, &[2, 2, 2], |d| d[0] == 0 && d[1] + d[2] < 2);
        let reward = from_all_up(&motion, 6);
        assert_eq!(reward.state_count(), 6);
        let near = |window: f64, hours: f64, expected: f64, error: f64| {
            let value = reward.exceeds(window, hours);
            assert!((value - expected).abs() < error, "{window} {hours}: {value} {expected}");
        };
        near(720.0, 2.0, 1.028_461e-2, 2e-8);
        near(8_760.0, 4.0, 1.186_232e-1, 1e-7);
        near(720.0, 6.0, 9.335_38e-6, 3e-8);
    }

    /// Chain B: three of four copies, and an active-passive pair with a switch of 45 s that works 99 times in 100.
    #[test]
    fn copies_and_a_standby_by_another_method() {
        let (failing, repair) = (1.0 / 2_000.0, 4.0);
        let mut copies = Vec::new();
        for down in 0..4 {
            copies.push((down, down + 1, f64::from(4 - down) * failing));
            copies.push((down + 1, down, f64::from(down + 1) * repair));
        }
        // 0 both work; 1 switching; 2 one serves, one in repair; 3 none works; 4 stuck: the failed copy is waited for.
        let (failing, repair, switch) = (1.0 / 4_000.0, 0.25, 80.0);
        let pair = vec![
            (0, 1, 0.99 * failing),
            (0, 4, 0.01 * failing),
            (0, 2, failing),
            (1, 2, switch),
            (1, 3, failing),
            (1, 0, repair),
            (2, 0, repair),
            (2, 1, 0.0),
            (2, 3, failing),
            (3, 2, 2.0 * repair),
            (4, 0, repair),
            (4, 3, failing),
        ];
        let motion = product(&[copies, pair], &[5, 5], |d| d[0] < 2 && (d[1] == 0 || d[1] == 2));
        let reward = from_all_up(&motion, 25);
        for (window, hours, expected, error) in [
            (720.0, 2.0, 1.217_50e-3, 1e-6),
            (8_760.0, 4.0, 8.700_1e-3, 5e-6),
            (720.0, 0.05, 6.556_6e-3, 5e-6),
        ] {
            let value = reward.exceeds(window, hours);
            assert!((value - expected).abs() < error, "{window} {hours}: {value} {expected}");
        }
    }

    /// A unit that is never repaired within the window: P(down longer than x) = 1 − e^(−λ(T − x)).
    #[test]
    fn a_failure_for_good() {
        let motion = Motion { moves: vec![(0, 1, 1e-3), (1, 0, 1e-12)], ..Motion::two_states(1.0, 1.0) };
        let reward = from_all_up(&motion, 2);
        for hours in [1.0, 100.0, 500.0] {
            let expected = -libm::expm1(-1e-3 * (720.0 - hours));
            assert!((reward.exceeds(720.0, hours) - expected).abs() < 1e-7, "{hours}");
        }
        assert!((reward.exceeds(720.0, 0.0) + libm::expm1(-0.72)).abs() < 1e-12);
        assert_eq!(reward.exceeds(720.0, 720.0), 0.0);
    }
}
