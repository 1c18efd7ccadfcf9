//! The page of methods: `docs/methods.md` as `methods.html` beside the page, so that every figure can be traced where it is shown.
//!
//! Its headings are numbered in the text: `## 3. The exact answer` can be linked to as `methods.html#section-3`.

use std::fs;
use std::path::Path;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

use crate::{Failure, Result, sizes, workspace};

/// The style sheets of the page that this one is set in.
const SHEETS: [&str; 4] = ["tokens-", "themes-", "base-", "prose-"];

/// Writes `methods.html` into the site.
///
/// # Errors
/// When the text cannot be read or the page not be written.
pub fn write(site: &Path) -> Result<()> {
    let source = workspace::root().join("docs/methods.md");
    let text = fs::read_to_string(&source).map_err(Failure::io(source.display()))?;
    let mut sheets = Vec::new();
    for file in sizes::files(site, "css")? {
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        sheets.extend(SHEETS.iter().position(|start| name.starts_with(start)).map(|place| (place, name)));
    }
    sheets.sort();
    let links: String =
        sheets.iter().map(|(_, name)| format!("<link rel=\"stylesheet\" href=\"{name}\" />\n")).collect();
    let page = site.join("methods.html");
    fs::write(&page, document(&links, &body(&text))).map_err(Failure::io(page.display()))
}

fn document(links: &str, body: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\" />\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
         <meta name=\"color-scheme\" content=\"light dark\" />\n<title>Methods · Ninefold</title>\n\
         <link rel=\"icon\" type=\"image/svg+xml\" href=\"favicon.svg\" />\n{links}</head>\n\
         <body class=\"prose-page\">\n<main class=\"prose\">\n<p><a href=\"./\">Ninefold</a></p>\n{body}</main>\n</body>\n</html>\n"
    )
}

/// The text as HTML. Links to other documents, which are not part of the site, become plain words; what the text holds of HTML stays text.
fn body(text: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut events: Vec<Event<'_>> = Parser::new_ext(text, options).scan(false, plain).flatten().collect();
    for index in 0..events.len() {
        let number = match &events[index..] {
            [Event::Start(Tag::Heading { level: HeadingLevel::H2, .. }), Event::Text(title), ..] => {
                number(title)
            }
            _ => None,
        };
        if let (Some(number), Event::Start(Tag::Heading { id, .. })) = (number, &mut events[index]) {
            *id = Some(CowStr::from(format!("section-{number}")));
        }
    }
    let mut written = String::new();
    html::push_html(&mut written, events.into_iter());
    written
}

/// One event as the page shows it; `inside` is whether a link that becomes plain words is open.
fn plain<'a>(inside: &mut bool, event: Event<'a>) -> Option<Option<Event<'a>>> {
    Some(match event {
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(text)),
        Event::Start(Tag::Link { ref dest_url, .. }) if !dest_url.starts_with("https://") => {
            *inside = true;
            None
        }
        Event::End(TagEnd::Link) if std::mem::take(inside) => None,
        other => Some(other),
    })
}

/// 3 of "3. The exact answer".
fn number(title: &str) -> Option<u32> {
    title.split_once('.')?.0.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_can_be_linked_to_and_markup_stays_text() {
        let html = body("# Methods\n\n## 3. The <b>exact</b> answer\n\nq < 1 and *so* on\n");
        assert!(html.contains("<h2 id=\"section-3\">3. The &lt;b&gt;exact&lt;/b&gt; answer</h2>"), "{html}");
        assert!(html.contains("q &lt; 1 and <em>so</em> on"), "{html}");
    }

    #[test]
    fn links_to_other_documents_are_words() {
        let html = body("see [the file](project-file.md) and [them](https://example.org)");
        assert!(html.contains("see the file and <a href=\"https://example.org\">them</a>"), "{html}");
    }
}
