//! Every figure of both designs, journey by journey.

use leptos::prelude::*;
use ninefold_engine::compare::{Change, Comparison, Figure, JourneyComparison};
use ninefold_engine::units::format_duration;

use crate::views::widgets::icon;

/// The cards.
pub fn view(comparison: &Comparison) -> AnyView {
    let problems = [("Before", &comparison.before), ("After", &comparison.after)];
    let problems: Vec<AnyView> = problems
        .into_iter()
        .filter_map(|(word, side)| {
            let text = format!("{word}: no figures of {}, {}.", side.name, side.problem.as_deref()?);
            Some(view! { <p class="banner banner-warn" role="status">{text}</p> }.into_any())
        })
        .collect();
    let journeys: Vec<AnyView> = comparison.journeys.iter().map(journey).collect();
    let size = table("The designs", &comparison.figures, None);
    view! { {problems} {journeys} <section class="card"><h2>"The designs"</h2>{size}</section> }.into_any()
}

fn journey(journey: &JourneyComparison) -> AnyView {
    view! {
        <section class="card" data-testid=format!("compare-{}", journey.id)>
            <h2>{journey.name.clone()}</h2>
            <p class="card-lead">{sentence(journey)}</p>
            {table(&journey.name, &journey.figures, Some(journey.met))}
        </section>
    }
    .into_any()
}

/// What the difference comes to in one sentence.
fn sentence(journey: &JourneyComparison) -> String {
    let year = journey.figure("downtime_seconds.year");
    let Some((figure, difference)) = year.and_then(|it| Some((it, it.difference?))) else {
        return "Only one of the two designs has this journey.".to_owned();
    };
    if figure.change == Change::Same {
        return "Both designs have the same downtime.".to_owned();
    }
    let word = if difference < 0.0 { "less" } else { "more" };
    let promise = match journey.met {
        (Some(false), Some(true)) => " The promise is kept now.",
        (Some(true), Some(false)) => " The promise is missed now.",
        (Some(true), Some(true)) => " Both keep the promise.",
        (Some(false), Some(false)) => " Neither keeps the promise.",
        _ => "",
    };
    format!("{} {word} downtime a year after than before.{promise}", format_duration(difference.abs()))
}

fn table(label: &str, figures: &[Figure], met: Option<(Option<bool>, Option<bool>)>) -> AnyView {
    let rows: Vec<AnyView> = figures.iter().map(row).collect();
    let promise = met.filter(|met| *met != (None, None)).map(|(one, two)| {
        view! {
            <tr>
                <th scope="row">"Promise"</th>
                <td class="number">{kept(one)}</td><td class="number">{kept(two)}</td><td class="number"></td>
            </tr>
        }
    });
    view! {
        <div class="table-scroll" tabindex="0">
            <table class="table compare-table" aria-label=label.to_owned()>
                <thead>
                    <tr>
                        <th scope="col">"Figure"</th>
                        <th scope="col" class="number">"Before"</th>
                        <th scope="col" class="number">"After"</th>
                        <th scope="col" class="number">"Difference"</th>
                    </tr>
                </thead>
                <tbody>{promise} {rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn kept(met: Option<bool>) -> AnyView {
    let (class, symbol, word) = match met {
        Some(true) => ("mark mark-good", icondata_lu::LuCircleCheck, "kept"),
        Some(false) => ("mark mark-bad", icondata_lu::LuCircleX, "missed"),
        None => return "–".into_any(),
    };
    view! { <span class=class>{icon(symbol)} {word}</span> }.into_any()
}

fn row(figure: &Figure) -> AnyView {
    let (class, symbol, word) = match figure.change {
        Change::Better => ("mark mark-good", Some(icondata_lu::LuThumbsUp), "better: "),
        Change::Worse => ("mark mark-bad", Some(icondata_lu::LuThumbsDown), "worse: "),
        Change::Same | Change::Different | Change::Unknown => ("mark mark-plain", None, ""),
    };
    let shown = figure.shown.clone();
    let testid = format!("compare-{}", figure.key);
    view! {
        <tr data-testid=testid data-value=figure.difference.map(|it| it.to_string())>
            <th scope="row">{figure.label.clone()}</th>
            <td class="number">{shown.before}</td>
            <td class="number">{shown.after}</td>
            <td class="number">
                <span class=class>{symbol.map(icon)} <span class="visually-hidden">{word}</span> {shown.difference}</span>
            </td>
        </tr>
    }
    .into_any()
}
