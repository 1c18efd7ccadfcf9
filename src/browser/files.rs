//! Files: picked by the person, or dropped onto the page.

use leptos::prelude::{document, on_cleanup, window_event_listener};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{File, FileReader, HtmlInputElement};

/// A larger file is not even read.
const MAX_BYTES: f64 = 16.0 * 1024.0 * 1024.0;

/// What came of reading a file.
pub enum Picked {
    /// Its name and text.
    Text {
        /// As the person's computer calls it.
        name: String,
        /// All of it.
        text: String,
    },
    /// Why not, in a sentence.
    Unreadable(String),
}

/// A log of this size has some hundred thousand rows.
const MAX_LOG_BYTES: f64 = 64.0 * 1024.0 * 1024.0;

/// Projects, fault trees, and other tools' configuration.
const KINDS: &str = ".json,application/json,.xml,.opsa,application/xml,text/xml,.conf,.cfg,.cnf,.ini,.yaml,.yml,.tf,.sql,.zone,.properties,.js,.ts,text/plain";

/// Lets the person pick a project; nothing happens when they change their mind.
pub fn pick(done: impl Fn(Picked) + 'static) {
    pick_of(KINDS, MAX_BYTES, done);
}

/// Lets the person pick a log.
pub fn pick_log(done: impl Fn(Picked) + 'static) {
    pick_of(".csv,.tsv,.txt,text/csv,text/plain", MAX_LOG_BYTES, done);
}

fn pick_of(kinds: &str, most: f64, done: impl Fn(Picked) + 'static) {
    let Ok(Ok(input)) = document().create_element("input").map(JsCast::dyn_into::<HtmlInputElement>) else {
        return done(Picked::Unreadable("The browser does not let the page open files.".to_owned()));
    };
    input.set_type("file");
    input.set_accept(kinds);
    let chosen = input.clone();
    let done = std::rc::Rc::new(done);
    let changed = Closure::once_into_js(move || {
        if let Some(file) = chosen.files().and_then(|files| files.get(0)) {
            read(&file, most, done);
        }
    });
    input.set_onchange(Some(changed.unchecked_ref()));
    input.click();
}

/// Reads a file as text.
fn read(file: &File, most: f64, done: std::rc::Rc<dyn Fn(Picked)>) {
    let name = file.name();
    if file.size() > most {
        let limit = most / 1024.0 / 1024.0;
        return done(Picked::Unreadable(format!("{name} is larger than {limit} MB, the most that is read.")));
    }
    let Ok(reader) = FileReader::new() else { return };
    let source = reader.clone();
    let finished =
        Closure::once_into_js(move || match source.result().ok().and_then(|result| result.as_string()) {
            Some(text) => done(Picked::Text { name, text }),
            None => done(Picked::Unreadable(format!("{name} cannot be read as text."))),
        });
    reader.set_onloadend(Some(finished.unchecked_ref()));
    // A failure to start ends in `loadend` without a result, which is answered above.
    let _started = reader.read_as_text(file);
}

/// Takes files dropped anywhere onto the page; `over` is told while one is above it.
pub fn on_drop(over: impl Fn(bool) + Clone + 'static, done: impl Fn(Picked) + 'static) {
    let done: std::rc::Rc<dyn Fn(Picked)> = std::rc::Rc::new(done);
    let entered = over.clone();
    let left = over.clone();
    let handles = [
        window_event_listener(leptos::ev::dragover, move |event| {
            if carries_files(&event) {
                event.prevent_default();
                entered(true);
            }
        }),
        window_event_listener(leptos::ev::dragleave, move |event| {
            if event.related_target().is_none() {
                left(false);
            }
        }),
        window_event_listener(leptos::ev::drop, move |event| {
            over(false);
            let file = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0));
            if let Some(file) = file {
                event.prevent_default();
                read(&file, MAX_BYTES, std::rc::Rc::clone(&done));
            }
        }),
    ];
    on_cleanup(move || handles.into_iter().for_each(|handle| handle.remove()));
}

fn carries_files(event: &web_sys::DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&JsValue::from_str("Files"), 0))
}
