//! What is asked of the calculator, and the address that asks it: `#/sla/99.95?hours=Mon-Fri 8-18&maintenance=2h/month&excluded`.

use ninefold_engine::budget::{self, Terms, Tiers, WeekHours};

/// What is asked where nothing else is.
const ASKED: &str = "99.95";

/// The question, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// A percentage, or a downtime in a window.
    pub level: String,
    /// The hours that count; empty for all.
    pub hours: String,
    /// Planned maintenance; empty for none.
    pub maintenance: String,
    /// Maintenance is not counted.
    pub excluded: bool,
}

/// A question that makes sense.
#[derive(Clone, Debug, PartialEq)]
pub struct Understood {
    /// The service level.
    pub tiers: Tiers,
    /// What it is agreed on.
    pub terms: Terms,
}

/// What is wrong with each field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// With the level.
    pub level: Option<String>,
    /// With the hours.
    pub hours: Option<String>,
    /// With the maintenance.
    pub maintenance: Option<String>,
}

impl Default for Question {
    fn default() -> Self {
        Self { level: ASKED.to_owned(), hours: String::new(), maintenance: String::new(), excluded: false }
    }
}

impl Question {
    /// The question of an address; none where it is not the calculator's.
    pub fn of(fragment: &str) -> Option<Self> {
        let rest = fragment.trim_start_matches('#').trim_start_matches('/').strip_prefix("sla")?;
        let (level, terms) = rest.split_once('?').unwrap_or((rest, ""));
        let level = decoded(level.trim_matches('/'));
        let mut question = Self::default();
        if !level.trim().is_empty() {
            question.level = level;
        }
        for part in terms.split('&') {
            let (key, value) = part.split_once('=').unwrap_or((part, ""));
            match key {
                "hours" => question.hours = decoded(&value.replace('+', " ")),
                "maintenance" => question.maintenance = decoded(&value.replace('+', " ")),
                "excluded" => question.excluded = value != "no",
                _ => {}
            }
        }
        Some(question)
    }

    /// The address that asks it.
    pub fn address(&self) -> String {
        let encoded = |text: &str| js_sys::encode_uri_component(text.trim()).as_string().unwrap_or_default();
        let mut address = format!("#/sla/{}", encoded(&self.level).replace("%2F", "/"));
        let mut joint = '?';
        for (key, value) in [("hours", &self.hours), ("maintenance", &self.maintenance)] {
            if !value.trim().is_empty() {
                address += &format!("{joint}{key}={}", encoded(value));
                joint = '&';
            }
        }
        if self.excluded {
            address += &format!("{joint}excluded");
        }
        address
    }

    /// The same question about another level.
    pub fn about(&self, level: &str) -> Self {
        Self { level: level.to_owned(), ..self.clone() }
    }

    /// Whether anything but the level is asked.
    pub fn has_terms(&self) -> bool {
        !self.hours.trim().is_empty() || !self.maintenance.trim().is_empty()
    }

    /// What it means, or what is wrong with it.
    pub fn understood(&self) -> Result<Understood, Faults> {
        let hours = match self.hours.trim() {
            "" => Ok(WeekHours::always()),
            text => WeekHours::parse(text).map_err(|error| error.to_string()),
        };
        let maintenance = Terms::parse_maintenance(&self.maintenance).map_err(|error| error.to_string());
        let tiers = budget::tiers(&self.level).map_err(|error| error.to_string());
        match (tiers, hours, maintenance) {
            (Ok(tiers), Ok(hours), Ok(maintenance)) => {
                let terms = Terms { hours, maintenance, maintenance_counts: !self.excluded };
                // A downtime that was typed is one of the agreed time.
                let is_downtime = self.level.chars().any(char::is_alphabetic);
                let tiers = if is_downtime { terms.level_of(&tiers) } else { Some(tiers) };
                let too_much = || Faults {
                    level: Some("That is more than the agreed time.".to_owned()),
                    ..Faults::default()
                };
                tiers.map(|tiers| Understood { tiers, terms }).ok_or_else(too_much)
            }
            (tiers, hours, maintenance) => {
                Err(Faults { level: tiers.err(), hours: hours.err(), maintenance: maintenance.err() })
            }
        }
    }
}

/// Percent signs and spaces may be encoded, or not.
fn decoded(text: &str) -> String {
    js_sys::decode_uri_component(text).map_or_else(|_| text.to_owned(), String::from)
}
