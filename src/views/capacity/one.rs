//! One component: its figures to fill in, how its waits grow with load, and a load test to take them from.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_editor::command::{Input, Target};
use ninefold_engine::plan::{self, ComponentPlan, Fit, Sample};
use ninefold_engine::report::charts::lines::{self, Lines, Scale, Series};
use ninefold_engine::units;
use serde_json::json;

use super::Planned;
use crate::charts;
use crate::state::Workspace;
use crate::views::inspector::{Subject, field};

/// The card.
pub fn view(workspace: Workspace, plan: Memo<Planned>) -> AnyView {
    let wanted = RwSignal::new(None::<String>);
    let list = Memo::new(move |_| {
        let project = workspace.project();
        let failing = project.components().iter().filter(|it| !it.failures().is_empty());
        failing.map(|it| (it.id.clone(), it.display_name().to_owned())).collect::<Vec<_>>()
    });
    // The tightest one first, as long as nobody has chosen.
    let current = Memo::new(move |_| {
        let there = |id: &String| list.with(|list| list.iter().any(|(other, _)| other == id));
        if let Some(id) = wanted.get().filter(there) {
            return id;
        }
        let tightest = plan.with(|planned| {
            let known = planned
                .known()
                .min_by(|a, b| a.headroom.unwrap_or(1.0).total_cmp(&b.headroom.unwrap_or(1.0)));
            known.map(|it| it.id.clone())
        });
        tightest.or(list.with(|list| list.first().map(|(id, _)| id.clone()))).unwrap_or_default()
    });
    let choice = move || {
        let options = list.get();
        untrack(|| {
            field::choice(
                "capacity-component",
                "Component",
                options,
                move || current.get(),
                move |id| {
                    wanted.set(Some(id));
                },
            )
        })
    };
    let fields = move || {
        let id = current.get();
        // From now on this one, so that it does not change while one types.
        untrack(|| if id.is_empty() { ().into_any() } else { fields(workspace, &id, wanted) })
    };
    let chart = move || {
        let id = current.get();
        plan.with(|planned| planned.known().find(|it| it.id == id).map(|it| curve(planned, it)))
    };
    (move || {
        (!list.with(Vec::is_empty)).then(|| {
            view! {
                <section class="card" aria-labelledby="one-title">
                    <h2 id="one-title">"One component"</h2>
                    <div class="capacity-fields">{choice}</div>
                    {fields}
                    {chart}
                </section>
            }
        })
    })
    .into_any()
}

fn fields(workspace: Workspace, id: &str, wanted: RwSignal<Option<String>>) -> AnyView {
    let subject = Subject::of(Target::component(id), workspace);
    let own = id.to_owned();
    let keep = move |_| {
        if wanted.with_untracked(Option::is_none) {
            wanted.set(Some(own.clone()));
        }
    };
    view! {
        <div class="capacity-fields" on:focusin=keep>
            {field::text(subject, "capacity.per_copy_rps", "Requests/s a copy", "unknown", "")}
            {field::text(subject, "capacity.target_utilisation", "Planned to use", "100 %", "")}
            {field::text(subject, "capacity.service_time", "Time a request takes", "1 at a time", "")}
            {field::text(subject, "capacity.service_variability", "That time's deviation ÷ mean", "1", "")}
            {field::text(subject, "capacity.max_copies", "Scales up to", "no scaling", "")}
            {field::text(subject, "capacity.scale_delay", "New copies after", "at once", "")}
            {field::text(subject, "cost.per_copy_month", "Cost a copy and month", "unknown", "")}
            {field::text(subject, "cost.per_zone_month", "Cost a zone and month", "0", "")}
            {field::text(subject, "cost.fixed_month", "Fixed cost a month", "0", "")}
            {field::text(subject, "cost.cross_zone_per_million", "A million requests across zones cost", "0", "")}
            {locked(subject)}
        </div>
        {load_test(subject)}
    }
    .into_any()
}

fn locked(subject: Subject) -> AnyView {
    let is_locked = move || subject.at("locked").as_bool().unwrap_or(false);
    let toggle = move |event| {
        let input = if event_target_checked(&event) { Input::Json(json!(true)) } else { Input::Clear };
        subject.set_or_say(vec![("locked".to_owned(), input)]);
    };
    view! {
        <label class="capacity-lock">
            <input type="checkbox" data-testid="field-locked" prop:checked=is_locked on:change=toggle />
            "Suggestions leave it as it is"
        </label>
    }
    .into_any()
}

/// Measurements pasted, fitted as they are typed.
fn load_test(subject: Subject) -> AnyView {
    let text = RwSignal::new(String::new());
    let fitted = Memo::new(move |_| {
        text.with(|text| {
            (!text.trim().is_empty()).then(|| {
                let samples = plan::read_samples(text).map_err(|error| error.to_string())?;
                let fit = plan::fit(&samples).map_err(|error| error.to_string())?;
                Ok::<_, String>((fit, samples))
            })
        })
    });
    let answer = move || {
        fitted.get().map(|fitted| match fitted {
            Err(why) => {
                let why = crate::views::widgets::words::sentence(&why);
                view! { <p class="field-error" role="alert">{why}</p> }.into_any()
            }
            Ok((fit, samples)) => view! { {found(subject, &fit)} {fitted_curve(&fit, &samples)} }.into_any(),
        })
    };
    view! {
        <details class="disclosure">
            <summary>"From a load test"</summary>
            <div class="field">
                <label for="load-test">"Requests/s of one copy and mean latency, a line each (CSV)"</label>
                <textarea class="textarea capacity-csv" id="load-test" rows="5" spellcheck="false" data-testid="load-test"
                    placeholder="50, 21ms" prop:value=move || text.get()
                    on:input=move |event| text.set(event_target_value(&event))></textarea>
            </div>
            <div aria-live="polite">{answer}</div>
        </details>
    }
    .into_any()
}

fn found(subject: Subject, fit: &Fit) -> AnyView {
    let service = units::format_duration(fit.service);
    let noise = units::format_share(fit.noise);
    let outliers = match fit.outliers.len() {
        0 => String::new(),
        1 => " One point is far off and counts little.".to_owned(),
        more => format!(" {more} points are far off and count little."),
    };
    let little = match fit.little {
        Some(ratio) if (ratio - 1.0).abs() > 0.2 => {
            format!(
                " By Little's law load × latency should be the requests at once; it is {} of them: one of the columns is off.",
                units::format_share(ratio)
            )
        }
        _ => String::new(),
    };
    if let Some(doubt) = fit.doubt() {
        return view! { <p class="field-error" role="alert" data-testid="load-test-doubt">{doubt}</p> }
            .into_any();
    }
    let Some(throughput) = fit.throughput else {
        let words = format!(
            "The test never came near the limit: a copy answers more than {} requests a second, each in {service}.{outliers}{little}",
            units::format_count(fit.highest)
        );
        return view! { <p data-testid="load-test-result">{words}</p> }.into_any();
    };
    let words = format!(
        "A copy answers {} requests a second, each in {service} without waiting; the points lie within {noise} of the curve.{outliers}{little}",
        units::format_count(throughput)
    );
    let seconds = fit.service;
    let take = move |_| {
        let rounded: f64 = format!("{throughput:.3e}").parse().unwrap_or(throughput);
        let milliseconds = format!("{:.3} ms", seconds * 1e3);
        subject.set_or_say(vec![
            ("capacity.per_copy_rps".to_owned(), Input::Json(json!(rounded))),
            ("capacity.service_time".to_owned(), Input::Text(milliseconds)),
        ]);
    };
    view! {
        <p data-testid="load-test-result">{words}</p>
        <button type="button" class="button" data-testid="load-test-take" on:click=take>"Use these figures"</button>
    }
    .into_any()
}

/// Steps of the fitted curve.
const STEPS: u32 = 96;

/// What was measured, and the curve through it.
fn fitted_curve(fit: &Fit, samples: &[Sample]) -> AnyView {
    let slowest = samples.iter().map(|it| it.latency).fold(0.0, f64::max);
    let end = fit.highest * 1.05;
    let points = (1..=STEPS).map(|step| end * f64::from(step) / f64::from(STEPS));
    let data = Lines {
        series: vec![Series {
            name: "fitted".to_owned(),
            points: points.map(|load| (load, fit.latency(load))).collect(),
            strong: true,
        }],
        what: ("mean latency".to_owned(), Scale::Duration),
        along: ("requests/s to one copy".to_owned(), Scale::Count),
        level: None,
        marks: fit
            .throughput
            .filter(|it| *it <= end)
            .map(|it| (it, "limit".to_owned()))
            .into_iter()
            .collect(),
        most: Some(slowest * 1.15),
        dots: false,
        apart: samples.iter().map(|it| (it.load, it.latency)).collect(),
    };
    let words = data.in_words();
    let picture = charts::picture(
        move || words.clone(),
        move |area, look| {
            // As below.
            let _refused = lines::draw(area, &data, look);
        },
    );
    view! { <figure class="figure" data-testid="load-test-curve">{picture}</figure> }.into_any()
}

/// Waits against load, with now and the knee.
fn curve(planned: &Planned, it: &ComponentPlan) -> AnyView {
    if it.curve.len() < 2 {
        return ().into_any();
    }
    let line = |name: &str, of: fn(&plan::LoadPoint) -> f64, strong: bool| Series {
        name: name.to_owned(),
        points: it.curve.iter().map(|point| (point.rps, of(point))).collect(),
        strong,
    };
    let first = it.curve[0].mean;
    let mut marks = Vec::new();
    if it.demand_rps > 0.0 && it.utilisation.is_some_and(|used| used < 1.0) {
        marks.push((it.demand_rps, "now".to_owned()));
    }
    if let Some(knee) = it.knee_rps {
        marks.push((knee, "knee".to_owned()));
    }
    let data = Lines {
        series: vec![line("95 % sooner", |point| point.p95, false), line("mean", |point| point.mean, true)],
        what: ("from request to answer".to_owned(), Scale::Duration),
        along: (format!("requests/s to all {} copies", it.started), Scale::Count),
        level: None,
        marks,
        most: Some(first * 6.0),
        dots: false,
        apart: Vec::new(),
    };
    let words = data.in_words();
    let data = Arc::new(data);
    let picture = charts::picture(
        move || words.clone(),
        move |area, look| {
            // A canvas that refuses to be drawn on leaves its words and the sentence above it.
            let _refused = lines::draw(area, &data, look);
        },
    );
    let wait = it.wait_seconds.as_ref().map(|waits| {
        let words = format!(
            "{} now: requests wait {} on average, 95 of 100 less than {}, 99 less than {} (Erlang C). Past the knee waits grow faster than throughput.",
            planned.name(&it.id),
            units::format_duration(waits.mean),
            units::format_duration(waits.p95),
            units::format_duration(waits.p99)
        );
        view! { <p class="card-lead">{words}</p> }
    });
    view! {
        <h3 class="capacity-sub">"Waiting by load"</h3>
        {wait}
        <figure class="figure" data-testid="capacity-knee">{picture}</figure>
    }
    .into_any()
}
