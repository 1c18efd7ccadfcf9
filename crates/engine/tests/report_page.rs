//! The report's page as a strict reader of HTML sees it: every element closed where it was opened, nothing that runs or is fetched, headings in
//! order, tables that say what their cells mean.
#![allow(clippy::unwrap_used, missing_docs)]

use std::collections::BTreeSet;

use ninefold_engine::analysis::{self, Options};
use ninefold_engine::model;
use ninefold_engine::report::{Completion, Report, Versus};
use ninefold_engine::templates;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

/// Elements of HTML without an end tag, and those that hold words and no blocks (HTML Living Standard, 13.1.2 and 3.2.5.2.5).
const VOID: [&str; 4] = ["meta", "br", "hr", "col"];
const OF_WORDS: [&str; 13] =
    ["p", "h1", "h2", "h3", "h4", "dt", "caption", "title", "strong", "data", "figcaption", "text", "tspan"];
const BLOCKS: [&str; 12] =
    ["p", "h1", "h2", "h3", "div", "section", "table", "ul", "dl", "figure", "header", "main"];
/// What may stand in which.
const PARENTS: [(&str, &[&str]); 14] = [
    ("head", &["html"]),
    ("body", &["html"]),
    ("meta", &["head"]),
    ("title", &["head", "g", "svg"]),
    ("style", &["head"]),
    ("caption", &["table"]),
    ("thead", &["table"]),
    ("tbody", &["table"]),
    ("tfoot", &["table"]),
    ("tr", &["thead", "tbody", "tfoot"]),
    ("td", &["tr"]),
    ("li", &["ul"]),
    ("dt", &["div"]),
    ("figcaption", &["figure"]),
];
const ACTIVE: [&str; 12] = [
    "script",
    "img",
    "link",
    "iframe",
    "object",
    "embed",
    "image",
    "use",
    "a",
    "base",
    "form",
    "foreignObject",
];

/// What has been read of a page.
#[derive(Default)]
struct Page {
    open: Vec<String>,
    ids: BTreeSet<String>,
    named: Vec<String>,
    headings: Vec<u32>,
    /// Header cells and cells of the row, and columns of the table.
    row: (usize, usize),
    columns: usize,
}

impl Page {
    fn read(html: &str) -> Self {
        let mut reader = Reader::from_str(html);
        reader.config_mut().check_end_names = false;
        reader.config_mut().check_comments = true;
        let mut page = Self::default();
        loop {
            match reader.read_event().unwrap_or_else(|why| panic!("at {}: {why}", reader.error_position())) {
                Event::Start(tag) => page.start(&tag),
                Event::Empty(tag) => {
                    page.start(&tag);
                    page.end(&name(&tag));
                }
                Event::End(tag) => page.end(tag.name().as_ref()),
                Event::Text(text) => {
                    let text: &str = &text;
                    let styled = page.open.last().is_some_and(|open| open == "style");
                    assert!(styled || !text.contains('>'), "{text}");
                }
                Event::DocType(kind) => assert!(kind.eq_ignore_ascii_case("html") && page.open.is_empty()),
                Event::GeneralRef(entity) => {
                    let known = ["amp", "lt", "gt", "quot"].contains(&&*entity);
                    assert!(known || entity.starts_with('#'), "{entity:?}");
                }
                Event::Eof => break,
                other => panic!("{other:?}"),
            }
        }
        assert!(page.open.is_empty(), "never closed: {:?}", page.open);
        page
    }

    fn start(&mut self, tag: &BytesStart<'_>) {
        let name = name(tag);
        let parent = self.open.last().map_or("", String::as_str);
        assert!(!ACTIVE.contains(&name.as_str()), "{name}");
        assert!(!(OF_WORDS.contains(&parent) && BLOCKS.contains(&name.as_str())), "{name} in {parent}");
        if let Some((_, allowed)) = PARENTS.iter().find(|(child, _)| *child == name) {
            assert!(allowed.contains(&parent), "{name} in {parent}");
        }
        let mut scope = None;
        for attribute in tag.attributes() {
            let attribute = attribute.unwrap();
            let key = attribute.key.as_ref();
            let value = attribute.value.to_string();
            assert!(
                !key.starts_with("on") && !["src", "href", "xlink:href", "srcset"].contains(&key),
                "{key}"
            );
            let fetched = key == "style" && value.contains("url(");
            assert!(!value.contains('<') && !fetched, "{key}: {value}");
            match key {
                "id" => assert!(!value.contains(' ') && self.ids.insert(value.clone()), "twice: {value}"),
                "aria-labelledby" => self.named.push(value),
                "scope" => scope = Some(value),
                _ => {}
            }
        }
        if let Some(level) = name.strip_prefix('h').and_then(|level| level.parse().ok()) {
            assert!(
                level <= self.headings.last().copied().unwrap_or(0) + 1,
                "{:?}, then {level}",
                self.headings
            );
            self.headings.push(level);
        }
        match name.as_str() {
            "table" => self.columns = 0,
            "tr" => self.row = (0, 0),
            "th" => {
                let wanted = if self.open.iter().any(|open| open == "thead") { "col" } else { "row" };
                assert_eq!(scope.as_deref(), Some(wanted));
                self.row.0 += 1;
            }
            "td" => self.row.1 += 1,
            _ => {}
        }
        if !VOID.contains(&name.as_str()) {
            self.open.push(name);
        }
    }

    fn end(&mut self, name: &str) {
        if VOID.contains(&name) {
            return;
        }
        assert_eq!(self.open.pop().as_deref(), Some(name));
        if name == "tr" {
            let (headers, cells) = self.row;
            if self.columns == 0 {
                assert!(headers > 0 && cells == 0, "the first row names the columns");
                self.columns = headers;
            }
            assert!(
                headers > 0 && headers + cells == self.columns,
                "{} columns: {:?}",
                self.columns,
                self.row
            );
        }
    }

    /// One title, sections beneath it, and every reference leads somewhere.
    fn check(&self) {
        assert_eq!(self.headings.iter().filter(|&&level| level == 1).count(), 1);
        assert!(self.named.iter().all(|id| self.ids.contains(id)), "{:?} {:?}", self.named, self.ids);
    }
}

fn name(tag: &BytesStart<'_>) -> String {
    tag.name().as_ref().to_owned()
}

fn report(text: &str) -> Report {
    let project = model::read(text).unwrap().project;
    let options = Options::default();
    let analysis = analysis::analyze_in_full(&project, &options).unwrap();
    let mut report = Report::new(&project, &analysis, None, "2026-03-01");
    report.complete(Completion::new(&project, &analysis, Some(1_772_409_600), None).unwrap().finish());
    report
}

#[test]
fn templates_are_read_strictly() {
    let first = report(templates::find(templates::FIRST).unwrap().text);
    for template in templates::all().iter().filter(|template| template.id != "empty") {
        let report = report(template.text);
        Page::read(&report.to_html()).check();
        Page::read(&Versus::new(&first, &report).to_html()).check();
    }
}

/// Names and ids that end elements and attributes, are alike but for what an anchor cannot hold, or hold nothing to be seen.
#[test]
fn hostile_names_are_read_strictly() {
    let text = r#"{"format": "ninefold/1", "name": "</title><script>'\"&amp; ]]> --> <!-- \u0001",
        "objective": {"availability": 1, "window": "28d"}, "zones": [{"id": "z<z", "failures": [{"mtbf": "1y", "mttr": "1h"}]}],
        "components": [{"id": "a\"b>", "name": "</svg></style><img src=x onerror=1>", "zones": ["z<z"], "source": "\u2028<b>&#0;",
            "failures": [{"name": "<i>", "mtbf": "30d", "mttr": "1h"}], "maintenance": [{"every": "30d", "for": "1m"}]}],
        "journeys": [{"id": "buy now", "entry": "a\"b>"}, {"id": "buy-now", "entry": "a\"b>", "objective": 0.999}, {"id": "buy/now", "entry": "a\"b>"}],
        "scenarios": [{"name": "<s>", "events": [{"at": "1h", "fail": "a\"b>", "for": "2h"}]}]}"#;
    let report = report(text);
    Page::read(&report.to_html()).check();
    Page::read(&Versus::new(&report, &report).to_html()).check();
}
