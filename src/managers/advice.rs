//! The linter follows the design: once edits have come to rest, finding by finding, with the page drawing in between.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use ninefold_engine::lint::{Finding, Linter, Severity};

use super::later;
use crate::state::Workspace;

/// How long edits rest before it is worth looking.
const REST: Duration = Duration::from_millis(350);
/// Larger designs are looked at when somebody asks.
const BY_ITSELF: usize = 400;

/// What was found in the design as it stands.
#[derive(Clone, Default)]
pub struct Found {
    /// None until it is known.
    pub list: Option<Arc<Vec<Finding>>>,
    /// Whether it waits to be asked, the design being large.
    pub waits: bool,
    /// Whether it was asked.
    pub wanted: bool,
}

impl Found {
    /// The worst of what is not silenced.
    #[must_use]
    pub fn worst(&self) -> Option<Severity> {
        self.list.as_ref()?.iter().filter(|it| !it.is_silenced()).map(|it| it.severity).max()
    }
}

/// Starts following; goes with whoever asked.
#[must_use]
pub fn follow(workspace: Workspace) -> RwSignal<Found> {
    let found = RwSignal::new(Found::default());
    let turn = StoredValue::new(0_u32);
    let wanted = Memo::new(move |_| found.with(|it| it.wanted));
    Effect::new(move |_| {
        let project = workspace.project();
        let asked = wanted.get();
        turn.update_value(|turn| *turn = turn.wrapping_add(1));
        let own = turn.get_value();
        let large = project.components().len() > BY_ITSELF;
        if large && !asked {
            found.update(|it| (it.list, it.waits) = (None, true));
            return;
        }
        let begin = move || {
            if turn.try_get_value() != Some(own) {
                return;
            }
            let Ok(linter) = Linter::new(&project) else {
                found.try_update(|it| it.list = None);
                return;
            };
            let mut linter = Some(linter);
            later::in_pieces(move || {
                // Another edit, or the screen is gone.
                if turn.try_get_value() != Some(own) {
                    return false;
                }
                let more = linter.as_mut().is_some_and(Linter::step);
                if !more && let Some(done) = linter.take() {
                    let list = Arc::new(done.finish());
                    found.try_update(|it| (it.list, it.waits) = (Some(list), false));
                }
                more
            });
        };
        if let Ok(handle) = set_timeout_with_handle(begin, REST) {
            on_cleanup(move || handle.clear());
        }
    });
    found
}
