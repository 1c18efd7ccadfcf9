//! One style sheet a page: what `index.html` names one by one is joined, in its order, into one file, because on a slow line each is a
//! request that the first picture waits for. Comments and indentation are left out; no rule is touched.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::{Failure, Result, sizes};

/// How a link to a style sheet begins in what trunk and [`crate::guide`] write.
const LINK: &str = "<link rel=\"stylesheet\" href=\"";

/// Joins the style sheets of every page of the site.
///
/// # Errors
/// When a file cannot be read or written, or a sheet cannot stand after another.
pub fn join(dist: &Path) -> Result<()> {
    let mut joined = BTreeSet::new();
    for page in sizes::files(dist, "html")? {
        let html = fs::read_to_string(&page).map_err(Failure::io(page.display()))?;
        let mut sheet = String::new();
        for name in names(&html) {
            let path = dist.join(name);
            let text = fs::read_to_string(&path).map_err(Failure::io(path.display()))?;
            sheet.push_str(&lean(name, &text)?);
        }
        if sheet.is_empty() {
            continue;
        }
        let name = format!("style-{}.css", crate::hex(&Sha256::digest(&sheet)[..8]));
        let path = dist.join(&name);
        fs::write(&path, sheet).map_err(Failure::io(path.display()))?;
        fs::write(&page, with_one(&html, &name)).map_err(Failure::io(page.display()))?;
        joined.insert(path);
    }
    for old in sizes::files(dist, "css")?.into_iter().filter(|file| !joined.contains(file)) {
        fs::remove_file(&old).map_err(Failure::io(old.display()))?;
    }
    Ok(())
}

/// The files of the style sheets, in the order in which they count.
fn names(html: &str) -> impl Iterator<Item = &str> {
    let rest = html.match_indices(LINK).map(|(at, _)| &html[at + LINK.len()..]);
    rest.filter_map(|rest| rest.split('"').next()).map(|name| name.trim_start_matches("./"))
}

/// The page with one link in the place of all.
fn with_one(html: &str, name: &str) -> String {
    let mut lines = String::with_capacity(html.len());
    let mut first = true;
    let mut rest = html;
    while let Some(at) = rest.find(LINK) {
        let (before, link) = rest.split_at(at);
        let end = link.find('>').map_or(link.len(), |end| end + 1);
        lines.push_str(if first { before } else { before.trim() });
        if first {
            lines.push_str(&format!("{LINK}./{name}\" />"));
            first = false;
        }
        rest = &link[end..];
    }
    lines.push_str(rest);
    lines
}

/// A sheet as it can stand among others: without comments, indentation and empty lines.
fn lean(name: &str, text: &str) -> Result<String> {
    let bare = without_comments(text);
    // Both count at the start of a file only.
    if let Some(word) = ["@import", "@charset"].into_iter().find(|word| bare.contains(word)) {
        return Err(Failure::new(format!("{name} has `{word}`, which means nothing once sheets are joined")));
    }
    // An end of file closes what is open; the next sheet would not.
    if bare.matches('{').count() != bare.matches('}').count() {
        return Err(Failure::new(format!("{name} opens a block that it does not close, or the reverse")));
    }
    let lines = bare.lines().map(str::trim).filter(|line| !line.is_empty());
    Ok(lines.flat_map(|line| [line, "\n"]).collect())
}

/// The text without `/* … */`; what stands in quotes stays.
fn without_comments(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\'', '/']) {
        let (before, found) = rest.split_at(at);
        bare.push_str(before);
        let length = if let Some(comment) = found.strip_prefix("/*") {
            // As the standard has it, a comment parts words like nothing else does.
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
            continue;
        } else if found.starts_with('/') {
            1
        } else {
            quoted(found)
        };
        bare.push_str(&found[..length]);
        rest = &found[length..];
    }
    bare.push_str(rest);
    bare
}

/// How long the text in quotes is that stands at the start.
fn quoted(text: &str) -> usize {
    let quote = text.chars().next();
    let mut escaped = false;
    for (at, letter) in text.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if Some(letter) == quote => return at + letter.len_utf8(),
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sheets_are_joined_in_their_order_and_the_page_names_one() {
        let dist = std::env::temp_dir().join(format!("ninefold-style-{}", std::process::id()));
        fs::create_dir_all(&dist).unwrap();
        fs::write(dist.join("b-1.css"), "/* Elements. */\np {\n  color: red;\n}\n").unwrap();
        fs::write(dist.join("a-2.css"), "p { color: blue }\n").unwrap();
        let head = "<link rel=\"icon\" href=\"f.svg\" />";
        let html = format!(
            "<head>{head}\n    {LINK}./b-1.css\"/>\n    {LINK}./a-2.css\"/>\n  <link rel=\"modulepreload\"></head>"
        );
        fs::write(dist.join("index.html"), html).unwrap();
        fs::write(dist.join("other.html"), format!("{LINK}a-2.css\" />")).unwrap();
        join(&dist).unwrap();
        let page = fs::read_to_string(dist.join("index.html")).unwrap();
        let name = names(&page).next().unwrap().to_owned();
        assert_eq!(
            page,
            format!("<head>{head}\n    {LINK}./{name}\" />\n  <link rel=\"modulepreload\"></head>")
        );
        let sheet = fs::read_to_string(dist.join(&name)).unwrap();
        assert_eq!(sheet, "p {\ncolor: red;\n}\np { color: blue }\n");
        assert_eq!(sizes::files(&dist, "css").unwrap().len(), 2, "one for each page");
        fs::remove_dir_all(&dist).unwrap();
    }

    #[test]
    fn quotes_keep_what_looks_like_a_comment() {
        let text = "a::before { content: \"/* \\\" */\"; /* \" */ width: calc(1px/2) }";
        assert_eq!(without_comments(text), "a::before { content: \"/* \\\" */\";  width: calc(1px/2) }");
        assert_eq!(without_comments("a{}/* open"), "a{}");
    }

    #[test]
    fn what_cannot_stand_after_another_is_refused() {
        assert!(lean("a.css", "@import 'b.css';").is_err());
        assert!(lean("a.css", "a { color: red").is_err());
        assert!(lean("a.css", "/* @import { */ a { color: red }").is_ok());
    }
}
