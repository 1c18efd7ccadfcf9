//! Configuration of other tools: whatever the text, no panic; and what was understood is a project that is read, and solved.

use ninefold_engine::analysis::{Options, analyze};
use ninefold_engine::model;
use ninefold_engine::read::config::{self, ConfigError, Read};

use crate::finite;

/// Names that say what a text is where it does not say so itself.
const NAMES: [&str; 4] = ["nginx.conf", "main.tf", "haproxy.cfg", "repmgr.conf"];

/// The property.
pub fn holds(text: &str) {
    match config::read("", text) {
        Ok(read) => understood(&read, text),
        Err(ConfigError::Unknown) => {
            NAMES
                .iter()
                .filter_map(|name| config::read(name, text).ok())
                .for_each(|read| understood(&read, text));
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
}

fn understood(read: &Read, text: &str) {
    let lines = text.split('\n').count() + text.matches('\r').count();
    for note in read.unread.iter().chain(read.parts.iter().flat_map(|part| &part.traps)) {
        assert!(note.line <= lines, "line {} of {lines}: {}", note.line, note.text);
    }
    for worked in read.worked.iter().chain(read.parts.iter().flat_map(|part| &part.worked)) {
        let seconds = [worked.expected_seconds, worked.worst_seconds];
        assert!(seconds.iter().flatten().all(|it| it.is_finite() && *it >= 0.0), "{worked:?}");
    }
    let mut twice = read.clone();
    twice.join(read.only(|id| id.len() % 2 == 0));
    twice.join(read.clone());
    for (read, name) in [(read, "read"), (&twice, "")] {
        if read.parts.is_empty() {
            continue;
        }
        let project =
            read.project(name).unwrap_or_else(|faults| panic!("no project: {faults}\n{:?}", read.parts));
        let again = model::read(&model::write(&project)).unwrap().project;
        assert!(again == project, "read as another project");
        if project.components().len() <= 40 {
            let answer =
                analyze(&project, &Options { node_limit: 20_000, cut_sets: 0, ..Options::default() });
            for journey in answer.iter().flat_map(|answer| &answer.journeys) {
                finite::assert_share(journey.availability, "availability");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::damage;

    #[test]
    fn of_every_seed_and_its_beginnings() {
        for seed in damage::seeds("config") {
            let ends = seed.char_indices().map(|(at, _)| at);
            ends.step_by(7).for_each(|end| holds(&seed[..end]));
            holds(&seed);
        }
    }

    /// What was chosen of a text named links and entries of what was not: joined to another text they meant that one's.
    #[test]
    fn of_a_choice_joined_to_the_whole() {
        holds(r#"{"TargetGroups": [{"HealthCheckIntervalSeconds": 30, "Protocol": "TCP"}]}"#);
    }

    /// A bracket that is never closed was found missing on a line after the last.
    #[test]
    fn of_a_list_that_ends_too_early() {
        holds("[FailureThreshold");
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn of_damaged_seeds(which in 0..1_000_usize, edits in prop::collection::vec(damage::edit(), 1..5)) {
            let seeds = damage::seeds("config");
            let seed = &seeds[which % seeds.len()];
            holds(&damage::letters(seed, &edits));
            holds(&damage::figures(seed, &edits));
        }

        #[test]
        fn of_two_seeds_in_one(one in 0..1_000_usize, other in 0..1_000_usize, at in 0.0..1.0) {
            let seeds = damage::seeds("config");
            let (one, other) = (&seeds[one % seeds.len()], &seeds[other % seeds.len()]);
            holds(&damage::letters(one, &[(at, other.clone())]));
        }
    }
}
