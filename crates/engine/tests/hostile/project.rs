//! Project files: what is read is written and read again the same, and whatever validates is solved and simulated within its budgets.

use ninefold_engine::analysis::{self, Analysis, JourneyAnswer};
use ninefold_engine::model::{self, Project};
use ninefold_engine::simulation::{BlockRun, Collector, Options, Plan};

use crate::finite;

/// Nodes of a diagram past which there are bounds: fewer than the page allows, so that more texts are tried.
const NODES: usize = 50_000;
/// State changes that are played of one text.
const EVENTS: u64 = 100_000;
/// Components up to which the first outage and a window are asked for too.
const SMALL: usize = 8;
/// Components up to which every measure of importance is computed.
const MEASURED: usize = 30;

/// The property.
pub fn holds(text: &str) {
    let loaded = match model::read(text) {
        Ok(loaded) => loaded,
        Err(faults) => return assert!(faults.0.iter().all(|fault| !fault.message.is_empty())),
    };
    for written in [model::write(&loaded.project), model::write_short(&loaded.project)] {
        let again =
            model::read(&written).unwrap_or_else(|faults| panic!("written, refused: {faults}\n{written}"));
        assert!(again == loaded, "written, read as another project:\n{written}");
    }
    solves(&loaded.project);
    plays(&loaded.project);
}

/// The exact answer, or a sentence.
pub fn solves(project: &Project) {
    let options =
        analysis::Options { node_limit: NODES, curve: vec![0.0, 24.0], window: true, ..Default::default() };
    let small = project.components().len() + project.zones().len() <= SMALL;
    let answer = if small {
        analysis::analyze_in_full(project, &options)
    } else {
        analysis::analyze(project, &options)
    };
    match answer {
        Ok(answer) => check(&answer),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn check(answer: &Analysis) {
    for component in &answer.components {
        finite::assert_share(component.availability, "a component's availability");
        finite::assert_share(component.unavailability, "a component's unavailability");
    }
    answer.journeys.iter().for_each(check_journey);
    let whole = answer.journeys.iter().all(|it| it.bounds.is_none());
    if whole && answer.components.len() <= MEASURED {
        finite::assert(answer, "the exact answer");
    }
}

fn check_journey(journey: &JourneyAnswer) {
    finite::assert_share(journey.availability, "availability");
    finite::assert_share(journey.unavailability, "unavailability");
    if let Some(bounds) = journey.bounds {
        finite::assert_share(bounds.low, "the lower bound");
        finite::assert_share(bounds.high, "the upper bound");
        assert!(bounds.low <= bounds.high, "{bounds:?}");
    }
    if let Some(objective) = &journey.objective {
        finite::assert_share(objective.breach_probability, "the chance of a breach");
    }
}

/// A short simulation, and one of each scenario, or a sentence.
pub fn plays(project: &Project) {
    let names = project.scenarios().iter().take(2).map(|scenario| Some(scenario.name.clone()));
    for scenario in std::iter::once(None).chain(names) {
        let record = scenario.is_some();
        let options = Options { years: 30.0, scenario, record, ..Options::default() };
        match Plan::new(project, options) {
            Ok(plan) => play(&plan),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

fn play(plan: &Plan) {
    let mut collector = Collector::new(plan);
    let mut left = EVENTS;
    for index in 0..plan.blocks() {
        let mut run = BlockRun::new(plan, index);
        while !run.advance(plan, EVENTS / 8) {
            left = left.saturating_sub(EVENTS / 8);
            if left == 0 {
                return;
            }
        }
        let block = run.into_block();
        left = left.saturating_sub(block.events);
        collector.add(block);
        if left == 0 {
            return;
        }
    }
    assert!(collector.enough());
    let simulation = collector.finish();
    for journey in &simulation.journeys {
        finite::assert_share(journey.availability.mean, "simulated availability");
        finite::assert_share(journey.unavailability.mean, "simulated unavailability");
    }
    finite::assert(&simulation, "the simulation");
}

#[cfg(test)]
mod tests {
    use ninefold_engine::templates;
    use proptest::prelude::*;

    use super::*;
    use crate::damage;

    #[test]
    fn of_every_template_and_seed() {
        templates::all().iter().for_each(|template| holds(template.text));
        damage::seeds("project").iter().for_each(|seed| holds(seed));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn of_damaged_templates(
            which in 0..templates::all().len(),
            edits in prop::collection::vec(damage::edit(), 1..4),
        ) {
            holds(&damage::figures(templates::all()[which].text, &edits));
            holds(&damage::letters(templates::all()[which].text, &edits));
        }
    }
}
