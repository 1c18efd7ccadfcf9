//! From "everything works" on: mean time to the first outage, point availability and reliability, against closed forms, against direct
//! integration of the system's own equations, and the two methods against each other.
#![allow(clippy::unwrap_used)]

use ninefold_engine::analysis::{JourneyAnswer, Options, WindowAnswer, analyze_in_full};
use ninefold_engine::{model, templates};
use serde_json::{Value, json};

fn solve(zones: Value, components: Value, links: Value, curve: &[f64]) -> JourneyAnswer {
    let entry = components[0]["id"].clone();
    let project = json!({"format": "ninefold/1", "zones": zones, "components": components, "links": links,
                         "journeys": [{"id": "j", "entry": entry}]});
    let project = model::read(&project.to_string()).unwrap().project;
    let options = Options { curve: curve.to_vec(), ..Options::default() };
    analyze_in_full(&project, &options).unwrap().journeys.remove(0)
}

fn one(component: Value, curve: &[f64]) -> JourneyAnswer {
    solve(json!([]), json!([component]), json!([]), curve)
}

fn unit(id: &str, mtbf: f64, mttr: f64) -> Value {
    json!({"id": id, "failures": [{"mtbf": mtbf, "mttr": mttr}]})
}

fn near(value: f64, expected: f64, tolerance: f64) {
    assert!((value / expected - 1.0).abs() <= tolerance, "{value} is not {expected}");
}

/// One of two, each with its own repairer: (3λ + μ) ÷ 2λ². Two of three: (5λ + μ) ÷ 6λ². \[barlow-proschan1975\]
#[test]
fn redundant_copies_in_closed_form() {
    let (failing, repair) = (1e-3, 0.25);
    let copies = |count: u32, required: u32| {
        let copies = json!({"mode": "active-active", "count": count, "required": required});
        let answer = one(
            json!({"id": "u", "failures": [{"mtbf": 1.0 / failing, "mttr": 1.0 / repair}],
                                "copies": copies}),
            &[],
        );
        assert!(answer.mttf_exact);
        answer.mttf_hours.unwrap()
    };
    near(copies(2, 1), (3.0 * failing + repair) / (2.0 * failing * failing), 1e-12);
    near(copies(3, 2), (5.0 * failing + repair) / (6.0 * failing * failing), 1e-12);
    // A cold standby that starts at once and surely: (2λ + μ) ÷ λ².
    let cold = json!({"mode": "active-passive", "standby_state": "cold"});
    let cold = one(json!({"id": "u", "failures": [{"mtbf": 1000, "mttr": 4}], "copies": cold}), &[]);
    near(cold.mttf_hours.unwrap(), (2.0 * failing + repair) / (failing * failing), 1e-12);
}

/// In series the first outage comes after 1 ÷ Σλ, and with certainty after e^(−Σλ·t).
#[test]
fn parts_in_series() {
    let parts = json!([unit("a", 100.0, 2.0), unit("b", 250.0, 8.0)]);
    let answer = solve(json!([]), parts, json!([{"from": "a", "to": "b"}]), &[0.0, 30.0]);
    let rate = 1.0 / 100.0 + 1.0 / 250.0;
    near(answer.mttf_hours.unwrap(), 1.0 / rate, 1e-12);
    near(answer.curve[1].reliability, libm::exp(-30.0 * rate), 1e-12);
    let down =
        |failing: f64, repair: f64| failing / (failing + repair) * -libm::expm1(-(failing + repair) * 30.0);
    let (a, b) = (down(0.01, 0.5), down(0.004, 0.125));
    near(answer.curve[1].unavailability, a + (1.0 - a) * b, 1e-12);
    assert_eq!(answer.curve[0].unavailability, 0.0);
    assert_eq!(answer.curve[0].reliability, 1.0);
}

/// Two copies over two zones: nine states written out by hand and integrated step by step (Runge–Kutta), against the answer's conditional
/// pieces put together by the diagram.
#[test]
fn copies_over_zones_by_integration() {
    let (failing, repair, out, back) = (0.02, 0.25, 0.01, 0.2);
    let zones: Value = ["x", "y"]
        .iter()
        .map(|id| json!({"id": id, "failures": [{"mtbf": 1.0 / out, "mttr": 1.0 / back}]}))
        .collect();
    let component = json!({"id": "u", "zones": ["x", "y"], "failures": [{"mtbf": 1.0 / failing, "mttr": 1.0 / repair}],
                           "copies": {"mode": "active-active", "count": 2}});
    let times = [0.5, 3.0, 20.0];
    let answer = solve(zones, json!([component]), json!([]), &times);
    assert!(answer.mttf_exact);
    // Bits: copy 0, copy 1, zone x, zone y are down.
    let rate = |bit: u32, down: bool| match (bit < 2, down) {
        (true, false) => failing,
        (true, true) => repair,
        (false, false) => out,
        (false, true) => back,
    };
    let is_down = |state: usize| state & 0b0101 != 0 && state & 0b1010 != 0;
    let flow = |p: &[f64; 16], absorbing: bool| {
        let mut change = [0.0; 16];
        for from in (0..16).filter(|from| !(absorbing && is_down(*from))) {
            for bit in 0..4 {
                let flow = p[from] * rate(bit, from >> bit & 1 == 1);
                change[from] -= flow;
                change[from ^ 1 << bit] += flow;
            }
        }
        change
    };
    for (absorbing, value) in [(false, 0), (true, 1)] {
        let mut p = [0.0; 16];
        p[0] = 1.0;
        let (mut now, step) = (0.0, 1e-3);
        for (point, time) in answer.curve.iter().zip(times) {
            while now < time - step / 2.0 {
                let add = |p: &[f64; 16], k: &[f64; 16], h: f64| std::array::from_fn(|i| p[i] + h * k[i]);
                let k1 = flow(&p, absorbing);
                let k2 = flow(&add(&p, &k1, step / 2.0), absorbing);
                let k3 = flow(&add(&p, &k2, step / 2.0), absorbing);
                let k4 = flow(&add(&p, &k3, step), absorbing);
                p = std::array::from_fn(|i| p[i] + step / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]));
                now += step;
            }
            let down: f64 = (0..16).filter(|state| is_down(*state)).map(|state| p[state]).sum();
            near([point.unavailability, point.unreliability][value], down, 1e-9);
        }
    }
}

/// Where both can be had, the rate method stays within a few repair times of the chain: the error is measured, not assumed. Twelve units in pairs
/// are beyond the chain's limit with eight pairs, within it with three.
#[test]
fn the_rate_method_against_the_chain() {
    for (mttr, allowed) in [(1.0, 1e-3), (10.0, 1e-2), (50.0, 5e-2)] {
        let pairs = |count: usize| {
            let mut components = vec![json!({"id": "top"})];
            let mut links = Vec::new();
            for pair in 0..count {
                components.push(json!({"id": format!("p{pair}"), "failures": [{"mtbf": 1000, "mttr": mttr}],
                                       "copies": {"mode": "active-active", "count": 2}}));
                links.push(json!({"from": "top", "to": format!("p{pair}")}));
            }
            solve(json!([]), json!(components), json!(links), &[])
        };
        // Of n pairs in series, R(t) is the n-th power of one pair's: integrate that for the expectation.
        let (failing, repair): (f64, f64) = (1e-3, 1.0 / mttr);
        let (sum, product) = (3.0 * failing + repair, 2.0 * failing * failing);
        let root = (sum * sum - 4.0 * product).sqrt();
        let (slow, fast) = (2.0 * product / (sum + root), (sum + root) / 2.0);
        let survives = |t: f64| (fast * libm::exp(-slow * t) - slow * libm::exp(-fast * t)) / (fast - slow);
        for (count, exact) in [(3, true), (12, false)] {
            let answer = pairs(count);
            assert_eq!(answer.mttf_exact, exact, "{count}");
            let end = 40.0 / (slow * count as f64);
            let steps = 400_000;
            let integral: f64 = (0..steps)
                .map(|step| (f64::from(step) + 0.5) * end / f64::from(steps))
                .map(|t| libm::pow(survives(t), count as f64))
                .sum::<f64>()
                * end
                / f64::from(steps);
            let error = answer.mttf_hours.unwrap() / integral - 1.0;
            println!("{count} pairs, mttr {mttr} h: {error:+.2e}");
            assert!(error.abs() < if exact { 1e-6 } else { allowed }, "{count} {mttr}: {error}");
        }
    }
}

/// Every template: the curve ends in the long run, the chance of an outage grows, and the first outage is not far from the mean up time.
#[test]
fn templates_settle() {
    for template in templates::all() {
        let Ok(read) = model::read(template.text) else { continue };
        let project = read.project;
        if project.journeys().is_empty() {
            continue;
        }
        let options = Options { curve: vec![0.0, 1.0, 24.0, 8_760.0, 500_000.0], ..Options::default() };
        for journey in analyze_in_full(&project, &options).unwrap().journeys {
            let last = journey.curve.last().unwrap();
            near(last.unavailability, journey.unavailability, 1e-6);
            near(last.downtime_hours / last.hours, journey.unavailability, 1e-2);
            assert!(journey.curve.windows(2).all(|pair| pair[0].unreliability < pair[1].unreliability));
            println!(
                "{} {}: first outage after {:?} h (exact {}), mean up time {:?} h",
                template.id, journey.id, journey.mttf_hours, journey.mttf_exact, journey.mean_uptime_hours
            );
            near(journey.mttf_hours.unwrap(), journey.mean_uptime_hours.unwrap(), 0.1);
        }
    }
}

/// Seven copies of which one is needed are down about once in 1e27 windows: the law of the window is asked all the same, and says nothing above 0.
#[test]
fn a_window_of_what_is_next_to_never_down() {
    let project = json!({"format": "ninefold/1",
        "components": [{"id": "u", "failures": [{"mtbf": "2000h", "mttr": "15m"}],
                        "copies": {"mode": "active-active", "count": 7, "required": 1}}],
        "objective": {"availability": 0.999}, "journeys": [{"id": "j", "entry": "u"}]});
    let project = model::read(&project.to_string()).unwrap().project;
    let options = Options { window: true, ..Options::default() };
    let journey = analyze_in_full(&project, &options).unwrap().journeys.remove(0);
    let window = journey.window.unwrap();
    assert!(window.no_downtime <= 1.0 && window.no_downtime > 1.0 - 1e-9);
    assert!(window.curve.iter().all(|point| (0.0..1e-9).contains(&point.probability)));
    assert_eq!(window.downtime_seconds.p99, 0.0);
}

fn window_of(objective: Value, maintenance: Value) -> WindowAnswer {
    let project = json!({"format": "ninefold/1", "objective": objective,
        "components": [{"id": "db", "failures": [{"mtbf": "999h", "mttr": "1h"}], "maintenance": maintenance}],
        "journeys": [{"id": "j", "entry": "db"}]});
    let project = model::read(&project.to_string()).unwrap().project;
    let options = Options { window: true, ..Options::default() };
    analyze_in_full(&project, &options).unwrap().journeys.remove(0).window.unwrap()
}

/// Two hours of every thirty days, of which the component is up 999 in 1,000: every month is down 7,192.8 s more, its quantiles too.
#[test]
fn a_window_holds_planned_work_that_counts() {
    let plain = window_of(json!({"availability": 0.999}), json!([]));
    let work = json!([{"every": "30d", "for": "2h"}]);
    let counted = window_of(json!({"availability": 0.999}), work.clone());
    assert_eq!(counted.no_downtime, 0.0);
    near(counted.mean_seconds, plain.mean_seconds + 7_192.8, 1e-9);
    near(counted.downtime_seconds.p90, plain.downtime_seconds.p90 + 7_192.8, 5e-3);
    near(counted.downtime_seconds.p99, plain.downtime_seconds.p99 + 7_192.8, 5e-3);
    assert_eq!(counted.longest_outage_seconds_per_year, plain.longest_outage_seconds_per_year);
    assert_eq!(window_of(json!({"availability": 0.999, "exclude_maintenance": true}), work), plain);
}

/// Monday to Friday, 8 to 18: of an outage of 1 h every 1,000 h the month's mean is × 50/168; one reaches into the hours when it begins in them, or outlasts
/// what is left of one of four nights of 14 h or a weekend of 62 h.
#[test]
fn a_window_holds_service_hours_alone() {
    let hours = json!({"from": "8h", "to": "18h", "days": [1, 2, 3, 4, 5]});
    let window = window_of(json!({"availability": 0.999, "service_hours": hours}), json!([]));
    near(window.mean_seconds, 2_592.0 * 50.0 / 168.0, 1e-9);
    let gaps = -4.0 * libm::expm1(-14.0) - libm::expm1(-62.0);
    let touched = (50.0 + gaps) / 168.0;
    near(window.no_downtime, libm::exp(-0.72 * touched), 1e-6);
    let any_hour = window_of(json!({"availability": 0.999}), json!([]));
    assert_eq!(window.longest_outage_seconds_per_year, any_hour.longest_outage_seconds_per_year);
}
