//! From single changes to whole designs: the search for the front, and its points solved.

use super::super::cost::{ComponentCost, costs};
use super::fast::{Alternative, Fast, Own};
use super::{Change, FrontPoint, Improve, front};
use crate::analysis::Options;
use crate::model::{Component, Project};

/// Of the components decided about, so many are chosen for the money that they could save.
const THRIFTY: usize = 3;

/// Whether the change is one of those that money buys, or that save money.
fn spends(change: &Change) -> bool {
    matches!(
        change,
        Change::AddCopies(..)
            | Change::RemoveCopy(..)
            | Change::AddZone(..)
            | Change::SecondRegion(..)
            | Change::Choose(..)
    )
}

/// The ways to build one component, and what speaks for deciding about it.
struct Candidate {
    decision: front::Decision,
    /// Its ideal, where no single choice is that.
    ideal: Option<Alternative>,
    /// The most downtime that a choice saves, by itself.
    saves: f64,
    /// The most money that a choice saves for each unit of unavailability it adds, by itself.
    thrift: f64,
}

impl Improve {
    /// Money a month more than now.
    pub(super) fn more_money(&self, changed: &Project) -> f64 {
        costs(changed).iter().map(ComponentCost::total).sum::<f64>() - self.base_money
    }

    /// Whether all of these changes are bought with money, and it is known with how much.
    fn is_bought(&self, numbers: &[usize]) -> bool {
        numbers.iter().all(|&it| self.bought[it])
    }

    /// Whether a change that was done is bought: where nothing of its component has a price, nobody knows for how much.
    pub(super) fn buys(&self, change: &Change, changed: &Project) -> bool {
        let component = change.component().map(|at| &changed.components()[at]);
        spends(change) && component.is_some_and(|it| it.cost.is_some())
    }

    /// The choices of the components that matter most, and the search over them.
    pub(super) fn open_front(&mut self) {
        if self.fast.is_none() {
            return;
        }
        let mut ways: Vec<Vec<(Vec<usize>, usize)>> = vec![Vec::new(); self.project.components().len()];
        let singles = self.places.iter().enumerate().filter_map(|(one, place)| Some((vec![one], (*place)?)));
        let twins = self.twins.iter().map(|&(one, two, place)| (vec![one, two], place));
        for (numbers, place) in singles.chain(twins) {
            if let Some(component) = self.changes[numbers[0]].component()
                && self.is_bought(&numbers)
            {
                ways[component].push((numbers, place));
            }
        }
        let components = ways.iter().enumerate().filter(|(_, ways)| !ways.is_empty());
        let candidates = components.filter_map(|(component, ways)| self.candidate(component, ways)).collect();
        let chosen = most_important(candidates);
        self.front.components = chosen.len();
        self.search = self.search_over(chosen);
    }

    /// The choices of a component that none of the others beats whatever is chosen elsewhere; none where only one is left.
    fn candidate(&mut self, component: usize, ways: &[(Vec<usize>, usize)]) -> Option<Candidate> {
        let mut choices = vec![front::Choice { cost: 0.0, alternative: None, numbers: Vec::new() }];
        let mut owns = vec![Own::new(&self.wide, component, &mut self.chains).ok()?];
        for (numbers, place) in ways {
            let changed = self.changed(numbers);
            let Alternative::Component(_, own) = &self.alternatives[*place] else { continue };
            let cost = self.more_money(&changed);
            choices.push(front::Choice { cost, alternative: Some(*place), numbers: numbers.clone() });
            owns.push(own.clone());
        }
        let costs: Vec<f64> = choices.iter().map(|it| it.cost).collect();
        let known = front::profiles(&owns.iter().collect::<Vec<_>>());
        let (ideal, of_choice, mut kept) = match known {
            Some((zones, profiles)) => {
                let (best, kept) = (front::ideal(&profiles), front::unbeaten(&costs, &profiles));
                let same = kept.iter().find(|at| profiles[**at] == best).map(|at| choices[*at].alternative);
                (Alternative::Ideal(component, zones, best.down), same, kept)
            }
            None => {
                let least = owns.iter().map(|own| own.down_when(&|_| true)).fold(1.0, f64::min);
                (Alternative::Ideal(component, Vec::new(), vec![least]), None, (0..choices.len()).collect())
            }
        };
        crate::order::sort_by(&mut kept, |a, b| costs[*a].total_cmp(&costs[*b]).then(a.cmp(b)));
        let saved = |choice: &front::Choice| choice.alternative.map_or(0.0, |place| -self.alone[place]);
        let kept: Vec<front::Choice> = kept.into_iter().map(|at| choices[at].clone()).collect();
        let saves = kept.iter().map(saved).fold(0.0, f64::max);
        let thrift = |it: &front::Choice| -it.cost / (-saved(it)).max(f64::MIN_POSITIVE);
        let thrift = kept.iter().filter(|it| it.cost < 0.0).map(thrift).fold(0.0, f64::max);
        (kept.len() > 1 || kept[0].alternative.is_some()).then_some(Candidate {
            ideal: of_choice.is_none().then_some(ideal),
            decision: front::Decision { choices: kept, ideal: of_choice.flatten() },
            saves,
            thrift,
        })
    }

    /// The search, over a diagram of its own where ideals have to be added to that of all changes.
    fn search_over(&self, mut chosen: Vec<Candidate>) -> Option<front::Search> {
        let budget = self.budget.unwrap_or(f64::INFINITY);
        let mut own = None;
        if chosen.iter().any(|it| it.ideal.is_some()) {
            let mut alternatives = Vec::new();
            for candidate in &mut chosen {
                let (choices, ideal) = (&mut candidate.decision.choices, &mut candidate.decision.ideal);
                let known = *ideal;
                let moved = choices.iter_mut().filter_map(|choice| choice.alternative.as_mut());
                for place in moved {
                    alternatives.push(self.alternatives[*place].clone());
                    if known == Some(*place) {
                        *ideal = Some(alternatives.len() - 1);
                    }
                    *place = alternatives.len() - 1;
                }
                if let Some(best) = candidate.ideal.take() {
                    alternatives.push(best);
                    *ideal = Some(alternatives.len() - 1);
                }
            }
            own = Some(Fast::new(&self.wide, &alternatives).ok()?);
        }
        let fast = own.as_ref().or(self.fast.as_ref())?;
        let places = |it: &Candidate| {
            let choices = it.decision.choices.iter().filter_map(|choice| choice.alternative);
            choices.chain(it.decision.ideal).collect::<Vec<_>>()
        };
        let designs = fast.designs(chosen.iter().flat_map(places));
        let decisions = chosen.into_iter().map(|it| it.decision).collect();
        Some(front::Search::new(designs, decisions, budget))
    }

    /// What is known of the front without solving more: nothing is changed, one thing is, or two are.
    pub(super) fn begin_points(&mut self) {
        let as_it_is = FrontPoint {
            cost_month: 0.0,
            unavailability: self.base,
            changes: Vec::new(),
            numbers: Vec::new(),
        };
        let mut points = vec![as_it_is];
        for (number, down) in self.exact.iter().enumerate() {
            if let (Some(down), Some(money)) = (down, self.money[number]) {
                points.extend(self.point(vec![number], money, *down));
            }
        }
        for found in self.found.iter().filter(|found| found.numbers.len() > 1) {
            if let Some(money) = found.cost_month {
                points.extend(self.point(found.numbers.clone(), money, found.unavailability));
            }
        }
        if let Some(search) = &self.search {
            // One that a design of the search beats is not on the front, also where that design is not among the points.
            let beating = points.iter().filter_map(|it| search.beating(it.cost_month, it.unavailability));
            for design in beating {
                if !self.designs.contains(design) {
                    self.designs.push(design.clone());
                }
            }
        }
        self.front.points = points;
        if let Some(search) = &self.search {
            self.front.looked_at = search.looked_at;
            self.front.proved = search.is_proved() && self.adds_up();
            self.front.gap = if search.is_proved() { 0.0 } else { search.gap() };
        }
    }

    /// Whether the prices of several changes add up: those of requests between zones depend on two components at once, which the search takes apart.
    pub(super) fn adds_up(&self) -> bool {
        let crosses = |it: &Component| it.cost.as_ref().is_some_and(|it| it.cross_zone_per_million.is_some());
        !self.project.components().iter().any(crosses)
    }

    /// A point of the front, where money buys all of these changes and the budget allows for them.
    fn point(&self, numbers: Vec<usize>, cost_month: f64, unavailability: f64) -> Option<FrontPoint> {
        if !self.is_bought(&numbers) || !self.within_budget(Some(cost_month)) {
            return None;
        }
        let changes = numbers.iter().map(|&number| self.in_words(number).0).collect();
        Some(FrontPoint { cost_month, unavailability, changes, numbers })
    }

    /// A design of the search, with what switching costs and what its requests between zones cost.
    pub(super) fn solve_design(&mut self, number: usize) {
        let (Some(search), Some(design)) = (&self.search, self.designs.get(number)) else { return };
        let (numbers, by_search) = (search.numbers(design), design.down);
        let changed = self.changed(&numbers);
        let Ok(answer) = self.session.analyze(&changed, &Options::default()) else {
            self.front.proved = false;
            return;
        };
        let unavailability = answer.journeys[0].unavailability;
        // Switching only ever adds downtime: a design of the search's front without any is beaten by none.
        if (unavailability / by_search - 1.0).abs() > 1e-9 {
            self.front.proved = false;
            self.front.gap = 1.0;
        }
        let cost_month = self.more_money(&changed);
        let changes = numbers.iter().map(|&number| self.in_words(number).0).collect();
        self.front.points.push(FrontPoint { cost_month, unavailability, changes, numbers });
    }

    /// Switching is charged now: single and double changes that were solved may do more for the money than the designs of the search, and a dearer
    /// design that is no better for it is not on the front.
    pub(super) fn close_front(&mut self) {
        if !self.front.proved && self.front.gap == 0.0 {
            self.front.gap = 1.0;
        }
        let points = pareto(std::mem::take(&mut self.front.points));
        self.seek(&points);
        self.front.points = front::spread(&points);
    }
}

/// Those that none of the others beats, the cheapest first.
fn pareto(mut points: Vec<FrontPoint>) -> Vec<FrontPoint> {
    crate::order::sort_by(&mut points, |a, b| {
        let by_downtime = a.unavailability.total_cmp(&b.unavailability);
        a.cost_month.total_cmp(&b.cost_month).then(by_downtime).then(a.numbers.len().cmp(&b.numbers.len()))
    });
    let mut least = f64::INFINITY;
    points.retain(|point| {
        let better = point.unavailability < least * (1.0 - 1e-9);
        least = least.min(point.unavailability);
        better
    });
    points
}

/// Where there are too many: those that save most downtime, and some that save most money for what it does.
fn most_important(mut candidates: Vec<Candidate>) -> Vec<Candidate> {
    crate::order::sort_by(&mut candidates, |a, b| b.saves.total_cmp(&a.saves));
    if candidates.len() <= front::MOST_COMPONENTS {
        return candidates;
    }
    let mut rest = candidates.split_off(front::MOST_COMPONENTS - THRIFTY);
    crate::order::sort_by(&mut rest, |a, b| b.thrift.total_cmp(&a.thrift));
    candidates.extend(rest.into_iter().take(THRIFTY));
    candidates
}
