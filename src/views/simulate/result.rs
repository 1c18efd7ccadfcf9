//! The result of the last run, or what to do to get one.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::analysis::JourneyAnswer;
use ninefold_engine::simulation::JourneySimulation;

use super::{causes, charts, comparison, histogram, method, scenario};
use crate::state::{Answers, Finished, Runs, Status, Ui};
use crate::views::widgets::icon;

/// What one journey's run said, and the exact answer for the same project where there is one.
#[derive(Clone, PartialEq)]
pub struct Shown {
    /// The whole run.
    pub finished: Arc<Finished>,
    /// The journey looked at.
    pub journey: JourneySimulation,
    /// Its exact answer; none after an edit, for a scenario, and while things are switched off.
    pub exact: Option<JourneyAnswer>,
    /// Whether it is an answer to all that was played.
    pub alike: bool,
    /// Whether the project is still the one that was simulated.
    pub current: bool,
}

impl Shown {
    /// The exact answer where it is one to all that was played.
    pub fn same(&self) -> Option<&JourneyAnswer> {
        self.exact.as_ref().filter(|_| self.alike)
    }

    /// What the objective allows in one window, in seconds.
    #[must_use]
    pub fn allowed(&self) -> Option<f64> {
        let project = &self.finished.project;
        let promise = project.journey(&self.journey.id).and_then(|journey| project.promise(journey));
        promise.map(|promise| promise.allowed_seconds())
    }
}

/// The result.
pub fn view() -> AnyView {
    let runs = expect_context::<Runs>();
    let answers = expect_context::<Answers>();
    let ui = expect_context::<Ui>();
    let shown = Memo::new(move |_| shown(runs, answers, ui));
    let running = Memo::new(move |_| runs.status().with(|status| matches!(status, Status::Running(_))));
    (move || match shown.get() {
        Some(shown) => result(&shown),
        None if running.get() => ().into_any(),
        None => nothing_yet(),
    })
    .into_any()
}

fn shown(runs: Runs, answers: Answers, ui: Ui) -> Option<Shown> {
    let finished = runs.finished().get()?;
    let wanted = ui.journey.get();
    let journeys = &finished.simulation.journeys;
    let journey = journeys.iter().find(|one| Some(&one.id) == wanted.as_ref()).or(journeys.first())?.clone();
    let current = runs.is_current();
    let trying = ui.off.with(|off| !off.is_empty());
    // What only the simulation plays makes most of the two mean different things.
    let alike = finished.simulation.not_in_exact.iter().all(|words| words == "load");
    let exact = if current && !trying && finished.scenario.is_none() {
        let solved = answers.solved.get();
        let fresh = solved.analysis.filter(|_| solved.problem.is_none());
        let found = fresh.and_then(|analysis| {
            analysis.journeys.iter().find(|one| one.id == journey.id && one.bounds.is_none()).cloned()
        });
        // What the answer at each edit leaves out.
        found.map(|found| JourneyAnswer {
            served_fraction: answers.served(&found.id).unwrap_or(found.served_fraction),
            ..found
        })
    } else {
        None
    };
    Some(Shown { finished, journey, exact, alike, current })
}

fn nothing_yet() -> AnyView {
    view! {
        <div class="card empty">
            {icon(icondata_lu::LuActivity)}
            <p>"Nothing has been simulated yet. Press Run: 20,000 years take a few seconds, here in the browser."</p>
        </div>
    }
    .into_any()
}

fn result(shown: &Shown) -> AnyView {
    let stale = (!shown.current).then(|| {
        view! {
            <div class="banner banner-warn" role="status">
                {icon(icondata_lu::LuTriangleAlert)}
                <p>"The design has changed since this was simulated. Run again to compare it with the exact answer."</p>
            </div>
        }
    });
    view! {
        <div class="simulate-result" class:is-stale=!shown.current data-testid="simulate-result" data-stale=(!shown.current).to_string()>
            {stale}
            {scenario::view(shown)}
            {comparison::view(shown)}
            <div class="simulate-charts">
                {histogram::view(shown)}
                {charts::cumulative(shown)}
                {charts::durations(shown)}
                {charts::known(shown)}
                {causes::causes(shown)}
                {causes::by_hour(shown)}
            </div>
            {method::view(shown)}
        </div>
    }
    .into_any()
}
