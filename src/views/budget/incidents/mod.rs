//! What really happened: a log of incidents, typed, pasted or opened, held against the promise and taken into the model.

mod account;
mod input;
mod observed;

use leptos::prelude::*;
use ninefold_editor::command::{Command, Input, Target};
use ninefold_engine::budget::credits::{Schedule, schedules};
use ninefold_engine::budget::incidents::{Columns, Fixed, Log, Place, Reading, Table, moment};
use ninefold_engine::budget::{Statement, statement};
use ninefold_engine::units::format_number_of;

use crate::browser::clock;
use crate::state::{NoticeKind, Ui, Workspace};

/// Most incidents a project keeps: it is saved at every edit.
const KEPT: usize = 5_000;

/// No place in particular.
const UTC: &str = "utc";
/// Where the person is.
const HERE: &str = "here";

/// Where the person's clocks stand.
struct Here;

impl Place for Here {
    fn ahead_of_local(&self, local: i64) -> i64 {
        clock::ahead_of_local(local)
    }

    fn ahead_at(&self, unix: i64) -> i64 {
        clock::ahead_at(unix)
    }
}

/// Where a time zone's clocks stand.
struct There(clock::Zone);

impl Place for There {
    fn ahead_of_local(&self, local: i64) -> i64 {
        self.0.ahead_of_local(local)
    }

    fn ahead_at(&self, unix: i64) -> i64 {
        self.0.ahead_at(unix)
    }
}

/// What is being read, and how.
#[derive(Clone, Copy)]
struct Desk {
    workspace: Workspace,
    /// What was typed, pasted or opened.
    text: RwSignal<String>,
    /// Which column holds what, where that was changed.
    columns: RwSignal<Option<Columns>>,
    /// Where the clocks stand that moments without an offset are read off: [`UTC`], [`HERE`] or the name of a time zone.
    zone: RwSignal<String>,
    day_first: RwSignal<bool>,
    /// Watched from, as typed; empty for the first of the month of the first incident.
    since: RwSignal<String>,
    /// By whose rules past months are credited.
    rules: RwSignal<String>,
    /// Rows and cells of the text.
    table: Memo<Option<Table>>,
    /// The incidents: of the text, or those the project keeps.
    log: Memo<Option<Log>>,
}

impl Desk {
    fn new() -> Self {
        let workspace = expect_context::<Workspace>();
        let text = RwSignal::new(String::new());
        let (columns, day_first) = (RwSignal::new(None), RwSignal::new(false));
        let zone = RwSignal::new(UTC.to_owned());
        let table =
            Memo::new(move |_| text.with(|text| (!text.trim().is_empty()).then(|| Table::read(text))));
        let kept = Memo::new(move |_| workspace.project().incidents.clone());
        let log = Memo::new(move |_| {
            let now = now();
            table.with(|table| match table {
                Some(table) => {
                    let place = zone.with(|zone| place(zone));
                    let reading = Reading {
                        columns: columns.get(),
                        place: place.as_ref(),
                        day_first: day_first.get(),
                        now,
                    };
                    Some(Log::of(table, &reading))
                }
                None => kept.with(|kept| kept.as_ref().map(|kept| Log::kept(kept, now))),
            })
        });
        Self {
            workspace,
            text,
            columns,
            zone,
            day_first,
            since: RwSignal::new(String::new()),
            rules: RwSignal::new("own".to_owned()),
            table,
            log,
        }
    }

    /// The account of the log; none where there is none.
    fn statement(self) -> Option<Statement> {
        let place = self.zone.with(|zone| place(zone));
        let since = self
            .since
            .with(|text| moment::parse(text, place.as_ref(), self.day_first.get()).ok())
            // A year that is not typed to its end.
            .filter(|since| *since >= 0);
        let project = self.workspace.project();
        let rules = self.rules.get();
        let own = || project.objective.as_ref().and_then(Schedule::own);
        let schedule = schedules().iter().find(|schedule| schedule.id == rules).cloned().or_else(own);
        self.log.with(|log| {
            let log = log.as_ref().filter(|log| log.rows > 0)?;
            Some(statement(&project, log, since, now(), place.as_ref(), schedule.as_ref()))
        })
    }

    /// Puts what was read into the project, or takes all incidents out of it.
    fn keep(self, keep: bool) {
        let ui = expect_context::<Ui>();
        let (value, name) = if keep {
            let log = self.log.get_untracked().unwrap_or_default();
            if log.incidents.len() > KEPT {
                let words = format!(
                    "A project keeps at most {KEPT} incidents. The figures here are of all of them all the same."
                );
                return ui.notify(NoticeKind::Error, words);
            }
            (
                Input::Json(log.to_kept()),
                format!("Keep {}", format_number_of(log.incidents.len() as f64, "incident", "incidents")),
            )
        } else {
            (Input::Clear, "Forget the incidents".to_owned())
        };
        let command =
            Command::Batch { name, commands: vec![Command::set(Target::Project, "incidents", value)] };
        match self.workspace.dispatch(command) {
            Ok(()) => self.text.set(String::new()),
            Err(why) => ui.notify(NoticeKind::Error, why),
        }
    }
}

fn now() -> i64 {
    (clock::now() / 1e3) as i64
}

fn place(zone: &str) -> Box<dyn Place> {
    let named = || clock::Zone::named(zone).map(|zone| Box::new(There(zone)) as Box<dyn Place>);
    match zone {
        HERE => Box::new(Here),
        UTC => Box::new(Fixed(0)),
        _ => named().unwrap_or(Box::new(Fixed(0))),
    }
}

/// The card.
pub fn view() -> AnyView {
    let desk = Desk::new();
    view! {
        <section class="card incidents" aria-labelledby="incidents-title" data-testid="incidents">
            <h2 id="incidents-title">"What really happened"</h2>
            <p class="card-lead">
                "Incidents, one a line: when it began, when it ended or how long it lasted, what happened. Or a CSV file from any other tool."
            </p>
            {input::view(desk)}
            <div aria-live="polite">{move || desk.statement().map(|found| account::view(desk, &found))}</div>
        </section>
    }
    .into_any()
}
