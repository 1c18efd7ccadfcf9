//! What makes a report complete and takes longer than an answer: the budget, what would help most, the scenarios. Piece by piece, for those who must not
//! wait long for any.

use super::advice::{Recommendation, recommendations};
use super::budget::BudgetReport;
use super::types::Report;
use crate::analysis::{self, Analysis, AnalysisError, JourneySensitivity, Ranking};
use crate::budget::incidents::{Fixed, Log};
use crate::budget::{Statement, credits::Schedule, statement};
use crate::model::{Objective, Project};
use crate::simulation::{Collector, Options, Plan, ScenarioAnswer};
use crate::units::{HOURS_PER_YEAR, Window};

/// How often each scenario is played.
const RUNS: f64 = 400.0;
/// Most scenarios that are played for a report.
const MOST_SCENARIOS: usize = 20;

/// What makes a report complete.
#[derive(Clone, Debug, PartialEq)]
pub struct Completed {
    recommendations: Vec<Recommendation>,
    scenarios: Vec<ScenarioAnswer>,
    budget: Option<BudgetReport>,
}

impl Report {
    /// Adds what makes it complete.
    pub fn complete(&mut self, found: Completed) {
        self.recommendations = found.recommendations;
        self.scenarios = found.scenarios;
        self.budget = found.budget;
    }
}

/// A report in the making.
pub struct Completion {
    project: Project,
    budget: Option<BudgetReport>,
    ranking: Option<Ranking>,
    found: Vec<JourneySensitivity>,
    /// Those still to be played, the last one first.
    waiting: Vec<String>,
    playing: Option<Playing>,
    scenarios: Vec<ScenarioAnswer>,
    seed: u64,
}

struct Playing {
    plan: Plan,
    collector: Collector,
    next: u64,
}

impl Completion {
    /// Begins, given the answer with its importance measures. `now`, in seconds since 1970, is needed for the incidents that the project keeps; without it they
    /// are left out. `seed` is that of the scenarios.
    ///
    /// # Errors
    /// As [`analysis::analyze`].
    pub fn new(
        project: &Project,
        answer: &Analysis,
        now: Option<i64>,
        seed: Option<u64>,
    ) -> Result<Self, AnalysisError> {
        let options = analysis::Options::default();
        let account = now.and_then(|now| kept(project, now));
        let mut waiting: Vec<String> =
            project.scenarios().iter().take(MOST_SCENARIOS).map(|scenario| scenario.name.clone()).collect();
        waiting.reverse();
        // Of bounds alone there is no more to say.
        let exact = answer.solver.limit.is_none();
        let budget = exact.then(|| BudgetReport::new(project, answer, &options, account)).transpose()?;
        let ranking = exact.then(|| Ranking::new(project, &options)).transpose()?;
        Ok(Self {
            budget,
            ranking,
            found: Vec::new(),
            waiting,
            playing: None,
            scenarios: Vec::new(),
            seed: seed.unwrap_or(Options::default().seed),
            project: project.clone(),
        })
    }

    /// One piece more; false when there is no more to do.
    pub fn step(&mut self) -> bool {
        if let Some(mut ranking) = self.ranking.take() {
            match ranking.step() {
                Ok(true) => self.ranking = Some(ranking),
                Ok(false) => self.found = ranking.finish(),
                // A model that cannot be solved with one copy more gets no advice.
                Err(_) => self.found = Vec::new(),
            }
            return true;
        }
        match self.playing.take() {
            Some(playing) => self.play(playing),
            None => match self.waiting.pop() {
                Some(name) => self.playing = self.begin(name),
                None => return false,
            },
        }
        true
    }

    /// All that is left, and what was found.
    #[must_use]
    pub fn finish(mut self) -> Completed {
        while self.step() {}
        Completed {
            recommendations: recommendations(&self.project, &self.found),
            scenarios: self.scenarios,
            budget: self.budget,
        }
    }

    /// A scenario that cannot be played is left out: the editor says why.
    fn begin(&self, name: String) -> Option<Playing> {
        let window = self.project.objective.as_ref().map_or(Window::Month, Objective::window);
        let years = RUNS * window.hours() / HOURS_PER_YEAR;
        let options = Options { years, seed: self.seed, scenario: Some(name), ..Options::default() };
        let plan = Plan::new(&self.project, options).ok()?;
        let collector = Collector::new(&plan);
        Some(Playing { plan, collector, next: 0 })
    }

    fn play(&mut self, mut playing: Playing) {
        let block = playing.plan.run_block(playing.next, &mut |_| true);
        playing.next += 1;
        let over = match block {
            Some(block) => {
                playing.collector.add(block);
                playing.collector.enough() || playing.next >= playing.plan.blocks()
            }
            None => true,
        };
        if over {
            self.scenarios.extend(playing.collector.finish().scenario);
        } else {
            self.playing = Some(playing);
        }
    }
}

/// The account of the incidents that the project keeps.
fn kept(project: &Project, now: i64) -> Option<Statement> {
    let log = Log::kept(project.incidents.as_ref()?, now);
    let own = project.objective.as_ref().and_then(Schedule::own);
    (log.rows > 0).then(|| statement(project, &log, None, now, &Fixed(0), own.as_ref()))
}
