//! Answers one after the other, as a model is edited: what has not changed is not solved again.

use super::answer::{Analysis, ComponentAnswer, Contribution};
use super::balance::Balance;
use super::bounded;
use super::chains::Chains;
use super::charges::{self, Cause};
use super::error::AnalysisError;
use super::graph::Graph;
use super::notes;
use super::solve::{DETAILS, Details, Options, Work, causes_within, causes_within_again, prepare_again};
use super::structure::{Kind, Structure};
use crate::boolean::functions::Search;
use crate::boolean::lanes::Shapes;
use crate::boolean::race;
use crate::model::{Component, CopyMode, Project, Rule, with_demand};

/// Remembers the last model it was asked about: its diagrams while only numbers change, the chains of its groups in any case.
///
/// [`Session::complete`] answers as [`super::analyze`] does. [`Session::default`] answers while one edits: without cut sets, importance
/// measures, full service, and the share of requests answered unless the objective counts requests. The fields are there, and not numbers;
/// [`Session::importance`] and [`Session::served`] say what they are of the last answer.
#[derive(Debug, Default)]
pub struct Session {
    chains: Chains,
    search: Option<Search>,
    details: Option<&'static Details>,
    last: Option<Last>,
}

#[derive(Debug)]
struct Last {
    /// Its zones, components and links are those of the last question; what else it says may be older.
    project: Project,
    off: Vec<Kind>,
    limit: usize,
    graph: Graph,
    structure: Structure,
    causes: Vec<Cause>,
    /// By component, those that make it switch.
    within: Vec<Vec<Cause>>,
    /// None where it is not known.
    components: Vec<Option<ComponentAnswer>>,
    /// Of the journeys.
    books: Vec<Balance>,
    /// Of the diagrams of the journeys.
    shapes: Vec<Shapes>,
}

impl Session {
    /// That can do everything.
    #[must_use]
    pub fn complete() -> Self {
        Self { search: Some(race::order), details: Some(&DETAILS), ..Self::default() }
    }

    /// From now on looks for better orders in this way where the order of the file takes too many nodes; without, the file's order must do.
    pub fn search_with(&mut self, search: Search) {
        self.search = Some(search);
    }

    /// The exact answer, or bounds, as [`super::analyze`] gives them.
    ///
    /// # Errors
    /// As [`super::analyze`].
    pub fn analyze(&mut self, project: &Project, options: &Options) -> Result<Analysis, AnalysisError> {
        let asked = project;
        let project = &*with_demand(project, 0.0);
        let last = self.last.as_ref().filter(|last| last.limit == options.node_limit);
        let changes = last.and_then(|last| Changes::new(&last.project, project));
        let off = prepare_again(project, options, changes.as_ref())?;
        self.chains.forget_components();
        let kept = changes.zip(self.last.take().filter(|last| last.off == off));
        let renewed = kept.map(|(changes, last)| last.renewed(project, &changes, &mut self.chains));
        let renewed = renewed.transpose()?.flatten();
        let made = match renewed {
            Some(last) => Ok(last),
            None => Last::new(project, off.clone(), options.node_limit, &mut self.chains, self.search),
        };
        let last = match made {
            Err(AnalysisError::TooLarge(limit)) => {
                return bounded::analyze(project, options, &off, &mut self.chains, limit);
            }
            made => made?,
        };
        let last = self.last.insert(last);
        let mut work = Work::new(project, &last.graph, &last.structure, options, &last.off, &last.causes);
        work.details = self.details;
        let known = last.components.iter_mut().zip(&last.within).enumerate();
        let answer = |(number, (known, within)): (usize, (&mut Option<ComponentAnswer>, &Vec<Cause>))| {
            known.get_or_insert_with(|| work.component(number, within)).clone()
        };
        let components = known.map(answer).collect();
        last.books = work.books(&mut last.shapes);
        let mut answer = work.answer(&last.books, components);
        notes::from_demand(asked, project, &mut answer);
        Ok(answer)
    }

    /// A component's or zone's importance to a journey in the last answer, but for the measure by cut sets. `project` is what was asked about.
    #[must_use]
    pub fn importance(&self, project: &Project, journey: usize, id: &str) -> Option<Contribution> {
        self.of_last(project, journey, |work, books| work.importances(journey, books).of(id)).flatten()
    }

    /// The share of a journey's requests that are answered, in the last answer. `project` is what was asked about.
    #[must_use]
    pub fn served(&self, project: &Project, journey: usize) -> Option<f64> {
        self.of_last(project, journey, |work, books| work.served(journey, books))
    }

    fn of_last<T>(
        &self,
        project: &Project,
        journey: usize,
        read: impl FnOnce(&Work<'_>, &Balance) -> T,
    ) -> Option<T> {
        let last = self.last.as_ref()?;
        let project = &*with_demand(project, 0.0);
        let options = Options::default();
        let work = Work::new(project, &last.graph, &last.structure, &options, &last.off, &last.causes);
        last.books.get(journey).map(|books| read(&work, books))
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
        let within = causes_within(&structure, &causes);
        let components = vec![None; within.len()];
        let (project, books, shapes) = (project.clone(), Vec::new(), Vec::new());
        Ok(Self { project, off, limit, graph, structure, causes, within, components, books, shapes })
    }

    /// The same shape with the numbers of `project`; none where a part that never failed now does, or the other way round.
    fn renewed(
        mut self,
        project: &Project,
        changes: &Changes,
        chains: &mut Chains,
    ) -> Result<Option<Self>, AnalysisError> {
        let Changes { zones, components: changed, links } = changes;
        if *links {
            self.graph = Graph::new(project);
        }
        let under_changed_zone = |component: usize| {
            let mut places = self.graph.placement[component].iter();
            places.any(|(place, _)| self.graph.lineage[*place].iter().any(|&zone| zones[zone]))
        };
        let concerned: Vec<bool> =
            changed.iter().enumerate().map(|(at, changed)| *changed || under_changed_zone(at)).collect();
        let concerns = |kind: Kind| match kind {
            Kind::Zone(zone) => zones[zone],
            Kind::Common(component) | Kind::Switch(component) => changed[component],
            Kind::Copies { component, .. } | Kind::Detection(component) => concerned[component],
            Kind::Fallback(..) => *links,
        };
        let numbers: Vec<usize> = (0..self.structure.variables.len())
            .filter(|&number| concerns(self.structure.variables[number].kind))
            .collect();
        let never_fails = |last: &Self| -> Vec<bool> {
            numbers.iter().map(|&number| last.structure.variables[number].piece.frequency == 0.0).collect()
        };
        let before = never_fails(&self);
        if !self.structure.renew(project, &self.graph, &self.off, &numbers, chains)? {
            return Ok(None);
        }
        let rule_changed =
            |(it, changed): (&Component, &bool)| *changed && matches!(it.rule(), Rule::Failover(_));
        let all = before != never_fails(&self) || project.components().iter().zip(changed).any(rule_changed);
        self.renew_causes(project, &concerned, &numbers, all);
        let known = self.components.iter_mut().zip(&concerned).filter(|(_, concerned)| **concerned);
        known.for_each(|(known, _)| *known = None);
        self.project.take_numbers(project, changes);
        Ok(Some(self))
    }

    /// What switches when something fails, after the components `concerned` and the variables `numbers` were solved anew; `all`: whatever it is.
    fn renew_causes(&mut self, project: &Project, concerned: &[bool], numbers: &[usize], all: bool) {
        let mut zones = vec![false; project.zones().len()];
        let groups = project.components().iter().enumerate();
        for (component, _) in groups.filter(|(at, it)| concerned[*at] && it.mode() == CopyMode::ActivePassive)
        {
            for (place, _) in &self.graph.placement[component] {
                self.graph.lineage[*place].iter().for_each(|&zone| zones[zone] = true);
            }
        }
        let number = |zone: usize| self.structure.number(Kind::Zone(zone)).filter(|_| zones[zone]);
        let of_zones = (0..zones.len()).filter_map(number);
        let mut anew: Vec<u32> = numbers.iter().map(|&number| number as u32).chain(of_zones).collect();
        anew.sort_unstable();
        anew.dedup();
        if all {
            self.causes.clear();
            anew = (0..self.structure.variables.len() as u32).collect();
        }
        charges::causes_again(project, &self.graph, &self.structure, &mut self.causes, &anew);
        let touched = |component: usize| {
            all || concerned[component]
                || self.graph.placement[component]
                    .iter()
                    .any(|(place, _)| self.graph.lineage[*place].iter().any(|&zone| zones[zone]))
        };
        causes_within_again(&self.structure, &self.causes, &touched, &mut self.within);
    }
}

impl Project {
    /// Takes over the zones and components that have changed, and where they have, the links of a project of the same shape.
    fn take_numbers(&mut self, project: &Self, changes: &Changes) {
        take(self.zones.as_deref_mut(), project.zones(), &changes.zones);
        take(self.components.as_deref_mut(), project.components(), &changes.components);
        if changes.links {
            self.links.clone_from(&project.links);
        }
    }
}

fn take<T: Clone>(old: Option<&mut [T]>, new: &[T], changed: &[bool]) {
    for ((old, new), changed) in old.unwrap_or_default().iter_mut().zip(new).zip(changed) {
        if *changed {
            old.clone_from(new);
        }
    }
}

/// In what two projects differ whose parts have the same functions: in numbers alone.
#[derive(Debug)]
pub struct Changes {
    /// By zone, whether its failures differ.
    pub zones: Vec<bool>,
    /// By component.
    pub components: Vec<bool>,
    /// Whether any does.
    pub links: bool,
}

impl Changes {
    /// None where they differ in more than that.
    fn new(old: &Project, new: &Project) -> Option<Self> {
        let zones = differing(old.zones(), new.zones(), |a, b| {
            (a.id == b.id && a.parent == b.parent).then(|| a.failures() != b.failures())
        })?;
        let components = differing(old.components(), new.components(), |a, b| {
            let differs = a != b;
            (!differs || is_alike(a, b)).then_some(differs)
        })?;
        let links = differing(old.links(), new.links(), |a, b| {
            let differs = a != b;
            let is_alike = !differs || a.from == b.from && a.to == b.to && a.is_hard() == b.is_hard();
            is_alike.then_some(differs)
        })?;
        differing(old.journeys(), new.journeys(), |a, b| (a.entry == b.entry).then_some(false))?;
        Some(Self { zones, components, links: links.contains(&true) })
    }
}

/// Which things of two lists of the same length differ; none where one does that must not.
fn differing<T>(old: &[T], new: &[T], differs: impl Fn(&T, &T) -> Option<bool>) -> Option<Vec<bool>> {
    let pairs = (old.len() == new.len()).then(|| old.iter().zip(new))?;
    pairs.map(|(old, new)| differs(old, new)).collect()
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
