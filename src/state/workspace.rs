//! The project and its editing.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::model::Project;

/// The project being edited. Every accepted change raises the revision.
#[derive(Clone, Copy)]
pub struct Workspace {
    project: RwSignal<Arc<Project>>,
    revision: RwSignal<u64>,
}

impl Workspace {
    /// An empty project.
    pub(super) fn new() -> Self {
        Self { project: RwSignal::new(Arc::new(empty())), revision: RwSignal::new(0) }
    }

    /// The project as it stands; tracked.
    #[must_use]
    pub fn project(self) -> Arc<Project> {
        self.project.get()
    }

    /// Counts accepted changes; tracked. A result computed from an older revision is old.
    #[must_use]
    pub fn revision(self) -> u64 {
        self.revision.get()
    }

    /// Replaces the whole project.
    pub fn open(self, project: Project) {
        self.project.set(Arc::new(project));
        self.revision.update(|revision| *revision += 1);
    }
}

/// A project with nothing in it.
fn empty() -> Project {
    Project {
        format: "ninefold/1".to_owned(),
        name: None,
        description: None,
        objective: None,
        zones: None,
        components: None,
        links: None,
        journeys: None,
        demand: None,
        scenarios: None,
        canvas: None,
        extra: Default::default(),
    }
}
