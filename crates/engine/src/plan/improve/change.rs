//! Changes to a project that might help: what each does, to what, and in which words.

use crate::catalogue::{self, Entry};
use crate::model::Distribution;
use crate::model::{
    Copies, CopyMode, Effect, Failover, Failure, Project, Required, Rule, StandbyState, Zone,
};
use crate::units::{Duration, format_duration, format_percent};

/// Part of the time that something takes when it is made faster.
const FASTER: f64 = 0.5;
/// What a soft link with a fallback loses where nobody says.
const FALLBACK_LOSS: f64 = 0.05;

/// How often a warm standby fails, as a part of how often one that serves does.
const WARM: f64 = 0.5;
/// A switch-over where nobody says: as the palette's pairs have it.
const SWITCHES_SECONDS: f64 = 60.0;
const SWITCHES_WELL: f64 = 0.98;
const SWITCHED_BY_HAND_SECONDS: f64 = 1_800.0;

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// So many copies more (a standby, where copies stand by).
    AddCopies(usize, u32),
    /// One copy fewer.
    RemoveCopy(usize),
    /// Copies in a further zone; the zone is made where the project has none like it: (component, id).
    AddZone(usize, Box<Zone>),
    /// The same again in another region: (component, region, its zones).
    SecondRegion(usize, Vec<Zone>),
    /// All copies serve, none only stands by.
    ServeWithAll(usize),
    /// As many copies serve as are needed, the others stand by: (component, how many serve).
    StandBy(usize, u32),
    /// The standby is kept ready.
    WarmerStandby(usize),
    /// The copies' switch-over in half the time.
    FasterFailover(usize),
    /// Half as many switch-overs fail.
    SurerFailover(usize),
    /// Failed copies are noticed in half the time.
    FasterDetection(usize),
    /// A failure mode repaired in half the time: (component, mode).
    QuickerRepair(usize, usize),
    /// Half as many failing changes: (component, mode).
    SaferDeploys(usize, usize),
    /// Repairs no longer wait for each other.
    MoreRepairers(usize),
    /// Another product, tier or size: (component, option).
    Choose(usize, usize),
    /// The rule's switch-over in half the time.
    FasterRule(usize),
    /// A better tier of the catalogue's product: (component, the mode that is its promise, entry now, entry then).
    BetterTier(usize, usize, Box<(Entry, Entry)>),
    /// A fallback, so that the link takes nothing down: its number.
    SoftLink(usize),
}

impl Change {
    /// Its key, the same for all of its kind.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::AddCopies(..) => "add-copy",
            Self::RemoveCopy(..) => "remove-copy",
            Self::AddZone(..) => "add-zone",
            Self::SecondRegion(..) => "second-region",
            Self::ServeWithAll(..) => "active-active",
            Self::StandBy(..) => "active-passive",
            Self::WarmerStandby(..) => "warmer-standby",
            Self::FasterFailover(..) | Self::FasterRule(..) => "faster-failover",
            Self::SurerFailover(..) => "surer-failover",
            Self::FasterDetection(..) => "faster-detection",
            Self::QuickerRepair(..) => "quicker-repair",
            Self::SaferDeploys(..) => "safer-deploys",
            Self::MoreRepairers(..) => "more-repairers",
            Self::Choose(..) => "option",
            Self::BetterTier(..) => "better-tier",
            Self::SoftLink(..) => "soft-link",
        }
    }

    /// The component it changes; none for a link.
    #[must_use]
    pub fn component(&self) -> Option<usize> {
        match *self {
            Self::AddCopies(component, _)
            | Self::RemoveCopy(component)
            | Self::AddZone(component, _)
            | Self::SecondRegion(component, _)
            | Self::ServeWithAll(component)
            | Self::StandBy(component, _)
            | Self::WarmerStandby(component)
            | Self::FasterFailover(component)
            | Self::SurerFailover(component)
            | Self::FasterDetection(component)
            | Self::QuickerRepair(component, _)
            | Self::SaferDeploys(component, _)
            | Self::MoreRepairers(component)
            | Self::Choose(component, _)
            | Self::BetterTier(component, _, _)
            | Self::FasterRule(component) => Some(component),
            Self::SoftLink(_) => None,
        }
    }

    /// Whether the two may be done together: not twice the same to one thing, nor what undoes the other.
    #[must_use]
    pub fn goes_with(&self, other: &Self) -> bool {
        if self.component() != other.component() || self.component().is_none() {
            return self != other;
        }
        let number = |change: &Self| matches!(change, Self::AddCopies(..) | Self::RemoveCopy(..));
        let spread = |change: &Self| matches!(change, Self::AddZone(..) | Self::SecondRegion(..));
        let modes = |change: &Self| {
            matches!(
                change,
                Self::ServeWithAll(..)
                    | Self::WarmerStandby(..)
                    | Self::FasterFailover(..)
                    | Self::SurerFailover(..)
            )
        };
        let failures = |change: &Self| {
            matches!(
                change,
                Self::QuickerRepair(..) | Self::SaferDeploys(..) | Self::Choose(..) | Self::BetterTier(..)
            )
        };
        let clash = |of: &dyn Fn(&Self) -> bool| of(self) && of(other);
        let either = |of: &dyn Fn(&Self) -> bool| of(self) || of(other);
        let all_serve = either(&|change| matches!(change, Self::ServeWithAll(..)));
        // How many stand by is counted for the copies there are, in the zone that they share, and nobody detects but the failover.
        let stand_by = either(&|change| matches!(change, Self::StandBy(..)));
        let kept =
            |change: &Self| number(change) || spread(change) || matches!(change, Self::FasterDetection(..));
        let same = clash(&number)
            || clash(&spread)
            || (all_serve && clash(&modes))
            || (stand_by && either(&kept))
            || clash(&failures);
        self.key() != other.key() && !same
    }

    /// Does it.
    pub fn apply(&self, project: &mut Project) {
        if let Self::AddZone(_, zone) = self {
            add_zone(project, zone);
        }
        if let Self::SecondRegion(_, zones) = self {
            zones.iter().for_each(|zone| add_zone(project, zone));
        }
        if let Self::SoftLink(link) = *self {
            if let Some(link) = project.links.as_mut().and_then(|links| links.get_mut(link)) {
                link.effect = Some(Effect::Soft);
                link.loss = link.loss.or(Some(FALLBACK_LOSS));
                link.retries = None;
            }
            return;
        }
        let component = self.component().and_then(|at| project.components.as_mut()?.get_mut(at));
        let Some(component) = component else { return };
        match self {
            Self::AddCopies(_, more) => add_copies(&mut component.copies, i64::from(*more)),
            Self::RemoveCopy(_) => add_copies(&mut component.copies, -1),
            Self::AddZone(_, zone) => {
                let zones = component.zones.get_or_insert_default();
                zones.push(zone.id.clone());
                if component.copies.as_ref().map_or(1, Copies::total) < zones.len() as u32 {
                    add_copies(&mut component.copies, 1);
                }
            }
            Self::SecondRegion(_, zones) => {
                let list = component.zones.get_or_insert_default();
                let further = zones.iter().filter(|zone| zones.len() == 1 || zone.parent.is_some());
                let further: Vec<String> = further.map(|zone| zone.id.clone()).collect();
                // The whole of it again: what the first region can do the second can, too.
                let more = component.copies.as_ref().map_or(1, |copies| match copies.mode {
                    CopyMode::ActivePassive => 1,
                    _ => copies.total(),
                });
                let mixed: Vec<String> = interleaved(list, &further);
                *list = mixed;
                add_copies(&mut component.copies, i64::from(more));
            }
            Self::ServeWithAll(_) => {
                if let Some(copies) = &mut component.copies {
                    let (count, active) = (copies.total(), copies.active());
                    *copies = Copies {
                        mode: CopyMode::ActiveActive,
                        count: Some(count),
                        required: Some(Required::Count(active)),
                        detection: copies.detection.take(),
                        repairers: copies.repairers,
                        source: copies.source.take(),
                        extra: std::mem::take(&mut copies.extra),
                        ..Copies::default()
                    };
                }
            }
            Self::StandBy(_, serve) => {
                if let Some(copies) = &mut component.copies {
                    let failover = assumed_failover(copies.detection.as_ref());
                    *copies = Copies {
                        mode: CopyMode::ActivePassive,
                        active: Some(*serve),
                        standby: Some(copies.total().saturating_sub(*serve)),
                        standby_state: Some(StandbyState::Warm { factor: WARM }),
                        failover: Some(failover),
                        repairers: copies.repairers,
                        source: copies.source.take(),
                        extra: std::mem::take(&mut copies.extra),
                        ..Copies::default()
                    };
                }
            }
            Self::WarmerStandby(_) => {
                if let Some(copies) = &mut component.copies {
                    copies.standby_state = match copies.standby_state() {
                        StandbyState::Cold { .. } => Some(StandbyState::Warm { factor: WARM }),
                        _ => None,
                    };
                }
            }
            Self::FasterFailover(_) => {
                if let Some(failover) = component.copies.as_mut().and_then(|copies| copies.failover.as_mut())
                {
                    faster(&mut failover.time);
                }
            }
            Self::SurerFailover(_) => {
                if let Some(failover) = component.copies.as_mut().and_then(|copies| copies.failover.as_mut())
                {
                    failover.success = Some(surer(failover));
                }
            }
            Self::FasterDetection(_) => {
                if let Some(detection) =
                    component.copies.as_mut().and_then(|copies| copies.detection.as_mut())
                {
                    faster(detection);
                }
            }
            Self::QuickerRepair(_, mode) => {
                if let Some(mode) = component.failures.as_mut().and_then(|modes| modes.get_mut(*mode)) {
                    quicker(mode);
                }
            }
            Self::SaferDeploys(_, mode) => {
                let mode = component.failures.as_mut().and_then(|modes| modes.get_mut(*mode));
                if let Some(deploys) = mode.and_then(|mode| mode.deploys.as_mut()) {
                    deploys.change_failure_rate *= FASTER;
                }
            }
            Self::MoreRepairers(_) => {
                if let Some(copies) = &mut component.copies {
                    copies.repairers = copies.repairers.map(|repairers| repairers + 1);
                }
            }
            Self::Choose(_, option) => {
                let chosen = component.options.as_ref().and_then(|options| options.get(*option)).cloned();
                if let Some(chosen) = chosen {
                    component.failures = chosen.failures.or(component.failures.take());
                    component.capacity = chosen.capacity.or(component.capacity.take());
                    component.cost = chosen.cost.or(component.cost.take());
                    component.source = chosen.source.or(component.source.take());
                }
            }
            Self::BetterTier(_, mode, entries) => {
                catalogue::promote(component, *mode, &entries.0, &entries.1);
            }
            Self::FasterRule(_) => {
                if let Some(Rule::Failover(failover)) = &mut component.needs {
                    faster(&mut failover.time);
                }
            }
            Self::SoftLink(_) => {}
        }
    }

    /// What it is, and why it helps: two short texts.
    #[must_use]
    pub fn words(&self, project: &Project) -> (String, String) {
        if let Self::SoftLink(link) = *self {
            let link = &project.links()[link];
            let name =
                |id: &str| project.component(id).map_or(id.to_owned(), |it| it.display_name().to_owned());
            let (from, to) = (name(&link.from), name(&link.to));
            return (
                format!("{from}: a fallback for {to}"),
                format!("While {to} is down, {from} answers without it and loses some requests, not all."),
            );
        }
        let component = &project.components()[self.component().unwrap_or(0)];
        let name = component.display_name();
        let copies = component.copies.clone().unwrap_or_default();
        let active_passive = copies.mode == CopyMode::ActivePassive;
        match self {
            Self::AddCopies(_, more) => {
                let what = if active_passive { "standby" } else { "copy" };
                let count =
                    if *more == 1 { format!("one more {what}") } else { format!("{more} more copies") };
                (format!("{name}: {count}"), "One more may fail before service stops.".to_owned())
            }
            Self::RemoveCopy(_) => (
                format!("{name}: one copy fewer"),
                "Saves money; the others must carry what it carried.".to_owned(),
            ),
            Self::AddZone(_, zone) => (
                format!("{name}: copies in {} too", zone.display_name()),
                "A lost zone takes a smaller part of the copies.".to_owned(),
            ),
            Self::SecondRegion(_, zones) => {
                let region = zones.first().map_or("another region", |zone| zone.display_name());
                (
                    format!("{name}: the same again in {region}"),
                    "A lost region no longer takes all copies.".to_owned(),
                )
            }
            Self::ServeWithAll(_) => {
                (format!("{name}: all copies serve"), "Nothing has to switch over when one fails.".to_owned())
            }
            Self::StandBy(_, serve) => {
                let standing = component.copy_count().saturating_sub(*serve);
                let others =
                    if standing == 1 { "one stands by".to_owned() } else { format!("{standing} stand by") };
                let failover = assumed_failover(copies.detection.as_ref());
                let success = failover.success();
                (
                    format!("{name}: {serve} of {} serve, {others}", component.copy_count()),
                    format!(
                        "What stands by, warm, is taken to fail half as often. Assumed: a failover in {} that works {} of the time, else {} by hand.",
                        format_duration(failover.time.mean_hours() * 3_600.0),
                        format_percent(success, 1.0 - success),
                        format_duration(SWITCHED_BY_HAND_SECONDS)
                    ),
                )
            }
            Self::WarmerStandby(_) => (
                format!("{name}: a warmer standby"),
                "Taking over no longer waits for it to start.".to_owned(),
            ),
            Self::FasterFailover(_) => halved(name, "failover", copies.failover.as_ref().map(|it| &it.time)),
            Self::FasterRule(_) => {
                let time = match &component.needs {
                    Some(Rule::Failover(failover)) => Some(&failover.time),
                    _ => None,
                };
                halved(name, "failover between its links", time)
            }
            Self::SurerFailover(_) => {
                let failover = copies.failover.as_ref();
                let (now, then) = (failover.map_or(1.0, Failover::success), failover.map_or(1.0, surer));
                let share = |success: f64| format_percent(success, 1.0 - success);
                (
                    format!("{name}: failover that works {} of the time", share(then)),
                    format!("Now {}: test it, so that fewer wait for a person.", share(now)),
                )
            }
            Self::FasterDetection(_) => halved(name, "detection", copies.detection.as_ref()),
            Self::QuickerRepair(_, mode) => {
                let mode = &component.failures()[*mode];
                let label =
                    mode.name.as_deref().map_or("repair".to_owned(), |it| format!("repair of “{it}”"));
                let hours = mode.mttr_hours();
                (
                    format!("{name}: {label} in {}", format_duration(hours * FASTER * 3_600.0)),
                    format!("Now {}: alert, runbook, automatic restart.", format_duration(hours * 3_600.0)),
                )
            }
            Self::SaferDeploys(_, mode) => {
                let label = component.failures()[*mode].name.as_deref().unwrap_or("changes");
                (
                    format!("{name}: half as many failing “{label}”"),
                    "Canaries and automatic rollback: fewer changes reach everybody.".to_owned(),
                )
            }
            Self::MoreRepairers(_) => (
                format!("{name}: one more repairer"),
                "Fewer failed copies wait for their repair to begin.".to_owned(),
            ),
            Self::Choose(_, option) => {
                let option = component.options.as_ref().and_then(|options| options.get(*option));
                let label = option.map_or("", |option| option.name.as_str());
                (format!("{name}: {label} instead"), "It fails less often, or is repaired sooner.".to_owned())
            }
            Self::BetterTier(_, _, entries) => tier_words(name, &entries.0, &entries.1),
            Self::SoftLink(_) => (String::new(), String::new()),
        }
    }
}

fn tier_words(name: &str, now: &Entry, then: &Entry) -> (String, String) {
    let promise = |entry: &Entry| {
        let availability = entry.sla_availability.unwrap_or(0.0);
        format_percent(availability, 1.0 - availability)
    };
    let bound =
        then.deployment_condition.as_ref().map_or(String::new(), |it| format!(" It is bound to: {it}."));
    (
        format!("{name}: {} instead", then.name),
        format!(
            "{} promises {}, {} now {}: a floor in a contract, not a measurement.{bound}",
            then.name,
            promise(then),
            now.name,
            promise(now)
        ),
    )
}

fn halved(name: &str, what: &str, time: Option<&Distribution>) -> (String, String) {
    let hours = time.map_or(0.0, Distribution::mean_hours);
    (
        format!("{name}: {what} in {}", format_duration(hours * FASTER * 3_600.0)),
        format!(
            "Now {}: shorter checks, fewer of them before it counts as down.",
            format_duration(hours * 3_600.0)
        ),
    )
}

/// The switch-over of copies that had none; no quicker than failures were noticed before.
fn assumed_failover(detection: Option<&Distribution>) -> Failover {
    let seconds = |seconds: f64| Distribution::Plain(Duration::from_hours(seconds / 3_600.0));
    let noticed = detection.map_or(0.0, Distribution::mean_hours) * 3_600.0;
    Failover {
        time: seconds(noticed.max(SWITCHES_SECONDS)),
        success: Some(SWITCHES_WELL),
        manual: Some(seconds(SWITCHED_BY_HAND_SECONDS)),
        source: Some("assumed: time, success and manual".to_owned()),
        extra: Default::default(),
    }
}

fn surer(failover: &Failover) -> f64 {
    1.0 - (1.0 - failover.success()) * FASTER
}

/// Half the time; a law becomes the exponential one of half its mean, or stays fixed where it was.
fn faster(time: &mut Distribution) {
    *time = Distribution::Plain(Duration::from_hours(time.mean_hours() * FASTER));
}

/// Half the repair time, as often as before.
fn quicker(mode: &mut Failure) {
    let (often, hours) = (mode.mtbf_hours(), mode.mttr_hours());
    if mode.availability.take().is_some() {
        mode.mtbf = Some(Distribution::Plain(Duration::from_hours(often)));
    }
    mode.mttr = Some(Distribution::Plain(Duration::from_hours(hours * FASTER)));
    mode.uncertainty = None;
}

fn add_copies(copies: &mut Option<Copies>, more: i64) {
    let step = |count: u32| (i64::from(count) + more).max(0) as u32;
    match copies {
        Some(copies) if copies.mode == CopyMode::ActivePassive => {
            copies.standby = Some(step(copies.standby()))
        }
        Some(copies) if copies.mode == CopyMode::ActiveActive => copies.count = Some(step(copies.total())),
        _ => {
            *copies = Some(Copies {
                mode: CopyMode::ActiveActive,
                count: Some(step(1)),
                required: Some(Required::Count(1)),
                ..Copies::default()
            });
        }
    }
}

fn add_zone(project: &mut Project, zone: &Zone) {
    if project.zone(&zone.id).is_none() {
        project.zones.get_or_insert_default().push(zone.clone());
    }
}

/// One of each in turn, so that copies dealt in turn fall on both sides.
fn interleaved(one: &[String], other: &[String]) -> Vec<String> {
    let longest = one.len().max(other.len());
    (0..longest).flat_map(|at| [one.get(at), other.get(at)]).flatten().cloned().collect()
}
