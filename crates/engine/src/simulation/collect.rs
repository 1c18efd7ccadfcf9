//! From blocks to the answer: merged in the order of their indices, however they arrive.

use std::collections::BTreeMap;

use crate::units::HOURS_PER_YEAR;

use super::answer::{
    BreakerAnswer, Confident, FORMAT, Interval, JourneySimulation, LongestOutage, OutageSeconds, Simulation,
    WindowDowntime, WindowSimulation,
};
use super::block::{Block, JourneyFindings};
use super::interval::{around_mean, share};
use super::plan::{Plan, Settings};
use super::record::MOST_EVENTS;
use super::scenario::Played;

/// Outages below which a precision is not believed.
const LEAST_OUTAGES: u64 = 10;
/// Outages below which the reader is told.
const FEW_OUTAGES: u64 = 30;

/// Merges blocks and sums them up, at any moment.
#[derive(Clone, Debug)]
pub struct Collector {
    settings: Settings,
    /// Blocks that arrived before their turn.
    early: BTreeMap<u64, Block>,
    next: u64,
    replications: u64,
    events: u64,
    journeys: Vec<JourneyFindings>,
    recording: Vec<super::answer::RecordedEvent>,
    recording_cut: bool,
    played: Option<Played>,
    breakers: Vec<(f64, u64)>,
    precise: bool,
}

impl Collector {
    /// For the blocks of this plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let settings = plan.settings().clone();
        Self {
            journeys: vec![JourneyFindings::default(); settings.journeys.len()],
            settings,
            early: BTreeMap::new(),
            next: 0,
            replications: 0,
            events: 0,
            recording: Vec::new(),
            recording_cut: false,
            played: None,
            breakers: Vec::new(),
            precise: false,
        }
    }

    /// Takes a block. One that is ahead of its turn waits; one that came before, or comes after enough, is dropped.
    pub fn add(&mut self, block: Block) {
        let fits = block.index < self.settings.blocks && block.journeys.len() == self.journeys.len();
        if fits && block.index >= self.next && !self.precise {
            self.early.insert(block.index, block);
        }
        while let Some(block) = self.early.remove(&self.next) {
            self.merge(&block);
            if self.precise {
                self.early.clear();
            }
        }
    }

    fn merge(&mut self, block: &Block) {
        self.next += 1;
        self.replications += block.replications;
        self.events += block.events;
        for (own, more) in self.journeys.iter_mut().zip(&block.journeys) {
            own.merge(more);
        }
        self.recording.extend_from_slice(&block.recording);
        self.recording_cut |= block.recording_cut;
        if let Some(more) = &block.played {
            self.played.get_or_insert_default().merge(more);
        }
        self.breakers.resize(block.breakers.len(), (0.0, 0));
        for (own, more) in self.breakers.iter_mut().zip(&block.breakers) {
            *own = (own.0 + more.0, own.1 + more.1);
        }
        self.precise = self.settings.options.precision.is_some_and(|wanted| self.precision() <= wanted);
    }

    /// The relative half-width of the unavailability, of the journey where it is greatest.
    fn precision(&self) -> f64 {
        let worst = |worst: f64, journey: &JourneyFindings| {
            let Interval { mean, low, high } = self.unavailability(journey);
            if journey.outage_count < LEAST_OUTAGES {
                f64::INFINITY
            } else {
                worst.max((high - low) / 2.0 / mean)
            }
        };
        self.journeys.iter().fold(0.0, worst)
    }

    /// Whether the precision asked for is reached, or every block is in.
    #[must_use]
    pub fn enough(&self) -> bool {
        self.precise || self.next >= self.settings.blocks
    }

    /// Blocks merged so far.
    #[must_use]
    pub fn merged(&self) -> u64 {
        self.next
    }

    /// Years merged so far.
    #[must_use]
    pub fn years(&self) -> f64 {
        self.replications as f64 * self.settings.measures.horizon / HOURS_PER_YEAR
    }

    /// The answer as it stands. `seconds` and `threads` are for the caller to fill in.
    #[must_use]
    pub fn finish(&self) -> Simulation {
        let journeys: Vec<_> =
            self.settings.journeys.iter().zip(&self.journeys).map(|(id, it)| self.journey(id, it)).collect();
        Simulation {
            format: FORMAT.to_owned(),
            seed: self.settings.options.seed,
            replications: self.replications,
            years: self.years(),
            events: self.events,
            seconds: 0.0,
            threads: 0,
            method: self.method(),
            journeys,
            scenario: self.played.as_ref().map(|played| played.answer(&self.settings)),
            breakers: self.breakers(),
            not_in_exact: self.settings.beyond.iter().map(|&words| words.to_owned()).collect(),
            recording: self.recording.clone(),
            warnings: self.warnings(),
        }
    }

    fn breakers(&self) -> Vec<BreakerAnswer> {
        let hours = (self.years() * HOURS_PER_YEAR).max(f64::MIN_POSITIVE);
        let ends = self.settings.breakers.iter().zip(&self.breakers);
        ends.map(|((from, to), &(open, times))| BreakerAnswer {
            from: from.clone(),
            to: to.clone(),
            open_share: open / hours,
            opened_per_year: times as f64 / hours * HOURS_PER_YEAR,
        })
        .collect()
    }

    fn journey(&self, id: &str, it: &JourneyFindings) -> JourneySimulation {
        let confidence = self.settings.options.confidence;
        let unavailability = self.unavailability(it);
        let availability = Confident {
            mean: 1.0 - unavailability.mean,
            low: 1.0 - unavailability.high,
            high: 1.0 - unavailability.low,
            confidence,
        };
        let lost = bounded(around_mean(&it.lost, it.loss_count, self.one_outage(), confidence));
        let served_fraction = Interval { mean: 1.0 - lost.mean, low: 1.0 - lost.high, high: 1.0 - lost.low };
        let years = self.settings.measures.horizon / HOURS_PER_YEAR;
        let one = 1.0 / self.replications.max(1) as f64;
        let outages = around_mean(&it.outages, it.outage_count, one, confidence);
        JourneySimulation {
            id: id.to_owned(),
            availability,
            unavailability,
            served_fraction,
            outages_per_year: Interval {
                mean: outages.mean / years,
                low: outages.low / years,
                high: outages.high / years,
            },
            outage_seconds: outage_seconds(it),
            window: self.window(it),
            longest_outage_seconds_per_year: longest(it),
            excluded_seconds_per_year: seconds(it.excused_hours) / self.years().max(f64::MIN_POSITIVE),
        }
    }

    fn unavailability(&self, it: &JourneyFindings) -> Interval {
        bounded(around_mean(&it.down, it.outage_count, self.one_outage(), self.settings.options.confidence))
    }

    /// What one outage as long as the longest mean down time would add to the mean unavailability.
    fn one_outage(&self) -> f64 {
        self.settings.longest_down / self.settings.measures.horizon / self.replications.max(1) as f64
    }

    fn window(&self, it: &JourneyFindings) -> WindowSimulation {
        let measures = &self.settings.measures;
        let zeros = it.windows - it.window_downtime.total().min(it.windows);
        let quantile = |q| seconds(it.window_downtime.quantile(q, zeros).min(it.most_window_hours));
        let breach_probability = match measures.allowed {
            Some(_) => share(it.breach_count, it.windows, &it.breaches, self.settings.options.confidence),
            None => Interval { mean: 0.0, low: 0.0, high: 1.0 },
        };
        WindowSimulation {
            name: self.settings.window_name.clone(),
            seconds: seconds(measures.window),
            samples: it.windows,
            breach_probability,
            downtime_seconds: WindowDowntime {
                mean: seconds(it.window_hours / it.windows.max(1) as f64),
                p50: quantile(0.5),
                p90: quantile(0.9),
                p95: quantile(0.95),
                p99: quantile(0.99),
                max: seconds(it.most_window_hours),
            },
            histogram: it.histogram.bins(zeros, measures.allowed, it.most_window_hours),
        }
    }

    fn method(&self) -> String {
        let Settings { options, measures, warm_up, blocks, .. } = &self.settings;
        let years = measures.horizon / HOURS_PER_YEAR;
        let length =
            if years >= 1.0 { format!("{years} years") } else { format!("{} days", measures.horizon / 24.0) };
        let warm_up = match &options.scenario {
            Some(name) if self.settings.ordinary => {
                format!(
                    "each playing the scenario '{name}' from a start with everything up, while everything else goes on failing"
                )
            }
            Some(name) => {
                format!("each playing the scenario '{name}' alone, from a start with everything up")
            }
            None => format!("each after {} days of warm-up", libm::round(warm_up / 24.0)),
        };
        let stop = match options.precision {
            Some(wanted) if self.precise => {
                format!("stopped at the relative half-width of {wanted} asked for")
            }
            _ if self.next < *blocks => "not finished".to_owned(),
            Some(wanted) => {
                format!("stopped at the most years allowed, before the relative half-width of {wanted}")
            }
            None => "stopped at the years asked for".to_owned(),
        };
        format!("discrete events; {} replications of {length}, {warm_up}; {stop}", self.replications)
    }

    fn warnings(&self) -> Vec<String> {
        let mut warnings = self.settings.warnings.clone();
        for (id, it) in self.settings.journeys.iter().zip(&self.journeys) {
            if self.settings.options.scenario.is_some() && !self.settings.ordinary {
                continue;
            }
            if it.outage_count == 0 {
                warnings.push(format!(
                    "Journey '{id}': no outage in {:.0} years. The upper ends of its intervals say how many could have \
                     been missed, each as long as the longest mean down time.",
                    self.years()
                ));
            } else if it.outage_count < FEW_OUTAGES {
                warnings.push(format!(
                    "Journey '{id}': only {} outages seen; simulate more years before relying on the quantiles.",
                    it.outage_count
                ));
            }
        }
        if self.recording_cut {
            warnings.push(format!("The recording stops after {MOST_EVENTS} events."));
        }
        warnings
    }
}

fn bounded(interval: Interval) -> Interval {
    Interval { high: interval.high.min(1.0), ..interval }
}

fn seconds(hours: f64) -> f64 {
    hours * 3_600.0
}

fn outage_seconds(it: &JourneyFindings) -> OutageSeconds {
    let quantile = |q| seconds(it.durations.quantile(q, 0).min(it.longest_outage_hours));
    OutageSeconds {
        mean: seconds(it.outage_hours / it.outage_count.max(1) as f64),
        p50: quantile(0.5),
        p90: quantile(0.9),
        p99: quantile(0.99),
        max: seconds(it.longest_outage_hours),
    }
}

fn longest(it: &JourneyFindings) -> LongestOutage {
    let zeros = it.years - it.longest_of_year.total().min(it.years);
    let quantile = |q| seconds(it.longest_of_year.quantile(q, zeros).min(it.longest_outage_hours));
    LongestOutage { p50: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99) }
}
