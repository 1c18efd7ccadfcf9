//! The catalogue in the palette: entries that fit the search, dragged or added like everything else; each entry's figures
//! with where they come from; and what is known beside them.

mod drag;
mod entry;
mod known;
mod own;

use leptos::prelude::*;
use ninefold_engine::catalogue::{self, Entry};

use crate::state::{Dialog, Ui, Workspace};
use crate::views::widgets::{icon, symbol};

pub use entry::dialog;

/// Rows on show; who wants another types on.
const MOST: usize = 30;

/// The entries of a file of one's own, then those that come along; tracked.
fn entries(ui: Ui) -> Vec<Entry> {
    let mut list =
        ui.catalogue.with(|own| own.as_ref().and_then(|text| catalogue::read(text).ok())).unwrap_or_default();
    let known: Vec<Entry> =
        catalogue::entries().into_iter().filter(|it| list.iter().all(|own| own.id != it.id)).collect();
    list.extend(known);
    list
}

/// Under the palette's own shelves.
#[must_use]
pub fn shelf(search: RwSignal<String>) -> AnyView {
    let ui = expect_context::<Ui>();
    let all = Memo::new(move |_| entries(ui));
    let (vendor, kind) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let found = Memo::new(move |_| {
        let words = search.get();
        let (vendor, kind) = (vendor.get(), kind.get());
        if words.trim().is_empty() && vendor.is_empty() && kind.is_empty() {
            return None;
        }
        let fits = |entry: &&Entry| {
            (vendor.is_empty() || entry.vendor == vendor) && (kind.is_empty() || entry.kind == kind)
        };
        let found = all.with(|all| {
            catalogue::search(all, &words)
                .into_iter()
                .filter(|it| catalogue::is_component(it))
                .filter(fits)
                .cloned()
                .collect::<Vec<_>>()
        });
        Some(found)
    });
    let rows = move || found.get().map(|list| list.into_iter().take(MOST).map(row).collect::<Vec<_>>());
    let more = move || found.with(|it| it.as_ref().map_or(0, |list| list.len().saturating_sub(MOST)));
    let choices = move |of: fn(&Entry) -> &String| {
        let mut list: Vec<String> = all.with(|all| {
            all.iter().filter(|it| catalogue::is_component(it)).map(|it| of(it).clone()).collect()
        });
        list.sort();
        list.dedup();
        list.into_iter()
            .map(|it| view! { <option value=it.clone()>{it.replace('_', " ")}</option> })
            .collect::<Vec<_>>()
    };
    let beside = Memo::new(move |_| match vendor.with(String::is_empty) && kind.with(String::is_empty) {
        true => search.with(|words| known::about(words)),
        false => Vec::new(),
    });
    let nothing =
        move || beside.with(Vec::is_empty) && found.with(|it| it.as_ref().is_some_and(Vec::is_empty));
    view! {
        <div role="group" aria-label="Catalogue" data-testid="catalogue">
            <div class="palette-group" aria-hidden="true">"Catalogue"</div>
            <div class="catalogue-filter">
                <select class="select" aria-label="Vendor" data-testid="catalogue-vendor" on:change=move |event| vendor.set(event_target_value(&event))>
                    <option value="">"Any vendor"</option> {move || choices(|it| &it.vendor)}
                </select>
                <select class="select" aria-label="Kind" data-testid="catalogue-kind" on:change=move |event| kind.set(event_target_value(&event))>
                    <option value="">"Any kind"</option> {move || choices(|it| &it.kind)}
                </select>
            </div>
            {rows}
            <p class="palette-note" hidden=move || !nothing()>"Nothing in the catalogue."</p>
            <p class="palette-note" hidden=move || more() == 0>{move || format!("and {} more: type on", more())}</p>
            {move || known::view(&beside.get())}
            <p class="palette-note" hidden=move || found.with(Option::is_some)>
                "Services and software with published figures: type a name, or pick a vendor."
            </p>
            {own::view(ui)}
        </div>
    }
    .into_any()
}

fn row(entry: Entry) -> AnyView {
    let workspace = expect_context::<Workspace>();
    let ui = expect_context::<Ui>();
    let part = catalogue::component(&entry);
    let kind = part.get("kind").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let title = entry::in_one_line(&entry);
    let about = format!("About {}", entry.name);
    let (dragged, clicked, shown) = (entry.clone(), entry.clone(), entry.id.clone());
    let testid = format!("catalogue-item-{}", entry.id);
    let caution = entry.source.caution().map(known::caution);
    view! {
        <div class="catalogue-row">
            <button
                type="button" class="palette-item" title=title data-testid=testid
                on:pointerdown=move |event| drag::start(workspace, &dragged, &event)
                on:click=move |event: web_sys::MouseEvent| {
                    // A pointer's click is a drag that did not move.
                    if event.detail() == 0 { drag::add(workspace, &clicked, None); }
                }
            >
                {icon(symbol(&kind))}
                <span class="catalogue-words">
                    <span>{entry.name.clone()} <small>{entry.vendor.clone()}</small></span>
                    {caution}
                </span>
            </button>
            <button type="button" class="icon-button" title=about.clone() aria-label=about
                on:click=move |_| ui.dialog.set(Some(Dialog::Catalogue(shown.clone())))>
                {icon(icondata_lu::LuInfo)}
            </button>
        </div>
    }
    .into_any()
}
