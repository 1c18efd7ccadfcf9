//! Conjunctions, and *if … then … else …*: depth first, low half before high half, on stacks of their own, because a browser's is too small
//! for a diagram thousands of variables deep.

use super::{Bdd, Edge, NodeLimit, Question};

/// A conjunction on the way: its high half is still to be solved, or waits for the low half to be joined with.
#[derive(Clone, Copy, Debug)]
pub(super) struct Conjunction {
    key: Question,
    top: u32,
    /// The high half; once the low half is known, that and nothing.
    next: (Edge, Edge),
    is_low_known: bool,
}

/// The same for *if … then … else …*.
#[derive(Clone, Copy, Debug)]
pub(super) struct Choice {
    /// The question; the high half still to be asked where `join` is false.
    question: Question,
    /// Where the result goes once it is known.
    key: Question,
    top: u32,
    join: bool,
    negate: bool,
}

enum Step {
    Known(Edge),
    Both(Edge, Edge, bool),
    Split { key: Question, top: u32, negate: bool, low: Question, high: Question },
}

impl Bdd {
    /// Both.
    ///
    /// # Errors
    /// [`NodeLimit`].
    pub fn and(&mut self, left: Edge, right: Edge) -> Result<Edge, NodeLimit> {
        let mut tasks = std::mem::take(&mut self.conjunctions);
        tasks.clear();
        let outcome = self.conjoin(left, right, &mut tasks);
        self.conjunctions = tasks;
        outcome
    }

    fn conjoin(&mut self, left: Edge, right: Edge, tasks: &mut Vec<Conjunction>) -> Result<Edge, NodeLimit> {
        let (mut f, mut g) = (left, right);
        loop {
            let mut known = loop {
                if let Some(plain) = plain_conjunction(f, g) {
                    break plain;
                }
                let key = Question(f.min(g), f.max(g), Edge::FALSE);
                if let Some(result) = self.results.get(key) {
                    break result;
                }
                let (fs, gs) = (self.nodes[f.index()], self.nodes[g.index()]);
                let top = fs.variable.min(gs.variable);
                let (f0, f1) = fs.split(f, top);
                let (g0, g1) = gs.split(g, top);
                tasks.push(Conjunction { key, top, next: (f1, g1), is_low_known: false });
                (f, g) = (f0, g0);
            };
            loop {
                let Some(task) = tasks.last_mut() else { return Ok(known) };
                if !task.is_low_known {
                    task.is_low_known = true;
                    (f, g) = std::mem::replace(&mut task.next, (known, Edge::FALSE));
                    break;
                }
                let Conjunction { key, top, next: (low, _), .. } = *task;
                tasks.pop();
                known = self.node(top, low, known)?;
                self.results.put(key, known);
            }
        }
    }

    /// If `condition` then `yes` else `no`.
    ///
    /// # Errors
    /// [`NodeLimit`].
    pub fn ite(&mut self, condition: Edge, yes: Edge, no: Edge) -> Result<Edge, NodeLimit> {
        let mut tasks = std::mem::take(&mut self.choices);
        let mut lows = std::mem::take(&mut self.lows);
        tasks.clear();
        lows.clear();
        let outcome = self.choose(Question(condition, yes, no), &mut tasks, &mut lows);
        self.choices = tasks;
        self.lows = lows;
        outcome
    }

    fn choose(
        &mut self,
        start: Question,
        tasks: &mut Vec<Choice>,
        lows: &mut Vec<Edge>,
    ) -> Result<Edge, NodeLimit> {
        let mut question = start;
        loop {
            let mut known = match self.step(question) {
                Step::Known(result) => result,
                Step::Both(left, right, negate) => self.and(left, right)?.with_sign(negate),
                Step::Split { key, top, negate, low, high } => {
                    tasks.push(Choice { question: high, key, top, join: false, negate });
                    question = low;
                    continue;
                }
            };
            loop {
                let Some(task) = tasks.last_mut() else { return Ok(known) };
                if !task.join {
                    task.join = true;
                    question = task.question;
                    lows.push(known);
                    break;
                }
                let Choice { key, top, negate, .. } = *task;
                tasks.pop();
                let low = lows.pop().unwrap_or(known);
                let result = self.node(top, low, known)?;
                self.results.put(key, result);
                known = result.with_sign(negate);
            }
        }
    }

    /// The result where it is plain or remembered, otherwise a conjunction or the two smaller questions.
    #[inline]
    fn step(&self, question: Question) -> Step {
        let Question(mut f, mut g, mut h) = question;
        if f.is_complement() {
            (f, g, h) = (!f, h, g);
        }
        if f == Edge::TRUE || g == h {
            return Step::Known(g);
        }
        g = absorb(g, f, Edge::TRUE);
        h = absorb(h, f, Edge::FALSE);
        match (g, h) {
            _ if g == h => return Step::Known(g),
            (_, Edge::FALSE) => return Step::Both(f, g, false),
            (Edge::FALSE, _) => return Step::Both(!f, h, false),
            (Edge::TRUE, _) => return Step::Both(!f, !h, true),
            (_, Edge::TRUE) => return Step::Both(f, !g, true),
            // "f equals g": the smaller first.
            _ if g == !h && g.0 | 1 < f.0 => {
                (f, g, h) = (g, f, !f);
                if f.is_complement() {
                    (f, g, h) = (!f, h, g);
                }
            }
            _ => {}
        }
        let negate = g.is_complement();
        if negate {
            (g, h) = (!g, !h);
        }
        let key = Question(f, g, h);
        if let Some(result) = self.results.get(key) {
            return Step::Known(result.with_sign(negate));
        }
        let (fs, gs, hs) = (self.nodes[f.index()], self.nodes[g.index()], self.nodes[h.index()]);
        let top = fs.variable.min(gs.variable).min(hs.variable);
        let (f0, f1) = fs.split(f, top);
        let (g0, g1) = gs.split(g, top);
        let (h0, h1) = hs.split(h, top);
        Step::Split { key, top, negate, low: Question(f0, g0, h0), high: Question(f1, g1, h1) }
    }
}

/// A conjunction that needs no looking.
#[inline]
fn plain_conjunction(f: Edge, g: Edge) -> Option<Edge> {
    if f == g || g == Edge::TRUE {
        Some(f)
    } else if f == Edge::TRUE {
        Some(g)
    } else if f == !g || f == Edge::FALSE || g == Edge::FALSE {
        Some(Edge::FALSE)
    } else {
        None
    }
}

/// Inside `ite(condition, …)` a branch that repeats the condition is the constant it has there.
#[inline]
fn absorb(branch: Edge, condition: Edge, value: Edge) -> Edge {
    if branch == condition {
        value
    } else if branch == !condition {
        !value
    } else {
        branch
    }
}
