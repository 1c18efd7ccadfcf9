//! From the project to Boolean functions: which variables there are, and which function of them each journey is.
//!
//! Variables are true when the thing works. A component whose copies lie in several zones has one variable for each number
//! of copies whose zones can be up at once: exactly one of them counts in any state of the zones, so the function's
//! probability is exact however the copies depend on the zones.

use std::collections::HashMap;

use super::chains::Chains;
use super::error::AnalysisError;
use super::graph::Graph;
use super::law::TimeLaw;
use super::pieces::{self, Piece};
use super::wiring::{Reading, Wiring};
use crate::boolean::bdd::{Bdd, Edge, NodeLimit};
use crate::boolean::circuit::{Circuit, Literal, Operator};
use crate::boolean::diagram::{Chance, Diagram};
use crate::boolean::functions::{Functions, Search, flat};
use crate::boolean::race;
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
    /// Whether it is part of the functions: it is not always true, or is planned to be worked on.
    pub(super) counts: bool,
}

impl Variable {
    fn new(project: &Project, kind: Kind, piece: Piece) -> Self {
        let worked_on = match kind {
            Kind::Common(component) => !project.components()[component].maintenance().is_empty(),
            Kind::Zone(zone) => !project.zones()[zone].maintenance().is_empty(),
            _ => false,
        };
        let counts = worked_on || piece != Piece::perfect();
        Self { kind, chance: Chance::of_down(piece.down), piece, counts }
    }
}

/// The functions of a journey.
#[derive(Debug)]
pub struct Roots {
    /// The entry serves.
    pub up: Diagram,
    /// … and no reached soft link is broken; none where that is the same.
    pub full: Option<Diagram>,
    /// A request is answered; none where that is the same as `up`.
    pub served: Option<Diagram>,
}

/// A failover rule: while its first link is down and it still switches, it does not hold.
#[derive(Clone, Debug)]
pub struct Gate {
    /// Component number.
    pub component: usize,
    /// The number of its [`Kind::Switch`] variable.
    pub variable: u32,
    /// What "the first link serves" depends on, ascending.
    pub first: Vec<u32>,
    /// Time, success and manual.
    pub switching: (TimeLaw, f64, TimeLaw),
}

/// The whole structure.
#[derive(Debug)]
pub struct Structure {
    /// Number = position.
    pub variables: Vec<Variable>,
    /// Each component by itself: copies, zones, common causes; not its links.
    pub own: Vec<Diagram>,
    /// In the order of the project's journeys.
    pub journeys: Vec<Roots>,
    /// Failover rules.
    pub gates: Vec<Gate>,
    /// How many modules the journeys' `up` functions fall into.
    pub modules: usize,
    /// How many nodes were made.
    pub nodes: usize,
    numbers: HashMap<Kind, u32>,
}

impl Structure {
    /// Compiles a valid project. `off` lists components and zones held down.
    ///
    /// # Errors
    /// When the diagram or a group outgrows its budget.
    pub fn new(project: &Project, graph: &Graph, off: &[Kind], limit: usize) -> Result<Self, AnalysisError> {
        Self::with_chains(project, graph, off, limit, &mut Chains::default(), Some(race::order))
    }

    /// The same, remembering the groups solved; `search` as in [`Functions::new`].
    ///
    /// # Errors
    /// As [`Structure::new`].
    pub fn with_chains(
        project: &Project,
        graph: &Graph,
        off: &[Kind],
        limit: usize,
        chains: &mut Chains,
        search: Option<Search>,
    ) -> Result<Self, AnalysisError> {
        let mut structure = Self::declared(project, graph, off, chains)?;
        let wiring = structure.wiring(project, graph, off, Reading::Exact, limit)?;
        structure.compile(project, wiring, limit, search)?;
        Ok(structure)
    }

    /// The variables alone.
    fn declared(
        project: &Project,
        graph: &Graph,
        off: &[Kind],
        chains: &mut Chains,
    ) -> Result<Self, AnalysisError> {
        let mut structure = Self {
            variables: Vec::new(),
            own: Vec::new(),
            journeys: Vec::new(),
            gates: Vec::new(),
            modules: 0,
            nodes: 0,
            numbers: HashMap::new(),
        };
        for kind in order(project, graph) {
            structure.declare(project, graph, off, kind, chains)?;
        }
        Ok(structure)
    }

    /// The structure without the journeys' diagrams, and what they would be made of, cycles left open. What a failover rule's first link depends on is
    /// all that it names.
    ///
    /// # Errors
    /// When a group outgrows its budget.
    pub fn open(
        project: &Project,
        graph: &Graph,
        off: &[Kind],
        chains: &mut Chains,
    ) -> Result<(Self, Wiring), AnalysisError> {
        let mut structure = Self::declared(project, graph, off, chains)?;
        let number = |kind: Kind| structure.counted(kind);
        let first = structure.variables.len() as u32;
        let wiring = Wiring::open(project, graph, off, &number, first).ok_or(NodeLimit(0))?;
        let mut circuit = wiring.circuit.clone();
        structure.own = structure.diagrams(&mut circuit, &wiring.own, usize::MAX / 4, None)?;
        let equations: Vec<Literal> = wiring.equations.iter().map(|(_, function)| *function).collect();
        for &(component, first) in &wiring.gates {
            let Some(variable) = structure.number(Kind::Switch(component)) else { continue };
            let roots: Vec<Literal> = equations.iter().copied().chain([first]).collect();
            let reached = wiring.circuit.reached_from(&roots);
            let variables = (1..reached.len()).filter(|&node| reached[node]).filter_map(|node| match wiring
                .circuit
                .operator(node)
            {
                Operator::Variable(variable) => Some(variable),
                _ => None,
            });
            let mut first: Vec<u32> =
                variables.filter(|&variable| (variable as usize) < structure.variables.len()).collect();
            first.sort_unstable();
            let switching = switching(project, component);
            structure.gates.push(Gate { component, variable, first, switching });
        }
        Ok((structure, wiring))
    }

    fn compile(
        &mut self,
        project: &Project,
        wiring: Wiring,
        limit: usize,
        search: Option<Search>,
    ) -> Result<(), AnalysisError> {
        let Wiring { mut circuit, own, journeys, gates, .. } = wiring;
        // Three times apart: what two functions name is a module of neither.
        let ups = journeys.iter().map(|journey| journey.up);
        let ups: Vec<Literal> = ups.chain(gates.iter().map(|(_, first)| *first)).collect();
        let functions = Functions::new(&mut circuit, &ups, limit, search)?;
        (self.modules, self.nodes) = (functions.modules(), functions.node_count());
        let mut ups = functions.diagrams(&ups).into_iter();
        self.own = self.diagrams(&mut circuit, &own, limit, search)?;
        let others = journeys.iter().flat_map(|journey| {
            [journey.full, journey.served].map(|it| if it == journey.up { Literal::TRUE } else { it })
        });
        let mut others = self.diagrams(&mut circuit, &others.collect::<Vec<_>>(), limit, search)?.into_iter();
        for (journey, up) in journeys.iter().zip(ups.by_ref()) {
            let mut next = |function: Literal| others.next().filter(|_| function != journey.up);
            let (full, served) = (next(journey.full), next(journey.served));
            self.journeys.push(Roots { up, full, served });
        }
        for ((component, _), first) in gates.iter().zip(ups) {
            let Some(variable) = self.number(Kind::Switch(*component)) else { continue };
            let first = first.support().to_vec();
            let switching = switching(project, *component);
            self.gates.push(Gate { component: *component, variable, first, switching });
        }
        Ok(())
    }

    fn diagrams(
        &mut self,
        circuit: &mut Circuit,
        roots: &[Literal],
        limit: usize,
        search: Option<Search>,
    ) -> Result<Vec<Diagram>, NodeLimit> {
        let functions = Functions::new(circuit, roots, limit, search)?;
        self.nodes += functions.node_count();
        Ok(functions.diagrams(roots))
    }

    /// Solves the variables `numbers` anew for a project of the same shape, and the times of all rules. False when the functions are no longer
    /// the right ones: something that was always up now fails or is to be worked on, or the other way round.
    ///
    /// # Errors
    /// When a group outgrows its budget.
    pub fn renew(
        &mut self,
        project: &Project,
        graph: &Graph,
        off: &[Kind],
        numbers: &[usize],
        chains: &mut Chains,
    ) -> Result<bool, AnalysisError> {
        for &number in numbers {
            let kind = self.variables[number].kind;
            let piece = piece_of(project, graph, off, kind, chains)?;
            let is_perfect = |piece: &Piece| *piece == Piece::perfect();
            let variable = Variable::new(project, kind, piece);
            let before = &self.variables[number];
            if variable.counts != before.counts || is_perfect(&variable.piece) != is_perfect(&before.piece) {
                return Ok(false);
            }
            self.variables[number] = variable;
        }
        for gate in &mut self.gates {
            gate.switching = switching(project, gate.component);
        }
        Ok(true)
    }

    /// The functions over the variables that are part of them.
    fn wiring(
        &self,
        project: &Project,
        graph: &Graph,
        off: &[Kind],
        reading: Reading,
        limit: usize,
    ) -> Result<Wiring, NodeLimit> {
        Wiring::new(project, graph, off, &|kind| self.counted(kind), reading, limit)
    }

    /// The number of a variable that is part of the functions.
    fn counted(&self, kind: Kind) -> Option<u32> {
        let counts =
            |number: &u32| matches!(kind, Kind::Switch(_)) || self.variables[*number as usize].counts;
        self.number(kind).filter(counts)
    }

    /// The journeys' `up` functions made coherent, for cut sets; levels of the diagram are variables.
    ///
    /// # Errors
    /// When the diagram outgrows its budget.
    pub fn coherent(
        &self,
        project: &Project,
        graph: &Graph,
        off: &[Kind],
        limit: usize,
    ) -> Result<(Bdd, Vec<Edge>), NodeLimit> {
        // What never fails by itself is in no cut set.
        let fails = |kind: Kind| {
            let number = self.counted(kind)?;
            let switches = matches!(kind, Kind::Switch(_));
            (switches || self.variables[number as usize].piece != Piece::perfect()).then_some(number)
        };
        let Wiring { circuit, journeys, .. } =
            Wiring::new(project, graph, off, &fails, Reading::Coherent, limit)?;
        let roots: Vec<Literal> = journeys.iter().map(|journey| journey.up).collect();
        flat(&circuit, &roots, limit)
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
        chains: &mut Chains,
    ) -> Result<(), AnalysisError> {
        if self.numbers.contains_key(&kind) {
            return Ok(());
        }
        let piece = piece_of(project, graph, off, kind, chains)?;
        self.numbers.insert(kind, self.variables.len() as u32);
        self.variables.push(Variable::new(project, kind, piece));
        Ok(())
    }
}

/// How a component's failover rule switches: time, success, manual.
#[must_use]
pub fn switching(project: &Project, component: usize) -> (TimeLaw, f64, TimeLaw) {
    let Rule::Failover(failover) = project.components()[component].rule() else {
        return (TimeLaw::exponential(0.0), 1.0, TimeLaw::exponential(f64::INFINITY));
    };
    let manual = failover.manual.as_ref().map_or(TimeLaw::exponential(f64::INFINITY), TimeLaw::of);
    (TimeLaw::of(&failover.time), failover.success(), manual)
}

/// The behaviour in time of what a variable stands for.
///
/// # Errors
/// When a group outgrows its chain.
pub fn piece_of(
    project: &Project,
    graph: &Graph,
    off: &[Kind],
    kind: Kind,
    chains: &mut Chains,
) -> Result<Piece, AnalysisError> {
    Ok(match kind {
        Kind::Zone(zone) => Piece::series(project.zones()[zone].failures()),
        Kind::Common(component) => Piece::series(pieces::common_modes(&project.components()[component])),
        Kind::Copies { component, available } => {
            let details = &project.components()[component];
            let zones_held = off.iter().any(|kind| matches!(kind, Kind::Zone(_)));
            let chain = chains.pieces(project, graph, component, zones_held);
            let has_chain = chain.is_some();
            match chain.into_iter().flatten().find(|(copies, _)| *copies == available) {
                Some((_, piece)) => piece.clone(),
                None => {
                    check_size(details, has_chain)?;
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

/// The variables in the order in which a walk from the entries meets their components.
fn order(project: &Project, graph: &Graph) -> Vec<Kind> {
    let mut kinds = Vec::new();
    for &component in &graph.walk {
        let zones = graph.placement[component].iter().flat_map(|(zone, _)| &graph.lineage[*zone]);
        kinds.extend(zones.map(|&zone| Kind::Zone(zone)));
        kinds.push(Kind::Common(component));
        kinds
            .extend(totals(project, graph, component).map(|available| Kind::Copies { component, available }));
        kinds.push(Kind::Switch(component));
        kinds.push(Kind::Detection(component));
        kinds.extend((0..graph.soft[component].len()).map(|link| Kind::Fallback(component, link)));
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
