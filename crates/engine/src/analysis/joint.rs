//! A whole function of the system as one chain, where its parts are few: for what does not follow from the parts one by one, the time to the
//! first failure and the law of the downtime.
//!
//! Parts are single failure modes of zones and common causes, numbers of failed copies, and active-passive groups without zones. Exponential
//! times with the given means. Functions with switching that one event causes (docs/methods.md §4) have no such chain.

use super::graph::Graph;
use super::group;
use super::markov::Chain;
use super::motion::{Label, Motion};
use super::pieces::{self, Piece};
use super::structure::{Kind, Structure};
use crate::boolean::diagram::{Chance, Diagram};
use crate::model::{CopyMode, Project};

/// The one state of all failures, where the first failure is the end.
const FAILED: u64 = u64::MAX;
/// Diagrams with more nodes are not looked at state by state.
const NODE_LIMIT: usize = 2_000;

/// The function of `diagram` as a chain of at most `most` states; state 0 is "everything works". With `first_failure` all down states are
/// one that is never left. None where there is no such chain.
#[must_use]
pub fn joint(
    project: &Project,
    graph: &Graph,
    structure: &Structure,
    diagram: &Diagram,
    most: usize,
    first_failure: bool,
) -> Option<Motion> {
    if diagram.node_count() > NODE_LIMIT {
        return None;
    }
    let joint = Joint::new(project, graph, structure, diagram)?;
    let next = |state: u64, found: &mut Vec<(u64, f64)>| {
        if state == FAILED {
            return;
        }
        joint.moves(state, found);
        if first_failure {
            for (to, _) in found.iter_mut().filter(|(to, _)| !joint.is_up(*to)) {
                *to = FAILED;
            }
        }
    };
    let label = |state: u64| {
        let up = state != FAILED && joint.is_up(state);
        Label { kind: u8::from(!up), available: 0, zones: 0 }
    };
    Motion::explore(0, most, &next, &label)
}

/// Mean hours from "everything works" to the first failure: the length of a cycle of the chain that starts anew at each failure, by the
/// elimination of \[gth1985\], so without a subtraction.
#[must_use]
pub fn mean_time_to_first_failure(motion: &Motion) -> f64 {
    let mut chain = Chain::new(motion.state_count());
    for &(from, to, rate) in motion.moves.iter().filter(|(from, ..)| motion.is_up(*from)) {
        chain.add(from as usize, if motion.is_up(to) { to as usize } else { 0 }, rate);
    }
    let pi = chain.steady_state();
    let failing = motion.moves.iter().filter(|(from, to, _)| motion.is_up(*from) && !motion.is_up(*to));
    1.0 / failing.map(|(from, _, rate)| pi[*from as usize] * rate).sum::<f64>()
}

/// A digit of the state.
enum Part {
    /// A mode of a zone or of a common cause: fails, is repaired.
    Mode { variable: u32, failing: f64, repair: f64 },
    /// How many copies of a class are down.
    Class,
    /// The state of an active-passive group.
    Group { motion: Motion, variables: Vec<u32> },
}

/// Copies under the same zones: their part, their number, the parts of those zones.
struct Class {
    part: usize,
    copies: u32,
    needs: Vec<usize>,
}

/// A component whose copies are counted.
struct Block<'a> {
    component: &'a crate::model::Component,
    variables: Vec<u32>,
    classes: Vec<Class>,
    failing: f64,
    repair: f64,
    crews: u32,
}

struct Joint<'a> {
    diagram: &'a Diagram,
    variables: usize,
    parts: Vec<Part>,
    blocks: Vec<Block<'a>>,
    /// Size and stride of each part.
    radix: Vec<(u64, u64)>,
}

impl<'a> Joint<'a> {
    fn new(project: &'a Project, graph: &Graph, structure: &Structure, diagram: &'a Diagram) -> Option<Self> {
        let variables = structure.variables.len();
        let mut joint = Self { diagram, variables, parts: Vec::new(), blocks: Vec::new(), radix: Vec::new() };
        let mut components: Vec<(usize, Vec<u32>)> = Vec::new();
        let mut zones: Vec<usize> = Vec::new();
        for &number in diagram.support() {
            match structure.variables[number as usize].kind {
                Kind::Zone(zone) => zones.push(zone),
                Kind::Common(component) => {
                    let modes = pieces::common_modes(&project.components()[component]);
                    joint.add_modes(number, modes)?;
                }
                Kind::Copies { component, .. } => {
                    match components.iter().position(|(known, _)| *known == component) {
                        Some(at) => components[at].1.push(number),
                        None => components.push((component, vec![number])),
                    }
                }
                Kind::Switch(_) => {}
                Kind::Fallback(..) | Kind::Detection(_) => return None,
            }
        }
        let above = |part: &(usize, Vec<u32>)| graph.placement[part.0].iter().map(|(zone, _)| *zone);
        let lineages = components.iter().flat_map(above).flat_map(|zone| graph.lineage[zone].clone());
        zones.extend(lineages);
        zones.sort_unstable();
        zones.dedup();
        let mut zone_parts = vec![Vec::new(); project.zones().len()];
        for zone in zones {
            let first = joint.parts.len();
            joint.add_modes(structure.number(Kind::Zone(zone))?, project.zones()[zone].failures())?;
            zone_parts[zone] = (first..joint.parts.len()).collect();
        }
        for (component, variables) in components {
            joint.add_component(project, graph, component, variables, &zone_parts)?;
        }
        Some(joint)
    }

    fn add_part(&mut self, part: Part, size: u64) -> Option<usize> {
        let stride = self.radix.last().map_or(Some(1), |(size, stride)| stride.checked_mul(*size))?;
        stride.checked_mul(size).filter(|states| *states < FAILED / 2)?;
        self.radix.push((size, stride));
        self.parts.push(part);
        Some(self.parts.len() - 1)
    }

    fn add_modes<'b>(
        &mut self,
        variable: u32,
        modes: impl IntoIterator<Item = &'b crate::model::Failure>,
    ) -> Option<()> {
        for mode in modes {
            let (failing, repair) = (1.0 / mode.mtbf_hours(), 1.0 / mode.mttr_hours());
            if failing > 0.0 {
                repair.is_finite().then_some(())?;
                self.add_part(Part::Mode { variable, failing, repair }, 2)?;
            }
        }
        Some(())
    }

    fn add_component(
        &mut self,
        project: &'a Project,
        graph: &Graph,
        component: usize,
        variables: Vec<u32>,
        zone_parts: &[Vec<usize>],
    ) -> Option<()> {
        let details = &project.components()[component];
        let count = details.copy_count();
        if details.mode() == CopyMode::ActivePassive {
            let apart = graph.placement[component]
                .iter()
                .all(|(zone, _)| graph.lineage[*zone].iter().all(|zone| zone_parts[*zone].is_empty()));
            let motion = group::motion(project, graph, component).filter(|_| apart)?;
            let size = motion.state_count() as u64;
            self.add_part(Part::Group { motion, variables }, size)?;
            return Some(());
        }
        let single = Piece::series(pieces::own_modes(details));
        let (failing, repair) = (pieces::copy_failure_rate(details), single.frequency / single.down);
        if !repair.is_finite() {
            return None;
        }
        let mut placement: Vec<(Vec<usize>, u32)> = Vec::new();
        for &(zone, copies) in &graph.placement[component] {
            let needs: Vec<usize> =
                graph.lineage[zone].iter().flat_map(|zone| zone_parts[*zone].clone()).collect();
            match placement.iter_mut().find(|(known, _)| *known == needs) {
                Some((_, known)) => *known += copies,
                None => placement.push((needs, copies)),
            }
        }
        if placement.is_empty() {
            placement.push((Vec::new(), count));
        }
        let mut classes = Vec::new();
        for (needs, copies) in placement {
            let part = self.add_part(Part::Class, u64::from(copies) + 1)?;
            classes.push(Class { part, copies, needs });
        }
        let crews = details.copies.as_ref().and_then(|copies| copies.repairers).unwrap_or(count);
        self.blocks.push(Block { component: details, variables, classes, failing, repair, crews });
        Some(())
    }

    fn digit(&self, state: u64, part: usize) -> u64 {
        let (size, stride) = self.radix[part];
        state / stride % size
    }

    fn class_is_up(&self, state: u64, class: &Class) -> bool {
        class.needs.iter().all(|&part| self.digit(state, part) == 0)
    }

    fn working(&self, state: u64, block: &Block<'_>) -> u32 {
        let up = block.classes.iter().filter(|class| self.class_is_up(state, class));
        up.map(|class| class.copies - self.digit(state, class.part) as u32).sum()
    }

    fn is_up(&self, state: u64) -> bool {
        let mut chances = vec![Chance::CERTAIN; self.variables];
        for (number, part) in self.parts.iter().enumerate() {
            let digit = self.digit(state, number);
            match part {
                Part::Mode { variable, .. } if digit == 1 => chances[*variable as usize] = Chance::NEVER,
                Part::Group { motion, variables } if !motion.is_up(digit as u32) => {
                    variables.iter().for_each(|&variable| chances[variable as usize] = Chance::NEVER);
                }
                _ => {}
            }
        }
        for block in &self.blocks {
            if self.working(state, block) < block.component.required() {
                // Of the variables for each number of available copies only one counts in any state of the zones.
                block.variables.iter().for_each(|&variable| chances[variable as usize] = Chance::NEVER);
            }
        }
        self.diagram.chance(&chances).up > 0.5
    }

    fn moves(&self, state: u64, found: &mut Vec<(u64, f64)>) {
        for (number, part) in self.parts.iter().enumerate() {
            let (stride, digit) = (self.radix[number].1, self.digit(state, number));
            match part {
                Part::Mode { failing, .. } if digit == 0 => found.push((state + stride, *failing)),
                Part::Mode { repair, .. } => found.push((state - stride, *repair)),
                Part::Group { motion, .. } => {
                    let from = digit as u32;
                    let moves = motion.moves.iter().filter(|(start, ..)| *start == from);
                    let base = state - digit * stride;
                    found.extend(moves.map(|(_, to, rate)| (base + u64::from(*to) * stride, *rate)));
                }
                Part::Class => {}
            }
        }
        self.blocks.iter().for_each(|block| self.block_moves(state, block, found));
    }

    fn block_moves(&self, state: u64, block: &Block<'_>, found: &mut Vec<(u64, f64)>) {
        let broken: u64 = block.classes.iter().map(|class| self.digit(state, class.part)).sum();
        let lost = block.component.copy_count() - self.working(state, block);
        let speed = block.component.copies.as_ref().map_or(1.0, |copies| copies.speed_without(lost));
        for class in &block.classes {
            let (stride, down) = (self.radix[class.part].1, self.digit(state, class.part));
            let speed = if self.class_is_up(state, class) { speed } else { 1.0 };
            if down < u64::from(class.copies) {
                let working = (u64::from(class.copies) - down) as f64;
                found.push((state + stride, working * block.failing * speed));
            }
            if down > 0 {
                let repaired = down as f64 / broken as f64 * broken.min(u64::from(block.crews)) as f64;
                found.push((state - stride, repaired * block.repair));
            }
        }
    }
}
