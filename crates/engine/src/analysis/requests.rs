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
    let (mut own, mut switching) = (Vec::new(), Vec::new());
    for more in &answered.shares {
        let less = books.shares.iter().find(|it| it.variable == more.variable);
        let outages = &work.structure.variables[more.variable as usize].piece.outages;
        let [more, less] = [Some(more), less].map(|it| Part::of(it, outages.len()));
        own.extend(more.own.beyond(&less.own));
        switching.extend(more.switching.beyond(&less.switching));
    }
    let switched = hours(&switching).min(besides);
    let lost = lost.min(besides - switched);
    let before = hours(&own);
    own.iter_mut().for_each(|(_, law)| law.mean *= if before > 0.0 { lost / before } else { 0.0 });
    let steady = besides - switched - hours(&own);
    let spells = own.into_iter().chain(switching);
    law.add(spells.map(|(rate, law)| (rate / share, TimeLaw { mean: law.mean * share, ..law })).collect());
    (law, steady.max(0.0))
}

/// Hours down an hour.
fn hours(kinds: &[(f64, TimeLaw)]) -> f64 {
    kinds.iter().map(|(rate, law)| rate * law.mean).sum()
}

/// Kinds of outage that one variable begins.
struct Kinds<'a>(&'a [(f64, TimeLaw)]);

/// What a variable begins by failing, and by what switches then.
struct Part<'a> {
    own: Kinds<'a>,
    switching: Kinds<'a>,
}

impl<'a> Part<'a> {
    /// The kinds of its own come first, `count` of them where there are any.
    fn of(share: Option<&'a Share>, count: usize) -> Self {
        let kinds = share.map_or(&[][..], |it| it.kinds.as_slice());
        let has_own = share.is_some_and(|it| it.has_own);
        let (own, switching) = kinds.split_at(if has_own { count.min(kinds.len()) } else { 0 });
        Self { own: Kinds(own), switching: Kinds(switching) }
    }
}

impl Kinds<'_> {
    /// What these are more than others of the same variable: as often and as long down as both differ, alike in shape.
    fn beyond(&self, less: &Self) -> Vec<(f64, TimeLaw)> {
        let often = |kinds: &[(f64, TimeLaw)]| kinds.iter().map(|(rate, _)| rate).sum::<f64>();
        let (rate, down) = (often(self.0) - often(less.0), hours(self.0) - hours(less.0));
        let all = (often(self.0), hours(self.0));
        if rate <= 1e-12 * all.0 || down <= 1e-12 * all.1 {
            return Vec::new();
        }
        let (rates, lengths) = (rate / all.0, down / all.1 * all.0 / rate);
        let kinds = self.0.iter();
        kinds.map(|(rate, law)| (rate * rates, TimeLaw { mean: law.mean * lengths, ..*law })).collect()
    }
}
