//! What is seldom asked for, folded away under a word; and the way to where a figure is explained in full.

use leptos::prelude::*;

use crate::views::widgets::icon;

/// Fields under a word; open from the start where they say something.
#[must_use]
pub fn view(words: &'static str, open: bool, fields: AnyView) -> AnyView {
    view! {
        <details class="more" open=open>
            <summary>{words}</summary>
            <div class="stack">{fields}</div>
        </details>
    }
    .into_any()
}

/// The way to a section of the page of methods.
#[must_use]
pub fn method(section: u32) -> AnyView {
    let words = format!("How it is computed: section {section} of the methods");
    view! {
        <a class="method" href=format!("methods.html#section-{section}") target="_blank" rel="noopener" title=words.clone() aria-label=words>
            {icon(icondata_lu::LuBookOpen)}
        </a>
    }
    .into_any()
}
