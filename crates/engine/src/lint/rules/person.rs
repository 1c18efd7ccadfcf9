//! A person in the recovery path.

use serde_json::json;

use crate::lint::view::View;
use crate::lint::{Change, Finding, Rule, Severity, Subject};
use crate::model::{self, CopyMode};
use crate::units::format_duration;

pub const RULE: Rule = Rule {
    id: "human-in-recovery",
    title: "Recovery waits for a person",
    why: "A person has to be woken, to understand and to act: that takes tens of minutes, and four nines leave 4 min 19 s a month.",
};

/// What a switch-over by hand is compared with: RDS publishes 60 to 120 s, the defaults of Patroni and repmgr come to 25 to 61 s
/// (`catalogue::mechanisms`). `instant-failover` reckons with the same.
const AUTOMATIC_SECONDS: f64 = 60.0;

pub fn check(view: &View<'_>, found: &mut Vec<Finding>) {
    for it in view.project.components() {
        let rule = it.rule();
        let (failover, path) = match (it.mode(), &it.copies, &rule) {
            (CopyMode::ActivePassive, Some(copies), _) => (copies.failover.as_ref(), "copies.failover"),
            (_, _, model::Rule::Failover(failover)) => (Some(failover), "needs.failover"),
            _ => continue,
        };
        let Some(failover) = failover else { continue };
        let by_hand =
            it.facts.as_ref().and_then(|facts| facts.get("failover")).and_then(|word| word.as_str())
                == Some("manual");
        let name = it.display_name();
        let seconds = failover.time.mean_hours() * 3_600.0;
        let slow = seconds > AUTOMATIC_SECONDS;
        let share = (100.0 * (1.0 - failover.success())).max(0.0);
        let message = match &failover.manual {
            _ if by_hand && slow => {
                let time = format_duration(seconds);
                format!(
                    "{name} is switched over by hand in {time}; counted against 60 s by itself (assumed)."
                )
            }
            _ if by_hand => format!("{name} is switched over by hand."),
            Some(manual) if failover.success() < 1.0 => {
                let minutes = manual.mean_hours() * 60.0;
                format!("{share:.3}", share = share).trim_end_matches('0').trim_end_matches('.').to_owned()
                    + &format!(" of 100 switch-overs of {name} fail and wait for a person, {minutes:.0} min.")
            }
            _ => continue,
        };
        let finding = Finding::new(&RULE, Severity::Info, Subject::Component(it.id.clone()), message);
        let mut without = vec![Change::component(&it.id, &format!("{path}.success"), json!(1))];
        if by_hand && slow {
            let time = format!("{AUTOMATIC_SECONDS}s");
            without.push(Change::component(&it.id, &format!("{path}.time"), json!(time)));
        }
        found.push(finding.without(without));
    }
}
