//! Copies, failover, capacity and cost of a component.

use super::super::path::Path;
use super::super::redundancy::{Copies, CopyMode, Failback, Failover, Required, StandbyState};
use super::super::types::{Capacity, Component, Cost};
use super::failures::Least;
use super::{Check, Kind, MAX_COPIES};

impl Check<'_> {
    /// The redundancy of one component.
    pub(super) fn copies(&mut self, path: &Path<'_>, copies: &Copies, component: &Component) {
        match copies.mode {
            CopyMode::Single => {}
            CopyMode::ActiveActive => self.active_active(path, copies, component),
            CopyMode::ActivePassive => self.active_passive(path, copies),
        }
        self.idle_keys(path, copies);
        if copies.repairers == Some(0) {
            self.error_with(
                &path.key("repairers"),
                "must be at least 1",
                "leave it out for as many as needed",
            );
        }
        let place = path.key("load_sharing");
        self.within(&place, copies.load_sharing, 1.0, 1_000.0, "must be between 1 (no effect) and 1000");
        if let Some(lag) = &copies.replication_lag {
            self.time(&path.key("replication_lag"), lag);
        }
        if let Some(detection) = &copies.detection {
            self.distribution(&path.key("detection"), detection, Least::Zero);
        }
        if let Some(failover) = &copies.failover {
            self.failover(&path.key("failover"), failover);
        }
        match &copies.standby_state {
            Some(StandbyState::Warm { factor }) => {
                let place = path.key("standby_state");
                let place = place.key("warm");
                self.within(&place.key("factor"), Some(*factor), 0.0, 1.0, "must be between 0 and 1");
            }
            Some(StandbyState::Cold { start: Some(start) }) => {
                let place = path.key("standby_state");
                let place = place.key("cold");
                self.distribution(&place.key("start"), start, Least::Zero);
            }
            _ => {}
        }
        if let Some(Failback::Automatic { time }) = &copies.failback {
            self.distribution(&path.key("failback").key("time"), time, Least::Zero);
        }
    }

    fn active_active(&mut self, path: &Path<'_>, copies: &Copies, component: &Component) {
        let Some(count) = copies.count else {
            self.error(&path.key("count"), "`count` is missing: how many copies are there?");
            return;
        };
        self.copy_number(&path.key("count"), count);
        let place = path.key("required");
        match copies.required {
            Some(Required::Count(0)) => self.error(&place, "at least 1 copy must be required"),
            Some(Required::Count(required)) if required > count => {
                self.error(&place, format!("{required} copies are required but there are only {count}"));
            }
            Some(Required::FromDemand) => {
                let rate = component.capacity.as_ref().and_then(|capacity| capacity.per_copy_rps);
                if rate.is_none() {
                    let message = "\"from-demand\" needs the throughput of a copy";
                    self.error_with(&place, message, "add `capacity` with `per_copy_rps`");
                }
            }
            _ => {}
        }
    }

    fn active_passive(&mut self, path: &Path<'_>, copies: &Copies) {
        if copies.total() == 0 {
            self.error(path, "`active` and `standby` are both 0: there is no copy at all");
        } else if copies.active() == 0 {
            self.error(&path.key("active"), "at least 1 copy must be active");
        } else if copies.total() > MAX_COPIES {
            let larger = if copies.active() > copies.standby() { "active" } else { "standby" };
            self.copy_number(&path.key(larger), copies.total());
        }
    }

    /// A number of copies within reason.
    fn copy_number(&mut self, path: &Path<'_>, count: u32) {
        if count == 0 {
            self.error(path, "there must be at least 1 copy");
        } else if count > MAX_COPIES {
            self.error(path, format!("at most {MAX_COPIES} copies can be computed, not {count}"));
        }
    }

    /// Keys that have no effect in this mode.
    fn idle_keys(&mut self, path: &Path<'_>, copies: &Copies) {
        let active_active = [
            ("count", copies.count.is_some()),
            ("required", copies.required.is_some()),
            ("load_sharing", copies.load_sharing.is_some()),
        ];
        let active_passive = [
            ("active", copies.active.is_some()),
            ("standby", copies.standby.is_some()),
            ("standby_state", copies.standby_state.is_some()),
            ("failover", copies.failover.is_some()),
            ("failback", copies.failback.is_some()),
            ("replication_lag", copies.replication_lag.is_some()),
        ];
        let detection = [("detection", copies.detection.is_some())];
        let (idle, mode) = match copies.mode {
            CopyMode::Single => ([&active_active[..], &detection, &active_passive].concat(), "single"),
            CopyMode::ActiveActive => (active_passive.to_vec(), "active-active"),
            CopyMode::ActivePassive => ([&active_active[..], &detection].concat(), "active-passive"),
        };
        for (key, _) in idle.into_iter().filter(|(_, given)| *given) {
            self.warning(&path.key(key), format!("`{key}` has no effect with \"mode\": \"{mode}\""));
        }
    }

    /// A switch-over.
    pub(super) fn failover(&mut self, path: &Path<'_>, failover: &Failover) {
        self.distribution(&path.key("time"), &failover.time, Least::Zero);
        self.within(&path.key("success"), failover.success, 0.0, 1.0, "must be between 0 and 1");
        if let Some(manual) = &failover.manual {
            self.distribution(&path.key("manual"), manual, Least::Zero);
        }
    }

    /// Throughput and money.
    pub(super) fn capacity_and_cost(&mut self, path: &Path<'_>, component: &Component) {
        if let Some(capacity) = &component.capacity {
            self.throughput(&path.key("capacity"), capacity);
        }
        if let Some(cost) = &component.cost {
            self.money(&path.key("cost"), cost);
        }
        for (index, option) in component.options.iter().flatten().enumerate() {
            let path = path.key("options");
            let path = path.index(index);
            self.failures(&path, option.failures.as_deref().unwrap_or_default(), Kind::Component);
            if let Some(capacity) = &option.capacity {
                self.throughput(&path.key("capacity"), capacity);
            }
            if let Some(cost) = &option.cost {
                self.money(&path.key("cost"), cost);
            }
        }
    }

    fn throughput(&mut self, place: &Path<'_>, capacity: &Capacity) {
        self.positive(&place.key("per_copy_rps"), capacity.per_copy_rps);
        let share = capacity.target_utilisation;
        if share.is_some_and(|share| !(share > 0.0 && share <= 1.0)) {
            let message = format!("must be above 0 and at most 1, not {}", share.unwrap_or_default());
            self.error(&place.key("target_utilisation"), message);
        }
        let variability = capacity.service_variability;
        self.within(&place.key("service_variability"), variability, 0.0, 100.0, "must be between 0 and 100");
        self.load_figures(place, capacity);
    }

    fn money(&mut self, place: &Path<'_>, cost: &Cost) {
        for (key, value) in [
            ("per_copy_month", cost.per_copy_month),
            ("per_zone_month", cost.per_zone_month),
            ("fixed_month", cost.fixed_month),
            ("cross_zone_per_million", cost.cross_zone_per_million),
        ] {
            self.within(&place.key(key), value, 0.0, f64::MAX, "must not be negative");
        }
    }
}
