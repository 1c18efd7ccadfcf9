//! The event queue: a tournament tree over a fixed number of slots, each holding the time of its next event.
//!
//! Every process and timer of the model owns one slot, so nothing is ever allocated, and cancelling is setting to never.
//! Equal times are taken in the order of their slots.

/// A match of the tournament: the earlier of two events. Times are kept by their bits, which for numbers that are not
/// negative are in the same order.
#[derive(Clone, Copy, Debug)]
struct Match {
    time: u64,
    slot: u64,
}

/// The leaves are the slots, every node above holds the earlier of its two children, and node 1 the next event of all.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    leaves: usize,
    nodes: Vec<Match>,
}

/// The time of what never happens.
pub(crate) const NEVER: f64 = f64::INFINITY;

impl Queue {
    /// A queue of so many slots, all never.
    pub(crate) fn new(slots: usize) -> Self {
        let leaves = slots.max(2);
        let mut queue = Self { leaves, nodes: vec![Match { time: 0, slot: 0 }; 2 * leaves] };
        queue.clear();
        queue
    }

    /// All slots to never.
    pub(crate) fn clear(&mut self) {
        for (node, it) in self.nodes.iter_mut().enumerate() {
            *it = Match { time: NEVER.to_bits(), slot: node.saturating_sub(self.leaves) as u64 };
        }
    }

    /// The time of the next event of all.
    #[inline]
    pub(crate) fn next_time(&self) -> f64 {
        f64::from_bits(self.nodes[1].time)
    }

    /// The time of a slot.
    #[inline]
    pub(crate) fn time(&self, slot: usize) -> f64 {
        f64::from_bits(self.nodes[self.leaves + slot].time)
    }

    /// The slot of the next event of all; the lowest of those at the same time.
    #[inline]
    pub(crate) fn next_slot(&self) -> usize {
        self.nodes[1].slot as usize
    }

    /// Sets the time of a slot and plays its matches again.
    #[inline]
    pub(crate) fn set(&mut self, slot: usize, time: f64) {
        let nodes = self.nodes.as_mut_slice();
        let mut node = self.leaves + slot;
        let mut winner = Match { time: time.to_bits(), slot: slot as u64 };
        nodes[node] = winner;
        while node > 1 {
            let other = nodes[node ^ 1];
            // Masks instead of a branch: who wins is a coin toss no processor predicts.
            let loses =
                (other.time < winner.time) | ((other.time == winner.time) & (other.slot < winner.slot));
            let mask = u64::from(loses).wrapping_neg();
            winner.time ^= (winner.time ^ other.time) & mask;
            winner.slot ^= (winner.slot ^ other.slot) & mask;
            node >>= 1;
            nodes[node] = winner;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulation::rng::Rng;

    /// Against a linear scan, over random changes and with many equal times.
    #[test]
    fn agrees_with_a_scan() {
        let mut rng = Rng::stream(3, 0);
        for slots in [1, 2, 3, 5, 8, 17] {
            let mut queue = Queue::new(slots);
            let mut plain = vec![NEVER; slots];
            for _ in 0..2_000 {
                let slot = (rng.bits() % slots as u64) as usize;
                let time = if rng.bits().is_multiple_of(5) { NEVER } else { (rng.bits() % 9) as f64 };
                queue.set(slot, time);
                plain[slot] = time;
                let earliest = plain.iter().copied().fold(NEVER, f64::min);
                assert_eq!(queue.next_time(), earliest);
                if earliest < NEVER {
                    let first = plain.iter().position(|&time| time == earliest);
                    assert_eq!(Some(queue.next_slot()), first);
                }
                assert_eq!(queue.time(slot), time);
            }
        }
    }
}
