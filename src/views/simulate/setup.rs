//! What to play: scenario, years, precision, seed; Run and Cancel.

use leptos::prelude::*;

use crate::state::{Runs, Setup, SetupError, Status, Workspace};
use crate::views::widgets::icon;

/// The form.
pub fn view() -> AnyView {
    let runs = expect_context::<Runs>();
    let workspace = expect_context::<Workspace>();
    let running = Memo::new(move |_| runs.status().with(|status| matches!(status, Status::Running(_))));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !running.get_untracked() {
            forget_what_is_gone(runs, workspace);
            // A field that cannot be used says so beside itself; nothing starts.
            let _shown = runs.run();
        }
    };
    view! {
        <form class="card simulate-setup" on:submit=submit aria-label="What to simulate">
            {scenario(runs)}
            {years(runs)}
            {precision(runs)}
            {seed(runs)}
            <div class="simulate-go">{button(runs, running)}</div>
        </form>
    }
    .into_any()
}

/// Run, or Cancel while a run is under way: the same button, so that the keyboard's focus stays on it.
fn button(runs: Runs, running: Memo<bool>) -> AnyView {
    let unusable = move || !running.get() && runs.setup.with(|setup| fault(setup).is_some());
    let click = move |event: leptos::ev::MouseEvent| {
        if running.get_untracked() {
            event.prevent_default();
            runs.cancel();
        }
    };
    let face = move || match running.get() {
        true => view! { {icon(icondata_lu::LuSquare)} "Cancel" }.into_any(),
        false => view! { {icon(icondata_lu::LuPlay)} "Run" }.into_any(),
    };
    view! {
        <button
            type=move || if running.get() { "button" } else { "submit" }
            class="button"
            class:primary=move || !running.get()
            data-testid=move || if running.get() { "simulate-cancel" } else { "simulate-run" }
            disabled=unusable
            on:click=click
        >
            {face}
        </button>
    }
    .into_any()
}

/// The first field that cannot be used.
fn fault(setup: &Setup) -> Option<SetupError> {
    let years = setup.parsed_years().err();
    years.or_else(|| setup.parsed_precision().err()).or_else(|| setup.parsed_seed().err())
}

/// A scenario that was renamed or deleted elsewhere is not asked for: the list above shows the steady state then.
fn forget_what_is_gone(runs: Runs, workspace: Workspace) {
    let project = workspace.project_untracked();
    let gone = |setup: &Setup| setup.scenario.as_ref().is_some_and(|name| project.scenario(name).is_none());
    if runs.setup.with_untracked(gone) {
        runs.setup.update(|setup| setup.scenario = None);
    }
}

fn scenario(runs: Runs) -> AnyView {
    let workspace = expect_context::<Workspace>();
    let chosen = Memo::new(move |_| runs.setup.with(|setup| setup.scenario.clone()));
    let options = move || {
        let chosen = chosen.get();
        let scripted =
            workspace.project().scenarios().iter().map(|scenario| scenario.name.clone()).collect::<Vec<_>>();
        let scripted = scripted.into_iter().map(|name| {
            let selected = chosen.as_ref() == Some(&name);
            view! { <option value=name.clone() selected=selected>{name.clone()}</option> }
        });
        view! {
            <option value="" selected=chosen.is_none()>"Steady state: failures as modelled"</option>
            {scripted.collect::<Vec<_>>()}
        }
    };
    let change = move |event| {
        let name = event_target_value(&event);
        runs.setup.update(|setup| setup.scenario = (!name.is_empty()).then_some(name));
    };
    view! {
        <div class="field simulate-scenario">
            <label for="simulate-scenario">"What happens"</label>
            <select id="simulate-scenario" class="select" on:change=change>{options}</select>
        </div>
    }
    .into_any()
}

/// A text field of the form, with its fault beneath it.
fn text_field(
    id: &'static str,
    label: &'static str,
    help: &'static str,
    value: impl Fn() -> String + Send + Copy + 'static,
    change: impl Fn(String) + 'static,
    error: impl Fn() -> Option<SetupError> + Send + Sync + Copy + 'static,
) -> AnyView {
    let described = format!("{id}-help");
    let beneath = move || match error() {
        Some(error) => view! { <span class="field-error">{error.to_string()}</span> }.into_any(),
        None => view! { <span class="field-help">{help}</span> }.into_any(),
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                id=id
                class="input"
                inputmode="decimal"
                autocomplete="off"
                spellcheck="false"
                prop:value=value
                on:input=move |event| change(event_target_value(&event))
                aria-describedby=described.clone()
                aria-invalid=move || error().is_some().then_some("true")
            />
            <span id=described>{beneath}</span>
        </div>
    }
    .into_any()
}

fn years(runs: Runs) -> AnyView {
    text_field(
        "simulate-years",
        "Years",
        "in all, over many runs",
        move || runs.setup.with(|setup| setup.years.clone()),
        move |text| runs.setup.update(|setup| setup.years = text),
        move || runs.setup.with(|setup| setup.parsed_years().err()),
    )
}

fn precision(runs: Runs) -> AnyView {
    text_field(
        "simulate-precision",
        "Stop early at ± %",
        "of the unavailability; may be empty",
        move || runs.setup.with(|setup| setup.precision.clone()),
        move |text| runs.setup.update(|setup| setup.precision = text),
        move || runs.setup.with(|setup| setup.parsed_precision().err()),
    )
}

fn seed(runs: Runs) -> AnyView {
    text_field(
        "simulate-seed",
        "Seed",
        "the same seed gives the same answer",
        move || runs.setup.with(|setup| setup.seed.clone()),
        move |text| runs.setup.update(|setup| setup.seed = text),
        move || runs.setup.with(|setup| setup.parsed_seed().err()),
    )
}
