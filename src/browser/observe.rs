//! Watching what changes from outside: an element's size, the system's colours.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Element, EventTarget, MutationObserver, MutationObserverInit, ResizeObserver};

/// Watches until it is dropped.
pub struct Watch {
    stop: Box<dyn Fn()>,
    _callback: Box<dyn std::any::Any>,
}

impl Drop for Watch {
    fn drop(&mut self) {
        (self.stop)();
    }
}

/// Calls `changed` when the element's size changes, and once at the start.
#[must_use]
pub fn resize(element: &Element, changed: impl Fn() + 'static) -> Option<Watch> {
    let callback = Closure::<dyn FnMut(Array)>::new(move |_: Array| changed());
    let observer = ResizeObserver::new(callback.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some(Watch { stop: Box::new(move || observer.disconnect()), _callback: Box::new(callback) })
}

/// Calls `changed` when the system switches between light and dark.
#[must_use]
pub fn color_scheme(changed: impl Fn() + 'static) -> Option<Watch> {
    let query = leptos::prelude::window().match_media("(prefers-color-scheme: dark)").ok()??;
    let target: EventTarget = query.unchecked_into();
    let callback = Closure::<dyn FnMut()>::new(changed);
    let function: js_sys::Function = callback.as_ref().unchecked_ref::<js_sys::Function>().clone();
    target.add_event_listener_with_callback("change", &function).ok()?;
    let stop = move || {
        // Removing a listener that is there cannot fail.
        let _done = target.remove_event_listener_with_callback("change", &function);
    };
    Some(Watch { stop: Box::new(stop), _callback: Box::new(callback) })
}

/// Calls `changed` when the document is given another theme.
#[must_use]
pub fn theme(changed: impl Fn() + 'static) -> Option<Watch> {
    let root = leptos::prelude::document().document_element()?;
    let callback = Closure::<dyn FnMut(Array)>::new(move |_: Array| changed());
    let observer = MutationObserver::new(callback.as_ref().unchecked_ref()).ok()?;
    let what = MutationObserverInit::new();
    what.set_attributes(true);
    what.set_attribute_filter(&Array::of1(&"data-theme".into()));
    observer.observe_with_options(&root, &what).ok()?;
    Some(Watch { stop: Box::new(move || observer.disconnect()), _callback: Box::new(callback) })
}
