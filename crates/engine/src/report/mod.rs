//! The downtime budget report: one typed document, several formats.
//!
//! [`Report::new`] gathers what a reader needs from the project and its answers; [`document`] says in which order
//! and words it is told; the renderers ([`Report::to_html`], [`Report::to_markdown`], [`Report::to_csv`],
//! [`Report::to_json`]) only write. The same input gives the same bytes, in the page and on the command line:
//! the date is an argument and no text is measured.

pub mod advice;
mod agreement;
pub mod budget;
mod build;
mod causes;
pub mod charts;
mod compare;
mod completion;
mod csv;
pub mod diagram;
mod differences;
pub mod document;
pub(crate) mod escape;
mod figures;
mod html;
mod markdown;
mod sections;
mod sources;
#[cfg(test)]
mod tests;
mod types;
mod versus;
mod words;

pub use advice::{Recommendation, recommendations};
pub use agreement::{Agreement, agreement};
pub use budget::BudgetReport;
pub use causes::cause_name;
pub use compare::comparisons;
pub use completion::{Completed, Completion};
pub use escape::csv as csv_field;
pub use types::*;
pub use versus::Versus;

impl Report {
    /// One self-contained page: no script, no external resource; prints well.
    #[must_use]
    pub fn to_html(&self) -> String {
        html::render(&document::Document::new(self))
    }

    /// Markdown with tables.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        markdown::render(&document::Document::new(self))
    }

    /// The tables, one after the other, unrounded; safe to open in a spreadsheet.
    #[must_use]
    pub fn to_csv(&self) -> String {
        csv::render(&document::Document::new(self))
    }

    /// Everything, unrounded.
    ///
    /// ```
    /// # use ninefold_engine::report::Report;
    /// # fn keys(report: &Report) -> bool { report.to_json().starts_with("{\n  \"format\": \"ninefold-report/1\"") }
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        text
    }
}
