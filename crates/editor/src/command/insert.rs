//! Into a link and out of it again: a component is put between two others, or taken away with the path kept.

use ninefold_engine::model::{Effect, Link, Project};

use super::{Applied, CommandError, Insertion, links, perform, remove};
use crate::document::{Document, relaxed};
use crate::selection::{Item, Selection};

/// `a → b` becomes `a → new → b`.
pub(super) fn into_link(
    document: &Document,
    link: &(String, String),
    what: &Insertion,
) -> Result<Applied, CommandError> {
    let (before, id) = match what {
        Insertion::New(command) => {
            let added = perform(document, command)?;
            let id = added.created.components().next().ok_or(CommandError::NotForALink)?.to_owned();
            (added.document, id)
        }
        Insertion::Placed(id) => (document.clone(), id.clone()),
    };
    // The first half takes the link's place among its source's links, with all its values.
    let first = links::reconnect(&before, link, &(link.0.clone(), id.clone()))?;
    let second = links::connect(&first.document, &id, &link.1)?;
    Ok(Applied { document: second.document, created: Selection::one(Item::Component(id)) })
}

/// Takes things away; around each component among them, what needed it then needs what it needed.
pub(super) fn remove_keeping_path(document: &Document, items: &Selection) -> Result<Document, CommandError> {
    // Says what cannot be removed before anything else is looked at.
    remove::items(document, items)?;
    let mut project = (**document.project()).clone();
    for id in items.components() {
        bridge(&mut project, id);
    }
    // Links of the removed are gone by now.
    let rest = items.clone().existing(&project);
    remove::items(&document.with_project(project), &rest)
}

/// Links every component that needs `id` to every one that `id` needs; journeys into it enter behind it.
fn bridge(project: &mut Project, id: &str) {
    let rule = project.component(id).and_then(|it| it.needs.clone());
    let old = project.links.take().unwrap_or_default();
    let needed: Vec<&Link> = old.iter().filter(|it| it.from == id && it.to != id).collect();
    let mut links: Vec<Link> = Vec::new();
    let mut users: Vec<&str> = Vec::new();
    for link in &old {
        if link.to != id {
            if link.from != id {
                links.push(link.clone());
            }
            continue;
        }
        // In the place of the link they stand for: it is the order a failover tries.
        for further in &needed {
            let has = old.iter().any(|it| it.from == link.from && it.to == further.to);
            if !has && link.from != further.to && link.from != id {
                links.push(through(link, further));
            }
        }
        // What needed nothing else needs what comes in its place as `id` did: all, any, one after the other.
        let alone = old.iter().filter(|it| it.from == link.from).count() == 1;
        if let Some(user) = project.components.iter_mut().flatten().find(|it| it.id == link.from)
            && link.is_hard()
            && alone
        {
            user.needs.clone_from(&rule);
        }
        users.push(&link.from);
    }
    if let [only] = needed[..] {
        for journey in project.journeys.iter_mut().flatten().filter(|it| it.entry == id) {
            journey.entry.clone_from(&only.to);
        }
    }
    project.links = (!links.is_empty()).then_some(links);
    *project = relaxed(std::mem::replace(project, Project::empty()), &users);
}

/// One link in place of two, with the values of the first: hard only where both are, losses and calls multiplied.
fn through(first: &Link, second: &Link) -> Link {
    let lost = |link: &Link| if link.is_hard() { 1.0 } else { link.loss() };
    let loss = lost(first) * lost(second);
    let mut link = first.clone();
    link.to.clone_from(&second.to);
    if !second.is_hard() {
        link.effect = Some(Effect::Soft);
        link.retries = None;
    }
    link.loss = (!link.is_hard() && loss > 0.0).then_some(loss);
    if let Some(calls) = second.fan_out {
        link.fan_out = Some(calls * first.fan_out.unwrap_or(1.0));
    }
    link
}
