//! A zone on the canvas: a container with its name.

use leptos::prelude::*;
use ninefold_editor::scene::ZoneView;
use ninefold_editor::selection::Item;
use ninefold_engine::units::format_share;

use super::Stage;
use super::node::class_list;
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
    let class = move || {
        class_list(
            "zone",
            &[
                ("selected", selected.get()),
                ("off", off.get()),
                ("target", target.get()),
                ("zone-nested", nested.get()),
            ],
        )
    };
    let words = Memo::new(move |_| part.with(|zone| zone.as_deref().map(Words::of)).unwrap_or_default());
    let share = stage.followed.share(&id);
    let own_share = move || share.get().filter(|share| *share > 0.0).map(format_share);
    let state = move || if off.get() { Some("switched off".to_owned()) } else { own_share() };
    view! {
        <div
            class=class style=style role="button" tabindex="-1"
            data-testid=format!("zone-{id}") data-item=id aria-pressed=move || selected.get().to_string()
            on:focus=move |event| stage.focused(&own, &event)
        >
            <div class="zone-title">
                {icon(icondata_lu::LuMapPin)} <span class="visually-hidden">"Zone "</span>
                <span>{move || words.with(|it| it.name.clone())}</span>
                <span class="zone-kind" hidden=move || off.get()>{move || words.with(|it| it.kind.clone())}</span>
                <span class="zone-kind" title="Its own outages' share of the downtime">{state}</span>
            </div>
            <div class="zone-guests">{move || words.with(|it| it.guests.clone())}</div>
        </div>
    }
    .into_any()
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
