//! One field: shows the value, takes what is typed, says what is wrong with it.
//!
//! A text that is right is in the model at once; one that is wrong stays in the field with the engine's sentence
//! beneath it while the model keeps its last good value. All that is typed until the focus leaves is one undo step.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::subject::{Subject, key};
use crate::views::widgets::icon;

/// What a field is called and how it helps.
#[derive(Clone, Default)]
pub struct Spec {
    /// Where the value is.
    pub path: String,
    /// The word above it.
    pub label: &'static str,
    /// A sentence beneath it; empty for none.
    pub help: &'static str,
    /// What stands there while it is empty.
    pub placeholder: &'static str,
    /// Several lines.
    pub long: bool,
}

/// The usual field.
#[must_use]
pub fn text(
    subject: Subject,
    path: &str,
    label: &'static str,
    placeholder: &'static str,
    help: &'static str,
) -> AnyView {
    build(subject, Spec { path: path.to_owned(), label, placeholder, help, long: false })
}

/// A number unique in the page, for ids.
fn fresh() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// What goes on in a field while it is edited.
#[derive(Clone, Copy)]
struct Draft {
    subject: Subject,
    path: StoredValue<String>,
    text: RwSignal<Option<String>>,
    error: RwSignal<Option<String>>,
    held: StoredValue<bool>,
}

impl Draft {
    fn shown(self) -> String {
        self.text.get().unwrap_or_else(|| self.path.with_value(|path| self.subject.text(path)))
    }

    fn typed(self, text: String) {
        self.held.set_value(true);
        let path = self.path.get_value();
        self.error.set(self.subject.type_in(&path, &text).err());
        self.text.set(Some(text));
    }

    fn blur(self) {
        // A field that goes away with the focus in it hears of that when it is gone already.
        if self.text.is_disposed() {
            return;
        }
        self.held.set_value(false);
        self.subject.workspace().commit();
        if self.error.with_untracked(Option::is_none) {
            self.text.set(None);
        }
    }

    fn restore(self) {
        self.subject.workspace().cancel();
        self.held.set_value(false);
        self.text.set(None);
        self.error.set(None);
    }

    fn key(self, event: &KeyboardEvent, long: bool) {
        match event.key().as_str() {
            "Escape" => {
                event.prevent_default();
                self.restore();
            }
            "Enter" if !long => self.blur(),
            _ => {}
        }
        event.stop_propagation();
    }

    /// Ends what was typed when the field goes away while it is edited.
    fn end_with_owner(self) {
        let workspace = self.subject.workspace();
        let held = self.held;
        on_cleanup(move || {
            if held.try_get_value().unwrap_or(false) {
                workspace.commit();
            }
        });
    }
}

/// A field as specified.
#[must_use]
pub fn build(subject: Subject, spec: Spec) -> AnyView {
    let Spec { path, label, help, placeholder, long } = spec;
    let testid = format!("field-{}", key(&path));
    let id = format!("f{}", fresh());
    let note = format!("{id}-note");
    let draft = Draft {
        subject,
        path: StoredValue::new(path),
        text: RwSignal::new(None),
        error: RwSignal::new(None),
        held: StoredValue::new(false),
    };
    draft.end_with_owner();
    let invalid = move || draft.error.with(Option::is_some).then_some("true");
    let described = {
        let note = note.clone();
        move || (!help.is_empty() || draft.error.with(Option::is_some)).then(|| note.clone())
    };
    let control = if long {
        view! {
            <textarea class="textarea" id=id.clone() rows="3" data-testid=testid placeholder=placeholder
                aria-invalid=invalid aria-describedby=described
                prop:value=move || draft.shown()
                on:input=move |event| draft.typed(event_target_value(&event))
                on:blur=move |_| draft.blur()
                on:keydown=move |event| draft.key(&event, true)></textarea>
        }
        .into_any()
    } else {
        view! {
            <input class="input" id=id.clone() type="text" autocomplete="off" spellcheck="false"
                data-testid=testid placeholder=placeholder
                aria-invalid=invalid aria-describedby=described
                prop:value=move || draft.shown()
                on:input=move |event| draft.typed(event_target_value(&event))
                on:blur=move |_| draft.blur()
                on:keydown=move |event| draft.key(&event, false) />
        }
        .into_any()
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            {control}
            <div id=note>{move || message(draft.error.get(), help)}</div>
        </div>
    }
    .into_any()
}

/// The error, or the help while there is none.
fn message(error: Option<String>, help: &'static str) -> Option<AnyView> {
    if let Some(sentence) = error {
        let error = view! { <p class="field-error" role="alert">{icon(icondata_lu::LuCircleAlert)} <span>{sentence}</span></p> };
        return Some(error.into_any());
    }
    (!help.is_empty()).then(|| view! { <p class="field-help">{help}</p> }.into_any())
}

/// A choice between words; `chosen` is called with the value of the word.
#[must_use]
pub fn choice(
    testid: &'static str,
    label: &'static str,
    options: Vec<(String, String)>,
    current: impl Fn() -> String + Send + Sync + Copy + 'static,
    chosen: impl Fn(String) + 'static,
) -> AnyView {
    let id = format!("f{}", fresh());
    let options: Vec<AnyView> = options
        .into_iter()
        .map(|(value, word)| {
            let own = value.clone();
            view! { <option value=value selected=move || current() == own>{word}</option> }.into_any()
        })
        .collect();
    view! {
        <div class="field">
            <label for=id.clone()>{label}</label>
            <select class="select" id=id data-testid=testid prop:value=current
                on:keydown=|event| event.stop_propagation()
                on:change=move |event| chosen(event_target_value(&event))>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// A choice between two or three words, all in sight.
#[must_use]
pub fn segments(
    testid: &'static str,
    label: &'static str,
    options: &'static [(&'static str, &'static str)],
    current: impl Fn() -> String + Send + Sync + Copy + 'static,
    chosen: impl Fn(&'static str) + Copy + 'static,
) -> AnyView {
    let name = format!("f{}", fresh());
    let options: Vec<AnyView> = options
        .iter()
        .map(|&(value, word)| {
            view! {
                <label>
                    <input class="visually-hidden" type="radio" name=name.clone() value=value
                        prop:checked=move || current() == value
                        on:keydown=|event| event.stop_propagation()
                        on:change=move |_| chosen(value) />
                    {word}
                </label>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset class="segmented" data-testid=testid>
            <legend class="visually-hidden">{label}</legend>
            {options}
        </fieldset>
    }
    .into_any()
}
