//! Failure modes and the laws of random durations.

use super::super::law::{Distribution, Law};
use super::super::operation::Deploys;
use super::super::path::Path;
use super::super::types::{Failure, Scope};
use super::super::uncertainty::Uncertainty;
use super::{Check, Kind, MAX_LIST};
use crate::units::Duration;

/// Whether a random duration may be nothing at all.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Least {
    /// Zero is allowed.
    Zero,
    /// Must have a mean above zero.
    AboveZero,
}

impl Check<'_> {
    /// The failure modes of a zone or component.
    pub(super) fn failures(&mut self, holder: &Path<'_>, failures: &[Failure], kind: Kind) {
        let list = holder.key("failures");
        self.not_too_many(&list, failures.len(), MAX_LIST);
        for (index, failure) in failures.iter().enumerate() {
            let path = list.index(index);
            self.failure(&path, failure);
            if kind == Kind::Zone && failure.scope == Some(Scope::Copy) {
                self.warning(&path.key("scope"), "a zone has no copies; `scope` has no effect here");
            }
        }
    }

    fn failure(&mut self, path: &Path<'_>, failure: &Failure) {
        if let Some(deploys) = &failure.deploys {
            self.deploys(&path.key("deploys"), deploys, failure);
        }
        match (&failure.mtbf, failure.availability) {
            (None, None) if failure.deploys.is_some() && failure.mttr.is_none() => {
                let message = "`mttr` is missing: how long until a failed change is taken back?";
                self.error(&path.key("mttr"), message);
            }
            (None, None) if failure.deploys.is_some() => {}
            (Some(_), Some(_)) => self.error_with(
                path,
                "both `mtbf` and `availability` are given, and they may contradict each other",
                "keep one; `availability` with `mttr` means mtbf = mttr · A/(1−A)",
            ),
            (None, None) => self.error_with(
                path,
                "neither `mtbf` nor `availability` is given",
                "write for example {\"mtbf\": \"90d\", \"mttr\": \"10m\"} or {\"availability\": 0.999, \"mttr\": \"1h\"}",
            ),
            (Some(_), None) if failure.mttr.is_none() => {
                self.error_with(&path.key("mttr"), "`mttr` is missing", "how long is it down, for example \"10m\"?");
            }
            (None, Some(availability)) if failure.mttr.is_none() && availability < 1.0 => self.warning(
                &path.key("mttr"),
                "no `mttr` next to `availability`; 1 h is assumed (it decides how many outages there are)",
            ),
            _ => {}
        }
        if let Some(law) = &failure.mtbf {
            self.distribution(&path.key("mtbf"), law, Least::AboveZero);
        }
        if let Some(law) = &failure.mttr {
            let certain =
                failure.mtbf.is_some() || failure.deploys.is_some() || failure.availability == Some(1.0);
            let least = if certain { Least::Zero } else { Least::AboveZero };
            self.distribution(&path.key("mttr"), law, least);
        }
        if let Some(availability) = failure.availability {
            self.availability(&path.key("availability"), availability);
        }
        if let Some(uncertainty) = &failure.uncertainty {
            self.uncertainty(&path.key("uncertainty"), uncertainty, failure);
        }
    }

    /// Changes that fail stand for an up time, so there must be no other.
    fn deploys(&mut self, path: &Path<'_>, deploys: &Deploys, failure: &Failure) {
        self.positive(&path.key("every"), Some(deploys.every.hours()));
        let rate = deploys.change_failure_rate;
        if !(rate > 0.0 && rate <= 1.0) {
            let message = format!("must be above 0 and at most 1, not {rate}");
            self.error(&path.key("change_failure_rate"), message);
        }
        if failure.mtbf.is_some() || failure.availability.is_some() {
            self.error(path, "`deploys` says how often it fails; leave out `mtbf` and `availability`");
        }
    }

    /// Ranges that are ranges, of figures that are given.
    fn uncertainty(&mut self, path: &Path<'_>, known: &Uncertainty, failure: &Failure) {
        let given = [
            ("mtbf", known.mtbf.is_some(), failure.mtbf.is_some()),
            ("availability", known.availability.is_some(), failure.availability.is_some()),
            ("observed", known.observed.is_some(), failure.mtbf.is_some()),
        ];
        for (key, range, figure) in given {
            if range && !figure {
                let of = if key == "observed" { "mtbf" } else { key };
                self.error(&path.key(key), format!("says how well `{of}` is known, which is not given"));
            }
        }
        if known.mtbf.is_some() && known.observed.is_some() {
            let message = "both a range and failures that were seen say how well `mtbf` is known";
            self.error_with(&path.key("observed"), message, "keep one of them");
        }
        for (key, range) in [("mtbf", &known.mtbf), ("mttr", &known.mttr)] {
            if let Some(range) = range {
                let place = path.key(key);
                self.positive(&place.key("low"), Some(range.low.hours()));
                self.positive(&place.key("high"), Some(range.high.hours()));
                if range.low.hours() > range.high.hours() {
                    let message = format!("`low` ({}) must not exceed `high` ({})", range.low, range.high);
                    self.error(&place.key("low"), message);
                }
            }
        }
        if let Some(range) = &known.availability {
            let place = path.key("availability");
            let inside = |value: f64| value > 0.0 && value < 1.0;
            if !(inside(range.low) && inside(range.high) && range.low <= range.high) {
                self.error(&place, "`low` and `high` must lie between 0 and 1, in this order");
            }
        }
        if let Some(observed) = &known.observed {
            let place = path.key("observed");
            self.positive(&place.key("period"), Some(observed.period.hours()));
            if observed.failures > 1_000_000 {
                self.error(&place.key("failures"), "at most a million failures can be computed with");
            }
        }
    }

    /// A random duration: parameters that make sense, and a usable mean.
    pub(super) fn distribution(&mut self, path: &Path<'_>, distribution: &Distribution, least: Least) {
        let before = self.found.len();
        if let Distribution::Law(law) = distribution {
            self.law(&path.key(law.name()), law);
        }
        if self.found.len() > before {
            return;
        }
        let mean = distribution.mean_hours();
        if !mean.is_finite() || mean < 0.0 {
            self.error(path, format!("the mean must be a finite duration and not negative, not {mean} h"));
        } else if mean == 0.0 && least == Least::AboveZero {
            self.error(path, "must be more than zero");
        }
    }

    fn law(&mut self, path: &Path<'_>, law: &Law) {
        match law {
            Law::Exponential { mean } => self.time(&path.key("mean"), mean),
            Law::Fixed { value } => self.time(&path.key("value"), value),
            Law::Gamma { mean, shape } => {
                self.time(&path.key("mean"), mean);
                self.shape(&path.key("shape"), *shape);
            }
            Law::Weibull { mean, scale, shape } => {
                self.exactly_one(path, ("mean", mean), ("scale", scale));
                self.shape(&path.key("shape"), *shape);
            }
            Law::Lognormal { .. } => self.lognormal(path, law),
            Law::Uniform { low, high } => {
                self.time(&path.key("low"), low);
                self.time(&path.key("high"), high);
                if low.hours() > high.hours() {
                    self.error(&path.key("low"), format!("`low` ({low}) must not exceed `high` ({high})"));
                }
            }
            Law::Empirical { samples } => self.samples(&path.key("samples"), samples),
        }
    }

    fn lognormal(&mut self, path: &Path<'_>, law: &Law) {
        let Law::Lognormal { mean, median, sigma, p95 } = law else { return };
        let before = self.found.len();
        self.exactly_one(path, ("mean", mean), ("median", median));
        if sigma.is_some() == p95.is_some() {
            self.error(path, "exactly one of `sigma` and `p95` must be given");
        }
        if sigma.is_some_and(|sigma| !(sigma > 0.0 && sigma <= 20.0)) {
            let given = sigma.unwrap_or_default();
            self.error(&path.key("sigma"), format!("must be more than 0 (and at most 20), not {given}"));
        }
        if let Some(p95) = p95 {
            self.time(&path.key("p95"), p95);
        }
        if self.found.len() == before && law.lognormal_parameters().is_none() {
            let centre = if mean.is_some() { "mean (and at most 3.868 times it)" } else { "median" };
            self.error(
                &path.key("p95"),
                format!("no log-normal law has this 95 % quantile: it must exceed the {centre}"),
            );
        }
    }

    /// Exactly one of two times, above zero.
    fn exactly_one(
        &mut self,
        path: &Path<'_>,
        first: (&str, &Option<Duration>),
        second: (&str, &Option<Duration>),
    ) {
        match (first.1, second.1) {
            (Some(_), Some(_)) | (None, None) => {
                self.error(path, format!("exactly one of `{}` and `{}` must be given", first.0, second.0));
            }
            (Some(time), None) => self.positive(&path.key(first.0), Some(time.hours())),
            (None, Some(time)) => self.positive(&path.key(second.0), Some(time.hours())),
        }
    }

    /// A shape within what can be computed with.
    fn shape(&mut self, path: &Path<'_>, shape: f64) {
        if shape.is_nan() || shape <= 0.0 {
            self.error(path, format!("a shape must be more than zero, not {shape}"));
        } else if !(0.01..=1_000.0).contains(&shape) {
            self.error(path, format!("a shape must lie between 0.01 and 1000, not {shape}"));
        }
    }

    fn samples(&mut self, path: &Path<'_>, samples: &[Duration]) {
        if samples.is_empty() {
            self.error(path, "at least one sample is needed");
        }
        self.not_too_many(path, samples.len(), MAX_LIST);
        for (index, sample) in samples.iter().enumerate().take(MAX_LIST) {
            self.time(&path.index(index), sample);
        }
    }

    /// A time that is finite and not negative.
    pub(super) fn time(&mut self, path: &Path<'_>, time: &Duration) {
        if !(time.hours() >= 0.0 && time.hours().is_finite()) {
            self.error(path, format!("a duration must be finite and not negative, not {time}"));
        }
    }
}
