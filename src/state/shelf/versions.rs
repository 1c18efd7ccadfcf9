//! Earlier versions of a project: what saves left behind, packed, thinner the older they are.

use ninefold_editor::share;
use ninefold_engine::order;

use super::packed::{self, Removed};
use super::{Mark, Shelf, TEXTS, text_key};
use crate::browser::storage::StorageError;

/// Before the id in the keys of a project's versions; the mark follows.
pub(super) const VERSIONS: &str = "ninefold.v.";
/// How many versions of a project are kept.
pub const KEPT: usize = 20;
/// Before the words of a version that somebody asked to keep.
const BY_HAND: char = '*';
/// Added to a version's age where ages are compared, in milliseconds: within a minute no save is older than another.
const MINUTE: f64 = 60_000.0;

/// A version.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// When it was saved, and by which tab.
    pub mark: Mark,
    /// What was done last before it was saved; empty where nobody knows.
    pub label: String,
    /// Whether somebody asked to keep it.
    pub by_hand: bool,
    /// Whether it is a save that never came to count: one cut short, or one another tab was quicker than.
    pub stray: bool,
    /// Characters stored.
    pub size: usize,
}

impl Shelf {
    /// Keeps a text that was saved at a moment among the versions of a project, unless the newest is the same; the most
    /// dispensable makes room.
    ///
    /// # Errors
    /// When there is no storage or no room.
    pub fn keep(
        &self,
        id: &str,
        text: &str,
        label: &str,
        by_hand: bool,
        at: f64,
    ) -> Result<(), StorageError> {
        let list = self.versions(id);
        let newest = list.iter().find(|version| !version.stray);
        let packed = share::pack_quickly(text);
        if let Some(newest) = newest
            && let Some(same) = self.raw(id, newest).as_deref().and_then(|it| it.split_once('\n'))
            && same.1 == packed
        {
            // Asked for by hand it stays longer.
            if by_hand && !newest.by_hand {
                self.storage.set(&version_key(id, &newest.mark), &value(&newest.label, true, &packed))?;
            }
            return Ok(());
        }
        let mut mark = Mark::after(None, at, self.tab());
        while list.iter().any(|version| version.mark == mark) {
            mark.at += 1;
        }
        self.storage.set(&version_key(id, &mark), &value(label, by_hand, &packed))?;
        self.thin(id);
        Ok(())
    }

    fn thin(&self, id: &str) {
        let mut list = self.versions(id);
        while list.len() > KEPT {
            let version = list.remove(dispensable(&list));
            self.storage.remove(&self.key_of(id, &version));
        }
    }

    /// The versions of a project, newest first, with texts beside them that do not count.
    #[must_use]
    pub fn versions(&self, id: &str) -> Vec<Version> {
        let (versions, texts) = (format!("{VERSIONS}{id}."), format!("{TEXTS}{id}."));
        let head = self.head(id).ok().flatten();
        let counts = |mark: &Mark| {
            head.as_ref().is_some_and(|it| it.mark == *mark || it.previous.as_ref() == Some(mark))
        };
        let read = |key: &String| {
            let (mark, stray) = match key.strip_prefix(&versions) {
                Some(mark) => (Mark::parse(mark)?, false),
                None => (Mark::parse(key.strip_prefix(&texts)?)?, true),
            };
            let text = self.storage.get(key).ok().flatten()?;
            let label = if stray { "" } else { text.split('\n').next().unwrap_or_default() };
            let by_hand = label.starts_with(BY_HAND);
            let label = label.trim_start_matches(BY_HAND).to_owned();
            (!stray || !counts(&mark)).then_some(Version { mark, label, by_hand, stray, size: text.len() })
        };
        let mut list: Vec<Version> = self.storage.keys().iter().filter_map(read).collect();
        order::sort_by(&mut list, |one, two| two.mark.cmp(&one.mark));
        list
    }

    /// The project's text in a version; none where it is gone or damaged.
    #[must_use]
    pub fn version_text(&self, id: &str, version: &Version) -> Option<String> {
        let raw = self.raw(id, version)?;
        if version.stray {
            Some(packed::unpack(raw))
        } else {
            share::unpack_own(raw.split_once('\n')?.1).ok()
        }
    }

    /// Removes a version; what stood there, to bring it back.
    pub fn remove_version(&self, id: &str, version: &Version) -> Option<String> {
        let raw = self.raw(id, version);
        self.storage.remove(&self.key_of(id, version));
        raw
    }

    /// Puts a removed version back.
    ///
    /// # Errors
    /// When there is no room any more.
    pub fn put_version_back(&self, id: &str, version: &Version, raw: &str) -> Result<(), StorageError> {
        self.storage.set(&self.key_of(id, version), raw)
    }

    /// Removes what can best be spared, to make room: projects removed by the person, the longest gone first, then versions,
    /// the oldest first, those kept by hand last. No project's own text. Answers what lay there; none where nothing is left to
    /// remove.
    pub fn make_room(&self) -> Option<Removed> {
        let projects = self.projects();
        let gone = projects.iter().filter_map(|it| Some((it.head.deleted?, it)));
        if let Some((_, oldest)) = gone.min_by_key(|(at, _)| *at) {
            return Some(self.erase(&oldest.id));
        }
        let all = projects
            .iter()
            .flat_map(|it| self.versions(&it.id).into_iter().map(move |version| (it, version)));
        let oldest = all
            .min_by(|(_, one), (_, two)| one.by_hand.cmp(&two.by_hand).then_with(|| one.mark.cmp(&two.mark)));
        let (project, version) = oldest?;
        Some(self.take(self.key_of(&project.id, &version)).into_iter().collect())
    }

    fn raw(&self, id: &str, version: &Version) -> Option<String> {
        self.storage.get(&self.key_of(id, version)).ok().flatten()
    }

    fn key_of(&self, id: &str, version: &Version) -> String {
        if version.stray { text_key(id, &version.mark) } else { version_key(id, &version.mark) }
    }
}

/// The place in a list, newest first, of the version that is missed least: the one whose neighbours are nearest to each other,
/// measured by their age. So the last minutes are kept save by save, the last days by the hour. Never the newest; those kept
/// by hand only when there is nothing else.
fn dispensable(list: &[Version]) -> usize {
    let at = |place: usize| list[place].mark.at as f64;
    let now = at(0);
    let last = list.len() - 1;
    let cost = |place: &usize| {
        let older = if *place < last { at(place + 1) } else { at(*place) - MINUTE };
        (at(place - 1) - older) / ((now - at(*place)).max(0.0) + MINUTE)
    };
    let of = |by_hand: bool| {
        let those = (1..=last).filter(|place| list[*place].by_hand == by_hand);
        those.min_by(|one, two| cost(one).total_cmp(&cost(two)))
    };
    of(false).or_else(|| of(true)).unwrap_or(last)
}

fn version_key(id: &str, mark: &Mark) -> String {
    format!("{VERSIONS}{id}.{}", mark.write())
}

fn value(label: &str, by_hand: bool, packed: &str) -> String {
    let label = label.replace(['\n', '\r', BY_HAND], " ");
    format!("{}{label}\n{packed}", if by_hand { BY_HAND.to_string() } else { String::new() })
}
