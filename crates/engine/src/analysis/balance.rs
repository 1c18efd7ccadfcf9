//! The books of one function: how often it is down, how often it goes down, which variable brings which share.

use super::charges::{self, Cause};
use super::law::TimeLaw;
use super::measure::{Chance, Diagram};
use super::structure::Structure;

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
    /// Kinds of outage it begins: per hour, and length.
    pub kinds: Vec<(f64, TimeLaw)>,
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
}

/// Draws up the books of the function of `diagram`.
///
/// Down: the diagram's probability plus the charges of switching. Frequency: Σ Birnbaum × failure frequency of the variable
/// [barlow-proschan1975], plus the outages that only the switching makes. Attribution, criticality-weighted: the diagram's part is divided
/// in proportion to Birnbaum × unavailability, the charges go to their causes; both sum to the total.
#[must_use]
pub fn balance(structure: &Structure, diagram: &Diagram, chances: &[Chance], causes: &[Cause]) -> Balance {
    let chance = diagram.chance(chances);
    let birnbaum = diagram.birnbaum(chances);
    let weight: f64 =
        diagram.support().iter().map(|&v| (birnbaum[v as usize] * chances[v as usize].down).max(0.0)).sum();
    let mut shares: Vec<Share> = Vec::new();
    for number in diagram.support() {
        let (number, variable) = (number as usize, &structure.variables[number as usize]);
        let importance = birnbaum[number].max(0.0);
        let down =
            if weight > 0.0 { chance.down * (importance * chances[number].down) / weight } else { 0.0 };
        let frequency = importance * variable.piece.frequency;
        if down > 0.0 || frequency > 0.0 {
            let kinds = scaled(&variable.piece.outages, frequency, down);
            shares.push(Share { variable: number as u32, down, switching: 0.0, frequency, kinds });
        }
    }
    let charged = charges::charges(structure, diagram, chances, &birnbaum, causes);
    for (cause, charge) in causes.iter().zip(charged) {
        let piece = &structure.variables[cause.variable as usize].piece;
        if charge.hours <= 0.0 {
            continue;
        }
        let (down, frequency) = (piece.frequency * charge.hours, piece.frequency * charge.at_once);
        let kind = (frequency, switching_law(cause, charge.hours / charge.at_once));
        match shares.binary_search_by_key(&cause.variable, |share| share.variable) {
            Ok(at) => {
                let share = &mut shares[at];
                share.down += down;
                share.switching = down;
                share.frequency += frequency;
                share.kinds.push(kind);
            }
            Err(at) => {
                let share =
                    Share { variable: cause.variable, down, switching: down, frequency, kinds: vec![kind] };
                shares.insert(at, share);
            }
        }
    }
    let charged: f64 = shares.iter().map(|share| share.switching).sum::<f64>() + 0.0;
    // An empty sum is −0.
    let frequency = shares.iter().map(|share| share.frequency).sum::<f64>() + 0.0;
    Balance { up: chance.up - charged, down: chance.down + charged, frequency, shares }
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
    outages
        .iter()
        .map(|(share, law)| (share * frequency, TimeLaw { mean: law.mean * factor, shape: shape(*law) }))
        .collect()
}

/// The length of a switch-over: the law of the one part that switches, or exponential where several do.
fn switching_law(cause: &Cause, mean: f64) -> TimeLaw {
    match &cause.effects[..] {
        [effect] if effect.switching.0.mean > 0.8 * mean && effect.switching.0.mean < 1.25 * mean => {
            TimeLaw { mean, shape: effect.switching.0.shape }
        }
        _ => TimeLaw::exponential(mean),
    }
}
