//! Answers one after the other, as a model is edited: what has not changed is not solved again.

use super::answer::Analysis;
use super::chains::Chains;
use super::charges::{self, Cause};
use super::error::AnalysisError;
use super::graph::Graph;
use super::solve::{LISTER, Lister, Options, Work, prepare};
use super::structure::{Kind, Structure};
use crate::boolean::functions::Search;
use crate::boolean::race;
use crate::model::{Component, Project, Rule};

/// Remembers the last model it was asked about: its diagrams while only numbers change, the chains of its groups in any case.
#[derive(Debug, Default)]
pub struct Session {
    chains: Chains,
    search: Option<Search>,
    lister: Option<&'static Lister>,
    last: Option<Last>,
}

#[derive(Debug)]
struct Last {
    project: Project,
    off: Vec<Kind>,
    limit: usize,
    graph: Graph,
    structure: Structure,
    causes: Vec<Cause>,
}

impl Session {
    /// That can do everything. [`Session::default`] lists no cut sets and, unless told how, looks for no better orders: for a page that has
    /// to load little before its first answer.
    #[must_use]
    pub fn complete() -> Self {
        Self { search: Some(race::order), lister: Some(&LISTER), ..Self::default() }
    }

    /// From now on looks for better orders in this way where the order of the file takes too many nodes; without, the file's order must do.
    pub fn search_with(&mut self, search: Search) {
        self.search = Some(search);
    }

    /// The exact answer, as [`super::analyze`] gives it.
    ///
    /// # Errors
    /// As [`super::analyze`].
    pub fn analyze(&mut self, project: &Project, options: &Options) -> Result<Analysis, AnalysisError> {
        let off = prepare(project, options)?;
        self.chains.forget_components();
        let last = self.last.take().filter(|last| last.limit == options.node_limit && last.off == off);
        let kept = last.filter(|last| has_same_shape(&last.project, project));
        let renewed = kept.map(|last| last.renewed(project, &mut self.chains)).transpose()?.flatten();
        let last = match renewed {
            Some(last) => last,
            None => Last::new(project, off, options.node_limit, &mut self.chains, self.search)?,
        };
        let last = self.last.insert(last);
        let mut work = Work::new(project, &last.graph, &last.structure, options, &last.off, &last.causes);
        work.lister = self.lister;
        Ok(work.answer())
    }
}

impl Last {
    fn new(
        project: &Project,
        off: Vec<Kind>,
        limit: usize,
        chains: &mut Chains,
        search: Option<Search>,
    ) -> Result<Self, AnalysisError> {
        let graph = Graph::new(project);
        let structure = Structure::with_chains(project, &graph, &off, limit, chains, search)?;
        let causes = charges::causes(project, &graph, &structure);
        Ok(Self { project: project.clone(), off, limit, graph, structure, causes })
    }

    /// The same shape with the numbers of `project`; none where a part that never failed now does, or the other way round.
    fn renewed(mut self, project: &Project, chains: &mut Chains) -> Result<Option<Self>, AnalysisError> {
        let changed_zone: Vec<bool> = self
            .project
            .zones()
            .iter()
            .zip(project.zones())
            .map(|(old, new)| old.failures() != new.failures())
            .collect();
        let changed: Vec<bool> =
            self.project.components().iter().zip(project.components()).map(|(old, new)| old != new).collect();
        let links_changed = self.project.links() != project.links();
        if links_changed {
            self.graph = Graph::new(project);
        }
        let under_changed_zone = |component: usize| {
            let mut zones = self.graph.placement[component].iter();
            zones.any(|(zone, _)| self.graph.lineage[*zone].iter().any(|&zone| changed_zone[zone]))
        };
        let concerns = |kind: Kind| match kind {
            Kind::Zone(zone) => changed_zone[zone],
            Kind::Common(component) | Kind::Switch(component) => changed[component],
            Kind::Copies { component, .. } | Kind::Detection(component) => {
                changed[component] || under_changed_zone(component)
            }
            Kind::Fallback(..) => links_changed,
        };
        let numbers: Vec<usize> = (0..self.structure.variables.len())
            .filter(|&number| concerns(self.structure.variables[number].kind))
            .collect();
        let same = self.structure.renew(project, &self.graph, &self.off, &numbers, chains)?;
        if links_changed || changed.contains(&true) || changed_zone.contains(&true) {
            self.causes = charges::causes(project, &self.graph, &self.structure);
            self.project = project.clone();
        }
        Ok(same.then_some(self))
    }
}

/// Whether two projects differ in numbers alone, so that the functions of their parts are the same.
fn has_same_shape(one: &Project, other: &Project) -> bool {
    let all_alike = one.zones().len() == other.zones().len()
        && one.components().len() == other.components().len()
        && one.links().len() == other.links().len()
        && one.journeys().len() == other.journeys().len();
    all_alike
        && one.zones().iter().zip(other.zones()).all(|(a, b)| a.id == b.id && a.parent == b.parent)
        && one.components().iter().zip(other.components()).all(|(a, b)| is_alike(a, b))
        && one
            .links()
            .iter()
            .zip(other.links())
            .all(|(a, b)| a.from == b.from && a.to == b.to && a.is_hard() == b.is_hard())
        && one.journeys().iter().zip(other.journeys()).all(|(a, b)| a.entry == b.entry)
}

fn is_alike(one: &Component, other: &Component) -> bool {
    let rule = |component: &Component| match component.rule() {
        Rule::All => (0, 0),
        Rule::Any => (1, 0),
        Rule::AtLeast(count) => (2, count),
        Rule::Failover(_) => (3, 0),
    };
    one.id == other.id
        && one.zone_ids() == other.zone_ids()
        && one.copy_count() == other.copy_count()
        && one.required() == other.required()
        && one.mode() == other.mode()
        && rule(one) == rule(other)
}
