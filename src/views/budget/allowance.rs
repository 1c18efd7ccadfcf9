//! Allowed against expected downtime, from a day to a year.

use leptos::prelude::*;
use ninefold_engine::analysis::JourneyAnswer;
use ninefold_engine::units::{self, Window};

/// One line of the table.
struct Line {
    window: Window,
    allowed: Option<f64>,
    expected: f64,
}

/// The table with its bars.
pub fn view(journey: &JourneyAnswer) -> AnyView {
    let lines = lines(journey);
    let rows: Vec<AnyView> = lines.iter().map(row).collect();
    let objective = journey.objective.as_ref();
    let counted = match objective {
        Some(it) if it.by_requests => "Requests lost are given as the time for which all would be lost. ",
        Some(it) if it.worked > 0.0 => "Planned work that counts is part of what is expected. ",
        _ => "",
    };
    view! {
        <section class="card" aria-labelledby="allowance-title">
            <h2 id="allowance-title">"Allowed against expected"</h2>
            <div class="table-scroll" tabindex="0">
                <table class="table allowance">
                    <thead>
                        <tr>
                            <th scope="col">"Period"</th>
                            <th scope="col" class="number">"Allowed"</th>
                            <th scope="col" class="number">"Expected"</th>
                            <th scope="col" class="allowance-bar-head">"Spent of what is allowed"</th>
                            <th scope="col" class="number">"Left"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <p class="footnote">{counted}"Periods have the fixed length written beside them; a calendar month is up to 3.3\u{a0}% longer or 6.7\u{a0}% shorter than 30 days."</p>
        </section>
    }
    .into_any()
}

fn lines(journey: &JourneyAnswer) -> Vec<Line> {
    let objective = journey.objective.as_ref();
    let down = objective.map(|objective| units::complement(objective.availability));
    // What counts against a promise may be more than the downtime.
    let counted = |window: Window, down: f64| objective.map_or(down, |it| it.lost * window.seconds());
    let expected = &journey.downtime_seconds;
    [
        (Window::Day, expected.day),
        (Window::Week, expected.week),
        (Window::Month, expected.month),
        (Window::Quarter, expected.quarter),
        (Window::Year, expected.year),
    ]
    .into_iter()
    .map(|(window, expected)| Line {
        window,
        allowed: down.map(|down| down * window.seconds()),
        expected: counted(window, expected),
    })
    .collect()
}

fn row(line: &Line) -> AnyView {
    let name = line.window.to_string();
    let length = format!("{} d", units::format_count(line.window.hours() / 24.0));
    let allowed = line.allowed.map_or_else(|| "no objective".to_owned(), units::format_duration);
    let left = line.allowed.map(|allowed| allowed - line.expected);
    let left_words = match left {
        Some(left) if left < 0.0 => format!("{} over", units::format_duration(-left)),
        Some(left) => units::format_duration(left),
        None => String::new(),
    };
    let over = left.is_some_and(|left| left < 0.0);
    view! {
        <tr>
            <th scope="row">{name} <span class="convention">{length}</span></th>
            <td class="number">{allowed}</td>
            <td class="number">{units::format_duration(line.expected)}</td>
            <td class="allowance-bar">{line.allowed.map(|allowed| bar(allowed, line.expected))}</td>
            <td class="number" class:is-over=over>{left_words}</td>
        </tr>
    }
    .into_any()
}

/// What is expected as a part of what is allowed; where it is more, what is allowed as a mark within it.
fn bar(allowed: f64, expected: f64) -> AnyView {
    let most = allowed.max(expected).max(f64::MIN_POSITIVE);
    let part = format!("{:.4}", expected / most);
    let mark = format!("{:.4}", allowed / most);
    let over = expected > allowed;
    let share = if allowed > 0.0 { units::format_share(expected / allowed) } else { "all of it".to_owned() };
    view! {
        <span class="bar-track" class:is-over=over style=("--part", part) style=("--mark", mark) aria-hidden="true"><span class="bar-fill"></span></span>
        <span class="bar-value">{share}</span>
    }
    .into_any()
}
