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
use super::{NoticeKind, Ui, Verbs};

/// The project being edited. Every accepted change gives it another revision.
#[derive(Clone, Copy)]
pub struct Workspace {
    editor: RwSignal<Editor>,
    /// None until the part of the program that edits is there.
    verbs: RwSignal<Option<Verbs>>,
    /// What was asked for before.
    waiting: StoredValue<Vec<Command>>,
    ui: Ui,
    project: ReadSignal<Shared<Project>>,
    revision: ReadSignal<u64>,
    /// Where the canvas looks.
    pub viewport: ReadSignal<Viewport>,
    /// What is drawn.
    pub scene: ReadSignal<Shared<Scene>>,
    /// What is selected.
    pub selection: ReadSignal<Selection>,
    /// What undo would take back.
    pub undo_name: ReadSignal<Option<String>>,
    /// What redo would bring back.
    pub redo_name: ReadSignal<Option<String>>,
    /// How the pointer's doing looks.
    pub looks: Looks,
    told: Told,
}

/// What is told after each event: signals and not memos, so that an event wakes only those who look at what it has changed.
#[derive(Clone, Copy)]
struct Told {
    project: RwSignal<Shared<Project>>,
    revision: RwSignal<u64>,
    viewport: RwSignal<Viewport>,
    scene: RwSignal<Shared<Scene>>,
    /// Counts how often other parts were drawn.
    parts: RwSignal<u64>,
    selection: RwSignal<Selection>,
    undo_name: RwSignal<Option<String>>,
    redo_name: RwSignal<Option<String>>,
}

impl Told {
    fn new(editor: &Editor) -> Self {
        Self {
            project: RwSignal::new(Shared(Arc::clone(editor.project()))),
            revision: RwSignal::new(editor.revision()),
            viewport: RwSignal::new(editor.viewport()),
            scene: RwSignal::new(Shared(Arc::clone(editor.scene()))),
            parts: RwSignal::new(0),
            selection: RwSignal::new(editor.selection().clone()),
            undo_name: RwSignal::new(editor.undo_name().map(str::to_owned)),
            redo_name: RwSignal::new(editor.redo_name().map(str::to_owned)),
        }
    }

    /// Sets what has changed. The scene comes first: who wakes for another project finds its scene.
    fn tell(self, editor: &Editor) {
        let moved = self.scene.with_untracked(|before| editor.scene().only_moved(before));
        put(self.scene, Shared(Arc::clone(editor.scene())));
        if !moved {
            self.parts.update(|count| *count += 1);
        }
        put(self.project, Shared(Arc::clone(editor.project())));
        put(self.revision, editor.revision());
        put(self.viewport, editor.viewport());
        if self.selection.with_untracked(|before| before != editor.selection()) {
            self.selection.set(editor.selection().clone());
        }
        put(self.undo_name, editor.undo_name().map(str::to_owned));
        put(self.redo_name, editor.redo_name().map(str::to_owned));
    }
}

/// Sets a signal, if that changes it.
pub(super) fn put<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|before| *before != value) {
        signal.set(value);
    }
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
        let editor = Editor::new(Project::empty());
        let (told, looks) = (Told::new(&editor), Looks::new(&editor));
        Self {
            editor: RwSignal::new(editor),
            verbs: RwSignal::new(None),
            waiting: StoredValue::new(Vec::new()),
            ui,
            project: told.project.read_only(),
            revision: told.revision.read_only(),
            viewport: told.viewport.read_only(),
            scene: told.scene.read_only(),
            selection: told.selection.read_only(),
            undo_name: told.undo_name.read_only(),
            redo_name: told.redo_name.read_only(),
            looks,
            told,
        }
    }

    /// Changes the editor and tells what that has changed.
    fn change<T>(self, how: impl FnOnce(&mut Editor) -> T) -> Option<T> {
        let done = self.editor.try_update(how);
        self.editor.with_untracked(|editor| {
            self.told.tell(editor);
            self.looks.tell(editor);
        });
        done
    }

    /// Changes the editor with a verb, once there are verbs.
    fn with_verbs<T>(self, how: impl FnOnce(Verbs, &mut Editor) -> T) -> Option<T> {
        let verbs = self.verbs.get_untracked()?;
        self.change(|editor| how(verbs, editor))
    }

    /// Whether the project can be changed already; tracked.
    #[must_use]
    pub fn is_equipped(self) -> bool {
        self.verbs.with(Option::is_some)
    }

    /// From now on the project can be changed; what was asked for before is done.
    pub fn equip(self, verbs: Verbs) {
        self.verbs.set(Some(verbs));
        for command in self.waiting.try_update_value(std::mem::take).unwrap_or_default() {
            self.dispatch_or_say(command);
        }
    }

    /// The project as it stands, without the editor's own `canvas` (see [`Self::to_file`]); tracked. The same `Arc`
    /// while only positions change.
    #[must_use]
    pub fn project(self) -> Arc<Project> {
        self.project.with(|project| Arc::clone(&project.0))
    }

    /// Runs again where other parts are drawn, and not where things only move.
    pub fn track_parts(self) {
        self.told.parts.track();
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

    /// What people call the things that are switched off; tracked.
    #[must_use]
    pub fn off_names(self) -> Vec<String> {
        let project = self.project();
        let label = |id: &String| match project.zone(id) {
            Some(zone) => zone.display_name().to_owned(),
            None => Item::component(id).label(&project),
        };
        self.ui.off.with(|off| off.iter().map(label).collect())
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
        self.change(|editor| editor.load(project));
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
        self.with_verbs(|verbs, editor| (verbs.handle)(editor, event)).unwrap_or_default()
    }

    /// Does what a button or menu asks for; what comes back has to be done by the page.
    #[must_use]
    pub fn perform(self, action: Action) -> Response {
        self.with_verbs(|verbs, editor| (verbs.perform)(editor, action)).unwrap_or_default()
    }

    /// Pastes a text from the clipboard, around a place of the world if one is given.
    #[must_use]
    pub fn paste(self, text: &str, at: Option<Point>) -> Response {
        self.with_verbs(|verbs, editor| (verbs.paste)(editor, text, at)).unwrap_or_default()
    }

    /// The selection as a text for the clipboard.
    #[must_use]
    pub fn clip(self) -> Option<String> {
        self.editor.with_untracked(self.verbs.get_untracked()?.clip)
    }

    /// Does a command as one step of the history; as soon as that can be done, if not yet.
    ///
    /// # Errors
    /// The editor's or the engine's sentence; nothing has changed then.
    pub fn dispatch(self, command: Command) -> Result<(), String> {
        let Some(done) = self.with_verbs(|verbs, editor| (verbs.run)(editor, &command)) else {
            self.waiting.update_value(|waiting| waiting.push(command));
            return Ok(());
        };
        done.map(drop).map_err(|error| sentence(&error.to_string()))
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
        self.change(|editor| editor.select(selection));
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
        self.with_verbs(|verbs, editor| (verbs.reveal)(editor, item));
    }

    /// Names of the steps taken, oldest first, and of those taken back, the next to redo first; tracked.
    #[must_use]
    pub fn steps(self) -> (Vec<String>, Vec<String>) {
        let owned = |names: &mut dyn Iterator<Item = &str>| names.map(str::to_owned).collect();
        self.editor.with(|it| (owned(&mut it.steps()), owned(&mut it.undone())))
    }

    /// One step back.
    pub fn undo(self) {
        self.with_verbs(|verbs, editor| (verbs.undo)(editor));
    }

    /// One step forth.
    pub fn redo(self) {
        self.with_verbs(|verbs, editor| (verbs.redo)(editor));
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
        let done = self
            .with_verbs(|verbs, editor| (verbs.preview)(editor, &command).inspect_err(|_| editor.abort()));
        done.map_or(Ok(()), |done| done.map_err(|error| sentence(&error.to_string())))
    }

    /// The field is left.
    pub fn commit(self) {
        self.change(Editor::commit);
    }

    /// The field is given up: the project is as it was before.
    pub fn cancel(self) {
        self.change(Editor::abort);
    }
}

/// Looking.
impl Workspace {
    /// Tells how large the canvas is on the screen.
    pub fn resize(self, size: Size) {
        self.change(|editor| editor.resize(size));
    }

    /// A place of the world in the middle of the canvas.
    pub fn look_at(self, place: Point) {
        self.change(|editor| editor.look_at(place));
    }

    /// Everything in view.
    pub fn fit(self) {
        self.change(Editor::fit);
    }
}

/// A sentence starts with a capital letter.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
