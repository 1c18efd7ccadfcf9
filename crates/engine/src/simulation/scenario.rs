//! What a scenario came to: how long until service was back, what was lost, what needed a person or never came back.

use serde::{Deserialize, Serialize};

use super::answer::{DataLoss, Interval, Recovery, ScenarioAnswer, ScenarioJourney, ScenarioShare};
use super::block::{are_counts, are_sums};
use super::interval::{Moments, student};
use super::plan::Settings;
use super::sketch::Sketch;
use super::state::State;
use super::tally::RunEnd;

/// The runs of a scenario, summed up.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Played {
    runs: u64,
    journeys: Vec<PlayedJourney>,
    data_loss: Moments,
    most_data_loss: f64,
    /// Unit → runs at whose end it did not serve.
    down: Vec<u64>,
    /// Unit → runs in which a person had to switch over.
    helped: Vec<u64>,
}

/// One journey of it. Times in hours.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct PlayedJourney {
    recovery: Moments,
    recoveries: Sketch,
    longest: f64,
    down: Moments,
    lost: Moments,
    unrecovered: u64,
}

impl Played {
    /// For so many journeys and units.
    pub(crate) fn new(journeys: usize, units: usize) -> Self {
        Self {
            journeys: vec![PlayedJourney::default(); journeys],
            down: vec![0; units],
            helped: vec![0; units],
            ..Self::default()
        }
    }

    /// One more run.
    pub(crate) fn add(&mut self, ends: &[RunEnd], state: &State) {
        self.runs += 1;
        for (journey, end) in self.journeys.iter_mut().zip(ends) {
            journey.recovery.add(end.longest);
            if end.longest > 0.0 {
                journey.recoveries.add(end.longest);
            }
            journey.longest = journey.longest.max(end.longest);
            journey.down.add(end.down);
            journey.lost.add(end.lost);
            journey.unrecovered += u64::from(end.still_down);
        }
        self.data_loss.add(state.data_loss);
        self.most_data_loss = self.most_data_loss.max(state.data_loss);
        for (count, serving) in self.down.iter_mut().zip(&state.serving) {
            *count += u64::from(!serving);
        }
        for (count, helped) in self.helped.iter_mut().zip(&state.helped) {
            *count += u64::from(*helped);
        }
    }

    /// Whether a block can have found them.
    pub(crate) fn is_sound(&self) -> bool {
        let journey = |it: &PlayedJourney| {
            [&it.recovery, &it.down, &it.lost].iter().all(|moments| moments.is_sound())
                && it.recoveries.is_sound()
                && are_sums(&[it.longest])
                && are_counts(&[it.unrecovered])
        };
        are_counts(&[self.runs])
            && are_counts(&self.down)
            && are_counts(&self.helped)
            && self.data_loss.is_sound()
            && are_sums(&[self.most_data_loss])
            && self.journeys.iter().all(journey)
    }

    /// Adds another block's runs.
    pub(crate) fn merge(&mut self, other: &Self) {
        if self.journeys.is_empty() {
            *self = other.clone();
            return;
        }
        self.runs += other.runs;
        for (own, more) in self.journeys.iter_mut().zip(&other.journeys) {
            own.recovery.merge(&more.recovery);
            own.recoveries.merge(&more.recoveries);
            own.longest = own.longest.max(more.longest);
            own.down.merge(&more.down);
            own.lost.merge(&more.lost);
            own.unrecovered += more.unrecovered;
        }
        self.data_loss.merge(&other.data_loss);
        self.most_data_loss = self.most_data_loss.max(other.most_data_loss);
        for (own, more) in [(&mut self.down, &other.down), (&mut self.helped, &other.helped)] {
            own.iter_mut().zip(more).for_each(|(own, more)| *own += more);
        }
    }

    /// The answer.
    pub(crate) fn answer(&self, settings: &Settings) -> ScenarioAnswer {
        let confidence = settings.options.confidence;
        let around = |moments: &Moments, unit: f64| scaled(mean_interval(moments, confidence), unit);
        let journeys = self.journeys.iter().zip(&settings.journeys).enumerate().map(|(number, (it, id))| {
            let zeros = self.runs - it.recoveries.total().min(self.runs);
            let quantile = |q| (it.recoveries.quantile(q, zeros)).min(it.longest) * 3_600.0;
            let recovery = around(&it.recovery, 3_600.0);
            let used = if settings.measures.by_requests { &it.lost } else { &it.down };
            let (hours, demand) = settings.measures.whole();
            let counted = if settings.measures.by_requests { demand } else { hours };
            let allowed =
                settings.measures.allowed[number].map(|allowed| allowed / settings.measures.window * counted);
            ScenarioJourney {
                id: id.clone(),
                recovery_seconds: Recovery {
                    mean: recovery.mean,
                    low: recovery.low,
                    high: recovery.high,
                    p50: quantile(0.5),
                    p95: quantile(0.95),
                    max: it.longest * 3_600.0,
                },
                unrecovered: it.unrecovered as f64 / self.runs.max(1) as f64,
                downtime_seconds: around(&it.down, 3_600.0),
                lost_requests: settings.peaks[number].map(|peak| around(&it.lost, 3_600.0 * peak)),
                budget_spent: allowed
                    .filter(|allowed| *allowed > 0.0)
                    .map(|allowed| around(used, 1.0 / allowed)),
            }
        });
        let loss = around(&self.data_loss, 3_600.0);
        ScenarioAnswer {
            name: settings.options.scenario.clone().unwrap_or_default(),
            runs: self.runs,
            seed: settings.options.seed,
            ordinary_failures: settings.ordinary,
            journeys: journeys.collect(),
            data_loss_seconds: DataLoss {
                mean: loss.mean,
                low: loss.low,
                high: loss.high,
                max: self.most_data_loss * 3_600.0,
            },
            not_recovered: self.shares(&self.down, settings),
            needed_person: self.shares(&self.helped, settings),
        }
    }

    fn shares(&self, counts: &[u64], settings: &Settings) -> Vec<ScenarioShare> {
        let some = counts.iter().zip(&settings.units).filter(|(count, _)| **count > 0);
        some.map(|(count, id)| ScenarioShare {
            id: id.clone(),
            share: *count as f64 / self.runs.max(1) as f64,
        })
        .collect()
    }
}

fn scaled(interval: Interval, by: f64) -> Interval {
    Interval { mean: interval.mean * by, low: interval.low * by, high: interval.high * by }
}

/// Student's t around a mean; no width where every run gave the same.
fn mean_interval(moments: &Moments, confidence: f64) -> Interval {
    let mean = moments.mean();
    let half = match moments.variance() {
        Some(variance) if variance > 0.0 => {
            student((1.0 - confidence) / 2.0, moments.count() - 1)
                * libm::sqrt(variance / moments.count() as f64)
        }
        _ => 0.0,
    };
    Interval { mean, low: (mean - half).max(0.0), high: mean + half }
}
