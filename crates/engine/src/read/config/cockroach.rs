//! CockroachDB: survival goals, regions, replication factors. \[failover:cockroachdb\]

use std::collections::BTreeMap;

use serde_json::json;

use super::parts::mechanism;
use super::text::{id, short};
use super::{MAX_ZONES, Part, Read};

/// A word of a statement; one in quotes is a name and never a keyword.
struct Word<'a> {
    line: usize,
    text: &'a str,
    quoted: bool,
}

impl Word<'_> {
    fn is(&self, keyword: &str) -> bool {
        !self.quoted && self.text.eq_ignore_ascii_case(keyword)
    }
}

/// The words of all statements, comments left out; a semicolon is a word by itself.
fn words(text: &str) -> Vec<Word<'_>> {
    let mut list = Vec::new();
    let (mut at, mut line) = (0, 1);
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let ends = |c: char| c.is_whitespace() || "\"';,=()".contains(c);
        let (quoted, word, length) = match first {
            '-' if rest.starts_with("--") => (false, "", rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => {
                (false, "", rest[2..].find("*/").map_or(rest.len(), |end| end + 4))
            }
            '"' | '\'' => {
                let end = rest[1..].find(first).unwrap_or(rest.len() - 1);
                (true, &rest[1..=end], (end + 2).min(rest.len()))
            }
            ';' => (false, ";", 1),
            _ if ends(first) => (false, "", first.len_utf8()),
            _ => {
                let end = rest.find(ends).unwrap_or(rest.len());
                (false, &rest[..end], end)
            }
        };
        if !word.is_empty() || quoted {
            list.push(Word { line, text: word, quoted });
        }
        line += rest[..length].matches('\n').count();
        at += length;
    }
    list
}

/// The regions in the order of the file, and which is the primary one.
#[derive(Default)]
struct Regions {
    list: Vec<(String, bool)>,
    known: BTreeMap<String, usize>,
}

impl Regions {
    fn add(&mut self, name: &str, primary: bool) {
        if name.is_empty() || self.known.len() >= MAX_ZONES {
            return;
        }
        let place = *self.known.entry(name.to_owned()).or_insert(self.list.len());
        if place == self.list.len() {
            self.list.push((name.to_owned(), false));
        }
        if primary {
            self.list.iter_mut().enumerate().for_each(|(at, region)| region.1 = at == place);
        }
    }
}

/// What statements say about a database.
#[derive(Default)]
struct Database<'a> {
    name: Option<&'a str>,
    line: usize,
    regions: Regions,
    goal: Option<&'static str>,
    replicas: Option<u32>,
}

/// All of them in the order of the file; what names none is about the last.
#[derive(Default)]
struct Databases<'a> {
    list: Vec<Database<'a>>,
    places: BTreeMap<&'a str, usize>,
    now: usize,
}

impl<'a> Databases<'a> {
    fn now(&mut self) -> &mut Database<'a> {
        if self.list.is_empty() {
            self.list.push(Database { line: 1, ..Database::default() });
        }
        &mut self.list[self.now]
    }

    fn named(&mut self, name: &'a str, line: usize) {
        // What came before any name is about the first.
        if let [Database { name: own @ None, .. }] = &mut self.list[..] {
            *own = Some(name);
            self.places.insert(name, 0);
        }
        self.now = *self.places.entry(name).or_insert(self.list.len());
        if self.now == self.list.len() {
            self.list.push(Database { name: Some(name), line, ..Database::default() });
        }
    }
}

pub(super) fn read(text: &str, read: &mut Read) {
    let words = words(text);
    let mut databases = Databases::default();
    // Those of `RANGE default` hold where nothing else is said.
    let mut default = None;
    // A name, behind `IF NOT EXISTS`.
    let named = |mut at: usize| {
        while words.get(at).is_some_and(|it| it.is("if") || it.is("not") || it.is("exists")) {
            at += 1;
        }
        words.get(at).map_or("", |it| if it.text == ";" { "" } else { it.text })
    };
    for (at, word) in words.iter().enumerate() {
        let after = |keyword: &str| words[..at].last().is_some_and(|it| it.is(keyword));
        let next = words.get(at + 1);
        let other = ["from", "drop", "set"].into_iter().any(after);
        if word.is("database") && !other && !named(at + 1).is_empty() {
            databases.named(named(at + 1), word.line);
        } else if word.is("survive") {
            match next {
                Some(it) if it.is("region") => databases.now().goal = Some("region"),
                Some(it) if it.is("zone") => databases.now().goal = Some("zone"),
                other => {
                    let other = short(other.map_or("nothing", |it| it.text));
                    read.unread(word.line, format!("survive {other}: a zone or region failure was expected"));
                }
            }
            databases.now().line = word.line;
        } else if word.is("region") && (after("primary") || after("add")) {
            databases.now().regions.add(named(at + 1), after("primary"));
        } else if word.is("regions") && !after("show") {
            let until =
                |it: &&Word<'_>| it.quoted || !(it.text == ";" || it.is("survive") || it.is("placement"));
            words[at + 1..]
                .iter()
                .take_while(until)
                .for_each(|it| databases.now().regions.add(it.text, false));
        } else if word.is("num_replicas") {
            match next.and_then(|it| it.text.parse::<u32>().ok()).filter(|it| (1..=99).contains(it)) {
                Some(count) if of_default(&words[..at]) => default = Some(count),
                Some(count) => databases.now().replicas = Some(count),
                None => read.unread(word.line, "num_replicas: a number was expected"),
            }
            databases.now().line = word.line;
        }
    }
    databases.now();
    for mut database in databases.list {
        database.replicas = database.replicas.or(default);
        place(database, read);
    }
}

/// Whether a statement is about what holds for all: `ALTER RANGE default CONFIGURE ZONE USING …`.
fn of_default(before: &[Word<'_>]) -> bool {
    let own = before.iter().rev().take_while(|it| it.text != ";").take(64);
    own.zip(before.iter().rev().skip(1)).any(|(name, kind)| name.is("default") && kind.is("range"))
}

/// The component of a database.
fn place(database: Database<'_>, read: &mut Read) {
    let Database { name, line: first, regions, goal, replicas } = database;
    if regions.known.len() >= MAX_ZONES {
        read.limit(0, format!("{MAX_ZONES} regions: no more than these are read"));
    }
    let regions = regions.list;
    let mut part = Part::new(name.unwrap_or("CockroachDB"), "database", first);
    part.fails("server", None, "");
    // Surviving a region takes five voting replicas over three regions, a zone three.
    let count = replicas.unwrap_or(if goal == Some("region") { 5 } else { 3 });
    let from = if replicas.is_some() { "num_replicas" } else { "the survival goal's voting replicas" };
    let published = mechanism("cockroachdb").and_then(|it| {
        let figure = it.published_figures.iter().find(|it| it.case.starts_with("average"))?.seconds()?;
        Some((
            figure,
            format!(
                "published average lease recovery of {figure} s, failover:{} {}",
                it.id,
                it.source.cited()
            ),
        ))
    });
    let why = format!(
        "{count} replicas by {from}, a majority must be there; detection: {}",
        published.as_ref().map_or("unknown", |(_, why)| why)
    );
    part.pool(count, count / 2 + 1, published.map(|(seconds, _)| seconds), &why);
    if goal == Some("region") && regions.len() < 3 {
        part.trap(first, format!("surviving a region needs three regions; {} are named", regions.len()));
    }
    if goal != Some("region") && regions.len() > 1 {
        part.trap(first, "the goal is to survive a zone: the loss of the primary region is an outage, however many regions there are");
    }
    if count.is_multiple_of(2) {
        part.trap(first, format!("{count} replicas survive as many failures as {}", count - 1));
    }
    part.trap(first, "server.time_until_store_dead only starts rebalancing; ranges serve again after the lease and raft timeouts");
    let spread: Vec<&(String, bool)> = regions
        .iter()
        .filter(|(_, primary)| goal == Some("region") || *primary || regions.len() == 1)
        .collect();
    let zones: Vec<String> = spread.iter().map(|(name, _)| id(name)).collect();
    for (name, _) in spread {
        read.zone(&id(name), name, "region");
    }
    if !zones.is_empty() {
        part.set("zones", json!(zones));
    }
    read.add(part);
}
