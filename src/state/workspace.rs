//! The project and its editing: one editor, and memos on what views follow.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_editor::prelude::{
    Action, Command, Editor, Input, InputEvent, Item, Point, Preset, Rect, Response, Scene, Selection, Size,
    Target, Viewport,
};
use ninefold_editor::presets::Group;
use ninefold_engine::model::{Component, Failure, Project};

use super::looks::Looks;
use super::{NoticeKind, Ui};

/// The project being edited. Every accepted change gives it another revision.
#[derive(Clone, Copy)]
pub struct Workspace {
    editor: RwSignal<Editor>,
    ui: Ui,
    project: Memo<Shared<Project>>,
    revision: Memo<u64>,
    /// Where the canvas looks.
    pub viewport: Memo<Viewport>,
    /// What is drawn.
    pub scene: Memo<Shared<Scene>>,
    /// What is selected.
    pub selection: Memo<Selection>,
    /// What undo would take back.
    pub undo_name: Memo<Option<String>>,
    /// What redo would bring back.
    pub redo_name: Memo<Option<String>>,
    /// How the pointer's doing looks.
    pub looks: Looks,
}

/// A shared value that is the same only when it is shared.
pub struct Shared<T>(Arc<T>);

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> std::ops::Deref for Shared<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.0
    }
}

impl Workspace {
    /// An empty project.
    pub(super) fn new(ui: Ui) -> Self {
        let editor = RwSignal::new(Editor::new(Project::empty()));
        Self {
            editor,
            ui,
            project: Memo::new(move |_| editor.with(|it| Shared(Arc::clone(it.project())))),
            revision: Memo::new(move |_| editor.with(Editor::revision)),
            viewport: Memo::new(move |_| editor.with(Editor::viewport)),
            scene: Memo::new(move |_| editor.with(|it| Shared(Arc::clone(it.scene())))),
            selection: Memo::new(move |_| editor.with(|it| it.selection().clone())),
            undo_name: Memo::new(move |_| editor.with(|it| it.undo_name().map(str::to_owned))),
            redo_name: Memo::new(move |_| editor.with(|it| it.redo_name().map(str::to_owned))),
            looks: Looks::new(editor),
        }
    }

    /// The project as it stands, without the editor's own `canvas` (see [`Self::to_file`]); tracked. The same `Arc`
    /// while only positions change.
    #[must_use]
    pub fn project(self) -> Arc<Project> {
        self.project.with(|project| Arc::clone(&project.0))
    }

    /// As [`Self::project`], not tracked.
    #[must_use]
    pub fn project_untracked(self) -> Arc<Project> {
        self.project.with_untracked(|project| Arc::clone(&project.0))
    }

    /// What the editor answers to a question; tracked.
    #[must_use]
    pub fn ask<T>(self, question: impl FnOnce(&Editor) -> T) -> T {
        self.editor.with(question)
    }

    /// Identifies the contents; tracked. A result computed from another revision is old.
    #[must_use]
    pub fn revision(self) -> u64 {
        self.revision.get()
    }

    /// As [`Self::revision`], not tracked.
    #[must_use]
    pub fn revision_untracked(self) -> u64 {
        self.revision.get_untracked()
    }

    /// The project with positions and viewport: what is saved, and what the report's diagram is drawn from.
    #[must_use]
    pub fn to_file(self) -> Project {
        self.editor.with_untracked(|it| it.document().to_project(Some(it.viewport())))
    }

    /// Where the canvas looks; tracked.
    #[must_use]
    pub fn viewport(self) -> Viewport {
        self.viewport.get()
    }

    /// The part of the world in sight; tracked.
    #[must_use]
    pub fn visible(self) -> Rect {
        let viewport = self.viewport.get();
        viewport.visible(self.editor.with(Editor::canvas))
    }

    /// The component that is selected alone; tracked.
    #[must_use]
    pub fn selected_component(self) -> Option<Component> {
        let selection = self.selection.get();
        let Some(Item::Component(id)) = selection.single() else { return None };
        self.project().component(id).cloned()
    }

    /// Its id.
    #[must_use]
    pub fn single_component(self) -> Option<String> {
        self.selection.with_untracked(|selection| match selection.single() {
            Some(Item::Component(id)) => Some(id.clone()),
            _ => None,
        })
    }

    /// The key of what is selected alone and drawn.
    #[must_use]
    pub fn single_key(self) -> Option<String> {
        let drawn = |item: &&Item| !matches!(item, Item::Journey(_));
        self.selection.with_untracked(|selection| selection.single().filter(drawn).map(Item::key))
    }

    /// Where the right side of a component is on the canvas's screen.
    #[must_use]
    pub fn screen_place(self, id: &str) -> Option<Point> {
        self.editor.with_untracked(|it| Some(it.viewport().to_screen(it.scene().node(id)?.output())))
    }

    /// Whether the pointer does nothing.
    #[must_use]
    pub fn is_idle(self) -> bool {
        self.editor.with_untracked(|it| it.gesture().is_idle())
    }

    /// One failure of the component or zone that is selected alone.
    #[must_use]
    pub fn failure_of_selection(self, index: usize) -> Option<Failure> {
        let project = self.project_untracked();
        let failures = self.selection.with_untracked(|selection| match selection.single() {
            Some(Item::Component(id)) => project.component(id).map(|it| it.failures().to_vec()),
            Some(Item::Zone(id)) => project.zone(id).map(|it| it.failures().to_vec()),
            _ => None,
        });
        failures?.get(index).cloned()
    }
}

/// Changes.
impl Workspace {
    /// Another project with an empty history: what was there before is forgotten.
    pub fn reset(self, project: Project) {
        self.editor.update(|editor| editor.load(project));
    }

    /// Another project as one step of the history: undo brings the one before back.
    pub fn open(self, project: Project) {
        self.dispatch_or_say(Command::Load(Box::new(project)));
        self.fit();
    }

    /// As [`Self::open`], without looking elsewhere: the same project as somebody else left it, or as it was.
    pub fn replace(self, project: Project) {
        self.dispatch_or_say(Command::Load(Box::new(project)));
    }

    /// Takes an event of pointer, wheel or keyboard; what comes back has to be done by the page.
    #[must_use]
    pub fn handle(self, event: &InputEvent) -> Response {
        self.editor.try_update(|editor| editor.handle(event)).unwrap_or_default()
    }

    /// Does what a button or menu asks for; what comes back has to be done by the page.
    #[must_use]
    pub fn perform(self, action: Action) -> Response {
        self.editor.try_update(|editor| editor.perform(action)).unwrap_or_default()
    }

    /// Pastes a text from the clipboard into the middle of the canvas.
    #[must_use]
    pub fn paste(self, text: &str) -> Response {
        self.editor.try_update(|editor| editor.paste(text, None)).unwrap_or_default()
    }

    /// The selection as a text for the clipboard.
    #[must_use]
    pub fn clip(self) -> Option<String> {
        self.editor.with_untracked(Editor::clip)
    }

    /// Does a command as one step of the history.
    ///
    /// # Errors
    /// The editor's or the engine's sentence; nothing has changed then.
    pub fn dispatch(self, command: Command) -> Result<(), String> {
        let done = self.editor.try_update(|editor| editor.run(&command));
        done.map_or(Ok(()), |done| done.map(drop).map_err(|error| sentence(&error.to_string())))
    }

    /// As [`Self::dispatch`]; a refusal becomes a notice.
    pub fn dispatch_or_say(self, command: Command) {
        if let Err(error) = self.dispatch(command) {
            self.say(&error);
        }
    }

    /// As [`Self::dispatch_or_say`], but what is selected stays selected.
    pub fn dispatch_keeping(self, command: Command) {
        let selection = self.selection.get_untracked();
        self.dispatch_or_say(command);
        self.select(selection);
    }

    /// Says a sentence as a notice.
    pub fn say(self, text: &str) {
        self.ui.notify(NoticeKind::Error, sentence(text));
    }

    /// Selects exactly this.
    pub fn select(self, selection: Selection) {
        self.editor.update(|editor| editor.select(selection));
    }

    /// Puts a palette entry at a free place; into the selected zone if there is one.
    pub fn add_preset(self, preset: Preset) {
        let zone = self.selection.with_untracked(|it| {
            it.single().and_then(|item| match item {
                Item::Zone(id) => Some(id.clone()),
                _ => None,
            })
        });
        let id = preset.id.to_owned();
        self.dispatch_or_say(match preset.group {
            Group::Zones => Command::AddZone { preset: id, at: None, parent: zone },
            _ => Command::AddComponent { preset: id, at: None, zone, needed_by: None },
        });
    }

    /// Selects a thing and brings it into sight.
    pub fn reveal(self, item: Item) {
        self.editor.update(|editor| editor.reveal(item));
    }

    /// Names of the steps taken, oldest first, and of those taken back, the next to redo first; tracked.
    #[must_use]
    pub fn steps(self) -> (Vec<String>, Vec<String>) {
        let owned = |names: &mut dyn Iterator<Item = &str>| names.map(str::to_owned).collect();
        self.editor.with(|it| (owned(&mut it.steps()), owned(&mut it.undone())))
    }

    /// One step back.
    pub fn undo(self) {
        self.editor.update(|editor| drop(editor.undo()));
    }

    /// One step forth.
    pub fn redo(self) {
        self.editor.update(|editor| drop(editor.redo()));
    }
}

/// Typing into a field: all of it is one step of the history.
impl Workspace {
    /// What the field says now, in place of what it said before. While it makes no sense the project is as it was.
    ///
    /// # Errors
    /// The engine's sentence.
    pub fn type_in(self, targets: Vec<Target>, path: &str, text: &str) -> Result<(), String> {
        let command = Command::SetEach { targets, values: vec![(path.to_owned(), Input::text(text))] };
        let done = self.editor.try_update(|editor| editor.preview(&command).inspect_err(|_| editor.abort()));
        done.map_or(Ok(()), |done| done.map_err(|error| sentence(&error.to_string())))
    }

    /// The field is left.
    pub fn commit(self) {
        self.editor.update(|editor| {
            editor.commit();
        });
    }

    /// The field is given up: the project is as it was before.
    pub fn cancel(self) {
        self.editor.update(Editor::abort);
    }
}

/// Looking.
impl Workspace {
    /// Tells how large the canvas is on the screen.
    pub fn resize(self, size: Size) {
        self.editor.update(|editor| editor.resize(size));
    }

    /// A place of the world in the middle of the canvas.
    pub fn look_at(self, place: Point) {
        self.editor.update(|editor| editor.look_at(place));
    }

    /// Everything in view.
    pub fn fit(self) {
        self.editor.update(Editor::fit);
    }
}

/// A sentence starts with a capital letter.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
