//! Where boxes and frames stand: the positions of the file, columns for a project without any, and a row beneath
//! for the few that have none.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Frame, Node, ZoneFrame, size};
use crate::model::{Component, Project};

const ZONE_PADDING: f64 = 24.0;
const ZONE_TITLE: f64 = 32.0;
/// A zone with nothing drawn in it; also the least a zone is wide.
const EMPTY_ZONE: (f64, f64) = (208.0, 96.0);
/// From one column or row to the next.
const PITCH: (f64, f64) = (264.0, 136.0);
/// What no drawing needs: positions beyond it count as missing.
const FAR: f64 = 1e6;

/// The top left corner of each component, in the file's order.
pub(super) fn positions(project: &Project) -> Vec<(f64, f64)> {
    let components = project.components();
    let given: Vec<Option<(f64, f64)>> =
        components.iter().map(|component| given(project, &component.id)).collect();
    if given.iter().all(Option::is_none) {
        return columns(project);
    }
    let placed = || components.iter().zip(&given).filter_map(|(component, at)| at.map(|at| (component, at)));
    let below = placed().map(|(component, at)| at.1 + size(component).1).fold(f64::NEG_INFINITY, f64::max);
    let left = placed().map(|(_, at)| at.0).fold(f64::INFINITY, f64::min);
    let mut next = 0.0;
    given
        .into_iter()
        .map(|at| {
            at.unwrap_or_else(|| {
                next += 1.0;
                (left + (next - 1.0) * PITCH.0, below + ZONE_PADDING + ZONE_TITLE)
            })
        })
        .collect()
}

pub(super) fn given(project: &Project, id: &str) -> Option<(f64, f64)> {
    let list = project.canvas.as_ref()?.get("positions")?.get(id)?.as_array()?;
    let number = |index: usize| list.get(index).and_then(Value::as_f64).filter(|value| value.abs() < FAR);
    Some((number(0)?, number(1)?))
}

/// Columns by distance from the journeys' entries; what nothing reaches comes last.
fn columns(project: &Project) -> Vec<(f64, f64)> {
    let components = project.components();
    let index: BTreeMap<&str, usize> =
        components.iter().enumerate().map(|(number, component)| (component.id.as_str(), number)).collect();
    let mut depth: Vec<Option<usize>> = vec![None; components.len()];
    let mut queue: Vec<usize> =
        project.journeys().iter().filter_map(|journey| index.get(journey.entry.as_str()).copied()).collect();
    queue.iter().for_each(|&entry| depth[entry] = Some(0));
    let mut next = 0;
    while let Some(&at) = queue.get(next) {
        next += 1;
        for link in project.links().iter().filter(|link| link.from == components[at].id) {
            if let Some(&to) = index.get(link.to.as_str()).filter(|&&to| depth[to].is_none()) {
                depth[to] = depth[at].map(|depth| depth + 1);
                queue.push(to);
            }
        }
    }
    let last = depth.iter().flatten().max().map_or(0, |deepest| deepest + 1);
    let mut rows: BTreeMap<usize, usize> = BTreeMap::new();
    depth
        .into_iter()
        .map(|depth| {
            let column = depth.unwrap_or(last);
            let row = rows.entry(column).or_default();
            *row += 1;
            (column as f64 * PITCH.0, (*row - 1) as f64 * PITCH.1)
        })
        .collect()
}

/// A frame around what is drawn in each zone, outer frames first; empty zones stand where the file says, if it does. A component is drawn in
/// the smallest zone that holds all its copies.
pub(super) fn zone_frames(project: &Project, nodes: &[Node]) -> Vec<ZoneFrame> {
    let zones = project.zones();
    let chains: Vec<Vec<usize>> = (0..zones.len()).map(|zone| chain(project, zone)).collect();
    let homes: Vec<Option<usize>> =
        project.components().iter().map(|component| home(project, &chains, component)).collect();
    let mut order: Vec<usize> = (0..zones.len()).collect();
    crate::order::sort_by_key(&mut order, |&zone| std::cmp::Reverse(chains[zone].len()));
    let mut frames: Vec<Option<Frame>> = vec![None; zones.len()];
    for &zone in &order {
        let members =
            nodes.iter().zip(&homes).filter(|(_, home)| **home == Some(zone)).map(|(node, _)| node.frame);
        let children = (0..zones.len())
            .filter(|&child| chains[child].get(1) == Some(&zone))
            .filter_map(|child| frames[child]);
        let empty = || {
            let (x, y) = given(project, &zones[zone].id)?;
            Some(Frame { x, y, width: EMPTY_ZONE.0, height: EMPTY_ZONE.1 })
        };
        frames[zone] = members.chain(children).reduce(Frame::union).map(around).or_else(empty);
    }
    let named = |&zone: &usize| {
        frames[zone].map(|frame| ZoneFrame { frame, name: zones[zone].display_name().to_owned() })
    };
    order.iter().rev().filter_map(named).collect()
}

fn around(content: Frame) -> Frame {
    let mut frame = content.inflated(ZONE_PADDING);
    frame.y -= ZONE_TITLE;
    frame.height += ZONE_TITLE;
    frame.width = frame.width.max(EMPTY_ZONE.0);
    frame
}

/// A zone and those it lies in, inside out; circles are cut.
fn chain(project: &Project, zone: usize) -> Vec<usize> {
    let zones = project.zones();
    let mut chain = vec![zone];
    while let Some(parent) = chain.last().and_then(|&inner| zones[inner].parent.as_deref()) {
        match zones.iter().position(|zone| zone.id == parent) {
            Some(outer) if !chain.contains(&outer) => chain.push(outer),
            _ => break,
        }
    }
    chain
}

fn home(project: &Project, chains: &[Vec<usize>], component: &Component) -> Option<usize> {
    let zones = project.zones();
    let mut listed =
        component.zone_ids().iter().filter_map(|id| zones.iter().position(|zone| zone.id == *id));
    let first = listed.next()?;
    let rest: Vec<usize> = listed.collect();
    chains[first].iter().copied().find(|outer| rest.iter().all(|&zone| chains[zone].contains(outer)))
}
