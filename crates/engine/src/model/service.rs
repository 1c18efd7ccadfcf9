//! Service hours as a share of the time, and how many outages reach into them.

use super::ServiceHours;

/// Hours of a week.
const WEEK: f64 = 168.0;

impl ServiceHours {
    /// Whether hours of a day of any week count; 0 is Monday.
    fn has(&self, day: u32) -> bool {
        self.days.as_ref().is_none_or(|days| days.contains(&f64::from(day % 7 + 1)))
    }

    /// Hours of such a day.
    fn length(&self) -> f64 {
        self.to.hours() - self.from.hours()
    }

    /// Share of the time that counts.
    ///
    /// ```
    /// use ninefold_engine::model;
    /// let text = r#"{"format": "ninefold/1", "objective": {"availability": 0.999,
    ///     "service_hours": {"from": "8h", "to": "18h", "days": [1, 2, 3, 4, 5]}}}"#;
    /// let project = model::read(text).unwrap().project;
    /// let hours = project.objective.unwrap().service_hours.unwrap();
    /// assert!((hours.share() - 50.0 / 168.0).abs() < 1e-15);
    /// ```
    #[inline(never)]
    #[must_use]
    pub fn share(&self) -> f64 {
        (0..7).filter(|day| self.has(*day)).count() as f64 * self.length() / WEEK
    }

    /// Share of outages of this mean length, beginning at any time, that are still under way in some hour that counts, where lengths are exponential: in a gap
    /// of g hours outages begin at any moment alike, and one outlasts what is left of it with the chance (m/g)(1 − e^(−g/m)) on average; so
    /// share + Σ over the gaps of (m/168)(1 − e^(−g/m)).
    #[must_use]
    pub fn touched(&self, mean: f64) -> f64 {
        let mut touched = self.share();
        for day in (0..7).filter(|day| self.has(*day)) {
            let next = (1..7).find(|later| self.has(day + later)).unwrap_or(7);
            let gap = 24.0 * f64::from(next) - self.length();
            if gap > 0.0 && mean > 0.0 {
                touched -= mean / WEEK * libm::expm1(-gap / mean);
            }
        }
        touched
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::units::Duration;

    fn hours(from: &str, to: &str, days: Option<Vec<f64>>) -> ServiceHours {
        ServiceHours { from: Duration::parse(from).unwrap(), to: Duration::parse(to).unwrap(), days }
    }

    /// Two days of ten hours, fourteen hours apart, and 134 until the next week; by hand.
    #[test]
    fn outages_reach_into_the_hours_that_count() {
        let two = hours("8h", "18h", Some(vec![2.0, 1.0, 2.0]));
        assert_eq!(two.share(), 20.0 / 168.0);
        let by_hand = 20.0 / 168.0 + (1.0 - libm::exp(-14.0) + 1.0 - libm::exp(-134.0)) / 168.0;
        assert!((two.touched(1.0) - by_hand).abs() < 1e-15);
        assert!((two.touched(0.0) - two.share()).abs() < 1e-15, "short outages lie inside or outside");
        assert!((two.touched(1e9) - 1.0).abs() < 1e-6, "endless ones reach every hour");
    }

    #[test]
    fn all_of_the_time_counts_all_of_it() {
        let all = hours("0h", "24h", None);
        assert_eq!(all.share(), 1.0);
        assert_eq!(all.touched(5.0), 1.0);
    }
}
