//! A component on the canvas. Each follows its own memos, so that moving one redraws one.

use leptos::prelude::*;
use ninefold_editor::scene::NodeView;
use ninefold_editor::selection::Item;
use ninefold_engine::units::{format_percent, format_share};

use super::Stage;
use crate::views::widgets::{icon, named};

/// At most so many copies are drawn behind the first.
const STACK: u32 = 2;

/// The node of a component.
#[must_use]
pub fn view(stage: Stage, id: String) -> AnyView {
    let part = stage.followed.node(&id);
    let frame = Memo::new(move |_| part.with(|node| node.as_ref().map(|node| node.rect)).unwrap_or_default());
    let style = move || {
        let rect = frame.get();
        format!(
            "transform:translate({}px,{}px);width:{}px;height:{}px",
            rect.x, rect.y, rect.width, rect.height
        )
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
    view! {
        <div
            class=class style=style role="button" tabindex="-1"
            data-testid=format!("node-{id}") data-item=id.clone() aria-pressed=move || selected.get().to_string()
            on:focus=move |event| stage.focused(&own, &event)
        >
            {move || content.get().map(|content| content.draw(figures))}
            <span class="port" data-testid=format!("port-{id}") aria-hidden="true"></span>
        </div>
    }
    .into_any()
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
}

impl Content {
    fn of(node: &NodeView) -> Self {
        let standby = node.redundancy.contains("standby");
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
        }
    }

    fn draw(self, figures: Figures) -> AnyView {
        let stacked = if self.standby { "node-copy node-copy-standby" } else { "node-copy" };
        let copies: Vec<AnyView> = (1..=self.behind)
            .rev()
            .map(|place| view! { <span class=format!("{stacked} node-copy-{place}")></span> }.into_any())
            .collect();
        let class = if self.behind == STACK { "node-badge node-badge-stack" } else { "node-badge" };
        let badge = (!self.badge.is_empty()).then(|| {
            view! { <span class=class title=self.words.clone()>{self.badge.clone()}<span class="visually-hidden">{format!(", {}", self.words)}</span></span> }.into_any()
        });
        let entry = (!self.journeys.is_empty()).then(|| {
            view! { <span class="node-entry" title="Requests enter here">{icon(icondata_lu::LuPlay)} <span class="visually-hidden">"entry of "</span>{self.journeys.clone()}</span> }
                .into_any()
        });
        let numbers = (!self.junction).then(|| figures.draw());
        view! {
            {copies}
            <span class="node-body">
                <span class="node-icon">{icon(named(self.icon))}</span>
                <span class="node-words">
                    <span class="node-name" style="display:block" title=self.name.clone()>{self.name.clone()}</span>
                    <span class="node-kind" style="display:block">{self.kind.clone()}</span>
                </span>
                {numbers}
            </span>
            {entry}
            {badge}
        }
        .into_any()
    }
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
