//! Incident logs: whatever the text, every row is kept or said to be left out, and the account has only figures.

use std::sync::LazyLock;

use ninefold_engine::budget::credits::schedules;
use ninefold_engine::budget::incidents::{Fixed, Log, Reading};
use ninefold_engine::budget::statement;
use ninefold_engine::model::{self, Project};
use ninefold_engine::templates;

use crate::finite;

/// The moment at which everything is read: 28 May 2026.
const NOW: i64 = 1_780_000_000;

/// Whose promise the logs are held against.
static PROJECT: LazyLock<Project> = LazyLock::new(|| model::read(templates::first().text).unwrap().project);

/// The property.
pub fn holds(text: &str) {
    for day_first in [false, true] {
        let log = Log::read(text, &Reading { columns: None, place: &Fixed(3_600), day_first, now: NOW });
        assert_eq!(log.incidents.len() + log.bad, log.rows);
        sound(&log);
        let kept = Log::kept(&log.to_kept(), NOW);
        assert_eq!((kept.bad, kept.incidents.len()), (0, log.incidents.len()), "{:?}", kept.errors);
        for (one, again) in log.incidents.iter().zip(&kept.incidents) {
            assert_eq!((one.start, one.end, one.impact), (again.start, again.end, again.impact));
        }
        accounts(&log);
    }
    if let Ok(value) = serde_json::from_str(text) {
        let log = Log::kept(&value, NOW);
        assert_eq!(log.incidents.len() + log.bad, log.rows);
        sound(&log);
        accounts(&log);
    }
}

fn sound(log: &Log) {
    assert!(log.errors.len() <= 200 && log.warnings.len() <= 200);
    for incident in &log.incidents {
        assert!((0..=NOW).contains(&incident.start), "{incident:?}");
        assert!(incident.end.is_none_or(|end| (incident.start..=NOW).contains(&end)), "{incident:?}");
        finite::assert_share(incident.impact, "the share of requests lost");
    }
    assert!(log.incidents.is_sorted_by_key(|incident| incident.start));
}

fn accounts(log: &Log) {
    for since in [None, Some(NOW - 90 * 86_400)] {
        let account = statement(&PROJECT, log, since, NOW, &Fixed(3_600), schedules().first());
        finite::assert(&account, "the account");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::damage;

    #[test]
    fn of_every_seed_and_its_beginnings() {
        for seed in damage::seeds("incidents") {
            let ends = seed.char_indices().map(|(at, _)| at);
            ends.step_by(5).for_each(|end| holds(&seed[..end]));
            holds(&seed);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn of_damaged_seeds(which in 0..1_000_usize, edits in prop::collection::vec(damage::edit(), 1..5)) {
            let seeds = damage::seeds("incidents");
            holds(&damage::letters(&seeds[which % seeds.len()], &edits));
        }
    }
}
