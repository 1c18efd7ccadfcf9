//! The player: which run is on show, which moment of it, what part of the time line.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use ninefold_engine::simulation::playback::{Recorder, Skim};
use ninefold_engine::simulation::{Options, Plan};

use super::reel::{self, Reel};
use crate::managers::later;
use crate::state::Workspace;

/// Events between two looks at the clock.
const STEP: u64 = 20_000;
/// Between two moments while it plays.
const PACE: Duration = Duration::from_millis(900);

/// How far a recording is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Stage {
    /// Nothing asked for.
    #[default]
    Empty,
    /// Under way.
    Playing,
    /// On show.
    Here,
    /// Not possible; why.
    Failed(String),
}

/// Which run.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// Years of the whole simulation; they say how long a run is.
    pub years: f64,
    /// What the streams are derived from.
    pub seed: u64,
    /// None for the steady state.
    pub scenario: Option<String>,
    /// From 0; none for the one with the longest outage.
    pub run: Option<u64>,
}

impl Asked {
    /// Reads `#/simulate/run/<years>/<seed>/<run>/<scenario>`.
    #[must_use]
    pub fn from_fragment(fragment: &str) -> Option<Self> {
        let rest = fragment.trim_start_matches('#').strip_prefix("/simulate/run/")?;
        let mut parts = rest.splitn(4, '/');
        let years = parts.next()?.parse().ok().filter(|years| *years > 0.0 && *years <= 1e8)?;
        let seed = parts.next()?.parse().ok()?;
        let run: u64 = parts.next()?.parse().ok()?;
        let scenario = parts.next().filter(|name| !name.is_empty()).map(decoded);
        Some(Self { years, seed, scenario, run: Some(run.checked_sub(1)?) })
    }

    /// The fragment that asks for this run of a recording.
    #[must_use]
    pub fn fragment(&self, run: u64) -> String {
        let scenario = self.scenario.as_deref().map(encoded).unwrap_or_default();
        format!("#/simulate/run/{}/{}/{run}/{scenario}", self.years, self.seed)
    }
}

/// Everything but letters and digits as `%41`, as in any address.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(char::from(byte)),
            other => out += &format!("%{other:02X}"),
        }
    }
    out
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = (first == b'%').then(|| after.get(..2)).flatten();
        let code = code.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        match code {
            Some(code) => {
                bytes.push(code);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The player.
#[derive(Clone, Copy)]
pub struct Player {
    /// How far it is.
    pub stage: RwSignal<Stage>,
    /// The run on show.
    pub reel: RwSignal<Option<Arc<Reel>>>,
    /// The moment looked at, in seconds.
    pub time: RwSignal<f64>,
    /// What of the run is on the time line.
    pub span: RwSignal<(f64, f64)>,
    /// Whether it goes on by itself.
    pub playing: RwSignal<bool>,
    /// How many runs were looked through for it.
    pub searched: RwSignal<Option<u64>>,
    /// What it was recorded for.
    pub asked: RwSignal<Option<Asked>>,
    /// The project as it stands.
    pub workspace: Workspace,
    revision: RwSignal<u64>,
    /// Raised for each recording and each press of Play, so that what was begun before stops.
    turn: RwSignal<u32>,
}

impl Player {
    /// Nothing on show.
    #[must_use]
    pub fn new(workspace: Workspace) -> Self {
        Self {
            stage: RwSignal::new(Stage::Empty),
            reel: RwSignal::new(None),
            time: RwSignal::new(0.0),
            span: RwSignal::new((0.0, 1.0)),
            playing: RwSignal::new(false),
            searched: RwSignal::new(None),
            asked: RwSignal::new(None),
            workspace,
            revision: RwSignal::new(0),
            turn: RwSignal::new(0),
        }
    }

    /// Whether the design has changed since; tracked.
    #[must_use]
    pub fn is_old(self) -> bool {
        self.revision.get() != self.workspace.revision()
    }

    /// Records a run of the project as it stands, in slices.
    pub fn record(self, asked: Asked) {
        self.pause();
        let turn = self.begin_turn();
        let project = self.workspace.project_untracked();
        self.revision.set(self.workspace.revision_untracked());
        let options = Options {
            years: asked.years,
            seed: asked.seed,
            scenario: asked.scenario.clone(),
            ..Options::default()
        };
        let plan = match Plan::new(&project, options) {
            Ok(plan) => plan,
            Err(why) => return self.stage.set(Stage::Failed(why.to_string())),
        };
        self.stage.set(Stage::Playing);
        let mut skim = asked.run.is_none().then(|| Skim::new(&plan));
        let mut recorder = asked.run.map(|run| Recorder::new(&plan, run.min(plan.replications() - 1)));
        self.asked.set(Some(asked));
        later::in_pieces(move || {
            if self.turn.try_get_untracked() != Some(turn) {
                return false;
            }
            if recorder.is_none() {
                let Some(skim) = skim.as_mut() else { return false };
                if skim.advance(&plan, STEP) {
                    self.searched.set(Some(skim.runs()).filter(|_| skim.longest_seconds() > 0.0));
                    recorder = Some(Recorder::new(&plan, skim.worst()));
                }
                return true;
            }
            let done = recorder.as_mut().is_some_and(|recorder| recorder.advance(&plan, STEP));
            if let Some(recorder) = recorder.take_if(|_| done) {
                if skim.is_none() {
                    self.searched.set(None);
                }
                self.show(Reel::new(&project, recorder.into_recording(&plan)));
            }
            !done
        });
    }

    fn show(self, reel: Reel) {
        let end = reel.recording.until();
        let start = reel.longest.map_or(0.0, |(from, _)| from);
        let span = match (reel.longest, &reel.recording.scenario) {
            (Some((from, to)), None) => {
                let around = (to - from).max(60.0) * 4.0;
                reel::zoomed((from - around, to + around), (from + to) / 2.0, 1.0, end)
            }
            _ => (0.0, reel.last().map_or(end, |last| (1.15 * last).clamp(60.0_f64.min(end), end))),
        };
        self.span.set(span);
        self.reel.set(Some(Arc::new(reel)));
        self.time.set(start);
        self.stage.set(Stage::Here);
    }

    /// Looks at a moment; the time line follows.
    pub fn go(self, seconds: f64) {
        let Some(end) = self.end() else { return };
        let seconds = seconds.clamp(0.0, end);
        self.time.set(seconds);
        let span = self.span.get_untracked();
        let shown = reel::showing(span, seconds, end);
        if shown != span {
            self.span.set(shown);
        }
    }

    /// To the next moment at which something happens; says whether there was one.
    pub fn step(self, forth: bool) -> bool {
        let now = self.time.get_untracked();
        let to = self.reel.with_untracked(|reel| {
            let reel = reel.as_ref()?;
            if forth { reel.next(now) } else { reel.previous(now) }
        });
        to.inspect(|&to| self.go(to)).is_some()
    }

    /// To the beginning of the longest outage, in full view.
    pub fn longest(self) {
        let longest = self.reel.with_untracked(|reel| reel.as_ref().and_then(|reel| reel.longest));
        let (Some((from, to)), Some(end)) = (longest, self.end()) else { return };
        let around = (to - from).max(60.0);
        self.span.set(reel::zoomed((from - around, to + around), (from + to) / 2.0, 1.0, end));
        self.go(from);
    }

    /// Zooms around the moment looked at.
    pub fn zoom(self, factor: f64) {
        self.zoom_at(self.time.get_untracked(), factor);
    }

    /// Zooms around a moment.
    pub fn zoom_at(self, around: f64, factor: f64) {
        if let Some(end) = self.end() {
            self.span.update(|span| *span = reel::zoomed(*span, around, factor, end));
        }
    }

    /// The whole run.
    pub fn whole(self) {
        if let Some(end) = self.end() {
            self.span.set((0.0, end));
        }
    }

    /// Until when there is anything, in seconds.
    #[must_use]
    pub fn end(self) -> Option<f64> {
        self.reel.with_untracked(|reel| reel.as_ref().map(|reel| reel.recording.until()))
    }

    /// Stops going on by itself.
    pub fn pause(self) {
        self.playing.set(false);
        self.begin_turn();
    }

    /// Goes on by itself, moment by moment, until the end or a pause.
    pub fn play(self) {
        self.playing.set(true);
        let turn = self.begin_turn();
        self.play_on(turn);
    }

    fn play_on(self, turn: u32) {
        let next = move || {
            if self.turn.try_get_untracked() != Some(turn) {
                return;
            }
            if self.step(true) { self.play_on(turn) } else { self.pause() }
        };
        set_timeout(next, PACE);
    }

    fn begin_turn(self) -> u32 {
        self.turn
            .try_update(|turn| {
                *turn += 1;
                *turn
            })
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_can_be_linked_to() {
        let asked =
            Asked { years: 20_000.0, seed: 7, scenario: Some("Lose a/b, 50 %".to_owned()), run: Some(41) };
        let fragment = asked.fragment(42);
        assert_eq!(fragment, "#/simulate/run/20000/7/42/Lose%20a%2Fb%2C%2050%20%25");
        assert_eq!(Asked::from_fragment(&fragment), Some(asked));
        let steady = Asked { years: 10.0, seed: 1, scenario: None, run: Some(0) };
        assert_eq!(Asked::from_fragment(&steady.fragment(1)), Some(steady));
        for nonsense in
            ["#/simulate", "#/simulate/run/x/1/1/", "#/simulate/run/1/1/0/", "#/simulate/run/-1/1/1/"]
        {
            assert_eq!(Asked::from_fragment(nonsense), None, "{nonsense}");
        }
    }
}
