//! Throughput and cost.

use leptos::prelude::*;

use super::{Subject, field};

/// What one copy can do and costs.
#[must_use]
pub fn view(subject: Subject) -> AnyView {
    view! {
        <section class="inspector-section">
            <div class="section-head"><h3>"Capacity and cost"</h3></div>
            <div class="stack">
                <div class="field-row">
                    {field::text(subject, "capacity.per_copy_rps", "Requests/s a copy", "unknown", "")}
                    {field::text(subject, "capacity.target_utilisation", "Planned to use", "100 %", "")}
                </div>
                {field::text(subject, "cost.per_copy_month", "Cost a copy and month", "unknown", "")}
            </div>
        </section>
    }
    .into_any()
}
