//! Confirmations and errors at the foot of the page.

use leptos::prelude::*;

use crate::state::{Notice, NoticeKind, Ui};
use crate::views::widgets::icon;

/// The notices, announced politely as they come.
#[must_use]
pub fn view() -> AnyView {
    let ui = expect_context::<Ui>();
    view! {
        <div class="notices" role="status" aria-live="polite">
            <For each=move || ui.notices().get() key=|notice| notice.id children=move |notice| one(ui, notice) />
        </div>
    }
    .into_any()
}

fn one(ui: Ui, notice: Notice) -> AnyView {
    let Notice { id, kind, text } = notice;
    let (class, symbol) = match kind {
        NoticeKind::Done => ("notice notice-done", icondata_lu::LuCircleCheck),
        NoticeKind::Info => ("notice notice-info", icondata_lu::LuInfo),
        NoticeKind::Error => ("notice notice-error", icondata_lu::LuCircleAlert),
    };
    view! {
        <div class=class data-testid="notice">
            {icon(symbol)}
            <div class="notice-body">{text}</div>
            <button type="button" class="icon-button" aria-label="Close this notice" on:click=move |_| ui.dismiss(id)>
                {icon(icondata_lu::LuX)}
            </button>
        </div>
    }
    .into_any()
}
