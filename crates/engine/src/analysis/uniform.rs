//! A chain's first hours: its distribution over the states as time goes on, by uniformisation.
//!
//! All terms are positive, so nothing is lost to subtraction. Source: \[jensen1953\].

use super::motion::Motion;

/// Most expected jumps taken at once: e^(−500) is still a number.
const CHUNK: f64 = 500.0;
/// Larger chains are moved jump by jump however many there are.
const DENSE: usize = 256;
/// Chains of at most so many states are moved by matrices wherever that takes many jumps: the matrices serve again and again.
const SMALL: usize = 128;

/// A chain ready to be moved in time.
#[derive(Clone, Debug)]
pub struct Uniform {
    motion: Motion,
    /// Jumps per hour of the uniformised chain.
    rate: f64,
    /// P(stays) at each jump.
    stay: Vec<f64>,
    /// Transition matrices, row by row, over the time of 1, 2, 4, … expected jumps, as far as they were needed.
    powers: Vec<Vec<f64>>,
}

impl Uniform {
    /// Uniformises at the rate of the quickest state.
    #[must_use]
    pub fn new(motion: Motion) -> Self {
        let mut leaving = vec![0.0; motion.state_count()];
        motion.moves.iter().for_each(|&(from, _, rate)| leaving[from as usize] += rate);
        let rate = leaving.iter().copied().fold(0.0, f64::max) * 1.02;
        let stay = leaving.iter().map(|out| if rate > 0.0 { 1.0 - out / rate } else { 1.0 }).collect();
        Self { motion, rate, stay, powers: Vec::new() }
    }

    /// The chain.
    #[must_use]
    pub fn motion(&self) -> &Motion {
        &self.motion
    }

    /// Moves the distribution `p` on by so many hours: p ← Σ Poisson(rate · hours; n) · p·Pⁿ, truncated where the terms are below 1e−17 of
    /// the sum. Where that takes many jumps in a chain of at most 256 states, by matrices over 1, 2, 4, … jumps; in larger ones it ends early
    /// where a long stretch no longer changes any probability by more than 1e−13 of itself.
    pub fn advance(&mut self, p: &mut Vec<f64>, hours: f64) {
        let jumps = self.rate * hours;
        if jumps.is_nan() || jumps <= 0.0 {
            return;
        }
        let n = self.motion.state_count();
        let one_by_one = jumps * self.motion.moves.len() as f64;
        let squares = (n * n) as f64 * if n <= SMALL { 20.0 } else { n as f64 * libm::log2(jumps.max(2.0)) };
        if one_by_one > squares && n <= DENSE && jumps < 1e18 {
            return self.by_powers(p, jumps);
        }
        let chunks = libm::ceil(jumps / CHUNK);
        let mut left = chunks as u64;
        while left > 0 {
            let before = p.clone();
            self.chunk(p, jumps / chunks);
            left -= 1;
            let settled = p.iter().zip(&before).all(|(now, then)| (now - then).abs() <= 1e-13 * then);
            if settled && jumps / chunks > CHUNK / 2.0 {
                return;
            }
        }
    }

    fn jump(&self, p: &[f64], next: &mut [f64]) {
        next.iter_mut().zip(p).zip(&self.stay).for_each(|((next, p), stay)| *next = p * stay);
        for &(from, to, rate) in &self.motion.moves {
            next[to as usize] += p[from as usize] * (rate / self.rate);
        }
    }

    fn chunk(&self, p: &mut Vec<f64>, jumps: f64) {
        let mut term = p.clone();
        let mut next = vec![0.0; term.len()];
        let mut weight = libm::exp(-jumps);
        let mut total = weight;
        let mut sum: Vec<f64> = term.iter().map(|share| share * weight).collect();
        let mut count = 0.0;
        while count < jumps || weight > 1e-17 * total {
            count += 1.0;
            self.jump(&term, &mut next);
            std::mem::swap(&mut term, &mut next);
            weight *= jumps / count;
            total += weight;
            sum.iter_mut().zip(&term).for_each(|(sum, share)| *sum += weight * share);
        }
        sum.iter_mut().for_each(|share| *share /= total);
        *p = sum;
    }

    /// The whole jumps by matrices, as their number reads in binary; the rest as it is.
    fn by_powers(&mut self, p: &mut Vec<f64>, jumps: f64) {
        let whole = jumps as u64;
        let n = self.motion.state_count();
        for bit in (0..64).filter(|bit| whole >> bit & 1 == 1) {
            while self.powers.len() <= bit {
                let next = match self.powers.last() {
                    Some(last) => square(last, n),
                    None => self.one_jump(),
                };
                self.powers.push(next);
            }
            *p = row_times(p, &self.powers[bit], n);
        }
        let rest = jumps - whole as f64;
        if rest > 0.0 {
            self.chunk(p, rest);
        }
    }

    fn one_jump(&self) -> Vec<f64> {
        let n = self.motion.state_count();
        let row = |start: usize| {
            let mut row = vec![0.0; n];
            row[start] = 1.0;
            self.chunk(&mut row, 1.0);
            row
        };
        (0..n).flat_map(row).collect()
    }
}

/// A row vector times a matrix whose rows sum to one; rounding is not left to grow.
fn row_times(row: &[f64], matrix: &[f64], n: usize) -> Vec<f64> {
    let mut result = vec![0.0; n];
    for (weight, other) in row.iter().zip(matrix.chunks_exact(n)).filter(|(weight, _)| **weight > 0.0) {
        result.iter_mut().zip(other).for_each(|(result, entry)| *result += weight * entry);
    }
    let total: f64 = result.iter().sum();
    result.iter_mut().for_each(|entry| *entry /= total);
    result
}

fn square(matrix: &[f64], n: usize) -> Vec<f64> {
    matrix.chunks_exact(n).flat_map(|row| row_times(row, matrix, n)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A unit that fails at rate λ and is repaired at rate μ: P(down at t) = λ/(λ+μ) · (1 − e^(−(λ+μ)t)) \[barlow-proschan1975\], from
    /// a second to a year, by jumps and by squaring.
    #[test]
    fn two_states_in_closed_form() {
        for (failing, repair) in [(1e-3, 0.5), (1e-4, 240.0), (1e-6, 36_000.0)] {
            let motion = Motion::two_states(failing, repair);
            let mut uniform = Uniform::new(motion);
            for hours in [1.0 / 3600.0, 0.1, 2.0, 50.0, 8_760.0] {
                let mut p = vec![1.0, 0.0];
                uniform.advance(&mut p, hours);
                let sum: f64 = failing + repair;
                let expected = failing / sum * -libm::expm1(-sum * hours);
                assert!((p[1] / expected - 1.0).abs() < 1e-11, "{failing} {hours}: {} {expected}", p[1]);
            }
        }
    }
}
