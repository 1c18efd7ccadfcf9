//! The credit that a month is expected to bring, and its distribution, from the law of the downtime.

use serde::Serialize;

use super::schedule::{Counted, Schedule};
use crate::analysis::law::TimeLaw;
use crate::analysis::window::WindowLaw;
use crate::units::complement;

/// Days of the twelve months.
const MONTHS: [(f64, f64); 3] = [(28.0, 1.0), (30.0, 4.0), (31.0, 7.0)];
/// Seconds of a minute, in hours.
const MINUTE: f64 = 1.0 / 60.0;

/// How likely one step is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct StepChance {
    /// Availability below which it is due.
    pub below: f64,
    /// Percent of the bill.
    pub percent: f64,
    /// Chance that this step, and no further one, is due for a calendar month.
    pub probability: f64,
}

/// What a calendar month brings, on average over the twelve months of a year.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExpectedCredit {
    /// Key of the schedule.
    pub schedule: String,
    /// Chance of no credit.
    pub none: f64,
    /// The steps, the mildest first.
    pub steps: Vec<StepChance>,
    /// Expected percentage of the bill.
    pub expected_percent: f64,
    /// Expected money a month, where the fee is known.
    pub expected_money: Option<f64>,
}

/// What `schedule` is expected to credit where `committed` was agreed and outages follow `law`; `exceeds` is the chance that more than so
/// many hours (second) of a window (first) count where time counts and not minutes.
///
/// By time: P(downtime > what a step allows). By the minute: outages begin at random moments, each counts a whole number of minutes, and their sum is
/// compound Poisson, computed exactly by Panjer's recursion \[panjer1981\].
#[must_use]
pub fn expected_credit(
    (law, exceeds): (&WindowLaw, &dyn Fn(f64, f64) -> f64),
    schedule: &Schedule,
    committed: f64,
    fee: Option<(f64, &str)>,
) -> ExpectedCredit {
    let steps = schedule.steps(committed);
    let mut below = vec![0.0; steps.len()];
    for (days, months) in MONTHS {
        let hours = days * 24.0;
        let allowed: Vec<f64> = steps.iter().map(|step| complement(step.below) * hours).collect();
        let chances: Vec<f64> = match schedule.counting {
            Counted::Time | Counted::Requests => {
                allowed.iter().map(|&hours_down| exceeds(hours, hours_down)).collect()
            }
            counted => by_the_minute(law, counted, schedule.least_minutes, hours, &allowed),
        };
        for (sum, chance) in below.iter_mut().zip(chances) {
            *sum += chance * months / 12.0;
        }
    }
    let next = |at: usize| below.get(at + 1).copied().unwrap_or(0.0);
    let chances = steps.iter().enumerate().map(|(at, step)| StepChance {
        below: step.below,
        percent: step.percent,
        probability: (below[at] - next(at)).max(0.0),
    });
    let steps: Vec<StepChance> = chances.collect();
    let money = |(fee, currency): (f64, &str)| {
        steps.iter().map(|step| step.probability * schedule.money(step.percent, fee, currency)).sum()
    };
    ExpectedCredit {
        schedule: schedule.id.clone(),
        none: 1.0 - below.first().copied().unwrap_or(0.0),
        expected_percent: steps.iter().map(|step| step.probability * step.percent).sum(),
        expected_money: fee.map(money),
        steps,
    }
}

/// P(more than each of `allowed` hours counted in a window of `hours`), when minutes are counted.
fn by_the_minute(law: &WindowLaw, counted: Counted, least: u32, hours: f64, allowed: &[f64]) -> Vec<f64> {
    let rate: f64 = law.kinds().iter().map(|(rate, _)| rate).sum();
    // Rounding must not make a minute that is allowed one too many.
    let minutes: Vec<usize> = allowed.iter().map(|hours| libm::floor(hours * 60.0 + 1e-6) as usize).collect();
    let most = minutes.iter().copied().max().unwrap_or(0);
    if rate == 0.0 {
        return vec![0.0; allowed.len()];
    }
    let severity = severity(law.kinds(), rate, counted, least, most);
    let counts = panjer(rate * hours, &severity);
    minutes.iter().map(|&minutes| (1.0 - counts[..=minutes].iter().sum::<f64>()).max(0.0)).collect()
}

/// P(one outage counts j minutes), j = 0 … most.
fn severity(kinds: &[(f64, TimeLaw)], rate: f64, counted: Counted, least: u32, most: usize) -> Vec<f64> {
    let mut at_least = vec![0.0; most + 2];
    at_least[0] = 1.0;
    for (own, law) in kinds {
        for (minutes, sum) in at_least.iter_mut().enumerate().skip(1) {
            *sum += own / rate * reaches(*law, minutes, counted, least);
        }
    }
    at_least.windows(2).map(|pair| (pair[0] - pair[1]).max(0.0)).collect()
}

/// P(an outage of this law counts at least so many minutes, one or more).
fn reaches(law: TimeLaw, minutes: usize, counted: Counted, least: u32) -> f64 {
    let whole = minutes as f64 * MINUTE;
    match counted {
        Counted::WholeMinutes => law.survival(at(whole.max(f64::from(least) * MINUTE))),
        Counted::ClockMinutes => averaged(law, whole),
        Counted::TouchedMinutes if minutes == 1 => 1.0,
        Counted::TouchedMinutes | Counted::Time | Counted::Requests => averaged(law, whole - 2.0 * MINUTE),
    }
}

/// An outage as long as the limit reaches it.
fn at(hours: f64) -> f64 {
    hours * (1.0 - 1e-12)
}

/// (1/1 min)·∫ P(longer than from + v) dv over v from 0 to a minute: outages begin anywhere within one. Closed forms for exponential and fixed
/// lengths, eight-point Gauss–Legendre otherwise.
fn averaged(law: TimeLaw, from: f64) -> f64 {
    if law.shape.is_infinite() {
        return ((law.mean - from) / MINUTE).clamp(0.0, 1.0);
    }
    if law.is_exponential() {
        return law.survival(from) * -libm::expm1(-MINUTE / law.mean) * law.mean / MINUTE;
    }
    const POINTS: [(f64, f64); 4] = [
        (0.183_434_642_495_649_8, 0.362_683_783_378_361_96),
        (0.525_532_409_916_329, 0.313_706_645_877_887_27),
        (0.796_666_477_413_626_7, 0.222_381_034_453_374_48),
        (0.960_289_856_497_536_3, 0.101_228_536_290_376_26),
    ];
    let half = MINUTE / 2.0;
    let pair = |(x, weight): (f64, f64)| {
        weight * (law.survival(from + half * (1.0 - x)) + law.survival(from + half * (1.0 + x)))
    };
    POINTS.map(pair).iter().sum::<f64>() / 2.0
}

/// P(the sum is k), k = 0 …, of a Poisson number (mean `load`) of numbers with the given probabilities; those beyond the list are left out. All terms
/// are positive; the scale is carried apart so that e^(−load) may underflow. Source: \[panjer1981\].
fn panjer(load: f64, severity: &[f64]) -> Vec<f64> {
    const LARGE: f64 = 1e200;
    let mut scale = -load * (1.0 - severity[0]);
    let mut chances = vec![0.0; severity.len()];
    chances[0] = 1.0;
    for k in 1..severity.len() {
        let sum: f64 = (1..=k).map(|j| j as f64 * severity[j] * chances[k - j]).sum();
        chances[k] = load / k as f64 * sum;
        if chances[k] > LARGE {
            chances[..=k].iter_mut().for_each(|chance| *chance /= LARGE);
            scale += libm::log(LARGE);
        }
    }
    let factor = libm::exp(scale);
    chances.iter().map(|chance| chance * factor).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(value: f64, expected: f64, tolerance: f64) {
        assert!((value - expected).abs() <= tolerance, "{value} is not {expected}");
    }

    /// Always one: the sum is the Poisson number itself. One or two with equal chance, mean 1: P(2) = e⁻¹(½ + ⅛).
    #[test]
    fn sums_by_hand() {
        let chances = panjer(2.0, &[0.0, 1.0, 0.0, 0.0]);
        for (k, expected) in [(0, 1.0), (1, 2.0), (2, 2.0), (3, 4.0 / 3.0)] {
            near(chances[k], expected * libm::exp(-2.0), 1e-15);
        }
        near(panjer(1.0, &[0.0, 0.5, 0.5])[2], libm::exp(-1.0) * (0.5 + 0.125), 1e-15);
        // e^(−2000) underflows; P(2000) of a Poisson number of mean 2000 does not: 1/√(4000π)·(1 − 1/24000).
        let mut ones = vec![0.0; 2_001];
        ones[1] = 1.0;
        near(
            panjer(2_000.0, &ones)[2_000],
            (1.0 - 1.0 / 24_000.0) / libm::sqrt(4_000.0 * std::f64::consts::PI),
            1e-9,
        );
    }

    /// Outages of exactly 90 s: whole minutes 1; clock minutes all down: 0 or 1 (half each), as the first boundary comes within 30 s or not;
    /// minutes touched: 2 or 3, half each.
    #[test]
    fn ninety_seconds() {
        let law = TimeLaw { mean: 1.5 / 60.0, shape: f64::INFINITY };
        let of = |counted| severity(&[(1.0, law)], 1.0, counted, 1, 4);
        for (counted, expected) in [
            (Counted::WholeMinutes, [0.0, 1.0, 0.0, 0.0]),
            (Counted::ClockMinutes, [0.5, 0.5, 0.0, 0.0]),
            (Counted::TouchedMinutes, [0.0, 0.0, 0.5, 0.5]),
        ] {
            of(counted).iter().zip(expected).for_each(|(value, expected)| near(*value, expected, 1e-9));
        }
        let five = severity(&[(1.0, law)], 1.0, Counted::WholeMinutes, 5, 4);
        near(five[0], 1.0, 1e-12);
    }

    /// On average an outage counts its length in clock minutes both ways, less or more one minute: ∑ P(N ≥ k) = E[max(L, 1)]… for long exponential
    /// outages mean/60 ∓ 1; the gamma law by quadrature agrees with the exponential closed form.
    #[test]
    fn means_by_a_second_method() {
        let exponential = TimeLaw::exponential(2.0);
        let nearly = TimeLaw { mean: 2.0, shape: 1.0 + 1e-12 };
        for from in [0.0, 0.3, 4.0] {
            near(averaged(exponential, from), averaged(nearly, from), 1e-9);
        }
        let mean = |counted| {
            (1..200_000).map(|k| reaches(exponential, k, counted, 1)).take_while(|p| *p > 1e-14).sum::<f64>()
        };
        // P(N ≥ k) summed: clock minutes m·(1 − e^(−1/m))·Σ e^(−k/m) with m = 120: 119.0 + 1/240·…; touched is two more.
        near(mean(Counted::TouchedMinutes) - mean(Counted::ClockMinutes), 2.0, 0.02);
        near((mean(Counted::TouchedMinutes) + mean(Counted::ClockMinutes)) / 2.0, 120.0, 0.02);
    }
}
