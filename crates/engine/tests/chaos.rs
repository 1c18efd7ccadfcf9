//! The chaos catalogue: what is offered for a project can be written, read back and played, and does something.

#![allow(clippy::unwrap_used)]

use ninefold_engine::model::{self, Project};
use ninefold_engine::simulation::{Collector, Options, Plan, chaos};
use ninefold_engine::templates;

#[test]
fn what_is_offered_can_be_played_and_does_something() {
    let mut played = 0;
    for template in templates::all() {
        let mut project = model::read(template.text).unwrap().project;
        let offered = chaos::catalogue(&project);
        project.scenarios = Some(offered.clone());
        let read = model::read(&model::write(&project)).unwrap().project;
        assert_eq!(read.scenarios(), offered);
        for scenario in offered {
            let options = Options {
                years: 3.0,
                scenario: Some(scenario.name.clone()),
                record: true,
                ..Options::default()
            };
            let plan = Plan::new(&read, options).unwrap();
            let mut collector = Collector::new(&plan);
            (0..plan.blocks()).for_each(|at| collector.add(plan.run_block(at, &mut |_| true).unwrap()));
            let answer = collector.finish();
            assert!(answer.recording.len() > 1, "{}: {}", template.id, scenario.name);
            played += 1;
        }
    }
    assert!(played > 10, "{played}");
}

/// The ten kinds, where a project has something for each to strike.
#[test]
fn the_example_offers_every_kind_it_has_something_for() {
    let project = model::read(templates::find(templates::FIRST).unwrap().text).unwrap().project;
    let names: Vec<String> = chaos::catalogue(&project).into_iter().map(|it| it.name).collect();
    for part in [
        "Kill an instance of ",
        "Lose eu-west-1a",
        "Lose eu-west-1",
        " lags",
        " slow to leave ",
        "Bad deploy of ",
        "Lose Load balancer",
        "Flush ",
        " browns out",
    ] {
        assert!(names.iter().any(|name| name.contains(part)), "{part} is not in {names:?}");
    }
}

#[test]
fn nothing_is_offered_where_there_is_nothing() {
    assert!(chaos::catalogue(&Project::empty()).is_empty());
}
