//! `ninefold simulate`: the failures played out in time.

use std::io::IsTerminal;
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use ninefold_engine::analysis;
use ninefold_engine::model::Project;
use ninefold_engine::report::SimulationReport;
use ninefold_engine::simulation::{Options, Plan, RecordedEvent, Simulation};
use ninefold_engine::units::{format_count, format_duration};

use crate::args::Simulate;
use crate::failure::Failure;
use crate::table::table;
use crate::{Outcome, input, output, parallel, text};

/// A progress bar shows itself after this long.
const PATIENCE: Duration = Duration::from_secs(1);

/// Runs the command.
pub fn run(arguments: &Simulate) -> Result<Outcome, Failure> {
    let project = input::project(&arguments.file)?;
    let simulation = play(&project, options(arguments), thread_count(arguments.playing.threads))?;
    if arguments.json {
        output::print_json(&simulation)?;
    } else {
        output::tell(&in_words(&project, arguments, &simulation))?;
    }
    Ok(Outcome::Done)
}

fn options(arguments: &Simulate) -> Options {
    let defaults = Options::default();
    Options {
        years: arguments.years.unwrap_or(defaults.years),
        precision: arguments.precision,
        seed: arguments.playing.seed.unwrap_or(defaults.seed),
        record: arguments.record,
        scenario: arguments.scenario.clone(),
        month: arguments.month.unwrap_or(defaults.month),
        ..defaults
    }
}

/// As asked for, or one a processor.
pub fn thread_count(asked: Option<u32>) -> u32 {
    let processors = || std::thread::available_parallelism().map_or(1, |count| count.get() as u32);
    asked.unwrap_or_else(processors)
}

/// Simulates with a progress bar on a terminal, and fills in what only a clock and a machine know.
pub fn play(project: &Project, options: Options, threads: u32) -> Result<Simulation, Failure> {
    let plan = Plan::new(project, options)?;
    let start = Instant::now();
    let bar = ProgressBar::with_draw_target(Some(plan.blocks()), ProgressDrawTarget::hidden());
    let style = ProgressStyle::with_template("  simulating {wide_bar} {percent:>3} %  {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    let terminal = std::io::stderr().is_terminal();
    let mut simulation = parallel::run(&plan, threads as usize, |done| {
        if terminal && bar.is_hidden() && start.elapsed() > PATIENCE {
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        bar.set_position(done);
    });
    bar.finish_and_clear();
    simulation.seconds = start.elapsed().as_secs_f64();
    simulation.threads = threads;
    Ok(simulation)
}

/// The simulation beside the exact answer; a scenario has no exact answer to stand beside.
fn in_words(project: &Project, arguments: &Simulate, simulation: &Simulation) -> String {
    let steady = arguments.scenario.is_none();
    let options = analysis::Options { window: true, ..analysis::Options::default() };
    let exact = steady.then(|| analysis::analyze_in_full(project, &options).ok()).flatten();
    let section = SimulationReport::new(project, exact.as_ref(), simulation).section();
    let mut words = text::render([&section]);
    if !simulation.recording.is_empty() {
        words += &format!("\nOne run, recorded\n{}", recording(&simulation.recording));
    }
    let plural = if simulation.threads == 1 { "" } else { "s" };
    words += &format!(
        "\nMethod: {}.\n{} events in {:.1} s on {} thread{plural}.\n",
        simulation.method.trim_end_matches('.'),
        format_count(simulation.events as f64),
        simulation.seconds,
        simulation.threads
    );
    words
}

fn recording(events: &[RecordedEvent]) -> String {
    let journeys = |event: &RecordedEvent| {
        let states: Vec<String> = event.journeys.iter().map(|(id, state)| format!("{id} {state}")).collect();
        states.join(", ")
    };
    let rows = events.iter().map(|event| {
        vec![
            format_duration(event.at),
            event.subject.clone(),
            event.change.clone(),
            event.why.clone(),
            journeys(event),
        ]
    });
    table(&[">At", "What", "Change", "Why", "Journeys"], rows)
}
