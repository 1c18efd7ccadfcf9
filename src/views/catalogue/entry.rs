//! One entry: what is promised, where that was read, and what it would change in the design.

use leptos::prelude::*;
use ninefold_editor::command::{Command, Input, Target};
use ninefold_engine::analysis::{Options, Session};
use ninefold_engine::catalogue::{self, Entry, mechanism};
use ninefold_engine::lint::{Change, Subject, apply};
use ninefold_engine::model::{Component, Project};
use ninefold_engine::units::{complement, format_duration, format_percent};
use serde_json::json;

use super::drag;
use super::entries;
use crate::state::{NoticeKind, Ui, Workspace};

/// Seconds in the year of rates.
const YEAR: f64 = 8_760.0 * 3_600.0;

/// For the tooltip.
pub fn in_one_line(entry: &Entry) -> String {
    let promised =
        entry.sla_availability.map(|it| format!("promised {}", format_percent(it, complement(it))));
    let failover =
        entry.failover_seconds.seconds().map(|it| format!("fails over in {}", format_duration(it)));
    let caution = entry.source.caution().map(str::to_owned);
    let said: Vec<String> =
        [promised, failover, entry.deployment_condition.clone(), caution].into_iter().flatten().collect();
    if said.is_empty() { "Nothing is published".to_owned() } else { said.join(" · ") }
}

/// What the dialog shows of an entry.
pub fn dialog(id: &str) -> Option<(String, AnyView)> {
    let ui = expect_context::<Ui>();
    let entry = untrack(|| entries(ui)).into_iter().find(|entry| entry.id == id)?;
    let workspace = expect_context::<Workspace>();
    let title = format!("{} · {}", entry.name, entry.vendor);
    let added = entry.clone();
    let add = move |_| {
        ui.dialog.set(None);
        drag::add(workspace, &added, None);
    };
    let selected =
        workspace.single_component().and_then(|id| workspace.project_untracked().component(&id).cloned());
    let content = view! {
        {caution(&entry)}
        <dl class="facts">{facts(&entry)}</dl>
        {tiers(&entry)}
        {mechanism_of(&entry)}
        <div class="catalogue-acts">
            <button type="button" class="button primary" data-testid="catalogue-add" on:click=add>"Add to the design"</button>
            {selected.map(|it| swap(workspace, ui, it, entry.clone()))}
            {objective(workspace, ui, &entry)}
        </div>
    };
    Some((title, content.into_any()))
}

fn caution(entry: &Entry) -> AnyView {
    let words = match entry.source.caution() {
        Some(_) => "Check before relying on it: the page itself was not read, or the figure is doubtful.",
        None => "A promise is a contractual floor, not a measurement.",
    };
    let class = if entry.source.caution().is_some() { "catalogue-caution" } else { "dialog-status" };
    view! { <p class=class>{words}</p> }.into_any()
}

fn facts(entry: &Entry) -> Vec<AnyView> {
    let failover = entry.failover_seconds;
    let range = match (failover.min, failover.max) {
        (Some(min), Some(max)) => Some(format!("{} to {}", format_duration(min), format_duration(max))),
        _ => failover.seconds().map(format_duration),
    };
    let list = [
        ("Promised", entry.sla_availability.map(|it| format_percent(it, complement(it)))),
        ("Over", entry.measurement_period.clone()),
        ("On condition", entry.deployment_condition.clone()),
        ("Counted", entry.sla_measurement_method.clone()),
        ("Fails every", entry.mtbf_hours.map(|it| format_duration(it * 3_600.0))),
        ("Repaired in", entry.mttr_minutes.map(|it| format_duration(it * 60.0))),
        ("Fails over in", range),
        ("Noticed", entry.detection_notes.clone()),
        ("Notes", entry.notes.clone()),
        ("Says", entry.source.quote_short.clone().map(|it| format!("“{it}”"))),
        ("Source", Some(entry.source.source_url.clone()).filter(|it| !it.is_empty())),
        ("As of", entry.source.as_of.clone()),
        ("Confidence", Some(entry.source.confidence.clone())),
        ("Read", Some(entry.source.source_url_status.clone())),
    ];
    let row = |(name, value): (&'static str, Option<String>)| {
        value.map(|value| view! { <div><dt>{name}</dt><dd>{value}</dd></div> }.into_any())
    };
    list.into_iter().filter_map(row).collect()
}

fn tiers(entry: &Entry) -> Option<AnyView> {
    let rows: Vec<AnyView> = entry
        .sla_credit_tiers
        .iter()
        .map(|tier| {
            let below = format_percent(tier.below, complement(tier.below));
            view! { <tr><td class="number">{below}</td><td class="number">{format!("{} %", tier.credit_percent)}</td></tr> }.into_any()
        })
        .collect();
    let sure = entry.sla_credit_tiers_confidence.clone().unwrap_or_default();
    (!rows.is_empty()).then(|| {
        view! {
            <table class="table">
                <thead><tr><th scope="col" class="number">"Below"</th><th scope="col" class="number">{format!("Credit (confidence {sure})")}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    })
}

/// How its failover is worked out, and what people do not expect of it.
fn mechanism_of(entry: &Entry) -> Option<AnyView> {
    let found = mechanism(entry.failover_ref.as_deref()?)?;
    let lines: Vec<AnyView> = found
        .formulas
        .iter()
        .filter_map(|formula| found.work(&formula.case, &[]))
        .map(|worked| {
            let lines: Vec<AnyView> =
                worked.lines.into_iter().map(|line| view! { <code>{line}</code> }.into_any()).collect();
            view! { <li><strong>{worked.case}</strong> {lines}</li> }.into_any()
        })
        .collect();
    let traps: Vec<AnyView> =
        found.traps.iter().map(|trap| view! { <li>{trap.clone()}</li> }.into_any()).collect();
    Some(
        view! {
            <details class="arithmetic">
                <summary>{format!("{}: how long it takes, by its defaults", found.name)}</summary>
                <ul>{lines}</ul>
                <ul class="traps">{traps}</ul>
                <p class="footnote">{found.source.cited()}</p>
            </details>
        }
        .into_any(),
    )
}

/// Downtime a year of the journey that changes most, before and after.
fn difference(before: &Project, after: &Project) -> Option<(String, f64, f64)> {
    let options = Options { cut_sets: 0, ..Options::default() };
    let mut session = Session::complete();
    let (one, two) = (session.analyze(before, &options).ok()?, session.analyze(after, &options).ok()?);
    let journeys = one.journeys.iter().filter_map(|old| {
        let new = two.journeys.iter().find(|new| new.id == old.id)?;
        Some((old.id.clone(), old.unavailability * YEAR, new.unavailability * YEAR))
    });
    journeys.reduce(|most, next| if (next.1 - next.2).abs() > (most.1 - most.2).abs() { next } else { most })
}

/// Puts the entry in the place of the selected component, and says first what that changes.
fn swap(workspace: Workspace, ui: Ui, selected: Component, entry: Entry) -> AnyView {
    let fields = catalogue::swapped(&selected, &entry);
    let id = selected.id.clone();
    let of = Subject::Component(id.clone());
    let changes: Vec<Change> = fields
        .iter()
        .map(|(path, value)| Change { of: of.clone(), path: path.clone(), value: value.clone() })
        .collect();
    let project = workspace.project_untracked();
    let words = match apply(&project, &changes).and_then(|after| difference(&project, &after)) {
        Some((journey, before, after)) => {
            let sign = if after <= before { "−" } else { "+" };
            let change = format_duration((after - before).abs());
            format!(
                "{journey}: {} a year instead of {} ({sign}{change})",
                format_duration(after),
                format_duration(before)
            )
        }
        None => "What that changes cannot be solved.".to_owned(),
    };
    let name = selected.display_name().to_owned();
    let label = format!("Swap {name} for it");
    let press = move |_| {
        let one = |(path, value): &(String, serde_json::Value)| {
            let input = if value.is_null() { Input::Clear } else { Input::Json(value.clone()) };
            Command::set(Target::component(&id), path, input)
        };
        let name = format!("Swap {name} for {}", entry.name);
        workspace.dispatch_keeping(Command::Batch { name, commands: fields.iter().map(one).collect() });
        ui.dialog.set(None);
    };
    view! {
        <button type="button" class="button advice-remedy" data-testid="catalogue-swap" on:click=press>
            <span>{label}</span> <small data-testid="catalogue-difference">{words}</small>
        </button>
    }
    .into_any()
}

/// Makes its promise and credits the project's own.
fn objective(workspace: Workspace, ui: Ui, entry: &Entry) -> Option<AnyView> {
    let promise = entry.sla_availability?;
    let (credits, source) = (
        catalogue::credits(entry),
        format!("the promise of catalogue:{} {}", entry.id, entry.source.cited()),
    );
    let press = move |_| {
        let mut value = json!({ "availability": promise, "window": "month", "source": source });
        if credits.as_array().is_some_and(|list| !list.is_empty()) {
            value["credits"] = credits.clone();
        }
        let command = Command::set(Target::Project, "objective", Input::Json(value));
        workspace.dispatch_keeping(command);
        ui.dialog.set(None);
        ui.notify(NoticeKind::Done, "The project promises the same now, with the same credits.");
    };
    Some(view! { <button type="button" class="button quiet" data-testid="catalogue-objective" on:click=press>"Promise the same"</button> }.into_any())
}
