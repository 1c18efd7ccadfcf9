//! Alternatives that need the same thing.

use serde_json::Value;

use crate::lint::view::{Down, View, fails, is_redundant};
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model;

pub const RULE: Rule = Rule {
    id: "shared-dependency",
    title: "Alternatives with one dependency",
    why: "Two ways are one way where both pass through the same thing: its failure takes all alternatives down at once.",
};

/// The components that choose among alternatives and lose all of them with this one.
fn deprived(view: &View<'_>, at: usize) -> Vec<usize> {
    let it = view.component(at);
    if !fails(it.failures()) || is_redundant(it) {
        return Vec::new();
    }
    let mut serving = None;
    let chooses = |chooser: &usize| {
        let links = &view.hard[*chooser];
        *chooser != at
            && links.len() > 1
            && view.component(*chooser).rule() != model::Rule::All
            && !links.contains(&at)
    };
    let loses = |chooser: &usize| {
        let serving = serving.get_or_insert_with(|| view.serving(Down { component: Some(at), zone: None }));
        let lost = view.hard[*chooser].iter().filter(|to| !serving[**to]).count();
        lost > 1 && lost == view.hard[*chooser].len() && !serving[*chooser]
    };
    (0..view.hard.len()).filter(chooses).filter(loses).collect()
}

/// Whether this rule speaks about the component, so that no other need.
pub fn covers(view: &View<'_>, at: usize) -> bool {
    !deprived(view, at).is_empty()
}

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for (at, it) in view.project.components().iter().enumerate() {
        let choosers = deprived(view, at);
        let Some(first) = choosers.first() else { continue };
        let alternatives: Vec<&str> =
            view.hard[*first].iter().map(|to| view.component(*to).display_name()).collect();
        let message = format!(
            "{} choose among {}, but all of them need {}.",
            choosers.iter().map(|at| view.component(*at).display_name()).collect::<Vec<_>>().join(", "),
            alternatives.join(" and "),
            it.display_name()
        )
        .replacen(" choose ", if choosers.len() == 1 { " chooses " } else { " choose " }, 1);
        let subject = Subject::Component(it.id.clone());
        let finding = Finding::new(&RULE, Severity::Warning, subject, message);
        let (label, copies) = super::single::second(it);
        found.push(match label {
            Some(label) => finding
                .with_remedy(label, vec![Change::component(&it.id, "copies", copies)])
                .without(vec![Change::component(&it.id, "failures", Value::Null)]),
            None => finding.without(vec![Change::component(&it.id, "failures", Value::Null)]),
        });
    }
}
