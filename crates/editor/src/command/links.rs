//! Links: drawing, redirecting, kind, order.

use ninefold_engine::model::{Effect, Link, Project};

use super::{Applied, CommandError, add};
use crate::document::{Document, relaxed};
use crate::selection::{Item, Selection};

/// Refuses a component that is not there.
pub(super) fn check_component(project: &Project, id: &str) -> Result<(), CommandError> {
    if project.component(id).is_some() { Ok(()) } else { Err(CommandError::Unknown(id.to_owned())) }
}

/// Whether these two may be joined.
///
/// # Errors
/// Why not.
pub fn may_connect(project: &Project, from: &str, to: &str) -> Result<(), CommandError> {
    check_component(project, from)?;
    check_component(project, to)?;
    if from == to {
        return Err(CommandError::LinkToItself);
    }
    if find(project, from, to).is_some() {
        let label = |id| Item::component(id).label(project);
        return Err(CommandError::LinkExists(label(from), label(to)));
    }
    Ok(())
}

fn find(project: &Project, from: &str, to: &str) -> Option<usize> {
    project.links.iter().flatten().position(|link| link.from == from && link.to == to)
}

/// The links of a project that has this one, and where it is.
fn with_link(
    document: &Document,
    from: &str,
    to: &str,
    change: impl FnOnce(&mut Vec<Link>, usize),
) -> Result<Project, CommandError> {
    let mut project = (**document.project()).clone();
    let index = find(&project, from, to).ok_or_else(|| CommandError::Unknown(format!("{from} → {to}")))?;
    change(project.links.get_or_insert_default(), index);
    Ok(project)
}

pub(super) fn connect(document: &Document, from: &str, to: &str) -> Result<Applied, CommandError> {
    may_connect(document.project(), from, to)?;
    let mut project = (**document.project()).clone();
    project.links.get_or_insert_default().push(add::link(from, to));
    Ok(Applied { document: document.with_project(project), created: Selection::one(Item::link(from, to)) })
}

pub(super) fn reconnect(
    document: &Document,
    link: &(String, String),
    to: &(String, String),
) -> Result<Applied, CommandError> {
    let created = Selection::one(Item::link(&to.0, &to.1));
    if find(document.project(), &link.0, &link.1).is_none() {
        return Err(CommandError::Unknown(format!("{} → {}", link.0, link.1)));
    }
    if link == to {
        return Ok(Applied { document: document.clone(), created });
    }
    may_connect(document.project(), &to.0, &to.1)?;
    let project = with_link(document, &link.0, &link.1, |links, index| {
        links[index].from.clone_from(&to.0);
        links[index].to.clone_from(&to.1);
    })?;
    let document = document.with_project(relaxed(project, &[&link.0]));
    Ok(Applied { document, created })
}

pub(super) fn set(
    document: &Document,
    from: &str,
    to: &str,
    effect: Effect,
    loss: Option<f64>,
) -> Result<Document, CommandError> {
    let project = with_link(document, from, to, |links, index| {
        let link = &mut links[index];
        link.effect = (effect == Effect::Soft).then_some(effect);
        link.loss = if effect == Effect::Soft { loss } else { None };
    })?;
    Ok(document.with_project(relaxed(project, &[from])))
}

pub(super) fn order(
    document: &Document,
    from: &str,
    to: &str,
    place: usize,
) -> Result<Document, CommandError> {
    let project = with_link(document, from, to, |links, index| {
        let link = links.remove(index);
        let mut siblings = (0..links.len()).filter(|&it| links[it].from == from);
        let last = links.iter().rposition(|it| it.from == from).map_or(index, |it| it + 1);
        let at = siblings.nth(place).unwrap_or(last);
        links.insert(at.min(links.len()), link);
    })?;
    Ok(document.with_project(project))
}
