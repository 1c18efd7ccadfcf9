//! The event queue: the time of the next event of each slot, and which comes first.
//!
//! Every process and timer of the model owns one slot, so nothing is ever allocated, and cancelling is setting to never. Equal times are taken in
//! the order of their slots. Where few slots are ever pending at once they stand in a short sorted list; otherwise, and as soon as there are more, in
//! a tournament tree over all slots. Which of the two it is changes no answer.

/// The time of what never happens.
pub(crate) const NEVER: f64 = f64::INFINITY;
const NEVER_BITS: u64 = NEVER.to_bits();
/// A list longer than this becomes a tree.
const LONGEST_LIST: usize = 48;

/// An event. Times are kept by their bits, which for numbers that are not negative are in the same order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Match {
    time: u64,
    slot: u32,
}

/// All slots with the times of their events.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    /// Slot → time.
    times: Vec<u64>,
    /// The next event of all.
    next: Match,
    /// Whether the list is in use.
    few: bool,
    /// Whether a replication begins with the list.
    begins_few: bool,
    /// What is pending, the next one last.
    list: Vec<Match>,
    /// What slots were set to, while somebody wants to know.
    pub watched: Option<Vec<(u32, f64)>>,
    /// The tree: leaves are the slots, every node above holds the earlier of its two children, and node 1 the next event of all.
    nodes: Vec<Match>,
}

impl Queue {
    /// A queue of so many slots, all never; `few`: hardly any are pending at once.
    pub(crate) fn new(slots: usize, few: bool) -> Self {
        let slots = slots.max(2);
        let never = Match { time: NEVER_BITS, slot: 0 };
        let mut queue = Self {
            times: vec![NEVER_BITS; slots],
            next: never,
            few,
            begins_few: few,
            list: Vec::with_capacity(LONGEST_LIST + 1),
            watched: None,
            nodes: Vec::new(),
        };
        queue.clear();
        queue
    }

    /// All slots to never.
    pub(crate) fn clear(&mut self) {
        self.times.fill(NEVER_BITS);
        self.list.clear();
        self.next = Match { time: NEVER_BITS, slot: 0 };
        self.few = self.begins_few;
        if !self.few {
            self.plant();
        }
    }

    /// Builds the tree from the times.
    fn plant(&mut self) {
        let leaves = self.times.len();
        self.nodes.resize(2 * leaves, self.next);
        for slot in 0..leaves {
            self.nodes[leaves + slot] = Match { time: self.times[slot], slot: slot as u32 };
        }
        for node in (1..leaves).rev() {
            self.nodes[node] = self.nodes[2 * node].min(self.nodes[2 * node + 1]);
        }
        self.nodes[0] = self.nodes[1];
        self.next = self.nodes[1];
    }

    /// The time of the next event of all.
    #[inline]
    pub(crate) fn next_time(&self) -> f64 {
        f64::from_bits(self.next.time)
    }

    /// The time of a slot.
    #[inline]
    pub(crate) fn time(&self, slot: usize) -> f64 {
        f64::from_bits(self.times[slot])
    }

    /// The slot of the next event of all; the lowest of those at the same time.
    #[inline]
    pub(crate) fn next_slot(&self) -> usize {
        self.next.slot as usize
    }

    /// Sets the time of a slot.
    #[inline]
    pub(crate) fn set(&mut self, slot: usize, time: f64) {
        let event = Match { time: time.to_bits(), slot: slot as u32 };
        if let Some(watched) = &mut self.watched {
            watched.push((event.slot, time));
        }
        let before = std::mem::replace(&mut self.times[slot], event.time);
        if self.few { self.set_in_list(event, before) } else { self.set_in_tree(event) }
    }

    #[inline]
    fn set_in_list(&mut self, event: Match, before: u64) {
        if before != NEVER_BITS {
            if self.next.slot == event.slot {
                self.list.pop();
            } else if let Some(place) = self.list.iter().rposition(|it| it.slot == event.slot) {
                self.list.remove(place);
            }
        }
        if event.time != NEVER_BITS {
            self.insert(event);
        }
        self.next = self.list.last().copied().unwrap_or(Match { time: NEVER_BITS, slot: 0 });
    }

    #[inline]
    fn insert(&mut self, event: Match) {
        self.list.push(event);
        let list = self.list.as_mut_slice();
        let mut place = list.len() - 1;
        while place > 0 && list[place - 1] < event {
            list[place] = list[place - 1];
            place -= 1;
        }
        list[place] = event;
        if self.list.len() > LONGEST_LIST {
            self.few = false;
            self.list.clear();
            self.plant();
            self.list.push(self.next);
        }
    }

    fn set_in_tree(&mut self, mut winner: Match) {
        let leaves = self.times.len();
        let nodes = self.nodes.as_mut_slice();
        let mut node = leaves + winner.slot as usize;
        nodes[node] = winner;
        while node > 1 {
            let other = nodes[node ^ 1];
            // Masks instead of a branch: who wins is a coin toss no processor predicts.
            let loses =
                (other.time < winner.time) | ((other.time == winner.time) & (other.slot < winner.slot));
            let mask = u64::from(loses).wrapping_neg();
            winner.time ^= (winner.time ^ other.time) & mask;
            winner.slot ^= (winner.slot ^ other.slot) & mask as u32;
            node >>= 1;
            nodes[node] = winner;
        }
        self.next = winner;
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
        for (slots, few) in
            [(1, false), (2, true), (3, false), (5, true), (8, false), (17, true), (17, false), (150, true)]
        {
            let mut queue = Queue::new(slots, few);
            let mut plain = vec![NEVER; slots];
            for _ in 0..4_000 {
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
