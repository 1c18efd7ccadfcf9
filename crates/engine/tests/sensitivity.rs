//! What the downtime depends on: against finite differences of the whole answer, closed forms, and the answer for the changed file; and
//! what uncertain inputs leave, against laws that can be written down.
#![allow(clippy::unwrap_used)]

use ninefold_engine::analysis::{
    InputSensitivity, JourneySensitivity, Options, analyze, sensitivity, uncertainty,
};
use ninefold_engine::units::Duration;
use ninefold_engine::{model, templates};
use serde_json::{Value, json};

const SECONDS_PER_YEAR: f64 = 8_760.0 * 3_600.0;

fn read(project: &Value) -> model::Project {
    model::read(&project.to_string()).unwrap_or_else(|fault| panic!("{fault}")).project
}

/// Seconds down a year of a journey.
fn down(project: &Value, journey: usize) -> f64 {
    let options = Options { cut_sets: 0, ..Options::default() };
    analyze(&read(project), &options).unwrap().journeys[journey].unavailability * SECONDS_PER_YEAR
}

fn of(project: &Value) -> Vec<JourneySensitivity> {
    sensitivity(&read(project), &Options::default()).unwrap()
}

/// The file with one input set; none where the input is a law and not a duration or number alone.
fn with(project: &Value, input: &InputSensitivity, value: f64) -> Option<Value> {
    let mut changed = project.clone();
    let holders = ["components", "zones"].into_iter().find_map(|kind| {
        let list = project[kind].as_array()?;
        Some((kind, list.iter().position(|part| part["id"] == input.id.as_str())?))
    });
    let (kind, at) = holders.unwrap();
    let pointer: String = input.input.replace('[', ".").replace(']', "").replace('.', "/");
    let place = changed[kind][at].pointer_mut(&format!("/{pointer}"))?;
    let plain = match &*place {
        Value::String(text) => Duration::parse(text).unwrap().hours(),
        Value::Number(number) => number.as_f64().unwrap(),
        _ => return None,
    };
    assert!((plain - input.value).abs() <= 1e-12 * plain, "{} {plain} {}", input.input, input.value);
    *place = json!(value);
    Some(changed)
}

fn near(value: f64, expected: f64, error: f64, what: &str) {
    assert!((value - expected).abs() <= error, "{what}: {value} is not {expected}");
}

/// Every input of every template by a central difference of the whole answer, and halved and doubled.
#[test]
fn templates_by_differences() {
    let mut checked = 0;
    for template in templates::all() {
        let project: Value = serde_json::from_str(template.text).unwrap();
        if project["journeys"].as_array().is_none_or(Vec::is_empty) {
            continue;
        }
        let found = of(&project);
        for (journey, found) in found.iter().enumerate() {
            near(found.downtime_seconds_per_year, down(&project, journey), 1e-6, "base");
            let steepest = found.inputs.iter().map(|input| input.elasticity.abs()).fold(0.0, f64::max);
            for input in found.inputs.iter().take(12) {
                let fails = if input.unit == "fraction" { 1.0 - input.value } else { input.value };
                let step = 1e-3 * fails;
                let pair =
                    (with(&project, input, input.value - step), with(&project, input, input.value + step));
                let (Some(below), Some(above)) = pair else { continue };
                let slope = (down(&above, journey) - down(&below, journey)) / (2.0 * step);
                let what = format!("{} {} {}", template.id, input.id, input.input);
                let scale = steepest * found.downtime_seconds_per_year / fails.max(1e-9);
                near(input.derivative_seconds_per_year, slope, 1e-4 * slope.abs() + 1e-6 * scale, &what);
                let elasticity = slope * fails / found.downtime_seconds_per_year
                    * if input.unit == "fraction" { -1.0 } else { 1.0 };
                near(input.elasticity, elasticity, 1e-4 * elasticity.abs() + 1e-6 * steepest, &what);
                let half = if input.unit == "fraction" { 1.0 - fails / 2.0 } else { fails / 2.0 };
                let halved = down(&with(&project, input, half).unwrap(), journey);
                near(
                    input.halved_seconds_per_year,
                    halved - found.downtime_seconds_per_year,
                    1e-6 * halved,
                    &what,
                );
                checked += 1;
            }
        }
    }
    println!("{checked} inputs checked");
    assert!(checked >= 20, "{checked}");
}

/// Two units in series: dU/dm = −(1 − U₂)·r/(m + r)² for the first one's mean up time m, and m/(m + r)² for its repair r.
#[test]
fn series_in_closed_form() {
    let unit = |id: &str, mtbf: f64, mttr: f64| json!({"id": id, "failures": [{"mtbf": mtbf, "mttr": mttr}]});
    let project = json!({"format": "ninefold/1", "components": [unit("a", 400.0, 2.0), unit("b", 900.0, 5.0)],
                         "links": [{"from": "a", "to": "b"}], "journeys": [{"id": "j", "entry": "a"}]});
    let found = of(&project).remove(0);
    let slope = |id: &str, input: &str| {
        let input = found.inputs.iter().find(|i| i.id == id && i.input == input).unwrap();
        input.derivative_seconds_per_year / SECONDS_PER_YEAR
    };
    for (id, m, r, other) in [("a", 400.0, 2.0, 900.0 / 905.0), ("b", 900.0, 5.0, 400.0 / 402.0)] {
        let cycle: f64 = m + r;
        // The differences of the parts leave 1e−8 of the slope.
        let exact = [-other * r / (cycle * cycle), other * m / (cycle * cycle)];
        near(slope(id, "failures[0].mtbf"), exact[0], 2e-8 * exact[0].abs(), id);
        near(slope(id, "failures[0].mttr"), exact[1], 2e-8 * exact[1], id);
    }
}

/// One of two copies: U = u², dU/dr = 2u·m/(m + r)²; with a third copy u³, with one fewer u.
#[test]
fn copies_in_closed_form() {
    let project = json!({"format": "ninefold/1", "journeys": [{"id": "j", "entry": "a"}],
        "components": [{"id": "a", "failures": [{"mtbf": 99, "mttr": 1}], "copies": {"mode": "active-active", "count": 2}}]});
    let found = of(&project).remove(0);
    let input = found.inputs.iter().find(|input| input.input.ends_with("mttr")).unwrap();
    near(input.derivative_seconds_per_year / SECONDS_PER_YEAR, 0.02 * 99.0 / 10_000.0, 1e-10, "slope");
    near(input.elasticity, 2.0 * 0.99, 1e-7, "elasticity");
    let copies = &found.copies[0];
    near(copies.fewer_seconds_per_year.unwrap() / SECONDS_PER_YEAR, 0.01 - 1e-4, 1e-12, "fewer");
    near(copies.more_seconds_per_year.unwrap() / SECONDS_PER_YEAR, 1e-6 - 1e-4, 1e-12, "more");
}

/// A switch-over that never fails has a slope too: what the first failure in a million would cost.
#[test]
fn certain_success_has_a_slope() {
    let project = |success: f64| {
        json!({"format": "ninefold/1", "journeys": [{"id": "j", "entry": "a"}], "components": [{"id": "a",
            "failures": [{"mtbf": 1000, "mttr": 4}], "copies": {"mode": "active-passive",
            "failover": {"time": "1m", "success": success}}}]})
    };
    let found = of(&project(1.0)).remove(0);
    let input = found.inputs.iter().find(|input| input.input.ends_with("success")).unwrap();
    let slope = (down(&project(1.0), 0) - down(&project(1.0 - 1e-4), 0)) / 1e-4;
    near(input.derivative_seconds_per_year, slope, 1e-3 * slope.abs(), "success");
}

/// U ≈ r/m with both log-normal: ln U is normal, its spread the root of the sum of squares; the shares are those of the squares.
#[test]
fn log_normal_inputs_by_the_sum_of_squares() {
    let range = |low: f64, high: f64| json!({"low": low, "high": high});
    let project = json!({"format": "ninefold/1", "objective": {"availability": 0.9999}, "journeys": [{"id": "j", "entry": "a"}],
        "components": [{"id": "a", "failures": [{"mtbf": 1e6, "mttr": 100,
            "uncertainty": {"mtbf": range(2.5e5, 4e6), "mttr": range(50.0, 200.0)}}]}]});
    let found = uncertainty(&read(&project), &Options::default()).unwrap().remove(0);
    let spread = libm::sqrt(libm::log(4.0) * libm::log(4.0) + libm::log(2.0) * libm::log(2.0));
    let values = found.unavailability;
    for (value, expected) in [(values.low, -spread), (values.median, 0.0), (values.high, spread)] {
        near(value / 1e-4, libm::exp(expected), 0.04 * libm::exp(expected), "quantile");
    }
    near(found.inputs[0].share, 0.8, 1e-3, "share");
    assert_eq!(found.inputs[0].input, "failures[0].mtbf");
    near(found.inputs[1].low, 50.0, 1e-9, "range");
    near(found.bounds.low / (50.0 / 4e6), 1.0, 1e-3, "best");
    near(found.bounds.high / (200.0 / 2.5e5), 1.0, 1e-3, "worst");
    near(found.met.unwrap(), 0.5, 0.03, "promise");
}

/// Counted failures, an availability, and the same file without any of it.
#[test]
fn counts_and_availabilities() {
    let project = |known: Value, figures: Value| {
        let mut mode = figures;
        mode["uncertainty"] = known;
        json!({"format": "ninefold/1", "journeys": [{"id": "j", "entry": "a"}],
               "components": [{"id": "a", "failures": [mode]}]})
    };
    let counted = project(
        json!({"observed": {"failures": 3, "period": "1000h"}}),
        json!({"mtbf": "285h", "mttr": "1m"}),
    );
    let found = uncertainty(&read(&counted), &Options::default()).unwrap().remove(0);
    // χ²₇ at 5 % and 95 %: 2.167 and 14.067.
    near(found.unavailability.low * 60.0, 2.167 / 2_000.0, 0.02 * 2.167 / 2_000.0, "few failures");
    near(found.unavailability.high * 60.0, 14.067 / 2_000.0, 0.02 * 14.067 / 2_000.0, "many failures");
    let share = project(
        json!({"availability": {"low": 0.999, "high": 0.9999}}),
        json!({"availability": 0.9995, "mttr": "1h"}),
    );
    let found = uncertainty(&read(&share), &Options::default()).unwrap().remove(0);
    near(found.unavailability.low, 1e-4, 3e-6, "best");
    near(found.unavailability.high, 1e-3, 3e-5, "worst");
    let plain =
        json!({"format": "ninefold/1", "journeys": [{"id": "j", "entry": "a"}], "components": [{"id": "a"}]});
    assert!(uncertainty(&read(&plain), &Options::default()).unwrap().is_empty());
}
