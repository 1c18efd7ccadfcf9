//! One order of the steps after the other, none left out: an odometer over all the choices that were met.
//!
//! Two tabs that change places whenever they like have more orders than can be played. Faults show when they change places
//! a few times at the wrong moments, so that is what is played in full.

use super::*;

/// The choices of one play, and how many there were at each.
#[derive(Default)]
pub struct Order {
    chosen: Vec<usize>,
    sides: Vec<usize>,
    at: usize,
    /// How often the tabs may still change places although both could go on.
    changes: usize,
    /// How many tabs may still end.
    ends: usize,
}

impl Order {
    /// Whose turn it is after a step of `turn`; it may also end there.
    pub fn next(&mut self, turn: usize, left: &mut [Option<usize>]) -> usize {
        let others: Vec<usize> = (0..left.len()).filter(|&tab| tab != turn && left[tab].is_some()).collect();
        if left[turn].is_none() {
            return others.first().copied().unwrap_or(turn);
        }
        let changes = if self.changes > 0 { others.len() } else { 0 };
        let ends = usize::from(self.ends > 0 && left[turn] != Some(0));
        match self.choose(1 + changes + ends) {
            0 => turn,
            one if one <= changes => {
                self.changes -= 1;
                others[one - 1]
            }
            _ => {
                self.ends -= 1;
                left[turn] = Some(0);
                turn
            }
        }
    }

    fn choose(&mut self, sides: usize) -> usize {
        if self.at == self.chosen.len() {
            self.chosen.push(0);
        }
        self.sides.truncate(self.at);
        self.sides.push(sides);
        self.at += 1;
        self.chosen[self.at - 1]
    }

    /// The choices of the next play; none when all were made.
    fn after(mut self) -> Option<Vec<usize>> {
        loop {
            let last = self.chosen.pop()?;
            if last + 1 < self.sides[self.chosen.len()] {
                self.chosen.push(last + 1);
                return Some(self.chosen);
            }
        }
    }
}

/// Plays every order in which two tabs each save twice, one of which meets the other's save with this choice; answers how many.
fn all(answers: [usize; 2], changes: usize, ends: usize) -> usize {
    let mut chosen = Some(Vec::new());
    let mut played = 0;
    while let Some(choices) = chosen {
        let name = format!("{answers:?} {choices:?}");
        let table = table(vec![Some(100_000); 2], Dice(1), true);
        table.0.lock().unwrap().order = Some(Order { chosen: choices, changes, ends, ..Order::default() });
        let visits = answers.into_iter().enumerate().map(|(tab, answer)| {
            // Of four ways to write, the plain one.
            move |twin| visit_for(twin, tab, 2, move |sides| if sides == 3 { answer } else { 3 })
        });
        run(&table, visits, &name);
        played += 1;
        chosen = table.0.lock().unwrap().order.take().and_then(Order::after);
    }
    played
}

#[test]
fn no_order_of_the_steps_of_two_tabs_loses_a_save() {
    let pairs = (0..9).map(|pair| [pair / 3, pair % 3]);
    let played: usize = pairs.map(|answers| all(answers, 2, 0)).sum();
    assert!(played > 2_000, "{played} orders");
}

#[test]
fn no_end_of_a_tab_between_two_steps_loses_a_save() {
    let pairs = (0..9).map(|pair| [pair / 3, pair % 3]);
    let played: usize = pairs.map(|answers| all(answers, 1, 1)).sum();
    assert!(played > 2_000, "{played} orders");
}
