//! What a simulated outage began with, in words.

use crate::model::Project;
use crate::simulation::CauseSimulation;

/// `Database: crash`, `Region west`, `API: common cause`.
#[must_use]
pub fn cause_name(project: &Project, cause: &CauseSimulation) -> String {
    let named = |id: &str| {
        let component = project.component(id).map(|it| it.display_name().to_owned());
        component.or_else(|| project.zone(id).map(|it| it.display_name().to_owned()))
    };
    let thing = named(&cause.id).unwrap_or_else(|| cause.id.clone());
    let what = match cause.kind.as_str() {
        "failure" => cause.name.clone(),
        "zone" if cause.name.is_empty() => "outage of the zone".to_owned(),
        "zone" => cause.name.clone(),
        "common cause" => joined("common cause", &cause.name),
        "failback" => "moving home".to_owned(),
        "maintenance" => joined("planned work", &cause.name),
        "scenario" => joined("scenario", &cause.name),
        "start" => "down from the start of a run".to_owned(),
        other => other.to_owned(),
    };
    match (thing.is_empty(), what.is_empty()) {
        (true, _) => what,
        (false, true) => thing,
        (false, false) => format!("{thing}: {what}"),
    }
}

fn joined(kind: &str, name: &str) -> String {
    if name.is_empty() || name == kind { kind.to_owned() } else { format!("{kind}, {name}") }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model;
    use crate::simulation::Interval;

    #[test]
    fn causes_are_called_what_people_call_them() {
        let text = r#"{"format": "ninefold/1", "journeys": [{"id": "j", "entry": "db"}], "zones": [{"id": "z", "name": "West"}],
            "components": [{"id": "db", "name": "Database", "failures": [{"mtbf": "30d", "mttr": "1h"}]}]}"#;
        let project = model::read(text).unwrap().project;
        let cause = |id: &str, kind: &str, name: &str| {
            let none = Interval { mean: 0.0, low: 0.0, high: 0.0 };
            cause_name(
                &project,
                &CauseSimulation {
                    id: id.to_owned(),
                    kind: kind.to_owned(),
                    name: name.to_owned(),
                    downtime_seconds_per_year: none,
                    outages_per_year: 0.0,
                    share: 0.0,
                },
            )
        };
        assert_eq!(cause("db", "failure", "crash"), "Database: crash");
        assert_eq!(cause("db", "failure", ""), "Database");
        assert_eq!(cause("z", "zone", ""), "West: outage of the zone");
        assert_eq!(cause("db", "common cause", ""), "Database: common cause");
        assert_eq!(cause("db", "maintenance", "patching"), "Database: planned work, patching");
        assert_eq!(cause("", "start", ""), "down from the start of a run");
        assert_eq!(cause("gone", "failure", ""), "gone");
    }
}
