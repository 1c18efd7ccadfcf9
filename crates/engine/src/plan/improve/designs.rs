//! From single changes to whole designs: the search for the front, and its points solved.

use super::super::cost::{ComponentCost, costs};
use super::{Change, FrontPoint, Improve, front};
use crate::analysis::Options;

/// Whether the change is one of those that money buys.
fn spends(change: &Change) -> bool {
    matches!(
        change,
        Change::AddCopies(..) | Change::AddZone(..) | Change::SecondRegion(..) | Change::Choose(..)
    )
}

impl Improve {
    /// The choices of the components that matter most, and the search over them.
    pub(super) fn open_front(&mut self) {
        let Some(fast) = &self.fast else { return };
        let saves = |place: usize| -self.alone[place];
        let mut by_component: Vec<Vec<front::Choice>> = vec![Vec::new(); self.project.components().len()];
        let singles = self.places.iter().enumerate().filter_map(|(one, place)| Some((vec![one], (*place)?)));
        let twins = self.twins.iter().map(|&(one, two, place)| (vec![one, two], place));
        for (numbers, place) in singles.chain(twins) {
            let Some(component) = self.changes[numbers[0]].component() else { continue };
            let known = numbers.iter().all(|&it| spends(&self.changes[it]) && self.money[it].is_some());
            if !known || saves(place) <= 0.0 {
                continue;
            }
            let money: f64 = costs(&self.changed(&numbers)).iter().map(ComponentCost::total).sum::<f64>()
                - self.base_money;
            if money > 0.0 && self.within_budget(Some(money)) {
                by_component[component].push(front::Choice { cost: money, alternative: place, numbers });
            }
        }
        for choices in &mut by_component {
            crate::order::sort_by(choices, |a, b| {
                saves(b.alternative).total_cmp(&saves(a.alternative)).then(a.cost.total_cmp(&b.cost))
            });
            // A dearer choice that saves no more is none.
            let mut cheapest = f64::INFINITY;
            choices.reverse();
            let mut kept: Vec<front::Choice> = Vec::new();
            while let Some(choice) = choices.pop() {
                if choice.cost < cheapest * (1.0 - 1e-9) {
                    cheapest = choice.cost;
                    kept.push(choice);
                }
            }
            *choices = kept;
        }
        by_component.retain(|choices| !choices.is_empty());
        crate::order::sort_by(&mut by_component, |a, b| {
            saves(b[0].alternative).total_cmp(&saves(a[0].alternative))
        });
        by_component.truncate(front::MOST_COMPONENTS);
        self.front.components = by_component.len();
        if !by_component.is_empty() {
            let budget = self.budget.unwrap_or(f64::INFINITY);
            self.search = Some(front::Search::new(fast, by_component, budget, fast.base));
        }
    }

    /// A point of the front, with what switching costs.
    pub(super) fn solve_design(&mut self, number: usize) {
        let (Some(search), Some(design)) = (&self.search, self.designs.get(number)) else { return };
        let numbers = search.numbers(design);
        // Nothing is proved of what switching costs, which the search does not see.
        let switches = self.fast.as_ref().is_some_and(|fast| (self.base / fast.base - 1.0).abs() > 1e-9);
        self.front.looked_at = search.looked_at;
        self.front.proved = search.is_proved() && !switches;
        self.front.gap = match (self.front.proved, switches) {
            (true, _) => 0.0,
            (false, true) => 1.0,
            (false, false) => search.gap(),
        };
        let (cost_month, changed) = (design.cost, self.changed(&numbers));
        let Ok(answer) = self.session.analyze(&changed, &Options::default()) else { return };
        let unavailability = answer.journeys[0].unavailability;
        let changes = numbers.iter().map(|&number| self.in_words(number).0).collect();
        self.front.points.push(FrontPoint { cost_month, unavailability, changes, numbers });
    }

    /// Switching is charged now: single and double changes that were solved may do more for the money than the designs of the search, and a dearer
    /// design that is no better for it is not on the front.
    pub(super) fn close_front(&mut self) {
        let mut points = std::mem::take(&mut self.front.points);
        for found in &self.found {
            let spends = found.numbers.iter().all(|&number| spends(&self.changes[number]));
            if let Some(cost_month) = found.cost_month.filter(|cost| spends && *cost > 0.0) {
                let (unavailability, numbers) = (found.unavailability, found.numbers.clone());
                points.push(FrontPoint {
                    cost_month,
                    unavailability,
                    changes: found.changes.clone(),
                    numbers,
                });
            }
        }
        crate::order::sort_by(&mut points, |a, b| {
            let by_downtime = a.unavailability.total_cmp(&b.unavailability);
            a.cost_month
                .total_cmp(&b.cost_month)
                .then(by_downtime)
                .then(a.numbers.len().cmp(&b.numbers.len()))
        });
        let mut least = f64::INFINITY;
        points.retain(|point| {
            let better = point.unavailability < least * (1.0 - 1e-9);
            least = least.min(point.unavailability);
            better
        });
        self.front.points = front::spread(&points);
    }
}
