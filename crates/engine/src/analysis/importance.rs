//! Importance of components and zones, and the cut sets in words.

use crate::order;
use std::collections::BTreeMap;

use super::answer::{ComponentPart, Contribution, ContributorKind, CutSet, PartContribution};
use super::balance::Balance;
use super::charges::Cause;
use super::cut_sets::CutSets;
use super::solve::SECONDS_PER_YEAR;
use super::structure::{Kind, Structure};
use super::words;
use crate::boolean::bdd::{Bdd, Edge};
use crate::boolean::diagram::{Chance, Diagram};
use crate::boolean::slope::{Parents, Sloped, Slopes};
use crate::model::Project;

/// Most nodes of the family of cut sets.
const FAMILY_LIMIT: usize = 400_000;
/// Most variables for which cut sets are looked for: the recursion goes as deep.
pub(super) const DEPTH_LIMIT: usize = 3_000;
/// Most nodes looked at for the importance of all parts of a journey; those with the fewest minutes go without.
const MEASURED: usize = 200_000_000;
/// How many of the likeliest sets the Fussell–Vesely importance is computed from.
const LISTED: usize = 400;

/// A cut set in words, and the variables it is made of.
#[derive(Clone, Debug)]
pub struct NamedSet {
    /// As answered.
    pub answer: CutSet,
    variables: Vec<u32>,
}

/// The journeys' coherent functions.
pub type Coherent = (Bdd, Vec<Edge>);

/// A component or zone, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Component(usize),
    Zone(usize),
}

/// Draws the importance measures of one journey from its diagram and books.
pub struct Importances<'a> {
    project: &'a Project,
    structure: &'a Structure,
    diagram: &'a Diagram,
    chances: &'a [Chance],
    books: &'a Balance,
    causes: &'a [Cause],
    /// What each component, then each zone has.
    owned: Vec<Owned>,
}

/// The measures of importance of one thing.
struct Measures {
    birnbaum: f64,
    criticality: f64,
    fussell_vesely: f64,
    raw: f64,
    rrw: Option<f64>,
}

/// What one of them has.
#[derive(Clone, Default)]
struct Owned {
    /// Its variables that the journey depends on.
    variables: Vec<u32>,
    /// Fraction of time the journey is down on their account.
    down: f64,
}

impl<'a> Importances<'a> {
    /// For one journey.
    #[must_use]
    pub fn new(
        project: &'a Project,
        structure: &'a Structure,
        diagram: &'a Diagram,
        chances: &'a [Chance],
        books: &'a Balance,
        causes: &'a [Cause],
    ) -> Self {
        let owned = vec![Owned::default(); project.components().len() + project.zones().len()];
        let mut importances = Self { project, structure, diagram, chances, books, causes, owned };
        for &variable in diagram.support() {
            if let Some(owner) = importances.owner(variable) {
                importances.owned_mut(owner).variables.push(variable);
            }
        }
        for share in &books.shares {
            if let Some(owner) = importances.owner(share.variable) {
                importances.owned_mut(owner).down += share.down;
            }
        }
        importances
    }

    /// Where an owner stands in the list of all.
    fn place(&self, owner: Owner) -> usize {
        match owner {
            Owner::Component(number) => number,
            Owner::Zone(number) => self.project.components().len() + number,
        }
    }

    fn owned_mut(&mut self, owner: Owner) -> &mut Owned {
        let place = self.place(owner);
        &mut self.owned[place]
    }

    /// Those that the journey depends on.
    fn owners(&self) -> impl Iterator<Item = Owner> + '_ {
        let components = (0..self.project.components().len()).map(Owner::Component);
        let all = components.chain((0..self.project.zones().len()).map(Owner::Zone));
        all.filter(|&owner| !self.variables_of(owner).is_empty())
    }

    /// Every component and zone the journey depends on, most minutes first.
    ///
    /// Birnbaum, RAW and RRW compare the journey with all of an owner's variables up and all down \[birnbaum1969\].
    /// Fussell–Vesely is the probability that a cut set with the owner in it has failed, bounded from above by 1 − Π(1 − p) over the
    /// likeliest sets.
    #[must_use]
    pub fn contributions(&self, cut_sets: &[NamedSet]) -> Vec<Contribution> {
        let mut forcing = Forcing::new(self);
        self.listed(&mut |minutes, owner| self.measured(minutes, owner, cut_sets, &mut forcing))
    }

    /// The same with minutes alone; the measures are no numbers.
    #[must_use]
    pub fn minutes(&self) -> Vec<Contribution> {
        self.listed(&mut |minutes, _| minutes)
    }

    /// The component or zone `id` with its measures, but that by cut sets.
    #[must_use]
    pub fn of(&self, id: &str) -> Option<Contribution> {
        let owner = self.owners().find(|&owner| self.named_as(owner).0 == id)?;
        Some(self.measured(self.minutes_of(owner), owner, &[], &mut Forcing::new(self)))
    }

    fn listed(&self, complete: &mut dyn FnMut(Contribution, Owner) -> Contribution) -> Vec<Contribution> {
        let mut list: Vec<(f64, Owner)> =
            self.owners().map(|owner| (self.seconds_of(owner), owner)).collect();
        order::sort_by(&mut list, |(a, _), (b, _)| b.total_cmp(a));
        list.into_iter().map(|(_, owner)| complete(self.minutes_of(owner), owner)).collect()
    }

    /// Downtime in a year on an owner's account.
    fn seconds_of(&self, owner: Owner) -> f64 {
        self.owned[self.place(owner)].down * SECONDS_PER_YEAR
    }

    fn named_as(&self, owner: Owner) -> (&str, ContributorKind) {
        match owner {
            Owner::Component(number) => (&self.project.components()[number].id, ContributorKind::Component),
            Owner::Zone(number) => (&self.project.zones()[number].id, ContributorKind::Zone),
        }
    }

    fn minutes_of(&self, owner: Owner) -> Contribution {
        let (id, kind) = self.named_as(owner);
        Contribution {
            id: id.to_owned(),
            kind,
            downtime_seconds_per_year: self.seconds_of(owner),
            birnbaum: f64::NAN,
            criticality: f64::NAN,
            fussell_vesely: f64::NAN,
            raw: f64::NAN,
            rrw: None,
            parts: Vec::new(),
        }
    }

    fn measured(
        &self,
        minutes: Contribution,
        owner: Owner,
        cut_sets: &[NamedSet],
        forcing: &mut Forcing<'a>,
    ) -> Contribution {
        let variables = self.variables_of(owner);
        let parts = [ComponentPart::Copies, ComponentPart::Common].map(|part| {
            let of_part = |variable: &u32| part_of(self.structure, *variable) == Some(part);
            (part, variables.iter().copied().filter(of_part).collect::<Vec<u32>>())
        });
        // Nothing is told apart where there is one part.
        let parts = parts.into_iter().filter(|(_, own)| !own.is_empty() && own.len() < variables.len());
        let parts = parts.map(|(part, own)| self.part(part, owner, &own, cut_sets, forcing)).collect();
        let Measures { birnbaum, criticality, fussell_vesely, raw, rrw } =
            self.measures(variables, owner, self.own_down(owner), cut_sets, forcing);
        Contribution { birnbaum, criticality, fussell_vesely, raw, rrw, parts, ..minutes }
    }

    fn part(
        &self,
        part: ComponentPart,
        owner: Owner,
        variables: &[u32],
        cut_sets: &[NamedSet],
        forcing: &mut Forcing<'a>,
    ) -> PartContribution {
        let down: f64 = variables.iter().map(|&variable| self.books.down_by(variable)).sum();
        let Measures { birnbaum, criticality, fussell_vesely, raw, rrw } =
            self.measures(variables, owner, self.part_down(owner, part), cut_sets, forcing);
        let downtime_seconds_per_year = down * SECONDS_PER_YEAR;
        PartContribution { part, downtime_seconds_per_year, birnbaum, criticality, fussell_vesely, raw, rrw }
    }

    /// Of these variables of an owner, together down for the fraction `own_down` of the time.
    fn measures(
        &self,
        variables: &[u32],
        owner: Owner,
        own_down: f64,
        cut_sets: &[NamedSet],
        forcing: &mut Forcing<'a>,
    ) -> Measures {
        let Some((failed, perfect)) = forcing.forced(self, owner, variables) else {
            let none = f64::NAN;
            return Measures {
                birnbaum: none,
                criticality: none,
                fussell_vesely: none,
                raw: none,
                rrw: None,
            };
        };
        let birnbaum = (failed - perfect).max(0.0);
        let total = self.books.down;
        let ratio = |numerator: f64| if total > 0.0 { numerator / total } else { 0.0 };
        Measures {
            birnbaum,
            criticality: ratio(birnbaum * own_down),
            fussell_vesely: ratio(in_cut_sets(variables, cut_sets)).min(1.0),
            raw: ratio(failed),
            rrw: (perfect > 0.0).then(|| total / perfect),
        }
    }

    fn owner(&self, variable: u32) -> Option<Owner> {
        owner_of(self.structure, variable)
    }

    /// The owner's variables that the journey depends on.
    fn variables_of(&self, owner: Owner) -> &[u32] {
        &self.owned[self.place(owner)].variables
    }

    /// Its own unavailability while its zones are up.
    fn own_down(&self, owner: Owner) -> f64 {
        match owner {
            Owner::Zone(zone) => self.down_of(Kind::Zone(zone)),
            Owner::Component(_) => {
                let copies = self.part_down(owner, ComponentPart::Copies);
                let common = self.part_down(owner, ComponentPart::Common);
                common + (1.0 - common) * copies
            }
        }
    }

    fn part_down(&self, owner: Owner, part: ComponentPart) -> f64 {
        let Owner::Component(component) = owner else { return 0.0 };
        let available = self.project.components()[component].copy_count();
        self.down_of(match part {
            ComponentPart::Copies => Kind::Copies { component, available },
            ComponentPart::Common => Kind::Common(component),
        })
    }

    fn down_of(&self, kind: Kind) -> f64 {
        self.structure.number(kind).map_or(0.0, |number| self.chances[number as usize].down)
    }

    /// The likeliest cut sets in words, most minutes first. Switch-overs are listed with their causes.
    #[must_use]
    pub fn cut_sets(&self, coherent: &Coherent, journey: usize, most: usize) -> Vec<NamedSet> {
        let (bdd, functions) = coherent;
        if self.structure.variables.len() > DEPTH_LIMIT {
            return Vec::new();
        }
        let down: Vec<f64> = self.chances.iter().map(|chance| chance.down).collect();
        let Some(sets) = CutSets::of(bdd, functions[journey], FAMILY_LIMIT) else { return Vec::new() };
        let listed = sets.likeliest(&down, LISTED.max(most));
        let mut named: Vec<NamedSet> = listed
            .into_iter()
            .map(|set| {
                let events = set.variables.iter().map(|&v| self.event(v)).collect();
                let kinds: Vec<Kind> =
                    set.variables.iter().map(|&v| self.structure.variables[v as usize].kind).collect();
                let sentence = words::cut_set(self.project, &kinds);
                self.named((events, sentence), set.probability, set.variables)
            })
            .collect();
        for share in self.books.shares.iter().filter(|share| share.switching > 0.0) {
            let Some(cause) = self.causes.iter().find(|cause| cause.variable == share.variable) else {
                continue;
            };
            let mut events = vec![self.event(share.variable)];
            events.push(words::switching(self.project, self.structure, cause));
            let sentence = format!("{}, while {}", events[0], events[1]);
            named.push(self.named((events, sentence), share.switching, vec![share.variable]));
        }
        order::sort_by(&mut named, |a, b| b.answer.probability.total_cmp(&a.answer.probability));
        named
    }

    fn event(&self, variable: u32) -> String {
        words::event(self.project, self.structure.variables[variable as usize].kind)
    }

    fn named(
        &self,
        (events, sentence): (Vec<String>, String),
        probability: f64,
        variables: Vec<u32>,
    ) -> NamedSet {
        let downtime_seconds_per_year = probability * SECONDS_PER_YEAR;
        NamedSet { answer: CutSet { events, sentence, probability, downtime_seconds_per_year }, variables }
    }
}

/// The journey with parts of it forced up or down.
///
/// The charges of failover rules, Σ rate · hours · (importance while the rule switches − importance), are slopes of the journey's function in
/// the direction rate · hours of their causes, with and without the rule switching; so they come with its chance.
/// Those of groups that lose a zone are taken as they are, without the forced part's own.
struct Forcing<'a> {
    /// Nodes that may still be looked at.
    left: usize,
    parents: Parents,
    /// As it is.
    base: Slopes<'a>,
    /// While each rule switches.
    switching: Vec<Slopes<'a>>,
    /// Switching charged to groups, fraction of time, by owner of the cause; and in all.
    groups: BTreeMap<Option<Owner>, f64>,
    all_groups: f64,
}

impl<'a> Forcing<'a> {
    fn new(work: &Importances<'a>) -> Self {
        let mut directions: BTreeMap<u32, Vec<f64>> = BTreeMap::new();
        let mut together = vec![0.0; work.chances.len()];
        let (mut groups, mut all_groups) = (BTreeMap::new(), 0.0);
        for (cause, charge) in work.causes.iter().zip(&work.books.charges) {
            let piece = &work.structure.variables[cause.variable as usize].piece;
            if cause.is_one_rule() {
                let effect = &cause.effects[0];
                let hours = piece.frequency * effect.mean_within_all(&piece.outages);
                let direction =
                    directions.entry(effect.variable).or_insert_with(|| vec![0.0; work.chances.len()]);
                direction[cause.variable as usize] = hours;
                together[cause.variable as usize] = hours;
            } else {
                let charged = piece.frequency * charge.hours;
                *groups.entry(work.owner(cause.variable)).or_insert(0.0) += charged;
                all_groups += charged;
            }
        }
        let switching = directions.iter().map(|(&rule, direction)| {
            let mut chances = work.chances.to_vec();
            chances[rule as usize] = Chance::NEVER;
            Slopes::new(work.diagram, &chances, direction)
        });
        Self {
            left: MEASURED,
            parents: Parents::new(work.diagram),
            switching: switching.collect(),
            base: Slopes::new(work.diagram, work.chances, &together),
            groups,
            all_groups,
        }
    }

    /// The journey's unavailability with these variables of the owner down, and with all of them up; none once the work is spent.
    fn forced(&mut self, work: &Importances<'a>, owner: Owner, variables: &[u32]) -> Option<(f64, f64)> {
        if self.left == 0 {
            return None;
        }
        let above = self.parents.above(work.diagram, variables);
        self.left = self.left.saturating_sub(above.node_count() * (1 + self.switching.len()));
        let of_groups = self.all_groups - self.groups.get(&Some(owner)).copied().unwrap_or(0.0);
        let mut with = |chance: Chance| {
            let Sloped { chance: Chance { down, .. }, slope } = self.base.with(&above, chance);
            let switching: f64 = self.switching.iter_mut().map(|it| it.with(&above, chance).slope).sum();
            down + of_groups.max(0.0) + (switching - slope).max(0.0)
        };
        Some((with(Chance::NEVER).min(1.0), with(Chance::CERTAIN)))
    }
}

/// P(some of these sets has failed), of those with one of the variables in them.
fn in_cut_sets(variables: &[u32], cut_sets: &[NamedSet]) -> f64 {
    let with_it = cut_sets.iter().filter(|set| set.variables.iter().any(|it| variables.contains(it)));
    -libm::expm1(with_it.map(|set| libm::log1p(-set.answer.probability.min(1.0 - 1e-16))).sum())
}

fn part_of(structure: &Structure, variable: u32) -> Option<ComponentPart> {
    match structure.variables[variable as usize].kind {
        Kind::Copies { .. } => Some(ComponentPart::Copies),
        Kind::Common(_) => Some(ComponentPart::Common),
        _ => None,
    }
}

fn owner_of(structure: &Structure, variable: u32) -> Option<Owner> {
    match structure.variables[variable as usize].kind {
        Kind::Zone(zone) => Some(Owner::Zone(zone)),
        Kind::Common(component) | Kind::Copies { component, .. } => Some(Owner::Component(component)),
        Kind::Switch(_) | Kind::Fallback(..) | Kind::Detection(_) => None,
    }
}
