//! Title, date, and a button for each format.

use leptos::prelude::*;
use ninefold_engine::report::Report;
use ninefold_engine::report::diagram::Ink;

use super::{Cover, Document, Made};
use crate::browser::download;
use crate::managers::library::saving;
use crate::state::{NoticeKind, Ui};
use crate::views::widgets::icon;

/// A way out.
#[derive(Clone, Copy)]
struct Format {
    id: &'static str,
    label: &'static str,
    extension: &'static str,
    media_type: &'static str,
    write: fn(&Document) -> String,
}

const FORMATS: [Format; 5] = [
    Format {
        id: "export-html",
        label: "HTML",
        extension: "html",
        media_type: "text/html",
        write: Document::to_html,
    },
    Format {
        id: "export-markdown",
        label: "Markdown",
        extension: "md",
        media_type: "text/markdown",
        write: |it| match it.versus() {
            Some(versus) => versus.to_markdown(),
            None => it.report.to_markdown(),
        },
    },
    Format {
        id: "export-csv",
        label: "CSV",
        extension: "csv",
        media_type: "text/csv",
        write: |it| match it.versus() {
            Some(versus) => versus.to_csv(),
            None => it.report.to_csv(),
        },
    },
    Format {
        id: "export-json",
        label: "JSON",
        extension: "json",
        media_type: "application/json",
        write: |it| match it.versus() {
            Some(versus) => versus.to_json(),
            None => it.report.to_json(),
        },
    },
    Format {
        id: "export-svg",
        label: "Diagram (SVG)",
        extension: "svg",
        media_type: "image/svg+xml",
        write: |it| diagram(&it.report),
    },
];

/// The drawing of the architecture alone.
fn diagram(report: &Report) -> String {
    report.diagram.to_svg(&Ink::light())
}

/// The tools.
pub fn view(made: Made, cover: Cover) -> AnyView {
    let buttons = FORMATS.map(|format| button(made, cover, format));
    view! {
        <div class="report-tools">
            <div class="field report-title">
                <label for="report-title">"Title"</label>
                <input
                    id="report-title"
                    class="input"
                    autocomplete="off"
                    placeholder=move || made.with(|made| made.as_ref().map(|made| made.report.title.clone()))
                    prop:value=move || cover.title.get()
                    on:input=move |event| cover.title.set(event_target_value(&event))
                />
            </div>
            <div class="field">
                <label for="report-date">"Date"</label>
                <input
                    id="report-date"
                    class="input"
                    type="date"
                    prop:value=move || cover.date.get()
                    on:input=move |event| cover.date.set(event_target_value(&event))
                />
            </div>
            <div class="report-exports" role="group" aria-label="Export">
                {buttons.into_iter().collect::<Vec<_>>()}
                {png(made)}
                {super::compare::view(cover)}
                <button type="button" class="button" on:click=|_| super::preview::print()>
                    {icon(icondata_lu::LuPrinter)} "Print"
                </button>
            </div>
        </div>
    }
    .into_any()
}

fn button(made: Made, cover: Cover, format: Format) -> AnyView {
    let ui = expect_context::<Ui>();
    let save = move |_| {
        cover.complete_now();
        if let Some(document) = made.get_untracked() {
            export(ui, &document, format);
        }
    };
    let primary = format.id == "export-html";
    view! {
        <button type="button" class="button" class:primary=primary data-testid=format.id on:click=save>
            {icon(icondata_lu::LuDownload)} {format.label}
        </button>
    }
    .into_any()
}

/// The drawing as a picture, for slides.
fn png(made: Made) -> AnyView {
    let ui = expect_context::<Ui>();
    let save = move |_| {
        let Some(document) = made.get_untracked() else { return };
        saving::save_png(ui, format!("{}.png", document.stem), &diagram(&document.report));
    };
    view! {
        <button type="button" class="button" data-testid="export-png" on:click=save>
            {icon(icondata_lu::LuDownload)} "Diagram (PNG)"
        </button>
    }
    .into_any()
}

fn export(ui: Ui, document: &Document, format: Format) {
    let name = format!("{}.{}", document.stem, format.extension);
    match download::text(&name, format.media_type, &(format.write)(document)) {
        Ok(()) => ui.notify(NoticeKind::Done, format!("Saved {name}.")),
        Err(why) => ui.notify(NoticeKind::Error, why),
    }
}
