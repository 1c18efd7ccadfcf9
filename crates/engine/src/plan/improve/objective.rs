//! Two designs that are asked for by name: the cheapest that keeps the promise, and the best within the budget.

use super::{FrontPoint, Improve, front};
use crate::analysis::{ObjectiveAnswer, Options};
use crate::model::Objective;
use crate::units::{format_duration, format_money, format_percent};

/// Most designs that are solved to find one that keeps the promise.
const MOST_TRIED: usize = 48;

/// What is sought, and what was found.
#[derive(Debug, Default)]
pub struct Sought {
    /// What the journey promises, without the money that depends on it.
    pub promise: Option<Objective>,
    /// Designs that may keep it, the cheapest first: money and changes.
    candidates: Vec<(f64, Vec<usize>)>,
    /// The cheapest that does.
    pub cheapest: Option<FrontPoint>,
    /// Whether no other design over the choices is cheaper and does.
    pub is_proved: bool,
    /// The least down within the budget.
    pub within_budget: Option<FrontPoint>,
}

impl Sought {
    /// Of a journey with this promise.
    pub fn new(promise: Option<Objective>) -> Self {
        let promise = promise.map(|it| Objective { credits: None, monthly_fee: None, ..it });
        Self { promise, ..Self::default() }
    }
}

impl Improve {
    /// From all points of the front, before they are thinned, and all designs of the search. What the diagram says of a design is the least that is lost: switching, planned
    /// work and requests that are lost while it is up come on top.
    pub(super) fn seek(&mut self, points: &[FrontPoint]) {
        self.sought.within_budget = self.budget.and_then(|_| points.last().cloned());
        let Some(allowed) = self.sought.promise.as_ref().map(Objective::unavailability) else { return };
        let may = |down: f64| down <= allowed * (1.0 + 1e-9);
        let mut list: Vec<(f64, f64, Vec<usize>)> = Vec::new();
        if let Some(search) = &self.search {
            let designs = search.all().iter().filter(|it| may(it.down));
            list.extend(designs.map(|it| (it.cost, it.down, search.numbers(it))));
        }
        for point in points.iter().filter(|it| may(it.unavailability)) {
            if !list.iter().any(|(_, _, numbers)| *numbers == point.numbers) {
                list.push((point.cost_month, point.unavailability, point.numbers.clone()));
            }
        }
        crate::order::sort_by(&mut list, |a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let list: Vec<(f64, Vec<usize>)> =
            list.into_iter().map(|(cost, _, numbers)| (cost, numbers)).collect();
        // The cheapest one after the other, and where they are many some of the dearer ones.
        let (first, rest) = list.split_at(list.len().min(MOST_TRIED / 2));
        self.sought.candidates = [first.to_vec(), front::spread(rest)].concat();
    }

    /// Solves the next candidate against the promise; whether there are more to try.
    pub(super) fn try_candidate(&mut self, next: usize) -> bool {
        let Some((cost, numbers)) = self.sought.candidates.get(next).cloned() else { return false };
        let Some((unavailability, answer)) = self.against_promise(&numbers) else { return true };
        if !answer.met {
            return true;
        }
        let cost_month = self.more_money(&self.changed(&numbers));
        let changes = numbers.iter().map(|&number| self.in_words(number).0).collect();
        self.sought.cheapest = Some(FrontPoint { cost_month, unavailability, changes, numbers });
        // Whatever is cheaper is down longer than allowed by the diagram alone, so long as prices add up.
        let allowed = self.sought.promise.as_ref().map_or(0.0, Objective::unavailability);
        let ruled_out = next == 0 && self.search.as_ref().is_some_and(|it| it.rules_out(cost, allowed));
        self.sought.is_proved = ruled_out && self.adds_up() && (cost - cost_month).abs() < 1e-6;
        false
    }

    fn against_promise(&mut self, numbers: &[usize]) -> Option<(f64, ObjectiveAnswer)> {
        let mut changed = self.changed(numbers);
        changed.objective = self.sought.promise.clone();
        changed.journeys.iter_mut().flatten().for_each(|journey| journey.objective = None);
        let answer = self.session.analyze(&changed, &Options::default()).ok()?;
        let journey = answer.journeys.into_iter().next()?;
        Some((journey.unavailability, journey.objective?))
    }

    /// A sentence where nothing keeps the promise.
    pub(super) fn say_what_is_missing(&mut self) {
        let (None, Some(promise)) = (&self.sought.cheapest, &self.sought.promise) else { return };
        // Where nothing has a price another warning says so.
        if self.front.components == 0 && self.front.points.iter().all(|point| point.numbers.is_empty()) {
            return;
        }
        let target = format_percent(promise.availability, promise.unavailability());
        let allowed = promise.unavailability();
        let none = match self.search.as_ref().is_some_and(|it| it.rules_out(f64::INFINITY, allowed)) {
            true if self.sought.candidates.is_empty() => "none keeps",
            _ => "none that was found keeps",
        };
        let within = if self.budget.is_some() { " within the budget" } else { "" };
        let best = match self.front.points.last() {
            Some(best) if !best.numbers.is_empty() => {
                let down = format_duration(best.unavailability * super::MONTH_SECONDS);
                let money = format_money(best.cost_month.abs(), &self.currency);
                let more = if best.cost_month < 0.0 { "less" } else { "more" };
                format!("the best is down {down} a month, for {money} {more}")
            }
            _ => "none is better than the design as it is".to_owned(),
        };
        self.warnings
            .push(format!("Of the designs that money buys{within} {none} the promise of {target}: {best}."));
    }
}
