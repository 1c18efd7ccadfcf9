//! Several things brought into line, or spread evenly.

use std::collections::HashSet;

use super::CommandError;
use super::zones::shifted;
use crate::document::Document;
use crate::geometry::{Point, Rect};
use crate::layout::{ZoneTree, node_size, zone_rects};
use crate::selection::{Item, Selection};

/// How several things are arranged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Arrangement {
    /// Left edges in line.
    Left,
    /// Middles above one another.
    Centre,
    /// Right edges in line.
    Right,
    /// Upper edges in line.
    Top,
    /// Middles beside one another.
    Middle,
    /// Lower edges in line.
    Bottom,
    /// The same room between them, from left to right.
    Across,
    /// The same room between them, from top to bottom.
    Down,
}

impl Arrangement {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 8] = [
        Self::Left,
        Self::Centre,
        Self::Right,
        Self::Top,
        Self::Middle,
        Self::Bottom,
        Self::Across,
        Self::Down,
    ];

    /// In words.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Left => "Align left",
            Self::Centre => "Align centres",
            Self::Right => "Align right",
            Self::Top => "Align top",
            Self::Middle => "Align middles",
            Self::Bottom => "Align bottom",
            Self::Across => "Distribute horizontally",
            Self::Down => "Distribute vertically",
        }
    }

    /// How many things it takes at least.
    #[must_use]
    pub fn least(self) -> usize {
        if matches!(self, Self::Across | Self::Down) { 3 } else { 2 }
    }

    fn is_vertical(self) -> bool {
        matches!(self, Self::Top | Self::Middle | Self::Bottom | Self::Down)
    }
}

/// Components, and zones with all that is in them, moved into line.
pub(super) fn arranged(
    document: &Document,
    items: &Selection,
    how: Arrangement,
) -> Result<Document, CommandError> {
    let mut pieces = pieces(document, items);
    let Some(around) = Rect::around(pieces.iter().map(|it| it.1)).filter(|_| pieces.len() >= how.least())
    else {
        return Err(CommandError::TooFew(how.least()));
    };
    let vertical = how.is_vertical();
    // Start and length along the axis that counts.
    let extent = |rect: Rect| if vertical { (rect.y, rect.height) } else { (rect.x, rect.width) };
    let (first, whole) = extent(around);
    let middle = |rect: Rect| if vertical { rect.center().y } else { rect.center().x };
    ninefold_engine::order::sort_by(&mut pieces, |a, b| middle(a.1).total_cmp(&middle(b.1)));
    let taken: f64 = pieces.iter().map(|it| extent(it.1).1).sum();
    let gap = (whole - taken) / (pieces.len() - 1) as f64;
    let mut next = first;
    let mut layout = document.layout().clone();
    for (item, rect) in pieces {
        let (start, length) = extent(rect);
        let to = match how {
            Arrangement::Left | Arrangement::Top => first,
            Arrangement::Right | Arrangement::Bottom => first + whole - length,
            Arrangement::Centre | Arrangement::Middle => (first + (whole - length) / 2.0).round(),
            // The same room between neighbours; the outermost stay.
            Arrangement::Across | Arrangement::Down => next.round(),
        };
        next += length + gap;
        let by = if vertical { Point::new(0.0, to - start) } else { Point::new(to - start, 0.0) };
        layout = shifted(&layout, &Selection::one(item).moving(document.project()), by);
    }
    Ok(document.with_layout(layout))
}

/// The selected with where they stand; what lies in a selected zone goes along with it.
fn pieces(document: &Document, items: &Selection) -> Vec<(Item, Rect)> {
    let project = document.project();
    let zones: Vec<HashSet<String>> =
        items.zones().map(|id| Selection::one(Item::zone(id)).moving(project)).collect();
    // Each selected zone has itself among what moves with it.
    let along = |id: &str, own: usize| zones.iter().filter(|it| it.contains(id)).count() > own;
    let rects = zone_rects(project, document.layout(), &ZoneTree::of(project));
    let rect = |item: &Item| match item {
        Item::Component(id) if !along(id, 0) => {
            Some(Rect::new(document.layout().position(id)?, node_size(project.component(id)?)))
        }
        Item::Zone(id) if !along(id, 1) => {
            rects.get(project.zones().iter().position(|it| it.id == *id)?).copied()
        }
        _ => None,
    };
    items.iter().filter_map(|item| Some((item.clone(), rect(item)?))).collect()
}
