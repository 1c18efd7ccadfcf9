//! The two tables of an arena: of its nodes, so that each is made once, and of results, so that few are computed twice.

use super::{Edge, Question};

const LEAST_RESULTS: usize = 1 << 10;
const BEST_RESULTS: usize = 1 << 20;
const MOST_RESULTS: usize = 1 << 22;
const LEAST_SLOTS: usize = 1 << 10;
/// Index 0 is the terminal, which is in no table.
const EMPTY: Slot = Slot { hash: 0, index: 0 };

/// Where a node is, and its hash: strangers are told apart, and the table is made larger, without looking at the nodes.
#[derive(Clone, Copy, Debug)]
struct Slot {
    hash: u32,
    index: u32,
}

/// The nodes by their hash: open addressing, at most three quarters full.
#[derive(Debug)]
pub(super) struct Unique {
    slots: Vec<Slot>,
    count: usize,
}

impl Unique {
    pub(super) fn new() -> Self {
        Self { slots: vec![EMPTY; LEAST_SLOTS], count: 0 }
    }

    /// How many slots there are; a power of two.
    pub(super) fn size(&self) -> usize {
        self.slots.len()
    }

    /// The index that has this hash and `is_it`, otherwise the slot where it belongs.
    #[inline]
    pub(super) fn find(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot.index == 0 {
                return Err(at);
            }
            if slot.hash == hash && is_it(slot.index) {
                return Ok(slot.index);
            }
            at = (at + 1) & mask;
        }
    }

    /// Puts a new node into the slot that [`Unique::find`] has named; whether the table has grown.
    #[inline]
    pub(super) fn insert(&mut self, at: usize, hash: u32, index: u32) -> bool {
        self.slots[at] = Slot { hash, index };
        self.count += 1;
        let is_full = self.count * 4 > self.slots.len() * 3;
        if is_full {
            self.double();
        }
        is_full
    }

    /// Forgets all nodes and takes these hashes of the nodes 1, 2, 3, …
    pub(super) fn refill(&mut self, hashes: impl ExactSizeIterator<Item = u32>) {
        self.count = hashes.len();
        self.slots.fill(EMPTY);
        for (hash, index) in hashes.zip(1..) {
            place(&mut self.slots, Slot { hash, index });
        }
    }

    fn double(&mut self) {
        let mut slots = vec![EMPTY; self.slots.len() * 2];
        for slot in self.slots.iter().filter(|slot| slot.index != 0) {
            place(&mut slots, *slot);
        }
        self.slots = slots;
    }
}

fn place(slots: &mut [Slot], slot: Slot) {
    let mask = slots.len() - 1;
    let mut at = slot.hash as usize & mask;
    while slots[at].index != 0 {
        at = (at + 1) & mask;
    }
    slots[at] = slot;
}

/// A result; a question that cannot be asked where there is none.
#[derive(Clone, Copy, Debug)]
struct Remembered {
    question: Question,
    result: Edge,
}

const NOTHING: Remembered =
    Remembered { question: Question(Edge::FALSE, Edge::FALSE, Edge::FALSE), result: Edge::FALSE };

/// Results by their question, each in the one place it can have: the newer one stays.
#[derive(Debug)]
pub(super) struct Results {
    places: Vec<Remembered>,
}

impl Results {
    pub(super) fn new() -> Self {
        Self { places: vec![NOTHING; LEAST_RESULTS] }
    }

    #[inline]
    pub(super) fn get(&self, question: Question) -> Option<Edge> {
        let remembered = self.places[self.place(question)];
        (remembered.question == question).then_some(remembered.result)
    }

    #[inline]
    pub(super) fn put(&mut self, question: Question, result: Edge) {
        let place = self.place(question);
        self.places[place] = Remembered { question, result };
    }

    pub(super) fn clear(&mut self) {
        self.places.fill(NOTHING);
    }

    /// Makes place for results where there are so many slots for nodes: one for two slots up to 2^20, past which misses of the machine's own
    /// caches cost more than what is remembered saves; one for four past that, because a table that is much too small makes the time explode.
    pub(super) fn widen(&mut self, slots: usize) {
        let size = (slots / 2).min(BEST_RESULTS.max(slots / 4)).min(MOST_RESULTS);
        if size <= self.places.len() {
            return;
        }
        let old = std::mem::replace(&mut self.places, vec![NOTHING; size]);
        for Remembered { question, result } in old {
            self.put(question, result);
        }
    }

    #[inline]
    fn place(&self, Question(f, g, h): Question) -> usize {
        hash(f.0, g.0, h.0) as usize & (self.places.len() - 1)
    }
}

/// Mixes three numbers so that any bits of the result can be used.
#[inline]
pub(super) fn hash(a: u32, b: u32, c: u32) -> u32 {
    let mixed = (u64::from(a) << 32 | u64::from(b)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        ^ u64::from(c).wrapping_mul(0xC2B2_AE3D_27D4_EB4F);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32) as u32
}
