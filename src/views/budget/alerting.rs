//! Alerts on the error budget: the table, the files for other tools, and how long a rule that is pasted takes to notice.

use leptos::prelude::*;
use ninefold_engine::budget::alerts::{
    BurnAlert, Exported, Intervals, Noticing, burn_alerts, no_budget, noticing, range,
};
use ninefold_engine::model::{Objective, Project};
use ninefold_engine::units::{self, Duration};

use crate::browser::download;
use crate::state::{NoticeKind, Ui, Workspace};
use crate::views::widgets::{icon, use_as_detection};

/// A file for another tool.
#[derive(Clone, Copy)]
struct Tool {
    id: &'static str,
    label: &'static str,
    ending: &'static str,
    write: fn(&Exported<'_>) -> String,
}

const TOOLS: [Tool; 3] = [
    Tool {
        id: "export-prometheus",
        label: "Prometheus rules",
        ending: "rules.yml",
        write: |it| it.prometheus(),
    },
    Tool { id: "export-openslo", label: "OpenSLO", ending: "openslo.yml", write: |it| it.openslo() },
    Tool { id: "export-sloth", label: "Sloth", ending: "sloth.yml", write: |it| it.sloth() },
];

/// The card, on the promise of one journey.
pub fn view(project: &Project, journey: &str, promise: &Objective) -> AnyView {
    let why_not = project.journey(journey).and_then(|journey| no_budget(project, journey));
    let lines = burn_alerts(promise.unavailability(), promise.window());
    let several = project.journeys().len() > 1;
    let of = project.journey(journey).filter(|_| several).map(|it| {
        let target = units::format_target(promise.availability);
        view! { <p class="card-lead">{format!("The promise of {}: {target}. The files watch every journey.", it.display_name())}</p> }
    });
    let table = why_not.is_none().then(|| {
        view! {
            <p class="card-lead">"Two windows have to burn at once: the long one says that it matters, the short one that it still goes on."</p>
            {of}
            <div class="table-scroll" tabindex="0">
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">"Alert"</th>
                            <th scope="col" class="number">"Burn rate"</th>
                            <th scope="col" class="number">"Windows"</th>
                            <th scope="col" class="number">"Budget gone"</th>
                            <th scope="col" class="number">"Fires when fails"</th>
                            <th scope="col" class="number">"Total outage noticed after"</th>
                        </tr>
                    </thead>
                    <tbody>{lines.iter().map(row).collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        }
    });
    // Other journeys may have a budget to watch.
    let watched = Exported::new(project, None).is_some_and(|exported| exported.watches() > 0);
    let files = watched.then(|| {
        view! {
            <div class="incidents-tools" role="group" aria-label="Files for other tools">
                {TOOLS.map(tool).into_iter().collect::<Vec<_>>()}
            </div>
        }
    });
    view! {
        <section class="card" aria-labelledby="alerts-title" data-testid="alerts">
            <h2 id="alerts-title">"When to be alerted"</h2>
            {why_not.map(|why| view! { <p class="card-lead">{why}</p> })}
            {table}
            {files}
            {rule_reader()}
        </section>
    }
    .into_any()
}

fn row(line: &BurnAlert) -> AnyView {
    let noticed = line
        .outage_noticed_seconds
        .map_or("never: it would need more than all to fail".to_owned(), units::format_duration);
    view! {
        <tr>
            <th scope="row">{line.severity.word()}</th>
            <td class="number">{units::format_count(line.burn_rate)}</td>
            <td class="number">{format!("{} and {}", range(line.long_seconds), range(line.short_seconds))}</td>
            <td class="number">{units::format_share(line.budget_share)}</td>
            <td class="number">{units::format_share(line.threshold)}</td>
            <td class="number">{noticed}</td>
        </tr>
    }
    .into_any()
}

fn tool(tool: Tool) -> AnyView {
    let (ui, workspace) = (expect_context::<Ui>(), expect_context::<Workspace>());
    let save = move |_| {
        let project = workspace.project_untracked();
        let Some(text) = Exported::new(&project, None).map(|exported| (tool.write)(&exported)) else {
            return;
        };
        let name = format!("{}.{}", download::file_stem(project.display_name()), tool.ending);
        match download::text(&name, "application/yaml", &text) {
            Ok(()) => ui
                .notify(NoticeKind::Done, format!("Saved {name}. Put your own metrics where it names some.")),
            Err(why) => ui.notify(NoticeKind::Error, why),
        }
    };
    view! {
        <button type="button" class="button" data-testid=tool.id on:click=save>{icon(icondata_lu::LuDownload)} {tool.label}</button>
    }
    .into_any()
}

/// A rule of one's own: how long it takes to notice.
fn rule_reader() -> AnyView {
    let (text, scrape, evaluation) =
        (RwSignal::new(String::new()), RwSignal::new("15s".to_owned()), RwSignal::new("1m".to_owned()));
    let found = Memo::new(move |_| {
        let seconds = |text: &String| {
            Duration::parse(text).map(|time| time.seconds()).map_err(|error| error.to_string())
        };
        let intervals = Intervals {
            scrape_seconds: scrape.with(seconds)?,
            evaluation_seconds: evaluation.with(seconds)?,
        };
        text.with(|text| match text.trim() {
            "" => Ok(Vec::new()),
            _ => noticing(text, intervals).map_err(|error| error.to_string()),
        })
    });
    let interval = |id: &'static str, label: &'static str, value: RwSignal<String>| {
        view! {
            <div class="field incidents-how">
                <label for=id>{label}</label>
                <input id=id class="input" data-testid=id autocomplete="off"
                    prop:value=move || value.get() on:input=move |event| value.set(event_target_value(&event)) />
            </div>
        }
    };
    view! {
        <details class="disclosure" data-testid="rule-reader">
            <summary data-testid="rule-reader-open">"How long does a Prometheus rule take to notice?"</summary>
            <div class="field">
                <label for="rule-text">"Alerting rule, or a whole rules file"</label>
                <textarea id="rule-text" class="textarea incidents-text" rows="5" spellcheck="false" data-testid="rule-text"
                    placeholder="alert: ApiDown\nexpr: avg_over_time(probe_success[5m]) < 0.9\nfor: 2m"
                    prop:value=move || text.get() on:input=move |event| text.set(event_target_value(&event))></textarea>
            </div>
            <div class="incidents-tools">
                {interval("rule-scrape", "Scraped every", scrape)}
                {interval("rule-evaluation", "Evaluated every", evaluation)}
            </div>
            <div aria-live="polite">
                {move || found.with(|found| match found {
                    Ok(rules) => rules.iter().map(answer).collect::<Vec<_>>().into_any(),
                    Err(why) => view! { <p class="field-error">{why.clone()}</p> }.into_any(),
                })}
            </div>
        </details>
    }
    .into_any()
}

fn answer(rule: &Noticing) -> AnyView {
    let time = units::format_duration;
    let row = |name: String, expected: f64, worst: f64| {
        view! { <tr><th scope="row">{name}</th><td class="number">{time(expected)}</td><td class="number">{time(worst)}</td></tr> }
    };
    let parts: Vec<_> = rule
        .parts
        .iter()
        .map(|part| row(part.what.clone(), part.expected_seconds, part.worst_seconds))
        .collect();
    let remarks: Vec<_> =
        rule.remarks.iter().map(|remark| view! { <p class="footnote">{remark.clone()}</p> }).collect();
    view! {
        <h3>{rule.alert.clone()}</h3>
        <table class="table" data-testid="rule-answer">
            <thead><tr><th scope="col">"What passes"</th><th scope="col" class="number">"Expected"</th><th scope="col" class="number">"At worst"</th></tr></thead>
            <tbody>{parts}</tbody>
            <tfoot>{row("Noticed after".to_owned(), rule.expected_seconds, rule.worst_seconds)}</tfoot>
        </table>
        {remarks}
        {use_as_detection(rule.expected_seconds)}
    }
    .into_any()
}
