//! What the journeys send, and how it grows.

use leptos::prelude::*;
use ninefold_editor::command::{Input, Target};

use crate::state::Workspace;
use crate::views::inspector::{Subject, demand, field};

/// The card with its fields.
pub fn view(workspace: Workspace, journeys: &[String]) -> AnyView {
    let subject = Subject::of(Target::Project, workspace);
    if journeys.is_empty() {
        return view! {
            <section class="card empty">
                <p>"No journey says where requests enter."</p>
                <a class="button" href="#/design">"Open the design"</a>
            </section>
        }
        .into_any();
    }
    let peaks = journeys.iter().map(|id| {
        let journey = Subject::of(Target::journey(id), workspace);
        let name = workspace.project_untracked().journey(id).map(|it| it.display_name().to_owned());
        view! {
            <fieldset class="capacity-journey">
                <legend>{name}</legend>
                {field::text(journey, "peak_rps", "Peak requests/s", "unknown", "")}
            </fieldset>
        }
    });
    let kind =
        move || Some(subject.text("demand.growth")).filter(|it| !it.is_empty()).unwrap_or("compound".into());
    let chosen = move |kind: String| {
        let input = if kind == "linear" { Input::text("linear") } else { Input::Clear };
        subject.set_or_say(vec![("demand.growth".to_owned(), input)]);
    };
    let kinds =
        vec![("compound".to_owned(), "compound".to_owned()), ("linear".to_owned(), "linear".to_owned())];
    view! {
        <section class="card" aria-labelledby="demand-title">
            <h2 id="demand-title">"Demand"</h2>
            <div class="capacity-fields">
                {peaks.collect::<Vec<_>>()}
                {field::text(subject, "demand.growth_per_month", "Growth a month", "0 %", "")}
                {field::choice("field-growth", "Kind of growth", kinds, kind, chosen)}
                {field::text(subject, "demand.start", "This month", "2026-11", "")}
                {field::text(subject, "demand.arrival_variability", "Arrivals' deviation ÷ mean", "1", "")}
                {field::text(subject, "objective.downtime_cost_per_hour", "An hour down costs", "unknown", "")}
            </div>
            <div class="stack">{demand::profile(subject)} {demand::peaks(subject)}</div>
        </section>
    }
    .into_any()
}
