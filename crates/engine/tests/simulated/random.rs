//! Random small models: networks against brute force over all states, and anything at all without a panic.

use ninefold_engine::model;
use ninefold_engine::simulation::Options;
use serde_json::{Value, json};

use crate::{project, run, years};

/// A small generator, so that the models are the same every time.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, many: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % many
    }

    pub fn pick<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.below(from.len() as u64) as usize].clone()
    }
}

/// Whether component 0 serves when these are up: links go to higher numbers only.
fn serves(at: usize, up: u32, needs: &[Vec<usize>], least: &[usize]) -> bool {
    let good = needs[at].iter().filter(|&&target| serves(target, up, needs, least)).count();
    up >> at & 1 == 1 && good >= least[at]
}

/// Independent parts, rules all / any / at least k, shared targets: the share of down states by enumeration.
#[test]
fn networks_against_brute_force() {
    for seed in 0..24 {
        let mut dice = Dice(seed);
        let count = 3 + dice.below(4) as usize;
        let (mut needs, mut least, mut parts, mut wiring) = (vec![], vec![], vec![], vec![]);
        let mut down = vec![];
        for at in 0..count {
            let targets: Vec<usize> = (at + 1..count).filter(|_| dice.below(2) == 0).collect();
            let k = if targets.is_empty() { 0 } else { 1 + dice.below(targets.len() as u64) as usize };
            let rule = if k == 0 { json!("all") } else { json!({"at_least": k}) };
            let (mtbf, mttr) = (dice.pick(&[20.0, 50.0, 90.0]), dice.pick(&[1.0, 5.0, 10.0]));
            let id = format!("c{at}");
            parts.push(json!({"id": id, "needs": rule, "failures": [{"mtbf": mtbf, "mttr": mttr}]}));
            wiring.extend(targets.iter().map(|target| json!({"from": id, "to": format!("c{target}")})));
            down.push(mttr / (mtbf + mttr));
            needs.push(targets);
            least.push(k);
        }
        let chance = |up: u32| -> f64 {
            (0..count).map(|at| if up >> at & 1 == 1 { 1.0 - down[at] } else { down[at] }).product()
        };
        let exact: f64 = (0..1 << count).filter(|&up| !serves(0, up, &needs, &least)).map(chance).sum();
        let project = project(json!([]), json!(parts), json!(wiring), "c0");
        let options = Options { confidence: 0.9999, ..years(100.0) };
        let interval = run(&project, options).journeys[0].unavailability;
        assert!(interval.low <= exact && exact <= interval.high, "{seed}: {exact} outside {interval:?}");
        assert!((interval.mean / exact - 1.0).abs() < 0.1, "{seed}: {exact} {interval:?}");
    }
}

/// Any mixture of everything the file can say.
fn anything(dice: &mut Dice) -> Value {
    let laws = [
        json!("40h"),
        json!({"fixed": {"value": 40}}),
        json!({"weibull": {"mean": 60, "shape": 1.7}}),
        json!({"lognormal": {"median": 30, "sigma": 0.9}}),
        json!({"gamma": {"mean": 50, "shape": 0.6}}),
        json!({"uniform": {"low": 0, "high": 70}}),
        json!({"empirical": {"samples": [0, 5, 50]}}),
    ];
    let times = [json!("20m"), json!({"fixed": {"value": 0}}), json!({"fixed": {"value": "1h"}})];
    let states = [json!("hot"), json!({"warm": {"factor": 0.3}}), json!({"cold": {"start": "5m"}})];
    let count = 2 + dice.below(5);
    let failover = |dice: &mut Dice| {
        let mut it = json!({"time": dice.pick(&times), "success": dice.pick(&[0.0, 0.5, 1.0])});
        if dice.below(2) == 0 {
            it["manual"] = dice.pick(&times);
        }
        it
    };
    let parts: Vec<Value> = (0..count)
        .map(|at| {
            let mode = |dice: &mut Dice, scope: &str| json!({"mtbf": dice.pick(&laws), "mttr": dice.pick(&laws[..5]), "scope": scope});
            let failures: Vec<_> = (0..dice.below(3)).map(|_| { let scope = dice.pick(&["copy", "copy", "all"]); mode(dice, scope) }).collect();
            let copies = match dice.below(3) {
                0 => json!({"mode": "single"}),
                1 => json!({"mode": "active-active", "count": 3, "required": 1 + dice.below(3), "detection": "10m", "repairers": 1 + dice.below(4)}),
                _ => json!({"mode": "active-passive", "active": 1 + dice.below(2), "standby": 1 + dice.below(2),
                            "standby_state": dice.pick(&states), "failover": failover(dice), "repairers": 1 + dice.below(4),
                            "failback": dice.pick(&[json!("none"), json!({"time": "2m"}), json!({"time": {"fixed": {"value": 0}}})])}),
            };
            let needs = match dice.below(4) {
                0 => json!("any"),
                1 => json!({"failover": failover(dice)}),
                _ => json!("all"),
            };
            let zones = dice.pick(&[json!([]), json!(["x"]), json!(["x1", "y"])]);
            json!({"id": format!("c{at}"), "failures": failures, "copies": copies, "needs": needs, "zones": zones})
        })
        .collect();
    let wiring: Vec<Value> = (0..dice.below(2 * count))
        .map(|_| {
            let from = dice.below(count);
            let to = (from + 1 + dice.below(count - 1)) % count;
            json!({"from": format!("c{from}"), "to": format!("c{to}"), "effect": dice.pick(&["hard", "hard", "soft"]), "loss": 0.1})
        })
        .collect();
    let zone = |id: &str| json!({"id": id, "failures": [{"mtbf": "100h", "mttr": "3h"}]});
    let mut inner = zone("x1");
    inner["parent"] = json!("x");
    json!({"format": "ninefold/1", "components": parts, "links": wiring, "zones": [zone("x"), inner, zone("y")],
           "objective": {"availability": 0.9, "window": "day", "measure": dice.pick(&["time", "requests"])},
           "journeys": [{"id": "j", "entry": "c0"}, {"id": "k", "entry": format!("c{}", dice.below(count))}],
           "scenarios": [{"name": "s", "events": [{"at": "1h", "fail": "c0", "for": "1h"}, {"at": "1h", "fail": "x", "for": "90m"}]}]})
}

/// Nothing panics, every figure is a number in its range, bins and windows add up.
#[test]
fn anything_goes() {
    let (mut read, mut refused) = (0, 0);
    for seed in 0..250 {
        let mut dice = Dice(seed);
        let text = anything(&mut dice).to_string();
        let Ok(loaded) = model::read(&text) else {
            refused += 1;
            continue;
        };
        read += 1;
        let scenario = (seed % 5 == 0).then(|| "s".to_owned());
        let options = Options { years: 2.0, seed, record: seed % 3 == 0, scenario, ..Options::default() };
        let answer = run(&loaded.project, options);
        for journey in &answer.journeys {
            let shares = [journey.unavailability, journey.served_fraction, journey.window.breach_probability];
            for share in shares {
                assert!(0.0 <= share.low && share.low <= share.mean, "{seed} {share:?}\n{text}");
                assert!(share.mean <= share.high && share.high <= 1.0 + 1e-12, "{seed} {share:?}\n{text}");
            }
            assert!(journey.served_fraction.mean <= journey.availability.mean + 1e-9, "{seed}\n{text}");
            let counted: u64 = journey.window.histogram.iter().map(|bin| bin.count).sum();
            assert_eq!(counted, journey.window.samples, "{seed}");
            let mean = journey.window.downtime_seconds.mean / journey.window.seconds;
            assert!((mean - journey.unavailability.mean).abs() < 0.02, "{seed} {mean}");
        }
        let ordered = answer.recording.windows(2).all(|pair| pair[0].at <= pair[1].at);
        assert!(ordered && answer.recording.iter().all(|event| event.journeys.len() == 2), "{seed}");
    }
    assert!(read > 150, "{read} read, {refused} refused");
}
