//! Names, notes and ids that are markup, formulas, templates or breaks somewhere: in no file that leaves the program are they anything but
//! text. Each format is read as its readers read it: Markdown by lines, CSV by fields, YAML 1.1 and 1.2 by what ends a line.
#![allow(clippy::unwrap_used, missing_docs)]

use std::sync::LazyLock;

use ninefold_engine::analysis::{self, Options};
use ninefold_engine::budget::alerts::{Exported, Queries};
use ninefold_engine::model::{self, Project};
use ninefold_engine::report::diagram::{Ink, Scene};
use ninefold_engine::report::{Completion, Report, Versus, csv_field};
use quick_xml::events::Event;
use quick_xml::reader::Reader;
use saphyr::{LoadableYamlNode, YamlOwned};
use serde_json::json;

/// What each of them does where it is not made harmless is said beside it.
const NAMES: [&str; 22] = [
    "<img src=x onerror=alert(1)>",         // an element
    "\"><svg onload=alert(1)>",             // ends an attribute
    "]]><script>alert(1)</script>",         // ends a section of XML
    "=cmd|' /C calc'!A0",                   // a formula
    "+1+cmd",                               // a formula
    "@SUM(A1)",                             // a formula
    "\t=1+1",                               // a formula behind white space
    "\u{FEFF}=1+1",                         // a formula behind what is not seen
    "＝1+1",                                // a formula as East Asian spreadsheets write it
    "- item",                               // a list
    "1. item",                              // a numbered list
    "> quote",                              // a quotation
    "# heading",                            // a heading
    "---",                                  // a rule, a document of YAML
    "a | b",                                // a cell
    "`code` *b* _i_ [x](javascript:a)",     // Markdown
    "key: value",                           // a mapping of YAML
    "line\nline: 2\r\n- three",             // breaks
    "a\u{2028}b: c\u{2029}d: e\u{85}f: g",  // breaks of YAML 1.1
    "{{{ $labels.x }}} {{ .Boom }}",        // a template
    "abc\u{202E}fdp.exe\u{2066}",           // another order on the screen
    "nul\u{0}bell\u{7}esc\u{1b}[31m\u{7f}", // what a terminal obeys and YAML refuses
];

/// Each name everywhere a person can write: project, description, component, zone, failure, source, note, journey, scenario; ids too.
fn project(name: &str) -> Project {
    let text = json!({
        "format": "ninefold/1", "name": name, "description": name,
        "objective": { "availability": 0.999, "window": "28d", "measure": "requests" },
        "zones": [{ "id": "z", "name": name, "failures": [{ "mtbf": "1y", "mttr": "1h" }] }],
        "components": [
            { "id": "a", "name": name, "zones": ["z"], "source": name, "notes": name,
              "failures": [{ "name": name, "mtbf": "30d", "mttr": "1h" }] },
            { "id": "b", "name": name, "failures": [{ "mtbf": "60d", "mttr": "2h" }] },
        ],
        "links": [{ "from": "a", "to": "b" }],
        "canvas": { "notes": [{ "id": "n", "text": name, "x": 0, "y": 0 }] },
        "journeys": [
            { "id": "one", "name": name, "entry": "a" },
            { "id": "unwatched", "name": name, "entry": "a", "objective": 1 },
            { "id": format!("id {}", name.replace(char::is_control, "")), "name": name, "entry": "b", "objective": 0.99 },
        ],
        "scenarios": [{ "name": name, "events": [{ "at": "1h", "fail": "a", "for": "2h" }] }],
    });
    model::read(&text.to_string()).unwrap_or_else(|faults| panic!("{name:?}: {faults}")).project
}

/// A harmless project's report, and those of all names, made once for all tests.
static REPORTS: LazyLock<(Report, Vec<Report>)> = LazyLock::new(|| {
    let report = |name: &str| {
        let project = project(name);
        let analysis = analysis::analyze_in_full(&project, &Options::default()).unwrap();
        let mut report = Report::new(&project, &analysis, None, "2026-03-01");
        let completion = Completion::new(&project, &analysis, Some(1_772_409_600), None).unwrap();
        report.complete(completion.finish());
        report
    };
    (report("Plain"), NAMES.into_iter().map(report).collect())
});

/// Each name with its report.
fn reports() -> impl Iterator<Item = (&'static str, &'static Report)> {
    NAMES.into_iter().zip(&REPORTS.1)
}

/// Characters that no text format takes as they are: control characters but breaks, and what changes the order on the screen.
fn is_harmful(character: char) -> bool {
    let order = matches!(character, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    order || character.is_control() && !matches!(character, '\n' | '\r')
}

fn assert_harmless(text: &str, what: &str) {
    let found = text.chars().find(|character| is_harmful(*character));
    assert_eq!(found, None, "{what}: {found:?}");
}

/// The names of all elements of a document.
fn elements(markup: &str) -> Vec<String> {
    let mut reader = Reader::from_str(markup);
    reader.config_mut().check_end_names = false;
    let mut names = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => names.push(tag.name().as_ref().to_owned()),
            Event::Eof => return names,
            _ => {}
        }
    }
}

/// The same elements whatever the names are: none comes of a name.
#[test]
fn pages_and_drawings_have_the_elements_of_a_harmless_project() {
    let drawn = |project: &Project| {
        let analysis = analysis::analyze(project, &Options::default()).unwrap();
        let mut names = elements(&Scene::new(project, Some(&analysis)).to_svg(&Ink::light()));
        // A long name may take more lines of the same kind.
        names.retain(|name| name != "tspan" && name != "text");
        names
    };
    let plain = drawn(&project("Plain"));
    let other = &REPORTS.0;
    for (name, one) in reports() {
        assert_eq!(drawn(&project(name)), plain, "{name:?}");
        let mut pages = [elements(&one.to_html()), elements(&other.to_html())];
        pages.iter_mut().for_each(|names| names.retain(|name| name != "tspan" && name != "text"));
        assert_eq!(pages[0], pages[1], "{name:?}");
        let both = [one.to_html(), Versus::new(other, one).to_html()];
        both.iter().for_each(|html| assert_harmless(html, name));
    }
}

/// What a line of Markdown begins: a heading, a list, a quotation, a rule, a row of a table, or text.
fn kind(line: &str) -> &'static str {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let numbered = digits > 0 && (line[digits..].starts_with(". ") || line[digits..].starts_with(") "));
    match line {
        "" => "nothing",
        _ if line.starts_with('#') => "heading",
        _ if line.starts_with("- ") || line.starts_with("+ ") || line.starts_with("* ") || numbered => "list",
        _ if line.starts_with('>') => "quotation",
        _ if line.starts_with("---") || line.starts_with("===") || line.starts_with("```") => "rule",
        _ if line.starts_with("    ") || line.starts_with('\t') => "code",
        _ if line.starts_with('|') => "row",
        _ => "text",
    }
}

/// Signs of Markdown that are not escaped.
fn bare(line: &str) -> usize {
    let mut escaped = false;
    let mut count = 0;
    for character in line.chars() {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '`' | '*' | '_' | '[' | ']' | '|' | '<' => count += 1,
            _ => {}
        }
    }
    count
}

/// Line by line the same blocks, cells and signs as of a harmless project.
#[test]
fn markdown_has_the_lines_of_a_harmless_project() {
    let plain = REPORTS.0.to_markdown();
    for (name, report) in reports() {
        let hostile = report.to_markdown();
        assert_harmless(&hostile, name);
        let lines: Vec<&str> = hostile.lines().collect();
        assert_eq!(lines.len(), plain.lines().count(), "{name:?}");
        for (line, other) in lines.iter().zip(plain.lines()) {
            assert_eq!(kind(line), kind(other), "{name:?}: {line}");
            assert_eq!(bare(line), bare(other), "{name:?}: {line}");
        }
    }
}

/// Fields of CSV as RFC 4180 has them.
fn fields(text: &str) -> Vec<Vec<String>> {
    let (mut rows, mut row, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => field.extend(characters.next()),
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(std::mem::take(&mut field)),
            '\r' if !quoted => {}
            '\n' if !quoted => {
                row.push(std::mem::take(&mut field));
                rows.push(std::mem::take(&mut row));
            }
            other => field.push(other),
        }
    }
    assert!(!quoted && field.is_empty() && row.is_empty(), "the text ends with a row");
    rows
}

fn is_formula(field: &str) -> bool {
    let seen = field.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '\u{FEFF}' | '\u{200B}'));
    seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']) && field.parse::<f64>().is_err()
}

#[test]
fn spreadsheets_get_rows_of_text_and_numbers() {
    let plain: Vec<usize> = fields(&REPORTS.0.to_csv()).iter().map(Vec::len).collect();
    for (name, report) in reports() {
        let text = report.to_csv();
        assert_harmless(&text, name);
        let rows = fields(&text);
        assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), plain, "{name:?}");
        let formula = rows.iter().flatten().find(|field| is_formula(field));
        assert_eq!(formula, None, "{name:?}");
        // As the page writes the tables beneath its charts.
        let one = fields(&format!("{},1\n", csv_field(name)));
        assert!(one.len() == 1 && one[0].len() == 2 && !is_formula(&one[0][0]), "{name:?}: {one:?}");
    }
}

/// The documents of a text, with each text in it replaced by its length: their shape.
fn shape(node: &YamlOwned, keys: &mut Vec<String>, texts: &mut Vec<String>) {
    if let Some(map) = node.as_mapping() {
        for (key, value) in map {
            keys.push(key.as_str().unwrap().to_owned());
            shape(value, keys, texts);
        }
    } else if let Some(list) = node.as_sequence() {
        list.iter().for_each(|entry| shape(entry, keys, texts));
    } else {
        texts.extend(node.as_str().map(str::to_owned));
    }
}

/// For every reader of YAML the same keys as of a harmless project: no break but \n (1.1 has four more), nothing that go-yaml refuses, the
/// name itself unchanged where it is quoted, and no template of it where templates are read.
#[test]
fn exported_rules_have_the_keys_of_a_harmless_project() {
    let own = || {
        Some(Queries {
            errors: "sum(rate(bad{j=\"{journey}\"}[$window]))".to_owned(),
            total: Some("sum(rate(all{j=\"{journey}\"}[$window]))".to_owned()),
        })
    };
    let written = |project: &Project| {
        let exported = Exported::new(project, own()).unwrap();
        [exported.prometheus(), exported.sloth(), exported.openslo()]
    };
    let read = |text: &str| {
        let (mut keys, mut texts) = (Vec::new(), Vec::new());
        for document in YamlOwned::load_from_str(text).unwrap_or_else(|why| panic!("{why}\n{text}")) {
            shape(&document, &mut keys, &mut texts);
        }
        (keys, texts)
    };
    let plain = written(&project("Plain"));
    for name in NAMES {
        let hostile = written(&project(name));
        for (at, (text, other)) in hostile.iter().zip(&plain).enumerate() {
            assert_harmless(text, name);
            let breaks = text.contains(['\u{85}', '\u{2028}', '\u{2029}', '\u{FEFF}', '\r']);
            assert!(!breaks, "{name:?}: {text}");
            let (keys, texts) = read(text);
            assert_eq!(keys, read(other).0, "{name:?}");
            match at {
                0 => assert!(
                    !texts.iter().any(|text| text.contains("{{ .Boom") || text.contains("{{{")),
                    "{name:?}"
                ),
                1 => {
                    let foreign = texts
                        .iter()
                        .filter(|text| text.contains("rate("))
                        .any(|query| query.replace("{{.window}}", "").contains("{{") || query.contains('\n'));
                    assert!(!foreign, "{name:?}: {texts:?}");
                }
                _ => assert!(texts.iter().any(|text| text == name), "{name:?} is kept as it is: {texts:?}"),
            }
        }
    }
}
