//! The screens and their addresses.

/// A screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Route {
    /// The canvas.
    #[default]
    Design,
    /// Playing the failures.
    Simulate,
    /// Where the minutes go.
    Budget,
    /// How many copies, and what to change.
    Capacity,
    /// The document to hand over.
    Report,
    /// Two designs side by side; reached from the project's menu, no tab of its own.
    Compare,
}

impl Route {
    /// Every screen, in the order of the tabs.
    pub const ALL: [Self; 5] = [Self::Design, Self::Simulate, Self::Budget, Self::Capacity, Self::Report];

    /// The word in addresses and test ids.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::Design => "design",
            Self::Simulate => "simulate",
            Self::Budget => "budget",
            Self::Capacity => "capacity",
            Self::Report => "report",
            Self::Compare => "compare",
        }
    }

    /// The word on the tab.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Design => "Design",
            Self::Simulate => "Simulate",
            Self::Budget => "Budget",
            Self::Capacity => "Capacity",
            Self::Report => "Report",
            Self::Compare => "Compare",
        }
    }

    /// The fragment to link to.
    #[must_use]
    pub fn href(self) -> String {
        format!("#/{}", self.slug())
    }

    /// Reads a fragment; `#/sla/99.95` is the budget with a question, anything unknown the canvas.
    #[must_use]
    pub fn from_fragment(fragment: &str) -> Self {
        let word = fragment.trim_start_matches('#').trim_start_matches('/').split('/').next().unwrap_or("");
        if word == "sla" {
            return Self::Budget;
        }
        if word == Self::Compare.slug() {
            return Self::Compare;
        }
        Self::ALL.into_iter().find(|route| route.slug() == word).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_screen_is_found_by_its_own_address() {
        for route in Route::ALL {
            assert_eq!(Route::from_fragment(&route.href()), route);
        }
    }

    #[test]
    fn a_service_level_opens_the_budget_and_nonsense_the_canvas() {
        assert_eq!(Route::from_fragment("#/sla/99.95"), Route::Budget);
        assert_eq!(Route::from_fragment(""), Route::Design);
        assert_eq!(Route::from_fragment("#/nowhere"), Route::Design);
        assert_eq!(Route::from_fragment("#/compare/open/t.two-tier"), Route::Compare);
    }
}
