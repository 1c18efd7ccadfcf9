//! The race: a module is compiled in several orders at once, a few nodes each; those that come far go on.
//!
//! After each heat the budget grows and fewer run on. A runner keeps what it has compiled, so nothing is computed twice. What decides is
//! how many gates were finished, then how many nodes they need, never the time: the same on every machine. Four orders that complement
//! each other run first. Where none of them arrives, all orders run, over the gates as they are and flattened. When the last one has spent
//! everything, its diagram is sifted, and the module is compiled once more in the order that gives.

use super::bdd::{Bdd, Edge};
use super::circuit::Circuit;
use super::compile::{Budget, Compilation};
use super::form::Form;
use super::modules::Module;
use super::order::{ORDERS, Order};
use super::sift::sift;
use crate::order::sort_by;

/// A part of a race: up to how many nodes each runner goes, how many run, and how many stay in the race.
struct Heat(usize, usize, usize);

/// The orders that run first: on most functions one of them is good.
const FAVOURITES: [Order; 4] = [Order::Force, Order::HeavyShared, Order::ForceHeavy, Order::ForceLight];
/// Who leads early on need not lead later: before it gets costly, the two that fell back come up once more.
const FIRST_RACE: [Heat; 8] = [
    Heat(4_000, 4, 4),
    Heat(16_000, 4, 4),
    Heat(64_000, 2, 4),
    Heat(256_000, 2, 4),
    Heat(256_000, 4, 4),
    Heat(1_000_000, 1, 1),
    Heat(4_000_000, 1, 1),
    Heat(16_000_000, 1, 1),
];
/// With all orders and forms; the last one goes on until everything is spent.
const SECOND_RACE: [Heat; 5] = [
    Heat(64_000, usize::MAX, usize::MAX),
    Heat(256_000, 6, 6),
    Heat(1_000_000, 4, 4),
    Heat(4_000_000, 2, 2),
    Heat(usize::MAX, 1, 1),
];
/// Whoever has finished less than half of the gates with so many nodes will not arrive.
const HOPELESS: usize = 1_000_000;
/// Most nodes that sifting looks at.
const SIFTED: usize = 100_000_000;

/// Where a module that was compiled came from.
#[derive(Debug)]
pub struct Winner {
    /// Holds the function.
    pub bdd: Bdd,
    /// The module's function.
    pub root: Edge,
    /// The leaf that each variable stands for.
    pub order: Vec<u32>,
    /// Nodes made on the way, by all runners.
    pub made: usize,
    /// Most nodes that it held at a time.
    pub held: usize,
}

/// The order in which [`race`] compiles `module`: the leaf on each level.
#[must_use]
pub fn order(circuit: &Circuit, module: &Module, most: Budget) -> Option<Vec<u32>> {
    race(circuit, module, most).map(|winner| winner.order)
}

/// Compiles `module` by the first form and order that arrive; none when all have spent `most`.
#[must_use]
pub fn race(circuit: &Circuit, module: &Module, most: Budget) -> Option<Winner> {
    let plain = Form::new(circuit, module);
    let mut field = Field { runners: Vec::new(), lost: 0 };
    let first = field.run(&[&plain], &FAVOURITES, &FIRST_RACE, most);
    if first.is_some() {
        return first;
    }
    drop(field);
    let wide = plain.flattened();
    let mut field = Field { runners: Vec::new(), lost: 0 };
    let second = field.run(&[&plain, &wide], &ORDERS, &SECOND_RACE, most);
    second.or_else(|| field.last_resort(most))
}

struct Field<'a> {
    runners: Vec<Compilation<'a>>,
    /// Nodes made by those that are out.
    lost: usize,
}

impl<'a> Field<'a> {
    /// All heats of a race, as far as `most` reaches.
    fn run(&mut self, forms: &[&'a Form], orders: &[Order], heats: &[Heat], most: Budget) -> Option<Winner> {
        let budget = |heat: &Heat| Budget { made: heat.0.min(most.made), ..most };
        for form in forms {
            if let Some(winner) = self.enter(form, orders, budget(&heats[0])) {
                return Some(winner);
            }
        }
        for (heat, before) in heats[1..].iter().zip(heats) {
            if before.0 >= most.made {
                return None;
            }
            if before.0 >= HOPELESS && self.runners.iter().all(|runner| runner.progress() < 0.5) {
                self.runners.clear();
                return None;
            }
            self.keep(heat.2);
            for at in 0..self.runners.len().min(heat.1) {
                if self.runners[at].run(budget(heat)).is_ok() {
                    let first = self.runners.swap_remove(at);
                    return Some(self.winner(first));
                }
            }
        }
        None
    }

    /// The first heat of one form, in which orders are only made when they are needed.
    fn enter(&mut self, form: &'a Form, orders: &[Order], budget: Budget) -> Option<Winner> {
        for &order in orders {
            let leaves = form.order(order);
            if self.runners.iter().any(|other| other.is(form, &leaves)) {
                continue;
            }
            let mut runner = Compilation::new(form, leaves);
            if runner.run(budget).is_ok() {
                return Some(self.winner(runner));
            }
            self.runners.push(runner);
        }
        None
    }

    /// Keeps the `count` that came farthest.
    fn keep(&mut self, count: usize) {
        // In hundredths: a few gates more are nothing against many nodes fewer.
        let rank = |runner: Compilation<'a>| ((runner.progress() * 100.0) as u32, runner.live(), runner);
        let mut ranked: Vec<_> = self.runners.drain(..).map(rank).collect();
        sort_by(&mut ranked, |a, b| (b.0, a.1).cmp(&(a.0, b.1)));
        for (.., runner) in ranked {
            if self.runners.len() < count {
                self.runners.push(runner);
            } else {
                self.lost += runner.made();
            }
        }
    }

    /// Sifts the diagram of whoever came farthest, and tries once more in the order that gives.
    fn last_resort(&mut self, most: Budget) -> Option<Winner> {
        self.keep(1);
        let farthest = self.runners.pop()?;
        self.lost += farthest.made();
        let variables = sift(farthest.bdd(), &farthest.roots(), farthest.order.len(), SIFTED);
        let order = variables.iter().map(|&variable| farthest.order[variable as usize]).collect();
        let form = farthest.form;
        drop(farthest);
        let mut runner = Compilation::new(form, order);
        runner.run(Budget { made: most.made / 2, ..most }).is_ok().then(|| self.winner(runner))
    }

    fn winner(&mut self, first: Compilation<'a>) -> Winner {
        let made = self.lost + first.made() + self.runners.iter().map(Compilation::made).sum::<usize>();
        let (root, held) = (first.root(), first.held());
        let (bdd, order) = first.into_parts();
        Winner { bdd, root, order, made, held }
    }
}
