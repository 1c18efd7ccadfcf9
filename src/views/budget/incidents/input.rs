//! Where the log comes in: a field to type or paste into, a file, and how to read it.

use leptos::prelude::*;
use ninefold_engine::budget::incidents::table::MEANINGS;
use ninefold_engine::budget::incidents::{Columns, Log, Remark, Table, left_out};
use ninefold_engine::units::format_number_of;

use super::{Desk, HERE, UTC};
use crate::browser::clock;
use crate::browser::files::{self, Picked};
use crate::state::{NoticeKind, Ui};
use crate::views::widgets::icon;

/// Faults that are shown.
const SHOWN: usize = 8;
/// A longer text is not put into the field: it would take the browser seconds.
const FIELD: usize = 200_000;

/// The fields.
pub fn view(desk: Desk) -> AnyView {
    let ui = expect_context::<Ui>();
    let open = move |_| {
        files::pick_log(move |picked| match picked {
            Picked::Text { text, .. } => {
                desk.columns.set(None);
                desk.text.set(text);
            }
            Picked::Unreadable(why) => ui.notify(NoticeKind::Error, why),
        });
    };
    let shown = move || desk.text.with(|text| if text.len() > FIELD { String::new() } else { text.clone() });
    let long = move || {
        desk.text.with(|text| {
            (text.len() > FIELD).then(|| {
                format!("{} from a file", format_number_of(text.lines().count() as f64, "line", "lines"))
            })
        })
    };
    let typed = move |event| {
        desk.columns.set(None);
        desk.text.set(event_target_value(&event));
    };
    view! {
        <div class="field">
            <label for="incidents-text">"Incidents"</label>
            <textarea
                id="incidents-text"
                class="textarea incidents-text"
                rows="5"
                spellcheck="false"
                data-testid="incidents-text"
                placeholder="2026-03-01 14:05, 35m, bad deploy, API\n2026-03-09 02:10, 2026-03-09 03:00, database disk full"
                prop:value=shown
                on:input=typed
            ></textarea>
            <span class="field-help">{long}</span>
        </div>
        <div class="incidents-tools">
            <button type="button" class="button" data-testid="incidents-open" on:click=open>
                {icon(icondata_lu::LuFolderOpen)} "Open a CSV file"
            </button>
            {keep(desk)}
            {how(desk)}
        </div>
        {move || desk.table.with(|table| table.as_ref().filter(|it| !it.header.is_empty()).map(|it| columns(desk, it)))}
        {move || desk.log.with(|log| log.as_ref().map(read))}
    }
    .into_any()
}

/// Into the project, or out of it.
fn keep(desk: Desk) -> AnyView {
    let count = Memo::new(move |_| desk.log.with(|log| log.as_ref().map_or(0, |log| log.incidents.len())));
    let typed = Memo::new(move |_| desk.table.with(Option::is_some));
    let keep = move || {
        view! {
            <button
                type="button"
                class="button primary"
                data-testid="incidents-keep"
                disabled=move || count.get() == 0
                on:click=move |_| desk.keep(true)
            >
                "Keep in the project"
            </button>
        }
    };
    let forget = move || {
        view! {
            <button type="button" class="button" data-testid="incidents-forget" on:click=move |_| desk.keep(false)>
                "Forget them"
            </button>
        }
    };
    (move || match (typed.get(), count.get() > 0) {
        (true, _) => keep().into_any(),
        (false, true) => forget().into_any(),
        (false, false) => ().into_any(),
    })
    .into_any()
}

/// Time zone, order of day and month, from when on.
fn how(desk: Desk) -> AnyView {
    let zones: Vec<AnyView> = clock::zones()
        .into_iter()
        .map(|name| {
            let value = name.clone();
            view! { <option value=value>{name}</option> }.into_any()
        })
        .collect();
    view! {
        <div class="field incidents-how">
            <label for="incidents-zone">"Times without an offset are"</label>
            <select
                id="incidents-zone"
                class="select"
                data-testid="incidents-zone"
                prop:value=move || desk.zone.get()
                on:change=move |event| desk.zone.set(event_target_value(&event))
            >
                <option value=UTC>"UTC"</option>
                <option value=HERE>"my local time"</option>
                {zones}
            </select>
        </div>
        <div class="field incidents-how">
            <label for="incidents-since">"Watched from"</label>
            <input
                id="incidents-since"
                class="input"
                type="date"
                data-testid="incidents-since"
                prop:value=move || desk.since.get()
                on:input=move |event| desk.since.set(event_target_value(&event))
            />
        </div>
        <label class="check">
            <input
                type="checkbox"
                prop:checked=move || desk.day_first.get()
                on:change=move |event| desk.day_first.set(event_target_checked(&event))
            />
            "03/04 is 3 April"
        </label>
    }
    .into_any()
}

/// Which column holds what.
fn columns(desk: Desk, table: &Table) -> AnyView {
    let guess = Columns::guess(table);
    let headings = table.header.clone();
    let fields = MEANINGS.map(|(key, label, _)| {
        let id = format!("incidents-column-{key}");
        let current = move || desk.columns.get().unwrap_or(guess).get(key);
        let change = move |event| {
            let mut columns = desk.columns.get_untracked().unwrap_or(guess);
            columns.set(key, event_target_value(&event).parse().ok());
            desk.columns.set(Some(columns));
        };
        let options: Vec<AnyView> = headings
            .iter()
            .enumerate()
            .map(|(at, heading)| {
                let selected = move || current() == Some(at);
                view! { <option value=at.to_string() selected=selected>{heading.clone()}</option> }.into_any()
            })
            .collect();
        view! {
            <div class="field">
                <label for=id.clone()>{label}</label>
                <select id=id.clone() class="select" data-testid=id.clone() on:change=change>
                    <option value="" selected=move || current().is_none()>"–"</option>
                    {options}
                </select>
            </div>
        }
    });
    view! {
        <details class="disclosure">
            <summary>"Columns"</summary>
            <div class="incidents-columns">{fields.into_iter().collect::<Vec<_>>()}</div>
        </details>
    }
    .into_any()
}

/// What was read, and what was not.
fn read(log: &Log) -> AnyView {
    let good = format_number_of(log.incidents.len() as f64, "incident", "incidents");
    let words = match log.bad {
        0 => format!("{good}."),
        bad => format!("{good}; {}.", left_out(bad, log.rows)),
    };
    let line = |kind: &'static str| {
        move |remark: &Remark| {
            let words = format!("Row {}: {}.", remark.row, remark.message);
            view! { <li class=kind>{words}</li> }
        }
    };
    let errors: Vec<_> = log.errors.iter().take(SHOWN).map(line("field-error")).collect();
    let warnings: Vec<_> = log.warnings.iter().take(SHOWN).map(line("field-help")).collect();
    let more = log.bad.saturating_sub(SHOWN);
    view! {
        <p class="quiet" role="status" data-testid="incidents-read">{words}</p>
        <ul class="plain-list incidents-remarks">{errors} {warnings}</ul>
        {(more > 0).then(|| view! { <p class="field-help">{format!("… and {more} more")}</p> })}
    }
    .into_any()
}
