//! The cheapest designs: for every amount of money the least downtime, over what costs money: copies, zones, options.
//!
//! Best first branch and bound over the components that matter most: a design in which some components are decided costs at least what these cost, and is down
//! at least as long as with the best of all choices for the rest; where a design known already is no dearer than the first and no longer down than the second, nothing
//! below can be on the front. Run to its end it proves the front of the diagram's unavailability; stopped at [`MOST_LOOKED_AT`] designs it is the best found,
//! and the bound that was left says how far off it can be.

use super::fast::{Designs, Fast};

/// Most components that are decided about.
pub const MOST_COMPONENTS: usize = 12;
/// Most designs looked at.
pub const MOST_LOOKED_AT: usize = 12_000;
/// Most points that are kept to be solved.
const MOST_POINTS: usize = 24;
/// Two unavailabilities this close are the same.
const SAME: f64 = 1e-9;

/// One way to change a component.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Money a month more.
    pub cost: f64,
    /// Its place among the alternatives.
    pub alternative: usize,
    /// The changes it is made of.
    pub numbers: Vec<usize>,
}

/// A design: what was chosen, for how much more money, and how unavailable it is then.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// By component decided about: which of its choices, if any.
    pub chosen: Vec<Option<usize>>,
    /// Money a month more.
    pub cost: f64,
    /// As the diagram has it.
    pub down: f64,
}

/// Partly decided.
#[derive(Clone, Debug)]
struct Open {
    chosen: Vec<Option<usize>>,
    cost: f64,
    /// No design below is down less.
    bound: f64,
}

/// The search, step by step.
#[derive(Debug)]
pub struct Search {
    /// By component decided about: its choices, the best of them first.
    choices: Vec<Vec<Choice>>,
    designs: Designs,
    budget: f64,
    open: Vec<Open>,
    /// Designs that none beats, the cheapest first.
    front: Vec<Design>,
    /// How many were looked at.
    pub looked_at: usize,
}

impl Search {
    /// Over these choices, within the budget. `base` is the unavailability of the design as it is.
    pub fn new(fast: &Fast, choices: Vec<Vec<Choice>>, budget: f64, base: f64) -> Self {
        let designs = fast.designs(choices.iter().flatten().map(|choice| choice.alternative));
        let mut search = Self { choices, designs, budget, open: Vec::new(), front: Vec::new(), looked_at: 0 };
        search.front.push(Design { chosen: vec![None; search.choices.len()], cost: 0.0, down: base });
        search.greedy();
        let bound = search.bound(&[]);
        search.open.push(Open { chosen: Vec::new(), cost: 0.0, bound });
        search
    }

    /// One component after the other, whatever saves most for its money: good designs to begin with.
    fn greedy(&mut self) {
        let mut chosen = vec![None; self.choices.len()];
        let (mut cost, mut down) = (0.0, self.front[0].down);
        loop {
            let mut best: Option<(f64, usize, usize, f64, f64)> = None;
            for component in 0..self.choices.len() {
                for choice in 0..self.choices[component].len() {
                    let before = chosen[component].map_or(0.0, |at: usize| self.choices[component][at].cost);
                    let more = self.choices[component][choice].cost - before;
                    if more <= 0.0 || cost + more > self.budget {
                        continue;
                    }
                    let mut tried = chosen.clone();
                    tried[component] = Some(choice);
                    let then = self.design(&tried);
                    let rate = (down - then) / more;
                    if rate > 0.0 && best.is_none_or(|best| rate > best.0) {
                        best = Some((rate, component, choice, cost + more, then));
                    }
                }
            }
            let Some((_, component, choice, more, then)) = best else { return };
            chosen[component] = Some(choice);
            (cost, down) = (more, then);
            self.keep(Design { chosen: chosen.clone(), cost, down });
        }
    }

    fn design(&mut self, chosen: &[Option<usize>]) -> f64 {
        self.looked_at += 1;
        let of = |(component, choice): (usize, &Option<usize>)| {
            choice.map(|choice| self.choices[component][choice].alternative)
        };
        let list: Vec<usize> = chosen.iter().enumerate().filter_map(of).collect();
        self.designs.unavailability(&list)
    }

    /// The least unavailability with these decided: the best choice of all for the rest.
    fn bound(&mut self, decided: &[Option<usize>]) -> f64 {
        let rest = self.choices.len() - decided.len();
        let best: Vec<Option<usize>> =
            decided.iter().copied().chain(std::iter::repeat_n(Some(0), rest)).collect();
        self.design(&best)
    }

    fn is_beaten(&self, cost: f64, down: f64) -> bool {
        self.front.iter().any(|it| it.cost <= cost && it.down <= down * (1.0 + SAME))
    }

    fn keep(&mut self, design: Design) {
        if self.is_beaten(design.cost, design.down) || design.cost > self.budget {
            return;
        }
        self.front.retain(|it| !(design.cost <= it.cost && design.down <= it.down));
        let at = self.front.partition_point(|it| it.cost < design.cost);
        self.front.insert(at, design);
    }

    /// Decides about one more component in the most promising place; whether there is more to do.
    pub fn step(&mut self) -> bool {
        if self.looked_at > MOST_LOOKED_AT {
            return false;
        }
        let Some(node) = self.open.pop() else { return false };
        if self.is_beaten(node.cost, node.bound) || node.chosen.len() == self.choices.len() {
            return !self.open.is_empty();
        }
        let component = node.chosen.len();
        for choice in (0..self.choices[component].len()).map(Some).chain([None]) {
            let cost = node.cost + choice.map_or(0.0, |at| self.choices[component][at].cost);
            if cost > self.budget {
                continue;
            }
            let mut chosen = node.chosen.clone();
            chosen.push(choice);
            // The first choice is what the bound above assumed; deciding for nothing gives no new design.
            let bound = if choice == Some(0) { node.bound } else { self.bound(&chosen) };
            if choice.is_some() {
                let whole: Vec<Option<usize>> = chosen
                    .iter()
                    .copied()
                    .chain(std::iter::repeat_n(None, self.choices.len() - chosen.len()))
                    .collect();
                let down = self.design(&whole);
                self.keep(Design { chosen: whole, cost, down });
            }
            if !self.is_beaten(cost, bound) {
                self.open.push(Open { chosen, cost, bound });
            }
        }
        !self.open.is_empty()
    }

    /// Whether every design was looked at or ruled out.
    pub fn is_proved(&self) -> bool {
        self.open.iter().all(|node| self.is_beaten(node.cost, node.bound))
    }

    /// How much less the unavailability could be than that of the front, as a fraction of it, where that is not proved.
    pub fn gap(&self) -> f64 {
        let open = self.open.iter().filter(|node| !self.is_beaten(node.cost, node.bound));
        let of = |node: &Open| {
            let known = self
                .front
                .iter()
                .filter(|it| it.cost <= node.cost)
                .map(|it| it.down)
                .fold(f64::INFINITY, f64::min);
            (known - node.bound) / known
        };
        open.map(of).fold(0.0, f64::max)
    }

    /// The changes that a design is made of.
    pub fn numbers(&self, design: &Design) -> Vec<usize> {
        let of = |(component, choice): (usize, &Option<usize>)| {
            choice.map(|choice| self.choices[component][choice].numbers.clone())
        };
        design.chosen.iter().enumerate().filter_map(of).flatten().collect()
    }

    /// The designs of the front, some of them where there are many: those that stand furthest apart by downtime.
    pub fn points(&self) -> Vec<Design> {
        spread(&self.front)
    }
}

/// All of them, or some evenly between the first and the last where there are many.
pub fn spread<T: Clone>(all: &[T]) -> Vec<T> {
    let count = all.len();
    if count <= MOST_POINTS {
        return all.to_vec();
    }
    (0..MOST_POINTS).map(|at| all[at * (count - 1) / (MOST_POINTS - 1)].clone()).collect()
}
