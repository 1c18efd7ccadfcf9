//! How the copies of one component move in time: a Markov chain over the states it can reach from "everything works", zones included
//! where its behaviour depends on them.
//!
//! The long run of such a chain gives the component's [`Piece`]s, one for each number of copies whose zone is up; its first hours give the
//! point availability (`transient`).

use super::law::TimeLaw;
use super::markov::Chain;
use super::pieces::Piece;

/// Most states of a chain that is solved for its long run.
pub const STATE_LIMIT: usize = 700;

/// What kind of time a state is: 0 is up, others are the ways to be down.
pub type Kind = u8;

/// What the rest of the answer needs to know of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label {
    /// 0 is up.
    pub kind: Kind,
    /// Copies whose zone is up.
    pub available: u32,
    /// Zones that are up, as bits.
    pub zones: u32,
}

/// Appends where a state leads, and at which rate per hour.
pub type Steps<'a> = dyn Fn(u64, &mut Vec<(u64, f64)>) + 'a;

/// Names the kinds of outage, by share and length, from the fraction of time down and the rates at which each kind begins.
pub type Kinds<'a> = dyn Fn(f64, &[f64]) -> Vec<(f64, TimeLaw)> + 'a;

/// A chain over reachable states; state 0 is the start, with everything up.
#[derive(Clone, Debug)]
pub struct Motion {
    /// One label a state.
    pub labels: Vec<Label>,
    /// Transitions: from, to, per hour.
    pub moves: Vec<(u32, u32, f64)>,
}

impl Motion {
    /// Follows the transitions from `start` to every state that can be reached; none when there are more than `most`.
    #[must_use]
    pub fn explore(start: u64, most: usize, next: &Steps<'_>, label: &dyn Fn(u64) -> Label) -> Option<Self> {
        // States in order, with their numbers.
        let mut numbers = vec![(start, 0_u32)];
        let mut states = vec![start];
        let mut moves = Vec::new();
        let mut found = Vec::new();
        let mut from = 0;
        while from < states.len() {
            next(states[from], &mut found);
            for (state, rate) in found.drain(..).filter(|(_, rate)| *rate > 0.0) {
                let to = match numbers.binary_search_by(|(known, _)| known.cmp(&state)) {
                    Ok(at) => numbers[at].1,
                    Err(at) => {
                        numbers.insert(at, (state, states.len() as u32));
                        states.push(state);
                        states.len() as u32 - 1
                    }
                };
                if to != from as u32 {
                    moves.push((from as u32, to, rate));
                }
            }
            if states.len() > most {
                return None;
            }
            from += 1;
        }
        Some(Self { labels: states.into_iter().map(label).collect(), moves })
    }

    /// A unit that is up or down.
    #[must_use]
    pub fn two_states(failing: f64, repair: f64) -> Self {
        let label = |kind: Kind| Label { kind, available: 1, zones: 0 };
        Self { labels: vec![label(0), label(1)], moves: vec![(0, 1, failing), (1, 0, repair)] }
    }

    /// How many states there are.
    #[must_use]
    pub fn state_count(&self) -> usize {
        self.labels.len()
    }

    /// Whether a state is up.
    #[must_use]
    pub fn is_up(&self, state: u32) -> bool {
        self.labels[state as usize].kind == 0
    }

    /// Long-run fraction of time in each state \[gth1985\].
    #[must_use]
    pub fn steady_state(&self) -> Vec<f64> {
        let mut chain = Chain::new(self.labels.len());
        self.moves.iter().for_each(|&(from, to, rate)| chain.add(from as usize, to as usize, rate));
        chain.steady_state()
    }

    /// The pieces of the long run, one for each number of available copies from `required` on.
    ///
    /// Down: the share of the time with so many copies available in which the component is down: exact, however long the zones have been in
    /// their state. Frequency: outages that the component's own events begin, corrected by what the diagram, which knows the zones'
    /// states only, would count too many or too few at the zones' own failures; so the component's outages in all are exact.
    /// `kinds` names the laws of the outages from their rates by kind and the time down.
    #[must_use]
    pub fn pieces(&self, required: u32, kinds: &Kinds<'_>) -> Vec<(u32, Piece)> {
        let piece = |moment: Moment| Piece {
            down: moment.down,
            frequency: moment.frequency,
            outages: kinds(moment.down, &moment.entries),
        };
        let moments = self.moments(&self.steady_state(), required);
        moments.into_iter().map(|(available, moment)| (available, piece(moment))).collect()
    }

    /// The same for any distribution `pi` over the states: one moment for each number of available copies from `required` on that is possible.
    #[must_use]
    pub fn moments(&self, pi: &[f64], required: u32) -> Vec<(u32, Moment)> {
        let most = |of: fn(&Label) -> u32| self.labels.iter().map(of).max().unwrap_or(0) as usize;
        let mut sums = vec![Sums::default(); most(|label| label.available) + 1];
        let mut in_zones = vec![0.0; most(|label| label.zones) + 1];
        for (label, share) in self.labels.iter().zip(pi) {
            let sum = &mut sums[label.available as usize];
            sum.time += share;
            in_zones[label.zones as usize] += share;
            if label.kind != 0 {
                sum.down += share;
            }
        }
        self.count_own_outages(pi, &mut sums);
        self.correct_for_zones(pi, &in_zones, required, &mut sums);
        let moment = |sum: &Sums| Moment {
            down: sum.down / sum.time,
            frequency: (sum.own + sum.correction).max(0.0) / sum.time,
            entries: sum.entries.map(|rate| rate / sum.time),
        };
        let enough = (0..).zip(&sums).filter(|(available, sum)| *available >= required && sum.time > 0.0);
        enough.map(|(available, sum)| (available, moment(sum))).collect()
    }

    fn count_own_outages(&self, pi: &[f64], sums: &mut [Sums]) {
        for &(from, to, rate) in &self.moves {
            let (before, after) = (self.labels[from as usize], self.labels[to as usize]);
            if before.zones == after.zones && before.kind == 0 && after.kind != 0 {
                let sum = &mut sums[before.available as usize];
                sum.own += pi[from as usize] * rate;
                sum.entries[after.kind as usize] += pi[from as usize] * rate;
            }
        }
    }

    /// The diagram counts P(zones' state) · rate · (down after − down before) outages for a zone's failure, with the long-run chances of being
    /// down; the chain knows how many there are.
    fn correct_for_zones(&self, pi: &[f64], in_zones: &[f64], required: u32, sums: &mut [Sums]) {
        let mut jumps: Vec<Jump> = Vec::new();
        for &(from, to, rate) in &self.moves {
            let (before, after) = (self.labels[from as usize], self.labels[to as usize]);
            if before.zones == after.zones || before.zones & after.zones != after.zones {
                continue;
            }
            let change = f64::from(u8::from(after.kind != 0)) - f64::from(u8::from(before.kind != 0));
            let flow = pi[from as usize] * rate * change;
            let same = |jump: &Jump| (jump.before.zones, jump.after.zones) == (before.zones, after.zones);
            match jumps.iter().position(same) {
                Some(at) => jumps[at].truly += flow,
                None => jumps.push(Jump { before, after, rate, truly: flow }),
            }
        }
        let down = |available: u32, sums: &[Sums]| {
            let sum = &sums[available as usize];
            if available >= required && sum.time > 0.0 { sum.down / sum.time } else { 1.0 }
        };
        for Jump { before, after, rate, truly } in jumps {
            if before.available < required {
                continue;
            }
            let change = down(after.available, sums) - down(before.available, sums);
            let counted = in_zones[before.zones as usize] * rate * change;
            let whose = if after.available >= required { after } else { before };
            sums[whose.available as usize].correction += truly - counted;
        }
    }
}

/// A zone's failure, from one state of the zones to another.
struct Jump {
    before: Label,
    after: Label,
    rate: f64,
    /// Up → down less down → up, per hour.
    truly: f64,
}

/// A component at one moment, given how many copies are available.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Chance of being down.
    pub down: f64,
    /// Up → down transitions per hour.
    pub frequency: f64,
    /// The component's own ones by the kind of state they lead to.
    pub entries: [f64; 6],
}

/// Sums over the states with so many copies available.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    time: f64,
    down: f64,
    own: f64,
    correction: f64,
    entries: [f64; 6],
}
