//! Making text from a project file harmless in the format it is written to.

/// Text for HTML and SVG, between tags or within a double-quoted attribute. Control characters, which neither
/// format can carry, become spaces.
#[must_use]
pub fn markup(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            other => escaped.push(printable(other)),
        }
    }
    escaped
}

/// Text for Markdown, in a paragraph or a table cell: nothing in it is markup any more, and it stays on one line.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            // Only what could be read as an entity.
            '&' if characters.peek().is_some_and(|next| next.is_ascii_alphabetic() || *next == '#') => {
                escaped.push_str("&amp;");
            }
            '<' => escaped.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => {
                escaped.push('\\');
                escaped.push(character);
            }
            other => escaped.push(printable(other)),
        }
    }
    escaped
}

/// One text field of a CSV file: quoted where needed, and with an apostrophe in front where a spreadsheet
/// would take it for a formula.
#[must_use]
pub fn csv(text: &str) -> String {
    let text: String = text.chars().map(printable).collect();
    let formula = text.trim_start().starts_with(['=', '+', '-', '@']);
    let text = if formula { format!("'{text}") } else { text };
    if text.contains(['"', ',', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

/// Text for a chart, whose back end escapes markup itself.
#[must_use]
pub fn plain(text: &str) -> String {
    text.chars().map(printable).collect()
}

/// Control characters and what reorders text on screen (bidirectional overrides) become spaces.
fn printable(character: char) -> char {
    match character {
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FFFE}' | '\u{FFFF}' => ' ',
        other if other.is_control() => ' ',
        other => other,
    }
}

/// At most `limit` characters, the last one an ellipsis where something was cut.
#[must_use]
pub fn shorten(text: &str, limit: usize) -> String {
    if text.chars().count() <= limit {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(limit.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_cannot_leave_its_place() {
        assert_eq!(
            markup("<script>\"a\"&'b'</script>"),
            "&lt;script&gt;&quot;a&quot;&amp;&#39;b&#39;&lt;/script&gt;"
        );
        assert_eq!(markup("a\u{0}b\nc\u{202E}d"), "a b c d");
    }

    #[test]
    fn markdown_cells_stay_cells() {
        assert_eq!(markdown("R&D & Q &#60; A&B"), "R&amp;D & Q &amp;\\#60; A&amp;B");
        assert_eq!(markdown("a|b\n| c <i> *d* [x](y)"), "a\\|b \\| c &lt;i> \\*d\\* \\[x\\](y)");
    }

    #[test]
    fn spreadsheets_see_text() {
        assert_eq!(csv("=1+1"), "'=1+1");
        assert_eq!(csv(" @sum"), "' @sum");
        assert_eq!(csv("\t-2"), "' -2");
        assert_eq!(csv("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(csv("plain"), "plain");
    }

    #[test]
    fn long_names_are_cut_with_a_mark() {
        assert_eq!(shorten("PostgreSQL", 10), "PostgreSQL");
        assert_eq!(shorten("Ünïcode name", 9), "Ünïcode…");
    }
}
