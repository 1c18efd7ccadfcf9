//! Where the copies are, and what is left of them when zones are lost.

use std::collections::HashMap;

use crate::model::{Component, CopyMode, Project};

/// The zones of a project by number, each with its ancestors.
#[derive(Clone, Debug)]
pub struct Places {
    /// By zone: itself and its ancestors.
    lines: Vec<Vec<usize>>,
    /// By component: the zone of each entry of its list.
    lists: Vec<Vec<usize>>,
    /// Zones that hold no other zone.
    pub leaves: Vec<usize>,
    /// Zones that hold others and lie in none.
    pub regions: Vec<usize>,
}

impl Places {
    /// Of a project; names that do not resolve are left out.
    pub fn new(project: &Project) -> Self {
        let number: HashMap<&str, usize> =
            project.zones().iter().enumerate().map(|(at, zone)| (zone.id.as_str(), at)).collect();
        let parent = |at: usize| project.zones()[at].parent.as_deref().and_then(|id| number.get(id).copied());
        let line = |start: usize| {
            let mut line = vec![start];
            while let Some(next) = parent(line[line.len() - 1]).filter(|next| !line.contains(next)) {
                line.push(next);
            }
            line
        };
        let lines: Vec<Vec<usize>> = (0..project.zones().len()).map(line).collect();
        let mut holds = vec![false; lines.len()];
        lines.iter().filter_map(|line| line.get(1)).for_each(|&zone| holds[zone] = true);
        let list = |component: &Component| {
            component.zone_ids().iter().filter_map(|id| number.get(id.as_str()).copied()).collect()
        };
        let all = 0..project.zones().len();
        Self {
            leaves: all.clone().filter(|&zone| !holds[zone]).collect(),
            regions: all.filter(|&zone| holds[zone] && lines[zone].len() == 1).collect(),
            lists: project.components().iter().map(list).collect(),
            lines,
        }
    }

    /// A zone and its ancestors, itself first.
    pub fn line(&self, zone: usize) -> &[usize] {
        &self.lines[zone]
    }

    /// Copies of a component in each zone of its list, each zone once, when it has so many.
    pub fn dealt(&self, component: usize, copies: u32) -> Vec<(usize, u32)> {
        let list = &self.lists[component];
        let places = list.len() as u32;
        let mut dealt: Vec<(usize, u32)> = Vec::new();
        for (position, &zone) in (0..).zip(list) {
            let share = copies / places + u32::from(position < copies % places);
            match dealt.iter_mut().find(|(known, _)| *known == zone) {
                Some((_, count)) => *count += share,
                None => dealt.push((zone, share)),
            }
        }
        dealt
    }

    /// How many of so many copies are lost with a zone and all it holds.
    pub fn lost(&self, component: usize, copies: u32, zone: usize) -> u32 {
        let dealt = self.dealt(component, copies);
        dealt.iter().filter(|(place, _)| self.lines[*place].contains(&zone)).map(|(_, count)| count).sum()
    }

    /// How many of so many copies are lost with all of `zones` and all they hold.
    pub fn gone(&self, component: usize, copies: u32, zones: &[usize]) -> u32 {
        let dealt = self.dealt(component, copies);
        let down = |place: usize| self.lines[place].iter().any(|zone| zones.contains(zone));
        dealt.iter().filter(|(place, _)| down(*place)).map(|(_, count)| count).sum()
    }

    /// How many of so many copies are lost with the `count` of `zones` that take most of them; zones lie beside each other.
    pub fn most_lost(&self, component: usize, copies: u32, zones: &[usize], count: usize) -> u32 {
        let mut lost: Vec<u32> = zones.iter().map(|&zone| self.lost(component, copies, zone)).collect();
        crate::order::sort_by(&mut lost, |a, b| b.cmp(a));
        lost.iter().take(count).sum()
    }

    /// The fewest copies, `least` at least, of which so many are left as `wanted` says when any `count` of `zones` are lost; none where nothing can be
    /// left. Of several zones lost at once the most copies and the most that any of them leaves wanted count.
    pub fn surviving(
        &self,
        component: usize,
        least: u32,
        wanted: &[(usize, u32)],
        count: usize,
    ) -> Option<u32> {
        let zones: Vec<usize> = wanted.iter().map(|it| it.0).collect();
        let together = wanted.iter().map(|it| it.1).fold(least, u32::max);
        let missing = |copies: u32| -> Vec<(u32, u32)> {
            let alone = |&(zone, wanted): &(usize, u32)| (self.lost(component, copies, zone), wanted);
            match count {
                0 => Vec::new(),
                1 => wanted.iter().map(alone).collect(),
                _ => vec![(self.most_lost(component, copies, &zones, count), together)],
            }
        };
        let mut copies = least;
        loop {
            let states = missing(copies);
            let short = states.iter().map(|(lost, wanted)| wanted.saturating_sub(copies - lost.min(&copies)));
            let short = short.max().unwrap_or(0);
            if short == 0 {
                return Some(copies);
            }
            // As many more copies as places are left of each round, so a round that leaves nothing never will.
            let round = copies.saturating_mul(4).max(1_000);
            let nothing = |((lost, wanted), more): (&(u32, u32), &(u32, u32))| {
                *wanted > 0 && *lost >= copies && more.0 >= round
            };
            if states.iter().zip(&missing(round)).any(nothing) {
                return None;
            }
            copies = copies.checked_add(short)?;
        }
    }
}

/// The copies that answer requests: the active ones where the others only stand by.
pub fn serving_copies(component: &Component) -> u32 {
    match component.mode() {
        CopyMode::ActivePassive => component.required(),
        _ => component.copy_count(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::read;

    fn over(zones: &str) -> Places {
        let text = format!(
            r#"{{"format": "ninefold/1", "zones": [{{"id": "eu"}}, {{"id": "a", "parent": "eu"}}, {{"id": "b", "parent": "eu"}}, {{"id": "c", "parent": "eu"}},
                {{"id": "us"}}, {{"id": "u", "parent": "us"}}], "components": [{{"id": "x", "zones": {zones}}}]}}"#
        );
        Places::new(&read(&text).unwrap().project)
    }

    /// 4 needed: 8 over two zones, 6 over three (peak × zones/(zones − 1), rounded up to whole copies a zone).
    #[test]
    fn static_stability() {
        let needed = |zones: &str, count: usize| {
            let places = over(zones);
            let wanted: Vec<(usize, u32)> = places.leaves.iter().map(|&zone| (zone, 4)).collect();
            places.surviving(0, 4, &wanted, count)
        };
        assert_eq!(needed(r#"["a", "b"]"#, 1), Some(8));
        assert_eq!(needed(r#"["a", "b", "c"]"#, 1), Some(6));
        assert_eq!(needed(r#"["a", "b", "c"]"#, 2), Some(12));
        assert_eq!(needed(r#"["a"]"#, 1), None);
        // In no zone, or in one that holds zones: losing a zone takes nothing.
        assert_eq!((needed("[]", 1), needed(r#"["eu"]"#, 1)), (Some(4), Some(4)));
    }

    #[test]
    fn regions_take_their_zones() {
        let places = over(r#"["a", "b", "u"]"#);
        assert_eq!((places.leaves.len(), places.regions.len()), (4, 2));
        let wanted: Vec<(usize, u32)> = places.regions.iter().map(|&zone| (zone, 2)).collect();
        assert_eq!(places.surviving(0, 2, &wanted, 1), Some(6));
        assert_eq!(places.lost(0, 6, places.regions[0]), 4);
    }
}
