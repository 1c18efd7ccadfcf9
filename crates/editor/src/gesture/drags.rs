//! The drags that change something: moving, framing, connecting, bringing in.

use std::collections::HashSet;

use super::{Context, Effect, Gesture, InputEvent, Modifiers, PointerKind, Press, Step, guides};
use crate::command::{Command, Insertion};
use crate::geometry::{Point, Rect};
use crate::presets;
use crate::scene::{Hit, Side};
use crate::selection::{Item, Selection};

/// What a press becomes once it moves.
pub(super) fn start(press: Press, on: &Hit, context: &Context<'_>) -> Step {
    let from = context.world(press.at);
    let touch = press.kind == PointerKind::Touch;
    match on {
        Hit::Node(_) | Hit::Note(_) | Hit::ZoneHandle(_) => {
            let Some(held) = on.item() else { return (Gesture::default(), Vec::new()) };
            let together = context.selection.contains(&held) || press.modifiers.adds();
            let base = if together { context.selection.clone() } else { Selection::none() };
            let items = base.with(held.clone());
            let select = (items != *context.selection).then(|| Effect::Select(items.clone()));
            let start = Gesture::Translating { press, from, held, items, by: Point::ZERO, copy: false };
            (start, select.into_iter().collect())
        }
        Hit::Port { id, side } => {
            let gesture = Gesture::Connecting {
                pointer: press.pointer,
                anchor: id.clone(),
                side: *side,
                at: from,
                target: None,
                link: None,
            };
            (gesture, Vec::new())
        }
        Hit::LinkEnd { from: source, to: target, side } => {
            let (anchor, stays) = match side {
                Side::Input => (source, Side::Output),
                Side::Output => (target, Side::Input),
            };
            let gesture = Gesture::Connecting {
                pointer: press.pointer,
                anchor: anchor.clone(),
                side: stays,
                at: from,
                target: None,
                link: Some((source.clone(), target.clone())),
            };
            (gesture, Vec::new())
        }
        Hit::Canvas | Hit::ZoneInside(_) | Hit::Link { .. } if touch => {
            (Gesture::Panning { pointer: press.pointer, last: press.at, space: false }, Vec::new())
        }
        Hit::Canvas | Hit::ZoneInside(_) | Hit::Link { .. } => {
            let before = context.selection.clone();
            let base = if press.modifiers.adds() { before.clone() } else { Selection::none() };
            (Gesture::Marquee { pointer: press.pointer, from, to: from, base, before }, Vec::new())
        }
    }
}

/// The transitions of the drags.
pub(super) fn proceed(drag: Gesture, event: &InputEvent, context: &Context<'_>) -> Step {
    match (event, &drag) {
        (InputEvent::PointerMove { pointer, at, modifiers }, _) if drag.follows(*pointer) => {
            moved(drag, *at, *modifiers, context)
        }
        (InputEvent::PointerUp { pointer, at, modifiers }, _) if drag.follows(*pointer) => {
            let (there, _) = moved(drag, *at, *modifiers, context);
            dropped(there, context)
        }
        _ => (drag, Vec::new()),
    }
}

fn moved(drag: Gesture, screen: Point, modifiers: Modifiers, context: &Context<'_>) -> Step {
    let at = context.world(screen);
    match drag {
        Gesture::Translating { press, from, held, items, .. } => {
            let by = displacement(&held, &items, at - from, modifiers, context);
            let copy = modifiers.alt;
            // Copies are made when they are let go; until then the originals stand where they stood.
            let shown = if copy {
                Effect::Abandon
            } else {
                Effect::Preview(Command::Move { items: items.clone(), by })
            };
            (Gesture::Translating { press, from, held, items, by, copy }, vec![shown])
        }
        Gesture::Marquee { pointer, from, base, before, .. } => {
            let selected = base.clone().joined(context.scene.within(Rect::spanning(from, at)));
            let effects =
                if selected == *context.selection { Vec::new() } else { vec![Effect::Select(selected)] };
            (Gesture::Marquee { pointer, from, to: at, base, before }, effects)
        }
        Gesture::Connecting { pointer, anchor, side, link, .. } => {
            let hit = context.hit(screen);
            let target = hit.component().filter(|id| *id != anchor).map(str::to_owned);
            (Gesture::Connecting { pointer, anchor, side, at, target, link }, Vec::new())
        }
        Gesture::DraggingNew { pointer, preset, .. } => {
            (Gesture::DraggingNew { pointer, preset, at: screen }, Vec::new())
        }
        other => (other, Vec::new()),
    }
}

/// How far things go: the thing held lands on the grid, or in line with another; shift keeps to one axis, control
/// leaves both.
fn displacement(
    held: &Item,
    items: &Selection,
    by: Point,
    modifiers: Modifiers,
    context: &Context<'_>,
) -> Point {
    let by = match modifiers {
        Modifiers { shift: true, .. } if by.x.abs() >= by.y.abs() => Point::new(by.x, 0.0),
        Modifiers { shift: true, .. } => Point::new(0.0, by.y),
        _ => by,
    };
    if modifiers.control {
        return by;
    }
    let start = context.scene.rect(held).unwrap_or_default();
    let line = guides::in_line(start.moved(by), items, context);
    let grid = (start.origin() + by).snapped() - start.origin();
    let snapped = Point::new(line.0.map_or(grid.x, |it| by.x + it), line.1.map_or(grid.y, |it| by.y + it));
    // An axis that does not move does not snap either.
    Point::new(if by.x == 0.0 { 0.0 } else { snapped.x }, if by.y == 0.0 { 0.0 } else { snapped.y })
}

fn dropped(drag: Gesture, context: &Context<'_>) -> Step {
    let effects = match drag {
        Gesture::Translating { items, by, copy: true, .. } => {
            let zones = rehomed(&items, by, context);
            vec![Effect::Commit(Command::DuplicateAt { items, by, zones })]
        }
        Gesture::Translating { items, by, .. } => {
            let moved = drop_command(&items, by, context);
            vec![Effect::Commit(match moved_into(&items, by, context) {
                Some((link, id)) => {
                    let into = Command::Insert { link, what: Insertion::Placed(id) };
                    Command::Batch { name: into.name(context.scene.document()), commands: vec![moved, into] }
                }
                None => moved,
            })]
        }
        Gesture::Connecting { anchor, side, target: Some(target), link, .. } => {
            let (from, to) = if side == Side::Output { (anchor, target) } else { (target, anchor) };
            vec![Effect::Commit(match link {
                Some(link) => Command::Reconnect { link, to: (from, to) },
                None => Command::Connect { from, to },
            })]
        }
        Gesture::Connecting { anchor, side: Side::Output, at, link: None, .. } => {
            let on_itself = context.scene.node(&anchor).is_some_and(|node| node.rect.contains(at));
            if on_itself { Vec::new() } else { vec![Effect::AskWhatNext { at, from: Some(anchor) }] }
        }
        Gesture::DraggingNew { preset, at, .. } if on_canvas(at, context) => {
            let at = context.world(at);
            let zone = context.scene.zone_at(at, |_| false).map(|zone| zone.id.clone());
            let command = add(&preset, Some(at), zone);
            vec![Effect::Commit(match new_into(&preset, at, context) {
                Some(link) => Command::Insert { link, what: Insertion::New(Box::new(command)) },
                None => command,
            })]
        }
        _ => Vec::new(),
    };
    (Gesture::default(), effects)
}

/// The link a palette entry dropped here would go into: a component or pattern, clear of other components.
pub(super) fn new_into(preset: &str, at: Point, context: &Context<'_>) -> Option<(String, String)> {
    let fits = presets::component(preset).is_some();
    let free = !context.scene.nodes().iter().any(|node| node.rect.contains(at));
    link_at(at, context).filter(|_| fits && free)
}

/// The link a component that is not connected to anything would go into if it were moved so far, and its id.
pub(super) fn moved_into(
    items: &Selection,
    by: Point,
    context: &Context<'_>,
) -> Option<((String, String), String)> {
    let Some(item @ Item::Component(id)) = items.single() else { return None };
    let at = context.scene.rect(item)?.center() + by;
    let link = link_at(at, context)?;
    let connected =
        context.scene.document().project().links().iter().any(|link| link.from == *id || link.to == *id);
    (!connected).then(|| (link, id.clone()))
}

fn link_at(at: Point, context: &Context<'_>) -> Option<(String, String)> {
    context.scene.link_near(at).map(|link| (link.from.clone(), link.to.clone()))
}

/// Whether a screen place lies on the canvas.
pub(super) fn on_canvas(at: Point, context: &Context<'_>) -> bool {
    Rect::new(Point::ZERO, context.canvas).contains(at)
}

/// The command that brings a palette entry in.
pub(super) fn add(preset: &str, at: Option<Point>, zone: Option<String>) -> Command {
    if presets::zone(preset).is_some() {
        Command::AddZone { preset: preset.to_owned(), at, parent: zone }
    } else {
        Command::AddComponent { preset: preset.to_owned(), at, zone, needed_by: None }
    }
}

/// Moving, and going into or out of zones where a thing's middle came to lie in another zone.
fn drop_command(items: &Selection, by: Point, context: &Context<'_>) -> Command {
    let shift = Command::Move { items: items.clone(), by };
    let mut commands: Vec<Command> = Vec::new();
    for (item, zone) in rehomed(items, by, context) {
        commands.push(Command::MoveIntoZone { items: Selection::one(item), zone });
    }
    if commands.is_empty() {
        return shift;
    }
    let name = shift.name(context.scene.document());
    // Out of the old zone before moving, so that an emptied zone stays where it is.
    commands.push(shift);
    Command::Batch { name, commands }
}

/// Things whose middle comes to lie in another zone, with that zone. What spans several zones stays in them, and so does
/// what moves along with its zone.
fn rehomed(items: &Selection, by: Point, context: &Context<'_>) -> Vec<(Item, Option<String>)> {
    let moving = items.moving(context.scene.document().project());
    let project = context.scene.document().project();
    let own_zone = |item: &Item| match item {
        Item::Component(id) => {
            let component = project.components.iter().flatten().find(|it| it.id == *id)?;
            match component.zones.as_deref().unwrap_or_default() {
                [] => Some(None),
                [only] => Some(Some(only.clone())),
                _ => None,
            }
        }
        Item::Zone(id) => project.zones.iter().flatten().find(|it| it.id == *id).map(|it| it.parent.clone()),
        _ => None,
    };
    items
        .iter()
        .filter_map(|item| {
            let own = own_zone(item)?;
            if own.as_ref().is_some_and(|zone| moving.contains(zone)) {
                return None;
            }
            let now = destination(item, by, &moving, context)?;
            (now != own).then(|| (item.clone(), now))
        })
        .collect()
}

/// The zone a thing's middle comes to lie in, if that is another than before.
pub(super) fn destination(
    item: &Item,
    by: Point,
    moving: &HashSet<String>,
    context: &Context<'_>,
) -> Option<Option<String>> {
    let middle = context.scene.rect(item)?.center();
    let zone = |at: Point| context.scene.zone_at(at, |id| moving.contains(id)).map(|zone| zone.id.clone());
    let (before, after) = (zone(middle), zone(middle + by));
    (before != after).then_some(after)
}
