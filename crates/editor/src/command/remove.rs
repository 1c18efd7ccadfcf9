//! Taking things away, with everything that refers to them.

use std::collections::{HashMap, HashSet};

use ninefold_engine::model::Project;

use super::CommandError;
use crate::document::{Document, relaxed};
use crate::selection::{Item, Selection};

/// Components with their links, journeys and scripted failures; zones, whose contents move one zone outwards.
pub(super) fn items(document: &Document, items: &Selection) -> Result<Document, CommandError> {
    if items.is_empty() {
        return Err(CommandError::NothingSelected);
    }
    if let Some(gone) = items.iter().find(|item| !item.exists_in(document)) {
        return Err(CommandError::Unknown(gone.label(document.project())));
    }
    let mut project = (**document.project()).clone();
    let components: HashSet<&str> = items.components().collect();
    let zones: HashSet<&str> = items.zones().collect();
    let sources = remove_links(&mut project, items, &components);
    remove_zones(&mut project, &zones);
    keep(&mut project.components, |it| !components.contains(it.id.as_str()));
    keep(&mut project.journeys, |it| {
        !components.contains(it.entry.as_str()) && !items.contains(&Item::Journey(it.id.clone()))
    });
    remove_events(&mut project, &components, &zones);
    let sources: Vec<&str> = sources.iter().map(String::as_str).collect();
    let mut places = document.layout().clone();
    items.notes().for_each(|id| places.forget(id));
    Ok(document.with(relaxed(project, &sources), places))
}

/// Keeps what passes; a list with nothing left in it is absent.
fn keep<T>(list: &mut Option<Vec<T>>, passes: impl FnMut(&T) -> bool) {
    if let Some(items) = list {
        items.retain(passes);
        if items.is_empty() {
            *list = None;
        }
    }
}

/// Removes selected links and those of removed components; answers the sources that lost one.
fn remove_links(project: &mut Project, items: &Selection, components: &HashSet<&str>) -> Vec<String> {
    let mut sources = Vec::new();
    keep(&mut project.links, |link| {
        let gone = components.contains(link.from.as_str())
            || components.contains(link.to.as_str())
            || items.contains(&Item::link(&link.from, &link.to));
        if gone {
            sources.push(link.from.clone());
        }
        !gone
    });
    sources
}

/// Removes zones; what lay in one now lies in the one around it, if that stays.
fn remove_zones(project: &mut Project, zones: &HashSet<&str>) {
    if zones.is_empty() {
        return;
    }
    let parents: HashMap<String, Option<String>> =
        project.zones.iter().flatten().map(|zone| (zone.id.clone(), zone.parent.clone())).collect();
    let outward = |id: &str| {
        let mut current = Some(id.to_owned());
        for _ in 0..=parents.len() {
            match current {
                Some(zone) if zones.contains(zone.as_str()) => {
                    current = parents.get(&zone).cloned().flatten()
                }
                other => return other,
            }
        }
        None
    };
    keep(&mut project.zones, |zone| !zones.contains(zone.id.as_str()));
    for zone in project.zones.iter_mut().flatten() {
        zone.parent = zone.parent.as_deref().and_then(outward);
    }
    for component in project.components.iter_mut().flatten() {
        let Some(listed) = component.zones.as_mut() else { continue };
        if !listed.iter().any(|zone| zones.contains(zone.as_str())) {
            continue;
        }
        let stays = listed.iter().any(|zone| !zones.contains(zone.as_str()));
        // Copies in a removed zone go to the component's other zones; only the last one moves them outwards.
        *listed = if stays {
            listed.iter().filter(|zone| !zones.contains(zone.as_str())).cloned().collect()
        } else {
            listed.first().and_then(|zone| outward(zone)).into_iter().collect()
        };
        if listed.is_empty() {
            component.zones = None;
        }
    }
}

/// Removes scripted failures of what is gone, and scenarios with nothing left to play.
fn remove_events(project: &mut Project, components: &HashSet<&str>, zones: &HashSet<&str>) {
    keep(&mut project.scenarios, |_| true);
    for scenario in project.scenarios.iter_mut().flatten() {
        let had_some = scenario.events.is_some();
        keep(&mut scenario.events, |event| {
            let gone = |id: &str| components.contains(id) || zones.contains(id);
            !gone(&event.target) && !event.to.as_deref().is_some_and(gone)
        });
        if had_some && scenario.events.is_none() {
            scenario.events = Some(Vec::new());
        }
    }
    keep(&mut project.scenarios, |scenario| scenario.events.as_ref().is_none_or(|events| !events.is_empty()));
}
