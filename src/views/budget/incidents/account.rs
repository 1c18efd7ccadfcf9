//! The account: what each window has left, what past months are credited, what was observed.

use leptos::prelude::*;
use ninefold_engine::budget::Statement;
use ninefold_engine::budget::credits::{MonthCredit, schedules};
use ninefold_engine::budget::incidents::Spend;
use ninefold_engine::units;

use super::{Desk, observed};

/// The tables.
pub fn view(desk: Desk, found: &Statement) -> AnyView {
    let windows = (!found.windows.is_empty()).then(|| windows(&found.windows));
    view! {
        {found.overlap().map(|words| view! { <p class="footnote">{words}</p> })}
        {found.held_against().map(|words| view! { <p class="footnote">{words}</p> })}
        {windows}
        {(!found.windows.is_empty()).then(|| months(desk, found))}
        {observed::view(desk, found)}
    }
    .into_any()
}

fn windows(list: &[Spend]) -> AnyView {
    let row = |spend: &Spend| {
        let over = spend.left_seconds < 0.0;
        let left = if over {
            format!("{} over", units::format_duration(-spend.left_seconds))
        } else {
            units::format_duration(spend.left_seconds)
        };
        let gone = match (&spend.gone, over) {
            (Some(gone), true) => format!("was gone {gone}"),
            (Some(gone), false) => format!("{gone} at the rate so far"),
            (None, _) => "not at the rate so far".to_owned(),
        };
        view! {
            <tr>
                <th scope="row">{spend.window.clone()}</th>
                <td class="number">{units::format_duration(spend.allowed_seconds)}</td>
                <td class="number">{units::format_duration(spend.spent_seconds)}</td>
                <td class="number" class:is-over=over>{left}</td>
                <td class="number">{units::format_count(spend.burn_rate)}</td>
                <td>{gone}</td>
            </tr>
        }
    };
    view! {
        <h3>"The error budget as it was spent"</h3>
        <div class="table-scroll" tabindex="0">
            <table class="table" data-testid="incidents-windows">
                <thead>
                    <tr>
                        <th scope="col">"Window"</th>
                        <th scope="col" class="number">"Allowed"</th>
                        <th scope="col" class="number">"Spent"</th>
                        <th scope="col" class="number">"Left"</th>
                        <th scope="col" class="number">"Burn rate"</th>
                        <th scope="col">"Runs out"</th>
                    </tr>
                </thead>
                <tbody>{list.iter().map(row).collect::<Vec<_>>()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// The credit of each calendar month, by rules that may be chosen.
fn months(desk: Desk, found: &Statement) -> AnyView {
    let list = &found.months;
    let paid = list.iter().any(|month| month.money.is_some());
    let currency = found.currency.as_deref().unwrap_or("");
    let row = |month: &MonthCredit| {
        let name = if month.complete { month.month.clone() } else { format!("{} (in part)", month.month) };
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td class="number">{units::format_duration(month.counted_seconds)}</td>
                <td class="number">{units::format_percent(month.availability, month.unavailability)}</td>
                <td class="number">{format!("{} %", units::format_count(month.percent))}</td>
                {paid.then(|| view! { <td class="number" data-testid="incidents-money">{money(month, currency)}</td> })}
            </tr>
        }
    };
    let option = |(id, name): (String, String)| {
        let this = id.clone();
        view! { <option value=id selected=move || desk.rules.with(|rules| *rules == this)>{name}</option> }
    };
    let own = ("own".to_owned(), "the contract in this project".to_owned());
    let known = schedules().iter().map(|it| (it.id.clone(), it.name.clone()));
    let options: Vec<_> = std::iter::once(own).chain(known).map(option).collect();
    // The newest are the ones that can still be claimed.
    let rows: Vec<_> = list.iter().rev().take(24).map(row).collect();
    view! {
        <h3>"Credits by month"</h3>
        <div class="field incidents-rules">
            <label for="incidents-rules">"By the rules of"</label>
            <select
                id="incidents-rules"
                class="select"
                data-testid="incidents-rules"
                on:change=move |event| desk.rules.set(event_target_value(&event))
            >
                {options}
            </select>
        </div>
        <div class="table-scroll" tabindex="0">
            <table class="table" data-testid="incidents-months">
                <thead>
                    <tr>
                        <th scope="col">"Month"</th>
                        <th scope="col" class="number">"Downtime as it counts"</th>
                        <th scope="col" class="number">"Availability"</th>
                        <th scope="col" class="number">"Credit"</th>
                        {paid.then(|| view! { <th scope="col" class="number">"Money"</th> })}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// `1,200 USD`; a dash where the fee is not known.
fn money(month: &MonthCredit, currency: &str) -> String {
    month.money.map_or("–".to_owned(), |amount| units::format_money(amount, currency))
}
