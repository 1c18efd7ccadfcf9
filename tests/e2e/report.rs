//! Handing the numbers over.

use serde_json::Value;

use crate::support::native;
use crate::support::page::Page;

/// The exported report holds the number of the verdict: as JSON exactly, in HTML and Markdown as it is shown.
pub fn an_exported_report_holds_the_number(page: &Page) {
    let project = native::project(&page.project());
    let shown = page.text("verdict-availability");
    let answer = native::answer(&project, None);
    page.click("tab-report");
    let report: Value = serde_json::from_str(&page.saved("export-json")).unwrap();
    let number = report["journeys"][0]["availability"].as_f64();
    assert!(number.is_some_and(|number| native::close(number, answer.availability)), "{number:?}");
    // What leaves the page is what the command writes, to the byte.
    let date = page.run("return document.querySelector('#report-date').value", vec![]);
    let native = native::report(&project, date.as_str().unwrap());
    let formats = [("export-html", native.to_html()), ("export-markdown", native.to_markdown())];
    for (format, written) in formats {
        let text = page.saved(format);
        let differs = text.lines().zip(written.lines()).find(|(page, command)| page != command);
        assert!(text == written, "{format} is not what the command writes: {differs:?}");
        assert!(text.contains(shown.trim()), "{format} does not say {shown}");
        assert!(text.contains(project.display_name()), "{format} does not name the project");
    }
    let html = page.saved("export-html");
    assert!(html.contains("<svg"), "no drawing in the report");
    for outside in ["src=\"http", "href=\"http", "@import", "url(http"] {
        assert!(!html.contains(outside), "the report is not self-contained: {outside}");
    }
    let csv = page.saved("export-csv");
    assert!(csv.lines().count() > 1, "{csv}");
    assert!(page.saved("export-svg").contains("<svg"));
    // A PNG begins with its signature; its header says how wide and high it is (PNG specification, section 5).
    let png = page.handed_over("export-png");
    assert_eq!(png[..8], [0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A]);
    let side = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
    assert!(side(16) > 400 && side(20) > 200, "{} by {}", side(16), side(20));
}
