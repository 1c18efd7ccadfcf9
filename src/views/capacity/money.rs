//! What the design costs a month.

use leptos::prelude::*;
use ninefold_engine::units;

use super::Planned;

/// The card; says what to fill in where nothing has a price.
pub fn view(planned: &Planned) -> AnyView {
    let cost = &planned.plan.cost;
    let money = |amount: f64| units::format_money(amount, &cost.currency);
    let rows: Vec<AnyView> = [
        ("Copies, zones and fixed costs", cost.infrastructure_month),
        ("Requests between zones", cost.cross_zone_month),
        ("Downtime as expected", cost.downtime_month),
        ("Credits as expected", cost.credits_month),
    ]
    .into_iter()
    .filter(|(_, amount)| *amount > 0.0)
    .map(|(name, amount)| {
        view! { <tr><th scope="row">{name}</th><td class="number">{money(amount)}</td><td class="number">{money(amount * 12.0)}</td></tr> }
            .into_any()
    })
    .collect();
    if rows.is_empty() {
        return ().into_any();
    }
    let silent: Vec<String> = cost.without_price.iter().map(|id| planned.name(id)).collect();
    let silent = (!silent.is_empty()).then(|| {
        let words = format!("Without a price: {}.", silent.join(", "));
        view! { <p class="footnote">{words}</p> }
    });
    view! {
        <section class="card" aria-labelledby="money-title" data-testid="capacity-cost">
            <h2 id="money-title">"Cost"</h2>
            <div class="table-scroll" tabindex="0">
                <table class="table">
                    <thead><tr><th scope="col">"What"</th><th scope="col" class="number">"A month"</th><th scope="col" class="number">"A year"</th></tr></thead>
                    <tbody>{rows}</tbody>
                    <tfoot><tr><th scope="row">"All of it"</th><td class="number">{money(cost.total_month)}</td><td class="number">{money(cost.total_year)}</td></tr></tfoot>
                </table>
            </div>
            {silent}
        </section>
    }
    .into_any()
}
