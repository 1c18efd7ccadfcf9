//! What to do with a store that is not as it should be: damaged, cut short, written by an older or a newer version.
//!
//! What cannot be read is set aside under a key of its own, for downloading; nothing is thrown away. What a newer version wrote
//! is left where it is: that version will read it.

use ninefold_engine::model::{self, Loaded};

use super::versions::Version;
use super::{HEADS, Head, LAST, Mark, Shelf, Summary, head_key, packed, text_key};
use crate::browser::storage::StorageError;

/// Before the number of a text that was set aside.
const DAMAGED: &str = "ninefold.damaged";
/// How many of them are kept.
const DAMAGED_KEPT: usize = 20;
/// The older layout: a stamp that says which of two slots counts, a list, and a text for each line of it.
const OLD_STAMP: &str = "ninefold.project";
const OLD_SLOTS: [&str; 2] = ["ninefold.project.a", "ninefold.project.b"];
const OLD_LIST: &str = "ninefold.kept";

/// A text that cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aside {
    /// Where it lies now.
    pub key: String,
    /// The text, for downloading.
    pub text: String,
    /// Why it cannot be opened.
    pub why: String,
}

/// What came of a repair.
#[derive(Default)]
pub struct Repaired {
    /// The newest state of the project that can be read; it counts from now on.
    pub project: Option<Box<Loaded>>,
    /// What was set aside on the way.
    pub aside: Vec<Aside>,
    /// Whether a newer version of the page wrote it: then all of it stays as it is.
    pub newer: bool,
}

impl Shelf {
    /// Whether any project lies here, in this layout or the older one.
    ///
    /// # Errors
    /// When there is no storage.
    pub fn is_empty(&self) -> Result<bool, StorageError> {
        self.storage.get(LAST)?;
        Ok(!self.storage.keys().iter().any(|key| key.starts_with(HEADS) || key == OLD_STAMP))
    }

    /// Finds the newest state of a project that can be read, makes it count, and sets aside what cannot be read.
    pub fn repair(&self, id: &str, now: f64) -> Repaired {
        let mut repaired = Repaired::default();
        let head = self.head(id).ok().flatten();
        for mark in self.candidates(id, head.as_ref()) {
            let key = text_key(id, &mark);
            let Some(text) = self.storage.get(&key).ok().flatten() else { continue };
            match packed::read(&text) {
                Ok(loaded) => {
                    self.count(id, head.as_ref(), mark, &loaded);
                    repaired.project = Some(Box::new(loaded));
                    return repaired;
                }
                Err(faults) if faults.is_from_newer() => {
                    repaired.newer = true;
                    return repaired;
                }
                Err(faults) => repaired.aside.push(self.set_aside(&key, text, &faults.to_string())),
            }
        }
        for version in self.versions(id) {
            let Some(text) = self.version_text(id, &version) else { continue };
            let Ok(loaded) = model::read(&text) else { continue };
            let mark = self.mark(head.as_ref().map(|head| &head.mark), now);
            if self.storage.set(&text_key(id, &mark), &text).is_ok() {
                self.count(id, head.as_ref(), mark, &loaded);
            }
            repaired.project = Some(Box::new(loaded));
            return repaired;
        }
        // Nothing of it is left, or all of it was set aside.
        if self.marks(id).is_empty() && self.versions(id).is_empty() {
            self.storage.remove(&head_key(id));
        }
        repaired
    }

    /// A project's texts in the order to try: the one that counts, the one before, then what else there is, newest first.
    fn candidates(&self, id: &str, head: Option<&Head>) -> Vec<Mark> {
        let named = head.into_iter().flat_map(|head| [Some(&head.mark), head.previous.as_ref()]);
        let mut list: Vec<Mark> = named.flatten().cloned().collect();
        for mark in self.marks(id).into_iter().rev() {
            if !list.contains(&mark) {
                list.push(mark);
            }
        }
        list
    }

    /// Lets a text count.
    fn count(&self, id: &str, head: Option<&Head>, mark: Mark, loaded: &Loaded) {
        let known = head.map(|head| head.summary.clone()).filter(|summary| !summary.name.is_empty());
        let summary = known.unwrap_or_else(|| Summary::of(&loaded.project));
        let next = Head { mark, previous: None, deleted: head.and_then(|head| head.deleted), summary };
        if head.is_some_and(|head| head.mark == next.mark) {
            return self.adopt(id, &Head { previous: head.and_then(|head| head.previous.clone()), ..next });
        }
        // Refused, the same is found the same way next time.
        if self.storage.set(&head_key(id), &next.write()).is_ok() {
            self.adopt(id, &next);
        }
    }

    /// Moves a text that cannot be opened to the first free place for such; where there is none it stays where it is.
    fn set_aside(&self, key: &str, text: String, why: &str) -> Aside {
        let why = why.lines().next().unwrap_or_default().to_owned();
        for number in 1..=DAMAGED_KEPT {
            let place = format!("{DAMAGED}.{number}");
            let there = self.storage.get(&place).ok().flatten();
            if there.as_deref() == Some(&text) || (there.is_none() && self.storage.set(&place, &text).is_ok())
            {
                self.storage.remove(key);
                return Aside { key: place, text, why };
            }
        }
        Aside { key: key.to_owned(), text, why }
    }

    /// What was set aside and is still there.
    #[must_use]
    pub fn set_aside_before(&self) -> Vec<Aside> {
        let places = (1..=DAMAGED_KEPT).map(|number| format!("{DAMAGED}.{number}"));
        let found = places.filter_map(|key| {
            let text = self.storage.get(&key).ok().flatten()?;
            let why = packed::read(&text).err().map(|faults| faults.to_string()).unwrap_or_default();
            Some(Aside { key, text, why: why.lines().next().unwrap_or_default().to_owned() })
        });
        found.collect()
    }

    /// Forgets a text that was set aside.
    pub fn drop_aside(&self, aside: &Aside) {
        if aside.key.starts_with(DAMAGED) {
            self.storage.remove(&aside.key);
        }
    }
}

/// The older layout.
impl Shelf {
    /// Moves what an older version of the page stored into this layout: the project that was open, and each kept text, as a
    /// version of the project with its name or as a project of its own. Every text is removed only when it lies in its new
    /// place. Answers the id of the project that was open, and what could not be read.
    pub fn migrate(&self, now: f64) -> (Option<String>, Vec<Aside>) {
        let mut aside = Vec::new();
        let open = self.migrate_open(now, &mut aside);
        let mut homes: Vec<(String, String)> = open.clone().into_iter().collect();
        let list = self.storage.get(OLD_LIST).ok().flatten().unwrap_or_default();
        // Newest first, so that the newest of each name becomes the project.
        let stuck =
            list.lines().filter(|line| self.migrate_kept(line, &mut homes, &mut aside).is_none()).count();
        if stuck == 0 {
            self.storage.remove(OLD_LIST);
        }
        (open.map(|(_, id)| id), aside)
    }

    /// The name and new id of the project that was open.
    fn migrate_open(&self, now: f64, aside: &mut Vec<Aside>) -> Option<(String, String)> {
        let stamp = self.storage.get(OLD_STAMP).ok().flatten()?;
        let first = usize::from(stamp.starts_with('b'));
        let mut open = None;
        for slot in [OLD_SLOTS[first], OLD_SLOTS[1 - first]] {
            let Some(text) = self.storage.get(slot).ok().flatten() else { continue };
            match (model::read(&text), &open) {
                (Ok(loaded), None) => {
                    let summary = Summary::of(&loaded.project);
                    open = Some((summary.name.clone(), self.put(&text, &summary, now).ok()?));
                    self.storage.remove(slot);
                }
                // The state before the one that counts: a version.
                (Ok(_), Some((_, id))) => {
                    if self.keep(id, &text, "", false, now - 1.0).is_ok() {
                        self.storage.remove(slot);
                    }
                }
                (Err(faults), _) => aside.push(self.set_aside(slot, text, &faults.to_string())),
            }
        }
        if OLD_SLOTS.iter().all(|slot| self.storage.get(slot).ok().flatten().is_none()) {
            self.storage.remove(OLD_STAMP);
        }
        open
    }

    /// One line `id milliseconds name` of the list; none where its text could not be moved and stays.
    fn migrate_kept(
        &self,
        line: &str,
        homes: &mut Vec<(String, String)>,
        aside: &mut Vec<Aside>,
    ) -> Option<()> {
        let mut words = line.splitn(3, ' ');
        let key = format!("{OLD_LIST}.{}", words.next()?);
        let at: f64 = words.next().and_then(|word| word.parse().ok()).unwrap_or(0.0);
        let Some(text) = self.storage.get(&key).ok().flatten() else { return Some(()) };
        let project = match model::read(&text) {
            Ok(loaded) => loaded.project,
            Err(faults) => {
                aside.push(self.set_aside(&key, text, &faults.to_string()));
                return Some(());
            }
        };
        let summary = Summary::of(&project);
        match homes.iter().find(|(name, _)| *name == summary.name) {
            Some((_, id)) => self.keep(id, &text, "", false, at).ok()?,
            None => homes.push((summary.name.clone(), self.put(&text, &summary, at).ok()?)),
        }
        self.storage.remove(&key);
        Some(())
    }

    /// A version by its mark; for whoever only has that.
    #[must_use]
    pub fn version(&self, id: &str, mark: &str) -> Option<Version> {
        self.versions(id).into_iter().find(|version| version.mark.write() == mark)
    }
}
