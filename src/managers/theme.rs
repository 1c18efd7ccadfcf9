//! Colours, remembered.

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;

use crate::browser;
use crate::state::{Theme, Ui};

const KEY: &str = "ninefold.theme";

/// Applies the remembered theme and every later choice.
pub fn start(ui: Ui) {
    let remembered: Option<String> = LocalStorage::get(KEY).ok();
    ui.theme.set(match remembered.as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    });
    Effect::new(move |before: Option<Theme>| {
        let theme = ui.theme.get();
        browser::theme::apply(name(theme));
        if before.is_some_and(|before| before != theme) {
            match name(theme) {
                // Where nothing can be stored the choice holds until the page is closed.
                Some(name) => drop(LocalStorage::set(KEY, name)),
                None => LocalStorage::delete(KEY),
            }
        }
        theme
    });
}

fn name(theme: Theme) -> Option<&'static str> {
    match theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    }
}
