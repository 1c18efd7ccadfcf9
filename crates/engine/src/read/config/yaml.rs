//! YAML with lines, as far as it can be read: anchors are followed within a limit, a template's `{{ }}` is taken for a value
//! nobody knows, and what comes after a fault in one document does not spoil the others.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser};

use super::{Note, Read, templating, text};

/// Most nodes of a file, those behind aliases counted each time.
const MAX_NODES: usize = 300_000;
/// Deepest nesting.
const MAX_DEPTH: usize = 64;

/// A value with its line.
#[derive(Clone, Debug)]
pub(super) struct Yaml {
    pub line: usize,
    pub node: Node,
}

#[derive(Clone, Debug)]
pub(super) enum Node {
    Scalar(String),
    List(Vec<Yaml>),
    Map(Vec<(String, Yaml)>),
}

impl Yaml {
    /// The value under a path of keys with dots.
    pub(super) fn at(&self, path: &str) -> Option<&Yaml> {
        path.split('.').try_fold(self, |here, key| match &here.node {
            Node::Map(map) => map.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        })
    }

    pub(super) fn text(&self, path: &str) -> Option<&str> {
        match &self.at(path)?.node {
            Node::Scalar(text) if !text.is_empty() && text != "~" && text != "null" => Some(text),
            _ => None,
        }
    }

    pub(super) fn list(&self, path: &str) -> &[Yaml] {
        match self.at(path).map(|it| &it.node) {
            Some(Node::List(list)) => list,
            _ => &[],
        }
    }

    pub(super) fn map(&self, path: &str) -> &[(String, Yaml)] {
        match self.at(path).map(|it| &it.node) {
            Some(Node::Map(map)) => map,
            _ => &[],
        }
    }

    /// All keys with their values.
    pub(super) fn pairs(&self) -> &[(String, Yaml)] {
        match &self.node {
            Node::Map(map) => map,
            _ => &[],
        }
    }

    pub(super) fn scalar(&self) -> Option<&str> {
        match &self.node {
            Node::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// A number; one that is there and cannot be read is said to be left at its default.
    pub(super) fn number(&self, path: &str, read: &mut Read) -> Option<f64> {
        self.parsed(path, read, text::number)
    }

    /// Seconds; a number alone is in `unit` seconds.
    pub(super) fn seconds(&self, path: &str, unit: f64, read: &mut Read) -> Option<f64> {
        self.parsed(path, read, |it| text::seconds(it, unit))
    }

    fn parsed(&self, path: &str, read: &mut Read, parse: impl Fn(&str) -> Option<f64>) -> Option<f64> {
        let value = self.at(path)?;
        let written = value.scalar()?;
        let parsed = parse(written);
        if parsed.is_none() {
            let key = path.rsplit('.').next().unwrap_or(path);
            let what = if written.contains(templating::VALUE) {
                "a template's value".to_owned()
            } else {
                format!("'{}'", text::short(written))
            };
            read.unread(value.line, format!("{key} is {what}: taken by its default"));
        }
        parsed
    }
}

/// All documents of a text.
pub(super) fn documents(text: &str, read: &mut Read) -> Vec<Yaml> {
    let text = templating::without(text, read);
    let mut documents = Vec::new();
    let mut nodes = 0;
    for (first, part) in pieces(&text) {
        let mut reader = Reader {
            nodes: &mut nodes,
            anchors: BTreeMap::new(),
            stack: Vec::new(),
            done: Vec::new(),
            first,
            last: first + part.lines().count(),
        };
        let fault = reader.run(&part);
        documents.append(&mut reader.done);
        match fault {
            Some(fault) if nodes > MAX_NODES => read.limit(fault.line, fault.text),
            Some(fault) => read.unread(fault.line, fault.text),
            None => {}
        }
        if nodes > MAX_NODES {
            break;
        }
    }
    documents
}

/// The documents by their `---`, each with the number of lines before it.
fn pieces(text: &str) -> Vec<(usize, String)> {
    let mut list = vec![(0, String::new())];
    for (number, line) in text.lines().enumerate() {
        let cut = line == "---" || line.starts_with("--- ") || line.starts_with("---\t");
        if cut {
            list.push((number + 1, String::new()));
            continue;
        }
        if let Some((_, part)) = list.last_mut() {
            part.push_str(line);
            part.push('\n');
        }
    }
    list.retain(|(_, part)| {
        part.lines().any(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#'))
    });
    list
}

struct Reader<'a> {
    nodes: &'a mut usize,
    anchors: BTreeMap<usize, (Yaml, usize)>,
    stack: Vec<Open>,
    done: Vec<Yaml>,
    /// Lines before this piece.
    first: usize,
    /// Its last line: what is missing at the end, or empty there, is found after it, and is on it.
    last: usize,
}

/// A list or map under way.
struct Open {
    line: usize,
    anchor: usize,
    map: bool,
    key: Option<String>,
    list: Vec<Yaml>,
    pairs: Vec<(String, Yaml)>,
}

impl Open {
    fn closed(self) -> Yaml {
        let node = if self.map { Node::Map(self.pairs) } else { Node::List(self.list) };
        Yaml { line: self.line, node }
    }
}

impl Reader<'_> {
    /// Reads a piece; what stopped it, with all that was read until then kept.
    fn run(&mut self, text: &str) -> Option<Note> {
        let mut fault = None;
        for event in Parser::new_from_str(text) {
            let (event, span) = match event {
                Ok(event) => event,
                Err(error) => {
                    let line = self.last.min(self.first + error.marker().line());
                    fault = Some(Note {
                        line,
                        text: format!("{}: what follows in this document is not read", error.info()),
                    });
                    break;
                }
            };
            let line = self.last.min(self.first + span.start.line());
            let stop = match event {
                Event::Scalar(value, _, anchor, _) => {
                    self.put(Yaml { line, node: Node::Scalar(value.into_owned()) }, anchor, 1)
                }
                Event::Alias(anchor) => match self.anchors.get(&anchor).cloned() {
                    Some((value, size)) => self.put(value, 0, size),
                    None => Ok(()),
                },
                Event::SequenceStart(anchor, _) => self.open(line, anchor, false),
                Event::MappingStart(anchor, _) => self.open(line, anchor, true),
                Event::SequenceEnd | Event::MappingEnd => self.close(),
                _ => Ok(()),
            };
            if let Err(why) = stop {
                fault = Some(Note { line, text: why.to_owned() });
                break;
            }
        }
        // What was open is kept as far as it was read, however much that was.
        let read = std::mem::replace(self.nodes, 0);
        while !self.stack.is_empty() {
            let _kept = self.close();
        }
        *self.nodes = read;
        fault
    }

    fn open(&mut self, line: usize, anchor: usize, map: bool) -> Result<(), &'static str> {
        if self.stack.len() >= MAX_DEPTH {
            return Err("nested too deeply: what follows in this document is not read");
        }
        self.stack.push(Open { line, anchor, map, key: None, list: Vec::new(), pairs: Vec::new() });
        Ok(())
    }

    fn close(&mut self) -> Result<(), &'static str> {
        let Some(open) = self.stack.pop() else { return Ok(()) };
        let anchor = open.anchor;
        let value = open.closed();
        if anchor > 0 {
            // What is kept for aliases counts too: anchors inside of anchors are copied again and again.
            let size = count(&value);
            *self.nodes += size;
            if *self.nodes <= MAX_NODES {
                self.anchors.insert(anchor, (value.clone(), size));
            }
        }
        self.put(value, 0, 1)
    }

    fn put(&mut self, value: Yaml, anchor: usize, size: usize) -> Result<(), &'static str> {
        *self.nodes += size;
        if *self.nodes > MAX_NODES {
            return Err("too many values, or anchors that stand for too many: the rest is not read");
        }
        if anchor > 0 {
            self.anchors.insert(anchor, (value.clone(), count(&value)));
        }
        let Some(open) = self.stack.last_mut() else {
            self.done.push(value);
            return Ok(());
        };
        if !open.map {
            open.list.push(value);
            return Ok(());
        }
        match open.key.take() {
            None => open.key = Some(value.scalar().unwrap_or_default().to_owned()),
            Some(key) if key == "<<" => {
                if let Node::Map(pairs) = value.node {
                    let new: Vec<_> = pairs
                        .into_iter()
                        .filter(|(key, _)| open.pairs.iter().take(1_000).all(|(own, _)| own != key))
                        .collect();
                    open.pairs.extend(new);
                }
            }
            Some(key) => {
                if open.pairs.len() < 1_000 {
                    open.pairs.retain(|(own, _)| *own != key);
                }
                open.pairs.push((key, value));
            }
        }
        Ok(())
    }
}

/// How many values, long texts as several: an alias copies them.
fn count(value: &Yaml) -> usize {
    1 + match &value.node {
        Node::Scalar(text) => text.len() / 1_024,
        Node::List(list) => list.iter().map(count).sum(),
        Node::Map(map) => map.iter().map(|(key, value)| key.len() / 1_024 + count(value)).sum(),
    }
}
