//! The race: a module is compiled in several orders at once, a few nodes each; those that come far go on.
//!
//! After each heat the budget grows and fewer run on. A runner keeps what it has compiled, so nothing is computed twice. What decides is
//! how many gates were finished, never the time: the same on every machine. When the last one has spent everything, its diagram is
//! sifted, and the module is compiled once more in the order that gives.

use super::bdd::{Bdd, Edge};
use super::circuit::Circuit;
use super::compile::{Budget, Compilation};
use super::form::Form;
use super::modules::Module;
use super::order::ORDERS;
use super::sift::sift;

/// The budget of the first heat, in nodes made.
const FIRST: usize = 4_000;
/// How much larger each heat's budget is than the last.
const GROWTH: usize = 4;
/// How many run in each heat, the last number from there on.
const FIELD: [usize; 7] = [9, 9, 6, 4, 2, 2, 1];
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
}

/// Compiles `module` by the first form and order that arrive; none when all have spent `most`.
#[must_use]
pub fn race(circuit: &Circuit, module: &Module, most: Budget) -> Option<Winner> {
    let plain = Form::new(circuit, module);
    let mut field = Field { runners: Vec::new(), lost: 0 };
    if let Some(winner) = field.enter(&plain, most) {
        return Some(winner);
    }
    let (mut made, mut heat) = (FIRST, 0);
    while made < most.made {
        made = made.saturating_mul(GROWTH).min(most.made);
        heat += 1;
        if made > GROWTH * HOPELESS && field.runners.iter().all(|runner| runner.progress() < 0.5) {
            return None;
        }
        field.keep(FIELD[heat.min(FIELD.len() - 1)]);
        for at in 0..field.runners.len() {
            if field.runners[at].run(Budget { made, ..most }).is_ok() {
                let first = field.runners.swap_remove(at);
                return Some(field.winner(first));
            }
        }
    }
    field.last_resort(&plain, most)
}

struct Field<'a> {
    runners: Vec<Compilation<'a>>,
    /// Nodes made by those that are out.
    lost: usize,
}

impl<'a> Field<'a> {
    /// The first heat of one form, in which orders are only made when they are needed.
    fn enter(&mut self, form: &'a Form, most: Budget) -> Option<Winner> {
        for order in ORDERS {
            let leaves = form.order(order);
            if self.runners.iter().any(|other| other.is(form, &leaves)) {
                continue;
            }
            let mut runner = Compilation::new(form, leaves);
            if runner.run(Budget { made: FIRST.min(most.made), ..most }).is_ok() {
                return Some(self.winner(runner));
            }
            self.runners.push(runner);
        }
        None
    }

    /// Keeps the `count` that came farthest.
    fn keep(&mut self, count: usize) {
        self.runners.sort_by(|a, b| b.progress().total_cmp(&a.progress()));
        self.lost += self.runners.iter().skip(count).map(Compilation::made).sum::<usize>();
        self.runners.truncate(count);
    }

    /// Sifts the diagram of whoever came farthest, and tries once more in the order that gives.
    fn last_resort(&mut self, form: &'a Form, most: Budget) -> Option<Winner> {
        self.keep(1);
        let farthest = self.runners.pop()?;
        self.lost += farthest.made();
        let variables = sift(farthest.bdd(), &farthest.roots(), farthest.order.len(), SIFTED);
        let order = variables.iter().map(|&variable| farthest.order[variable as usize]).collect();
        drop(farthest);
        let mut runner = Compilation::new(form, order);
        runner.run(Budget { made: most.made / 2, ..most }).is_ok().then(|| self.winner(runner))
    }

    fn winner(&mut self, first: Compilation<'a>) -> Winner {
        let made = self.lost + first.made() + self.runners.iter().map(Compilation::made).sum::<usize>();
        let root = first.root();
        let (bdd, order) = first.into_parts();
        Winner { bdd, root, order, made }
    }
}
