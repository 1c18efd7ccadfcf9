//! Random numbers: xoshiro256++ streams, one a replication, and exponential variates by the ziggurat.
//!
//! Bit for bit the same natively and in WebAssembly: integer arithmetic, and `libm` for the few transcendental calls.
//! Sources: \[xoshiro\], \[ziggurat\].

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub(crate) struct Rng {
    state: [u64; 4],
}

/// One step of SplitMix64: the finaliser that spreads every bit of `value` over all 64.
fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Rng {
    /// The stream of one replication: SplitMix64 over (seed, replication) fills the state.
    pub(crate) fn stream(seed: u64, replication: u64) -> Self {
        let mut key = mix(mix(seed) ^ replication.wrapping_mul(0xd134_2543_de82_ef95));
        let mut state = [0; 4];
        for word in &mut state {
            key = key.wrapping_add(0x9e37_79b9_7f4a_7c15);
            *word = mix(key);
        }
        Self { state }
    }

    /// Whether it is at the same place as another.
    pub(crate) fn is_at(&self, other: &Self) -> bool {
        self.state == other.state
    }

    /// 64 random bits.
    #[inline]
    pub(crate) fn bits(&mut self) -> u64 {
        let s = &mut self.state;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    /// Uniform in [0, 1), 53 bits.
    #[inline]
    pub(crate) fn uniform(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0)
    }

    /// Uniform in (0, 1]: safe to take the logarithm of.
    pub(crate) fn positive_uniform(&mut self) -> f64 {
        1.0 - self.uniform()
    }

    /// Standard normal, by Marsaglia's polar method.
    pub(crate) fn normal(&mut self) -> f64 {
        loop {
            let x = 2.0 * self.uniform() - 1.0;
            let y = 2.0 * self.uniform() - 1.0;
            let square = x * x + y * y;
            if square > 0.0 && square < 1.0 {
                return x * libm::sqrt(-2.0 * libm::log(square) / square);
            }
        }
    }

    /// Gamma with scale 1, by Marsaglia and Tsang's squeeze; a shape below 1 through shape + 1.
    pub(crate) fn gamma(&mut self, shape: f64) -> f64 {
        if shape < 1.0 {
            let boost = libm::pow(self.positive_uniform(), 1.0 / shape);
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / libm::sqrt(9.0 * d);
        loop {
            let x = self.normal();
            let root = 1.0 + c * x;
            if root <= 0.0 {
                continue;
            }
            let v = root * root * root;
            let u = self.positive_uniform();
            if libm::log(u) < 0.5 * x * x + d - d * v + d * libm::log(v) {
                return d * v;
            }
        }
    }
}

/// Layers of the ziggurat.
const LAYERS: usize = 256;
/// Where the tail begins.
const TAIL: f64 = 7.697_117_470_131_05;
/// Area of each layer.
const AREA: f64 = 0.003_949_659_822_581_557;

/// The tables of the exponential ziggurat.
#[derive(Clone, Debug)]
pub(crate) struct Ziggurat {
    edge: [f64; LAYERS + 1],
    height: [f64; LAYERS + 1],
}

impl Ziggurat {
    /// Computes the tables.
    pub(crate) fn new() -> Self {
        let mut edge = [0.0; LAYERS + 1];
        edge[0] = AREA / libm::exp(-TAIL);
        edge[1] = TAIL;
        for layer in 2..LAYERS {
            edge[layer] = -libm::log(libm::exp(-edge[layer - 1]) + AREA / edge[layer - 1]);
        }
        let height = std::array::from_fn(|layer| libm::exp(-edge[layer]));
        Self { edge, height }
    }

    /// Exponential with mean 1.
    #[inline]
    pub(crate) fn exponential(&self, rng: &mut Rng) -> f64 {
        let bits = rng.bits();
        let layer = (bits & 0xff) as usize;
        let x = (bits >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0) * self.edge[layer];
        if x < self.edge[layer + 1] {
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
        loop {
            if layer == 0 {
                return (TAIL - libm::log(rng.positive_uniform()), rng);
            }
            let (low, high) = (self.height[layer], self.height[layer + 1]);
            let y = low + (high - low) * rng.uniform();
            // Above the tangent at its left end, which the curve never falls below: then only the curve itself can tell.
            let sure = y < high * (1.0 - (x - self.edge[layer + 1]));
            if sure || y < libm::exp(-x) {
                return (x, rng);
            }
            let bits = rng.bits();
            layer = (bits & 0xff) as usize;
            x = (bits >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0) * self.edge[layer];
            if x < self.edge[layer + 1] {
                return (x, rng);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// xoshiro256++ from the state 1, 2, 3, 4: the first outputs of the authors' reference implementation.
    #[test]
    fn reference_outputs() {
        let mut rng = Rng { state: [1, 2, 3, 4] };
        let first: Vec<u64> = (0..5).map(|_| rng.bits()).collect();
        assert_eq!(
            first,
            [41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205]
        );
    }

    #[test]
    fn streams_differ() {
        let first = |seed, replication| Rng::stream(seed, replication).bits();
        assert_ne!(first(1, 0), first(1, 1));
        assert_ne!(first(1, 0), first(2, 0));
        assert_eq!(first(7, 3), first(7, 3));
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
}
