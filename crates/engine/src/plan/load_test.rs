//! From a load test to a copy's throughput: latency against load, read from CSV and fitted.
//!
//! What is fitted: latency = a + b·ρ/(1 − ρ) with ρ = load ÷ throughput: the mean time in an M/G/1 queue (Pollaczek–Khinchine \[kleinrock1975\]), a the
//! time without waiting, b how strongly load is felt. For each throughput a and b are a weighted least-squares problem with one solution; the throughput is
//! searched. Relative residuals, Huber's weights \[huber1964\]: a noisy point bends the curve little.

use crate::units::{Duration, format_share};

/// Most lines of a file.
const MOST_LINES: usize = 100_000;
/// Where Huber's weights begin to fall, in standard deviations.
const HUBER: f64 = 1.345;
/// A typical distance from the curve above which the points follow none.
const NO_CURVE: f64 = 0.3;
/// A load that is at the limit, as a share of the throughput.
const AT_LIMIT: f64 = 0.9;
/// The throughput is looked for up to so many times the highest load measured.
const FARTHEST: f64 = 20.0;

/// One measurement of one copy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// Requests a second.
    pub load: f64,
    /// Mean seconds a request took.
    pub latency: f64,
    /// Requests under way at once, where measured.
    pub at_once: Option<f64>,
}

/// A fitted copy.
#[derive(Clone, Debug, PartialEq)]
pub struct Fit {
    /// Requests a second at which latency grows without bound; none where the test never came near.
    pub throughput: Option<f64>,
    /// Seconds without waiting.
    pub service: f64,
    /// How strongly load is felt: 1 like M/M/1 where it equals `service`.
    pub slope: f64,
    /// Typical relative distance of a point from the curve.
    pub noise: f64,
    /// Points too far off to count in full: their positions.
    pub outliers: Vec<usize>,
    /// How many points there are.
    pub points: usize,
    /// The lowest load measured.
    pub lowest: f64,
    /// The highest load measured.
    pub highest: f64,
    /// Median of load × latency ÷ requests at once where those were measured: 1 by Little's law.
    pub little: Option<f64>,
}

/// Why a file tells nothing.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FitError {
    /// A line that is not understood.
    #[error("line {line}: {what}")]
    Line {
        /// From 1.
        line: usize,
        /// What was expected.
        what: String,
    },
    /// Not enough to fit.
    #[error("a curve needs measurements at 3 different loads at least; there are {0}")]
    TooFew(usize),
    /// More than is read.
    #[error("at most 100,000 lines are read")]
    TooLong,
    /// Latency falls while load grows.
    #[error("latency does not grow with load in this file: nothing says where a copy reaches its limit")]
    NoLimit,
}

impl Fit {
    /// Why the figures are not to be relied on, as a sentence; none where they are.
    #[must_use]
    pub fn doubt(&self) -> Option<String> {
        if self.noise > NO_CURVE {
            let noise = format_share(self.noise);
            return Some(format!(
                "The points follow no curve: typically they lie {noise} off the best one, so these figures say nothing."
            ));
        }
        if self.outliers.len() * 3 > self.points {
            let (far, points) = (self.outliers.len(), self.points);
            return Some(format!(
                "The points follow no curve: {far} of {points} lie far off the best one, so these figures say nothing."
            ));
        }
        if self.throughput.is_some_and(|throughput| self.lowest > AT_LIMIT * throughput) {
            return Some("Every point was measured at the limit or past it: without points at lower loads nothing says what a copy answers before requests pile up.".to_owned());
        }
        None
    }

    /// Seconds a request takes at this load; infinite from the throughput on.
    #[must_use]
    pub fn latency(&self, load: f64) -> f64 {
        let Some(throughput) = self.throughput else { return self.service };
        let share = load / throughput;
        if share >= 1.0 { f64::INFINITY } else { self.service + self.slope * share / (1.0 - share) }
    }
}

/// Reads `load, latency` or `load, latency, requests at once`, with or without headings; `,`, `;` or tab between them. Latency in seconds, in
/// milliseconds where its heading says `ms`, or with its unit (`80ms`).
///
/// # Errors
/// The first line that is not understood.
pub fn read_samples(text: &str) -> Result<Vec<Sample>, FitError> {
    let mut unit = 1.0;
    let mut samples = Vec::new();
    if text.lines().count() > MOST_LINES {
        return Err(FitError::TooLong);
    }
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let cells: Vec<&str> = line.split([',', ';', '\t']).map(|cell| unquoted(cell.trim())).collect();
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let fault = |what: &str| FitError::Line { line: number + 1, what: what.to_owned() };
        if cells.iter().any(|cell| cell.contains('"')) {
            return Err(fault("a quoted cell holds a comma, a semicolon or a tab: write plain numbers"));
        }
        let [load, latency, rest @ ..] = &cells[..] else {
            return Err(fault("a load and a latency were expected, with a comma between them"));
        };
        let Some(load) = positive(load) else {
            if samples.is_empty() && load.chars().any(char::is_alphabetic) {
                unit = if latency.to_lowercase().contains("ms") { 1e-3 } else { 1.0 };
                continue;
            }
            let what = match load.parse() {
                Ok(0.0) => "a load of 0 says nothing of how latency grows: leave this row out",
                _ => "the load must be a number of requests a second above 0",
            };
            return Err(fault(what));
        };
        let seconds = positive(latency).map(|number| number * unit);
        let seconds = seconds.or_else(|| Duration::parse(latency).ok().map(|time| time.hours() * 3_600.0));
        let Some(latency) = seconds.filter(|seconds| *seconds > 0.0) else {
            return Err(fault("the latency must be above 0: seconds, or with a unit as in 80ms"));
        };
        samples.push(Sample { load, latency, at_once: rest.first().and_then(|cell| positive(cell)) });
    }
    Ok(samples)
}

/// A cell without the quotes around it.
fn unquoted(cell: &str) -> &str {
    cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')).map_or(cell, str::trim)
}

fn positive(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite() && *number > 0.0)
}

/// Fits one copy's curve.
///
/// # Errors
/// When there is too little to fit, or latency does not grow.
pub fn fit(samples: &[Sample]) -> Result<Fit, FitError> {
    let mut loads: Vec<f64> = samples.iter().map(|sample| sample.load).collect();
    crate::order::sort_by(&mut loads, f64::total_cmp);
    loads.dedup();
    if loads.len() < 3 {
        return Err(FitError::TooFew(loads.len()));
    }
    let highest = loads[loads.len() - 1];
    let mut weights = vec![1.0; samples.len()];
    let (mut found, mut noise) = (search(samples, &weights, highest), 0.0);
    for _ in 0..12 {
        let distances: Vec<f64> = samples.iter().map(|sample| found.distance(sample)).collect();
        noise = 1.4826 * median(distances.iter().map(|distance| distance.abs()).collect());
        for (weight, distance) in weights.iter_mut().zip(&distances) {
            *weight = if distance.abs() <= HUBER * noise { 1.0 } else { HUBER * noise / distance.abs() };
        }
        if noise < 1e-9 {
            break;
        }
        found = search(samples, &weights, highest);
    }
    if found.slope <= 0.0 && !samples.iter().all(|sample| found.distance(sample).abs() < 0.2) {
        return Err(FitError::NoLimit);
    }
    let far = |sample: &Sample| found.distance(sample).abs() > (4.0 * noise).max(0.05);
    let outliers = (0..samples.len()).filter(|&at| far(&samples[at])).collect();
    let ratios = samples.iter().filter_map(|it| Some(it.load * it.latency / it.at_once?));
    let ratios: Vec<f64> = ratios.collect();
    let near = found.throughput < FARTHEST * 0.99 * highest && found.slope > 1e-6 * found.service;
    Ok(Fit {
        throughput: near.then_some(found.throughput),
        service: found.service,
        slope: found.slope,
        noise,
        outliers,
        points: samples.len(),
        lowest: loads[0],
        highest,
        little: (!ratios.is_empty()).then(|| median(ratios)),
    })
}

/// A curve for some throughput.
#[derive(Clone, Copy)]
struct Curve {
    throughput: f64,
    service: f64,
    slope: f64,
}

impl Curve {
    fn distance(&self, sample: &Sample) -> f64 {
        let share = sample.load / self.throughput;
        (self.service + self.slope * share / (1.0 - share)) / sample.latency - 1.0
    }

    fn error(&self, samples: &[Sample], weights: &[f64]) -> f64 {
        samples
            .iter()
            .zip(weights)
            .map(|(sample, weight)| weight * self.distance(sample) * self.distance(sample))
            .sum()
    }

    /// The best service time and slope for a throughput: two equations, neither value negative.
    fn through(samples: &[Sample], weights: &[f64], throughput: f64) -> Self {
        let (mut one, mut x, mut xx, mut y, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for (sample, weight) in samples.iter().zip(weights) {
            let share = sample.load / throughput;
            let at = share / (1.0 - share);
            let weight = weight / (sample.latency * sample.latency);
            one += weight;
            x += weight * at;
            xx += weight * at * at;
            y += weight * sample.latency;
            xy += weight * at * sample.latency;
        }
        let determinant = one * xx - x * x;
        let (service, slope) = ((xx * y - x * xy) / determinant, (one * xy - x * y) / determinant);
        if slope.is_finite() && slope >= 0.0 && service > 0.0 {
            return Self { throughput, service, slope };
        }
        if slope > 0.0 && xx > 0.0 {
            return Self { throughput, service: 0.0, slope: xy / xx };
        }
        Self { throughput, service: y / one, slope: 0.0 }
    }
}

/// The throughput with the least error: a grid in its logarithm, then ever finer around the best.
fn search(samples: &[Sample], weights: &[f64], highest: f64) -> Curve {
    let at = |step: f64| highest * (1.0 + libm::exp(step));
    let (mut low, mut high) = (libm::log(1e-4), libm::log(FARTHEST - 1.0));
    let mut best = Curve::through(samples, weights, at(high));
    for _ in 0..6 {
        let width = (high - low) / 40.0;
        let mut middle = low;
        let mut least = f64::INFINITY;
        for step in 0..=40 {
            let place = low + width * f64::from(step);
            let curve = Curve::through(samples, weights, at(place));
            let error = curve.error(samples, weights);
            if error < least {
                (least, middle, best) = (error, place, curve);
            }
        }
        (low, high) = ((middle - width).max(low), (middle + width).min(high));
    }
    best
}

fn median(mut values: Vec<f64>) -> f64 {
    crate::order::sort_by(&mut values, f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => 0.0,
        count if count % 2 == 1 => values[middle],
        _ => f64::midpoint(values[middle - 1], values[middle]),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// M/M/1 with 100 requests a second: latency 1/(100 − x) seconds (closed form).
    fn queue(load: f64) -> Sample {
        Sample { load, latency: 1.0 / (100.0 - load), at_once: None }
    }

    #[test]
    fn a_queue_is_found_again() {
        let samples: Vec<Sample> = [10.0, 30.0, 50.0, 70.0, 85.0, 92.0].map(queue).to_vec();
        let fit = fit(&samples).unwrap();
        assert!(
            (fit.throughput.unwrap() - 100.0).abs() < 0.1 && (fit.service - 0.01).abs() < 1e-5,
            "{fit:?}"
        );
        assert!((fit.latency(95.0) - 0.2).abs() < 0.01 && fit.latency(100.5).is_infinite());
    }

    #[test]
    fn noise_and_outliers_are_borne() {
        let wobble = [1.03, 0.98, 1.05, 0.96, 1.01, 0.97, 1.04, 0.99, 1.02];
        let mut samples: Vec<Sample> = (1..=9).map(|step| queue(f64::from(step) * 10.0)).collect();
        samples.iter_mut().zip(wobble).for_each(|(sample, wobble)| sample.latency *= wobble);
        samples[3].latency *= 6.0;
        let fit = fit(&samples).unwrap();
        assert!((fit.throughput.unwrap() / 100.0 - 1.0).abs() < 0.05, "{fit:?}");
        assert_eq!(fit.outliers, [3]);
    }

    #[test]
    fn points_that_follow_no_curve_are_called_so() {
        let good: Vec<Sample> = [10.0, 30.0, 50.0, 70.0, 85.0, 92.0].map(queue).to_vec();
        assert_eq!(fit(&good).unwrap().doubt(), None);
        let scattered = [0.9, 0.3, 0.02, 0.5, 0.04, 1.0, 0.03, 0.7, 0.2, 0.9, 0.05, 1.0];
        let noise = (1..).zip(scattered).map(|(step, latency)| {
            let load = f64::from(step) * 8.0;
            Sample { load, latency, at_once: None }
        });
        let noise: Vec<Sample> = noise.collect();
        assert!(fit(&noise).unwrap().doubt().unwrap().starts_with("The points follow no curve"));
        let past: Vec<Sample> = [95.0, 96.0, 97.0, 98.0, 99.0].map(queue).to_vec();
        assert!(fit(&past).unwrap().doubt().unwrap().starts_with("Every point was measured at the limit"));
    }

    #[test]
    fn quotes_and_rows_without_load() {
        let samples = read_samples("\"rps\",\"latency ms\"\n\"10\",\"11\"\n\"50\", \"20\"").unwrap();
        assert_eq!((samples.len(), samples[1].load), (2, 50.0));
        assert!((samples[1].latency - 0.02).abs() < 1e-15);
        let why = |text: &str| read_samples(text).unwrap_err().to_string();
        assert_eq!(
            why("0,0.01\n10,0.011"),
            "line 1: a load of 0 says nothing of how latency grows: leave this row out"
        );
        assert!(why("10,0.01\n\"1,000\",0.02").starts_with("line 2: a quoted cell holds a comma"));
    }

    #[test]
    fn what_says_nothing_is_refused() {
        assert_eq!(fit(&[queue(10.0), queue(10.0), queue(20.0)]), Err(FitError::TooFew(2)));
        let falling: Vec<Sample> = [(10.0, 0.9), (20.0, 0.5), (30.0, 0.2), (40.0, 0.1)]
            .map(|(load, latency)| Sample { load, latency, at_once: None })
            .to_vec();
        assert_eq!(fit(&falling), Err(FitError::NoLimit));
        let flat: Vec<Sample> =
            [10.0, 20.0, 30.0].map(|load| Sample { load, latency: 0.05, at_once: None }).to_vec();
        assert_eq!(fit(&flat).unwrap().throughput, None);
    }

    #[test]
    fn files_are_read() {
        let text = "rps;latency ms;in flight\n10;11.1;0.111\n\n# warm-up left out\n50;20;1\n90;100;9\n";
        let samples = read_samples(text).unwrap();
        assert_eq!(samples.len(), 3);
        assert!((samples[1].latency - 0.02).abs() < 1e-15);
        assert!((fit(&samples).unwrap().little.unwrap() - 1.0).abs() < 1e-3);
        assert!((read_samples("10,80ms").unwrap()[0].latency - 0.08).abs() < 1e-12);
        for (text, line) in [("10,0.1\nx,0.2", 2), ("10", 1), ("10,-3", 1), ("0,1", 1), ("10,soon", 1)] {
            assert!(
                matches!(read_samples(text), Err(FitError::Line { line: at, .. }) if at == line),
                "{text}"
            );
        }
    }
}
