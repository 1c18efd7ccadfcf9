//! The project by numbers: ids resolved, hard links, soft links, zones with their ancestors, cycles.

use std::collections::HashMap;

use crate::model::{Component, Project, Rule};

/// A soft link leaving a component.
#[derive(Clone, Copy, Debug)]
pub struct SoftLink {
    /// Component number.
    pub to: usize,
    /// Fraction of requests lost while it is broken.
    pub loss: f64,
}

/// The project by numbers. Components and zones are numbered in the file's order.
#[derive(Debug)]
pub struct Graph {
    /// Hard links of each component, in the file's order.
    pub hard: Vec<Vec<usize>>,
    /// Soft links of each component, in the file's order.
    pub soft: Vec<Vec<SoftLink>>,
    /// Zones of each component's copies: (zone, copies), each zone once, in the order of the list.
    pub placement: Vec<Vec<(usize, u32)>>,
    /// Each zone with its ancestors, the outermost first.
    pub lineage: Vec<Vec<usize>>,
    /// Entry component of each journey.
    pub entries: Vec<usize>,
    /// Strongly connected sets of components by hard links, every set after the sets it needs.
    pub sets: Vec<Vec<usize>>,
    /// All components in the order in which a walk from the entries meets them: what belongs together stays together.
    pub walk: Vec<usize>,
}

impl Graph {
    /// Resolves a valid project; links and zones that do not resolve are left out (validation reports them).
    #[must_use]
    pub fn new(project: &Project) -> Self {
        let number: HashMap<&str, usize> =
            project.components().iter().enumerate().map(|(i, c)| (c.id.as_str(), i)).collect();
        let zone: HashMap<&str, usize> =
            project.zones().iter().enumerate().map(|(i, z)| (z.id.as_str(), i)).collect();
        let mut hard = vec![Vec::new(); number.len()];
        let mut soft = vec![Vec::new(); number.len()];
        for link in project.links() {
            let (Some(&from), Some(&to)) = (number.get(link.from.as_str()), number.get(link.to.as_str()))
            else {
                continue;
            };
            if link.is_hard() {
                hard[from].push(to);
            } else {
                soft[from].push(SoftLink { to, loss: link.loss() });
            }
        }
        let placement = project.components().iter().map(|component| {
            let zones: Vec<usize> =
                component.zone_ids().iter().filter_map(|id| zone.get(id.as_str()).copied()).collect();
            deal(&zones, component.copy_count())
        });
        let lineage = project.zones().iter().map(|start| {
            let mut line = Vec::new();
            let mut next = zone.get(start.id.as_str()).copied();
            while let Some(at) = next {
                if line.contains(&at) {
                    break;
                }
                line.push(at);
                next = project.zones()[at].parent.as_ref().and_then(|id| zone.get(id.as_str()).copied());
            }
            line.reverse();
            line
        });
        let entries: Vec<usize> =
            project.journeys().iter().filter_map(|j| number.get(j.entry.as_str()).copied()).collect();
        let sets = strongly_connected(&hard);
        let walk = walk(&hard, &soft, &entries, &sets);
        Self { walk, placement: placement.collect(), lineage: lineage.collect(), entries, sets, hard, soft }
    }

    /// Whether the set is a cycle: more than one component, or one that needs itself.
    #[must_use]
    pub fn is_cycle(&self, set: &[usize]) -> bool {
        set.len() > 1 || self.hard[set[0]].contains(&set[0])
    }

    /// Whether a cycle is mutual: all its members need all their links.
    #[must_use]
    pub fn is_mutual(project: &Project, set: &[usize]) -> bool {
        set.iter().all(|&member| matches!(project.components()[member].rule(), Rule::All))
    }
}

/// The listed zones of a component, in the order in which its copies are dealt to them.
pub fn places(project: &Project, component: &Component) -> Vec<usize> {
    let number = |id: &String| project.zones().iter().position(|zone| zone.id == *id);
    component.zone_ids().iter().filter_map(number).collect()
}

/// Copies dealt to zones in turn, as (zone, copies), each zone once.
fn deal(zones: &[usize], copies: u32) -> Vec<(usize, u32)> {
    let mut dealt: Vec<(usize, u32)> = Vec::new();
    let lists = zones.len() as u32;
    for (position, &zone) in zones.iter().enumerate() {
        let share = copies / lists + u32::from((position as u32) < copies % lists);
        match dealt.iter_mut().find(|(known, _)| *known == zone) {
            Some((_, count)) => *count += share,
            None => dealt.push((zone, share)),
        }
    }
    dealt.retain(|(_, count)| *count > 0);
    dealt
}

/// Depth first, but within a cycle breadth first: there neighbours on the way to all sides belong together.
fn walk(hard: &[Vec<usize>], soft: &[Vec<SoftLink>], entries: &[usize], sets: &[Vec<usize>]) -> Vec<usize> {
    let mut set_of = vec![0; hard.len()];
    for (number, set) in sets.iter().enumerate() {
        set.iter().for_each(|&member| set_of[member] = number);
    }
    let mut met = Vec::with_capacity(hard.len());
    let mut seen = vec![false; hard.len()];
    for start in entries.iter().copied().chain(0..hard.len()) {
        let mut stack = vec![start];
        while let Some(component) = stack.pop() {
            if std::mem::replace(&mut seen[component], true) {
                continue;
            }
            let first = met.len();
            met.push(component);
            let mut next = first;
            while next < met.len() {
                for &target in hard[met[next]].iter().filter(|target| set_of[**target] == set_of[component]) {
                    if !std::mem::replace(&mut seen[target], true) {
                        met.push(target);
                    }
                }
                next += 1;
            }
            for &member in met[first..].iter().rev() {
                let beyond = soft[member].iter().rev().map(|link| link.to);
                stack.extend(beyond.chain(hard[member].iter().rev().copied()));
            }
        }
    }
    met
}

/// Tarjan's algorithm with its own stack; a set comes out after every set it points at.
/// Source: R. Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Computing 1(2), 1972.
fn strongly_connected(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let count = edges.len();
    let (mut index, mut low) = (vec![UNSEEN; count], vec![0; count]);
    let mut on_stack = vec![false; count];
    let (mut stack, mut sets, mut next) = (Vec::new(), Vec::new(), 0);
    for root in 0..count {
        if index[root] != UNSEEN {
            continue;
        }
        let mut work = vec![(root, 0)];
        while let Some((node, edge)) = work.pop() {
            if edge == 0 {
                index[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            } else {
                low[node] = low[node].min(low[edges[node][edge - 1]]);
            }
            let mut descended = false;
            for (position, &target) in edges[node].iter().enumerate().skip(edge) {
                if index[target] == UNSEEN {
                    work.push((node, position + 1));
                    work.push((target, 0));
                    descended = true;
                    break;
                }
                if on_stack[target] {
                    low[node] = low[node].min(index[target]);
                }
            }
            if descended || low[node] != index[node] {
                continue;
            }
            let start = stack.iter().rposition(|&member| member == node).unwrap_or(0);
            let mut set = stack.split_off(start);
            set.iter().for_each(|&member| on_stack[member] = false);
            set.sort_unstable();
            sets.push(set);
        }
    }
    sets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_come_after_what_they_need() {
        // 0 → 1 ⇄ 2 → 3, 4 alone
        let sets = strongly_connected(&[vec![1], vec![2], vec![1, 3], vec![], vec![]]);
        assert_eq!(sets, vec![vec![3], vec![1, 2], vec![0], vec![4]]);
    }

    #[test]
    fn copies_are_dealt_in_turn() {
        assert_eq!(deal(&[7, 8], 5), vec![(7, 3), (8, 2)]);
        assert_eq!(deal(&[7, 8, 7], 3), vec![(7, 2), (8, 1)]);
        assert_eq!(deal(&[7, 8], 1), vec![(7, 1)]);
        assert_eq!(deal(&[], 3), vec![]);
    }
}
