//! What a page and its workers tell each other: garbage is refused, whatever is understood is done without a panic, and every word a
//! worker says can be read. A block that is damaged on its way spoils figures at most.

use std::sync::LazyLock;

use ninefold_engine::job::{JobEvent, JobRequest, Runner};
use ninefold_engine::model;
use ninefold_engine::simulation::{Block, Collector, Options, Plan};
use serde_json::{Number, Value};

/// Steps that a worker plays of one request.
const STEPS: usize = 2;

const PROJECT: &str = r#"{"format": "ninefold/1", "journeys": [{"id": "j", "entry": "api", "peak_rps": 10}],
    "objective": {"availability": 0.99, "window": "month"},
    "components": [{"id": "api", "failures": [{"mtbf": "30d", "mttr": "6h"}]},
        {"id": "db", "failures": [{"mtbf": "1y", "mttr": "6h"}]}],
    "links": [{"from": "api", "to": "db", "effect": "soft", "loss": 0.25,
        "breaker": {"threshold": 30, "timeout": "2s", "reset": "1m"}}]}"#;

/// The plan a page waits for, and its first blocks.
static AWAITED: LazyLock<(Plan, Vec<Block>)> = LazyLock::new(|| {
    let project = model::read(PROJECT).map(|loaded| loaded.project);
    let project = project.unwrap_or_else(|faults| panic!("{faults}"));
    let options = Options { years: 60.0, precision: Some(0.1), ..Options::default() };
    let plan = Plan::new(&project, options).unwrap();
    let blocks =
        (0..plan.blocks().min(3)).map(|index| plan.run_block(index, &mut |_| true).unwrap()).collect();
    (plan, blocks)
});

/// The property: a text that is a message, or lines `number value` that say which numbers of a block are damaged.
pub fn holds(text: &str) {
    if let Ok(request) = serde_json::from_str::<JobRequest>(text) {
        serves(request);
    }
    if let Ok(event) = serde_json::from_str::<JobEvent>(text) {
        travels(&event);
        if let JobEvent::BlockDone { block, .. } = event {
            collects(vec![*block]);
        }
    }
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        collects(spoiled(text));
    }
}

fn serves(mut request: JobRequest) {
    if let JobRequest::Simulate { options, blocks, .. } = &mut request {
        options.years = options.years.min(200.0);
        blocks.truncate(2);
    }
    let mut runner = Runner::new();
    runner.handle(request).iter().for_each(travels);
    for _ in 0..STEPS {
        runner.step().iter().for_each(travels);
    }
}

/// What a worker says, the page can read.
fn travels(event: &JobEvent) {
    let text = serde_json::to_string(event).unwrap();
    if let Err(error) = serde_json::from_str::<JobEvent>(&text) {
        panic!("{error}: {text}");
    }
}

/// As a page takes blocks.
fn collects(blocks: Vec<Block>) {
    let (plan, awaited) = &*AWAITED;
    let mut collector = Collector::new(plan);
    for block in blocks.into_iter().chain(awaited.iter().cloned()) {
        if collector.fits(&block) {
            collector.add(block);
        }
        let _enough = collector.enough();
        if collector.merged() > 0 {
            serde_json::to_string(&collector.finish()).unwrap();
        }
    }
}

/// The awaited blocks with some numbers, counted through all of them, in the place of others.
fn spoiled(text: &str) -> Vec<Block> {
    let edits: Vec<(usize, Number)> = text
        .lines()
        .take(8)
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(at, number)| Some((at.parse().ok()?, serde_json::from_str(number).ok()?)))
        .collect();
    let mut count = 0;
    let blocks = AWAITED.1.iter().filter_map(|block| {
        let mut value = serde_json::to_value(block).unwrap();
        spoil(&mut value, &mut count, &edits);
        serde_json::from_value(value).ok()
    });
    blocks.collect()
}

fn spoil(value: &mut Value, count: &mut usize, edits: &[(usize, Number)]) {
    match value {
        Value::Number(number) => {
            if let Some((_, other)) = edits.iter().find(|(at, _)| at == count) {
                *number = other.clone();
            }
            *count += 1;
        }
        Value::Array(list) => list.iter_mut().for_each(|entry| spoil(entry, count, edits)),
        Value::Object(map) => map.values_mut().for_each(|entry| spoil(entry, count, edits)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::damage;

    #[test]
    fn of_every_seed_and_its_beginnings() {
        for seed in damage::seeds("messages") {
            seed.char_indices().step_by(9).for_each(|(end, _)| holds(&seed[..end]));
            holds(&seed);
        }
    }

    /// More windows over the allowance than windows: the page stopped with a panic instead of leaving the block aside.
    #[test]
    fn of_a_block_with_more_breaches_than_windows() {
        holds("17 18415");
        let (plan, awaited) = &*AWAITED;
        let collector = Collector::new(plan);
        assert!(awaited.iter().all(|block| collector.fits(block)));
        assert!(spoiled("17 18415").iter().any(|block| !collector.fits(block)));
    }

    /// Each number of the blocks in turn, as large and as small as can be.
    #[test]
    fn of_every_number_damaged() {
        let mut count = 0;
        let mut value = serde_json::to_value(&AWAITED.1[..1]).unwrap();
        spoil(&mut value, &mut count, &[]);
        assert!(count > 100, "{count}");
        for at in (0..count).step_by(3) {
            for number in ["0", "18446744073709551615", "1e308", "-1e308", "-1"] {
                holds(&format!("{at} {number}"));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn of_damaged_seeds(which in 0..1_000_usize, edits in prop::collection::vec(damage::edit(), 1..3)) {
            let seeds = damage::seeds("messages");
            let seed = &seeds[which % seeds.len()];
            holds(&damage::figures(seed, &edits));
            holds(&damage::letters(seed, &edits));
        }
    }
}
