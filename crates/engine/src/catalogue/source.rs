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
    /// Somebody's guess, or nothing that says it is more.
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

/// What a `source` says about its figures: several where some are promised and others assumed. A sentence that says neither
/// where it was counted nor who publishes it is a guess.
///
/// ```
/// use ninefold_engine::catalogue::{Standing, standing};
/// assert_eq!(standing(Some("assumed")), [Standing::Assumed]);
/// let both = "availability: the promise of catalogue:aws-rds (https://…); mttr assumed";
/// assert_eq!(standing(Some(both)), [Standing::Promised, Standing::Assumed]);
/// assert_eq!(standing(Some("assumed: nothing is published")), [Standing::Assumed]);
/// assert_eq!(standing(Some("three incidents in 2025")), [Standing::Observed]);
/// assert_eq!(standing(None), [Standing::Unsaid]);
/// ```
#[must_use]
pub fn standing(source: Option<&str>) -> Vec<Standing> {
    let Some(text) = source.map(str::to_lowercase).filter(|text| !text.trim().is_empty()) else {
        return vec![Standing::Unsaid];
    };
    let (addresses, words): (Vec<&str>, Vec<&str>) =
        text.split_whitespace().partition(|word| word.contains("://"));
    let words = words.join(" ");
    let has = |wanted: &[&str]| says(&words, wanted);
    let mut list = Vec::new();
    if has(&["promise", "promises", "promised", "sla", "slas"]) {
        list.push(Standing::Promised);
    }
    if text.contains("failover:") || text.contains("statistic:") || has(&["published"]) {
        list.push(Standing::Published);
    }
    if has(&["observed", "counted", "measured", "incident", "incidents"]) {
        list.push(Standing::Observed);
    }
    if has(&["assume", "assumes", "assumed", "assumption", "assumptions"]) {
        list.push(Standing::Assumed);
    }
    if list.is_empty() {
        let promise = addresses.iter().any(|address| says(address, &["sla", "slas"]));
        list.push(match promise {
            true => Standing::Promised,
            false if !addresses.is_empty() || text.contains("catalogue:") => Standing::Published,
            false => Standing::Assumed,
        });
    }
    list
}

/// Words that take back what comes soon after them: "nothing is published".
const NEGATIONS: [&str; 8] = ["no", "not", "never", "nothing", "nobody", "none", "nor", "without"];
/// How many words further they reach.
const REACH: usize = 3;

/// Whether one of the words is said, and not taken back just before in the same clause.
fn says(text: &str, wanted: &[&str]) -> bool {
    text.split([',', ';', ':', '(', ')']).any(|clause| {
        let words: Vec<&str> =
            clause.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
        words.iter().enumerate().any(|(at, word)| {
            let before = &words[at.saturating_sub(REACH)..at];
            wanted.contains(word) && !before.iter().any(|word| NEGATIONS.contains(word))
        })
    })
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
