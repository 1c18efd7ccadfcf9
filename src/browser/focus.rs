//! Moving the keyboard's focus.

use leptos::prelude::document;
use ninefold_editor::geometry::Point;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, HtmlInputElement, SvgElement};

/// Moves the focus to the first element a selector finds, and selects the text in it if it is a field.
pub fn on(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else { return };
    // An element that takes no focus leaves it where it is.
    let _refused = element.focus();
    if let Some(field) = element.dyn_ref::<HtmlInputElement>() {
        field.select();
    }
}

/// Presses the first button a selector finds, as Enter on it would.
pub fn press(selector: &str) {
    let found = document().query_selector(selector).ok().flatten();
    if let Some(button) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        button.click();
    }
}

/// Where an element's top left corner is in the window; the window's own where there is no such element.
#[must_use]
pub fn corner(selector: &str) -> Point {
    let found = document().query_selector(selector).ok().flatten();
    found.map(|it| it.get_bounding_client_rect()).map_or(Point::ZERO, |it| Point::new(it.left(), it.top()))
}

/// Brings a heading to the top of what scrolls and the focus onto it, so that the keyboard goes on from there.
pub fn on_heading(id: &str) {
    let Some(heading) = document().get_element_by_id(id) else { return };
    // A heading that takes no focus is at least in sight.
    let _refused = heading.set_attribute("tabindex", "-1");
    heading.scroll_into_view();
    if let Some(heading) = heading.dyn_ref::<HtmlElement>() {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _refused = heading.focus_with_options(&options);
    }
}

/// Scrolls as little as brings an element into sight, once what was just changed has been drawn.
pub fn scroll_to(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        if let Ok(Some(element)) = document().query_selector(selector) {
            element.scroll_into_view_with_scroll_into_view_options(&options);
        }
    });
}

/// As [`on`], once what was just changed has been drawn.
pub fn on_next_frame(selector: String) {
    leptos::prelude::request_animation_frame(move || on(&selector));
}

/// Moves the focus to what asks for it within the first element a selector finds, once what was just changed has been drawn;
/// a focus that is already in there stays.
pub fn enter_on_next_frame(selector: &'static str) {
    leptos::prelude::request_animation_frame(move || {
        let Ok(Some(root)) = document().query_selector(selector) else { return };
        let active = document().active_element();
        if !active.is_some_and(|active| root.contains(Some(&active))) {
            on(&format!("{selector} [autofocus]"));
        }
    });
}

/// Moves the focus to the part of the canvas that shows a component or zone.
pub fn on_item(id: &str) {
    let parts = document().query_selector_all("[data-item]").ok();
    let Some(parts) = parts else { return };
    let found = (0..parts.length())
        .filter_map(|index| parts.get(index)?.dyn_into::<Element>().ok())
        .find(|element| element.get_attribute("data-item").as_deref() == Some(id));
    let Some(element) = found else { return };
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let options = web_sys::FocusOptions::new();
        options.set_prevent_scroll(true);
        let _refused = element.focus_with_options(&options);
    } else if let Some(link) = element.dyn_ref::<SvgElement>() {
        let _refused = link.focus();
    }
}

/// Moves the focus to the next or previous choice of a menu, past what takes none.
pub fn step(event: &web_sys::KeyboardEvent, forth: bool) {
    event.prevent_default();
    let beside = |it: &Element| if forth { it.next_element_sibling() } else { it.previous_element_sibling() };
    let mut next = document().active_element().as_ref().and_then(beside);
    while let Some(element) = next {
        if let Some(choice) = element.dyn_ref::<HtmlElement>() {
            let _refused = choice.focus();
        }
        if document().active_element().as_ref() == Some(&element) {
            return;
        }
        next = beside(&element);
    }
}

/// Whether the focus only moves about within the element that hears of it.
#[must_use]
pub fn stays_within(event: &web_sys::FocusEvent) -> bool {
    let heard = event.current_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    let next = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
    heard.is_some_and(|heard| next.is_some() && heard.contains(next.as_ref()))
}
