//! What a log says about failures and repairs: mean times with the range in which they lie nine times in ten.

use serde::Serialize;
use serde_json::{Value, json};

use super::moment::{self, Place};
use crate::budget::statistics::{chi_squared, fisher, student};

/// The chance to lie beyond either end of a range: nine times in ten within.
const TAIL: f64 = 0.05;

/// An estimate with its range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Range {
    /// The estimate; none where nothing was seen to estimate it from.
    pub mean: Option<f64>,
    /// Nine times in ten it is not less …
    pub low: f64,
    /// … and not more; none where nothing bounds it.
    pub high: Option<f64>,
}

/// Repairs as a log-normal law.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct LogNormal {
    /// The mean, with its range.
    pub mean_seconds: Range,
    /// Half of the repairs take less.
    pub median_seconds: f64,
    /// Of the logarithms.
    pub sigma: f64,
    /// 95 % of the repairs take less.
    pub p95_seconds: f64,
    /// Whether it fits better than the exponential law (Akaike's criterion).
    pub fits_better: bool,
}

/// What was observed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Observed {
    /// From when on, in seconds since 1970.
    pub from: i64,
    /// Until when.
    pub until: i64,
    /// Outages that began within.
    pub failures: u32,
    /// … of which ended within.
    pub repairs: u32,
    /// Time up.
    pub up_seconds: f64,
    /// Time down.
    pub down_seconds: f64,
    /// Mean time from a repair to the next failure (exponential).
    pub mtbf_seconds: Range,
    /// Mean time to repair (exponential).
    pub mttr_seconds: Range,
    /// The same by a log-normal law; none with fewer than three repairs of some length.
    pub mttr_lognormal: Option<LogNormal>,
    /// Fraction of time up, with its range.
    pub availability: Range,
}

impl Observed {
    /// From outages that are apart from each other, watched from one moment to another. `ended` says whether the last one is over.
    ///
    /// Mean up time T/n, between 2T/χ²(2n + 2; 5 %) and 2T/χ²(2n; 95 %): exact for exponential up times watched for a fixed time. Mean repair
    /// D/r, between 2D/χ²(2r; 5 %) and 2D/χ²(2r; 95 %). Availability from the ratio of the two, F with 2r and 2n degrees of freedom.
    /// Log-normal mean exp(m + s²/2), its range by Cox's method with Student's t. Sources: \[nist-handbook\], \[olsson2005\].
    ///
    /// Ten failures in 1,000 h of up time: MTBF 100 h, between 59.0 h and 184.3 h.
    /// ```
    /// use ninefold_engine::budget::incidents::Observed;
    /// let outages: Vec<(i64, i64)> = (0..10).map(|n| (n * 363_600 + 360_000, n * 363_600 + 363_600)).collect();
    /// let found = Observed::new(&outages, (0, 3_636_000), true);
    /// assert_eq!(found.mtbf_seconds.mean, Some(360_000.0));
    /// assert!((found.mtbf_seconds.low / 3600.0 - 58.95).abs() < 0.05);
    /// assert!((found.mtbf_seconds.high.unwrap() / 3600.0 - 184.3).abs() < 0.1);
    /// ```
    #[must_use]
    pub fn new(outages: &[(i64, i64)], (from, until): (i64, i64), ended: bool) -> Self {
        let within: Vec<(i64, i64)> = outages
            .iter()
            .filter(|(start, end)| *end > from && *start < until)
            .map(|(start, end)| (*start.max(&from), *end.min(&until)))
            .collect();
        let down_seconds: f64 = within.iter().map(|(start, end)| (end - start) as f64).sum();
        let up_seconds = ((until - from) as f64 - down_seconds).max(0.0);
        let failures = within
            .iter()
            .filter(|(start, _)| *start > from || outages.iter().any(|it| it.0 == from && *start == from))
            .count() as u32;
        let open = u32::from(!ended && within.last().is_some_and(|(_, end)| *end == until));
        let repairs = within.len() as u32 - open.min(within.len() as u32);
        let lengths: Vec<f64> =
            within[..repairs as usize].iter().map(|(start, end)| (end - start) as f64).collect();
        Self {
            from,
            until,
            failures,
            repairs,
            up_seconds,
            down_seconds,
            mtbf_seconds: time_between(up_seconds, failures),
            mttr_seconds: time_to_repair(down_seconds, repairs),
            mttr_lognormal: log_normal(&lengths),
            availability: availability(up_seconds, down_seconds, failures, repairs),
        }
    }

    /// A failure mode of the project file with these figures, said to be observed: mean times with their ranges, and where they come from, with the days at a place.
    /// None where nothing was seen to fail and be repaired.
    #[must_use]
    pub fn to_failure(&self, name: Option<&str>, place: &dyn Place) -> Option<Value> {
        let (up, down) = (self.mtbf_seconds.mean?, self.mttr_seconds.mean.filter(|mean| *mean > 0.0)?);
        let log_normal = self.mttr_lognormal.filter(|law| law.fits_better);
        let mttr = match log_normal {
            Some(law) => {
                json!({ "lognormal": { "mean": time(law.mean_seconds.mean?), "sigma": rounded(law.sigma) } })
            }
            None => json!(time(down)),
        };
        let range = log_normal.map_or(self.mttr_seconds, |law| law.mean_seconds);
        let mut failure = json!({ "mtbf": time(up), "mttr": mttr, "uncertainty": {
            "observed": { "failures": self.failures, "period": time(self.up_seconds) }
        } });
        if let Some(high) = range.high {
            failure["uncertainty"]["mttr"] = json!({ "low": time(range.low), "high": time(high) });
        }
        let (from, until) = (moment::day(self.from, place), moment::day(self.until, place));
        let incidents = if self.failures == 1 { "incident" } else { "incidents" };
        failure["source"] = format!("observed: {} {incidents}, {from} to {until}", self.failures).into();
        if let Some(name) = name {
            failure["name"] = name.into();
        }
        Some(failure)
    }
}

/// A duration as the file writes it: `31d4h5m`, to the second below a day.
fn time(seconds: f64) -> String {
    let unit = if seconds < 86_400.0 { 1.0 } else { 60.0 };
    let mut left = libm::round(seconds / unit).max(1.0) * unit;
    let mut text = String::new();
    for (length, name) in [(86_400.0, "d"), (3_600.0, "h"), (60.0, "m"), (1.0, "s")] {
        let count = libm::floor(left / length);
        left -= count * length;
        if count > 0.0 {
            text += &format!("{count}{name}");
        }
    }
    text
}

fn rounded(value: f64) -> f64 {
    libm::round(value * 1e4) / 1e4
}

fn time_between(up: f64, failures: u32) -> Range {
    let n = f64::from(failures);
    let low = 2.0 * up / chi_squared(2.0 * n + 2.0, TAIL);
    if failures == 0 {
        return Range { mean: None, low, high: None };
    }
    Range { mean: Some(up / n), low, high: Some(2.0 * up / chi_squared(2.0 * n, 1.0 - TAIL)) }
}

fn time_to_repair(down: f64, repairs: u32) -> Range {
    let n = f64::from(repairs);
    if repairs == 0 {
        return Range { mean: None, low: 0.0, high: None };
    }
    let bound = |tail: f64| 2.0 * down / chi_squared(2.0 * n, tail);
    Range { mean: Some(down / n), low: bound(TAIL), high: Some(bound(1.0 - TAIL)) }
}

fn availability(up: f64, down: f64, failures: u32, repairs: u32) -> Range {
    let time = up + down;
    let mean = (time > 0.0).then(|| up / time);
    if failures == 0 || repairs == 0 || down <= 0.0 {
        return Range { mean, low: 0.0, high: None };
    }
    let ratio = (down / f64::from(repairs)) / (up / f64::from(failures));
    let (n, r) = (2.0 * f64::from(failures), 2.0 * f64::from(repairs));
    // The true ratio of mean repair to mean up time is the seen one divided by F(2r, 2n).
    let most = ratio * fisher(n, r, TAIL);
    let least = ratio / fisher(r, n, TAIL);
    Range { mean, low: 1.0 / (1.0 + most), high: Some(1.0 / (1.0 + least)) }
}

fn log_normal(lengths: &[f64]) -> Option<LogNormal> {
    let n = lengths.len() as f64;
    if lengths.len() < 3 || lengths.iter().any(|length| *length <= 0.0) {
        return None;
    }
    let logarithms: Vec<f64> = lengths.iter().map(|length| libm::log(*length)).collect();
    let mean = logarithms.iter().sum::<f64>() / n;
    let squares: f64 = logarithms.iter().map(|x| (x - mean) * (x - mean)).sum();
    let variance = squares / (n - 1.0);
    if variance <= 1e-12 {
        return None;
    }
    let sigma = libm::sqrt(variance);
    let half = student(n - 1.0, TAIL) * libm::sqrt(variance / n + variance * variance / (2.0 * (n - 1.0)));
    let middle = mean + variance / 2.0;
    let average = lengths.iter().sum::<f64>() / n;
    // Akaike: twice the number of parameters less twice the logarithm of the likelihood.
    let exponential = 2.0 + 2.0 * n * (libm::log(average) + 1.0);
    let likely = squares / n;
    let log_normal = 4.0 + 2.0 * mean * n + n * (libm::log(2.0 * std::f64::consts::PI * likely) + 1.0);
    Some(LogNormal {
        mean_seconds: Range {
            mean: Some(libm::exp(middle)),
            low: libm::exp(middle - half),
            high: Some(libm::exp(middle + half)),
        },
        median_seconds: libm::exp(mean),
        sigma,
        p95_seconds: libm::exp(mean + 1.644_853_626_951_472_7 * sigma),
        fits_better: log_normal < exponential,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::moment::Fixed;
    use super::*;

    fn near(value: f64, expected: f64, relative: f64) {
        assert!((value / expected - 1.0).abs() <= relative, "{value} is not {expected}");
    }

    /// Outages of so many minutes, 100 h of up time before each.
    fn outages(minutes: &[i64]) -> (Vec<(i64, i64)>, i64) {
        let mut at = 0;
        let list = minutes.iter().map(|length| {
            at += 360_000;
            let start = at;
            at += length * 60;
            (start, at)
        });
        (list.collect(), at)
    }

    /// NIST/SEMATECH e-Handbook 8.4.5.1: factors for a 90 % interval of the MTBF of a test ended at a fixed time, four failures: 0.4370 and 2.9276.
    #[test]
    fn the_factors_of_the_handbook() {
        let (list, until) = outages(&[10, 10, 10, 10]);
        let found = Observed::new(&list, (0, until), true);
        near(found.mtbf_seconds.low / 360_000.0, 0.4370, 2e-4);
        near(found.mtbf_seconds.high.unwrap() / 360_000.0, 2.9276, 2e-4);
        // No failures: T / 2.996 at 95 % one-sided, as half of χ²(2; 5 %) = 5.991.
        let none = Observed::new(&[], (0, 3_600_000), true);
        near(none.mtbf_seconds.low, 3_600_000.0 / 2.9957, 1e-4);
        assert_eq!(
            (none.mtbf_seconds.mean, none.mtbf_seconds.high, none.to_failure(None, &Fixed(0))),
            (None, None, None)
        );
    }

    /// Mean repair of ten: factors 20/31.410 and 20/10.851; availability with F(20, 20; 5 %) = 2.124.
    #[test]
    fn repairs_and_availability() {
        let (list, until) = outages(&[60; 10]);
        let found = Observed::new(&list, (0, until), true);
        near(found.mttr_seconds.low, 3_600.0 * 20.0 / 31.410, 1e-4);
        near(found.mttr_seconds.high.unwrap(), 3_600.0 * 20.0 / 10.851, 1e-4);
        assert_eq!(found.mttr_lognormal, None);
        near(1.0 - found.availability.low, 0.01 * 2.124 / (1.0 + 0.01 * 2.124), 1e-3);
        near(1.0 - found.availability.high.unwrap(), 0.01 / 2.124 / (1.0 + 0.01 / 2.124), 1e-3);
    }

    /// By hand, logarithms of 10, 20, 40, 80 and 160 minutes: mean ln 2400 s, s² = 2.5·ln²2 = 1.20113; t(4; 5 %) = 2.132.
    #[test]
    fn log_normal_repairs() {
        let (list, until) = outages(&[10, 20, 40, 80, 160]);
        let law = Observed::new(&list, (0, until), true).mttr_lognormal.unwrap();
        near(law.median_seconds, 2_400.0, 1e-12);
        near(law.sigma * law.sigma, 1.201_13, 1e-5);
        near(law.mean_seconds.mean.unwrap(), 2_400.0 * libm::exp(0.600_566), 1e-5);
        let half = 2.1318 * (1.201_13_f64 / 5.0 + 1.201_13 * 1.201_13 / 8.0).sqrt();
        near(law.mean_seconds.high.unwrap(), 2_400.0 * libm::exp(0.600_566 + half), 1e-4);
    }

    #[test]
    fn an_outage_that_goes_on_is_no_repair() {
        let found = Observed::new(&[(100, 200), (500, 1_000)], (0, 1_000), false);
        assert_eq!((found.failures, found.repairs, found.down_seconds), (2, 1, 600.0));
        assert_eq!(found.mttr_seconds.mean, Some(600.0));
    }

    /// What is written into the file is read by it, and means what was seen.
    #[test]
    fn into_the_model() {
        let (list, until) = outages(&[11, 19, 42, 77, 161, 30, 25]);
        let found = Observed::new(&list, (0, until), true);
        let failure = found.to_failure(Some("seen"), &Fixed(0)).unwrap();
        assert!(
            failure["source"].as_str().unwrap().starts_with("observed: 7 incidents, 1970-01-01 to 1970-01-3"),
            "{failure}"
        );
        let west = found.to_failure(None, &Fixed(-3_600)).unwrap();
        assert!(west["source"].as_str().unwrap().contains(", 1969-12-31 to "), "{west}");
        let text = json!({ "format": "ninefold/1", "components": [{ "id": "a", "failures": [failure] }], "journeys": [{ "id": "j", "entry": "a" }] });
        let loaded = crate::model::read(&text.to_string()).unwrap();
        assert!(loaded.warnings.is_empty(), "{:?}", loaded.warnings);
        let mode = &loaded.project.components()[0].failures()[0];
        near(mode.mtbf_hours(), 100.0, 1e-3);
        let expected = found
            .mttr_lognormal
            .filter(|law| law.fits_better)
            .map_or(found.mttr_seconds, |law| law.mean_seconds);
        near(mode.mttr_hours() * 3_600.0, expected.mean.unwrap(), 1e-3);
    }
}
