//! Several projects and several tabs: what the page does seldom, in a later part of the program (see [`super::parts`]).

mod conflict;
pub mod opening;
mod recover;
pub mod saving;
pub mod versions;

use super::desk::{Desk, Task};

/// Does a task.
pub fn attend(desk: Desk, task: Task) {
    match task {
        Task::Receive(picked) => opening::receive(desk, picked),
        Task::Link(letters) => opening::link(desk, &letters),
        Task::Recover(id) => recover::recover(desk, id.as_deref()),
        Task::Listen => conflict::listen(desk),
        Task::Keep { id, text, label } => versions::keep_save(desk, &id, &text, &label),
        Task::Refused(why) => conflict::refused(desk, &why),
        Task::SaveFile => saving::save_file(desk),
    }
}
