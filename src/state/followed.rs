//! What the single parts of the canvas follow: their place and words, whether they are selected, pointed at or off, and their figures. Each
//! is set where the whole it belongs to changes, by looking at what differs.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use ninefold_editor::prelude::{Item, Point, Scene, Selection};
use ninefold_editor::scene::{LinkView, NodeView, NoteView, ZoneView, link_key};

use super::keyed::Keyed;
use super::workspace::put;
use super::{Answers, Shared, Ui, Workspace};

/// A part of the scene, while it is there.
type Part<T> = Option<Arc<T>>;

/// Drawn smaller than this, words cannot be read.
const FAR: f64 = 0.25;
/// Up to so many components get their words at once, where they are in sight or not.
const SMALL: usize = 100;
/// So many of a larger drawing get them in one turn, once they come into sight.
const TURN: usize = 8;
/// So long the canvas looks at one place before it has come to rest.
const REST: Duration = Duration::from_millis(120);

/// The parts by their ids.
#[derive(Clone, Copy)]
pub struct Followed {
    workspace: Workspace,
    answers: Answers,
    ui: Ui,
    /// Whether words are too small to be read.
    pub far: RwSignal<bool>,
    /// As they are worded; where they stand is in `places`.
    nodes: Keyed<String, Part<NodeView>>,
    places: Keyed<String, Point>,
    worded: Keyed<String, bool>,
    zones: Keyed<String, Part<ZoneView>>,
    /// As their curves were last written; how far they have moved since is in `shifts`.
    links: Keyed<String, Part<LinkView>>,
    shifts: Keyed<String, Point>,
    notes: Keyed<String, Part<NoteView>>,
    selected: Keyed<Item, bool>,
    lit: Keyed<Item, bool>,
    targets: Keyed<String, bool>,
    off: Keyed<String, bool>,
    shares: Keyed<String, Option<f64>>,
    availability: Keyed<String, Option<(f64, f64)>>,
}

impl Followed {
    /// Of a project and its answers.
    pub(super) fn new(workspace: Workspace, answers: Answers, ui: Ui) -> Self {
        let followed = Self {
            workspace,
            answers,
            ui,
            far: RwSignal::new(false),
            nodes: Keyed::default(),
            places: Keyed::default(),
            worded: Keyed::default(),
            zones: Keyed::default(),
            links: Keyed::default(),
            shifts: Keyed::default(),
            notes: Keyed::default(),
            selected: Keyed::default(),
            lit: Keyed::default(),
            targets: Keyed::default(),
            off: Keyed::default(),
            shares: Keyed::default(),
            availability: Keyed::default(),
        };
        followed.look();
        followed.word();
        followed
    }

    /// Looks at what changes, as long as the page lives.
    fn look(self) {
        let workspace = self.workspace;
        Effect::new(move |before: Option<Shared<Scene>>| {
            let now = workspace.scene.get();
            self.scene_changed(before.as_deref(), &now);
            now
        });
        Effect::new(move |before: Option<Selection>| {
            let now = workspace.selection.get();
            let before = before.unwrap_or_default();
            for item in before.iter().filter(|it| !now.contains(it)) {
                self.selected.set(item, false);
            }
            for item in now.iter().filter(|it| !before.contains(it)) {
                self.selected.set(item, true);
            }
            now
        });
        Effect::new(move |before| one_changed(self.lit, before, workspace.looks.over.get()));
        Effect::new(move |before| one_changed(self.targets, before, workspace.looks.target.get()));
        Effect::new(move |before: Option<BTreeSet<String>>| {
            let (now, before) = (self.ui.off.get(), before.unwrap_or_default());
            for id in before.symmetric_difference(&now) {
                self.off.set(id, now.contains(id));
            }
            now
        });
        Effect::new(move |_| {
            self.answers.shares.with(|shares| self.shares.refresh(|id| shares.get(id).copied()));
        });
        Effect::new(move |_| {
            self.answers.components.with(|known| self.availability.refresh(|id| known.get(id).copied()));
        });
    }

    /// Looks how near things are: at once where others are drawn, otherwise when the canvas has come to rest, so that no frame of a drag or
    /// a zoom waits for it.
    fn word(self) {
        let workspace = self.workspace;
        Effect::new(move |_| {
            workspace.track_parts();
            self.rested();
        });
        Effect::new(move |timer: Option<Option<TimeoutHandle>>| {
            workspace.viewport.track();
            workspace.scene.track();
            if let Some(timer) = timer.flatten() {
                timer.clear();
            }
            set_timeout_with_handle(move || self.rested(), REST).ok()
        });
    }

    /// Words come to the components of a large drawing that are in sight and large enough, a few in a turn; and stay.
    fn rested(self) {
        put(self.far, self.is_far());
        if self.is_far() {
            return;
        }
        let seen = untrack(|| self.workspace.visible());
        let given = self.workspace.scene.with_untracked(|scene| {
            let in_sight = scene.nodes().iter().filter(|node| node.rect.overlaps(seen));
            in_sight.filter(|node| self.worded.set(&node.id, true)).take(TURN).count()
        });
        if given == TURN {
            set_timeout(move || self.rested(), Duration::ZERO);
        }
    }

    fn is_far(self) -> bool {
        self.workspace.viewport.with_untracked(|viewport| viewport.scale() < FAR)
    }

    fn scene_changed(self, before: Option<&Scene>, now: &Scene) {
        let Some(before) = before.filter(|before| now.only_moved(before)) else {
            self.nodes.refresh(|id| now.node(id).cloned());
            self.places.refresh(|id| now.node(id).map(|node| node.rect.origin()).unwrap_or_default());
            self.zones.refresh(|id| now.zone(id).cloned());
            self.links.refresh(|key| now.link_by_key(key).cloned());
            self.shifts.refresh(|_| Point::ZERO);
            self.notes.refresh(|id| now.note(id).cloned());
            return;
        };
        for node in moved(before.nodes(), now.nodes()) {
            self.places.set(&node.id, node.rect.origin());
        }
        for zone in moved(before.zones(), now.zones()) {
            self.zones.set(&zone.id, Some(Arc::clone(zone)));
        }
        for link in moved(before.links(), now.links()) {
            self.link_moved(link);
        }
        for note in moved(before.notes(), now.notes()) {
            self.notes.set(&note.id, Some(Arc::clone(note)));
        }
    }

    /// While both ends of a link move together, its curve is not written again.
    fn link_moved(self, link: &Arc<LinkView>) {
        let key = link_key(&link.from, &link.to);
        let written = self.links.told(&key).flatten();
        let by = written.and_then(|written| link.route.shift_from(&written.route));
        if by.is_none() {
            self.links.set(&key, Some(Arc::clone(link)));
        }
        self.shifts.set(&key, by.unwrap_or_default());
    }

    /// A component as it is worded, wherever it has moved since.
    #[must_use]
    pub fn node(self, id: &str) -> ReadSignal<Part<NodeView>> {
        let now = |id: &String| self.workspace.scene.with_untracked(|scene| scene.node(id).cloned());
        self.nodes.follow(id.to_owned(), now)
    }

    /// Where a component stands.
    #[must_use]
    pub fn place(self, id: &str) -> ReadSignal<Point> {
        let at = |scene: &Shared<Scene>, id: &str| scene.node(id).map(|node| node.rect.origin());
        let now = |id: &String| self.workspace.scene.with_untracked(|scene| at(scene, id));
        self.places.follow(id.to_owned(), |id| now(id).unwrap_or_default())
    }

    /// Whether it has had its words: those of a large drawing come with being seen.
    #[must_use]
    pub fn worded(self, id: &str) -> ReadSignal<bool> {
        let now = |id: &String| {
            let seen = untrack(|| self.workspace.visible());
            self.workspace.scene.with_untracked(|scene| {
                let in_sight = || scene.node(id).is_some_and(|node| node.rect.overlaps(seen));
                scene.nodes().len() <= SMALL || (!self.is_far() && in_sight())
            })
        };
        self.worded.follow(id.to_owned(), now)
    }

    /// A zone as it is drawn.
    #[must_use]
    pub fn zone(self, id: &str) -> ReadSignal<Part<ZoneView>> {
        let now = |id: &String| self.workspace.scene.with_untracked(|scene| scene.zone(id).cloned());
        self.zones.follow(id.to_owned(), now)
    }

    /// How far a link has moved since its curve was written.
    #[must_use]
    pub fn shift(self, from: &str, to: &str) -> ReadSignal<Point> {
        self.shifts.follow(link_key(from, to), |_| Point::ZERO)
    }

    /// A link as its curve was written, how far it has moved since or not.
    #[must_use]
    pub fn link(self, from: &str, to: &str) -> ReadSignal<Part<LinkView>> {
        let now = |key: &String| self.workspace.scene.with_untracked(|scene| scene.link_by_key(key).cloned());
        self.links.follow(link_key(from, to), now)
    }

    /// A note as it is drawn.
    #[must_use]
    pub fn note(self, id: &str) -> ReadSignal<Part<NoteView>> {
        let now = |id: &String| self.workspace.scene.with_untracked(|scene| scene.note(id).cloned());
        self.notes.follow(id.to_owned(), now)
    }

    /// Whether it is selected.
    #[must_use]
    pub fn selected(self, item: Item) -> ReadSignal<bool> {
        self.selected.follow(item, |item| self.workspace.selection.with_untracked(|it| it.contains(item)))
    }

    /// Whether it is the link the pointer is over or would change.
    #[must_use]
    pub fn lit(self, item: Item) -> ReadSignal<bool> {
        self.lit.follow(item, |item| self.workspace.looks.over.with_untracked(|it| it.as_ref() == Some(item)))
    }

    /// Whether a drop would go there.
    #[must_use]
    pub fn target(self, id: &str) -> ReadSignal<bool> {
        let now =
            |id: &String| self.workspace.looks.target.with_untracked(|target| target.as_ref() == Some(id));
        self.targets.follow(id.to_owned(), now)
    }

    /// Whether it is switched off.
    #[must_use]
    pub fn off(self, id: &str) -> ReadSignal<bool> {
        self.off.follow(id.to_owned(), |id| self.ui.off.with_untracked(|off| off.contains(id)))
    }

    /// Its share of the journey's downtime.
    #[must_use]
    pub fn share(self, id: &str) -> ReadSignal<Option<f64>> {
        let now = |id: &String| self.answers.shares.with_untracked(|shares| shares.get(id).copied());
        self.shares.follow(id.to_owned(), now)
    }

    /// A component's availability and unavailability, as far as there is an answer.
    #[must_use]
    pub fn availability(self, id: &str) -> ReadSignal<Option<(f64, f64)>> {
        let now = |id: &String| self.answers.components.with_untracked(|known| known.get(id).copied());
        self.availability.follow(id.to_owned(), now)
    }
}

/// The parts that stand otherwise; both scenes have the same parts in the same order.
fn moved<'a, T>(before: &'a [Arc<T>], now: &'a [Arc<T>]) -> impl Iterator<Item = &'a Arc<T>> {
    now.iter().zip(before).filter(|(now, before)| !Arc::ptr_eq(now, before)).map(|(now, _)| now)
}

/// At most one key is the one.
fn one_changed<K>(keyed: Keyed<K, bool>, before: Option<Option<K>>, now: Option<K>) -> Option<K>
where
    K: Eq + std::hash::Hash + Send + Sync + 'static,
{
    let before = before.flatten();
    if before != now {
        for (key, one) in before.iter().map(|key| (key, false)).chain(now.iter().map(|key| (key, true))) {
            keyed.set(key, one);
        }
    }
    now
}
