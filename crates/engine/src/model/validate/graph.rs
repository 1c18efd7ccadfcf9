//! What refers to components: links, rules, journeys, scenarios.

use std::collections::HashSet;

use super::super::path::Path;
use super::super::redundancy::Rule;
use super::super::types::Link;
use super::{Check, Kind, MAX_LIST};

impl<'a> Check<'a> {
    /// Links: both ends exist, no self link, no link twice, figures in range.
    pub(super) fn links(&mut self) {
        let list = Path::Root.key("links");
        let mut seen = HashSet::with_capacity(self.project.links().len());
        for (index, link) in self.project.links().iter().enumerate() {
            let path = list.index(index);
            self.component_at(&path.key("from"), &link.from);
            self.component_at(&path.key("to"), &link.to);
            if link.from == link.to {
                self.error(&path, format!("'{}' needs itself; a link joins two components", link.from));
            } else if !seen.insert((&link.from, &link.to)) {
                let message = format!(
                    "'{}' → '{}' is linked more than once; each counts in the rule",
                    link.from, link.to
                );
                self.warning(&path, message);
            }
            self.link_figures(&path, link);
        }
    }

    fn link_figures(&mut self, path: &Path<'_>, link: &Link) {
        self.within(&path.key("loss"), link.loss, 0.0, 1.0, "must be between 0 and 1");
        self.within(&path.key("fan_out"), link.fan_out, 0.0, 1e6, "must be between 0 and 1000000");
        self.link_operation(path, link);
        if link.is_hard() && link.loss.is_some() {
            self.warning(&path.key("loss"), "`loss` has no effect on a hard link; add \"effect\": \"soft\"");
        }
    }

    /// A place that must name a component.
    pub(super) fn component_at(&mut self, path: &Path<'_>, id: &str) {
        match self.things.get(id) {
            Some(Kind::Component) => {}
            Some(Kind::Zone) => self.error(path, format!("'{id}' is a zone, not a component")),
            None => self.dangling(path, "component", id),
        }
    }

    /// The rule by which a component needs its hard links.
    pub(super) fn rule(&mut self, path: &Path<'_>, rule: &Rule, id: &str) {
        match rule {
            Rule::All | Rule::Any => {}
            Rule::AtLeast(least) => {
                let place = path.key("at_least");
                let hard = self.hard_links.get(id).copied().unwrap_or(0);
                if *least == 0 {
                    self.error_with(
                        &place,
                        "at least 1 link must be needed",
                        "soft links never take their source down",
                    );
                } else if *least > hard {
                    let links = |count: &u32| if *count == 1 { "link" } else { "links" };
                    let (needed, there) = (links(least), links(&hard));
                    self.error(
                        &place,
                        format!("at least {least} {needed} must hold but '{id}' has {hard} hard {there}"),
                    );
                }
            }
            Rule::Failover(failover) => self.failover(&path.key("failover"), failover),
        }
    }

    /// Journeys: ids, entries, load.
    pub(super) fn journeys(&mut self) {
        let list = Path::Root.key("journeys");
        if self.project.journeys().is_empty() {
            self.warning(&list, "there is no journey yet: nothing says where requests enter");
        }
        for (index, journey) in self.project.journeys().iter().enumerate() {
            let path = list.index(index);
            self.target = Some(&journey.id);
            self.id(&path.key("id"), &journey.id);
            self.component_at(&path.key("entry"), &journey.entry);
            if let Some(objective) = journey.objective {
                self.availability(&path.key("objective"), objective);
            }
            self.within(&path.key("peak_rps"), journey.peak_rps, 0.0, 1e15, "must not be negative");
        }
        self.target = None;
        self.unique(
            "journeys",
            self.project.journeys().iter().map(|journey| journey.id.as_str()),
            &mut HashSet::new(),
        );
    }

    /// Scenarios: names, times, what fails.
    pub(super) fn scenarios(&mut self) {
        let list = Path::Root.key("scenarios");
        for (index, scenario) in self.project.scenarios().iter().enumerate() {
            let path = list.index(index);
            if scenario.name.is_empty() {
                self.error(&path.key("name"), "a scenario needs a name to be chosen by");
            }
            let events = path.key("events");
            self.not_too_many(&events, scenario.events().len(), MAX_LIST);
            for (index, event) in scenario.events().iter().enumerate() {
                let path = events.index(index);
                self.scenario_event(&path, event);
            }
        }
        let names = self.project.scenarios().iter().map(|scenario| scenario.name.as_str());
        self.unique("scenarios", names, &mut HashSet::new());
    }
}
