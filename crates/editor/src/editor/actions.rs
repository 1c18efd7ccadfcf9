//! What keys, menus and buttons ask for.

use std::sync::Arc;

use ninefold_engine::model::Project;

use super::{Editor, Request, Response};
use crate::command::Command;
use crate::fragment::Fragment;
use crate::geometry::{Point, Rect, Viewport};
use crate::keymap::Action;
use crate::scene::Hit;
use crate::selection::{Item, Selection};

/// One press of a zoom key.
const ZOOM_STEP: f64 = 1.25;

impl Response {
    fn done(requests: Vec<Request>) -> Self {
        Self { consumed: true, requests }
    }

    fn ignored() -> Self {
        Self::default()
    }
}

impl Editor {
    /// Does what a key, menu entry or button asks for.
    pub fn perform(&mut self, action: Action) -> Response {
        match action {
            Action::Undo => {
                let said = self.undo().map(|name| Request::Announce(format!("Undone: {name}")));
                Response::done(said.into_iter().collect())
            }
            Action::Redo => {
                let said = self.redo().map(|name| Request::Announce(format!("Redone: {name}")));
                Response::done(said.into_iter().collect())
            }
            Action::Delete => self.on_selection(Command::Remove),
            Action::DeleteKeepingPath => self.on_selection(Command::RemoveKeepingPath),
            Action::Duplicate => self.on_selection(Command::Duplicate),
            Action::Tidy => self.tidy(),
            Action::Fold => self.fold(),
            Action::Note => self.note(),
            Action::Copy => self.copy(false),
            Action::Cut => self.copy(true),
            Action::Paste => Response::done(vec![Request::Paste]),
            Action::Arrange(how) => self.on_selection(|items| Command::Arrange { items, how }),
            Action::SelectDownstream => self.select_along(true),
            Action::SelectUpstream => self.select_along(false),
            Action::SelectSeveral => {
                self.several = !self.several;
                Response::done(Vec::new())
            }
            Action::Connect => self.ask_what_it_needs(),
            Action::Menu => self.menu(),
            Action::Nudge(x, y) => self.nudge(Point::new(f64::from(x), f64::from(y))),
            Action::SelectAll => {
                self.select_all();
                Response::done(Vec::new())
            }
            Action::Cancel => self.cancel(),
            Action::ZoomIn => self.zoom(ZOOM_STEP),
            Action::ZoomOut => self.zoom(1.0 / ZOOM_STEP),
            Action::ZoomReset => self.zoom(1.0 / self.viewport.scale()),
            Action::Fit => {
                self.fit();
                Response::done(Vec::new())
            }
            Action::FocusNext => self.focus_step(true),
            Action::FocusPrevious => self.focus_step(false),
            Action::FollowOut => self.follow_link(true),
            Action::FollowIn => self.follow_link(false),
            Action::Rename => self.ask(Request::Rename),
            Action::Inspect => self.ask(Request::Inspect),
            Action::SwitchOff => self.switch_off(),
            Action::Shortcuts => Response::done(vec![Request::Shortcuts]),
            Action::Find => Response::done(vec![Request::Find]),
        }
    }

    /// Pastes a text from the clipboard around a place of the world. Where none is given: beside the originals where
    /// they lie in zones of this project, else in the middle of the canvas.
    pub fn paste(&mut self, text: &str, at: Option<Point>) -> Response {
        let fragment = match Fragment::read(text) {
            Ok(fragment) => fragment,
            Err(error) => return Response::done(vec![Request::Notice(error.to_string())]),
        };
        let middle = self.viewport.visible(self.canvas).center();
        let seen = self.canvas.width > 0.0 && !fragment.is_at_home(self.document.project());
        // A zone is pasted into another only where that is asked for.
        let outermost = at.is_none() && fragment.has_zones();
        let at = at.or(seen.then_some(middle));
        let around = at.filter(|_| !outermost).and_then(|at| self.scene.zone_at(at, |_| false));
        let zone = around.map(|zone| zone.id.clone());
        let response = self.obey(&Command::Paste { fragment: Box::new(fragment), at, zone });
        self.bring_into_sight(&self.selection.clone());
        response
    }

    /// The selection as a text for the clipboard.
    #[must_use]
    pub fn clip(&self) -> Option<String> {
        Fragment::of(&self.document, &self.selection).map(|fragment| fragment.text())
    }

    /// Runs a command; a refusal becomes a notice, a success is said aloud.
    pub fn obey(&mut self, command: &Command) -> Response {
        let (name, before) = (command.name(&self.document), Arc::clone(self.project()));
        let requests = match self.run(command) {
            Ok(_) => [Request::Announce(name)].into_iter().chain(self.lost_journeys(&before)).collect(),
            Err(error) => vec![Request::Notice(error.to_string())],
        };
        Response::done(requests)
    }

    /// Journeys that went with the component they began at.
    fn lost_journeys(&self, before: &Project) -> Option<Request> {
        let project = self.project();
        let lost = before
            .journeys()
            .iter()
            .filter(|it| project.journey(&it.id).is_none() && project.component(&it.entry).is_none());
        let names: Vec<String> = lost.map(|it| Item::Journey(it.id.clone()).label(before)).collect();
        let sentence = match names.len() {
            0 => return None,
            1 => format!("The journey {} began there and was deleted too.", names[0]),
            _ => format!("The journeys {} began there and were deleted too.", names.join(", ")),
        };
        Some(Request::Aside(sentence))
    }

    /// Lays everything out anew, and shows it where parts end out of sight.
    fn tidy(&mut self) -> Response {
        let response = self.obey(&Command::Tidy);
        let visible = self.viewport.visible(self.canvas);
        if self.scene.bounds().is_some_and(|bounds| !visible.covers(bounds)) {
            self.fit();
        }
        response
    }

    /// Asks which component the selected one shall need, beside its output.
    fn ask_what_it_needs(&self) -> Response {
        let Some(Item::Component(from)) = self.selection.single() else { return Response::ignored() };
        let Some(node) = self.scene.node(from) else { return Response::ignored() };
        let screen = self.viewport.to_screen(node.output());
        Response::done(vec![Request::Connect { from: from.clone(), screen }])
    }

    fn on_selection(&mut self, command: impl FnOnce(Selection) -> Command) -> Response {
        if self.selection.is_empty() {
            return Response::ignored();
        }
        let command = command(self.selection.clone());
        self.obey(&command)
    }

    /// A new note in the middle of what is seen, and its text asked for.
    fn note(&mut self) -> Response {
        let at = (self.canvas.width > 0.0).then(|| self.viewport.visible(self.canvas).center());
        match self.run(&Command::AddNote { at, text: String::new() }) {
            Ok(made) => Response::done(made.iter().cloned().map(Request::Rename).collect()),
            Err(error) => Response::done(vec![Request::Notice(error.to_string())]),
        }
    }

    /// Folds the selected zones, or unfolds them where all are folded.
    fn fold(&mut self) -> Response {
        let zones: Vec<String> = self.selection.zones().map(str::to_owned).collect();
        if zones.is_empty() {
            return Response::ignored();
        }
        let folded = !zones.iter().all(|id| self.document.layout().is_folded(id));
        self.obey(&Command::Fold { zones, folded })
    }

    /// Unfolds what hides a thing.
    pub(super) fn unfold_around(&mut self, item: &Item) {
        let project = self.document.project();
        let hidden = |item: &Item| self.scene.rect(item).is_none() && item.exists_in(&self.document);
        if !self.document.layout().has_folded() || !hidden(item) {
            return;
        }
        let moved = |zone: &str| Selection::one(Item::zone(zone)).moving(project);
        let ends = match item {
            Item::Component(id) | Item::Zone(id) => vec![id],
            Item::Link { from, to } => vec![from, to],
            Item::Journey(_) | Item::Note(_) => return,
        };
        let folded = project.zones().iter().filter(|zone| self.document.layout().is_folded(&zone.id));
        let around = folded.filter(|zone| {
            Item::zone(&zone.id) != *item && ends.iter().any(|id| moved(&zone.id).contains(*id))
        });
        let zones = around.map(|zone| zone.id.clone()).collect();
        // Zones of this project can be unfolded.
        let _done = self.run(&Command::Fold { zones, folded: false });
    }

    fn copy(&mut self, cut: bool) -> Response {
        let Some(text) = self.clip() else { return Response::ignored() };
        let mut response = if cut { self.on_selection(Command::Remove) } else { Response::done(Vec::new()) };
        response.requests.push(Request::Copy(text));
        response
    }

    fn nudge(&mut self, by: Point) -> Response {
        if self.selection.iter().all(|item| matches!(item, Item::Link { .. } | Item::Journey(_))) {
            return self.focus_step(by.x + by.y > 0.0);
        }
        let items = self.selection.clone();
        let _ = self.run(&Command::Move { items, by });
        Response::done(Vec::new())
    }

    /// Selects every component and zone.
    pub fn select_all(&mut self) {
        let project = self.document.project();
        let components = project.components().iter().map(|it| Item::component(&it.id));
        let zones = project.zones().iter().map(|it| Item::zone(&it.id));
        let notes = self.document.layout().notes().map(|(id, _)| Item::note(id));
        let all = components.chain(zones).chain(notes).collect();
        self.select(all);
    }

    fn cancel(&mut self) -> Response {
        self.several = false;
        if self.selection.is_empty() {
            return Response::ignored();
        }
        self.selection = Selection::none();
        Response::done(Vec::new())
    }

    fn zoom(&mut self, factor: f64) -> Response {
        let middle = Point::new(self.canvas.width / 2.0, self.canvas.height / 2.0);
        self.viewport = self.viewport.zoomed(factor, middle);
        Response::done(Vec::new())
    }

    /// Components, zones and notes in reading order: column by column, each from above; a zone before the first of what is
    /// in it.
    #[must_use]
    pub fn reading_order(&self) -> Vec<Item> {
        let project = self.document.project();
        let place = |rect: Rect| ((rect.center().x / 128.0).round(), rect.y);
        let first = |a: &(f64, f64), b: &(f64, f64)| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1));
        let nodes = self.scene.nodes().iter();
        let mut order: Vec<((f64, f64), usize, Item)> =
            nodes.map(|it| (place(it.rect), usize::MAX, Item::component(&it.id))).collect();
        let notes = self.scene.notes().iter();
        order.extend(notes.map(|it| (place(it.rect), usize::MAX, Item::note(&it.id))));
        for zone in self.scene.zones() {
            let item = Item::zone(&zone.id);
            let inside = Selection::one(item.clone()).moving(project);
            let empty = |id: &str| self.scene.zone(id).filter(|it| it.empty).map(|it| it.rect);
            let within =
                inside.iter().filter_map(|id| self.scene.node(id).map(|it| it.rect).or_else(|| empty(id)));
            let at = within.map(place).min_by(first).unwrap_or_else(|| place(zone.rect));
            order.push((at, zone.depth, item));
        }
        ninefold_engine::order::sort_by(&mut order, |a, b| first(&a.0, &b.0).then(a.1.cmp(&b.1)));
        order.into_iter().map(|it| it.2).collect()
    }

    /// The next or previous component; not consumed at the ends, so that the focus can leave the canvas.
    fn focus_step(&mut self, forth: bool) -> Response {
        if let Some(link) = self.beside_link(forth) {
            return self.focus(link);
        }
        let order = self.reading_order();
        let places = |it: &Item| matches!(it, Item::Component(_) | Item::Zone(_) | Item::Note(_));
        // After the last link of a component comes what comes after it; before the first it is itself.
        if let (Some(Item::Link { from, .. }), false) = (self.selection.single(), forth) {
            let source = Item::component(from);
            return self.focus(source);
        }
        let source = self.selection.single().and_then(|it| match it {
            Item::Link { from, .. } => Some(Item::component(from)),
            _ => None,
        });
        let current = source.as_ref().or_else(|| self.selection.iter().find(|it| places(it)));
        let current = current.and_then(|item| order.iter().position(|it| it == item));
        let next = match current {
            None if forth => order.first(),
            None => order.last(),
            Some(index) if forth => order.get(index + 1),
            Some(index) => index.checked_sub(1).and_then(|index| order.get(index)),
        };
        match next.cloned() {
            Some(item) => self.focus(item),
            None => Response::ignored(),
        }
    }

    /// Selects also all that the selected components need, or all that need them, however far along the links.
    fn select_along(&mut self, down: bool) -> Response {
        let mut found: Vec<String> = self.selection.components().map(str::to_owned).collect();
        if found.is_empty() {
            return Response::ignored();
        }
        let mut next = 0;
        while next < found.len() {
            for link in self.document.project().links() {
                let (here, there) = if down { (&link.from, &link.to) } else { (&link.to, &link.from) };
                if *here == found[next] && !found.contains(there) {
                    found.push(there.clone());
                }
            }
            next += 1;
        }
        self.select(found.iter().map(|id| Item::component(id)).collect());
        Response::done(vec![Request::Announce(self.selection.describe(self.document.project()))])
    }

    /// The menu of what is selected, where it stands; that of the canvas in its middle where nothing is.
    fn menu(&mut self) -> Response {
        if self.selection.is_empty() {
            let at = Point::new(self.canvas.width / 2.0, self.canvas.height / 2.0);
            return Response::done(vec![Request::Menu { at, on: Hit::Canvas }]);
        }
        let bounds = Rect::around(self.selection.iter().filter_map(|item| self.scene.rect(item)));
        let (Some(bounds), Some(first)) = (bounds, self.selection.iter().next()) else {
            return Response::ignored();
        };
        let on = match first.clone() {
            Item::Component(id) => Hit::Node(id),
            Item::Zone(id) => Hit::ZoneHandle(id),
            Item::Link { from, to } => Hit::Link { from, to },
            Item::Note(id) => Hit::Note(id),
            Item::Journey(_) => return Response::ignored(),
        };
        let at = self.viewport.to_screen(bounds.center());
        let at = Point::new(at.x.min(self.canvas.width), at.y.min(self.canvas.height));
        Response::done(vec![Request::Menu { at, on }])
    }

    /// From a component onto its first link, from a link to its end.
    fn follow_link(&mut self, out: bool) -> Response {
        let next = match self.selection.single() {
            Some(Item::Component(id)) => {
                let mut links = self.scene.links().iter();
                let next = links.find(|link| if out { link.from == *id } else { link.to == *id });
                next.map(|link| Item::link(&link.from, &link.to))
            }
            Some(Item::Link { from, to }) => Some(Item::component(if out { to } else { from })),
            _ => None,
        };
        match next {
            Some(item) => self.focus(item),
            None => Response::ignored(),
        }
    }

    /// From a link to the next or previous one of the same source; none after the last.
    fn beside_link(&self, forth: bool) -> Option<Item> {
        let Some(Item::Link { from, to }) = self.selection.single() else { return None };
        let links: Vec<_> = self.scene.links().iter().filter(|link| link.from == *from).collect();
        let at = links.iter().position(|link| link.to == *to)?;
        let next = if forth { links.get(at + 1) } else { at.checked_sub(1).and_then(|at| links.get(at)) };
        next.map(|link| Item::link(&link.from, &link.to))
    }

    /// Selects a component or zone and brings it into view.
    pub fn focus(&mut self, item: Item) -> Response {
        self.unfold_around(&item);
        self.select(Selection::one(item.clone()));
        let label = match &item {
            Item::Link { from, to } => {
                let name = |id: &String| Item::component(id).label(self.document.project());
                format!("{} needs {}", name(from), name(to))
            }
            _ => item.label(self.document.project()),
        };
        if let (Some(rect), true) = (self.scene.rect(&item), self.canvas.width > 0.0)
            && !self.viewport.visible(self.canvas).covers(rect)
        {
            let middle = Point::new(self.canvas.width / 2.0, self.canvas.height / 2.0);
            let scale = self.viewport.scale();
            self.viewport = Viewport::new(middle - rect.center().scaled(scale), scale);
        }
        Response::done(vec![Request::Announce(label)])
    }

    fn ask(&mut self, request: impl FnOnce(Item) -> Request) -> Response {
        match self.selection.single() {
            Some(item) => Response::done(vec![request(item.clone())]),
            None => Response::ignored(),
        }
    }

    fn switch_off(&mut self) -> Response {
        let items: Selection = self
            .selection
            .iter()
            .filter(|item| {
                matches!(item, Item::Component(_) | Item::Zone(_)) && item.exists_in(&self.document)
            })
            .cloned()
            .collect();
        if items.is_empty() { Response::ignored() } else { Response::done(vec![Request::SwitchOff(items)]) }
    }
}
