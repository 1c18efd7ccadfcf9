//! What is computed last: the waterfall of the promise's window, and what contracts would credit.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::analysis::{self, Options};
use ninefold_engine::model::Project;
use ninefold_engine::report::BudgetReport;
use ninefold_engine::report::budget::{CreditLine, JourneyBudget, WindowChance};
use ninefold_engine::report::charts::{Waterfall, waterfall};
use ninefold_engine::units;

use super::later;
use crate::charts;

/// Both cards, filled in when they are known. `project` has no other journey.
pub fn view(project: &Arc<Project>, options: &Options) -> AnyView {
    let found = RwSignal::new(None::<BudgetReport>);
    let (project, options) = (Arc::clone(project), options.clone());
    later::run(180, move || {
        let answer = analysis::analyze(&project, &options).ok();
        let report = answer.and_then(|answer| BudgetReport::new(&project, &answer, &options, None).ok());
        // Gone when the design changed.
        found.try_set(report);
    });
    (move || found.with(|found| found.as_ref().and_then(|it| Some(cards(it, it.journeys.first()?)))))
        .into_any()
}

fn cards(report: &BudgetReport, journey: &JourneyBudget) -> AnyView {
    let credits = (!journey.credits.is_empty()).then(|| credits(&journey.credits));
    let windows = (!journey.windows.is_empty()).then(|| windows(&journey.windows));
    view! { {windows} {steps(report, journey)} {credits} }.into_any()
}

/// The chance of a miss, window by window.
fn windows(list: &[WindowChance]) -> AnyView {
    let row = |chance: &WindowChance| {
        view! {
            <tr>
                <th scope="row">{chance.window.clone()}</th>
                <td class="number">{units::format_duration(chance.allowed_seconds)}</td>
                <td class="number">{units::format_duration(chance.expected_seconds)}</td>
                <td class="number">{units::format_share(chance.breach_probability)}</td>
            </tr>
        }
    };
    view! {
        <section class="card" aria-labelledby="windows-title" data-testid="windows">
            <h2 id="windows-title">"The same promise over other windows"</h2>
            <div class="table-scroll" tabindex="0">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Window"</th>
                            <th scope="col" class="number">"Allowed"</th>
                            <th scope="col" class="number">"Expected"</th>
                            <th scope="col" class="number">"Chance of a miss"</th>
                        </tr>
                    </thead>
                    <tbody>{list.iter().map(row).collect::<Vec<_>>()}</tbody>
                </table>
            </div>
            <p class="footnote">"Rolling or by the calendar: in the long run any window of a length is like any other. A calendar month is the mean of 28, 30 and 31 days."</p>
        </section>
    }
    .into_any()
}

fn steps(report: &BudgetReport, journey: &JourneyBudget) -> AnyView {
    let found = &journey.waterfall;
    if found.bars.is_empty() {
        return ().into_any();
    }
    let data = Waterfall::new(found);
    let (words, rows) = (data.in_words(), found.bars.len() + 1);
    let picture = charts::picture(
        move || words.clone(),
        move |area, look| {
            // A canvas that refuses to be drawn on leaves its words and the table beside it.
            let _refused = waterfall::draw(area, &data, look);
        },
    );
    let unit = found.unit;
    let row = |name: String, shown: String| view! { <tr><th scope="row">{name}</th><td class="number">{shown} " " {unit}</td></tr> };
    let bars: Vec<_> = found.bars.iter().map(|bar| row(bar.name.clone(), bar.shown.clone())).collect();
    let uncounted = (found.uncounted_seconds > 0.0).then(|| {
        let time = units::format_duration(found.uncounted_seconds);
        view! { <p class="footnote">{format!("Planned maintenance, which the promise does not count, adds {time}, to first order.")}</p> }
    });
    let window =
        if report.window.ends_with('d') { report.window.clone() } else { format!("a {}", report.window) };
    view! {
        <section class="card" aria-labelledby="steps-title" data-testid="waterfall">
            <h2 id="steps-title">{format!("Step by step to the downtime of {window}")}</h2>
            <figure class="figure figure-steps" style=("--rows", rows.to_string())>{picture}</figure>
            {uncounted}
            <details class="disclosure">
                <summary>"The figures"</summary>
                <table class="table" data-testid="waterfall-table">
                    <tbody>{bars}</tbody>
                    <tfoot>{row("Total".to_owned(), found.total_shown.clone())}</tfoot>
                </table>
            </details>
        </section>
    }
    .into_any()
}

fn credits(lines: &[CreditLine]) -> AnyView {
    let row = |line: &CreditLine| {
        let expected = &line.expected;
        let money = expected
            .expected_money
            .map(|money| units::format_money(money, line.currency.as_deref().unwrap_or("")));
        let step = |step: &ninefold_engine::budget::credits::StepChance| {
            format!(
                "{} % below {}: {}",
                units::format_count(step.percent),
                units::format_target(step.below),
                units::format_share(step.probability)
            )
        };
        let steps: Vec<String> = expected.steps.iter().map(step).collect();
        view! {
            <tr>
                <th scope="row">
                    <span>{line.name.clone()}</span>
                    <span class="convention credit-steps">{line.reading.clone()}</span>
                    <span class="convention credit-steps">{steps.join(" · ")}</span>
                </th>
                <td class="number">{units::format_share(1.0 - expected.none)}</td>
                <td class="number">{format!("{} %", units::format_count(expected.expected_percent))}</td>
                <td class="number">{money}</td>
            </tr>
        }
    };
    view! {
        <section class="card" aria-labelledby="credits-title" data-testid="credits">
            <h2 id="credits-title">"What a month would be credited"</h2>
            <p class="card-lead">"If this objective were agreed under the rules of each provider: they count whole minutes, touched minutes or seconds, and pay other shares."</p>
            <div class="table-scroll" tabindex="0">
                <table class="table credits-table">
                    <thead>
                        <tr>
                            <th scope="col">"Rules, and the chance of each step"</th>
                            <th scope="col" class="number">"Any credit"</th>
                            <th scope="col" class="number">"Expected"</th>
                            <th scope="col" class="number">"Money"</th>
                        </tr>
                    </thead>
                    <tbody>{lines.iter().map(row).collect::<Vec<_>>()}</tbody>
                </table>
            </div>
            <p class="footnote">"Calendar months of 28, 30 and 31 days, weighted. Read from public texts: check the contract in force before relying on it."</p>
        </section>
    }
    .into_any()
}
