//! How long the editor takes with a large project: `cargo run --release -p ninefold-editor --example large`.
#![allow(clippy::disallowed_types, clippy::disallowed_methods)] // an example may look at a clock

use std::time::Instant;

use ninefold_editor::prelude::*;
use ninefold_engine::model;

/// Components of the project.
const COMPONENTS: usize = 1_000;
/// Moves of each drag.
const MOVES: usize = 200;

fn main() {
    let text = large();
    let Ok(loaded) = time("read the file", 1, || model::read(&text)) else { return };
    let mut editor = time("open", 1, || Editor::new(loaded.project));
    editor.resize(Size::new(1280.0, 720.0));
    let Some(first) = editor.scene().nodes().first().map(|node| node.id.clone()) else { return };
    drag(&mut editor, "drag one: a move", Selection::one(Item::component(&first)));
    let many = editor.scene().nodes().iter().take(300).map(|node| Item::component(&node.id)).collect();
    drag(&mut editor, "drag 300: a move", many);
    let set = Command::set(Target::component(&first), "failures[0].mtbf", Input::text("40d"));
    time("set a field", 1, || drop(editor.run(&set)));
    time("hover", MOVES, || {
        for step in 0..MOVES {
            let at = Point::new(6.0 * step as f64, 3.0 * step as f64);
            editor.handle(&InputEvent::PointerMove { pointer: 1, at, modifiers: Modifiers::NONE });
        }
    });
    time("tidy", 1, || drop(editor.run(&Command::Tidy)));
    time("undo", 1, || editor.undo());
    time("text", 1, || editor.text());
}

/// Drags by the transaction a gesture uses.
fn drag(editor: &mut Editor, what: &str, items: Selection) {
    time(what, MOVES, || {
        for step in 0..MOVES {
            let by = Point::new(8.0 * step as f64, 8.0);
            drop(editor.preview(&Command::Move { items: items.clone(), by }));
        }
    });
    editor.commit();
}

/// Does some work and prints how long each of its `times` repetitions took.
fn time<T>(what: &str, times: usize, work: impl FnOnce() -> T) -> T {
    let start = Instant::now();
    let made = work();
    println!("{what:24} {:8.3} ms", start.elapsed().as_secs_f64() * 1_000.0 / times as f64);
    made
}

/// Components in rows of fifty over ten zones, each needing two further on.
fn large() -> String {
    let zones: Vec<String> = (0..10).map(|zone| format!(r#"{{"id":"z{zone}","kind":"zone"}}"#)).collect();
    let component = |it: usize| {
        let failures = r#"[{"mtbf":"30d","mttr":"5m"}]"#;
        let (x, y) = (it % 50 * 240, it / 50 * 120);
        let body = format!(
            r#"{{"id":"c{it}","name":"Service {it}","zones":["z{}"],"failures":{failures}}}"#,
            it / 100
        );
        (body, format!(r#""c{it}":[{x},{y}]"#))
    };
    let (components, places): (Vec<_>, Vec<_>) = (0..COMPONENTS).map(component).unzip();
    let links: Vec<String> = (0..COMPONENTS)
        .flat_map(|it| [(it, (it + 1) % COMPONENTS), (it, (it + 7) % COMPONENTS)])
        .map(|(from, to)| format!(r#"{{"from":"c{from}","to":"c{to}"}}"#))
        .collect();
    format!(
        r#"{{"format":"ninefold/1","zones":[{}],"components":[{}],"links":[{}],"canvas":{{"positions":{{{}}}}}}}"#,
        zones.join(","),
        components.join(","),
        links.join(","),
        places.join(",")
    )
}
