//! The worker's side: glue between the browser's messages and [`ninefold_engine::job`], nothing else.
//!
//! It plays a step, looks for messages, and plays on. Looking for messages means giving the browser its turn: the worker
//! sends itself a word through a channel and goes on when that arrives, after whatever the page has sent before.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use ninefold_engine::job::{JobEvent, JobRequest, Runner};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, MessageChannel, MessageEvent, MessagePort};

/// Milliseconds between two words of progress.
const TELL_EVERY: f64 = 80.0;

/// What lives as long as the worker.
struct Worker {
    scope: DedicatedWorkerGlobalScope,
    runner: RefCell<Runner>,
    /// Where the word to go on is sent.
    onward: MessagePort,
    /// Whether it is on its way.
    going_on: Cell<bool>,
    told: Cell<f64>,
}

impl Worker {
    /// A message of the page.
    fn hear(&self, message: &JsValue) {
        let request = message.as_string().and_then(|text| serde_json::from_str::<JobRequest>(&text).ok());
        // The page speaks the same protocol or does not use this worker at all.
        let Some(request) = request else { return };
        let answers = self.runner.borrow_mut().handle(request);
        answers.iter().for_each(|answer| self.tell(answer));
        self.go_on();
    }

    /// Plays a step and goes on if there is more.
    fn step(&self) {
        self.going_on.set(false);
        let events = self.runner.borrow_mut().step();
        events.iter().filter(|event| self.is_worth_telling(event)).for_each(|event| self.tell(event));
        self.go_on();
    }

    fn go_on(&self) {
        if !self.going_on.get() && !self.runner.borrow().is_idle() {
            // A port that is closed belongs to a worker that is being ended.
            self.going_on.set(self.onward.post_message(&JsValue::NULL).is_ok());
        }
    }

    /// All but progress told a moment ago.
    fn is_worth_telling(&self, event: &JobEvent) -> bool {
        if !matches!(event, JobEvent::Progress { .. } | JobEvent::Searching { .. }) {
            return true;
        }
        let now = js_sys::Date::now();
        let due = now - self.told.get() >= TELL_EVERY;
        if due {
            self.told.set(now);
        }
        due
    }

    fn tell(&self, event: &JobEvent) {
        if let Ok(text) = serde_json::to_string(event) {
            // A page that does not listen any more has ended this worker.
            let _heard = self.scope.post_message(&JsValue::from_str(&text));
        }
    }
}

/// Serves the page that started this worker, for as long as the worker lives.
pub fn serve(scope: DedicatedWorkerGlobalScope) {
    let Ok(channel) = MessageChannel::new() else { return };
    let worker = Rc::new(Worker {
        scope: scope.clone(),
        runner: RefCell::new(Runner::new()),
        onward: channel.port2(),
        going_on: Cell::new(false),
        told: Cell::new(0.0),
    });
    let stepping = Rc::clone(&worker);
    let step = Closure::<dyn FnMut()>::new(move || stepping.step());
    channel.port1().set_onmessage(Some(step.as_ref().unchecked_ref()));
    step.forget();
    let hearing = Rc::clone(&worker);
    let hear =
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| hearing.hear(&event.data()));
    scope.set_onmessage(Some(hear.as_ref().unchecked_ref()));
    hear.forget();
    worker.tell(&Runner::ready());
}
