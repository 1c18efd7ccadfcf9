//! From the project to Boolean functions: which variables there are, and which function of them each journey is.
//!
//! Variables are true when the thing works. A component whose copies lie in several zones has one variable for each number
//! of copies whose zones can be up at once: exactly one of them counts in any state of the zones, so the function's
//! probability is exact however the copies depend on the zones.

use std::collections::HashMap;

use super::error::AnalysisError;
use super::graph::Graph;
use super::law::TimeLaw;
use super::pieces::{self, Piece};
use crate::boolean::bdd::{Bdd, Edge, NodeLimit};
use crate::boolean::diagram::Chance;
use crate::model::{CopyMode, Project, Rule};

/// Most copies of an active-passive group that is solved exactly.
const STANDBY_LIMIT: u32 = 60;
/// Most copies of a group with limited repairers that is solved exactly.
const CREW_LIMIT: u32 = 400;

/// What a variable stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A zone's own failures.
    Zone(usize),
    /// A component's `scope: all` failures.
    Common(usize),
    /// A component's copies while `available` of them have a zone that is up.
    Copies {
        /// Component number.
        component: usize,
        /// Copies whose zone is up.
        available: u32,
    },
    /// A component's failover rule is not switching.
    Switch(usize),
    /// A request survives the break of a soft link: (component, position among its soft links).
    Fallback(usize, usize),
    /// A request is not sent to a copy that failed a moment ago.
    Detection(usize),
}

/// A variable of the structure function.
#[derive(Clone, Debug)]
pub struct Variable {
    /// What it stands for.
    pub kind: Kind,
    /// How likely it is true.
    pub chance: Chance,
    /// Its behaviour in time.
    pub piece: Piece,
}

/// The functions of a journey.
#[derive(Clone, Copy, Debug)]
pub struct Roots {
    /// The entry serves.
    pub up: Edge,
    /// … and no reached soft link is broken.
    pub full: Edge,
    /// A request is answered.
    pub served: Edge,
}

/// A failover rule: while its first link is down and it still switches, it does not hold.
#[derive(Clone, Debug)]
pub struct Gate {
    /// Component number.
    pub component: usize,
    /// The number of its [`Kind::Switch`] variable.
    pub variable: u32,
    /// "The first link serves."
    pub first: Edge,
    /// Time, success and manual.
    pub switching: (TimeLaw, f64, TimeLaw),
}

/// The whole structure.
#[derive(Debug)]
pub struct Structure {
    /// All functions.
    pub bdd: Bdd,
    /// Number = position.
    pub variables: Vec<Variable>,
    /// Each component by itself: copies, zones, common causes; not its links.
    pub own: Vec<Edge>,
    /// In the order of the project's journeys.
    pub journeys: Vec<Roots>,
    /// Failover rules.
    pub gates: Vec<Gate>,
    numbers: HashMap<Kind, u32>,
    followed: Followed,
}

impl Structure {
    /// Compiles a valid project. `off` lists components and zones held down.
    ///
    /// # Errors
    /// When the diagram or a group outgrows its budget.
    pub fn new(project: &Project, graph: &Graph, off: &[Kind], limit: usize) -> Result<Self, AnalysisError> {
        let mut builder = Builder { project, graph, off, coherent: false, structure: Self::empty(limit) };
        builder.declare_all()?;
        builder.compile()?;
        Ok(builder.structure)
    }

    /// The same with every function coherent, for cut sets: a component is down when too few copies work among all, or among those
    /// that are left when some zones are down; nothing switches. Only the `up` functions of the journeys are compiled.
    ///
    /// # Errors
    /// When the diagram outgrows its budget.
    pub fn coherent(
        project: &Project,
        graph: &Graph,
        off: &[Kind],
        limit: usize,
    ) -> Result<Self, AnalysisError> {
        let mut builder = Builder { project, graph, off, coherent: true, structure: Self::empty(limit) };
        builder.declare_all()?;
        builder.compile()?;
        Ok(builder.structure)
    }

    fn empty(limit: usize) -> Self {
        Self {
            bdd: Bdd::new(limit),
            variables: Vec::new(),
            own: Vec::new(),
            journeys: Vec::new(),
            gates: Vec::new(),
            numbers: HashMap::new(),
            followed: HashMap::new(),
        }
    }

    /// The number of a variable.
    #[must_use]
    pub fn number(&self, kind: Kind) -> Option<u32> {
        self.numbers.get(&kind).copied()
    }

    /// The chances of all variables.
    #[must_use]
    pub fn chances(&self) -> Vec<Chance> {
        self.variables.iter().map(|variable| variable.chance).collect()
    }

    fn declare(
        &mut self,
        project: &Project,
        graph: &Graph,
        off: &[Kind],
        kind: Kind,
    ) -> Result<(), AnalysisError> {
        if self.numbers.contains_key(&kind) {
            return Ok(());
        }
        let piece = piece_of(project, graph, off, kind, &mut self.followed)?;
        self.numbers.insert(kind, self.variables.len() as u32);
        self.variables.push(Variable { kind, chance: Chance::of_down(piece.down), piece });
        Ok(())
    }
}

/// What the chains of components say, by component; none where there is no chain.
pub type Followed = HashMap<usize, Option<Vec<(u32, Piece)>>>;

/// The behaviour in time of what a variable stands for.
///
/// # Errors
/// When a group outgrows its chain.
pub fn piece_of(
    project: &Project,
    graph: &Graph,
    off: &[Kind],
    kind: Kind,
    followed: &mut Followed,
) -> Result<Piece, AnalysisError> {
    Ok(match kind {
        Kind::Zone(zone) => Piece::series(project.zones()[zone].failures()),
        Kind::Common(component) => Piece::series(pieces::common_modes(&project.components()[component])),
        Kind::Copies { component, available } => {
            let details = &project.components()[component];
            let zones_held = off.iter().any(|kind| matches!(kind, Kind::Zone(_)));
            let chain = followed
                .entry(component)
                .or_insert_with(|| pieces::followed(project, graph, component, zones_held));
            let piece = chain.iter().flatten().find(|(copies, _)| *copies == available);
            match piece {
                Some((_, piece)) => piece.clone(),
                None => {
                    check_size(details, chain.is_some())?;
                    pieces::copies(details, available, details.required())
                }
            }
        }
        Kind::Switch(_) => Piece::perfect(),
        Kind::Fallback(component, link) => {
            Piece { down: graph.soft[component][link].loss, ..Piece::perfect() }
        }
        Kind::Detection(component) => {
            Piece { down: super::detection::share_lost(project, graph, component), ..Piece::perfect() }
        }
    })
}

fn check_size(component: &crate::model::Component, has_chain: bool) -> Result<(), AnalysisError> {
    let copies = component.copy_count();
    let shares_load = component.copies.as_ref().is_some_and(|details| details.load_factor() > 1.0);
    let crewed =
        component.copies.as_ref().is_some_and(|details| details.repairers.is_some_and(|r| r < copies));
    let limit = match component.mode() {
        CopyMode::ActivePassive => STANDBY_LIMIT,
        // A load is shared exactly or not at all.
        CopyMode::ActiveActive if shares_load && !has_chain => 1,
        _ if crewed => CREW_LIMIT,
        _ => return Ok(()),
    };
    if copies > limit {
        return Err(AnalysisError::GroupTooLarge { component: component.id.clone(), copies, limit });
    }
    Ok(())
}

/// The variables in the order in which a walk from the entries meets them: what belongs together stays together.
fn order(project: &Project, graph: &Graph) -> Vec<Kind> {
    let mut kinds = Vec::new();
    let mut seen = vec![false; project.components().len()];
    let starts = graph.entries.iter().copied().chain(0..project.components().len());
    for start in starts {
        let mut stack = vec![start];
        while let Some(component) = stack.pop() {
            if std::mem::replace(&mut seen[component], true) {
                continue;
            }
            let zones = graph.placement[component].iter().flat_map(|(zone, _)| &graph.lineage[*zone]);
            kinds.extend(zones.map(|&zone| Kind::Zone(zone)));
            kinds.push(Kind::Common(component));
            kinds.extend(
                totals(project, graph, component).map(|available| Kind::Copies { component, available }),
            );
            kinds.push(Kind::Switch(component));
            kinds.push(Kind::Detection(component));
            kinds.extend((0..graph.soft[component].len()).map(|link| Kind::Fallback(component, link)));
            let soft = graph.soft[component].iter().rev().map(|link| link.to);
            stack.extend(soft.chain(graph.hard[component].iter().rev().copied()));
        }
    }
    kinds
}

/// The numbers of copies that can have a zone that is up, most first, leaving out those that can't be enough.
fn totals(project: &Project, graph: &Graph, component: usize) -> impl Iterator<Item = u32> {
    let copies = project.components()[component].copy_count();
    let required = project.components()[component].required();
    let placement = &graph.placement[component];
    let mut possible = vec![false; copies as usize + 1];
    possible[if placement.is_empty() { copies as usize } else { 0 }] = true;
    for &(_, count) in placement {
        for total in (count as usize..possible.len()).rev() {
            possible[total] |= possible[total - count as usize];
        }
    }
    let total = move |available: &u32| possible[*available as usize];
    (required.max(1)..=copies).rev().filter(total)
}

struct Builder<'a> {
    project: &'a Project,
    graph: &'a Graph,
    off: &'a [Kind],
    coherent: bool,
    structure: Structure,
}

impl Builder<'_> {
    fn declare_all(&mut self) -> Result<(), AnalysisError> {
        order(self.project, self.graph)
            .into_iter()
            .try_for_each(|kind| self.structure.declare(self.project, self.graph, self.off, kind))
    }

    fn compile(&mut self) -> Result<(), NodeLimit> {
        let zones =
            (0..self.graph.lineage.len()).map(|zone| self.zone_up(zone)).collect::<Result<Vec<_>, _>>()?;
        for component in 0..self.graph.hard.len() {
            let own = self.own(component, &zones)?;
            self.structure.own.push(own);
        }
        let serves = self.serves()?;
        if self.coherent {
            let ups = self.graph.entries.iter().map(|&entry| serves[entry]);
            self.structure.journeys = ups.map(|up| Roots { up, full: up, served: up }).collect();
            return Ok(());
        }
        let full = self.follow(&serves, false)?;
        let served = self.follow(&serves, true)?;
        for &entry in &self.graph.entries {
            self.structure.journeys.push(Roots {
                up: serves[entry],
                full: full[entry],
                served: served[entry],
            });
        }
        Ok(())
    }

    fn literal(&mut self, kind: Kind) -> Result<Edge, NodeLimit> {
        match self.structure.number(kind) {
            Some(number)
                if self.structure.variables[number as usize].piece != Piece::perfect()
                    || matches!(kind, Kind::Switch(_)) =>
            {
                self.structure.bdd.variable(number)
            }
            _ => Ok(Edge::TRUE),
        }
    }

    fn zone_up(&mut self, zone: usize) -> Result<Edge, NodeLimit> {
        let mut up = Edge::TRUE;
        for &ancestor in &self.graph.lineage[zone] {
            let kind = Kind::Zone(ancestor);
            let own = if self.off.contains(&kind) { Edge::FALSE } else { self.literal(kind)? };
            up = self.structure.bdd.and(up, own)?;
        }
        Ok(up)
    }

    /// The component by itself: enough copies in the zones that are up, and no common cause.
    fn own(&mut self, component: usize, zones: &[Edge]) -> Result<Edge, NodeLimit> {
        if self.off.contains(&Kind::Common(component)) {
            return Ok(Edge::FALSE);
        }
        let placement = &self.graph.placement[component];
        let required = self.project.components()[component].required();
        let copies = self.project.components()[component].copy_count();
        // column[total]: up when `total` copies have a zone that is up, the remaining zones being undecided.
        let mut column = Vec::with_capacity(copies as usize + 1);
        for available in 0..=copies {
            let kind = Kind::Copies { component, available };
            let known = available >= required && self.structure.number(kind).is_some();
            column.push(if known { self.literal(kind)? } else { Edge::FALSE });
        }
        let start = if placement.is_empty() { copies as usize } else { 0 };
        for &(zone, count) in placement.iter().rev() {
            for total in 0..column.len() {
                let more = column.get(total + count as usize).copied().unwrap_or(Edge::FALSE);
                column[total] = if self.coherent {
                    let left = self.structure.bdd.or(zones[zone], column[total])?;
                    self.structure.bdd.and(more, left)?
                } else {
                    self.structure.bdd.ite(zones[zone], more, column[total])?
                };
            }
        }
        let common = self.literal(Kind::Common(component))?;
        self.structure.bdd.and(common, column[start])
    }

    /// "Serves" of every component, sets of cycles as docs/methods.md says.
    fn serves(&mut self) -> Result<Vec<Edge>, NodeLimit> {
        let mut serves = vec![Edge::FALSE; self.graph.hard.len()];
        for set in &self.graph.sets {
            if !self.graph.is_cycle(set) {
                serves[set[0]] = self.rule(set[0], &serves)?;
            } else if Graph::is_mutual(self.project, set) {
                let mut all = Edge::TRUE;
                for &member in set {
                    let own = self.structure.own[member];
                    all = self.structure.bdd.and(all, own)?;
                    for &target in self.graph.hard[member].iter().filter(|target| !set.contains(target)) {
                        all = self.structure.bdd.and(all, serves[target])?;
                    }
                }
                set.iter().for_each(|&member| serves[member] = all);
            } else {
                self.least_fixed_point(set, &mut serves)?;
            }
        }
        self.record_gates(&serves);
        Ok(serves)
    }

    fn least_fixed_point(&mut self, set: &[usize], serves: &mut [Edge]) -> Result<(), NodeLimit> {
        loop {
            let mut changed = false;
            for &member in set {
                let next = self.rule(member, serves)?;
                changed |= next != serves[member];
                serves[member] = next;
            }
            if !changed {
                return Ok(());
            }
        }
    }

    /// Up itself, and its rule over what its hard links serve.
    fn rule(&mut self, component: usize, serves: &[Edge]) -> Result<Edge, NodeLimit> {
        let own = self.structure.own[component];
        let targets: Vec<Edge> = self.graph.hard[component].iter().map(|&target| serves[target]).collect();
        if targets.is_empty() {
            return Ok(own);
        }
        let bdd = &mut self.structure.bdd;
        let held = match self.project.components()[component].rule() {
            Rule::All => bdd.all(targets.iter().copied())?,
            Rule::Any => bdd.at_least(1, &targets)?,
            Rule::AtLeast(count) => bdd.at_least(count as usize, &targets)?,
            Rule::Failover(_) => {
                let others = bdd.at_least(1, &targets[1..])?;
                let ready = if self.coherent { Edge::TRUE } else { self.literal(Kind::Switch(component))? };
                let taken_over = self.structure.bdd.and(ready, others)?;
                self.structure.bdd.or(targets[0], taken_over)?
            }
        };
        self.structure.bdd.and(own, held)
    }

    fn record_gates(&mut self, serves: &[Edge]) {
        for (component, targets) in self.graph.hard.iter().enumerate() {
            let Rule::Failover(failover) = self.project.components()[component].rule() else { continue };
            let Some(variable) = self.structure.number(Kind::Switch(component)) else { continue };
            if targets.len() < 2 {
                continue;
            }
            let manual = failover.manual.as_ref().map_or(TimeLaw::exponential(f64::INFINITY), TimeLaw::of);
            let switching = (TimeLaw::of(&failover.time), failover.success(), manual);
            self.structure.gates.push(Gate { component, variable, first: serves[targets[0]], switching });
        }
    }

    /// Follows the requests of every component: "serves, and no reached soft link is broken" (`answered` false) or "a
    /// request is answered" (true).
    fn follow(&mut self, serves: &[Edge], answered: bool) -> Result<Vec<Edge>, NodeLimit> {
        let mut result = serves.to_vec();
        for set in &self.graph.sets {
            let mut together = Edge::TRUE;
            for &member in set {
                let own_links = self.soft_links_hold(member, serves, answered)?;
                let beyond = self.reached_hold(member, set, serves, &result)?;
                let holds = self.structure.bdd.and(own_links, beyond)?;
                // Within a cycle, whoever serves may carry the requests.
                let holds =
                    if set.len() > 1 { self.structure.bdd.or(!serves[member], holds)? } else { holds };
                together = self.structure.bdd.and(together, holds)?;
            }
            for &member in set {
                result[member] = self.structure.bdd.and(serves[member], together)?;
            }
        }
        Ok(result)
    }

    fn soft_links_hold(
        &mut self,
        component: usize,
        serves: &[Edge],
        answered: bool,
    ) -> Result<Edge, NodeLimit> {
        let mut holds = Edge::TRUE;
        for (position, link) in self.graph.soft[component].iter().enumerate() {
            let fallback =
                if answered { self.literal(Kind::Fallback(component, position))? } else { Edge::FALSE };
            let fine = self.structure.bdd.or(serves[link.to], fallback)?;
            holds = self.structure.bdd.and(holds, fine)?;
        }
        if answered {
            let detected = self.literal(Kind::Detection(component))?;
            holds = self.structure.bdd.and(holds, detected)?;
        }
        Ok(holds)
    }

    fn reached_hold(
        &mut self,
        component: usize,
        set: &[usize],
        serves: &[Edge],
        result: &[Edge],
    ) -> Result<Edge, NodeLimit> {
        let failover = matches!(self.project.components()[component].rule(), Rule::Failover(_));
        let mut holds = Edge::TRUE;
        for &target in self.graph.hard[component].iter().rev().filter(|target| !set.contains(target)) {
            let bdd = &mut self.structure.bdd;
            holds = if failover {
                // The first that serves carries all requests.
                bdd.ite(serves[target], result[target], holds)?
            } else {
                let fine = bdd.or(!serves[target], result[target])?;
                bdd.and(holds, fine)?
            };
        }
        Ok(holds)
    }
}
