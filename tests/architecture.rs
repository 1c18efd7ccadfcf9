//! The rules of the house, each with its reason. A rule that only stands in a document is forgotten; this one fails.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

#[path = "support/source.rs"]
mod source;

use std::fs;

use source::{Source, code_of, sources};

/// A crate and its rooms, lowest first: a room may name those before it, never those after it.
struct House {
    source: &'static str,
    rooms: &'static [&'static str],
}

const ENGINE: House = House {
    source: "crates/engine/src",
    rooms: &[
        "order",
        "units",
        "boolean",
        "model",
        "analysis",
        "simulation",
        "budget",
        "catalogue",
        "plan",
        "lint",
        "templates",
        "read",
        "compare",
        "report",
        "guide",
        "job",
    ],
};
const EDITOR: House = House {
    source: "crates/editor/src",
    rooms: &[
        "geometry",
        "layout",
        "document",
        "selection",
        "fragment",
        "presets",
        "command",
        "history",
        "scene",
        "gesture",
        "keymap",
        "share",
        "editor",
        "prelude",
    ],
};
const PAGE: House =
    House { source: "src", rooms: &["browser", "compute", "charts", "export", "state", "managers", "views"] };

/// What a pure crate must not name: (word, why).
const IMPURE: [(&str, &str); 13] = [
    ("web_sys", "the browser is an adapter of the page"),
    ("js_sys", "the browser is an adapter of the page"),
    ("wasm_bindgen", "the browser is an adapter of the page"),
    ("gloo", "the browser is an adapter of the page"),
    ("leptos", "the screen is the page's"),
    ("std::time", "time is an argument, so that a run can be repeated"),
    ("std::thread", "the caller runs blocks side by side, in workers or threads"),
    ("std::fs", "text is an argument, so that the page and the command line share the code"),
    ("std::env", "a result depends on its arguments alone"),
    ("std::process", "a library does not end or start programs"),
    ("std::net", "nothing is uploaded, nothing fetched"),
    ("rand::", "random numbers come from the seed that was given, by the engine's own generator"),
    ("getrandom", "random numbers come from the seed that was given"),
];

/// Longest file: past it a file does more than one thing.
const MOST_LINES: usize = 600;

fn assert_none(rule: &str, reason: &str, broken: &[String]) {
    assert!(broken.is_empty(), "\n\nRule: {rule}\nReason: {reason}\nBroken by:\n  {}\n", broken.join("\n  "));
}

impl House {
    fn place(&self, room: &str) -> Option<usize> {
        self.rooms.iter().position(|known| *known == room)
    }

    /// Files that name a higher room than their own.
    fn against_the_stream(&self, files: &[Source]) -> Vec<String> {
        let mut broken = Vec::new();
        for file in files {
            let Some(own) = file.module_path(self.source).first().cloned() else { continue };
            let Some(place) = self.place(&own) else { continue };
            for named in file.rooms_named(self.source) {
                if self.place(&named).is_some_and(|other| other > place) {
                    broken.push(format!("{} (in `{own}`) names `{named}`", file.path));
                }
            }
        }
        broken
    }

    /// Rooms this test does not know.
    fn unplaced(&self, files: &[Source]) -> Vec<String> {
        let rooms = files
            .iter()
            .filter_map(|file| Some((file.module_path(self.source).first()?.clone(), &file.path)));
        let unknown = rooms.filter(|(room, _)| room != "bin" && self.place(room).is_none());
        unknown.map(|(room, path)| format!("`{room}` ({path})")).collect()
    }
}

#[test]
fn arrows_point_one_way() {
    for house in [ENGINE, EDITOR, PAGE] {
        let files = sources(house.source);
        assert!(!files.is_empty(), "{} has no sources", house.source);
        let order = house.rooms.join(" → ");
        assert_none(
            &format!("every room of {} has a place in the order {order}", house.source),
            "where a room has no place nothing says what it may know; add it to tests/architecture.rs",
            &house.unplaced(&files),
        );
        assert_none(
            &format!("in {} a room names only rooms before it: {order}", house.source),
            "what is below can then be understood, tested and changed without what is above",
            &house.against_the_stream(&files),
        );
    }
}

#[test]
fn the_engine_and_the_editor_are_pure() {
    let mut broken = Vec::new();
    for house in [ENGINE, EDITOR] {
        for file in sources(house.source) {
            for (word, why) in IMPURE.iter().filter(|(word, _)| names(&file.code, word)) {
                broken.push(format!("{} names `{}`: {why}", file.path, word.trim_end_matches(':')));
            }
        }
    }
    assert_none(
        "engine and editor know no browser, clock, thread, file, environment or randomness of their own",
        "the same call then gives the same answer in the page, in a worker, on the command line and in a test",
        &broken,
    );
}

/// True when `code` has `word` where a name starts.
fn names(code: &str, word: &str) -> bool {
    let starts_name = |at: usize| !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
    code.match_indices(word).any(|(at, _)| starts_name(at))
}

#[test]
fn the_engine_does_not_know_the_editor_nor_either_the_page() {
    let mut broken = Vec::new();
    for (package, above) in [
        ("engine", &["ninefold-editor", "ninefold-page"][..]),
        ("editor", &["ninefold-page"]),
        ("cli", &["ninefold-page"]),
    ] {
        let manifest = xtask::workspace::root().join("crates").join(package).join("Cargo.toml");
        let text = fs::read_to_string(manifest).unwrap();
        let forbidden = above.iter().filter(|name| text.lines().any(|line| line.starts_with(**name)));
        broken.extend(forbidden.map(|name| format!("crates/{package} depends on {name}")));
    }
    assert_none(
        "packages depend downwards: engine ← editor ← page, engine ← command line",
        "the engine is used without an editor, and both without a screen",
        &broken,
    );
}

#[test]
fn only_browser_and_its_neighbours_touch_the_browser() {
    let pure = ["state/"];
    let broken: Vec<_> = sources("src")
        .into_iter()
        .filter(|file| pure.iter().any(|room| file.path.contains(room)) && names(&file.code, "web_sys"))
        .map(|file| format!("{} names `web_sys`", file.path))
        .collect();
    assert_none(
        "the page's state does not touch the browser: src/browser does, for managers and views",
        "state can then be tested and moved without a window",
        &broken,
    );
}

#[test]
fn every_file_says_what_lives_there_and_is_short_enough_to_read() {
    let folders = ["crates", "src", "tests", "xtask/src", "fuzz/fuzz_targets"];
    let files: Vec<_> = folders.iter().flat_map(|folder| sources(folder)).collect();
    let silent = files.iter().filter(|file| !opens_with_doc(&file.text)).map(|file| file.path.clone());
    assert_none(
        "every file opens with a line `//!`",
        "whoever comes to a file first wants to know what belongs there and what does not",
        &silent.collect::<Vec<_>>(),
    );
    let long = files.iter().map(|file| (file.text.lines().count(), &file.path));
    let long =
        long.filter(|(lines, _)| *lines > MOST_LINES).map(|(lines, path)| format!("{path}: {lines} lines"));
    assert_none(
        &format!("no file has more than {MOST_LINES} lines"),
        "past it a file does more than one thing; split it by what changes together",
        &long.collect::<Vec<_>>(),
    );
}

fn opens_with_doc(text: &str) -> bool {
    text.lines().find(|line| !line.trim().is_empty()).is_some_and(|line| line.starts_with("//!"))
}

#[test]
fn only_the_tokens_have_raw_colours() {
    let styles = xtask::workspace::root().join("style");
    let mut broken = Vec::new();
    for file in xtask::sizes::files(&styles, "css").unwrap() {
        let name = file.strip_prefix(&styles).unwrap().to_string_lossy().into_owned();
        let text = fs::read_to_string(&file).unwrap();
        if name != "tokens.css" && has_raw_colour(&text) {
            broken.push(format!("style/{name}"));
        }
    }
    assert_none(
        "only style/tokens.css has raw colours; everything else names a token",
        "light and dark stay complete, and contrast is decided in one place",
        &broken,
    );
}

/// True where a `#rrggbb`, `rgb(…)` or `hsl(…)` stands in a declaration.
fn has_raw_colour(css: &str) -> bool {
    css.lines().filter_map(|line| line.split_once(':')).any(|(_, value)| {
        let hex = value.match_indices('#').any(|(at, _)| {
            let digits = value[at + 1..].chars().take_while(char::is_ascii_hexdigit).count();
            matches!(digits, 3 | 4 | 6 | 8)
        });
        hex || value.contains("rgb(") || value.contains("hsl(") || value.contains("oklch(")
    })
}

#[test]
fn every_dependency_has_a_reason() {
    let root = xtask::workspace::root();
    let listed = fs::read_to_string(root.join("docs/dependencies.md")).unwrap();
    let mut named: Vec<String> = Vec::new();
    for folder in ["", "crates/engine", "crates/editor", "crates/cli", "xtask", "fuzz"] {
        let text = fs::read_to_string(root.join(folder).join("Cargo.toml")).unwrap();
        let mut inside = false;
        for line in text.lines() {
            if line.starts_with('[') {
                inside = line.trim_end_matches(']').ends_with("dependencies");
            } else if inside && line.starts_with(|first: char| first.is_ascii_lowercase()) {
                named.push(line.split([' ', '.', '=']).next().unwrap_or_default().to_owned());
            }
        }
    }
    let ours = |name: &String| name.starts_with("ninefold-") || name == "xtask";
    named.retain(|name| !ours(name));
    named.sort();
    named.dedup();
    assert!(named.len() > 20, "the reader of Cargo.toml finds {named:?} alone");
    let silent: Vec<String> =
        named.iter().filter(|name| !listed.contains(&format!("`{name}`"))).cloned().collect();
    assert_none("every dependency has a reason", "what nobody can justify is dropped", &silent);
    let rows = listed.lines().filter(|line| line.starts_with("| `"));
    let names = rows.flat_map(|row| row.split('|').nth(1).unwrap_or_default().split('`').skip(1).step_by(2));
    let gone: Vec<String> =
        names.filter(|name| !named.iter().any(|own| own == name)).map(str::to_owned).collect();
    assert_none("the list has only what is used", "an old list is not believed", &gone);
}

#[test]
fn the_reader_of_sources_sees_code_only() {
    let text = "//! crate::views\nuse crate::{model::{Project, read}, units};\nlet a = \"crate::job\"; /* crate::x */\n\
                let b = r#\"crate::y \" \"#; let c = '\"'; fn f<'a>(x: &'a str) {} super::super::report::x();\n\
                #[cfg(test)]\nmod tests { use crate::job; }\n";
    let code = code_of(text);
    let file = Source { path: "crates/engine/src/analysis/bdd.rs".into(), code, text: text.into() };
    let rooms: Vec<_> = file.rooms_named("crates/engine/src").into_iter().collect();
    assert_eq!(rooms, ["model", "report", "units"]);
    assert_eq!(ENGINE.against_the_stream(&[file]).len(), 1);
    let file = |path: &str, code: &str| Source { path: path.into(), code: code.into(), text: String::new() };
    let up = file("crates/engine/src/analysis/mod.rs", "use super::units; use super::job;");
    assert_eq!(
        ENGINE.against_the_stream(&[up]),
        ["crates/engine/src/analysis/mod.rs (in `analysis`) names `job`"]
    );
    assert_eq!(ENGINE.unplaced(&[file("crates/engine/src/cellar/mod.rs", "")]).len(), 1);
    assert!(names("use std::time::Instant;", "std::time") && !names("let operand::x;", "rand::"));
    assert!(has_raw_colour("a { color: #fff; }") && !has_raw_colour("a { color: var(--ink); }\n#canvas {}"));
}
