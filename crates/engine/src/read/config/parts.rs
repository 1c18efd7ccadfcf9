//! Components from what readers understood, and the project they make.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde_json::{Map, Value, json};

use super::templating;
use super::text::{duration, id, short};
use super::{MAX_LINKS, MAX_ZONES, Note, Part, Read};
use crate::catalogue::{Mechanism, Worked, mechanisms};
use crate::model::{self, Diagnostics, Project};

/// How often a process ends, where nothing says so.
const PROCESS: &str = "30d";
/// How often a server fails, where nothing says so.
const SERVER: &str = "1y";

/// Figures that no file says: their paths, where the readers say what they assumed, and how.
const ASSUMED: [(&str, &str, &[&str]); 9] = [
    ("copies.count", "/copies/source", &["two targets assumed", "members assumed", "two assumed"]),
    (
        "copies.required",
        "/copies/source",
        &["required assumed", "1 assumed", "members assumed", "two assumed"],
    ),
    ("copies.standby", "/copies/failover/source", &["replica assumed", "standby assumed"]),
    ("copies.standby_state", "/copies/failover/source", &["success and manual assumed"]),
    ("copies.failover.time", "/copies/failover/source", &["by itself (assumed)", "is manual (assumed)"]),
    ("copies.failover.success", "/copies/failover/source", &["success and manual assumed"]),
    ("copies.failover.manual", "/copies/failover/source", &["success and manual assumed"]),
    ("needs.failover.success", "/needs/failover/source", &["success and manual assumed"]),
    ("needs.failover.manual", "/needs/failover/source", &["success and manual assumed"]),
];

/// The mechanisms of the catalogue, parsed once: a file may need them thousands of times.
pub(super) fn mechanism(id: &str) -> Option<&'static Mechanism> {
    static ALL: OnceLock<Vec<Mechanism>> = OnceLock::new();
    ALL.get_or_init(mechanisms).iter().find(|mechanism| mechanism.id == id)
}

impl Part {
    /// A component that is called so.
    pub(super) fn new(name: &str, kind: &str, line: usize) -> Self {
        let plain = templating::plain(name, kind);
        let templated = (plain != name && name.contains(templating::VALUE)).then(|| name.to_owned());
        let component = json!({ "id": id(&plain), "name": plain, "kind": kind });
        Self { component, line, worked: Vec::new(), traps: Vec::new(), templated }
    }

    /// Its id, which no other part of the same text has.
    #[must_use]
    pub fn id(&self) -> &str {
        self.component["id"].as_str().unwrap_or_default()
    }

    /// Paths of the figures no file says: whoever has figures of their own there keeps them.
    #[must_use]
    pub fn assumed(&self) -> Vec<&'static str> {
        let says = |source: &str, words: &[&str]| {
            let text = self.component.pointer(source).and_then(Value::as_str).unwrap_or_default();
            words.iter().any(|word| text.contains(word))
        };
        // Of targets two are assumed, more were listed.
        let listed = says("/copies/source", &["two targets assumed"])
            && self.component["copies"]["count"].as_u64().is_some_and(|count| count > 2);
        ASSUMED
            .iter()
            .filter(|(path, source, words)| says(source, words) && !(listed && *path == "copies.count"))
            .map(|(path, ..)| *path)
            .collect()
    }

    pub(super) fn set(&mut self, key: &str, value: Value) {
        self.component[key] = value;
    }

    pub(super) fn trap(&mut self, line: usize, text: impl Into<String>) {
        self.traps.push(Note { line, text: templating::shown(&text.into()) });
    }

    /// Works a case of a mechanism out and keeps the arithmetic; its expected seconds.
    pub(super) fn work(&mut self, id: &str, case: &str, given: &[(&str, f64)]) -> Option<f64> {
        let worked = mechanism(id)?.work(case, given)?;
        let seconds = worked.expected_seconds.or(worked.worst_seconds);
        self.worked.push(worked);
        seconds
    }

    /// A failure of each copy.
    pub(super) fn fails(&mut self, name: &str, mttr_seconds: Option<f64>, why: &str) {
        let (mtbf, mttr) = match name {
            "process" => (PROCESS, mttr_seconds.map_or_else(|| "2m".to_owned(), duration)),
            _ => (SERVER, mttr_seconds.map_or_else(|| "1h".to_owned(), duration)),
        };
        let source = match mttr_seconds {
            Some(_) => format!("mtbf {mtbf} assumed; mttr {mttr} = {why}"),
            None => "assumed".to_owned(),
        };
        let failure = json!({ "name": name, "mtbf": mtbf, "mttr": mttr, "source": source });
        match self.component.get_mut("failures").and_then(Value::as_array_mut) {
            Some(list) => list.push(failure),
            None => self.set("failures", json!([failure])),
        }
    }

    /// So many copies beside each other, taken out after a while.
    pub(super) fn pool(&mut self, count: u32, required: u32, detection: Option<f64>, why: &str) {
        if count < 2 {
            return;
        }
        let count = count.min(10_000);
        let mut copies =
            json!({ "mode": "active-active", "count": count, "required": required.clamp(1, count) });
        if let Some(seconds) = detection {
            copies["detection"] = json!(duration(seconds));
        }
        copies["source"] = json!(why);
        self.set("copies", copies);
    }

    /// A serving copy with so many that stand by.
    pub(super) fn standby(&mut self, standby: u32, seconds: f64, why: &str) {
        let failover = json!({ "time": duration(seconds), "success": 0.98, "manual": "30m",
                               "source": format!("time {} = {why}; success and manual assumed", duration(seconds)) });
        self.set(
            "copies",
            json!({ "mode": "active-passive", "active": 1, "standby": standby.clamp(1, 100), "standby_state": "hot", "failover": failover }),
        );
    }

    /// The last arithmetic in one line, for a `source`.
    pub(super) fn arithmetic(&self) -> String {
        self.worked.last().map(said).unwrap_or_default()
    }
}

/// `10 / 2 + … = 26 s, failover:k8s-probe (…)`.
pub(super) fn said(worked: &Worked) -> String {
    let line =
        worked.lines.first().map(|line| line.split_once(" = ").map_or(line.as_str(), |(_, rest)| rest));
    format!("{} ({}), {}", line.unwrap_or_default(), worked.case, worked.source)
}

impl Read {
    /// Every note on one of the text's lines: what is missing at its end is found after the last.
    pub(super) fn within(&mut self, last: usize) {
        let traps = self.parts.iter_mut().flat_map(|part| &mut part.traps);
        for note in self.unread.iter_mut().chain(traps) {
            note.line = note.line.min(last);
        }
    }

    /// Zones under ids that no component has: in a project both are parts.
    pub(super) fn apart(&mut self) {
        let id_of = |zone: &Value| zone["id"].as_str().unwrap_or_default().to_owned();
        let mut taken: BTreeSet<String> = self.parts.iter().map(|part| part.id().to_owned()).collect();
        let clashes: Vec<String> = self.zones.iter().map(id_of).filter(|id| taken.contains(id)).collect();
        taken.extend(self.zones.iter().map(id_of));
        for id in clashes {
            let mut new = format!("{id}-zone");
            while taken.contains(&new) {
                new.push_str("-2");
            }
            for zone in &mut self.zones {
                for key in ["id", "parent"] {
                    zone.get_mut(key).into_iter().for_each(|it| renamed(it, &id, &new));
                }
            }
            let inside =
                self.parts.iter_mut().filter_map(|part| part.component.get_mut("zones")?.as_array_mut());
            inside.flatten().for_each(|it| renamed(it, &id, &new));
            taken.insert(new);
        }
    }

    /// Adds a component under an id nobody has, and gives that id.
    pub(super) fn add(&mut self, mut part: Part) -> String {
        if let Some(name) = part.templated.take() {
            let own = part.component["name"].as_str().unwrap_or_default().to_owned();
            self.unread(part.line, format!("the name '{}' is a template's: called {own} here", short(&name)));
        }
        let wanted = part.id().to_owned();
        let mut own = wanted.clone();
        if let Some(next) = self.taken.get(&wanted) {
            let mut number = *next;
            while self.taken.contains_key(&own) {
                own = format!("{wanted}-{number}");
                number += 1;
            }
            self.taken.insert(wanted, number);
        }
        self.taken.insert(own.clone(), 2);
        part.set("id", json!(own));
        self.parts.push(part);
        own
    }

    /// `from` needs `to`.
    pub(super) fn link(&mut self, from: &str, to: &str) {
        if from == to || self.crowded() || !self.linked.insert((from.to_owned(), to.to_owned())) {
            return;
        }
        self.links.push(json!({ "from": from, "to": to }));
        if self.crowded() {
            self.limit(0, format!("more than {MAX_LINKS} links: the rest is left out"));
        }
    }

    /// Whether there are as many links as there may be.
    pub(super) fn crowded(&self) -> bool {
        self.links.len() >= MAX_LINKS
    }

    /// One host that everything stands on, and fails with.
    pub(super) fn host(&mut self, id: &str, name: &str) {
        if self.zones.iter().all(|zone| zone["id"] != id) {
            let source = "assumed; one failure takes all services of the file";
            let failure = json!({ "mtbf": SERVER, "mttr": "1h", "source": source });
            self.zones.push(json!({ "id": id, "name": name, "kind": "host", "failures": [failure] }));
        }
    }

    /// Zones of these names, whose failures are assumed.
    pub(super) fn zone(&mut self, id: &str, name: &str, kind: &str) {
        if self.zones.len() < MAX_ZONES && self.zones.iter().all(|zone| zone["id"] != id) {
            let (mtbf, mttr) = if kind == "region" { ("10y", "3h") } else { ("2y", "2h") };
            let source = "assumed: no provider publishes how often a zone or region fails";
            let failure = json!({ "mtbf": mtbf, "mttr": mttr, "source": source });
            self.zones.push(json!({ "id": id, "name": name, "kind": kind, "failures": [failure] }));
            if self.zones.len() == MAX_ZONES {
                self.limit(0, format!("{MAX_ZONES} zones: no more than these are read"));
            }
        }
    }
}

/// An id in the place of another, where that is what stands there.
fn renamed(place: &mut Value, old: &str, new: &str) {
    if place == old {
        *place = json!(new);
    }
}

/// Those components alone, what is among them, and the zones that they are in.
pub(super) fn only(read: &Read, wanted: impl Fn(&str) -> bool) -> Read {
    let mut read = read.clone();
    read.parts.retain(|part| wanted(part.id()));
    let parts = &read.parts;
    let ids: BTreeSet<&str> = parts.iter().map(Part::id).collect();
    let there = |end: &Value| end.as_str().is_some_and(|id| ids.contains(id));
    read.links.retain(|link| there(&link["from"]) && there(&link["to"]));
    read.entries.retain(|entry| ids.contains(entry.as_str()));
    let lies_in = |part: &Part, zone: &Value| {
        part.component["zones"].as_array().is_some_and(|zones| zones.contains(&zone["id"]))
    };
    read.zones.retain(|zone| parts.iter().any(|part| lies_in(part, zone)));
    read
}

/// The components as a project: links to what is not there are left out, and requests enter where nobody needs it.
pub(super) fn project(read: &Read, name: &str) -> Result<Project, Diagnostics> {
    let ids: BTreeSet<&str> = read.parts.iter().map(Part::id).collect();
    let there = |value: &Value| value.as_str().is_some_and(|id| ids.contains(id));
    let links: Vec<&Value> =
        read.links.iter().filter(|link| there(&link["from"]) && there(&link["to"])).collect();
    let needed: BTreeSet<&str> = links.iter().filter_map(|link| link["to"].as_str()).collect();
    let mut entries: Vec<&str> =
        read.entries.iter().map(String::as_str).filter(|id| ids.contains(id)).collect();
    if entries.is_empty() {
        entries = read.parts.iter().map(Part::id).filter(|id| !needed.contains(id)).collect();
    }
    let journeys: Vec<Value> = entries
        .iter()
        .map(|id| json!({ "id": id, "name": format!("Requests to {id}"), "entry": id }))
        .collect();
    let mut map = Map::new();
    map.insert("format".to_owned(), json!(model::FORMAT));
    map.insert("name".to_owned(), json!(name));
    map.insert(
        "description".to_owned(),
        json!(format!("Read from {}. What no file says is marked as assumed.", read.format.name())),
    );
    if !read.zones.is_empty() {
        map.insert("zones".to_owned(), json!(read.zones));
    }
    map.insert(
        "components".to_owned(),
        json!(read.parts.iter().map(|part| &part.component).collect::<Vec<_>>()),
    );
    map.insert("links".to_owned(), json!(links));
    map.insert("journeys".to_owned(), json!(journeys));
    model::read(&Value::Object(map).to_string()).map(|loaded| loaded.project)
}
