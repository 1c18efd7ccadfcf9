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
