//! Confirmations and errors at the foot of the page.

use leptos::prelude::*;

use crate::state::{Action, Notice, NoticeKind, Route, Ui};
use crate::views::widgets::icon;

/// The notices, announced politely as they come.
#[must_use]
pub fn view() -> AnyView {
    let ui = expect_context::<Ui>();
    view! {
        <div class="notices" class:notices-high=move || ui.route.get() == Route::Design role="status" aria-live="polite">
            <For each=move || ui.notices().get() key=|notice| notice.id children=move |notice| one(ui, notice) />
        </div>
    }
    .into_any()
}

fn one(ui: Ui, notice: Notice) -> AnyView {
    let Notice { id, kind, text, actions } = notice;
    let (class, symbol) = match kind {
        NoticeKind::Done => ("notice notice-done", icondata_lu::LuCircleCheck),
        NoticeKind::Info => ("notice notice-info", icondata_lu::LuInfo),
        NoticeKind::Error => ("notice notice-error", icondata_lu::LuCircleAlert),
    };
    let buttons: Vec<AnyView> = actions.into_iter().map(|action| button(ui, id, action)).collect();
    let bar = (!buttons.is_empty()).then(|| view! { <div class="notice-actions">{buttons}</div> }.into_any());
    view! {
        <div class=class data-testid="notice">
            {icon(symbol)}
            <div class="notice-body">{text}{bar}</div>
            <button type="button" class="icon-button" aria-label="Close this notice" on:click=move |_| ui.dismiss(id)>
                {icon(icondata_lu::LuX)}
            </button>
        </div>
    }
    .into_any()
}

fn button(ui: Ui, id: u32, action: Action) -> AnyView {
    let Action { label, run, stays } = action;
    let press = move |_| {
        if !stays {
            ui.dismiss(id);
        }
        run();
    };
    view! { <button type="button" class="button" on:click=press>{label}</button> }.into_any()
}
