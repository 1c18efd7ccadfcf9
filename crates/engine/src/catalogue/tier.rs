//! The same product in a better tier: another entry of its vendor that promises more.

use super::apply::component;
use super::entry::{Entry, entries};
use super::source::entry_id;
use crate::model::{self, Component, Failure};

/// Most tiers that are proposed instead of one.
const MOST: usize = 3;

/// Parts of an id that say which tier of a product it is, not which product.
const TIERS: [&str; 35] = [
    "single",
    "multi",
    "az",
    "region",
    "regional",
    "zonal",
    "zone",
    "zones",
    "onezone",
    "multinode",
    "standard",
    "ia",
    "cold",
    "cool",
    "hot",
    "global",
    "standby",
    "cluster",
    "high",
    "max",
    "geo",
    "plus",
    "premium",
    "classic",
    "ha",
    "999",
    "2r",
    "3r",
    "mr",
    "mz",
    "advanced",
    "baseline",
    "dedicated",
    "zr",
    "samezone",
];
/// Of machines only their disks: promises of several machines are for copies of one's own, which the model has itself.
const DISKS: [&str; 4] = ["hdd", "ssd", "standard", "premium"];

/// The id without its tier: `aws-rds` of `aws-rds-single` and of `aws-rds-multi-az`, and not of `aws-rds-proxy`.
fn product(entry: &Entry) -> Vec<&str> {
    let tiers: &[&str] = if entry.kind == "compute" { &DISKS } else { &TIERS };
    entry.id.split('-').filter(|part| !tiers.contains(part)).collect()
}

/// Tiers of the same product that promise more than this one, the least first; of those that promise the same the first.
///
/// ```
/// use ninefold_engine::catalogue::{better_tiers, entries};
/// let entries = entries();
/// let single = entries.iter().find(|entry| entry.id == "aws-rds-single").unwrap();
/// let better: Vec<&str> = better_tiers(&entries, single).into_iter().map(|entry| entry.id.as_str()).collect();
/// assert_eq!(better, ["aws-rds-multi-az"]);
/// ```
#[must_use]
pub fn better_tiers<'a>(entries: &'a [Entry], entry: &Entry) -> Vec<&'a Entry> {
    let promise = |it: &Entry| it.sla_availability.unwrap_or(0.0);
    // Who promises nothing cannot be compared.
    let Some(now) = entry.sla_availability else { return Vec::new() };
    let same = |it: &&Entry| {
        it.vendor == entry.vendor
            && it.kind == entry.kind
            && promise(it) > now
            && product(it) == product(entry)
    };
    let mut better: Vec<&Entry> = entries.iter().filter(same).collect();
    crate::order::sort_by(&mut better, |a, b| promise(a).total_cmp(&promise(b)));
    better.dedup_by(|later, first| promise(later) == promise(first));
    better.truncate(MOST);
    better
}

/// The entry whose promise a failure mode is.
fn promised<'a>(entries: &'a [Entry], mode: &Failure) -> Option<&'a Entry> {
    let id = entry_id(mode.source.as_deref()?)?;
    let entry = entries.iter().find(|entry| entry.id == id)?;
    let promise = entry.sla_availability?;
    (mode.unavailability() / (1.0 - promise) - 1.0).abs().lt(&1e-6).then_some(entry)
}

/// Better tiers for a component, each as the mode it replaces, what it was and what it would be: where a mode of its failures is the promise of an entry, and not a figure of one's own
/// that only names it.
#[must_use]
pub fn tiers_for(component: &Component) -> Vec<(usize, Entry, Entry)> {
    let names_one = |mode: &Failure| mode.source.as_deref().and_then(entry_id).is_some();
    if !component.failures().iter().any(names_one) {
        return Vec::new();
    }
    let entries = entries();
    let modes = component.failures().iter().enumerate();
    let of_mode = |(at, mode): (usize, &Failure)| {
        let before = promised(&entries, mode)?;
        Some(better_tiers(&entries, before).into_iter().map(move |it| (at, before.clone(), it.clone())))
    };
    modes.filter_map(of_mode).flatten().take(MOST).collect()
}

/// Puts a better tier in: its promise in place of the old one, the other ways to fail, the copies and the outages' length as they were; name and notes where they were the old entry's.
pub fn promote(target: &mut Component, mode: usize, before: &Entry, entry: &Entry) {
    let (Some(new), Some(old)) = (read(entry), read(before)) else { return };
    let promise = new.failures.as_ref().and_then(|modes| modes.first());
    let present = target.failures.as_mut().and_then(|modes| modes.get_mut(mode));
    let (Some(present), Some(promise)) = (present, promise) else { return };
    present.availability = promise.availability;
    present.source.clone_from(&promise.source);
    present.uncertainty = None;
    if target.name == old.name {
        target.name.clone_from(&new.name);
    }
    if target.source.as_deref().and_then(entry_id) == Some(before.id.as_str()) {
        target.source.clone_from(&new.source);
    }
    if target.notes == old.notes {
        target.notes = new.notes;
    }
}

/// A component made of an entry.
fn read(entry: &Entry) -> Option<Component> {
    let mut made = component(entry);
    made["id"] = "made".into();
    let text = serde_json::json!({"format": "ninefold/1", "components": [made]}).to_string();
    model::read(&text).ok()?.project.components?.into_iter().next()
}
