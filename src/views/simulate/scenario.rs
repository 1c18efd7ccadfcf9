//! What a scenario came to: how long until service was back, what was lost, who was left behind.

use leptos::prelude::*;
use ninefold_engine::simulation::{ScenarioAnswer, ScenarioJourney, ScenarioShare};
use ninefold_engine::units;

use super::result::Shown;

/// The card; nothing where no scenario was played.
pub fn view(shown: &Shown) -> AnyView {
    let Some(scenario) = &shown.finished.simulation.scenario else { return ().into_any() };
    let Some(journey) = scenario.journeys.iter().find(|one| one.id == shown.journey.id) else {
        return ().into_any();
    };
    let row = |(name, value, more): (&'static str, String, String)| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="number">{value}</td>
                <td class="quiet">{more}</td>
            </tr>
        }
        .into_any()
    };
    let rows: Vec<AnyView> = rows(scenario, journey).into_iter().map(row).collect();
    let runs = units::format_count(scenario.runs as f64);
    let lead = if scenario.ordinary_failures {
        format!("Played {runs} times, while everything else went on failing.")
    } else {
        format!("Played {runs} times, alone: nothing else fails by itself.")
    };
    let after = after(shown, scenario);
    view! {
        <section class="card" aria-labelledby="scenario-title" data-testid="scenario-result">
            <h2 id="scenario-title">{format!("What “{}” does", scenario.name)}</h2>
            <p class="card-lead">{lead}</p>
            <div class="table-scroll" tabindex="0">
                <table class="table"><tbody>{rows}</tbody></table>
            </div>
            <p>{after}</p>
        </section>
    }
    .into_any()
}

/// Name, figure, what else there is to say.
fn rows(scenario: &ScenarioAnswer, journey: &ScenarioJourney) -> Vec<(&'static str, String, String)> {
    let recovery = &journey.recovery_seconds;
    let spread = if recovery.max - recovery.p50 > 0.5 {
        let (late, most) = (units::format_duration(recovery.p95), units::format_duration(recovery.max));
        format!("19 runs of 20 within {late}, longest {most}")
    } else {
        "in every run".to_owned()
    };
    let mut rows = vec![
        ("Recovery time", units::format_duration(recovery.mean), spread),
        ("Downtime", units::format_duration(journey.downtime_seconds.mean), String::new()),
    ];
    if let Some(lost) = journey.lost_requests {
        rows.push(("Requests lost", units::format_count(whole(lost.mean)), String::new()));
    }
    if let Some(spent) = journey.budget_spent {
        rows.push((
            "Error budget spent",
            units::format_share(spent.mean),
            "of what one window allows".to_owned(),
        ));
    }
    let loss = &scenario.data_loss_seconds;
    if loss.max > 0.0 {
        let most = format!("at most {}", units::format_duration(loss.max));
        rows.push(("Data lost", units::format_duration(loss.mean), most));
    }
    rows
}

/// Requests are whole.
fn whole(value: f64) -> f64 {
    if value < 1e15 { (value + 0.5) as u64 as f64 } else { value }
}

/// Who did not come back, and who needed a person.
fn after(shown: &Shown, scenario: &ScenarioAnswer) -> String {
    let names = |shares: &[ScenarioShare]| {
        let name = |share: &ScenarioShare| {
            let component = shown.finished.project.component(&share.id);
            let name = component.map_or(share.id.as_str(), |component| component.display_name());
            match share.share {
                all if all >= 1.0 => name.to_owned(),
                part => format!("{name} ({} of the runs)", units::format_share(part)),
            }
        };
        shares.iter().map(name).collect::<Vec<_>>().join(", ")
    };
    let mut words = match scenario.not_recovered.is_empty() {
        true => "Everything serves again at the end.".to_owned(),
        false => format!("Not recovered by itself: {}.", names(&scenario.not_recovered)),
    };
    if !scenario.needed_person.is_empty() {
        words += &format!(" A person had to switch over: {}.", names(&scenario.needed_person));
    }
    words
}
