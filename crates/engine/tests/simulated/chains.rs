//! Active-passive groups against a Markov chain of every state they can be in, written from docs/methods.md alone: which
//! copies work, which hold a place, and what is going on. Exponential times throughout.

use std::collections::HashMap;

use serde_json::json;

use crate::{assert_inside, failing, one};

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Going {
    Serving,
    Switching,
    Stuck(usize),
    Short,
    Home,
}

/// Bit sets of working copies and of held places.
type State = (u32, u32, Going);

struct Group {
    active: u32,
    standby: u32,
    success: f64,
    /// Mean hours; none where there is no such thing.
    manual: Option<f64>,
    failback: Option<f64>,
}

const FAIL: f64 = 0.01;
const REPAIR: f64 = 0.125;
const SWITCH: f64 = 1.0;

impl Group {
    fn copies(&self) -> u32 {
        self.active + self.standby
    }

    fn serve(&self, works: u32, mut places: u32) -> State {
        for copy in 0..self.copies() {
            if places.count_ones() < self.active && works >> copy & 1 == 1 {
                places |= 1 << copy;
            }
        }
        self.perhaps_home(works, places)
    }

    fn perhaps_home(&self, works: u32, places: u32) -> State {
        let preferred = (1 << self.active) - 1;
        let moves = self.failback.is_some() && works & preferred == preferred && places != preferred;
        (works, places, if moves { Going::Home } else { Going::Serving })
    }

    /// Where a change of the working copies leads.
    fn follow(&self, works: u32, places: u32, going: Going) -> Vec<(f64, State)> {
        let lost = places & !works;
        let places = places & works;
        if works.count_ones() < self.active {
            return vec![(1.0, (works, works, Going::Short))];
        }
        match going {
            Going::Short => vec![(1.0, self.serve(works, places))],
            Going::Serving if lost != 0 => {
                let stuck = Going::Stuck(lost.trailing_zeros() as usize);
                vec![
                    (self.success, (works, places, Going::Switching)),
                    (1.0 - self.success, (works, places, stuck)),
                ]
            }
            Going::Serving => vec![(1.0, self.perhaps_home(works, places))],
            Going::Stuck(copy) if works >> copy & 1 == 1 => vec![(1.0, self.serve(works, places))],
            _ => vec![(1.0, (works, places, going))],
        }
    }

    fn transitions(&self, (works, places, going): State) -> Vec<(f64, State)> {
        let mut all = Vec::new();
        for copy in 0..self.copies() {
            let rate = if works >> copy & 1 == 1 { FAIL } else { REPAIR };
            let next = self.follow(works ^ 1 << copy, places, going);
            all.extend(next.into_iter().map(|(p, state)| (p * rate, state)));
        }
        match (going, self.manual, self.failback) {
            (Going::Switching, _, _) => all.push((1.0 / SWITCH, self.serve(works, places))),
            (Going::Stuck(_), Some(manual), _) => all.push((1.0 / manual, self.serve(works, places))),
            (Going::Home, _, Some(failback)) => {
                let (works, places, _) = self.serve(works, 0);
                all.push((1.0 / failback, (works, places, Going::Serving)));
            }
            _ => {}
        }
        all.retain(|transition| transition.0 > 0.0);
        all
    }

    /// Long-run unavailability, and outages in 8,760 h.
    fn solve(&self) -> (f64, f64) {
        let start = ((1 << self.copies()) - 1, (1 << self.active) - 1, Going::Serving);
        let (mut number, mut states) = (HashMap::from([(start, 0)]), vec![start]);
        let mut rates = Vec::new();
        let mut from = 0;
        while from < states.len() {
            for (rate, state) in self.transitions(states[from]) {
                let to = *number.entry(state).or_insert_with(|| {
                    states.push(state);
                    states.len() - 1
                });
                rates.push((from, to, rate));
            }
            from += 1;
        }
        let p = power_iteration(states.len(), &rates);
        let up = |state: usize| states[state].2 == Going::Serving;
        let down = (0..states.len()).filter(|&state| !up(state)).map(|state| p[state]).sum();
        let outages = rates.iter().filter(|rate| up(rate.0) && !up(rate.1)).map(|rate| p[rate.0] * rate.2);
        (down, outages.sum::<f64>() * 8_760.0)
    }
}

/// The uniformised chain, stepped until it stands.
fn power_iteration(states: usize, rates: &[(usize, usize, f64)]) -> Vec<f64> {
    let mut leaving = vec![0.0; states];
    rates.iter().for_each(|&(from, _, rate)| leaving[from] += rate);
    let fastest = 1.1 * leaving.iter().copied().fold(0.0, f64::max);
    let mut p = vec![1.0 / states as f64; states];
    for _ in 0..3_000 {
        let mut next: Vec<f64> = p.iter().zip(&leaving).map(|(p, rate)| p * (1.0 - rate / fastest)).collect();
        rates.iter().for_each(|&(from, to, rate)| next[to] += p[from] * rate / fastest);
        p = next;
    }
    p
}

#[test]
fn every_kind_of_group() {
    let (third, hour) = (Some(1.0 / 3.0), Some(1.0));
    let cases = [
        (1, 1, 1.0, None, None),
        (1, 1, 0.7, None, third),
        (1, 2, 1.0, None, third),
        (1, 2, 0.7, hour, None),
        (2, 1, 0.7, None, third),
        (2, 2, 0.7, None, None),
        (2, 2, 0.7, hour, third),
    ];
    for (active, standby, success, manual, failback) in cases {
        let (down, outages) = Group { active, standby, success, manual, failback }.solve();
        let mut failover = json!({"time": SWITCH, "success": success});
        if let Some(manual) = manual {
            failover["manual"] = json!(manual);
        }
        let mut copies =
            json!({"mode": "active-passive", "active": active, "standby": standby, "failover": failover});
        if let Some(failback) = failback {
            copies["failback"] = json!({"time": failback});
        }
        let answer =
            one(json!({"id": "db", "failures": failing(1.0 / FAIL, 1.0 / REPAIR), "copies": copies}), 500.0);
        assert_inside(answer.unavailability, down, 0.03);
        assert_inside(answer.outages_per_year, outages, 0.02);
    }
}
