//! Several tabs with one project: what another tab's save means for this one, and the ways out of a conflict.

use ninefold_engine::model::{self, Loaded};

use super::{Head, Open, Refused, Shelf, head_key, text_key};
use crate::browser::storage::StorageError;

/// How the project lies there, as this tab sees it.
pub enum Meeting {
    /// As this tab left it.
    Same,
    /// Another tab went on from the very state this one knows.
    Newer(Box<Loaded>, Head),
    /// Another tab went on from another state: one of the two has not seen the other.
    Fork,
    /// It was removed.
    Gone,
}

impl Shelf {
    /// Whether a key of the storage is the head of the project that is open here.
    #[must_use]
    pub fn is_own_head(&self, key: &str) -> bool {
        self.open.borrow().as_ref().is_some_and(|open| head_key(&open.id) == key)
    }

    /// How the open project lies there now.
    #[must_use]
    pub fn look(&self) -> Meeting {
        let Some(Open { id, base, .. }) = self.open.borrow().clone() else { return Meeting::Same };
        let Ok(head) = self.head(&id) else { return Meeting::Same };
        let Some(head) = head.filter(|head| head.deleted.is_none()) else {
            // Never stored, it cannot be gone.
            return if base.is_none() { Meeting::Same } else { Meeting::Gone };
        };
        let Some(base) = base else { return Meeting::Fork };
        if head.mark == base {
            return Meeting::Same;
        }
        // A text is removed only by a tab that went on from it.
        let seen = head.previous.as_ref() == Some(&base)
            || matches!(self.storage.get(&text_key(&id, &base)), Ok(None));
        let text = self.text_at(&id, &head.mark).ok().flatten();
        match text.as_deref().map(model::read) {
            Some(Ok(loaded)) if seen => Meeting::Newer(Box::new(loaded), head),
            _ => Meeting::Fork,
        }
    }

    /// What lies there is from now on what this tab knows: its next save goes on from it.
    pub fn follow(&self, head: &Head) {
        if let Some(id) = self.id() {
            self.adopt(&id, head);
        }
    }

    /// The text that counts and that another tab wrote, or why there is none; this tab goes on from it.
    ///
    /// # Errors
    /// When there is no storage, or the project is gone.
    pub fn take_theirs(&self) -> Result<Box<Loaded>, Refused> {
        let id = self.id().ok_or(Refused::Foreign)?;
        let head = self.head(&id)?.ok_or(Refused::Foreign)?;
        let text = self.text_at(&id, &head.mark)?.ok_or(Refused::Foreign)?;
        let loaded = model::read(&text).map_err(|_| Refused::Foreign)?;
        self.adopt(&id, &head);
        Ok(Box::new(loaded))
    }

    /// Makes this tab's next save the one that counts, whatever lies there: that becomes a version first, called `label`, and
    /// stays as the text before.
    ///
    /// # Errors
    /// When there is no storage, or no room for the version; then nothing has changed.
    pub fn take_over(&self, label: &str, now: f64) -> Result<(), StorageError> {
        let Some(id) = self.id() else { return Ok(()) };
        let open = match self.head(&id)? {
            Some(head) => {
                if let Some(theirs) = self.text_at(&id, &head.mark)? {
                    self.keep(&id, &theirs, label, true, now)?;
                }
                Open { id, base: Some(head.mark), previous: head.previous, over: true }
            }
            None => Open { id, base: None, previous: None, over: true },
        };
        self.open.replace(Some(open));
        Ok(())
    }
}
