//! The quick calculator on terms: which hours count, how much planned maintenance there is, and whether it counts.

use serde::Serialize;
use serde::ser::SerializeMap;

use super::convention::{Allowed, Convention, conventions, default_convention};
use super::hours::WeekHours;
use super::tiers::{TierError, Tiers, allowance_of, split_allowance};
use crate::units::{Share, number};

/// What a service level is agreed on, beside the figure.
#[derive(Clone, Debug, PartialEq)]
pub struct Terms {
    /// The hours that count.
    pub hours: WeekHours,
    /// Fraction of all time that is planned maintenance within these hours.
    pub maintenance: f64,
    /// Whether planned maintenance counts as downtime.
    pub maintenance_counts: bool,
}

impl Default for Terms {
    fn default() -> Self {
        Self { hours: WeekHours::always(), maintenance: 0.0, maintenance_counts: true }
    }
}

/// What a service level allows on terms. Serialises beside the keys of `ninefold tiers --json`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OnTerms {
    /// The hours that count, as they are written.
    pub service_hours: String,
    /// Whether planned maintenance counts as downtime.
    pub maintenance_counts: bool,
    /// Agreed time in seconds: the hours that count, without maintenance where that does not count.
    pub agreed_seconds: Allowed,
    /// Planned maintenance in seconds.
    pub maintenance_seconds: Allowed,
    /// Downtime the level allows.
    pub allowed_seconds: Allowed,
    /// What is left of it for failures; below 0 where maintenance alone takes more.
    pub for_failures_seconds: Allowed,
    /// How long the service may be away in these hours, for whatever reason.
    pub away_seconds: Allowed,
    /// The fraction of the service hours in which it is there when all of that is used.
    #[serde(with = "number")]
    pub seen_availability: f64,
    /// The fraction in which it is not.
    #[serde(with = "number")]
    pub seen_unavailability: f64,
    /// Allowed downtime in seconds by every convention.
    #[serde(serialize_with = "by_id")]
    pub allowed_by_convention: Vec<(&'static Convention, Allowed)>,
}

impl Terms {
    /// Reads planned maintenance: `2h/month`, `30m a week`; empty is none.
    ///
    /// # Errors
    /// What is wrong, for the person who typed it.
    pub fn parse_maintenance(text: &str) -> Result<f64, TierError> {
        if text.trim().is_empty() {
            return Ok(0.0);
        }
        let (time, window) = split_allowance(text).unwrap_or((text.trim(), "month"));
        Ok(allowance_of(time, window)?.unavailability)
    }

    /// What `tiers` allows on these terms. Allowed = unavailability × agreed time.
    ///
    /// 99.9 % over Mon-Fri 8-18 is 3 m a week; two hours of maintenance a month that do not count leave it nearly so.
    /// ```
    /// use ninefold_engine::budget::{Terms, WeekHours, tiers};
    /// let terms = Terms { hours: WeekHours::parse("Mon-Fri 8-18").unwrap(), ..Terms::default() };
    /// let found = terms.of(&tiers("99.9").unwrap());
    /// assert!((found.allowed_seconds.week - 180.0).abs() < 1e-9);
    /// ```
    #[must_use]
    pub fn of(&self, tiers: &Tiers) -> OnTerms {
        let share = self.hours.share();
        let (away, agreed) = (self.maintenance.min(share), self.agreed());
        let allowed = tiers.unavailability * agreed;
        let for_failures = if self.maintenance_counts { allowed - away } else { allowed };
        let gone = if self.maintenance_counts { allowed.max(away) } else { allowed + away };
        let lengths = &default_convention().lengths;
        OnTerms {
            service_hours: self.hours.to_string(),
            maintenance_counts: self.maintenance_counts,
            agreed_seconds: lengths.times(agreed),
            maintenance_seconds: lengths.times(away),
            allowed_seconds: lengths.times(allowed),
            for_failures_seconds: lengths.times(for_failures),
            away_seconds: lengths.times(gone),
            seen_availability: 1.0 - gone / share,
            seen_unavailability: gone / share,
            allowed_by_convention: conventions().iter().map(|it| (it, it.lengths.times(allowed))).collect(),
        }
    }

    /// The fraction of all time the level is about.
    fn agreed(&self) -> f64 {
        let share = self.hours.share();
        if self.maintenance_counts { share } else { (share - self.maintenance).max(0.0) }
    }

    /// Back: the service level whose allowance on these terms is `tiers`' downtime; none where that is more than the agreed time.
    #[must_use]
    pub fn level_of(&self, tiers: &Tiers) -> Option<Tiers> {
        let unavailability = tiers.unavailability / self.agreed();
        (unavailability <= 1.0)
            .then(|| Tiers::of(Share { availability: 1.0 - unavailability, unavailability }))
    }
}

/// What one level of nines means in a year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Nine {
    /// How many nines.
    pub nines: u32,
    /// The level in percent, as people write it.
    pub level: String,
    /// Allowed downtime in a month, in seconds.
    pub month_seconds: f64,
    /// Allowed downtime in a year, in seconds.
    pub year_seconds: f64,
    /// Outages of half an hour that fit into a year.
    pub half_hours_a_year: f64,
    /// Whether one outage that a person has to mend fits into a year: called in, on the spot, mended in half an hour.
    pub by_hand: bool,
}

/// Two to seven nines on terms, and what each leaves for people.
#[must_use]
pub fn ladder(terms: &Terms) -> Vec<Nine> {
    const HALF_HOUR: f64 = 1_800.0;
    let levels = ["99", "99.9", "99.99", "99.999", "99.9999", "99.99999"];
    let rung = |(position, level): (usize, &&str)| {
        let share = crate::units::parse_availability(level).ok()?;
        let allowed = terms.of(&Tiers::of(share)).allowed_seconds;
        Some(Nine {
            nines: position as u32 + 2,
            level: format!("{level} %"),
            month_seconds: allowed.month,
            year_seconds: allowed.year,
            half_hours_a_year: allowed.year / HALF_HOUR,
            by_hand: allowed.year >= HALF_HOUR,
        })
    };
    levels.iter().enumerate().filter_map(rung).collect()
}

fn by_id<S: serde::Serializer>(rows: &[(&Convention, Allowed)], serializer: S) -> Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(rows.len()))?;
    for (convention, allowed) in rows {
        map.serialize_entry(&convention.id, allowed)?;
    }
    map.end()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::budget::tiers;

    fn near(value: f64, expected: f64) {
        assert!((value - expected).abs() <= 1e-9 * expected.abs().max(1.0), "{value} is not {expected}");
    }

    fn terms(hours: &str, maintenance: &str, maintenance_counts: bool) -> Terms {
        Terms {
            hours: WeekHours::parse(hours).unwrap(),
            maintenance: Terms::parse_maintenance(maintenance).unwrap(),
            maintenance_counts,
        }
    }

    /// By hand: 99.5 % of 50 h a week is 15 m a week, 50/168·720 h·0.005 = 1.0714 h a month.
    #[test]
    fn only_service_hours_count() {
        let found = terms("Mon-Fri 8-18", "", true).of(&tiers("99.5").unwrap());
        near(found.allowed_seconds.week, 900.0);
        near(found.allowed_seconds.month, 50.0 / 168.0 * 720.0 * 0.005 * 3_600.0);
        near(found.seen_unavailability, 0.005);
        let (gregorian, allowed) = &found.allowed_by_convention[1];
        near(allowed.year, gregorian.lengths.year * 50.0 / 168.0 * 0.005);
    }

    /// By hand, two hours a month of 720: not counted 0.1 % of 718 h = 43 m 4.8 s, with the two hours 2 h 43 m 4.8 s away;
    /// counted nothing is left of 43 m 12 s.
    #[test]
    fn maintenance_counts_or_does_not() {
        let out = terms("24/7", "2h/month", false).of(&tiers("99.9").unwrap());
        near(out.allowed_seconds.month, 718.0 * 3.6);
        near(out.away_seconds.month, 718.0 * 3.6 + 7_200.0);
        near(out.seen_availability, 1.0 - (718.0 * 3.6 + 7_200.0) / 2_592_000.0);
        let counted = terms("24/7", "2h", true).of(&tiers("99.9").unwrap());
        near(counted.allowed_seconds.month, 2_592.0);
        near(counted.for_failures_seconds.month, 2_592.0 - 7_200.0);
        near(counted.away_seconds.month, 7_200.0);
    }

    #[test]
    fn and_back() {
        let terms = terms("Mon-Fri 8-18", "", true);
        let level = terms.level_of(&tiers("15m/week").unwrap()).unwrap();
        near(level.unavailability, 0.005);
        assert!(terms.level_of(&tiers("60h/week").unwrap()).is_none());
    }

    /// 99.99 %: 52 m 33.6 s a year; 99.999 %: 5 m 15.4 s, less than anyone needs to come.
    #[test]
    fn one_more_nine() {
        let ladder = ladder(&Terms::default());
        assert_eq!(ladder.iter().map(|rung| rung.nines).collect::<Vec<_>>(), [2, 3, 4, 5, 6, 7]);
        near(ladder[2].year_seconds, 3_153.6);
        near(ladder[2].half_hours_a_year, 1.752);
        assert_eq!(
            ladder.iter().map(|rung| rung.by_hand).collect::<Vec<_>>(),
            [true, true, true, false, false, false]
        );
        for pair in ladder.windows(2) {
            near(pair[0].month_seconds, pair[1].month_seconds * 10.0);
        }
    }

    #[test]
    fn maintenance_is_read_like_an_allowance() {
        near(Terms::parse_maintenance("30m a week").unwrap(), 30.0 / 10_080.0);
        assert_eq!(Terms::parse_maintenance(" ").unwrap(), 0.0);
        assert!(Terms::parse_maintenance("often").unwrap_err().to_string().contains("often"));
    }
}
