//! A link on the canvas: a curve with an arrow, dashed where it is soft.

use leptos::prelude::*;
use ninefold_editor::scene::LinkView;
use ninefold_editor::selection::Item;
use ninefold_engine::units::format_target;

use super::Stage;
use super::node::class_list;

/// The curve of a link.
#[must_use]
pub fn view(stage: Stage, from: String, to: String) -> AnyView {
    let item = Item::link(&from, &to);
    let testid = format!("link-{from}-{to}");
    let part = stage.part_of(move |scene| scene.link(&from, &to).cloned());
    let soft = Memo::new(move |_| part.with(|link| link.as_ref().is_some_and(|link| link.soft)));
    let selected = stage.selected(item.clone());
    let hover = stage.hovered(item);
    let class = move || {
        class_list(
            "link",
            &[("link-soft", soft.get()), ("link-selected", selected.get()), ("link-hover", hover.get())],
        )
    };
    let path = move || part.with(|link| link.as_ref().map(|link| link.route.path()));
    let head = move || part.with(|link| link.as_deref().map(arrow));
    let label = move || {
        let shown = soft.get() && (selected.get() || hover.get());
        part.with(|link| link.as_deref().filter(|_| shown).map(caption))
    };
    view! {
        <g class=class data-testid=testid>
            <path class="link-line" d=path></path>
            <path class="link-head" d=head></path>
            {label}
        </g>
    }
    .into_any()
}

/// Links arrive from the left, so every head points right.
fn arrow(link: &LinkView) -> String {
    let end = link.route.end();
    format!("M{:.1} {:.1}l-8 -4.5v9z", end.x, end.y)
}

fn caption(link: &LinkView) -> AnyView {
    let at = link.route.middle();
    let words = format!("soft · loses {}", format_target(link.loss));
    view! { <text class="link-label" x=at.x y=at.y - 8.0>{words}</text> }.into_any()
}
