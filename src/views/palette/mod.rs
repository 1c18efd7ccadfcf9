//! The palette: what can be put onto the canvas, by dragging, a click, or Enter.

use leptos::prelude::*;
use ninefold_editor::presets::{self, Group, Preset};

use crate::browser::focus;
use crate::state::{Ui, Workspace};
use crate::views::canvas::pointer;
use crate::views::parts;
use crate::views::widgets::{icon, icon_button, named};

/// The panel.
#[must_use]
pub fn view() -> AnyView {
    let ui = expect_context::<Ui>();
    let search = RwSignal::new(String::new());
    let class = move || if ui.palette_open.get() { "palette open" } else { "palette" };
    let found = move || search.with(|search| groups(search));
    let told = RwSignal::new("Drag onto the canvas, or press Enter to add.");
    let list =
        move || found().into_iter().map(|(group, presets)| shelf(group, presets, told)).collect::<Vec<_>>();
    let nothing = move || found().is_empty();
    view! {
        <aside class=class data-testid="palette" aria-label="Palette">
            <div class="palette-search">
                {icon(icondata_lu::LuSearch)}
                <input
                    class="input" type="search" placeholder="Find" aria-label="Find a component"
                    data-testid="palette-search" autocomplete="off"
                    prop:value=move || search.get()
                    on:keydown=move |event| {
                        if event.key() == "Enter" {
                            focus::press(".palette-list .palette-item");
                        }
                    }
                    on:input=move |event| search.set(event_target_value(&event))
                />
                <span class="sheet-close">
                    {icon_button(icondata_lu::LuX, "Close the palette", move || ui.palette_open.set(false))}
                </span>
            </div>
            <div class="palette-list">
                {list}
                <p class="palette-group" hidden=move || !nothing()>"Nothing of that name."</p>
                {parts::catalogue(search)}
            </div>
            // Screen readers read the same with the item.
            <p class="palette-tip" aria-hidden="true">{told}</p>
        </aside>
    }
    .into_any()
}

/// The shelves with what the search finds on them.
fn groups(search: &str) -> Vec<(Group, Vec<Preset>)> {
    let mut shelves: Vec<(Group, Vec<Preset>)> = Vec::new();
    for preset in presets::all().iter().filter(|preset| preset.matches(search)) {
        match shelves.iter_mut().find(|(group, _)| *group == preset.group) {
            Some((_, shelf)) => shelf.push(*preset),
            None => shelves.push((preset.group, vec![*preset])),
        }
    }
    shelves
}

fn shelf(group: Group, presets: Vec<Preset>, told: RwSignal<&'static str>) -> AnyView {
    let items: Vec<AnyView> = presets.into_iter().map(|preset| item(preset, told)).collect();
    view! {
        <div role="group" aria-label=group.label()>
            <div class="palette-group" aria-hidden="true">{group.label()}</div>
            {items}
        </div>
    }
    .into_any()
}

/// One of them; what it is, is told in `told` while it is pointed at or has the focus.
fn item(preset: Preset, told: RwSignal<&'static str>) -> AnyView {
    let workspace = expect_context::<Workspace>();
    let ui = expect_context::<Ui>();
    let press = move |event: web_sys::PointerEvent| pointer::press_palette(workspace, ui, preset.id, &event);
    // A pointer's click is a drag that did not move: the gesture adds it. The keyboard's has no pointer.
    let click = move |event: web_sys::MouseEvent| {
        if event.detail() == 0 {
            workspace.add_preset(preset);
        }
    };
    view! {
        <button
            type="button" class="palette-item" aria-description=preset.summary
            data-testid=format!("palette-item-{}", preset.id)
            on:pointerdown=press on:click=click
            on:pointerenter=move |_| told.set(preset.summary) on:focus=move |_| told.set(preset.summary)
        >
            {icon(named(preset.icon))} <span>{preset.name}</span>
        </button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searching_narrows_and_keeps_the_shelves() {
        let all: usize = groups("").iter().map(|(_, shelf)| shelf.len()).sum();
        assert_eq!(all, presets::all().len());
        let first = |search: &str| groups(search).first().map(|(_, shelf)| shelf[0].id);
        assert_eq!(first("datab"), Some("database"));
        assert_eq!(first("k-of-n"), Some("two-of-three"));
        assert!(groups("no such thing").is_empty());
    }
}
