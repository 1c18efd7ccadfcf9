//! The document: an immutable project with the places of its parts, shared cheaply, never changed in place.

use std::collections::HashSet;
use std::sync::Arc;

use ninefold_engine::model::{Effect, Project, Rule};

use crate::geometry::Viewport;
use crate::layout::{self, Layout, ZoneTree, zone_rects};

/// A project and where its parts stand. Cloning costs two counters; equality ignores the revision.
#[derive(Clone, Debug)]
pub struct Document {
    project: Arc<Project>,
    layout: Arc<Layout>,
    revision: u64,
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        let same_project = Arc::ptr_eq(&self.project, &other.project) || self.project == other.project;
        same_project && (Arc::ptr_eq(&self.layout, &other.layout) || self.layout == other.layout)
    }
}

impl Default for Document {
    fn default() -> Self {
        Self::new(Project::empty())
    }
}

impl Document {
    /// Of a project as read; components without a position get one.
    #[must_use]
    pub fn new(mut project: Project) -> Self {
        let places = Layout::read(project.canvas.take().as_ref());
        Self { project: Arc::new(project), layout: Arc::new(places), revision: 0 }.completed(None)
    }

    /// The project without its `canvas`: what analysis and simulation take. Moving nodes leaves it untouched
    /// (the same `Arc`).
    #[must_use]
    pub fn project(&self) -> &Arc<Project> {
        &self.project
    }

    /// Where things stand.
    #[must_use]
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// The project with its `canvas`: what is saved, and what the report's diagram is drawn from.
    #[must_use]
    pub fn to_project(&self, viewport: Option<Viewport>) -> Project {
        let mut project = (*self.project).clone();
        project.canvas = self.layout.write(&project, viewport);
        project
    }

    /// Identifies the contents within one editor: the same number, the same contents.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// The same contents under another number; the editor stamps every change.
    #[must_use]
    pub fn stamped(mut self, revision: u64) -> Self {
        self.revision = revision;
        self
    }

    /// With another project; new components get a place, vanished ones lose theirs.
    #[must_use]
    pub fn with_project(&self, project: Project) -> Self {
        self.with(project, (*self.layout).clone())
    }

    /// With other places.
    #[must_use]
    pub fn with_layout(&self, layout: Layout) -> Self {
        Self { project: Arc::clone(&self.project), layout: Arc::new(layout), revision: self.revision }
    }

    /// With both.
    #[must_use]
    pub fn with(&self, mut project: Project, mut layout: Layout) -> Self {
        project.canvas = None;
        let kept: HashSet<&str> = ids(&project).collect();
        for id in ids(&self.project).filter(|id| !kept.contains(id)) {
            layout.forget(id);
        }
        let next = Self { project: Arc::new(project), layout: Arc::new(layout), revision: self.revision };
        next.completed(Some(self))
    }

    /// Gives everything a place: components that have none, and zones that just lost what was in them.
    fn completed(self, before: Option<&Self>) -> Self {
        let tree = ZoneTree::of(&self.project);
        let mut places = (*self.layout).clone();
        if let Some(before) = before {
            settle_emptied_zones(&self.project, &tree, before, &mut places);
        }
        layout::place_missing(&self.project, &tree, &mut places);
        if places == *self.layout { self } else { Self { layout: Arc::new(places), ..self } }
    }
}

/// Ids of zones and components.
fn ids(project: &Project) -> impl Iterator<Item = &str> {
    let zones = project.zones.iter().flatten().map(|zone| zone.id.as_str());
    zones.chain(project.components.iter().flatten().map(|component| component.id.as_str()))
}

/// A zone whose last part left stays where it was.
fn settle_emptied_zones(project: &Project, tree: &ZoneTree, before: &Document, layout: &mut Layout) {
    let old_tree = ZoneTree::of(&before.project);
    let old_rects = zone_rects(&before.project, &before.layout, &old_tree);
    for (old, zone) in before.project.zones.iter().flatten().enumerate() {
        let now = project.zones.iter().flatten().position(|it| it.id == zone.id);
        if let Some(now) = now
            && tree.is_empty(now)
            && !old_tree.is_empty(old)
        {
            layout.place(&zone.id, old_rects[old].origin());
        }
    }
}

/// `at_least k` asks for no more hard links than its component still has.
#[must_use]
pub fn relaxed(mut project: Project, sources: &[&str]) -> Project {
    for source in sources {
        let hard = project
            .links
            .iter()
            .flatten()
            .filter(|link| link.from == *source && link.effect != Some(Effect::Soft));
        let hard = u32::try_from(hard.count()).unwrap_or(u32::MAX);
        let component = project.components.iter_mut().flatten().find(|it| it.id == *source);
        if let Some(component) = component
            && let Some(Rule::AtLeast(wanted)) = component.needs
            && wanted > hard
        {
            component.needs = (hard > 0).then_some(Rule::AtLeast(hard));
        }
    }
    project
}
