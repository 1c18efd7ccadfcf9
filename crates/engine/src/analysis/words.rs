//! Events in words an engineer would use.

use super::charges::Cause;
use super::structure::{Kind, Structure};
use crate::model::{Component, CopyMode, Failure, Project, Scope};

/// What it means that a variable is down.
#[must_use]
pub fn event(project: &Project, kind: Kind) -> String {
    match kind {
        Kind::Zone(zone) => format!("{} is out", project.zones()[zone].display_name()),
        Kind::Common(component) => {
            let component = &project.components()[component];
            format!("{}: {}", component.display_name(), modes(component, Scope::All, "common cause"))
        }
        Kind::Copies { component, available } => copies(&project.components()[component], available),
        Kind::Switch(component) => {
            format!("{} is switching over", project.components()[component].display_name())
        }
        Kind::Fallback(component, _) => {
            format!("{}: fallback misses", project.components()[component].display_name())
        }
        Kind::Detection(component) => {
            format!("{}: failed copy not yet noticed", project.components()[component].display_name())
        }
    }
}

/// "while API and PostgreSQL switch over".
#[must_use]
pub fn switching(project: &Project, structure: &Structure, cause: &Cause) -> String {
    let mut names: Vec<&str> = cause
        .effects
        .iter()
        .chain(&cause.returning.effects)
        .filter_map(|effect| match structure.variables[effect.variable as usize].kind {
            Kind::Switch(component) | Kind::Copies { component, .. } => {
                Some(project.components()[component].display_name())
            }
            _ => None,
        })
        .collect();
    let mut seen = Vec::new();
    names.retain(|name| {
        !seen.contains(name) && {
            seen.push(*name);
            true
        }
    });
    let verb = if names.len() == 1 { "switches" } else { "switch" };
    match names.split_last() {
        Some((last, [])) => format!("{last} {verb} over"),
        Some((last, rest)) => format!("{} and {last} {verb} over", rest.join(", ")),
        None => "something switches over".to_owned(),
    }
}

fn copies(component: &Component, available: u32) -> String {
    let name = component.display_name();
    let (count, required) = (component.copy_count(), component.required());
    let elsewhere = available < count;
    match (component.mode(), elsewhere) {
        _ if count == 1 => format!("{name}: {}", modes(component, Scope::Copy, "down")),
        (CopyMode::ActivePassive, false) => format!("{name}: no copy serves"),
        (CopyMode::ActivePassive, true) => format!("{name}: the {available} left elsewhere do not serve"),
        (_, false) if required == 1 => format!("{name}: all {count} copies down"),
        (_, false) => format!("{name}: fewer than {required} of {count} copies work"),
        (_, true) => format!("{name}: fewer than {required} of the {available} copies left elsewhere work"),
    }
}

/// "process or node", or `otherwise` where no mode has a name.
fn modes(component: &Component, scope: Scope, otherwise: &str) -> String {
    let of_scope = |failure: &&Failure| failure.scope() == scope;
    let names: Vec<&str> =
        component.failures().iter().filter(of_scope).filter_map(|failure| failure.name.as_deref()).collect();
    if names.is_empty() { otherwise.to_owned() } else { names.join(" or ") }
}

/// A whole cut set: "both API copies in eu-west-1b while eu-west-1a is out".
#[must_use]
pub fn cut_set(project: &Project, kinds: &[Kind]) -> String {
    let out: Vec<usize> = kinds
        .iter()
        .filter_map(|kind| match kind {
            Kind::Zone(zone) => Some(*zone),
            _ => None,
        })
        .collect();
    let failed: Vec<String> = kinds
        .iter()
        .filter_map(|kind| match *kind {
            Kind::Zone(_) => None,
            Kind::Copies { component, available } => {
                Some(left_copies(project, &project.components()[component], available, &out))
            }
            other => Some(event(project, other)),
        })
        .collect();
    let zones: Vec<&str> = out.iter().map(|&zone| project.zones()[zone].display_name()).collect();
    let verb = if zones.len() == 1 { "is" } else { "are" };
    match (failed.is_empty(), zones.is_empty()) {
        (false, false) => format!("{} while {} {verb} out", listed(&failed), listed(&zones)),
        (true, false) => format!("{} {verb} out", listed(&zones)),
        _ => listed(&failed),
    }
}

/// The copies whose zones are not out: "both API copies in eu-west-1b".
fn left_copies(project: &Project, component: &Component, available: u32, out: &[usize]) -> String {
    let name = component.display_name();
    if component.copy_count() == 1 {
        return copies(component, available);
    }
    let zones: Vec<&str> = component
        .zone_ids()
        .iter()
        .filter(|id| !is_within(project, id, out))
        .filter_map(|id| project.zone(id).map(|zone| zone.display_name()))
        .collect();
    // All that are left have to fail where just as many are needed as would still be too few without one.
    let failing = available + 1 - component.required().min(available);
    let place = if zones.is_empty() { String::new() } else { format!(" in {}", listed(&zones)) };
    match (failing, available) {
        (1, 1) => format!("the {name} copy{place}"),
        (2, 2) => format!("both {name} copies{place}"),
        (failing, available) if failing == available => format!("all {available} {name} copies{place}"),
        (1, available) => format!("one of the {available} {name} copies{place}"),
        (failing, available) => format!("{failing} of the {available} {name} copies{place}"),
    }
}

/// Whether a zone, or one around it, is among those that are out.
fn is_within(project: &Project, id: &str, out: &[usize]) -> bool {
    let mut current = Some(id);
    // A tree: no longer than there are zones.
    for _ in 0..=project.zones().len() {
        let Some(zone) = current.and_then(|id| project.zones().iter().position(|zone| zone.id == id)) else {
            return false;
        };
        if out.contains(&zone) {
            return true;
        }
        current = project.zones()[zone].parent.as_deref();
    }
    false
}

/// "a", "a and b", "a, b and c".
fn listed<S: AsRef<str>>(names: &[S]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn cut_sets_in_words() {
        let text = r#"{"format": "ninefold/1",
            "zones": [{"id": "eu"}, {"id": "a", "name": "eu-west-1a", "parent": "eu"}, {"id": "b", "name": "eu-west-1b", "parent": "eu"}],
            "components": [{"id": "api", "name": "API", "zones": ["a", "b"], "copies": {"mode": "active-active", "count": 4, "required": 1}},
                {"id": "db", "name": "DB", "zones": ["a", "b"], "copies": {"mode": "active-passive"}},
                {"id": "lb", "name": "Balancer", "failures": [{"name": "process", "mtbf": "1y", "mttr": "1h"}]}]}"#;
        let project = crate::model::read(text).unwrap().project;
        let copies = |component, available| Kind::Copies { component, available };
        for (kinds, words) in [
            (vec![Kind::Zone(1), copies(0, 2)], "both API copies in eu-west-1b while eu-west-1a is out"),
            (vec![Kind::Zone(1), copies(1, 1)], "the DB copy in eu-west-1b while eu-west-1a is out"),
            (vec![Kind::Zone(1), Kind::Zone(2)], "eu-west-1a and eu-west-1b are out"),
            (vec![Kind::Zone(0)], "eu is out"),
            (vec![copies(0, 4)], "all 4 API copies in eu-west-1a and eu-west-1b"),
            (
                vec![copies(2, 1), copies(1, 2)],
                "Balancer: process and both DB copies in eu-west-1a and eu-west-1b",
            ),
        ] {
            assert_eq!(cut_set(&project, &kinds), words);
        }
    }
}
