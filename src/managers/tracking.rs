//! Follows the address.

use leptos::prelude::Set;

use crate::browser::location;
use crate::state::Ui;

/// Keeps [`Ui::fragment`] equal to the address.
pub fn start(ui: Ui) {
    ui.fragment.set(location::fragment());
    location::on_fragment_change(move |fragment| ui.fragment.set(fragment));
}
