//! One field: shows the value, takes what is typed, says what is wrong with it.
//!
//! A text that is right is in the model at once; one that is wrong stays in the field with the engine's sentence
//! beneath it while the model keeps its last good value, and is there again when the field is left and found again. All that is typed until the focus leaves is one undo step.
//! Numbers are also changed by the arrow keys, and by dragging their label: a drag is one undo step too.

use std::sync::atomic::{AtomicU32, Ordering};

use leptos::ev::{self, KeyboardEvent};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, MouseEvent, PointerEvent};

use super::refused::{self, Refused};
use super::scrub::Scale;
use super::subject::{Subject, key, kind};
use super::words;
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

/// A field of several lines.
#[must_use]
pub fn long(subject: Subject, path: &str, label: &'static str) -> AnyView {
    build(subject, Spec { path: path.to_owned(), label, long: true, ..Spec::default() })
}

/// A number unique in the page, for ids.
fn fresh() -> u32 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    NEXT.fetch_add(1, Ordering::Relaxed)
}

/// What the field with the focus means, told at the foot of the inspector; empty before any has it.
#[derive(Clone, Copy)]
pub struct Explained(pub RwSignal<&'static str>);

/// What goes on in a field while it is edited.
#[derive(Clone, Copy)]
struct Draft {
    subject: Subject,
    path: StoredValue<String>,
    text: RwSignal<Option<String>>,
    error: RwSignal<Option<String>>,
    held: StoredValue<bool>,
    scale: Option<Scale>,
    placeholder: &'static str,
    drag: StoredValue<Option<Drag>>,
    escape: StoredValue<Option<WindowListenerHandle>>,
}

/// A label being dragged: where from, from which text, how many steps so far.
#[derive(Clone, PartialEq)]
struct Drag {
    pointer: i32,
    from: f64,
    text: String,
    steps: Option<i32>,
}

/// How far a label is dragged for one step, in pixels.
const STEP: f64 = 6.0;
/// Steps of an arrow key with shift.
const LARGE: i32 = 5;

impl Draft {
    fn shown(self) -> String {
        self.text.get().unwrap_or_else(|| self.path.with_value(|path| self.subject.text(path)))
    }

    fn typed(self, text: String) {
        self.held.set_value(true);
        let path = self.path.get_value();
        let error = self.subject.type_in(&path, &text).err();
        let refused = error.clone().map(|error| Refused { text: text.clone(), error });
        refused::keep(self.subject.place(&path), refused);
        self.error.set(error);
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
        self.path.with_value(|path| refused::keep(self.subject.place(path), None));
    }

    /// What stepping starts from: the text, or what stands for an empty one.
    fn start(self) -> String {
        let text = untrack(|| self.shown());
        let mixed = untrack(|| self.path.with_value(|path| self.subject.is_mixed(path)));
        if text.trim().is_empty() && !mixed { self.placeholder.to_owned() } else { text }
    }

    fn step(self, steps: i32) -> bool {
        let next = self.scale.and_then(|scale| scale.stepped(&self.start(), steps));
        let found = next.is_some();
        next.into_iter().for_each(|text| self.typed(text));
        found
    }

    fn take_label(self, event: &PointerEvent) {
        if self.scale.is_none() || event.button() != 0 || self.drag.with_value(Option::is_some) {
            return;
        }
        if let Some(label) = event.current_target().and_then(|it| it.dyn_into::<Element>().ok()) {
            // A pointer that is gone already cannot be captured, and need not be.
            let _gone = label.set_pointer_capture(event.pointer_id());
        }
        let (pointer, from) = (event.pointer_id(), f64::from(event.client_x()));
        self.drag.set_value(Some(Drag { pointer, from, text: self.start(), steps: None }));
        // Escape gives the drag up, wherever the focus is.
        let handle = window_event_listener(ev::keydown, move |event| {
            if event.key() == "Escape" {
                self.drop_label(false);
            }
        });
        self.escape.set_value(Some(handle));
    }

    fn drag_label(self, event: &PointerEvent) {
        let Some(drag) = self.drag.get_value().filter(|it| it.pointer == event.pointer_id()) else { return };
        let steps = ((f64::from(event.client_x()) - drag.from) / STEP) as i32;
        if drag.steps == Some(steps) || (drag.steps.is_none() && steps == 0) {
            return;
        }
        if let Some(text) = self.scale.and_then(|scale| scale.stepped(&drag.text, steps)) {
            self.typed(text);
            self.drag.set_value(Some(Drag { steps: Some(steps), ..drag }));
        }
    }

    /// The label is let go: the value stays, or the drag is given up.
    fn drop_label(self, keep: bool) {
        let Some(drag) = self.drag.try_update_value(Option::take).flatten() else { return };
        if let Some(handle) = self.escape.try_update_value(Option::take).flatten() {
            handle.remove();
        }
        match drag.steps {
            None => {}
            Some(_) if keep => self.blur(),
            Some(_) => self.restore(),
        }
    }

    fn key(self, event: &KeyboardEvent, long: bool) {
        let steps = if event.shift_key() { LARGE } else { 1 };
        match event.key().as_str() {
            "ArrowUp" if self.step(steps) => event.prevent_default(),
            "ArrowDown" if self.step(-steps) => event.prevent_default(),
            "Escape" => {
                event.prevent_default();
                self.restore();
            }
            "Enter" if !long => self.blur(),
            _ => {}
        }
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
    // The first month of the demand is a date under the key of a duration.
    let scale = Scale::of(kind(&path)).filter(|_| !long && path != "demand.start");
    let explained = words::of(&path);
    let told = use_context::<Explained>();
    let explain = move |words| told.into_iter().for_each(|told| told.0.set(words));
    let differs = {
        let path = path.clone();
        move || subject.is_mixed(&path)
    };
    let stands = move || if differs() { "mixed" } else { placeholder };
    let id = format!("f{}", fresh());
    let note = format!("{id}-note");
    let (text, error) = refused::kept(&subject.place(&path)).map(|it| (it.text, it.error)).unzip();
    let draft = Draft {
        subject,
        path: StoredValue::new(path),
        text: RwSignal::new(text),
        error: RwSignal::new(error),
        held: StoredValue::new(false),
        scale,
        placeholder,
        drag: StoredValue::new(None),
        escape: StoredValue::new(None),
    };
    draft.end_with_owner();
    let invalid = move || draft.error.with(Option::is_some).then_some("true");
    let described = {
        let note = note.clone();
        move || (!help.is_empty() || draft.error.with(Option::is_some)).then(|| note.clone())
    };
    let control = if long {
        view! {
            <textarea class="textarea" id=id.clone() rows="3" data-testid=testid placeholder=stands dir="auto"
                aria-invalid=invalid aria-describedby=described
                prop:value=move || draft.shown()
                on:input=move |event| draft.typed(event_target_value(&event))
                on:blur=move |_| draft.blur()
                on:focus=move |_| explain(explained)
                on:keydown=move |event| draft.key(&event, true)></textarea>
        }
        .into_any()
    } else {
        view! {
            <input class="input" id=id.clone() type="text" autocomplete="off" spellcheck="false"
                data-testid=testid placeholder=stands dir="auto"
                aria-invalid=invalid aria-describedby=described
                aria-description=explained
                prop:value=move || draft.shown()
                on:input=move |event| draft.typed(event_target_value(&event))
                on:blur=move |_| draft.blur()
                on:focus=move |_| explain(explained)
                on:keydown=move |event| draft.key(&event, false) />
        }
        .into_any()
    };
    view! {
        <div class="field">
            {label_of(draft, id, label, explained)}
            {control}
            <div id=note>{move || message(draft.error.get(), help)}</div>
        </div>
    }
    .into_any()
}

/// The word above a field; of a number also a handle to drag.
fn label_of(draft: Draft, id: String, label: &'static str, explained: &'static str) -> AnyView {
    if draft.scale.is_none() {
        return view! { <label for=id title=explained>{label}</label> }.into_any();
    }
    // A drag is no click on the label, which would take the focus to the field.
    let dragged = StoredValue::new(false);
    let up = move |_: PointerEvent| {
        dragged.set_value(draft.drag.with_value(|it| it.as_ref().is_some_and(|it| it.steps.is_some())));
        draft.drop_label(true);
    };
    let click = move |event: MouseEvent| {
        if dragged.get_value() {
            event.prevent_default();
        }
    };
    view! {
        <label
            for=id class="scrub" title=format!("{explained} Drag to change; in the field, the arrow keys do the same.").trim_start().to_owned()
            on:pointerdown=move |event| draft.take_label(&event)
            on:pointermove=move |event| draft.drag_label(&event)
            on:pointerup=up on:click=click
            on:pointercancel=move |_| draft.drop_label(false)
            on:lostpointercapture=move |_| draft.drop_label(false)
        >{label}</label>
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
                on:change=move |event| {
                    chosen(event_target_value(&event));
                    // What was refused is not shown as chosen.
                    event_target::<web_sys::HtmlSelectElement>(&event).set_value(&untrack(current));
                }>
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
