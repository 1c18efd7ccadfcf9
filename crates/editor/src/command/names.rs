//! Names: of commands for the undo list, and new ids and display names that people can read.

use std::collections::HashSet;

use ninefold_engine::model::Project;

use super::{Command, Input, Insertion, Target};
use crate::document::Document;
use crate::presets;
use crate::selection::{Item, Selection};

/// "Add service", "Move API", "Set mtbf of API".
pub(super) fn of(command: &Command, document: &Document) -> String {
    let project = document.project();
    let label = |id: &str| Item::component(id).label(project);
    let described = |items: &Selection| items.describe(project);
    match command {
        Command::AddComponent { preset, .. } => {
            format!("Add {}", presets::component(preset).map_or(preset.as_str(), |it| it.name))
        }
        Command::AddZone { preset, .. } => {
            format!("Add {}", presets::zone(preset).map_or(preset.as_str(), |it| it.name))
        }
        Command::AddJourney { entry } => format!("Add journey to {}", label(entry)),
        Command::Paste { fragment, .. } => format!("Paste {}", counted(fragment.len())),
        Command::Duplicate(items) | Command::DuplicateAt { items, .. } => {
            format!("Duplicate {}", described(items))
        }
        Command::Remove(items) => format!("Delete {}", described(items)),
        Command::Arrange { items, how } => format!("{}: {}", how.label(), described(items)),
        Command::Move { items, .. } => format!("Move {}", described(items)),
        Command::MoveIntoZone { items, zone: Some(zone) } => {
            format!("Move {} into {}", described(items), Item::zone(zone).label(project))
        }
        Command::MoveIntoZone { items, zone: None } => format!("Move {} out of its zone", described(items)),
        Command::Connect { from, to } => format!("Connect {} to {}", label(from), label(to)),
        Command::Reconnect { link, .. } => {
            format!("Reconnect {}", Item::link(&link.0, &link.1).label(project))
        }
        Command::Insert { link, what: Insertion::Placed(id) } => {
            format!("Insert {} into {}", label(id), Item::link(&link.0, &link.1).label(project))
        }
        Command::Insert { what: Insertion::New(new), .. } => of(new, document).replacen("Add", "Insert", 1),
        Command::RemoveKeepingPath(items) => format!("Delete {}, keeping the path", described(items)),
        Command::SetLink { from, to, .. } => format!("Change link {}", Item::link(from, to).label(project)),
        Command::OrderLink { from, .. } => format!("Reorder links of {}", label(from)),
        Command::Rename { item: Item::Note(_), .. } => "Change note".to_owned(),
        Command::Rename { item, .. } => format!("Rename {}", item.label(project)),
        Command::Set { target, values } => set_name(values, &target.label(project)),
        Command::SetEach { targets, values } => set_name(values, &several(targets, project)),
        Command::Tidy => "Tidy up".to_owned(),
        Command::AddNote { .. } => "Add note".to_owned(),
        Command::Fold { zones, folded } => {
            let zones: Selection = zones.iter().map(|id| Item::zone(id)).collect();
            format!("{} {}", if *folded { "Fold" } else { "Unfold" }, described(&zones))
        }
        Command::Load(loaded) => format!("Open {}", loaded.name.as_deref().unwrap_or("project")),
        Command::Batch { name, .. } => name.clone(),
    }
}

/// "API", "3 components".
fn several(targets: &[Target], project: &Project) -> String {
    let item = |target: &Target| if let Target::Item(item) = target { Some(item.clone()) } else { None };
    let items: Selection = targets.iter().filter_map(item).collect();
    match targets {
        [Target::Project] => "the project".to_owned(),
        _ => items.describe(project),
    }
}

/// "Set mtbf of API".
fn set_name(values: &[(String, Input)], label: &str) -> String {
    let path = values.first().map(|it| it.0.as_str()).unwrap_or_default();
    let field = path.rsplit(['.', ']']).find(|it| !it.is_empty()).unwrap_or(path);
    let field = field.split('[').next().unwrap_or(field).replace('_', " ");
    let field = if matches!(field.as_str(), "mtbf" | "mttr") { field.to_uppercase() } else { field };
    let what = if field.is_empty() { "Change".to_owned() } else { format!("Set {field} of") };
    format!("{what} {label}")
}

/// "1 component", "3 components".
fn counted(count: usize) -> String {
    if count == 1 { "1 item".to_owned() } else { format!("{count} items") }
}

/// `base`, or `base-2`, `base-3`, …: the first not taken. A number already at its end is counted on from.
#[must_use]
pub fn unique_id(base: &str, taken: &HashSet<&str>) -> String {
    if !base.is_empty() && !taken.contains(base) {
        return base.to_owned();
    }
    let (stem, number) = numbered(base, '-');
    let stem = if stem.is_empty() { "item" } else { stem };
    (number.max(1) + 1..)
        .map(|number| format!("{stem}-{number}"))
        .find(|id| !taken.contains(id.as_str()))
        .unwrap_or_else(|| stem.to_owned())
}

/// The display name to go with a new id: "API" for `api`, "API 2" for `api-2`.
pub(super) fn name_for(id: &str, old_id: &str, name: &str) -> String {
    if id == old_id {
        return name.to_owned();
    }
    let (stem, _) = numbered(name, ' ');
    let (_, number) = numbered(id, '-');
    if number == 0 { name.to_owned() } else { format!("{stem} {number}") }
}

/// "api-2" → ("api", 2); 0 where there is no number.
fn numbered(text: &str, separator: char) -> (&str, u32) {
    match text.rsplit_once(separator) {
        Some((stem, digits)) if !stem.is_empty() && digits.bytes().all(|it| it.is_ascii_digit()) => {
            digits.parse().map_or((text, 0), |number| (stem, number))
        }
        _ => (text, 0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_count_on() {
        let taken = HashSet::from(["api", "api-2", "db-9", ""]);
        assert_eq!(unique_id("cache", &taken), "cache");
        assert_eq!(unique_id("api", &taken), "api-3");
        assert_eq!(unique_id("api-2", &taken), "api-3");
        assert_eq!(unique_id("db-9", &taken), "db-10");
        assert_eq!(unique_id("", &taken), "item-2");
    }

    #[test]
    fn names_follow_their_ids() {
        assert_eq!(name_for("api", "api", "API"), "API");
        assert_eq!(name_for("api-2", "api", "API"), "API 2");
        assert_eq!(name_for("api-3", "api-2", "API 2"), "API 3");
        assert_eq!(name_for("eu-1b-2", "eu-1b", "eu-west-1b"), "eu-west-1b 2");
    }
}
