//! A session's answers are those of a fresh start, whatever was asked before.
#![allow(clippy::unwrap_used)]

use ninefold_engine::analysis::{Options, Session, analyze};
use ninefold_engine::model::{self, Project};
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

/// As the page keeps one: without cut sets, and without other orders until it is given the search.
#[test]
fn a_session_that_holds_little() {
    let options = Options { cut_sets: 0, ..Options::default() };
    for template in templates::all() {
        let start: Value = serde_json::from_str(template.text).unwrap();
        let mut session = Session::default();
        assert_same(&mut session, &read(&start), &options);
        session.search_with(ninefold_engine::boolean::race::order);
        for edited in numbers(&start).iter().take(4) {
            assert_same(&mut session, &read(edited), &options);
        }
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
