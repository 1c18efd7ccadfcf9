//! Findings that were looked at and let be: `lint.silenced` of the project, each with a reason.

use serde_json::Value;

use super::rules::silencing::RULE;
use super::{Finding, Rule, Severity, Subject};
use crate::model::Project;

/// One entry of `lint.silenced`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// Which rule.
    pub rule: String,
    /// About what; everything where absent.
    pub target: Option<String>,
    /// Why.
    pub reason: String,
}

/// What the project silences, and what is wrong with how it says so.
#[must_use]
pub fn silenced(project: &Project) -> (Vec<Silence>, Vec<String>) {
    let mut faults = Vec::new();
    let Some(lint) = &project.lint else { return (Vec::new(), faults) };
    let Some(list) = lint.get("silenced").map(|list| list.as_array().cloned()) else {
        if !lint.is_object() {
            faults.push("lint must be an object with a list \"silenced\"".to_owned());
        }
        return (Vec::new(), faults);
    };
    let Some(list) = list else {
        faults.push("lint.silenced must be a list".to_owned());
        return (Vec::new(), faults);
    };
    let mut silences = Vec::new();
    for (index, entry) in list.iter().enumerate() {
        match one(entry) {
            Ok(silence) => silences.push(silence),
            Err(why) => faults.push(format!("lint.silenced[{index}]{why}")),
        }
    }
    (silences, faults)
}

fn one(entry: &Value) -> Result<Silence, String> {
    let word = |key: &str| match entry.get(key) {
        Some(Value::String(text)) if !text.trim().is_empty() => Ok(Some(text.clone())),
        Some(_) => Err(format!(".{key} must be a text that is not empty")),
        None => Ok(None),
    };
    let rule = word("rule")?.ok_or(".rule is missing: the id of a rule, such as single-point-of-failure")?;
    let reason = word("reason")?.ok_or(".reason is missing: say why this may be as it is")?;
    if super::rules::all().all(|known: &Rule| known.id != rule) {
        return Err(format!(".rule: there is no rule '{rule}'"));
    }
    Ok(Silence { rule, target: word("target")?, reason })
}

/// Marks what is silenced; entries that are wrong, or silence nothing, are findings themselves.
pub(super) fn mark(project: &Project, findings: &mut Vec<Finding>) {
    let (silences, faults) = silenced(project);
    for silence in &silences {
        let concerns = |it: &&mut Finding| {
            it.rule == silence.rule && silence.target.as_ref().is_none_or(|target| *target == it.target)
        };
        let mut any = false;
        for finding in findings.iter_mut().filter(concerns) {
            finding.silenced = Some(silence.reason.clone());
            any = true;
        }
        if !any {
            let about = silence.target.as_ref().map(|target| format!(" about {target}")).unwrap_or_default();
            let message =
                format!("nothing is found any more by {}{about}: take the silence away", silence.rule);
            findings.push(Finding::new(&RULE, Severity::Info, Subject::Project, message));
        }
    }
    for fault in faults {
        findings.push(Finding::new(&RULE, Severity::Warning, Subject::Project, fault));
    }
}
