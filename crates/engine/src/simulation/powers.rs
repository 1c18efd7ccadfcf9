//! Logarithms, exponentials and powers by tables, for sampling: faster than `libm`'s, the same on every target, and as good as what is made of
//! them. A logarithm is off by at most 4·10⁻¹⁶ of the greater of 1 and itself, an exponential by 5·10⁻¹⁶ of itself (tests).

use std::f64::consts::LN_2;

/// Pieces of an octave.
const PIECES: usize = 128;
const PIECE_BITS: u32 = PIECES.trailing_zeros();
const MANTISSA_BITS: u32 = 52;
const MANTISSA: u64 = (1 << MANTISSA_BITS) - 1;
const ONE: u64 = 1023 << MANTISSA_BITS;
/// ln 2 ÷ 128 in two parts; the first has so few digits that its multiples are exact.
const STEP_HIGH: f64 = f64::from_bits((LN_2 / PIECES as f64).to_bits() & !0x3ff_ffff);
const STEP_LOW: f64 = (LN_2_HIGH / PIECES as f64 - STEP_HIGH) + LN_2_LOW / PIECES as f64;
/// ln 2 as a sum: what an `f64` holds of it, and the rest.
const LN_2_HIGH: f64 = LN_2;
const LN_2_LOW: f64 = 2.319_046_813_846_299_6e-17;
/// Added and taken away again, it leaves the nearest whole number.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// Beyond this an exponential is not a normal number.
const MOST: f64 = 700.0;

/// The tables.
#[derive(Clone, Debug)]
pub(crate) struct Powers {
    /// Piece of 1 to 2 → one over its middle, and the middle's logarithm.
    middles: [(f64, f64); PIECES],
    /// Piece → 2 to this 128th.
    roots: [f64; PIECES],
}

impl Powers {
    /// Computes the tables.
    pub(crate) fn new() -> Self {
        let middle = |piece: usize| 1.0 + (piece as f64 + 0.5) / PIECES as f64;
        Self {
            middles: std::array::from_fn(|piece| (1.0 / middle(piece), libm::log(middle(piece)))),
            roots: std::array::from_fn(|piece| libm::exp2(piece as f64 / PIECES as f64)),
        }
    }

    /// The logarithm of a positive number; of 0 that of about the least normal one.
    #[inline]
    pub(crate) fn log(&self, x: f64) -> f64 {
        let bits = x.to_bits();
        let exponent = (bits >> MANTISSA_BITS) as i64 - 1023;
        let piece = (bits >> (MANTISSA_BITS - PIECE_BITS)) as usize % PIECES;
        let mantissa = f64::from_bits(bits & MANTISSA | ONE);
        let (inverse, log) = self.middles[piece];
        let middle = 1.0 + (piece as f64 + 0.5) / PIECES as f64;
        // The difference is exact, and at most 1/256 of the middle: eight terms of the series are enough.
        let r = (mantissa - middle) * inverse;
        let square = r * r;
        let tail = (1.0 / 3.0 - 0.25 * r) + square * ((0.2 - 1.0 / 6.0 * r) + 1.0 / 7.0 * square);
        exponent as f64 * LN_2 + (log + (r - square * (0.5 - r * tail)))
    }

    /// The exponential of a number, taken as no further than 700 from 0.
    #[inline]
    pub(crate) fn exp(&self, x: f64) -> f64 {
        let x = x.clamp(-MOST, MOST);
        let shifted = x * (PIECES as f64 / LN_2) + ROUND;
        let steps = shifted - ROUND;
        let r = (x - steps * STEP_HIGH) - steps * STEP_LOW;
        let square = r * r;
        let more = r + square * ((0.5 + 1.0 / 6.0 * r) + square * (1.0 / 24.0 + 1.0 / 120.0 * r));
        let steps = steps as i64;
        let octaves = (steps >> PIECE_BITS) << MANTISSA_BITS;
        let root = self.roots[steps as usize % PIECES];
        let scale = f64::from_bits(root.to_bits().wrapping_add_signed(octaves));
        scale + scale * more
    }

    /// A positive number to a power.
    #[inline]
    pub(crate) fn power(&self, x: f64, exponent: f64) -> f64 {
        self.exp(exponent * self.log(x))
    }
}

#[cfg(test)]
mod tests {
    use super::super::rng::Rng;
    use super::*;

    /// Against `libm`, which is right to within one unit in the last place, over all that sampling asks for.
    #[test]
    fn as_good_as_said() {
        let (powers, mut rng) = (Powers::new(), Rng::stream(17, 0));
        for _ in 0..1_000_000 {
            let wide = (2.0 * rng.uniform() - 1.0) * 690.0;
            let narrow = 2.0 * rng.uniform() - 1.0;
            for x in [wide, 40.0 * narrow, narrow, 1e-3 * narrow] {
                let expected = libm::exp(x);
                assert!((powers.exp(x) - expected).abs() <= 5e-16 * expected, "exp {x}");
                let expected = libm::log(libm::exp(x));
                let off = (powers.log(libm::exp(x)) - expected).abs();
                assert!(off <= 4e-16 * expected.abs().max(1.0), "log of exp {x}: {off}");
            }
        }
    }

    #[test]
    fn at_the_ends() {
        let powers = Powers::new();
        assert_eq!((powers.exp(0.0), powers.power(1.0, 7.0)), (1.0, 1.0));
        assert!(powers.log(0.0) < -700.0 && powers.power(0.0, 0.5) < 1e-150);
        assert!(powers.exp(-1e9) > 0.0 && powers.exp(1e9).is_finite());
    }
}
