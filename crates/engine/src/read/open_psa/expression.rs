//! Probabilities of basic events: numbers, parameters, arithmetic, and the laws of the format. Times are hours, rates per
//! hour, unless the file keeps to another unit throughout.

use std::collections::HashMap;

use super::definitions::{Definitions, Kind};
use super::{BasicEvent, File, ReadError};

/// The probabilities of the basic events `wanted`, by definition.
pub fn evaluate(
    file: &File<'_>,
    definitions: &Definitions,
    wanted: &[usize],
    mission_hours: f64,
) -> Result<Vec<BasicEvent>, ReadError> {
    let mut work = Work { file, definitions, mission_hours, parameters: HashMap::new() };
    let mut events = Vec::with_capacity(wanted.len());
    for &definition in wanted {
        let probability = work.definition(definition)?;
        let name = definitions.list[definition].name.clone();
        if !(0.0..=1.0).contains(&probability) {
            let message = format!("the probability of '{name}' is {probability}; it must be from 0 to 1");
            return Err(file.error(definitions.list[definition].element, message));
        }
        events.push(BasicEvent { name, probability });
    }
    Ok(events)
}

struct Work<'a> {
    file: &'a File<'a>,
    definitions: &'a Definitions,
    mission_hours: f64,
    /// By definition; none while it is being computed.
    parameters: HashMap<usize, Option<f64>>,
}

impl Work<'_> {
    /// The value of a basic event's or parameter's expression, after the parameters it needs.
    fn definition(&mut self, definition: usize) -> Result<f64, ReadError> {
        let mut stack = vec![(definition, false)];
        loop {
            let Some((next, is_open)) = stack.pop() else { return Ok(0.0) };
            if is_open || !self.parameters.contains_key(&next) {
                let missing = if is_open { Vec::new() } else { self.missing(next)? };
                if missing.is_empty() {
                    let value = self.value(next)?;
                    if stack.is_empty() {
                        return Ok(value);
                    }
                    self.parameters.insert(next, Some(value));
                } else {
                    self.parameters.insert(next, None);
                    stack.push((next, true));
                    stack.extend(missing.into_iter().map(|parameter| (parameter, false)));
                }
            }
        }
    }

    /// The parameters that the expression of `definition` names and that have no value yet.
    fn missing(&self, definition: usize) -> Result<Vec<usize>, ReadError> {
        let element = self.definitions.list[definition].element;
        let mut missing = Vec::new();
        for part in element + 1..self.file.document.end(element) {
            let Some(parameter) = self.parameter(part, definition)? else { continue };
            match self.parameters.get(&parameter) {
                Some(Some(_)) => {}
                None if parameter != definition => missing.push(parameter),
                _ => {
                    let name = &self.definitions.list[parameter].name;
                    let message = format!("the parameter '{name}' depends on itself: break the cycle");
                    return Err(self.file.error(self.definitions.list[parameter].element, message));
                }
            }
        }
        Ok(missing)
    }

    fn parameter(&self, element: usize, definition: usize) -> Result<Option<usize>, ReadError> {
        if self.file.document.name(element) != "parameter" {
            return Ok(None);
        }
        let name = self.file.required(element, "name")?;
        let found = self.definitions.parameter(self.definitions.list[definition].container, name);
        found
            .map(Some)
            .ok_or_else(|| self.file.error(element, format!("the parameter '{name}' is not defined")))
    }

    fn value(&self, definition: usize) -> Result<f64, ReadError> {
        let own = &self.definitions.list[definition];
        let parts = self.file.parts(own.element);
        let [expression] = parts[..] else {
            let what = if own.kind == Kind::Basic { "probability" } else { "value" };
            let message =
                format!("the {} '{}' needs one {what} and has {}", own.kind.word(), own.name, parts.len());
            return Err(self.file.error(own.element, message));
        };
        let end = self.file.document.end(expression);
        let mut values = vec![0.0; end - expression];
        for part in (expression..end).rev() {
            let arguments: Vec<f64> =
                self.file.document.children(part).map(|child| values[child - expression]).collect();
            values[part - expression] = self.expression(part, definition, &arguments)?;
        }
        Ok(values[0])
    }

    fn expression(&self, element: usize, definition: usize, values: &[f64]) -> Result<f64, ReadError> {
        if let Some(parameter) = self.parameter(element, definition)? {
            return Ok(self.parameters.get(&parameter).copied().flatten().unwrap_or(f64::NAN));
        }
        match self.file.document.name(element) {
            "float" | "int" => self.number(element),
            "bool" => Ok(f64::from(u8::from(super::formula::truth(self.file, element)?))),
            "system-mission-time" => Ok(self.mission_hours),
            "pi" => Ok(std::f64::consts::PI),
            tag => apply(tag, values).map_err(|message| self.file.error(element, message)),
        }
    }

    fn number(&self, element: usize) -> Result<f64, ReadError> {
        let text = self.file.required(element, "value")?;
        match text.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(self.file.error(element, format!("a number was expected, not '{text}'"))),
        }
    }
}

/// The value of an operation; of a random deviate, its mean.
fn apply(tag: &str, values: &[f64]) -> Result<f64, String> {
    let sum = || values.iter().sum::<f64>();
    Ok(match (tag, values) {
        ("neg", [x]) => -x,
        ("add", [_, ..]) => sum(),
        ("sub", [first, rest @ ..]) => rest.iter().fold(*first, |left, x| left - x),
        ("mul", [_, ..]) => values.iter().product(),
        ("div", [first, rest @ ..]) => rest.iter().fold(*first, |left, x| left / x),
        ("pow", [base, exponent]) => libm::pow(*base, *exponent),
        ("exp", [x]) => libm::exp(*x),
        ("log", [x]) => libm::log(*x),
        ("log10", [x]) => libm::log10(*x),
        ("sqrt", [x]) => libm::sqrt(*x),
        ("abs", [x]) => x.abs(),
        ("floor", [x]) => x.floor(),
        ("ceil", [x]) => x.ceil(),
        ("min", [_, ..]) => values.iter().copied().fold(f64::INFINITY, f64::min),
        ("max", [_, ..]) => values.iter().copied().fold(f64::NEG_INFINITY, f64::max),
        ("mean", [_, ..]) => sum() / values.len() as f64,
        ("exponential", [rate, time]) => exponential(*rate, *time),
        ("GLM", [gamma, failure, repair, time]) => glm(*gamma, *failure, *repair, *time),
        ("Weibull", [scale, shape, start, time]) => weibull(*scale, *shape, *start, *time),
        ("periodic-test", [rate, interval, first, time]) => periodic_test(*rate, *interval, *first, *time),
        ("uniform-deviate", [low, high]) => (low + high) / 2.0,
        ("normal-deviate" | "lognormal-deviate", [mean, ..]) => *mean,
        ("gamma-deviate", [shape, scale]) => shape * scale,
        ("beta-deviate", [alpha, beta]) => alpha / (alpha + beta),
        (
            "neg" | "add" | "sub" | "mul" | "div" | "pow" | "exp" | "log" | "log10" | "sqrt" | "abs"
            | "floor" | "ceil" | "min" | "max" | "mean" | "exponential" | "GLM" | "Weibull" | "periodic-test"
            | "uniform-deviate" | "normal-deviate" | "lognormal-deviate" | "gamma-deviate" | "beta-deviate",
            _,
        ) => return Err(format!("<{tag}> with {} arguments is not supported", values.len())),
        _ => return Err(format!("<{tag}> is not an expression that is supported")),
    })
}

/// P(failed by `time`), never repaired: 1 − e^(−λt), computed without subtraction.
fn exponential(rate: f64, time: f64) -> f64 {
    -libm::expm1(-rate * time)
}

/// P(down at `time`) with P(failed at start) γ, failure rate λ and repair rate μ:
/// λ/(λ + μ)·(1 − e^(−(λ+μ)t)) + γ·e^(−(λ+μ)t).
fn glm(gamma: f64, failure: f64, repair: f64, time: f64) -> f64 {
    let both = failure + repair;
    if both == 0.0 {
        return gamma;
    }
    failure / both * -libm::expm1(-both * time) + gamma * libm::exp(-both * time)
}

/// 1 − exp(−((t − t₀)/scale)^shape), nothing before t₀.
fn weibull(scale: f64, shape: f64, start: f64, time: f64) -> f64 {
    if time <= start {
        return 0.0;
    }
    -libm::expm1(-libm::pow((time - start) / scale, shape))
}

/// Exponential since the last of the instant and perfect tests at `first`, `first + interval`, …; at a test, just before it.
fn periodic_test(rate: f64, interval: f64, first: f64, time: f64) -> f64 {
    if time <= first {
        return exponential(rate, time);
    }
    let since = libm::fmod(time - first, interval);
    exponential(rate, if since > 0.0 { since } else { interval })
}
