//! The diagram against plain enumeration of all states, on random models: a second method that shares no code with the first.
#![allow(clippy::unwrap_used)]

use ninefold_engine::analysis::{Options, analyze};
use ninefold_engine::model;
use proptest::prelude::*;
use serde_json::json;

#[derive(Clone, Debug)]
struct Unit {
    availability: f64,
    zone: Option<usize>,
    copies: u32,
    required: u32,
    /// 0 all, 1 any, 2 at least two.
    rule: u8,
    links: Vec<usize>,
}

fn units() -> impl Strategy<Value = (Vec<Unit>, Vec<f64>)> {
    let zones = prop::collection::vec(0.5..0.99_f64, 0..3);
    (2..6_usize, zones).prop_flat_map(|(count, zones)| {
        let zone_count = zones.len();
        let unit = (
            0.3..0.99_f64,
            0..=zone_count,
            1..3_u32,
            1..3_u32,
            0..3_u8,
            prop::collection::vec(0..count, 0..3),
        );
        let unit = unit.prop_map(move |(availability, zone, copies, required, rule, links)| Unit {
            availability,
            zone: (zone < zone_count).then_some(zone),
            copies,
            required: required.min(copies),
            rule,
            links,
        });
        (prop::collection::vec(unit, count), Just(zones))
    })
}

/// P(unit 0 serves) by adding up all states of copies and zones; mutual sets of `all` rules as one, other
/// cycles by iterating from "nobody serves".
fn enumerate(units: &[Unit], zones: &[f64]) -> f64 {
    let copies: Vec<(usize, f64)> =
        units.iter().enumerate().flat_map(|(i, u)| (0..u.copies).map(move |_| (i, u.availability))).collect();
    let bits = copies.len() + zones.len();
    let mut total = 0.0;
    for state in 0..1u32 << bits {
        let mut probability = 1.0;
        let mut working = vec![0; units.len()];
        let zone_up = |zone: usize| state >> (copies.len() + zone) & 1 == 1;
        for (zone, availability) in zones.iter().enumerate() {
            probability *= if zone_up(zone) { *availability } else { 1.0 - availability };
        }
        for (bit, (unit, availability)) in copies.iter().enumerate() {
            let up = state >> bit & 1 == 1;
            probability *= if up { *availability } else { 1.0 - availability };
            working[*unit] += u32::from(up && units[*unit].zone.is_none_or(zone_up));
        }
        let own: Vec<bool> = units.iter().zip(&working).map(|(u, w)| *w >= u.required).collect();
        total += if serves(units, &own)[0] { probability } else { 0.0 };
    }
    total
}

fn serves(units: &[Unit], own: &[bool]) -> Vec<bool> {
    let reach = reachability(units);
    let cycle =
        |i: usize| -> Vec<usize> { (0..units.len()).filter(|&j| reach[i][j] && reach[j][i]).collect() };
    let mut serving = vec![false; units.len()];
    for _ in 0..=2 * units.len() {
        for i in 0..units.len() {
            let set = cycle(i);
            serving[i] = if set.contains(&i) && set.iter().all(|&j| units[j].rule == 0) {
                // Mutual: all members up, and whatever any of them needs outside.
                set.iter().all(|&j| {
                    own[j] && units[j].links.iter().all(|target| set.contains(target) || serving[*target])
                })
            } else {
                let unit = &units[i];
                let up = unit.links.iter().filter(|&&j| serving[j]).count();
                let needed = match unit.rule {
                    0 => unit.links.len(),
                    1 => 1.min(unit.links.len()),
                    _ => 2.min(unit.links.len()),
                };
                own[i] && up >= needed
            };
        }
    }
    serving
}

fn reachability(units: &[Unit]) -> Vec<Vec<bool>> {
    let mut reach: Vec<Vec<bool>> =
        units.iter().map(|u| (0..units.len()).map(|j| u.links.contains(&j)).collect()).collect();
    for via in 0..units.len() {
        for from in 0..units.len() {
            for to in 0..units.len() {
                reach[from][to] |= reach[from][via] && reach[via][to];
            }
        }
    }
    reach
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn diagram_equals_enumeration((mut units, zones) in units()) {
        for (i, unit) in units.iter_mut().enumerate() {
            unit.links.sort_unstable();
            unit.links.dedup();
            unit.links.retain(|&j| j != i);
        }
        let components: Vec<_> = units.iter().enumerate().map(|(i, u)| {
            let needs = match u.rule {
                0 => json!("all"),
                1 => json!("any"),
                _ => json!({"at_least": 2.min(u.links.len()).max(1)}),
            };
            let needs = if u.links.is_empty() { json!("all") } else { needs };
            let zones: Vec<String> = u.zone.iter().map(|z| format!("z{z}")).collect();
            json!({"id": format!("c{i}"), "needs": needs, "zones": zones,
                   "failures": [{"availability": u.availability, "mttr": "1h"}],
                   "copies": {"mode": "active-active", "count": u.copies, "required": u.required}})
        }).collect();
        let links: Vec<_> = units.iter().enumerate().flat_map(|(i, u)| {
            u.links.iter().map(move |j| json!({"from": format!("c{i}"), "to": format!("c{j}")}))
        }).collect();
        let zones_json: Vec<_> = zones.iter().enumerate().map(|(z, a)| {
            json!({"id": format!("z{z}"), "failures": [{"availability": a, "mttr": "1h"}]})
        }).collect();
        // A unit without links uses `all` in the file: the same in the enumeration.
        for unit in &mut units {
            if unit.links.is_empty() {
                unit.rule = 0;
            }
        }
        let project = json!({"format": "ninefold/1", "zones": zones_json, "components": components, "links": links,
                             "journeys": [{"id": "j", "entry": "c0"}]});
        let project = model::read(&project.to_string()).unwrap().project;
        let answer = analyze(&project, &Options::default()).unwrap();
        let expected = enumerate(&units, &zones);
        let journey = &answer.journeys[0];
        prop_assert!((journey.availability - expected).abs() < 1e-12, "{} {}", journey.availability, expected);
        prop_assert!((journey.unavailability - (1.0 - expected)).abs() < 1e-12);
        let sum: f64 = journey.contributions.iter().map(|c| c.downtime_seconds_per_year).sum();
        // What can never serve (a circle without ground) has no failure to blame.
        let sum = if journey.availability == 0.0 { journey.downtime_seconds.year } else { sum };
        prop_assert!((sum - journey.downtime_seconds.year).abs() < 1e-6 * journey.downtime_seconds.year.max(1.0));
        prop_assert!(journey.full_service <= journey.availability + 1e-12);
    }
}
