//! The design as the rules see it: who needs whom, what lies where, and who still serves when something is down.

use std::collections::BTreeMap;

use crate::analysis::Analysis;
use crate::model::{Component, CopyMode, Failure, Project, Rule, Zone};

/// A project, numbered, with its exact answer where there is one.
pub struct View<'a> {
    /// The project.
    pub project: &'a Project,
    /// Its exact answer.
    pub analysis: Option<&'a Analysis>,
    /// By component, the components its hard links lead to, in their order.
    pub hard: Vec<Vec<usize>>,
    /// Sets of components that need each other in a circle, those needed first; most hold one.
    pub circles: Vec<Vec<usize>>,
    /// By zone, itself and those around it.
    pub around: Vec<Vec<usize>>,
    components: BTreeMap<&'a str, usize>,
    zones: BTreeMap<&'a str, usize>,
}

/// What is down.
#[derive(Clone, Copy, Debug, Default)]
pub struct Down {
    /// One component.
    pub component: Option<usize>,
    /// One zone and all inside it.
    pub zone: Option<usize>,
}

impl<'a> View<'a> {
    pub fn new(project: &'a Project, analysis: Option<&'a Analysis>) -> Self {
        let components: BTreeMap<&str, usize> =
            project.components().iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect();
        let zones: BTreeMap<&str, usize> =
            project.zones().iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect();
        let mut hard = vec![Vec::new(); components.len()];
        for link in project.links().iter().filter(|link| link.is_hard()) {
            if let (Some(&from), Some(&to)) =
                (components.get(link.from.as_str()), components.get(link.to.as_str()))
            {
                hard[from].push(to);
            }
        }
        let around = project.zones().iter().map(|zone| lineage(project, &zones, zone)).collect();
        let circles = circles(&hard);
        Self { project, analysis, hard, circles, around, components, zones }
    }

    pub fn component(&self, number: usize) -> &'a Component {
        &self.project.components()[number]
    }

    pub fn number(&self, id: &str) -> Option<usize> {
        self.components.get(id).copied()
    }

    /// The zone each copy lies in; nothing for a component outside of all zones.
    pub fn placed(&self, component: usize) -> Vec<usize> {
        let it = self.component(component);
        let listed: Vec<usize> =
            it.zone_ids().iter().filter_map(|id| self.zones.get(id.as_str()).copied()).collect();
        if listed.is_empty() {
            return listed;
        }
        (0..it.copy_count().min(10_000) as usize).map(|copy| listed[copy % listed.len()]).collect()
    }

    /// How many copies are left when a zone is down.
    pub fn left(&self, component: usize, zone: usize) -> u32 {
        let placed = self.placed(component);
        let lost = placed.iter().filter(|own| self.around[**own].contains(&zone)).count() as u32;
        self.component(component).copy_count().saturating_sub(lost)
    }

    /// Which components serve while something is down and everything else works.
    pub fn serving(&self, down: Down) -> Vec<bool> {
        let own: Vec<bool> = (0..self.hard.len())
            .map(|at| {
                let enough = |zone| self.left(at, zone) >= self.component(at).required();
                down.component != Some(at) && down.zone.is_none_or(enough)
            })
            .collect();
        let mut serves = vec![false; own.len()];
        for circle in &self.circles {
            let mutual = circle.len() > 1 && circle.iter().all(|&at| self.component(at).rule() == Rule::All);
            if mutual {
                // Each needs all others: all serve, or none.
                let outside = |at: usize| self.hard[at].iter().all(|to| circle.contains(to) || serves[*to]);
                let all = circle.iter().all(|&at| own[at] && outside(at));
                circle.iter().for_each(|&at| serves[at] = all);
                continue;
            }
            // Support must be grounded: from nobody serving upwards.
            let mut more = true;
            while more {
                more = false;
                for &at in circle {
                    if !serves[at] && own[at] && self.supported(at, &serves) {
                        serves[at] = true;
                        more = true;
                    }
                }
            }
        }
        serves
    }

    fn supported(&self, at: usize, serves: &[bool]) -> bool {
        let (links, it) = (&self.hard[at], self.component(at));
        let working = links.iter().filter(|to| serves[**to]).count();
        links.is_empty()
            || match it.rule() {
                Rule::All => working == links.len(),
                Rule::Any | Rule::Failover(_) => working > 0,
                Rule::AtLeast(least) => working >= least as usize,
            }
    }

    /// The first journey that is down while this is down.
    pub fn journey_down(&self, down: Down) -> Option<&'a str> {
        let serves = self.serving(down);
        let stopped = |entry: &str| self.number(entry).is_some_and(|at| !serves[at]);
        self.project
            .journeys()
            .iter()
            .find(|journey| stopped(&journey.entry))
            .map(|journey| journey.id.as_str())
    }

    /// Whether a component stands under some journey, by hard or soft links.
    pub fn reached(&self) -> Vec<bool> {
        let mut reached = vec![false; self.hard.len()];
        let mut next: Vec<usize> =
            self.project.journeys().iter().filter_map(|journey| self.number(&journey.entry)).collect();
        while let Some(at) = next.pop() {
            if std::mem::replace(&mut reached[at], true) {
                continue;
            }
            let id = &self.component(at).id;
            let links = self.project.links().iter().filter(|link| link.from == *id);
            next.extend(links.filter_map(|link| self.number(&link.to)));
        }
        reached
    }

    /// Peak requests a second at each component: each journey's peak, times the calls a request makes on the way.
    pub fn demand(&self) -> Vec<f64> {
        let mut demand = vec![0.0; self.hard.len()];
        for journey in self.project.journeys() {
            if let (Some(at), Some(peak)) = (self.number(&journey.entry), journey.peak_rps) {
                demand[at] += peak;
            }
        }
        // Those that need come before those needed; within a circle nothing is passed on.
        for circle in self.circles.iter().rev() {
            if let [at] = circle[..] {
                let id = &self.component(at).id;
                let links = self.project.links().iter().filter(|link| link.from == *id && link.is_hard());
                for link in links {
                    if let Some(to) = self.number(&link.to) {
                        demand[to] += demand[at] * link.fan_out();
                    }
                }
            }
        }
        demand
    }

    /// The regions a component's copies lie in, whatever is around them.
    pub fn regions(&self, component: usize) -> Vec<usize> {
        let zones = self.project.zones();
        let is_region = |zone: &&usize| zones[**zone].kind.as_deref() == Some("region");
        let mut regions: Vec<usize> = self
            .placed(component)
            .iter()
            .filter_map(|zone| self.around[*zone].iter().find(is_region).copied())
            .collect();
        regions.sort_unstable();
        regions.dedup();
        regions
    }

    /// Zones beside this one: of the same kind, in the same parent.
    pub fn siblings(&self, zone: usize) -> Vec<&'a Zone> {
        let own = &self.project.zones()[zone];
        let alike = |it: &&Zone| it.parent == own.parent && it.kind == own.kind && it.id != own.id;
        self.project.zones().iter().filter(alike).collect()
    }
}

/// Whether anything is wrong with it now and then.
pub fn fails(failures: &[Failure]) -> bool {
    failures.iter().any(|it| it.unavailability() > 0.0)
}

/// Whether the component survives the loss of one copy.
pub fn is_redundant(component: &Component) -> bool {
    component.mode() != CopyMode::Single && component.copy_count() > component.required()
}

/// Whether everything known about it is somebody's promise.
pub fn is_promised(component: &Component) -> bool {
    let list = component.failures();
    !list.is_empty() && list.iter().all(|it| it.availability.is_some())
}

fn lineage(project: &Project, numbers: &BTreeMap<&str, usize>, zone: &Zone) -> Vec<usize> {
    let mut list = Vec::new();
    let mut next = numbers.get(zone.id.as_str()).copied();
    while let Some(at) = next.filter(|at| !list.contains(at)) {
        list.push(at);
        next = project.zones()[at].parent.as_deref().and_then(|id| numbers.get(id).copied());
    }
    list
}

/// Strongly connected sets, those needed first (Tarjan, without recursion).
fn circles(hard: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const NEW: usize = usize::MAX;
    let mut index = vec![NEW; hard.len()];
    let mut low = vec![0; hard.len()];
    let mut open = vec![false; hard.len()];
    let (mut stack, mut found, mut count) = (Vec::new(), Vec::new(), 0);
    for start in 0..hard.len() {
        let mut path = if index[start] == NEW { vec![(start, 0)] } else { Vec::new() };
        while let Some((at, link)) = path.last().copied() {
            if link == 0 {
                (index[at], low[at]) = (count, count);
                count += 1;
                stack.push(at);
                open[at] = true;
            }
            if let Some(&to) = hard[at].get(link) {
                if let Some(top) = path.last_mut() {
                    top.1 += 1;
                }
                if index[to] == NEW {
                    path.push((to, 0));
                } else if open[to] {
                    low[at] = low[at].min(index[to]);
                }
                continue;
            }
            path.pop();
            if let Some((before, _)) = path.last() {
                low[*before] = low[*before].min(low[at]);
            }
            if low[at] == index[at] {
                let from = stack.iter().rposition(|it| *it == at).unwrap_or(0);
                let mut circle = stack.split_off(from);
                circle.iter().for_each(|it| open[*it] = false);
                circle.sort_unstable();
                found.push(circle);
            }
        }
    }
    found
}
