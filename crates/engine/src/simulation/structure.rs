//! Links at compile time: the order in which units are evaluated, their cycles, and who watches whom.

use std::collections::HashMap;

use crate::model::{Project, Rule};

use super::compile::{Names, unknown};
use super::compiled::{Compiled, Cycle, MemberRule, Redundancy, Route, Rows, Soft, Support};
use super::error::SimulationError;

/// Components in the order of evaluation, and the sets among them that depend on each other.
pub(super) struct Order {
    /// Unit → position of the component in the project.
    pub units: Vec<usize>,
    /// Ranges of units: strongly connected sets of two or more, and single units that need themselves.
    pub cycles: Vec<(usize, usize)>,
}

/// Orders the components so that what one needs comes before it (Tarjan's strongly connected components, without
/// recursion, so that a long chain cannot overflow the stack).
pub(super) fn order(project: &Project) -> Result<Order, SimulationError> {
    let count = project.components().len();
    let position: HashMap<&str, usize> =
        project.components().iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect();
    let mut needs = vec![Vec::new(); count];
    let mut selfish = vec![false; count];
    for link in project.links().iter().filter(|link| link.is_hard()) {
        let place = || format!("the link from '{}' to '{}'", link.from, link.to);
        let find = |id: &str| position.get(id).copied().ok_or_else(|| unknown(place(), id, "component"));
        let (from, to) = (find(&link.from)?, find(&link.to)?);
        needs[from].push(to);
        selfish[from] |= from == to;
    }
    let sets = strongly_connected(&needs);
    let mut order = Order { units: Vec::with_capacity(count), cycles: Vec::new() };
    for mut set in sets {
        set.sort_unstable();
        let first = order.units.len();
        if set.len() > 1 || selfish[set[0]] {
            order.cycles.push((first, first + set.len()));
        }
        order.units.extend(set);
    }
    Ok(order)
}

/// Strongly connected sets of a graph, each after all sets it points to.
fn strongly_connected(edges: &[Vec<usize>]) -> Vec<Vec<usize>> {
    const UNSEEN: usize = usize::MAX;
    let count = edges.len();
    let (mut number, mut low) = (vec![UNSEEN; count], vec![0; count]);
    let mut on_stack = vec![false; count];
    let (mut stack, mut sets, mut next) = (Vec::new(), Vec::new(), 0);
    for root in 0..count {
        if number[root] != UNSEEN {
            continue;
        }
        let mut path = vec![(root, 0)];
        while let Some(&mut (node, ref mut edge)) = path.last_mut() {
            if *edge == 0 && number[node] == UNSEEN {
                number[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
                on_stack[node] = true;
            }
            if let Some(&target) = edges[node].get(*edge) {
                *edge += 1;
                if number[target] == UNSEEN {
                    path.push((target, 0));
                } else if on_stack[target] {
                    low[node] = low[node].min(number[target]);
                }
                continue;
            }
            path.pop();
            if let Some(&(parent, _)) = path.last() {
                low[parent] = low[parent].min(low[node]);
            }
            if low[node] == number[node] {
                let at = stack.iter().rposition(|&it| it == node).unwrap_or(0);
                let set = stack.split_off(at);
                set.iter().for_each(|&member| on_stack[member] = false);
                sets.push(set);
            }
        }
    }
    sets
}

/// Fills in links, rules, cycles and journeys.
pub(super) fn connect(
    project: &Project,
    order: &Order,
    names: &Names<'_>,
    model: &mut Compiled,
) -> Result<(), SimulationError> {
    let count = model.units.len();
    let find = |place: &dyn Fn() -> String, id: &str| {
        names.units.get(id).copied().ok_or_else(|| unknown(place(), id, "component"))
    };
    let (mut hard, mut soft) = (Vec::new(), Vec::new());
    for link in project.links() {
        let place = || format!("the link from '{}' to '{}'", link.from, link.to);
        let (from, to) = (find(&place, &link.from)?, find(&place, &link.to)?);
        if link.is_hard() {
            hard.push((from, to));
        } else {
            soft.push((from, model.softs.len()));
            model.softs.push(Soft { target: to as u32, loss: link.loss().clamp(0.0, 1.0) });
        }
    }
    model.needs = Rows::new(count, &hard);
    model.soft_links = Rows::new(count, &soft);
    let cycle_of = cycle_of(order, count);
    let inside = |&(from, to): &(usize, usize)| cycle_of[from].is_some() && cycle_of[from] == cycle_of[to];
    let turned = |pairs: Vec<&(usize, usize)>| -> Vec<(usize, usize)> {
        pairs.into_iter().map(|&(from, to)| (to, from)).collect()
    };
    model.cycle_dependents = Rows::new(count, &turned(hard.iter().filter(|link| inside(link)).collect()));
    model.dependents = Rows::new(count, &turned(hard.iter().filter(|link| !inside(link)).collect()));
    set_rules(project, order, &cycle_of, model);
    add_journeys(project, names, model)
}

fn cycle_of(order: &Order, count: usize) -> Vec<Option<usize>> {
    let mut of = vec![None; count];
    for (cycle, &(first, end)) in order.cycles.iter().enumerate() {
        of[first..end].fill(Some(cycle));
    }
    of
}

/// How many of so many hard links must serve.
fn threshold(rule: &Rule, links: usize) -> u32 {
    match rule {
        _ if links == 0 => 0,
        Rule::Any => 1,
        Rule::AtLeast(least) => *least,
        Rule::All | Rule::Failover(_) => links as u32,
    }
}

fn set_rules(project: &Project, order: &Order, cycle_of: &[Option<usize>], model: &mut Compiled) {
    model.member_rules = vec![None; model.units.len()];
    for (unit, cycle) in cycle_of.iter().enumerate() {
        let links = model.needs.row(unit).len();
        let rule = project.components()[model.units[unit].component].rule();
        let support = match model.units[unit].support {
            Support::Failover(_) if links == 0 => Support::Count(0),
            Support::Failover(failover) => Support::Failover(failover),
            _ => Support::Count(threshold(&rule, links)),
        };
        model.units[unit].support = support;
        if let Some(cycle) = *cycle {
            model.member_rules[unit] = Some(match support {
                Support::Failover(failover) => MemberRule::Failover(failover),
                Support::Count(least) => MemberRule::Count(least),
                Support::Cycle(_) => MemberRule::Count(0),
            });
            model.units[unit].support = Support::Cycle(cycle as u32);
        }
    }
    for &(first, end) in &order.cycles {
        let all = |&component: &usize| matches!(project.components()[component].rule(), Rule::All);
        let mutual = order.units[first..end].iter().all(all);
        model.cycles.push(Cycle { members: (first as u32, end as u32), mutual });
    }
}

fn add_journeys(project: &Project, names: &Names<'_>, model: &mut Compiled) -> Result<(), SimulationError> {
    let mut watched = Vec::new();
    for (journey, it) in project.journeys().iter().enumerate() {
        let place = || format!("journey '{}'", it.id);
        let entry = names
            .units
            .get(it.entry.as_str())
            .copied()
            .ok_or_else(|| unknown(place(), &it.entry, "component"))?;
        let reached = reached(model, entry);
        let rich = reached.iter().any(|&unit| {
            let unit_at = &model.units[unit];
            let lossy = unit_at.detection.is_some() && matches!(unit_at.redundancy, Redundancy::Threshold(_));
            lossy || !model.soft_links.row(unit).is_empty()
        });
        let mut units = vec![entry];
        if rich {
            for &unit in &reached {
                let targets =
                    model.soft_links.row(unit).iter().map(|&soft| model.softs[soft as usize].target as usize);
                units.extend(targets);
            }
            units.extend(reached);
        }
        units.sort_unstable();
        units.dedup();
        watched.extend(units.into_iter().map(|unit| (unit, journey)));
        model.journeys.push(Route { id: it.id.clone(), entry: entry as u32, rich });
    }
    model.watchers = Rows::new(model.units.len(), &watched);
    Ok(())
}

/// Every unit requests entering here can come to by hard links.
pub(super) fn reached(model: &Compiled, entry: usize) -> Vec<usize> {
    let mut seen = vec![false; model.units.len()];
    let mut reached = vec![entry];
    seen[entry] = true;
    let mut next = 0;
    while next < reached.len() {
        for &target in model.needs.row(reached[next]) {
            if !std::mem::replace(&mut seen[target as usize], true) {
                reached.push(target as usize);
            }
        }
        next += 1;
    }
    reached
}
