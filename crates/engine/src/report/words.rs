//! Sentences and phrases of the report.

use super::types::{JourneyReport, Promise, SimulationReport, Verdict};
use super::{Agreement, Measured};
use crate::analysis::{Analysis, Between, ObjectiveAnswer};
use crate::budget::WeekHours;
use crate::model::{Distribution, Law, Measure, Objective, Project};
use crate::units::{
    Duration, HOURS_PER_YEAR, complement, format_count, format_duration, format_percent, format_share,
    format_target,
};

/// A component's or zone's name for people; the id itself where nothing has it.
pub(super) fn name(project: &Project, id: &str) -> String {
    let component = project.component(id).map(|component| component.display_name().to_owned());
    let zone = || project.zone(id).map(|zone| zone.display_name().to_owned());
    component.or_else(zone).unwrap_or_else(|| id.to_owned())
}

/// `1h`, `always 45s`, `lognormal, mean 1h, 95 % within 3h`.
pub(super) fn distribution(distribution: &Distribution) -> String {
    let law = match distribution {
        Distribution::Plain(mean) => return mean.to_string(),
        Distribution::Law(law) => law,
    };
    let part = |name: &str, value: &Option<Duration>| value.as_ref().map(|value| format!("{name} {value}"));
    let parts: Vec<String> = match law {
        Law::Exponential { mean } => vec![format!("mean {mean}")],
        Law::Fixed { value } => return format!("always {value}"),
        Law::Weibull { mean, scale, shape } => [part("mean", mean), part("scale", scale)]
            .into_iter()
            .flatten()
            .chain([format!("shape {shape}")])
            .collect(),
        Law::Lognormal { mean, median, sigma, p95 } => [
            part("mean", mean),
            part("median", median),
            sigma.map(|sigma| format!("σ {sigma}")),
            part("95 % within", p95),
        ]
        .into_iter()
        .flatten()
        .collect(),
        Law::Gamma { mean, shape } => vec![format!("mean {mean}"), format!("shape {shape}")],
        Law::Uniform { low, high } => vec![format!("{low} to {high}")],
        Law::Empirical { samples } => vec![format!("{} samples", samples.len())],
    };
    format!("{} ({})", law_name(law), parts.join(", "))
}

fn law_name(law: &Law) -> &'static str {
    match law {
        Law::Exponential { .. } => "exponential",
        Law::Fixed { .. } => "fixed",
        Law::Weibull { .. } => "Weibull",
        Law::Lognormal { .. } => "log-normal",
        Law::Gamma { .. } => "gamma",
        Law::Uniform { .. } => "uniform",
        Law::Empirical { .. } => "observed",
    }
}

/// `a month`, `28 days`: a window as part of a sentence.
pub(super) fn a_window(window: &str) -> String {
    match window.strip_suffix('d') {
        Some(days) if days.parse::<f64>().is_ok() => format!("{days} days"),
        _ => format!("a {window}"),
    }
}

/// `between 99.1 % and 99.3 %`.
pub(super) fn between(bounds: Between) -> String {
    let percent = |down: f64| format_percent(1.0 - down, down);
    format!("between {} and {}", percent(bounds.high), percent(bounds.low))
}

/// … the same as downtime in a year.
pub(super) fn downtime_between(bounds: Between) -> String {
    let year = |down: f64| format_duration(down * HOURS_PER_YEAR * 3_600.0);
    format!("between {} and {}", year(bounds.low), year(bounds.high))
}

/// Where only bounds are known.
fn bounded(journey: &JourneyReport, bounds: Between) -> String {
    let name = &journey.name;
    let worked = journey.objective.as_ref().map(|it| it.worked).filter(|worked| *worked > 0.0);
    let planned = worked.map(|it| format!(", less up to {} for planned work", format_share(it)));
    let between = between(bounds) + planned.as_deref().unwrap_or_default();
    let promise = journey.objective.as_ref().map(|objective| format_target(objective.availability));
    match (journey.verdict, promise) {
        (Verdict::Met, Some(promise)) => {
            format!("{name} keeps its promise of {promise}: it reaches {between}.")
        }
        (Verdict::Missed, Some(promise)) => {
            format!("{name} misses its promise of {promise}: it reaches {between}.")
        }
        (_, Some(promise)) => {
            format!(
                "Whether {name} keeps its promise of {promise} is not known: it reaches {between}. Simulate it."
            )
        }
        (_, None) => format!("{name} reaches {between}. Nothing is promised about it."),
    }
}

/// The verdict on a promise that counts requests.
fn by_requests(name: &str, objective: &ObjectiveAnswer) -> String {
    let promise = format_target(objective.availability);
    let answered = format_percent(1.0 - objective.lost, objective.lost);
    let window = a_window(&objective.window);
    let (expected, allowed) =
        (format_duration(objective.expected_seconds), format_duration(objective.allowed_seconds));
    if objective.met {
        format!(
            "{name} keeps its promise to answer {promise} of requests: {answered} are expected; what is lost is worth {expected} of downtime in \
             {window} of the {allowed} allowed."
        )
    } else {
        format!(
            "{name} misses its promise to answer {promise} of requests: {answered} are expected; what is lost is worth {expected} of downtime in \
             {window} where {allowed} is allowed."
        )
    }
}

/// The verdict on one journey, in one sentence.
pub(super) fn verdict(journey: &JourneyReport) -> String {
    if let Some(bounds) = journey.bounds {
        return bounded(journey, bounds);
    }
    let modelled = format_percent(journey.availability, journey.unavailability);
    let name = &journey.name;
    let Some(objective) = &journey.objective else {
        return format!(
            "{name} is expected to reach {modelled}: {} of downtime a year. Nothing is promised about it.",
            format_duration(journey.downtime_seconds_per_year)
        );
    };
    let promise = format_target(objective.availability);
    let window = a_window(&objective.window);
    let expected = format_duration(objective.expected_seconds);
    let allowed = format_duration(objective.allowed_seconds);
    if objective.by_requests {
        return by_requests(name, objective);
    }
    let planned = objective.worked > 0.0;
    let modelled = if planned { format!("{modelled} without planned work") } else { modelled };
    let expected = if planned { format!("{expected}, planned work included,") } else { expected };
    if objective.met {
        format!(
            "{name} keeps its promise of {promise}: {modelled} is expected, {expected} of downtime in {window} of the {allowed} allowed."
        )
    } else {
        format!(
            "{name} misses its promise of {promise}: {modelled} is expected, {expected} of downtime in {window} where {allowed} is allowed."
        )
    }
}

/// What a manager reads first: verdicts, the chance of a breach, what it costs, where the minutes go.
pub(super) fn summary(
    journeys: &[JourneyReport],
    promise: Option<&Promise>,
    simulation: Option<&SimulationReport>,
) -> Vec<String> {
    let mut sentences: Vec<String> = journeys.iter().map(|journey| journey.sentence.clone()).collect();
    let worst = journeys.iter().max_by(|a, b| strain(a).total_cmp(&strain(b)));
    let Some(worst) = worst else {
        return vec![
            "The project has no journey yet: nothing can be said about its availability.".to_owned(),
        ];
    };
    if journeys.len() > 1 {
        let name = &worst.name;
        sentences.push(match worst.verdict {
            Verdict::Missed => format!("{name} is the journey farthest beyond its promise."),
            Verdict::Met | Verdict::Unknown => format!("{name} is the journey with the least to spare."),
            Verdict::NoObjective => format!("{name} is the weakest journey."),
        });
    }
    sentences.extend(chance(worst, promise));
    sentences.extend(outages(worst));
    sentences.extend(spenders(worst));
    sentences.extend(simulation.map(agreement));
    sentences
}

/// How hard a journey's promise is pressed: what is lost over what may be, and before it nothing that promises nothing; of those the one that is down most.
/// The chance of a miss tells apart what is pressed alike.
fn strain(journey: &JourneyReport) -> f64 {
    let Some(objective) = &journey.objective else { return journey.unavailability - 1.0 };
    let pressed = objective.lost / complement(objective.availability);
    let chance = if objective.breach_probability.is_nan() { 0.0 } else { objective.breach_probability };
    if pressed.is_nan() { 0.0 } else { pressed * (1.0 + 1e-9 * chance) }
}

fn chance(journey: &JourneyReport, promise: Option<&Promise>) -> Option<String> {
    let objective = journey.objective.as_ref().filter(|it| !it.breach_probability.is_nan())?;
    let window = match a_window(&objective.window).strip_prefix("a ") {
        Some(word) => format!("any one {word}"),
        None => format!("any {}", a_window(&objective.window)),
    };
    let chance = format_share(objective.breach_probability);
    let mut sentence = format!("The chance to miss its promise in {window} is {chance}");
    if objective.expected_credit_percent > 0.0 {
        sentence += &format!(
            "; the expected credit is {} % of the fee",
            format_count(objective.expected_credit_percent)
        );
        if let Some((fee, currency)) =
            promise.and_then(|promise| promise.monthly_fee.zip(promise.currency.as_deref()))
        {
            let money = fee * objective.expected_credit_percent / 100.0;
            sentence += &format!(", {} {currency} of {} {currency}", format_count(money), format_count(fee));
        }
    }
    Some(sentence + ".")
}

fn outages(journey: &JourneyReport) -> Option<String> {
    let mean = journey.mean_outage_hours? * 3_600.0;
    let rate = journey.outages_per_year;
    let frequency = if rate >= 1.0 {
        format!("{} outages a year are expected", format_count(rate))
    } else {
        format!("An outage is expected once in {} years", format_count(1.0 / rate))
    };
    (rate > 0.0).then(|| format!("{frequency}, {} long on average.", format_duration(mean)))
}

fn spenders(journey: &JourneyReport) -> Option<String> {
    let first: Vec<String> = journey
        .contributions
        .iter()
        .filter(|part| part.share > 0.0)
        .take(3)
        .map(|part| format!("{} ({})", part.name, format_share(part.share)))
        .collect();
    let (last, before) = first.split_last()?;
    if before.is_empty() {
        let whole = journey.contributions.first()?;
        return Some(format!("All of the downtime comes from {}.", whole.name));
    }
    Some(format!("Most of the downtime comes from {} and {last}.", before.join(", ")))
}

fn agreement(simulation: &SimulationReport) -> String {
    let years = format_count(simulation.years);
    let all = || simulation.journeys.iter().flat_map(|journey| &journey.comparisons);
    let judged: Vec<_> = all().filter(|one| one.measure == Measured::Unavailability).collect();
    if judged.iter().any(|one| one.agreement == Agreement::Disagree) {
        return format!(
            "A simulation of {years} years disagrees with the exact answer: see the section on it."
        );
    }
    if judged.iter().all(|one| one.agreement == Agreement::Agree) {
        return format!("A simulation of {years} years agrees with the exact availability.");
    }
    let obstacle = judged.iter().find(|one| one.agreement == Agreement::NotComparable && one.exact.is_none());
    match obstacle.and_then(|one| one.reason.as_deref()) {
        Some(why) => format!("A simulation of {years} years is not compared with the exact answer. {why}"),
        None => format!("A simulation of {years} years was too short to judge every figure by."),
    }
}

/// `kept`, `missed`, or that nothing is promised.
pub(super) fn verdict_word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "promise kept",
        Verdict::Missed => "promise missed",
        Verdict::NoObjective => "nothing promised",
        Verdict::Unknown => "not known",
    }
}

/// What the promise counts, beyond all of the time: `of requests`, `in service hours Mon-Fri 8-18`.
pub(super) fn terms(objective: &Objective) -> Vec<String> {
    let requests = (objective.measure == Some(Measure::Requests)).then(|| "of requests".to_owned());
    let hours = objective.service_hours.as_ref().map(|it| format!("in service hours {}", WeekHours::of(it)));
    let planned =
        (objective.exclude_maintenance == Some(true)).then(|| "planned maintenance not counted".to_owned());
    requests.into_iter().chain(hours).chain(planned).collect()
}

/// How the numbers came about, so that anyone can do it again.
pub(super) fn method(analysis: &Analysis, simulation: Option<&SimulationReport>) -> Vec<String> {
    let solver = &analysis.solver;
    let how = match solver.limit {
        None => format!(
            "Exact answer: the architecture as one Boolean function of {} independent variables ({} modules), compiled \
             to a binary decision diagram of {} nodes. Shared components and zones count once; unavailability is \
             computed directly, never as one minus availability.",
            solver.variables, solver.modules, solver.bdd_nodes
        ),
        Some(limit) => format!(
            "Bounds: the architecture as one Boolean function of {} independent variables. Its binary decision diagram \
             was given up at {limit} nodes; instead its states were taken apart, the likeliest first, until the work was spent. What is \
             settled then is certain.",
            solver.variables
        ),
    };
    let mut lines = vec![
        how,
        "Long run: every mean is over unlimited time; a year is 8,760 h, a month 30 days, a quarter 90 days."
            .to_owned(),
    ];
    if let Some(simulation) = simulation {
        lines.push(format!(
            "Simulation of {} years, seed {}, {} state changes: {}",
            format_count(simulation.years),
            simulation.seed,
            format_count(simulation.events as f64),
            sentence_end(&simulation.method)
        ));
    }
    lines.push(format!("Ninefold {}.", env!("CARGO_PKG_VERSION")));
    lines
}

/// The text with a full stop at its end.
fn sentence_end(text: &str) -> String {
    let text = text.trim_end();
    if text.is_empty() || text.ends_with('.') { text.to_owned() } else { format!("{text}.") }
}
