//! Throughput and cost.

use leptos::prelude::*;

use super::{Subject, field, more};

/// What one copy can do and costs.
#[must_use]
pub fn view(subject: Subject) -> AnyView {
    let says = |path: &str| !subject.at(&format!("capacity.{path}")).is_null();
    let open = untrack(|| {
        let rare = [
            "service_time",
            "service_variability",
            "overload_failures",
            "max_copies",
            "scale_delay",
            "source",
        ];
        let money = ["per_zone_month", "fixed_month", "cross_zone_per_million", "source"];
        rare.into_iter().any(says)
            || money.into_iter().any(|key| !subject.at(&format!("cost.{key}")).is_null())
    });
    view! {
        <section class="inspector-section">
            <div class="section-head"><h3>"Capacity and cost"</h3></div>
            <div class="stack">
                <div class="field-row">
                    {field::text(subject, "capacity.per_copy_rps", "Requests/s a copy", "unknown", "")}
                    {field::text(subject, "capacity.target_utilisation", "Planned to use", "100 %", "")}
                </div>
                {field::text(subject, "cost.per_copy_month", "Cost a copy and month", "unknown", "")}
                {more::view("Autoscaling, overload, costs, sources", open, rarely(subject))}
            </div>
        </section>
    }
    .into_any()
}

fn rarely(subject: Subject) -> AnyView {
    view! {
        <div class="field-row">
            {field::text(subject, "capacity.max_copies", "Scales up to", "never", "")}
            {field::text(subject, "capacity.scale_delay", "New copies after", "at once", "")}
        </div>
        <p class="field-help">"Autoscaling adds copies while the demand asks for more than there are."</p>
        <div class="field-row">
            {field::text(subject, "capacity.service_time", "One request takes", "100ms", "")}
            {field::text(subject, "capacity.service_variability", "Its deviation ÷ mean", "1", "")}
        </div>
        <div class="field-row">
            {field::text(subject, "capacity.overload_failures", "Overloaded, fails × ", "1", "")}
            {field::text(subject, "cost.cross_zone_per_million", "Million across zones", "0", "")}
        </div>
        <div class="field-row">
            {field::text(subject, "cost.per_zone_month", "Cost a zone and month", "0", "")}
            {field::text(subject, "cost.fixed_month", "Fixed cost a month", "0", "")}
        </div>
        <div class="field-row">
            {field::text(subject, "capacity.source", "Source of capacity", "assumed", "")}
            {field::text(subject, "cost.source", "Source of cost", "assumed", "")}
        </div>
    }
    .into_any()
}
