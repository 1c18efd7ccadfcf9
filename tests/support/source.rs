//! Rust sources as the rules see them: which files, what is code, which rooms a file names.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// One source file.
pub struct Source {
    /// From the workspace's root, with `/`.
    pub path: String,
    /// As written.
    pub text: String,
    /// Comments and texts blanked out, everything from the file's test module on left away.
    pub code: String,
}

/// Every Rust file under a folder of the workspace, in order of name.
pub fn sources(folder: &str) -> Vec<Source> {
    let root = xtask::workspace::root();
    let mut files = Vec::new();
    collect(&root.join(folder), &mut files);
    files.sort();
    files.into_iter().map(|file| source(&root, &file)).collect()
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn source(root: &Path, file: &Path) -> Source {
    let text = fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let relative = file.strip_prefix(root).unwrap_or(file);
    let parts: Vec<_> = relative.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    let code = code_of(&text);
    Source { path: parts.join("/"), code, text }
}

/// The code alone: what stands in comments and texts becomes blanks, lines stay where they are.
pub fn code_of(text: &str) -> String {
    let blanked = blank(text);
    let end = blanked.find("#[cfg(test)]\nmod ").unwrap_or(blanked.len());
    blanked[..end].to_owned()
}

fn blank(text: &str) -> String {
    let mut code = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = skipped(rest, code.chars().last());
        let (part, after) = rest.split_at(length.max(first.len_utf8()));
        if length > 0 {
            code.extend(part.chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        } else {
            code.push_str(part);
        }
        rest = after;
    }
    code
}

/// How many bytes of comment, text or character stand at the start; 0 where code does.
fn skipped(rest: &str, before: Option<char>) -> usize {
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if rest.starts_with("/*") {
        return rest.find("*/").map_or(rest.len(), |end| end + 2);
    }
    if rest.starts_with('"') {
        return quoted(rest);
    }
    let in_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
    if !in_word && rest.starts_with('r') {
        let hashes = rest[1..].chars().take_while(|&c| c == '#').count();
        if rest[1 + hashes..].starts_with('"') {
            let close = format!("\"{}", "#".repeat(hashes));
            let body = 2 + hashes;
            return rest[body..].find(&close).map_or(rest.len(), |end| body + end + close.len());
        }
    }
    if rest.starts_with('\'') { character(rest) } else { 0 }
}

fn quoted(rest: &str) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    rest.len()
}

/// A character such as `'"'`; a lifetime is code.
fn character(rest: &str) -> usize {
    let mut characters = rest.char_indices().skip(1);
    match characters.next() {
        Some((_, '\\')) => rest[3..].find('\'').map_or(0, |end| 3 + end + 1),
        Some(_) => match characters.next() {
            Some((at, '\'')) => at + 1,
            _ => 0,
        },
        None => 0,
    }
}

impl Source {
    /// The rooms this file names: `crate::room`, `crate::{room, …}`, or `super::…` where that reaches the crate's root.
    pub fn rooms_named(&self, crate_source: &str) -> BTreeSet<String> {
        let depth = self.module_path(crate_source).len();
        let mut rooms = BTreeSet::new();
        for (start, _) in self.code.match_indices("crate::") {
            rooms.extend(first_names(&self.code[start + "crate::".len()..]));
        }
        for (start, _) in self.code.match_indices("super::") {
            if self.code[..start].ends_with("super::") {
                continue;
            }
            let mut rest = &self.code[start..];
            let mut steps = 0;
            while let Some(after) = rest.strip_prefix("super::") {
                (rest, steps) = (after, steps + 1);
            }
            if steps == depth {
                rooms.extend(first_names(rest));
            }
        }
        rooms
    }

    /// Where the file's module lies: `analysis/bdd.rs` is `[analysis, bdd]`, `analysis/mod.rs` is `[analysis]`.
    pub fn module_path(&self, crate_source: &str) -> Vec<String> {
        let inner = self.path.strip_prefix(crate_source).unwrap_or(&self.path).trim_start_matches('/');
        let mut names: Vec<_> = inner.trim_end_matches(".rs").split('/').map(str::to_owned).collect();
        if names.last().is_some_and(|name| matches!(name.as_str(), "mod" | "lib" | "main")) {
            names.pop();
        }
        names
    }
}

/// The first name of a path, or of each path of a group in braces.
fn first_names(rest: &str) -> Vec<String> {
    let word = |text: &str| text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let Some(group) = rest.strip_prefix('{') else { return vec![word(rest)] };
    let mut names = Vec::new();
    let (mut depth, mut at_start) = (0, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => at_start = true,
            _ if at_start && !c.is_whitespace() => {
                names.push(word(&group[at..]));
                at_start = false;
            }
            _ => {}
        }
    }
    names
}
