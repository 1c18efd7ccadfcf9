//! How far the run is, with the estimate so far.

use leptos::prelude::*;
use ninefold_engine::simulation::Simulation;
use ninefold_engine::units;

use crate::compute::Progress;
use crate::state::{Runs, Status, Ui};
use crate::views::widgets::{icon, words};

/// The line under the form; nothing while nothing runs. What it comes to is also said aloud.
pub fn view() -> AnyView {
    let runs = expect_context::<Runs>();
    let ui = expect_context::<Ui>();
    let line = move || match runs.status().get() {
        Status::Idle => ().into_any(),
        Status::Running(progress) => running(&progress, ui.journey.get().as_deref()),
        Status::Cancelled => stopped(cancelled(runs), runs, "Run again"),
        Status::Failed(why) => stopped(&words::sentence(&why), runs, "Try again"),
    };
    let aloud = Memo::new(move |_| match runs.status().get() {
        Status::Running(_) => "Simulating.",
        Status::Idle if runs.finished().with(Option::is_some) => "The simulation is complete.",
        _ => "",
    });
    view! {
        <p class="visually-hidden" role="status">{move || aloud.get()}</p>
        {line}
    }
    .into_any()
}

fn cancelled(runs: Runs) -> &'static str {
    match runs.finished().with(Option::is_some) {
        true => "The run was cancelled. What is shown below is of the run before.",
        false => "The run was cancelled.",
    }
}

fn running(progress: &Progress, journey: Option<&str>) -> AnyView {
    let part = if progress.years_asked > 0.0 {
        (progress.years_done / progress.years_asked).clamp(0.0, 1.0)
    } else {
        0.0
    };
    let years = format!(
        "{} of {} years",
        units::format_count(progress.years_done.floor()),
        units::format_count(progress.years_asked)
    );
    let estimate = progress.estimate.as_deref().and_then(|so_far| estimate(so_far, journey));
    view! {
        <div class="card simulate-progress" data-testid="simulate-progress" data-value=part.to_string()>
            <div class="simulate-progress-words">
                <span>{years}</span>
                <span class="simulate-estimate">{estimate.unwrap_or_else(|| "Starting".to_owned())}</span>
            </div>
            <progress class="simulate-bar" max="1" value=part.to_string() aria-label="Years simulated"></progress>
        </div>
    }
    .into_any()
}

/// `99.953 % up, 99 % sure between 99.951 % and 99.955 %`.
fn estimate(so_far: &Simulation, journey: Option<&str>) -> Option<String> {
    let journeys = &so_far.journeys;
    let shown = journeys.iter().find(|one| Some(one.id.as_str()) == journey).or(journeys.first())?;
    let down = &shown.unavailability;
    Some(format!(
        "{} so far, {} to {}",
        units::format_percent(1.0 - down.mean, down.mean),
        units::format_percent(1.0 - down.high, down.high),
        units::format_percent(1.0 - down.low, down.low),
    ))
}

fn stopped(words: &str, runs: Runs, again: &'static str) -> AnyView {
    let retry = move |_| {
        // A field that cannot be used says so beside itself.
        let _shown = runs.run();
    };
    view! {
        <div class="banner banner-warn" role="status" data-testid="simulate-progress">
            {icon(icondata_lu::LuTriangleAlert)}
            <p>{words.to_owned()}</p>
            <button type="button" class="button" on:click=retry>{again}</button>
        </div>
    }
    .into_any()
}
