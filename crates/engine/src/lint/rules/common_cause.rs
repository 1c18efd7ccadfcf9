//! Copies that never fail together.

use serde_json::json;

use crate::lint::view::{View, fails, is_promised, is_redundant};
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model::Scope;

pub const RULE: Rule = Rule {
    id: "no-common-cause",
    title: "Copies that never fail together",
    why: "About 70 % of outages come from changes of a live system (statistic:sre-changes), and a change meets all copies. Without a failure of scope \"all\" the figures are too good.",
};

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for it in view.project.components() {
        let together = it.failures().iter().any(|failure| failure.scope() == Scope::All);
        if !is_redundant(it) || together || is_promised(it) || !fails(it.failures()) {
            continue;
        }
        let message = format!("No failure of {} strikes all of its copies at once.", it.display_name());
        let deploy = json!({ "name": "bad change", "scope": "all", "mtbf": "180d", "mttr": "20m",
            "source": "assumed; that changes are behind about 70 % of outages is statistic:sre-changes (https://sre.google/sre-book/introduction/, 2016; check before relying on it)" });
        let change = Change::component(&it.id, &format!("failures[{}]", it.failures().len()), deploy);
        let finding = Finding::new(&RULE, Severity::Info, Subject::Component(it.id.clone()), message);
        found.push(finding.with_remedy("Reckon with a bad change twice a year (assumed)", vec![change]));
    }
}
