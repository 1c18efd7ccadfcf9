//! Deploys, maintenance, service hours, breakers, and what a scenario does.

use super::super::operation::{Action, Breaker, Maintenance, ScenarioEvent, ServiceHours};
use super::super::path::Path;
use super::super::types::{Capacity, Link};
use super::failures::Least;
use super::{Check, Kind, MAX_LIST};

/// Least time between two starts of planned work, in hours.
const LEAST_PERIOD: f64 = 1.0;
/// Shortest timeout and reset of a breaker, in hours: a millisecond.
const LEAST_RESET: f64 = 1.0 / 3.6e6;
/// Longest time one request takes, in hours: a day.
const LONGEST_REQUEST: f64 = 24.0;
/// Latest an event of a scenario begins, in hours: 10 years.
const LATEST_EVENT: f64 = 10.0 * crate::units::HOURS_PER_YEAR;

impl Check<'_> {
    /// Planned work: it must end before it begins again.
    pub(super) fn maintenance(&mut self, holder: &Path<'_>, list: &[Maintenance]) {
        let key = holder.key("maintenance");
        self.not_too_many(&key, list.len(), MAX_LIST);
        for (index, it) in list.iter().enumerate() {
            let path = key.index(index);
            let (every, lasts) = (it.every.hours(), it.lasts.hours());
            self.time(&path.key("for"), &it.lasts);
            if let Some(at) = &it.at {
                self.time(&path.key("at"), at);
            }
            if !(every >= LEAST_PERIOD && every.is_finite()) {
                self.error(&path.key("every"), format!("must be at least an hour, not {}", it.every));
            } else if lasts == 0.0 {
                self.warning(&path.key("for"), "a window of no length changes nothing");
            } else if lasts >= every {
                self.error(
                    &path.key("for"),
                    format!("lasts {} and begins again every {}", it.lasts, it.every),
                );
            }
        }
    }

    /// Service hours of a day.
    pub(super) fn service_hours(&mut self, path: &Path<'_>, hours: &ServiceHours) {
        let sentence = "must be between 0h and 24h";
        self.within(&path.key("from"), Some(hours.from.hours()), 0.0, 24.0, sentence);
        self.within(&path.key("to"), Some(hours.to.hours()), 0.0, 24.0, sentence);
        if hours.from.hours() >= hours.to.hours() {
            self.error_with(
                path,
                "`from` must come before `to`",
                "for a night, give the hours of the day instead",
            );
        }
        let Some(days) = &hours.days else { return };
        let days_path = path.key("days");
        if days.is_empty() || days.len() > 7 {
            self.error(&days_path, "one to seven days of the week are needed");
        }
        for (index, &day) in days.iter().enumerate().take(7) {
            if day.fract() != 0.0 || !(1.0..=7.0).contains(&day) {
                self.error(&days_path.index(index), format!("a day is 1 (Monday) to 7, not {day}"));
            }
        }
    }

    /// Retries and breaker of a link.
    pub(super) fn link_operation(&mut self, path: &Path<'_>, link: &Link) {
        let retries = link.retries.map(f64::from);
        self.within(&path.key("retries"), retries, 0.0, 100.0, "must be between 0 and 100");
        if !link.is_hard() && link.retries.is_some() {
            self.warning(&path.key("retries"), "`retries` has no effect on a soft link");
        }
        let Some(Breaker { threshold, timeout, reset }) = &link.breaker else { return };
        let path = path.key("breaker");
        if link.is_hard() {
            self.warning(&path, "a breaker has no effect on a hard link; add \"effect\": \"soft\"");
        }
        if *threshold == 0 {
            self.error(&path.key("threshold"), "at least 1 failed call opens a breaker");
        }
        for (key, time) in [("timeout", timeout), ("reset", reset)] {
            if !(time.hours() >= LEAST_RESET * 0.999 && time.hours().is_finite()) {
                self.error(&path.key(key), format!("must be at least a millisecond, not {time}"));
            }
        }
    }

    /// Overload and autoscaling.
    pub(super) fn load_figures(&mut self, path: &Path<'_>, capacity: &Capacity) {
        let service = capacity.service_time.as_ref().map(|time| time.hours());
        self.positive(&path.key("service_time"), service);
        if service.is_some_and(|hours| hours.is_finite() && hours > LONGEST_REQUEST) {
            self.error(&path.key("service_time"), "must be at most a day: it is the time one request takes");
        }
        let sentence = "must be between 1 (no effect) and 1000000";
        self.within(&path.key("overload_failures"), capacity.overload_failures, 1.0, 1e6, sentence);
        if let Some(delay) = &capacity.scale_delay {
            self.distribution(&path.key("scale_delay"), delay, Least::Zero);
        }
        let most = f64::from(super::MAX_COPIES);
        let copies = capacity.max_copies.map(f64::from);
        self.within(&path.key("max_copies"), copies, 1.0, most, "must be between 1 and 100000");
    }

    /// One event of a scenario: its times, what it is done to, and the figures it needs.
    pub(super) fn scenario_event(&mut self, path: &Path<'_>, event: &ScenarioEvent) {
        self.distribution(&path.key("at"), &event.at, Least::Zero);
        if event.at.mean_hours() > LATEST_EVENT {
            self.error(&path.key("at"), "an event must begin within 10 years of the scenario's start");
        }
        if let Some(lasts) = &event.lasts {
            self.distribution(&path.key("for"), lasts, Least::Zero);
        }
        let key = event.action.key();
        let zone = self.things.get(event.target.as_str()) == Some(&Kind::Zone);
        match event.action {
            Action::Fail if zone && event.copies.is_some() => {
                self.warning(&path.key("copies"), "a zone is taken down as a whole; `copies` has no effect");
            }
            Action::Fail if zone => {}
            Action::Fail if !self.things.contains_key(event.target.as_str()) => {
                self.dangling(&path.key(key), "component or zone", &event.target);
            }
            _ => self.component_at(&path.key(key), &event.target),
        }
        self.event_figures(path, event);
    }

    fn event_figures(&mut self, path: &Path<'_>, event: &ScenarioEvent) {
        let needs = |key: &'static str, given: bool| (key, given);
        let needed = match event.action {
            Action::Fail | Action::Deploy => Vec::new(),
            Action::Brownout => vec![needs("share", event.share.is_some())],
            Action::Slow | Action::Lag => vec![needs("by", event.by.is_some())],
            Action::Latency => vec![needs("by", event.by.is_some()), needs("to", event.to.is_some())],
            Action::Flush => vec![needs("load", event.load.is_some())],
        };
        let lasts = (!matches!(event.action, Action::Fail | Action::Deploy))
            .then_some(("for", event.lasts.is_some()));
        for (key, _) in needed.into_iter().chain(lasts).filter(|(_, given)| !given) {
            self.error(&path.key(key), format!("`{key}` is missing next to `{}`", event.action.key()));
        }
        if let Some(copies) = event.copies
            && !(copies > 0.0 && (copies < 1.0 || copies.fract() == 0.0) && copies.is_finite())
        {
            self.error(
                &path.key("copies"),
                format!("a number of copies or a fraction below 1, not {copies}"),
            );
        }
        self.within(&path.key("share"), event.share, 0.0, 1.0, "must be between 0 and 1");
        self.within(&path.key("load"), event.load, 1.0, 1e6, "must be between 1 and 1000000");
        if let Some(by) = &event.by {
            self.time(&path.key("by"), by);
        }
        if let (Action::Latency, Some(to)) = (event.action, &event.to) {
            let links = self.project.links();
            if !links.iter().any(|link| link.from == event.target && &link.to == to) {
                self.error(&path.key("to"), format!("there is no link from '{}' to '{to}'", event.target));
            }
        }
    }
}
