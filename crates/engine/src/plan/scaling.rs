//! Autoscaling: how many copies are added for a demand, and how long that takes.
//!
//! The simulation's account of it (docs/methods.md, section 1, "Load"): copies are added for what those that work do not answer at their planned use,
//! `max_copies` in all at most, after `scale_delay`; added copies do not fail, and serve only beside one that is there anyway.

use super::loss::serving_copies;
use crate::model::{Component, Project, copies_for};

/// How a component is scaled; one that is not adds nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scaling {
    /// Copies that serve when none is added.
    pub own: u32,
    /// So many are added at most.
    pub most: u32,
    /// Hours until they serve.
    pub delay: f64,
    per_copy: f64,
    target: f64,
}

impl Scaling {
    /// Of a component; without a throughput nothing is added.
    pub fn new(component: &Component) -> Self {
        let own = serving_copies(component);
        let capacity = component.capacity.as_ref();
        let Some((capacity, per_copy)) = capacity.and_then(|it| Some((it, it.per_copy_rps?))) else {
            return Self { own, most: 0, delay: 0.0, per_copy: f64::INFINITY, target: 1.0 };
        };
        let most = capacity.max_copies.unwrap_or(0).saturating_sub(component.copy_count());
        let delay = capacity.scale_delay.as_ref().map_or(0.0, |delay| delay.mean_hours());
        Self { own, most, delay, per_copy, target: capacity.target_utilisation() }
    }

    /// Copies that serve when so many of those that are there anyway work, once the others asked for are added.
    pub fn with_added(&self, working: u32, demand: f64) -> u32 {
        let asked = if demand > 0.0 { copies_for(demand, self.per_copy, self.target) } else { 0 };
        let working = working.min(self.own);
        if working == 0 { 0 } else { working + asked.saturating_sub(working).min(self.most) }
    }

    /// The fewest working copies with which so many serve as are wanted; one more than there are where even all do not do. `serving` grows with them.
    pub fn fewest(&self, wanted: u32, serving: &dyn Fn(u32) -> u32) -> u32 {
        let (mut low, mut high) = (0, self.own + 1);
        while low < high {
            let middle = low.midpoint(high);
            if serving(middle) >= wanted { high = middle } else { low = middle + 1 }
        }
        low
    }

    /// Copies added for a demand when all others work.
    pub fn added(&self, demand: f64) -> u32 {
        self.with_added(self.own, demand) - self.own
    }
}

/// A level of demand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// Share of the time.
    pub share: f64,
    /// Multiple of the busiest hour's demand.
    pub level: f64,
    /// The hour before's.
    pub before: f64,
}

/// The hours of the profile, alike ones together.
pub fn levels(project: &Project) -> Vec<Level> {
    let profile = project.demand.as_ref().and_then(|demand| demand.profile.as_deref()).unwrap_or_default();
    let most = profile.iter().copied().fold(0.0, f64::max);
    if most <= 0.0 {
        return vec![Level { share: 1.0, level: 1.0, before: 1.0 }];
    }
    let last = profile.iter().skip(profile.len() - 1);
    let mut sorted: Vec<(f64, f64)> = profile
        .iter()
        .zip(last.chain(profile))
        .map(|(&now, &before)| (now / most, before.min(now) / most))
        .collect();
    crate::order::sort_by(&mut sorted, |a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let hour = 1.0 / profile.len() as f64;
    let mut levels: Vec<Level> = Vec::new();
    for (level, before) in sorted {
        match levels.last_mut() {
            Some(last) if last.level == level && last.before == before => last.share += hour,
            _ => levels.push(Level { share: hour, level, before }),
        }
    }
    levels
}

impl Level {
    /// The level as (share of the time, multiple of the demand that copies are there for): where it steps up and that takes time, those of the
    /// hour before serve at first.
    pub fn parts(&self, delay: f64) -> [(f64, f64); 2] {
        let late = if self.before < self.level { self.share * delay.min(1.0) } else { 0.0 };
        [(late, self.before), (self.share - late, self.level)]
    }
}
