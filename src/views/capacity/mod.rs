//! The Capacity tab: how many copies, what a lost zone leaves, how long they last, what they cost, and what to change.

mod demand;
mod front;
mod growth;
mod improve;
mod money;
mod needs;
mod one;
mod zones;

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::analysis::Analysis;
use ninefold_engine::model::Project;
use ninefold_engine::plan::{self, CapacityOptions, CapacityPlan, ComponentPlan};
use ninefold_engine::units;

use crate::state::{Answers, Solved, Ui, Workspace};
use crate::views::widgets::{stat, switched_off};

/// The tab's content.
#[must_use]
pub fn view() -> AnyView {
    let workspace = expect_context::<Workspace>();
    let answers = expect_context::<Answers>();
    let ui = expect_context::<Ui>();
    let plan = Memo::new(move |_| {
        // What is only switched off costs nothing.
        let analysis = answers.as_designed(ui);
        answers.solved.with(|solved| planned(solved, analysis.as_deref()))
    });
    // What is typed into stays while the figures around it change.
    let journeys = Memo::new(move |_| {
        workspace.project().journeys().iter().map(|journey| journey.id.clone()).collect::<Vec<_>>()
    });
    view! {
        <section class="page capacity" aria-label="Capacity">
            <div class="page-inner">
                {move || plan.with(head)}
                {switched_off("The plan counts it as working.")}
                {move || { let ids = journeys.get(); untrack(|| demand::view(workspace, &ids)) }}
                {move || plan.with(needs::view)}
                {zones::view(workspace)}
                {move || plan.with(growth::view)}
                {one::view(workspace, plan)}
                {move || plan.with(money::view)}
                {improve::view(workspace)}
            </div>
        </section>
    }
    .into_any()
}

/// The plan with the project it is of.
#[derive(Clone)]
pub struct Planned {
    /// The project.
    pub project: Arc<Project>,
    /// Its plan.
    pub plan: Arc<CapacityPlan>,
}

impl PartialEq for Planned {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.project, &other.project) && self.plan == other.plan
    }
}

impl Planned {
    /// What people call a component.
    pub fn name(&self, id: &str) -> String {
        self.project.component(id).map_or(id, |component| component.display_name()).to_owned()
    }

    /// The components of which it is known what a copy answers.
    pub fn known(&self) -> impl Iterator<Item = &ComponentPlan> {
        self.plan.components.iter().filter(|component| component.per_copy_rps.is_some())
    }
}

fn planned(solved: &Solved, analysis: Option<&Analysis>) -> Planned {
    let plan = plan::capacity(&solved.project, analysis, &CapacityOptions::default());
    Planned { project: Arc::clone(&solved.project), plan: Arc::new(plan) }
}

/// The plan in one sentence and its figures.
fn head(planned: &Planned) -> AnyView {
    let demand: f64 = {
        let factor = ninefold_engine::model::busiest(&planned.project, 0.0);
        factor.into_iter().sum()
    };
    let figures = (planned.known().next().is_some() && demand > 0.0).then(|| figures(planned, demand));
    view! {
        <header class="page-head">
            <div>
                <h1>"Capacity"</h1>
                <p data-testid="capacity-summary">{sentence(planned, demand)}</p>
            </div>
        </header>
        {figures.map(|figures| view! { <div class="stats">{figures}</div> })}
    }
    .into_any()
}

fn sentence(planned: &Planned, demand: f64) -> String {
    if planned.project.components().is_empty() {
        return "Nothing to plan yet: add components in the design.".to_owned();
    }
    if demand == 0.0 {
        return "Say how many requests the journeys send in their busiest hour, and what a copy of each component answers: then this page says how many copies that takes."
            .to_owned();
    }
    if planned.known().next().is_none() {
        return "Say what a copy of a component answers (under “One component” below): then this page says how many copies that takes.".to_owned();
    }
    let short: Vec<String> = planned
        .known()
        .filter(|it| it.headroom.is_some_and(|free| free < 0.0))
        .map(|it| planned.name(&it.id))
        .collect();
    if !short.is_empty() {
        return format!(
            "In the busiest hour {} {} more copies.",
            short.join(", "),
            if short.len() == 1 { "needs" } else { "need" }
        );
    }
    let first =
        planned.known().filter_map(|it| Some((it.exhausted_month?, it))).min_by_key(|(month, _)| *month);
    match first {
        Some((month, it)) => format!(
            "Enough copies for now; {} is the first to run out, in {}.",
            planned.name(&it.id),
            months(month)
        ),
        None => "Enough copies for the next three years, as demand is said to grow.".to_owned(),
    }
}

/// "7 months".
pub fn months(month: u32) -> String {
    match month {
        0 => "no time: now".to_owned(),
        1 => "1 month".to_owned(),
        month => format!("{month} months"),
    }
}

fn figures(planned: &Planned, demand: f64) -> Vec<AnyView> {
    let by_room = |a: &&ComponentPlan, b: &&ComponentPlan| {
        a.headroom.unwrap_or(1.0).total_cmp(&b.headroom.unwrap_or(1.0))
    };
    let tightest = planned.known().min_by(by_room);
    let lost = planned
        .known()
        .filter(|it| it.exhausted_month_zone_loss == Some(0))
        .map(|it| planned.name(&it.id))
        .collect::<Vec<_>>();
    let mut list = vec![stat::view(
        "Busiest hour",
        format!("{}/s", units::format_count(demand)),
        "plain",
        "requests of all journeys".to_owned(),
    )];
    if let Some(it) = tightest {
        let free = it.headroom.unwrap_or(0.0);
        let tone = if free < 0.0 {
            "bad"
        } else if free < 0.1 {
            "warn"
        } else {
            "good"
        };
        list.push(stat::with_meter(
            if free < 0.0 { "Copies are missing" } else { "Least head-room" },
            units::format_share(free.abs()),
            tone,
            1.0 - free,
            format!("{} in its busiest hour", planned.name(&it.id)),
        ));
    }
    list.push(match lost.len() {
        0 => stat::view(
            "With a zone lost",
            "Enough".to_owned(),
            "good",
            "copies of everything are left".to_owned(),
        ),
        _ => stat::view("With a zone lost", format!("{} short", lost.len()), "warn", lost.join(", ")),
    });
    let cost = &planned.plan.cost;
    if cost.total_month > 0.0 {
        list.push(stat::view(
            "A month costs",
            units::format_money(cost.total_month, &cost.currency),
            "plain",
            "copies, zones, traffic, downtime, credits".to_owned(),
        ));
    }
    list
}
