//! The chains of redundancy groups, each solved once for all groups with the same figures.

use super::graph::Graph;
use super::group::{self, Above};
use super::pieces::Piece;
use super::shared_load;
use crate::model::{Copies, CopyMode, Failure, Project};

/// So many of the last groups solved are compared with the next.
const COMPARED: usize = 1_000;
/// More solved groups than these are not kept for another project.
const KEPT: usize = 256;

/// The solved groups.
#[derive(Clone, Debug, Default)]
pub struct Chains {
    solved: Vec<Solved>,
    /// By component: which of these; none where there is no chain.
    of: Vec<Option<Option<usize>>>,
}

/// All that a group's chain is made of, and what it says.
#[derive(Clone, Debug)]
struct Solved {
    failures: Vec<Failure>,
    copies: Option<Copies>,
    zones: Option<(Vec<Above>, Vec<u32>)>,
    /// For each number of available copies; none where there is no chain, or it is too large.
    pieces: Option<Vec<(u32, Piece)>>,
}

impl Chains {
    /// To be said before another state of the project is asked about.
    pub fn forget_components(&mut self) {
        self.of.clear();
        if self.solved.len() > KEPT {
            self.solved.clear();
        }
    }

    /// The pieces of a component for each number of available copies that its chain gives: active-passive groups and copies that share
    /// a load. None where there is no such chain, or it is too large; then [`super::pieces::copies`] answers.
    ///
    /// `zones_held`: some zones are down for good, so that how long they have been in their state does not matter.
    pub fn pieces(
        &mut self,
        project: &Project,
        graph: &Graph,
        component: usize,
        zones_held: bool,
    ) -> Option<&[(u32, Piece)]> {
        if self.of.len() <= component {
            self.of.resize(project.components().len(), None);
        }
        let place = match self.of[component] {
            Some(place) => place,
            None => {
                let place = self.solve(project, graph, component, zones_held);
                self.of[component] = Some(place);
                place
            }
        };
        self.solved[place?].pieces.as_deref()
    }

    fn solve(
        &mut self,
        project: &Project,
        graph: &Graph,
        component: usize,
        zones_held: bool,
    ) -> Option<usize> {
        let details = &project.components()[component];
        let solve = match details.mode() {
            CopyMode::ActivePassive if !zones_held => group::pieces,
            CopyMode::ActiveActive => shared_load::pieces,
            _ => return None,
        };
        let factor = details.copies.as_ref().map_or(1.0, |copies| copies.load_factor());
        if details.mode() == CopyMode::ActiveActive && factor == 1.0 {
            return None;
        }
        let zones = group::zones_above(project, graph, component);
        let is_like = |known: &Solved| {
            known.failures == details.failures() && known.copies == details.copies && known.zones == zones
        };
        let first = self.solved.len().saturating_sub(COMPARED);
        if let Some(place) = self.solved[first..].iter().position(is_like) {
            return Some(first + place);
        }
        let (failures, copies) = (details.failures().to_vec(), details.copies.clone());
        self.solved.push(Solved { failures, copies, zones, pieces: solve(project, graph, component) });
        Some(self.solved.len() - 1)
    }
}
