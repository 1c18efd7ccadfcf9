//! The steps taken in this visit: any of them can be gone back to.

use leptos::prelude::*;

use super::modal;
use crate::state::{Ui, Workspace};

/// The dialog.
pub fn view(ui: Ui) -> AnyView {
    let workspace = expect_context::<Workspace>();
    let list = move || {
        let (taken, undone) = workspace.steps();
        if taken.is_empty() && undone.is_empty() {
            return view! { <p class="dialog-empty">"Nothing was changed yet in this visit."</p> }.into_any();
        }
        let now = taken.len();
        let start = row("As it was opened".to_owned(), 0, now, workspace);
        let steps = taken.into_iter().chain(undone).enumerate();
        let mut rows: Vec<AnyView> =
            std::iter::once(start).chain(steps.map(|(at, name)| row(name, at + 1, now, workspace))).collect();
        rows.reverse();
        view! { <ol class="choices" reversed=true>{rows}</ol> }.into_any()
    };
    let content = view! {
        <p>"Newest first. Pick a step to see the project as it was after it; later steps stay until you change something."</p>
        {list}
    };
    modal(ui, "history", "Steps".to_owned(), content.into_any())
}

/// A step: the project after `at` steps, where `now` are taken.
fn row(name: String, at: usize, now: usize, workspace: Workspace) -> AnyView {
    let go = move |_| {
        for _ in at..now {
            workspace.undo();
        }
        for _ in now..at {
            workspace.redo();
        }
    };
    let current = (at == now).then_some("step");
    let class = if at > now { "choice later" } else { "choice" };
    view! {
        <li><button type="button" class=class aria-current=current data-testid=format!("step-{at}") on:click=go>{name}</button></li>
    }
    .into_any()
}
