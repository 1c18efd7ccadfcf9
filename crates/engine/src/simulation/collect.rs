//! From blocks to the answer: merged in the order of their indices, however they arrive.

use std::collections::BTreeMap;

use crate::units::HOURS_PER_YEAR;

use super::answer::{
    BreakerAnswer, CauseSimulation, Confident, Estimate, FORMAT, HistogramBin, HourSimulation, Interval,
    JourneySimulation, LongestOutage, OutageSeconds, QuantileInterval, QuantileIntervals, Simulation,
    WindowDowntime, WindowSimulation,
};
use super::block::{Block, JourneyFindings};
use super::causes::Charge;
use super::clock;
use super::interval::{Moments, around_mean, clumping, quantile_ranks, share};
use super::plan::{Plan, Settings};
use super::rare::Excursions;
use super::record::MOST_EVENTS;
use super::scenario::Played;
use super::sketch::Sketch;

/// Outages below which a precision is not believed.
const LEAST_OUTAGES: u64 = 10;
/// Outages of excursions, as many of equal weight as they are worth, below which they are not believed.
const ENOUGH_WORTH: f64 = 100.0;
/// Outages below which the reader is told.
const FEW_OUTAGES: u64 = 30;
/// Estimates kept on the way, about.
const ESTIMATES: u64 = 48;
/// Lengths of outages people tell apart, in seconds.
const LENGTHS: [f64; 22] = [
    0.0,
    1.0,
    2.0,
    5.0,
    10.0,
    20.0,
    30.0,
    60.0,
    120.0,
    300.0,
    600.0,
    1_200.0,
    1_800.0,
    3_600.0,
    7_200.0,
    14_400.0,
    28_800.0,
    86_400.0,
    172_800.0,
    604_800.0,
    2_592_000.0,
    31_536_000.0,
];

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
    excursions: Vec<Excursions>,
    breakers: Vec<(f64, u64)>,
    precise: bool,
    /// Journey → its unavailability on the way.
    estimates: Vec<Vec<Estimate>>,
}

impl Collector {
    /// For the blocks of this plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let settings = plan.settings().clone();
        Self {
            journeys: vec![JourneyFindings::default(); settings.journeys.len()],
            estimates: vec![Vec::new(); settings.journeys.len()],
            excursions: vec![Excursions::default(); settings.journeys.len()],
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

    /// Whether it can be a block of this plan, by its index, its shape and its figures.
    #[must_use]
    pub fn fits(&self, block: &Block) -> bool {
        block.index < self.settings.blocks && block.journeys.len() == self.journeys.len() && block.is_sound()
    }

    /// Takes a block. One that is ahead of its turn waits; one that came before, or comes after enough, is dropped.
    pub fn add(&mut self, block: Block) {
        if self.fits(&block) && block.index >= self.next && !self.precise {
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
        if !block.excursions.is_empty() {
            for (own, more) in self.excursions.iter_mut().zip(&block.excursions) {
                own.merge(more);
            }
            return;
        }
        if let Some(more) = &block.played {
            self.played.get_or_insert_default().merge(more);
        }
        self.breakers.resize(block.breakers.len(), (0.0, 0));
        for (own, more) in self.breakers.iter_mut().zip(&block.breakers) {
            *own = (own.0 + more.0, own.1 + more.1);
        }
        self.precise = self.settings.options.precision.is_some_and(|wanted| self.precision() <= wanted);
        self.note_estimates();
    }

    /// Keeps the estimates as they stand, at even distances and at the end.
    fn note_estimates(&mut self) {
        let every = (self.settings.blocks / ESTIMATES).max(1);
        if self.replications == 0 || !(self.next.is_multiple_of(every) || self.enough()) {
            return;
        }
        for number in 0..self.journeys.len() {
            let Interval { mean, low, high } = self.unavailable(number);
            let years = self.years();
            self.estimates[number].push(Estimate { years, mean, low, high });
        }
    }

    /// Share of time down, by whichever way it is known best.
    fn unavailable(&self, journey: usize) -> Interval {
        let rare = self.by_excursions(journey).map(|(down, _)| down);
        rare.unwrap_or_else(|| self.unavailability(&self.journeys[journey]))
    }

    /// The relative half-width of the unavailability, of the journey where it is greatest.
    fn precision(&self) -> f64 {
        let worst = |worst: f64, (number, journey): (usize, &JourneyFindings)| {
            let rare = self.by_excursions(number).map(|(down, _)| down);
            let Interval { mean, low, high } = rare.unwrap_or_else(|| self.unavailability(journey));
            if journey.outage_count < LEAST_OUTAGES && rare.is_none() {
                f64::INFINITY
            } else {
                worst.max((high - low) / 2.0 / mean)
            }
        };
        self.journeys.iter().enumerate().fold(0.0, worst)
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
        let journeys: Vec<_> = (0..self.journeys.len()).map(|number| self.journey(number)).collect();
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

    /// Share of time down and outages an hour of a journey whose outages are rare, where the excursions are worth enough.
    fn by_excursions(&self, journey: usize) -> Option<(Interval, Interval)> {
        let excursions = &self.excursions[journey];
        let believed = self.settings.rare[journey] && excursions.worth() >= ENOUGH_WORTH;
        believed.then(|| excursions.answer(self.settings.options.confidence))
    }

    fn journey(&self, number: usize) -> JourneySimulation {
        let (id, it) = (&self.settings.journeys[number], &self.journeys[number]);
        let confidence = self.settings.options.confidence;
        let rare = self.by_excursions(number);
        let unavailability = rare.map_or_else(|| self.unavailability(it), |(down, _)| down);
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
        let (outages, years) = match rare {
            Some((_, per_hour)) => (per_hour, 1.0 / HOURS_PER_YEAR),
            None => (outages, years),
        };
        JourneySimulation {
            id: id.to_owned(),
            estimator: if rare.is_some() { "importance sampling" } else { "plain" }.to_owned(),
            availability,
            unavailability,
            served_fraction,
            outages_per_year: Interval {
                mean: outages.mean / years,
                low: outages.low / years,
                high: outages.high / years,
            },
            outage_seconds: outage_seconds(it),
            outage_histogram: outage_histogram(it),
            convergence: self.estimates[number].clone(),
            window: self.window(it, self.settings.measures.allowed[number]),
            longest_outage_seconds_per_year: longest(it),
            quantile_intervals: self.quantile_intervals(it),
            excluded_seconds_per_year: seconds(it.excused_hours) / self.years().max(f64::MIN_POSITIVE),
            causes: self.causes(it),
            hours_of_day: self.hours_of_day(it),
        }
    }

    /// What the outages of a journey are charged to, most downtime first.
    fn causes(&self, it: &JourneyFindings) -> Vec<CauseSimulation> {
        let years = self.settings.measures.horizon / HOURS_PER_YEAR;
        let one = self.settings.longest_down / self.replications.max(1) as f64;
        let all: f64 = it.charges.seen().map(|(_, charge)| charge.hours).sum();
        let answer = |(number, charge): (usize, &Charge)| {
            let cause = self.settings.causes.get(number)?;
            let hours = Moments::from_sums(self.replications, charge.hours, charge.squares);
            let hours = around_mean(&hours, charge.outages, one, self.settings.options.confidence);
            let year = |hours: f64| seconds(hours / years);
            Some(CauseSimulation {
                id: cause.id.clone(),
                kind: cause.kind.to_owned(),
                name: cause.name.clone(),
                downtime_seconds_per_year: Interval {
                    mean: year(hours.mean),
                    low: year(hours.low),
                    high: year(hours.high),
                },
                outages_per_year: charge.outages as f64 / self.years().max(f64::MIN_POSITIVE),
                share: if all > 0.0 { charge.hours / all } else { 0.0 },
            })
        };
        let mut causes: Vec<_> = it.charges.seen().filter_map(answer).collect();
        crate::order::sort_by(&mut causes, |a, b| {
            b.downtime_seconds_per_year.mean.total_cmp(&a.downtime_seconds_per_year.mean)
        });
        causes
    }

    /// Downtime and lost requests by hour of the day, where runs begin at midnight.
    fn hours_of_day(&self, it: &JourneyFindings) -> Vec<HourSimulation> {
        if self.settings.options.scenario.is_some() {
            return Vec::new();
        }
        let counted = clock::counted(&self.settings.measures);
        let around = |sum: f64, squares: f64, seen: u64, of: f64| {
            let moments = Moments::from_sums(self.replications, sum / of, squares / (of * of));
            let one = self.settings.longest_down / of / self.replications.max(1) as f64;
            bounded(around_mean(&moments, seen, one, self.settings.options.confidence))
        };
        let hour = |hour: usize| {
            let (hours, demand) = (counted.down[hour], counted.lost[hour]);
            (hours > 0.0 && demand > 0.0).then(|| HourSimulation {
                hour: hour as u32,
                unavailability: around(
                    it.day.sums.down[hour],
                    it.day.squares.down[hour],
                    it.day.seen_down[hour],
                    hours,
                ),
                lost_fraction: around(
                    it.day.sums.lost[hour],
                    it.day.squares.lost[hour],
                    it.day.seen_lost[hour],
                    demand,
                ),
            })
        };
        (0..24).filter_map(hour).collect()
    }

    fn quantile_intervals(&self, it: &JourneyFindings) -> QuantileIntervals {
        let confidence = self.settings.options.confidence;
        let around = |sketch: &Sketch, all: u64, most: f64, clumping: f64, quantiles: &[f64]| {
            let zeros = all - sketch.total().min(all);
            let value =
                |rank: u64| if rank == 0 { 0.0 } else { seconds(sketch.at_rank(rank, zeros).min(most)) };
            let one = |&quantile: &f64| {
                let (low, high) = quantile_ranks(quantile, all, clumping, confidence);
                QuantileInterval { quantile, low: value(low), high: high.map(value) }
            };
            quantiles.iter().map(one).collect()
        };
        let clumps = clumping(it.breach_count, it.windows, &it.breaches);
        let (long, outage, window) = (it.longest_outage_hours, it.durations.total(), it.most_window_hours);
        QuantileIntervals {
            outage: around(&it.durations, outage, long, 1.0, &[0.5, 0.9, 0.99]),
            window: around(&it.window_downtime, it.windows, window, clumps, &[0.5, 0.9, 0.95, 0.99]),
            longest: around(&it.longest_of_year, it.years, long, 1.0, &[0.5, 0.9, 0.99]),
        }
    }

    fn unavailability(&self, it: &JourneyFindings) -> Interval {
        bounded(around_mean(&it.down, it.outage_count, self.one_outage(), self.settings.options.confidence))
    }

    /// What one outage as long as the longest mean down time would add to the mean unavailability.
    fn one_outage(&self) -> f64 {
        self.settings.longest_down / self.settings.measures.horizon / self.replications.max(1) as f64
    }

    fn window(&self, it: &JourneyFindings, allowed: Option<f64>) -> WindowSimulation {
        let measures = &self.settings.measures;
        let zeros = it.windows - it.window_downtime.total().min(it.windows);
        let quantile = |q| seconds(it.window_downtime.quantile(q, zeros).min(it.most_window_hours));
        let breach_probability = match allowed {
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
            histogram: it.histogram.bins(zeros, allowed, it.most_window_hours),
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
        let believed = (0..self.journeys.len()).any(|journey| self.by_excursions(journey).is_some());
        let rare = if believed { "; rare outages by importance sampling" } else { "" };
        format!("discrete events; {} replications of {length}, {warm_up}{rare}; {stop}", self.replications)
    }

    fn warnings(&self) -> Vec<String> {
        let mut warnings = self.settings.warnings.clone();
        for (number, (id, it)) in self.settings.journeys.iter().zip(&self.journeys).enumerate() {
            if self.by_excursions(number).is_some() {
                warnings.push(format!(
                    "Journey '{id}': outages are rare, so its availability and its outages a year come from {} excursions in which failures \
                     are brought forward and weighted back (importance sampling). Everything about windows, causes, hours of the day and the lengths of outages comes \
                     from the {} outages that plain sampling saw.",
                    self.excursions[number].played,
                    it.outage_count
                ));
                continue;
            }
            if self.settings.options.scenario.is_some() && !self.settings.ordinary {
                continue;
            }
            if self.settings.rare[number] && self.next >= self.settings.rare_blocks {
                warnings.push(format!(
                    "Journey '{id}': outages are rare, but excursions in which failures are brought forward found too few that weigh about the same \
                     (other failures during a repair are too frequent for that): every figure comes from plain sampling."
                ));
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

/// Outages by length, from the shortest to the longest seen.
fn outage_histogram(it: &JourneyFindings) -> Vec<HistogramBin> {
    let counts = it.durations.between(&LENGTHS.map(|seconds| seconds / 3_600.0));
    let seen = |count: &u64| *count > 0;
    let (Some(first), Some(last)) = (counts.iter().position(seen), counts.iter().rposition(seen)) else {
        return Vec::new();
    };
    let bin = |at: usize| HistogramBin { from: LENGTHS[at], to: LENGTHS[at + 1], count: counts[at] };
    (first..=last).map(bin).collect()
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
