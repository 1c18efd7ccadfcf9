//! Words of the engine made fit for standing alone.

/// With a capital and a full stop.
#[must_use]
pub fn sentence(words: &str) -> String {
    let words = words.trim();
    let mut letters = words.chars();
    let Some(first) = letters.next() else { return String::new() };
    let end = if words.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{}{}{end}", first.to_uppercase(), letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_read_as_sentences() {
        assert_eq!(sentence("the project has no journeys"), "The project has no journeys.");
        assert_eq!(sentence("Done. "), "Done.");
        assert_eq!(sentence(""), "");
    }
}
