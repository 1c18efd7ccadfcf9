//! Where the minutes of a window go, cause by cause, in figures that sum to the total to the last digit shown.

use serde::Serialize;

use crate::analysis::{Attribution, Cause, JourneyAnswer};
use crate::model::{Maintenance, Project, Scope};
use crate::units::{HOURS_PER_YEAR, Window};

/// One step of the waterfall.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// The component or zone; none for the sum of the small ones.
    pub id: Option<String>,
    /// In words.
    pub name: String,
    /// Why; none for the sum of the small ones, for planned maintenance and for requests lost over soft links.
    pub cause: Option<Cause>,
    /// In one window.
    pub seconds: f64,
    /// As it is shown, in the waterfall's unit.
    pub shown: String,
}

/// Where the minutes go.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Waterfall {
    /// The window's name.
    pub window: String,
    /// The unit of what is shown: `min`, `s`, `h`.
    pub unit: &'static str,
    /// Most minutes first, then planned maintenance where it counts; with a promise by requests what soft links lose is among them.
    pub bars: Vec<Bar>,
    /// Their sum.
    pub total_seconds: f64,
    /// As it is shown: the sum of what the bars show.
    pub total_shown: String,
    /// Planned maintenance that does not count, in one window.
    pub uncounted_seconds: f64,
}

/// What planned maintenance is called.
const PLANNED: &str = "planned maintenance";
/// What requests are called that are lost while the journey is up.
const LOST: &str = "requests lost over soft links, as downtime";

impl Waterfall {
    /// Of a journey in one window, at most so many bars by name; of the hours alone that the promise counts, in which causes are at work as at any other time.
    ///
    /// Planned maintenance is no part of the exact answer: its share is added to first order, the time it takes × how much likelier the journey is down
    /// meanwhile (the Birnbaum importance). Work on one copy after the other is left out.
    #[must_use]
    pub fn new(
        project: &Project,
        answer: &JourneyAnswer,
        parts: &[Attribution],
        window: Window,
        most: usize,
    ) -> Self {
        let length = window.seconds() * answer.objective.as_ref().map_or(1.0, |it| it.counted);
        let scale = length / (HOURS_PER_YEAR * 3_600.0);
        let mut bars: Vec<Bar> = parts
            .iter()
            .map(|part| Bar {
                id: Some(part.id.clone()),
                name: format!("{}: {}", name(project, &part.id), part.cause.words()),
                cause: Some(part.cause),
                seconds: part.downtime_seconds_per_year * scale,
                shown: String::new(),
            })
            .collect();
        if bars.len() > most + 1 {
            let rest = bars.split_off(most);
            let seconds = rest.iter().map(|bar| bar.seconds).sum();
            bars.push(Bar {
                id: None,
                name: format!("{} others", rest.len()),
                cause: None,
                seconds,
                shown: String::new(),
            });
        }
        let excluded = project.objective.as_ref().and_then(|it| it.exclude_maintenance).unwrap_or(false);
        // What counts is part of the promise's answer already.
        let counted = answer.objective.as_ref().filter(|_| !excluded).map(|it| it.worked);
        let planned = counted.unwrap_or_else(|| planned_share(project, answer)) * length;
        if planned > 0.0 && !excluded {
            bars.push(Bar {
                id: None,
                name: PLANNED.to_owned(),
                cause: None,
                seconds: planned,
                shown: String::new(),
            });
        }
        // A promise by requests counts what soft links lose while the journey is up.
        let over = answer.objective.as_ref().filter(|it| it.by_requests).map_or(0.0, |it| {
            let more = it.lost - it.worked - answer.unavailability;
            if more > 1e-12 * it.lost { more * length } else { 0.0 }
        });
        if over > 0.0 {
            let bar =
                Bar { id: None, name: LOST.to_owned(), cause: None, seconds: over, shown: String::new() };
            let place = bars.iter().position(|bar| bar.seconds < over).unwrap_or(bars.len());
            bars.insert(place, bar);
        }
        let total_seconds = bars.iter().map(|bar| bar.seconds).sum();
        let mut waterfall = Self {
            window: window.to_string(),
            unit: "min",
            bars,
            total_seconds,
            total_shown: String::new(),
            uncounted_seconds: if excluded { planned } else { 0.0 },
        };
        waterfall.show();
        waterfall
    }

    /// Writes the figures in one unit, with four digits of the total; what rounding leaves goes to those that lose most by it.
    fn show(&mut self) {
        let (unit, length) = match self.total_seconds {
            seconds if seconds >= 360_000.0 => ("h", 3_600.0),
            seconds if seconds >= 60.0 => ("min", 60.0),
            seconds if seconds >= 0.1 || seconds == 0.0 => ("s", 1.0),
            _ => ("ms", 0.001),
        };
        self.unit = unit;
        let values: Vec<f64> = self.bars.iter().map(|bar| bar.seconds / length).collect();
        let total = self.total_seconds / length;
        let decimals = if total > 0.0 { (3 - libm::floor(libm::log10(total)) as i32).clamp(0, 9) } else { 0 };
        let (whole, shown) = apportioned(&values, total, decimals as u32);
        let text = |units: u64| {
            let number = units as f64 / libm::pow(10.0, f64::from(decimals));
            format!("{number:.*}", decimals as usize)
        };
        for (bar, units) in self.bars.iter_mut().zip(shown) {
            bar.shown = text(units);
        }
        self.total_shown = text(whole);
    }
}

/// The total and its parts in units of the last decimal: whole numbers that sum (largest remainders).
fn apportioned(values: &[f64], total: f64, decimals: u32) -> (u64, Vec<u64>) {
    let scale = libm::pow(10.0, f64::from(decimals));
    let whole = libm::round(total * scale) as u64;
    let mut shown: Vec<u64> = values.iter().map(|value| libm::floor(value * scale + 1e-9) as u64).collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    let remainder = |at: usize| values[at] * scale - libm::floor(values[at] * scale + 1e-9);
    crate::order::sort_by(&mut order, |&a, &b| remainder(b).total_cmp(&remainder(a)).then(a.cmp(&b)));
    let missing = whole.saturating_sub(shown.iter().sum());
    for &at in order.iter().cycle().take(missing.min(values.len() as u64 * 2) as usize) {
        shown[at] += 1;
    }
    let over = shown.iter().sum::<u64>().saturating_sub(whole);
    for &at in order.iter().rev().filter(|_| over > 0).take(over as usize) {
        shown[at] = shown[at].saturating_sub(1);
    }
    (shown.iter().sum(), shown)
}

/// The fraction of the time the journey is down because of planned work on whole things, to first order.
fn planned_share(project: &Project, answer: &JourneyAnswer) -> f64 {
    let share = |work: &[Maintenance], single: bool| -> f64 {
        let whole = work.iter().filter(|it| single || it.scope != Some(Scope::Copy));
        whole.map(|it| it.lasts.hours() / it.every.hours()).sum()
    };
    let of = |id: &str| {
        let component = project.component(id).map(|it| share(it.maintenance(), it.copy_count() == 1));
        component.or_else(|| project.zone(id).map(|it| share(it.maintenance(), true))).unwrap_or(0.0)
    };
    let parts = answer.contributions.iter().filter(|part| part.birnbaum.is_finite());
    parts.map(|part| of(&part.id) * part.birnbaum).sum()
}

fn name(project: &Project, id: &str) -> String {
    let component = project.component(id).map(|it| it.display_name().to_owned());
    component
        .or_else(|| project.zone(id).map(|it| it.display_name().to_owned()))
        .unwrap_or_else(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::analysis::{Options, analyze, attribution};
    use crate::templates;

    /// A soft link that loses half of the requests while its target is down 2 h of 722: 0.5 · 2/722, less what is lost with the service itself.
    #[test]
    fn requests_lost_over_soft_links_have_a_bar() {
        let text = r#"{"format": "ninefold/1", "objective": {"availability": 0.999, "measure": "requests"},
            "components": [{"id": "api", "failures": [{"mtbf": "999h", "mttr": "1h"}]}, {"id": "rec", "failures": [{"mtbf": "720h", "mttr": "2h"}]}],
            "links": [{"from": "api", "to": "rec", "effect": "soft", "loss": 0.5}], "journeys": [{"id": "q", "entry": "api"}]}"#;
        let project = crate::model::read(text).unwrap().project;
        let answer = analyze(&project, &Options::default()).unwrap().journeys.remove(0);
        let parts = attribution(&project, &Options::default()).unwrap().remove(0);
        let waterfall = Waterfall::new(&project, &answer, &parts, Window::Month, 10);
        let by_hand = 0.999 * 0.5 * 2.0 / 722.0 * 2_592_000.0;
        assert_eq!(waterfall.bars[0].name, LOST);
        assert!((waterfall.bars[0].seconds / by_hand - 1.0).abs() < 1e-9, "{waterfall:?}");
        assert!((waterfall.total_seconds / answer.objective.unwrap().expected_seconds - 1.0).abs() < 1e-9);
    }

    /// Monday to Friday, 8 to 18: 50 of a week's 168 hours count, of an outage of 1 h every 1,000 h as of work of 2 h every 720 h,
    /// which takes down what is up 999 hours of 1,000.
    #[test]
    fn only_service_hours_have_bars() {
        let text = r#"{"format": "ninefold/1",
            "objective": {"availability": 0.999, "service_hours": {"from": "8h", "to": "18h", "days": [1, 2, 3, 4, 5]}},
            "components": [{"id": "db", "failures": [{"mtbf": "999h", "mttr": "1h"}], "maintenance": [{"every": "720h", "for": "2h"}]}],
            "journeys": [{"id": "q", "entry": "db"}]}"#;
        let project = crate::model::read(text).unwrap().project;
        let answer = analyze(&project, &Options::default()).unwrap().journeys.remove(0);
        let parts = attribution(&project, &Options::default()).unwrap().remove(0);
        let waterfall = Waterfall::new(&project, &answer, &parts, Window::Month, 10);
        let near = |seconds: f64, by_hand: f64| (seconds / by_hand - 1.0).abs() < 1e-9;
        let seconds: Vec<f64> = waterfall.bars.iter().map(|bar| bar.seconds).collect();
        let by_hand = [2_592.0 * 50.0 / 168.0, 7_200.0 * 0.999 * 50.0 / 168.0];
        assert!(near(seconds[0], by_hand[0]) && near(seconds[1], by_hand[1]), "{waterfall:?}");
        assert!(near(waterfall.total_seconds, answer.objective.unwrap().expected_seconds));
    }

    #[test]
    fn parts_sum_to_the_total_they_show() {
        let (total, parts) = apportioned(&[1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0], 1.0, 2);
        assert_eq!((total, parts), (100, vec![34, 33, 33]));
        let (total, parts) = apportioned(&[0.005, 0.005, 0.99], 1.0, 2);
        assert_eq!((total, parts.iter().sum::<u64>()), (100, 100));
    }

    /// Every template, every window: the causes of each owner are its contribution, the bars sum to the total, and what is shown sums to what is shown.
    #[test]
    fn every_template_sums() {
        for template in templates::all() {
            let project = crate::model::read(template.text).unwrap().project;
            if project.journeys().is_empty() {
                continue;
            }
            let analysis = analyze(&project, &Options::default()).unwrap();
            let parts = attribution(&project, &Options::default()).unwrap();
            for (answer, parts) in analysis.journeys.iter().zip(&parts) {
                for contribution in &answer.contributions {
                    let own = parts.iter().filter(|part| part.id == contribution.id);
                    let sum: f64 = own.map(|part| part.downtime_seconds_per_year).sum();
                    let expected = contribution.downtime_seconds_per_year;
                    assert!(
                        (sum - expected).abs() <= 1e-9 * expected.max(1e-300),
                        "{}: {sum} {expected}",
                        contribution.id
                    );
                }
                for window in [Window::Day, Window::Month, Window::Year] {
                    let waterfall = Waterfall::new(&project, answer, parts, window, 6);
                    let shown: f64 = waterfall.bars.iter().map(|bar| bar.shown.parse::<f64>().unwrap()).sum();
                    let decimals =
                        waterfall.total_shown.split_once('.').map_or(0, |(_, digits)| digits.len());
                    assert_eq!(format!("{shown:.decimals$}"), waterfall.total_shown, "{}", answer.id);
                    let modelled = answer.unavailability * window.seconds();
                    assert!(
                        (waterfall.total_seconds / modelled - 1.0).abs() < 1e-9
                            || project.components().iter().any(|it| !it.maintenance().is_empty())
                    );
                }
            }
        }
    }

    /// Two hours of every thirty days on a single component: 2/720 of the time, while nothing else matters.
    #[test]
    fn planned_maintenance_to_first_order() {
        let text = r#"{"format": "ninefold/1", "objective": {"availability": 0.999},
            "components": [{"id": "db", "failures": [{"mtbf": "999h", "mttr": "1h"}], "maintenance": [{"every": "30d", "for": "2h"}]}],
            "journeys": [{"id": "q", "entry": "db"}]}"#;
        let of = |text: &str| {
            let project = crate::model::read(text).unwrap().project;
            let answer = analyze(&project, &Options::default()).unwrap().journeys.remove(0);
            let parts = attribution(&project, &Options::default()).unwrap().remove(0);
            Waterfall::new(&project, &answer, &parts, Window::Month, 10)
        };
        let counted = of(text);
        assert!((counted.bars[1].seconds - 7_200.0 * 0.999).abs() < 7_200.0 * 2e-3, "{counted:?}");
        let excluded = of(&text.replace("0.999}", "0.999, \"exclude_maintenance\": true}"));
        assert_eq!(excluded.bars.len(), 1);
        assert!(excluded.uncounted_seconds > 7_000.0 && (excluded.total_seconds - 2_592.0).abs() < 1e-6);
    }
}
