//! A mark on what the linter has something to say about.

use std::collections::BTreeMap;

use leptos::prelude::*;
use ninefold_editor::prelude::Point;
use ninefold_editor::selection::Item;
use ninefold_editor::selection::Selection;
use ninefold_engine::lint::{Severity, Subject};

use super::card::symbol;
use crate::managers::advice::Found;
use crate::views::canvas::{Stage, world_style};
use crate::views::widgets::icon;

/// Half as wide as a badge, in world units.
const HALF: f64 = 10.0;

/// The badges, in the world.
pub fn view(stage: Stage, found: RwSignal<Found>, open: RwSignal<bool>) -> AnyView {
    let marked = Memo::new(move |_| found.with(worst));
    let rows = move || {
        marked
            .get()
            .into_iter()
            .filter(|(_, severity)| *severity > Severity::Info)
            .map(|(item, severity)| one(stage, item, severity, open))
            .collect::<Vec<_>>()
    };
    let world = move || world_style(stage.workspace);
    view! { <div class="world badges" style=world>{rows}</div> }.into_any()
}

/// By component or zone, the worst that is said about it.
fn worst(found: &Found) -> BTreeMap<Item, Severity> {
    let mut marked = BTreeMap::new();
    for finding in found.list.iter().flat_map(|list| list.iter()).filter(|it| !it.is_silenced()) {
        let item = match &finding.subject {
            Subject::Component(id) => Item::component(id),
            Subject::Zone(id) => Item::zone(id),
            _ => continue,
        };
        let known = marked.entry(item).or_insert(finding.severity);
        *known = (*known).max(finding.severity);
    }
    marked
}

fn one(stage: Stage, item: Item, severity: Severity, open: RwSignal<bool>) -> AnyView {
    let (own, label) = (item.clone(), item.label(&stage.workspace.project_untracked()));
    let corner = Memo::new(move |_| {
        stage.workspace.scene.with(|scene| {
            let rect = scene.rect(&own)?;
            Some(Point::new(rect.x + rect.width, rect.y + rect.height))
        })
    });
    let style = move || {
        let at = corner.get().unwrap_or_default();
        format!("transform:translate({}px,{}px)", at.x - 2.0 * HALF + 4.0, at.y - HALF)
    };
    let class = format!("badge badge-{}", severity.word());
    let words = format!("{label}: {}. Show what was found", severity.word());
    let press = move |_| {
        stage.workspace.select(Selection::one(item.clone()));
        open.set(true);
    };
    let id = match severity {
        Severity::Error => "error",
        _ => "warning",
    };
    view! {
        <button
            type="button" class=class style=style title=words.clone() aria-label=words data-severity=id tabindex="-1"
            hidden=move || corner.with(Option::is_none) on:click=press
            on:pointerdown=|event| event.stop_propagation()
        >
            {icon(symbol(severity))}
        </button>
    }
    .into_any()
}
