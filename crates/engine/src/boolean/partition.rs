//! Bounds for any function, also one given by equations that need each other: the states are taken apart, the likeliest first.
//!
//! A cell is all states in which some variables have given values. In its likeliest state the function has a value, and a few variables are
//! enough to force that value, whatever the others are. So the part of the cell in which these have the values of the likeliest state is settled, and
//! what is left falls into cells in which the first of them, the first but not the second, … differ. What is not settled when the work is spent lies
//! between the bounds. Nothing is ever guessed: P(settled true) ≤ P ≤ 1 − P(settled false), all sums of positive products. Source: \[dotson-gobien1979\].

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;

use super::bounds::Bounds;
use super::circuit::{Circuit, Literal, Operator};
use super::diagram::Chance;

/// Most decisions remembered.
const REMEMBERED: usize = 2_000_000;
/// The bounds are near enough when what is not settled is this share of the smaller side.
const NEAR: f64 = 1e-4;

/// A function.
#[derive(Clone, Copy, Debug)]
pub struct System<'a> {
    /// Holds it.
    pub circuit: &'a Circuit,
    /// The function.
    pub root: Literal,
    /// Variables that stand for functions themselves, which need one another: the least solution is meant. They must not be negated on the way.
    pub equations: &'a [(u32, Literal)],
}

/// What P(true) of a function is between, when the other variables are independent with these chances; `work`: how many arguments of gates may be
/// looked at.
#[must_use]
pub fn enclose(system: System<'_>, chances: &[Chance], work: usize) -> Bounds {
    let mut state = State::new(system, chances);
    let mut cells = Cells { decisions: Vec::new(), open: BinaryHeap::new() };
    cells.open.push(Cell { chance: 1.0, last: NONE });
    let mut settled = [0.0_f64; 2];
    let mut left = 1.0_f64;
    while state.looked_at < work
        && cells.decisions.len() < REMEMBERED
        && left > NEAR * settled[0].min(settled[1])
    {
        let Some(cell) = cells.open.pop() else { break };
        cells.path(cell.last, &mut |variable, is_true| state.given[variable as usize] = Some(is_true));
        let (value, forcing) = state.forced();
        cells.path(cell.last, &mut |variable, _| state.given[variable as usize] = None);
        let chance = cells.split(cell, &forcing, chances);
        settled[usize::from(value)] += chance;
        left -= chance;
    }
    let [no, yes] = settled;
    let left: f64 = cells.open.iter().map(|cell| cell.chance).sum();
    Bounds { low: Chance { up: yes, down: no + left }, high: Chance { up: yes + left, down: no } }
}

/// No decision.
const NONE: u32 = u32::MAX;

/// A variable has a value, after earlier decisions.
#[derive(Clone, Copy)]
struct Decision {
    before: u32,
    variable: u32,
    is_true: bool,
}

/// States that are not settled.
#[derive(Clone, Copy, PartialEq)]
struct Cell {
    chance: f64,
    /// Its last decision.
    last: u32,
}

impl Eq for Cell {}

impl PartialOrd for Cell {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Cell {
    /// The likeliest is the greatest; of equal ones the first.
    fn cmp(&self, other: &Self) -> Ordering {
        self.chance.total_cmp(&other.chance).then(other.last.cmp(&self.last))
    }
}

struct Cells {
    decisions: Vec<Decision>,
    open: BinaryHeap<Cell>,
}

impl Cells {
    fn path(&self, mut last: u32, take: &mut dyn FnMut(u32, bool)) {
        while let Some(decision) = self.decisions.get(last as usize) {
            take(decision.variable, decision.is_true);
            last = decision.before;
        }
    }

    fn decide(&mut self, before: u32, variable: u32, is_true: bool) -> u32 {
        self.decisions.push(Decision { before, variable, is_true });
        self.decisions.len() as u32 - 1
    }

    /// The part of a cell in which some variables have these values is settled: its chance. The rest becomes cells.
    fn split(&mut self, cell: Cell, forcing: &[(u32, bool)], chances: &[Chance]) -> f64 {
        let Cell { mut chance, mut last } = cell;
        for &(variable, is_true) in forcing {
            let Chance { up, down } = chances[variable as usize].swapped(!is_true);
            if down > 0.0 {
                let differs = self.decide(last, variable, !is_true);
                self.open.push(Cell { chance: chance * down, last: differs });
            }
            last = self.decide(last, variable, is_true);
            chance *= up;
        }
        chance
    }
}

/// The likeliest state of a cell.
struct State<'a> {
    system: System<'a>,
    chances: &'a [Chance],
    /// The nodes that matter, ascending.
    nodes: Vec<u32>,
    /// By node: the gates that name it, and the equations whose function it is; only where there are equations.
    gates_of: Vec<Vec<u32>>,
    equations_of: Vec<Vec<usize>>,
    /// The gates to be looked at again.
    waiting: BinaryHeap<Reverse<u32>>,
    is_waiting: Vec<bool>,
    /// Of each variable: its node.
    variable_nodes: Vec<Option<usize>>,
    /// Of each variable: its equation.
    equation: Vec<Option<Literal>>,
    /// Of each variable: the value it has in the cell.
    given: Vec<Option<bool>>,
    /// By node: its value; the round in which it got it; about how likely it is that what forces the value is otherwise.
    values: Vec<bool>,
    ranks: Vec<u32>,
    costs: Vec<f64>,
    /// By node, whether it has been met.
    met: Vec<bool>,
    looked_at: usize,
}

impl<'a> State<'a> {
    fn new(system: System<'a>, chances: &'a [Chance]) -> Self {
        let circuit = system.circuit;
        let mut equation = vec![None; circuit.variable_count()];
        system
            .equations
            .iter()
            .for_each(|&(variable, function)| equation[variable as usize] = Some(function));
        let roots: Vec<Literal> =
            system.equations.iter().map(|(_, function)| *function).chain([system.root]).collect();
        let reached = circuit.reached_from(&roots);
        let count = circuit.node_count();
        let nodes: Vec<u32> = (0..count as u32).filter(|&node| node == 0 || reached[node as usize]).collect();
        let mut variable_nodes = vec![None; equation.len()];
        let (mut gates_of, mut equations_of) = (Vec::new(), Vec::new());
        if !system.equations.is_empty() {
            gates_of.resize(count, Vec::new());
            equations_of.resize(count, Vec::new());
        }
        for &node in &nodes {
            if let Operator::Variable(variable) = circuit.operator(node as usize) {
                variable_nodes[variable as usize] = Some(node as usize);
            } else if !system.equations.is_empty() {
                circuit
                    .arguments(node as usize)
                    .iter()
                    .for_each(|argument| gates_of[argument.node()].push(node));
            }
        }
        system
            .equations
            .iter()
            .enumerate()
            .for_each(|(at, (_, function))| equations_of[function.node()].push(at));
        Self {
            system,
            chances,
            nodes,
            gates_of,
            equations_of,
            waiting: BinaryHeap::new(),
            is_waiting: vec![false; count],
            variable_nodes,
            given: vec![None; equation.len()],
            equation,
            values: vec![true; count],
            ranks: vec![0; count],
            costs: vec![0.0; count],
            met: vec![false; count],
            looked_at: 0,
        }
    }

    fn is_true(&self, literal: Literal) -> bool {
        self.values[literal.node()] != literal.is_complement()
    }

    /// The function's value in the likeliest state of the cell, and the values of variables that force it, those likeliest to differ first.
    fn forced(&mut self) -> (bool, Vec<(u32, bool)>) {
        self.evaluate();
        let root = self.system.root;
        let mut forcing = Vec::new();
        let (mut stack, mut seen) = (vec![root.node()], Vec::new());
        while let Some(node) = stack.pop() {
            if std::mem::replace(&mut self.met[node], true) {
                continue;
            }
            seen.push(node);
            match self.system.circuit.operator(node) {
                Operator::Variable(variable) => match self.equation[variable as usize] {
                    Some(function) => stack.push(function.node()),
                    None if self.given[variable as usize].is_some() => {}
                    None => forcing.push((variable, self.values[node])),
                },
                _ => stack.extend(self.reasons(node)),
            }
        }
        seen.into_iter().for_each(|node| self.met[node] = false);
        let differs =
            |&(variable, is_true): &(u32, bool)| self.chances[variable as usize].swapped(!is_true).down;
        forcing.sort_by(|a, b| differs(b).total_cmp(&differs(a)).then(a.0.cmp(&b.0)));
        (self.is_true(root), forcing)
    }

    /// All values: first as if no equation held, then, round by round as long as something changes, with those that hold.
    fn evaluate(&mut self) {
        for at in 0..self.nodes.len() {
            let node = self.nodes[at] as usize;
            self.ranks[node] = 0;
            self.values[node] = self.value(node);
            self.costs[node] = self.cost(node);
        }
        let equations = self.system.equations;
        let mut holds: Vec<usize> =
            (0..equations.len()).filter(|&number| self.is_true(equations[number].1)).collect();
        for round in 1.. {
            for number in std::mem::take(&mut holds) {
                let (variable, function) = equations[number];
                let Some(node) = self.variable_nodes[variable as usize].filter(|&node| !self.values[node])
                else {
                    continue;
                };
                (self.values[node], self.ranks[node]) = (true, round);
                self.costs[node] = self.costs[function.node()];
                self.wait_for_gates(node);
            }
            // What has changed once stays: no equation is negated.
            if self.waiting.is_empty() || self.ranks[self.system.root.node()] > 0 {
                self.forget_waiting();
                return;
            }
            // From below: a gate is looked at once a round.
            while let Some(Reverse(node)) = self.waiting.pop() {
                let node = node as usize;
                self.is_waiting[node] = false;
                let value = self.value(node);
                if value != self.values[node] {
                    (self.values[node], self.ranks[node]) = (value, round);
                    self.wait_for_gates(node);
                    holds.extend(self.equations_of[node].iter().filter(|&&it| self.is_true(equations[it].1)));
                }
                self.costs[node] = self.cost(node);
            }
        }
    }

    /// The gates that name a node are to be looked at.
    fn wait_for_gates(&mut self, node: usize) {
        for &gate in &self.gates_of[node] {
            if !std::mem::replace(&mut self.is_waiting[gate as usize], true) {
                self.waiting.push(Reverse(gate));
            }
        }
    }

    fn forget_waiting(&mut self) {
        while let Some(Reverse(node)) = self.waiting.pop() {
            self.is_waiting[node as usize] = false;
        }
    }

    fn value(&mut self, node: usize) -> bool {
        let circuit = self.system.circuit;
        let arguments = circuit.arguments(node);
        self.looked_at += arguments.len() + 1;
        let mut values = arguments.iter().map(|&argument| self.is_true(argument));
        match circuit.operator(node) {
            Operator::Constant => true,
            Operator::Variable(variable) => match self.given[variable as usize] {
                _ if self.equation[variable as usize].is_some() => false,
                Some(value) => value,
                None => self.chances[variable as usize].up >= 0.5,
            },
            Operator::And => values.all(|value| value),
            Operator::Xor => values.filter(|value| *value).count() % 2 == 1,
            Operator::AtLeast(count) => values.filter(|value| *value).count() >= count as usize,
        }
    }

    fn cost(&mut self, node: usize) -> f64 {
        let circuit = self.system.circuit;
        let arguments = circuit.arguments(node).iter();
        self.looked_at += arguments.len();
        match circuit.operator(node) {
            Operator::Constant => 0.0,
            Operator::Variable(variable) => {
                let variable = variable as usize;
                match self.given[variable].is_none() && self.equation[variable].is_none() {
                    true if self.values[node] => self.chances[variable].down,
                    true => self.chances[variable].up,
                    false => 0.0,
                }
            }
            Operator::And if !self.values[node] => {
                let costs = arguments.filter(|it| self.is_reason(node, **it)).map(|it| self.costs[it.node()]);
                costs.fold(f64::INFINITY, f64::min)
            }
            Operator::And | Operator::Xor => arguments.map(|argument| self.costs[argument.node()]).sum(),
            Operator::AtLeast(_) => self.reasons(node).into_iter().map(|reason| self.costs[reason]).sum(),
        }
    }

    /// Whether an argument has the gate's value. What became so after the gate did is no reason.
    fn is_reason(&self, gate: usize, argument: Literal) -> bool {
        self.is_true(argument) == self.values[gate] && self.ranks[argument.node()] <= self.ranks[gate]
    }

    /// The arguments that force a gate's value: those that cost least.
    fn reasons(&self, node: usize) -> Vec<usize> {
        let circuit = self.system.circuit;
        let arguments = circuit.arguments(node);
        let value = self.values[node];
        let needed = match circuit.operator(node) {
            Operator::Constant | Operator::Variable(_) => return Vec::new(),
            Operator::And if !value => 1,
            Operator::And | Operator::Xor => {
                return arguments.iter().map(|argument| argument.node()).collect();
            }
            Operator::AtLeast(count) if value => count as usize,
            Operator::AtLeast(count) => arguments.len() + 1 - count as usize,
        };
        let own = arguments.iter().filter(|argument| self.is_reason(node, **argument));
        let mut reasons: Vec<usize> = own.map(|argument| argument.node()).collect();
        if needed == 1 {
            let least = reasons
                .iter()
                .copied()
                .reduce(|best, next| if self.costs[next] < self.costs[best] { next } else { best });
            return least.into_iter().collect();
        }
        reasons.sort_by(|&a, &b| self.costs[a].total_cmp(&self.costs[b]));
        reasons.truncate(needed);
        reasons
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ALL: usize = usize::MAX;

    fn sum(circuit: &Circuit, root: Literal, chances: &[Chance]) -> f64 {
        let states = 0..1_u32 << chances.len();
        let bit = |state: u32, at: usize| state >> at & 1 == 1;
        states
            .map(|state| -> (Vec<bool>, f64) {
                // Also a value for each variable that stands for an equation: the function does not ask for it.
                let works = (0..chances.len() + 3).map(|at| at < chances.len() && bit(state, at)).collect();
                let each = chances.iter().enumerate();
                (
                    works,
                    each.map(|(at, chance)| if bit(state, at) { chance.up } else { chance.down }).product(),
                )
            })
            .filter(|(works, _)| circuit.value(root, works))
            .map(|(_, chance)| chance)
            .sum()
    }

    /// With negations, exclusive or and at-least gates: to the end it is exact, and before it holds the truth and narrows.
    #[test]
    fn it_narrows_down_to_the_sum_over_all_states() {
        let mut circuit = Circuit::new();
        let v: Vec<Literal> = (0..8).map(|variable| circuit.variable(variable)).collect();
        let two = circuit.at_least(2, &[v[0], v[1], !v[2], v[3]]);
        let odd = circuit.xor([v[3], v[4], two]);
        let either = circuit.if_else(v[5], odd, v[6]);
        let both = circuit.and([v[7], two]);
        let root = circuit.or([either, both]);
        let chances = [0.1, 0.7, 0.25, 0.5, 0.9, 0.35, 0.01, 0.6].map(Chance::of_down);
        for root in [root, !root] {
            let expected = sum(&circuit, root, &chances);
            let system = System { circuit: &circuit, root, equations: &[] };
            let mut width = 1.0;
            for work in [0, 50, 200, 800, 3_200, ALL] {
                let found = enclose(system, &chances, work);
                assert!(
                    found.low.up <= expected + 1e-15 && expected <= found.high.up + 1e-15,
                    "{work}: {found:?}"
                );
                assert!((found.low.up + found.low.down - 1.0).abs() < 1e-14);
                assert!(found.high.up - found.low.up <= width);
                width = found.high.up - found.low.up;
            }
            assert!(width <= 2.0 * NEAR, "{width}");
        }
    }

    /// Three routers that reach a target through each other, against the function written out: a triangle whose corners 0 and 1 have links of their
    /// own to the target.
    #[test]
    fn the_least_solution_is_meant() {
        let mut circuit = Circuit::new();
        let own: Vec<Literal> = (0..5).map(|variable| circuit.variable(variable)).collect();
        let serves: Vec<Literal> = (5..8).map(|variable| circuit.variable(variable)).collect();
        let mut equations = Vec::new();
        for (at, direct) in [Some(own[3]), Some(own[4]), None].into_iter().enumerate() {
            let others = (0..3).filter(|&other| other != at).map(|other| serves[other]);
            let any = circuit.or(others.chain(direct).collect::<Vec<_>>());
            equations.push((5 + at as u32, circuit.and([own[at], any])));
        }
        let ways = [circuit.and([own[0], own[3]]), circuit.and([own[1], own[4]])];
        let way = circuit.or(ways);
        let expected_function = circuit.and([own[2], way]);
        let chances: Vec<Chance> = [0.1, 0.2, 0.05, 0.3, 0.15].map(Chance::of_down).to_vec();
        let expected = sum(&circuit, expected_function, &chances);
        let found =
            enclose(System { circuit: &circuit, root: serves[2], equations: &equations }, &chances, ALL);
        assert!((found.low.up - expected).abs() < 1e-3 * (1.0 - expected), "{found:?} {expected}");
        assert!(found.low.up <= expected + 1e-15 && expected <= found.high.up + 1e-15);
    }
}
