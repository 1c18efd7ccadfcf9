//! Stepping through the values of a field, as one drags its label or presses an arrow key: by steps that people would take.

use ninefold_engine::units::{Duration, format_target};

/// How a field's values follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// Durations, along 1 s … 55 s, 1 m … 55 m, 1 h …, days, years.
    Time,
    /// Shares near one, nine by nine: 99 %, 99.1 % … 99.9 %, 99.91 %.
    Nines,
    /// Other shares, by a hundredth.
    Share,
    /// Whole numbers from `0` or `1` on.
    Count(u32),
    /// Amounts above zero, by about a twentieth.
    Amount,
}

impl Scale {
    /// Of the values under a key; none for what is no number.
    #[must_use]
    pub fn of(key: &str) -> Option<Self> {
        Some(match key {
            "mtbf" | "mttr" | "time" | "manual" | "detection" | "start" | "every" | "for" | "at"
            | "period" | "timeout" | "reset" | "service_time" | "scale_delay" | "replication_lag"
            | "from" | "to" => Self::Time,
            "availability" | "below" => Self::Nines,
            "success"
            | "loss"
            | "target_utilisation"
            | "factor"
            | "growth_per_month"
            | "change_failure_rate" => Self::Share,
            "standby" | "retries" | "failures" => Self::Count(0),
            "count" | "required" | "active" | "repairers" | "at_least" | "threshold" | "max_copies" => {
                Self::Count(1)
            }
            "percent" | "peak_rps" | "per_copy_rps" | "per_copy_month" | "monthly_fee" | "load_sharing"
            | "overload_failures" | "fan_out" => Self::Amount,
            _ => return None,
        })
    }

    /// The text so many steps further; none where the text is no such value.
    #[must_use]
    pub fn stepped(self, text: &str, steps: i32) -> Option<String> {
        let mut text = text.trim().to_owned();
        for _ in 0..steps.unsigned_abs().min(MOST) {
            text = self.next(&text, steps > 0)?;
        }
        Some(text)
    }

    fn next(self, text: &str, up: bool) -> Option<String> {
        let plain = || text.replace([' ', ',', '_'], "").parse::<f64>().ok().filter(|it| it.is_finite());
        match self {
            Self::Time => time(text, up),
            Self::Nines => share(text).map(|it| format_target(clean(1.0 - nines(1.0 - it, !up)))),
            Self::Share => {
                let hundredths = (share(text)? * 100.0 * 1e6).round() / 1e6;
                let step = if hundredths < 1.0 || (hundredths <= 1.0 && !up) { 0.1 } else { 1.0 };
                Some(format_target(clean(moved(hundredths, step, up).clamp(0.0, 100.0) / 100.0)))
            }
            Self::Count(least) => {
                let next = plain()?.round() + if up { 1.0 } else { -1.0 };
                Some(format!("{}", next.max(f64::from(least))))
            }
            Self::Amount => {
                let value = plain()?;
                if value <= 0.0 {
                    return Some(if up { "1" } else { "0" }.to_owned());
                }
                // Going down from a round number the step is that of the numbers beneath it.
                let below = if up { value } else { value * 0.999_999 };
                let order = order(below);
                let step = if order >= 10.0 { order / 2.0 } else { order.min(1.0) };
                Some(format!("{}", clean(moved(value, step, up))))
            }
        }
    }
}

/// At most so many steps at once.
const MOST: u32 = 500;

/// The next multiple of the step.
fn moved(value: f64, step: f64, up: bool) -> f64 {
    let place = value / step;
    let nearest = place.round();
    let on = (place - nearest).abs() < 1e-6;
    let next = match (up, on) {
        (true, true) => nearest + 1.0,
        (false, true) => nearest - 1.0,
        (true, false) => place.ceil(),
        (false, false) => place.floor(),
    };
    next * step
}

/// The power of ten at or below a value above zero.
fn order(value: f64) -> f64 {
    let mut order = 1.0;
    while order * 10.0 <= value {
        order *= 10.0;
    }
    // Divided anew each time, so that no dust gathers.
    let mut divisor = 1.0;
    while order / divisor > value {
        divisor *= 10.0;
    }
    order / divisor
}

/// Without the dust of binary fractions.
fn clean(value: f64) -> f64 {
    (value * 1e12).round() / 1e12
}

/// `99.95 %`, `99.95` and `0.9995` as a fraction.
fn share(text: &str) -> Option<f64> {
    let bare = text.trim_end_matches('%').trim_end();
    let value: f64 = bare.parse().ok()?;
    let fraction = if bare.len() < text.len() || value > 1.0 { value / 100.0 } else { value };
    (0.0..=1.0).contains(&fraction).then_some(fraction)
}

/// The next larger or smaller of …, 0.001, 0.002 … 0.009, 0.01, 0.02 … for what is missing to one.
fn nines(missing: f64, up: bool) -> f64 {
    let missing = clean(missing).clamp(LEAST_MISSING, 0.9);
    let below = if up { missing * 1.000_001 } else { missing * 0.999_999 };
    moved(missing, order(below), up).clamp(LEAST_MISSING, 0.9)
}

/// Nine nines; nobody promises more.
const LEAST_MISSING: f64 = 1e-9;

/// A word, its length, and up to how many of them which step is taken.
type Unit = (&'static str, f64, &'static [(f64, f64)]);

/// Units with what they come after: their length in seconds, and up to how many of them which step is taken.
const UNITS: &[Unit] = &[
    ("ms", 0.001, &[(100.0, 10.0), (1_000.0, 100.0)]),
    ("s", 1.0, &[(10.0, 1.0), (60.0, 5.0)]),
    ("m", 60.0, &[(10.0, 1.0), (60.0, 5.0)]),
    ("h", 3_600.0, &[(12.0, 1.0), (24.0, 4.0)]),
    ("d", 86_400.0, &[(15.0, 1.0), (90.0, 5.0), (365.0, 25.0)]),
    ("y", 31_536_000.0, &[(10.0, 1.0), (f64::INFINITY, 5.0)]),
];

/// Weeks and months stay what they are, as long as there is one of them.
const OWN: &[(&str, f64)] =
    &[("w", 604_800.0), ("week", 604_800.0), ("mo", 2_628_000.0), ("month", 2_628_000.0)];

fn time(text: &str, up: bool) -> Option<String> {
    let seconds = Duration::parse(text).ok().map(|it| it.seconds()).or_else(|| {
        let hours: f64 = text.parse().ok()?;
        (hours.is_finite() && hours >= 0.0).then_some(hours * 3_600.0)
    })?;
    let letters: String = text.chars().filter(|it| it.is_ascii_alphabetic()).collect();
    if let Some((unit, length)) = OWN.iter().find(|(unit, _)| letters.trim_end_matches('s') == *unit) {
        let next = clean(moved(seconds / length, 1.0, up));
        if next >= 1.0 {
            let plural = if unit.len() > 2 && next > 1.0 { "s" } else { "" };
            let space = if unit.len() > 2 { " " } else { "" };
            return Some(format!("{next}{space}{unit}{plural}"));
        }
    }
    // Going down from a whole unit one counts in the smaller one.
    let at = if up { seconds * 1.000_000_1 } else { seconds * 0.999_999_9 };
    let index = UNITS.iter().rposition(|(_, length, _)| at >= *length).unwrap_or(0);
    let (unit, length, steps) = UNITS[index];
    let count = at / length;
    let step = steps.iter().find(|(most, _)| count < *most).map_or(1.0, |(_, step)| *step);
    let next = clean(moved(seconds / length, step, up)).max(if index == 0 { 10.0 } else { 0.0 });
    // A whole larger unit is written as one.
    match UNITS.get(index + 1).filter(|(_, larger, _)| next * length >= *larger * 0.999_999) {
        Some((larger, ..)) => Some(format!("1{larger}")),
        None => Some(format!("{next}{unit}")),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn walk(scale: Scale, from: &str, steps: i32) -> Vec<String> {
        (0..steps.abs()).map(|it| scale.stepped(from, (it + 1) * steps.signum()).unwrap()).collect()
    }

    #[test]
    fn times_go_through_the_units() {
        assert_eq!(walk(Scale::Time, "45s", 5), ["50s", "55s", "1m", "2m", "3m"]);
        assert_eq!(walk(Scale::Time, "2m", -3), ["1m", "55s", "50s"]);
        assert_eq!(walk(Scale::Time, "1y", 2), ["2y", "3y"]);
        assert_eq!(walk(Scale::Time, "1y", -2), ["350d", "325d"]);
        assert_eq!(walk(Scale::Time, "30 days", 2), ["35d", "40d"]);
        assert_eq!(walk(Scale::Time, "20h", 2), ["1d", "2d"]);
        assert_eq!(walk(Scale::Time, "1h30m", 1), ["2h"]);
        assert_eq!(walk(Scale::Time, "1h30m", -1), ["1h"]);
        assert_eq!(walk(Scale::Time, "3 months", 1), ["4 months"]);
        assert_eq!(walk(Scale::Time, "2 months", -1), ["1 month"]);
        assert_eq!(walk(Scale::Time, "2w", 1), ["3w"]);
        assert_eq!(walk(Scale::Time, "30ms", -4), ["20ms", "10ms", "10ms", "10ms"]);
        assert_eq!(walk(Scale::Time, "8", 1), ["9h"]);
        assert_eq!(Scale::Time.stepped("lognormal mean 1h p95 3h", 1), None);
    }

    #[test]
    fn shares_near_one_go_nine_by_nine() {
        assert_eq!(walk(Scale::Nines, "99.8 %", 3), ["99.9 %", "99.91 %", "99.92 %"]);
        assert_eq!(walk(Scale::Nines, "99.95", 2), ["99.96 %", "99.97 %"]);
        assert_eq!(walk(Scale::Nines, "99.9 %", -2), ["99.8 %", "99.7 %"]);
        assert_eq!(walk(Scale::Nines, "0.9995", -1), ["99.94 %"]);
        assert_eq!(Scale::Nines.stepped("often", 1), None);
    }

    #[test]
    fn other_shares_counts_and_amounts() {
        assert_eq!(walk(Scale::Share, "99 %", 2), ["100 %", "100 %"]);
        assert_eq!(walk(Scale::Share, "5 %", -1), ["4 %"]);
        assert_eq!(walk(Scale::Share, "1 %", -2), ["0.9 %", "0.8 %"]);
        assert_eq!(walk(Scale::Count(1), "2", -2), ["1", "1"]);
        assert_eq!(walk(Scale::Count(0), "1", -1), ["0"]);
        assert_eq!(walk(Scale::Amount, "70", 2), ["75", "80"]);
        assert_eq!(walk(Scale::Amount, "900", 3), ["950", "1000", "1500"]);
        assert_eq!(walk(Scale::Amount, "1000", -1), ["950"]);
        assert_eq!(walk(Scale::Amount, "3", -1), ["2"]);
        assert_eq!(Scale::Count(1).stepped("from-demand", 1), None);
    }

    #[test]
    fn only_numbers_are_stepped() {
        assert_eq!(Scale::of("name"), None);
        assert_eq!(Scale::of("mtbf"), Some(Scale::Time));
    }
}
