//! A scripted editor: every step checks the invariants.

#![allow(dead_code, clippy::unwrap_used)]

use std::collections::HashSet;

use ninefold_editor::prelude::*;
use ninefold_engine::model;

/// A region with two zones; API and database span both, the cache sits in one, DNS in none.
pub const SHOP: &str = r#"{
  "format": "ninefold/1",
  "name": "Shop",
  "zones": [
    { "id": "eu", "name": "eu-west-1", "kind": "region", "failures": [ { "mtbf": "10y", "mttr": "3h" } ] },
    { "id": "eu-a", "name": "eu-west-1a", "kind": "zone", "parent": "eu", "failures": [ { "mtbf": "2y", "mttr": "2h" } ] },
    { "id": "eu-b", "name": "eu-west-1b", "kind": "zone", "parent": "eu", "failures": [ { "mtbf": "2y", "mttr": "2h" } ] }
  ],
  "components": [
    { "id": "dns", "name": "DNS", "kind": "dns", "failures": [ { "availability": 0.99999, "mttr": "30m" } ] },
    { "id": "api", "name": "API", "kind": "service", "zones": [ "eu-a", "eu-b" ],
      "failures": [ { "mtbf": "30d", "mttr": "2m" } ],
      "copies": { "mode": "active-active", "count": 4, "required": 2, "detection": "30s" },
      "x-team": "checkout" },
    { "id": "db", "name": "PostgreSQL", "kind": "database", "zones": [ "eu-a", "eu-b" ],
      "failures": [ { "mtbf": "1y", "mttr": "1h" } ],
      "copies": { "mode": "active-passive", "active": 1, "standby": 1, "failover": { "time": "45s", "success": 0.99 } } },
    { "id": "cache", "name": "Redis", "kind": "cache", "zones": [ "eu-a" ], "failures": [ { "mtbf": "90d", "mttr": "10m" } ] }
  ],
  "links": [
    { "from": "dns", "to": "api" },
    { "from": "api", "to": "db" },
    { "from": "api", "to": "cache", "effect": "soft", "loss": 0.05 }
  ],
  "journeys": [ { "id": "checkout", "name": "Checkout", "entry": "dns", "peak_rps": 900 } ],
  "scenarios": [ { "name": "Lose eu-west-1a", "events": [ { "at": "1h", "fail": "eu-a", "for": "2h" } ] } ]
}"#;

/// The same, standing where the tests expect it, in a canvas block with things of its own.
pub fn placed_shop() -> String {
    let canvas = r#","canvas": { "theme": "dusk", "positions": {
        "dns": [0, 0], "api": [400, 0], "db": [800, 0], "cache": [800, 200], "eu-b": [400, 400], "ghost": [1, 2] },
        "viewport": [0, 0, 1] } }"#;
    let open = SHOP.strip_suffix('}').unwrap();
    format!("{open}{canvas}")
}

/// An editor that looks after itself.
pub struct Script {
    pub editor: Editor,
    /// Requests since last asked.
    pub requests: Vec<Request>,
}

impl Script {
    pub fn open(text: &str) -> Self {
        let mut editor = Editor::new(model::read(text).unwrap().project);
        editor.resize(Size::new(1280.0, 720.0));
        let script = Self { editor, requests: Vec::new() };
        script.check();
        script
    }

    pub fn shop() -> Self {
        Self::open(&placed_shop())
    }

    pub fn empty() -> Self {
        Self::open(r#"{ "format": "ninefold/1" }"#)
    }

    /// Handles an event and checks.
    pub fn handle(&mut self, event: InputEvent) -> bool {
        let response = self.editor.handle(&event);
        self.requests.extend(response.requests);
        self.check();
        response.consumed
    }

    pub fn down(&mut self, x: f64, y: f64) {
        self.down_with(x, y, Modifiers::NONE);
    }

    pub fn down_with(&mut self, x: f64, y: f64, modifiers: Modifiers) {
        let (kind, button) = (PointerKind::Mouse, Button::Left);
        self.handle(InputEvent::PointerDown { pointer: 1, kind, button, at: Point::new(x, y), modifiers });
    }

    pub fn touch(&mut self, pointer: i32, x: f64, y: f64) {
        let (kind, button, modifiers) = (PointerKind::Touch, Button::Left, Modifiers::NONE);
        self.handle(InputEvent::PointerDown { pointer, kind, button, at: Point::new(x, y), modifiers });
    }

    pub fn to(&mut self, x: f64, y: f64) {
        self.move_pointer(1, x, y);
    }

    pub fn move_pointer(&mut self, pointer: i32, x: f64, y: f64) {
        self.handle(InputEvent::PointerMove { pointer, at: Point::new(x, y), modifiers: Modifiers::NONE });
    }

    pub fn move_with(&mut self, x: f64, y: f64, modifiers: Modifiers) {
        self.handle(InputEvent::PointerMove { pointer: 1, at: Point::new(x, y), modifiers });
    }

    pub fn up(&mut self, x: f64, y: f64) {
        self.up_with(x, y, Modifiers::NONE);
    }

    pub fn up_with(&mut self, x: f64, y: f64, modifiers: Modifiers) {
        self.handle(InputEvent::PointerUp { pointer: 1, at: Point::new(x, y), modifiers });
    }

    /// Press, two moves, release.
    pub fn drag(&mut self, from: (f64, f64), to: (f64, f64)) {
        self.down(from.0, from.1);
        self.to((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
        self.to(to.0, to.1);
        self.up(to.0, to.1);
    }

    pub fn click(&mut self, x: f64, y: f64) {
        self.down(x, y);
        self.up(x, y);
    }

    pub fn shift_click(&mut self, x: f64, y: f64) {
        self.down_with(x, y, Modifiers::SHIFT);
        self.up_with(x, y, Modifiers::SHIFT);
    }

    pub fn key(&mut self, key: &str, modifiers: Modifiers) -> bool {
        let key = key.to_owned();
        let consumed = self.handle(InputEvent::KeyDown { key: key.clone(), modifiers });
        self.handle(InputEvent::KeyUp { key });
        consumed
    }

    pub fn run(&mut self, command: Command) -> Selection {
        let created = self.editor.run(&command).unwrap();
        self.check();
        created
    }

    pub fn refused(&mut self, command: Command) -> CommandError {
        let (before, name) = (self.file(), self.editor.undo_name().map(str::to_owned));
        let error = self.editor.run(&command).unwrap_err();
        assert_eq!(self.file(), before, "a refused command changes nothing");
        assert_eq!(self.editor.undo_name(), name.as_deref());
        self.check();
        error
    }

    /// The file, without the viewport.
    pub fn file(&self) -> String {
        model::write(&self.editor.document().to_project(None))
    }

    pub fn rect(&self, id: &str) -> Rect {
        let scene = self.editor.scene();
        scene.node(id).map(|it| it.rect).or_else(|| scene.zone(id).map(|it| it.rect)).unwrap()
    }

    pub fn selected(&self) -> Vec<Item> {
        self.editor.selection().iter().cloned().collect()
    }

    pub fn zones_of(&self, id: &str) -> Vec<String> {
        self.editor.project().component(id).unwrap().zone_ids().to_vec()
    }

    pub fn undo_all(&mut self) {
        while self.editor.undo().is_some() {
            self.check();
        }
    }

    /// What must hold after every step.
    pub fn check(&self) {
        check_invariants(&self.editor);
    }
}

/// Panics where an invariant of the editor is broken.
pub fn check_invariants(editor: &Editor) {
    let (project, document) = (editor.project(), editor.document());
    let mut ids = HashSet::new();
    for id in project.zones().iter().map(|it| &it.id).chain(project.components().iter().map(|it| &it.id)) {
        assert!(ids.insert(id), "id '{id}' twice");
    }
    let journeys: HashSet<_> = project.journeys().iter().map(|it| &it.id).collect();
    assert_eq!(journeys.len(), project.journeys().len(), "journey ids");
    for link in project.links() {
        assert!(project.component(&link.from).is_some() && project.component(&link.to).is_some(), "{link:?}");
    }
    for component in project.components() {
        let at = document.layout().position(&component.id).unwrap();
        assert!(at.x.is_finite() && at.y.is_finite());
    }
    let text = model::write(&document.to_project(None));
    let again = Document::new(model::read(&text).unwrap().project);
    assert!(again == *document, "reads back as another document:\n{text}");
    for item in editor.selection().iter() {
        assert!(item.exists_in(document), "{item:?} is selected but gone");
    }
    let scene = editor.scene();
    if document.layout().has_folded() {
        assert!(scene.links().iter().all(|it| it.route.path().starts_with('M')));
        for item in editor.selection().iter().filter(|it| !matches!(it, Item::Journey(_))) {
            assert!(scene.rect(item).is_some(), "{item:?} is selected and out of sight");
        }
    } else {
        assert_eq!(scene.nodes().len(), project.components().len());
        assert_eq!(scene.links().len(), project.links().len());
    }
    assert!(scene.document() == document, "the scene shows an older document");
    if editor.gesture().is_idle() {
        let fresh = Scene::of(document, None, None);
        assert_eq!(scene.nodes(), fresh.nodes());
        assert_eq!(scene.zones(), fresh.zones());
        assert_eq!(scene.links(), fresh.links());
        assert_eq!(scene.notes(), fresh.notes());
        for zone in scene.zones() {
            assert!(zone.rect.width > 0.0 && zone.rect.height > 0.0 && zone.rect.x.is_finite(), "{zone:?}");
        }
    }
}
