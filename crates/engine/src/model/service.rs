//! Service hours as a share of the time, and how many outages reach into them.

use super::ServiceHours;

/// Hours of a week.
const WEEK: f64 = 168.0;

impl ServiceHours {
    /// The hours of a week that count, from Monday midnight: ascending, apart from each other.
    fn spans(&self) -> Vec<(f64, f64)> {
        let listed = |day: u32| self.days.as_ref().is_none_or(|days| days.contains(&f64::from(day + 1)));
        let mut spans: Vec<(f64, f64)> = Vec::new();
        for day in (0..7).filter(|day| listed(*day)) {
            let midnight = 24.0 * f64::from(day);
            let (from, to) = (midnight + self.from.hours(), midnight + self.to.hours());
            match spans.last_mut() {
                Some(before) if before.1 >= from => before.1 = to,
                _ if to > from => spans.push((from, to)),
                _ => {}
            }
        }
        spans
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
    #[must_use]
    pub fn share(&self) -> f64 {
        self.spans().iter().map(|(from, to)| to - from).sum::<f64>() / WEEK
    }

    /// Share of outages of this mean length, beginning at any time, that are still under way in some hour that counts, where lengths are exponential: in a gap
    /// of g hours outages begin at any moment alike, and one outlasts what is left of it with the chance (m/g)(1 − e^(−g/m)) on average; so
    /// share + Σ over the gaps of (m/168)(1 − e^(−g/m)).
    #[must_use]
    pub fn touched(&self, mean: f64) -> f64 {
        let spans = self.spans();
        let Some((&first, &last)) = spans.first().zip(spans.last()) else { return 0.0 };
        let between = spans.windows(2).map(|pair| pair[1].0 - pair[0].1);
        let gaps = between.chain([first.0 + WEEK - last.1]);
        let reached = gaps.map(|gap| mean / WEEK * -libm::expm1(-gap / mean));
        self.share() + if mean > 0.0 { reached.sum() } else { 0.0 }
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
        assert_eq!(two.spans(), [(8.0, 18.0), (32.0, 42.0)]);
        let by_hand = 20.0 / 168.0 + (1.0 - libm::exp(-14.0) + 1.0 - libm::exp(-134.0)) / 168.0;
        assert!((two.touched(1.0) - by_hand).abs() < 1e-15);
        assert!((two.touched(0.0) - two.share()).abs() < 1e-15, "short outages lie inside or outside");
        assert!((two.touched(1e9) - 1.0).abs() < 1e-6, "endless ones reach every hour");
    }

    #[test]
    fn all_of_the_time_counts_all_of_it() {
        let all = hours("0h", "24h", None);
        assert_eq!((all.spans(), all.share()), (vec![(0.0, 168.0)], 1.0));
        assert_eq!(all.touched(5.0), 1.0);
    }
}
