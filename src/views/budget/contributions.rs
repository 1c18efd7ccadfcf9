//! Where the minutes go: every component and zone, the largest first, down to the total.

use leptos::prelude::*;
use ninefold_engine::analysis::{Contribution, ContributorKind, JourneyAnswer};
use ninefold_engine::model::Project;
use ninefold_engine::units;

/// How many are shown by name; the others are one line.
const SHOWN: usize = 12;

/// The list with its bars and its total.
pub fn view(project: &Project, journey: &JourneyAnswer) -> AnyView {
    let total = journey.downtime_seconds.year;
    let spending: Vec<&Contribution> =
        journey.contributions.iter().filter(|item| item.downtime_seconds_per_year > 0.0).collect();
    let most = spending.first().map_or(0.0, |item| item.downtime_seconds_per_year);
    let shown = if spending.len() > SHOWN + 1 { SHOWN } else { spending.len() };
    let (named, others) = spending.split_at(shown);
    let mut rows: Vec<AnyView> = named.iter().map(|item| named_row(project, item, most, total)).collect();
    if !others.is_empty() {
        let seconds = others.iter().map(|item| item.downtime_seconds_per_year).sum();
        rows.push(row(format!("{} others", others.len()), "", seconds, most, total));
    }
    let never = journey.contributions.len() - spending.len();
    view! {
        <section class="card" aria-labelledby="minutes-title">
            <h2 id="minutes-title">"Where the minutes go"</h2>
            <p class="card-lead">{lead(project, &spending, total)}</p>
            <div class="table-scroll" tabindex="0">
                <table class="table minutes">
                    <thead>
                        <tr>
                            <th scope="col">"Cause"</th>
                            <th scope="col" class="number">"In a year"</th>
                            <th scope="col"><span class="visually-hidden">"As a bar"</span></th>
                            <th scope="col" class="number">"Share"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                    <tfoot>
                        <tr>
                            <th scope="row">"Total"</th>
                            <td class="number">{units::format_duration(total)}</td>
                            <td></td>
                            <td class="number">{units::format_share(if total > 0.0 { 1.0 } else { 0.0 })}</td>
                        </tr>
                    </tfoot>
                </table>
            </div>
            {(never > 0).then(|| view! { <p class="footnote">{without_minutes(never)}</p> })}
        </section>
    }
    .into_any()
}

fn lead(project: &Project, spending: &[&Contribution], total: f64) -> String {
    match spending.first() {
        Some(first) if total > 0.0 => format!(
            "{} takes {} of the downtime. The lines add up to the total; minutes that need several failures at once are shared between them.",
            name(project, first),
            units::format_share(first.downtime_seconds_per_year / total),
        ),
        _ => "Nothing in this design ever takes the journey down.".to_owned(),
    }
}

fn without_minutes(count: usize) -> String {
    match count {
        1 => "One more never takes the journey down.".to_owned(),
        count => format!("{count} more never take the journey down."),
    }
}

/// What people call the component or zone.
fn name(project: &Project, item: &Contribution) -> String {
    let found = match item.kind {
        ContributorKind::Component => project.component(&item.id).map(|found| found.display_name()),
        ContributorKind::Zone => project.zone(&item.id).map(|found| found.display_name()),
    };
    found.unwrap_or(&item.id).to_owned()
}

fn named_row(project: &Project, item: &Contribution, most: f64, total: f64) -> AnyView {
    let kind = match item.kind {
        ContributorKind::Component => "component",
        ContributorKind::Zone => "zone",
    };
    row(name(project, item), kind, item.downtime_seconds_per_year, most, total)
}

fn row(name: String, kind: &'static str, seconds: f64, most: f64, total: f64) -> AnyView {
    let part = format!("{:.4}", if most > 0.0 { seconds / most } else { 0.0 });
    view! {
        <tr>
            <th scope="row"><span class="cause-name">{name}</span> <span class="convention">{kind}</span></th>
            <td class="number">{units::format_duration(seconds)}</td>
            <td class="minutes-bar"><span class="bar-track bare" style=("--part", part) aria-hidden="true"><span class="bar-fill"></span></span></td>
            <td class="number">{units::format_share(if total > 0.0 { seconds / total } else { 0.0 })}</td>
        </tr>
    }
    .into_any()
}
