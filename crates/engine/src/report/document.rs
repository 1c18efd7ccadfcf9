//! The report as a list of blocks in reading order: what every textual format renders.

use super::types::{Report, SimulationReport};
use super::{figures, sections};
use crate::units::{format_count, format_duration, format_percent, format_share};

/// A report ready to be written in any format.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// What stands on top.
    pub title: String,
    /// Under the title: date and version.
    pub byline: String,
    /// In reading order.
    pub sections: Vec<Section>,
}

/// A part of the document with a heading.
#[derive(Clone, Debug, PartialEq)]
pub struct Section {
    /// Stable name, usable as an anchor.
    pub id: String,
    /// Heading.
    pub title: String,
    /// In reading order.
    pub blocks: Vec<Block>,
}

/// One piece of a section.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading within the section.
    Heading(String),
    /// Running text.
    Paragraph(String),
    /// A verdict, to stand out.
    Verdict {
        /// Kept (true), missed (false), or nothing promised.
        kept: Option<bool>,
        /// In one or two words.
        word: String,
        /// In a sentence.
        sentence: String,
    },
    /// The figures that matter most: name and value.
    Figures(Vec<(String, Cell)>),
    /// One item each.
    List(Vec<String>),
    /// Rows and columns.
    Table(Table),
    /// A picture.
    Picture(Picture),
}

/// Rows and columns.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it shows.
    pub title: String,
    /// Headings, with the unit of the unrounded numbers where there is one.
    pub columns: Vec<Column>,
    /// As many cells as columns.
    pub rows: Vec<Vec<Cell>>,
    /// A last row that sums the others.
    pub total: Option<Vec<Cell>>,
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Heading.
    pub title: &'static str,
    /// Unit of the unrounded numbers; empty for text and counts.
    pub unit: &'static str,
    /// Numbers stand to the right.
    pub numeric: bool,
}

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Text from the project or of the report.
    Text(String),
    /// An engine's number and how it is shown.
    Number {
        /// Unrounded.
        value: f64,
        /// For people.
        shown: String,
    },
    /// A number there is none of.
    None,
}

/// A picture: the SVG, and the same in words.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    /// A whole `<svg>` element.
    pub svg: String,
    /// For those who do not see it.
    pub words: String,
    /// Under the picture.
    pub caption: String,
    /// Too large to be read in a column of text.
    pub large: bool,
}

impl SimulationReport {
    /// Its section of the document, for showing it alone.
    #[must_use]
    pub fn section(&self) -> Section {
        sections::simulation(self)
    }
}

impl Document {
    /// Lays `report` out.
    #[must_use]
    pub fn new(report: &Report) -> Self {
        Self {
            title: report.title.clone(),
            byline: format!("{} · Ninefold {}", report.date, report.version),
            sections: sections::all(report),
        }
    }

    /// Every table, in reading order, with its section's title.
    pub fn tables(&self) -> impl Iterator<Item = (&Section, &Table)> {
        self.sections.iter().flat_map(|section| {
            section.blocks.iter().filter_map(move |block| match block {
                Block::Table(table) => Some((section, table)),
                _ => None,
            })
        })
    }
}

impl Column {
    /// A column of text.
    pub(super) const fn text(title: &'static str) -> Self {
        Self { title, unit: "", numeric: false }
    }

    /// A column of numbers; `unit` is that of the unrounded values.
    pub(super) const fn number(title: &'static str, unit: &'static str) -> Self {
        Self { title, unit, numeric: true }
    }
}

impl Cell {
    /// Text.
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Where the number is none, nothing.
    fn number(value: f64, shown: impl FnOnce() -> String) -> Self {
        if value.is_nan() { Self::None } else { Self::Number { value, shown: shown() } }
    }

    /// A duration in seconds.
    pub(super) fn duration(seconds: f64) -> Self {
        Self::number(seconds, || format_duration(seconds))
    }

    /// An availability with the unavailability it was computed beside.
    pub(super) fn availability(availability: f64, unavailability: f64) -> Self {
        Self::number(availability, || format_percent(availability, unavailability))
    }

    /// A fraction as a percentage.
    pub(super) fn share(fraction: f64) -> Self {
        Self::number(fraction, || format_share(fraction))
    }

    /// A number that is a percentage.
    pub(super) fn percent(value: f64) -> Self {
        Self::number(value, || format!("{} %", format_count(value)))
    }

    /// A probability as a plain number.
    pub(super) fn probability(value: f64) -> Self {
        Self::Number { value, shown: figures::probability(value) }
    }

    /// Any other number.
    pub(super) fn plain(value: f64) -> Self {
        Self::number(value, || format_count(value))
    }

    /// `cell` of the value, or none.
    pub(super) fn optional(value: Option<f64>, cell: fn(f64) -> Self) -> Self {
        value.map_or(Self::None, cell)
    }

    /// As people read it.
    #[must_use]
    pub fn shown(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Number { shown, .. } => shown,
            Self::None => "–",
        }
    }
}
