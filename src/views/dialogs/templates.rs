//! Ready-made projects to start from, each with a picture drawn from itself.

use leptos::prelude::*;
use ninefold_engine::model;
use ninefold_engine::report::diagram::{Ink, Scene};
use ninefold_engine::templates::{self, Template};

use super::modal;
use crate::browser::focus;
use crate::managers::Desk;
use crate::managers::library::opening;
use crate::state::Ui;

/// The dialog.
pub fn view(ui: Ui) -> AnyView {
    let desk = expect_context::<Desk>();
    let cards: Vec<AnyView> = templates::all().iter().map(|template| card(desk, template)).collect();
    let content = view! {
        <p>"Every figure in them says where it comes from, or that it is assumed. The project you have is kept."</p>
        <div class="templates">{cards}</div>
    };
    modal(ui, "template-dialog", "Start from a template".to_owned(), content.into_any())
}

fn card(desk: Desk, template: &'static Template) -> AnyView {
    let project = model::read(template.text).ok().map(|loaded| loaded.project);
    let about =
        project.as_ref().and_then(|it| it.description.clone()).unwrap_or_else(|| template.summary.to_owned());
    let scene = project.as_ref().map(|project| Scene::new(project, None)).filter(|scene| !scene.is_empty());
    // Trusted: drawn by the engine from a file that comes along.
    let picture = scene.map(|scene| view! { <span class="template-picture" aria-hidden="true" inner_html=scene.to_svg(&Ink::themed())></span> });
    let press = move |_| {
        desk.ui.dialog.set(None);
        opening::template(desk, template);
        // The card that was pressed is gone: keys go on to what it opened.
        focus::on_next_frame("[data-testid=canvas]".to_owned());
    };
    view! {
        <button type="button" class="template" data-testid=format!("template-{}", template.id) on:click=press>
            {picture}
            <span class="template-words"><strong>{template.name}</strong> <span>{about}</span></span>
        </button>
    }
    .into_any()
}
