//! What the page knows, behind a few handles, each `Copy` and found in the context:
//!
//! - [`Workspace`]: the project and its editing; the only way to change it.
//! - [`Answers`]: what the engine says about the project as it stands.
//! - [`Followed`]: the same for one part of the canvas at a time.
//! - [`Ui`]: which screen, which journey, colours, notices: nothing that is saved with the project.
//!
//! A view takes them with `expect_context::<Workspace>()` and so on.

mod answers;
mod followed;
mod keyed;
mod looks;
mod route;
mod runs;
pub mod shelf;
mod ui;
mod verbs;
mod workspace;

pub use answers::{Answers, Solved, Standing};
pub use followed::Followed;
pub use looks::Looks;
pub use route::Route;
pub use runs::{Finished, Runs, Setup, SetupError, Status};
pub use ui::{Action, Dialog, Floating, Notice, NoticeKind, Theme, Ui};
pub use verbs::Verbs;
pub use workspace::{Shared, Workspace};

use leptos::prelude::provide_context;

/// Makes the handles and puts them into the context.
pub fn provide() -> (Workspace, Answers, Ui) {
    let ui = Ui::new();
    let workspace = Workspace::new(ui);
    let answers = Answers::new(workspace, ui);
    provide_context(Followed::new(workspace, answers, ui));
    provide_context(workspace);
    provide_context(answers);
    provide_context(ui);
    provide_context(Runs::new(workspace));
    (workspace, answers, ui)
}
