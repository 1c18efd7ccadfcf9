//! Editing: after any sequence of commands, events, undone and redone steps the invariants hold, and undoing everything brings the bytes back.

use arbitrary::{Arbitrary, Result, Unstructured};
use ninefold_editor::command::{Arrangement, Insertion};
use ninefold_editor::prelude::*;
use ninefold_engine::model::{self, Effect};
use ninefold_engine::templates;

use crate::support::{SHOP, check_invariants, placed_shop};

/// Steps of one sequence: fewer than the history holds.
const STEPS: usize = 40;

/// The property; the bytes say what is opened and what is done (told step by step where the variable `NINEFOLD_TELL` is set).
pub fn holds(bytes: &[u8]) {
    let mut hand =
        Hand { bytes: Unstructured::new(bytes), tells: std::env::var_os("NINEFOLD_TELL").is_some() };
    let mut editor = Editor::new(model::read(&hand.project()).unwrap().project);
    editor.resize(Size::new(1280.0, 720.0));
    let before = file(&editor);
    for _ in 0..STEPS {
        if hand.bytes.is_empty() || hand.step(&mut editor).is_err() {
            break;
        }
        check_invariants(&editor);
    }
    editor.handle(&InputEvent::Blur);
    editor.commit();
    let after = file(&editor);
    let mut steps = 0;
    while editor.undo().is_some() {
        steps += 1;
        check_invariants(&editor);
    }
    assert_eq!(file(&editor), before, "everything is undone");
    for _ in 0..steps {
        assert!(editor.redo().is_some());
    }
    assert_eq!(file(&editor), after, "everything is redone");
}

fn file(editor: &Editor) -> String {
    model::write(&editor.document().to_project(None))
}

/// Draws what is done from bytes.
struct Hand<'a> {
    bytes: Unstructured<'a>,
    tells: bool,
}

impl Hand<'_> {
    fn tell(&self, what: &impl std::fmt::Debug) {
        if self.tells {
            eprintln!("{what:?}");
        }
    }

    fn project(&mut self) -> String {
        let which = self.bytes.arbitrary::<u8>().unwrap_or(0) as usize;
        match which % 8 {
            0..=3 => placed_shop(),
            4 => SHOP.to_owned(),
            5 => r#"{ "format": "ninefold/1" }"#.to_owned(),
            _ => templates::all()[which / 8 % templates::all().len()].text.to_owned(),
        }
    }

    fn step(&mut self, editor: &mut Editor) -> Result<()> {
        match self.bytes.int_in_range(0..=15)? {
            0..=8 => {
                let steps = editor.steps().count();
                let (command, before) = (self.command(editor, 2)?, file(editor));
                self.tell(&command);
                if editor.run(&command).is_err() {
                    assert_eq!(file(editor), before, "a refused command changes nothing: {command:?}");
                } else if editor.steps().count() > steps + 1 {
                    panic!("one command, more than one step: {command:?}");
                }
            }
            9 => self.tell(&("undo", editor.undo())),
            10 => self.tell(&("redo", editor.redo())),
            11 => {
                // A slider: only the last of what it shows counts.
                for _ in 0..2 {
                    let command = self.command(editor, 1)?;
                    self.tell(&("preview", &command));
                    drop(editor.preview(&command));
                    check_invariants_but_scene(editor);
                }
                if self.bytes.arbitrary()? {
                    let _ = editor.commit();
                } else {
                    editor.abort()
                }
            }
            12 => {
                let (items, at) = (self.items(editor)?, self.place()?);
                self.tell(&("copy and paste", &items, at));
                editor.select(items);
                if let Some(text) = editor.clip() {
                    editor.paste(&text, self.bytes.arbitrary::<bool>()?.then_some(at));
                }
            }
            13 => {
                let text = self.text()?;
                self.tell(&("paste", &text));
                editor.paste(&text, None);
            }
            _ => {
                let event = self.event()?;
                self.tell(&event);
                editor.handle(&event);
                look(editor);
            }
        }
        Ok(())
    }

    /// An id of the project, mostly.
    fn id(&mut self, editor: &Editor) -> Result<String> {
        let project = editor.project();
        let ids: Vec<&String> = match self.bytes.int_in_range(0..=7)? {
            0..=4 => project.components().iter().map(|it| &it.id).collect(),
            5 | 6 => project.zones().iter().map(|it| &it.id).collect(),
            _ => return self.text(),
        };
        if ids.is_empty() { Ok("gone".to_owned()) } else { self.bytes.choose(&ids).map(|id| (*id).clone()) }
    }

    fn zone(&mut self, editor: &Editor) -> Result<Option<String>> {
        let ids: Vec<&String> = editor.project().zones().iter().map(|it| &it.id).collect();
        match self.bytes.int_in_range(0..=5)? {
            0 | 1 => Ok(None),
            2 => Ok(Some("gone".to_owned())),
            _ if ids.is_empty() => Ok(None),
            _ => self.bytes.choose(&ids).map(|id| Some((*id).clone())),
        }
    }

    fn link(&mut self, editor: &Editor) -> Result<(String, String)> {
        let links = editor.project().links();
        if links.is_empty() || self.bytes.ratio(1, 5)? {
            return Ok((self.id(editor)?, self.id(editor)?));
        }
        self.bytes.choose(links).map(|link| (link.from.clone(), link.to.clone()))
    }

    fn item(&mut self, editor: &Editor) -> Result<Item> {
        Ok(match self.bytes.int_in_range(0..=9)? {
            0..=3 => Item::Component(self.id(editor)?),
            4 | 5 => Item::Zone(self.zone(editor)?.unwrap_or_default()),
            6 | 7 => {
                let (from, to) = self.link(editor)?;
                Item::Link { from, to }
            }
            8 => Item::Journey(
                editor.project().journeys().first().map_or_else(String::new, |it| it.id.clone()),
            ),
            _ => Item::note("note"),
        })
    }

    fn items(&mut self, editor: &Editor) -> Result<Selection> {
        let count = self.bytes.int_in_range(0..=4)?;
        (0..count).map(|_| self.item(editor)).collect()
    }

    fn number(&mut self) -> Result<f64> {
        Ok(match self.bytes.int_in_range(0..=9)? {
            0 => f64::arbitrary(&mut self.bytes)?,
            1 => *self.bytes.choose(&[
                0.0,
                -0.0,
                1e9,
                -1e9,
                f64::NAN,
                f64::INFINITY,
                f64::MAX,
                f64::MIN_POSITIVE,
            ])?,
            _ => f64::from(i16::arbitrary(&mut self.bytes)?) / 8.0,
        })
    }

    fn place(&mut self) -> Result<Point> {
        Ok(Point { x: self.number()?, y: self.number()? })
    }

    fn text(&mut self) -> Result<String> {
        let length = self.bytes.int_in_range(0..=24)?;
        Ok(String::from_utf8_lossy(self.bytes.bytes(length)?).into_owned())
    }

    fn input(&mut self) -> Result<Input> {
        let texts = [
            "3 months",
            "45s",
            "99.95 %",
            "0",
            "-1",
            "2",
            "1e400",
            "from-demand",
            "",
            "eu-a, eu-b",
            "active-passive",
            "any",
            "1ms",
            "1000y",
        ];
        Ok(match self.bytes.int_in_range(0..=7)? {
            0..=4 => Input::text(self.bytes.choose(&texts)?),
            5 => Input::Text(self.text()?),
            6 => Input::Json(serde_json::from_str(&self.text()?).unwrap_or_default()),
            _ => Input::Clear,
        })
    }

    fn path(&mut self) -> Result<String> {
        let paths = [
            "name",
            "failures[0].mtbf",
            "failures[0].mttr",
            "failures[1]",
            "failures[0].availability",
            "copies.count",
            "copies.mode",
            "copies.failover.time",
            "copies.standby",
            "needs",
            "needs.at_least",
            "zones",
            "zones[0]",
            "cost.per_copy_month",
            "capacity.target_utilisation",
            "notes",
            "id",
            "",
            "objective.availability",
            "loss",
            "parent",
            "effect",
            "x.y[0].z",
            "a..b",
            "[3]",
            "peak_rps",
            "entry",
            "kind",
            "from",
            "to",
            "canvas",
            "components",
        ];
        if self.bytes.ratio(1, 12)? {
            self.text()
        } else {
            self.bytes.choose(&paths).map(|it| (*it).to_owned())
        }
    }

    fn target(&mut self, editor: &Editor) -> Result<Target> {
        Ok(if self.bytes.ratio(1, 6)? { Target::Project } else { Target::Item(self.item(editor)?) })
    }

    fn values(&mut self) -> Result<Vec<(String, Input)>> {
        let count = self.bytes.int_in_range(1..=2)?;
        (0..count).map(|_| Ok((self.path()?, self.input()?))).collect()
    }

    fn preset(&mut self) -> Result<String> {
        let all = presets::all();
        Ok(if self.bytes.ratio(1, 16)? { self.text()? } else { self.bytes.choose(all)?.id.to_owned() })
    }

    fn add(&mut self, editor: &Editor) -> Result<Command> {
        let needed_by = if self.bytes.arbitrary()? { Some(self.id(editor)?) } else { None };
        let at = if self.bytes.arbitrary()? { Some(self.place()?) } else { None };
        Ok(Command::AddComponent { preset: self.preset()?, at, zone: self.zone(editor)?, needed_by })
    }

    fn command(&mut self, editor: &Editor, depth: u8) -> Result<Command> {
        Ok(match self.bytes.int_in_range(0..=23)? {
            0 | 1 => self.add(editor)?,
            2 => Command::AddZone {
                preset: (*self.bytes.choose(&["zone", "region", "service"])?).to_owned(),
                at: Some(self.place()?),
                parent: self.zone(editor)?,
            },
            3 => Command::AddJourney { entry: self.id(editor)? },
            4 => Command::Duplicate(self.items(editor)?),
            5 => {
                let zones = vec![(self.item(editor)?, self.zone(editor)?)];
                Command::DuplicateAt { items: self.items(editor)?, by: self.place()?, zones }
            }
            6 => Command::Remove(self.items(editor)?),
            7 => Command::Move { items: self.items(editor)?, by: self.place()? },
            8 => Command::Arrange { items: self.items(editor)?, how: *self.bytes.choose(&Arrangement::ALL)? },
            9 => Command::MoveIntoZone { items: self.items(editor)?, zone: self.zone(editor)? },
            10 | 11 => Command::Connect { from: self.id(editor)?, to: self.id(editor)? },
            12 => Command::Reconnect { link: self.link(editor)?, to: (self.id(editor)?, self.id(editor)?) },
            13 => Command::Insert { link: self.link(editor)?, what: Insertion::Placed(self.id(editor)?) },
            14 => {
                let inner = if depth > 0 { self.command(editor, 0)? } else { self.add(editor)? };
                Command::Insert { link: self.link(editor)?, what: Insertion::New(Box::new(inner)) }
            }
            15 => Command::RemoveKeepingPath(self.items(editor)?),
            16 => {
                let (from, to) = self.link(editor)?;
                let effect = if self.bytes.arbitrary()? { Effect::Soft } else { Effect::Hard };
                let loss = if self.bytes.arbitrary()? { Some(self.number()?) } else { None };
                Command::SetLink { from, to, effect, loss }
            }
            17 => {
                let (from, to) = self.link(editor)?;
                Command::OrderLink { from, to, place: self.bytes.arbitrary::<u8>()? as usize }
            }
            18 => Command::Rename { item: self.item(editor)?, name: self.text()? },
            19 => Command::Set { target: self.target(editor)?, values: self.values()? },
            20 => {
                let targets = vec![self.target(editor)?, self.target(editor)?];
                Command::SetEach { targets, values: self.values()? }
            }
            21 => Command::AddNote { at: Some(self.place()?), text: self.text()? },
            22 => Command::Fold {
                zones: self.zone(editor)?.into_iter().collect(),
                folded: self.bytes.arbitrary()?,
            },
            _ if depth == 0 => Command::Tidy,
            _ => {
                let commands = vec![self.command(editor, depth - 1)?, self.command(editor, depth - 1)?];
                Command::Batch { name: self.text()?, commands }
            }
        })
    }

    fn event(&mut self) -> Result<InputEvent> {
        let pointer = self.bytes.int_in_range(1..=2)?;
        let kind = *self.bytes.choose(&[PointerKind::Mouse, PointerKind::Touch, PointerKind::Pen])?;
        let flags: u8 = self.bytes.arbitrary()?;
        let modifiers = Modifiers { shift: flags & 1 > 0, control: flags & 2 > 0, alt: flags & 4 > 0 };
        let button = [Button::Left, Button::Left, Button::Middle, Button::Right][usize::from(flags >> 6)];
        let at = self.place()?;
        Ok(match self.bytes.int_in_range(0..=13)? {
            0..=2 => InputEvent::PointerDown { pointer, kind, button, at, modifiers },
            3..=5 => InputEvent::PointerMove { pointer, at, modifiers },
            6 | 7 => InputEvent::PointerUp { pointer, at, modifiers },
            8 => InputEvent::PointerCancel { pointer },
            9 => InputEvent::PaletteDown { preset: self.preset()?, pointer, kind, at },
            10 => InputEvent::LongPress { pointer, at },
            11 => InputEvent::DoubleClick { at },
            12 => InputEvent::Wheel { at, delta: self.place()?, modifiers },
            _ => {
                let keys = [
                    "Escape", " ", "Delete", "z", "y", "d", "a", "g", "ArrowUp", "Tab", "x", "f", "n", "w",
                    "F2", "1", "c", "t", "",
                ];
                InputEvent::KeyDown { key: (*self.bytes.choose(&keys)?).to_owned(), modifiers }
            }
        })
    }
}

/// While something is shown that does not count yet, the scene may be ahead of a fresh one.
fn check_invariants_but_scene(editor: &Editor) {
    let text = model::write(&editor.document().to_project(None));
    let again = Document::new(model::read(&text).unwrap().project);
    assert!(again == *editor.document(), "reads back as another document:\n{text}");
    look(editor);
}

/// Asks everything a view asks.
fn look(editor: &Editor) {
    drop((editor.cursor(), editor.hint(), editor.connection(), editor.incoming(), editor.drop_zone()));
    drop((editor.copies(), editor.link_handles(), editor.guides(), editor.lit_link()));
    assert!(editor.marquee().is_none_or(|frame| frame.width >= 0.0 && frame.height >= 0.0));
    let (viewport, scale) = (editor.viewport().offset(), editor.viewport().scale());
    assert!(
        viewport.x.is_finite() && viewport.y.is_finite() && scale.is_finite() && scale > 0.0,
        "{viewport:?} {scale}"
    );
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// With the last component gone the places of all stayed in the file.
    #[test]
    fn of_removing_everything_that_was_placed() {
        let project = model::read(templates::find("two-tier").unwrap().text).unwrap().project;
        let mut editor = Editor::new(project);
        let all = editor.project().components().iter().map(|it| Item::component(&it.id)).collect();
        editor.run(&Command::Remove(all)).unwrap();
        check_invariants(&editor);
        holds(&[0x9e, 0x1a, 0x91, 0xc6, 0x77, 0x0b, 0x91, 0x41, 0x0b]);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn of_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..700)) {
            holds(&bytes);
        }
    }
}
