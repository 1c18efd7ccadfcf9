//! What differs in the drawing, part by part and field by field.

use leptos::prelude::*;
use ninefold_engine::compare::{Comparison, Difference, FieldChange, Part};

use super::marked;

/// Parts listed of each kind; the rest is counted.
const MOST: usize = 200;

/// The card.
pub fn view(comparison: &Comparison) -> AnyView {
    let drawing = &comparison.drawing;
    let groups: Vec<AnyView> = drawing.parts().filter_map(|(word, parts)| group(word, parts)).collect();
    let project = (!drawing.project.is_empty()).then(|| {
        view! { <h3>"Project"</h3> <ul class="compare-fields">{fields(&drawing.project)}</ul> }
    });
    let none =
        drawing.is_empty().then(|| view! { <p class="card-lead">"Nothing differs in the drawing."</p> });
    view! {
        <section class="card compare-changes" data-testid="compare-changes">
            <h2>"What differs in the drawing"</h2>
            {none} {groups} {project}
        </section>
    }
    .into_any()
}

fn group(word: &'static str, parts: &[Part]) -> Option<AnyView> {
    let title = match word {
        "component" => "Components",
        "link" => "Links",
        "zone" => "Zones",
        "journey" => "Journeys",
        _ => "Scenarios",
    };
    let rows: Vec<AnyView> = parts.iter().take(MOST).map(part).collect();
    let more = parts.len().saturating_sub(MOST);
    let more = (more > 0).then(|| view! { <p class="footnote">{format!("and {more} more")}</p> });
    (!parts.is_empty())
        .then(|| view! { <h3>{title}</h3> <ul class="compare-parts">{rows}</ul> {more} }.into_any())
}

fn part(part: &Part) -> AnyView {
    let renamed = part.id_before.as_ref().map(|id| {
        let id = id.clone();
        view! { <span class="quiet">{format!("called {id} before")}</span> }
    });
    let moved = (part.moved && part.difference == Difference::Changed)
        .then(|| view! { <span class="quiet">"and moved"</span> });
    let list =
        (!part.fields.is_empty()).then(|| view! { <ul class="compare-fields">{fields(&part.fields)}</ul> });
    view! {
        <li>
            <div class="compare-part">{marked(part.difference)} <strong>{part.name.clone()}</strong> {renamed} {moved}</div>
            {list}
        </li>
    }
    .into_any()
}

fn fields(fields: &[FieldChange]) -> Vec<AnyView> {
    let value = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    fields
        .iter()
        .map(|field| {
            view! {
                <li>
                    <code>{field.field.clone()}</code>
                    <span>{value(&field.before)} <span aria-label="becomes">" → "</span> {value(&field.after)}</span>
                </li>
            }
            .into_any()
        })
        .collect()
}
