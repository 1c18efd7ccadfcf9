//! Several copies of which all are needed.

use serde_json::json;

use crate::lint::view::{View, fails};
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model::{CopyMode, Required};

pub const RULE: Rule = Rule {
    id: "copies-without-spare",
    title: "Copies, but none to spare",
    why: "Where every copy is needed, more copies fail more often than one: this is a row, not a reserve.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for it in view.project.components() {
        let Some(copies) = it.copies.as_ref().filter(|it| it.mode == CopyMode::ActiveActive) else {
            continue;
        };
        let count = it.copy_count();
        if count < 2
            || it.required() < count
            || !fails(it.failures())
            || copies.required == Some(Required::FromDemand)
        {
            continue;
        }
        let message = format!("{} has {count} copies and needs all of them.", it.display_name());
        let change = Change::component(&it.id, "copies.count", json!(count + 1));
        let finding = Finding::new(&RULE, Severity::Warning, Subject::Component(it.id.clone()), message);
        found.push(finding.with_remedy(format!("Run {} copies", count + 1), vec![change]));
    }
}
