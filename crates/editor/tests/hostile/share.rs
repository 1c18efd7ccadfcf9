//! Links: whatever the letters, a bounded text or a sentence; and what is packed comes back.

use ninefold_editor::share::{MAX_UNFOLDED, PREFIX, link, pack, pack_quickly, text, unpack};
use ninefold_engine::model;

/// The property.
pub fn holds(letters: &str) {
    // As letters of a link.
    if let Ok(unfolded) = text(letters) {
        assert!(unfolded.len() <= MAX_UNFOLDED);
        round(&unfolded);
        if let Ok(loaded) = model::read(&unfolded) {
            let address = link(&loaded.project);
            let letters = address.strip_prefix(PREFIX).unwrap();
            let again = model::read(&text(letters).unwrap()).unwrap();
            assert!(again.project == loaded.project, "a link opens as another project");
        }
    }
    // As what is packed.
    round(letters);
}

fn round(text: &str) {
    for packed in [pack(text), pack_quickly(text)] {
        assert!(packed.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_')));
        assert_eq!(unpack(&packed).as_deref(), Ok(text));
    }
}

#[cfg(test)]
mod tests {
    use ninefold_engine::templates;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn of_every_template_and_its_beginnings() {
        for template in templates::all() {
            let letters = pack(template.text);
            holds(&letters);
            (0..letters.len()).step_by(97).for_each(|end| holds(&letters[..end]));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn of_any_letters(letters in "[A-Za-z0-9_-]{0,200}") {
            holds(&letters);
        }

        #[test]
        fn of_a_link_with_letters_changed(
            which in 0..templates::all().len(),
            edits in prop::collection::vec((0.0..1.0, "[A-Za-z0-9_-]{1,4}"), 1..4),
        ) {
            let mut letters = pack(templates::all()[which].text);
            for (at, other) in edits {
                let at = (at * letters.len() as f64) as usize;
                letters.replace_range(at..(at + other.len()).min(letters.len()), &other);
            }
            holds(&letters);
        }
    }
}
