//! What a project says where the file is silent: accessors with the documented defaults.

use super::law::Distribution;
use super::operation::{Maintenance, ScenarioEvent};
use super::redundancy::{Copies, CopyMode, Failback, Failover, Required, Rule, StandbyState};
use super::types::{
    Capacity, Component, Effect, Failure, Journey, Link, Objective, Project, Scenario, Scope, Zone,
};
use crate::units::{Duration, Window, complement};

/// Repair time assumed, in hours, where an availability is given without one.
const ASSUMED_MTTR_HOURS: f64 = 1.0;

impl Project {
    /// An empty project of the current format.
    #[must_use]
    pub fn empty() -> Self {
        Self {
            format: super::FORMAT.to_owned(),
            name: None,
            description: None,
            objective: None,
            zones: None,
            components: None,
            links: None,
            journeys: None,
            demand: None,
            scenarios: None,
            incidents: None,
            lint: None,
            canvas: None,
            extra: super::Extra::new(),
        }
    }

    /// What people call the system.
    #[must_use]
    pub fn display_name(&self) -> &str {
        self.name.as_deref().filter(|name| !name.is_empty()).unwrap_or("Untitled")
    }

    /// All zones, in the file's order.
    #[must_use]
    pub fn zones(&self) -> &[Zone] {
        self.zones.as_deref().unwrap_or_default()
    }

    /// All components, in the file's order.
    #[must_use]
    pub fn components(&self) -> &[Component] {
        self.components.as_deref().unwrap_or_default()
    }

    /// All links, in the file's order.
    #[must_use]
    pub fn links(&self) -> &[Link] {
        self.links.as_deref().unwrap_or_default()
    }

    /// All journeys, in the file's order.
    #[must_use]
    pub fn journeys(&self) -> &[Journey] {
        self.journeys.as_deref().unwrap_or_default()
    }

    /// All scenarios, in the file's order.
    #[must_use]
    pub fn scenarios(&self) -> &[Scenario] {
        self.scenarios.as_deref().unwrap_or_default()
    }

    /// The component with this id. Looks at each in turn: build a map where many are asked for.
    #[must_use]
    pub fn component(&self, id: &str) -> Option<&Component> {
        self.components().iter().find(|component| component.id == id)
    }

    /// The zone with this id.
    #[must_use]
    pub fn zone(&self, id: &str) -> Option<&Zone> {
        self.zones().iter().find(|zone| zone.id == id)
    }

    /// The journey with this id.
    #[must_use]
    pub fn journey(&self, id: &str) -> Option<&Journey> {
        self.journeys().iter().find(|journey| journey.id == id)
    }

    /// The scenario with this name.
    #[must_use]
    pub fn scenario(&self, name: &str) -> Option<&Scenario> {
        self.scenarios().iter().find(|scenario| scenario.name == name)
    }
}

impl Default for Project {
    fn default() -> Self {
        Self::empty()
    }
}

impl Project {
    /// What a journey promises: its own fraction over the project's window, or the project's objective; none where neither is given.
    #[must_use]
    pub fn promise(&self, journey: &Journey) -> Option<Objective> {
        match (&self.objective, journey.objective) {
            (promise, None) => promise.clone(),
            (Some(promise), Some(availability)) => Some(Objective { availability, ..promise.clone() }),
            (None, Some(availability)) => Some(Objective::of(availability)),
        }
    }
}

impl Objective {
    /// An availability over a month, and nothing else agreed.
    #[must_use]
    pub fn of(availability: f64) -> Self {
        Self {
            availability,
            window: None,
            measure: None,
            exclude_maintenance: None,
            service_hours: None,
            credits: None,
            monthly_fee: None,
            currency: None,
            downtime_cost_per_hour: None,
            source: None,
            extra: super::Extra::new(),
        }
    }

    /// The window of the promise; a month where the file is silent.
    #[must_use]
    pub fn window(&self) -> Window {
        self.window.unwrap_or(Window::Month)
    }

    /// The fraction that may be down: the decimal digits of `availability` taken from 1, so 0.99999 gives 1e-5.
    #[must_use]
    pub fn unavailability(&self) -> f64 {
        complement(self.availability)
    }

    /// Share of the time that counts: service hours.
    #[must_use]
    pub fn counted(&self) -> f64 {
        self.service_hours.as_ref().map_or(1.0, super::ServiceHours::share)
    }

    /// Downtime allowed in what counts of one window, in seconds.
    #[must_use]
    pub fn allowed_seconds(&self) -> f64 {
        self.unavailability() * self.counted() * self.window().seconds()
    }
}

impl Zone {
    /// The name, or the id where there is none.
    #[must_use]
    pub fn display_name(&self) -> &str {
        named(self.name.as_deref(), &self.id)
    }

    /// Its own failure modes.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        self.failures.as_deref().unwrap_or_default()
    }

    /// Its planned work.
    #[must_use]
    pub fn maintenance(&self) -> &[Maintenance] {
        self.maintenance.as_deref().unwrap_or_default()
    }
}

impl Component {
    /// Its planned work.
    #[must_use]
    pub fn maintenance(&self) -> &[Maintenance] {
        self.maintenance.as_deref().unwrap_or_default()
    }

    /// The name, or the id where there is none.
    #[must_use]
    pub fn display_name(&self) -> &str {
        named(self.name.as_deref(), &self.id)
    }

    /// Its failure modes; none: a junction, which never fails.
    #[must_use]
    pub fn failures(&self) -> &[Failure] {
        self.failures.as_deref().unwrap_or_default()
    }

    /// The zones its copies are dealt to in turn.
    #[must_use]
    pub fn zone_ids(&self) -> &[String] {
        self.zones.as_deref().unwrap_or_default()
    }

    /// How it needs its hard links; all of them where the file is silent.
    #[must_use]
    pub fn rule(&self) -> Rule {
        self.needs.clone().unwrap_or(Rule::All)
    }

    /// How its copies work together.
    #[must_use]
    pub fn mode(&self) -> CopyMode {
        self.copies.as_ref().map_or(CopyMode::Single, |copies| copies.mode)
    }

    /// Whether all times of its copies' switching are memoryless.
    #[must_use]
    pub fn switches_exponentially(&self) -> bool {
        let Some(copies) = self.copies.as_ref() else { return true };
        let failover = copies.failover.as_ref();
        let start = match &copies.standby_state {
            Some(StandbyState::Cold { start }) => start.as_ref(),
            _ => None,
        };
        let failback = match &copies.failback {
            Some(Failback::Automatic { time }) => Some(time),
            _ => None,
        };
        let times = [failover.map(|f| &f.time), failover.and_then(|f| f.manual.as_ref()), start, failback];
        let both = failover.is_some() && start.is_some();
        !both && times.into_iter().flatten().all(Distribution::is_exponential)
    }

    /// How many copies there are: 1, `count`, or `active + standby`.
    #[must_use]
    pub fn copy_count(&self) -> u32 {
        self.copies.as_ref().map_or(1, Copies::total)
    }

    /// How many copies must work: 1, `required` or `active`. `from-demand` is answered with all copies here.
    #[must_use]
    pub fn required(&self) -> u32 {
        self.copies.as_ref().map_or(1, Copies::required)
    }
}

impl Copies {
    /// How many there are: 1, `count`, or `active + standby`.
    #[must_use]
    pub fn total(&self) -> u32 {
        match self.mode {
            CopyMode::Single => 1,
            CopyMode::ActiveActive => self.count.unwrap_or(1),
            CopyMode::ActivePassive => self.active().saturating_add(self.standby()),
        }
    }

    /// How many must work: 1, `required` or `active`. `from-demand` is answered with all copies, the safe side.
    #[must_use]
    pub fn required(&self) -> u32 {
        match (self.mode, self.required) {
            (CopyMode::Single, _) => 1,
            (CopyMode::ActivePassive, _) => self.active(),
            (CopyMode::ActiveActive, Some(Required::Count(count))) => count,
            (CopyMode::ActiveActive, Some(Required::FromDemand)) => self.total(),
            (CopyMode::ActiveActive, None) => 1,
        }
    }

    /// Active-active: how much faster the working copies fail for each copy that does not work; 1 where the file is silent.
    #[must_use]
    pub fn load_factor(&self) -> f64 {
        if self.mode == CopyMode::ActiveActive { self.load_sharing.unwrap_or(1.0) } else { 1.0 }
    }

    /// What the failure rate of a working copy is multiplied by while `lost` others do not work: factor^lost, at most a million.
    #[must_use]
    pub fn speed_without(&self, lost: u32) -> f64 {
        libm::pow(self.load_factor(), f64::from(lost)).min(1e6)
    }

    /// Active-passive: how many serve.
    #[must_use]
    pub fn active(&self) -> u32 {
        self.active.unwrap_or(1)
    }

    /// Active-passive: how many stand by.
    #[must_use]
    pub fn standby(&self) -> u32 {
        self.standby.unwrap_or(1)
    }

    /// Active-passive: how the standby copies wait; hot where the file is silent.
    #[must_use]
    pub fn standby_state(&self) -> StandbyState {
        self.standby_state.clone().unwrap_or(StandbyState::Hot)
    }

    /// Active-passive: whether service moves home after a repair; no where the file is silent.
    #[must_use]
    pub fn failback(&self) -> Failback {
        self.failback.clone().unwrap_or(Failback::None)
    }
}

impl StandbyState {
    /// What the failure rate is multiplied by while a copy stands by: 1 hot, 0 cold.
    #[must_use]
    pub fn rate_factor(&self) -> f64 {
        match self {
            Self::Hot => 1.0,
            Self::Warm { factor } => *factor,
            Self::Cold { .. } => 0.0,
        }
    }
}

impl Failover {
    /// Probability that it works; certain where the file is silent.
    #[must_use]
    pub fn success(&self) -> f64 {
        self.success.unwrap_or(1.0)
    }
}

impl Failure {
    /// What it strikes; one copy at a time where the file is silent.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.scope.unwrap_or(Scope::Copy)
    }

    /// Mean up time in hours: `mtbf`, or `mttr · A/(1−A)`, or that of failing changes; infinite when A = 1.
    #[must_use]
    pub fn mtbf_hours(&self) -> f64 {
        match (&self.mtbf, self.availability) {
            (Some(law), _) => law.mean_hours(),
            (None, Some(availability)) if availability < 1.0 => {
                self.mttr_hours() * availability / complement(availability)
            }
            (None, None) => self.deploys.as_ref().map_or(f64::INFINITY, super::Deploys::mtbf_hours),
            _ => f64::INFINITY,
        }
    }

    /// Mean down time in hours; 1 h where an availability is given without it.
    #[must_use]
    pub fn mttr_hours(&self) -> f64 {
        self.mttr.as_ref().map_or(ASSUMED_MTTR_HOURS, Distribution::mean_hours)
    }

    /// Long-run fraction of time down, never as 1 − availability: `mttr / (mtbf + mttr)`, or the decimal complement
    /// of the given availability.
    #[must_use]
    pub fn unavailability(&self) -> f64 {
        match (&self.mtbf, self.availability) {
            (None, Some(availability)) => complement(availability),
            (None, None) if self.deploys.is_none() => 0.0,
            _ => {
                let repair = self.mttr_hours();
                repair / (self.mtbf_hours() + repair)
            }
        }
    }

    /// The law of the time from repair to next failure; exponential where only an availability is given.
    #[must_use]
    pub fn mtbf_law(&self) -> Distribution {
        let mean = || Distribution::Plain(Duration::from_hours(self.mtbf_hours()));
        self.mtbf.clone().unwrap_or_else(mean)
    }

    /// The law of the repair time; exponential with a mean of 1 h where an availability is given without it.
    #[must_use]
    pub fn mttr_law(&self) -> Distribution {
        let assumed = || Distribution::Plain(Duration::from_hours(ASSUMED_MTTR_HOURS));
        self.mttr.clone().unwrap_or_else(assumed)
    }
}

impl Link {
    /// What it does when broken; hard where the file is silent.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.effect.unwrap_or(Effect::Hard)
    }

    /// Whether it counts in the rule of its source.
    #[must_use]
    pub fn is_hard(&self) -> bool {
        self.effect() == Effect::Hard
    }

    /// Soft: the fraction of requests lost while the target is not serving.
    #[must_use]
    pub fn loss(&self) -> f64 {
        self.loss.unwrap_or(0.0)
    }

    /// Calls per request.
    #[must_use]
    pub fn fan_out(&self) -> f64 {
        self.fan_out.unwrap_or(1.0)
    }
}

impl Capacity {
    /// Share of the throughput to plan with.
    #[must_use]
    pub fn target_utilisation(&self) -> f64 {
        self.target_utilisation.unwrap_or(1.0)
    }
}

impl Journey {
    /// The name, or the id where there is none.
    #[must_use]
    pub fn display_name(&self) -> &str {
        named(self.name.as_deref(), &self.id)
    }
}

impl Scenario {
    /// Its events, in the file's order.
    #[must_use]
    pub fn events(&self) -> &[ScenarioEvent] {
        self.events.as_deref().unwrap_or_default()
    }
}

/// `name`, or `id` where it is absent or empty.
fn named<'a>(name: Option<&'a str>, id: &'a str) -> &'a str {
    name.filter(|name| !name.is_empty()).unwrap_or(id)
}
