//! The Report tab: the document as it will leave the page, and the ways out.

mod exports;
mod preview;

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::analysis::{self, Options};
use ninefold_engine::report::Report;

use crate::browser::{clock, download};
use crate::state::{Answers, Runs, Workspace};

/// What the person may change about the document, kept while the tab is open.
#[derive(Clone, Copy)]
struct Cover {
    /// In place of the title the engine proposes, where it is not empty.
    title: RwSignal<String>,
    /// Printed as it is.
    date: RwSignal<String>,
}

/// The document, and whether it can be made at all.
type Made = Memo<Option<Arc<Document>>>;

/// A report with the name its files get.
#[derive(Clone, PartialEq)]
struct Document {
    report: Report,
    stem: String,
    simulated: bool,
}

/// The tab's content.
#[must_use]
pub fn view() -> AnyView {
    let answers = expect_context::<Answers>();
    let cover = Cover { title: RwSignal::new(String::new()), date: RwSignal::new(clock::today()) };
    let made: Made = Memo::new(move |_| make(cover).map(Arc::new));
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
                {move || possible.get().then(|| exports::view(made, cover))}
            </div>
            {move || if possible.get() { preview::view(made) } else { nothing_yet(answers) }}
        </section>
    }
    .into_any()
}

/// The document of the design as it is drawn: with everything switched on, whatever is being tried out.
fn make(cover: Cover) -> Option<Document> {
    let (workspace, runs) = (expect_context::<Workspace>(), expect_context::<Runs>());
    let solved = expect_context::<Answers>().solved.get();
    solved.problem.is_none().then_some(())?;
    let run = runs.current();
    // What a simulation saw of one window stands beside the exact law of it.
    let options = Options { window: run.is_some(), ..Options::default() };
    let mut analysis = analysis::analyze(&solved.project, &options).ok()?;
    analysis.add(analysis::outlook(&solved.project, &options).ok()?);
    let simulation = run.as_ref().map(|run| &run.simulation);
    let mut report = Report::new(&workspace.to_file(), &analysis, simulation, cover.date.get().trim());
    let title = cover.title.get();
    if !title.trim().is_empty() {
        report.title = title.trim().to_owned();
    }
    let stem = download::file_stem(solved.project.display_name());
    Some(Document { report, stem, simulated: run.is_some() })
}

fn lead(made: Made) -> &'static str {
    match made.with(|made| made.as_ref().map(|document| document.simulated)) {
        Some(true) => {
            "The document to hand over: one file without script or link to elsewhere. It includes the last simulation."
        }
        Some(false) => {
            "The document to hand over: one file without script or link to elsewhere. Simulate first to include what the simulation says."
        }
        None => "",
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
