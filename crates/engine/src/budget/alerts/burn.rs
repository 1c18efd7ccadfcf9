//! The multi-window burn-rate alerts of the SRE workbook, for any objective.

use serde::Serialize;

use crate::units::Window;

/// How loud an alert is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Somebody is called.
    Page,
    /// Somebody looks at it in the next days.
    Ticket,
}

impl Severity {
    /// In one word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Ticket => "ticket",
        }
    }
}

/// One line of the table.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct BurnAlert {
    /// How loud.
    pub severity: Severity,
    /// Share of the budget that is gone when it fires.
    pub budget_share: f64,
    /// Long window, in seconds.
    pub long_seconds: f64,
    /// Short window, in seconds: so soon it ends after the trouble has.
    pub short_seconds: f64,
    /// How many times as fast as allowed the budget goes.
    pub burn_rate: f64,
    /// Fraction of requests (or time) failing at which it fires.
    pub threshold: f64,
    /// How long a total outage goes on before it fires; none where it never does, since more than everything would have to fail.
    pub outage_noticed_seconds: Option<f64>,
}

/// Severity, share of the budget, long and short window in seconds. Source: \[sre-workbook\], chapter 5.
const WORKBOOK: [(Severity, f64, f64, f64); 4] = [
    (Severity::Page, 0.02, 3_600.0, 300.0),
    (Severity::Page, 0.05, 21_600.0, 1_800.0),
    (Severity::Ticket, 0.10, 86_400.0, 7_200.0),
    (Severity::Ticket, 0.10, 259_200.0, 21_600.0),
];

/// Shorter windows than this make the workbook's alerts longer than themselves: the alerts shrink with them.
const SHORTEST: f64 = 7.0 * 86_400.0;
const MONTH: f64 = 30.0 * 86_400.0;

/// The table for an objective that may be down the fraction `allowed`, over `window`.
///
/// Burn rate = share of the budget × window ÷ long window, and never less than 1, at which the budget lasts exactly to the end of its window: in windows shorter
/// than the workbook's 30 days its tickets would otherwise fire while all is well. A line that would only say 1 again is left out. Threshold = burn rate ×
/// allowed. A total outage is noticed once it fills that share of the long window: threshold × long window. Nothing where nothing is allowed: there is no
/// budget to burn.
///
/// ```
/// use ninefold_engine::budget::alerts::burn_alerts;
/// use ninefold_engine::units::Window;
/// let rates: Vec<f64> = burn_alerts(0.001, Window::Month).iter().map(|line| line.burn_rate).collect();
/// assert_eq!(rates, [14.4, 6.0, 3.0, 1.0]);
/// ```
#[must_use]
pub fn burn_alerts(allowed: f64, window: Window) -> Vec<BurnAlert> {
    if allowed <= 0.0 {
        return Vec::new();
    }
    let length = window.seconds();
    let scale = if length < SHORTEST { length / MONTH } else { 1.0 };
    let line = |(severity, budget_share, long, short): (Severity, f64, f64, f64)| {
        let (long, short) = ((long * scale).max(60.0), (short * scale).max(60.0));
        // 0.02 × 720 h ÷ 1 h is 14.4, not 14.400000000000002.
        let of_share = libm::round(budget_share * length / long * 1e9) / 1e9;
        let burn_rate = of_share.max(1.0);
        let budget_share = if burn_rate > of_share { long / length } else { budget_share };
        let threshold = burn_rate * allowed;
        BurnAlert {
            severity,
            budget_share,
            long_seconds: libm::round(long),
            short_seconds: libm::round(short),
            burn_rate,
            threshold,
            outage_noticed_seconds: (threshold < 1.0).then_some(threshold * long),
        }
    };
    let mut lines: Vec<BurnAlert> = WORKBOOK.into_iter().map(line).collect();
    lines.dedup_by(|next, kept| {
        next.severity == kept.severity && next.burn_rate == 1.0 && kept.burn_rate == 1.0
    });
    lines
}

/// How long a trouble that makes the fraction `failing` fail goes on before the first alert that calls somebody fires; none where none does.
#[must_use]
pub fn noticed_after(alerts: &[BurnAlert], failing: f64) -> Option<f64> {
    let pages = alerts.iter().filter(|line| line.severity == Severity::Page && failing > line.threshold);
    pages.map(|line| line.threshold / failing * line.long_seconds).min_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The SRE workbook, table 5-8 (99.9 % over 30 days): 14.4, 6 and 1 with 1 h/5 m, 6 h/30 m and 3 d/6 h; and the 1 d/2 h line of its text at 3.
    /// The thresholds of its rules: 14.4 × 0.001, 6 × 0.001, 3 × 0.001, 0.001.
    #[test]
    fn the_table_of_the_workbook() {
        let lines = burn_alerts(0.001, Window::Month);
        let found: Vec<(f64, f64, f64)> = lines
            .iter()
            .map(|it| (it.burn_rate, it.long_seconds / 3_600.0, it.short_seconds / 60.0))
            .collect();
        assert_eq!(found, [(14.4, 1.0, 5.0), (6.0, 6.0, 30.0), (3.0, 24.0, 120.0), (1.0, 72.0, 360.0)]);
        for (line, threshold) in lines.iter().zip([0.0144, 0.006, 0.003, 0.001]) {
            assert!((line.threshold - threshold).abs() < 1e-15);
        }
        // Its text: with burn rate 14.4 a total outage is noticed after 52 s.
        assert!((noticed_after(&lines, 1.0).unwrap_or(0.0) - 51.84).abs() < 1e-9);
        assert!((noticed_after(&lines, 0.01).unwrap_or(0.0) - 0.6 * 21_600.0).abs() < 1e-9);
        assert_eq!(noticed_after(&lines, 0.004), None);
    }

    /// By hand: 2 % of 168 h in 1 h is 3.36, 5 % in 6 h 1.4; 10 % in a day would be 0.7, in three days 0.233: at 1 a day takes a seventh of the budget.
    /// Of 28 days three take 3/28.
    #[test]
    fn no_ticket_while_the_budget_lasts() {
        let rates = |window| burn_alerts(0.001, window).iter().map(|it| it.burn_rate).collect::<Vec<_>>();
        assert_eq!(rates(Window::Week), [3.36, 1.4, 1.0]);
        assert_eq!(rates(Window::Days(14.0)), [6.72, 2.8, 1.4, 1.0]);
        assert_eq!(rates(Window::Days(28.0)), [13.44, 5.6, 2.8, 1.0]);
        let (week, four_weeks) = (burn_alerts(0.001, Window::Week), burn_alerts(0.001, Window::Days(28.0)));
        assert!((week[2].budget_share - 1.0 / 7.0).abs() < 1e-15 && week[2].long_seconds == 86_400.0);
        assert!((week[2].threshold - 0.001).abs() < 1e-15);
        assert!((four_weeks[3].budget_share - 3.0 / 28.0).abs() < 1e-15);
        for days in 1..=400 {
            let lines = burn_alerts(0.001, Window::Days(f64::from(days)));
            assert!(lines.iter().all(|it| it.burn_rate >= 1.0), "{days} d: {lines:?}");
        }
    }

    #[test]
    fn nothing_allowed_is_nothing_to_burn() {
        assert_eq!(burn_alerts(0.0, Window::Month), []);
    }

    #[test]
    fn other_windows_and_low_objectives() {
        assert_eq!(burn_alerts(0.001, Window::Days(28.0))[0].burn_rate, 13.44);
        let low = burn_alerts(0.1, Window::Month);
        assert_eq!((low[0].outage_noticed_seconds, low[1].outage_noticed_seconds.is_some()), (None, true));
        let day = burn_alerts(0.001, Window::Day);
        assert_eq!(day.iter().map(|it| it.burn_rate).collect::<Vec<_>>(), [14.4, 6.0, 3.0, 1.0]);
        assert_eq!((day[0].long_seconds, day[0].short_seconds), (120.0, 60.0));
    }
}
