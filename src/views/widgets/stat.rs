//! A figure with its label and one line of explanation.

use leptos::prelude::*;

/// The figure. `tone` is `good`, `warn`, `bad` or `plain`.
#[must_use]
pub fn view(label: &'static str, value: String, tone: &'static str, detail: String) -> AnyView {
    view! {
        <div class=format!("stat stat-{tone}")>
            <span class="stat-label">{label}</span>
            <span class="stat-value">{value}</span>
            <span class="stat-detail">{detail}</span>
        </div>
    }
    .into_any()
}

/// As [`view()`], with a bar filled to the fraction `part`.
#[must_use]
pub fn with_meter(
    label: &'static str,
    value: String,
    tone: &'static str,
    part: f64,
    detail: String,
) -> AnyView {
    let over = part > 1.0;
    let filled = format!("{:.4}", if part.is_finite() { part.clamp(0.0, 1.0) } else { 1.0 });
    view! {
        <div class=format!("stat stat-{tone}")>
            <span class="stat-label">{label}</span>
            <span class="stat-value">{value}</span>
            <span class="bar-track bare" class:is-over=over style=("--part", filled) aria-hidden="true"><span class="bar-fill"></span></span>
            <span class="stat-detail">{detail}</span>
        </div>
    }
    .into_any()
}
