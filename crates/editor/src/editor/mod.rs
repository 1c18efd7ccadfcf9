//! The editor as a whole: document, history, selection, gesture and viewport, and the only place that changes them.

mod actions;
mod queries;

use std::sync::Arc;

use ninefold_engine::model::{self, Project};

use crate::command::{Applied, Command, CommandError, apply};
use crate::document::Document;
use crate::geometry::{Point, Rect, Size, Viewport};
use crate::gesture::{Button, Context, Effect, Gesture, InputEvent, Modifiers};
use crate::history::{self, History};
use crate::keymap;
use crate::scene::{Frozen, Hit, Scene};
use crate::selection::{Item, Selection};

/// Room left around everything when it is fitted into view.
const FIT_MARGIN: f64 = 48.0;

/// What the editor cannot do itself and asks the page for.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Ask what to add at a place of the world, needed by `from` if given.
    AskWhatNext {
        /// Where, in the world: hand it to [`Command::AddComponent`].
        at: Point,
        /// The same on the screen: where to open the list.
        screen: Point,
        /// Who needs it.
        from: Option<String>,
        /// The zone around that place.
        zone: Option<String>,
    },
    /// Ask which component this one shall need, then run [`Command::Connect`].
    Connect {
        /// Id of the one that needs.
        from: String,
        /// Where to open the list, on the screen.
        screen: Point,
    },
    /// Ask for a new name in place, then run [`Command::Rename`].
    Rename(Item),
    /// Move the focus into the inspector.
    Inspect(Item),
    /// Open the menu of what is under the pointer.
    Menu {
        /// Where, on the screen.
        at: Point,
        /// What it is about.
        on: Hit,
    },
    /// Show a sentence: why something was refused.
    Notice(String),
    /// Show a sentence: what went with what was done. It can be undone.
    Aside(String),
    /// Say it to screen readers: what just happened.
    Announce(String),
    /// Write this to the clipboard.
    Copy(String),
    /// Read the clipboard, then call [`Editor::paste`].
    Paste,
    /// Switch these off, or on again.
    SwitchOff(Selection),
    /// Show all shortcuts.
    Shortcuts,
    /// Ask what to find.
    Find,
}

/// What came of an event.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response {
    /// The event was meant for the editor: the page prevents the browser's own doing.
    pub consumed: bool,
    /// What the page shall do.
    pub requests: Vec<Request>,
}

/// The editor without a screen. See the crate's documentation for an example.
#[derive(Clone, Debug, Default)]
pub struct Editor {
    document: Document,
    scene: Arc<Scene>,
    /// The scene at the start of a drag, while there is one.
    start: Option<Arc<Scene>>,
    history: History<Document>,
    selection: Selection,
    gesture: Gesture,
    viewport: Viewport,
    canvas: Size,
    last_revision: u64,
    /// Presses add to the selection.
    several: bool,
}

impl Editor {
    /// An editor on a project that the engine has read.
    #[must_use]
    pub fn new(project: Project) -> Self {
        let mut editor = Self::default();
        editor.load(project);
        editor
    }

    /// Another project, with an empty history. Looks where the file says, or at everything.
    pub fn load(&mut self, project: Project) {
        self.history.clear();
        self.gesture = Gesture::default();
        self.start = None;
        self.selection = Selection::none();
        self.document = Document::new(project);
        match self.document.layout().viewport() {
            Some(viewport) => self.viewport = viewport,
            None => self.viewport = Viewport::default(),
        }
        self.stamp();
        self.redraw();
        if self.document.layout().viewport().is_none() {
            self.fit();
        }
    }

    /// Takes one event of pointer, wheel or keyboard.
    pub fn handle(&mut self, event: &InputEvent) -> Response {
        let was_idle = self.gesture.is_idle();
        let press = matches!(event, InputEvent::PointerDown { .. } | InputEvent::PaletteDown { .. });
        if was_idle && press {
            // A transaction of the inspector's ends where a gesture begins.
            self.commit();
        }
        let adding = self.adding(event);
        let gesture = std::mem::take(&mut self.gesture);
        let (next, effects) = gesture.transition(adding.as_ref().unwrap_or(event), &self.context());
        self.gesture = next;
        let mut response = Response { consumed: consumed(event, was_idle), requests: Vec::new() };
        for effect in effects {
            self.follow(effect, &mut response.requests);
        }
        if let InputEvent::KeyDown { key, modifiers } = event
            && was_idle
            && self.gesture.is_idle()
            && let Some(action) = keymap::action(key, *modifiers)
        {
            let done = self.perform(action);
            response.consumed |= done.consumed;
            response.requests.extend(done.requests);
        }
        response
    }

    /// While several are being selected a press is one with shift, until one on the empty canvas ends that.
    fn adding(&mut self, event: &InputEvent) -> Option<InputEvent> {
        if !self.several {
            return None;
        }
        match (event, &self.gesture) {
            (InputEvent::PointerUp { .. }, Gesture::Pointing { on: Hit::Canvas, .. }) => {
                self.several = false;
                None
            }
            (&InputEvent::PointerDown { pointer, kind, button: Button::Left, at, modifiers }, _) => {
                let modifiers = Modifiers { shift: true, ..modifiers };
                Some(InputEvent::PointerDown { pointer, kind, button: Button::Left, at, modifiers })
            }
            _ => None,
        }
    }

    /// Does one effect of a gesture.
    fn follow(&mut self, effect: Effect, requests: &mut Vec<Request>) {
        match effect {
            Effect::Select(selection) => self.select(selection),
            Effect::View(viewport) => self.viewport = viewport,
            Effect::Preview(command) => {
                self.begin(&command.name(&self.document));
                if let Err(error) = self.preview(&command) {
                    requests.push(Request::Notice(error.to_string()));
                }
            }
            Effect::Commit(command) => {
                self.abort();
                match self.run(&command) {
                    Ok(_) => {}
                    Err(error) => requests.push(Request::Notice(error.to_string())),
                }
            }
            Effect::Abandon => self.abort(),
            Effect::Rename(item) => requests.push(Request::Rename(item)),
            Effect::Menu { at, on } => requests.push(Request::Menu { at, on }),
            Effect::AskWhatNext { at, from } => {
                let zone = self.scene.zone_at(at, |_| false).map(|zone| zone.id.clone());
                requests.push(Request::AskWhatNext { at, screen: self.viewport.to_screen(at), from, zone });
            }
        }
    }

    /// Does a command as one step of the history, and selects what it made (which it returns).
    ///
    /// # Errors
    /// Why it was refused; nothing has changed then.
    pub fn run(&mut self, command: &Command) -> Result<Selection, CommandError> {
        let Applied { document, created } = apply(&self.document, command)?;
        self.commit();
        self.history.begin(&command.name(&self.document), &self.document);
        self.change(document);
        self.commit();
        if !created.is_empty() {
            self.select(created.clone());
        }
        if matches!(command, Command::AddComponent { at: None, .. } | Command::AddZone { at: None, .. }) {
            self.bring_into_sight(&created);
        }
        Ok(created)
    }

    /// Starts a transaction: a slider is taken hold of. Until [`Self::commit`] all previews are one step.
    pub fn begin(&mut self, name: &str) {
        if self.start.is_none() {
            self.history.begin(name, &self.document);
            self.start = Some(Arc::clone(&self.scene));
        }
    }

    /// Shows the document as a command makes it from the transaction's start, in place of the preview before.
    ///
    /// # Errors
    /// Why it was refused; the preview before stays.
    pub fn preview(&mut self, command: &Command) -> Result<(), CommandError> {
        self.begin(&command.name(&self.document));
        let Some(start) = self.history.start().cloned() else { return Ok(()) };
        let Applied { document, .. } = apply(&start, command)?;
        self.history.rename(&command.name(&start));
        let frozen = if let Command::Move { items, .. } = command {
            Some(items.moving(start.project()))
        } else {
            None
        };
        self.change_frozen(document, frozen.as_ref());
        Ok(())
    }

    /// Ends the transaction as one step; no step if nothing changed. True if one.
    pub fn commit(&mut self) -> bool {
        let project = self.document.project();
        let parts = project.components().len() + project.zones().len() + project.links().len();
        self.history.set_limit(history::limit(parts));
        let changed = self.history.commit(&self.document);
        if self.start.take().is_some() {
            self.redraw();
        }
        changed
    }

    /// Gives the transaction up: the document is as it was at its start.
    pub fn abort(&mut self) {
        self.start = None;
        if let Some(document) = self.history.abort() {
            self.restore(document);
        }
    }

    /// One step back; its name, if there was one. Gives up a drag that is going on.
    pub fn undo(&mut self) -> Option<String> {
        self.let_go();
        self.start = None;
        let name = self.history.undo_name().map(str::to_owned);
        let document = self.history.undo(&self.document)?;
        self.restore(document);
        name
    }

    /// One step forth; its name, if there was one.
    pub fn redo(&mut self) -> Option<String> {
        self.let_go();
        let name = self.history.redo_name().map(str::to_owned);
        let document = self.history.redo(&self.document)?;
        self.restore(document);
        name
    }

    /// Ends whatever the pointer does, with nothing changed.
    fn let_go(&mut self) {
        self.handle(&InputEvent::Blur);
    }

    /// Selects exactly this, as far as it exists.
    pub fn select(&mut self, selection: Selection) {
        let mut selection = selection.existing(&self.document);
        if self.document.layout().has_folded() {
            selection = selection.in_sight(|item| self.scene.rect(item).is_some());
        }
        self.selection = selection;
    }

    /// Looks somewhere else.
    pub fn set_viewport(&mut self, viewport: Viewport) {
        self.viewport = viewport;
    }

    /// Tells how large the canvas is on the screen.
    pub fn resize(&mut self, canvas: Size) {
        let first = self.canvas == Size::default();
        self.canvas = canvas;
        if first && self.document.layout().viewport().is_none() {
            self.fit();
        }
    }

    /// Everything in view.
    pub fn fit(&mut self) {
        if let (Some(bounds), true) = (self.scene.bounds(), self.canvas.width > 0.0) {
            self.viewport = Viewport::fitting(bounds, self.canvas, FIT_MARGIN);
        }
    }

    /// A place of the world in the middle of the canvas.
    pub fn look_at(&mut self, place: Point) {
        let middle = Point::new(self.canvas.width / 2.0, self.canvas.height / 2.0);
        self.viewport = self.viewport.panned(middle - self.viewport.to_screen(place));
    }

    /// Selects a thing and, where it is out of sight, brings it to the middle of the canvas.
    pub fn reveal(&mut self, item: Item) {
        self.unfold_around(&item);
        if let Some(rect) = self.scene.rect(&item)
            && !self.viewport.visible(self.canvas).covers(rect)
        {
            self.look_at(rect.center());
        }
        self.select(Selection::one(item));
    }

    /// What came to a free place is seen: the canvas moves there, or shows everything where moving is not enough.
    fn bring_into_sight(&mut self, items: &Selection) {
        let rects = items.iter().filter_map(|item| self.scene.rect(item));
        let (Some(around), true) = (Rect::around(rects), self.canvas.width > 0.0) else { return };
        let visible = self.viewport.visible(self.canvas);
        if visible.covers(around) {
            return;
        }
        if around.width > visible.width || around.height > visible.height {
            return self.fit();
        }
        self.look_at(around.center());
    }

    /// A new document: stamped, drawn, the selection kept where it exists.
    fn change(&mut self, document: Document) {
        self.change_frozen(document, None);
    }

    fn change_frozen(&mut self, document: Document, moving: Option<&std::collections::HashSet<String>>) {
        if document == self.document {
            return;
        }
        // Where things only move, all that is selected is there still.
        let moved = Arc::ptr_eq(document.project(), self.document.project())
            && document.layout().only_moved(self.document.layout());
        self.document = document;
        self.stamp();
        match (&self.start, moving) {
            (Some(start), Some(moving)) => {
                let frozen = Frozen { scene: start, moving };
                self.scene = Arc::new(Scene::of(&self.document, Some(&self.scene), Some(&frozen)));
            }
            _ => self.redraw(),
        }
        if !moved {
            self.select(self.selection.clone());
        }
    }

    /// A document of the past: its revision is still true.
    fn restore(&mut self, document: Document) {
        self.document = document;
        self.redraw();
        self.select(self.selection.clone());
    }

    fn stamp(&mut self) {
        self.last_revision += 1;
        self.document = self.document.clone().stamped(self.last_revision);
    }

    fn redraw(&mut self) {
        self.scene = Arc::new(Scene::of(&self.document, Some(&self.scene), None));
    }

    fn context(&self) -> Context<'_> {
        Context {
            scene: self.start.as_ref().unwrap_or(&self.scene),
            viewport: self.viewport,
            canvas: self.canvas,
            selection: &self.selection,
        }
    }

    /// The project file's text, with positions and viewport.
    #[must_use]
    pub fn text(&self) -> String {
        model::write(&self.document.to_project(Some(self.viewport)))
    }
}

/// Whether the browser shall not do what it would with this event.
fn consumed(event: &InputEvent, was_idle: bool) -> bool {
    match event {
        InputEvent::Wheel { .. } | InputEvent::PointerDown { .. } | InputEvent::PaletteDown { .. } => true,
        // Alt alone would take the focus to the browser's menu.
        InputEvent::KeyDown { key, .. } => {
            key == " " || (!was_idle && matches!(key.as_str(), "Escape" | "Alt"))
        }
        _ => false,
    }
}
