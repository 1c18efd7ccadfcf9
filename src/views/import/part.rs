//! One component that was read.

use leptos::prelude::*;
use ninefold_editor::command::{Command, Input, Target};
use ninefold_engine::read::config::Part;
use serde_json::Value;

use super::{arithmetic, line};
use crate::state::{Ui, Workspace};
use crate::views::widgets::{icon, symbol};

/// What a component that is there takes over.
const TAKEN: [&str; 5] = ["failures", "copies", "needs", "facts", "capacity"];

/// The component, its times, its traps, and a way to merge it into the selected one.
pub fn view(workspace: Workspace, ui: Ui, part: &Part) -> AnyView {
    let text = |key: &str| part.component.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let times: Vec<AnyView> = part.worked.iter().map(arithmetic).collect();
    let traps: Vec<AnyView> = part.traps.iter().map(line).collect();
    let traps = (!traps.is_empty()).then(|| view! { <ul class="import-notes">{traps}</ul> });
    let about = [copies(&part.component), format!("line {}", part.line)]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>();
    view! {
        <li class="import-part">
            <h2>{icon(symbol(&text("kind")))} <span>{text("name")}</span> <small>{about.join(" · ")}</small></h2>
            {times}
            {traps}
            {merge(workspace, ui, &part.component)}
        </li>
    }
    .into_any()
}

/// "3 copies, noticed after 26s".
fn copies(component: &Value) -> String {
    let of = |path: &str| component.pointer(path).cloned().unwrap_or(Value::Null);
    let noticed =
        of("/copies/detection").as_str().map(|it| format!(", noticed after {it}")).unwrap_or_default();
    if let Some(count) = of("/copies/count").as_u64() {
        return format!("{count} copies{noticed}");
    }
    let time =
        of("/copies/failover/time").as_str().or(of("/needs/failover/time").as_str()).map(str::to_owned);
    time.map(|time| format!("fails over in {time}")).unwrap_or_default()
}

fn merge(workspace: Workspace, ui: Ui, component: &Value) -> Option<AnyView> {
    let id = workspace.single_component()?;
    let name = workspace.project_untracked().component(&id)?.display_name().to_owned();
    let fields: Vec<(String, Value)> =
        TAKEN.iter().filter_map(|key| Some(((*key).to_owned(), component.get(*key)?.clone()))).collect();
    let label = format!("Merge into {name}");
    let press = move |_| {
        let set = |(path, value): &(String, Value)| {
            Command::set(Target::component(&id), path, Input::Json(value.clone()))
        };
        let command =
            Command::Batch { name: format!("Merge into {name}"), commands: fields.iter().map(set).collect() };
        match workspace.dispatch(command) {
            Ok(()) => ui.dialog.set(None),
            Err(why) => workspace.say(&why),
        }
    };
    Some(view! { <button type="button" class="button quiet" data-testid="import-merge" on:click=press>{label}</button> }.into_any())
}
