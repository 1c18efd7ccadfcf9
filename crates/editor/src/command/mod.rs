//! Everything that can be done to a document, as values; and what doing it gives.

mod add;
mod arrange;
mod insert;
mod links;
mod names;
mod notes;
mod paste;
mod remove;
mod value;
mod zones;

use std::sync::Arc;

use ninefold_engine::model::{self, Component, Copies, Diagnostic, Effect, Failure, Project, Rule};
use serde_json::Value;
use thiserror::Error;

pub use arrange::Arrangement;
pub use links::may_connect;
pub use names::unique_id;
pub use value::{Input, Target};

use crate::document::Document;
use crate::fragment::Fragment;
use crate::geometry::Point;
use crate::layout;
use crate::selection::{Item, Selection};

/// One change of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// A new component from the palette. The first one of a project becomes the entry of a first journey.
    AddComponent {
        /// Id of a [`crate::presets::Preset`].
        preset: String,
        /// Where its middle goes; a free place where absent.
        at: Option<Point>,
        /// The zone it lies in.
        zone: Option<String>,
        /// A component that shall need it.
        needed_by: Option<String>,
    },
    /// A new zone.
    AddZone {
        /// Id of a zone preset: `region` or `zone`.
        preset: String,
        /// Where its middle goes; a free place where absent.
        at: Option<Point>,
        /// The zone it lies in.
        parent: Option<String>,
    },
    /// Requests enter at this component.
    AddJourney {
        /// Id of the component.
        entry: String,
    },
    /// Copies of what a fragment holds, under new ids where the old are taken.
    Paste {
        /// From [`Fragment::of`] or [`Fragment::read`].
        fragment: Box<Fragment>,
        /// Where their common middle goes; beside the originals where absent.
        at: Option<Point>,
        /// The zone for those that lie in none.
        zone: Option<String>,
    },
    /// Copies of these, beside them.
    Duplicate(Selection),
    /// Copies of these so far from them, each copy in the zone of its original unless another is given.
    DuplicateAt {
        /// What is copied.
        items: Selection,
        /// How far from the originals.
        by: Point,
        /// Originals whose copies lie in another zone, or in none.
        zones: Vec<(Item, Option<String>)>,
    },
    /// Takes things away with all that refers to them; what a removed zone held stays.
    Remove(Selection),
    /// Moves components, and zones with all that is in them.
    Move {
        /// What; links and journeys have no place and are passed over.
        items: Selection,
        /// By how much, in world units.
        by: Point,
    },
    /// Brings several things into line, or spreads them evenly.
    Arrange {
        /// Components and zones.
        items: Selection,
        /// How.
        how: Arrangement,
    },
    /// Puts things into a zone, or out of all zones.
    MoveIntoZone {
        /// Components and zones.
        items: Selection,
        /// Id of the zone; out of all where absent.
        zone: Option<String>,
    },
    /// A new hard link: `from` needs `to`.
    Connect {
        /// Id of a component.
        from: String,
        /// Id of another.
        to: String,
    },
    /// Another end for a link, which keeps its other values.
    Reconnect {
        /// The link, by its ends so far.
        link: (String, String),
        /// Its ends from now on.
        to: (String, String),
    },
    /// A component comes to stand in a link: what needed the link's target needs it, and it needs the target. The
    /// link's values stay with the first half, which is what its source loses; the second half is plain.
    Insert {
        /// The link, by its ends.
        link: (String, String),
        /// What goes into it.
        what: Insertion,
    },
    /// As [`Self::Remove`], but what needed a removed component then needs what that needed.
    RemoveKeepingPath(Selection),
    /// Hard or soft, and what a broken soft link loses.
    SetLink {
        /// The component that needs.
        from: String,
        /// The component needed.
        to: String,
        /// Hard or soft.
        effect: Effect,
        /// Fraction of the requests lost while it is broken; soft links only.
        loss: Option<f64>,
    },
    /// Another place in the order of its source's links (it is the order a failover tries).
    OrderLink {
        /// The component that needs.
        from: String,
        /// The component needed.
        to: String,
        /// From 0.
        place: usize,
    },
    /// What people call it; empty text takes the name away.
    Rename {
        /// A component, zone or journey.
        item: Item,
        /// The new name.
        name: String,
    },
    /// Values of one thing's fields, by JSON path, checked by the engine's reader as one change.
    Set {
        /// Whose fields.
        target: Target,
        /// Paths such as `failures[0].mtbf`, with what was typed or chosen.
        values: Vec<(String, Input)>,
    },
    /// The same values of the same fields of several things.
    SetEach {
        /// Whose fields.
        targets: Vec<Target>,
        /// As in [`Command::Set`].
        values: Vec<(String, Input)>,
    },
    /// Everything placed anew by the automatic layout.
    Tidy,
    /// A new note on the canvas.
    AddNote {
        /// Where its middle goes; the origin where absent.
        at: Option<Point>,
        /// What it says.
        text: String,
    },
    /// Zones drawn as one node each, or with what is in them.
    Fold {
        /// Ids of zones.
        zones: Vec<String>,
        /// As one node.
        folded: bool,
    },
    /// Another project altogether.
    Load(Box<Project>),
    /// Several changes as one; all or none.
    Batch {
        /// For the undo list.
        name: String,
        /// In order.
        commands: Vec<Command>,
    },
}

/// The longest text of a note that is taken, in characters.
pub const MOST_NOTE: usize = 2_000;

/// The longest name that is taken, in characters.
pub const MOST_NAME: usize = 200;

/// What goes into a link.
#[derive(Clone, Debug, PartialEq)]
pub enum Insertion {
    /// What this command makes: an [`Command::AddComponent`].
    New(Box<Command>),
    /// A component that is there already.
    Placed(String),
}

/// Why a command was refused. The document stays as it was.
#[derive(Clone, Debug, PartialEq, Error)]
pub enum CommandError {
    /// Refers to something that is not there.
    #[error("'{0}' is not in this project any more")]
    Unknown(String),
    /// No such palette entry.
    #[error("the palette has no '{0}'")]
    UnknownPreset(String),
    /// From a component to itself.
    #[error("a component cannot need itself; draw the link to another one")]
    LinkToItself,
    /// Already drawn.
    #[error("'{0}' already needs '{1}'")]
    LinkExists(String, String),
    /// Only a component fits into a link.
    #[error("only a component can go into a link")]
    NotForALink,
    /// A zone into itself or into a zone inside it.
    #[error("a zone cannot lie inside itself")]
    ZoneInItself,
    /// A name nobody could read.
    #[error("a name has at most {MOST_NAME} characters; this one has {0}")]
    NameTooLong(usize),
    /// A note nobody would read.
    #[error("a note has at most {MOST_NOTE} characters; this one has {0}")]
    NoteTooLong(usize),
    /// Not enough to bring into line.
    #[error("select at least {0} components or zones first")]
    TooFew(usize),
    /// Nothing to act upon.
    #[error("select something first")]
    NothingSelected,
    /// A path that leads nowhere.
    #[error("'{0}' is not a field")]
    BadPath(String),
    /// The engine's reader or validation says no.
    #[error("{}", first_message(.0))]
    Refused(Vec<Diagnostic>),
}

/// The first error in words.
fn first_message(diagnostics: &[Diagnostic]) -> String {
    match diagnostics.iter().find(|it| it.is_error()).or(diagnostics.first()) {
        Some(Diagnostic { message, hint: Some(hint), .. }) => format!("{message}; {hint}"),
        Some(Diagnostic { message, .. }) => message.clone(),
        None => "the project would not be valid".to_owned(),
    }
}

impl CommandError {
    /// What the engine found, where it was the engine that refused.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        if let Self::Refused(diagnostics) = self { diagnostics } else { &[] }
    }
}

/// A document after a command, and what the command made.
#[derive(Clone, Debug, PartialEq)]
pub struct Applied {
    /// The new document (with the old one's revision: the editor stamps it).
    pub document: Document,
    /// What is new in it: the natural next selection.
    pub created: Selection,
}

/// Applies a command. Pure: the document given is not touched, and a refused command changes nothing.
///
/// # Errors
/// Why it cannot be done, in words for the person who tried.
pub fn apply(document: &Document, command: &Command) -> Result<Applied, CommandError> {
    let applied = perform(document, command)?;
    let read_already =
        matches!(command, Command::Set { .. } | Command::SetEach { .. } | Command::Rename { .. });
    if !read_already && !Arc::ptr_eq(document.project(), applied.document.project()) {
        let found = model::validate(applied.document.project());
        if found.iter().any(Diagnostic::is_error) {
            return Err(CommandError::Refused(found));
        }
    }
    Ok(applied)
}

/// Applies a command, not yet asking whether the outcome is a valid project.
fn perform(document: &Document, command: &Command) -> Result<Applied, CommandError> {
    let changed = |document: Document| Applied { document, created: Selection::none() };
    match command {
        Command::AddComponent { preset, at, zone, needed_by } => {
            add::component(document, preset, *at, zone.as_deref(), needed_by.as_deref())
        }
        Command::AddZone { preset, at, parent } => add::zone(document, preset, *at, parent.as_deref()),
        Command::AddJourney { entry } => add::journey(document, entry),
        Command::Paste { fragment, at, zone } => paste::paste(document, fragment, *at, zone.as_deref()),
        Command::Duplicate(items) => paste::duplicate(document, items),
        Command::DuplicateAt { items, by, zones } => paste::duplicate_at(document, items, *by, zones),
        Command::Remove(items) => remove::items(document, items).map(changed),
        Command::Move { items, by } => Ok(changed(zones::moved(document, items, *by))),
        Command::Arrange { items, how } => arrange::arranged(document, items, *how).map(changed),
        Command::MoveIntoZone { items, zone } => zones::into(document, items, zone.as_deref()).map(changed),
        Command::Connect { from, to } => links::connect(document, from, to),
        Command::Reconnect { link, to } => links::reconnect(document, link, to),
        Command::Insert { link, what } => insert::into_link(document, link, what),
        Command::RemoveKeepingPath(items) => insert::remove_keeping_path(document, items).map(changed),
        Command::SetLink { from, to, effect, loss } => {
            links::set(document, from, to, *effect, *loss).map(changed)
        }
        Command::OrderLink { from, to, place } => links::order(document, from, to, *place).map(changed),
        Command::Rename { item: Item::Note(id), name } => notes::write(document, id, name).map(changed),
        Command::Rename { item, name } => value::rename(document, item, name).map(changed),
        Command::Set { target, values } => value::set(document, target, values).map(changed),
        Command::SetEach { targets, values } => value::set_each(document, targets, values).map(changed),
        Command::Tidy => {
            Ok(changed(document.with_layout(layout::tidy(document.project(), document.layout()))))
        }
        Command::AddNote { at, text } => notes::add(document, *at, text),
        Command::Fold { zones, folded } => zones::folded(document, zones, *folded).map(changed),
        Command::Load(project) => Ok(changed(Document::new((**project).clone()))),
        Command::Batch { commands, .. } => batch(document, commands),
    }
}

/// One after the other.
fn batch(document: &Document, commands: &[Command]) -> Result<Applied, CommandError> {
    let start = Applied { document: document.clone(), created: Selection::none() };
    commands.iter().try_fold(start, |done, command| {
        let next = perform(&done.document, command)?;
        Ok(Applied { document: next.document, created: done.created.joined(next.created) })
    })
}

impl Command {
    /// One field: `Command::set(Target::component("api"), "failures[0].mtbf", Input::text("60d"))`.
    #[must_use]
    pub fn set(target: Target, path: &str, input: Input) -> Self {
        Self::Set { target, values: vec![(path.to_owned(), input)] }
    }

    /// All failures of a component or zone.
    #[must_use]
    pub fn set_failures(target: Target, failures: &[Failure]) -> Self {
        Self::set(target, "failures", Input::list(failures))
    }

    /// The redundancy of a component; a single copy where none.
    #[must_use]
    pub fn set_copies(id: &str, copies: Option<&Copies>) -> Self {
        Self::set(Target::component(id), "copies", Input::typed(copies))
    }

    /// The zones a component's copies are dealt to.
    #[must_use]
    pub fn set_zones(id: &str, zones: &[String]) -> Self {
        Self::set(Target::component(id), "zones", Input::list(zones))
    }

    /// How a component needs its hard links; all of them where none.
    #[must_use]
    pub fn set_rule(id: &str, rule: Option<&Rule>) -> Self {
        Self::set(Target::component(id), "needs", Input::typed(rule))
    }

    /// A whole component in place of the one with its id.
    #[must_use]
    pub fn set_component(component: &Component) -> Self {
        Self::set(Target::component(&component.id), "", Input::typed(Some(component)))
    }

    /// What the undo list calls it: "Move 3 components".
    #[must_use]
    pub fn name(&self, document: &Document) -> String {
        names::of(self, document)
    }
}

/// JSON `null` for what cannot be written (never happens for the model's types).
pub(crate) fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or(Value::Null)
}
