//! One finding.

use icondata_core::IconData;
use leptos::prelude::*;
use ninefold_editor::command::{Command, Input, Target};
use ninefold_editor::selection::Item;
use ninefold_engine::lint::{self, Change, Finding, Severity, Subject};
use ninefold_engine::units::format_duration;
use serde_json::{Value, json};

use crate::state::NoticeKind;
use crate::views::canvas::Stage;
use crate::views::widgets::icon;

/// The icon of a severity: a form of its own for each, so that the colour is not needed.
pub fn symbol(severity: Severity) -> &'static IconData {
    match severity {
        Severity::Error => icondata_lu::LuOctagonAlert,
        Severity::Warning => icondata_lu::LuTriangleAlert,
        Severity::Info => icondata_lu::LuInfo,
    }
}

/// The thing on the canvas, if it is one.
fn item(subject: &Subject) -> Option<Item> {
    match subject {
        Subject::Component(id) => Some(Item::component(id)),
        Subject::Zone(id) => Some(Item::zone(id)),
        Subject::Journey(id) => Some(Item::Journey(id.clone())),
        Subject::Link(from, to) => Some(Item::link(from, to)),
        Subject::Project => None,
    }
}

fn target(subject: &Subject) -> Target {
    item(subject).map_or(Target::Project, Target::Item)
}

/// A remedy as one step of the history.
pub fn command(label: &str, changes: &[Change]) -> Command {
    let one = |change: &Change| {
        let input = if change.value.is_null() { Input::Clear } else { Input::Json(change.value.clone()) };
        Command::set(target(&change.of), &change.path, input)
    };
    Command::Batch { name: label.to_owned(), commands: changes.iter().map(one).collect() }
}

/// The finding with all that can be done about it.
pub fn view(stage: Stage, finding: &Finding) -> AnyView {
    let cost = finding.cost_seconds_per_year.filter(|seconds| *seconds > 0.0);
    let cost = cost.map(|seconds| {
        view! { <p class="advice-cost">"Costs " <strong>{format_duration(seconds)}</strong> " a year"</p> }
    });
    let reason = RwSignal::new(None::<String>);
    let (rule, about) = (finding.rule, finding.target.clone());
    let keep = move || {
        let Some(text) = reason.get_untracked().filter(|text| !text.trim().is_empty()) else { return };
        let mut list = silences(stage);
        let mut entry = json!({ "rule": rule, "reason": text.trim() });
        if !about.is_empty() {
            entry["target"] = json!(about);
        }
        list.push(entry);
        store(stage, "Silence a finding", list);
    };
    let ask = view! {
        <button type="button" class="button quiet" data-testid="lint-silence" on:click=move |_| reason.set(Some(String::new()))>"Let it be …"</button>
    };
    let submit = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        keep();
    };
    let form = view! {
        <form class="advice-reason" hidden=move || reason.with(Option::is_none) on:submit=submit>
            <input class="input" aria-label="Why it may be so" placeholder="Why it may be so" data-testid="lint-reason"
                on:input=move |event| reason.set(Some(event_target_value(&event))) />
            <button type="submit" class="button">"Keep"</button>
        </form>
    };
    let title = lint::rules().find(|rule| rule.id == finding.rule).map_or("", |rule| rule.title);
    view! {
        <li class=format!("advice-card advice-{}", finding.severity.word()) data-testid=format!("finding-{}", finding.rule)>
            <h2>{icon(symbol(finding.severity))} <span class="visually-hidden">{finding.severity.word()}": "</span> {title}</h2>
            <p>{subject(stage, finding)} {finding.message.clone()}</p>
            {cost}
            <p class="advice-why">{finding.why}</p>
            <div class="advice-acts">{remedy(stage, finding)} {ask}</div>
            {form}
        </li>
    }
    .into_any()
}

/// The thing by its name, leading to it.
fn subject(stage: Stage, finding: &Finding) -> Option<AnyView> {
    let item = item(&finding.subject).filter(|item| !matches!(item, Item::Journey(_)))?;
    let label = format!("Show {}", item.label(&stage.workspace.project_untracked()));
    let go = move |_| stage.workspace.reveal(item.clone());
    Some(
        view! {
            <button type="button" class="icon-button advice-go" title=label.clone() aria-label=label on:click=go>
                {icon(icondata_lu::LuLocateFixed)}
            </button>
        }
        .into_any(),
    )
}

fn remedy(stage: Stage, finding: &Finding) -> Option<AnyView> {
    let label = finding.remedy.clone()?;
    let saves = match finding.saves_seconds_per_year {
        Some(seconds) if seconds > 0.0 => format!("saves {} a year", format_duration(seconds)),
        Some(seconds) if seconds < 0.0 => format!("brings {} a year to light", format_duration(-seconds)),
        _ => String::new(),
    };
    let command = command(&label, &finding.changes);
    let press = move |_| match stage.workspace.dispatch(command.clone()) {
        Ok(()) => {
            let undo = crate::state::Action::new("Undo", move || stage.workspace.undo());
            stage.ui.notify_with(NoticeKind::Done, "Done.", vec![undo]);
        }
        Err(why) => stage.workspace.say(&why),
    };
    Some(
        view! {
            <button type="button" class="button advice-remedy" data-testid="lint-remedy" on:click=press>
                <span>{label}</span> <small>{saves}</small>
            </button>
        }
        .into_any(),
    )
}

/// A finding that was let be, and the way back.
pub fn silenced(stage: Stage, finding: &Finding) -> AnyView {
    let reason = finding.silenced.clone().unwrap_or_default();
    let (rule, about) = (finding.rule, finding.target.clone());
    let back = move |_| {
        let mut list = silences(stage);
        list.retain(|it| {
            let same = it.get("rule").and_then(Value::as_str) == Some(rule);
            let target = it.get("target").and_then(Value::as_str);
            !(same && target.is_none_or(|target| target == about))
        });
        store(stage, "Look at a finding again", list);
    };
    view! {
        <div class="advice-quiet">
            <p>{finding.message.clone()} " " <em>{reason}</em></p>
            <button type="button" class="button quiet" on:click=back>"Look again"</button>
        </div>
    }
    .into_any()
}

/// What the project silences, as the file has it.
fn silences(stage: Stage) -> Vec<Value> {
    let project = stage.workspace.project_untracked();
    let list = project.lint.as_ref().and_then(|lint| lint.get("silenced")).and_then(Value::as_array);
    list.cloned().unwrap_or_default()
}

fn store(stage: Stage, name: &str, list: Vec<Value>) {
    let (path, input) = match list.is_empty() {
        true => ("lint", Input::Clear),
        false => ("lint.silenced", Input::Json(Value::Array(list))),
    };
    let command =
        Command::Batch { name: name.to_owned(), commands: vec![Command::set(Target::Project, path, input)] };
    stage.workspace.dispatch_keeping(command);
}
