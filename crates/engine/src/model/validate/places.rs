//! Zones and components by themselves: ids, names of places, the zone tree.

use std::collections::{HashMap, HashSet};

use super::super::path::Path;
use super::{Check, Kind, MAX_ID_CHARS};

impl<'a> Check<'a> {
    /// Zones: ids, parents, the tree, their failures.
    pub(super) fn zones(&mut self) {
        let list = Path::Root.key("zones");
        let cyclic = cyclic(&self.parents());
        for (index, zone) in self.project.zones().iter().enumerate() {
            let path = list.index(index);
            self.target = Some(&zone.id);
            self.id(&path.key("id"), &zone.id);
            if let Some(parent) = &zone.parent {
                self.parent(&path.key("parent"), &zone.id, parent, &cyclic);
            }
            self.failures(&path, zone.failures(), Kind::Zone);
            self.maintenance(&path, zone.maintenance());
        }
        self.target = None;
        if !self.ids_differ() {
            let ids = self.project.zones().iter().map(|zone| zone.id.as_str());
            self.unique("zones", ids, &mut HashSet::new());
        }
    }

    /// The parent of each zone that names one.
    fn parents(&self) -> HashMap<&'a str, &'a str> {
        let zones = self.project.zones().iter();
        zones.filter_map(|zone| Some((zone.id.as_str(), zone.parent.as_deref()?))).collect()
    }

    /// A parent must be a zone, and not one that lies in this one.
    fn parent(&mut self, path: &Path<'_>, id: &str, parent: &str, cyclic: &HashSet<&str>) {
        match self.things.get(parent) {
            Some(Kind::Zone) if cyclic.contains(id) => {
                self.error(path, format!("zone '{id}' lies in itself, through its parent '{parent}'"));
            }
            Some(Kind::Zone) => {}
            Some(Kind::Component) => self.error(path, format!("'{parent}' is a component, not a zone")),
            None => self.dangling(path, "zone", parent),
        }
    }

    /// Components: ids, zones, failures, copies, rule, capacity, cost.
    pub(super) fn components(&mut self) {
        let list = Path::Root.key("components");
        if self.project.components().is_empty() {
            self.warning(&list, "there is no component yet");
        }
        for (index, component) in self.project.components().iter().enumerate() {
            if self.changed.is_some_and(|changed| !changed[index]) {
                continue;
            }
            let path = list.index(index);
            self.target = Some(&component.id);
            self.id(&path.key("id"), &component.id);
            self.zone_ids(&path.key("zones"), component.zone_ids());
            self.failures(&path, component.failures(), Kind::Component);
            self.maintenance(&path, component.maintenance());
            if let Some(copies) = &component.copies {
                self.copies(&path.key("copies"), copies, component);
            }
            if let Some(rule) = &component.needs {
                self.rule(&path.key("needs"), rule, &component.id);
            }
            self.capacity_and_cost(&path, component);
        }
        self.target = None;
        if !self.ids_differ() {
            let mut seen = self.project.zones().iter().map(|zone| zone.id.as_str()).collect();
            let ids = self.project.components().iter().map(|component| component.id.as_str());
            self.unique("components", ids, &mut seen);
        }
    }

    fn zone_ids(&mut self, path: &Path<'_>, zones: &[String]) {
        self.not_too_many(path, zones.len(), super::MAX_LIST);
        for (index, zone) in zones.iter().enumerate() {
            match self.things.get(zone.as_str()) {
                Some(Kind::Zone) => {}
                Some(Kind::Component) => {
                    self.error(&path.index(index), format!("'{zone}' is a component, not a zone"));
                }
                None => self.dangling(&path.index(index), "zone", zone),
            }
        }
    }

    /// An id can be any text that is not empty, not endless and has no control characters.
    pub(super) fn id(&mut self, path: &Path<'_>, id: &str) {
        if id.is_empty() {
            self.error(path, "an id must not be empty");
        } else if id.chars().count() > MAX_ID_CHARS {
            self.error(path, format!("an id must have at most {MAX_ID_CHARS} characters"));
        } else if id.chars().any(char::is_control) {
            self.error(path, "an id must not contain control characters such as a line break");
        }
    }

    /// An error for every id of a list that is taken already.
    pub(super) fn unique<'b>(
        &mut self,
        key: &str,
        ids: impl Iterator<Item = &'b str>,
        seen: &mut HashSet<&'b str>,
    ) {
        let list = Path::Root.key(key);
        for (index, id) in ids.enumerate() {
            if !seen.insert(id) && !id.is_empty() {
                let path = list.index(index);
                let key = if key == "scenarios" { "name" } else { "id" };
                self.error(&path.key(key), format!("the {key} '{}' is already taken", short(id)));
            }
        }
    }

    /// An error for a name nobody has, with the nearest that exists.
    pub(super) fn dangling(&mut self, path: &Path<'_>, what: &str, id: &str) {
        let message = format!("there is no {what} '{}'", short(id));
        // A hint is worth a look at every name only where there are few names and few faults.
        let worthwhile = self.things.len() <= 2_000 && self.found.len() < 1_000 && id.len() <= MAX_ID_CHARS;
        let near = || self.things.keys().filter(|known| strsim::osa_distance(known, id) <= 2).min();
        match worthwhile.then(near).flatten() {
            Some(near) => self.error_with(path, message, format!("did you mean '{near}'?")),
            None => self.error(path, message),
        }
    }
}

/// The zones that lie in themselves. Each zone is walked once: what an earlier walk saw is not walked again.
fn cyclic<'a>(parents: &HashMap<&'a str, &'a str>) -> HashSet<&'a str> {
    let mut seen = HashSet::new();
    let mut cyclic = HashSet::new();
    for &start in parents.keys() {
        let mut walk = Vec::new();
        let mut place = Some(start);
        while let Some(zone) = place.filter(|&zone| seen.insert(zone)) {
            walk.push(zone);
            place = parents.get(zone).copied();
        }
        // The walk ended at a root, at a zone of an earlier walk, or at one of its own: only the last is a cycle.
        let begin = place.and_then(|end| walk.iter().position(|&zone| zone == end));
        cyclic.extend(begin.map_or(&[][..], |begin| &walk[begin..]));
    }
    cyclic
}

/// An id cut to a length fit for a sentence.
fn short(id: &str) -> String {
    let cut: String = id.chars().take(60).collect::<String>().escape_debug().to_string();
    if id.chars().count() > 60 { format!("{cut}…") } else { cut }
}
