//! How a gesture looks: cursor, hint and what is drawn over the canvas, all functions of the state.

use super::{Context, Cursor, Gesture, Guide, drags, guides};
use crate::command::may_connect;
use crate::geometry::{Point, Rect, Route};
use crate::scene::{Hit, Side};
use crate::selection::Item;

/// A link being drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// Its way so far.
    pub route: Route,
    /// The component it would reach.
    pub target: Option<String>,
    /// Whether letting go here would make a link.
    pub allowed: bool,
    /// It stands for a link that is there already.
    pub again: bool,
}

/// Something new on its way from the palette.
#[derive(Clone, Debug, PartialEq)]
pub struct Incoming {
    /// Id of the preset.
    pub preset: String,
    /// Where it is, on the screen.
    pub at: Point,
    /// Whether it is over the canvas.
    pub over_canvas: bool,
}

impl Gesture {
    /// The pointer's shape.
    #[must_use]
    pub fn cursor(&self) -> Cursor {
        match self {
            Self::Idle { over } | Self::Pointing { on: over, .. } => match over {
                Hit::Canvas | Hit::ZoneInside(_) => Cursor::Default,
                Hit::Link { .. } => Cursor::Pointer,
                Hit::LinkEnd { .. } => Cursor::Grab,
                Hit::Node(_) | Hit::Note(_) | Hit::ZoneHandle(_) => Cursor::Move,
                Hit::Port { .. } => Cursor::Crosshair,
            },
            Self::ReadyToPan => Cursor::Grab,
            Self::Panning { .. } | Self::Pinching { .. } => Cursor::Grabbing,
            Self::Translating { copy: true, .. } => Cursor::Copy,
            Self::Translating { .. } => Cursor::Move,
            Self::Marquee { .. } | Self::Connecting { .. } => Cursor::Crosshair,
            Self::PointingPreset { .. } | Self::DraggingNew { .. } => Cursor::Copy,
        }
    }

    /// What can be done now, in a few words; none when nothing is going on.
    #[must_use]
    pub fn hint(&self) -> Option<&'static str> {
        Some(match self {
            Self::Idle { .. } | Self::Pointing { .. } | Self::PointingPreset { .. } => return None,
            Self::ReadyToPan => "Drag to pan",
            Self::Translating { copy: true, .. } => "Drop to make a copy · Shift: one axis · Esc: give up",
            Self::Translating { .. } => {
                "Drop into a zone or a link to put it there · Shift: one axis · Alt: copy · Ctrl: no snapping"
            }
            Self::Panning { .. } => "Panning",
            Self::Marquee { .. } => "Selects what it touches · Esc: give up",
            Self::Connecting { target: Some(_), .. } => "Release to connect · Esc: give up",
            Self::Connecting { link: Some(_), .. } => "Drop this end on another component · Esc: give up",
            Self::Connecting { .. } => {
                "Drop on a component to connect, or on empty canvas to add one · Esc: give up"
            }
            Self::DraggingNew { .. } => "Drop on the canvas, into a zone or into a link · Esc: give up",
            Self::Pinching { .. } => "Zooming",
        })
    }

    /// The frame of a marquee, in the world.
    #[must_use]
    pub fn marquee(&self) -> Option<Rect> {
        if let Self::Marquee { from, to, .. } = self { Some(Rect::spanning(*from, *to)) } else { None }
    }

    /// Lines through what is moved and what stands in line with it.
    #[must_use]
    pub fn guides(&self, context: &Context<'_>) -> Vec<Guide> {
        match self {
            Self::Translating { held, items, by, .. } => {
                let rect = context.scene.rect(held);
                rect.map_or_else(Vec::new, |rect| guides::of(rect.moved(*by), items, context))
            }
            _ => Vec::new(),
        }
    }

    /// Where copies would stand.
    #[must_use]
    pub fn copies(&self, context: &Context<'_>) -> Vec<Rect> {
        let Self::Translating { items, by, copy: true, .. } = self else { return Vec::new() };
        items.iter().filter_map(|item| Some(context.scene.rect(item)?.moved(*by))).collect()
    }

    /// The handles of the link under the pointer, or of the one selected, while nothing is going on.
    #[must_use]
    pub fn link_handles(&self, context: &Context<'_>) -> Option<[Point; 2]> {
        let over = if self.is_idle() { self.lit_link(context) } else { return None };
        let selected = || match context.selection.single() {
            Some(Item::Link { from, to }) => Some((from.clone(), to.clone())),
            _ => None,
        };
        let (from, to) = over.or_else(selected)?;
        Some(context.scene.link(&from, &to)?.route.handles())
    }

    /// The link being drawn.
    #[must_use]
    pub fn connection(&self, context: &Context<'_>) -> Option<Connection> {
        let Self::Connecting { anchor, side, at, target, link, .. } = self else { return None };
        let node = context.scene.node(anchor)?;
        let other = target.as_deref().and_then(|id| context.scene.node(id));
        let project = context.scene.document().project();
        let (route, pair) = match side {
            Side::Output => {
                let route = other.map_or_else(
                    || Route::straight(node.output(), *at),
                    |to| Route::between(node.rect, to.rect),
                );
                (route, other.map(|to| (anchor.as_str(), to.id.as_str())))
            }
            Side::Input => {
                let route = other.map_or_else(
                    || Route::straight(*at, node.input()),
                    |from| Route::between(from.rect, node.rect),
                );
                (route, other.map(|from| (from.id.as_str(), anchor.as_str())))
            }
        };
        let allowed = pair.is_none_or(|(from, to)| {
            let same = link.as_ref().is_some_and(|link| link.0 == from && link.1 == to);
            same || may_connect(project, from, to).is_ok()
        });
        Some(Connection { route, target: target.clone(), allowed, again: link.is_some() })
    }

    /// What comes from the palette.
    #[must_use]
    pub fn incoming(&self, context: &Context<'_>) -> Option<Incoming> {
        let Self::DraggingNew { preset, at, .. } = self else { return None };
        Some(Incoming { preset: preset.clone(), at: *at, over_canvas: drags::on_canvas(*at, context) })
    }

    /// The link to be lit up: what the pointer is over, whose end is taken elsewhere, or what a drop would go into.
    #[must_use]
    pub fn lit_link(&self, context: &Context<'_>) -> Option<(String, String)> {
        match self {
            Self::Idle { over: Hit::Link { from, to } | Hit::LinkEnd { from, to, .. } } => {
                Some((from.clone(), to.clone()))
            }
            Self::Connecting { link, .. } => link.clone(),
            Self::Translating { items, by, copy: false, .. } => {
                drags::moved_into(items, *by, context).map(|it| it.0)
            }
            Self::DraggingNew { preset, at, .. } if drags::on_canvas(*at, context) => {
                drags::new_into(preset, context.world(*at), context)
            }
            _ => None,
        }
    }

    /// The zone a drop would go into: to be lit up.
    #[must_use]
    pub fn drop_zone(&self, context: &Context<'_>) -> Option<String> {
        match self {
            Self::Translating { held, items, by, .. } => {
                drags::destination(held, *by, &items.moving(context.scene.document().project()), context)?
            }
            Self::DraggingNew { at, .. } if drags::on_canvas(*at, context) => {
                context.scene.zone_at(context.world(*at), |_| false).map(|zone| zone.id.clone())
            }
            _ => None,
        }
    }
}
