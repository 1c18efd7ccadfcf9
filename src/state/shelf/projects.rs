//! The projects of this browser: their list, and what can be done with those that are not open.

use ninefold_engine::model;
use ninefold_engine::order;

use super::packed::Removed;
use super::{HEADS, Head, Mark, Shelf, Summary, TEXTS, head_key, text_key};
use crate::browser::storage::StorageError;

/// How long a removed project can be brought back, in milliseconds: 30 days, unless room is needed.
pub const REMEMBERED: u64 = 30 * 86_400_000;

/// A project in the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// For its keys.
    pub id: String,
    /// Its head.
    pub head: Head,
    /// Characters stored for it, its versions included.
    pub stored: usize,
}

impl Shelf {
    /// Every project, removed ones included, the one changed last first.
    #[must_use]
    pub fn projects(&self) -> Vec<Entry> {
        let keys = self.storage.keys();
        let ids = keys.iter().filter_map(|key| key.strip_prefix(HEADS));
        let entry = |id: &str| {
            let head = self.head(id).ok().flatten()?;
            Some(Entry { id: id.to_owned(), head, stored: 0 })
        };
        let mut list: Vec<Entry> = ids.filter_map(entry).collect();
        for key in &keys {
            let Some(id) = owner(key) else { continue };
            if let Some(entry) = list.iter_mut().find(|entry| entry.id == id) {
                entry.stored += key.len() + self.storage.get(key).ok().flatten().map_or(0, |text| text.len());
            }
        }
        order::sort_by(&mut list, |one, two| two.head.mark.cmp(&one.head.mark));
        list
    }

    /// Characters stored in all.
    #[must_use]
    pub fn stored(&self) -> usize {
        let size =
            |key: &String| key.len() + self.storage.get(key).ok().flatten().map_or(0, |text| text.len());
        self.storage.keys().iter().map(size).sum()
    }

    /// The text of a project that counts.
    #[must_use]
    pub fn text(&self, id: &str) -> Option<String> {
        let head = self.head(id).ok().flatten()?;
        self.text_at(id, &head.mark).ok().flatten()
    }

    /// Stores a project that is not open here, under an id of its own; answers the id.
    ///
    /// # Errors
    /// When there is no storage or no room.
    pub fn put(&self, text: &str, summary: &Summary, now: f64) -> Result<String, StorageError> {
        let id = self.free_id(now);
        // Nothing else lies under this id: the moment may be long ago.
        let mark = Mark::after(None, now, &self.tab);
        self.storage.set(&text_key(&id, &mark), text)?;
        let head = Head { mark: mark.clone(), previous: None, deleted: None, summary: summary.clone() };
        if let Err(error) = self.storage.set(&head_key(&id), &head.write()) {
            self.storage.remove(&text_key(&id, &mark));
            return Err(error);
        }
        Ok(id)
    }

    fn free_id(&self, now: f64) -> String {
        let mut at = now.max(0.0) as u64;
        loop {
            let id = format!("{at}{}", self.tab);
            if self.storage.get(&head_key(&id)).ok().flatten().is_none() && self.id().as_ref() != Some(&id) {
                return id;
            }
            at += 1;
        }
    }

    /// Gives a project that is not open here another name. A tab that has it open hears of it as of any change.
    ///
    /// # Errors
    /// When it cannot be read or stored; then it is as it was.
    pub fn rename(&self, id: &str, name: &str, now: f64) -> Result<(), StorageError> {
        let Some(head) = self.head(id)? else { return Ok(()) };
        let text = self.text_at(id, &head.mark)?;
        let Some(Ok(loaded)) = text.as_deref().map(model::read) else { return Ok(()) };
        let mut project = loaded.project;
        project.name = Some(name.to_owned());
        let mark = self.mark(Some(&head.mark), now);
        let key = text_key(id, &mark);
        self.storage.set(&key, &model::write_short(&project))?;
        let summary = Summary { name: name.to_owned(), ..head.summary };
        let next = Head { mark, previous: Some(head.mark), deleted: head.deleted, summary };
        if let Err(error) = self.storage.set(&head_key(id), &next.write()) {
            self.storage.remove(&key);
            return Err(error);
        }
        if let Some(old) = head.previous {
            self.storage.remove(&text_key(id, &old));
        }
        Ok(())
    }

    /// Takes a project off the list; everything of it stays for a while.
    ///
    /// # Errors
    /// When there is no storage.
    pub fn remove(&self, id: &str, now: f64) -> Result<(), StorageError> {
        self.set_deleted(id, Some(now.max(0.0) as u64))
    }

    /// Brings a removed project back.
    ///
    /// # Errors
    /// When there is no storage.
    pub fn bring_back(&self, id: &str) -> Result<(), StorageError> {
        self.set_deleted(id, None)
    }

    fn set_deleted(&self, id: &str, deleted: Option<u64>) -> Result<(), StorageError> {
        match self.head(id)? {
            Some(head) => self.storage.set(&head_key(id), &Head { deleted, ..head }.write()),
            None => Ok(()),
        }
    }

    /// Removes a project for good, its head last: what is cut short is still listed. Answers all that lay there.
    pub fn erase(&self, id: &str) -> Removed {
        let texts = self.storage.keys().into_iter().filter(|key| owner(key) == Some(id));
        texts.chain([head_key(id)]).filter_map(|key| self.take(key)).collect()
    }

    /// Removes what is under a key; answers it.
    pub(super) fn take(&self, key: String) -> Option<(String, String)> {
        let value = self.storage.get(&key).ok().flatten()?;
        self.storage.remove(&key);
        Some((key, value))
    }

    /// Erases what was removed long ago.
    pub fn erase_forgotten(&self, now: f64) {
        let long_ago = (now.max(0.0) as u64).saturating_sub(REMEMBERED);
        let gone = self.projects().into_iter().filter(|it| it.head.deleted.is_some_and(|at| at < long_ago));
        gone.for_each(|it| drop(self.erase(&it.id)));
    }

    /// What else the marks of a project's texts are, oldest first: those that count and those that do not.
    pub(super) fn marks(&self, id: &str) -> Vec<Mark> {
        let prefix = format!("{TEXTS}{id}.");
        let keys = self.storage.keys();
        let mut list: Vec<Mark> =
            keys.iter().filter_map(|key| Mark::parse(key.strip_prefix(&prefix)?)).collect();
        order::sort_by(&mut list, |one, two| one.cmp(two));
        list
    }
}

/// The project a key belongs to: that of a text or version.
fn owner(key: &str) -> Option<&str> {
    let rest = key.strip_prefix(TEXTS).or_else(|| key.strip_prefix(super::versions::VERSIONS))?;
    rest.split('.').next()
}
