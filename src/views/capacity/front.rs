//! The Pareto front: what each amount of money buys, every point a design to open.

use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::plan::{Front, FrontPoint, Improvements};
use ninefold_engine::report::charts::lines::{self, Lines, Scale, Series};
use ninefold_engine::units;

use super::improve::{Improved, apply};
use crate::charts;
use crate::state::{Ui, Workspace};
use crate::views::widgets::icon;

/// Seconds of a month of 730 h.
const MONTH: f64 = 730.0 * 3_600.0;
/// So many times the downtime of the design as it is are on the chart at most.
const MOST_SHOWN: f64 = 3.0;

/// A dearer design is a row of its own where it leaves less than this of the downtime of the row before.
const NEXT_TO_NOTHING: f64 = 0.999;

/// The card's part; nothing where only the design as it is is on the front.
pub fn view(found: &Arc<Improvements>, journey: &Improved, page: (Workspace, Ui)) -> AnyView {
    let front = &found.front;
    let changed = |point: &&FrontPoint| !point.numbers.is_empty();
    if front.points.iter().filter(changed).count() == 0 {
        return ().into_any();
    }
    let now = found.downtime_seconds_month;
    let worst = front.points.iter().map(|point| point.unavailability * MONTH).fold(now, f64::max);
    let data = Lines {
        series: vec![Series {
            name: String::new(),
            points: front
                .points
                .iter()
                .map(|point| (point.cost_month, point.unavailability * MONTH))
                .collect(),
            strong: true,
        }],
        what: ("downtime a month".to_owned(), Scale::Duration),
        along: (format!("{} more a month", found.currency).trim().to_owned(), Scale::Count),
        level: None,
        marks: vec![(0.0, "as it is".to_owned())],
        // A cheap design that is down for days would leave nothing to be seen of the others; the table has it.
        most: (now > 0.0 && worst > MOST_SHOWN * now).then_some(MOST_SHOWN * now),
        dots: true,
        apart: Vec::new(),
    };
    let words = data.in_words();
    let data = Rc::new(data);
    let drawn = Rc::clone(&data);
    let (designs, improved) = (Arc::clone(found), journey.clone());
    let pick = move |place: &charts::Place| -> Option<charts::Found> {
        let number = lines::nearest(&data, &place.look, place.size, place.at)?;
        let point = designs.front.points.get(number).filter(|point| !point.numbers.is_empty())?.clone();
        let name = format!("Open this design: {}", title(&point));
        let improved = improved.clone();
        Some((name, Box::new(move || open(&improved, page, &point))))
    };
    let picture = charts::pickable(
        move || words.clone(),
        move |area, look| {
            // A canvas that refuses to be drawn on leaves its words and the table beneath it.
            let _refused = lines::draw(area, &drawn, look);
        },
        pick,
    );
    let row = |point| row(point, &found.currency, journey, page);
    let rows: Vec<AnyView> = worth_it(&front.points).filter(changed).map(row).collect();
    view! {
        <h3 class="capacity-sub">"What money buys"</h3>
        <p class="card-lead">{said(front)}</p>
        {choice(cheapest(found), found.cheapest_for_objective.as_ref(), "pareto-cheapest", journey, page)}
        {choice(best(found), found.best_within_budget.as_ref(), "pareto-best", journey, page)}
        <figure class="figure" data-testid="pareto">{picture}</figure>
        <div class="table-scroll" tabindex="0">
            <table class="table" data-testid="pareto-table">
                <thead><tr>
                    <th scope="col">"Design"</th>
                    <th scope="col" class="number">"More a month"</th>
                    <th scope="col" class="number">"Downtime a month"</th>
                    <th scope="col"><span class="visually-hidden">"Open"</span></th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Without those that cost more and take away next to nothing: the chart has them.
fn worth_it(points: &[FrontPoint]) -> impl Iterator<Item = &FrontPoint> {
    let mut least = f64::INFINITY;
    points.iter().filter(move |point| {
        let worth = point.unavailability < least * NEXT_TO_NOTHING;
        least = if worth { point.unavailability } else { least };
        worth
    })
}

/// The cheapest design that keeps the promise; where none does a warning says so.
fn cheapest(found: &Improvements) -> Option<String> {
    let (design, target) = (found.cheapest_for_objective.as_ref()?, found.objective?);
    let target = units::format_percent(target, 1.0 - target);
    let proof = if found.cheapest_is_proved { ": proved" } else { ", as far as was looked" };
    if design.numbers.is_empty() {
        return Some(format!(
            "The design as it is keeps the promise of {target}; none of these does for less{proof}."
        ));
    }
    let money = units::format_money(design.cost_month.abs(), &found.currency);
    let word = if design.cost_month < 0.0 { "less" } else { "more" };
    Some(format!(
        "The cheapest that keeps the promise of {target} ({money} {word} a month){proof}: {}.",
        title(design)
    ))
}

/// The design with the least downtime for what may be spent.
fn best(found: &Improvements) -> Option<String> {
    let (design, budget) = (found.best_within_budget.as_ref()?, found.budget?);
    let budget = more(budget, &found.currency);
    let down = units::format_duration(design.unavailability * MONTH);
    if design.numbers.is_empty() {
        return Some(format!("For {budget} more a month nothing here is better than the design as it is."));
    }
    let cost = more(design.cost_month, &found.currency);
    Some(format!("The best for {budget} more a month ({cost}, {down} down a month): {}.", title(design)))
}

/// A sentence on a design, which opens it.
fn choice(
    words: Option<String>,
    design: Option<&FrontPoint>,
    id: &'static str,
    journey: &Improved,
    page: (Workspace, Ui),
) -> Option<AnyView> {
    let (words, chosen) = (words?, design?.clone());
    let label = format!("Open this design: {}", title(&chosen));
    let (journey, changed) = (journey.clone(), !chosen.numbers.is_empty());
    let press = move |_| open(&journey, page, &chosen);
    let button = changed.then(|| {
        view! {
            <button type="button" class="button quiet" aria-label=label on:click=press>
                {icon(icondata_lu::LuArrowRight)} "Open"
            </button>
        }
    });
    Some(
        view! { <div class="capacity-choice" data-testid=id><p class="card-lead">{words}</p>{button}</div> }
            .into_any(),
    )
}

fn said(front: &Front) -> String {
    let proof = if front.proved {
        "No other choice of these is both cheaper and less down: proved.".to_owned()
    } else if front.gap < 1.0 {
        format!(
            "The best found; for the same money downtime could be {} less at most.",
            units::format_share(front.gap)
        )
    } else {
        "The best found, not proved.".to_owned()
    };
    format!(
        "More and fewer copies, further zones and other options of the {} components that matter most; {} designs looked at. {proof}",
        front.components,
        units::format_count(front.looked_at as f64)
    )
}

fn title(point: &FrontPoint) -> String {
    point.changes.iter().map(|step| step.title.as_str()).collect::<Vec<_>>().join("; ")
}

fn open(journey: &Improved, page: (Workspace, Ui), point: &FrontPoint) {
    apply(journey, page, &point.numbers, "a design of the front");
}

fn row(point: &FrontPoint, currency: &str, journey: &Improved, page: (Workspace, Ui)) -> AnyView {
    let title = title(point);
    let label = format!("Open this design: {title}");
    let (journey, chosen) = (journey.clone(), point.clone());
    let open = move |_| open(&journey, page, &chosen);
    view! {
        <tr>
            <th scope="row" class="pareto-design">{title}</th>
            <td class="number">{more(point.cost_month, currency)}</td>
            <td class="number">{units::format_duration(point.unavailability * MONTH)}</td>
            <td class="number">
                <button type="button" class="button quiet" aria-label=label data-testid="pareto-open" on:click=open>
                    {icon(icondata_lu::LuArrowRight)} "Open"
                </button>
            </td>
        </tr>
    }
    .into_any()
}

/// Money more, with a minus where it is less.
fn more(money: f64, currency: &str) -> String {
    let sign = if money < 0.0 { "−" } else { "" };
    format!("{sign}{}", units::format_money(money.abs(), currency))
}
