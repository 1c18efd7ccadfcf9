//! Every template, as it stands and newly tidied: nothing overlaps, and a zone holds what is its own and nothing else.

#![allow(clippy::unwrap_used)]

mod support;

use ninefold_editor::layout::ZoneTree;
use ninefold_editor::prelude::*;
use ninefold_engine::{model, templates};
use support::check_invariants;

/// Nodes and the zones beside each other share no area.
fn check_drawing(name: &str, editor: &Editor) {
    let scene = editor.scene();
    let nodes = scene.nodes();
    for (index, one) in nodes.iter().enumerate() {
        for other in &nodes[index + 1..] {
            assert!(!one.rect.overlaps(other.rect), "{name}: {} over {}", one.id, other.id);
        }
    }
    let project = editor.project();
    let tree = ZoneTree::of(project);
    let rect = |zone: usize| scene.zone(&project.zones()[zone].id).unwrap().rect;
    for zone in 0..project.zones().len() {
        for other in 0..zone {
            let nested =
                tree.ancestors(zone).any(|it| it == other) || tree.ancestors(other).any(|it| it == zone);
            if nested {
                let (inner, outer) =
                    if tree.depth[zone] > tree.depth[other] { (zone, other) } else { (other, zone) };
                assert!(rect(outer).covers(rect(inner)), "{name}");
            } else {
                assert!(!rect(zone).overlaps(rect(other)), "{name}: {:?} over {:?}", rect(zone), rect(other));
            }
        }
        for (number, component) in project.components().iter().enumerate() {
            let node = scene.node(&component.id).unwrap().rect;
            let inside = tree.home[number].is_some_and(|home| tree.ancestors(home).any(|it| it == zone));
            if inside {
                assert!(rect(zone).covers(node), "{name}: {} outside its zone", component.id);
            } else if !component.failures().is_empty() {
                assert!(!rect(zone).overlaps(node), "{name}: {} in a zone not its own", component.id);
            }
        }
    }
}

#[test]
fn templates_are_drawn_well() {
    assert!(!templates::all().is_empty());
    for template in templates::all() {
        let project = model::read(template.text).unwrap().project;
        let as_it_stands = Editor::new(project.clone());
        check_invariants(&as_it_stands);
        check_drawing(template.id, &as_it_stands);

        let unplaced = model::Project { canvas: None, ..project };
        let mut fresh = Editor::new(unplaced);
        check_drawing(template.id, &fresh);
        let before = fresh.document().clone();
        fresh.run(&Command::Tidy).unwrap();
        assert!(*fresh.document() == before, "{}: tidying what is tidy changes nothing", template.id);
        assert!(!fresh.can_undo());
    }
}

#[test]
fn what_is_needed_stands_to_the_right_in_a_tidied_chain() {
    let editor = Editor::new(model::read(support::SHOP).unwrap().project);
    let scene = editor.scene();
    for link in scene.links() {
        let (from, to) = (scene.node(&link.from).unwrap().rect, scene.node(&link.to).unwrap().rect);
        assert!(from.right() < to.x, "{} → {}", link.from, link.to);
    }
}

#[test]
fn a_large_project_stays_usable() {
    // Counted, not timed: one node's move makes one node and its own links anew.
    let mut editor = Editor::new(model::read(r#"{"format":"ninefold/1"}"#).unwrap().project);
    let preset =
        |id: &str| Command::AddComponent { preset: id.to_owned(), at: None, zone: None, needed_by: None };
    let adds = (0..300).map(|_| preset("service")).collect();
    editor.run(&Command::Batch { name: "Many".to_owned(), commands: adds }).unwrap();
    let ids: Vec<String> = editor.scene().nodes().iter().map(|node| node.id.clone()).collect();
    let links =
        (0..ids.len() - 1).map(|it| Command::Connect { from: ids[it].clone(), to: ids[it + 1].clone() });
    editor.run(&Command::Batch { name: "Connect".to_owned(), commands: links.collect() }).unwrap();
    let before = editor.scene().clone();
    let one = Selection::one(Item::component(&ids[150]));
    editor.run(&Command::Move { items: one, by: Point::new(0.0, 8.0) }).unwrap();
    let after = editor.scene();
    let fresh =
        |(a, b): &(&std::sync::Arc<NodeView>, &std::sync::Arc<NodeView>)| !std::sync::Arc::ptr_eq(a, b);
    assert_eq!(before.nodes().iter().zip(after.nodes()).filter(fresh).count(), 1);
    let links = before.links().iter().zip(after.links()).filter(|(a, b)| !std::sync::Arc::ptr_eq(a, b));
    assert_eq!(links.count(), 2);
}
