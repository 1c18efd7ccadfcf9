//! Redundancy allocation: which mixture of components, and how many of each, makes a series of subsystems most reliable within limits.
//!
//! Exact: subsystem by subsystem, every way so far that no other beats in both resources and reliability is kept (dynamic programming with dominance
//! \[nakagawa-miyazaki1981\]), less those that cannot reach the best solution known, by a Lagrangian bound: for any prices λ ≥ 0,
//! ln R ≤ Σ over the subsystems of max(ln r − λ·use) + λ·limit \[everett1963\]. What is left at the end is proved to be the best.

/// Rounds of finding prices.
const ROUNDS: u32 = 400;
/// Two logarithms of reliabilities nearer than this are the same.
const SAME: f64 = 1e-13;

/// A component that a subsystem may use.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Part {
    /// Chance that it fails.
    pub failing: f64,
    /// What one of it takes of each resource: cost and weight, say.
    pub uses: [f64; 2],
}

/// A way to build a subsystem.
#[derive(Clone, Debug, PartialEq)]
pub struct Mix {
    /// How many of each part.
    pub counts: Vec<u32>,
    /// Chance that all of them fail.
    pub failing: f64,
    /// What they take together.
    pub uses: [f64; 2],
}

impl Mix {
    fn worth(&self) -> f64 {
        libm::log1p(-self.failing)
    }
}

/// The best allocation.
#[derive(Clone, Debug, PartialEq)]
pub struct Allocation {
    /// By subsystem.
    pub chosen: Vec<Mix>,
    /// Chance that every subsystem works.
    pub reliability: f64,
    /// What it takes.
    pub uses: [f64; 2],
    /// How many partial solutions were looked at.
    pub looked_at: usize,
}

/// Every mixture of 1 to `most` of the parts in parallel, of any of which one is enough, less those that another beats.
#[must_use]
pub fn mixtures(parts: &[Part], most: u32) -> Vec<Mix> {
    let mut all = vec![Mix { counts: Vec::new(), failing: 1.0, uses: [0.0; 2] }];
    for part in parts {
        let mut next = Vec::new();
        for mix in &all {
            let used: u32 = mix.counts.iter().sum();
            for count in 0..=most - used {
                let times = f64::from(count);
                let mut counts = mix.counts.clone();
                counts.push(count);
                let failing = mix.failing * libm::pow(part.failing, times);
                let uses = [mix.uses[0] + times * part.uses[0], mix.uses[1] + times * part.uses[1]];
                next.push(Mix { counts, failing, uses });
            }
        }
        all = next;
    }
    all.retain(|mix| mix.counts.iter().sum::<u32>() > 0);
    let worth: Vec<f64> = all.iter().map(Mix::worth).collect();
    let labels: Vec<Label> = (0..all.len())
        .map(|at| Label { uses: all[at].uses, worth: worth[at], from: at, choice: 0 })
        .collect();
    undominated(labels).into_iter().map(|label| all[label.from].clone()).collect()
}

#[derive(Clone, Copy, Debug)]
struct Label {
    uses: [f64; 2],
    worth: f64,
    /// Of the stage before.
    from: usize,
    choice: usize,
}

/// Labels that no other beats: by the first resource, a staircase of what the second buys.
fn undominated(mut labels: Vec<Label>) -> Vec<Label> {
    crate::order::sort_by(&mut labels, |a, b| {
        let by = a.uses[0].total_cmp(&b.uses[0]).then(a.uses[1].total_cmp(&b.uses[1]));
        by.then(b.worth.total_cmp(&a.worth))
    });
    // Second resource ascending, worth ascending.
    let mut stairs: Vec<(f64, f64)> = Vec::new();
    labels.retain(|label| {
        let at = stairs.partition_point(|stair| stair.0 <= label.uses[1]);
        if at > 0 && stairs[at - 1].1 >= label.worth - SAME {
            return false;
        }
        let beaten = stairs[at..].iter().take_while(|stair| stair.1 <= label.worth).count();
        stairs.splice(at..at + beaten, [(label.uses[1], label.worth)]);
        true
    });
    labels
}

/// The most reliable choice of one mixture a subsystem within the limits; none where even the least does not fit.
#[must_use]
pub fn allocate(subsystems: &[Vec<Mix>], limits: [f64; 2]) -> Option<Allocation> {
    let worths: Vec<Vec<f64>> =
        subsystems.iter().map(|mixes| mixes.iter().map(Mix::worth).collect()).collect();
    let fits = |uses: [f64; 2]| uses[0] <= limits[0] * (1.0 + 1e-12) && uses[1] <= limits[1] * (1.0 + 1e-12);
    let (prices, mut best) = prices(subsystems, &worths, limits);
    // What the subsystems from each on can bring at these prices at most, and take at least.
    let count = subsystems.len();
    let (mut rest, mut least) = (vec![vec![0.0; prices.len()]; count + 1], vec![[0.0; 2]; count + 1]);
    for stage in (0..count).rev() {
        for (at, price) in prices.iter().enumerate() {
            rest[stage][at] = rest[stage + 1][at] + best_at(&subsystems[stage], &worths[stage], *price).0;
        }
        let fewest = |resource: usize| {
            subsystems[stage].iter().map(|mix| mix.uses[resource]).fold(f64::INFINITY, f64::min)
        };
        least[stage] = [least[stage + 1][0] + fewest(0), least[stage + 1][1] + fewest(1)];
    }
    let mut stages = vec![vec![Label { uses: [0.0; 2], worth: 0.0, from: 0, choice: 0 }]];
    let mut looked_at = 0;
    for (stage, mixes) in subsystems.iter().enumerate() {
        let mut next = Vec::new();
        for (from, label) in stages[stage].iter().enumerate() {
            for (choice, mix) in mixes.iter().enumerate() {
                let uses = [label.uses[0] + mix.uses[0], label.uses[1] + mix.uses[1]];
                let after = [uses[0] + least[stage + 1][0], uses[1] + least[stage + 1][1]];
                let worth = label.worth + worths[stage][choice];
                looked_at += 1;
                let bound = |(at, price): (usize, &[f64; 2])| {
                    let left = price[0] * (limits[0] - uses[0]) + price[1] * (limits[1] - uses[1]);
                    worth + rest[stage + 1][at] + left
                };
                if fits(after)
                    && prices.iter().enumerate().map(bound).fold(f64::INFINITY, f64::min) >= best - SAME
                {
                    next.push(Label { uses, worth, from, choice });
                }
            }
        }
        stages.push(undominated(next));
    }
    let last = stages.last()?;
    let mut at = (0..last.len()).max_by(|a, b| last[*a].worth.total_cmp(&last[*b].worth))?;
    best = best.max(last[at].worth);
    let uses = last[at].uses;
    let mut chosen = Vec::with_capacity(count);
    for stage in (0..count).rev() {
        let label = stages[stage + 1][at];
        chosen.push(subsystems[stage][label.choice].clone());
        at = label.from;
    }
    chosen.reverse();
    Some(Allocation { chosen, reliability: libm::exp(best), uses, looked_at })
}

/// The mixture that is worth most at a price, and what it brings then.
fn best_at(mixes: &[Mix], worths: &[f64], price: [f64; 2]) -> (f64, usize) {
    let mut best = (f64::NEG_INFINITY, 0);
    for (at, (mix, worth)) in mixes.iter().zip(worths).enumerate() {
        let value = worth - price[0] * mix.uses[0] - price[1] * mix.uses[1];
        if value > best.0 {
            best = (value, at);
        }
    }
    best
}

/// Prices at which the bound is low (some of the lowest found, by steps along the excess), and the best solution met on the way.
fn prices(subsystems: &[Vec<Mix>], worths: &[Vec<f64>], limits: [f64; 2]) -> (Vec<[f64; 2]>, f64) {
    let mut price = [1e-4 / limits[0].max(1e-9), 1e-4 / limits[1].max(1e-9)];
    let mut found: Vec<(f64, [f64; 2])> = Vec::new();
    let mut best = f64::NEG_INFINITY;
    for round in 0..ROUNDS {
        let (mut bound, mut uses, mut worth) = (price[0] * limits[0] + price[1] * limits[1], [0.0; 2], 0.0);
        for (mixes, worths) in subsystems.iter().zip(worths) {
            let (value, at) = best_at(mixes, worths, price);
            bound += value;
            worth += worths[at];
            uses = [uses[0] + mixes[at].uses[0], uses[1] + mixes[at].uses[1]];
        }
        found.push((bound, price));
        if uses[0] <= limits[0] && uses[1] <= limits[1] {
            best = best.max(worth);
        }
        // Multiplicative steps: prices stay positive and find their own scale.
        let step = 2.0 / (1.0 + f64::from(round) / 10.0);
        for (price, (used, limit)) in price.iter_mut().zip(uses.iter().zip(limits)) {
            let excess = (used - limit) / limit.max(1e-9);
            *price = (*price * libm::exp((step * excess * 10.0).clamp(-1.0, 1.0))).max(1e-12);
        }
    }
    crate::order::sort_by(&mut found, |a, b| a.0.total_cmp(&b.0));
    (found.into_iter().take(3).map(|(_, price)| price).collect(), best)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn unit(available: f64) -> Part {
        Part { failing: 1.0 - available, uses: [1.0, 0.0] }
    }

    /// Two subsystems of 0.9 and 0.8, so many units in all (RePyability's tests).
    #[test]
    fn small_cases_by_hand() {
        let subsystems = [mixtures(&[unit(0.9)], 8), mixtures(&[unit(0.8)], 8)];
        for (units, expected) in [(2.0, 0.72), (3.0, 0.864), (4.0, 0.9504)] {
            let found = allocate(&subsystems, [units, 1.0]).unwrap();
            assert!((found.reliability - expected).abs() < 1e-12, "{units}: {}", found.reliability);
        }
        assert!(allocate(&subsystems, [1.0, 1.0]).is_none());
    }

    #[test]
    fn what_another_beats_is_left_out() {
        let dear = Part { failing: 0.2, uses: [3.0, 3.0] };
        let mixes = mixtures(&[unit(0.9), dear], 2);
        assert!(mixes.iter().all(|mix| mix.counts[1] == 0) && mixes.len() == 2);
    }
}
