//! Exact beside simulated, measure by measure.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::analysis::window::Drawing;
use ninefold_engine::analysis::{self, Options, WindowAnswer};
use ninefold_engine::report::{Agreement, Comparison, CountedIn, Measured, comparisons};
use ninefold_engine::units::{self, Window};

use super::result::Shown;
use crate::managers::later;
use crate::views::widgets::icon;

/// The exact law of one window, which takes longer than the rest.
#[derive(Clone, Debug, Default, PartialEq)]
enum Law {
    /// It is being computed.
    #[default]
    Awaited,
    /// There is none.
    None,
    /// It is here.
    Known(Box<WindowAnswer>),
}

/// The table.
pub fn view(shown: &Shown) -> AnyView {
    let law = RwSignal::new(if shown.same().is_some() { Law::Awaited } else { Law::None });
    if shown.same().is_some() {
        find(shown, law);
    }
    let (confidence, words) = (units::format_share(shown.journey.availability.confidence), lead(shown));
    let shown = shown.clone();
    let rows = move || law.with(|law| lines(&shown, law).into_iter().map(row).collect::<Vec<_>>());
    view! {
        <section class="card" aria-labelledby="comparison-title" data-testid="comparison">
            <h2 id="comparison-title">"Exact beside simulated"</h2>
            <p class="card-lead">{words}</p>
            <div class="table-scroll" tabindex="0">
                <table class="table comparison">
                    <thead>
                        <tr>
                            <th scope="col">"Measure"</th>
                            <th scope="col" class="number">"Exact"</th>
                            <th scope="col" class="number">"Simulated"</th>
                            <th scope="col" class="number">{format!("{confidence} interval")}</th>
                            <th scope="col">"Verdict"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
    .into_any()
}

/// Computes the law in later turns, a piece at a time.
fn find(shown: &Shown, law: RwSignal<Law>) {
    let (project, journey) = (Arc::clone(&shown.finished.project), shown.journey.id.clone());
    later::run(0, move || {
        let number = project.journeys().iter().position(|one| one.id == journey);
        let drawings = analysis::windows(&project, &Options::default()).unwrap_or_default();
        let mut drawing = number.and_then(|number| drawings.into_iter().nth(number));
        later::in_pieces(move || {
            // Gone when another result is shown.
            if law.try_get_untracked().is_none() {
                return false;
            }
            let more = drawing.as_mut().is_some_and(Drawing::step);
            if !more {
                let found = drawing.take().map_or(Law::None, |it| Law::Known(Box::new(it.finish())));
                law.try_set(found);
            }
            more
        });
    });
}

fn lead(shown: &Shown) -> String {
    match (&shown.finished.scenario, &shown.exact) {
        (Some(name), _) => {
            format!("The scenario “{name}” is scripted, so the long-run answer does not apply to it.")
        }
        (None, Some(_)) if !shown.alike => format!(
            "The exact answer leaves out {}, so that only what says so can be compared.",
            shown.finished.simulation.not_in_exact.join(", ")
        ),
        (None, Some(_)) => {
            "The exact answer should lie in the simulated interval; by chance one in a hundred will not."
                .to_owned()
        }
        (None, None) => "There is no exact answer for the design as it was simulated.".to_owned(),
    }
}

/// A line as it is shown.
struct Line {
    name: String,
    exact: String,
    simulated: String,
    interval: String,
    agreement: Agreement,
    reason: Option<String>,
}

/// All measures, in the words of this screen.
fn lines(shown: &Shown, law: &Law) -> Vec<Line> {
    let mut exact = shown.exact.clone();
    if let (Some(exact), Law::Known(law)) = (&mut exact, law) {
        exact.window = Some((**law).clone());
    }
    let all =
        comparisons(exact.as_ref(), &shown.finished.simulation, &shown.journey, shown.allowed().is_some());
    let (period, seconds) = period(shown);
    let years = seconds / Window::Year.seconds();
    let window = &shown.journey.window.name;
    let mut lines = Vec::with_capacity(all.len() + 1);
    for it in &all {
        let words = || it.measure.words().replace("a window", &format!("one {window}"));
        match it.measure {
            Measured::Unavailability => {
                let turned = Comparison {
                    exact: it.exact.map(|down| 1.0 - down),
                    simulated: 1.0 - it.simulated,
                    low: it.high.map(|down| 1.0 - down),
                    high: it.low.map(|down| 1.0 - down),
                    ..it.clone()
                };
                lines.push(line("Availability".to_owned(), &turned, 1.0, percent));
                lines.push(line(format!("Downtime {period}"), it, seconds, units::format_duration));
            }
            Measured::OutagesPerYear => {
                lines.push(line(format!("Outages {period}"), it, years, units::format_count));
            }
            Measured::ServedFraction => lines.push(line(words(), it, 1.0, percent)),
            Measured::BreachProbability => {
                let name = format!("Chance to miss the objective in a {window}");
                lines.push(line(name, it, 1.0, units::format_share));
            }
            Measured::NoDowntime => {
                lines.push(line(
                    format!("{}s without downtime", titled(window)),
                    it,
                    1.0,
                    units::format_share,
                ));
            }
            _ => lines.push(line(words(), it, 1.0, format_of(it.measure))),
        }
    }
    let awaited = matches!(law, Law::Awaited);
    for line in lines.iter_mut().filter(|line| awaited && line.exact == NOTHING) {
        if line.reason.as_deref().is_some_and(|reason| reason.contains("was not asked for")) {
            line.reason = Some("Its exact law is being computed.".to_owned());
        }
    }
    lines
}

/// Where there is no figure.
const NOTHING: &str = "–";

fn line(name: String, it: &Comparison, factor: f64, format: fn(f64) -> String) -> Line {
    let shown = |value: f64| format(value * factor);
    let interval = match (it.low, it.high) {
        (Some(low), Some(high)) => format!("{} – {}", shown(low), shown(high)),
        (Some(low), None) => format!("above {}", shown(low)),
        _ => NOTHING.to_owned(),
    };
    Line {
        name,
        exact: it.exact.map_or_else(|| NOTHING.to_owned(), shown),
        simulated: shown(it.simulated),
        interval,
        agreement: it.agreement,
        reason: it.reason.clone(),
    }
}

fn format_of(measure: Measured) -> fn(f64) -> String {
    match measure.counted_in() {
        CountedIn::Shares => units::format_share,
        CountedIn::Counts => units::format_count,
        CountedIn::Seconds => units::format_duration,
    }
}

/// `Month`.
fn titled(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// What downtime and outages are counted over: a year, or the window a scenario is played in.
fn period(shown: &Shown) -> (String, f64) {
    match shown.finished.scenario {
        None => ("a year".to_owned(), Window::Year.seconds()),
        Some(_) => (format!("in the {} it happens", shown.journey.window.name), shown.journey.window.seconds),
    }
}

fn percent(fraction: f64) -> String {
    units::format_percent(fraction, 1.0 - fraction)
}

fn row(line: Line) -> AnyView {
    let reason = line.reason.map(|words| view! { <span class="verdict-reason">{words}</span> }.into_any());
    view! {
        <tr>
            <th scope="row">{line.name}</th>
            <td class="number" data-label="exact">{line.exact}</td>
            <td class="number" data-label="simulated">{line.simulated}</td>
            <td class="number quiet" data-label="interval">{line.interval}</td>
            <td class="verdict-cell">{mark(line.agreement)} {reason}</td>
        </tr>
    }
    .into_any()
}

/// Symbol and word: never the colour alone.
fn mark(agreement: Agreement) -> AnyView {
    let (class, symbol) = match agreement {
        Agreement::Agree => ("mark mark-good", icondata_lu::LuCheck),
        Agreement::Disagree => ("mark mark-bad", icondata_lu::LuX),
        Agreement::NotComparable => ("mark mark-plain", icondata_lu::LuMinus),
    };
    view! { <span class=class>{icon(symbol)} {agreement.words()}</span> }.into_any()
}
