//! Web workers: their files fetched once while the page loads, workers started from what was fetched.
//!
//! Workers start from a Blob made of `worker.js` and `worker-loader.js`, and get the module already compiled, so
//! that starting one later (after a crash, say) needs no request and works offline. Where a policy refuses blob
//! workers, they start from `worker-loader.js` itself.

use js_sys::{Array, Object, Reflect, WebAssembly};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, ErrorEvent, MessageEvent, Response, Url, Worker};

/// The loader's address, relative to the document.
const LOADER: &str = "worker-loader.js";

/// What a worker is started from.
pub struct WorkerFiles {
    address: String,
    module: JsValue,
}

/// Where a worker's script comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// From the fetched text.
    Blob,
    /// From its address.
    Address,
}

impl WorkerFiles {
    /// Fetches the worker's three files and compiles the module.
    ///
    /// # Errors
    /// What could not be fetched or compiled, in words.
    pub async fn fetch() -> Result<Self, String> {
        let text = fetch_text("worker.js").await?;
        let loader = fetch_text(LOADER).await?;
        let bytes = body("worker_bg.wasm", |response| response.array_buffer()).await?;
        let module = JsFuture::from(WebAssembly::compile(&bytes)).await.map_err(|error| in_words(&error))?;
        let parts = Array::of3(&text, &"\n;\n".into(), &loader);
        let kind = BlobPropertyBag::new();
        kind.set_type("text/javascript");
        let address = Blob::new_with_str_sequence_and_options(&parts, &kind)
            .and_then(|blob| Url::create_object_url_with_blob(&blob))
            .map_err(|error| in_words(&error))?;
        Ok(Self { address, module })
    }
}

async fn fetch_text(address: &str) -> Result<JsValue, String> {
    body(address, |response| response.text()).await
}

/// Fetches `address` beside the document and reads its body as `part` says.
async fn body(
    address: &str,
    part: impl Fn(&Response) -> Result<js_sys::Promise, JsValue>,
) -> Result<JsValue, String> {
    let failed = |error: JsValue| format!("{address}: {}", in_words(&error));
    let response = JsFuture::from(leptos::prelude::window().fetch_with_str(address)).await.map_err(failed)?;
    let response: Response = response.dyn_into().map_err(failed)?;
    if !response.ok() {
        return Err(format!("{address}: status {}", response.status()));
    }
    JsFuture::from(part(&response).map_err(failed)?).await.map_err(failed)
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
    pub fn start(
        files: &WorkerFiles,
        origin: Origin,
        said: impl Fn(String) + 'static,
        died: impl Fn(String) + 'static,
    ) -> Result<Self, String> {
        let address = match origin {
            Origin::Blob => files.address.as_str(),
            Origin::Address => LOADER,
        };
        let worker = Worker::new(address).map_err(|error| in_words(&error))?;
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(text) = event.data().as_string() {
                said(text);
            }
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
        Reflect::set(&first, &"module".into(), &files.module).map_err(|error| in_words(&error))?;
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

/// How many workers this machine is worth: one a core, at most eight.
#[must_use]
pub fn cores() -> usize {
    let cores = leptos::prelude::window().navigator().hardware_concurrency();
    if cores.is_finite() { (cores as usize).clamp(1, 8) } else { 1 }
}
