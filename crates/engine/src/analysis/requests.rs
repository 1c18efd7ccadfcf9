//! The requests a journey loses in one window: outages lose all of them, a soft link whose target is down its loss.

use super::balance::{Balance, Share, balance};
use super::law::TimeLaw;
use super::solve::Work;
use super::structure::Kind;
use super::window::WindowLaw;

/// The law of the hours in any window for which a journey's requests are lost, as if all were lost at a time, and the share of all requests that is lost
/// steadily besides.
///
/// A variable v that fails fᵥ times an hour begins fᵥ·(∂S/∂v − ∂U/∂v)/ℓ spells in which only soft links break, S being "this request is answered" and U "up";
/// each lasts as v is down, scaled so that all spells together lose what the links lose, and loses ℓ of the requests. What its switching brings S more than U
/// is such a spell, too. Where links lose different shares, ℓ is the share that keeps the variance: Σ ℓᵢ²wᵢ / Σ ℓᵢwᵢ, wᵢ the share of time in which link i
/// matters. Requests lost while a copy's failure goes unnoticed are many and small: they are taken as steady.
#[inline(never)]
pub fn law(work: &Work<'_>, position: usize, books: &Balance) -> (WindowLaw, f64) {
    let mut law = WindowLaw::new(books, None);
    let roots = &work.structure.journeys[position];
    let Some(served) = &roots.served else { return (law, 0.0) };
    let answered = balance(work.structure, served, &work.chances, work.causes);
    let besides = (answered.down - books.down).max(0.0);
    let slopes = served.birnbaum(&work.chances);
    let (mut lost, mut squared) = (0.0, 0.0);
    for &number in served.support() {
        if matches!(work.structure.variables[number as usize].kind, Kind::Fallback(..)) {
            let share = work.chances[number as usize].down;
            lost += share * slopes[number as usize];
            squared += share * share * slopes[number as usize];
        }
    }
    if lost <= 0.0 {
        return (law, besides);
    }
    let share = squared / lost;
    let mut spells: Vec<(f64, TimeLaw)> = Vec::new();
    let mut left = besides;
    for switching in [true, false] {
        let begun = spells.len();
        for more in &answered.shares {
            let own = work.structure.variables[more.variable as usize].piece.outages.len();
            let less = books.shares.iter().find(|it| it.variable == more.variable);
            add_beyond(
                &mut spells,
                part(more, own, switching),
                less.map_or(&[], |it| part(it, own, switching)),
                share,
            );
        }
        let (_, hours) = sums(&spells[begun..]);
        if !switching && hours > 0.0 {
            let scale = lost.min(left) / hours;
            spells[begun..].iter_mut().for_each(|(_, law)| law.mean *= scale);
        }
        left -= sums(&spells[begun..]).1;
    }
    law.add(spells);
    (law, left.max(0.0))
}

/// The kinds of outage that a variable begins by failing, of which there are `own`, or by what switches then.
fn part(share: &Share, own: usize, switching: bool) -> &[(f64, TimeLaw)] {
    let (by_failing, by_switching) = share.kinds.split_at(if share.has_own { own } else { 0 });
    if switching { by_switching } else { by_failing }
}

/// How many begin an hour, and hours down an hour.
fn sums(kinds: &[(f64, TimeLaw)]) -> (f64, f64) {
    kinds.iter().fold((0.0, 0.0), |(rate, hours), (more, law)| (rate + more, hours + more * law.mean))
}

/// Adds what `more` are more than `less`, as often and as long down as both differ, each losing `share` of the requests.
fn add_beyond(
    spells: &mut Vec<(f64, TimeLaw)>,
    more: &[(f64, TimeLaw)],
    less: &[(f64, TimeLaw)],
    share: f64,
) {
    let (all, fewer) = (sums(more), sums(less));
    let (rate, hours) = (all.0 - fewer.0, all.1 - fewer.1);
    if rate <= 1e-12 * all.0 || hours <= 1e-12 * all.1 {
        return;
    }
    for &(often, law) in more {
        let mean = law.mean * share * (hours / rate) / (all.1 / all.0);
        spells.push((often * (rate / all.0) / share, TimeLaw { mean, ..law }));
    }
}
