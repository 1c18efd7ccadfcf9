//! One recorded run along time: a row for each journey, component or zone, with how it stood.
//!
//! States differ in height and pattern, not in colour alone: down is a full bar, failing over a striped one, degraded half a bar,
//! planned work an outline, up a thin line.

use plotters::element::{PathElement, Rectangle};
use plotters::prelude::DrawingBackend;
use plotters::style::Color;

use super::look::{Anchor, Look};
use super::pen::{Area, Outcome, at, line};
use crate::simulation::playback::Standing;

/// Steps that read well on a clock, in seconds.
const STEPS: [f64; 19] = [
    1.0,
    5.0,
    15.0,
    60.0,
    300.0,
    900.0,
    3_600.0,
    10_800.0,
    21_600.0,
    43_200.0,
    86_400.0,
    432_000.0,
    864_000.0,
    2_592_000.0,
    7_776_000.0,
    15_552_000.0,
    31_536_000.0,
    63_072_000.0,
    157_680_000.0,
];

const DAY: f64 = 86_400.0;
const YEAR: f64 = 365.0 * DAY;

/// A row: from when on it stands how. Before the first change it is up.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What people call it.
    pub label: String,
    /// Seconds and standings, in order.
    pub changes: Vec<(f64, Standing)>,
}

impl Row {
    /// How it stands at a moment.
    #[must_use]
    pub fn at(&self, seconds: f64) -> Standing {
        let past = self.changes.partition_point(|(since, _)| *since <= seconds);
        past.checked_sub(1).map_or(Standing::Up, |last| self.changes[last].1)
    }

    /// Seconds of a span in which it did not serve.
    #[must_use]
    pub fn out(&self, (from, to): (f64, f64)) -> f64 {
        let mut total = 0.0;
        for (number, (since, standing)) in self.changes.iter().enumerate() {
            let until = self.changes.get(number + 1).map_or(to, |(next, _)| next.min(to));
            if !matches!(standing, Standing::Up | Standing::Degraded) {
                total += (until - since.max(from)).max(0.0);
            }
        }
        total
    }
}

/// What the time line shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Timeline {
    /// From the top.
    pub rows: Vec<Row>,
    /// First and last moment on show, in seconds.
    pub span: (f64, f64),
    /// Until when there is anything to show.
    pub end: f64,
    /// The moment looked at.
    pub cursor: f64,
}

/// Units of the drawing left of the time, right of it, above the rows, below them, and of one row.
const MARGINS: (f64, f64, f64, f64) = (132.0, 14.0, 8.0, 26.0);
const ROW: f64 = 24.0;

/// The height of a time line with so many rows, in units of the drawing.
#[must_use]
pub fn height(rows: usize) -> f64 {
    MARGINS.2 + MARGINS.3 + ROW * rows as f64
}

/// Where time begins and ends across a drawing of this width, in units of the drawing.
#[must_use]
pub fn across(width: f64) -> (f64, f64) {
    (MARGINS.0.min(width * 0.3), width - MARGINS.1)
}

/// Draws the time line over the whole of `area`.
///
/// # Errors
/// Only the backend's own.
pub fn draw<B: DrawingBackend>(area: &Area<B>, data: &Timeline, look: &Look) -> Outcome<B> {
    area.fill(&look.palette.background)?;
    let (width, _) = area.dim_in_pixel();
    let (left, right) = across(f64::from(width) / look.scale);
    let (left, right) = (look.pixels(left), look.pixels(right));
    let (from, to) = data.span;
    let place = |seconds: f64| left + (seconds - from) / (to - from).max(1e-9) * (right - left);
    let bottom = look.pixels(MARGINS.2 + ROW * data.rows.len() as f64);
    let text = look.text(11.0, look.palette.muted, Anchor::Middle);
    let room = ((right - left) / look.pixels(92.0)).max(2.0);
    for (seconds, words) in ticks(data.span, room) {
        let x = place(seconds);
        line(area, [(x, look.pixels(MARGINS.2)), (x, bottom)], look, look.palette.grid)?;
        if x < right - look.pixels(12.0) {
            area.draw_text(&words, &text, at((x, bottom + look.pixels(14.0))))?;
        }
    }
    for (number, row) in data.rows.iter().enumerate() {
        let top = look.pixels(MARGINS.2 + ROW * number as f64);
        label(area, row, look, (left, top))?;
        for (from, until, standing) in pieces(row, data) {
            let (x0, x1) = (place(from), place(until));
            bar(area, standing, (x0, x1.max(x0 + look.scale)), top, look)?;
        }
    }
    if (from..=to).contains(&data.cursor) {
        let x = place(data.cursor);
        let ends = [(x, look.pixels(2.0)), (x, bottom + look.pixels(4.0))].map(at);
        area.draw(&PathElement::new(ends, look.line(2.0, look.palette.text.to_rgba())))?;
    }
    Ok(())
}

/// The row's name, cut where it would run into the time.
fn label<B: DrawingBackend>(area: &Area<B>, row: &Row, look: &Look, (left, top): (f64, f64)) -> Outcome<B> {
    let fits = ((left / look.scale - 14.0) / 6.4).max(4.0) as usize;
    let mut words: String = row.label.chars().take(fits).collect();
    if row.label.chars().count() > fits {
        words.pop();
        words.push('…');
    }
    let style = look.text(12.0, look.palette.text, Anchor::Start);
    area.draw_text(&words, &style, at((look.pixels(2.0), top + look.pixels(ROW / 2.0))))
}

/// What of a row is on show, as (from, until, standing).
fn pieces(row: &Row, data: &Timeline) -> Vec<(f64, f64, Standing)> {
    let (from, to) = (data.span.0, data.span.1.min(data.end));
    let mut found = Vec::new();
    let first = row.changes.partition_point(|(since, _)| *since <= from);
    let (mut since, mut standing) = (from, row.at(from));
    for &(next, after) in &row.changes[first..] {
        if next >= to {
            break;
        }
        found.push((since, next, standing));
        (since, standing) = (next, after);
    }
    if since < to {
        found.push((since, to, standing));
    }
    found
}

fn bar<B: DrawingBackend>(
    area: &Area<B>,
    standing: Standing,
    (x0, x1): (f64, f64),
    top: f64,
    look: &Look,
) -> Outcome<B> {
    let palette = &look.palette;
    let (upper, middle, lower) = (top + look.pixels(4.0), top + look.pixels(12.0), top + look.pixels(20.0));
    let whole = [at((x0, upper)), at((x1, lower))];
    match standing {
        Standing::Up => line(area, [(x0, middle), (x1, middle)], look, palette.grid),
        Standing::Degraded => {
            area.draw(&Rectangle::new([at((x0, middle)), at((x1, lower))], palette.bar.mix(0.7).filled()))
        }
        Standing::Down => area.draw(&Rectangle::new(whole, palette.over.filled())),
        Standing::Maintenance => area.draw(&Rectangle::new(whole, look.line(1.0, palette.muted.to_rgba()))),
        Standing::FailingOver => {
            area.draw(&Rectangle::new(whole, palette.over.mix(0.25).filled()))?;
            let (step, mut x) = (look.pixels(5.0), x0);
            while x < x1 {
                line(area, [(x, lower), ((x + step).min(x1), upper)], look, palette.over)?;
                x += step;
            }
            Ok(())
        }
    }
}

/// Moments that deserve a tick, with their words.
fn ticks((from, to): (f64, f64), most: f64) -> Vec<(f64, String)> {
    let span = to - from;
    let step = STEPS.into_iter().find(|step| span / step <= most).unwrap_or(span / most);
    let first = libm::ceil(from / step);
    let last = libm::floor(to / step);
    let count = (last - first).clamp(-1.0, 64.0) as i64;
    (0..=count)
        .map(|number| {
            let seconds = (first + number as f64) * step;
            (seconds, tick_words(seconds, step))
        })
        .collect()
}

fn tick_words(seconds: f64, step: f64) -> String {
    if step >= YEAR {
        return format!("year {}", libm::round(seconds / YEAR) + 1.0);
    }
    let day = libm::floor((seconds + 0.5) / DAY);
    let left = libm::round(seconds - day * DAY);
    if left == 0.0 {
        return format!("day {}", day + 1.0);
    }
    let clock = clock(left);
    if step < 60.0 { clock } else { clock[..5].to_owned() }
}

/// `14:20:05`.
fn clock(seconds: f64) -> String {
    let whole = seconds as u64;
    format!("{:02}:{:02}:{:02}", whole / 3_600 % 24, whole / 60 % 60, whole % 60)
}

/// A moment of a run for people: `14:20:05`, `day 12, 14:20:05`, `year 3, day 12, 14:20:05`.
///
/// ```
/// use ninefold_engine::report::charts::timeline::moment;
/// assert_eq!(moment(3_605.0), "01:00:05");
/// assert_eq!(moment(86_400.0 * 11.0), "day 12, 00:00:00");
/// assert_eq!(moment(86_400.0 * (2.0 * 365.0 + 11.5)), "year 3, day 12, 12:00:00");
/// ```
#[must_use]
pub fn moment(seconds: f64) -> String {
    let (year, day) = (libm::floor(seconds / YEAR), libm::floor(seconds / DAY));
    let clock = clock(seconds - day * DAY);
    match (year > 0.0, day > 0.0) {
        (true, _) => format!("year {}, day {}, {clock}", year + 1.0, day - year * 365.0 + 1.0),
        (false, true) => format!("day {}, {clock}", day + 1.0),
        (false, false) => clock,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::to_svg;
    use super::*;

    fn row() -> Row {
        let changes = vec![
            (10.0, Standing::Down),
            (20.0, Standing::Degraded),
            (30.0, Standing::FailingOver),
            (40.0, Standing::Up),
            (90.0, Standing::Maintenance),
        ];
        Row { label: "A database with a long name".to_owned(), changes }
    }

    #[test]
    fn a_row_knows_how_it_stands_and_how_long_it_is_out() {
        let row = row();
        let seen = [0.0, 10.0, 25.0, 30.0, 50.0, 99.0].map(|seconds| row.at(seconds).word());
        assert_eq!(seen, ["up", "down", "degraded", "failing over", "up", "maintenance"]);
        assert_eq!(row.out((0.0, 100.0)), 10.0 + 10.0 + 10.0);
        assert_eq!(row.out((15.0, 35.0)), 5.0 + 5.0);
    }

    #[test]
    fn what_is_on_show_is_cut_at_its_ends() {
        let data = Timeline { rows: vec![row()], span: (15.0, 35.0), end: 100.0, cursor: 20.0 };
        let seen = pieces(&data.rows[0], &data);
        let wanted = [
            (15.0, 20.0, Standing::Down),
            (20.0, 30.0, Standing::Degraded),
            (30.0, 35.0, Standing::FailingOver),
        ];
        assert_eq!(seen, wanted);
    }

    #[test]
    fn every_state_looks_different_without_colours() {
        let shapes = |standing| {
            let rows = vec![Row { label: "x".to_owned(), changes: vec![(0.0, standing)] }];
            let data = Timeline { rows, span: (0.0, 60.0), end: 60.0, cursor: 90.0 };
            let svg = to_svg((400, 60), |area| draw(area, &data, &Look::default())).unwrap();
            svg.split('"').filter(|part| !part.starts_with('#')).collect::<String>()
        };
        let all = Standing::ALL.map(|(_, standing)| shapes(standing));
        for (number, one) in all.iter().enumerate() {
            assert!(all[..number].iter().all(|other| other != one), "{:?}", Standing::ALL[number]);
        }
    }

    #[test]
    fn ticks_are_moments_people_say() {
        let words = |span, most| -> Vec<String> { ticks(span, most).into_iter().map(|(_, it)| it).collect() };
        assert_eq!(words((0.0, 7_200.0), 4.0), ["day 1", "01:00", "02:00"]);
        assert_eq!(words((YEAR * 0.5, YEAR * 3.5), 4.0), ["year 2", "year 3", "year 4"]);
        assert!(ticks((0.0, 1e12), 8.0).len() <= 65);
    }
}
