//! What to change: every single and double change that the model suggests, each solved, ranked by the downtime it saves and what it costs.
//!
//! `list` generates changes, `change` does and words them, `fast` evaluates all singles and doubles at once, and every one that is shown is solved exactly.
//! `front` finds the cheapest designs, `objective` those that are asked for by name. [`Improve`] works in steps, so that a page can show the best so far.

mod answer;
mod change;
mod designs;
mod fast;
mod front;
mod list;
mod objective;

pub use answer::{Front, FrontPoint, Improvement, Improvements, Order, Step};
pub use change::Change;
use fast::{Alternative, Fast, Own};

use super::cost::costs;
use crate::analysis::chains::Chains;
use crate::analysis::{AnalysisError, Options, Session};
use crate::model::{Diagnostics, Project, Routes, Severity, validate, with_demand};

/// Most doubles that are solved exactly and shown.
const SHOWN_DOUBLES: usize = 40;
/// A second change must take away at least a tenth of the downtime that the first leaves.
const WORTH_A_SECOND: f64 = 0.9;
/// Most alternatives in one diagram for which two changes of one component are alternatives of their own.
const MOST_TWINS: usize = 500;
/// Most singles that are solved exactly in one step.
const A_STEP: usize = 4;
/// Seconds of a month of downtime: 730 h.
const MONTH_SECONDS: f64 = 730.0 * 3_600.0;

/// The search, step by step.
#[derive(Debug)]
pub struct Improve {
    /// With only the journey to improve, and the copies that its demand asks for as numbers.
    project: Project,
    /// With all journeys, whose demand asks for other numbers once something is changed.
    whole: Project,
    journey: usize,
    changes: Vec<Change>,
    /// The project with every zone that a change could add.
    wide: Project,
    /// What can be switched on in the diagram: for each change, and then for each two changes of one component, its own place; none where
    /// it cannot be told.
    alternatives: Vec<Alternative>,
    places: Vec<Option<usize>>,
    /// Whether two changes of one component are tried together.
    with_twins: bool,
    /// Two changes of one component, and their place among the alternatives.
    twins: Vec<(usize, usize, usize)>,
    chains: Chains,
    fast: Option<Fast>,
    /// What each alternative alone changes.
    alone: Vec<f64>,
    /// By change: the unavailability as the fast way has it.
    guesses: Vec<f64>,
    money: Vec<Option<f64>>,
    /// By change: whether money buys it, or it saves money, and how much is known.
    bought: Vec<bool>,
    session: Session,
    base: f64,
    base_money: f64,
    budget: Option<f64>,
    /// Changes by guess, the best first, and how many of them are solved.
    order: Vec<usize>,
    solved: usize,
    exact: Vec<Option<f64>>,
    /// Doubles: of how many changes all pairs are done.
    pairs_from: usize,
    doubles: Vec<(f64, usize, usize)>,
    tried: usize,
    shown: usize,
    found: Vec<Improvement>,
    search: Option<front::Search>,
    designs: Vec<front::Design>,
    front: Front,
    sought: objective::Sought,
    currency: String,
    warnings: Vec<String>,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Phase {
    Alternatives(usize),
    Diagram,
    Singles,
    Pairs,
    Doubles,
    Front,
    Designs(usize),
    Promise(usize),
    Done,
}

impl Improve {
    /// Makes ready. `journey` by id, the first where absent; changes that cost more than `budget` a month are left out.
    ///
    /// # Errors
    /// Where the project has no exact answer.
    pub fn new(project: &Project, journey: Option<&str>, budget: Option<f64>) -> Result<Self, AnalysisError> {
        let faults: Vec<_> =
            validate(project).into_iter().filter(|d| d.severity == Severity::Error).collect();
        if !faults.is_empty() {
            return Err(AnalysisError::Invalid(Diagnostics(faults)));
        }
        let (whole, position) = bare(project, journey).ok_or(AnalysisError::NoJourney)?;
        let promise = project.promise(&project.journeys()[position]);
        let currency = project.objective.as_ref().and_then(|it| it.currency.clone());
        let only = narrowed(&whole, position);
        let changes = list::changes(&only, &whole, &reached(&only));
        let mut wide = only.clone();
        for change in changes.iter().filter(|it| matches!(it, Change::AddZone(..) | Change::SecondRegion(..)))
        {
            let mut scratch = wide.clone();
            change.apply(&mut scratch);
            wide.zones = scratch.zones;
        }
        let mut session = Session::default();
        let base = session.analyze(&only, &Options::default())?.journeys[0].unavailability;
        let mut warnings = Vec::new();
        if only.components().iter().all(|it| it.cost.is_none()) {
            warnings.push(
                "Nothing has a price yet, so changes are ranked by the downtime they save alone.".to_owned(),
            );
        }
        let twins = with_twins(&changes);
        if !twins {
            warnings.push("So many changes: two of one component are not tried together.".to_owned());
        }
        let count = changes.len();
        let base_money = costs(&only).iter().map(super::ComponentCost::total).sum();
        Ok(Self {
            wide,
            alternatives: Vec::new(),
            places: vec![None; count],
            with_twins: twins,
            twins: Vec::new(),
            chains: Chains::default(),
            fast: None,
            alone: Vec::new(),
            guesses: vec![base; count],
            money: vec![None; count],
            bought: vec![false; count],
            session,
            base,
            base_money,
            budget,
            order: (0..count).collect(),
            solved: 0,
            exact: vec![None; count],
            pairs_from: 0,
            doubles: Vec::new(),
            tried: 0,
            shown: 0,
            found: Vec::new(),
            search: None,
            designs: Vec::new(),
            front: Front::default(),
            sought: objective::Sought::new(promise),
            currency: currency.unwrap_or_default(),
            warnings,
            phase: Phase::Alternatives(0),
            journey: position,
            project: only,
            whole,
            changes,
        })
    }

    /// Does a little more; whether there is more to do.
    ///
    /// # Errors
    /// Where the project has no exact answer.
    pub fn step(&mut self) -> Result<bool, AnalysisError> {
        match self.phase {
            Phase::Alternatives(next) => {
                let end = (next + 8).min(self.changes.len());
                for number in next..end {
                    self.prepare(number);
                }
                let more = end < self.changes.len();
                self.phase = if more { Phase::Alternatives(end) } else { Phase::Diagram };
            }
            Phase::Diagram => {
                self.guess();
                self.phase = Phase::Singles;
            }
            Phase::Singles => {
                for _ in 0..A_STEP {
                    match self.order.get(self.solved) {
                        Some(&number) => self.solve_single(number),
                        None => break,
                    }
                    self.solved += 1;
                }
                if self.solved >= self.order.len() {
                    self.phase = if self.fast.is_some() { Phase::Pairs } else { Phase::Front };
                }
            }
            Phase::Pairs => {
                if self.pairs_from < self.changes.len() {
                    self.pair_up(self.pairs_from);
                    self.pairs_from += 1;
                } else {
                    self.choose_doubles();
                    self.phase = Phase::Doubles;
                }
            }
            Phase::Doubles => {
                match self.doubles.get(self.shown).copied() {
                    Some((_, one, other)) => self.solve_double(one, other),
                    None => {
                        self.open_front();
                        self.phase = Phase::Front;
                    }
                }
                self.shown += 1;
            }
            Phase::Front => {
                let more = self.search.as_mut().is_some_and(front::Search::step);
                if !more {
                    self.designs = self.search.as_ref().map(front::Search::points).unwrap_or_default();
                    self.begin_points();
                    self.phase = Phase::Designs(0);
                }
            }
            Phase::Designs(next) => {
                self.solve_design(next);
                let more = next + 1 < self.designs.len();
                if !more {
                    self.close_front();
                }
                self.phase = if more { Phase::Designs(next + 1) } else { Phase::Promise(0) };
            }
            Phase::Promise(next) => {
                let more = self.try_candidate(next);
                if !more {
                    self.say_what_is_missing();
                }
                self.phase = if more { Phase::Promise(next + 1) } else { Phase::Done };
            }
            Phase::Done => {}
        }
        Ok(self.phase != Phase::Done)
    }

    /// How far it is: from 0 to 1, roughly.
    #[must_use]
    pub fn progress(&self) -> f64 {
        let part = |done: usize, all: usize| if all == 0 { 1.0 } else { done as f64 / all as f64 };
        match self.phase {
            Phase::Alternatives(next) => 0.2 * part(next, self.changes.len()),
            Phase::Diagram => 0.2,
            Phase::Singles => 0.2 + 0.5 * part(self.solved, self.order.len()),
            Phase::Pairs => 0.7 + 0.15 * part(self.pairs_from, self.changes.len()),
            Phase::Doubles => 0.85 + 0.05 * part(self.shown, self.doubles.len()),
            Phase::Front => {
                let looked_at = self.search.as_ref().map_or(0, |search| search.looked_at);
                0.9 + 0.07 * part(looked_at, front::MOST_LOOKED_AT)
            }
            Phase::Designs(next) => 0.97 + 0.02 * part(next, self.designs.len()),
            Phase::Promise(_) => 0.99,
            Phase::Done => 1.0,
        }
    }

    /// What was found so far.
    #[must_use]
    pub fn finish(&self, project: &Project) -> Improvements {
        let mut improvements = self.found.clone();
        crate::order::sort_by(&mut improvements, |a, b| {
            b.saved_seconds_month
                .total_cmp(&a.saved_seconds_month)
                .then(a.changes.len().cmp(&b.changes.len()))
        });
        Improvements {
            format: "ninefold-improve/1".to_owned(),
            journey: project.journeys()[self.journey].id.clone(),
            availability: 1.0 - self.base,
            unavailability: self.base,
            downtime_seconds_month: self.base * MONTH_SECONDS,
            cost_month: self.base_money,
            currency: self.currency.clone(),
            objective: self.sought.promise.as_ref().map(|it| it.availability),
            cheapest_for_objective: self.sought.cheapest.clone(),
            cheapest_is_proved: self.sought.is_proved,
            budget: self.budget,
            best_within_budget: self.sought.within_budget.clone(),
            singles: self.solved,
            doubles: self.tried,
            complete: self.phase == Phase::Done,
            front: self.front.clone(),
            improvements,
            warnings: self.warnings.clone(),
        }
    }

    /// Does the changes of an improvement, by [`Improvement::numbers`], to the project it was found for, with all that it holds.
    pub fn apply(&self, project: &mut Project, numbers: &[usize]) {
        do_all(&self.changes, project, numbers);
    }

    /// All changes that are tried alone.
    #[must_use]
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// What a single change comes to, as the fast way has it, and exactly once it is solved.
    #[must_use]
    pub fn single(&self, number: usize) -> (f64, Option<f64>) {
        (self.guesses[number], self.exact[number])
    }

    fn changed(&self, numbers: &[usize]) -> Project {
        let mut whole = self.whole.clone();
        self.apply(&mut whole, numbers);
        narrowed(&whole, self.journey)
    }

    /// What a change costs, and what it makes of its component, alone and with those before it.
    fn prepare(&mut self, number: usize) {
        let change = self.changes[number].clone();
        let changed = self.changed(&[number]);
        // What another tier costs the catalogue does not say.
        let tier = matches!(change, Change::BetterTier(..));
        let priced = !tier
            && change.component().is_none_or(|at| {
                changed.components()[at].cost.as_ref().is_some_and(|cost| cost.per_copy_month.is_some())
                    || self.project.components()[at].copy_count() == changed.components()[at].copy_count()
            });
        let money: f64 = costs(&changed).iter().map(super::ComponentCost::total).sum();
        self.money[number] = priced.then_some(money - self.base_money);
        self.bought[number] = priced && self.buys(&change, &changed);
        if let Change::SoftLink(link) = change {
            self.places[number] = Some(self.alternatives.len());
            let (component, position) = self.hard_link(link);
            self.alternatives.push(Alternative::Link(component, position));
            return;
        }
        let Some(component) = change.component() else { return };
        self.places[number] = self.alternative(&[number], component);
        let others = if self.with_twins { 0..number } else { 0..0 };
        for other in others {
            if self.changes[other].component() == Some(component)
                && self.changes[other].goes_with(&change)
                && let Some(place) = self.alternative(&[other, number], component)
            {
                self.twins.push((other, number, place));
            }
        }
    }

    fn alternative(&mut self, numbers: &[usize], component: usize) -> Option<usize> {
        let mut wide = self.whole.clone();
        wide.zones.clone_from(&self.wide.zones);
        self.apply(&mut wide, numbers);
        let wide = narrowed(&wide, self.journey);
        let own = Own::new(&wide, component, &mut self.chains).ok()?;
        self.alternatives.push(Alternative::Component(component, own));
        Some(self.alternatives.len() - 1)
    }

    /// A link's source and its position among the source's hard links.
    fn hard_link(&self, link: usize) -> (usize, usize) {
        let links = self.project.links();
        let from = &links[link].from;
        let before = links[..link].iter().filter(|it| it.is_hard() && it.from == *from).count();
        let source = self.project.components().iter().position(|it| it.id == *from).unwrap_or(0);
        (source, before)
    }

    /// All singles at once, the best first.
    fn guess(&mut self) {
        match Fast::new(&self.wide, &self.alternatives) {
            Ok(fast) => {
                let singles = fast.singles();
                for (guess, place) in self.guesses.iter_mut().zip(&self.places) {
                    *guess = self.base + place.map_or(0.0, |place| singles[place]);
                }
                for &(one, two, place) in &self.twins {
                    self.doubles.push((self.base + singles[place], one, two));
                }
                self.tried = self.doubles.len();
                self.alone = singles;
                self.fast = Some(fast);
            }
            Err(_) => {
                let text = "The design is too entangled to try changes in pairs; single changes are tried.";
                self.warnings.push(text.to_owned());
            }
        }
        let guesses = &self.guesses;
        crate::order::sort_by(&mut self.order, |a, b| guesses[*a].total_cmp(&guesses[*b]).then(a.cmp(b)));
    }

    fn within_budget(&self, money: Option<f64>) -> bool {
        self.budget.is_none_or(|budget| money.is_some_and(|money| money <= budget))
    }

    fn solve_single(&mut self, number: usize) {
        let changed = self.changed(&[number]);
        // A change that leads beyond what can be solved is no suggestion.
        let Ok(answer) = self.session.analyze(&changed, &Options::default()) else { return };
        let down = answer.journeys[0].unavailability;
        self.exact[number] = Some(down);
        self.keep(&[number], down, self.money[number]);
    }

    /// What a change is, and why it helps.
    fn in_words(&self, number: usize) -> (Step, String) {
        let change = &self.changes[number];
        let target = match change {
            Change::SoftLink(link) => self.project.links()[*link].from.clone(),
            _ => self.project.components()[change.component().unwrap_or(0)].id.clone(),
        };
        let (title, why) = change.words(&self.project);
        (Step { change: change.key().to_owned(), target, title }, why)
    }

    fn keep(&mut self, numbers: &[usize], down: f64, money: Option<f64>) {
        let saved = (self.base - down) * MONTH_SECONDS;
        let cheaper = money.is_some_and(|money| money < 0.0) && down <= self.base * (1.0 + 1e-9);
        if !(saved > self.base * MONTH_SECONDS * 1e-6 || cheaper) || !self.within_budget(money) {
            return;
        }
        let words: Vec<(Step, String)> = numbers.iter().map(|&number| self.in_words(number)).collect();
        let titles: Vec<&str> = words.iter().map(|(step, _)| step.title.as_str()).collect();
        let reasons: Vec<&str> = words.iter().map(|(_, why)| why.as_str()).collect();
        let improvement = Improvement {
            title: titles.join("; "),
            why: reasons.join(" "),
            changes: words.iter().map(|(step, _)| step.clone()).collect(),
            availability: 1.0 - down,
            unavailability: down,
            saved_seconds_month: saved,
            cost_month: money,
            saved_seconds_per_money: money.filter(|money| *money > 0.0).map(|money| saved / money),
            numbers: numbers.to_vec(),
        };
        self.found.push(improvement);
    }

    /// What a change and each later one of something else come to: the exact answers of each alone, and what they do to each other.
    fn pair_up(&mut self, one: usize) {
        let (Some(fast), Some(place)) = (&self.fast, self.places[one]) else { return };
        let solved = |number: usize| self.exact[number].map(|down| down - self.base);
        let Some(alone) = solved(one) else { return };
        let after = fast.after(place);
        let singles = &self.alone;
        for two in one + 1..self.changes.len() {
            let same = self.changes[two].component().is_some()
                && self.changes[two].component() == self.changes[one].component();
            let (Some(other), Some(also)) = (self.places[two].filter(|_| !same), solved(two)) else {
                continue;
            };
            self.doubles.push((self.base + alone + also + after[other] - singles[other], one, two));
            self.tried += 1;
        }
        // Only the best are kept: a project of thousands of components has millions of pairs.
        if self.doubles.len() > 50_000 {
            self.choose_doubles();
        }
    }

    /// The best doubles within the budget that are worth it: what the better of the two alone leaves, they leave at most [`WORTH_A_SECOND`]
    /// of.
    fn choose_doubles(&mut self) {
        let better = |one: usize, two: usize| {
            let of = |number: usize| self.exact[number].unwrap_or(f64::INFINITY);
            of(one).min(of(two))
        };
        let money = |one: usize, two: usize| Some(self.money[one]? + self.money[two]?);
        let budget = self.budget;
        let within = |one: usize, two: usize| {
            budget.is_none_or(|budget| money(one, two).is_some_and(|money| money <= budget))
        };
        let mut doubles = std::mem::take(&mut self.doubles);
        doubles.retain(|&(down, one, two)| down < better(one, two) * WORTH_A_SECOND && within(one, two));
        crate::order::sort_by(&mut doubles, |a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
        // Half by downtime, half by downtime per money.
        let rate = |&(down, one, two): &(f64, usize, usize)| {
            let money = money(one, two).filter(|money| *money > 0.0)?;
            Some((self.base - down) / money)
        };
        let mut rated: Vec<(f64, (f64, usize, usize))> =
            doubles.iter().filter_map(|double| Some((rate(double)?, *double))).collect();
        crate::order::sort_by(&mut rated, |a, b| {
            b.0.total_cmp(&a.0).then((a.1.1, a.1.2).cmp(&(b.1.1, b.1.2)))
        });
        doubles.truncate(SHOWN_DOUBLES / 2);
        for (_, double) in rated.into_iter().take(SHOWN_DOUBLES / 2) {
            if !doubles.iter().any(|known| (known.1, known.2) == (double.1, double.2)) {
                doubles.push(double);
            }
        }
        self.doubles = doubles;
    }

    fn solve_double(&mut self, one: usize, two: usize) {
        let changed = self.changed(&[one, two]);
        let Ok(answer) = self.session.analyze(&changed, &Options::default()) else { return };
        let money: f64 = costs(&changed).iter().map(super::ComponentCost::total).sum();
        let known = self.money[one].is_some() && self.money[two].is_some();
        self.keep(&[one, two], answer.journeys[0].unavailability, known.then_some(money - self.base_money));
    }
}

/// Does the changes of an improvement, by [`Improvement::numbers`], to the project it was found for: as [`Improve::apply`] does, where the search
/// itself is elsewhere. Nothing where the project has no journey.
pub fn apply(project: &mut Project, journey: Option<&str>, numbers: &[usize]) {
    if let Some((whole, position)) = bare(project, journey) {
        let only = narrowed(&whole, position);
        do_all(&list::changes(&only, &whole, &reached(&only)), project, numbers);
    }
}

fn do_all(changes: &[Change], project: &mut Project, numbers: &[usize]) {
    numbers.iter().filter_map(|number| changes.get(*number)).for_each(|change| change.apply(project));
}

/// The project without an objective, whose windows are not asked about, and the position of the journey to improve, the first where none is named.
fn bare(project: &Project, journey: Option<&str>) -> Option<(Project, usize)> {
    let position = journey.and_then(|id| project.journeys().iter().position(|it| it.id == id)).unwrap_or(0);
    let mut whole = project.clone();
    whole.objective = None;
    whole.scenarios = None;
    whole.canvas = None;
    (position < whole.journeys().len()).then_some((whole, position))
}

/// Only this journey; what the demand of all asks for stays asked for.
fn narrowed(whole: &Project, position: usize) -> Project {
    let mut only = with_demand(whole, 0.0).into_owned();
    only.journeys = only.journeys.map(|journeys| vec![journeys[position].clone()]);
    only
}

/// Runs the whole search.
///
/// # Errors
/// Where the project has no exact answer.
pub fn improve(
    project: &Project,
    journey: Option<&str>,
    budget: Option<f64>,
) -> Result<Improvements, AnalysisError> {
    let mut search = Improve::new(project, journey, budget)?;
    while search.step()? {}
    Ok(search.finish(project))
}

/// Whether the diagram has room for every two changes of one component as an alternative.
fn with_twins(changes: &[Change]) -> bool {
    let mut count = changes.len();
    for (number, change) in changes.iter().enumerate() {
        let before = changes[..number].iter().rev().take_while(|it| it.component() == change.component());
        count += before.filter(|it| change.component().is_some() && it.goes_with(change)).count();
        if count > MOST_TWINS {
            return false;
        }
    }
    true
}

/// Components that requests of the journeys reach, by links of either kind.
fn reached(project: &Project) -> Vec<bool> {
    let routes = Routes::new(project);
    let mut reached = vec![false; project.components().len()];
    let entry = |id: &str| project.components().iter().position(|it| it.id == id);
    let mut open: Vec<usize> = project.journeys().iter().filter_map(|it| entry(&it.entry)).collect();
    while let Some(at) = open.pop() {
        if !std::mem::replace(&mut reached[at], true) {
            open.extend(routes.targets(at));
        }
    }
    reached
}
