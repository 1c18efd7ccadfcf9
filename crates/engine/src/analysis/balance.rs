//! The books of one function: how often it is down, how often it goes down, which variable brings which share.

use super::charges::{self, Cause, Charge, Effect};
use super::law::TimeLaw;
use super::structure::Structure;
use crate::boolean::diagram::{Chance, Diagram};
use crate::boolean::lanes::{Shapes, Valued};

/// One variable's share of a function's downtime.
#[derive(Clone, Debug)]
pub struct Share {
    /// The variable.
    pub variable: u32,
    /// Fraction of time down on its account; the shares sum to the total.
    pub down: f64,
    /// … of which because something switched when it failed.
    pub switching: f64,
    /// Outages per hour that begin with its failure; they sum to the total.
    pub frequency: f64,
    /// Kinds of outage it begins: per hour, and length; first, where [`Share::has_own`], those of the variable's own failures, then those of what switches.
    pub kinds: Vec<(f64, TimeLaw)>,
    /// Whether its own failures begin outages.
    pub has_own: bool,
}

impl Share {
    fn nothing(variable: u32) -> Self {
        Self { variable, down: 0.0, switching: 0.0, frequency: 0.0, kinds: Vec::new(), has_own: false }
    }
}

/// The long run of a function.
#[derive(Clone, Debug)]
pub struct Balance {
    /// Fraction of time true.
    pub up: f64,
    /// Fraction of time false, directly.
    pub down: f64,
    /// True → false transitions per hour.
    pub frequency: f64,
    /// Shares that are not nothing.
    pub shares: Vec<Share>,
    /// What each cause's switching does, in the order of the causes.
    pub charges: Vec<Charge>,
}

impl Balance {
    /// Fraction of time down on a variable's account.
    #[must_use]
    pub fn down_by(&self, variable: u32) -> f64 {
        let place = self.shares.binary_search_by_key(&variable, |share| share.variable);
        place.map_or(0.0, |at| self.shares[at].down)
    }
}

/// Draws up the books of the function of `diagram`.
///
/// Down: the diagram's probability plus the charges of switching. Frequency: Σ Birnbaum × failure frequency of the variable
/// \[barlow-proschan1975\], plus the outages that only the switching makes. Attribution, criticality-weighted: the diagram's part is divided
/// in proportion to Birnbaum × unavailability, the charges go to their causes; both sum to the total.
#[must_use]
pub fn balance(structure: &Structure, diagram: &Diagram, chances: &[Chance], causes: &[Cause]) -> Balance {
    balance_again(structure, diagram, chances, causes, &mut Shapes::default())
}

/// The same with what is known of the diagram from an earlier time.
#[must_use]
pub fn balance_again(
    structure: &Structure,
    diagram: &Diagram,
    chances: &[Chance],
    causes: &[Cause],
    shapes: &mut Shapes,
) -> Balance {
    let mut valued = Valued::with_shapes(diagram, chances, std::mem::take(shapes));
    let chance = valued.chance();
    let birnbaum = valued.birnbaum(chances.len());
    let weight: f64 =
        diagram.support().iter().map(|&v| (birnbaum[v as usize] * chances[v as usize].down).max(0.0)).sum();
    let mut shares: Vec<Share> = Vec::new();
    for &number in diagram.support() {
        let (number, variable) = (number as usize, &structure.variables[number as usize]);
        let importance = birnbaum[number].max(0.0);
        let down =
            if weight > 0.0 { chance.down * (importance * chances[number].down) / weight } else { 0.0 };
        let frequency = importance * variable.piece.frequency;
        if down > 0.0 || frequency > 0.0 {
            let kinds = scaled(&variable.piece.outages, frequency, down);
            let has_own = !kinds.is_empty();
            shares.push(Share { down, frequency, kinds, has_own, ..Share::nothing(number as u32) });
        }
    }
    let charges = charges::charges(structure, &mut valued, chances, &birnbaum, causes);
    *shapes = valued.into_shapes();
    for (cause, charge) in causes.iter().zip(&charges) {
        let piece = &structure.variables[cause.variable as usize].piece;
        if charge.hours <= 0.0 {
            continue;
        }
        let (down, frequency) = (piece.frequency * charge.hours, piece.frequency * charge.at_once);
        let back = (piece.frequency * charge.moving_back.0, piece.frequency * charge.moving_back.1);
        let place = shares.binary_search_by_key(&cause.variable, |share| share.variable);
        let at = place.unwrap_or_else(|at| {
            shares.insert(at, Share::nothing(cause.variable));
            at
        });
        let share = &mut shares[at];
        share.down += down;
        share.switching = down;
        share.frequency += frequency;
        let alone = [(1.0, TimeLaw::exponential(f64::INFINITY))];
        let own = (frequency - back.0, down - back.1);
        add_switching(&mut share.kinds, &cause.effects, &piece.outages, own);
        add_switching(&mut share.kinds, &cause.returning.effects, &alone, back);
    }
    let charged: f64 = shares.iter().map(|share| share.switching).sum::<f64>() + 0.0;
    // An empty sum is −0.
    let frequency = shares.iter().map(|share| share.frequency).sum::<f64>() + 0.0;
    Balance { up: chance.up - charged, down: chance.down + charged, frequency, shares, charges }
}

/// The variable's own kinds of outage, shortened by one factor so that frequency × length is its share of the downtime: redundancy
/// ends an outage before the part itself is repaired.
fn scaled(outages: &[(f64, TimeLaw)], frequency: f64, down: f64) -> Vec<(f64, TimeLaw)> {
    let mean: f64 = outages.iter().map(|(share, law)| share * law.mean).sum();
    if frequency == 0.0 || mean == 0.0 {
        return Vec::new();
    }
    let factor = down / frequency / mean;
    // An outage that redundancy cuts short no longer has the part's own law.
    let shape = |law: TimeLaw| if factor < 0.9 { 1.0 } else { law.shape };
    // With room for what switching may add.
    let mut kinds = Vec::with_capacity(3 * outages.len());
    let own = |(share, law): &(f64, TimeLaw)| {
        (share * frequency, TimeLaw { mean: law.mean * factor, shape: shape(*law) })
    };
    kinds.extend(outages.iter().map(own));
    kinds
}

/// Adds the outages that switching makes of one cause, or of its end: for each length the cause may have, those where the switch works and those where it has to
/// be done by hand, each ending at the earlier of the two; all scaled to the downtime they are known to bring.
///
/// Where several parts switch, the slowest time and the chance that any of them fails stand for all.
fn add_switching(
    kinds: &mut Vec<(f64, TimeLaw)>,
    effects: &[Effect],
    outages: &[(f64, TimeLaw)],
    (frequency, down): (f64, f64),
) {
    let slowest = |of: fn(&Effect) -> TimeLaw| {
        let laws = effects.iter().map(of);
        laws.max_by(|a, b| a.mean.total_cmp(&b.mean)).unwrap_or(TimeLaw::exponential(0.0))
    };
    let (time, manual) = (slowest(|effect| effect.switching.0), slowest(|effect| effect.switching.2));
    let all_work: f64 =
        effects.iter().map(|effect| 1.0 - effect.chance * (1.0 - effect.switching.1)).product();
    let first = kinds.len();
    for (share, outage) in outages {
        for (chance, law) in [(all_work, time), (1.0 - all_work, manual)] {
            let (rate, law) = (frequency * share * chance, law.or_earlier(*outage));
            if rate > 0.0 && law.mean > 0.0 {
                kinds.push((rate, law));
            }
        }
    }
    let total: f64 = kinds[first..].iter().map(|(rate, law)| rate * law.mean).sum();
    for (_, law) in &mut kinds[first..] {
        law.mean *= down / total;
    }
}
