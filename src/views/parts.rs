//! The screens that are loaded after the page stands: what is not needed to see the first answer.
//!
//! `cargo xtask build` cuts the program at the functions marked here (and in `compute::parts`): what only they
//! reach becomes a module of its own. All of them are fetched as soon as the page stands, so that nothing is asked of
//! the network later.

// The marks stand for functions that another module brings: the compiler cannot check that, `cargo xtask build` does.
#![allow(unsafe_code)]

use std::pin::Pin;

use leptos::prelude::*;
use leptos::reactive::computed::ScopedFuture;
use leptos::task::spawn_local;
use leptos::wasm_split::wasm_split;

use crate::browser::part::Unavailable;
use crate::{compute, views};

/// A screen under way.
type Coming = Pin<Box<dyn Future<Output = Result<AnyView, Unavailable>>>>;

#[wasm_split(editing, wasm_split_path = leptos::wasm_split, fallible)]
fn load_inspector() -> Result<AnyView, Unavailable> {
    Ok(views::inspector::view())
}

#[wasm_split(editing, wasm_split_path = leptos::wasm_split, preload(fetch_editing), fallible)]
fn load_canvas_layer() -> Result<AnyView, Unavailable> {
    Ok(views::canvas::layer::view())
}

#[wasm_split(dialogs, wasm_split_path = leptos::wasm_split, fallible)]
fn load_advice() -> Result<AnyView, Unavailable> {
    Ok(views::advice::view())
}

#[wasm_split(dialogs, wasm_split_path = leptos::wasm_split, fallible)]
fn load_catalogue(search: RwSignal<String>) -> Result<AnyView, Unavailable> {
    Ok(views::catalogue::shelf(search))
}

#[wasm_split(tabs, wasm_split_path = leptos::wasm_split, fallible)]
fn load_simulate() -> Result<AnyView, Unavailable> {
    Ok(views::simulate::view())
}

#[wasm_split(tabs, wasm_split_path = leptos::wasm_split, preload(fetch_tabs), fallible)]
fn load_budget() -> Result<AnyView, Unavailable> {
    Ok(views::budget::view())
}

#[wasm_split(tabs, wasm_split_path = leptos::wasm_split, fallible)]
fn load_capacity() -> Result<AnyView, Unavailable> {
    Ok(views::capacity::view())
}

#[wasm_split(tabs, wasm_split_path = leptos::wasm_split, fallible)]
fn load_report() -> Result<AnyView, Unavailable> {
    Ok(views::report::view())
}

#[wasm_split(dialogs, wasm_split_path = leptos::wasm_split, preload(fetch_dialogs), fallible)]
fn load_dialogs() -> Result<AnyView, Unavailable> {
    Ok(views::dialogs::shown())
}

#[wasm_split(dialogs, wasm_split_path = leptos::wasm_split, fallible)]
fn load_project_menu(open: RwSignal<bool>) -> Result<AnyView, Unavailable> {
    Ok(views::dialogs::menu(open))
}

#[wasm_split(dialogs, wasm_split_path = leptos::wasm_split, fallible)]
fn load_compare() -> Result<AnyView, Unavailable> {
    Ok(views::compare::view())
}

#[wasm_split(editing, wasm_split_path = leptos::wasm_split, fallible)]
fn load_minimap() -> Result<AnyView, Unavailable> {
    Ok(views::canvas::minimap::view())
}

/// The whole drawing in small; nothing where it cannot be loaded.
#[must_use]
pub fn minimap() -> AnyView {
    aside(Box::pin(load_minimap()))
}

/// What the project's menu offers.
#[must_use]
pub fn project_menu(open: RwSignal<bool>) -> AnyView {
    aside(Box::pin(load_project_menu(open)))
}

/// Something the page can do without: nothing is said where it cannot be loaded.
fn aside(load: Coming) -> AnyView {
    let view = StoredValue::new_local(None);
    let here = RwSignal::new(false);
    let owner = Owner::current().unwrap_or_default();
    let coming = async move {
        view.try_set_value(load.await.ok());
        here.try_set(true);
    };
    spawn_local(owner.with(|| ScopedFuture::new_untracked(coming)));
    (move || here.get().then(|| view.try_update_value(Option::take).flatten())).into_any()
}

/// What lies above the page.
#[must_use]
pub fn dialogs() -> AnyView {
    part(|| Box::pin(load_dialogs()), || ().into_any())
}

/// The inspector.
#[must_use]
pub fn inspector() -> AnyView {
    // Its place is kept, so that nothing moves when it comes.
    part(
        || Box::pin(load_inspector()),
        || view! { <aside class="inspector" aria-hidden="true"></aside> }.into_any(),
    )
}

/// What is drawn over the canvas, and its menus.
#[must_use]
pub fn canvas_layer() -> AnyView {
    part(|| Box::pin(load_canvas_layer()), || ().into_any())
}

/// What the linter says; nothing where it cannot be loaded.
#[must_use]
pub fn advice() -> AnyView {
    aside(Box::pin(load_advice()))
}

/// What of the catalogue fits the palette's search; nothing where it cannot be loaded.
#[must_use]
pub fn catalogue(search: RwSignal<String>) -> AnyView {
    aside(Box::pin(load_catalogue(search)))
}

/// The Simulate tab.
#[must_use]
pub fn simulate() -> AnyView {
    part(|| Box::pin(load_simulate()), || ().into_any())
}

/// The Budget tab.
#[must_use]
pub fn budget() -> AnyView {
    part(|| Box::pin(load_budget()), || ().into_any())
}

/// The Capacity tab.
#[must_use]
pub fn capacity() -> AnyView {
    part(|| Box::pin(load_capacity()), || ().into_any())
}

/// The Report tab.
#[must_use]
pub fn report() -> AnyView {
    part(|| Box::pin(load_report()), || ().into_any())
}

/// Two designs side by side.
#[must_use]
pub fn compare() -> AnyView {
    part(|| Box::pin(load_compare()), || ().into_any())
}

/// Fetches every part, so that each is there when it is asked for. What fails is asked for again when it is needed.
pub fn fetch_all() {
    spawn_local(async {
        let _later = fetch_editing().await;
        let _later = fetch_dialogs().await;
        let _later = compute::fetch_simulation().await;
        let _later = fetch_tabs().await;
    });
}

/// Shows a screen as soon as it is there, or why it is not; `meanwhile` until then.
fn part(load: fn() -> Coming, meanwhile: fn() -> AnyView) -> AnyView {
    let screen = StoredValue::new_local(None);
    let state = RwSignal::new(State::Coming);
    // The screen belongs to whoever shows it, also when it comes after the button was pressed.
    let owner = Owner::current().unwrap_or_default();
    let fetch = move || {
        state.set(State::Coming);
        let coming = async move {
            let loaded = load().await;
            let next = if loaded.is_ok() { State::Here } else { State::Failed };
            // The screen may have been left meanwhile.
            screen.try_set_value(loaded.ok());
            state.try_set(next);
        };
        spawn_local(owner.with(|| ScopedFuture::new_untracked(coming)));
    };
    fetch();
    (move || match state.get() {
        State::Coming => meanwhile(),
        State::Here => screen.try_update_value(Option::take).flatten().into_any(),
        State::Failed => failed(fetch.clone()),
    })
    .into_any()
}

/// How far a part is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Coming,
    Here,
    Failed,
}

fn failed(again: impl Fn() + 'static) -> AnyView {
    view! {
        <section class="page">
            <div class="page-inner">
                <div class="card empty" role="alert">
                    <p>{Unavailable.to_string()}</p>
                    <button class="button" on:click=move |_| again()>"Try again"</button>
                </div>
            </div>
        </section>
    }
    .into_any()
}
