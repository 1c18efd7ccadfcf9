//! Where a design to compare comes from, and how an address names it.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::model::{self, Project};
use ninefold_engine::templates;

use super::Read;
use crate::browser::clock;
use crate::managers::Desk;

/// Files read for this screen alone.
pub type Files = RwSignal<Vec<(String, Arc<Project>)>>;

/// The choice that lets one pick a file.
pub const FILE: &str = "file";

/// A design's source.
#[derive(Clone, Debug, PartialEq)]
pub enum Source {
    /// The project on the screen, as it is now.
    Open,
    /// A project of this browser, by its id.
    Project(String),
    /// A version of it, by its mark.
    Version(String, String),
    /// A template.
    Template(String),
    /// A file read in this visit, by its number.
    File(usize),
}

impl Source {
    /// The words of the address: `open`, `p.ID`, `v.ID.MARK`, `t.ID`, `f.NUMBER`.
    pub fn write(&self) -> String {
        match self {
            Self::Open => "open".to_owned(),
            Self::Project(id) => format!("p.{id}"),
            Self::Version(id, mark) => format!("v.{id}.{mark}"),
            Self::Template(id) => format!("t.{id}"),
            Self::File(number) => format!("f.{number}"),
        }
    }

    /// Reads them.
    pub fn parse(text: &str) -> Option<Self> {
        if text == "open" {
            return Some(Self::Open);
        }
        let (kind, rest) = text.split_once('.')?;
        Some(match kind {
            "p" => Self::Project(rest.to_owned()),
            "v" => {
                let (id, mark) = rest.split_once('.')?;
                Self::Version(id.to_owned(), mark.to_owned())
            }
            "t" => Self::Template(rest.to_owned()),
            "f" => Self::File(rest.parse().ok()?),
            _ => return None,
        })
    }
}

/// The two designs an address names; where it names none, the project on the screen and what it is most likely compared with.
pub fn pair(fragment: &str, desk: Desk) -> (Source, Source) {
    let mut words = fragment.trim_start_matches("#/").split('/').skip(1);
    let mut next = || words.next().and_then(Source::parse);
    let (before, after) = (next(), next());
    (before.unwrap_or_else(|| likely(desk)), after.unwrap_or(Source::Open))
}

/// Another project, or a version of this one, or the example.
fn likely(desk: Desk) -> Source {
    let (own, projects) = desk.shelf.with_value(|shelf| (shelf.id(), shelf.projects()));
    let other = projects.into_iter().find(|it| Some(&it.id) != own.as_ref() && it.head.deleted.is_none());
    if let Some(other) = other {
        return Source::Project(other.id);
    }
    let versions = own.map(|id| (desk.shelf.with_value(|shelf| shelf.versions(&id)), id));
    match versions.and_then(|(list, id)| Some((list.last().filter(|_| list.len() > 1)?.mark.write(), id))) {
        Some((mark, id)) => Source::Version(id, mark),
        None => Source::Template(templates::FIRST.to_owned()),
    }
}

/// The design, or why there is none in a sentence.
pub fn read(source: &Source, desk: Desk, files: &[(String, Arc<Project>)]) -> Read {
    let text = match source {
        Source::Open => {
            // Follows every edit.
            let _now = desk.workspace.revision();
            return Ok(Arc::new(desk.workspace.to_file()));
        }
        Source::Project(id) => desk.shelf.with_value(|shelf| shelf.text(id)),
        Source::Version(id, mark) => desk.shelf.with_value(|shelf| {
            let version = shelf.version(id, mark)?;
            shelf.version_text(id, &version)
        }),
        Source::Template(id) => templates::find(id).map(|template| template.text.to_owned()),
        Source::File(number) => {
            let gone = "this file was read in another visit: pick it again.".to_owned();
            return files.get(*number).map(|(_, project)| Arc::clone(project)).ok_or(gone);
        }
    };
    let text =
        text.ok_or_else(|| "this design is not in this browser any more: choose another.".to_owned())?;
    model::read(&text).map(|loaded| Arc::new(loaded.project)).map_err(|faults| {
        let first = faults.0.first().map(ToString::to_string).unwrap_or_default();
        format!("this design cannot be read: {first}")
    })
}

/// An entry of the fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// As the address writes it.
    pub value: String,
    /// For people.
    pub label: String,
}

/// All there is to choose from, in groups.
pub fn choices(desk: Desk, files: &[(String, Arc<Project>)]) -> Vec<(&'static str, Vec<Choice>)> {
    let choice = |source: Source, label: String| Choice { value: source.write(), label };
    let name = desk.workspace.project().display_name().to_owned();
    let (own, projects) = desk.shelf.with_value(|shelf| (shelf.id(), shelf.projects()));
    let others = projects.iter().filter(|it| it.head.deleted.is_none() && Some(&it.id) != own.as_ref());
    let others = others.map(|it| choice(Source::Project(it.id.clone()), it.head.summary.name.clone()));
    let versions = own.iter().flat_map(|id| {
        let list = desk.shelf.with_value(|shelf| shelf.versions(id));
        list.into_iter().map(move |version| {
            let when = clock::moment(version.mark.at as f64);
            choice(Source::Version(id.clone(), version.mark.write()), format!("{when} {}", version.label))
        })
    });
    let templates = templates::all().iter().filter(|it| it.id != "empty");
    let templates = templates.map(|it| choice(Source::Template(it.id.to_owned()), it.name.to_owned()));
    let read = files.iter().enumerate().map(|(at, (name, _))| choice(Source::File(at), name.clone()));
    let another = Choice { value: FILE.to_owned(), label: "Another file …".to_owned() };
    let groups: [(&'static str, Vec<Choice>); 5] = [
        ("On the screen", vec![choice(Source::Open, format!("{name}, as it is now"))]),
        ("Projects", others.collect()),
        ("Its versions", versions.collect()),
        ("Templates", templates.collect()),
        ("Files", read.chain([another]).collect()),
    ];
    groups.into_iter().filter(|(_, list)| !list.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_address_names_is_read_back() {
        let version = Source::Version("12a".to_owned(), "17-3f".to_owned());
        for source in [Source::Open, Source::Project("12a".to_owned()), version, Source::File(3)] {
            assert_eq!(Source::parse(&source.write()), Some(source));
        }
        assert_eq!(Source::parse("t.two-tier"), Some(Source::Template("two-tier".to_owned())));
        for nonsense in ["", "x", "q.1", "v.1", "f.many"] {
            assert_eq!(Source::parse(nonsense), None, "{nonsense}");
        }
    }
}
