//! Another design beside this one: opened from its file.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_engine::analysis;
use ninefold_engine::model;
use ninefold_engine::report::Report;

use super::{Cover, Other};
use crate::browser::files::{self, Picked};
use crate::state::{NoticeKind, Ui};
use crate::views::widgets::icon;

/// The button, and the way back.
pub fn view(cover: Cover) -> AnyView {
    let ui = expect_context::<Ui>();
    let open = move |_| {
        files::pick(move |picked| match read(picked, &cover.date.get_untracked()) {
            Ok(other) => {
                cover.other.try_set(Some(Arc::new(other)));
            }
            Err(why) => ui.notify(NoticeKind::Error, why),
        });
    };
    (move || {
        if cover.other.with(Option::is_some) {
            view! {
                <button type="button" class="button" data-testid="compare-end" on:click=move |_| cover.other.set(None)>
                    "Back to the report"
                </button>
            }
            .into_any()
        } else {
            view! {
                <button type="button" class="button" data-testid="compare" on:click=open>
                    {icon(icondata_lu::LuFolderOpen)} "Compare with a file"
                </button>
            }
            .into_any()
        }
    })
    .into_any()
}

/// The other design with its report.
fn read(picked: Picked, date: &str) -> Result<Other, String> {
    let (name, text) = match picked {
        Picked::Text { name, text } => (name, text),
        Picked::Unreadable(why) => return Err(why),
    };
    let project = model::read(&text).map_err(|faults| format!("{name} is no project: {faults}"))?.project;
    let options = analysis::Options::default();
    let analysis =
        analysis::analyze_in_full(&project, &options).map_err(|error| format!("{name}: {error}"))?;
    let report = Report::new(&project, &analysis, None, date.trim());
    Ok(Other { file: name, project, report })
}
