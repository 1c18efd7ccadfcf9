//! The charts of a result: one card each, with the same figures as a table and as a file.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::report::charts::{Convergence, Curve, Downtime, Lengths, convergence, curve, lengths};
use ninefold_engine::report::csv_field;
use ninefold_engine::units;

use super::result::Shown;
use crate::browser::download;
use crate::charts;
use crate::state::{NoticeKind, Ui};
use crate::views::widgets::icon;

/// The same figures as text: for a table, and for a file.
pub struct Figures {
    /// What the file is called, without its ending.
    pub file: &'static str,
    /// Above the table.
    pub caption: &'static str,
    /// What the rows are about, where that is no number: the column for people, its name in the file, and a name a row.
    pub heads: Option<(&'static str, &'static str, Vec<String>)>,
    /// The columns for people, and their names in the file.
    pub columns: Vec<(String, &'static str)>,
    /// Each cell for people, and unrounded.
    pub rows: Vec<Vec<(String, f64)>>,
}

impl Figures {
    fn csv(&self) -> String {
        let heads = self.heads.as_ref();
        let first = heads.map(|(_, name, _)| (*name).to_owned());
        let columns = first.into_iter().chain(self.columns.iter().map(|(_, name)| (*name).to_owned()));
        let mut text = vec![columns.collect::<Vec<_>>().join(",")];
        for (number, row) in self.rows.iter().enumerate() {
            let first = heads.and_then(|(_, _, names)| names.get(number)).map(|name| csv_field(name));
            let cells = first.into_iter().chain(row.iter().map(|(_, value)| value.to_string()));
            text.push(cells.collect::<Vec<_>>().join(","));
        }
        text.join("\n") + "\n"
    }

    /// The table, closed until asked for, and the file.
    pub fn view(self) -> AnyView {
        let ui = expect_context::<Ui>();
        let (name, text) = (format!("{}.csv", self.file), self.csv());
        let testid = format!("csv-{}", self.file);
        let save = move |_| match download::text(&name, "text/csv", &text) {
            Ok(()) => ui.notify(NoticeKind::Done, format!("Saved {name}.")),
            Err(why) => ui.notify(NoticeKind::Error, why),
        };
        // Hundreds of cells that few will look at: made when they are asked for.
        let opened = RwSignal::new(false);
        let caption = self.caption;
        let figures = Arc::new(self);
        let table = move || opened.get().then(|| figures.table());
        view! {
            <details class="disclosure" on:toggle=move |_| opened.set(true)>
                <summary>{caption}</summary>
                <button type="button" class="button quiet" data-testid=testid on:click=save>
                    {icon(icondata_lu::LuDownload)} "CSV"
                </button>
                {table}
            </details>
        }
        .into_any()
    }

    fn table(&self) -> AnyView {
        let heads = self.columns.iter();
        let heads = heads.map(|(head, _)| view! { <th scope="col" class="number">{head.clone()}</th> });
        let what = self.heads.as_ref().map(|(head, ..)| view! { <th scope="col">{*head}</th> });
        let name = |number: usize| {
            let (_, _, names) = self.heads.as_ref()?;
            let name = names.get(number)?.clone();
            Some(view! { <th scope="row">{name}</th> })
        };
        let rows = self.rows.iter().enumerate().map(|(number, row)| {
            let cells = row.iter().map(|(words, _)| view! { <td class="number">{words.clone()}</td> });
            view! { <tr>{name(number)} {cells.collect::<Vec<_>>()}</tr> }
        });
        view! {
            <div class="table-scroll" tabindex="0">
                <table class="table">
                    <thead><tr>{what} {heads.collect::<Vec<_>>()}</tr></thead>
                    <tbody>{rows.collect::<Vec<_>>()}</tbody>
                </table>
            </div>
        }
        .into_any()
    }
}

/// A card with a picture, and its figures beneath it.
pub fn card(id: &'static str, title: String, lead: String, picture: AnyView, figures: Figures) -> AnyView {
    view! {
        <section class="card" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            <p class="card-lead">{lead}</p>
            <figure class="figure">{picture}</figure>
            {figures.view()}
        </section>
    }
    .into_any()
}

/// A cell with a duration.
pub fn seconds(value: f64) -> (String, f64) {
    (units::format_duration(value), value)
}

/// A cell with a fraction.
pub fn share(value: f64) -> (String, f64) {
    (units::format_share(value), value)
}

/// A cell with a number.
pub fn count(value: f64) -> (String, f64) {
    (units::format_count(value), value)
}

/// The share of windows with more than so much downtime.
pub fn cumulative(shown: &Shown) -> AnyView {
    let window = &shown.journey.window;
    let data = Downtime::new(window, shown.allowed());
    let total = window.samples.max(1) as f64;
    let mut left = total - data.none as f64;
    let mut points = vec![(0.0, left / total)];
    for bin in &data.bins {
        left -= bin.count as f64;
        points.push((bin.to, (left / total).max(0.0)));
    }
    if points.len() < 2 {
        points.push((shown.allowed().unwrap_or(60.0), left / total));
    }
    let mark = shown.allowed().map(|it| (it, format!("objective allows {}", units::format_duration(it))));
    let curve = Curve {
        points: points.clone(),
        what: format!("share of {}s with more", window.name),
        along: format!("downtime in one {}", window.name),
        mark,
        level: None,
    };
    let words = curve.in_words();
    let picture = charts::picture(
        move || words.clone(),
        move |area, look| {
            // A canvas that refuses to be drawn on leaves its words and the table beneath it.
            let _refused = curve::draw(area, &curve, look);
        },
    );
    let figures = Figures {
        file: "cumulative",
        caption: "The curve as a table",
        heads: None,
        columns: vec![
            ("Downtime".to_owned(), "downtime_seconds"),
            (format!("{}s with more", window.name), "share_with_more"),
        ],
        rows: points.iter().map(|&(at, left)| vec![seconds(at), share(left)]).collect(),
    };
    let lead = "How many windows spend more than any amount one might promise.".to_owned();
    card(
        "cumulative-title",
        format!("More than so much downtime in one {}", window.name),
        lead,
        picture,
        figures,
    )
}

/// Outages by length.
pub fn durations(shown: &Shown) -> AnyView {
    let data = Lengths { bins: shown.journey.outage_histogram.clone() };
    if data.bins.is_empty() {
        return ().into_any();
    }
    let (words, drawn) = (data.in_words(), data.clone());
    let picture = charts::picture(
        move || words.clone(),
        move |area, look| {
            // As above.
            let _refused = lengths::draw(area, &drawn, look);
        },
    );
    let row = |bin: &ninefold_engine::simulation::HistogramBin| {
        vec![seconds(bin.from), seconds(bin.to), count(bin.count as f64)]
    };
    let columns = [("From", "from_seconds"), ("To", "to_seconds"), ("Outages", "outages")];
    let figures = Figures {
        file: "outages",
        caption: "The bars as a table",
        heads: None,
        columns: columns.map(|(head, name)| (head.to_owned(), name)).to_vec(),
        rows: data.bins.iter().map(row).collect(),
    };
    let lead = format!("{} outages were seen.", units::format_count(data.total() as f64));
    card("lengths-title", "Outages by length".to_owned(), lead, picture, figures)
}

/// How the unavailability came to be known.
pub fn known(shown: &Shown) -> AnyView {
    let estimates = shown.journey.convergence.clone();
    let data = Convergence { estimates, exact: shown.same().map(|exact| exact.unavailability) };
    if data.estimates.len() < 2 {
        return ().into_any();
    }
    let (words, drawn) = (data.in_words(), data.clone());
    let picture = charts::picture(
        move || words.clone(),
        move |area, look| {
            // As above.
            let _refused = convergence::draw(area, &drawn, look);
        },
    );
    let columns = [("Years", "years"), ("Unavailability", "mean"), ("From", "low"), ("To", "high")];
    let figures = Figures {
        file: "convergence",
        caption: "The curve as a table",
        heads: None,
        columns: columns.map(|(head, name)| (head.to_owned(), name)).to_vec(),
        rows: data
            .estimates
            .iter()
            .map(|it| vec![count(it.years), share(it.mean), share(it.low), share(it.high)])
            .collect(),
    };
    let confidence = units::format_share(shown.journey.availability.confidence);
    let lead = format!("The estimate and its {confidence} interval, as the years went by.");
    card("convergence-title", "How sure it is".to_owned(), lead, picture, figures)
}
