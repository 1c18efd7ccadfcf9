//! What the engine says natively: the other side of every comparison.

use ninefold_engine::analysis::{self, JourneyAnswer};
use ninefold_engine::budget::incidents::{Fixed, moment};
use ninefold_engine::model::{self, Project};
use ninefold_engine::report::{Completion, Report};
use ninefold_engine::simulation::{Collector, Options, Plan, Simulation};

/// Reads a project file as the command line does.
pub fn project(text: &str) -> Project {
    model::read(text)
        .unwrap_or_else(|faults| panic!("the page saved a file the engine refuses:\n{faults}"))
        .project
}

/// The exact answer for one journey; the first where none is named.
pub fn answer(project: &Project, journey: Option<&str>) -> JourneyAnswer {
    let answer = analysis::analyze(project, &analysis::Options::default()).expect("an exact answer");
    let mut journeys = answer.journeys.into_iter();
    journeys.find(|it| journey.is_none_or(|id| it.id == id)).expect("the journey")
}

/// The report of a date, as `ninefold report` makes it.
pub fn report(project: &Project, date: &str) -> Report {
    let options = analysis::Options::default();
    let analysis = analysis::analyze_in_full(project, &options).expect("an exact answer");
    let mut report = Report::new(project, &analysis, None, date);
    let midnight = moment::parse(date, &Fixed(0), false).expect("a date");
    let completion = Completion::new(project, &analysis, Some(midnight + moment::DAY), None);
    report.complete(completion.expect("what completes a report").finish());
    report
}

/// The simulation on one thread.
pub fn simulation(project: &Project, years: f64, seed: u64) -> Simulation {
    play(project, Options { years, seed, ..Options::default() })
}

/// A scenario on one thread.
pub fn scenario(project: &Project, name: &str, years: f64, seed: u64) -> Simulation {
    play(project, Options { years, seed, scenario: Some(name.to_owned()), ..Options::default() })
}

fn play(project: &Project, options: Options) -> Simulation {
    let plan = Plan::new(project, options).expect("a plan");
    let mut collector = Collector::new(&plan);
    for index in 0..plan.blocks() {
        collector.add(plan.run_block(index, &mut |_| true).expect("a block"));
    }
    collector.finish()
}

/// Equal but for the last bits.
pub fn close(left: f64, right: f64) -> bool {
    (left - right).abs() <= 1e-12 * left.abs().max(right.abs()).max(1e-300)
}
