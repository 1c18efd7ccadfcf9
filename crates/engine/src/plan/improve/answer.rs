//! What the search for improvements says.

use serde::{Deserialize, Serialize};

/// One or two changes, solved.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Improvement {
    /// What is done: keys such as `add-copy`, and to what.
    pub changes: Vec<Step>,
    /// In a few words.
    pub title: String,
    /// Why it helps.
    pub why: String,
    /// Availability of the journey then.
    pub availability: f64,
    /// Its complement, computed directly.
    pub unavailability: f64,
    /// Downtime saved a month, in seconds; negative where it grows.
    pub saved_seconds_month: f64,
    /// Money a month more; negative where it is less. None where nobody says what it costs.
    pub cost_month: Option<f64>,
    /// Seconds saved a month for each unit of money a month; none where the change costs nothing or nobody knows.
    pub saved_seconds_per_money: Option<f64>,
    /// Its place among the changes tried: what [`super::Improve::apply`] wants.
    pub numbers: Vec<usize>,
}

/// One change of an improvement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Its kind: `add-copy`, `add-zone`, `quicker-repair`, …
    pub change: String,
    /// The component it changes, or the source of the link.
    pub target: String,
    /// In a few words.
    pub title: String,
}

/// All that was found so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Improvements {
    /// `ninefold-improve/1`.
    pub format: String,
    /// The journey that is improved.
    pub journey: String,
    /// As it is.
    pub availability: f64,
    /// As it is, directly.
    pub unavailability: f64,
    /// Downtime a month as it is, in seconds.
    pub downtime_seconds_month: f64,
    /// Money a month as it is.
    pub cost_month: f64,
    /// ISO 4217 code; empty where the file names none.
    pub currency: String,
    /// How many single changes were tried.
    pub singles: usize,
    /// How many double changes were tried.
    pub doubles: usize,
    /// Whether all that was to be tried has been.
    pub complete: bool,
    /// The least downtime for every amount of money, over what money buys.
    pub front: Front,
    /// What the journey promises, as a fraction; none where it promises nothing.
    #[serde(default)]
    pub objective: Option<f64>,
    /// Of the designs that money buys the one that keeps the promise for the least money, the design as it is being one; none where none that was found
    /// does, or nothing is promised.
    #[serde(default)]
    pub cheapest_for_objective: Option<FrontPoint>,
    /// Whether no other design over the choices of [`Front::components`] keeps it for less.
    #[serde(default)]
    pub cheapest_is_proved: bool,
    /// The most money a month more that a change may cost, where that was said.
    #[serde(default)]
    pub budget: Option<f64>,
    /// Of the designs that money buys the one with the least downtime within the budget; none without a budget.
    #[serde(default)]
    pub best_within_budget: Option<FrontPoint>,
    /// Those that save downtime, or money at no more downtime; the most downtime first.
    pub improvements: Vec<Improvement>,
    /// What to know.
    pub warnings: Vec<String>,
}

/// What improvements are ranked by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The most downtime saved first.
    Downtime,
    /// The most downtime saved for the money first: what costs nothing before all that costs, what nobody knows the price of last.
    Money,
}

/// In so many rows a change may stand before pairs with it are left out.
const TWICE: usize = 2;

impl Improvements {
    /// Those to be shown to people, at most so many: ranked, and without near twins. The best pairs often share one change that does most of it; a pair is left out
    /// where one of its changes already stands in two rows above, alone or in a pair. Nothing is lost: [`Improvements::improvements`] has all.
    #[must_use]
    pub fn shown(&self, order: Order, most: usize) -> Vec<&Improvement> {
        let mut ranked: Vec<&Improvement> = self.improvements.iter().collect();
        if order == Order::Money {
            let rate = |it: &Improvement| match (it.saved_seconds_per_money, it.cost_month) {
                (Some(rate), _) => rate,
                (None, Some(_)) => f64::INFINITY,
                (None, None) => f64::NEG_INFINITY,
            };
            crate::order::sort_by(&mut ranked, |a, b| {
                rate(b).total_cmp(&rate(a)).then(b.saved_seconds_month.total_cmp(&a.saved_seconds_month))
            });
        }
        let mut shown: Vec<&Improvement> = Vec::new();
        for it in ranked {
            let stands = |number: &usize| shown.iter().filter(|row| row.numbers.contains(number)).count();
            let is_twin = it.numbers.len() > 1 && it.numbers.iter().any(|number| stands(number) >= TWICE);
            if shown.len() < most && !is_twin {
                shown.push(it);
            }
        }
        shown
    }
}

/// The Pareto front of money against unavailability.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Front {
    /// The cheapest first, each less down than all before it. The design as it is has no [`FrontPoint::numbers`], and is among them unless another
    /// that costs no more is no longer down.
    pub points: Vec<FrontPoint>,
    /// Over the choices of so many components: those that matter most.
    pub components: usize,
    /// How many designs were looked at.
    pub looked_at: usize,
    /// Whether no other design over these choices is both cheaper and less down.
    pub proved: bool,
    /// Where it is not proved: by what fraction the unavailability could still be less.
    pub gap: f64,
}

/// A design on the front, solved exactly.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FrontPoint {
    /// Money a month more; negative where it is less.
    pub cost_month: f64,
    /// Of the journey.
    pub unavailability: f64,
    /// What is changed.
    pub changes: Vec<Step>,
    /// What [`super::Improve::apply`] wants.
    pub numbers: Vec<usize>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(numbers: &[usize], saved: f64, cost: Option<f64>) -> Improvement {
        Improvement {
            changes: Vec::new(),
            title: String::new(),
            why: String::new(),
            availability: 1.0,
            unavailability: 0.0,
            saved_seconds_month: saved,
            cost_month: cost,
            saved_seconds_per_money: cost.filter(|cost| *cost > 0.0).map(|cost| saved / cost),
            numbers: numbers.to_vec(),
        }
    }

    fn found(improvements: Vec<Improvement>) -> Improvements {
        Improvements { improvements, ..Improvements::default() }
    }

    fn shown(found: &Improvements, order: Order, most: usize) -> Vec<&[usize]> {
        found.shown(order, most).iter().map(|it| it.numbers.as_slice()).collect()
    }

    /// Two pairs with the change that does most of it, then what else there is.
    #[test]
    fn a_third_pair_with_the_same_change_is_left_out() {
        let found = found(vec![
            row(&[1, 2], 90.0, Some(9.0)),
            row(&[1, 3], 80.0, None),
            row(&[1, 4], 70.0, Some(0.0)),
            row(&[3, 4], 60.0, Some(1.0)),
            row(&[1], 50.0, Some(0.0)),
            row(&[2], 40.0, Some(-1.0)),
            row(&[3, 5], 30.0, Some(1.0)),
        ]);
        let wanted: [&[usize]; 5] = [&[1, 2], &[1, 3], &[3, 4], &[1], &[2]];
        assert_eq!(shown(&found, Order::Downtime, 12), wanted);
        assert_eq!(shown(&found, Order::Downtime, 3), wanted[..3]);
        // Free ones first, by downtime; then 60, 30 and 10 a unit of money; what nobody knows last. 1 and 2 stand in two rows by then.
        let wanted: [&[usize]; 5] = [&[1, 4], &[1], &[2], &[3, 4], &[3, 5]];
        assert_eq!(shown(&found, Order::Money, 12), wanted);
    }

    #[test]
    fn nothing_found_is_nothing_shown() {
        assert!(found(Vec::new()).shown(Order::Money, 12).is_empty());
        assert!(found(vec![row(&[1], 1.0, None)]).shown(Order::Downtime, 0).is_empty());
    }
}
