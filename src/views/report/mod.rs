//! The Report tab: the document as it will leave the page, and the ways out.

mod compare;
mod exports;
mod preview;

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use ninefold_engine::analysis::{self, Analysis, Options};
use ninefold_engine::budget::incidents::{Fixed, moment};
use ninefold_engine::compare::{Drawing, differences};
use ninefold_engine::model::Project;
use ninefold_engine::report::{Completed, Completion, Report, Versus};

use crate::browser::{clock, download};
use crate::state::{Answers, Runs, Workspace};
use crate::views::widgets::{AS_DESIGNED, switched_off};

/// So long the page may stand still for a piece of the report, in milliseconds.
const PIECE: f64 = 12.0;
/// An edit in a row of edits is not worth completing the report for.
const PAUSE: Duration = Duration::from_millis(200);

/// What the person may change about the document, kept while the tab is open.
#[derive(Clone, Copy)]
struct Cover {
    /// In place of the title the engine proposes, where it is not empty.
    title: RwSignal<String>,
    /// Printed as it is.
    date: RwSignal<String>,
    /// The design that this one is compared with.
    other: RwSignal<Option<Arc<Other>>>,
    /// The design with its answer.
    base: Memo<Option<Base>>,
    /// What makes the report complete, once it is known.
    completed: RwSignal<Option<Completed>>,
    /// Seed of the scenarios: that of the simulation the report includes.
    seed: Memo<Option<u64>>,
}

/// The document, and whether it can be made at all.
type Made = Memo<Option<Arc<Document>>>;

/// A report with the name its files get.
#[derive(Clone, PartialEq)]
struct Document {
    report: Report,
    /// What it is compared with, and what differs in the drawing.
    other: Option<(Arc<Other>, Drawing)>,
    stem: String,
    simulated: bool,
}

/// A design that was opened beside this one.
#[derive(PartialEq)]
struct Other {
    file: String,
    project: Project,
    report: Report,
}

/// The design with its answer.
#[derive(Clone)]
struct Base {
    project: Arc<Project>,
    analysis: Arc<Analysis>,
    /// Whether it holds the law of one window.
    window: bool,
}

impl PartialEq for Base {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.project, &other.project) && self.window == other.window
    }
}

/// The tab's content.
#[must_use]
pub fn view() -> AnyView {
    let answers = expect_context::<Answers>();
    let runs = expect_context::<Runs>();
    let cover = Cover {
        title: RwSignal::new(String::new()),
        date: RwSignal::new(clock::today()),
        other: RwSignal::new(None),
        base: Memo::new(move |_| base(answers, runs)),
        completed: RwSignal::new(None),
        seed: Memo::new(move |_| runs.current().map(|run| run.simulation.seed)),
    };
    complete(cover);
    let made: Made = Memo::new(move |_| cover.base.get().and_then(|base| make(&base, cover)).map(Arc::new));
    let possible = Memo::new(move |_| made.with(Option::is_some));
    view! {
        <section class="page report" aria-label="Report">
            <div class="page-inner">
                <header class="page-head">
                    <div>
                        <h1>"Report"</h1>
                        <p>{move || lead(made)}</p>
                    </div>
                </header>
                {switched_off(AS_DESIGNED)}
                {move || possible.get().then(|| exports::view(made, cover))}
            </div>
            {move || if possible.get() { preview::view(made) } else { nothing_yet(answers) }}
        </section>
    }
    .into_any()
}

/// The design as it is drawn, with everything switched on, whatever is being tried out.
fn base(answers: Answers, runs: Runs) -> Option<Base> {
    let solved = answers.solved.get();
    solved.problem.is_none().then_some(())?;
    let window = runs.current().is_some();
    // What a simulation saw of one window stands beside the exact law of it.
    let options = Options { window, ..Options::default() };
    let mut analysis = analysis::analyze(&solved.project, &options).ok()?;
    analysis.add(analysis::outlook(&solved.project, &options).ok()?);
    Some(Base { project: Arc::clone(&solved.project), analysis: Arc::new(analysis), window })
}

/// What makes the report complete, piece by piece once it is on the screen.
fn complete(cover: Cover) {
    let turn = StoredValue::new(0_u32);
    Effect::new(move |_| {
        cover.base.track();
        cover.date.track();
        cover.seed.track();
        cover.completed.set(None);
        // What is under way for the design as it was is dropped.
        turn.update_value(|turn| *turn += 1);
        let this = turn.get_value();
        let task = move || {
            let begun = cover.begin().filter(|_| cover.completed.with_untracked(Option::is_none));
            if let Some(completion) = begun {
                in_pieces(completion, cover, move || turn.try_get_value() == Some(this));
            }
        };
        if let Ok(handle) = set_timeout_with_handle(task, PAUSE) {
            on_cleanup(move || handle.clear());
        }
    });
}

fn in_pieces(mut completion: Completion, cover: Cover, wanted: impl Fn() -> bool + 'static) {
    let started = clock::milliseconds();
    while clock::milliseconds() - started < PIECE {
        if !wanted() {
            return;
        }
        if !completion.step() {
            cover.completed.try_set(Some(completion.finish()));
            return;
        }
    }
    set_timeout(move || in_pieces(completion, cover, wanted), Duration::ZERO);
}

impl Cover {
    fn begin(self) -> Option<Completion> {
        let base = self.base.get_untracked()?;
        let until = end_of(&self.date.get_untracked());
        Completion::new(&base.project, &base.analysis, until, self.seed.get_untracked()).ok()
    }

    /// What leaves the page is complete: the rest is computed at once where it is not there yet.
    fn complete_now(self) {
        if self.completed.with_untracked(Option::is_none) {
            self.completed.set(self.begin().map(Completion::finish));
        }
    }
}

/// The end of the day that is printed.
fn end_of(date: &str) -> Option<i64> {
    moment::parse(date.trim(), &Fixed(0), false).ok().map(|midnight| midnight + moment::DAY)
}

fn make(base: &Base, cover: Cover) -> Option<Document> {
    let (workspace, runs) = (expect_context::<Workspace>(), expect_context::<Runs>());
    let run = runs.current();
    let simulation = run.as_ref().map(|run| &run.simulation);
    let project = workspace.to_file();
    let mut report = Report::new(&project, &base.analysis, simulation, cover.date.get().trim());
    if let Some(completed) = cover.completed.get() {
        report.complete(completed);
    }
    let title = cover.title.get();
    if !title.trim().is_empty() {
        report.title = title.trim().to_owned();
    }
    let other = cover.other.get().map(|other| {
        let drawing = differences(&other.project, &project);
        (other, drawing)
    });
    let compared = if other.is_some() { "-compared" } else { "" };
    let stem = format!("{}{compared}", download::file_stem(base.project.display_name()));
    Some(Document { report, other, stem, simulated: run.is_some() })
}

fn lead(made: Made) -> String {
    let state = made.with(|made| {
        made.as_ref().map(|it| (it.simulated, it.other.as_ref().map(|(other, _)| other.report.name.clone())))
    });
    match state {
        Some((_, Some(other))) => format!("This design compared with {other}: what it makes better and worse."),
        Some((true, None)) => {
            "The document to hand over: one file without script or link to elsewhere. It includes the last simulation."
                .to_owned()
        }
        Some((false, None)) => {
            "The document to hand over: one file without script or link to elsewhere. Simulate first to include what the simulation says."
                .to_owned()
        }
        None => String::new(),
    }
}

fn nothing_yet(answers: Answers) -> AnyView {
    let why = move || {
        let problem = answers.solved.with(|solved| solved.problem.clone());
        problem.unwrap_or_else(|| "There is no answer to report yet.".to_owned())
    };
    view! {
        <div class="page-inner">
            <div class="card empty">
                <p>{why}</p>
                <a class="button" href="#/design">"Open the design"</a>
            </div>
        </div>
    }
    .into_any()
}

impl Document {
    fn to_html(&self) -> String {
        match self.versus() {
            Some(versus) => versus.to_html(),
            None => self.report.to_html(),
        }
    }

    /// The other design first: this one is what might come after it.
    fn versus(&self) -> Option<Versus<'_>> {
        let (other, drawing) = self.other.as_ref()?;
        let versus = Versus::new(&other.report, &self.report);
        Some(versus.with_drawing(drawing).from_files(&other.file, "this design"))
    }
}
