//! The event queue: a tournament tree over a fixed number of slots, each holding the time of its next event.
//!
//! Every process and timer of the model owns one slot, so nothing is ever allocated, and cancelling is setting to never.
//! Equal times are taken in the order of their slots.

/// Times of the next events, and the smallest of them at the root.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    leaves: usize,
    times: Vec<f64>,
}

/// The time of what never happens.
pub(crate) const NEVER: f64 = f64::INFINITY;

impl Queue {
    /// A queue of so many slots, all never.
    pub(crate) fn new(slots: usize) -> Self {
        let leaves = slots.next_power_of_two().max(2);
        Self { leaves, times: vec![NEVER; 2 * leaves] }
    }

    /// All slots to never.
    pub(crate) fn clear(&mut self) {
        self.times.fill(NEVER);
    }

    /// The time of the next event of all.
    #[inline]
    pub(crate) fn next_time(&self) -> f64 {
        self.times[1]
    }

    /// The time of a slot.
    #[inline]
    pub(crate) fn time(&self, slot: usize) -> f64 {
        self.times[self.leaves + slot]
    }

    /// The slot of the next event of all; the lowest of those at the same time.
    #[inline]
    pub(crate) fn next_slot(&self) -> usize {
        let times = self.times.as_slice();
        let earliest = times[1];
        let mut node = 1;
        while node < self.leaves {
            node *= 2;
            node += usize::from(times[node] != earliest);
        }
        node - self.leaves
    }

    /// Sets the time of a slot.
    #[inline]
    pub(crate) fn set(&mut self, slot: usize, time: f64) {
        let times = self.times.as_mut_slice();
        let mut node = self.leaves + slot;
        times[node] = time;
        let mut earliest = time;
        while node > 1 {
            let sibling = times[node ^ 1];
            earliest = if sibling < earliest { sibling } else { earliest };
            node >>= 1;
            times[node] = earliest;
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
