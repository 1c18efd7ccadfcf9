//! The user guide, page by page.

use leptos::prelude::*;
use ninefold_engine::guide::{self, Page};
use ninefold_engine::report::diagram::Ink;

use super::modal;
use crate::state::{Dialog, Ui};

/// The dialog at one of its pages.
pub fn view(ui: Ui, id: &str) -> AnyView {
    let pages = guide::pages();
    let place = pages.iter().position(|page| page.id == id).unwrap_or(0);
    let page = &pages[place];
    let contents: Vec<AnyView> = pages
        .iter()
        .map(|other| {
            let go = move |_| ui.dialog.set(Some(Dialog::Guide(other.id.to_owned())));
            let current = if other.id == page.id { "page" } else { "false" };
            view! { <li><button type="button" class="button quiet" aria-current=current data-testid=format!("guide-{}", other.id) on:click=go>{other.title}</button></li> }.into_any()
        })
        .collect();
    let content = view! {
        <div class="guide-book">
            <nav aria-label="Pages"><ol>{contents}</ol></nav>
            <article class="guide-page" data-testid="guide-page">{blocks(page)}</article>
        </div>
    };
    modal(ui, "guide", page.title.to_owned(), content.into_any())
}

/// The page's blocks, its title left out: the dialog has it.
fn blocks(page: &Page) -> Vec<AnyView> {
    let mut list = Vec::new();
    let mut lines = page.text.lines().skip(1).peekable();
    while let Some(line) = lines.next() {
        if line.trim().is_empty() {
            continue;
        }
        if line.starts_with("```") {
            let code: Vec<&str> = lines.by_ref().take_while(|line| !line.starts_with("```")).collect();
            list.push(view! { <pre><code>{code.join("\n")}</code></pre> }.into_any());
            continue;
        }
        if let Some(name) = line.strip_prefix("![").and(guide::pictured(page)) {
            list.push(picture(name));
            continue;
        }
        let mut text = vec![line.trim()];
        while let Some(next) = lines.next_if(|next| !next.trim().is_empty() && !next.starts_with("```")) {
            text.push(next);
        }
        list.push(if item(line).is_some() { items(&text) } else { paragraph(&text.join(" ")) });
    }
    list
}

fn picture(name: &str) -> AnyView {
    // Trusted: drawn by the engine from a file that comes along.
    let drawn = guide::picture(name, &Ink::themed()).unwrap_or_default();
    view! { <div class="guide-picture" aria-hidden="true" inner_html=drawn></div> }.into_any()
}

/// A list's item without its mark.
fn item(line: &str) -> Option<&str> {
    let numbered =
        line.split_once(". ").filter(|(number, _)| number.parse::<u8>().is_ok()).map(|(_, rest)| rest);
    line.strip_prefix("- ").or(numbered)
}

fn items(lines: &[&str]) -> AnyView {
    let mut rows: Vec<String> = Vec::new();
    for line in lines {
        match (item(line), rows.last_mut()) {
            (Some(text), _) => rows.push(text.to_owned()),
            (None, Some(last)) => *last += &format!(" {}", line.trim()),
            (None, None) => {}
        }
    }
    let rows: Vec<AnyView> = rows.iter().map(|row| view! { <li>{inline(row)}</li> }.into_any()).collect();
    match lines.first().is_some_and(|line| line.starts_with("- ")) {
        true => view! { <ul>{rows}</ul> }.into_any(),
        false => view! { <ol>{rows}</ol> }.into_any(),
    }
}

fn paragraph(text: &str) -> AnyView {
    view! { <p>{inline(text)}</p> }.into_any()
}

/// Emphasis, strong words and code.
fn inline(text: &str) -> Vec<AnyView> {
    let mut list = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['*', '`']) {
        let (before, after) = rest.split_at(at);
        let mark = ["**", "*", "`"].into_iter().find(|mark| after.starts_with(mark)).unwrap_or("*");
        let Some((inner, next)) = after[mark.len()..].split_once(mark) else { break };
        list.push(before.to_owned().into_any());
        let inner = inner.to_owned();
        list.push(match mark {
            "**" => view! { <strong>{inner}</strong> }.into_any(),
            "*" => view! { <em>{inner}</em> }.into_any(),
            _ => view! { <code>{inner}</code> }.into_any(),
        });
        rest = next;
    }
    list.push(rest.to_owned().into_any());
    list
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_told_from_prose() {
        assert_eq!(item("- one"), Some("one"));
        assert_eq!(item("12. two"), Some("two"));
        assert_eq!(item("99.9 % a month"), None);
        assert_eq!(item("Words. More"), None);
    }

    #[test]
    fn every_page_has_blocks_and_a_picture() {
        for page in guide::pages() {
            assert!(guide::pictured(page).is_some(), "{}", page.id);
            assert!(page.text.lines().all(|line| !line.starts_with("##")), "{}: no deeper headings", page.id);
        }
    }
}
