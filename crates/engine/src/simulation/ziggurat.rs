//! Random variates: exponential and normal ones by the ziggurat \[ziggurat\], gamma ones from the normal \[marsaglia2000\].
//!
//! Bit for bit the same natively and in WebAssembly: tables and the few rare cases by `libm`.

use super::powers::Powers;
use super::rng::Rng;

/// Layers of a ziggurat.
const LAYERS: usize = 256;
/// Where the tail of the exponential law begins, and of the normal one \[doornik2005\].
const EXPONENTIAL_TAIL: f64 = 7.697_117_470_131_05;
const NORMAL_TAIL: f64 = 3.654_152_885_361_009;
/// Area of each layer of the exponential law.
const EXPONENTIAL_AREA: f64 = 0.003_949_659_822_581_557;
/// Far more than rounding moves a point.
const ROUNDING: f64 = 1e-9;

/// Layers of equal area under a falling density that is 1 at 0.
#[derive(Clone, Debug)]
struct Layers {
    edge: [f64; LAYERS + 1],
    height: [f64; LAYERS + 1],
}

impl Layers {
    /// From where the tail begins and the area of a layer, by the density and its inverse.
    fn new(tail: f64, area: f64, density: fn(f64) -> f64, inverse: fn(f64) -> f64) -> Self {
        let mut edge = [0.0; LAYERS + 1];
        edge[0] = area / density(tail);
        edge[1] = tail;
        for layer in 2..LAYERS {
            edge[layer] = inverse(density(edge[layer - 1]) + area / edge[layer - 1]);
        }
        Self { edge, height: std::array::from_fn(|layer| density(edge[layer])) }
    }

    /// A point in a random layer, the layer, and whether it lies below the density for sure.
    #[inline]
    fn throw(&self, bits: u64) -> (f64, usize, bool) {
        let layer = (bits & 0xff) as usize;
        let x = (bits >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0) * self.edge[layer];
        (x, layer, x < self.edge[layer + 1])
    }

    /// A height in a layer.
    fn height(&self, layer: usize, rng: &mut Rng) -> f64 {
        let (low, high) = (self.height[layer], self.height[layer + 1]);
        low + (high - low) * rng.uniform()
    }
}

/// All tables that sampling needs.
#[derive(Clone, Debug)]
pub(crate) struct Ziggurat {
    exponential: Layers,
    normal: Layers,
    pub powers: Powers,
}

impl Ziggurat {
    /// Computes the tables.
    pub(crate) fn new() -> Self {
        let bell = |x: f64| libm::exp(-0.5 * x * x);
        let rest = libm::sqrt(std::f64::consts::FRAC_PI_2)
            * libm::erfc(NORMAL_TAIL * std::f64::consts::FRAC_1_SQRT_2);
        let area = NORMAL_TAIL * bell(NORMAL_TAIL) + rest;
        Self {
            exponential: Layers::new(
                EXPONENTIAL_TAIL,
                EXPONENTIAL_AREA,
                |x| libm::exp(-x),
                |y| -libm::log(y),
            ),
            normal: Layers::new(NORMAL_TAIL, area, bell, |y| libm::sqrt(-2.0 * libm::log(y))),
            powers: Powers::new(),
        }
    }

    /// Exponential with mean 1.
    #[inline]
    pub(crate) fn exponential(&self, rng: &mut Rng) -> f64 {
        let (x, layer, below) = self.exponential.throw(rng.bits());
        if below {
            return x;
        }
        // By value: a stream whose address nobody takes stays in registers.
        let (x, after) = self.exponential_edge(rng.clone(), layer, x);
        *rng = after;
        x
    }

    /// The one in fifty that falls outside the inner rectangle of its layer.
    #[cold]
    fn exponential_edge(&self, mut rng: Rng, mut layer: usize, mut x: f64) -> (f64, Rng) {
        let layers = &self.exponential;
        loop {
            if layer == 0 {
                return (EXPONENTIAL_TAIL - libm::log(rng.positive_uniform()), rng);
            }
            let y = layers.height(layer, &mut rng);
            // The curve lies above the tangent at its left end and below the chord: only between the two it has to tell itself.
            let (right, left) = (layers.edge[layer], layers.edge[layer + 1]);
            let (low, high) = (layers.height[layer], layers.height[layer + 1]);
            let below_tangent = y < high * (1.0 - (x - left));
            let above_chord = (high - y) * (right - left) < (high - low) * ((x - left) - ROUNDING);
            if below_tangent || (!above_chord && y < libm::exp(-x)) {
                return (x, rng);
            }
            let below;
            (x, layer, below) = layers.throw(rng.bits());
            if below {
                return (x, rng);
            }
        }
    }

    /// Standard normal.
    #[inline]
    pub(crate) fn normal(&self, rng: &mut Rng) -> f64 {
        let bits = rng.bits();
        let (x, layer, below) = self.normal.throw(bits);
        // One of the bits that neither layer nor place used.
        let sign = (bits & 0x100) << 55;
        let x = if below { x } else { self.normal_edge(rng, layer, x) };
        f64::from_bits(x.to_bits() | sign)
    }

    /// The one in a hundred that falls outside the inner rectangle of its layer.
    #[cold]
    fn normal_edge(&self, rng: &mut Rng, mut layer: usize, mut x: f64) -> f64 {
        loop {
            if layer == 0 {
                // Marsaglia's tail.
                loop {
                    let beyond = self.exponential(rng) / NORMAL_TAIL;
                    if 2.0 * self.exponential(rng) > beyond * beyond {
                        return NORMAL_TAIL + beyond;
                    }
                }
            }
            if self.normal.height(layer, rng) < libm::exp(-0.5 * x * x) {
                return x;
            }
            let below;
            (x, layer, below) = self.normal.throw(rng.bits());
            if below {
                return x;
            }
        }
    }

    /// Gamma with scale 1, by Marsaglia and Tsang's squeeze; a shape below 1 through shape + 1.
    pub(crate) fn gamma(&self, shape: f64, rng: &mut Rng) -> f64 {
        if shape < 1.0 {
            let boost = self.powers.power(rng.positive_uniform(), 1.0 / shape);
            return self.gamma(shape + 1.0, rng) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / libm::sqrt(9.0 * d);
        loop {
            let x = self.normal(rng);
            let root = 1.0 + c * x;
            if root <= 0.0 {
                continue;
            }
            let (square, v, u) = (x * x, root * root * root, rng.positive_uniform());
            let log = |x: f64| self.powers.log(x);
            if u < 1.0 - 0.0331 * square * square || log(u) < 0.5 * square + d - d * v + d * log(v) {
                return d * v;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The last layer ends where the density is 1.
    #[test]
    fn layers_close() {
        let ziggurat = Ziggurat::new();
        for layers in [&ziggurat.exponential, &ziggurat.normal] {
            let last = LAYERS - 1;
            let area = layers.edge[0] * layers.height[1];
            assert!((layers.height[last] + area / layers.edge[last] - 1.0).abs() < 1e-9);
        }
    }

    /// Mean 1, variance 1, P(> ln 2) = ½, P(> 8) = e⁻⁸ (the tail): each within 5 standard errors.
    #[test]
    fn exponential_moments() {
        let (ziggurat, mut rng) = (Ziggurat::new(), Rng::stream(11, 0));
        let n = 2_000_000;
        let (mut sum, mut squares, mut above, mut tail) = (0.0, 0.0, 0u32, 0u32);
        for _ in 0..n {
            let x = ziggurat.exponential(&mut rng);
            sum += x;
            squares += x * x;
            above += u32::from(x > std::f64::consts::LN_2);
            tail += u32::from(x > 8.0);
        }
        let count = f64::from(n);
        assert!((sum / count - 1.0).abs() < 5.0 / libm::sqrt(count));
        assert!((squares / count - 2.0).abs() < 5.0 * libm::sqrt(20.0 / count));
        assert!((f64::from(above) / count - 0.5).abs() < 2.5 / libm::sqrt(count));
        let expected = libm::exp(-8.0);
        assert!((f64::from(tail) / count - expected).abs() < 5.0 * libm::sqrt(expected / count));
    }

    /// Mean 0, variance 1, fourth moment 3, P(> 4) (the tail) by erfc: each within 5 standard errors.
    #[test]
    fn normal_moments() {
        let (ziggurat, mut rng, n) = (Ziggurat::new(), Rng::stream(12, 0), 2_000_000);
        let (mut sums, mut tail) = ([0.0; 3], 0_u32);
        for _ in 0..n {
            let x = ziggurat.normal(&mut rng);
            sums = [sums[0] + x, sums[1] + x * x, sums[2] + x * x * x * x];
            tail += u32::from(x.abs() > 4.0);
        }
        let count = f64::from(n);
        for (sum, mean, variance) in [(sums[0], 0.0, 1.0), (sums[1], 1.0, 2.0), (sums[2], 3.0, 96.0)] {
            assert!((sum / count - mean).abs() < 5.0 * libm::sqrt(variance / count), "{mean}: {sum}");
        }
        let expected = libm::erfc(4.0 * std::f64::consts::FRAC_1_SQRT_2) * count;
        assert!((f64::from(tail) - expected).abs() < 5.0 * libm::sqrt(expected), "{tail} {expected}");
    }
}
