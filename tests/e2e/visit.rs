//! The first visit.

use crate::support::page::Page;

/// It loads, mounts, and asks nothing of any other place than its own folder.
pub fn the_page_runs_under_a_sub_path(page: &Page) {
    let outside: Vec<_> = page
        .requests()
        .into_iter()
        .filter(|path| !path.starts_with("/some/sub/path/") && path != "/favicon.ico")
        .collect();
    assert!(outside.is_empty(), "asked for outside its folder: {outside:?}");
    assert!(page.errors().is_empty(), "{:?}", page.errors());
    page.screenshot(&format!("visit-{}", page.browser.name())).unwrap();
}
