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

/// Text for Markdown, in a paragraph, a list or a table cell: nothing in it is markup any more, neither by its signs nor by
/// standing at the beginning of a line, and it stays on one line.
#[must_use]
pub fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    // White space before it would make it code.
    let text = text.trim_matches(|character: char| character.is_whitespace() || printable(character) == ' ');
    if begins_block(text) {
        escaped.push('\\');
    }
    let number = text.bytes().take_while(u8::is_ascii_digit).count();
    let mut characters = text.char_indices().peekable();
    while let Some((at, character)) = characters.next() {
        match character {
            // Only what could be read as an entity.
            '&' if characters.peek().is_some_and(|(_, next)| next.is_ascii_alphabetic() || *next == '#') => {
                escaped.push_str("&amp;");
            }
            '<' => escaped.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '#' | '~' => {
                escaped.push('\\');
                escaped.push(character);
            }
            // A number with a dot begins a list, where white space follows.
            '.' | ')' if number > 0 && at == number => {
                if characters.peek().is_none_or(|(_, next)| next.is_whitespace()) {
                    escaped.push('\\');
                }
                escaped.push(character);
            }
            other => escaped.push(printable(other)),
        }
    }
    escaped
}

/// Whether the first sign of a line begins a list, a quotation, a rule or underlines a heading; signs that are escaped anyhow left out.
fn begins_block(text: &str) -> bool {
    let mut characters = text.chars();
    match characters.next() {
        Some('=' | '>') => true,
        Some(sign @ ('-' | '+')) => {
            characters.next().is_none_or(|next| next.is_whitespace() || next.is_control() || next == sign)
        }
        _ => false,
    }
}

/// One text field of a CSV file: quoted where needed, and with an apostrophe in front where a spreadsheet
/// would take it for a formula.
#[must_use]
pub fn csv(text: &str) -> String {
    let text: String = text.chars().map(printable).collect();
    // Also as East Asian spreadsheets write them, and behind what is not seen.
    let hidden = |character: char| character.is_whitespace() || is_invisible(character);
    let formula = text.trim_start_matches(hidden).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
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

/// What takes no room on the screen.
fn is_invisible(character: char) -> bool {
    matches!(character, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
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
    fn markdown_begins_no_block() {
        for (text, written) in [
            ("- a", "\\- a"),
            ("+ a", "\\+ a"),
            ("> a", "\\> a"),
            ("---", "\\---"),
            ("===", "\\==="),
            ("1. a", "1\\. a"),
            ("12) a", "12\\) a"),
            ("-\u{0}a", "\\- a"),
            ("1.5 s", "1.5 s"),
            ("-3 s", "-3 s"),
            ("    code", "code"),
            ("\t\n- a", "\\- a"),
            ("# a", "\\# a"),
            ("a - b 1. c", "a - b 1. c"),
        ] {
            assert_eq!(markdown(text), written);
        }
    }

    #[test]
    fn spreadsheets_see_text() {
        assert_eq!(csv("=1+1"), "'=1+1");
        assert_eq!(csv(" @sum"), "' @sum");
        assert_eq!(csv("\t-2"), "' -2");
        assert_eq!(csv("\r=2"), "' =2");
        assert_eq!(csv("＝cmd|' /C calc'!A0"), "'＝cmd|' /C calc'!A0");
        assert_eq!(csv("\u{FEFF}=2"), "'\u{FEFF}=2");
        assert_eq!(csv("a\nb"), "a b", "a row stays a row");
        assert_eq!(csv("a,\"b\""), "\"a,\"\"b\"\"\"");
        assert_eq!(csv("plain"), "plain");
    }

    #[test]
    fn long_names_are_cut_with_a_mark() {
        assert_eq!(shorten("PostgreSQL", 10), "PostgreSQL");
        assert_eq!(shorten("Ünïcode name", 9), "Ünïcode…");
    }
}
