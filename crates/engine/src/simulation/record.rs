//! The recording of one replication: what happened, why, and how the journeys stood after it.

use std::collections::BTreeMap;

use super::answer::RecordedEvent;
use super::compiled::{Compiled, Slot, Target, Unit};
use super::playback::Standing;
use super::script::Act;
use super::state::{Aim, Phase, State};

/// Most events kept.
pub(crate) const MOST_EVENTS: usize = 10_000;

/// Something that happened, as the event loop sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Note {
    /// A failure process failed or was repaired.
    Process { slot: u32, failed: bool },
    /// An active-passive group moved on.
    Phase { passive: u32, before: Phase, phase: Phase },
    /// A failover rule moved on; `works` says whether the switch-over will.
    Aim { failover: u32, aim: Aim, target: u32, works: bool },
    /// A unit began or stopped to serve.
    Serving { unit: u32, serves: bool, up: bool, working: u32, missing: Option<u32> },
    /// The scenario did something, or let go.
    Script { deed: u32, begins: bool },
    /// Planned work began or ended.
    Upkeep { work: u32, begins: bool },
    /// More requests than can be answered, or no longer.
    Load { unit: u32, overloaded: bool },
    /// Autoscaling added copies.
    Scaled { unit: u32, extra: u32 },
    /// A circuit breaker opened or closed.
    Breaker { soft: u32, source: u32, opens: bool },
    /// A unit or zone was already down when the observation began.
    Standing { target: Target },
    /// So many copies of a unit that serves worked when the observation began.
    Short { unit: u32, working: u32 },
}

/// A note with its time and the journeys after it.
#[derive(Clone, Debug)]
struct Entry {
    at: f64,
    note: Note,
    journeys: Vec<&'static str>,
}

/// The notes of one replication.
#[derive(Clone, Debug, Default)]
pub(crate) struct Log {
    entries: Vec<Entry>,
    /// Entries whose journeys are known.
    closed: usize,
    /// Unit, and after all of them zone → how it stands.
    standing: Vec<Standing>,
    /// What stands otherwise from an entry on.
    changes: Vec<(usize, u32, Standing)>,
    /// Whether there was more than is kept.
    pub cut: bool,
}

impl Log {
    /// Keeps a note, unless it is from before the observation or there are too many already.
    pub(crate) fn write(&mut self, at: f64, note: Note) {
        if at < 0.0 {
            return;
        }
        if self.entries.len() >= MOST_EVENTS {
            self.cut = true;
            return;
        }
        self.entries.push(Entry { at, note, journeys: Vec::new() });
    }

    /// In words.
    pub(crate) fn into_events(self, model: &Compiled) -> Vec<RecordedEvent> {
        let mut events: Vec<RecordedEvent> = Vec::with_capacity(self.entries.len());
        let mut changes = self.changes.into_iter().peekable();
        let mut states = BTreeMap::new();
        for (number, entry) in self.entries.iter().enumerate() {
            events.extend(in_words(model, entry, &events));
            while let Some((_, subject, standing)) = changes.next_if(|change| change.0 == number) {
                states.insert(subject_id(model, subject as usize).to_owned(), standing.word().to_owned());
            }
            // What no entry says in words of its own comes with the next one.
            if let Some(event) = events.last_mut().filter(|event| event.at == entry.at * 3_600.0) {
                event.states.append(&mut states);
            }
        }
        events
    }
}

/// An entry in words; none for what another one says better.
fn in_words(model: &Compiled, entry: &Entry, before: &[RecordedEvent]) -> Option<RecordedEvent> {
    let (subject, change, why) = words(model, entry.note)?;
    let at = entry.at * 3_600.0;
    let repeats = |event: &RecordedEvent| event.subject == subject && event.change == change;
    let mut simultaneous = before.iter().rev().take_while(|event| event.at == at);
    if matches!(entry.note, Note::Serving { .. }) && simultaneous.any(repeats) {
        return None;
    }
    let journeys = model.journeys.iter().zip(&entry.journeys);
    let journeys = journeys.map(|(journey, state)| (journey.id.clone(), (*state).to_owned())).collect();
    let (subject, change) = (subject.to_owned(), change.to_owned());
    Some(RecordedEvent { at, subject, change, why, journeys, states: BTreeMap::new() })
}

/// The id of a unit, or of a zone after all units.
fn subject_id(model: &Compiled, subject: usize) -> &str {
    match model.units.get(subject) {
        Some(unit) => &unit.id,
        None => &model.zones[subject - model.units.len()].id,
    }
}

impl State {
    /// Notes what is already down when the observation begins.
    pub(crate) fn note_standing(&mut self, model: &Compiled) {
        self.now = self.start;
        for zone in 0..model.zones.len() {
            if self.zone_down[zone] > 0 {
                self.note(Note::Standing { target: Target::Zone(zone as u32) });
            }
        }
        for unit in 0..model.units.len() {
            if !self.serving[unit] {
                self.note(Note::Standing { target: Target::Unit(unit as u32) });
            } else if self.working[unit] < model.units[unit].copy_count() {
                self.note(Note::Short { unit: unit as u32, working: self.working[unit] });
            }
        }
        self.close_log_entry(model);
    }

    /// Writes the journeys' states to the notes made since the last time.
    #[cold]
    pub(crate) fn close_log_entry(&mut self, model: &Compiled) {
        let Some(mut log) = self.log.take() else { return };
        if log.closed < log.entries.len() {
            let states: Vec<_> =
                (0..model.journeys.len()).map(|journey| self.journey_state(model, journey)).collect();
            for entry in &mut log.entries[log.closed..] {
                entry.journeys.clone_from(&states);
            }
            log.closed = log.entries.len();
            log.standing.resize(model.units.len() + model.zones.len(), Standing::Up);
            for (subject, known) in log.standing.iter_mut().enumerate() {
                let standing = self.standing(model, subject);
                if standing != *known {
                    log.changes.push((log.closed - 1, subject as u32, standing));
                    *known = standing;
                }
            }
        }
        self.log = Some(log);
    }

    fn journey_state(&mut self, model: &Compiled, journey: usize) -> &'static str {
        let route = &model.journeys[journey];
        if !self.serving[route.entry as usize] {
            return "down";
        }
        let (loss, broken) = match &model.traffic {
            Some(traffic) => self.lost_in_traffic(model, traffic, route.entry),
            None => self.requests_lost(model, journey),
        };
        if broken || loss > 0.0 { "degraded" } else { "up" }
    }
}

/// Subject, change and why; none for what another note says better.
fn words(model: &Compiled, note: Note) -> Option<(&str, &'static str, String)> {
    match note {
        Note::Process { slot, failed } => Some(process_words(model, slot as usize, failed)),
        Note::Phase { passive, before, phase } => {
            let unit = &model.units[model.passives[passive as usize].unit as usize];
            phase_words(before, phase).map(|(change, why)| (unit.id.as_str(), change, why.to_owned()))
        }
        Note::Aim { failover, aim, target, works } => aim_words(model, failover as usize, aim, target, works),
        Note::Serving { unit, serves, up, working, missing } => {
            let unit = &model.units[unit as usize];
            let why = serving_words(model, unit, (serves, up), working, missing);
            Some((&unit.id, if serves { "up" } else { "down" }, why))
        }
        Note::Script { deed, begins } => Some(script_words(model, deed as usize, begins)),
        Note::Upkeep { work, begins } => {
            let it = &model.upkeep[work as usize];
            let (change, verb) =
                if begins { ("maintenance", "begins") } else { ("maintenance over", "is over") };
            Some((target_id(model, it.target), change, format!("{} {verb}", it.name)))
        }
        Note::Load { unit, overloaded } => {
            let why = if overloaded {
                "more requests come than its copies answer"
            } else {
                "its copies answer every request again"
            };
            Some((
                &model.units[unit as usize].id,
                if overloaded { "overloaded" } else { "keeps up" },
                why.to_owned(),
            ))
        }
        Note::Scaled { unit, extra } => {
            let plural = if extra == 1 { "copy carries" } else { "copies carry" };
            Some((&model.units[unit as usize].id, "scaled out", format!("{extra} added {plural} load")))
        }
        Note::Breaker { soft, source, opens } => {
            let target = &model.units[model.softs[soft as usize].target as usize].name;
            let (change, why) = match opens {
                true => ("breaker open", format!("calls to {target} fail; the fallback answers")),
                false => ("breaker closed", format!("{target} is called again")),
            };
            Some((&model.units[source as usize].id, change, why))
        }
        Note::Standing { target } => {
            Some((target_id(model, target), "down", "already down when the observation begins".to_owned()))
        }
        Note::Short { unit, working } => {
            let unit = &model.units[unit as usize];
            let why = format!("{working} of {} copies work when the observation begins", unit.copy_count());
            Some((&unit.id, "copy down", why))
        }
    }
}

/// What a deed of the scenario does, in words.
fn script_words(model: &Compiled, deed: usize, begins: bool) -> (&str, &'static str, String) {
    let unit_id = |unit: u32| model.units[unit as usize].id.as_str();
    let of_slot = |slot: u32| match model.slots[slot as usize] {
        Slot::Copy(copy) => unit_id(model.copies[copy as usize].unit),
        Slot::Zone(zone) => &model.zones[zone as usize].id,
        Slot::Unit(unit) => unit_id(unit),
        _ => "",
    };
    let percent = |share: f64| format!("{} %", libm::round(share * 1_000.0) / 10.0);
    let length = |hours: f64| crate::units::format_duration(hours * 3_600.0);
    let (id, what) = match model.deeds[deed].act {
        Act::Hold(target) => {
            let why = if begins { "the scenario takes it down" } else { "the scenario lets it go" };
            return (target_id(model, target), if begins { "down" } else { "up" }, why.to_owned());
        }
        Act::Copies { unit, count } => {
            let why = if begins {
                format!("the scenario takes {count} of its copies")
            } else {
                "the scenario gives its copies back".to_owned()
            };
            return (unit_id(unit), if begins { "copy down" } else { "copy up" }, why);
        }
        Act::Strike { slot } => return (of_slot(slot), "struck", "the scenario makes it fail".to_owned()),
        Act::Brownout { unit, share } => (unit_id(unit), format!("{} of its requests fail", percent(share))),
        Act::Slow { unit, hours } => (unit_id(unit), format!("switching takes {} longer", length(hours))),
        Act::Latency { from, hours, .. } => (unit_id(from), format!("a call takes {} longer", length(hours))),
        Act::Lag { unit, hours } => (unit_id(unit), format!("its standbys are {} behind", length(hours))),
        Act::Flush { unit, load } => (unit_id(unit), format!("it is empty: {load} times the load elsewhere")),
    };
    (id, if begins { "disturbed" } else { "undisturbed" }, what)
}

fn target_id(model: &Compiled, target: Target) -> &str {
    match target {
        Target::Unit(unit) => &model.units[unit as usize].id,
        Target::Zone(zone) => &model.zones[zone as usize].id,
    }
}

fn process_words(model: &Compiled, slot: usize, failed: bool) -> (&str, &'static str, String) {
    let name = &model.processes[slot].name;
    let end = if failed { "fails" } else { "is repaired" };
    match model.slots[slot] {
        Slot::Copy(copy) => {
            let unit = &model.units[model.copies[copy as usize].unit as usize];
            if unit.copy_count() == 1 {
                return (
                    &unit.id,
                    if failed { "down" } else { "up" },
                    format!("{} {end} ({name})", unit.name),
                );
            }
            let number = copy - unit.copies.0 + 1;
            let why = format!("copy {number} of {} {end} ({name})", unit.copy_count());
            (&unit.id, if failed { "copy down" } else { "copy up" }, why)
        }
        Slot::Zone(zone) => {
            let it = &model.zones[zone as usize];
            let copies = model.zone_copies.row(zone as usize).len();
            let why = if failed {
                format!("{} goes down ({name}), and the {copies} copies inside it", it.name)
            } else {
                format!("{} is back ({name})", it.name)
            };
            (&it.id, if failed { "down" } else { "up" }, why)
        }
        Slot::Unit(unit) => {
            let unit = &model.units[unit as usize];
            let why = if failed { format!("{name} strikes every copy") } else { format!("{name} is over") };
            (&unit.id, if failed { "down" } else { "up" }, why)
        }
        _ => ("", "", String::new()),
    }
}

fn phase_words(before: Phase, phase: Phase) -> Option<(&'static str, &'static str)> {
    Some(match (before, phase) {
        (_, Phase::Switching) => ("failing over", "a serving copy stopped; a standby takes over"),
        (_, Phase::Stuck) => {
            ("failover failed", "the switch-over failed; service waits for the copy's repair or for a person")
        }
        (_, Phase::FailingBack) => ("failing over", "the preferred copies work again; service moves home"),
        (Phase::Switching | Phase::FailingBack, Phase::Serving) => ("failed over", "the switch-over is done"),
        (Phase::Stuck, Phase::Serving) => ("failed over", "the copy is back, or a person switched over"),
        (_, Phase::Short | Phase::Serving) => return None,
    })
}

fn aim_words(
    model: &Compiled,
    failover: usize,
    aim: Aim,
    target: u32,
    works: bool,
) -> Option<(&str, &'static str, String)> {
    let unit = model.failovers[failover].unit as usize;
    let target = &model.units[model.needs.row(unit)[target as usize] as usize].name;
    let (change, why) = match (aim, works) {
        (Aim::Waiting, true) => ("failing over", format!("{target} stopped serving; the next one is tried")),
        (Aim::Waiting, false) => {
            ("failover failed", format!("{target} stopped serving and switching away failed"))
        }
        (Aim::Serving, _) => ("failed over", format!("requests go to {target}")),
        (Aim::Open, _) => return None,
    };
    Some((&model.units[unit].id, change, why))
}

fn serving_words(
    model: &Compiled,
    unit: &Unit,
    (serves, up): (bool, bool),
    working: u32,
    missing: Option<u32>,
) -> String {
    let missing = missing.map(|target| &model.units[target as usize].name);
    match (serves, up, missing) {
        (true, _, _) => "it serves again".to_owned(),
        (false, true, Some(target)) => format!("it needs {target}, which does not serve"),
        (false, true, None) => "what it needs does not serve".to_owned(),
        (false, false, _) => format!("{working} of {} copies work", unit.copy_count()),
    }
}
