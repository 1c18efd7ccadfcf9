//! A zone on the canvas: a container with its name.

use leptos::prelude::*;
use ninefold_editor::command::Command;
use ninefold_editor::scene::ZoneView;
use ninefold_editor::selection::Item;
use ninefold_engine::units::format_share;

use super::Stage;
use super::node::{class_list, single, single_mark};
use crate::views::widgets::icon;

/// The box of a zone.
#[must_use]
pub fn view(stage: Stage, id: String) -> AnyView {
    let part = stage.followed.zone(&id);
    let style = move || {
        let rect = part.with(|zone| zone.as_ref().map(|zone| zone.rect)).unwrap_or_default();
        format!(
            "transform:translate({}px,{}px);width:{}px;height:{}px",
            rect.x, rect.y, rect.width, rect.height
        )
    };
    let own = Item::zone(&id);
    let selected = stage.followed.selected(own.clone());
    let off = stage.followed.off(&id);
    let target = stage.followed.target(&id);
    let nested = Memo::new(move |_| part.with(|zone| zone.as_ref().is_some_and(|zone| zone.depth > 0)));
    let folded = Memo::new(move |_| part.with(|zone| zone.as_ref().is_some_and(|zone| zone.folded)));
    let class = move || {
        class_list(
            "zone",
            &[
                ("selected", selected.get()),
                ("off", off.get()),
                ("target", target.get()),
                ("zone-nested", nested.get()),
                ("zone-folded", folded.get()),
            ],
        )
    };
    let single = single(stage, id.clone());
    let words = Memo::new(move |_| part.with(|zone| zone.as_deref().map(Words::of)).unwrap_or_default());
    let own_share = stage.followed.share(&id);
    let share = {
        // A folded zone stands for all that is in it.
        let all = move |zone: &ZoneView| {
            let ids = zone.held.iter().chain([&zone.id]);
            ids.filter_map(|id| stage.answers.share(id)).sum::<f64>()
        };
        Memo::new(move |_| {
            let whole = part.with(|zone| zone.as_deref().filter(|zone| zone.folded).map(all));
            whole.or_else(|| own_share.get()).filter(|share| *share > 0.0).map(format_share)
        })
    };
    let within = Memo::new(move |_| {
        let inside = |zone: &ZoneView| {
            let single = zone.held.iter().filter(|id| stage.answers.single_point(id).is_some()).count();
            zone.folded.then(|| contents(zone, single))
        };
        part.with(|zone| zone.as_deref().and_then(inside)).unwrap_or_default()
    });
    let fold = {
        let id = id.clone();
        move |_| {
            let (zones, folded) = (vec![id.clone()], !folded.get_untracked());
            stage.workspace.dispatch_keeping(Command::Fold { zones, folded });
        }
    };
    let chevron =
        move || icon(if folded.get() { icondata_lu::LuChevronRight } else { icondata_lu::LuChevronDown });
    let state = move || match (off.get(), folded.get()) {
        (true, _) => Some("switched off".to_owned()),
        (_, true) => None,
        _ => share.get(),
    };
    let caused = move || share.get().map(|share| format!("{share} of the downtime"));
    view! {
        <div
            class=class style=style role="button" tabindex="-1"
            data-testid=format!("zone-{id}") data-item=id aria-pressed=move || selected.get().to_string()
            on:focus=move |event| stage.focused(&own, &event)
        >
            <div class="zone-title">
                <span class="zone-fold" aria-hidden="true" title="Fold or unfold (F)" on:click=fold>{chevron}</span>
                <span class="visually-hidden">{move || if folded.get() { "Folded zone " } else { "Zone " }}</span>
                <span class="zone-name" dir="auto" title=move || words.with(|it| it.name.clone())>{move || words.with(|it| it.name.clone())}</span>
                <span class="zone-kind" hidden=move || off.get() || folded.get()>{move || words.with(|it| it.kind.clone())}</span>
                <span class="zone-kind" title="Its share of the downtime">{state}</span>
                {single_mark(single)}
            </div>
            <div class="zone-guests" hidden=move || !folded.get()>{within}<br />{caused}</div>
            <div class="zone-guests" hidden=move || folded.get()>{move || words.with(|it| it.guests.clone())}</div>
        </div>
    }
    .into_any()
}

/// "3 components, 1 zone · 2 single points".
fn contents(zone: &ZoneView, single: usize) -> String {
    let counted = |count: usize, what: &str| match count {
        0 => None,
        1 => Some(format!("1 {what}")),
        more => Some(format!("{more} {what}s")),
    };
    let components = zone.held.len() - zone.zones_held;
    let parts =
        [counted(components, "component"), counted(zone.zones_held, "zone"), counted(single, "single point")];
    let words: Vec<String> = parts.into_iter().flatten().collect();
    if words.is_empty() { "empty".to_owned() } else { words.join(" · ") }
}

#[derive(Clone, Default, PartialEq)]
struct Words {
    name: String,
    kind: String,
    guests: String,
}

impl Words {
    fn of(zone: &ZoneView) -> Self {
        let guests = match (zone.empty, zone.guests.is_empty()) {
            (_, true) => String::new(),
            (_, false) => format!("copies of {}", zone.guests.join(", ")),
        };
        let kind = if zone.kind.eq_ignore_ascii_case(&zone.name) { String::new() } else { zone.kind.clone() };
        Self { name: zone.name.clone(), kind, guests }
    }
}
