//! Everything a file defines, by name. Names are public, or private to the fault tree or component around them.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::{File, ReadError};

/// What is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A gate.
    Gate,
    /// A basic event.
    Basic,
    /// A house event.
    House,
    /// A parameter.
    Parameter,
}

impl Kind {
    fn of(tag: &str) -> Option<Self> {
        Some(match tag {
            "define-gate" => Self::Gate,
            "define-basic-event" => Self::Basic,
            "define-house-event" => Self::House,
            "define-parameter" => Self::Parameter,
            _ => return None,
        })
    }

    /// In words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::Basic => "basic event",
            Self::House => "house event",
            Self::Parameter => "parameter",
        }
    }
}

/// One definition.
#[derive(Clone, Debug)]
pub struct Definition {
    /// What it is.
    pub kind: Kind,
    /// Its name, with the containers' names before it where it is private.
    pub name: String,
    /// The element that says most about it.
    pub element: usize,
    /// The container it stands in.
    pub container: usize,
}

/// All definitions of a file.
#[derive(Debug)]
pub struct Definitions {
    /// The first fault tree's name, or the model's.
    pub name: String,
    /// In the order of the file.
    pub list: Vec<Definition>,
    /// What was left out.
    pub warnings: Vec<String>,
    /// Paths of containers, the whole file first.
    containers: Vec<String>,
    events: HashMap<String, u32>,
    parameters: HashMap<String, u32>,
}

impl Definitions {
    /// Walks the file.
    pub fn collect(file: &File<'_>) -> Result<Self, ReadError> {
        let document = file.document;
        let mut all = Self {
            name: document.attribute(0, "name").unwrap_or("").to_owned(),
            list: Vec::new(),
            warnings: Vec::new(),
            containers: vec![String::new()],
            events: HashMap::new(),
            parameters: HashMap::new(),
        };
        if document.name(0) != "opsa-mef" {
            let message =
                format!("an Open-PSA model begins with <opsa-mef>, this with <{}>", document.name(0));
            return Err(file.error(0, message));
        }
        let mut named = !all.name.is_empty();
        // Containers around the element at hand: (its end, its number).
        let mut around: Vec<(usize, usize)> = vec![(document.len(), 0)];
        let mut element = 1;
        while element < document.len() {
            while around.last().is_some_and(|(end, _)| *end <= element) {
                around.pop();
            }
            let container = around.last().map_or(0, |(_, number)| *number);
            let tag = document.name(element);
            match tag {
                "model-data" => element += 1,
                "define-fault-tree" | "define-component" => {
                    let name = file.required(element, "name")?;
                    if !std::mem::replace(&mut named, true) {
                        name.clone_into(&mut all.name);
                    }
                    all.containers.push(path(&all.containers[container], name));
                    around.push((document.end(element), all.containers.len() - 1));
                    element += 1;
                }
                _ => {
                    all.define(file, element, container)?;
                    element = document.end(element);
                }
            }
        }
        Ok(all)
    }

    fn define(&mut self, file: &File<'_>, element: usize, container: usize) -> Result<(), ReadError> {
        let tag = file.document.name(element);
        let Some(kind) = Kind::of(tag) else {
            return match tag {
                "label" | "attributes" => Ok(()),
                "define-CCF-group" | "include" | "define-substitution" => Err(file.error(
                    element,
                    format!(
                        "<{tag}> is not supported and would change the answer; write out what it stands for"
                    ),
                )),
                _ => {
                    let note = format!("<{tag}> is left out: only fault trees are read");
                    if !self.warnings.contains(&note) {
                        self.warnings.push(note);
                    }
                    Ok(())
                }
            };
        };
        let name = file.required(element, "name")?;
        let private = file.document.attribute(element, "role") == Some("private");
        let full = path(&self.containers[container], name);
        let number = self.list.len() as u32;
        let shown = if private { full.clone() } else { name.to_owned() };
        let mut keys = vec![full];
        if !private && keys[0] != name {
            keys.push(name.to_owned());
        }
        let map = if kind == Kind::Parameter { &mut self.parameters } else { &mut self.events };
        for key in keys {
            match map.entry(key) {
                Entry::Vacant(place) => drop(place.insert(number)),
                Entry::Occupied(known) => {
                    let first = &mut self.list[*known.get() as usize];
                    // Declared in the tree, given its value in the data: or the other way round.
                    let both_speak = !file.parts(first.element).is_empty() && !file.parts(element).is_empty();
                    if first.kind != kind || both_speak {
                        let message =
                            format!("'{}' is defined twice: before as a {}", known.key(), first.kind.word());
                        return Err(file.error(element, message));
                    }
                    if !file.parts(element).is_empty() {
                        first.element = element;
                    }
                    return Ok(());
                }
            }
        }
        self.list.push(Definition { kind, name: shown, element, container });
        Ok(())
    }

    /// The gate, basic or house event that `name` means inside `container`.
    pub fn event(&self, container: usize, name: &str) -> Option<usize> {
        self.find(&self.events, container, name)
    }

    /// The parameter that `name` means inside `container`.
    pub fn parameter(&self, container: usize, name: &str) -> Option<usize> {
        self.find(&self.parameters, container, name)
    }

    /// The innermost container that has one of that name, then the public one.
    fn find(&self, map: &HashMap<String, u32>, container: usize, name: &str) -> Option<usize> {
        let mut around = self.containers[container].as_str();
        while !around.is_empty() {
            if let Some(&number) = map.get(&path(around, name)) {
                return Some(number as usize);
            }
            around = around.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
        map.get(name).map(|&number| number as usize)
    }
}

fn path(container: &str, name: &str) -> String {
    if container.is_empty() { name.to_owned() } else { format!("{container}.{name}") }
}
