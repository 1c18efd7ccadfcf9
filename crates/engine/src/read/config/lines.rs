//! Files of one setting a line: `key value …`, `key = value`, with comments.

/// A setting with its line.
#[derive(Clone, Debug)]
pub(super) struct Setting<'a> {
    pub line: usize,
    pub key: &'a str,
    pub value: &'a str,
}

/// All settings, comments left out. `key = value` where there is an equals sign right after the key, else words.
pub(super) fn settings(text: &str) -> impl Iterator<Item = Setting<'_>> {
    text.lines().enumerate().filter_map(|(number, line)| {
        let line = line.trim();
        if line.is_empty() || line.starts_with(['#', ';', '[']) {
            return None;
        }
        let end = line.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(line.len());
        let (key, rest) = line.split_at(end);
        let rest = rest.trim_start().trim_start_matches('=').trim();
        let rest = without_comment(rest);
        Some(Setting { line: number + 1, key, value: rest })
    })
}

/// Without a comment behind it, and without quotes around it.
fn without_comment(value: &str) -> &str {
    let value = match value.as_bytes().first() {
        Some(quote @ (b'\'' | b'"')) => {
            let end = value[1..].find(char::from(*quote)).map_or(value.len(), |at| at + 2);
            &value[..end]
        }
        _ => value.split(" #").next().unwrap_or_default(),
    };
    value.trim().trim_matches(['\'', '"'])
}
