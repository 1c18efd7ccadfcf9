//! Single points of failure: what takes a journey down alone, while everything else works.
//!
//! No probability is asked for, so this is a walk over the rules of docs/methods.md section 1 with everything up but one thing:
//! (components + zones) × (components + links) steps.

use super::graph::Graph;
use crate::model::{Component, Failure, Project, Rule};

/// A component or zone whose loss alone takes journeys down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SinglePoint {
    /// Of the component or zone.
    pub id: String,
    /// Ids of the journeys it takes down, in the project's order.
    pub journeys: Vec<String>,
}

/// Every single point of failure, components before zones, each in the project's order.
///
/// A component is one if a single copy of it is enough to lose a journey: it has no copy to spare. A zone is one with everything in it.
/// What never fails is none. Common causes (`scope: all`) are left out: no copy helps against them, so they would mark
/// everything; switching over is left out as well, since it ends by itself. `off` holds ids of what is down already.
#[must_use]
pub fn single_points(project: &Project, off: &[String]) -> Vec<SinglePoint> {
    let walk = Walk::new(project);
    let held = |id: &str| off.iter().any(|it| it == id);
    let components: Vec<bool> = project.components().iter().map(|it| held(&it.id)).collect();
    let zones: Vec<bool> = project.zones().iter().map(|it| held(&it.id)).collect();
    let before = walk.journeys(&components, &zones);
    let lost = |now: &[bool]| {
        let journeys = project.journeys().iter().zip(before.iter().zip(now));
        let down = journeys.filter(|(_, (before, now))| **before && !**now);
        down.map(|(journey, _)| journey.id.clone()).collect::<Vec<_>>()
    };
    let mut found = Vec::new();
    let mut note = |id: &str, journeys: Vec<String>| {
        if !journeys.is_empty() {
            found.push(SinglePoint { id: id.to_owned(), journeys });
        }
    };
    for (number, component) in project.components().iter().enumerate() {
        if walk.reached[number] && fails(component.failures()) && !has_spare(component) {
            let mut down = components.clone();
            down[number] = true;
            note(&component.id, lost(&walk.journeys(&down, &zones)));
        }
    }
    for (number, zone) in project.zones().iter().enumerate() {
        if fails(zone.failures()) {
            let mut down = zones.clone();
            down[number] = true;
            note(&zone.id, lost(&walk.journeys(&components, &down)));
        }
    }
    found
}

fn fails(failures: &[Failure]) -> bool {
    failures.iter().any(|it| it.unavailability() > 0.0)
}

fn has_spare(component: &Component) -> bool {
    component.copy_count() > component.required()
}

/// The project by numbers, walked again and again.
struct Walk<'a> {
    project: &'a Project,
    graph: Graph,
    /// By component: whether a journey's entry comes to it over hard links.
    reached: Vec<bool>,
}

impl<'a> Walk<'a> {
    fn new(project: &'a Project) -> Self {
        let graph = Graph::new(project);
        let mut reached = vec![false; graph.hard.len()];
        let mut stack = graph.entries.clone();
        while let Some(component) = stack.pop() {
            if !std::mem::replace(&mut reached[component], true) {
                stack.extend(graph.hard[component].iter().copied());
            }
        }
        Self { project, graph, reached }
    }

    /// Whether each journey is up while these components and zones are down and all else works.
    fn journeys(&self, components: &[bool], zones: &[bool]) -> Vec<bool> {
        let lost: Vec<bool> =
            self.graph.lineage.iter().map(|line| line.iter().any(|&zone| zones[zone])).collect();
        let own: Vec<bool> =
            (0..components.len()).map(|it| !components[it] && self.has_copies(it, &lost)).collect();
        let serves = self.serves(&own);
        self.graph.entries.iter().map(|&entry| serves[entry]).collect()
    }

    /// Whether enough copies lie outside of the lost zones.
    fn has_copies(&self, number: usize, lost: &[bool]) -> bool {
        let placement = &self.graph.placement[number];
        let gone: u32 = placement.iter().filter(|(zone, _)| lost[*zone]).map(|(_, count)| count).sum();
        let component = &self.project.components()[number];
        gone == 0 || component.copy_count() - gone >= component.required().max(1)
    }

    fn serves(&self, own: &[bool]) -> Vec<bool> {
        let mut serves = vec![false; own.len()];
        for set in &self.graph.sets {
            if !self.graph.is_cycle(set) {
                serves[set[0]] = own[set[0]] && self.is_held(set[0], &serves);
            } else if Graph::is_mutual(self.project, set) {
                let outside = |member: &usize| {
                    self.graph.hard[*member].iter().all(|target| serves[*target] || set.contains(target))
                };
                let all = set.iter().all(|member| own[*member] && outside(member));
                set.iter().for_each(|&member| serves[member] = all);
            } else {
                self.ground(set, own, &mut serves);
            }
        }
        serves
    }

    /// The least fixed point of a cycle.
    fn ground(&self, set: &[usize], own: &[bool], serves: &mut [bool]) {
        let mut grows = true;
        while grows {
            grows = false;
            for &member in set {
                if !serves[member] && own[member] && self.is_held(member, serves) {
                    serves[member] = true;
                    grows = true;
                }
            }
        }
    }

    /// The component's rule over its hard links.
    fn is_held(&self, component: usize, serves: &[bool]) -> bool {
        let targets = &self.graph.hard[component];
        let serving = || targets.iter().filter(|target| serves[**target]).count();
        targets.is_empty()
            || match &self.project.components()[component].needs {
                None | Some(Rule::All) => serving() == targets.len(),
                Some(Rule::Any | Rule::Failover(_)) => serving() > 0,
                Some(Rule::AtLeast(count)) => serving() >= *count as usize,
            }
    }
}
