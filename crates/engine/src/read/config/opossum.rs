//! Options of opossum breakers, as JavaScript or JSON; several breakers of a file are several parts. \[failover:opossum\]

use std::collections::BTreeMap;

use super::breaker::{Breaker, caller, place};
use super::text::{in_range, number, short};
use super::{Part, Read};
use crate::catalogue::formula;

const KEYS: [&str; 7] = [
    "timeout",
    "errorThresholdPercentage",
    "resetTimeout",
    "rollingCountTimeout",
    "rollingCountBuckets",
    "volumeThreshold",
    "capacity",
];
/// A key and its value, in the unit of the formulas.
type Setting = (&'static str, f64);

/// Most breakers of a file.
const MAX_BREAKERS: usize = 1_000;
/// Deepest nesting of braces that is told apart.
const MAX_DEPTH: usize = 64;

/// Settings in one pair of braces, and the word before the `=` or `:` that they are given to.
struct Options {
    name: String,
    line: usize,
    given: Vec<Setting>,
}

impl Options {
    /// Whether they can be no other's: many things have a timeout.
    fn of_breaker(&self) -> bool {
        self.given.iter().any(|(key, _)| !matches!(*key, "timeout" | "capacity"))
    }
}

/// A breaker that is made: its own name, the words of its arguments, and options that stand among them.
struct Made {
    name: String,
    line: usize,
    words: Vec<String>,
    own: Option<usize>,
}

/// All options and breakers of a text.
#[derive(Default)]
struct Found {
    options: Vec<Options>,
    made: Vec<Made>,
    truncated: bool,
}

pub(super) fn read(text: &str, read: &mut Read) {
    let found = find(text, read);
    let mut names: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, options) in found.options.iter().enumerate() {
        names.entry(&options.name).or_insert(at);
    }
    // Name, line and settings.
    let mut breakers: Vec<(&str, usize, &[Setting])> = Vec::new();
    let of = |made: &Made| {
        let by_name = || made.words.iter().find_map(|word| names.get(word.as_str()).copied());
        made.own.or_else(by_name).map(|at| &found.options[at])
    };
    let told: Vec<&Options> = found.options.iter().filter(|it| it.of_breaker()).collect();
    if told.is_empty() || found.made.iter().any(|made| of(made).is_some()) {
        for made in &found.made {
            let options = of(made);
            if options.is_none() {
                read.unread(
                    made.line,
                    "the options of this breaker are not in this file: the defaults are taken",
                );
            }
            let (line, given) = options.map_or((made.line, &[][..]), |it| (it.line, &it.given));
            breakers.push((&made.name, line, given));
        }
    } else {
        breakers.extend(told.iter().map(|it| (it.name.as_str(), it.line, it.given.as_slice())));
    }
    if found.truncated {
        read.limit(0, format!("more than {MAX_BREAKERS} breakers: the rest is not read"));
    }
    let Some((_, line, _)) = breakers.first() else { return };
    let several = breakers.len() > 1;
    let mut parts = Vec::new();
    for (name, line, given) in &breakers {
        let name = if several && !name.is_empty() { name } else { "Dependency" };
        parts.push(part(name, *line, given));
    }
    let from = caller(read, "Caller", *line);
    for (part, breaker) in parts {
        place(read, part, &from, &breaker);
    }
}

fn part(name: &str, line: usize, given: &[Setting]) -> (Part, Breaker) {
    let value = |key: &str, otherwise: f64| {
        given.iter().find(|(own, _)| *own == key).map_or(otherwise, |(_, value)| *value)
    };
    let mut part = Part::new(name, "external", line);
    part.work("opossum", "dependency hangs", given);
    part.work("opossum", "dependency refuses", given);
    part.work("opossum", "close again", given);
    let (timeout, reset, volume) =
        (value("timeout", 10.0), value("resetTimeout", 30.0), value("volumeThreshold", 0.0));
    if volume == 0.0 {
        part.trap(line, "volumeThreshold 0: a single failed call of an idle service opens the circuit");
    }
    let threshold = volume * value("errorThresholdPercentage", 50.0) / 100.0;
    (part, Breaker { threshold, timeout, reset })
}

/// One pair of brackets that is open.
struct Open {
    round: bool,
    name: String,
    /// Whether it holds the arguments of a new breaker.
    made: Option<usize>,
    options: Option<usize>,
}

/// Goes through the text once: words, brackets, `key: value`.
fn find(text: &str, read: &mut Read) -> Found {
    let mut found = Found::default();
    let mut stack: Vec<Open> = vec![Open { round: false, name: String::new(), made: None, options: None }];
    // The words since the last sign that ends a statement, and the name that is given a value.
    let (mut words, mut name): (Vec<String>, String) = (Vec::new(), String::new());
    let (mut key, mut value): (String, Vec<&str>) = (String::new(), Vec::new());
    let end = std::iter::once(Piece { line: text.lines().count(), sign: Sign::Ends, text: "" });
    for Piece { line, sign, text } in pieces(text).chain(end) {
        match sign {
            Sign::Word => {
                if value.len() < 32 {
                    value.push(text);
                }
                if words.len() < 32 {
                    words.push(text.to_owned());
                }
                if let Some(made) = stack.last().and_then(|it| it.made)
                    && found.made[made].words.len() < 32
                {
                    found.made[made].words.push(text.to_owned());
                }
            }
            Sign::Gives => {
                // Without a comma the word before this sign is the next name already.
                let before = value.len().saturating_sub(1);
                set(&key, &value[..before], line, &mut stack, &mut found, read);
                name = words.last().cloned().unwrap_or_default();
                key = name.clone();
                value.clear();
            }
            Sign::Open(round) => {
                let is_new = round && words.len() >= 2 && is_breaker(&words);
                let made = (is_new && found.made.len() < MAX_BREAKERS).then(|| {
                    let own = name.rsplit('.').next().unwrap_or_default().to_owned();
                    found.made.push(Made { name: own, line, words: Vec::new(), own: None });
                    found.made.len() - 1
                });
                found.truncated |= is_new && made.is_none();
                // Options among the arguments belong to the breaker.
                let of = stack.last().and_then(|it| it.made).filter(|_| !round);
                if stack.len() < MAX_DEPTH {
                    stack.push(Open {
                        round,
                        name: std::mem::take(&mut name),
                        made: made.or(of),
                        options: None,
                    });
                }
                key.clear();
                value.clear();
                words.clear();
            }
            Sign::Close | Sign::Ends => {
                set(&key, &value, line, &mut stack, &mut found, read);
                if sign == Sign::Close && stack.len() > 1 {
                    stack.pop();
                }
                key.clear();
                value.clear();
                words.clear();
                if sign == Sign::Ends && stack.last().is_none_or(|it| !it.round) {
                    name.clear();
                }
            }
        }
    }
    found
}

/// `new CircuitBreaker`, `new Opossum`, `new opossum.CircuitBreaker`.
fn is_breaker(words: &[String]) -> bool {
    let [.., before, last] = words else { return false };
    let last = last.rsplit('.').next().unwrap_or_default().to_lowercase();
    before == "new" && (last.contains("breaker") || last == "opossum")
}

/// Seconds, percent or calls; opossum counts in milliseconds, the formulas in seconds.
fn told(key: &str, value: &str) -> Option<f64> {
    let value = value.replace('_', "");
    let value = number(&value).or_else(|| formula::evaluate(&value, &|_| None).ok())?;
    let milliseconds = matches!(key, "timeout" | "resetTimeout" | "rollingCountTimeout");
    Some(if milliseconds { value / 1e3 } else { value }).filter(in_range)
}

/// What a key is set to, where it is one of a breaker's.
fn set(key: &str, value: &[&str], line: usize, stack: &mut [Open], found: &mut Found, read: &mut Read) {
    let known = KEYS.into_iter().find(|it| *it == key).filter(|_| !value.is_empty());
    let (Some(known), Some(open)) = (known, stack.last_mut()) else { return };
    let value = value.join(" ");
    let told = told(known, &value);
    if told.is_none() {
        read.unread(line, format!("{known} is '{}': taken by its default", short(&value)));
    }
    put(open, found, line, told.map(|value| (known, value)));
}

/// One setting of the options that are open.
fn put(open: &mut Open, found: &mut Found, line: usize, setting: Option<Setting>) {
    let at = match open.options {
        Some(at) => at,
        None if found.options.len() >= MAX_BREAKERS => {
            found.truncated = true;
            return;
        }
        None => {
            found.options.push(Options { name: open.name.clone(), line, given: Vec::new() });
            let at = found.options.len() - 1;
            open.options = Some(at);
            if let Some(made) = open.made {
                found.made[made].own = Some(at);
            }
            at
        }
    };
    let given = &mut found.options[at].given;
    if let Some((key, value)) = setting
        && given.iter().all(|(own, _)| *own != key)
    {
        given.push((key, value));
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sign {
    Word,
    /// `=` or `:`.
    Gives,
    /// Whether the bracket is a round one.
    Open(bool),
    Close,
    /// A comma or semicolon, or a line's end that is no part of an expression.
    Ends,
}

struct Piece<'a> {
    line: usize,
    sign: Sign,
    text: &'a str,
}

/// The text in pieces, comments left out, texts in quotes without them.
fn pieces(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let bytes = text.as_bytes();
    let (mut at, mut line) = (0, 1);
    std::iter::from_fn(move || {
        loop {
            let byte = *bytes.get(at)?;
            let rest = &text[at..];
            let from = line;
            let piece = |sign, text| Some(Piece { line: from, sign, text });
            match byte {
                b'/' if rest.starts_with("//") => at += rest.find('\n').unwrap_or(rest.len()),
                b'/' if rest.starts_with("/*") => {
                    let end = rest[2..].find("*/").map_or(rest.len(), |end| end + 4);
                    line += rest[..end].matches('\n').count();
                    at += end;
                }
                b'"' | b'\'' | b'`' => {
                    let inner = &rest[1..];
                    let end = inner.find([char::from(byte), '\n']).unwrap_or(inner.len());
                    let closed = inner[end..].starts_with(char::from(byte));
                    at += 1 + end + usize::from(closed);
                    return piece(Sign::Word, &inner[..end]);
                }
                b'\n' => {
                    (at, line) = (at + 1, line + 1);
                }
                _ if byte.is_ascii_whitespace() => at += 1,
                b'=' if rest.starts_with("=>") => at += 2,
                b'=' | b':' => {
                    at += 1;
                    return piece(Sign::Gives, "");
                }
                b'(' | b'{' => {
                    at += 1;
                    return piece(Sign::Open(byte == b'('), "");
                }
                b')' | b'}' => {
                    at += 1;
                    return piece(Sign::Close, "");
                }
                b',' | b';' => {
                    at += 1;
                    return piece(Sign::Ends, "");
                }
                _ => {
                    let stops = |c: char| c.is_whitespace() || "\"'`=:(){},;".contains(c);
                    let first = rest.chars().next().map_or(1, char::len_utf8);
                    let end = rest[first..].find(stops).map_or(rest.len(), |end| first + end);
                    // A comment may follow at once.
                    let end = rest[..end].find("//").filter(|at| *at > 0).unwrap_or(end);
                    at += end;
                    return piece(Sign::Word, &rest[..end]);
                }
            }
        }
    })
}
