//! Two designs side by side: which two is in the address, `#/compare/ONE/OTHER`.

mod changes;
mod figures;
mod source;

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use ninefold_engine::analysis::{self, Analysis, AnalysisError, Options};
use ninefold_engine::compare::{Comparison, Design, Difference, Part, compare};
use ninefold_engine::model::{self, Project};

use crate::browser::files::{self, Picked};
use crate::browser::location;
use crate::managers::Desk;
use crate::managers::library::versions;
use crate::state::{NoticeKind, Route};
use crate::views::widgets::drawing::{Marks, small_drawing};
use crate::views::widgets::{icon, icon_button};
use source::{Choice, Files, Source};

/// A design that was read, or why it cannot be.
type Read = Result<Arc<Project>, String>;

/// Two designs and what is said of them.
#[derive(Clone)]
struct Compared {
    before: Arc<Project>,
    after: Arc<Project>,
    comparison: Arc<Comparison>,
}

/// The screen.
#[must_use]
pub fn view() -> AnyView {
    let desk = expect_context::<Desk>();
    let files: Files = RwSignal::new(Vec::new());
    versions::keep_now(desk);
    let pair = Memo::new(move |_| source::pair(&desk.ui.fragment.get(), desk));
    let read = move |source: Source| files.with(|files| source::read(&source, desk, files));
    let before = Memo::new(move |_| read(pair.get().0));
    let after = Memo::new(move |_| read(pair.get().1));
    let compared = RwSignal::new(None::<Compared>);
    // The figures take longer than an edit may: the page draws first.
    Effect::new(move |_| {
        compared.set(None);
        let (Ok(one), Ok(two)) = (before.get(), after.get()) else { return };
        let solve = move || {
            let comparison = solved(&one, &two);
            compared.try_set(Some(Compared { before: one, after: two, comparison: Arc::new(comparison) }));
        };
        if let Ok(handle) = set_timeout_with_handle(solve, Duration::from_millis(30)) {
            on_cleanup(move || handle.clear());
        }
    });
    let problems = move || {
        let list = [("Before", before.get().err()), ("After", after.get().err())];
        let said = list.into_iter().filter_map(|(side, why)| Some(format!("{side}: {}", why?)));
        said.map(|text| view! { <p class="banner banner-warn" role="alert">{text}</p> }).collect::<Vec<_>>()
    };
    view! {
        <section class="page compare" aria-label="Compare" data-testid="compare">
            <div class="page-inner">
                <header class="page-head">
                    <div>
                        <h1>"Compare two designs"</h1>
                        <p>"Every figure of one and of the other, and what differs in the drawing."</p>
                    </div>
                </header>
                {chooser(desk, pair, files)}
                {problems}
                {move || compared.get().map(|it| result(&it))}
            </div>
        </section>
    }
    .into_any()
}

fn solved(before: &Project, after: &Project) -> Comparison {
    let solve = |project: &Project| -> Result<Analysis, AnalysisError> {
        analysis::analyze(project, &Options { cut_sets: 0, ..Options::default() })
    };
    let (one, two) = (solve(before), solve(after));
    compare(Design::new(before, &one), Design::new(after, &two))
}

fn result(compared: &Compared) -> AnyView {
    let comparison = &compared.comparison;
    view! {
        {figures::view(comparison)}
        {drawings(compared)}
        {changes::view(comparison)}
    }
    .into_any()
}

/// The two fields that say which designs.
fn chooser(desk: Desk, pair: Memo<(Source, Source)>, files: Files) -> AnyView {
    let choices = Memo::new(move |_| files.with(|files| source::choices(desk, files)));
    let go = move |one: Source, two: Source| {
        location::go(&format!("{}/{}/{}", Route::Compare.href(), one.write(), two.write()));
    };
    let pick = move |is_before: bool, chosen: String| {
        let (one, two) = pair.get_untracked();
        if chosen == source::FILE {
            return open_file(desk, files, move |own| {
                if is_before { go(own, two.clone()) } else { go(one.clone(), own) }
            });
        }
        let Some(chosen) = Source::parse(&chosen) else { return };
        if is_before { go(chosen, two) } else { go(one, chosen) }
    };
    let swap = move || {
        let (one, two) = pair.get_untracked();
        go(two, one);
    };
    let one = Signal::derive(move || pair.get().0.write());
    let two = Signal::derive(move || pair.get().1.write());
    view! {
        <div class="card compare-chooser">
            {select("compare-before", "Before", choices, one, move |chosen| pick(true, chosen))}
            {icon_button(icondata_lu::LuArrowLeftRight, "Swap the two", swap)}
            {select("compare-after", "After", choices, two, move |chosen| pick(false, chosen))}
        </div>
    }
    .into_any()
}

fn select(
    id: &'static str,
    label: &'static str,
    choices: Memo<Vec<(&'static str, Vec<Choice>)>>,
    chosen: Signal<String>,
    pick: impl Fn(String) + 'static,
) -> AnyView {
    let options = move || {
        let groups = choices.get().into_iter().map(|(name, list)| {
            let list: Vec<AnyView> = list
                .into_iter()
                .map(|choice| {
                    let value = choice.value.clone();
                    let own = value.clone();
                    view! { <option value=value selected=move || chosen.get() == own>{choice.label}</option> }
                        .into_any()
                })
                .collect();
            view! { <optgroup label=name>{list}</optgroup> }
        });
        groups.collect::<Vec<_>>()
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select
                class="select" id=id data-testid=id
                prop:value=move || { choices.track(); chosen.get() }
                on:change=move |event| pick(event_target_value(&event))
            >
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// Reads a file for this screen alone: nothing is opened or stored.
fn open_file(desk: Desk, files: Files, done: impl Fn(Source) + Clone + 'static) {
    files::pick(move |picked| match picked {
        Picked::Text { name, text } => match model::read(&text) {
            Ok(loaded) => {
                let number = files.with_untracked(Vec::len);
                files.update(|files| files.push((name, Arc::new(loaded.project))));
                done(Source::File(number));
            }
            Err(faults) => {
                let first = faults.0.first().map(ToString::to_string).unwrap_or_default();
                desk.ui.notify(NoticeKind::Error, format!("{name} is no project: {first}"));
            }
        },
        Picked::Unreadable(sentence) => desk.ui.notify(NoticeKind::Error, sentence),
    });
}

/// Both drawings, what differs marked in each.
fn drawings(compared: &Compared) -> AnyView {
    let drawing = &compared.comparison.drawing;
    let marks = |is_before: bool| {
        let here = move |part: &&Part| {
            let missing = if is_before { Difference::Added } else { Difference::Removed };
            part.difference != missing
        };
        let own_id = move |part: &Part| match (&part.id_before, is_before) {
            (Some(id), true) => id.clone(),
            _ => part.id.clone(),
        };
        let components = drawing.components.iter().filter(here).map(|it| (own_id(it), it.difference));
        let links = drawing.links.iter().filter(here).map(|it| (it.id.clone(), it.difference));
        let zones = drawing.zones.iter().filter(here).map(|it| (it.name.clone(), it.difference));
        Marks { components: components.collect(), links: links.collect(), zones: zones.collect() }
    };
    let one = |title: &'static str, name: &str, project: &Project, is_before: bool| {
        let name = name.to_owned();
        view! {
            <figure class="card compare-drawing">
                <figcaption><h2>{title}</h2> <span>{name}</span></figcaption>
                {small_drawing(project, &marks(is_before), true)}
            </figure>
        }
    };
    let comparison = &compared.comparison;
    view! {
        <div class="compare-drawings">
            {one("Before", &comparison.before.name, &compared.before, true)}
            {one("After", &comparison.after.name, &compared.after, false)}
        </div>
    }
    .into_any()
}

/// The sign of a kind of difference, and its word.
fn marked(difference: Difference) -> AnyView {
    let (symbol, class, word) = match difference {
        Difference::Added => (icondata_lu::LuPlus, "mark mark-good", "added"),
        Difference::Removed => (icondata_lu::LuMinus, "mark mark-bad", "removed"),
        Difference::Changed => (icondata_lu::LuEqualNot, "mark mark-changed", "changed"),
        Difference::Moved => (icondata_lu::LuMoveHorizontal, "mark mark-plain", "moved"),
    };
    view! { <span class=class>{icon(symbol)} {word}</span> }.into_any()
}
