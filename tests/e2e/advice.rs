//! The linter, the catalogue, configurations read, the guide.

use ninefold_engine::lint;

use crate::support::native;
use crate::support::page::Page;

/// A template with a mistake: its database has no second.
fn open_two_tiers(page: &Page) {
    page.click("project-menu");
    page.click("templates");
    page.click("template-two-tier");
    page.eventually("the template", || (page.nodes().len() == 2).then_some(()));
    page.close_notices();
}

/// The dearest finding first, its remedy one step, undone by one; a reason keeps a finding silent, and in the file.
pub fn a_mistake_is_found_mended_and_let_be(page: &Page) {
    open_two_tiers(page);
    page.click("lint-toggle");
    page.find("finding-single-point-of-failure");
    let before = native::project(&page.project());
    let expected = lint::lint(&before).unwrap();
    // Those of the project before may stand for a moment.
    page.eventually("the findings of this project", || {
        let shown = page.run("return document.querySelectorAll('[data-testid^=finding-]').length", vec![]);
        (shown.as_u64() == Some(expected.len() as u64)).then_some(())
    });

    page.click("[data-testid=finding-single-point-of-failure] [data-testid=lint-remedy]");
    page.eventually("the finding to go", || (!page.has("finding-single-point-of-failure")).then_some(()));
    let mended = native::project(&page.project());
    assert_eq!(mended.component("db").unwrap().copy_count(), 2);
    page.close_notices();
    page.click("undo");
    page.find("finding-single-point-of-failure");
    assert_eq!(native::project(&page.project()), before, "one step, undone by one");

    page.click("[data-testid=finding-single-point-of-failure] [data-testid=lint-silence]");
    page.fill("[data-testid=finding-single-point-of-failure] [data-testid=lint-reason]", "bought next year");
    page.click("[data-testid=finding-single-point-of-failure] [type=submit]");
    page.eventually("the finding to be silent", || {
        (!page.has("finding-single-point-of-failure")).then_some(())
    });
    let (kept, faults) = lint::silenced(&native::project(&page.project()));
    assert_eq!((kept.len(), faults.len()), (1, 0));
    assert_eq!(kept[0].reason, "bought next year");
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// Found by its words, dragged in with its promise as a promise; another takes its place, the difference said before.
pub fn the_catalogue_adds_and_swaps(page: &Page) {
    open_two_tiers(page);
    let requests = page.requests_of_loading().len();
    page.fill("palette-search", "rds multi");
    let entry = page.find("catalogue-item-aws-rds-multi-az").middle();
    page.drag_between(entry, page.free_spot());
    let new = page
        .eventually("the new component", || page.nodes().into_iter().find(|id| id.starts_with("aws-rds")));
    let project = native::project(&page.project());
    let added = project.component(&new).unwrap();
    assert_eq!(added.failures()[0].availability, Some(0.9995));
    assert!(
        added.failures()[0].source.as_ref().unwrap().contains("a contractual floor and not a measurement")
    );

    page.click("node-db");
    page.find("[data-testid='node-db'][aria-pressed=true]");
    page.click("[data-testid=catalogue-item-aws-rds-multi-az] + .icon-button");
    let said = page.text("catalogue-difference");
    assert!(said.contains("a year instead of"), "{said}");
    page.click("catalogue-swap");
    let swapped = page.eventually("the swap", || {
        let project = native::project(&page.project());
        (project.component("db")?.failures()[0].availability == Some(0.9995)).then_some(project)
    });
    assert_eq!(swapped.links().len(), project.links().len(), "links stay");
    assert_eq!(page.requests().len(), requests, "nothing is fetched for it");
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// Pasted, understood with its arithmetic, merged into what is selected; nonsense is refused in a sentence.
pub fn a_configuration_is_read_and_merged(page: &Page) {
    open_two_tiers(page);
    page.click("node-web");
    page.find("[data-testid='node-web'][aria-pressed=true]");
    page.click("project-menu");
    page.click("import-config");
    let paste = "const area = document.querySelector('[data-testid=import-text]'); area.value = arguments[0]; \
                 area.dispatchEvent(new Event('input', {bubbles: true}))";
    page.run(paste, vec!["hello".into()]);
    assert!(page.text("import-refused").contains("no file that can be imported"));
    let upstream = "upstream web { server a max_fails=3 fail_timeout=30s; server b max_fails=3 fail_timeout=30s; server c; teapot on; }";
    page.run(paste, vec![upstream.into()]);
    assert!(page.text("import-parts").contains("noticed after 180s"));
    assert!(page.text("import-unread").contains("teapot"));
    page.click("import-merge");
    page.eventually("the merge", || {
        let project = native::project(&page.project());
        let web = project.component("web")?.clone();
        (web.copy_count() == 3 && web.name.as_deref() == Some("Web servers")).then_some(())
    });
    // One of two, which the inspector then shows.
    page.click("project-menu");
    page.click("import-config");
    let two = "upstream first { server a; server b; } upstream second { server c; server d; }";
    page.run(paste, vec![two.into()]);
    page.click("import-turn");
    assert!(page.attribute("import-add", "disabled").is_some(), "nothing is chosen");
    page.click(".import-part:nth-child(2) [data-testid=import-edit]");
    page.find("[data-testid='node-second'][aria-pressed=true]");
    let project = native::project(&page.project());
    assert!(project.component("second").is_some() && project.component("first").is_none());
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// A page, its picture, the next.
pub fn the_guide_opens_and_turns_its_pages(page: &Page) {
    let requests = page.requests_of_loading().len();
    page.click("project-menu");
    page.click("guide");
    page.find(".guide-picture svg");
    page.click("guide-zones");
    page.eventually("the page on zones", || {
        page.text("guide-page").contains("availability zone").then_some(())
    });
    assert_eq!(page.requests().len(), requests);
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}
