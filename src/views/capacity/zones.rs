//! What is left when zones are lost: the same switches as on the canvas.

use leptos::prelude::*;
use ninefold_engine::plan::{self, WhatIf};
use ninefold_engine::units;

use crate::state::{Ui, Workspace};

/// The card; nothing in a project without zones.
pub fn view(workspace: Workspace) -> AnyView {
    let ui = expect_context::<Ui>();
    let zones = Memo::new(move |_| {
        let project = workspace.project();
        let named = |zone: &ninefold_engine::model::Zone| (zone.id.clone(), zone.display_name().to_owned());
        project.zones().iter().map(named).collect::<Vec<_>>()
    });
    let there = move || !zones.with(Vec::is_empty);
    let switches = move || zones.get().into_iter().map(|(id, name)| switch(ui, id, name)).collect::<Vec<_>>();
    let left = Memo::new(move |_| {
        let off: Vec<String> = ui.off.with(|off| off.iter().cloned().collect());
        (!off.is_empty()).then(|| plan::without(&workspace.project(), &off))
    });
    let shown = move || {
        left.with(|left| match left {
            None => view! { <p class="footnote">"Everything is on."</p> }.into_any(),
            Some(left) => table(workspace, left),
        })
    };
    (move || {
        there().then(|| {
            view! {
                <section class="card" aria-labelledby="lost-title">
                    <h2 id="lost-title">"What if a zone is lost?"</h2>
                    <p class="card-lead">"Switch a zone off, here or on the canvas: requests go where they still can, and the verdict above follows."</p>
                    <div class="capacity-switches" role="group" aria-label="Zones">{switches}</div>
                    <div aria-live="polite">{shown}</div>
                </section>
            }
        })
    })
    .into_any()
}

fn switch(ui: Ui, id: String, name: String) -> AnyView {
    let own = id.clone();
    let pressed = move || if ui.off.with(|off| off.contains(&own)) { "true" } else { "false" };
    let testid = format!("capacity-off-{id}");
    let toggle = move |_| {
        ui.off.update(|off| {
            if !off.remove(&id) {
                off.insert(id.clone());
            }
        });
    };
    view! {
        <button type="button" class="button" data-testid=testid aria-pressed=pressed on:click=toggle>
            {crate::views::widgets::icon(icondata_lu::LuPower)} {name}
        </button>
    }
    .into_any()
}

fn table(workspace: Workspace, left: &[WhatIf]) -> AnyView {
    let project = workspace.project_untracked();
    let row = |it: &WhatIf| {
        let name = project.component(&it.id).map_or(it.id.as_str(), |c| c.display_name()).to_owned();
        let used = it.state.utilisation;
        let over = used.is_some_and(|used| used > 1.0);
        let words = match used {
            None => "none left".to_owned(),
            Some(used) => units::format_share(used),
        };
        let wait = match (&it.state.wait_seconds, used) {
            (Some(waits), _) => units::format_duration(waits.p95),
            (None, Some(_)) => "grows without end".to_owned(),
            (None, None) => "–".to_owned(),
        };
        let serves = if it.serves { "serves" } else { "down" };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{serves}</td>
                <td class="number">{it.state.copies}</td>
                <td class="number">{units::format_count(it.state.demand_rps)}</td>
                <td class="number" class:capacity-short=over || used.is_none()>{words}</td>
                <td class="number">{wait}</td>
            </tr>
        }
        .into_any()
    };
    view! {
        <div class="table-scroll" tabindex="0">
            <table class="table" data-testid="capacity-lost">
                <thead><tr>
                    <th scope="col">"Component"</th>
                    <th scope="col">"Then it"</th>
                    <th scope="col" class="number">"Copies left"</th>
                    <th scope="col" class="number">"Requests/s"</th>
                    <th scope="col" class="number">"Used"</th>
                    <th scope="col" class="number">"95 % wait less than"</th>
                </tr></thead>
                <tbody>{left.iter().map(row).collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
