//! Other tools' configuration: pasted or dropped, shown with the arithmetic, then opened, added or merged.

mod merge;
mod part;

use std::collections::BTreeSet;

use leptos::prelude::*;
use ninefold_editor::prelude::{Command, Fragment};
use ninefold_engine::catalogue::Worked;
use ninefold_engine::model;
use ninefold_engine::read::config::{self, ConfigError, Note, Read};

use crate::browser::files::{self, Picked};
use crate::managers::Desk;
use crate::managers::library::opening;
use crate::views::widgets::{icon, use_as_detection};

/// Longer texts are read, and not shown in the field.
const SHOWN: usize = 200_000;
/// Components shown one by one.
const MOST: usize = 60;
/// Lines shown that were not understood.
const NOTES: usize = 40;

/// What the dialog shows; `name` and `text` are what was dropped, if anything was.
#[must_use]
pub fn dialog(name: &str, text: &str) -> AnyView {
    let desk = expect_context::<Desk>();
    let file = RwSignal::new(name.to_owned());
    let source = RwSignal::new(text.to_owned());
    let read = Memo::new(move |_| {
        let text = source.get();
        (!text.trim().is_empty()).then(|| file.with(|name| config::read(name, &text)))
    });
    let pick = move |_| {
        files::pick(move |picked| {
            if let Picked::Text { name, text } = picked {
                file.set(name);
                source.set(text);
            }
        });
    };
    let shown = move || source.with(|text| if text.len() > SHOWN { String::new() } else { text.clone() });
    let typed = move |event| {
        file.set(String::new());
        source.set(event_target_value(&event));
    };
    let outcome = move || read.get().map(|read| outcome(desk, file.get_untracked(), read));
    view! {
        <p>"Paste a configuration or drop its file: copies, detection and failover are worked out from it, and nothing is uploaded."</p>
        <textarea
            class="textarea import-text" rows="7" spellcheck="false" aria-label="Configuration" data-testid="import-text"
            placeholder="nginx.conf, haproxy.cfg, Kubernetes or Compose YAML, sentinel.conf, Patroni, Terraform, alert rules …"
            prop:value=shown on:input=typed
        ></textarea>
        <button type="button" class="button quiet" on:click=pick>{icon(icondata_lu::LuFolderOpen)} "Open a file …"</button>
        <div class="import-result" aria-live="polite">{outcome}</div>
    }
    .into_any()
}

fn outcome(desk: Desk, name: String, read: Result<Read, ConfigError>) -> AnyView {
    let read = match read {
        Ok(read) => read,
        Err(why) => {
            let text = why.to_string();
            return view! { <p class="dialog-warning" role="alert" data-testid="import-refused">{crate::views::widgets::words::sentence(&text)}</p> }.into_any();
        }
    };
    let title =
        match name.rsplit('/').next().and_then(|name| name.split('.').next()).filter(|name| !name.is_empty())
        {
            Some(stem) => stem.to_owned(),
            None => "Imported".to_owned(),
        };
    let parts = match read.parts.len() {
        1 => "1 component".to_owned(),
        count => format!("{count} components"),
    };
    let said = format!("This is {}: {parts}.", read.format.name());
    let times: Vec<AnyView> = read.worked.iter().map(time).collect();
    let unread = unread(&read.unread);
    let more = read.parts.len().saturating_sub(MOST);
    let offer = StoredValue::new(Offer { desk, title, read });
    let left = RwSignal::new(BTreeSet::new());
    let (acts, parts) = offer.with_value(|it| {
        let acts = (!it.read.parts.is_empty()).then(|| acts(desk, offer, left));
        let parts = it.read.parts.iter().take(MOST).map(|part| part::view(offer, left, part));
        (acts, parts.collect::<Vec<_>>())
    });
    view! {
        <p data-testid="import-format">{said}</p>
        {acts}
        <ul class="import-parts" data-testid="import-parts">{parts}</ul>
        <p class="footnote" hidden=more == 0>{format!("and {more} more")}</p>
        {times}
        {unread}
    }
    .into_any()
}

/// What was read, and where it can go.
pub(super) struct Offer {
    desk: Desk,
    /// What it is called as a project of its own.
    title: String,
    read: Read,
}

impl Offer {
    /// The components of these ids as a project, which the dialog then makes way for; or why they are none.
    fn project(&self, wanted: impl Fn(&str) -> bool) -> Option<String> {
        match self.read.only(wanted).project(&self.title) {
            Ok(project) => {
                self.desk.ui.dialog.set(None);
                Some(model::write(&project))
            }
            Err(why) => {
                self.desk.workspace.say(&why.to_string());
                None
            }
        }
    }

    /// Adds the components of these ids to the design, where they are selected and can be edited.
    pub(super) fn add(&self, wanted: impl Fn(&str) -> bool) {
        let Some(text) = self.project(wanted) else { return };
        let workspace = self.desk.workspace;
        match Fragment::read(&text) {
            Ok(fragment) => {
                let at = Some(untrack(|| workspace.visible()).center());
                workspace.dispatch_or_say(Command::Batch {
                    name: "Add what was read".to_owned(),
                    commands: vec![Command::Paste { fragment: Box::new(fragment), at, zone: None }],
                });
            }
            Err(why) => workspace.say(&why.to_string()),
        }
    }
}

/// Opens what is not left out, or adds it to the design there is.
fn acts(desk: Desk, offer: StoredValue<Offer>, left: RwSignal<BTreeSet<String>>) -> AnyView {
    let all: BTreeSet<String> =
        offer.with_value(|it| it.read.parts.iter().map(|it| it.id().to_owned()).collect());
    let many = all.len() > 1;
    let count = all.len();
    let none = move || left.with(BTreeSet::len) == count;
    let open = move |_| {
        offer.with_value(|it| {
            if let Some(text) = left.with(|left| it.project(|id| !left.contains(id))) {
                opening::open_text(desk, &it.title, &text);
            }
        });
    };
    let add = move |_| offer.with_value(|it| left.with(|left| it.add(|id| !left.contains(id))));
    let turn =
        move |_| left.update(|left| *left = if left.is_empty() { all.clone() } else { BTreeSet::new() });
    let turned = move || if left.with(BTreeSet::is_empty) { "Choose none" } else { "Choose all" };
    view! {
        <div class="catalogue-acts">
            <button type="button" class="button primary" data-testid="import-open" disabled=none on:click=open>"Open as a project"</button>
            <button type="button" class="button" data-testid="import-add" disabled=none on:click=add>"Add to this design"</button>
            {many.then(|| view! { <button type="button" class="button quiet" data-testid="import-turn" on:click=turn>{turned}</button> })}
        </div>
    }
    .into_any()
}

/// A time that belongs to no component, and a way to give it to one.
fn time(worked: &Worked) -> AnyView {
    let seconds = worked.expected_seconds.filter(|_| worked.unit.is_none());
    view! {
        {arithmetic(worked)}
        {seconds.map(use_as_detection)}
    }
    .into_any()
}

/// One time, with how it comes about.
pub(super) fn arithmetic(worked: &Worked) -> AnyView {
    let lines: Vec<AnyView> =
        worked.lines.iter().map(|line| view! { <code>{line.clone()}</code> }.into_any()).collect();
    let settings = worked.settings.join(", ");
    view! {
        <details class="arithmetic">
            <summary>{worked.case.clone()}{worked.result().map(|it| format!(": {it}"))}</summary>
            {lines}
            <p class="footnote">{settings} ". " {worked.source.clone()} ". " {worked.basis.clone()}</p>
        </details>
    }
    .into_any()
}

/// What was not understood, by line.
fn unread(notes: &[Note]) -> Option<AnyView> {
    let rows: Vec<AnyView> = notes.iter().take(NOTES).map(line).collect();
    let more = notes.len().saturating_sub(NOTES);
    (!rows.is_empty()).then(|| {
        view! {
            <h2 class="import-head">"Not understood"</h2>
            <ul class="import-notes" data-testid="import-unread">{rows}</ul>
            <p class="footnote" hidden=more == 0>{format!("and {more} more")}</p>
        }
        .into_any()
    })
}

pub(super) fn line(note: &Note) -> AnyView {
    let place = if note.line > 0 { format!("line {}", note.line) } else { String::new() };
    view! { <li><span class="import-line">{place}</span> <span>{note.text.clone()}</span></li> }.into_any()
}
