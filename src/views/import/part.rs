//! One component that was read.

use std::collections::BTreeSet;

use leptos::prelude::*;
use ninefold_editor::command::{Command, Input, Target};
use ninefold_engine::read::config::Part;
use serde_json::Value;

use super::merge::{said, taken};
use super::{Offer, arithmetic, line};
use crate::managers::Desk;
use crate::state::{Ui, Workspace};
use crate::views::widgets::{icon, symbol};

/// The component, its times, its traps; whether it is taken, and ways to add it alone or merge it into the selected one.
pub fn view(offer: StoredValue<Offer>, left: RwSignal<BTreeSet<String>>, part: &Part) -> AnyView {
    let Desk { workspace, ui, .. } = offer.with_value(|it| it.desk);
    let text = |key: &str| part.component.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let times: Vec<AnyView> = part.worked.iter().map(arithmetic).collect();
    let traps: Vec<AnyView> = part.traps.iter().map(line).collect();
    let traps = (!traps.is_empty()).then(|| view! { <ul class="import-notes">{traps}</ul> });
    let about = [copies(&part.component), format!("line {}", part.line)]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect::<Vec<_>>();
    let id = StoredValue::new(part.id().to_owned());
    let taken = move || id.with_value(|id| left.with(|left| !left.contains(id)));
    let turn = move |_| {
        let id = id.get_value();
        left.update(|left| {
            if !left.remove(&id) {
                left.insert(id);
            }
        });
    };
    let alone = move |_| offer.with_value(|it| id.with_value(|id| it.add(|other| other == id)));
    view! {
        <li class="import-part">
            <h2>
                <label class="import-choice">
                    <input type="checkbox" prop:checked=taken on:change=turn/>
                    {icon(symbol(&text("kind")))} <span>{text("name")}</span>
                </label>
                <small>{about.join(" · ")}</small>
            </h2>
            {times}
            {traps}
            <button type="button" class="button quiet" data-testid="import-edit" on:click=alone>{icon(icondata_lu::LuPencil)} "Add and edit"</button>
            {merge(workspace, ui, part)}
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

fn merge(workspace: Workspace, ui: Ui, part: &Part) -> Option<AnyView> {
    let id = workspace.single_component()?;
    let project = workspace.project_untracked();
    let there = project.component(&id)?;
    let name = there.display_name().to_owned();
    let own = serde_json::to_value(there).ok()?;
    let fields = taken(&own, part);
    let said: Vec<AnyView> =
        said(&own, part, &fields).into_iter().map(|it| view! { <li>{it}</li> }.into_any()).collect();
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
    Some(
        view! {
            <ul class="import-notes" data-testid="import-changes">{said}</ul>
            <button type="button" class="button quiet" data-testid="import-merge" on:click=press>{label}</button>
        }
        .into_any(),
    )
}
