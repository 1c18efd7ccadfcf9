//! The cheapest designs: for every amount of money, less or more than now, the least downtime, over what money buys: copies, zones, options.
//!
//! Best first branch and bound over the components that matter most: a design in which some components are decided costs at least what these cost and the
//! cheapest choices of the rest, and is down at least as long as with an ideal in place of the rest that is, in every state of the zones, as good as the best of the choices
//! there ([`ideal`]). Where a design known already is no dearer than the first and no longer down than the second, nothing below can be on the front. First comes where the most
//! downtime could still be saved for the same money. Run to its end it proves the front of the diagram's unavailability; stopped at [`MOST_LOOKED_AT`] designs it is the best
//! found, and the bound that was left says how far off it can be.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use super::fast::{Designs, Own};

/// Most components that are decided about.
pub const MOST_COMPONENTS: usize = 12;
/// Most designs looked at.
pub const MOST_LOOKED_AT: usize = 12_000;
/// Most points that are kept to be solved.
const MOST_POINTS: usize = 24;
/// Two unavailabilities this close are the same.
const SAME: f64 = 1e-9;
/// Most zones of a component whose states are told apart.
const MOST_ZONES: usize = 8;

/// One way to build a component; as it is, too.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// Money a month more; negative where it is less.
    pub cost: f64,
    /// Its place among the alternatives; none as it is.
    pub alternative: Option<usize>,
    /// The changes it is made of.
    pub numbers: Vec<usize>,
}

/// A component decided about.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// The cheapest first; none of them is beaten by another whatever else is chosen.
    pub choices: Vec<Choice>,
    /// The alternative that is as good as the best of them in every state of the zones; none where that is the component as it is.
    pub ideal: Option<usize>,
}

/// A design: what was chosen, for how much more money, and how unavailable it is then.
#[derive(Clone, Debug, PartialEq)]
pub struct Design {
    /// By component decided about: which of its choices.
    pub chosen: Vec<usize>,
    /// Money a month more.
    pub cost: f64,
    /// As the diagram has it.
    pub down: f64,
}

/// Partly decided.
#[derive(Clone, Debug)]
struct Open {
    chosen: Vec<usize>,
    /// What is decided costs.
    spent: f64,
    /// No design below costs less.
    cost: f64,
    /// No design below is down less.
    bound: f64,
    /// By what fraction downtime could be less than known for the same money, when this was last looked at.
    promise: f64,
    sequence: usize,
}

impl PartialEq for Open {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Open {}

impl PartialOrd for Open {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Open {
    fn cmp(&self, other: &Self) -> Ordering {
        let depth = self.chosen.len().cmp(&other.chosen.len());
        self.promise.total_cmp(&other.promise).then(depth).then(other.sequence.cmp(&self.sequence))
    }
}

/// The search, step by step.
#[derive(Debug)]
pub struct Search {
    decisions: Vec<Decision>,
    /// By component: the least that it and those after it cost.
    least: Vec<f64>,
    designs: Designs,
    budget: f64,
    open: BinaryHeap<Open>,
    opened: usize,
    /// Designs that none beats, the cheapest first.
    front: Vec<Design>,
    /// How many were looked at.
    pub looked_at: usize,
}

/// Two sums of the same money this far apart differ by rounding alone.
fn rounding(cost: f64) -> f64 {
    1e-9 * cost.abs().max(1.0)
}

impl Search {
    /// Over these choices, within the budget.
    pub fn new(designs: Designs, decisions: Vec<Decision>, budget: f64) -> Self {
        let mut least = vec![0.0; decisions.len() + 1];
        for at in (0..decisions.len()).rev() {
            least[at] = least[at + 1] + decisions[at].choices[0].cost;
        }
        let (front, open) = (Vec::new(), BinaryHeap::new());
        let mut search = Self { decisions, least, designs, budget, open, opened: 0, front, looked_at: 0 };
        search.greedy();
        search.unfold(Vec::new(), 0.0);
        search
    }

    /// From the cheapest design on one component after the other, whatever saves most for its money: good designs to begin with.
    fn greedy(&mut self) {
        let mut chosen = vec![0; self.decisions.len()];
        let (mut cost, mut down) = (self.least[0], self.down(&chosen));
        self.keep(Design { chosen: chosen.clone(), cost, down });
        let home: Vec<usize> = (0..self.decisions.len()).map(|at| self.home(at)).collect();
        let as_it_is = self.down(&home);
        self.keep(Design { cost: self.cost(&home), chosen: home, down: as_it_is });
        loop {
            let mut best: Option<(f64, usize, usize, f64, f64)> = None;
            for component in 0..self.decisions.len() {
                for choice in chosen[component] + 1..self.decisions[component].choices.len() {
                    let price = |choice: usize| self.decisions[component].choices[choice].cost;
                    let more = price(choice) - price(chosen[component]);
                    if more <= 0.0 || !self.affords(cost + more) {
                        continue;
                    }
                    let mut tried = chosen.clone();
                    tried[component] = choice;
                    let then = self.down(&tried);
                    let rate = (down - then) / more;
                    if rate > 0.0 && best.is_none_or(|best| rate > best.0) {
                        best = Some((rate, component, choice, cost + more, then));
                    }
                }
            }
            let Some((_, component, choice, more, then)) = best else { return };
            chosen[component] = choice;
            (cost, down) = (more, then);
            self.keep(Design { chosen: chosen.clone(), cost, down });
        }
    }

    /// What a component is where nothing has been decided about it: as it is, or where that is beaten the cheapest.
    fn home(&self, component: usize) -> usize {
        self.decisions[component].choices.iter().position(|it| it.alternative.is_none()).unwrap_or(0)
    }

    fn cost(&self, chosen: &[usize]) -> f64 {
        chosen.iter().zip(&self.decisions).map(|(&choice, decision)| decision.choices[choice].cost).sum()
    }

    fn affords(&self, cost: f64) -> bool {
        cost <= self.budget + rounding(self.budget)
    }

    /// The unavailability with these chosen and ideals for the rest: with all chosen that of a design, else less than any below has.
    fn down(&mut self, chosen: &[usize]) -> f64 {
        self.looked_at += 1;
        let decided = chosen.iter().zip(&self.decisions);
        let decided = decided.map(|(&choice, decision)| decision.choices[choice].alternative);
        let rest = self.decisions[chosen.len()..].iter().map(|decision| decision.ideal);
        let list: Vec<usize> = decided.chain(rest).flatten().collect();
        self.designs.unavailability(&list)
    }

    /// The least unavailability known for this money.
    fn known(&self, cost: f64) -> f64 {
        let affordable = self.front.partition_point(|it| it.cost <= cost + rounding(cost));
        affordable.checked_sub(1).map_or(f64::INFINITY, |at| self.front[at].down)
    }

    fn is_beaten(&self, cost: f64, down: f64) -> bool {
        self.known(cost) <= down * (1.0 + SAME)
    }

    fn keep(&mut self, design: Design) {
        if self.is_beaten(design.cost, design.down) || !self.affords(design.cost) {
            return;
        }
        self.front.retain(|it| it.cost + rounding(it.cost) < design.cost || it.down < design.down);
        let at = self.front.partition_point(|it| it.cost < design.cost);
        self.front.insert(at, design);
    }

    /// By what fraction a design of this cost and unavailability would be down less than the best known for the money.
    fn promise(&self, cost: f64, bound: f64) -> f64 {
        let known = self.known(cost);
        if known.is_finite() { (known - bound) / known } else { 1.0 }
    }

    /// Puts what is partly decided among the open, unless nothing below can be on the front.
    fn unfold(&mut self, chosen: Vec<usize>, spent: f64) {
        let cost = spent + self.least[chosen.len()];
        if !self.affords(cost) {
            return;
        }
        let bound = self.down(&chosen);
        if chosen.len() == self.decisions.len() {
            self.keep(Design { chosen, cost: spent, down: bound });
        } else if !self.is_beaten(cost, bound) {
            self.opened += 1;
            let promise = self.promise(cost, bound);
            self.open.push(Open { chosen, spent, cost, bound, promise, sequence: self.opened });
        }
    }

    /// Decides about one more component in the most promising place; whether there is more to do.
    pub fn step(&mut self) -> bool {
        if self.looked_at > MOST_LOOKED_AT {
            return false;
        }
        let Some(mut node) = self.open.pop() else { return false };
        if self.is_beaten(node.cost, node.bound) {
            return !self.open.is_empty();
        }
        let promise = self.promise(node.cost, node.bound);
        if promise < node.promise && self.open.peek().is_some_and(|next| next.promise > promise) {
            node.promise = promise;
            self.open.push(node);
            return true;
        }
        let component = node.chosen.len();
        for choice in 0..self.decisions[component].choices.len() {
            let spent = node.spent + self.decisions[component].choices[choice].cost;
            let mut chosen = node.chosen.clone();
            chosen.push(choice);
            self.unfold(chosen.clone(), spent);
            if chosen.len() < self.decisions.len() {
                chosen.extend((chosen.len()..self.decisions.len()).map(|at| self.home(at)));
                let (cost, down) = (self.cost(&chosen), self.down(&chosen));
                self.keep(Design { chosen, cost, down });
            }
        }
        !self.open.is_empty()
    }

    fn left(&self) -> impl Iterator<Item = &Open> {
        self.open.iter().filter(|node| !self.is_beaten(node.cost, node.bound))
    }

    /// Whether every design was looked at or ruled out.
    pub fn is_proved(&self) -> bool {
        self.left().next().is_none()
    }

    /// Whether nothing that was left could cost less than this and be down no longer than that.
    pub fn rules_out(&self, cost: f64, down: f64) -> bool {
        self.left().all(|node| node.cost + rounding(cost) >= cost || node.bound > down * (1.0 + SAME))
    }

    /// How much less the unavailability could be than that of the front, as a fraction of it, where that is not proved.
    pub fn gap(&self) -> f64 {
        self.left().map(|node| self.promise(node.cost, node.bound)).fold(0.0, f64::max)
    }

    /// The changes that a design is made of.
    pub fn numbers(&self, design: &Design) -> Vec<usize> {
        let chosen = design.chosen.iter().zip(&self.decisions);
        chosen.flat_map(|(&choice, decision)| decision.choices[choice].numbers.clone()).collect()
    }

    /// The design of the front that is no dearer and no longer down, the least down of them.
    pub fn beating(&self, cost: f64, down: f64) -> Option<&Design> {
        let affordable = self.front.partition_point(|it| it.cost <= cost + rounding(cost));
        self.front[..affordable].last().filter(|it| it.down <= down * (1.0 + SAME))
    }

    /// All designs of the front, the cheapest first.
    pub fn all(&self) -> &[Design] {
        &self.front
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

/// How a component is down in each state of its zones.
#[derive(Clone, Debug, PartialEq)]
pub struct Profile {
    /// By state, bit for bit which of the zones are up: the chance to be down then.
    pub down: Vec<f64>,
}

impl Profile {
    /// Whether it is no longer down than the other in any state.
    fn is_no_worse(&self, other: &Self) -> bool {
        self.down.iter().zip(&other.down).all(|(one, two)| one <= two)
    }
}

/// The zones that several ways to build a component use, and how each is down in every state of these; none where the zones are too many.
pub fn profiles(owns: &[&Own]) -> Option<(Vec<usize>, Vec<Profile>)> {
    let mut zones: Vec<usize> = owns.iter().flat_map(|own| own.zones()).collect();
    zones.sort_unstable();
    zones.dedup();
    let states = 1_usize.checked_shl(zones.len() as u32).filter(|_| zones.len() <= MOST_ZONES)?;
    let is_up = |state: usize, zone: usize| zones.binary_search(&zone).is_ok_and(|at| state >> at & 1 == 1);
    let profile = |own: &&Own| Profile {
        down: (0..states).map(|state| own.down_when(&|zone| is_up(state, zone))).collect(),
    };
    let profiles = owns.iter().map(profile).collect();
    Some((zones, profiles))
}

/// The best of all in every state.
pub fn ideal(profiles: &[Profile]) -> Profile {
    let states = profiles.first().map_or(0, |it| it.down.len());
    let best = |state: usize| profiles.iter().map(|it| it.down[state]).fold(1.0, f64::min);
    Profile { down: (0..states).map(best).collect() }
}

/// Which of several are beaten by none: by none that costs no more and is no longer down in any state. Of equals the first is left.
pub fn unbeaten(costs: &[f64], profiles: &[Profile]) -> Vec<usize> {
    let beats = |one: usize, two: usize| {
        let equal = costs[one] == costs[two] && profiles[one] == profiles[two];
        costs[one] <= costs[two] && profiles[one].is_no_worse(&profiles[two]) && (!equal || one < two)
    };
    let all = 0..costs.len();
    all.clone().filter(|&it| !all.clone().any(|other| other != it && beats(other, it))).collect()
}
