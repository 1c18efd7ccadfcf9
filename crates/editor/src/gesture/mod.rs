//! The pointer as one state machine: every state takes every event, and says what shall happen instead of doing it.
//!
//! A press is only *pointing* until it has moved far enough; then it becomes a drag, reckoned from where it started.
//! Escape, a cancelled pointer, a second finger or a lost window end any drag with nothing changed.

mod drags;
mod guides;
mod input;
mod look;

use crate::command::Command;
use crate::geometry::{Point, Size, Viewport};
use crate::scene::{Hit, Scene, Side};
use crate::selection::{Item, Selection};

pub use guides::Guide;
pub use input::{Button, Cursor, InputEvent, Modifiers, PointerId, PointerKind};
pub use look::{Connection, Incoming};

/// Movement that makes a press a drag, in screen pixels.
const THRESHOLD: f64 = 4.0;
/// The same for a finger, which trembles.
const THRESHOLD_TOUCH: f64 = 10.0;
/// Pixels of wheel from which it is a mouse's notch rather than fingers on a pad.
const NOTCH: f64 = 50.0;

/// Where and how a press began.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Press {
    /// Which pointer.
    pub pointer: PointerId,
    /// What kind.
    pub kind: PointerKind,
    /// Where on the screen.
    pub at: Point,
    /// Keys held then.
    pub modifiers: Modifiers,
}

impl Press {
    /// Whether the pointer has moved far enough to mean a drag.
    fn is_drag(&self, at: Point) -> bool {
        let threshold = if self.kind == PointerKind::Touch { THRESHOLD_TOUCH } else { THRESHOLD };
        self.at.distance(at) >= threshold
    }
}

/// What the pointer is doing.
#[derive(Clone, Debug, PartialEq)]
pub enum Gesture {
    /// Nothing pressed.
    Idle {
        /// What the pointer is over.
        over: Hit,
    },
    /// Space is held: the next press pans.
    ReadyToPan,
    /// Pressed, not yet moved.
    Pointing {
        /// Where.
        press: Press,
        /// On what.
        on: Hit,
    },
    /// Pressed on a palette entry, not yet moved.
    PointingPreset {
        /// Where.
        press: Press,
        /// Id of the preset.
        preset: String,
    },
    /// Moving things.
    Translating {
        /// Where it began.
        press: Press,
        /// The same in the world.
        from: Point,
        /// The thing held.
        held: Item,
        /// All that moves.
        items: Selection,
        /// By how much so far.
        by: Point,
        /// Copies go there, the originals stay.
        copy: bool,
    },
    /// Moving the viewport.
    Panning {
        /// Which pointer.
        pointer: PointerId,
        /// Where it was last, on the screen.
        last: Point,
        /// Space is held: panning again comes next.
        space: bool,
    },
    /// Drawing a frame to select what is in it.
    Marquee {
        /// Which pointer.
        pointer: PointerId,
        /// First corner, in the world.
        from: Point,
        /// Other corner, in the world.
        to: Point,
        /// What was selected before and stays.
        base: Selection,
        /// What was selected before, to go back to.
        before: Selection,
    },
    /// Drawing a link.
    Connecting {
        /// Which pointer.
        pointer: PointerId,
        /// The component it starts at.
        anchor: String,
        /// The side it starts at: from an input the link is drawn backwards.
        side: Side,
        /// Where its loose end is, in the world.
        at: Point,
        /// The component under the loose end.
        target: Option<String>,
        /// The link whose end is taken elsewhere, by its ends so far; none for a new link.
        link: Option<(String, String)>,
    },
    /// Bringing something new from the palette.
    DraggingNew {
        /// Which pointer.
        pointer: PointerId,
        /// Id of the preset.
        preset: String,
        /// Where it is, on the screen (may be outside the canvas).
        at: Point,
    },
    /// Two fingers.
    Pinching {
        /// One finger: which, and where it was last on the screen.
        first: (PointerId, Point),
        /// The other.
        second: (PointerId, Point),
    },
}

impl Default for Gesture {
    fn default() -> Self {
        Self::Idle { over: Hit::Canvas }
    }
}

/// What a gesture needs to know.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The scene as it was when the drag began (as it is, when there is none).
    pub scene: &'a Scene,
    /// Where the canvas looks.
    pub viewport: Viewport,
    /// How large the canvas is on the screen.
    pub canvas: Size,
    /// What is selected.
    pub selection: &'a Selection,
}

impl Context<'_> {
    fn world(&self, screen: Point) -> Point {
        self.viewport.to_world(screen)
    }

    fn hit(&self, screen: Point) -> Hit {
        let (at, scale) = (self.world(screen), self.viewport.scale());
        // The selected link shows its handles, so they come before everything else.
        if let Some(Item::Link { from, to }) = self.selection.single()
            && let Some(handle) = self.scene.handle_at(from, to, at, scale)
        {
            return handle;
        }
        self.scene.hit(at, scale)
    }
}

/// What shall happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// This is selected now.
    Select(Selection),
    /// Show the document as this command would make it from the drag's start; it is not done yet.
    Preview(Command),
    /// Do this (from the drag's start) as one step of the history.
    Commit(Command),
    /// The drag is given up: back to its start.
    Abandon,
    /// Look here.
    View(Viewport),
    /// Ask for a new name in place.
    Rename(Item),
    /// Ask what to add at a place of the world, needed by `from` if given.
    AskWhatNext {
        /// Where, in the world.
        at: Point,
        /// Who needs it.
        from: Option<String>,
    },
    /// Open the menu of what is under the pointer.
    Menu {
        /// Where, on the screen.
        at: Point,
        /// What it is about.
        on: Hit,
    },
}

type Step = (Gesture, Vec<Effect>);

impl Gesture {
    /// Whether nothing is going on.
    #[must_use]
    pub fn is_idle(&self) -> bool {
        matches!(self, Self::Idle { .. } | Self::ReadyToPan)
    }

    /// The next state, and what shall happen. Total: every state takes every event.
    #[must_use]
    pub fn transition(self, event: &InputEvent, context: &Context<'_>) -> Step {
        match event {
            InputEvent::Blur => self.abort(),
            InputEvent::PointerCancel { pointer } if self.follows(*pointer) => self.abort(),
            InputEvent::KeyDown { key, .. } if key == "Escape" && !self.is_idle() => self.abort(),
            InputEvent::Wheel { at, delta, modifiers } => self.wheel(*at, *delta, *modifiers, context),
            InputEvent::PointerDown { pointer, kind: PointerKind::Touch, at, .. } if !self.is_idle() => {
                self.second_finger(*pointer, *at)
            }
            _ => self.proceed(event, context),
        }
    }

    /// The transitions each state has of its own.
    fn proceed(self, event: &InputEvent, context: &Context<'_>) -> Step {
        match self {
            Self::Idle { over } => idle(over, event, context),
            Self::Pointing { press, on }
                if matches!(event, InputEvent::LongPress { pointer, at }
                    if *pointer == press.pointer && *at == press.at && press.kind != PointerKind::Mouse) =>
            {
                (Self::Idle { over: on }, menu(press.at, context))
            }
            Self::ReadyToPan => ready_to_pan(event, context),
            Self::Pointing { press, on } => pointing(press, on, event, context),
            Self::PointingPreset { press, preset } => pointing_preset(press, preset, event),
            Self::Panning { pointer, last, space } => panning(pointer, last, space, event, context),
            Self::Pinching { first, second } => pinching(first, second, event, context),
            drag => drags::proceed(drag, event, context),
        }
    }

    /// Whether this pointer is part of the gesture.
    fn follows(&self, id: PointerId) -> bool {
        match self {
            Self::Idle { .. } | Self::ReadyToPan => false,
            Self::Pointing { press, .. }
            | Self::PointingPreset { press, .. }
            | Self::Translating { press, .. } => press.pointer == id,
            Self::Panning { pointer, .. }
            | Self::Marquee { pointer, .. }
            | Self::Connecting { pointer, .. }
            | Self::DraggingNew { pointer, .. } => *pointer == id,
            Self::Pinching { first, second } => first.0 == id || second.0 == id,
        }
    }

    /// Back to the start with nothing changed.
    fn abort(self) -> Step {
        let effects = match self {
            Self::Translating { .. } => vec![Effect::Abandon],
            Self::Marquee { before, .. } => vec![Effect::Select(before)],
            _ => Vec::new(),
        };
        (Self::default(), effects)
    }

    /// A second finger gives up what one finger was doing, and pinches.
    fn second_finger(self, pointer: PointerId, at: Point) -> Step {
        let first = match &self {
            Self::Pointing { press, .. } | Self::Translating { press, .. }
                if press.kind == PointerKind::Touch =>
            {
                Some((press.pointer, press.at))
            }
            Self::Panning { pointer, last, .. } => Some((*pointer, *last)),
            _ => None,
        };
        match first {
            Some(first) if first.0 != pointer => {
                let (_, effects) = self.abort();
                (Self::Pinching { first, second: (pointer, at) }, effects)
            }
            _ if matches!(self, Self::Pinching { .. }) => (self, Vec::new()),
            _ => self.abort(),
        }
    }

    /// The wheel zooms with control, otherwise it pans; never while the viewport is held otherwise.
    fn wheel(self, at: Point, delta: Point, modifiers: Modifiers, context: &Context<'_>) -> Step {
        if matches!(self, Self::Panning { .. } | Self::Pinching { .. }) {
            return (self, Vec::new());
        }
        let view = if modifiers.control {
            let factor = if delta.y.abs() >= NOTCH {
                0.8_f64.powf((delta.y / 100.0).clamp(-3.0, 3.0))
            } else {
                (-delta.y * 0.01).exp()
            };
            context.viewport.zoomed(factor, at)
        } else if modifiers.shift && delta.x == 0.0 {
            context.viewport.panned(Point::new(-delta.y, 0.0))
        } else {
            context.viewport.panned(Point::ZERO - delta)
        };
        (self, vec![Effect::View(view)])
    }
}

fn idle(over: Hit, event: &InputEvent, context: &Context<'_>) -> Step {
    let stay = |effects| (Gesture::Idle { over: over.clone() }, effects);
    match event {
        InputEvent::PointerDown { pointer, kind, button, at, modifiers } => {
            let press = Press { pointer: *pointer, kind: *kind, at: *at, modifiers: *modifiers };
            match button {
                Button::Left => press_on(press, context.hit(*at), context),
                Button::Middle => {
                    (Gesture::Panning { pointer: *pointer, last: *at, space: false }, Vec::new())
                }
                Button::Right => stay(menu(*at, context)),
            }
        }
        InputEvent::PaletteDown { preset, pointer, kind, at } => {
            let press = Press { pointer: *pointer, kind: *kind, at: *at, modifiers: Modifiers::NONE };
            (Gesture::PointingPreset { press, preset: preset.clone() }, Vec::new())
        }
        InputEvent::PointerMove { at, .. } => (Gesture::Idle { over: context.hit(*at) }, Vec::new()),
        InputEvent::DoubleClick { at } => {
            let hit = context.hit(*at);
            let effect = match (&hit, hit.item()) {
                (Hit::Canvas | Hit::ZoneInside(_), _) => {
                    Some(Effect::AskWhatNext { at: context.world(*at), from: None })
                }
                (Hit::Link { .. } | Hit::LinkEnd { .. }, _) | (_, None) => None,
                (_, Some(item)) => Some(Effect::Rename(item)),
            };
            stay(effect.into_iter().collect())
        }
        InputEvent::KeyDown { key, .. } if key == " " => (Gesture::ReadyToPan, Vec::new()),
        _ => stay(Vec::new()),
    }
}

/// A press selects at once what is not selected yet, so that a drag takes it along.
fn press_on(press: Press, on: Hit, context: &Context<'_>) -> Step {
    let mut effects = Vec::new();
    let handle = !matches!(on, Hit::Canvas | Hit::ZoneInside(_));
    if let Some(item) = on.item()
        && handle
        && !press.modifiers.adds()
        && !context.selection.contains(&item)
    {
        effects.push(Effect::Select(Selection::one(item)));
    }
    (Gesture::Pointing { press, on }, effects)
}

/// The menu is about what is under the pointer, which becomes the selection unless it is part of it; on the empty canvas
/// nothing is selected.
fn menu(at: Point, context: &Context<'_>) -> Vec<Effect> {
    let on = context.hit(at);
    let wanted = match on.item() {
        Some(item) if context.selection.contains(&item) => None,
        Some(item) => Some(Selection::one(item)),
        None => Some(Selection::none()),
    };
    let changed = wanted.filter(|wanted| wanted != context.selection).map(Effect::Select);
    changed.into_iter().chain([Effect::Menu { at, on }]).collect()
}

fn ready_to_pan(event: &InputEvent, context: &Context<'_>) -> Step {
    match event {
        InputEvent::PointerDown { pointer, at, .. } => {
            (Gesture::Panning { pointer: *pointer, last: *at, space: true }, Vec::new())
        }
        InputEvent::KeyUp { key } if key == " " => (Gesture::default(), Vec::new()),
        // The key went up where we could not see it.
        InputEvent::PaletteDown { .. } | InputEvent::DoubleClick { .. } => idle(Hit::Canvas, event, context),
        _ => (Gesture::ReadyToPan, Vec::new()),
    }
}

fn pointing(press: Press, on: Hit, event: &InputEvent, context: &Context<'_>) -> Step {
    match event {
        InputEvent::PointerMove { pointer, at, modifiers }
            if *pointer == press.pointer && press.is_drag(*at) =>
        {
            let (started, mut effects) = drags::start(press, &on, context);
            let (next, more) = started.proceed(
                &InputEvent::PointerMove { pointer: *pointer, at: *at, modifiers: *modifiers },
                context,
            );
            effects.extend(more);
            (next, effects)
        }
        InputEvent::PointerUp { pointer, .. } if *pointer == press.pointer => {
            let selected = match on.item() {
                Some(item) if press.modifiers.adds() => context.selection.clone().toggled(item),
                Some(item) => Selection::one(item),
                None if press.modifiers.adds() => context.selection.clone(),
                None => Selection::none(),
            };
            let changed = selected != *context.selection;
            let effects = if changed { vec![Effect::Select(selected)] } else { Vec::new() };
            (Gesture::Idle { over: on }, effects)
        }
        _ => (Gesture::Pointing { press, on }, Vec::new()),
    }
}

/// A palette entry that is clicked goes to a free place; one that is dragged comes along.
fn pointing_preset(press: Press, preset: String, event: &InputEvent) -> Step {
    match event {
        InputEvent::PointerMove { pointer, at, .. } if *pointer == press.pointer && press.is_drag(*at) => {
            (Gesture::DraggingNew { pointer: *pointer, preset, at: *at }, Vec::new())
        }
        InputEvent::PointerUp { pointer, .. } if *pointer == press.pointer => {
            (Gesture::default(), vec![Effect::Commit(drags::add(&preset, None, None))])
        }
        _ => (Gesture::PointingPreset { press, preset }, Vec::new()),
    }
}

fn panning(id: PointerId, last: Point, space: bool, event: &InputEvent, context: &Context<'_>) -> Step {
    match event {
        InputEvent::PointerMove { pointer, at, .. } if *pointer == id => {
            let view = context.viewport.panned(*at - last);
            (Gesture::Panning { pointer: id, last: *at, space }, vec![Effect::View(view)])
        }
        InputEvent::PointerUp { pointer, .. } if *pointer == id => {
            (if space { Gesture::ReadyToPan } else { Gesture::default() }, Vec::new())
        }
        InputEvent::KeyUp { key } if key == " " => {
            (Gesture::Panning { pointer: id, last, space: false }, Vec::new())
        }
        _ => (Gesture::Panning { pointer: id, last, space }, Vec::new()),
    }
}

/// The world places under both fingers stay under them.
fn pinching(
    first: (PointerId, Point),
    second: (PointerId, Point),
    event: &InputEvent,
    context: &Context<'_>,
) -> Step {
    match event {
        InputEvent::PointerMove { pointer, at, .. } if *pointer == first.0 || *pointer == second.0 => {
            let (a, b) = if *pointer == first.0 { (*at, second.1) } else { (first.1, *at) };
            let before = first.1.middle(second.1);
            let factor = a.distance(b) / first.1.distance(second.1).max(1.0);
            let view = context.viewport.panned(a.middle(b) - before).zoomed(factor.max(0.01), a.middle(b));
            (Gesture::Pinching { first: (first.0, a), second: (second.0, b) }, vec![Effect::View(view)])
        }
        InputEvent::PointerUp { pointer, .. } if *pointer == first.0 || *pointer == second.0 => {
            let stays = if *pointer == first.0 { second } else { first };
            (Gesture::Panning { pointer: stays.0, last: stays.1, space: false }, Vec::new())
        }
        _ => (Gesture::Pinching { first, second }, Vec::new()),
    }
}
