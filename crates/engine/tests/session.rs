//! A session's answers are those of a fresh start, whatever was asked before.
#![allow(clippy::unwrap_used)]

use ninefold_engine::analysis::{Options, Session, analyze};
use ninefold_engine::model::{self, Measure, Project};
use ninefold_engine::templates;
use serde_json::{Value, json};

fn read(value: &Value) -> Project {
    model::read(&value.to_string()).unwrap().project
}

/// The same bytes, or the same error.
fn assert_same(session: &mut Session, project: &Project, options: &Options) {
    let fresh = analyze(project, options).map(|answer| serde_json::to_string(&answer).unwrap());
    let again = session.analyze(project, options).map(|answer| serde_json::to_string(&answer).unwrap());
    assert_eq!(again, fresh);
}

/// Every number of every failure halved and doubled, then made to never happen, one after the other.
fn numbers(project: &Value) -> Vec<Value> {
    let mut edits = Vec::new();
    for list in ["zones", "components"] {
        for at in 0..project[list].as_array().map_or(0, Vec::len) {
            for mode in 0..project[list][at]["failures"].as_array().map_or(0, Vec::len) {
                let path = format!("/{list}/{at}/failures/{mode}");
                for failure in
                    [json!({"mtbf": "70d", "mttr": "3h"}), json!({"availability": 1.0, "mttr": "1h"})]
                {
                    let mut edited = project.clone();
                    *edited.pointer_mut(&path).unwrap() = failure;
                    edits.push(edited);
                }
            }
        }
    }
    edits
}

#[test]
fn numbers_one_after_the_other() {
    for template in templates::all() {
        let start: Value = serde_json::from_str(template.text).unwrap();
        let mut session = Session::complete();
        let options = Options { cut_sets: 5, ..Options::default() };
        assert_same(&mut session, &read(&start), &options);
        // The last edit stays while the next is made, so that several things change at once.
        for edited in numbers(&start) {
            assert_same(&mut session, &read(&edited), &options);
        }
    }
}

/// As the page keeps one: it leaves out cut sets, measures and shares that take longer than an edit may, says so by "not a number", and gives the
/// same bytes for them when they are asked for one by one. Without other orders until it is given the search.
fn assert_same_bit_by_bit(session: &mut Session, project: &Project, options: &Options) {
    let answers = (analyze(project, options), session.analyze(project, options));
    let (fresh, mut brief) = match answers {
        (Ok(fresh), Ok(brief)) => (fresh, brief),
        (fresh, brief) => return assert_eq!(brief.unwrap_err(), fresh.unwrap_err()),
    };
    let counts_requests = project.objective.as_ref().is_some_and(|it| it.measure == Some(Measure::Requests));
    for (number, (brief, fresh)) in brief.journeys.iter_mut().zip(&fresh.journeys).enumerate() {
        assert!(brief.full_service.is_nan());
        assert_eq!(brief.served_fraction.is_nan(), !counts_requests);
        brief.full_service = fresh.full_service;
        brief.served_fraction = session.served(project, number).unwrap();
        for item in &mut brief.contributions {
            assert!(item.birnbaum.is_nan() && item.raw.is_nan() && item.rrw.is_none());
            let measured = session.importance(project, number, &item.id).unwrap();
            assert_eq!(measured.downtime_seconds_per_year, item.downtime_seconds_per_year);
            *item = measured;
        }
    }
    assert_eq!(serde_json::to_string(&brief).unwrap(), serde_json::to_string(&fresh).unwrap());
    assert!(session.importance(project, 0, "nobody").is_none());
    assert!(session.served(project, fresh.journeys.len()).is_none());
}

#[test]
fn a_session_that_holds_little() {
    let options = Options { cut_sets: 0, ..Options::default() };
    for template in templates::all() {
        let start: Value = serde_json::from_str(template.text).unwrap();
        let mut session = Session::default();
        assert_same_bit_by_bit(&mut session, &read(&start), &options);
        session.search_with(ninefold_engine::boolean::race::order);
        for edited in numbers(&start) {
            assert_same_bit_by_bit(&mut session, &read(&edited), &options);
        }
        let mut by_requests = start.clone();
        by_requests["objective"] = json!({"availability": 0.999, "measure": "requests"});
        assert_same_bit_by_bit(&mut session, &read(&by_requests), &options);
    }
}

#[test]
fn shapes_switches_and_limits() {
    let template = templates::all().iter().find(|it| it.text.contains("failover")).unwrap();
    let start: Value = serde_json::from_str(template.text).unwrap();
    let project = read(&start);
    let mut session = Session::complete();
    let options = Options::default();
    for component in project.components() {
        let off = Options { off: vec![component.id.clone()], ..options.clone() };
        assert_same(&mut session, &project, &off);
        assert_same(&mut session, &project, &options);
        let mut fewer = project.clone();
        fewer.components.as_mut().unwrap().retain(|it| it.id != component.id);
        assert_same(&mut session, &fewer, &options);
        let mut more = project.clone();
        let copied = more.components.as_mut().unwrap().iter_mut().find(|it| it.id == component.id).unwrap();
        copied.name = Some("another name".to_owned());
        assert_same(&mut session, &more, &options);
    }
    // What a soft link loses, there and back.
    let mut lossy = project.clone();
    let soft = lossy.links.as_mut().unwrap().iter_mut().find(|link| !link.is_hard()).unwrap();
    soft.loss = Some(0.125);
    for project in [&lossy, &project, &lossy] {
        assert_same(&mut session, project, &options);
    }
    let mut cut = project.clone();
    cut.links.as_mut().unwrap().pop();
    assert_same(&mut session, &cut, &options);
    let narrow = Options { node_limit: 3, ..options.clone() };
    assert_same(&mut session, &project, &narrow);
    assert_same(&mut session, &project, &options);
}
