//! The user guide: ten short pages, each with a picture drawn from a template as it is.
//!
//! The texts are those of `docs/guide`; `cargo xtask guide` writes the pictures beside them.

use crate::analysis::{Options, analyze};
use crate::model;
use crate::report::diagram::{Ink, Scene};
use crate::templates;

/// A page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// The name of its file: `zones`.
    pub id: &'static str,
    /// What it is about.
    pub title: &'static str,
    /// Markdown of a simple kind: headings, lists, code, one picture, emphasis.
    pub text: &'static str,
}

macro_rules! page {
    ($id:literal, $title:literal) => {
        Page { id: $id, title: $title, text: include_str!(concat!("../../../docs/guide/", $id, ".md")) }
    };
}

const PAGES: [Page; 10] = [
    page!("first-model", "Your first model"),
    page!("numbers", "What the numbers mean"),
    page!("zones", "Zones"),
    page!("standby", "Standby and failover"),
    page!("simulation", "Simulation"),
    page!("budgets", "Budgets and SLAs"),
    page!("capacity", "Capacity"),
    page!("importing", "Importing"),
    page!("sharing", "Sharing"),
    page!("ci", "The command line in CI"),
];

/// The pages in reading order.
#[must_use]
pub fn pages() -> &'static [Page] {
    &PAGES
}

/// The template whose picture a page shows.
///
/// ```
/// use ninefold_engine::guide;
/// let zones = guide::pages().iter().find(|page| page.id == "zones").unwrap();
/// assert_eq!(guide::pictured(zones), Some("multi-zone"));
/// ```
#[must_use]
pub fn pictured(page: &Page) -> Option<&'static str> {
    let (_, rest) = page.text.split_once("](")?;
    rest.split_once(".svg)").map(|(name, _)| name)
}

/// A template's drawing, each box with the availability it has; none where there is no such template.
#[must_use]
pub fn picture(template: &str, ink: &Ink) -> Option<String> {
    let project = model::read(templates::find(template)?.text).ok()?.project;
    let answer = analyze(&project, &Options { cut_sets: 0, ..Options::default() }).ok();
    Some(Scene::new(&project, answer.as_ref()).to_svg(ink))
}
