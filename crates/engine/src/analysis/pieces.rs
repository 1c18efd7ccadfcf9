//! The small independent parts an answer is made of: the copies of one component, given how many of them have a zone that is up.
//!
//! A [`Piece`] is what the diagram needs to know of such a part: how often it is down, how often it goes down, and for how long.
//! Copies repaired without waiting are a binomial k-of-n; standbys and limited crews are a continuous-time Markov chain.

use super::graph::Graph;
use super::law::TimeLaw;
use super::motion::{Label, Motion};
use super::{group, shared_load, standby};
use crate::model::{Component, CopyMode, Failback, Failure, Project, Scope, StandbyState};

/// The long run of a part that is up or down.
#[derive(Clone, Debug, PartialEq)]
pub struct Piece {
    /// Fraction of time down.
    pub down: f64,
    /// Up → down transitions per hour of all time.
    pub frequency: f64,
    /// Kinds of outage: their share of `frequency` and their length.
    pub outages: Vec<(f64, TimeLaw)>,
}

impl Piece {
    /// Never down.
    #[must_use]
    pub fn perfect() -> Self {
        Self { down: 0.0, frequency: 0.0, outages: Vec::new() }
    }

    /// Never up.
    #[must_use]
    pub fn hopeless() -> Self {
        Self { down: 1.0, frequency: 0.0, outages: Vec::new() }
    }

    /// Several independent modes in series: down while any is.
    ///
    /// Down: u ← u + (1 − u)·uᵢ, sums of positive numbers only. Frequency: P(all up) · Σ 1/mtbfᵢ.
    /// Assumes independent alternating renewal modes; exact for any law. Source: \[barlow-proschan1975\].
    #[must_use]
    pub fn series<'a>(modes: impl IntoIterator<Item = &'a Failure>) -> Self {
        let (mut up, mut down, mut rate) = (1.0, 0.0, 0.0);
        let mut outages = Vec::new();
        for mode in modes {
            let mode_rate = 1.0 / mode.mtbf_hours();
            if mode_rate == 0.0 {
                continue;
            }
            let mode_down = mode.unavailability();
            down += up * mode_down;
            up *= mode.mtbf_hours() / (mode.mtbf_hours() + mode.mttr_hours());
            rate += mode_rate;
            outages.push((mode_rate, TimeLaw::of(&mode.mttr_law())));
        }
        for outage in &mut outages {
            outage.0 /= rate;
        }
        Self { down, frequency: up * rate, outages }
    }

    /// Mean length of an outage in hours; 0 when there are none.
    #[must_use]
    pub fn mean_outage(&self) -> f64 {
        if self.frequency > 0.0 { self.down / self.frequency } else { 0.0 }
    }
}

/// One copy by itself as a two-state unit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Copy {
    pub up: f64,
    pub down: f64,
    /// Failures per hour of up time.
    pub failing: f64,
    /// Repairs per hour of down time.
    pub repair: f64,
}

/// How often the own modes of one copy make it fail, per hour of up time.
#[must_use]
pub fn copy_failure_rate(component: &Component) -> f64 {
    own_modes(component).map(|mode| 1.0 / mode.mtbf_hours()).sum()
}

/// The modes that strike copies one by one.
pub fn own_modes(component: &Component) -> impl Iterator<Item = &Failure> {
    component.failures().iter().filter(|mode| mode.scope() == Scope::Copy)
}

/// The modes that strike all copies at once.
pub fn common_modes(component: &Component) -> impl Iterator<Item = &Failure> {
    component.failures().iter().filter(|mode| mode.scope() == Scope::All)
}

/// The copies of `component` while the zones of `available` of them are up, `required` of them being needed.
#[must_use]
pub fn copies(component: &Component, available: u32, required: u32) -> Piece {
    if available < required {
        return Piece::hopeless();
    }
    let single = Piece::series(own_modes(component));
    if single.frequency == 0.0 {
        return Piece::perfect();
    }
    if available == 1 && required == 1 {
        return single;
    }
    let copy = Copy::of(component, &single);
    let count = component.copy_count();
    let crews = component.copies.as_ref().and_then(|copies| copies.repairers).unwrap_or(count).min(count);
    match component.mode() {
        CopyMode::ActivePassive => {
            let motion = standby::motion(component, copy, available, required, crews.min(available));
            let kinds = |down: f64, entries: &[f64]| standby::outages(component, down, entries);
            let mut pieces = motion.map_or(Vec::new(), |motion| motion.pieces(required, &kinds));
            pieces.pop().map_or(Piece::perfect(), |(_, piece)| piece)
        }
        _ if crews >= count => of_one_kind(k_of_n(copy, available, required)),
        _ => {
            let pi = crew_motion(copy, count, crews).steady_state();
            of_one_kind(crew_moment(copy.failing, &pi, available, required))
        }
    }
}

/// A piece whose outages are all alike.
fn of_one_kind((down, frequency): (f64, f64)) -> Piece {
    let mean = if frequency > 0.0 { down / frequency } else { 0.0 };
    Piece { down, frequency, outages: vec![(1.0, TimeLaw::exponential(mean))] }
}

/// Binomial k-of-n: down = Σ_{j<k} C(n,j) a^j u^(n−j); frequency = C(n,k) a^k u^(n−k) · k/up time.
///
/// Assumes independent copies and a repairer for each; exact for any law of repair and failure.
/// Source: \[barlow-proschan1975\].
fn k_of_n(copy: Copy, n: u32, k: u32) -> (f64, f64) {
    // term(j) = P(exactly j work), from j = 0 up, in logarithms where powers would underflow.
    let (ln_up, ln_down) = (libm::log1p(-copy.down), libm::log(copy.down));
    let term = |j: u32| libm::exp(ln_choose(n, j) + f64::from(j) * ln_up + f64::from(n - j) * ln_down);
    let direct = |j: u32| choose(n, j) * power(copy.up, j) * power(copy.down, n - j);
    let probability = |j: u32| if n <= 60 { direct(j) } else { term(j) };
    let down = (0..k).map(probability).sum::<f64>().min(1.0);
    (down, probability(k) * f64::from(k) * copy.failing)
}

fn choose(n: u32, k: u32) -> f64 {
    (0..k.min(n - k)).fold(1.0, |product, i| product * f64::from(n - i) / f64::from(i + 1))
}

fn ln_choose(n: u32, k: u32) -> f64 {
    let factorial = |m: u32| libm::lgamma(f64::from(m) + 1.0);
    factorial(n) - factorial(k) - factorial(n - k)
}

fn power(base: f64, exponent: u32) -> f64 {
    (0..exponent).fold(1.0, |product, _| product * base)
}

/// The number of copies down of n that share repairers: a birth–death chain. Assumes exponential times. Source: \[barlow-proschan1975\].
fn crew_motion(copy: Copy, n: u32, crews: u32) -> Motion {
    let label = Label { kind: 0, available: n, zones: 0 };
    let failures = (0..n).map(|down| (down, down + 1, f64::from(n - down) * copy.failing));
    let repairs = (1..=n).map(|down| (down, down - 1, f64::from(down.min(crews)) * copy.repair));
    Motion { labels: vec![label; n as usize + 1], moves: failures.chain(repairs).collect() }
}

/// k of `available` copies from the distribution of the number of all n that are down: a hypergeometric share of those is among the
/// available ones (copies whose zone is down fail and are repaired all the same). Down, and outages per hour.
fn crew_moment(failing: f64, pi: &[f64], available: u32, k: u32) -> (f64, f64) {
    let n = pi.len() as u32 - 1;
    let border = available - k;
    let (mut down, mut frequency) = (0.0, 0.0);
    for (broken, share) in (0..).zip(pi) {
        // P(so many of the broken copies are among the available ones), drawing without replacement.
        let among = |inside: u32| {
            if inside > broken || inside > available || broken - inside > n - available {
                return 0.0;
            }
            let ways = ln_choose_or(available, inside) + ln_choose_or(n - available, broken - inside);
            libm::exp(ways - ln_choose_or(n, broken))
        };
        down += share * (border + 1..=available.min(broken)).map(among).sum::<f64>();
        frequency += share * among(border) * f64::from(k) * failing;
    }
    (down, frequency)
}

/// ln C(n, k); 0 exactly where there is one way only.
fn ln_choose_or(n: u32, k: u32) -> f64 {
    if k == 0 || k >= n { 0.0 } else { ln_choose(n, k) }
}

/// How the copies of a component, `available` of them having a zone that is up, move from "everything works": what [`copies`] and
/// [`super::chains`] give for the long run, for any moment.
#[derive(Clone, Debug)]
pub enum Course {
    /// Never down.
    Perfect,
    /// So many of so many copies, each on its own: available, required.
    Independent(u32, u32),
    /// The chain of the number of copies down: failures of one copy per hour, available, required.
    Crew(Motion, f64, u32, u32),
    /// A chain that knows when it is down: available, required.
    Chain(Motion, u32, u32),
}

/// See [`Course`].
#[must_use]
pub fn course(
    project: &Project,
    graph: &Graph,
    component: usize,
    available: u32,
    zones_held: bool,
) -> Course {
    let details = &project.components()[component];
    let required = details.required();
    let chain = match details.mode() {
        CopyMode::ActivePassive if !zones_held => group::motion(project, graph, component),
        CopyMode::ActiveActive => shared_load::motion(project, graph, component),
        _ => None,
    };
    if let Some(motion) = chain {
        return Course::Chain(motion, available, required);
    }
    let single = Piece::series(own_modes(details));
    if single.frequency == 0.0 {
        return Course::Perfect;
    }
    let copy = Copy::of(details, &single);
    let count = details.copy_count();
    let crews = details.copies.as_ref().and_then(|copies| copies.repairers).unwrap_or(count).min(count);
    match details.mode() {
        CopyMode::ActivePassive => standby::motion(details, copy, available, required, crews.min(available))
            .map_or(Course::Perfect, |motion| Course::Chain(motion, available, required)),
        _ if crews >= count => Course::Independent(available, required),
        _ => Course::Crew(crew_motion(copy, count, crews), copy.failing, available, required),
    }
}

/// Down, and outages per hour, of copies on their own that are each down with chance `down` and fail at rate `failing` while up.
#[must_use]
pub fn independent(down: f64, failing: f64, available: u32, required: u32) -> (f64, f64) {
    k_of_n(Copy { up: 1.0 - down, down, failing, repair: f64::NAN }, available, required)
}

/// Down, and outages per hour, from the distribution of a chain of [`Course::Crew`].
#[must_use]
pub fn crewed(failing: f64, pi: &[f64], available: u32, required: u32) -> (f64, f64) {
    crew_moment(failing, pi, available, required)
}

impl Copy {
    fn of(component: &Component, single: &Piece) -> Self {
        let failing = copy_failure_rate(component);
        Self { up: 1.0 - single.down, down: single.down, failing, repair: single.frequency / single.down }
    }
}

/// What moving back to the preferred copies costs, where a group does so.
#[must_use]
pub fn failback(component: &Component) -> Option<TimeLaw> {
    match component.copies.as_ref().and_then(|copies| copies.failback.as_ref()) {
        Some(Failback::Automatic { time }) => Some(TimeLaw::of(time)),
        _ => None,
    }
}

/// How a component switches over: time (a cold start included), success, manual.
#[must_use]
pub fn switching(component: &Component) -> (TimeLaw, f64, TimeLaw) {
    let Some(copies) = component.copies.as_ref() else {
        return (TimeLaw::exponential(0.0), 1.0, TimeLaw::exponential(f64::INFINITY));
    };
    let start = match &copies.standby_state {
        Some(StandbyState::Cold { start: Some(start) }) => TimeLaw::of(start),
        _ => TimeLaw::exponential(0.0),
    };
    match &copies.failover {
        None => (start, 1.0, TimeLaw::exponential(f64::INFINITY)),
        Some(failover) => {
            let manual = failover.manual.as_ref().map_or(TimeLaw::exponential(f64::INFINITY), TimeLaw::of);
            (TimeLaw::of(&failover.time).plus(start), failover.success(), manual)
        }
    }
}

/// Where an instant failback or manual switch must have a rate, it takes a microsecond.
pub(super) fn rate_of(law: TimeLaw) -> f64 {
    1.0 / law.mean.max(1e-9 / 3.6)
}
