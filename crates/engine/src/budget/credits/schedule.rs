//! How providers count downtime and what they credit for it: data with their sources, in `data/credits.json`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::model::{Measure, Objective};
use crate::order;

/// Key of the contract in the project file.
const OWN: &str = "own";

/// How downtime is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// By its exact length.
    Time,
    /// By the share of the requests that failed, for as long as they did.
    Requests,
    /// Clock minutes of which any part is down.
    TouchedMinutes,
    /// Clock minutes of which all is down.
    ClockMinutes,
    /// The whole minutes of each outage, from its beginning.
    WholeMinutes,
}

/// Below this availability, so much of the bill.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Step {
    /// Fraction.
    pub below: f64,
    /// 0 to 100.
    pub percent: f64,
}

/// The least that is credited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Minimum {
    /// Money.
    pub amount: f64,
    /// ISO 4217 code.
    pub currency: String,
}

/// A provider's rules.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Schedule {
    /// Its key.
    pub id: String,
    /// Whose.
    pub provider: String,
    /// For people.
    pub name: String,
    /// In the provider's words, shortened.
    pub rule: String,
    /// How downtime is counted.
    pub counting: Counted,
    /// Shortest outage that counts, in minutes.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub least_minutes: u32,
    /// How the rule is read here.
    pub reading: String,
    /// What is agreed, where that is always the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committed: Option<f64>,
    steps: Vec<Written>,
    /// The least that is paid out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<Minimum>,
    /// Of which bill the credit is a share.
    pub base: String,
    /// How it is claimed.
    pub claim: String,
    /// What does not count.
    pub exclusions: Vec<String>,
    /// Where this was read.
    pub sources: Vec<String>,
    /// How well it was.
    pub confidence: String,
}

/// A step as it is written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Written {
    below: Below,
    percent: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Below {
    Fixed(f64),
    Word(String),
}

fn one() -> u32 {
    1
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_one(least: &u32) -> bool {
    *least == 1
}

#[derive(Deserialize)]
struct Data {
    schedules: Vec<Schedule>,
}

/// Part of the program: a test reads it, so it cannot fail to be read elsewhere.
static DATA: LazyLock<Vec<Schedule>> = LazyLock::new(|| {
    let parsed = serde_json::from_str::<Data>(include_str!("../../../data/credits.json"));
    parsed.map(|data| data.schedules).unwrap_or_default()
});

/// Every provider's rules that are known.
#[must_use]
pub fn schedules() -> &'static [Schedule] {
    &DATA
}

impl Schedule {
    /// The contract in the project file, by what the objective measures; none where it has no credits.
    #[must_use]
    pub fn own(objective: &Objective) -> Option<Self> {
        let credits = objective.credits.as_ref().filter(|credits| !credits.is_empty())?;
        let (counting, reading) = match objective.measure {
            Some(Measure::Requests) => (
                Counted::Requests,
                "Outages count with their exact length and their share of failed requests.",
            ),
            _ => (Counted::Time, "Outages count with their exact length."),
        };
        Some(Self {
            id: OWN.to_owned(),
            provider: "This project".to_owned(),
            name: "The contract in this project".to_owned(),
            rule: "The credit table of the objective.".to_owned(),
            counting,
            least_minutes: 1,
            reading: reading.to_owned(),
            committed: Some(objective.availability),
            steps: credits
                .iter()
                .map(|credit| Written { below: Below::Fixed(credit.below), percent: credit.percent })
                .collect(),
            minimum: None,
            base: "the monthly fee".to_owned(),
            claim: "as the contract says".to_owned(),
            exclusions: Vec::new(),
            sources: objective.source.iter().cloned().collect(),
            confidence: "as the contract says".to_owned(),
        })
    }

    /// Whether this is the contract in the project file.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.id == OWN
    }

    /// The steps where `committed` was agreed, the mildest first; those that lie above it do not apply.
    #[must_use]
    pub fn steps(&self, committed: f64) -> Vec<Step> {
        let committed = self.committed.unwrap_or(committed);
        let step = |written: &Written| {
            let below = match written.below {
                Below::Fixed(below) => below,
                Below::Word(_) => committed,
            };
            Step { below, percent: written.percent }
        };
        let own = self.is_own();
        let mut steps: Vec<Step> =
            self.steps.iter().map(step).filter(|step| own || step.below <= committed).collect();
        order::sort_by(&mut steps, |a, b| b.below.total_cmp(&a.below).then(b.percent.total_cmp(&a.percent)));
        steps.dedup_by(|next, kept| next.below == kept.below);
        steps
    }

    /// What is credited for so much of the time down: the largest percentage of the steps it falls under.
    #[must_use]
    pub fn percent(&self, committed: f64, unavailability: f64) -> f64 {
        let below = |step: &Step| unavailability > crate::units::complement(step.below) * (1.0 + 1e-12);
        self.steps(committed)
            .iter()
            .filter(|step| below(step))
            .fold(0.0, |most, step| f64::max(most, step.percent))
    }

    /// Money of a fee, nothing where it is less than the least that is paid.
    #[must_use]
    pub fn money(&self, percent: f64, fee: f64, currency: &str) -> f64 {
        let amount = fee * percent / 100.0;
        let too_little =
            self.minimum.as_ref().is_some_and(|least| least.currency == currency && amount < least.amount);
        if too_little { 0.0 } else { amount }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_data_is_read_and_names_its_sources() {
        assert_eq!(schedules().len(), 10);
        for schedule in schedules() {
            assert!(
                !schedule.sources.is_empty() && !schedule.rule.is_empty() && !schedule.steps.is_empty(),
                "{schedule:?}"
            );
            assert!(["high", "medium"].contains(&schedule.confidence.as_str()));
            let steps = schedule.steps(0.9999);
            assert!(
                steps
                    .windows(2)
                    .all(|pair| pair[0].below > pair[1].below && pair[0].percent < pair[1].percent),
                "{steps:?}"
            );
        }
    }

    #[test]
    fn the_largest_step_counts() {
        let aws = &schedules()[0];
        for (unavailability, percent) in
            [(0.0005, 0.0), (0.000501, 10.0), (0.01, 10.0), (0.0101, 25.0), (0.06, 100.0)]
        {
            assert_eq!(aws.percent(0.9995, unavailability), percent, "{unavailability}");
        }
        // 98.5 % was agreed: the step at 99 % is above it and does not apply.
        assert_eq!(aws.percent(0.985, 0.012), 0.0);
        assert_eq!(aws.percent(0.985, 0.016), 10.0);
        assert_eq!(
            (aws.money(10.0, 9.0, "USD"), aws.money(10.0, 11.0, "USD"), aws.money(10.0, 9.0, "EUR")),
            (0.0, 1.1, 0.9)
        );
    }
}
