//! A recorded run made ready to be looked at: a track for each thing, the moments at which something happens. Pure.

use std::collections::BTreeMap;

use ninefold_engine::model::Project;
use ninefold_engine::report::charts::timeline::Row;
use ninefold_engine::simulation::playback::{Recording, Standing};

/// Rows of the time line beside the journeys.
const MOST_ROWS: usize = 8;

/// The run and what follows from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reel {
    /// What was recorded.
    pub recording: Recording,
    /// Component, zone → its track.
    tracks: BTreeMap<String, Row>,
    /// Journeys in the file's order, by id.
    pub journeys: Vec<(String, Row)>,
    /// Distinct moments at which something happens, each with its first event.
    moments: Vec<(f64, usize)>,
    /// The longest outage of any journey, from when to when.
    pub longest: Option<(f64, f64)>,
    /// Whose it is.
    pub struck: Option<String>,
    /// Zone → the zone around it.
    parents: BTreeMap<String, String>,
}

impl Reel {
    /// Of a recording of this project.
    #[must_use]
    pub fn new(project: &Project, recording: Recording) -> Self {
        let label = |id: &str| {
            let component = project.component(id).map(|it| it.display_name().to_owned());
            component.or_else(|| project.zone(id).map(|it| it.display_name().to_owned()))
        };
        let mut tracks: BTreeMap<String, Row> = BTreeMap::new();
        let mut moments: Vec<(f64, usize)> = Vec::new();
        for (number, event) in recording.events.iter().enumerate() {
            if moments.last().is_none_or(|(at, _)| *at < event.at) {
                moments.push((event.at, number));
            }
            for (id, word) in &event.states {
                let track = tracks.entry(id.clone()).or_insert_with(|| Row {
                    label: label(id).unwrap_or_else(|| id.clone()),
                    changes: Vec::new(),
                });
                track.changes.push((event.at, Standing::of(word)));
            }
        }
        let journeys = project
            .journeys()
            .iter()
            .map(|it| (it.id.clone(), journey(&recording, &it.id, it.name.as_deref())));
        let journeys: Vec<_> = journeys.collect();
        let mut longest: Option<(f64, f64)> = None;
        let mut struck = None;
        for (id, row) in &journeys {
            for outage in recording.outages(id) {
                if longest.is_none_or(|best| outage.1 - outage.0 > best.1 - best.0) {
                    (longest, struck) = (Some(outage), Some(row.label.clone()));
                }
            }
        }
        let parent = |it: &ninefold_engine::model::Zone| Some((it.id.clone(), it.parent.clone()?));
        let parents = project.zones().iter().filter_map(parent).collect();
        Self { recording, tracks, journeys, moments, longest, struck, parents }
    }

    /// How a component or zone stands at a moment; a zone inside one that is out is out with it.
    #[must_use]
    pub fn standing(&self, id: &str, seconds: f64) -> Standing {
        let own = self.tracks.get(id).map_or(Standing::Up, |track| track.at(seconds));
        match self.parents.get(id) {
            Some(parent) if own == Standing::Up => self.standing(parent, seconds),
            _ => own,
        }
    }

    /// The rows of the time line: the journeys, then what was out in the longest outage, then what was out longest.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let end = self.recording.until();
        let (from, to) = self.longest.unwrap_or((end, end));
        let weight = |row: &Row| (row.out((from, to)), row.out((0.0, end)));
        let mut others: Vec<&Row> = self.tracks.values().collect();
        others.sort_by(|one, two| {
            let (one, two) = (weight(one), weight(two));
            two.0.total_cmp(&one.0).then(two.1.total_cmp(&one.1))
        });
        let journeys = self.journeys.iter().map(|(_, row)| row.clone());
        journeys.chain(others.into_iter().take(MOST_ROWS).cloned()).collect()
    }

    /// The next moment at which something happens.
    #[must_use]
    pub fn next(&self, seconds: f64) -> Option<f64> {
        let past = self.moments.partition_point(|(at, _)| *at <= seconds);
        self.moments.get(past).map(|(at, _)| *at)
    }

    /// The last moment at which something happens.
    #[must_use]
    pub fn last(&self) -> Option<f64> {
        self.moments.last().map(|(at, _)| *at)
    }

    /// The moment before.
    #[must_use]
    pub fn previous(&self, seconds: f64) -> Option<f64> {
        let before = self.moments.partition_point(|(at, _)| *at < seconds);
        before.checked_sub(1).map(|last| self.moments[last].0)
    }

    /// The events of the present moment, or those that brought it about: a range of places in the list.
    #[must_use]
    pub fn present(&self, seconds: f64) -> std::ops::Range<usize> {
        let past = self.moments.partition_point(|(at, _)| *at <= seconds);
        let Some(last) = past.checked_sub(1) else { return 0..0 };
        let end = self.moments.get(past).map_or(self.recording.events.len(), |(_, first)| *first);
        self.moments[last].1..end
    }

    /// What people call a thing.
    #[must_use]
    pub fn label<'a>(&'a self, id: &'a str) -> &'a str {
        self.tracks.get(id).map_or(id, |track| &track.label)
    }

    /// How everything stands at a moment, in a sentence.
    #[must_use]
    pub fn in_words(&self, seconds: f64) -> String {
        let mut words: Vec<String> = self
            .journeys
            .iter()
            .map(|(_, row)| format!("{} {}", row.label, row.at(seconds).word()))
            .collect();
        let out = self.tracks.values().filter(|row| row.at(seconds) != Standing::Up);
        let mut out: Vec<String> =
            out.map(|row| format!("{} {}", row.label, row.at(seconds).word())).collect();
        let more = out.len().saturating_sub(6);
        out.truncate(6);
        words.append(&mut out);
        if more > 0 {
            words.push(format!("and {more} more"));
        }
        words.join(", ")
    }
}

fn journey(recording: &Recording, id: &str, name: Option<&str>) -> Row {
    let mut changes: Vec<(f64, Standing)> = Vec::new();
    for event in &recording.events {
        let standing = event.journeys.get(id).map_or(Standing::Up, |word| Standing::of(word));
        if changes.last().map_or(Standing::Up, |(_, last)| *last) != standing {
            changes.push((event.at, standing));
        }
    }
    Row { label: name.unwrap_or(id).to_owned(), changes }
}

/// Zooms a span by a factor around a moment, kept within the run and no shorter than a second.
#[must_use]
pub fn zoomed((from, to): (f64, f64), around: f64, factor: f64, end: f64) -> (f64, f64) {
    let length = ((to - from) * factor).clamp(1.0_f64.min(end), end);
    let part = if to > from { ((around - from) / (to - from)).clamp(0.0, 1.0) } else { 0.5 };
    let start = (around - part * length).clamp(0.0, end - length);
    (start, start + length)
}

/// Moves a span so that a moment is in it.
#[must_use]
pub fn showing((from, to): (f64, f64), moment: f64, end: f64) -> (f64, f64) {
    if (from..=to).contains(&moment) {
        return (from, to);
    }
    let length = to - from;
    let start = (moment - length / 2.0).clamp(0.0, (end - length).max(0.0));
    (start, start + length)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use ninefold_engine::model;
    use ninefold_engine::simulation::playback::Recorder;
    use ninefold_engine::simulation::{Options, Plan};

    use super::*;

    const PROJECT: &str = r#"{"format": "ninefold/1", "journeys": [{"id": "j", "name": "Shop", "entry": "db"}],
        "objective": {"availability": 0.99, "window": "day"},
        "zones": [{"id": "r"}, {"id": "z", "parent": "r"}],
        "components": [{"id": "db", "name": "Database", "zones": ["z"], "failures": [{"mtbf": "30d", "mttr": "6h"}]}],
        "scenarios": [{"name": "s", "events": [{"at": "1h", "fail": "db", "for": "2h"}, {"at": "10h", "fail": "r", "for": "1h"}]}]}"#;

    fn reel() -> Reel {
        let project = model::read(PROJECT).unwrap().project;
        let options = Options { years: 0.1, scenario: Some("s".to_owned()), ..Options::default() };
        let plan = Plan::new(&project, options).unwrap();
        let mut recorder = Recorder::new(&plan, 0);
        while !recorder.advance(&plan, 1_000) {}
        Reel::new(&project, recorder.into_recording(&plan))
    }

    #[test]
    fn a_scripted_run_is_told_moment_by_moment() {
        let reel = reel();
        let hours = |hours: f64| hours * 3_600.0;
        let mut moments = Vec::new();
        let mut at = -1.0;
        while let Some(next) = reel.next(at) {
            moments.push(next);
            at = next;
        }
        assert_eq!(moments, [hours(1.0), hours(3.0), hours(10.0), hours(11.0)]);
        assert_eq!(reel.previous(hours(3.0)), Some(hours(1.0)));
        assert_eq!(reel.previous(hours(1.0)), None);
        assert_eq!(reel.longest, Some((hours(1.0), hours(3.0))));
        let standing = |id: &str, at: f64| reel.standing(id, hours(at));
        assert_eq!((standing("db", 0.5), standing("db", 2.0)), (Standing::Up, Standing::Down));
        assert_eq!((standing("z", 10.5), standing("r", 10.5)), (Standing::Down, Standing::Down));
        assert_eq!(standing("z", 11.5), Standing::Up);
        assert_eq!(reel.in_words(hours(2.0)), "Shop down, Database down");
        assert!(reel.recording.events[reel.present(hours(2.0))].iter().all(|event| event.at == hours(1.0)));
        assert_eq!(reel.present(0.0), 0..0);
    }

    #[test]
    fn zooming_keeps_the_moment_in_its_place() {
        assert_eq!(zoomed((0.0, 100.0), 25.0, 0.5, 100.0), (12.5, 62.5));
        assert_eq!(zoomed((12.5, 62.5), 25.0, 10.0, 100.0), (0.0, 100.0));
        assert_eq!(showing((0.0, 10.0), 50.0, 100.0), (45.0, 55.0));
        assert_eq!(showing((0.0, 10.0), 99.0, 100.0), (90.0, 100.0));
    }
}
