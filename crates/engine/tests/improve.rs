//! What is suggested is what comes of it.
#![allow(clippy::unwrap_used, clippy::panic)]

use ninefold_engine::model::{self, Project};
use ninefold_engine::plan::{Improve, Improvements, apply, component_cost, improve};
use ninefold_engine::{analysis, catalogue, templates};
use serde_json::{Value, json};

/// What money buys, or what saves some.
const BOUGHT: [&str; 5] = ["add-copy", "remove-copy", "add-zone", "second-region", "option"];

fn project(value: &Value) -> Project {
    model::read(&value.to_string()).unwrap().project
}

fn unavailability(project: &Project) -> f64 {
    analysis::analyze(project, &analysis::Options::default()).unwrap().journeys[0].unavailability
}

/// Every suggestion and every point of the front, done to the project and solved anew.
fn kept(name: &str, project: &Project) -> Improvements {
    let found = improve(project, None, None).unwrap();
    let base = unavailability(project);
    let suggestions = found.improvements.iter().map(|it| (&it.numbers, it.unavailability, &it.title));
    let title = "a point of the front".to_owned();
    let points = found.front.points.iter().map(|it| (&it.numbers, it.unavailability, &title));
    for (numbers, promised, title) in suggestions.chain(points) {
        let mut changed = project.clone();
        apply(&mut changed, None, numbers);
        let down = unavailability(&changed);
        let close = (down - promised).abs() <= 1e-9 * down.max(1e-15 * base);
        assert!(close, "{name}: {title}: {promised} was promised, {down} came of it, {base} before");
    }
    found
}

#[test]
fn promises_are_kept() {
    for template in ["ha-rest-api", "two-tier", "redis-sentinel", "multi-zone"] {
        let Some(template) = templates::find(template) else { continue };
        let project = model::read(template.text).unwrap().project;
        assert!(!kept(template.id, &project).improvements.is_empty(), "{}", template.id);
    }
}

/// How many copies must work follows the demand: four of 100 requests a second at 90 % for 450 of them are all needed, and so are five; another size needs
/// another number.
#[test]
fn promises_are_kept_where_demand_says_how_many_must_work() {
    let options = json!([
        {"name": "Small", "failures": [{"mtbf": "199h", "mttr": "1h"}], "capacity": {"per_copy_rps": 50, "target_utilisation": 0.9}, "cost": {"per_copy_month": 8}},
        {"name": "Big", "capacity": {"per_copy_rps": 200, "target_utilisation": 0.9}, "cost": {"per_copy_month": 20}}]);
    for (peak, big_helps) in [(450, false), (180, true)] {
        let value = json!({"format": "ninefold/1", "journeys": [{"id": "j", "entry": "api", "peak_rps": peak}],
            "components": [{"id": "api", "failures": [{"mtbf": "99h", "mttr": "1h"}], "options": options, "cost": {"per_copy_month": 10},
                "copies": {"mode": "active-active", "count": 4, "required": "from-demand"},
                "capacity": {"per_copy_rps": 100, "target_utilisation": 0.9}}]});
        let found = kept("demand", &project(&value));
        let small = found.improvements.iter().any(|it| it.title.contains("Small") && it.changes.len() == 1);
        assert!(!small || peak == 450, "half as large, twice as many must work");
        let big = found.improvements.iter().any(|it| it.title.contains("Big"));
        assert!(big || !big_helps, "{found:?}");
    }
}

/// No suggestion for money does more for less than the front says.
#[test]
fn the_front_is_not_beaten_by_a_suggestion() {
    let found =
        kept("ha-rest-api", &model::read(templates::find("ha-rest-api").unwrap().text).unwrap().project);
    let points = &found.front.points;
    assert!(points.len() > 2 && points.windows(2).all(|it| it[0].cost_month < it[1].cost_month));
    assert!(points.windows(2).all(|it| it[0].unavailability > it[1].unavailability));
    for it in &found.improvements {
        let Some(cost) = it.cost_month.filter(|cost| *cost > 0.0) else { continue };
        if !it.changes.iter().all(|step| BOUGHT.contains(&step.change.as_str())) {
            continue;
        }
        let least =
            points.iter().filter(|point| point.cost_month <= cost * (1.0 + 1e-9)).map(|it| it.unavailability);
        let least = least.fold(f64::INFINITY, f64::min);
        assert!(
            least <= it.unavailability * (1.0 + 1e-6),
            "{}: {} for {cost}, the front {least}",
            it.title,
            it.unavailability
        );
    }
    assert!(!found.front.proved, "switching is no part of the search");
}

/// Steele's and Vigna's SplitMix64: the same small models every time.
struct Random(u64);

impl Random {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % most
    }
}

/// Up to four components, some over zones that fail, some with more copies than they need, with dearer and cheaper options.
fn small(random: &mut Random) -> Value {
    let zone = |id: &str| json!({"id": id, "parent": "r", "failures": [{"mtbf": "60d", "mttr": "5h"}]});
    let count = 2 + random.below(2);
    let mut components = Vec::new();
    for number in 0..count {
        let copies = 1 + random.below(4);
        let required = 1 + random.below(copies);
        let option = |name: &str, hours: u64, price: u64| json!({"name": name, "failures": [{"mtbf": format!("{hours}h"), "mttr": "1h"}], "cost": {"per_copy_month": price}});
        let (hours, price) = (40 + random.below(400), 20 + random.below(60));
        let mut component = json!({"id": format!("c{number}"), "failures": [{"mtbf": format!("{hours}h"), "mttr": "1h"}],
            "cost": {"per_copy_month": price, "per_zone_month": random.below(9)}});
        if copies > 1 {
            component["copies"] = json!({"mode": "active-active", "count": copies, "required": required});
        }
        match random.below(3) {
            0 => component["zones"] = json!(["a"]),
            1 => component["zones"] = json!(["a", "b"]),
            _ => {}
        }
        let dear = option("dear", hours * 3, price + 15);
        // Cheaper and worse, or now and then cheaper and better, which beats the component as it is.
        let cheap = option("cheap", hours / 2 + random.below(hours * 6 / 10), price - 10);
        component["options"] = match random.below(3) {
            0 => json!([dear, cheap]),
            1 => json!([dear]),
            _ => json!([]),
        };
        components.push(component);
    }
    let links: Vec<Value> = (1..count)
        .map(|to| json!({"from": format!("c{}", random.below(to)), "to": format!("c{to}")}))
        .collect();
    json!({"format": "ninefold/1", "journeys": [{"id": "j", "entry": "c0"}], "components": components, "links": links,
        "zones": [{"id": "r", "kind": "region", "failures": [{"mtbf": "1y", "mttr": "4h"}]}, zone("a"), zone("b")]})
}

fn money(project: &Project) -> f64 {
    project.components().iter().map(|it| component_cost(it, it.copy_count()).total()).sum()
}

/// Every design that one change or two that go together of each component can make, solved one by one: (money more, unavailability).
fn all_designs(project: &Project) -> Vec<(f64, f64)> {
    let search = Improve::new(project, None, None).unwrap();
    let changes = search.changes();
    let bought: Vec<usize> = (0..changes.len()).filter(|&it| BOUGHT.contains(&changes[it].key())).collect();
    let mut designs: Vec<Vec<usize>> = vec![Vec::new()];
    for component in 0..project.components().len() {
        let own: Vec<usize> =
            bought.iter().copied().filter(|&it| changes[it].component() == Some(component)).collect();
        let mut ways: Vec<Vec<usize>> = vec![Vec::new()];
        for (at, &one) in own.iter().enumerate() {
            ways.push(vec![one]);
            let others = own[..at].iter().filter(|&&other| changes[other].goes_with(&changes[one]));
            ways.extend(others.map(|&other| vec![other, one]));
        }
        designs = designs
            .iter()
            .flat_map(|before| ways.iter().map(move |way| [before.clone(), way.clone()].concat()))
            .collect();
    }
    let mut session = analysis::Session::default();
    let mut solved = |numbers: &Vec<usize>| {
        let mut changed = project.clone();
        apply(&mut changed, None, numbers);
        let down =
            session.analyze(&changed, &analysis::Options::default()).unwrap().journeys[0].unavailability;
        (money(&changed) - money(project), down)
    };
    designs.iter().map(&mut solved).collect()
}

/// The cheapest design that keeps a promise and the best within a budget, of the front that trying all designs gives: also of points that the front shown leaves out.
fn asked_by_name(project: &Project, front: &[(f64, f64)]) {
    for at in [0, front.len() / 3, front.len() / 2, front.len() - 1] {
        let (cost, down) = front[at];
        let mut promised = project.clone();
        promised.objective = Some(model::Objective::of(1.0 - down * 1.000_000_000_5));
        // Within a budget the as-it-is design at least is to be had.
        let budget = (cost + 0.5).max(0.5);
        let found = improve(&promised, None, Some(budget)).unwrap();
        let best = front.iter().rev().find(|it| it.0 <= budget).unwrap();
        let within = found.best_within_budget.as_ref().unwrap();
        assert!((within.cost_month - best.0).abs() < 1e-6, "{within:?}, {best:?}");
        assert!((within.unavailability / best.1 - 1.0).abs() < 1e-8, "{within:?}, {best:?}");
        let cheapest = found.cheapest_for_objective.as_ref().unwrap();
        assert!((cheapest.cost_month - cost).abs() < 1e-6, "{cheapest:?}, {cost} {down}");
        assert!(found.cheapest_is_proved && (cheapest.unavailability / down - 1.0).abs() < 1e-8);
        assert!(found.warnings.is_empty(), "{:?}", found.warnings);
    }
    let mut promised = project.clone();
    let last = front[front.len() - 1].1;
    promised.objective = Some(model::Objective::of(1.0 - last * 0.9));
    let found = improve(&promised, None, None).unwrap();
    assert_eq!(found.cheapest_for_objective, None);
    assert!(found.warnings[0].contains("none keeps the promise of"), "{:?}", found.warnings);
}

/// Trying all designs gives the front that was found, where some changes save money and where zones make one choice better or worse for another.
#[test]
fn the_front_is_that_of_all_designs() {
    let mut random = Random(7);
    let (mut cheaper, mut beaten, mut designs) = (0, 0, 0);
    for model in 0..10 {
        let project = project(&small(&mut random));
        let mut all = all_designs(&project);
        designs += all.len();
        all.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
        let mut expected: Vec<(f64, f64)> = Vec::new();
        for design in all {
            if expected.last().is_none_or(|last| design.1 < last.1 * (1.0 - 1e-9)) {
                expected.push(design);
            }
        }
        let front = improve(&project, None, None).unwrap().front;
        let close = |one: &(f64, f64), cost: f64, down: f64| {
            (one.0 - cost).abs() < 1e-6 && (one.1 / down - 1.0).abs() < 1e-8
        };
        for point in &front.points {
            let is_one = expected.iter().any(|it| close(it, point.cost_month, point.unavailability));
            assert!(is_one, "model {model}: {point:?} is not on the front {expected:?}");
        }
        assert!(front.proved, "model {model}: {front:?}");
        asked_by_name(&project, &expected);
        // All of them, or two dozen of them with both ends.
        assert_eq!(front.points.len(), expected.len().min(24), "model {model}");
        let (first, last) = (expected[0], expected[expected.len() - 1]);
        let ends = (&front.points[0], &front.points[front.points.len() - 1]);
        assert!(close(&first, ends.0.cost_month, ends.0.unavailability), "model {model}");
        assert!(close(&last, ends.1.cost_month, ends.1.unavailability), "model {model}");
        cheaper += usize::from(front.points[0].cost_month < 0.0);
        beaten += usize::from(!front.points.iter().any(|point| point.numbers.is_empty()));
    }
    println!(
        "{designs} designs; {cheaper} models with cheaper ones, {beaten} in which the design as it is is beaten"
    );
    assert!(cheaper > 3 && (1..10).contains(&beaten));
}

/// The verdict counts planned work and lost requests, and so does the cheapest design that keeps the promise: checked as `check` does it.
#[test]
fn the_cheapest_design_keeps_the_verdict() {
    let work = json!([{"every": "30d", "for": "20m"}]);
    let value = |measure: &str, target: f64| {
        json!({"format": "ninefold/1", "journeys": [{"id": "j", "entry": "a"}], "objective": {"availability": target, "measure": measure},
        "links": [{"from": "a", "to": "b"}, {"from": "a", "to": "c", "effect": "soft", "loss": 0.2}], "components": [
            {"id": "a", "failures": [{"mtbf": "99h", "mttr": "1h"}], "cost": {"per_copy_month": 10}},
            {"id": "b", "failures": [{"mtbf": "49h", "mttr": "1h"}], "cost": {"per_copy_month": 30}, "maintenance": work},
            {"id": "c", "failures": [{"mtbf": "49h", "mttr": "1h"}], "cost": {"per_copy_month": 7}}]})
    };
    for (measure, target) in [("time", 0.995), ("time", 0.99), ("requests", 0.99), ("requests", 0.96)] {
        let project = project(&value(measure, target));
        let found = improve(&project, None, None).unwrap();
        let met = |numbers: &[usize]| {
            let mut changed = project.clone();
            apply(&mut changed, None, numbers);
            let answer = analysis::analyze(&changed, &analysis::Options::default()).unwrap();
            answer.journeys[0].objective.as_ref().unwrap().met
        };
        let cheapest = found.cheapest_for_objective.as_ref();
        let kept = found.front.points.iter().find(|point| met(&point.numbers));
        assert!(cheapest.is_some() && kept.is_some(), "{measure} {target}: {found:?}");
        assert!(met(&cheapest.unwrap().numbers), "{measure} {target}: {cheapest:?}");
        assert!(cheapest.unwrap().cost_month <= kept.unwrap().cost_month, "{measure} {target}");
        let text = serde_json::to_string(&found).unwrap();
        assert_eq!(serde_json::from_str::<Improvements>(&text).unwrap(), found);
    }
}

/// A component that stands for a promise of the catalogue may become a better tier of the same product; what else fails in it stays, and figures of one's own are left alone.
#[test]
fn a_better_tier_is_a_higher_promise() {
    let entries = catalogue::entries();
    let single = entries.iter().find(|entry| entry.id == "aws-rds-single").unwrap();
    let made = |change: &dyn Fn(&mut Value)| {
        let mut db = catalogue::component(single);
        db["id"] = json!("db");
        db["cost"] = json!({"per_copy_month": 80});
        let upgrade = json!({"name": "upgrade", "mtbf": "90d", "mttr": "5m"});
        db["failures"].as_array_mut().unwrap().push(upgrade);
        change(&mut db);
        project(
            &json!({"format": "ninefold/1", "journeys": [{"id": "j", "entry": "db"}], "components": [db]}),
        )
    };
    let tiers = |found: &Improvements| -> Vec<_> {
        let tier = |it: &&ninefold_engine::plan::Improvement| {
            it.changes.len() == 1 && it.changes[0].change == "better-tier"
        };
        found.improvements.iter().filter(tier).cloned().collect()
    };
    let found = kept("tier", &made(&|_| ()));
    let better = tiers(&found);
    assert_eq!(better.len(), 1, "{better:?}");
    // By hand: 1 − 0.9995 · 90 d ÷ (90 d + 5 min).
    let expected = 1.0 - 0.9995 * (90.0 * 1_440.0) / (90.0 * 1_440.0 + 5.0);
    assert!((better[0].unavailability / expected - 1.0).abs() < 1e-9, "{}", better[0].unavailability);
    assert_eq!((better[0].cost_month, better[0].saved_seconds_per_money), (None, None));
    assert_eq!(better[0].title, "RDS single DB instance: RDS Multi-AZ DB instance instead");
    for words in ["promises 99.95 %", "now 99.5 %", "not a measurement", "one synchronous standby"] {
        assert!(better[0].why.contains(words), "{}", better[0].why);
    }
    let mut changed = made(&|_| ());
    apply(&mut changed, None, &better[0].numbers);
    let after = &changed.components()[0];
    assert_eq!(after.name.as_deref(), Some("RDS Multi-AZ DB instance"));
    assert_eq!(catalogue::entry_id(after.source.as_deref().unwrap()), Some("aws-rds-multi-az"));
    assert_eq!(after.failures().len(), 2);
    assert!(
        !found.front.points.iter().any(|point| point.changes.iter().any(|step| step.change == "better-tier"))
    );
    let own = made(&|db| db["failures"][0]["availability"] = json!(0.9991));
    assert!(
        tiers(&improve(&own, None, None).unwrap()).is_empty(),
        "not the promise, only a figure that names it"
    );
    let several = made(&|db| db["copies"] = json!({"mode": "active-active", "count": 2, "required": 1}));
    assert!(tiers(&improve(&several, None, None).unwrap()).is_empty());
}

/// Copies that need not serve stand by where that saves downtime: failing half as often beside one that seldom fails to take over. Not where zones, demand or a shared load give another meaning to who serves.
#[test]
fn copies_may_stand_by() {
    let value = |change: &dyn Fn(&mut Value)| {
        let mut value = json!({"format": "ninefold/1", "journeys": [{"id": "j", "entry": "db", "peak_rps": 100}],
            "zones": [{"id": "a", "failures": [{"mtbf": "1y", "mttr": "1h"}]}, {"id": "b", "failures": [{"mtbf": "1y", "mttr": "1h"}]}],
            "components": [{"id": "db", "zones": ["a"], "failures": [{"mtbf": "2000h", "mttr": "400h"}], "cost": {"per_copy_month": 5},
                "copies": {"mode": "active-active", "count": 2, "required": 1, "detection": "90s"}}]});
        change(&mut value["components"][0]);
        project(&value)
    };
    let listed = |project: &Project| {
        let search = Improve::new(project, None, None).unwrap();
        search.changes().iter().any(|change| change.key() == "active-passive")
    };
    let found = kept("stand by", &value(&|_| ()));
    let alone = |it: &&ninefold_engine::plan::Improvement| {
        it.changes.len() == 1 && it.changes[0].change == "active-passive"
    };
    let it = found.improvements.iter().find(alone).unwrap();
    assert_eq!((it.title.as_str(), it.cost_month), ("db: 1 of 2 serve, one stands by", Some(0.0)));
    assert!(
        it.why.contains("failover in 1 m 30 s that works 98 % of the time, else 30 m by hand"),
        "{}",
        it.why
    );
    let mut changed = value(&|_| ());
    apply(&mut changed, None, &it.numbers);
    let copies = changed.components()[0].copies.as_ref().unwrap();
    assert_eq!((copies.active(), copies.standby()), (1, 1));
    assert!(model::validate(&changed).is_empty(), "{:?}", model::validate(&changed));
    // Repaired soon, they are better off without switching.
    let soon = improve(&value(&|db| db["failures"][0]["mttr"] = json!("1h")), None, None).unwrap();
    assert!(!soon.improvements.iter().any(|it| it.changes[0].change == "active-passive"));
    assert!(!listed(&value(&|db| db["zones"] = json!(["a", "b"]))), "in two zones");
    assert!(!listed(&value(&|db| db["copies"]["load_sharing"] = json!(3))), "a shared load");
    assert!(!listed(&value(&|db| db["copies"]["required"] = json!(2))), "all are needed");
    let demand = value(&|db| {
        db["copies"] = json!({"mode": "active-active", "count": 4, "required": "from-demand"});
        db["capacity"] = json!({"per_copy_rps": 100, "target_utilisation": 0.9});
    });
    assert!(!listed(&demand), "as many as the demand needs");
}
