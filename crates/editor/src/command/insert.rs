//! Into a link and out of it again: a component is put between two others, or taken away with the path kept.

use ninefold_engine::model::{Effect, Link, Project};

use super::{Applied, CommandError, Insertion, links, perform, remove};
use crate::document::{Document, relaxed};
use crate::geometry::{GRID, Point, Rect};
use crate::layout;
use crate::selection::{Item, Selection};

/// `a → b` becomes `a → new → b`. Of a pattern, what nothing in it needs comes behind `a`, and `b` behind all that need
/// nothing in it.
pub(super) fn into_link(
    document: &Document,
    link: &(String, String),
    what: &Insertion,
) -> Result<Applied, CommandError> {
    let (before, created) = match what {
        Insertion::New(command) => {
            let added = perform(document, command)?;
            (added.document, added.created)
        }
        Insertion::Placed(id) => (document.clone(), Selection::one(Item::component(id))),
    };
    let new: Vec<&str> = created.components().collect();
    let within = |end: &String| new.contains(&end.as_str());
    let links: Vec<&Link> =
        before.project().links().iter().filter(|it| within(&it.from) && within(&it.to)).collect();
    let head = new.iter().find(|id| !links.iter().any(|it| it.to == **id)).or(new.first());
    let head = (*head.ok_or(CommandError::NotForALink)?).to_owned();
    let tails = new.iter().filter(|id| !links.iter().any(|it| it.from == **id));
    // The first half takes the link's place among its source's links, with all its values.
    let mut next = links::reconnect(&before, link, &(link.0.clone(), head))?.document;
    for tail in tails {
        next = links::connect(&next, tail, &link.1)?.document;
    }
    Ok(Applied { document: with_room(&next, link, &created), created })
}

/// Where the gap between two components is too short for what came into it, all that stands behind the gap makes room.
fn with_room(document: &Document, link: &(String, String), created: &Selection) -> Document {
    let project = document.project();
    let rect = |id: &str| {
        Some(Rect::new(document.layout().position(id)?, layout::node_size(project.component(id)?)))
    };
    let new = Rect::around(created.components().filter_map(rect));
    let (Some(from), Some(to), Some(new)) = (rect(&link.0), rect(&link.1), new) else {
        return document.clone();
    };
    let needed = new.width + 2.0 * ROOM;
    // Only where they stand side by side, and what came stands between them.
    let side_by_side = from.right() <= to.x && from.y < to.bottom() && to.y < from.bottom();
    if !side_by_side
        || to.x - from.right() >= needed
        || new.y > from.bottom().max(to.bottom())
        || new.bottom() < from.y.min(to.y)
    {
        return document.clone();
    }
    let by = ((needed - (to.x - from.right())) / GRID).ceil() * GRID;
    let mut places = document.layout().clone();
    let behind =
        document.layout().iter().filter(|(id, at)| at.x >= to.x && !created.components().any(|it| it == *id));
    for (id, at) in behind.map(|(id, at)| (id.to_owned(), at)).collect::<Vec<_>>() {
        places.place(&id, at + Point::new(by, 0.0));
    }
    let left = from.right() + ROOM - new.x;
    for id in created.components() {
        if let Some(at) = document.layout().position(id) {
            places.place(id, (at + Point::new(left, 0.0)).snapped());
        }
    }
    document.with_layout(places)
}

/// Room on both sides of what comes into a link, in world units.
const ROOM: f64 = 40.0;

/// Takes things away; around each component among them, what needed it then needs what it needed.
pub(super) fn remove_keeping_path(document: &Document, items: &Selection) -> Result<Document, CommandError> {
    // Says what cannot be removed before anything else is looked at.
    remove::items(document, items)?;
    let mut project = (**document.project()).clone();
    for id in items.components() {
        bridge(&mut project, id);
    }
    // Links of the removed are gone by now.
    let bridged = document.with_project(project);
    let rest = items.clone().existing(&bridged);
    remove::items(&bridged, &rest)
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
