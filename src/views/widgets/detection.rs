//! A time until something is noticed, put to use.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_editor::command::{Command, Input, Target};
use ninefold_engine::model::{CopyMode, Project};
use ninefold_engine::units;

use crate::state::{NoticeKind, Ui, Workspace};

/// Puts the time, in seconds, into the model, for a component whose copies are taken out of service when they are noticed to be down.
#[must_use]
pub fn use_as_detection(seconds: f64) -> AnyView {
    let (ui, workspace) = (expect_context::<Ui>(), expect_context::<Workspace>());
    let project: Arc<Project> = workspace.project_untracked();
    let able: Vec<(String, String)> = project
        .components()
        .iter()
        .filter(|it| it.mode() == CopyMode::ActiveActive && it.copy_count() > 1)
        .map(|it| (it.id.clone(), it.display_name().to_owned()))
        .collect();
    let Some((first, _)) = able.first().cloned() else {
        return view! { <p class="footnote">"No component of this design has copies that share the load: there is no detection time to set."</p> }
            .into_any();
    };
    let chosen = RwSignal::new(first);
    let press = move |_| {
        let id = chosen.get_untracked();
        let written = format!("{}s", (seconds * 10.0).round() / 10.0);
        let project = workspace.project_untracked();
        let named = project.component(&id).map_or(id.as_str(), |component| component.display_name());
        let commands = vec![Command::set(Target::component(&id), "copies.detection", Input::text(&written))];
        let name = format!("Detection time of {named}");
        let done = workspace.dispatch(Command::Batch { name, commands });
        match done {
            Ok(()) => ui.notify(
                NoticeKind::Done,
                format!("{named} now notices a failed copy after {}.", units::format_duration(seconds)),
            ),
            Err(why) => ui.notify(NoticeKind::Error, why),
        }
    };
    let options: Vec<_> =
        able.into_iter().map(|(id, name)| view! { <option value=id>{name}</option> }).collect();
    view! {
        <div class="incidents-tools">
            <label class="field incidents-how">
                <span class="field-label">"Use as the detection time of"</span>
                <select class="select" on:change=move |event| chosen.set(event_target_value(&event))>{options}</select>
            </label>
            <button type="button" class="button" data-testid="rule-use" on:click=press>"Use"</button>
        </div>
    }
    .into_any()
}
