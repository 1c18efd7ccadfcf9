//! What each component and journey needs, written as a circuit of gates over the variables of the structure.

use super::graph::Graph;
use super::structure::Kind;
use crate::boolean::bdd::{Bdd, Edge, NodeLimit};
use crate::boolean::circuit::{Circuit, Literal};
use crate::model::{Project, Rule};

/// Nodes of a cycle that are no longer needed are looked for past this many.
const COLLECT_FROM: usize = 20_000;
/// Most nodes made for a cycle.
const MADE: usize = 1_500_000;

/// Which functions are meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// As docs/methods.md says.
    Exact,
    /// Every function coherent, for cut sets: a component is down when too few copies work among all, or among those that are left
    /// when some zones are down; nothing switches. Only the journeys' `up` is meaningful.
    Coherent,
}

/// The functions of a journey.
#[derive(Clone, Copy, Debug)]
pub struct Served {
    /// The entry serves.
    pub up: Literal,
    /// … and no reached soft link is broken.
    pub full: Literal,
    /// A request is answered.
    pub served: Literal,
}

/// All functions of a project.
#[derive(Debug)]
pub struct Wiring {
    /// Holds them.
    pub circuit: Circuit,
    /// Each component by itself: copies, zones, common causes; not its links.
    pub own: Vec<Literal>,
    /// In the order of the project's journeys.
    pub journeys: Vec<Served>,
    /// Components with a failover rule over two links or more, and "the first link serves".
    pub gates: Vec<(usize, Literal)>,
    /// Where cycles were left open: what the members' variables stand for.
    pub equations: Vec<(u32, Literal)>,
}

impl Wiring {
    /// Of a valid project. `number` gives the variable of a kind, and none for what is always true; `off` lists components and zones held
    /// down.
    ///
    /// # Errors
    /// When the components of a cycle need more than `limit` nodes.
    pub fn new(
        project: &Project,
        graph: &Graph,
        off: &[Kind],
        number: &dyn Fn(Kind) -> Option<u32>,
        reading: Reading,
        limit: usize,
    ) -> Result<Self, NodeLimit> {
        Self::with_cycles(project, graph, off, number, reading, Cycles::Solved(limit))
    }

    /// With cycles left open: "serves" of a member that is neither alone nor in a mutual set is variable `first` + its number; see
    /// [`Wiring::equations`]. What follows the requests is left out: the journeys' functions are all "up".
    #[must_use]
    pub fn open(
        project: &Project,
        graph: &Graph,
        off: &[Kind],
        number: &dyn Fn(Kind) -> Option<u32>,
        first: u32,
    ) -> Option<Self> {
        Self::with_cycles(project, graph, off, number, Reading::Exact, Cycles::Open(first)).ok()
    }

    fn with_cycles(
        project: &Project,
        graph: &Graph,
        off: &[Kind],
        number: &dyn Fn(Kind) -> Option<u32>,
        reading: Reading,
        cycles: Cycles,
    ) -> Result<Self, NodeLimit> {
        let coherent = reading == Reading::Coherent;
        let mut builder = Builder {
            project,
            graph,
            off,
            number,
            coherent,
            cycles,
            equations: Vec::new(),
            relief: &|_, _| None,
            circuit: Circuit::new(),
            own: Vec::new(),
        };
        let zones: Vec<Literal> = (0..graph.lineage.len()).map(|zone| builder.zone_up(zone)).collect();
        builder.own = (0..graph.hard.len()).map(|component| builder.own(component, &zones)).collect();
        let serves = builder.serves()?;
        let (full, served) = match cycles {
            Cycles::Solved(_) => (builder.follow(&serves, false), builder.follow(&serves, true)),
            Cycles::Open(_) => (serves.clone(), serves.clone()),
        };
        let journeys = graph
            .entries
            .iter()
            .map(|&e| Served { up: serves[e], full: full[e], served: served[e] })
            .collect();
        let gates = builder.gates(&serves);
        let Builder { circuit, own, equations, .. } = builder;
        Ok(Self { circuit, own, journeys, gates, equations })
    }

    /// The journeys' `up` over what `own` says of each component by itself. Nothing switches: rules hold as soon as they can. Where `relief` gives the
    /// variable of a hard link (component, position), the link also holds while that is true; not within a cycle.
    ///
    /// # Errors
    /// When the components of a cycle need more than `limit` nodes.
    pub fn over(
        project: &Project,
        graph: &Graph,
        own: &mut dyn FnMut(&mut Circuit) -> Vec<Literal>,
        relief: &dyn Fn(usize, usize) -> Option<u32>,
        limit: usize,
    ) -> Result<(Circuit, Vec<Literal>), NodeLimit> {
        let number = |_: Kind| None;
        let mut circuit = Circuit::new();
        let own = own(&mut circuit);
        let coherent = false;
        let mut builder = Builder {
            project,
            graph,
            off: &[],
            number: &number,
            coherent,
            cycles: Cycles::Solved(limit),
            equations: Vec::new(),
            relief,
            circuit,
            own,
        };
        let serves = builder.serves()?;
        let journeys = graph.entries.iter().map(|&entry| serves[entry]).collect();
        Ok((builder.circuit, journeys))
    }
}

impl Builder<'_> {
    /// Components with a failover rule over two links or more, and "the first link serves".
    fn gates(&self, serves: &[Literal]) -> Vec<(usize, Literal)> {
        let rules = self.graph.hard.iter().enumerate().filter(|(component, targets)| {
            targets.len() > 1 && matches!(self.project.components()[*component].rule(), Rule::Failover(_))
        });
        rules.map(|(component, targets)| (component, serves[targets[0]])).collect()
    }
}

/// What becomes of cycles that are not mutual.
#[derive(Clone, Copy)]
enum Cycles {
    /// The least solution, within so many nodes.
    Solved(usize),
    /// Variables from this number on stand for the members.
    Open(u32),
}

struct Builder<'a> {
    project: &'a Project,
    graph: &'a Graph,
    off: &'a [Kind],
    number: &'a dyn Fn(Kind) -> Option<u32>,
    coherent: bool,
    cycles: Cycles,
    equations: Vec<(u32, Literal)>,
    /// The variable with which a hard link (component, position) holds whatever its target does.
    relief: &'a dyn Fn(usize, usize) -> Option<u32>,
    circuit: Circuit,
    own: Vec<Literal>,
}

impl Builder<'_> {
    fn literal(&mut self, kind: Kind) -> Literal {
        (self.number)(kind).map_or(Literal::TRUE, |number| self.circuit.variable(number))
    }

    fn zone_up(&mut self, zone: usize) -> Literal {
        let mut up = Vec::new();
        for &ancestor in &self.graph.lineage[zone] {
            let kind = Kind::Zone(ancestor);
            up.push(if self.off.contains(&kind) { Literal::FALSE } else { self.literal(kind) });
        }
        self.circuit.and(up)
    }

    /// The component by itself: enough copies in the zones that are up, and no common cause.
    fn own(&mut self, component: usize, zones: &[Literal]) -> Literal {
        if self.off.contains(&Kind::Common(component)) {
            return Literal::FALSE;
        }
        let placement = &self.graph.placement[component];
        let required = self.project.components()[component].required();
        let copies = self.project.components()[component].copy_count();
        // column[total]: up when `total` copies have a zone that is up, the remaining zones being undecided.
        let mut column = Vec::with_capacity(copies as usize + 1);
        for available in 0..=copies {
            let enough = available >= required.max(1);
            let kind = Kind::Copies { component, available };
            column.push(if enough { self.literal(kind) } else { Literal::FALSE });
        }
        let start = if placement.is_empty() { copies as usize } else { 0 };
        for (position, &(zone, count)) in placement.iter().enumerate().rev() {
            // Only totals that the zones before this one can add up to are asked for.
            let most: u32 = placement[..position].iter().map(|(_, count)| count).sum();
            for total in 0..=most as usize {
                let more = column[total + count as usize];
                column[total] = if self.coherent {
                    let left = self.circuit.or([zones[zone], column[total]]);
                    self.circuit.and([more, left])
                } else {
                    self.circuit.if_else(zones[zone], more, column[total])
                };
            }
        }
        let common = self.literal(Kind::Common(component));
        self.circuit.and([common, column[start]])
    }

    /// "Serves" of every component, sets of cycles as docs/methods.md says.
    fn serves(&mut self) -> Result<Vec<Literal>, NodeLimit> {
        let mut serves = vec![Literal::FALSE; self.graph.hard.len()];
        for set in &self.graph.sets {
            if !self.graph.is_cycle(set) {
                let (own, targets) = (self.own[set[0]], self.targets(set[0], &serves));
                let held = self.held(set[0], &targets);
                serves[set[0]] = self.circuit.and([own, held]);
            } else if Graph::is_mutual(self.project, set) {
                let mut needed: Vec<Literal> = set.iter().map(|&member| self.own[member]).collect();
                for &member in set {
                    let outside = self.graph.hard[member].iter().filter(|target| !set.contains(target));
                    needed.extend(outside.map(|&target| serves[target]));
                }
                let all = self.circuit.and(needed);
                set.iter().for_each(|&member| serves[member] = all);
            } else {
                match self.cycles {
                    Cycles::Solved(limit) => self.least_fixed_point(set, limit, &mut serves)?,
                    Cycles::Open(first) => self.leave_open(set, first, &mut serves),
                }
            }
        }
        Ok(serves)
    }

    fn targets(&mut self, component: usize, serves: &[Literal]) -> Vec<Literal> {
        let mut targets: Vec<Literal> =
            self.graph.hard[component].iter().map(|&target| serves[target]).collect();
        for (position, target) in targets.iter_mut().enumerate() {
            if let Some(variable) = (self.relief)(component, position) {
                let relieved = self.circuit.variable(variable);
                *target = self.circuit.or([*target, relieved]);
            }
        }
        targets
    }

    /// The component's rule over what its hard links serve.
    fn held(&mut self, component: usize, targets: &[Literal]) -> Literal {
        if targets.is_empty() {
            return Literal::TRUE;
        }
        match self.project.components()[component].rule() {
            Rule::All => self.circuit.and(targets.iter().copied()),
            Rule::Any => self.circuit.or(targets.iter().copied()),
            Rule::AtLeast(count) => self.circuit.at_least(count as usize, targets),
            Rule::Failover(_) => {
                let others = self.circuit.or(targets[1..].iter().copied());
                let ready = if self.coherent { Literal::TRUE } else { self.literal(Kind::Switch(component)) };
                let taken_over = self.circuit.and([ready, others]);
                self.circuit.or([targets[0], taken_over])
            }
        }
    }

    /// Each member's rule over the variables that stand for the members.
    fn leave_open(&mut self, set: &[usize], first: u32, serves: &mut [Literal]) {
        for &member in set {
            serves[member] = self.circuit.variable(first + member as u32);
        }
        for &member in set {
            let targets = self.targets(member, serves);
            let held = self.held(member, &targets);
            let function = self.circuit.and([self.own[member], held]);
            self.equations.push((first + member as u32, function));
        }
    }

    /// The least solution of the rules of a cycle.
    fn least_fixed_point(
        &mut self,
        set: &[usize],
        limit: usize,
        serves: &mut [Literal],
    ) -> Result<(), NodeLimit> {
        let limit = limit.min(MADE);
        let mut cycle = Cycle { bdd: Bdd::new(limit), limit, leaves: Vec::new() };
        let walk = self.graph.walk.iter().copied().filter(|member| set.binary_search(member).is_ok());
        let set: Vec<usize> = walk.collect();
        let mut numbers = vec![None; self.graph.hard.len()];
        set.iter().zip(0..).for_each(|(&member, number)| numbers[member] = Some(number));
        let mut rules = Vec::new();
        for (number, &member) in set.iter().enumerate() {
            let ready = match self.project.components()[member].rule() {
                Rule::Failover(_) if !self.coherent => self.literal(Kind::Switch(member)),
                _ => Literal::TRUE,
            };
            cycle.leaf(Leaf::Member(number))?;
            rules.push((cycle.leaf(Leaf::Known(self.own[member]))?, cycle.leaf(Leaf::Known(ready))?));
        }
        let (mut equations, mut needs) = (Vec::new(), Vec::new());
        for (&member, (own, ready)) in set.iter().zip(rules) {
            let (mut targets, mut inside) = (Vec::new(), vec![false; set.len()]);
            for &target in &self.graph.hard[member] {
                targets.push(match numbers[target] {
                    Some(number) => {
                        inside[number] = true;
                        cycle.leaf(Leaf::Member(number))?
                    }
                    None => cycle.leaf(Leaf::Known(serves[target]))?,
                });
            }
            let held = cycle.held(&self.project.components()[member].rule(), ready, &targets)?;
            equations.push(cycle.bdd.and(own, held)?);
            needs.push(inside);
        }
        // What is left of the budget in the end is nobody's number.
        let order = cycle.eliminate(&mut equations, &mut needs).map_err(|_| NodeLimit(limit))?;
        let mut gates = vec![Literal::FALSE; set.len()];
        for &number in order.iter().rev() {
            gates[number] = cycle.gate(equations[number], &gates, &mut self.circuit);
        }
        set.iter().zip(gates).for_each(|(&member, gate)| serves[member] = gate);
        Ok(())
    }

    /// Follows the requests of every component: "serves, and no reached soft link is broken" (`answered` false) or "a
    /// request is answered" (true).
    fn follow(&mut self, serves: &[Literal], answered: bool) -> Vec<Literal> {
        let mut result = serves.to_vec();
        for set in &self.graph.sets {
            let mut together = Vec::new();
            for &member in set {
                let own_links = self.soft_links_hold(member, serves, answered);
                let beyond = self.reached_hold(member, set, serves, &result);
                let holds = self.circuit.and([own_links, beyond]);
                // Within a cycle, whoever serves may carry the requests.
                together.push(if set.len() > 1 { self.circuit.or([!serves[member], holds]) } else { holds });
            }
            let together = self.circuit.and(together);
            for &member in set {
                result[member] = self.circuit.and([serves[member], together]);
            }
        }
        result
    }

    fn soft_links_hold(&mut self, component: usize, serves: &[Literal], answered: bool) -> Literal {
        let mut holds = Vec::new();
        for (position, link) in self.graph.soft[component].iter().enumerate() {
            let kind = Kind::Fallback(component, position);
            let fallback = if answered { self.literal(kind) } else { Literal::FALSE };
            holds.push(self.circuit.or([serves[link.to], fallback]));
        }
        if answered {
            holds.push(self.literal(Kind::Detection(component)));
        }
        self.circuit.and(holds)
    }

    fn reached_hold(
        &mut self,
        component: usize,
        set: &[usize],
        serves: &[Literal],
        result: &[Literal],
    ) -> Literal {
        let outside = self.graph.hard[component].iter().filter(|target| !set.contains(target));
        if matches!(self.project.components()[component].rule(), Rule::Failover(_)) {
            // The first that serves carries all requests.
            return outside.rev().fold(Literal::TRUE, |holds, &target| {
                self.circuit.if_else(serves[target], result[target], holds)
            });
        }
        let fine: Vec<Literal> = outside.map(|&t| self.circuit.or([!serves[t], result[t]])).collect();
        self.circuit.and(fine)
    }
}

/// What a level of a cycle's diagram decides on.
#[derive(Clone, Copy, PartialEq)]
enum Leaf {
    /// A function of what is outside the cycle.
    Known(Literal),
    /// Whether a member serves.
    Member(usize),
}

/// The members of a cycle as functions of what is outside it, and of each other.
struct Cycle {
    bdd: Bdd,
    /// Most nodes made, those dropped again included: the answer is waited for.
    limit: usize,
    /// By level.
    leaves: Vec<Leaf>,
}

impl Cycle {
    fn leaf(&mut self, leaf: Leaf) -> Result<Edge, NodeLimit> {
        if let Leaf::Known(literal) = leaf
            && literal.is_constant()
        {
            return Ok(Edge::constant(literal == Literal::TRUE));
        }
        let known = self.leaves.iter().position(|other| *other == leaf);
        let level = known.unwrap_or_else(|| {
            self.leaves.push(leaf);
            self.leaves.len() - 1
        });
        self.bdd.variable(level as u32)
    }

    fn held(&mut self, rule: &Rule, ready: Edge, targets: &[Edge]) -> Result<Edge, NodeLimit> {
        match rule {
            Rule::All => self.bdd.all(targets.iter().copied()),
            Rule::Any => self.bdd.at_least(1, targets),
            Rule::AtLeast(count) => self.bdd.at_least(*count as usize, targets),
            Rule::Failover(_) => {
                let others = self.bdd.at_least(1, &targets[1..])?;
                let taken_over = self.bdd.and(ready, others)?;
                self.bdd.or(targets[0], taken_over)
            }
        }
    }

    /// Solves the equations "member = function of members" for the least solution: one after the other each is solved for its own member
    /// (the least x with x = f(x) is f(false) where f is monotone) and put into the others, as in Bekić's theorem \[bekic1984\]. Members that few
    /// equations name come first. Gives the order; each equation then names only members after its own.
    fn eliminate(
        &mut self,
        equations: &mut [Edge],
        needs: &mut [Vec<bool>],
    ) -> Result<Vec<usize>, NodeLimit> {
        let count = equations.len();
        let mut order: Vec<usize> = Vec::with_capacity(count);
        let mut left: Vec<usize> = (0..count).collect();
        let mut collect_at = COLLECT_FROM;
        let mut left_to_make = self.limit;
        while !left.is_empty() {
            let cost = |&member: &usize| {
                let named_by = left.iter().filter(|&&other| needs[other][member]).count();
                named_by * needs[member].iter().filter(|named| **named).count()
            };
            let cheapest = (0..left.len()).rev().min_by_key(|&at| cost(&left[at])).unwrap_or(0);
            let member = left.remove(cheapest);
            let level = self.leaves.iter().position(|leaf| *leaf == Leaf::Member(member)).unwrap_or(0) as u32;
            equations[member] = self.with(equations[member], level, false)?;
            needs[member][member] = false;
            for &other in &left {
                if needs[other][member] {
                    let (no, yes) = (
                        self.with(equations[other], level, false)?,
                        self.with(equations[other], level, true)?,
                    );
                    equations[other] = self.bdd.ite(equations[member], yes, no)?;
                    let named = needs[member].clone();
                    needs[other].iter_mut().zip(named).for_each(|(needs, named)| *needs |= named);
                    needs[other][member] = false;
                }
            }
            order.push(member);
            if self.bdd.node_count() > collect_at {
                let before = self.bdd.node_count();
                self.bdd.collect(equations);
                left_to_make = left_to_make.saturating_sub(before - self.bdd.node_count());
                self.bdd.set_limit(left_to_make.max(1));
                collect_at = COLLECT_FROM.max(2 * self.bdd.node_count());
            }
        }
        Ok(order)
    }

    /// The function with one level decided.
    fn with(&mut self, function: Edge, level: u32, value: bool) -> Result<Edge, NodeLimit> {
        let nodes = self.bdd.reachable(&[function]);
        let place = |node: u32| nodes.binary_search(&node).ok();
        let mut results: Vec<Edge> = Vec::with_capacity(nodes.len());
        let of = |results: &[Edge], edge: Edge| {
            let (node, complement) = Bdd::split(edge);
            place(node).map_or(edge, |at| results[at].with_sign(complement))
        };
        for &node in &nodes {
            let (top, low, high) = self.bdd.parts(node);
            let (low, high) = (of(&results, low), of(&results, high));
            results.push(match top == level {
                true if value => high,
                true => low,
                false => self.bdd.node(top, low, high)?,
            });
        }
        Ok(of(&results, function))
    }

    /// A function as gates: a node is "if its leaf then high else low".
    fn gate(&self, function: Edge, members: &[Literal], circuit: &mut Circuit) -> Literal {
        let nodes = self.bdd.reachable(&[function]);
        let mut gates: Vec<Literal> = Vec::with_capacity(nodes.len());
        let of = |gates: &[Literal], edge: Edge| {
            let (node, complement) = Bdd::split(edge);
            nodes.binary_search(&node).map_or(Literal::TRUE, |at| gates[at]).with_sign(complement)
        };
        for &node in &nodes {
            let (level, low, high) = self.bdd.parts(node);
            let leaf = match self.leaves[level as usize] {
                Leaf::Known(literal) => literal,
                Leaf::Member(number) => members[number],
            };
            let (high, low) = (of(&gates, high), of(&gates, low));
            gates.push(circuit.if_else(leaf, high, low));
        }
        of(&gates, function)
    }
}
