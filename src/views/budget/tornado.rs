//! What moves the downtime most: every input halved and doubled, the largest swing first, and one copy fewer or more.

mod uncertain;

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::analysis::{CopySensitivity, InputSensitivity, JourneySensitivity, Options, Ranking};
use ninefold_engine::model::Project;
use ninefold_engine::units;

use super::later;

/// How many inputs are shown.
const SHOWN: usize = 10;

/// The card, filled in as soon as all inputs were tried. `project` has one journey.
pub fn view(project: &Arc<Project>, options: &Options) -> AnyView {
    let found = RwSignal::new(None::<JourneySensitivity>);
    let (model, chosen) = (Arc::clone(project), options.clone());
    later::run(180, move || {
        let Ok(ranking) = Ranking::new(&model, &chosen) else { return };
        let mut ranking = Some(ranking);
        later::in_pieces(move || {
            // Gone when the design changed.
            if found.try_get_untracked().is_none() {
                return false;
            }
            let more = ranking.as_mut().is_some_and(|ranking| ranking.step().unwrap_or(false));
            if !more {
                let all = ranking.take().map(Ranking::finish).unwrap_or_default();
                found.try_set(all.into_iter().next());
            }
            more
        });
    });
    let known = uncertain::view(project, options);
    let project = Arc::clone(project);
    view! {
        {known}
        <section class="card" aria-labelledby="swing-title" data-testid="tornado">
            <h2 id="swing-title">"What moves it most"</h2>
            <p class="card-lead">"Every time in the design halved and doubled, and the share of failures of every availability and switch-over; each solved anew."</p>
            {move || found.with(|found| match found {
                None => view! { <p class="footnote" role="status">"Trying every input …"</p> }.into_any(),
                Some(found) => filled(&project, found),
            })}
        </section>
    }
    .into_any()
}

fn filled(project: &Project, found: &JourneySensitivity) -> AnyView {
    if found.inputs.is_empty() {
        return view! { <p class="footnote">"No input changes the downtime."</p> }.into_any();
    }
    let most = found
        .inputs
        .iter()
        .flat_map(|input| [input.halved_seconds_per_year, input.doubled_seconds_per_year])
        .fold(0.0, |most: f64, seconds| most.max(seconds.abs()));
    let rows: Vec<AnyView> = found.inputs.iter().take(SHOWN).map(|input| row(project, input, most)).collect();
    let copies: Vec<AnyView> = found.copies.iter().map(|part| copies(project, part)).collect();
    let copies = (!copies.is_empty()).then(|| {
        view! {
            <div class="table-scroll" tabindex="0">
                <table class="table" data-testid="copies-table">
                    <thead><tr>
                        <th scope="col">"Copies"</th>
                        <th scope="col" class="number">"Now"</th>
                        <th scope="col" class="number">"One fewer, a year"</th>
                        <th scope="col" class="number">"One more, a year"</th>
                    </tr></thead>
                    <tbody>{copies}</tbody>
                </table>
            </div>
        }
    });
    view! {
        <div class="table-scroll" tabindex="0">
            <table class="table swings" data-testid="swings">
                <thead><tr>
                    <th scope="col">"Input"</th>
                    <th scope="col" class="number">"Halved, a year"</th>
                    <th scope="col" class="swing-head"><span class="visually-hidden">"As a bar"</span></th>
                    <th scope="col" class="number">"Doubled, a year"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        {copies}
    }
    .into_any()
}

fn row(project: &Project, input: &InputSensitivity, most: f64) -> AnyView {
    let (halved, doubled) = (input.halved_seconds_per_year, input.doubled_seconds_per_year);
    let part = |seconds: f64| format!("{:.4}", if most > 0.0 { seconds.abs() / most } else { 0.0 });
    let better = part(halved.min(doubled).min(0.0));
    let worse = part(halved.max(doubled).max(0.0));
    view! {
        <tr>
            <th scope="row">
                <span class="cause-name">{name(project, &input.id)}</span> " " {words(project, input)}
                <span class="convention">{value(input)}</span>
            </th>
            <td class="number">{change(halved)}</td>
            <td class="swing"><span class="swing-track" style=("--better", better) style=("--worse", worse) aria-hidden="true"><span class="swing-better"></span><span class="swing-worse"></span></span></td>
            <td class="number">{change(doubled)}</td>
        </tr>
    }
    .into_any()
}

fn copies(project: &Project, part: &CopySensitivity) -> AnyView {
    let cell = |seconds: Option<f64>| seconds.map_or_else(|| "–".to_owned(), change);
    view! {
        <tr>
            <th scope="row"><span class="cause-name">{name(project, &part.id)}</span></th>
            <td class="number">{part.copies}</td>
            <td class="number">{cell(part.fewer_seconds_per_year)}</td>
            <td class="number">{cell(part.more_seconds_per_year)}</td>
        </tr>
    }
    .into_any()
}

/// With its sign.
fn change(seconds: f64) -> String {
    let sign = if seconds < 0.0 { "−" } else { "+" };
    format!("{sign}{}", units::format_duration(seconds.abs()))
}

fn value(input: &InputSensitivity) -> String {
    match input.unit.as_str() {
        "hours" => units::format_duration(input.value * 3_600.0),
        _ => units::format_percent(input.value, 1.0 - input.value),
    }
}

/// What people call the component or zone.
fn name(project: &Project, id: &str) -> String {
    let component = project.component(id).map(|found| found.display_name());
    component.or(project.zone(id).map(|found| found.display_name())).unwrap_or(id).to_owned()
}

/// What people call the input: "repair", with the failure's own name where there is one.
fn words(project: &Project, input: &InputSensitivity) -> String {
    let last = input.input.rsplit('.').next().unwrap_or_default();
    let plain = match (last, input.input.starts_with("failures")) {
        ("mtbf", _) => "time between failures",
        ("mttr", _) => "repair",
        ("availability", _) => "availability",
        ("success", _) => "success of switching",
        ("manual", _) => "switching by hand",
        ("start", _) => "cold start",
        ("time", _) if input.input.contains("failback") => "moving back",
        _ => "switching time",
    };
    let failures = project
        .component(&input.id)
        .map(|found| found.failures())
        .or(project.zone(&input.id).map(|found| found.failures()));
    let number = input.input.strip_prefix("failures[").and_then(|rest| rest.split(']').next()?.parse().ok());
    let mode = number.and_then(|at: usize| failures?.get(at)?.name.clone()).filter(|name| !name.is_empty());
    mode.map_or_else(|| plain.to_owned(), |mode| format!("{mode}, {plain}"))
}
