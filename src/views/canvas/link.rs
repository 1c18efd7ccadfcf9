//! A link on the canvas: a curve with an arrow, dashed where it is soft.

use leptos::prelude::*;
use ninefold_editor::geometry::{Point, write_point};
use ninefold_editor::scene::{LinkView, Role};
use ninefold_editor::selection::Item;
use ninefold_engine::units::format_target;

use super::Stage;
use super::node::class_list;

/// The arrow's head, in world units: its length, and half its width.
const LENGTH: f64 = 8.0;
const WIDTH: f64 = 4.5;

/// The curve of a link.
#[must_use]
pub fn view(stage: Stage, from: String, to: String) -> AnyView {
    let item = Item::link(&from, &to);
    let testid = format!("link-{from}-{to}");
    let base = stage.followed.link(&from, &to);
    let shift = stage.followed.shift(&from, &to);
    let (own, key) = (item.clone(), item.key());
    let name =
        move || base.with(|link| link.as_deref().map(|link| format!("{}, {}", link.name, describe(link))));
    let is = move |what: fn(&LinkView) -> bool| base.with(|link| link.as_deref().is_some_and(what));
    let selected = stage.followed.selected(item.clone());
    let hover = stage.followed.lit(item);
    let class = move || {
        class_list(
            "link",
            &[
                ("link-soft", is(|it| it.soft)),
                ("link-standby", is(|it| it.role == Role::Standby)),
                ("link-selected", selected.get()),
                ("link-hover", hover.get()),
            ],
        )
    };
    let path = move || base.with(|link| link.as_ref().map(|link| link.route.path()));
    let head = move || base.with(|link| link.as_deref().map(arrow));
    let shift = move || {
        let by = shift.get();
        (by != Point::ZERO).then(|| format!("translate({} {})", by.x, by.y))
    };
    let label = move || {
        let whole = selected.get() || hover.get();
        base.with(|link| link.as_deref().and_then(|link| caption(link, whole)))
    };
    view! {
        <g
            class=class data-testid=testid data-item=key role="button" tabindex="-1" aria-label=name transform=shift
            aria-pressed=move || selected.get().to_string() on:focus=move |event| stage.focused(&own, &event)
        >
            <path class="link-line" d=path></path>
            <path class="link-head" d=head></path>
            {label}
        </g>
    }
    .into_any()
}

/// The head, pointing where the curve arrives.
fn arrow(link: &LinkView) -> String {
    let Some(last) = link.route.curves().last() else { return String::new() };
    let end = last.end;
    let from = [last.arrive, last.leave, last.start].into_iter().find(|it| it.distance(end) > 0.5);
    let Some(from) = from else { return String::new() };
    let along = (end - from).scaled(1.0 / from.distance(end));
    let side = Point::new(-along.y, along.x).scaled(WIDTH);
    let back = end - along.scaled(LENGTH);
    let (one, two) = (back + side, back - side);
    let mut path = String::from("M");
    write_point(&mut path, end);
    for (before, corner) in [("L", one), (" ", two)] {
        path.push_str(before);
        write_point(&mut path, corner);
    }
    path.push('z');
    path
}

/// What it is, for who does not see it.
fn describe(link: &LinkView) -> String {
    let role = match link.role {
        Role::Plain => "",
        Role::Primary => ", primary",
        Role::Standby => ", standby",
    };
    let effect =
        if link.soft { format!("soft, loses {}", format_target(link.loss)) } else { "hard".to_owned() };
    #[allow(clippy::float_cmp, reason = "one call per request is what the file says, or says nothing")]
    let calls =
        if link.fan_out == 1.0 { String::new() } else { format!(", {} calls per request", link.fan_out) };
    format!("{effect}{role}{calls}")
}

/// What is written on it: in short always, what hard and soft mean while it is pointed at.
fn caption(link: &LinkView, whole: bool) -> Option<AnyView> {
    let role = match link.role {
        Role::Primary if whole => "primary",
        Role::Standby => "standby",
        _ => "",
    };
    let effect = match (link.soft, whole) {
        (_, false) => String::new(),
        (false, true) => "hard".to_owned(),
        (true, true) => format!("soft · loses {}", format_target(link.loss)),
    };
    #[allow(clippy::float_cmp, reason = "one call per request is what the file says, or says nothing")]
    let calls = if link.fan_out == 1.0 { String::new() } else { format!("×{}", link.fan_out) };
    let words: Vec<String> =
        [role.to_owned(), effect, calls].into_iter().filter(|it| !it.is_empty()).collect();
    let at = link.route.middle();
    (!words.is_empty())
        .then(|| view! { <text class="link-label" x=at.x y=at.y - 8.0>{words.join(" · ")}</text> }.into_any())
}
