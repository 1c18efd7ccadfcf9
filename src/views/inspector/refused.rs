//! Texts that were refused: a field shows its own again when it comes back, after something else was selected or another
//! screen looked at.

use std::cell::RefCell;

/// Whose field it is, and what the model holds there: once that has changed the text is of the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The project, the things and the path.
    pub field: String,
    /// The value as it stands.
    pub value: String,
}

/// What was typed, and the engine's sentence on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// As typed.
    pub text: String,
    /// Why it was refused.
    pub error: String,
}

thread_local! {
    static KEPT: RefCell<Vec<(Place, Refused)>> = const { RefCell::new(Vec::new()) };
}

/// Keeps a refused text in place of the one before, or forgets that where there is none.
pub fn keep(place: Place, refused: Option<Refused>) {
    KEPT.with_borrow_mut(|kept| {
        kept.retain(|it| it.0.field != place.field);
        kept.extend(refused.map(|refused| (place, refused)));
    });
}

/// What is kept for a field.
#[must_use]
pub fn kept(place: &Place) -> Option<Refused> {
    KEPT.with_borrow(|kept| kept.iter().find(|it| it.0 == *place).map(|it| it.1.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_text_comes_back_to_its_field_while_the_value_is_the_same() {
        let place = |field: &str, value: &str| Place { field: field.to_owned(), value: value.to_owned() };
        let refused = |text: &str| Some(Refused { text: text.to_owned(), error: "No.".to_owned() });
        keep(place("a mtbf", "30d"), refused("3 parsecs"));
        keep(place("b mtbf", "30d"), refused("soon"));
        keep(place("a mtbf", "30d"), refused("4 parsecs"));
        assert_eq!(kept(&place("a mtbf", "30d")), refused("4 parsecs"));
        assert_eq!(kept(&place("a mtbf", "60d")), None);
        keep(place("a mtbf", "30d"), None);
        assert_eq!(kept(&place("a mtbf", "30d")), None);
        assert_eq!(kept(&place("b mtbf", "30d")), refused("soon"));
    }
}
