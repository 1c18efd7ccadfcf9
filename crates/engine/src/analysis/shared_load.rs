//! Active-active copies that share the load: each that does not work makes the others fail faster.
//!
//! The chain counts the failed copies of each zone; a copy whose zone is down carries no load and fails at its own rate.

use super::graph::Graph;
use super::group::zones_above;
use super::law::TimeLaw;
use super::motion::{Label, Motion, STATE_LIMIT};
use super::pieces::{self, Piece};
use crate::model::{CopyMode, Project};

/// Copies under the same zones.
struct Class {
    needs: u32,
    copies: u32,
}

/// The copies as a chain; none when they do not share a load, are too many, or never fail.
///
/// Assumes exponential times. With fewer repairers than copies in several zones the next copy to be repaired is taken at random
/// among those down; without zones that changes nothing.
#[must_use]
pub fn motion(project: &Project, graph: &Graph, component: usize) -> Option<Motion> {
    let details = &project.components()[component];
    let copies = details.copies.as_ref().filter(|copies| copies.mode == CopyMode::ActiveActive)?;
    if copies.load_factor() == 1.0 {
        return None;
    }
    let single = Piece::series(pieces::own_modes(details));
    let repair = single.frequency / single.down;
    let (zones, needs) = zones_above(project, graph, component)?;
    let mut classes: Vec<Class> = Vec::new();
    for needs in needs {
        match classes.iter_mut().find(|class| class.needs == needs) {
            Some(class) => class.copies += 1,
            None => classes.push(Class { needs, copies: 1 }),
        }
    }
    let count = details.copy_count();
    let fits = classes.len() <= 6 && classes.iter().all(|class| class.copies < 256);
    if !fits || single.frequency == 0.0 || !repair.is_finite() {
        return None;
    }
    let (failing, required) = (pieces::copy_failure_rate(details), details.required());
    let crews = copies.repairers.unwrap_or(count);
    // Eight bits of zones, then eight bits a class: its failed copies.
    let failed = |state: u64, class: usize| (state >> (8 + 8 * class)) as u32 & 0xff;
    let is_up = |state: u64, class: &Class| state as u32 & class.needs == class.needs;
    let working = |state: u64| -> u32 {
        let up = classes.iter().enumerate().filter(|(_, class)| is_up(state, class));
        up.map(|(at, class)| class.copies - failed(state, at)).sum()
    };
    let next = |state: u64, found: &mut Vec<(u64, f64)>| {
        let broken: u32 = (0..classes.len()).map(|class| failed(state, class)).sum();
        let speed = copies.speed_without(count - working(state));
        for (at, class) in classes.iter().enumerate() {
            let down = failed(state, at);
            let rate = failing * if is_up(state, class) { speed } else { 1.0 };
            if down < class.copies {
                found.push((state + (1 << (8 + 8 * at)), f64::from(class.copies - down) * rate));
            }
            if down > 0 {
                let share = f64::from(down) / f64::from(broken) * f64::from(broken.min(crews));
                found.push((state - (1 << (8 + 8 * at)), share * repair));
            }
        }
        for (at, zone) in zones.iter().enumerate() {
            found.push((state ^ 1 << at, if state >> at & 1 == 1 { zone.failing } else { zone.repair }));
        }
    };
    let label = |state: u64| {
        let available = classes.iter().filter(|class| is_up(state, class)).map(|class| class.copies).sum();
        let kind = u8::from(working(state) < required);
        Label { kind, available, zones: state as u32 & 0xff }
    };
    Motion::explore((1 << zones.len()) - 1, STATE_LIMIT, &next, &label)
}

/// The pieces for each number of available copies; none as for [`motion`].
#[must_use]
pub fn pieces(project: &Project, graph: &Graph, component: usize) -> Option<Vec<(u32, Piece)>> {
    let motion = motion(project, graph, component)?;
    let kinds = |down: f64, entries: &[f64]| {
        let rate: f64 = entries.iter().sum();
        if rate > 0.0 { vec![(1.0, TimeLaw::exponential(down / rate))] } else { Vec::new() }
    };
    Some(motion.pieces(project.components()[component].required(), &kinds))
}
