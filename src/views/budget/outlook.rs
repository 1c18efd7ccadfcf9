//! When the first outage comes, the first hours of a fresh start, and how the downtime of one window is distributed.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::analysis::window::Drawing;
use ninefold_engine::analysis::{self, JourneyAnswer, Options, WindowAnswer};
use ninefold_engine::model::Project;
use ninefold_engine::report::charts::{Curve, curve};
use ninefold_engine::units;

use super::later;
use crate::charts;
use crate::views::widgets::stat;

/// Points of the curve of a start.
const POINTS: u32 = 36;

/// What there is so far.
#[derive(Clone, Copy)]
struct Found {
    /// Mean hours to the first outage, and whether that is exact.
    first: RwSignal<Option<(f64, bool)>>,
    /// Hours and the chance of being down.
    start: RwSignal<Vec<(f64, f64)>>,
    window: RwSignal<Option<WindowAnswer>>,
}

/// The cards, filled in as soon as each is known. `project` has no other journey.
pub fn view(project: &Arc<Project>, options: &Options, journey: &JourneyAnswer) -> AnyView {
    let found =
        Found { first: RwSignal::new(None), start: RwSignal::new(Vec::new()), window: RwSignal::new(None) };
    compute(project, options, found);
    let (journey, settled) = (journey.clone(), journey.unavailability);
    let up = journey.mean_uptime_hours;
    view! {
        <section class="card" aria-labelledby="window-title" data-testid="window-law">
            <h2 id="window-title">{window_title(&journey)}</h2>
            {move || found.window.with(|window| window.as_ref().map_or_else(waiting, |it| window_card(it, &journey)))}
        </section>
        <section class="card" aria-labelledby="start-title" data-testid="just-started">
            <h2 id="start-title">"Just started"</h2>
            <p class="card-lead">"Right after a start everything works. How soon the design is down as often as in the long run, and when the first outage comes."</p>
            {move || found.first.get().map(|(hours, exact)| first_outage(hours, exact, up))}
            {move || found.start.with(|points| if points.is_empty() { waiting() } else { start_chart(points, settled) })}
        </section>
    }
    .into_any()
}

/// Each in its own turn, so that the page is drawn in between.
fn compute(project: &Arc<Project>, options: &Options, found: Found) {
    let (model, chosen) = (Arc::clone(project), options.clone());
    later::run(0, move || {
        let mut drawing = analysis::windows(&model, &chosen).unwrap_or_default().into_iter().next();
        later::in_pieces(move || {
            // Gone when the design changed.
            if found.window.try_get_untracked().is_none() {
                return false;
            }
            let more = drawing.as_mut().is_some_and(Drawing::step);
            if !more {
                found.window.try_set(drawing.take().map(Drawing::finish));
            }
            more
        });
    });
    let (model, chosen) = (Arc::clone(project), options.clone());
    later::run(60, move || {
        let all = analysis::outlook(&model, &chosen).unwrap_or_default();
        let first = all.into_iter().next().and_then(|outlook| outlook.first_failure);
        found.first.try_set(first.map(|first| (first.mean_hours, first.exact)));
    });
    let (model, chosen) = (Arc::clone(project), options.clone());
    later::run(120, move || {
        let all = analysis::first_hours(&model, &chosen, POINTS).unwrap_or_default();
        found.start.try_set(all.into_iter().next().unwrap_or_default());
    });
}

fn waiting() -> AnyView {
    view! { <div class="figure figure-waiting" aria-hidden="true"></div> }.into_any()
}

fn window_title(journey: &JourneyAnswer) -> String {
    let window = journey.objective.as_ref().map_or("month", |objective| objective.window.as_str());
    format!("Downtime in one {window}")
}

fn window_card(window: &WindowAnswer, journey: &JourneyAnswer) -> AnyView {
    let objective = journey.objective.as_ref();
    let data = Curve {
        points: window.curve.iter().map(|point| (point.seconds, point.probability)).collect(),
        what: "chance of more".to_owned(),
        along: format!("downtime in one {}", window.window),
        mark: objective.map(|it| {
            let words = format!("objective allows {}", units::format_duration(it.allowed_seconds));
            (it.allowed_seconds, words)
        }),
        level: None,
    };
    let quantiles = &window.downtime_seconds;
    let longest = &window.longest_outage_seconds_per_year;
    let named = [
        ("No downtime at all", units::format_share(window.no_downtime)),
        ("Half stay below", units::format_duration(quantiles.p50)),
        ("90 % stay below", units::format_duration(quantiles.p90)),
        ("99 % stay below", units::format_duration(quantiles.p99)),
        ("Longest outage of a year, in half of them below", units::format_duration(longest.p50)),
        ("… in 90 % below", units::format_duration(longest.p90)),
    ];
    let items = named.map(|(name, value)| {
        view! { <div class="figure-item"><dt>{name}</dt><dd>{value}</dd></div> }
    });
    let method = if window.exact {
        "Computed from all states of the design, without simulating."
    } else {
        "Computed without simulating, with outages taken as independent of each other; within 1 % of 50,000 simulated years on the templates."
    };
    let terms = objective.filter(|it| it.counted < 1.0 || it.worked > 0.0);
    let terms = terms.map(|_| " Of what counts: service hours alone, planned work included, to first order.");
    view! {
        <figure class="figure">{picture(data)}</figure>
        <dl class="figure-list">{items.into_iter().collect::<Vec<_>>()}</dl>
        <p class="footnote">{method} {terms}</p>
    }
    .into_any()
}

fn first_outage(hours: f64, exact: bool, up: Option<f64>) -> AnyView {
    let detail = match up {
        Some(up) => format!("later ones {} after the one before", units::format_duration(up * 3_600.0)),
        None => String::new(),
    };
    let about = if exact { "" } else { "about " };
    let value = format!("{about}{}", units::format_duration(hours * 3_600.0));
    view! { <div class="stats">{stat::view("First outage after, on average (MTTF)", value, "plain", detail)}</div> }
        .into_any()
}

fn start_chart(points: &[(f64, f64)], settled: f64) -> AnyView {
    let data = Curve {
        points: points.iter().map(|(hours, down)| (hours * 3_600.0, *down)).collect(),
        what: "chance of being down".to_owned(),
        along: "since everything worked".to_owned(),
        mark: None,
        level: Some((settled, format!("long run: {}", units::format_share(settled)))),
    };
    view! { <figure class="figure">{picture(data)}</figure> }.into_any()
}

fn picture(data: Curve) -> AnyView {
    let words = data.in_words();
    charts::picture(
        move || words.clone(),
        move |area, look| {
            // A canvas that refuses to be drawn on leaves its words and the figures beside it.
            let _refused = curve::draw(area, &data, look);
        },
    )
}
