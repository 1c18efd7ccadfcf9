//! Colours, remembered.

use leptos::prelude::*;

use crate::browser;
use crate::state::shelf::ShelfHandle;
use crate::state::{Theme, Ui};

const NAME: &str = "theme";

/// Applies the remembered theme and every later choice.
pub fn start(ui: Ui, shelf: ShelfHandle) {
    let remembered = shelf.with_value(|shelf| shelf.word(NAME));
    ui.theme.set(match remembered.as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    });
    Effect::new(move |before: Option<Theme>| {
        let theme = ui.theme.get();
        browser::theme::apply(name(theme));
        if before.is_some_and(|before| before != theme) {
            shelf.with_value(|shelf| shelf.remember(NAME, name(theme)));
        }
        theme
    });
}

/// Whether colours are dark now; tracked.
#[must_use]
pub fn is_dark(ui: Ui) -> bool {
    match ui.theme.get() {
        Theme::Dark => true,
        Theme::Light => false,
        Theme::System => browser::theme::system_is_dark(),
    }
}

/// From light to dark, or back.
pub fn switch(ui: Ui) {
    let dark = untrack(|| is_dark(ui));
    ui.theme.set(if dark { Theme::Light } else { Theme::Dark });
}

fn name(theme: Theme) -> Option<&'static str> {
    match theme {
        Theme::System => None,
        Theme::Light => Some("light"),
        Theme::Dark => Some("dark"),
    }
}
