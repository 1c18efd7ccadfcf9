//! Configuration files as components: copies, detection and failover worked out from the settings that make them, with the
//! arithmetic shown line by line, by the formulas and defaults of `catalogue` (`failover.json`).
//!
//! Every reader gives what it understood and lists by line what it did not: a truncated file, a template's `{{ }}`, a directive
//! nobody knows are no reason to give nothing. Figures no file says (how often something fails) are put down as assumed.

mod blocks;
mod breaker;
mod cockroach;
mod compose;
mod detect;
mod dns;
mod haproxy;
mod health;
mod known;
mod kubernetes;
mod lines;
mod mysql;
mod nginx;
mod opossum;
mod parts;
mod postgres;
mod prometheus;
mod redis;
mod resilience;
mod routes;
mod selector;
mod templating;
mod terraform;
mod text;
mod workload;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;
use thiserror::Error;

use crate::catalogue::Worked;
use crate::model::Project;

pub use detect::Format;

/// Most bytes that are read; configuration is far smaller.
pub const MAX_BYTES: usize = 16 << 20;
/// Most things listed as not understood.
const MAX_NOTES: usize = 480;
/// Most sentences that say a limit was reached; there is room for them however much else is listed.
const MAX_LIMITS: usize = 20;
/// Most links; what is beyond them is said to be left out.
const MAX_LINKS: usize = 50_000;
/// Most zones.
const MAX_ZONES: usize = 1_000;

/// Why nothing could be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ConfigError {
    /// Nothing known.
    #[error("this is no file that can be imported; {} can", Format::known())]
    Unknown,
    /// Too long.
    #[error("the text has {0} MB; the most that is read is {max} MB", max = MAX_BYTES >> 20)]
    TooLong(usize),
    /// Recognised, and nothing in it to read.
    #[error("this looks like {format}, but {why}")]
    Nothing {
        /// What it looks like.
        format: &'static str,
        /// What is missing, with the line where reading stopped if it did.
        why: String,
    },
}

/// Something about one line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Note {
    /// From 1; 0 for the whole file.
    pub line: usize,
    /// In a sentence.
    pub text: String,
}

/// A component that a file speaks about.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Part {
    /// Its fields as a project file has them, id included.
    pub component: Value,
    /// Where it begins.
    pub line: usize,
    /// Times worked out for it.
    pub worked: Vec<Worked>,
    /// What the software does that people do not expect, and what is missing here.
    pub traps: Vec<Note>,
    /// The name as the file has it, where that is partly a template's; only until it is added.
    #[serde(skip)]
    templated: Option<String>,
}

/// What was understood of a text.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Read {
    /// What it is.
    pub format: Format,
    /// The components.
    pub parts: Vec<Part>,
    /// Who needs whom, as a project file has it.
    pub links: Vec<Value>,
    /// Zones that copies are spread over, as a project file has them.
    pub zones: Vec<Value>,
    /// Ids of components where requests enter.
    pub entries: Vec<String>,
    /// Times that belong to no component: how long an alert takes.
    pub worked: Vec<Worked>,
    /// What was not understood.
    pub unread: Vec<Note>,
    /// Ids that are taken, with the number to try next; only while parts are added.
    #[serde(skip)]
    taken: BTreeMap<String, usize>,
    /// Links there are; only while reading.
    #[serde(skip)]
    linked: BTreeSet<(String, String)>,
    /// Limits that were reached; they stand first in `unread`.
    #[serde(skip)]
    limits: usize,
}

impl Read {
    fn new(format: Format) -> Self {
        Self {
            format,
            parts: Vec::new(),
            links: Vec::new(),
            zones: Vec::new(),
            entries: Vec::new(),
            worked: Vec::new(),
            unread: Vec::new(),
            taken: BTreeMap::new(),
            linked: BTreeSet::new(),
            limits: 0,
        }
    }

    /// Something that is not read because there is too much.
    fn limit(&mut self, line: usize, text: impl Into<String>) {
        if self.limits < MAX_LIMITS {
            self.unread.insert(self.limits, Note { line, text: text.into() });
            self.limits += 1;
        }
    }

    fn unread(&mut self, line: usize, text: impl Into<String>) {
        let listed = self.unread.len() - self.limits;
        if listed < MAX_NOTES {
            self.unread.push(Note { line, text: templating::shown(&text.into()) });
        } else if listed == MAX_NOTES {
            self.unread.push(Note { line: 0, text: "… and more".to_owned() });
        }
    }

    /// Adds what was read of another file; ids that are taken are renamed.
    pub fn join(&mut self, other: Self) {
        self.taken = self.parts.iter().map(|part| (part.id().to_owned(), 2)).collect();
        let mut renamed: BTreeMap<String, String> = BTreeMap::new();
        for part in other.parts {
            let before = part.id().to_owned();
            let after = self.add(part);
            renamed.entry(before).or_insert(after);
        }
        self.taken.clear();
        let new = |id: &str| renamed.get(id).cloned().unwrap_or_else(|| id.to_owned());
        for mut link in other.links {
            for end in ["from", "to"] {
                link[end] = new(link[end].as_str().unwrap_or_default()).into();
            }
            self.links.push(link);
        }
        for zone in other.zones {
            if self.zones.iter().all(|own| own["id"] != zone["id"]) {
                self.zones.push(zone);
            }
        }
        self.entries.extend(other.entries.iter().map(|id| new(id)));
        self.worked.extend(other.worked);
        self.unread.extend(other.unread);
        self.apart();
    }

    /// What was read of the components whose ids are `wanted`, with the zones they are in.
    #[must_use]
    pub fn only(&self, wanted: impl Fn(&str) -> bool) -> Self {
        parts::only(self, wanted)
    }

    /// The components as a project, with what is assumed marked so.
    ///
    /// # Errors
    /// Where what was read makes no valid project.
    pub fn project(&self, name: &str) -> Result<Project, crate::model::Diagnostics> {
        parts::project(self, name)
    }
}

/// Reads a text; `name` is that of its file, where it has one.
///
/// # Errors
/// Where it is nothing known, or nothing in it could be read.
///
/// ```
/// use ninefold_engine::read::config;
/// let read = config::read("nginx.conf", "upstream api { server a:80 max_fails=3 fail_timeout=30s; server b:80; }").unwrap();
/// assert_eq!(read.parts[0].component["copies"]["count"], 2);
/// // Three connection attempts of 60 s each until the silent host is left alone.
/// assert!(read.parts[0].worked.iter().any(|worked| worked.expected_seconds == Some(180.0)));
/// ```
pub fn read(name: &str, text: &str) -> Result<Read, ConfigError> {
    if text.len() > MAX_BYTES {
        return Err(ConfigError::TooLong(text.len() >> 20));
    }
    let text = text.trim_start_matches('\u{feff}');
    let format = detect::detect(name, text).ok_or(ConfigError::Unknown)?;
    let mut read = Read::new(format);
    match format {
        Format::Nginx => nginx::read(text, &mut read),
        Format::Haproxy => haproxy::read(text, &mut read),
        Format::Kubernetes => kubernetes::read(text, &mut read),
        Format::Compose => compose::read(text, &mut read),
        Format::Sentinel => redis::sentinel(text, &mut read),
        Format::RedisCluster => redis::cluster(text, &mut read),
        Format::Postgres => postgres::streaming(text, &mut read),
        Format::Patroni => postgres::patroni(text, &mut read),
        Format::Repmgr => postgres::repmgr(text, &mut read),
        Format::MysqlGroup => mysql::read(text, &mut read),
        Format::Cockroach => cockroach::read(text, &mut read),
        Format::Opossum => opossum::read(text, &mut read),
        Format::Resilience4j => resilience::read(text, &mut read),
        Format::Route53 => dns::route53(text, &mut read),
        Format::Zone => dns::zone(text, &mut read),
        Format::TargetGroup => health::target_groups(text, &mut read),
        Format::Terraform => terraform::read(text, &mut read),
        Format::Prometheus => prometheus::read(text, &mut read),
    }
    read.taken.clear();
    read.linked.clear();
    read.within(text.lines().count().max(1));
    read.apart();
    if read.parts.is_empty() && read.worked.is_empty() {
        let first = read
            .unread
            .first()
            .map(|note| format!(" (line {}: {})", note.line, note.text))
            .unwrap_or_default();
        let why = format!("nothing in it says how often or how long something is down{first}");
        return Err(ConfigError::Nothing { format: format.name(), why });
    }
    Ok(read)
}
