//! The faults found while reading, in the order they were found.

use std::collections::HashSet;

use super::super::diagnostic::{Diagnostic, Severity};
use super::super::path::Path;

/// More diagnostics than this help nobody; the rest are counted.
const LIMIT: usize = 1_000;
/// Longest path or message, in characters.
const LONGEST_TEXT: usize = 500;

/// Collects diagnostics and remembers which places are already known to be faulty.
#[derive(Debug, Default)]
pub(super) struct Notes {
    list: Vec<Diagnostic>,
    faulty: HashSet<String>,
    left_out: usize,
    target: Option<String>,
}

impl Notes {
    /// Sets the component, zone or journey that what follows concerns.
    pub(super) fn set_target(&mut self, target: Option<String>) {
        self.target = target;
    }

    /// Notes an error, unless the place or one that holds it is known to be faulty.
    pub(super) fn error(&mut self, path: &Path<'_>, message: impl Into<String>) {
        self.error_with(path, message, None);
    }

    /// As [`Notes::error`], with something to try.
    pub(super) fn error_with(&mut self, path: &Path<'_>, message: impl Into<String>, hint: Option<String>) {
        let place = path.to_string();
        if self.covers(&place) {
            return;
        }
        let target = self.target.take();
        self.push(Diagnostic::error(&place, message).with_hint(hint).with_target(target.as_deref()));
        self.target = target;
        self.faulty.insert(place);
    }

    /// Notes a warning.
    pub(super) fn warning(&mut self, path: &Path<'_>, message: impl Into<String>, hint: Option<String>) {
        let diagnostic = Diagnostic::warning(path, message).with_hint(hint);
        self.push(diagnostic.with_target(self.target.as_deref()));
    }

    /// Adds what validation found, except what only follows from a fault already noted.
    pub(super) fn extend(&mut self, found: Vec<Diagnostic>) {
        let failing = self.has_errors();
        for diagnostic in found {
            // A half-read project gives false warnings: its errors come first.
            let moot = failing && (!diagnostic.is_error() || self.covers(&diagnostic.path));
            if !moot {
                self.push(diagnostic);
            }
        }
    }

    /// Whether anything makes the project unusable.
    pub(super) fn has_errors(&self) -> bool {
        !self.faulty.is_empty() || self.list.iter().any(Diagnostic::is_error)
    }

    /// Errors first, each kind in the order it was found.
    pub(super) fn finish(mut self) -> Vec<Diagnostic> {
        crate::order::sort_by_key(&mut self.list, |diagnostic| diagnostic.severity != Severity::Error);
        if self.left_out > 0 {
            let message = format!("and {} more faults and warnings, not listed", self.left_out);
            self.list.push(Diagnostic::warning("", message));
        }
        self.list
    }

    /// Whether `place`, or one that holds it, is known to be faulty.
    fn covers(&self, place: &str) -> bool {
        let mut holders = place.match_indices(['.', '[']).map(|(end, _)| &place[..end]);
        self.faulty.contains(place) || holders.any(|holder| self.faulty.contains(holder))
    }

    fn push(&mut self, mut diagnostic: Diagnostic) {
        // What the file holds is quoted back: a key of a megabyte must not become a message of one.
        clip(&mut diagnostic.message);
        clip(&mut diagnostic.path);
        // Errors are kept before warnings: a flood of unknown keys must not hide a fault.
        if self.list.len() < LIMIT {
            self.list.push(diagnostic);
            return;
        }
        self.left_out += 1;
        if diagnostic.is_error()
            && let Some(last) = self.list.iter().rposition(|kept| !kept.is_error())
        {
            self.list[last] = diagnostic;
        }
    }
}

/// Cuts a text to a length a person reads.
fn clip(text: &mut String) {
    if let Some((end, _)) = text.char_indices().nth(LONGEST_TEXT) {
        text.truncate(end);
        text.push('…');
    }
}
