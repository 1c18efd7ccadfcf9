//! The inputs of a project that its downtime depends on, and how to change one.

use crate::model::{Component, Distribution, Failback, Failover, Failure, Project, Rule, StandbyState};

/// Whose input it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Owner {
    /// Component number.
    Component(usize),
    /// Zone number.
    Zone(usize),
}

/// Which input of its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Which {
    /// Mean up time of a failure mode.
    Mtbf(usize),
    /// Mean down time of a failure mode.
    Mttr(usize),
    /// Availability of a failure mode; what is scaled is 1 − availability.
    Availability(usize),
    /// How long copies take to switch.
    FailoverTime,
    /// How often copies switch; what is scaled is 1 − success.
    FailoverSuccess,
    /// How long a person takes to switch copies.
    FailoverManual,
    /// How long a cold standby takes to start.
    Start,
    /// How long moving home takes.
    Failback,
    /// How long a rule takes to switch.
    RuleTime,
    /// How often a rule switches; what is scaled is 1 − success.
    RuleSuccess,
    /// How long a person takes to switch a rule.
    RuleManual,
}

/// One input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Input {
    pub owner: Owner,
    pub which: Which,
}

/// All inputs, in the file's order, zones first.
pub(super) fn inputs(project: &Project) -> Vec<Input> {
    let mut list = Vec::new();
    for (number, zone) in project.zones().iter().enumerate() {
        of_failures(Owner::Zone(number), zone.failures(), &mut list);
    }
    for (number, component) in project.components().iter().enumerate() {
        let owner = Owner::Component(number);
        of_failures(owner, component.failures(), &mut list);
        let mut push = |which: Which| list.push(Input { owner, which });
        let copies = component.copies.as_ref();
        if let Some(failover) = copies.and_then(|copies| copies.failover.as_ref()) {
            push(Which::FailoverTime);
            push(Which::FailoverSuccess);
            if failover.manual.is_some() {
                push(Which::FailoverManual);
            }
        }
        if matches!(
            copies.and_then(|copies| copies.standby_state.as_ref()),
            Some(StandbyState::Cold { start: Some(_) })
        ) {
            push(Which::Start);
        }
        if matches!(copies.and_then(|copies| copies.failback.as_ref()), Some(Failback::Automatic { .. })) {
            push(Which::Failback);
        }
        if let Rule::Failover(failover) = component.rule() {
            push(Which::RuleTime);
            push(Which::RuleSuccess);
            if failover.manual.is_some() {
                push(Which::RuleManual);
            }
        }
    }
    list
}

fn of_failures(owner: Owner, failures: &[Failure], list: &mut Vec<Input>) {
    for (at, mode) in failures.iter().enumerate().filter(|(_, mode)| mode.mtbf_hours().is_finite()) {
        let first = if mode.mtbf.is_some() { Which::Mtbf(at) } else { Which::Availability(at) };
        list.push(Input { owner, which: first });
        list.push(Input { owner, which: Which::Mttr(at) });
    }
}

impl Input {
    /// Where the input stands below its owner in the file.
    pub fn path(self) -> String {
        match self.which {
            Which::Mtbf(at) => format!("failures[{at}].mtbf"),
            Which::Mttr(at) => format!("failures[{at}].mttr"),
            Which::Availability(at) => format!("failures[{at}].availability"),
            Which::FailoverTime => "copies.failover.time".to_owned(),
            Which::FailoverSuccess => "copies.failover.success".to_owned(),
            Which::FailoverManual => "copies.failover.manual".to_owned(),
            Which::Start => "copies.standby_state.cold.start".to_owned(),
            Which::Failback => "copies.failback.time".to_owned(),
            Which::RuleTime => "needs.failover.time".to_owned(),
            Which::RuleSuccess => "needs.failover.success".to_owned(),
            Which::RuleManual => "needs.failover.manual".to_owned(),
        }
    }

    /// What is scaled: the mean in hours, or 1 − the fraction.
    pub fn value(self, project: &Project) -> f64 {
        let mode = |at: usize| &self.failures(project)[at];
        let copies = || self.component(project).and_then(|component| component.copies.as_ref());
        let failover = || copies().and_then(|copies| copies.failover.as_ref());
        let hours = |time: Option<&Distribution>| time.map_or(0.0, Distribution::mean_hours);
        match self.which {
            Which::Mtbf(at) => mode(at).mtbf_hours(),
            Which::Mttr(at) => mode(at).mttr_hours(),
            Which::Availability(at) => mode(at).unavailability(),
            Which::FailoverTime => hours(failover().map(|failover| &failover.time)),
            Which::FailoverSuccess => failover().map_or(0.0, |failover| 1.0 - failover.success()),
            Which::FailoverManual => hours(failover().and_then(|failover| failover.manual.as_ref())),
            Which::Start => match copies().and_then(|copies| copies.standby_state.as_ref()) {
                Some(StandbyState::Cold { start }) => hours(start.as_ref()),
                _ => 0.0,
            },
            Which::Failback => match copies().and_then(|copies| copies.failback.as_ref()) {
                Some(Failback::Automatic { time }) => time.mean_hours(),
                _ => 0.0,
            },
            Which::RuleTime | Which::RuleSuccess | Which::RuleManual => {
                let Some(Rule::Failover(failover)) = self.component(project).map(Component::rule) else {
                    return 0.0;
                };
                match self.which {
                    Which::RuleTime => failover.time.mean_hours(),
                    Which::RuleSuccess => 1.0 - failover.success(),
                    _ => hours(failover.manual.as_ref()),
                }
            }
        }
    }

    /// Whether it is a fraction: then 1 − the input is what is scaled, and `value` tells.
    pub fn is_fraction(self) -> bool {
        matches!(self.which, Which::Availability(_) | Which::FailoverSuccess | Which::RuleSuccess)
    }

    /// Sets what [`Input::value`] tells; a law keeps its shape.
    pub fn set(self, project: &mut Project, value: f64) {
        let before = self.value(project);
        match self.which {
            Which::Mtbf(at) => rescale(self.failures_mut(project)[at].mtbf.as_mut(), before, value),
            Which::Mttr(at) => {
                let mode = &mut self.failures_mut(project)[at];
                // An availability given without it is read with an hour.
                let mut mttr = mode.mttr_law();
                rescale(Some(&mut mttr), before, value);
                mode.mttr = Some(mttr);
            }
            Which::Availability(at) => {
                let mode = &mut self.failures_mut(project)[at];
                // Kept as an up time, so that no digit is lost in 1 − A.
                let hours = mode.mttr_hours() * (1.0 - value) / value;
                mode.mtbf = Some(Distribution::Plain(crate::units::Duration::from_hours(hours)));
                mode.mttr = Some(mode.mttr_law());
                mode.availability = None;
            }
            Which::FailoverTime | Which::FailoverSuccess | Which::FailoverManual => {
                let copies = self.component_mut(project).and_then(|component| component.copies.as_mut());
                if let Some(failover) = copies.and_then(|copies| copies.failover.as_mut()) {
                    set_failover(failover, self.which, before, value);
                }
            }
            Which::Start | Which::Failback => {
                let copies = self.component_mut(project).and_then(|component| component.copies.as_mut());
                let Some(copies) = copies else { return };
                match (self.which, &mut copies.standby_state, &mut copies.failback) {
                    (Which::Start, Some(StandbyState::Cold { start }), _) => {
                        rescale(start.as_mut(), before, value);
                    }
                    (Which::Failback, _, Some(Failback::Automatic { time })) => {
                        rescale(Some(time), before, value);
                    }
                    _ => {}
                }
            }
            Which::RuleTime | Which::RuleSuccess | Which::RuleManual => {
                let needs = self.component_mut(project).and_then(|component| component.needs.as_mut());
                if let Some(Rule::Failover(failover)) = needs {
                    set_failover(failover, self.which, before, value);
                }
            }
        }
    }

    fn component(self, project: &Project) -> Option<&Component> {
        match self.owner {
            Owner::Component(number) => project.components().get(number),
            Owner::Zone(_) => None,
        }
    }

    fn component_mut(self, project: &mut Project) -> Option<&mut Component> {
        match self.owner {
            Owner::Component(number) => project.components.as_mut()?.get_mut(number),
            Owner::Zone(_) => None,
        }
    }

    fn failures(self, project: &Project) -> &[Failure] {
        match self.owner {
            Owner::Component(number) => project.components()[number].failures(),
            Owner::Zone(number) => project.zones()[number].failures(),
        }
    }

    fn failures_mut(self, project: &mut Project) -> &mut [Failure] {
        let failures = match self.owner {
            Owner::Component(number) => {
                project.components.as_mut().and_then(|list| list[number].failures.as_mut())
            }
            Owner::Zone(number) => project.zones.as_mut().and_then(|list| list[number].failures.as_mut()),
        };
        failures.map_or(&mut [], Vec::as_mut_slice)
    }
}

fn set_failover(failover: &mut Failover, which: Which, before: f64, value: f64) {
    match which {
        Which::FailoverSuccess | Which::RuleSuccess => failover.success = Some(1.0 - value),
        Which::FailoverTime | Which::RuleTime => rescale(Some(&mut failover.time), before, value),
        _ => rescale(failover.manual.as_mut(), before, value),
    }
}

fn rescale(law: Option<&mut Distribution>, before: f64, value: f64) {
    if let Some(law) = law
        && before > 0.0
    {
        *law = law.scaled(value / before);
    }
}
