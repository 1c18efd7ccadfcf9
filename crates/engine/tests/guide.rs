//! The user guide: whole, short, and its pictures are those the product draws.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::PathBuf;

use ninefold_engine::guide;
use ninefold_engine::report::diagram::Ink;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/guide")
}

/// Written anew by `cargo xtask guide`, which sets the variable.
#[test]
fn the_pictures_are_those_the_product_draws() {
    let write = std::env::var_os("NINEFOLD_WRITE_GUIDE").is_some();
    for page in guide::pages() {
        let name = guide::pictured(page).unwrap_or_else(|| panic!("{} has no picture", page.id));
        let drawn = guide::picture(name, &Ink::light()).unwrap() + "\n";
        let file = folder().join(format!("{name}.svg"));
        if write {
            std::fs::write(&file, &drawn).unwrap();
        }
        let kept = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(kept, drawn, "{name}.svg is old: cargo xtask guide");
    }
}

#[test]
fn ten_short_pages_are_listed_in_their_order() {
    let contents = std::fs::read_to_string(folder().join("README.md")).unwrap();
    let mut last = 0;
    for page in guide::pages() {
        assert!(page.text.starts_with(&format!("# {}\n", page.title)), "{}", page.id);
        assert!(page.text.lines().count() <= 40, "{} is long", page.id);
        let at = contents
            .find(&format!("[{}]({}.md)", page.title, page.id))
            .unwrap_or_else(|| panic!("{}", page.id));
        assert!(at > last, "{} is out of order", page.id);
        last = at;
    }
    assert_eq!(guide::pages().len(), 10);
    assert!(folder().join("workflow.yml").is_file());
}
