//! What each action can be done to in the project at hand. Pure.

use ninefold_engine::model::{Action, Component, CopyMode, Project, Rule};

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The component or zone; for latency the link's source.
    pub id: String,
    /// Latency: the link's target.
    pub to: Option<String>,
    /// What people call it.
    pub label: String,
}

/// What the action says of its target: `fail` is read "goes down".
#[must_use]
pub fn verb(action: Action) -> &'static str {
    match action {
        Action::Fail => "Goes down",
        Action::Deploy => "Bad deploy",
        Action::Brownout => "Browns out",
        Action::Slow => "Switches late",
        Action::Latency => "Calls are slow",
        Action::Lag => "Standby lags",
        Action::Flush => "Cache is flushed",
    }
}

/// A sentence on what it does.
#[must_use]
pub fn help(action: Action) -> &'static str {
    match action {
        Action::Fail => "Without a length, its own repair brings it back.",
        Action::Deploy => "Every copy is broken at once, until it is rolled back.",
        Action::Brownout => "A share of its requests fails meanwhile.",
        Action::Slow => "Failing over takes so much longer: stale DNS, a slow election.",
        Action::Latency => "Each call takes so much longer: a breaker may open, copies answer less.",
        Action::Lag => "Its standbys are so far behind: lost if it fails over now.",
        Action::Flush => "Those who use it put so many times the load on the rest.",
    }
}

/// Everything the action can be done to, in the file's order.
#[must_use]
pub fn of(project: &Project, action: Action) -> Vec<Target> {
    let components = |fits: &dyn Fn(&Component) -> bool| -> Vec<Target> {
        let target =
            |it: &Component| Target { id: it.id.clone(), to: None, label: it.display_name().to_owned() };
        project.components().iter().filter(|it| fits(it)).map(target).collect()
    };
    let passive = |it: &Component| it.copies.as_ref().is_some_and(|it| it.mode == CopyMode::ActivePassive);
    match action {
        Action::Fail => {
            let zone = |it: &ninefold_engine::model::Zone| Target {
                id: it.id.clone(),
                to: None,
                label: format!("{} ({})", it.display_name(), it.kind.as_deref().unwrap_or("zone")),
            };
            components(&|_| true).into_iter().chain(project.zones().iter().map(zone)).collect()
        }
        Action::Deploy | Action::Brownout => components(&|_| true),
        Action::Slow => components(&|it| passive(it) || matches!(it.needs, Some(Rule::Failover(_)))),
        Action::Lag => components(&passive),
        Action::Flush => components(&|it| project.links().iter().any(|link| link.to == it.id)),
        Action::Latency => {
            let name = |id: &str| {
                project.component(id).map_or_else(|| id.to_owned(), |it| it.display_name().to_owned())
            };
            let link = |it: &ninefold_engine::model::Link| Target {
                id: it.from.clone(),
                to: Some(it.to.clone()),
                label: format!("{} → {}", name(&it.from), name(&it.to)),
            };
            project.links().iter().map(link).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use ninefold_engine::templates;

    use super::*;

    #[test]
    fn every_action_has_something_in_the_example() {
        let text = templates::find(templates::FIRST).unwrap().text;
        let project = ninefold_engine::model::read(text).unwrap().project;
        for (key, action) in Action::ALL {
            assert!(!of(&project, action).is_empty(), "{key}");
        }
        assert!(of(&project, Action::Fail).iter().any(|it| it.label == "eu-west-1 (region)"));
        assert!(of(&project, Action::Lag).iter().all(|it| it.id != "api"), "the API has no standby");
    }
}
