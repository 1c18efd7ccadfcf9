//! Web workers: started from the page's own script and module, so that there is one program to load, and page and
//! workers can never be of different versions.

use js_sys::{JsString, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, MessageEvent, Worker, WorkerOptions, WorkerType};

/// The address of what starts a worker, relative to the document.
const STARTER: &str = "worker.js";

#[wasm_bindgen]
extern "C" {
    type ImportMeta;
    #[wasm_bindgen(method, getter)]
    fn url(this: &ImportMeta) -> JsString;
    #[wasm_bindgen(thread_local_v2, js_namespace = import, js_name = meta)]
    static IMPORT_META: ImportMeta;
}

/// What a thrown value says.
fn in_words(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_else(|| "refused by the browser".to_owned()),
    }
}

/// A running worker; terminated when dropped.
pub struct WorkerHandle {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(ErrorEvent)>,
}

impl WorkerHandle {
    /// Starts a worker. What it says goes to `said`; that it could not start or has crashed, to `died`.
    ///
    /// # Errors
    /// Where the browser refuses at once.
    pub fn start(said: impl Fn(String) + 'static, died: impl Fn(String) + 'static) -> Result<Self, String> {
        let options = WorkerOptions::new();
        options.set_type(WorkerType::Module);
        let worker = Worker::new_with_options(STARTER, &options).map_err(|error| in_words(&error))?;
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            // What is no text is no word of the protocol either: an empty one says so.
            said(event.data().as_string().unwrap_or_default());
        });
        let on_error = Closure::<dyn FnMut(ErrorEvent)>::new(move |event: ErrorEvent| {
            event.prevent_default();
            // Some browsers send a bare event without words.
            let words = Reflect::get(&event, &"message".into()).ok().and_then(|words| words.as_string());
            died(words.unwrap_or_else(|| "the worker could not start".to_owned()));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let handle = Self { worker, _on_message: on_message, _on_error: on_error };
        let first = Object::new();
        let parts = [
            ("script", JsValue::from(IMPORT_META.with(ImportMeta::url))),
            ("module", wasm_bindgen::module()),
        ];
        for (name, part) in parts {
            Reflect::set(&first, &name.into(), &part).map_err(|error| in_words(&error))?;
        }
        handle.worker.post_message(&first).map_err(|error| in_words(&error))?;
        Ok(handle)
    }

    /// Sends it a message.
    ///
    /// # Errors
    /// Where the browser refuses.
    pub fn post(&self, text: &str) -> Result<(), String> {
        self.worker.post_message(&JsValue::from_str(text)).map_err(|error| in_words(&error))
    }
}

impl Drop for WorkerHandle {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// How many workers this machine is worth: one a core, at most eight; or as many as the address asks for (`?workers=2`; none with
/// `?workers=0`).
#[must_use]
pub fn cores() -> usize {
    let window = leptos::prelude::window();
    let search = window.location().search().unwrap_or_default();
    let asked = search.split(['?', '&']).find_map(|word| word.strip_prefix("workers=")?.parse().ok());
    let cores = window.navigator().hardware_concurrency();
    let cores = if cores.is_finite() { cores as usize } else { 1 };
    asked.unwrap_or(cores.max(1)).min(8)
}
