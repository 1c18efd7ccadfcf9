//! What would help most: the changes that save most minutes, each computed exactly, with everything else as it is.

use serde::Serialize;

use super::words;
use crate::analysis::{InputSensitivity, JourneySensitivity};
use crate::model::Project;
use crate::units::{format_duration, format_share};

/// Most recommendations for a journey.
const MOST: usize = 6;
/// What saves less than this share of the downtime is no advice.
const LEAST: f64 = 0.01;

/// One change and what it saves.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Recommendation {
    /// Id of the journey.
    pub journey: String,
    /// Id of the component or zone.
    pub id: String,
    /// The change, in words.
    pub change: String,
    /// Downtime it saves in 8,760 h.
    pub saved_seconds_per_year: f64,
    /// The same as a fraction of the journey's downtime.
    pub saved_share: f64,
}

/// The changes that save most, for every journey: one copy more of something, or a time (or a chance to fail) halved.
#[must_use]
pub fn recommendations(project: &Project, found: &[JourneySensitivity]) -> Vec<Recommendation> {
    found.iter().flat_map(|journey| of_journey(project, journey)).collect()
}

fn of_journey(project: &Project, found: &JourneySensitivity) -> Vec<Recommendation> {
    let total = found.downtime_seconds_per_year;
    let entry = |id: &str, change: String, saved: f64| Recommendation {
        journey: found.id.clone(),
        id: id.to_owned(),
        change,
        saved_seconds_per_year: saved,
        saved_share: if total > 0.0 { saved / total } else { 0.0 },
    };
    let copies = found.copies.iter().filter_map(|part| {
        let saved = -part.more_seconds_per_year?;
        let name = words::name(project, &part.id);
        Some(entry(
            &part.id,
            format!("One more copy of {name} ({} instead of {})", part.copies + 1, part.copies),
            saved,
        ))
    });
    let inputs = found.inputs.iter().map(|input| {
        // An up time that doubles, or any other time or chance that is halved.
        let (factor, saved) = if is_up_time(input) {
            (2.0, -input.doubled_seconds_per_year)
        } else {
            (0.5, -input.halved_seconds_per_year)
        };
        entry(&input.id, in_words(project, input, factor), saved)
    });
    let mut list: Vec<Recommendation> = copies.chain(inputs).filter(|it| it.saved_share >= LEAST).collect();
    crate::order::sort_by(&mut list, |a, b| {
        b.saved_seconds_per_year.total_cmp(&a.saved_seconds_per_year).then_with(|| a.change.cmp(&b.change))
    });
    list.truncate(MOST);
    list
}

fn is_up_time(input: &InputSensitivity) -> bool {
    input.input.ends_with("mtbf") || input.input.ends_with("every")
}

/// `PostgreSQL: repairs in 30 m instead of 1 h`.
fn in_words(project: &Project, input: &InputSensitivity, factor: f64) -> String {
    let name = words::name(project, &input.id);
    let mode = mode_name(project, input);
    let last = input.input.rsplit('.').next().unwrap_or(&input.input);
    if input.unit == "fraction" {
        let missing = 1.0 - input.value;
        let (before, after) = (format_share(missing), format_share(missing * factor));
        return match last {
            "success" => format!("{name}: failover that fails {after} of the time instead of {before}"),
            "change_failure_rate" => format!("{name}{mode}: half as many changes that fail"),
            _ => format!("{name}{mode}: down {after} of the time instead of {before}"),
        };
    }
    let time = |hours: f64| format_duration(hours * 3_600.0);
    let (before, after) = (time(input.value), time(input.value * factor));
    match last {
        "mtbf" => format!("{name}{mode}: a failure every {after} instead of every {before}"),
        "every" => format!("{name}{mode}: a change every {after} instead of every {before}"),
        "mttr" => format!("{name}{mode}: repaired in {after} instead of {before}"),
        "time" => format!("{name}: switched over in {after} instead of {before}"),
        "manual" => format!("{name}: switched by hand in {after} instead of {before}"),
        "detection" => format!("{name}: noticed in {after} instead of {before}"),
        other => format!("{name}: {other} {after} instead of {before}"),
    }
}

/// ` (bad deploy)` where the failure mode has a name.
fn mode_name(project: &Project, input: &InputSensitivity) -> String {
    let number =
        input.input.strip_prefix("failures[").and_then(|rest| rest.split(']').next()?.parse::<usize>().ok());
    let component = project.component(&input.id).map(|it| it.failures());
    let failures = component.or_else(|| project.zone(&input.id).map(|it| it.failures())).unwrap_or_default();
    let name = number.and_then(|number| failures.get(number)?.name.as_deref());
    name.map_or(String::new(), |name| format!(" ({name})"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::analysis::{Options, sensitivity};

    /// A single database, down 1 h in 1,000 h: a second copy saves nearly all of it, half the repair time half.
    #[test]
    fn a_second_copy_first() {
        let text = r#"{"format": "ninefold/1", "components": [{"id": "db", "name": "DB", "failures": [{"name": "disk", "mtbf": "999h", "mttr": "1h"}]}],
            "journeys": [{"id": "q", "entry": "db"}]}"#;
        let project = crate::model::read(text).unwrap().project;
        let found = recommendations(&project, &sensitivity(&project, &Options::default()).unwrap());
        let words: Vec<&str> = found.iter().map(|it| it.change.as_str()).collect();
        assert!(words.contains(&"DB (disk): repaired in 30 m instead of 1 h"), "{words:?}");
        let repair = found.iter().find(|it| it.change.contains("repaired")).unwrap();
        assert!((repair.saved_share - 0.5).abs() < 1e-3);
        assert!(
            found.windows(2).all(|pair| pair[0].saved_seconds_per_year >= pair[1].saved_seconds_per_year)
        );
    }
}
