//! Whether a query of one's own can be PromQL at all: not empty, and all that opens in it closes.

/// What is wrong with a query, as far as it can be seen without knowing its metrics; none where nothing is.
///
/// ```
/// use ninefold_engine::budget::alerts::query_fault;
/// assert_eq!(query_fault("sum(rate(bad{code=~\"5..(\"}[$window]))"), None);
/// assert_eq!(query_fault("sum(rate(foo").as_deref(), Some("'(' at character 9 is not closed"));
/// ```
#[must_use]
pub fn query_fault(query: &str) -> Option<String> {
    if query.trim().is_empty() {
        return Some("the query is empty".to_owned());
    }
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut characters = query.chars().enumerate().map(|(at, character)| (at + 1, character));
    while let Some((at, character)) = characters.next() {
        match character {
            '(' | '{' | '[' => open.push((character, at)),
            ')' | '}' | ']' => match open.pop() {
                Some((opened, _)) if closes(opened, character) => {}
                Some((opened, from)) => {
                    return Some(format!(
                        "'{character}' at character {at} does not close '{opened}' at character {from}"
                    ));
                }
                None => return Some(format!("'{character}' at character {at} closes nothing")),
            },
            '"' | '\'' | '`' if !ends(&mut characters, character) => {
                return Some(format!("the quotation mark at character {at} is not closed"));
            }
            // A comment goes on to the end of its line.
            '#' => while characters.next().is_some_and(|(_, next)| next != '\n') {},
            _ => {}
        }
    }
    open.pop().map(|(opened, at)| format!("'{opened}' at character {at} is not closed"))
}

fn closes(opened: char, closing: char) -> bool {
    matches!((opened, closing), ('(', ')') | ('{', '}') | ('[', ']'))
}

/// Goes on to the end of a quotation; whether it has one. A backslash takes the next character with it, but not between backticks.
fn ends(characters: &mut impl Iterator<Item = (usize, char)>, quote: char) -> bool {
    while let Some((_, character)) = characters.next() {
        match character {
            '\\' if quote != '`' => {
                characters.next();
            }
            character if character == quote => return true,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_opens_must_close() {
        for query in [
            "1 - avg_over_time(up[$window])",
            "sum by (job) (rate(x{a=\"b)\", c='[', d=`\\`}[5m]))",
            "up # not ( closed\n== 0",
            "label_replace(up, \"a\", \"\\\"\", \"b\", \"\")",
        ] {
            assert_eq!(query_fault(query), None, "{query}");
        }
        for (query, fault) in [
            ("  ", "the query is empty"),
            ("sum(rate(foo)", "'(' at character 4 is not closed"),
            ("sum(foo))", "')' at character 9 closes nothing"),
            ("rate(foo[5m)", "')' at character 12 does not close '[' at character 9"),
            ("foo{a=\"b}", "the quotation mark at character 7 is not closed"),
            ("foo{a='b\\'}", "the quotation mark at character 7 is not closed"),
        ] {
            assert_eq!(query_fault(query).as_deref(), Some(fault), "{query}");
        }
    }
}
