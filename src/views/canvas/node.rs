//! A component on the canvas. Each follows its own memos, so that moving one redraws one.

use leptos::prelude::*;
use ninefold_editor::scene::{NodeView, Place};
use ninefold_editor::selection::Item;
use ninefold_engine::units::{format_percent, format_share};

use super::Stage;
use crate::views::widgets::{icon, named};

/// At most so many copies are drawn behind the first.
const STACK: u32 = 2;
/// At most so many zones are named beneath it.
const PLACES: usize = 2;
/// At most so many copies in one zone are drawn as marks.
const DOTS: u32 = 4;

/// The node of a component.
#[must_use]
pub fn view(stage: Stage, id: String) -> AnyView {
    let part = stage.followed.node(&id);
    let place = stage.followed.place(&id);
    // By itself and without a size: of a whole style written anew, the browser looks at all.
    let place = move || {
        let at = place.get();
        format!("translate({}px,{}px)", at.x, at.y)
    };
    let content = Memo::new(move |_| part.with(|node| node.as_deref().map(Content::of)));
    let own = Item::component(&id);
    let selected = stage.followed.selected(own.clone());
    let off = stage.followed.off(&id);
    let target = stage.followed.target(&id);
    let class = move || {
        let junction = content.with(|it| it.as_ref().is_some_and(|it| it.junction));
        class_list(
            "node",
            &[
                ("selected", selected.get()),
                ("off", off.get()),
                ("target", target.get()),
                ("node-junction", junction),
            ],
        )
    };
    let figures =
        Figures { availability: stage.followed.availability(&id), share: stage.followed.share(&id), off };
    let single = single(stage, id.clone());
    let worded = stage.followed.worded(&id);
    let name = move || {
        let named = |it: &Option<Content>| it.as_ref().map(|it| it.name.clone());
        if worded.get() { None } else { content.with(named) }
    };
    view! {
        <div
            class=class style:transform=place role="button" tabindex="-1" aria-label=name
            data-testid=format!("node-{id}") data-item=id.clone() aria-pressed=move || selected.get().to_string()
            on:focus=move |event| stage.focused(&own, &event)
        >
            {move || if worded.get() { content.get() } else { None }.map(|content| content.draw(figures, single))}
            <span class="port" data-testid=format!("port-{id}") aria-hidden="true"></span>
        </div>
    }
    .into_any()
}

/// What it takes down alone, if it is a single point of failure.
pub(super) fn single(stage: Stage, id: String) -> Memo<Option<String>> {
    Memo::new(move |_| stage.answers.single_point(&id))
}

/// The mark of a single point of failure.
pub(super) fn single_mark(single: Memo<Option<String>>) -> AnyView {
    let mark = move || {
        single.get().map(|journeys| {
            let words = format!("Single point of failure: alone it takes {journeys} down");
            view! {
                <span class="single" title=words>
                    {icon(icondata_lu::LuTriangleAlert)} "single point"
                    <span class="visually-hidden">{format!(" of failure: alone it takes {journeys} down")}</span>
                </span>
            }
            .into_any()
        })
    };
    mark.into_any()
}

/// What is drawn apart from the place and the figures.
#[derive(Clone, PartialEq)]
struct Content {
    name: String,
    kind: String,
    icon: &'static str,
    junction: bool,
    badge: String,
    behind: u32,
    standby: bool,
    journeys: String,
    words: String,
    places: Vec<Place>,
    rule: String,
}

impl Content {
    fn of(node: &NodeView) -> Self {
        let standby = node.places.iter().any(|it| it.standby > 0);
        let badge = match (node.copies, standby) {
            (0 | 1, _) => String::new(),
            (_, true) => node.redundancy.replace(" + ", "+"),
            (copies, false) => format!("{copies}×"),
        };
        Self {
            name: node.name.clone(),
            kind: node.kind.replace('-', " "),
            icon: node.icon,
            junction: node.junction,
            badge,
            behind: node.copies.saturating_sub(1).min(STACK),
            standby,
            journeys: node.journeys.join(", "),
            words: node.redundancy.clone(),
            places: node.places.clone(),
            rule: node.rule.clone(),
        }
    }

    fn draw(self, figures: Figures, single: Memo<Option<String>>) -> AnyView {
        let stacked = if self.standby { "node-copy node-copy-standby" } else { "node-copy" };
        let copies: Vec<AnyView> = (1..=self.behind)
            .rev()
            .map(|place| view! { <span class=format!("{stacked} node-copy-{place}")></span> }.into_any())
            .collect();
        let class = if self.behind == STACK { "node-top node-top-stack" } else { "node-top" };
        let badge = (!self.badge.is_empty()).then(|| {
            view! { <span class="node-badge" title=self.words.clone()>{self.badge.clone()}<span class="visually-hidden">{format!(", {}", self.words)}</span></span> }.into_any()
        });
        let entry = (!self.journeys.is_empty()).then(|| {
            view! { <span class="node-entry" title="Requests enter here">{icon(icondata_lu::LuPlay)} <span class="visually-hidden">"entry of "</span><span class="node-entry-name">{self.journeys.clone()}</span></span> }
                .into_any()
        });
        let numbers = (!self.junction).then(|| figures.draw());
        view! {
            {copies}
            <span class="node-body">
                <span class="node-icon">{icon(named(self.icon))}</span>
                <span class="node-words">
                    <span class="node-name" style="display:block" dir="auto" title=self.name.clone()>{self.name.clone()}</span>
                    <span class="node-kind" style="display:block">{self.kind.clone()}</span>
                </span>
                {numbers}
            </span>
            {entry}
            <span class=class>{single_mark(single)} {badge}</span>
            <span class="node-foot">{self.places()} {self.rule()}</span>
        }
        .into_any()
    }

    /// Its copies by zone: a filled mark serves, a hollow one stands by.
    fn places(&self) -> Vec<AnyView> {
        let more = self.places.len().saturating_sub(PLACES);
        let shown = self.places.iter().take(PLACES).map(place);
        let more =
            (more > 0).then(|| view! { <span class="place">{format!("+{more} zones")}</span> }.into_any());
        shown.chain(more).collect()
    }

    /// How it needs what it needs.
    fn rule(&self) -> Option<AnyView> {
        let title = "Of what it is linked to it needs";
        (!self.rule.is_empty())
            .then(|| view! { <span class="node-rule" title=title>{self.rule.clone()}</span> }.into_any())
    }
}

/// The copies in one zone: a filled mark serves, a hollow one stands by.
fn place(place: &Place) -> AnyView {
    let counts = match (place.serving, place.standby) {
        (serving, 0) => format!("{serving} serving"),
        (0, standby) => format!("{standby} standing by"),
        (serving, standby) => format!("{serving} serving, {standby} standing by"),
    };
    let marks = if place.serving + place.standby <= DOTS {
        ["●".repeat(place.serving as usize), "○".repeat(place.standby as usize)].concat()
    } else {
        format!("{} + {}", place.serving, place.standby).trim_end_matches(" + 0").to_owned()
    };
    let words = format!("{} {counts}", place.zone).trim_start().to_owned();
    let title = words.clone();
    view! {
        <span class="place" title=title>
            <span aria-hidden="true">{format!("{} {marks}", place.short)}</span>
            <span class="visually-hidden">{words}</span>
        </span>
    }
    .into_any()
}

/// The engine's words about one component.
#[derive(Clone, Copy)]
struct Figures {
    availability: ReadSignal<Option<(f64, f64)>>,
    share: ReadSignal<Option<f64>>,
    off: ReadSignal<bool>,
}

impl Figures {
    /// Its availability, a bar, its share of the minutes.
    fn draw(self) -> AnyView {
        let width = move || format!("width:{:.1}%", 100.0 * self.share.get().unwrap_or(0.0).clamp(0.0, 1.0));
        let share = move || self.share.get().map(format_share);
        let first = move || match (self.off.get(), self.availability.get()) {
            (true, _) => "switched off".to_owned(),
            (false, Some((up, down))) => format_percent(up, down),
            (false, None) => String::new(),
        };
        let available = move || (!self.off.get()).then_some(" available");
        let of_all = move || self.share.get().map(|_| " of the downtime");
        view! {
            <span class="node-figures">
                <span>{first}<span class="visually-hidden">{available}</span></span>
                <span class="heat" title="Its share of the downtime"><span style=width></span></span>
                <span>{share}<span class="visually-hidden">{of_all}</span></span>
            </span>
        }
        .into_any()
    }
}

/// The class names whose condition holds.
#[must_use]
pub fn class_list(base: &str, more: &[(&str, bool)]) -> String {
    let mut list = base.to_owned();
    for (name, _) in more.iter().filter(|(_, on)| *on) {
        list.push(' ');
        list.push_str(name);
    }
    list
}
