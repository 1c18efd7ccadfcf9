//! A small picture of what the redundancy means, with the sentence.

use leptos::prelude::*;
use ninefold_engine::model::{Component, CopyMode};
use ninefold_engine::units::format_target;

use super::Subject;

/// At most so many boxes are drawn.
const DRAWN: u32 = 7;

/// The picture and the sentence of the selected component.
#[must_use]
pub fn view(subject: Subject) -> AnyView {
    let workspace = subject.workspace();
    let component = Memo::new(move |_| workspace.selected_component());
    let picture =
        move || component.with(|it| it.as_ref().filter(|it| it.mode() != CopyMode::Single).map(draw));
    let sentence = move || component.with(|it| it.as_ref().map(explain));
    view! {
        {picture}
        <p class="explain">{sentence}</p>
    }
    .into_any()
}

/// Boxes in a row: serving filled, standing by dashed.
fn draw(component: &Component) -> AnyView {
    let total = component.copy_count();
    let passive = component.mode() == CopyMode::ActivePassive;
    let serving = if passive { component.required() } else { total };
    let boxes: Vec<AnyView> = (0..total.min(DRAWN))
        .map(|index| {
            let x = 4 + index * 38;
            let class = if index < serving { "unit unit-serving" } else { "unit unit-standby" };
            view! { <rect class=class x=x y="6" width="30" height="24" rx="6" /> }.into_any()
        })
        .collect();
    let more = (total > DRAWN)
        .then(|| view! { <text x=4 + DRAWN * 38 y="22">{format!("+{}", total - DRAWN)}</text> }.into_any());
    let arrow = (passive && serving < total.min(DRAWN)).then(|| takeover(component, serving));
    let words = if passive { String::new() } else { format!("any {} of {total}", component.required()) };
    view! {
        <svg class="redundancy" viewBox="0 0 296 50" aria-hidden="true">
            {boxes} {more} {arrow}
            <text x="4" y="45">{words}</text>
        </svg>
    }
    .into_any()
}

/// The arrow from the last serving copy to the first standby.
fn takeover(component: &Component, serving: u32) -> AnyView {
    let from = 4 + (serving.max(1) - 1) * 38 + 15;
    let to = 4 + serving * 38 + 15;
    let path = format!("M{from} 31 v4 q0 4 4 4 H{} q4 0 4 -4 v-3", to - 4);
    let head = format!("M{} 35 l3 -4 l3 4", to - 3);
    let failover = component.copies.as_ref().and_then(|copies| copies.failover.as_ref());
    let time = failover.map_or_else(|| "at once".to_owned(), |it| written(&it.time));
    view! {
        <path class="arrow" d=path />
        <path class="arrow" d=head />
        <text x=to + 10 y="45">{time}</text>
    }
    .into_any()
}

/// What it means, in one or two sentences.
fn explain(component: &Component) -> String {
    let (total, required) = (component.copy_count(), component.required());
    match component.mode() {
        CopyMode::Single => "One copy: when it is down, so is the component.".to_owned(),
        CopyMode::ActiveActive if required == total => {
            format!("All {total} copies serve and all are needed: one failure takes the component down.")
        }
        CopyMode::ActiveActive => {
            let spare = total.saturating_sub(required);
            let copies = if spare == 1 { "copy" } else { "copies" };
            format!(
                "{total} copies serve and {required} must work: {spare} {copies} can fail without an outage."
            )
        }
        CopyMode::ActivePassive => standing_by(component, total, required),
    }
}

fn standing_by(component: &Component, total: u32, active: u32) -> String {
    let standby = total.saturating_sub(active);
    let start = format!("{active} serving, {standby} standing by.");
    let Some(failover) = component.copies.as_ref().and_then(|copies| copies.failover.as_ref()) else {
        return format!("{start} Taking over is instant and always works: is it?");
    };
    let stops = format!("A failure stops service for {}", written(&failover.time));
    let fails = 1.0 - failover.success();
    if fails <= 0.0 {
        return format!("{start} {stops}; the failover always works.");
    }
    let wait = match &failover.manual {
        Some(manual) => format!("a person ({}) or the repair", written(manual)),
        None => "the repair".to_owned(),
    };
    let rounded = (fails * 1e9).round() / 1e9;
    format!("{start} {stops}; in {} of the cases it fails and waits for {wait}.", format_target(rounded))
}

/// A duration as in the file; a law by its mean.
fn written(distribution: &ninefold_engine::model::Distribution) -> String {
    match distribution {
        ninefold_engine::model::Distribution::Plain(duration) => duration.to_string(),
        law => ninefold_engine::units::format_duration(law.mean_hours() * 3_600.0),
    }
}
