//! Which changes are tried: everything the model itself suggests, but for what is locked.

use super::change::Change;
use crate::catalogue;
use crate::model::{Component, CopyMode, Project, Required, Rule, StandbyState, Zone};

/// Most copies a suggestion adds at once.
const MOST_MORE: u32 = 2;

/// Kinds that only pass requests on: without what is behind them they have nothing to answer.
const PASSES_ON: [&str; 3] = ["dns", "load-balancer", "junction"];

/// All single changes of the components and links that the journey reaches.
/// `whole` is the project before its demand said how many copies must work.
pub fn changes(project: &Project, whole: &Project, reached: &[bool]) -> Vec<Change> {
    let mut list = Vec::new();
    for (number, component) in project.components().iter().enumerate() {
        if reached[number] && component.locked != Some(true) && !component.failures().is_empty() {
            of_component(project, number, component, &mut list);
            list.extend(stand_by(number, component, &whole.components()[number]));
        }
    }
    for (number, link) in project.links().iter().enumerate() {
        let from = project.components().iter().position(|it| it.id == link.from);
        let locked = link.locked == Some(true);
        let source = from.map(|from| &project.components()[from]);
        // A rule over several links already says what may be missing.
        let all =
            source.is_some_and(|source| matches!(source.rule(), Rule::All) && source.locked != Some(true));
        let answers =
            source.is_some_and(|it| !it.kind.as_deref().is_some_and(|kind| PASSES_ON.contains(&kind)));
        if link.is_hard() && !locked && all && answers && from.is_some_and(|from| reached[from]) {
            list.push(Change::SoftLink(number));
        }
    }
    list
}

fn of_component(project: &Project, number: usize, component: &Component, list: &mut Vec<Change>) {
    let mode = component.mode();
    let copies = component.copies.as_ref();
    list.extend((1..=MOST_MORE).map(|more| Change::AddCopies(number, more)));
    if component.copy_count() > component.required() && component.copy_count() > 2 {
        list.push(Change::RemoveCopy(number));
    }
    if let Some(zone) = further_zone(project, component) {
        list.push(Change::AddZone(number, Box::new(zone)));
    }
    if let Some(zones) = second_region(project, component) {
        list.push(Change::SecondRegion(number, zones));
    }
    if mode == CopyMode::ActivePassive {
        list.push(Change::ServeWithAll(number));
        let state = copies.map(crate::model::Copies::standby_state);
        if matches!(state, Some(StandbyState::Cold { .. })) {
            list.push(Change::WarmerStandby(number));
        }
        if let Some(failover) = copies.and_then(|copies| copies.failover.as_ref()) {
            if failover.time.mean_hours() > 0.0 {
                list.push(Change::FasterFailover(number));
            }
            if failover.success() < 1.0 {
                list.push(Change::SurerFailover(number));
            }
        }
    }
    if copies.and_then(|copies| copies.detection.as_ref()).is_some_and(|it| it.mean_hours() > 0.0) {
        list.push(Change::FasterDetection(number));
    }
    if copies.and_then(|copies| copies.repairers).is_some_and(|it| it < component.copy_count()) {
        list.push(Change::MoreRepairers(number));
    }
    for (at, mode) in component.failures().iter().enumerate() {
        if mode.unavailability() > 0.0 {
            list.push(Change::QuickerRepair(number, at));
        }
        if mode.deploys.is_some() {
            list.push(Change::SaferDeploys(number, at));
        }
    }
    list.extend((0..component.options.iter().flatten().count()).map(|option| Change::Choose(number, option)));
    // A promise is for the whole of it: of several copies of which some may be missing nobody says what it comes to.
    if component.required() >= component.copy_count() {
        let tiers = catalogue::tiers_for(component).into_iter();
        list.extend(tiers.map(|(at, now, then)| Change::BetterTier(number, at, Box::new((now, then)))));
    }
    if let Rule::Failover(failover) = component.rule()
        && failover.time.mean_hours() > 0.0
    {
        list.push(Change::FasterRule(number));
    }
}

/// Copies that need not serve may stand by: where the number that serves is fixed, all lie in one place (which of them serve is of no matter to a lost zone) and none fails more
/// often for what the others do.
fn stand_by(number: usize, component: &Component, whole: &Component) -> Option<Change> {
    let copies = whole.copies.as_ref().filter(|copies| copies.mode == CopyMode::ActiveActive)?;
    let from_demand = matches!(copies.required, Some(Required::FromDemand));
    let shares = copies.load_sharing.is_some_and(|more| more > 1.0);
    let together = component.zone_ids().iter().all(|zone| Some(zone) == component.zone_ids().first());
    let (count, required) = (component.copy_count(), component.required());
    (count > required && required > 0 && together && !from_demand && !shares)
        .then_some(Change::StandBy(number, required))
}

/// A zone beside the component's that it does not use: one of the project's, or one like its last.
fn further_zone(project: &Project, component: &Component) -> Option<Zone> {
    let last = component.zone_ids().last().and_then(|id| project.zone(id))?;
    let holds = |zone: &Zone| project.zones().iter().any(|other| other.parent.as_ref() == Some(&zone.id));
    if component.copy_count() < 2 || holds(last) {
        return None;
    }
    let beside = project
        .zones()
        .iter()
        .find(|zone| zone.parent == last.parent && !component.zone_ids().contains(&zone.id) && !holds(zone));
    Some(beside.cloned().unwrap_or_else(|| like(project, last, last.parent.clone())))
}

/// The component's region again, with a zone for each it uses; none where it lies in no region, or in two.
fn second_region(project: &Project, component: &Component) -> Option<Vec<Zone>> {
    let root = |id: &String| {
        let mut zone = project.zone(id)?;
        for _ in 0..project.zones().len() {
            match zone.parent.as_ref().and_then(|id| project.zone(id)) {
                Some(parent) => zone = parent,
                None => break,
            }
        }
        Some(zone)
    };
    let first = component.zone_ids().first()?;
    let region = root(first)?;
    let same = component.zone_ids().iter().all(|id| root(id).is_some_and(|it| it.id == region.id));
    let holds = project.zones().iter().any(|zone| zone.parent.as_ref() == Some(&region.id));
    if !same || !(holds || region.kind.as_deref() == Some("region")) {
        return None;
    }
    let mut copied = vec![like(project, region, None)];
    let (name, label) = (copied[0].id.clone(), copied[0].display_name().to_owned());
    for id in component.zone_ids().iter().filter(|id| **id != region.id) {
        let zone = project.zone(id)?;
        let id = format!("{name}-{id}");
        if !copied.iter().any(|other| other.id == id) {
            let called = Some(format!("{} in {label}", zone.display_name()));
            copied.push(Zone { id, name: called, parent: Some(name.clone()), ..zone.clone() });
        }
    }
    Some(copied)
}

/// A zone like another, under a name of its own that is the same every time.
fn like(project: &Project, zone: &Zone, parent: Option<String>) -> Zone {
    let number = (2..).find(|number| project.zone(&format!("{}-{number}", zone.id)).is_none()).unwrap_or(2);
    Zone {
        id: format!("{}-{number}", zone.id),
        name: Some(format!("{} ({number})", zone.display_name())),
        parent,
        ..zone.clone()
    }
}
