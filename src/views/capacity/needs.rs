//! How many copies each component has and needs.

use leptos::prelude::*;
use ninefold_editor::prelude::Item;
use ninefold_engine::plan::ComponentPlan;
use ninefold_engine::units;

use super::Planned;
use crate::state::Workspace;

/// The table; nothing where nobody knows what a copy answers.
pub fn view(planned: &Planned) -> AnyView {
    let rows: Vec<AnyView> = planned.known().map(|it| row(planned, it)).collect();
    if rows.is_empty() {
        return ().into_any();
    }
    let notes: Vec<AnyView> = planned
        .known()
        .flat_map(|it| it.notes.iter())
        .chain(&planned.plan.warnings)
        .map(|note| view! { <li>{note.clone()}</li> }.into_any())
        .collect();
    let notes = (!notes.is_empty()).then(|| view! { <ul class="footnote capacity-notes">{notes}</ul> });
    view! {
        <section class="card" aria-labelledby="needs-title">
            <h2 id="needs-title">"Copies"</h2>
            <p class="card-lead">"Needed: demand divided by what a copy answers at its planned use, rounded up. With a zone lost: enough are left when the zone with most of them is gone."</p>
            <div class="table-scroll" tabindex="0">
                <table class="table capacity-copies" data-testid="capacity-table">
                    <thead><tr>
                        <th scope="col">"Component"</th>
                        <th scope="col" class="number">"Requests/s"</th>
                        <th scope="col" class="number">"Copies"</th>
                        <th scope="col" class="number">"Needed"</th>
                        <th scope="col" class="number">"N+1"</th>
                        <th scope="col" class="number">"N+2"</th>
                        <th scope="col" class="number">"Zone lost"</th>
                        <th scope="col" class="number">"Region lost"</th>
                        <th scope="col" class="capacity-room">"In use"</th>
                        <th scope="col" class="number">"Runs out in"</th>
                        <th scope="col" class="number">"Too few work"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {notes}
        </section>
    }
    .into_any()
}

fn row(planned: &Planned, it: &ComponentPlan) -> AnyView {
    let used = 1.0 - it.headroom.unwrap_or(0.0);
    let over = used > 1.0;
    let part = format!("{:.4}", used.clamp(0.0, 1.0));
    let needed = |copies: Option<u32>, short: bool| {
        let without = if it.copies_needed.is_some() { "none would do" } else { "beyond counting" };
        let words = copies.map_or(without.to_owned(), |copies| copies.to_string());
        view! { <td class="number" class:capacity-short=short>{words}</td> }
    };
    let short_by_region = it.copies_needed_region_loss.is_none_or(|copies| copies > it.most_copies);
    let plain =
        |copies: Option<u32>| view! { <td class="number">{copies.map(|copies| copies.to_string())}</td> };
    let (id, workspace) = (it.id.clone(), expect_context::<Workspace>());
    let open = move |_| workspace.reveal(Item::component(&id));
    let lasts = it.exhausted_month.map_or("not in 3 years".to_owned(), |month| match month {
        0 => "now".to_owned(),
        month => super::months(month),
    });
    view! {
        <tr data-testid=format!("capacity-row-{}", it.id)>
            <th scope="row"><a href="#/design" class="capacity-name" on:click=open>{planned.name(&it.id)}</a></th>
            <td class="number">{units::format_count(it.demand_rps)}</td>
            <td class="number">{it.copies}</td>
            {needed(it.copies_needed, over)}
            {plain(it.copies_n_plus_1)}
            {plain(it.copies_n_plus_2)}
            {needed(it.copies_needed_zone_loss, it.exhausted_month_zone_loss == Some(0))}
            {needed(it.copies_needed_region_loss, short_by_region)}
            <td class="capacity-room">
                <span class="bar-track" class:is-over=over style=("--part", part) aria-hidden="true"><span class="bar-fill"></span></span>
                <span class="bar-value">{units::format_share(used)}</span>
            </td>
            <td class="number">{lasts}</td>
            <td class="number">{it.chance_short.map(units::format_share)}</td>
        </tr>
    }
    .into_any()
}
