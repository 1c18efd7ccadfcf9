//! Silences that are wrong, or silence nothing.

use crate::lint::Rule;

pub const RULE: Rule = Rule {
    id: "silence",
    title: "A silence that silences nothing",
    why: "Findings are silenced one by one, with a reason, so that the next reader knows it was looked at.",
};
