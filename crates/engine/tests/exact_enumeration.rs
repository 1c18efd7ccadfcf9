//! Three methods on random models of up to 16 variables: the diagram, plain enumeration of all states, which shares no code with it, and the
//! simulation. Units with copies, common causes, zones in a tree, every rule, cycles of both kinds.
#![allow(clippy::unwrap_used)]

use ninefold_engine::analysis::{JourneyAnswer, Options, analyze};
use ninefold_engine::model::{self, Project};
use ninefold_engine::simulation::{self, Collector, Interval, Plan};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_json::{Value, json};

/// Most variables of a model: 65,536 states.
const MOST: usize = 16;

/// Mean hours up and down.
type Times = (f64, f64);

#[derive(Clone, Debug)]
struct Unit {
    copy: Times,
    common: Option<Times>,
    zone: Option<usize>,
    copies: u32,
    required: u32,
    /// 0 all, 1 any, 2 at least two.
    rule: u8,
    links: Vec<usize>,
}

/// Units, and zones with their parents.
#[derive(Clone, Debug)]
struct System {
    units: Vec<Unit>,
    zones: Vec<(Times, Option<usize>)>,
}

fn times() -> impl Strategy<Value = Times> {
    (20.0..500.0_f64, 1.0..20.0_f64)
}

fn systems() -> impl Strategy<Value = System> {
    let zones = prop::collection::vec((times(), any::<bool>()), 0..4);
    (2..9_usize, zones).prop_flat_map(|(count, zones)| {
        // A zone lies in the one before it, or in none.
        let zones: Vec<_> = zones.into_iter().enumerate().collect();
        let zones: Vec<_> = zones
            .into_iter()
            .map(|(at, (times, inside))| (times, at.checked_sub(1).filter(|_| inside)))
            .collect();
        let zone_count = zones.len();
        let common = prop::option::weighted(0.2, times());
        let (copies, links) = (1..4_u32, prop::collection::vec(0..count, 0..3));
        let unit = (times(), common, 0..=zone_count, copies, 1..4_u32, 0..3_u8, links);
        let unit = unit.prop_map(move |(copy, common, zone, copies, required, rule, links)| {
            let zone = (zone < zone_count).then_some(zone);
            Unit { copy, common, zone, copies, required: required.min(copies), rule, links }
        });
        (prop::collection::vec(unit, count), Just(zones))
            .prop_map(|(units, zones)| System::tidy(units, zones))
    })
}

impl System {
    /// At most [`MOST`] variables, no link twice or to itself; a unit without links has the rule of the file's default.
    fn tidy(mut units: Vec<Unit>, zones: Vec<(Times, Option<usize>)>) -> Self {
        for (at, unit) in units.iter_mut().enumerate() {
            unit.links.sort_unstable();
            unit.links.dedup();
            unit.links.retain(|&target| target != at);
            if unit.links.is_empty() {
                unit.rule = 0;
            }
        }
        let mut system = Self { units, zones };
        while system.variables().len() > MOST {
            let widest =
                system.units.iter_mut().max_by_key(|unit| (unit.copies, unit.common.is_some())).unwrap();
            if widest.copies > 1 {
                widest.copies -= 1;
                widest.required = widest.required.min(widest.copies);
            } else {
                widest.common = None;
            }
        }
        system
    }

    /// Copies of the units in order, common causes, zones.
    fn variables(&self) -> Vec<Times> {
        let copies = self.units.iter().flat_map(|unit| (0..unit.copies).map(|_| unit.copy));
        let common = self.units.iter().filter_map(|unit| unit.common);
        copies.chain(common).chain(self.zones.iter().map(|(times, _)| *times)).collect()
    }

    /// Which units are up themselves in a state of the variables.
    fn own(&self, state: u32) -> Vec<bool> {
        let mut bits = (0..32).map(|bit| state >> bit & 1 == 1);
        let working: Vec<u32> = self
            .units
            .iter()
            .map(|unit| (0..unit.copies).map(|_| u32::from(bits.next().unwrap())).sum())
            .collect();
        let common: Vec<bool> =
            self.units.iter().map(|unit| unit.common.is_none() || bits.next().unwrap()).collect();
        let mut zones: Vec<bool> = Vec::new();
        for (_, parent) in &self.zones {
            let above = parent.is_none_or(|parent| zones[parent]);
            zones.push(bits.next().unwrap() && above);
        }
        let up = |at: usize| {
            let unit = &self.units[at];
            working[at] >= unit.required && common[at] && unit.zone.is_none_or(|zone| zones[zone])
        };
        (0..self.units.len()).map(up).collect()
    }

    /// The cycle each unit lies in; itself alone where it lies in none.
    fn cycles(&self) -> Vec<Vec<usize>> {
        let count = self.units.len();
        let mut reach: Vec<Vec<bool>> =
            self.units.iter().map(|unit| (0..count).map(|to| unit.links.contains(&to)).collect()).collect();
        for via in 0..count {
            for from in 0..count {
                for to in 0..count {
                    reach[from][to] |= reach[from][via] && reach[via][to];
                }
            }
        }
        (0..count).map(|at| (0..count).filter(|&to| reach[at][to] && reach[to][at]).collect()).collect()
    }

    /// Mutual sets of `all` rules serve together, other cycles by iterating from "nobody serves".
    fn serves(&self, own: &[bool], cycles: &[Vec<usize>]) -> bool {
        let mut serving = vec![false; own.len()];
        loop {
            let before = serving.clone();
            for (at, cycle) in cycles.iter().enumerate() {
                serving[at] = if !cycle.is_empty() && cycle.iter().all(|&other| self.units[other].rule == 0) {
                    // All members up, and whatever any of them needs outside.
                    cycle.iter().all(|&other| {
                        let mut links = self.units[other].links.iter();
                        own[other] && links.all(|target| cycle.contains(target) || serving[*target])
                    })
                } else {
                    let Unit { links, rule, .. } = &self.units[at];
                    let up = links.iter().filter(|&&target| serving[target]).count();
                    let needed = if *rule == 0 { links.len() } else { links.len().min(usize::from(*rule)) };
                    own[at] && up >= needed
                };
            }
            if before == serving {
                return serving[0];
            }
        }
    }

    /// P(unit 0 does not serve) and its failures per year, over all states: a failure is the step from a state in which it serves to one in which it
    /// does not, one variable failing.
    fn enumerate(&self) -> (f64, f64) {
        let (variables, cycles) = (self.variables(), self.cycles());
        let states = 0..1_u32 << variables.len();
        let up: Vec<bool> = states.clone().map(|state| self.serves(&self.own(state), &cycles)).collect();
        let (mut down, mut frequency) = (0.0, 0.0);
        for state in states {
            let is_up = |bit: usize| state >> bit & 1 == 1;
            let share = |(bit, (mtbf, mttr)): (usize, &Times)| {
                if is_up(bit) { mtbf / (mtbf + mttr) } else { mttr / (mtbf + mttr) }
            };
            let probability: f64 = variables.iter().enumerate().map(share).product();
            if !up[state as usize] {
                down += probability;
                continue;
            }
            let fatal = (0..variables.len()).filter(|&bit| is_up(bit) && !up[(state ^ 1 << bit) as usize]);
            frequency += probability * fatal.map(|bit| 1.0 / variables[bit].0).sum::<f64>();
        }
        (down, frequency * 8_760.0)
    }

    fn project(&self) -> Project {
        let mode = |(mtbf, mttr): Times, scope: &str| json!({"mtbf": mtbf, "mttr": mttr, "scope": scope});
        let component = |(at, unit): (usize, &Unit)| {
            let needs = match unit.rule {
                0 => json!("all"),
                1 => json!("any"),
                _ => json!({"at_least": 2.min(unit.links.len())}),
            };
            let zones: Vec<String> = unit.zone.iter().map(|zone| format!("z{zone}")).collect();
            let common = unit.common.map(|times| mode(times, "all"));
            let failures: Vec<Value> = [mode(unit.copy, "copy")].into_iter().chain(common).collect();
            json!({"id": format!("c{at}"), "needs": needs, "zones": zones, "failures": failures,
                   "copies": {"mode": "active-active", "count": unit.copies, "required": unit.required}})
        };
        let components: Vec<Value> = self.units.iter().enumerate().map(component).collect();
        let from = self.units.iter().enumerate();
        let links: Vec<Value> = from
            .flat_map(|(at, unit)| {
                unit.links.iter().map(move |to| json!({"from": format!("c{at}"), "to": format!("c{to}")}))
            })
            .collect();
        let zone = |(at, (times, parent)): (usize, &(Times, Option<usize>))| {
            let mut zone = json!({"id": format!("z{at}"), "failures": [{"mtbf": times.0, "mttr": times.1}]});
            if let Some(parent) = parent {
                zone["parent"] = json!(format!("z{parent}"));
            }
            zone
        };
        let zones: Vec<Value> = self.zones.iter().enumerate().map(zone).collect();
        let project = json!({"format": "ninefold/1", "zones": zones, "components": components, "links": links,
                             "journeys": [{"id": "j", "entry": "c0"}]});
        model::read(&project.to_string()).unwrap().project
    }

    fn exact(&self) -> JourneyAnswer {
        analyze(&self.project(), &Options::default()).unwrap().journeys.remove(0)
    }
}

/// Differences of 1e-12, relative where the number is not small.
fn close(actual: f64, expected: f64) -> bool {
    (actual - expected).abs() < 1e-12 * expected.max(1.0)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn diagram_equals_enumeration(system in systems()) {
        let journey = system.exact();
        let (down, outages) = system.enumerate();
        prop_assert!(close(journey.unavailability, down), "{} {}", journey.unavailability, down);
        prop_assert!(close(journey.availability, 1.0 - down), "{} {}", journey.availability, 1.0 - down);
        prop_assert!(close(journey.outages_per_year, outages), "{} {}", journey.outages_per_year, outages);
        let sum: f64 = journey.contributions.iter().map(|c| c.downtime_seconds_per_year).sum();
        // What can never serve (a circle without ground) has no failure to blame.
        let sum = if journey.availability == 0.0 { journey.downtime_seconds.year } else { sum };
        prop_assert!((sum - journey.downtime_seconds.year).abs() < 1e-6 * journey.downtime_seconds.year.max(1.0));
        prop_assert!(journey.full_service <= journey.availability + 1e-12);
    }
}

fn simulate(project: &Project, years: f64) -> simulation::JourneySimulation {
    let options = simulation::Options { years, seed: 7, confidence: 0.9999, ..Default::default() };
    let plan = Plan::new(project, options).unwrap();
    let mut collector = Collector::new(&plan);
    for index in 0..plan.blocks() {
        collector.add(plan.run_block(index, &mut |_| true).unwrap());
    }
    collector.finish().journeys.remove(0)
}

/// The same models every time: an interval of 99.99 % may miss once in ten thousand.
#[test]
fn three_methods_agree() {
    let mut runner = TestRunner::deterministic();
    let (mut largest, mut compared) = (0, 0);
    for number in 0..60 {
        let system = systems().new_tree(&mut runner).unwrap().current();
        let (down, outages) = system.enumerate();
        let (exact, simulated) = (system.exact(), simulate(&system.project(), 1_000.0));
        assert!(close(exact.unavailability, down) && close(exact.outages_per_year, outages), "{system:?}");
        let inside = |Interval { low, high, mean }: Interval, expected: f64| {
            assert!(
                low <= expected * (1.0 + 1e-12) && expected * (1.0 - 1e-12) <= high,
                "{number}: {expected} not in {low} … {high}: {system:?}"
            );
            // Narrow enough for that to mean something.
            assert!(high - low <= 0.25 * mean || outages < 4.0, "{number}: {low} … {high}: {system:?}");
        };
        inside(simulated.unavailability, down);
        inside(simulated.outages_per_year, outages);
        largest = largest.max(system.variables().len());
        compared += usize::from(down > 0.0 && down < 1.0);
    }
    println!("{compared} models, the largest of {largest} variables");
    assert!(compared >= 50 && largest == MOST, "{compared} {largest}");
}
