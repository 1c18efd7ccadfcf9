//! How full the components get, month by month.

use leptos::prelude::*;
use ninefold_engine::report::charts::lines::{self, Lines, Scale, Series};

use super::Planned;
use crate::charts;

/// Most lines that can be told apart.
const MOST: usize = 5;
/// Where the chart ends: more than this is simply too much.
const HIGHEST: f64 = 1.6;

/// The chart; nothing while the demand stays as it is.
pub fn view(planned: &Planned) -> AnyView {
    let months = &planned.plan.months;
    let grows = months.iter().any(|month| (month.factor - 1.0).abs() > 1e-9);
    let mut known: Vec<_> = planned.known().filter(|it| it.demand_rps > 0.0).collect();
    if !grows || known.is_empty() {
        return ().into_any();
    }
    known.sort_by(|a, b| a.headroom.unwrap_or(1.0).total_cmp(&b.headroom.unwrap_or(1.0)));
    let series = known.iter().take(MOST).enumerate().map(|(number, it)| {
        let used = 1.0 - it.headroom.unwrap_or(0.0);
        Series {
            name: planned.name(&it.id),
            points: months.iter().map(|month| (f64::from(month.month), used * month.factor)).collect(),
            strong: number == 0,
        }
    });
    let mut marks: Vec<(f64, String)> = known
        .iter()
        .take(MOST)
        .filter_map(|it| Some((it.exhausted_month?, it)))
        .map(|(month, it)| (f64::from(month), format!("{} runs out", planned.name(&it.id))))
        .collect();
    marks.sort_by(|a, b| a.0.total_cmp(&b.0));
    let series: Vec<Series> = series.collect();
    let most = series.iter().flat_map(|it| &it.points).map(|point| point.1).fold(1.0, f64::max) * 1.08;
    let data = Lines {
        series,
        what: ("used of what is planned, busiest hour".to_owned(), Scale::Share),
        along: ("months from now".to_owned(), Scale::Count),
        level: Some((1.0, "all that is planned".to_owned())),
        marks,
        most: Some(most.min(HIGHEST)),
        dots: false,
        apart: Vec::new(),
    };
    let words = data.in_words();
    let picture = charts::picture(
        move || words.clone(),
        move |area, look| {
            // A canvas that refuses to be drawn on leaves its words and the table above it.
            let _refused = lines::draw(area, &data, look);
        },
    );
    let seasons: Vec<String> = months
        .iter()
        .filter_map(|month| Some(format!("{} (month {})", month.season.as_ref()?, month.month)))
        .collect();
    let seasons = (!seasons.is_empty()).then(|| {
        let words = format!("Seasons: {}.", seasons.join(", "));
        view! { <p class="footnote">{words}</p> }
    });
    view! {
        <section class="card" aria-labelledby="growth-title" data-testid="capacity-growth">
            <h2 id="growth-title">"How long it lasts"</h2>
            <figure class="figure">{picture}</figure>
            {seasons}
        </section>
    }
    .into_any()
}
