//! The hours of the day: when a journey is down and when it loses requests.

use serde::{Deserialize, Serialize};

use super::block::{are_counts, are_sums};
use super::tally::Measures;

const DAY: f64 = 24.0;
const WEEK: f64 = 168.0;

/// Hours down and requests lost (as hours of the peak demand) by hour of the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Hours {
    pub down: [f64; 24],
    pub lost: [f64; 24],
}

impl Hours {
    /// Down, or losing such a share of the requests, from one moment to another.
    pub(crate) fn add(&mut self, measures: &Measures, (from, to): (f64, f64), down: bool, loss: f64) {
        let mut start = from;
        if to - from >= DAY {
            start = self.add_whole(measures, (from, to), down, loss);
        }
        let mut hour = start as u64;
        while start < to {
            let end = ((hour + 1) as f64).min(to);
            let (hours, demand) = measures.counted(start, end);
            self.book(hour, (hours, demand * loss), down);
            (start, hour) = (end, hour + 1);
        }
    }

    /// The same where every hour counts; most often it is but one.
    #[inline]
    pub(crate) fn add_short(&mut self, measures: &Measures, (from, to): (f64, f64), down: bool, loss: f64) {
        let hour = from as u32;
        if to <= f64::from(hour) + 1.0 {
            self.book(hour.into(), (to - from, (to - from) * loss), down);
        } else {
            self.add(measures, (from, to), down, loss);
        }
    }

    /// Days, or weeks where the days differ, as long as they are whole; says where the rest begins.
    fn add_whole(&mut self, measures: &Measures, (from, to): (f64, f64), down: bool, loss: f64) -> f64 {
        let period = if measures.calendar.is_none() { DAY } else { WEEK };
        let times = libm::floor((to - from) / period);
        for hour in 0..if times > 0.0 { period as u64 } else { 0 } {
            let (hours, demand) = measures.counted(hour as f64, (hour + 1) as f64);
            self.book(hour, (hours * times, demand * loss * times), down);
        }
        from + times * period
    }

    #[inline]
    fn book(&mut self, hour: u64, (hours, lost): (f64, f64), down: bool) {
        let hour = (hour % 24) as usize;
        if down {
            self.down[hour] += hours;
        }
        self.lost[hour] += lost;
    }
}

/// The same over replications: sums, sums of squares, and replications in which there was any.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct DayFindings {
    pub sums: Hours,
    pub squares: Hours,
    pub seen_down: [u64; 24],
    pub seen_lost: [u64; 24],
}

impl DayFindings {
    /// One more replication.
    pub(crate) fn add(&mut self, hours: &Hours) {
        for hour in 0..24 {
            let (down, lost) = (hours.down[hour], hours.lost[hour]);
            self.sums.down[hour] += down;
            self.sums.lost[hour] += lost;
            self.squares.down[hour] += down * down;
            self.squares.lost[hour] += lost * lost;
            self.seen_down[hour] += u64::from(down > 0.0);
            self.seen_lost[hour] += u64::from(lost > 0.0);
        }
    }

    /// Whether a block can have found them.
    pub(crate) fn is_sound(&self) -> bool {
        let hours = [&self.sums, &self.squares];
        hours.iter().all(|it| are_sums(&it.down) && are_sums(&it.lost))
            && are_counts(&self.seen_down)
            && are_counts(&self.seen_lost)
    }

    /// Adds another block's.
    pub(crate) fn merge(&mut self, other: &Self) {
        for hour in 0..24 {
            self.sums.down[hour] += other.sums.down[hour];
            self.sums.lost[hour] += other.sums.lost[hour];
            self.squares.down[hour] += other.squares.down[hour];
            self.squares.lost[hour] += other.squares.lost[hour];
            self.seen_down[hour] += other.seen_down[hour];
            self.seen_lost[hour] += other.seen_lost[hour];
        }
    }
}

/// Hours of a whole observation that count, and the same by demand, by hour of the day.
pub(crate) fn counted(measures: &Measures) -> Hours {
    let mut hours = Hours::default();
    hours.add(measures, (0.0, measures.horizon), true, 1.0);
    hours
}
