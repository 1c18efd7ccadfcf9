//! Published importance measures, and the mean time to failure of the tree they belong to.

use ninefold_engine::analysis::{Options, analyze_in_full};
use serde_json::json;

use crate::{cases, draw, expected, of_topic};

#[test]
fn published_measures() {
    let Some(cases) = cases() else { return };
    let mut checked = 0;
    for case in of_topic(&cases, "importance", &[]) {
        let id = case["id"].as_str().unwrap();
        let own = &case["model"]["structured"];
        let see =
            own.get("see").map(|id| &cases.iter().find(|c| c["id"] == *id).unwrap()["model"]["structured"]);
        let model = see.unwrap_or(own);
        let is_mttf = id.ends_with("MTTF");
        let (drawing, entry) = draw::draw(&if is_mttf { model.clone() } else { draw::at_a_time(model) });
        let project = draw::project(&drawing, &entry);
        let journey = analyze_in_full(&project, &Options::default()).unwrap().journeys.remove(0);
        let part = journey.contributions.iter().find(|part| own.get("component") == Some(&json!(part.id)));
        let value = match (own["measure"].as_str(), part) {
            (Some("MIF"), Some(part)) => part.birnbaum,
            (Some("CIF"), Some(part)) => part.criticality,
            // P(down | system down) = P(down) · P(system down | down) ÷ P(system down).
            (Some("DIF"), Some(part)) => part.raw * part.criticality * journey.unavailability / part.birnbaum,
            (Some("RAW"), Some(part)) => part.raw,
            (Some("RRW"), Some(part)) => part.rrw.unwrap(),
            _ if is_mttf => {
                assert!(journey.mttf_exact);
                journey.mttf_hours.unwrap()
            }
            _ => journey.unavailability,
        };
        assert!((value / expected(case) - 1.0).abs() < 1e-9, "{id}: {value} {}", expected(case));
        println!("agrees: {id}");
        checked += 1;
    }
    assert!(checked >= 28, "{checked}");
}
