//! Where a figure comes from, and how far that can be relied upon.

use serde::{Deserialize, Serialize};

/// Where something was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Source {
    /// The address.
    pub source_url: String,
    /// How far the page behind it was read: `read …` or why not.
    pub source_url_status: String,
    /// Other places that say so.
    #[serde(default)]
    pub other_sources: Vec<String>,
    /// When it said so.
    #[serde(default)]
    pub as_of: Option<String>,
    /// What it says, in few words.
    #[serde(default)]
    pub quote_short: Option<String>,
    /// `high`, `medium` or `low`.
    pub confidence: String,
}

/// How far a source can be relied upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The page was read and says so.
    Read,
    /// Only the address is known, or little confidence: check before relying on it.
    Check,
}

impl Source {
    /// How far it can be relied upon.
    #[must_use]
    pub fn reading(&self) -> Reading {
        match self.source_url_status.starts_with("read") && self.confidence != "low" {
            true => Reading::Read,
            false => Reading::Check,
        }
    }

    /// `(address, date)`, with a warning where it was not read.
    #[must_use]
    pub fn cited(&self) -> String {
        let date = self.as_of.as_deref().unwrap_or("undated");
        match self.reading() {
            Reading::Read => format!("({}, {date})", self.source_url),
            Reading::Check => format!("({}, {date}; check before relying on it)", self.source_url),
        }
    }
}

/// What kind of figure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// A contractual floor.
    Promised,
    /// Published figures, or worked out from them.
    Published,
    /// Counted in one's own system.
    Observed,
    /// Somebody's guess.
    Assumed,
    /// Nothing is said.
    Unsaid,
}

impl Standing {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Promised => "promised",
            Self::Published => "published",
            Self::Observed => "observed",
            Self::Assumed => "assumed",
            Self::Unsaid => "no source",
        }
    }
}

/// What a `source` says about its figures: several where some are promised and others assumed.
///
/// ```
/// use ninefold_engine::catalogue::{Standing, standing};
/// assert_eq!(standing(Some("assumed")), [Standing::Assumed]);
/// let both = "availability: the promise of catalogue:aws-rds (https://…); mttr assumed";
/// assert_eq!(standing(Some(both)), [Standing::Promised, Standing::Assumed]);
/// assert_eq!(standing(None), [Standing::Unsaid]);
/// ```
#[must_use]
pub fn standing(source: Option<&str>) -> Vec<Standing> {
    let Some(text) = source.map(str::to_lowercase).filter(|text| !text.trim().is_empty()) else {
        return vec![Standing::Unsaid];
    };
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    let mut list = Vec::new();
    if has(&["promise", "sla"]) {
        list.push(Standing::Promised);
    }
    if has(&["failover:", "statistic:", "published"]) {
        list.push(Standing::Published);
    }
    if has(&["observed", "incident", "measured"]) && !has(&["not a measurement", "not measured"]) {
        list.push(Standing::Observed);
    }
    if has(&["assum"]) {
        list.push(Standing::Assumed);
    }
    if list.is_empty() {
        list.push(if has(&["http", "catalogue:"]) { Standing::Published } else { Standing::Observed });
    }
    list
}

/// The id of the catalogue entry that a `source` names.
///
/// ```
/// assert_eq!(ninefold_engine::catalogue::entry_id("promise of catalogue:aws-alb (https://…)"), Some("aws-alb"));
/// ```
#[must_use]
pub fn entry_id(source: &str) -> Option<&str> {
    let rest = source.split("catalogue:").nth(1)?;
    let end = rest
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_' || c == '.'))
        .unwrap_or(rest.len());
    Some(rest[..end].trim_end_matches('.')).filter(|id| !id.is_empty())
}
