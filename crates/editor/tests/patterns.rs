//! The palette's patterns: each stands alone, and means what it says.

#![allow(clippy::unwrap_used)]

mod support;

use ninefold_editor::prelude::*;
use ninefold_editor::presets::{self, Group};
use ninefold_engine::analysis::{self, Analysis, Options};
use support::Script;

/// The pattern put into an empty project, and what the engine says of it.
fn alone(preset: &str) -> (Script, Analysis) {
    let mut it = Script::empty();
    it.run(Command::AddComponent { preset: preset.to_owned(), at: None, zone: None, needed_by: None });
    let answer = analysis::analyze(it.editor.project(), &Options::default()).unwrap();
    (it, answer)
}

#[test]
fn each_pattern_alone_has_an_answer_and_goes_in_one_step() {
    for preset in presets::all().iter().filter(|preset| preset.group == Group::Patterns) {
        let (mut it, answer) = alone(preset.id);
        let [journey] = answer.journeys.as_slice() else { panic!("{}: one journey", preset.id) };
        let unavailability = journey.unavailability;
        assert!(unavailability > 0.0 && unavailability < 0.01, "{}: {unavailability}", preset.id);
        let overlapping = it.editor.scene().nodes().iter().enumerate().find(|(at, one)| {
            it.editor.scene().nodes()[at + 1..].iter().any(|other| one.rect.overlaps(other.rect))
        });
        assert!(overlapping.is_none(), "{}: {:?}", preset.id, overlapping.map(|(_, node)| &node.id));
        assert!(it.editor.undo().is_some());
        assert!(it.editor.project().components().is_empty() && it.editor.project().journeys().is_empty());
    }
}

/// k of n by the binomial formula, from the figures written in the pattern: 1 h down after a year up.
#[test]
fn two_of_three_is_the_binomial() {
    let down: f64 = 1.0 / 8761.0;
    let expected = 3.0 * down * down * (1.0 - down) + down * down * down;
    let found = alone("two-of-three").1.journeys[0].unavailability;
    assert!((found / expected - 1.0).abs() < 1e-12, "{found} against {expected}");
}

/// The router's pair and three majorities in a row: availabilities multiply.
#[test]
fn shards_are_all_needed() {
    let (down, router): (f64, f64) = (1.0 / 8761.0, (5.0 / 60.0) / (720.0 + 5.0 / 60.0));
    let shard = 3.0 * down * down - 2.0 * down * down * down;
    let expected = 1.0 - (1.0 - router * router) * (1.0 - shard).powi(3);
    let found = alone("sharded-database").1.journeys[0].unavailability;
    assert!((found / expected - 1.0).abs() < 1e-8, "{found} against {expected}");
}

/// Behind a breaker the other's outage costs the fallback's share of the requests, and no downtime.
#[test]
fn a_breaker_turns_downtime_into_lost_requests() {
    let journey = &alone("circuit-breaker").1.journeys[0];
    // Two copies of a service, and deploys that strike both: nothing of the called one's 0.001.
    assert!(journey.unavailability < 2e-4, "{}", journey.unavailability);
    let lost = 1.0 - journey.served_fraction;
    assert!(lost > 0.1 * 0.001 && lost < 0.1 * 0.001 + 3e-4, "{lost}");
}

#[test]
fn a_pattern_in_a_project_with_components_adds_no_journey() {
    let mut it = Script::shop();
    let before = it.editor.project().journeys().len();
    let preset = "cache-aside".to_owned();
    it.run(Command::AddComponent { preset, at: None, zone: None, needed_by: None });
    assert_eq!(it.editor.project().journeys().len(), before);
}
