//! Random numbers: xoshiro256++ streams, one a replication \[xoshiro\]. Integer arithmetic: bit for bit the same natively and in WebAssembly.

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
}
