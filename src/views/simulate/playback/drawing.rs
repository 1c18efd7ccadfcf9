//! The drawing in small, each thing as it stands at the moment looked at: by its outline and a word, not by colour alone.

use std::sync::Arc;

use leptos::prelude::*;
use ninefold_editor::prelude::Scene;
use ninefold_engine::simulation::playback::Standing;

use super::player::Player;

/// The drawing.
pub fn view(player: Player) -> AnyView {
    let scene = player.workspace.scene;
    let picture = move || {
        let scene = scene.get();
        let Some(bounds) = scene.bounds() else { return ().into_any() };
        let pad = 16.0;
        let frame = format!(
            "{:.0} {:.0} {:.0} {:.0}",
            bounds.x - pad,
            bounds.y - pad,
            bounds.width + 2.0 * pad,
            bounds.height + 2.0 * pad
        );
        view! {
            <svg class="playback-drawing" viewBox=frame role="img" aria-label="The drawing at this moment; the sentence above says the same">
                {zones(player, &scene)}
                {links(&scene)}
                {nodes(player, &scene)}
            </svg>
        }
        .into_any()
    };
    view! { <div class="playback-picture" tabindex="0" role="group" aria-label="Drawing">{picture}</div> }
        .into_any()
}

/// How a thing stands now.
fn standing(player: Player, id: String) -> Memo<Standing> {
    Memo::new(move |_| {
        let at = player.time.get();
        player.reel.with(|reel| reel.as_ref().map_or(Standing::Up, |reel| reel.standing(&id, at)))
    })
}

fn class(standing: Standing) -> &'static str {
    match standing {
        Standing::Up => "is-up",
        Standing::Degraded => "is-degraded",
        Standing::FailingOver => "is-failing-over",
        Standing::Down => "is-down",
        Standing::Maintenance => "is-maintenance",
    }
}

/// The word under a name; none where all is well.
fn word(standing: Standing) -> &'static str {
    match standing {
        Standing::Up => "",
        Standing::Maintenance => "planned work",
        other => other.word(),
    }
}

fn zones(player: Player, scene: &Scene) -> Vec<AnyView> {
    let zone = |zone: &Arc<ninefold_editor::scene::ZoneView>| {
        let now = standing(player, zone.id.clone());
        let name = zone.name.clone();
        let words = move || match word(now.get()) {
            "" => name.clone(),
            word => format!("{name}: {word}"),
        };
        let rect = zone.rect;
        view! {
            <g class=move || format!("play-zone {}", class(now.get())) data-state=move || now.get().word()
                data-testid=format!("playback-{}", zone.id)>
                <rect x=rect.x y=rect.y width=rect.width height=rect.height rx="10"></rect>
                <text x=rect.x + 12.0 y=rect.y + 24.0>{words}</text>
            </g>
        }
        .into_any()
    };
    scene.zones().iter().map(zone).collect()
}

fn links(scene: &Scene) -> Vec<AnyView> {
    let link = |link: &Arc<ninefold_editor::scene::LinkView>| {
        view! { <path class="play-link" class:is-soft=link.soft d=link.route.path()></path> }.into_any()
    };
    scene.links().iter().map(link).collect()
}

fn nodes(player: Player, scene: &Scene) -> Vec<AnyView> {
    let node = |node: &Arc<ninefold_editor::scene::NodeView>| {
        let now = standing(player, node.id.clone());
        let rect = node.rect;
        let (x, y) = (rect.x + rect.width / 2.0, rect.y + rect.height / 2.0);
        let fits = ((rect.width - 8.0) / 8.8).max(3.0) as usize;
        let mut name: String = node.name.chars().take(fits).collect();
        if node.junction {
            name.clone_from(&node.name);
        } else if name.len() < node.name.len() {
            name.pop();
            name.push('…');
        }
        let title = node.name.clone();
        let lower = move || if now.get() == Standing::Up { y + 6.0 } else { y - 3.0 };
        view! {
            <g class=move || format!("play-node {}", class(now.get())) data-state=move || now.get().word()
                data-testid=format!("playback-{}", node.id)>
                <title>{move || format!("{title}: {}", now.get().word())}</title>
                <rect x=rect.x y=rect.y width=rect.width height=rect.height rx="8"></rect>
                <text class="play-name" x=x y=lower>{name}</text>
                <text class="play-word" x=x y=y + 17.0>{move || word(now.get())}</text>
            </g>
        }
        .into_any()
    };
    scene.nodes().iter().map(node).collect()
}
