//! The classical redundancy allocation problem: 14 subsystems in series, mixtures of components allowed, cost ≤ 130 and 33 limits of the weight.
//!
//! Data: Fyffe, Hines & Lee 1968 as in `../shared/oracles/cases.json` (rap-fyffe-W189); the limits: Nakagawa & Miyazaki 1981. The reliabilities of limits 159, 189, 190 and
//! 191 as quoted by RePyability's test suite; the others as a second method has them: dynamic programming over the whole grid of cost and weight, without bounds.
//!
//! And reliability-redundancy allocation (rrap-series, Tillman, Hwang & Kuo 1977): five stages in series, numbers of copies and their reliability to be chosen together. The product has no
//! search for it, since nobody buys reliability by a formula; searched here, what each design comes to is the exact answer's.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use ninefold_engine::plan::allocation::{Mix, Part, allocate, mixtures};
use ninefold_engine::{analysis, model};
use serde_json::{Value, json};

const MOST_COST: usize = 130;
const MOST_WEIGHT: usize = 191;
/// Quoted to six decimals.
const PUBLISHED: [(usize, f64); 4] = [(159, 0.954565), (189, 0.985922), (190, 0.986416), (191, 0.986811)];

fn case(id: &str) -> Option<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/oracles/cases.json");
    let Ok(text) = std::fs::read_to_string(&path) else {
        println!("skipped: ../shared/oracles is absent");
        return None;
    };
    let cases: Vec<Value> = serde_json::from_str(&text).unwrap();
    Some(cases.into_iter().find(|case| case["id"] == id).unwrap())
}

fn subsystems() -> Option<Vec<Vec<Mix>>> {
    let case = case("rap-fyffe-W189")?;
    let number = |value: &Value| value.as_f64().unwrap();
    let part = |it: &Value| Part {
        failing: 1.0 - number(&it["reliability"]),
        uses: [number(&it["cost"]), number(&it["weight"])],
    };
    let list = case["model"]["structured"]["subsystems"].as_array().unwrap();
    let mixes = |it: &Value| {
        let parts: Vec<Part> = it.as_array().unwrap().iter().map(part).collect();
        mixtures(&parts, 8)
    };
    Some(list.iter().map(mixes).collect())
}

/// ln R for every cost and weight: the second method.
fn grid(subsystems: &[Vec<Mix>]) -> Vec<f64> {
    let place = |cost: usize, weight: usize| cost * (MOST_WEIGHT + 1) + weight;
    let mut best = vec![0.0; (MOST_COST + 1) * (MOST_WEIGHT + 1)];
    for mixes in subsystems {
        let mut next = vec![f64::NEG_INFINITY; best.len()];
        for mix in mixes {
            let (cost, weight) = (mix.uses[0] as usize, mix.uses[1] as usize);
            let worth = libm::log1p(-mix.failing);
            for c in cost..=MOST_COST {
                for w in weight..=MOST_WEIGHT {
                    let value = best[place(c - cost, w - weight)] + worth;
                    let at = &mut next[place(c, w)];
                    *at = at.max(value);
                }
            }
        }
        best = next;
    }
    best
}

#[test]
fn all_thirty_three_limits_are_proved() {
    let Some(subsystems) = subsystems() else { return };
    let grid = grid(&subsystems);
    let mut proved = 0;
    for weight in 159..=191 {
        let found = allocate(&subsystems, [MOST_COST as f64, weight as f64]).unwrap();
        let second = libm::exp(grid[MOST_COST * (MOST_WEIGHT + 1) + weight]);
        assert!((found.reliability - second).abs() < 1e-12, "{weight}: {} {second}", found.reliability);
        assert!(found.uses[0] <= 130.0 && found.uses[1] <= weight as f64);
        let product: f64 = found.chosen.iter().map(|mix| 1.0 - mix.failing).product();
        assert!((product - found.reliability).abs() < 1e-12);
        if let Some((_, published)) = PUBLISHED.iter().find(|(limit, _)| *limit == weight) {
            assert!((found.reliability - published).abs() < 5e-7, "{weight}: {}", found.reliability);
        }
        proved += 1;
        println!("{weight}: {:.6}, {} partial solutions", found.reliability, found.looked_at);
    }
    assert_eq!(proved, 33);
}

/// Five stages of alike copies in parallel.
struct Stages {
    alpha: Vec<f64>,
    volume: Vec<f64>,
    weight: Vec<f64>,
    limits: [f64; 3],
    beta: f64,
    mission: f64,
}

/// Least and most reliability of a copy, and most copies of a stage.
const BETWEEN: (f64, f64) = (0.5, 1.0 - 1e-6);
const MOST_COPIES: usize = 10;

/// The x in between at which something that falls goes through 0.
fn falls_through(from: f64, to: f64, value: &dyn Fn(f64) -> f64) -> f64 {
    let (mut low, mut high) = (from, to);
    for _ in 0..64 {
        let middle = f64::midpoint(low, high);
        if value(middle) > 0.0 { low = middle } else { high = middle }
    }
    low
}

impl Stages {
    fn crowd(n: usize) -> f64 {
        n as f64 + libm::exp(n as f64 / 4.0)
    }

    fn cost(&self, stage: usize, n: usize, r: f64) -> f64 {
        self.alpha[stage] * libm::pow(-self.mission / libm::log(r), self.beta) * Self::crowd(n)
    }

    /// The reliability that is best for ln R less the cost at this price. The slope of the first falls with r and that of the second rises, so it is where they meet.
    fn best(&self, stage: usize, n: usize, price: f64) -> f64 {
        let (copies, less) = (n as f64, self.beta + 1.0);
        let slope = |r: f64| {
            let gain = copies * libm::pow(1.0 - r, copies - 1.0) / (1.0 - libm::pow(1.0 - r, copies));
            let dearer = self.alpha[stage] * self.beta * libm::pow(self.mission, self.beta) * Self::crowd(n);
            gain - price * dearer * libm::pow(-libm::log(r), -less) / r
        };
        falls_through(BETWEEN.0, BETWEEN.1, &slope)
    }

    /// ln R less the cost at this price, at its best.
    fn worth(&self, stage: usize, n: usize, price: f64) -> f64 {
        let r = self.best(stage, n, price);
        libm::log1p(-libm::pow(1.0 - r, n as f64)) - price * self.cost(stage, n, r)
    }

    /// The price at which the best reliabilities of so many copies cost what may be spent, and these.
    fn spend(&self, n: &[usize]) -> Option<(f64, Vec<f64>)> {
        let best = |price: f64| -> Vec<f64> { (0..n.len()).map(|it| self.best(it, n[it], price)).collect() };
        let cost = |rs: &[f64]| (0..n.len()).map(|it| self.cost(it, n[it], rs[it])).sum::<f64>();
        let least = vec![BETWEEN.0; n.len()];
        if cost(&least) > self.limits[1] {
            return None;
        }
        let price = libm::exp(falls_through(-30.0, 10.0, &|ln| cost(&best(libm::exp(ln))) - self.limits[1]));
        // On the side that costs less.
        let price = price * (1.0 + 1e-12);
        Some((price, best(price)))
    }

    /// As many copies of each as fit by volume and weight.
    fn numbers(&self) -> Vec<Vec<usize>> {
        let mut all: Vec<Vec<usize>> = vec![Vec::new()];
        for _ in 0..self.alpha.len() {
            let longer = |n: &Vec<usize>| {
                (1..=MOST_COPIES).map(|more| [n.clone(), vec![more]].concat()).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(longer).filter(|n| self.fits(n)).collect();
        }
        all
    }

    fn fits(&self, n: &[usize]) -> bool {
        let sum = |of: &dyn Fn(usize, f64) -> f64| {
            n.iter().enumerate().map(|(at, &n)| of(at, n as f64)).sum::<f64>()
        };
        sum(&|at, n| self.volume[at] * n * n) <= self.limits[0]
            && sum(&|at, n| self.weight[at] * n * libm::exp(n / 4.0)) <= self.limits[2]
    }
}

/// What the exact answer says of the stages in series.
fn solved(n: &[usize], rs: &[f64]) -> f64 {
    let component = |(at, (&n, &r)): (usize, (&usize, &f64))| json!({"id": format!("s{at}"), "failures": [{"availability": r, "mttr": "1h"}], "copies": {"mode": "active-active", "count": n, "required": 1}});
    let links: Vec<Value> =
        (1..n.len()).map(|at| json!({"from": format!("s{}", at - 1), "to": format!("s{at}")})).collect();
    let components: Vec<Value> = n.iter().zip(rs).enumerate().map(component).collect();
    let value = json!({"format": "ninefold/1", "journeys": [{"id": "j", "entry": "s0"}], "components": components, "links": links});
    let project = model::read(&value.to_string()).unwrap().project;
    let answer = analysis::analyze(&project, &analysis::Options::default()).unwrap();
    1.0 - answer.journeys[0].unavailability
}

/// For each number of copies a convex problem with one price; numbers are ruled out by what they are worth at the price of the best known, which no solution of theirs exceeds [everett1963].
#[test]
fn reliability_and_redundancy_together() {
    let Some(case) = case("rrap-series") else { return };
    let model = &case["model"]["structured"];
    let list = |key: &str| -> Vec<f64> {
        model[key].as_array().unwrap().iter().map(|it| it.as_f64().unwrap()).collect()
    };
    let limit = |key: &str| model["limits"][key].as_f64().unwrap();
    let stages = Stages {
        alpha: list("alpha"),
        volume: list("v"),
        weight: list("w"),
        limits: [limit("volume"), limit("cost"), limit("weight")],
        beta: model["beta"].as_f64().unwrap(),
        mission: model["mission"].as_f64().unwrap(),
    };
    let numbers = stages.numbers();
    let start = vec![2; stages.alpha.len()];
    let (mut price, rs) = stages.spend(&start).unwrap();
    let mut best = (solved(&start, &rs), start, rs);
    let mut looked_at = 0;
    let worths = |price: f64| -> Vec<Vec<f64>> {
        let stage = |at: usize| (1..=MOST_COPIES).map(|n| stages.worth(at, n, price)).collect();
        (0..stages.alpha.len()).map(stage).collect()
    };
    let mut worth = worths(price);
    for n in &numbers {
        let bound: f64 =
            n.iter().zip(&worth).map(|(&n, worth)| worth[n - 1]).sum::<f64>() + price * stages.limits[1];
        if bound <= libm::log(best.0) {
            continue;
        }
        let Some((at, rs)) = stages.spend(n) else { continue };
        looked_at += 1;
        let reliability = solved(n, &rs);
        if reliability > best.0 {
            best = (reliability, n.clone(), rs);
            (price, worth) = (at, worths(at));
        }
    }
    println!(
        "{} numbers of copies fit, {looked_at} solved: {} with {:?} of {:?}",
        numbers.len(),
        best.0,
        best.1,
        best.2
    );
    let cost: f64 = (0..5).map(|at| stages.cost(at, best.1[at], best.2[at])).sum();
    assert!(cost <= 175.0 + 1e-6 && stages.fits(&best.1));
    assert_eq!(best.1, [3, 2, 2, 3, 3]);
    let published = case["expected"].as_f64().unwrap();
    assert!((best.0 - published).abs() <= case["tolerance"].as_f64().unwrap(), "{} {published}", best.0);
    let recomputed = case["recomputed"].as_f64().unwrap();
    assert!((best.0 - recomputed).abs() < 1e-9, "{} {recomputed}", best.0);
}
