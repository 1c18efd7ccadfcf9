//! What kind of figures these are: promised, published, observed or assumed, kept apart; and the entry they come from.

use leptos::prelude::*;
use ninefold_engine::catalogue::{Standing, entry_id, standing};

use super::Subject;
use crate::state::{Dialog, Ui};
use crate::views::widgets::icon;

/// By the text of a `source`.
#[must_use]
pub fn view(subject: Subject, path: String) -> AnyView {
    let ui = expect_context::<Ui>();
    let text = Memo::new(move |_| subject.text(&path));
    let marks = move || {
        let marks = text.with(|text| standing(Some(text)));
        let mark = |it: Standing| {
            view! { <span class=format!("standing standing-{}", class(it)) title=meaning(it)>{it.word()}</span> }.into_any()
        };
        marks.into_iter().map(mark).collect::<Vec<_>>()
    };
    let entry = move || {
        let id = text.with(|text| entry_id(text).map(str::to_owned))?;
        let label = format!("About {id}");
        let open = move |_| ui.dialog.set(Some(Dialog::Catalogue(id.clone())));
        Some(
            view! { <button type="button" class="icon-button" title=label.clone() aria-label=label on:click=open>{icon(icondata_lu::LuInfo)}</button> },
        )
    };
    view! { <div class="standings" data-testid="standing">{marks} {entry}</div> }.into_any()
}

fn class(standing: Standing) -> &'static str {
    match standing {
        Standing::Promised => "promised",
        Standing::Published => "published",
        Standing::Observed => "observed",
        Standing::Assumed => "assumed",
        Standing::Unsaid => "unsaid",
    }
}

fn meaning(standing: Standing) -> &'static str {
    match standing {
        Standing::Promised => "A contractual floor, not a measurement",
        Standing::Published => "By figures or formulas that somebody publishes",
        Standing::Observed => "Counted in a system of one's own",
        Standing::Assumed => "Somebody's guess, or nothing says that it is more",
        Standing::Unsaid => "Nothing says where the figures come from",
    }
}
