//! Generated JavaScript without what only a reader of it needs: comments that have lines of their own, and indentation.

use std::fs;
use std::path::Path;

use crate::{Failure, Result, sizes};

/// Makes every script of the site lean.
///
/// # Errors
/// When one cannot be read or written.
pub fn lean(dist: &Path) -> Result<()> {
    for file in sizes::files(dist, "js")? {
        let text = fs::read_to_string(&file).map_err(Failure::io(file.display()))?;
        fs::write(&file, without_comments(&text)).map_err(Failure::io(file.display()))?;
    }
    Ok(())
}

/// Whole-line comments and indentation left out; the text as it is where a template literal goes over several lines, in which both count.
fn without_comments(text: &str) -> String {
    let mut lean = String::with_capacity(text.len());
    let mut in_comment = false;
    for line in text.lines().map(str::trim) {
        let begins = line.starts_with("/*");
        if in_comment || begins {
            in_comment = !line.ends_with("*/");
        } else if !line.starts_with("//") && !line.is_empty() {
            if !line.matches('`').count().is_multiple_of(2) || (line.contains("*/") && !line.contains("/*")) {
                return text.to_owned();
            }
            lean.push_str(line);
            lean.push('\n');
        }
    }
    lean
}

#[cfg(test)]
mod tests {
    use super::without_comments;

    #[test]
    fn comments_and_indentation_go() {
        let text = "import a from \"./a.js\";\n\n/**\n * Of no use.\n * @returns {number}\n */\nfunction f() {\n    // Cast.\n    return 'https://x//y'; // kept\n    /* one line */\n}\n";
        let lean = "import a from \"./a.js\";\nfunction f() {\nreturn 'https://x//y'; // kept\n}\n";
        assert_eq!(without_comments(text), lean);
        assert_eq!(without_comments(lean), lean);
    }

    #[test]
    fn text_over_several_lines_is_left_alone() {
        let text = "    const words = `one\n      // two\n    three`;\n";
        assert_eq!(without_comments(text), text);
        let one_line = "    return `${name}(${length})`;\n";
        assert_eq!(without_comments(one_line), one_line.trim_start());
    }
}
