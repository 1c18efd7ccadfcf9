//! Files that a template makes: `{{ … }}` of Helm, Consul or Jinja, `{% … %}`. Values stay as a word nobody knows, in their
//! line; lines that are only a template's go.

use std::borrow::Cow;

use super::Read;
use super::text::short;

/// What stands for a template's value.
pub(super) const VALUE: &str = "__templated__";

/// The text without templates, line by line as it was.
pub(super) fn without<'a>(text: &'a str, read: &mut Read) -> Cow<'a, str> {
    if !text.contains("{{") && !text.contains("{%") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for (number, line) in text.lines().enumerate() {
        let bare = line.trim();
        let alone = [("{{", "}}"), ("{%", "%}"), ("{#", "#}")].into_iter();
        if alone.into_iter().any(|(open, close)| bare.starts_with(open) && bare.ends_with(close)) {
            read.unread(number + 1, format!("'{}' is left out: it is a template's", short(bare)));
        } else {
            values(line, &mut out);
        }
        out.push('\n');
    }
    Cow::Owned(out)
}

/// A line with a word for each value; what only steers the template goes.
fn values(line: &str, out: &mut String) {
    let mut rest = line;
    loop {
        let (value, steering) = (rest.find("{{"), rest.find("{%"));
        let (at, close) = match (value, steering) {
            (Some(value), Some(steering)) if steering < value => (steering, "%}"),
            (Some(value), _) => (value, "}}"),
            (None, Some(steering)) => (steering, "%}"),
            (None, None) => break,
        };
        out.push_str(&rest[..at]);
        let Some((_, after)) = rest[at..].split_once(close) else { return };
        if close == "}}" {
            out.push_str(VALUE);
        }
        rest = after;
    }
    out.push_str(rest);
}

/// A sentence with the template's sign where its value stands.
pub(super) fn shown(text: &str) -> String {
    text.replace(VALUE, "{{ … }}")
}

/// A name without what a template puts there; what kind it is where nothing else is left.
pub(super) fn plain(name: &str, kind: &str) -> String {
    if !name.contains(VALUE) {
        return name.to_owned();
    }
    let mut left = name.replace(VALUE, "");
    for twice in ["--", "__", "..", "  "] {
        while left.contains(twice) {
            left = left.replace(twice, &twice[1..]);
        }
    }
    let left = left.trim_matches(|c: char| c.is_whitespace() || "-_./:".contains(c));
    if left.is_empty() { kind.to_owned() } else { left.to_owned() }
}
