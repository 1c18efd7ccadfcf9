//! The simulation: what is asked for, how far it is, what it said.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use ninefold_engine::model::Project;
use ninefold_engine::simulation::{Options, Simulation};
use thiserror::Error;

use crate::browser::part::Unavailable;
use crate::compute::{self, Progress, Request, Simulator, Tell, Update};
use crate::state::Workspace;

/// Years played where nothing else is asked for.
const YEARS: f64 = 20_000.0;
/// The most years the page plays at once.
const MOST_YEARS: f64 = 100_000_000.0;

/// What the form says, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setup {
    /// The scenario's name; none for the steady state.
    pub scenario: Option<String>,
    /// Years.
    pub years: String,
    /// Relative half-width at which to stop, in percent; may be empty.
    pub precision: String,
    /// What the streams are derived from.
    pub seed: String,
}

impl Default for Setup {
    fn default() -> Self {
        Self { scenario: None, years: format!("{YEARS}"), precision: String::new(), seed: "1".to_owned() }
    }
}

/// Why a field of the form cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum SetupError {
    /// Years.
    #[error("Years must be a number above 0 and at most 100,000,000.")]
    Years,
    /// Precision.
    #[error("Precision is a percentage between 0.01 and 50, or empty.")]
    Precision,
    /// Seed.
    #[error("The seed is a whole number from 0 to 18,446,744,073,709,551,615.")]
    Seed,
}

impl Setup {
    /// The years asked for.
    ///
    /// # Errors
    /// What is wrong with the field.
    pub fn parsed_years(&self) -> Result<f64, SetupError> {
        let plain: String =
            self.years.chars().filter(|letter| !matches!(letter, ',' | ' ' | '_' | '\u{a0}')).collect();
        let years: f64 = plain.parse().map_err(|_| SetupError::Years)?;
        if years > 0.0 && years <= MOST_YEARS { Ok(years) } else { Err(SetupError::Years) }
    }

    /// The relative half-width to stop at; none where the field is empty.
    ///
    /// # Errors
    /// What is wrong with the field.
    pub fn parsed_precision(&self) -> Result<Option<f64>, SetupError> {
        let plain = self.precision.trim().trim_start_matches('±').trim_end_matches('%').trim();
        if plain.is_empty() {
            return Ok(None);
        }
        let percent: f64 = plain.parse().map_err(|_| SetupError::Precision)?;
        if (0.01..=50.0).contains(&percent) { Ok(Some(percent / 100.0)) } else { Err(SetupError::Precision) }
    }

    /// The seed.
    ///
    /// # Errors
    /// What is wrong with the field.
    pub fn parsed_seed(&self) -> Result<u64, SetupError> {
        self.seed.trim().parse().map_err(|_| SetupError::Seed)
    }
}

/// What a finished run says and what it was computed from.
#[derive(Clone, Debug, PartialEq)]
pub struct Finished {
    /// The answer.
    pub simulation: Simulation,
    /// The project's revision then.
    pub revision: u64,
    /// The project then.
    pub project: Arc<Project>,
    /// The scenario played; none for the steady state.
    pub scenario: Option<String>,
}

/// Where the current run is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Status {
    /// None is under way.
    #[default]
    Idle,
    /// One is.
    Running(Progress),
    /// The last one was cancelled.
    Cancelled,
    /// The last one failed; why.
    Failed(String),
}

/// The simulation's handle.
#[derive(Clone, Copy)]
pub struct Runs {
    /// The form.
    pub setup: RwSignal<Setup>,
    status: RwSignal<Status>,
    finished: RwSignal<Option<Arc<Finished>>>,
    simulator: StoredValue<Option<Rc<dyn Simulator>>, LocalStorage>,
    workspace: Workspace,
}

impl Runs {
    /// With a simulator that begins to load at once.
    pub(super) fn new(workspace: Workspace) -> Self {
        let runs = Self {
            setup: RwSignal::new(Setup::default()),
            status: RwSignal::new(Status::Idle),
            finished: RwSignal::new(None),
            simulator: StoredValue::new_local(None),
            workspace,
        };
        spawn_local(async move {
            // Asked for again by the first run where it cannot be had now.
            let _later = runs.simulator().await;
        });
        runs
    }

    /// Where the current run is.
    #[must_use]
    pub fn status(self) -> ReadSignal<Status> {
        self.status.read_only()
    }

    /// The last finished run, whatever it was computed from.
    #[must_use]
    pub fn finished(self) -> ReadSignal<Option<Arc<Finished>>> {
        self.finished.read_only()
    }

    /// Whether the last finished run was computed from the project as it stands; tracked.
    #[must_use]
    pub fn is_current(self) -> bool {
        let revision = self.workspace.revision();
        self.finished.with(|finished| finished.as_ref().is_some_and(|finished| finished.revision == revision))
    }

    /// The last finished run, if it belongs to the project as it stands; tracked. For the report.
    #[must_use]
    pub fn current(self) -> Option<Arc<Finished>> {
        self.is_current().then(|| self.finished.get()).flatten()
    }

    /// Starts what the form asks for.
    ///
    /// # Errors
    /// The first field that cannot be used.
    pub fn run(self) -> Result<(), SetupError> {
        let setup = self.setup.get_untracked();
        let project = untrack(|| self.workspace.project());
        let revision = untrack(|| self.workspace.revision());
        let options = Options {
            years: setup.parsed_years()?,
            precision: setup.parsed_precision()?,
            seed: setup.parsed_seed()?,
            scenario: setup.scenario.clone(),
            ..Options::default()
        };
        let request = Request { project: Arc::clone(&project), revision, options };
        self.status.set(Status::Running(Progress::default()));
        let scenario = setup.scenario;
        let tell = move |update| match update {
            Update::Progress(progress) => self.status.set(Status::Running(progress)),
            Update::Cancelled => self.status.set(Status::Cancelled),
            Update::Failed(why) => self.status.set(Status::Failed(why)),
            Update::Done(simulation) => {
                let (project, scenario) = (Arc::clone(&project), scenario.clone());
                self.finished.set(Some(Arc::new(Finished {
                    simulation: *simulation,
                    revision,
                    project,
                    scenario,
                })));
                self.status.set(Status::Idle);
            }
        };
        let tell: Tell = Rc::new(tell);
        spawn_local(async move {
            match self.simulator().await {
                // It may have been cancelled while the simulator was on its way.
                Ok(simulator) if self.is_running() => simulator.run(request, tell),
                Ok(_) => {}
                Err(why) => tell(Update::Failed(why.to_string())),
            }
        });
        Ok(())
    }

    fn is_running(self) -> bool {
        self.status.with_untracked(|status| matches!(status, Status::Running(_)))
    }

    /// The simulator, loaded by the first who asks.
    ///
    /// # Errors
    /// Where its part cannot be loaded.
    pub async fn simulator(self) -> Result<Rc<dyn Simulator>, Unavailable> {
        if let Some(simulator) = self.simulator.get_value() {
            return Ok(simulator);
        }
        let start = compute::simulator().await?;
        // Someone else may have been waiting for it too, and was served first.
        if let Some(first) = self.simulator.get_value() {
            return Ok(first);
        }
        let started = start();
        self.simulator.set_value(Some(Rc::clone(&started)));
        Ok(started)
    }

    /// Stops the run under way.
    pub fn cancel(self) {
        match self.simulator.get_value() {
            Some(simulator) => simulator.cancel(),
            None => self.status.set(Status::Cancelled),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn setup(years: &str, precision: &str, seed: &str) -> Setup {
        Setup {
            scenario: None,
            years: years.to_owned(),
            precision: precision.to_owned(),
            seed: seed.to_owned(),
        }
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        let typed = setup("20,000", "± 1 %", " 7 ");
        assert_eq!(typed.parsed_years(), Ok(20_000.0));
        assert_eq!(typed.parsed_precision(), Ok(Some(0.01)));
        assert_eq!(typed.parsed_seed(), Ok(7));
        assert_eq!(setup("1", "", "1").parsed_precision(), Ok(None));
    }

    #[test]
    fn nonsense_is_refused_field_by_field() {
        for years in ["", "0", "-3", "NaN", "inf", "many", "1e12"] {
            assert_eq!(setup(years, "", "1").parsed_years(), Err(SetupError::Years), "{years}");
        }
        for precision in ["0", "-1", "60", "x", "NaN"] {
            assert_eq!(
                setup("1", precision, "1").parsed_precision(),
                Err(SetupError::Precision),
                "{precision}"
            );
        }
        for seed in ["", "-1", "1.5", "18446744073709551616"] {
            assert_eq!(setup("1", "", seed).parsed_seed(), Err(SetupError::Seed), "{seed}");
        }
    }
}
