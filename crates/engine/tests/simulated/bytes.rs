//! Determinism, precision, limits, refusals.

use ninefold_engine::model;
use ninefold_engine::simulation::{Block, Collector, Options, Plan, Simulation, SimulationError};
use serde_json::json;

use crate::{failing, links, project, run, years};

fn plan(length: f64, precision: Option<f64>) -> Plan {
    let components = json!([
        {"id": "a", "failures": failing(980.0, 20.0)},
        {"id": "b", "failures": [{"mtbf": {"weibull": {"mean": 300, "shape": 1.5}}, "mttr": {"lognormal": {"mean": 1, "p95": 3}}}],
         "copies": {"mode": "active-passive", "failover": {"time": "45s", "success": 0.9, "manual": "30m"}}}
    ]);
    let project = project(json!([]), components, links(&[("a", "b")]), "a");
    Plan::new(&project, Options { precision, ..years(length) }).unwrap()
}

fn text(simulation: &Simulation) -> String {
    serde_json::to_string(simulation).unwrap()
}

/// Blocks run on four threads, sent as JSON and added backwards give the bytes of one run in order.
#[test]
fn the_same_bytes_in_any_order_and_on_any_number_of_threads() {
    let plan = plan(5_000.0, None);
    let mut alone = Collector::new(&plan);
    (0..plan.blocks()).for_each(|index| alone.add(plan.run_block(index, &mut |_| true).unwrap()));
    let done = std::sync::Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let (plan, done) = (&plan, &done);
            scope.spawn(move || {
                for index in (0..plan.blocks()).filter(|index| index % 4 == thread) {
                    let block = plan.run_block(index, &mut |_| true).unwrap();
                    done.lock().unwrap().push(serde_json::to_string(&block).unwrap());
                }
            });
        }
    });
    let mut together = Collector::new(&plan);
    for block in done.into_inner().unwrap().iter().rev() {
        together.add(serde_json::from_str::<Block>(block).unwrap());
    }
    assert!(alone.enough() && together.enough());
    assert_eq!(text(&alone.finish()), text(&together.finish()));
}

/// The precision is judged after each block in order, whatever else has arrived: later blocks change nothing.
#[test]
fn precision_stops_at_the_same_block() {
    let plan = plan(20_000.0, Some(0.05));
    let blocks: Vec<Block> =
        (0..plan.blocks()).map(|index| plan.run_block(index, &mut |_| true).unwrap()).collect();
    let (mut forward, mut backward) = (Collector::new(&plan), Collector::new(&plan));
    for block in blocks.iter().cloned() {
        if !forward.enough() {
            forward.add(block);
        }
    }
    blocks.into_iter().rev().for_each(|block| backward.add(block));
    assert!(forward.enough() && forward.merged() < plan.blocks(), "{}", forward.merged());
    let answer = forward.finish();
    assert_eq!(text(&answer), text(&backward.finish()));
    let interval = answer.journeys[0].unavailability;
    assert!((interval.high - interval.low) / 2.0 <= 0.05 * interval.mean);
    assert!(answer.method.contains("0.05"), "{}", answer.method);
}

#[test]
fn a_block_can_be_stopped() {
    let plan = plan(100_000.0, None);
    let mut asked = 0;
    let block = plan.run_block(0, &mut |years| {
        asked += 1;
        assert!(years >= 0.0);
        asked < 2
    });
    assert!(block.is_none() && asked == 2);
}

/// No year asked for is too few: at least two runs, and never an interval of no width.
#[test]
fn few_years_are_honest() {
    let quiet = project(json!([]), json!([{"id": "a", "failures": failing(1e7, 1.0)}]), json!([]), "a");
    for length in [0.01, 1.0, 40.0] {
        let answer = run(&quiet, years(length));
        let journey = &answer.journeys[0];
        assert!(answer.replications >= 2 && answer.years >= length);
        assert_eq!(journey.unavailability.low, 0.0);
        assert!(journey.unavailability.high > 1e-7, "{:?}", journey.unavailability);
        assert!(journey.window.breach_probability.high > 0.0 && journey.outages_per_year.high > 0.0);
        assert!(answer.warnings.iter().any(|warning| warning.contains("no outage")), "{:?}", answer.warnings);
    }
}

#[test]
fn bad_questions_are_answered_in_sentences() {
    let plan = |text: &str, options| Plan::new(&model::read(text).unwrap().project, options).unwrap_err();
    let empty = plan(r#"{"format": "ninefold/1"}"#, Options::default());
    assert_eq!(empty, SimulationError::NoComponents);
    let lonely = r#"{"format": "ninefold/1", "components": [{"id": "a"}]}"#;
    assert_eq!(plan(lonely, Options::default()), SimulationError::NoJourneys);
    let good = project(json!([]), json!([{"id": "a", "failures": failing(9.0, 1.0)}]), json!([]), "a");
    let ask = |options| Plan::new(&good, options).unwrap_err().to_string();
    for bad in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(ask(years(bad)).contains("years"), "{bad}");
    }
    let scenario = Options { scenario: Some("fire".to_owned()), ..Options::default() };
    assert!(ask(scenario).contains("'fire'"));
    assert!(ask(Options { precision: Some(0.0), ..Options::default() }).contains("precision"));
    assert!(ask(Options { confidence: 1.0, ..Options::default() }).contains("confidence"));
    let mad = project(json!([]), json!([{"id": "a", "failures": failing(1e-8, 1e-8)}]), json!([]), "a");
    let error = Plan::new(&mad, Options::default()).unwrap_err().to_string();
    assert!(error.contains("'a'") && error.contains("longer"), "{error}");
}

/// FNV-1a, 64 bits.
fn fingerprint(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The answers themselves are pinned: whoever changes a byte for a seed must do so knowingly, and on every machine alike.
#[test]
fn answers_are_pinned() {
    let plan = plan(2_000.0, None);
    let mut collector = Collector::new(&plan);
    (0..plan.blocks()).for_each(|index| collector.add(plan.run_block(index, &mut |_| true).unwrap()));
    let answer = collector.finish();
    assert_eq!(format!("{:016x}", fingerprint(&text(&answer))), "351183cdd07c7b1f");
}

/// The example of the first visit, played as the browsers' tests play it: they compare every browser with this.
#[test]
fn the_first_example_is_pinned() {
    let template = ninefold_engine::templates::find(ninefold_engine::templates::FIRST).unwrap();
    let example = model::read(template.text).unwrap().project;
    let answer = run(&example, Options { years: 2_000.0, seed: 7, ..Options::default() });
    assert_eq!(format!("{:016x}", fingerprint(&text(&answer))), "03f9e37fd7b39718");
}

/// What could run for ever is refused or bounded, in a sentence that says what to change: ten million events in a second of model time, by
/// failures, by planned work, by a breaker; repairs longer than the time between failures are played as they are.
#[test]
fn bad_models_are_bounded() {
    let plan = |parts, options| Plan::new(&project(json!([]), parts, json!([]), "a"), options);
    let fast = json!([{"id": "a", "failures": failing(5e-11, 5e-11)}]);
    let said = plan(fast, Options::default()).unwrap_err().to_string();
    assert!(said.contains("times a simulated year") && said.contains("'a'"), "{said}");
    let slow_repair = json!([{"id": "a", "failures": failing(1.0, 99.0)}]);
    let answer = run(&project(json!([]), slow_repair, json!([]), "a"), years(200.0));
    let down = answer.journeys[0].unavailability;
    assert!(down.low < 0.99 && 0.99 < down.high, "{down:?}");
    let wild =
        json!([{"id": "a", "failures": [{"mtbf": {"weibull": {"mean": 100, "shape": 0.05}}, "mttr": 1}]}]);
    assert!(plan(wild, Options::default()).unwrap_err().to_string().contains("shape"));
    let faults = |parts: serde_json::Value| {
        let text =
            json!({"format": "ninefold/1", "components": parts, "journeys": [{"id": "j", "entry": "a"}]});
        model::read(&text.to_string()).unwrap_err().to_string()
    };
    let often = faults(json!([{"id": "a", "maintenance": [{"every": "1ms", "for": "1us"}]}]));
    assert!(often.contains("maintenance[0]"), "{often}");
    let endless = faults(json!([{"id": "a", "maintenance": [{"every": "1h", "for": "2h"}]}]));
    assert!(endless.contains("begins again every 1h"), "{endless}");
    // A window of no length is a warning, and nothing happens.
    let empty = json!([{"id": "a", "maintenance": [{"every": "1h", "for": 0}]}]);
    assert_eq!(
        run(&project(json!([]), empty, json!([]), "a"), years(2.0)).journeys[0].unavailability.mean,
        0.0
    );
    let mut text = json!({"format": "ninefold/1", "components": [{"id": "a"}, {"id": "b"}], "journeys": [{"id": "j", "entry": "a"}]});
    text["links"] = json!([{"from": "a", "to": "b", "effect": "soft", "breaker": {"threshold": 1, "timeout": "1ms", "reset": "1ms"}}]);
    text["scenarios"] = json!([{"name": "s", "events": [{"at": "1h", "fail": "b", "for": "29d"}]}]);
    let project = model::read(&text.to_string()).unwrap().project;
    let answer = run(&project, Options { years: 1.0, scenario: Some("s".to_owned()), ..Options::default() });
    assert!(
        answer.events / answer.replications < 10,
        "tries that are bound to fail are not played: {}",
        answer.events
    );
}

/// Windows of no length, and scenarios about what is not there, are named.
#[test]
fn bad_windows_and_scenarios_are_named() {
    let faults = |text: serde_json::Value| match model::read(&text.to_string()) {
        Err(faults) => faults.to_string(),
        Ok(loaded) => {
            Plan::new(&loaded.project, Options { scenario: Some("s".to_owned()), ..Options::default() })
                .unwrap_err()
                .to_string()
        }
    };
    let mut text =
        json!({"format": "ninefold/1", "components": [{"id": "a"}], "journeys": [{"id": "j", "entry": "a"}]});
    text["scenarios"] = json!([{"name": "s", "events": [{"at": "1h", "fail": "ghost", "for": "1h"}]}]);
    let said = faults(text.clone());
    assert!(said.contains("ghost"), "{said}");
    text["scenarios"] = json!([{"name": "s", "events": [{"at": "1h", "fail": "a", "for": "1h"}]}]);
    text["objective"] = json!({"availability": 0.99, "window": "0s"});
    let said = faults(text.clone());
    assert!(said.contains("window"), "{said}");
    text["objective"] = json!({"availability": 0.99, "window": "1ms"});
    let said = faults(text);
    assert!(said.contains("window"), "{said}");
}

/// Too wild a log-normal law is refused by name; the mean repair of one almost as wild is met.
#[test]
fn wild_repairs_are_refused() {
    let with = |sigma: f64| {
        let failures = json!([{"mtbf": 100, "mttr": {"lognormal": {"mean": 1, "sigma": sigma}}}]);
        let parts = json!([{"id": "a", "failures": failures}]);
        Plan::new(&project(json!([]), parts, json!([]), "a"), Options::default())
    };
    let said = with(6.0).unwrap_err().to_string();
    assert!(said.contains("'a'") && said.contains("sigma"), "{said}");
    assert!(with(3.9).is_ok());
}

/// However many years are asked for, a block's memory is the same: what it sends is as long, but for the digits of larger counts.
#[test]
fn findings_do_not_grow_with_the_years() {
    let length = |years: f64| {
        let plan = plan(years, None);
        serde_json::to_string(&plan.run_block(plan.blocks() - 1, &mut |_| true).unwrap()).unwrap().len()
    };
    let (short, long) = (length(3_000.0), length(3_000_000.0));
    assert!(long < 2 * short, "{short} {long}");
}

/// What is never up is not rarely down: three that need each other in a circle, one of them by a rule that must be grounded.
#[test]
fn never_up_is_not_rare() {
    let parts = json!([{"id": "a", "failures": failing(1e5, 1.0)}, {"id": "b"}, {"id": "c", "needs": "any"}]);
    let circle = project(json!([]), parts, links(&[("a", "b"), ("b", "c"), ("c", "a")]), "a");
    let journey = run(&circle, years(100.0)).journeys.remove(0);
    assert_eq!((journey.unavailability.mean, journey.estimator.as_str()), (1.0, "plain"));
}
