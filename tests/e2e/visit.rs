//! Coming to the page.

use ninefold_engine::templates;

use crate::support::native;
use crate::support::page::Page;

/// What a first visit opens on.
const EXAMPLE: &str = "ha-rest-api";

/// It loads, mounts, and asks nothing outside its own folder.
pub fn it_runs_under_a_sub_path(page: &Page) {
    let browsers_own = ["/favicon.ico"];
    let outside =
        |path: &String| !path.starts_with("/some/sub/path/") && !browsers_own.contains(&path.as_str());
    let outside: Vec<_> = page.requests().into_iter().filter(outside).collect();
    assert!(outside.is_empty(), "asked for outside its folder: {outside:?}");
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// A working example, with the figures that the engine gives for it.
pub fn the_first_visit_shows_the_solved_example(page: &Page) {
    let template = templates::all().iter().find(|template| template.id == EXAMPLE).expect("the example");
    let example = native::project(template.text);
    let shown = page.nodes();
    for component in example.components() {
        assert!(shown.contains(&component.id), "`{}` is not on the canvas: {shown:?}", component.id);
    }
    let answer = native::answer(&example, None);
    let (availability, breach) = (page.figure("verdict-availability"), page.figure("verdict-breach"));
    assert!(
        native::close(availability.unwrap(), answer.availability),
        "{availability:?} not {}",
        answer.availability
    );
    let objective = answer.objective.expect("the example makes a promise");
    assert!(native::close(breach.unwrap(), objective.breach_probability), "{breach:?} not {objective:?}");
    let downtime = page.figure("verdict-downtime").unwrap();
    assert!(native::close(downtime, objective.expected_seconds), "{downtime} not {objective:?}");
    assert!(page.text("verdict-availability").starts_with("99."), "{}", page.text("verdict-availability"));
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// Once loaded it needs no network: not for another tab, an edit, a simulation in its workers, or an export.
pub fn nothing_is_asked_of_the_network_after_loading(page: &Page) {
    let before = page.requests_of_loading();
    for tab in ["tab-budget", "tab-capacity", "tab-report", "tab-simulate"] {
        page.click(tab);
    }
    // Few years: some browsers play slowly while another one runs beside them.
    page.fill("#simulate-years", "1000");
    page.click("simulate-run");
    page.find("simulate-result");
    page.click("tab-design");
    let after = page.requests();
    assert_eq!(after[before.len()..], [] as [String; 0], "asked for after loading");
}

/// Each screen has an address of its own.
pub fn every_tab_can_be_linked_to(page: &Page) {
    for tab in ["simulate", "budget", "capacity", "report", "design"] {
        page.visit(&format!("#/{tab}"));
        let current = page
            .eventually("the tab to be current", || page.attribute(&format!("tab-{tab}"), "aria-current"));
        assert_ne!(current, "false", "{tab}");
        assert!(page.figure("verdict-availability").is_some(), "the verdict is always there: {tab}");
    }
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// 390 × 844, as far as the browser's window goes that small: nothing wider than the window, the figures in sight.
pub fn it_can_be_read_on_a_phone(page: &Page) {
    page.resize((390, 844));
    page.visit("#/budget");
    let sizes = page.run("return [document.documentElement.scrollWidth, innerWidth]", vec![]);
    let (content, window) = (sizes[0].as_u64().unwrap(), sizes[1].as_u64().unwrap());
    assert!(content <= window, "the page is {content} wide in a window of {window}");
    let figure = page.find("verdict-availability");
    assert!(figure.x >= 0.0 && figure.x + figure.width <= window as f64, "{figure:?} in {window}");
}

/// Where not everything is in sight there is a map, and pressing it goes there.
pub fn a_map_shows_what_is_out_of_sight(page: &Page) {
    assert!(!page.has("minimap"), "everything is in sight");
    for _ in 0..5 {
        page.click("zoom-in");
    }
    let map = page.find("minimap");
    let world = "return document.querySelector('.world').style.transform";
    let before = page.run(world, vec![]);
    page.click_at(map.at(0.1, 0.5));
    let there =
        page.eventually("another view", || Some(page.run(world, vec![])).filter(|now| *now != before));
    page.click_at(map.at(0.9, 0.5));
    page.eventually("yet another", || Some(page.run(world, vec![])).filter(|now| *now != there));
    page.click("fit");
    page.eventually("the map to go", || (!page.has("minimap")).then_some(()));
}
