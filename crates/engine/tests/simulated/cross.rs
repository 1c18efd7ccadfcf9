//! Both methods on random models of everything at once, moving back and standby groups across zones included: the exact answer must lie in the
//! simulated interval.

use ninefold_engine::simulation::{Interval, Options};
use ninefold_engine::{analysis, model};
use serde_json::{Value, json};

use crate::random::Dice;
use crate::{run, years};

fn failover(dice: &mut Dice) -> Value {
    let mut it = json!({"time": dice.pick(&["20m", "1h"]), "success": dice.pick(&[0.7, 1.0])});
    if dice.below(2) == 0 {
        it["manual"] = json!("1h");
    }
    it
}

fn copies(dice: &mut Dice) -> Value {
    let mut it = match dice.below(3) {
        0 => return json!({"mode": "single"}),
        1 => json!({"mode": "active-active", "count": 3, "required": 1 + dice.below(3)}),
        _ => json!({"mode": "active-passive", "active": 1 + dice.below(2), "standby": 1 + dice.below(2),
                    "failover": failover(dice)}),
    };
    if it["mode"] == "active-active" && dice.below(2) == 0 {
        it["detection"] = json!("10m");
    }
    if it["mode"] == "active-active" && dice.below(3) == 0 {
        it["load_sharing"] = json!(1.5);
    }
    if it["mode"] == "active-passive" && dice.below(2) == 0 {
        it["standby_state"] =
            dice.pick(&[json!({"warm": {"factor": 0.3}}), json!({"cold": {"start": "30m"}})]);
    }
    if dice.below(3) == 0 {
        it["repairers"] = json!(1);
    }
    if it["mode"] == "active-passive" && dice.below(3) == 0 {
        it["failback"] = json!({"time": "15m"});
    }
    it
}

fn component(dice: &mut Dice, at: u64) -> Value {
    let mut failures = vec![json!({"mtbf": dice.pick(&["100h", "300h"]), "mttr": dice.pick(&["2h", "8h"])})];
    if dice.below(3) == 0 {
        failures.push(json!({"mtbf": "200h", "mttr": "1h", "scope": "all"}));
    }
    let copies = copies(dice);
    let needs = match dice.below(4) {
        0 => json!("any"),
        1 => json!({"failover": failover(dice)}),
        _ => json!("all"),
    };
    let zones = dice.pick(&[json!([]), json!(["x"]), json!(["x1", "y"])]);
    json!({"id": format!("c{at}"), "failures": failures, "copies": copies, "needs": needs, "zones": zones})
}

fn network(dice: &mut Dice) -> String {
    let count = 2 + dice.below(4);
    let parts: Vec<Value> = (0..count).map(|at| component(dice, at)).collect();
    let mut wiring = Vec::new();
    for _ in 0..2 * count {
        let (from, to) = (dice.below(count), dice.below(count));
        if from < to {
            let (from, to) = (format!("c{from}"), format!("c{to}"));
            wiring.push(match dice.below(3) {
                0 => json!({"from": from, "to": to, "effect": "soft", "loss": 0.1}),
                _ => json!({"from": from, "to": to}),
            });
        }
    }
    let zone = |id: &str| json!({"id": id, "failures": [{"mtbf": "500h", "mttr": "5h"}]});
    let mut inner = zone("x1");
    inner["parent"] = json!("x");
    json!({"format": "ninefold/1", "components": parts, "links": wiring, "zones": [zone("x"), inner, zone("y")],
           "journeys": [{"id": "j", "entry": "c0"}]})
    .to_string()
}

#[test]
fn both_methods_agree() {
    let mut compared = 0;
    for seed in 0..40 {
        let text = network(&mut Dice(seed));
        let Ok(loaded) = model::read(&text) else { continue };
        let exact =
            analysis::analyze(&loaded.project, &analysis::Options::default()).unwrap().journeys.remove(0);
        let options = Options { confidence: 0.9999, ..years(60.0) };
        let simulated = run(&loaded.project, options).journeys.remove(0);
        let inside = |interval: Interval, exact: f64, what: &str| {
            let room = 1e-9 * exact;
            let Interval { low, high, .. } = interval;
            assert!(
                low - room <= exact && exact <= high + room,
                "{seed} {what} {exact} {interval:?}\n{text}"
            );
        };
        inside(simulated.unavailability, exact.unavailability, "unavailability");
        inside(simulated.outages_per_year, exact.outages_per_year, "outages");
        inside(simulated.served_fraction, exact.served_fraction, "served");
        compared += 1;
    }
    assert!(compared >= 30, "{compared}");
}
