//! Generated JavaScript without what only a reader of it needs: comments that have lines of their own, and indentation; and told when it fails.

use std::fs;
use std::path::Path;

use crate::{Failure, Result, sizes};

/// Makes every script of the site lean, and the page that starts them.
///
/// # Errors
/// When one cannot be read or written.
pub fn lean(dist: &Path) -> Result<()> {
    for file in sizes::files(dist, "js")?.into_iter().chain([dist.join("index.html")]) {
        let text = fs::read_to_string(&file).map_err(Failure::io(file.display()))?;
        fs::write(&file, without_comments(&text)).map_err(Failure::io(file.display()))?;
    }
    Ok(())
}

/// Lets the page hear that its program cannot start: not every browser says so of a module that waits in vain.
///
/// # Errors
/// When `index.html` cannot be read or written, or does not start the program as expected.
pub fn tell(dist: &Path) -> Result<()> {
    let path = dist.join("index.html");
    let html = fs::read_to_string(&path).map_err(Failure::io(path.display()))?;
    let html = with_failure(&html)
        .ok_or_else(|| Failure::new("dist/index.html has no `const wasm = await init(…);`"))?;
    fs::write(&path, html).map_err(Failure::io(path.display()))
}

fn with_failure(html: &str) -> Option<String> {
    const START: &str = "const wasm = await init(";
    let (before, rest) = html.split_once(START)?;
    let (arguments, after) = rest.split_once(");")?;
    let failure = "error => { dispatchEvent(new ErrorEvent('error', { error })); throw error; }";
    Some(format!("{before}{START}{arguments}).catch({failure});{after}"))
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
    #![allow(clippy::unwrap_used)]
    use super::{with_failure, without_comments};

    #[test]
    fn a_start_that_fails_is_told() {
        let html = with_failure("a\nconst wasm = await init({ a: './b' });\nc").unwrap();
        assert!(html.starts_with("a\nconst wasm = await init({ a: './b' }).catch(error => {"), "{html}");
        assert!(html.ends_with("throw error; });\nc"), "{html}");
        assert_eq!(with_failure("<html>"), None);
    }

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
