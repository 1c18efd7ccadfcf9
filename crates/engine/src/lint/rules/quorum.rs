//! An even number of voters.

use serde_json::json;

use crate::lint::view::View;
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model::CopyMode;

pub const RULE: Rule = Rule {
    id: "even-quorum",
    title: "An even number of voters",
    why: "Of an even number a majority is one more than half: the last member adds something that can fail, and no failure that may be survived.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for it in view.project.components() {
        let (count, required) = (it.copy_count(), it.required());
        if it.mode() != CopyMode::ActiveActive || count < 4 || count % 2 == 1 || required != count / 2 + 1 {
            continue;
        }
        let message = format!(
            "{} needs {required} of {count}: {} survive as many failures as {count}.",
            it.display_name(),
            count - 1
        );
        let changes = vec![
            Change::component(&it.id, "copies.count", json!(count - 1)),
            Change::component(&it.id, "copies.required", json!(count / 2)),
        ];
        let finding = Finding::new(&RULE, Severity::Info, Subject::Component(it.id.clone()), message);
        found.push(
            finding.with_remedy(format!("Run {} with a majority of {}", count - 1, count / 2), changes),
        );
    }
}
