//! A chain's first hours: its distribution over the states as time goes on, by uniformisation.
//!
//! All terms are positive, so nothing is lost to subtraction. Source: \[jensen1953\].

use super::motion::Motion;

/// Most expected jumps taken at once: e^(−500) is still a number.
const CHUNK: f64 = 500.0;
/// More expected jumps than this are taken by squaring the matrix of a step, in chains of at most [`DENSE`] states.
const MANY: f64 = 50_000.0;
const DENSE: usize = 128;

/// A chain ready to be moved in time.
#[derive(Debug)]
pub struct Uniform<'a> {
    motion: &'a Motion,
    /// Jumps per hour of the uniformised chain.
    rate: f64,
    /// P(stays) at each jump.
    stay: Vec<f64>,
}

impl<'a> Uniform<'a> {
    /// Uniformises at the rate of the quickest state.
    #[must_use]
    pub fn new(motion: &'a Motion) -> Self {
        let mut leaving = vec![0.0; motion.state_count()];
        motion.moves.iter().for_each(|&(from, _, rate)| leaving[from as usize] += rate);
        let rate = leaving.iter().copied().fold(0.0, f64::max) * 1.02;
        let stay = leaving.iter().map(|out| if rate > 0.0 { 1.0 - out / rate } else { 1.0 }).collect();
        Self { motion, rate, stay }
    }

    /// Moves the distribution `p` on by so many hours: p ← Σ Poisson(rate · hours; n) · p·Pⁿ. Truncated where the terms are below 1e−17 of
    /// the sum; ends early where a long stretch no longer changes any probability by more than 1e−13 of itself.
    pub fn advance(&self, p: &mut Vec<f64>, hours: f64) {
        let jumps = self.rate * hours;
        if jumps.is_nan() || jumps <= 0.0 {
            return;
        }
        if jumps > MANY && self.motion.state_count() <= DENSE {
            return self.by_squaring(p, jumps);
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

    /// The matrix of a step of less than one jump, squared until it spans the time.
    fn by_squaring(&self, p: &mut Vec<f64>, jumps: f64) {
        let n = self.motion.state_count();
        let (mut step, mut doublings) = (jumps, 0);
        while step > 1.0 {
            step /= 2.0;
            doublings += 1;
        }
        let mut matrix: Vec<Vec<f64>> = (0..n)
            .map(|start| {
                let mut row = vec![0.0; n];
                row[start] = 1.0;
                self.chunk(&mut row, step);
                row
            })
            .collect();
        for _ in 0..doublings {
            matrix = square(&matrix);
        }
        let mut next = vec![0.0; n];
        for (share, row) in p.iter().zip(&matrix) {
            next.iter_mut().zip(row).for_each(|(next, entry)| *next += share * entry);
        }
        let total: f64 = next.iter().sum();
        next.iter_mut().for_each(|share| *share /= total);
        *p = next;
    }
}

fn square(matrix: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let n = matrix.len();
    let row = |row: &Vec<f64>| {
        let mut result = vec![0.0; n];
        for (weight, other) in row.iter().zip(matrix).filter(|(weight, _)| **weight > 0.0) {
            result.iter_mut().zip(other).for_each(|(result, entry)| *result += weight * entry);
        }
        // Rows sum to one; rounding is not left to double.
        let total: f64 = result.iter().sum();
        result.iter_mut().for_each(|entry| *entry /= total);
        result
    };
    matrix.iter().map(row).collect()
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
            let uniform = Uniform::new(&motion);
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
