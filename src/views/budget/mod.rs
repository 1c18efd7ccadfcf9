//! The Budget tab: what the promise allows, what the design is expected to spend, and where the minutes go.

mod alerting;
mod allowance;
mod calculator;
mod causes;
mod complete;
mod contributions;
mod headline;
mod incidents;
pub mod outlook;
mod tornado;

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::analysis::{JourneyAnswer, Options};
use ninefold_engine::model::Project;

use crate::browser::focus;
use crate::managers::later;
use crate::state::{Answers, Solved, Ui};
use crate::views::widgets::switched_off;

/// The tab's content.
#[must_use]
pub fn view() -> AnyView {
    view! {
        <section class="page budget" aria-label="Budget">
            <div class="page-inner">
                {calculator::asked_first()}
                {move || project_budget(expect_context::<Answers>())}
                {incidents::view()}
                {move || alerting(expect_context::<Answers>())}
                {calculator::below()}
            </div>
        </section>
    }
    .into_any()
}

/// Everything that depends on the project; says what to do where it has no answer.
fn project_budget(answers: Answers) -> AnyView {
    let solved = answers.solved.get();
    let Some(journey) = answers.journey.get() else { return nothing_yet(&solved) };
    let old = solved.problem.clone().map(|problem| {
        view! { <p class="banner banner-warn" role="status">"These figures are of the last state that could be solved. " {problem}</p> }
    });
    // What is computed here belongs to the design as it stands, or is not computed.
    let beyond = solved.problem.is_none() && journey.unavailability < 1.0 && journey.bounds.is_none();
    let (options, alone) = (options(&solved), alone(&solved.project, &journey));
    view! {
        {headline::view(&solved.project, &journey)}
        {jumps(beyond, journey.objective.is_some())}
        {old}
        {switched_off("These figures are with that down.")}
        {allowance::view(&journey)}
        {contributions::view(&solved.project, &journey)}
        {beyond.then(|| causes::view(&alone, &options, &journey))}
        {beyond.then(|| tornado::view(&alone, &options))}
        {beyond.then(|| outlook::view(&alone, &options, &journey))}
        {beyond.then(|| complete::view(&alone, &options))}
    }
    .into_any()
}

/// When a card is there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum There {
    Always,
    /// With figures of the design as it stands.
    Solved,
    /// With those and an objective.
    Promised,
}

/// The way to each card of a long page: its heading, its word, and when it is there.
const CARDS: [(&str, &str, There); 12] = [
    ("allowance-title", "Periods", There::Always),
    ("minutes-title", "Minutes", There::Always),
    ("causes-title", "Causes", There::Solved),
    ("swing-title", "Inputs", There::Solved),
    ("window-title", "One window", There::Solved),
    ("start-title", "Start", There::Solved),
    ("windows-title", "Windows", There::Promised),
    ("steps-title", "Steps", There::Solved),
    ("credits-title", "Credits", There::Promised),
    ("incidents-title", "Incidents", There::Always),
    ("alerts-title", "Alerts", There::Promised),
    ("calculator-title", "Calculator", There::Always),
];

/// Buttons, because the address says which screen is open.
fn jumps(solved: bool, promised: bool) -> AnyView {
    let one = |(heading, word, _): (&'static str, &'static str, There)| {
        let go = move |_| focus::on_heading(heading);
        view! { <button type="button" class="tier" on:click=go>{word}</button> }.into_any()
    };
    let there = CARDS.into_iter().filter(|card| match card.2 {
        There::Always => true,
        There::Solved => solved,
        There::Promised => solved && promised,
    });
    view! { <nav class="jumps" aria-label="On this page">{there.map(one).collect::<Vec<_>>()}</nav> }
        .into_any()
}

/// Follows the promise of the journey on the screen alone, so that what is typed there stays while the design is edited.
fn alerting(answers: Answers) -> AnyView {
    let promise = Memo::new(move |_| {
        let id = answers.journey.with(|journey| journey.as_ref().map(|it| it.id.clone()))?;
        answers.solved.with(|solved| Some((solved.project.promise(solved.project.journey(&id)?)?, id)))
    });
    (move || {
        let (promise, id) = promise.get()?;
        Some(alerting::view(&answers.solved.get_untracked().project, &id, &promise))
    })
    .into_any()
}

/// The design with the journey on the screen as its only one: the others need not be computed.
fn alone(project: &Project, journey: &JourneyAnswer) -> Arc<Project> {
    let mut project = project.clone();
    if let Some(journeys) = &mut project.journeys {
        journeys.retain(|it| it.id == journey.id);
    }
    Arc::new(project)
}

/// With everything switched off that is switched off on the canvas.
fn options(solved: &Solved) -> Options {
    let project = &solved.project;
    let there = |id: &&String| project.component(id).is_some() || project.zone(id).is_some();
    let off = expect_context::<Ui>().off.with(|off| off.iter().filter(there).cloned().collect());
    Options { off, ..Options::default() }
}

fn nothing_yet(solved: &Solved) -> AnyView {
    let why =
        solved.problem.clone().unwrap_or_else(|| "The project has no journey to answer for.".to_owned());
    view! {
        <header class="page-head"><h1>"Downtime budget"</h1></header>
        <div class="card empty">
            <p>{why}</p>
            <a class="button" href="#/design">"Open the design"</a>
        </div>
    }
    .into_any()
}
