//! Browser events in, editor events out.

use std::time::Duration;

use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use ninefold_editor::prelude::{Button, InputEvent, Modifiers, Point, PointerKind, Size, keymap};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, HtmlDivElement, KeyboardEvent, MouseEvent, PointerEvent, ResizeObserver, WheelEvent};

use crate::browser::{clock, focus};
use crate::managers::requests;
use crate::state::{Floating, Ui, Workspace};

/// Pixels of one line, for wheels that count in lines.
const LINE: f64 = 16.0;
/// How long a finger rests until it opens the menu.
const LONG_PRESS: Duration = Duration::from_millis(500);

/// Milliseconds in which what is pasted comes from the middle button, which on some systems pastes what is selected elsewhere.
const MIDDLE: f64 = 300.0;
/// What has keys of its own.
const OWN_KEYS: &str = "dialog, [role=dialog], [role=menu], .menu";

/// The canvas with what its events go to.
#[derive(Clone, Copy)]
struct Ear {
    workspace: Workspace,
    ui: Ui,
    element: NodeRef<Div>,
    /// When the middle button was last let go, in milliseconds.
    middle: StoredValue<f64>,
}

/// Listens to pointers, wheel and keys until the canvas is gone.
pub fn listen(workspace: Workspace, element: NodeRef<Div>) {
    let middle = StoredValue::new(f64::NEG_INFINITY);
    let ear = Ear { workspace, ui: expect_context::<Ui>(), element, middle };
    element.on_load(move |canvas| ear.attach(&canvas));
    let handles = [
        window_event_listener(ev::pointermove, move |event| ear.moved(&event)),
        window_event_listener(ev::pointerup, move |event| ear.released(&event)),
        window_event_listener(ev::pointercancel, move |event| {
            ear.send(&InputEvent::PointerCancel { pointer: event.pointer_id() });
        }),
        window_event_listener(ev::blur, move |_| {
            ear.send(&InputEvent::Blur);
        }),
        window_event_listener(ev::keydown, move |event| ear.elsewhere(&event)),
    ];
    let clipboard = clipboard(ear);
    on_cleanup(move || {
        handles.into_iter().for_each(|handle| handle.remove());
        clipboard.into_iter().for_each(|handle| handle.remove());
    });
}

/// A press on a palette entry.
pub fn press_palette(workspace: Workspace, ui: Ui, preset: &str, event: &PointerEvent) {
    if event.button() != 0 {
        return;
    }
    let Ok(Some(canvas)) = document().query_selector("[data-testid=canvas]") else { return };
    let event = InputEvent::PaletteDown {
        preset: preset.to_owned(),
        pointer: event.pointer_id(),
        kind: kind(event),
        at: place(&canvas, event),
    };
    requests::follow(workspace, ui, workspace.handle(&event));
}

impl Ear {
    fn attach(self, canvas: &HtmlDivElement) {
        let target: &web_sys::EventTarget = canvas;
        let own = canvas.clone();
        let observed = Closure::<dyn FnMut()>::new(move || self.measure(&own));
        if let Ok(observer) = ResizeObserver::new(observed.as_ref().unchecked_ref()) {
            observer.observe(canvas);
            let observer = StoredValue::new_local(observer);
            on_cleanup(move || observer.with_value(ResizeObserver::disconnect));
        }
        // Lives as long as the page: a canvas comes and goes with its tab, and the observer is disconnected then.
        observed.forget();
        self.measure(canvas);
        listen_on(target, "pointerdown", move |event: PointerEvent| self.pressed(&event));
        listen_on(target, "dblclick", move |event: MouseEvent| self.double(&event));
        listen_on(target, "contextmenu", move |event: MouseEvent| event.prevent_default());
        // A finger that opened the menu is lifted again: no click of the browser's own may take the focus from it.
        listen_on(target, "touchend", move |event: web_sys::Event| {
            let menu =
                |it: &Option<Floating>| it.as_ref().is_some_and(|it| !matches!(it, Floating::Rename(_)));
            if self.ui.floating.with_untracked(menu) && !on_control(&event) {
                event.prevent_default();
            }
        });
        listen_on(target, "wheel", move |event: WheelEvent| self.wheel(&event));
        listen_on(target, "keydown", move |event: KeyboardEvent| self.key_down(&event));
        listen_on(target, "keyup", move |event: KeyboardEvent| {
            self.send(&InputEvent::KeyUp { key: event.key() });
        });
    }

    fn send(self, event: &InputEvent) -> bool {
        requests::follow(self.workspace, self.ui, self.workspace.handle(event))
    }

    fn measure(self, canvas: &HtmlDivElement) {
        let size = Size::new(f64::from(canvas.client_width()), f64::from(canvas.client_height()));
        self.workspace.resize(size);
    }

    fn at(self, event: &MouseEvent) -> Option<Point> {
        self.element.get_untracked().map(|canvas| place(&canvas, event))
    }

    fn pressed(self, event: &PointerEvent) {
        if on_control(event) {
            return;
        }
        // A field is left by losing the focus, and takes the name then.
        if !self.ui.floating.with_untracked(|it| matches!(it, Some(Floating::Rename(_)))) {
            self.ui.floating.set(None);
        }
        let Some(at) = self.at(event) else { return };
        let button = match event.button() {
            0 => Button::Left,
            1 => Button::Middle,
            2 => Button::Right,
            _ => return,
        };
        if let Some(canvas) = self.element.get_untracked() {
            // A pointer that is gone already cannot be captured, and need not be.
            let _gone = canvas.set_pointer_capture(event.pointer_id());
        }
        let (pointer, kind) = (event.pointer_id(), kind(event));
        if kind != PointerKind::Mouse {
            set_timeout(
                move || {
                    self.send(&InputEvent::LongPress { pointer, at });
                },
                LONG_PRESS,
            );
        }
        self.send(&InputEvent::PointerDown { pointer, kind, button, at, modifiers: modifiers(event) });
    }

    fn moved(self, event: &PointerEvent) {
        let idle = self.workspace.is_idle();
        if idle && !self.is_inside(event) {
            return;
        }
        let Some(at) = self.at(event) else { return };
        self.send(&InputEvent::PointerMove { pointer: event.pointer_id(), at, modifiers: modifiers(event) });
    }

    fn released(self, event: &PointerEvent) {
        if event.button() == 1 {
            self.middle.set_value(clock::milliseconds());
        }
        if self.workspace.is_idle() {
            return;
        }
        let Some(at) = self.at(event) else { return };
        self.send(&InputEvent::PointerUp { pointer: event.pointer_id(), at, modifiers: modifiers(event) });
    }

    fn double(self, event: &MouseEvent) {
        if on_control(event) {
            return;
        }
        if let Some(at) = self.at(event) {
            self.send(&InputEvent::DoubleClick { at });
        }
    }

    fn wheel(self, event: &WheelEvent) {
        if on_control(event) {
            return;
        }
        let Some(at) = self.at(event) else { return };
        let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE { LINE } else { 1.0 };
        let delta = Point::new(event.delta_x() * unit, event.delta_y() * unit);
        if self.send(&InputEvent::Wheel { at, delta, modifiers: modifiers(event) }) {
            event.prevent_default();
        }
    }

    fn key_down(self, event: &KeyboardEvent) {
        let held = requests::held(event);
        let clipboard = held.control && matches!(event.key().as_str(), "c" | "x" | "v");
        if !clipboard && !on_control(event) {
            self.heard(event, held);
        }
    }

    fn heard(self, event: &KeyboardEvent, held: Modifiers) {
        requests::settle(self.ui, keymap::action(&event.key(), held));
        if self.send(&InputEvent::KeyDown { key: event.key(), modifiers: held }) {
            event.prevent_default();
            match self.workspace.single_key() {
                Some(key) => focus::on_item(&key),
                // What had the focus may be gone: the keyboard goes on from the canvas.
                None => set_timeout(move || self.take_focus(), Duration::ZERO),
            }
        }
    }

    fn take_focus(self) {
        let lost = document().active_element().is_none_or(|active| active.tag_name() == "BODY");
        if let Some(canvas) = self.element.get_untracked().filter(|_| lost) {
            // A canvas that takes no focus leaves it where it is.
            let _refused = canvas.focus();
        }
    }

    /// Keys pressed while the canvas has no focus: nothing has, or a control which has no use for them.
    fn elsewhere(self, event: &KeyboardEvent) {
        let held = requests::held(event);
        if event.key() == "Escape" && !self.workspace.is_idle() {
            self.send(&InputEvent::KeyDown { key: event.key(), modifiers: held });
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let canvas = self.element.get_untracked().filter(|canvas| canvas.is_connected());
        let (Some(target), Some(canvas)) = (target, canvas) else { return };
        let heard_there = canvas.contains(Some(&target)) && !on_control(event);
        if event.default_prevented() || heard_there || self.is_busy() || !shares_keys(&target) {
            return;
        }
        let key = event.key();
        let own = target.tag_name() != "BODY"
            && (matches!(key.as_str(), "Enter" | " " | "Escape" | "Home" | "End" | "PageUp" | "PageDown")
                || key.starts_with("Arrow")
                // A letter picks a choice that begins with it.
                || (target.tag_name() == "SELECT" && !held.control));
        let clipboard = held.control && matches!(key.as_str(), "c" | "x" | "v");
        if key != "Tab" && !own && !clipboard {
            self.heard(event, held);
        }
    }

    fn is_inside(self, event: &MouseEvent) -> bool {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        self.element.get_untracked().is_some_and(|canvas| canvas.contains(target.as_ref()))
    }

    /// Whether copy and paste are meant for the canvas and not for a text field.
    fn has_focus(self) -> bool {
        let active = document().active_element();
        let canvas = self.element.get_untracked().filter(|canvas| canvas.is_connected());
        canvas.is_some_and(|canvas| {
            canvas.contains(active.as_ref().map(AsRef::as_ref))
                || (!self.is_busy() && active.as_ref().is_none_or(shares_keys))
        })
    }

    /// Whether a dialog or a menu is open, which keys are for even while nothing in it has the focus.
    fn is_busy(self) -> bool {
        self.ui.dialog.with_untracked(Option::is_some) || self.ui.floating.with_untracked(Option::is_some)
    }
}

/// Copy, cut and paste over the system's clipboard.
fn clipboard(ear: Ear) -> [WindowListenerHandle; 3] {
    let copy = move |event: &web_sys::ClipboardEvent| {
        let Some(text) = ear.workspace.clip().filter(|_| ear.has_focus()) else { return false };
        let Some(data) = event.clipboard_data() else { return false };
        event.prevent_default();
        data.set_data("text/plain", &text).is_ok()
    };
    [
        window_event_listener(ev::copy, move |event| {
            copy(event.unchecked_ref());
        }),
        window_event_listener(ev::cut, move |event| {
            if copy(event.unchecked_ref()) {
                requests::perform(ear.workspace, ear.ui, ninefold_editor::prelude::Action::Delete);
            }
        }),
        window_event_listener(ev::paste, move |event| {
            let event: &web_sys::ClipboardEvent = event.unchecked_ref();
            let text = event.clipboard_data().and_then(|data| data.get_data("text/plain").ok());
            let by_key = clock::milliseconds() - ear.middle.get_value() > MIDDLE;
            if let Some(text) = text.filter(|_| by_key && ear.has_focus()) {
                event.prevent_default();
                requests::follow(ear.workspace, ear.ui, ear.workspace.paste(&text, None));
            }
        }),
    ]
}

/// Adds a listener that goes with its element.
fn listen_on<E: wasm_bindgen::convert::FromWasmAbi + 'static>(
    target: &web_sys::EventTarget,
    name: &str,
    heard: impl Fn(E) + 'static,
) {
    let closure = Closure::<dyn Fn(E)>::new(heard).into_js_value();
    let options = web_sys::AddEventListenerOptions::new();
    options.set_passive(false);
    // Fails for no event of a living element.
    let _added = target.add_event_listener_with_callback_and_add_event_listener_options(
        name,
        closure.unchecked_ref(),
        &options,
    );
}

/// Whether keys pressed there may be meant for the canvas: on nothing, or on a control without a text that is no part of
/// a dialog or a menu.
fn shares_keys(target: &Element) -> bool {
    target.matches("body, button, a, select, [type=checkbox], [type=radio]").unwrap_or_default()
        && target.closest(OWN_KEYS).ok().flatten().is_none()
}

/// Whether the event is for a button or field that floats above the canvas.
fn on_control(event: &web_sys::Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        target
            .closest("button, input, textarea, .welcome, .menu, .off-banner, .minimap, .zone-fold")
            .ok()
            .flatten()
            .is_some()
    })
}

fn place(canvas: &Element, event: &MouseEvent) -> Point {
    let frame = canvas.get_bounding_client_rect();
    Point::new(f64::from(event.client_x()) - frame.left(), f64::from(event.client_y()) - frame.top())
}

fn kind(event: &PointerEvent) -> PointerKind {
    match event.pointer_type().as_str() {
        "touch" => PointerKind::Touch,
        "pen" => PointerKind::Pen,
        _ => PointerKind::Mouse,
    }
}

fn modifiers(event: &MouseEvent) -> Modifiers {
    Modifiers {
        shift: event.shift_key(),
        control: event.ctrl_key() || event.meta_key(),
        alt: event.alt_key(),
    }
}
