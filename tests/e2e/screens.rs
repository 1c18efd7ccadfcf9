//! Every screen in both themes and three sizes, written to `target/screens` for a person to look at.

use std::fs;

use crate::support::page::Page;

const SCREENS: [&str; 5] = ["design", "simulate", "budget", "capacity", "report"];
/// A desk, a small laptop, a phone.
const SIZES: [(u32, u32); 3] = [(1440, 900), (1280, 720), (390, 844)];

/// Nothing is wider than its window, every screen has a heading of its own or a canvas, and the themes differ.
pub fn every_screen_is_drawn_in_both_themes(page: &Page) {
    let folder = xtask::workspace::target().join("screens");
    fs::create_dir_all(&folder).unwrap();
    page.close_notices();
    for size in SIZES {
        page.resize(size);
        let grounds = [(), ()].map(|()| {
            let theme = theme(page);
            for screen in SCREENS {
                page.run("location.hash = arguments[0]", vec![format!("#/{screen}").into()]);
                page.eventually("the screen", || Some(()).filter(|()| is_shown(page, screen)));
                fits(page, &format!("{screen}, {theme}"));
                let name = format!("{}-{screen}-{theme}-{}.png", page.browser.name(), size.0);
                fs::write(folder.join(name), page.picture().unwrap()).unwrap();
            }
            let ground = page.run("return getComputedStyle(document.body).backgroundColor", vec![]);
            page.click("theme-switch");
            page.eventually("the other theme", || Some(()).filter(|()| self::theme(page) != theme));
            ground
        });
        assert_ne!(grounds[0], grounds[1], "both themes have the same ground");
    }
    assert!(page.errors().is_empty(), "{:?}", page.errors());
}

/// The theme as the document, or else the system, says it.
fn theme(page: &Page) -> String {
    let dark = "matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light'";
    let theme = page.run(&format!("return document.documentElement.dataset.theme ?? ({dark})"), vec![]);
    theme.as_str().unwrap_or("none").to_owned()
}

/// Whether a screen is there, and nothing in it is still on its way.
fn is_shown(page: &Page, screen: &str) -> bool {
    let current = page.attribute(&format!("tab-{screen}"), "aria-current");
    let settled = "return document.querySelector('main[aria-busy=false]') !== null";
    current.is_some_and(|it| it != "false") && page.run(settled, vec![]) == true
}

/// Nothing is wider than the window.
fn fits(page: &Page, what: &str) {
    let sizes = page.run("return [document.documentElement.scrollWidth, innerWidth]", vec![]);
    let (content, window) = (sizes[0].as_u64().unwrap(), sizes[1].as_u64().unwrap());
    assert!(content <= window, "{what}: {content} wide in a window of {window}");
}
