//! The chaos catalogue: the scenarios people try first, written for the project at hand.
//!
//! Each aims at what the project has: a kind of trouble that could strike nothing in it is not offered. The times are ones to start
//! from, to be changed by whoever plays them.

use crate::model::{
    Action, Component, CopyMode, Distribution, Effect, Link, Project, Rule, Scenario, ScenarioEvent, Scope,
    Zone,
};
use crate::units::Duration;

/// Kinds that stand between a service and its users, or keep what can be fetched again.
const BALANCERS: [&str; 2] = ["load-balancer", "cdn"];
const CACHES: [&str; 1] = ["cache"];

/// What can be tried on this project, each under the name of its kind and of what it strikes, with a sentence on what it shows.
///
/// ```
/// use ninefold_engine::{model, simulation::chaos};
/// let text = r#"{"format": "ninefold/1", "journeys": [{"id": "j", "entry": "api"}],
///     "components": [{"id": "api", "name": "API", "kind": "service", "failures": [{"mtbf": "30d", "mttr": "2m"}]}]}"#;
/// let project = model::read(text).unwrap().project;
/// let names: Vec<_> = chaos::catalogue(&project).into_iter().map(|it| it.name).collect();
/// assert_eq!(names, ["Kill an instance of API", "Bad deploy of API", "API browns out"]);
/// ```
#[must_use]
pub fn catalogue(project: &Project) -> Vec<Scenario> {
    let offers: [fn(&Project) -> Option<Scenario>; 10] = [
        instance,
        |project| place(project, false),
        |project| place(project, true),
        latency,
        lag,
        names,
        deploy,
        balancer,
        flush,
        brownout,
    ];
    offers.into_iter().filter_map(|offer| offer(project)).collect()
}

/// One copy is terminated: of what has most, and can fail.
fn instance(project: &Project) -> Option<Scenario> {
    let fails = |it: &&Component| it.failures().iter().any(|failure| failure.scope() == Scope::Copy);
    let most = first_largest(project.components().iter().filter(fails), |it| it.copy_count())?;
    let mut event = event("5m", Action::Fail, &most.id);
    event.copies = (most.copy_count() > 1).then_some(1.0);
    let name = format!("Kill an instance of {}", most.display_name());
    scenario(name, "One copy is terminated and comes back as its own repairs say.", vec![event])
}

/// The zone (or the region) that most components lie in.
fn place(project: &Project, region: bool) -> Option<Scenario> {
    let is_region = |zone: &Zone| {
        let holds = project.zones().iter().any(|inner| inner.parent.as_ref() == Some(&zone.id));
        zone.kind.as_deref() == Some("region") || (zone.parent.is_none() && holds)
    };
    let inside = |zone: &Zone| {
        let own = |id: &String| {
            let mut at = project.zone(id);
            for _ in 0..=project.zones().len() {
                match at {
                    Some(it) if it.id == zone.id => return true,
                    Some(it) => at = it.parent.as_deref().and_then(|parent| project.zone(parent)),
                    None => return false,
                }
            }
            false
        };
        project.components().iter().filter(|it| it.zones.iter().flatten().any(own)).count()
    };
    let fitting = project.zones().iter().filter(|zone| is_region(zone) == region && inside(zone) > 0);
    let zone = first_largest(fitting, |zone| inside(zone))?;
    let long = if region { "5h" } else { "2h" };
    let notes = "Everything inside goes down at once; what can fail over does.";
    scenario(
        format!("Lose {}", zone.display_name()),
        notes,
        vec![lasting(event("5m", Action::Fail, &zone.id), long)],
    )
}

/// Calls become slow: over a link with a breaker, or where the copies of the source have a limit.
fn latency(project: &Project) -> Option<Scenario> {
    let limited = |link: &&Link| {
        let source = project.component(&link.from);
        source.and_then(|it| it.capacity.as_ref()).is_some_and(|it| it.per_copy_rps.is_some())
    };
    let guarded = project.links().iter().find(|link| link.breaker.is_some());
    let link = guarded.or_else(|| project.links().iter().find(limited))?;
    let (from, to) = (called(project, &link.from), called(project, &link.to));
    let mut slow = lasting(event("5m", Action::Latency, &link.from), "15m");
    (slow.to, slow.by) = (Some(link.to.clone()), Duration::parse("500ms").ok());
    let notes = "A breaker opens once its timeout is passed; without one each copy answers less.";
    scenario(format!("Slow calls from {from} to {to}"), notes, vec![slow])
}

/// A database dies while its standby is behind.
fn lag(project: &Project) -> Option<Scenario> {
    let passive = |it: &&Component| {
        let copies = it.copies.as_ref();
        copies.is_some_and(|copies| copies.mode == CopyMode::ActivePassive)
    };
    let mut standing_by = project.components().iter().filter(passive);
    let pair = standing_by.clone().find(|it| it.kind.as_deref() == Some("database"));
    let pair = pair.or_else(|| standing_by.next())?;
    let mut behind = lasting(event("5m", Action::Lag, &pair.id), "1h");
    behind.by = Duration::parse("40s").ok();
    let mut dies = event("10m", Action::Fail, &pair.id);
    dies.copies = Some(1.0);
    let notes = "What had not been replicated is lost: the recovery point.";
    scenario(format!("{} dies while its standby lags", pair.display_name()), notes, vec![behind, dies])
}

/// Names (or whatever switches between targets) are slow to change while the first target is down.
fn names(project: &Project) -> Option<Scenario> {
    let switches = |it: &&Component| matches!(it.needs, Some(Rule::Failover(_)));
    let switch = project.components().iter().find(switches)?;
    let first =
        project.links().iter().find(|link| link.from == switch.id && link.effect != Some(Effect::Soft))?;
    let mut slow = lasting(event("5m", Action::Slow, &switch.id), "2h");
    slow.by = Duration::parse("15m").ok();
    let dies = lasting(event("10m", Action::Fail, &first.to), "1h");
    let name = format!("{} is slow to leave {}", switch.display_name(), called(project, &first.to));
    scenario(name, "Old answers are kept longer than their time to live says.", vec![slow, dies])
}

/// Every copy of a service is broken at once until it is rolled back.
fn deploy(project: &Project) -> Option<Scenario> {
    let strikes = |it: &&Component| it.failures().iter().any(|failure| failure.scope() == Scope::All);
    let services = || project.components().iter().filter(|it| it.kind.as_deref() == Some("service"));
    let service = services().find(strikes).or_else(|| services().next())?;
    let notes = "Every copy is broken at once until it is rolled back.";
    let event = lasting(event("5m", Action::Deploy, &service.id), "20m");
    scenario(format!("Bad deploy of {}", service.display_name()), notes, vec![event])
}

fn balancer(project: &Project) -> Option<Scenario> {
    let balancer = of_kind(project, &BALANCERS)?;
    let event = lasting(event("5m", Action::Fail, &balancer.id), "10m");
    scenario(
        format!("Lose {}", balancer.display_name()),
        "What everything comes through is gone.",
        vec![event],
    )
}

/// A cache is empty: whoever uses it asks the others more often.
fn flush(project: &Project) -> Option<Scenario> {
    let cache = of_kind(project, &CACHES)?;
    let mut empty = lasting(event("5m", Action::Flush, &cache.id), "15m");
    empty.load = Some(3.0);
    let notes = "Until it is warm, those who use it put three times the load on everything else they need.";
    scenario(format!("Flush {}", cache.display_name()), notes, vec![empty])
}

/// What others need answers only in part: a database, or what needs nothing itself.
fn brownout(project: &Project) -> Option<Scenario> {
    let needs = |it: &&Component| project.links().iter().any(|link| link.from == it.id);
    let fails = |it: &&Component| !it.failures().is_empty();
    let last = || project.components().iter().rev().filter(fails).find(|it| !needs(it));
    let target = of_kind(project, &["database"]).or_else(last)?;
    let mut some = lasting(event("5m", Action::Brownout, &target.id), "20m");
    some.share = Some(0.3);
    scenario(
        format!("{} browns out", target.display_name()),
        "Three requests in ten fail for twenty minutes.",
        vec![some],
    )
}

/// The first component of the first kind there is one of.
fn of_kind<'a>(project: &'a Project, kinds: &[&str]) -> Option<&'a Component> {
    let first = |kind: &&str| project.components().iter().find(|it| it.kind.as_deref() == Some(*kind));
    kinds.iter().find_map(first)
}

/// The first of those with the largest figure.
fn first_largest<T, N: Ord>(all: impl Iterator<Item = T>, figure: impl Fn(&T) -> N) -> Option<T> {
    all.reduce(|best, next| if figure(&next) > figure(&best) { next } else { best })
}

fn called<'a>(project: &'a Project, id: &'a str) -> &'a str {
    project.component(id).map_or(id, Component::display_name)
}

fn scenario(name: String, notes: &str, events: Vec<ScenarioEvent>) -> Option<Scenario> {
    Some(Scenario { name, events: Some(events), notes: Some(notes.to_owned()), ..Scenario::default() })
}

/// Something done to `target` so long after the start, with all figures left open.
///
/// `at` is a duration as people write it; what is none means at once.
#[must_use]
pub fn event(at: &str, action: Action, target: &str) -> ScenarioEvent {
    ScenarioEvent {
        at: Distribution::Plain(Duration::parse(at).unwrap_or_else(|_| Duration::from_hours(0.0))),
        action,
        target: target.to_owned(),
        to: None,
        copies: None,
        share: None,
        by: None,
        load: None,
        lasts: None,
        extra: crate::model::Extra::default(),
    }
}

fn lasting(mut event: ScenarioEvent, long: &str) -> ScenarioEvent {
    event.lasts = Duration::parse(long).ok().map(Distribution::Plain);
    event
}
