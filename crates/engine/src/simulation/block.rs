//! What a block of replications found: sums and counts that merge, small enough to send between workers.

use serde::{Deserialize, Serialize};

use super::answer::RecordedEvent;
use super::causes::Charges;
use super::clock::DayFindings;
use super::histogram::Histogram;
use super::interval::Moments;
use super::rare::Excursions;
use super::scenario::Played;
use super::sketch::Sketch;

/// The findings of one block of replications.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// Which block.
    pub index: u64,
    /// How many replications it holds.
    pub replications: u64,
    /// State changes processed.
    pub events: u64,
    pub(crate) journeys: Vec<JourneyFindings>,
    pub(crate) recording: Vec<RecordedEvent>,
    pub(crate) recording_cut: bool,
    /// What a scenario came to.
    pub(crate) played: Option<Played>,
    /// Journey → excursions towards its rare outages; empty where the block is not one of them.
    pub(crate) excursions: Vec<Excursions>,
    /// Breaker → hours open, and times it opened.
    pub(crate) breakers: Vec<(f64, u64)>,
}

/// Most of anything that one block counts: the counts of many such blocks still add up.
const MOST: u64 = 1 << 40;
/// The greatest sum that one block holds: its square is still a number.
const GREATEST: f64 = 1e100;

/// Whether these can be counts of a block. Blocks come from workers as messages: damaged on its way, one spoils no answer.
pub(crate) fn are_counts(counts: &[u64]) -> bool {
    counts.iter().all(|&count| count <= MOST)
}

/// Whether these can be sums of a block.
pub(crate) fn are_sums(sums: &[f64]) -> bool {
    sums.iter().all(|sum| sum.abs() <= GREATEST)
}

impl Block {
    /// Whether its figures can be those of a block.
    pub(crate) fn is_sound(&self) -> bool {
        are_counts(&[self.replications, self.events])
            && self.journeys.iter().all(JourneyFindings::is_sound)
            && self.played.as_ref().is_none_or(Played::is_sound)
            && self.excursions.iter().all(Excursions::is_sound)
            && self.breakers.iter().all(|&(open, times)| are_sums(&[open]) && are_counts(&[times]))
    }
}

/// The findings about one journey.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct JourneyFindings {
    /// Fraction of time down, by replication.
    pub down: Moments,
    /// Fraction of requests lost, by replication.
    pub lost: Moments,
    /// Outages that began, by replication.
    pub outages: Moments,
    /// Windows over the allowance, by replication.
    pub breaches: Moments,
    /// Outages that began in all.
    pub outage_count: u64,
    /// Times at which requests began to be lost, outages included.
    pub loss_count: u64,
    /// Windows over the allowance in all.
    pub breach_count: u64,
    /// Hours of the outages that began, each as far as it was observed.
    pub outage_hours: f64,
    pub longest_outage_hours: f64,
    pub durations: Sketch,
    /// Windows seen, and those of them with downtime by how much.
    pub windows: u64,
    pub window_hours: f64,
    pub most_window_hours: f64,
    pub window_downtime: Sketch,
    pub histogram: Histogram,
    /// Years seen, and those of them with outages by the longest.
    pub years: u64,
    pub longest_of_year: Sketch,
    /// Hours down during planned work that the objective leaves out.
    pub excused_hours: f64,
    /// What outages are charged to.
    pub charges: Charges,
    /// When in the day.
    pub day: DayFindings,
}

impl JourneyFindings {
    fn is_sound(&self) -> bool {
        are_counts(&[self.outage_count, self.loss_count, self.windows, self.years])
            && self.breach_count <= self.windows
            && self.window_downtime.total() <= self.windows
            && self.longest_of_year.total() <= self.years
            && are_sums(&[self.outage_hours, self.longest_outage_hours, self.excused_hours])
            && are_sums(&[self.window_hours, self.most_window_hours])
            && [&self.down, &self.lost, &self.outages, &self.breaches].iter().all(|it| it.is_sound())
            && [&self.durations, &self.window_downtime, &self.longest_of_year].iter().all(|it| it.is_sound())
            && self.histogram.is_sound()
            && self.charges.is_sound()
            && self.day.is_sound()
    }

    /// Adds another block's.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.down.merge(&other.down);
        self.lost.merge(&other.lost);
        self.outages.merge(&other.outages);
        self.breaches.merge(&other.breaches);
        self.outage_count += other.outage_count;
        self.loss_count += other.loss_count;
        self.breach_count += other.breach_count;
        self.outage_hours += other.outage_hours;
        self.longest_outage_hours = self.longest_outage_hours.max(other.longest_outage_hours);
        self.durations.merge(&other.durations);
        self.windows += other.windows;
        self.window_hours += other.window_hours;
        self.most_window_hours = self.most_window_hours.max(other.most_window_hours);
        self.window_downtime.merge(&other.window_downtime);
        self.histogram.merge(&other.histogram);
        self.years += other.years;
        self.longest_of_year.merge(&other.longest_of_year);
        self.excused_hours += other.excused_hours;
        self.charges.merge(&other.charges);
        self.day.merge(&other.day);
    }
}
