//! Observed failures and repairs with their ranges, and the button that takes them into the model.

use leptos::prelude::*;
use ninefold_editor::command::{Command, Input, Target};
use ninefold_engine::budget::Statement;
use ninefold_engine::budget::incidents::{Observed, Range, taken_over};
use ninefold_engine::units;
use serde_json::Value;

use super::Desk;
use crate::state::{NoticeKind, Ui};

/// The table.
pub fn view(desk: Desk, found: &Statement) -> AnyView {
    let project = desk.workspace.project_untracked();
    let only = (project.components().len() == 1).then(|| project.components()[0].id.clone());
    let mut rows = vec![row(desk, "All of it", only, &found.observed)];
    rows.extend(found.components.iter().map(|it| row(desk, &it.name, it.id.clone(), &it.observed)));
    view! {
        <h3>"Observed failures and repairs"</h3>
        <div class="table-scroll" tabindex="0">
            <table class="table" data-testid="incidents-observed">
                <thead>
                    <tr>
                        <th scope="col">"What"</th>
                        <th scope="col" class="number">"Failures"</th>
                        <th scope="col" class="number">"MTBF"</th>
                        <th scope="col" class="number">"MTTR"</th>
                        <th scope="col">"Repairs"</th>
                        <th scope="col" class="number">"Availability"</th>
                        <th scope="col"><span class="visually-hidden">"Take over"</span></th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <p class="footnote">
            "Small figures: the range in which the true mean lies nine times in ten (up times exponential, χ²; repairs by the law that fits better). A component named like one of the model can be given what was seen."
        </p>
    }
    .into_any()
}

fn row(desk: Desk, name: &str, id: Option<String>, seen: &Observed) -> AnyView {
    let log_normal = seen.mttr_lognormal.filter(|law| law.fits_better);
    let repair = log_normal.map_or(seen.mttr_seconds, |law| law.mean_seconds);
    let law = match (log_normal, seen.repairs) {
        (_, 0) => "none seen".to_owned(),
        (Some(law), _) => format!("log-normal, half below {}", units::format_duration(law.median_seconds)),
        (None, _) => "exponential".to_owned(),
    };
    let availability = seen.availability.mean.map_or("–".to_owned(), |mean| {
        units::format_percent(mean, seen.down_seconds / (seen.up_seconds + seen.down_seconds).max(1.0))
    });
    let place = desk.zone.with_untracked(|zone| super::place(zone));
    let button =
        id.zip(seen.to_failure(None, place.as_ref())).map(|(id, failure)| take_over(desk, id, failure));
    view! {
        <tr>
            <th scope="row">{name.to_owned()}</th>
            <td class="number">{seen.failures}</td>
            <td class="number">{time(seen.mtbf_seconds)}</td>
            <td class="number">{time(repair)}</td>
            <td>{law}</td>
            <td class="number">{availability}</td>
            <td>{button}</td>
        </tr>
    }
    .into_any()
}

/// The mean, and its range beneath.
fn time(range: Range) -> AnyView {
    let mean = range.mean.map_or("–".to_owned(), units::format_duration);
    let between = match range.high {
        Some(high) => format!("{} – {}", units::format_duration(range.low), units::format_duration(high)),
        None if range.low > 0.0 => format!("over {}", units::format_duration(range.low)),
        None => String::new(),
    };
    view! { {mean} <span class="convention incidents-range">{between}</span> }.into_any()
}

/// Gives a component what was seen of it.
fn take_over(desk: Desk, id: String, failure: Value) -> AnyView {
    let project = desk.workspace.project_untracked();
    let named = project.component(&id).map_or(id.as_str(), |component| component.display_name());
    let label = format!("Use in the model: {named}");
    let press = move |_| {
        let ui = expect_context::<Ui>();
        let project = desk.workspace.project_untracked();
        let Some(component) = project.component(&id) else { return };
        let (modes, said) = taken_over(component, failure.clone());
        let commands = vec![Command::set(Target::component(&id), "failures", Input::Json(modes))];
        let name = format!("Observed failures of {}", component.display_name());
        match desk.workspace.dispatch(Command::Batch { name, commands }) {
            Ok(()) => ui.notify(NoticeKind::Done, said),
            Err(why) => ui.notify(NoticeKind::Error, why),
        }
    };
    view! {
        <button type="button" class="button small" data-testid="incidents-use" title=label.clone() aria-label=label on:click=press>
            "Use in the model"
        </button>
    }
    .into_any()
}
