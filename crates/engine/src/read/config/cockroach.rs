//! CockroachDB: survival goals, regions, replication factors. \[failover:cockroachdb\]

use std::collections::BTreeSet;

use serde_json::json;

use super::parts::mechanism;
use super::text::{id, short};
use super::{MAX_ZONES, Part, Read};

pub(super) fn read(text: &str, read: &mut Read) {
    let mut regions: Vec<(String, bool)> = Vec::new();
    let mut known: BTreeSet<String> = BTreeSet::new();
    let (mut goal, mut replicas, mut database, mut first) = (None, None, None, 1);
    for (number, line) in text.lines().enumerate() {
        let line = line.split("--").next().unwrap_or_default();
        let words: Vec<&str> = line
            .split(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '=' | '(' | ')'))
            .filter(|it| !it.is_empty())
            .collect();
        let upper: Vec<String> = words.iter().map(|it| it.to_uppercase()).collect();
        let after = |word: &str| upper.iter().position(|it| it == word).map(|at| at + 1);
        let named = |at: usize| words.get(at).map(|it| it.trim_matches(['"', '\'']).to_owned());
        if let Some(at) = after("DATABASE").filter(|_| database.is_none()) {
            database = named(at);
            first = number + 1;
        }
        if let Some(at) = after("SURVIVE") {
            match upper.get(at).map(String::as_str) {
                Some("REGION") => goal = Some("region"),
                Some("ZONE") => goal = Some("zone"),
                other => read.unread(
                    number + 1,
                    format!(
                        "survive {}: a zone or region failure was expected",
                        short(other.unwrap_or("nothing"))
                    ),
                ),
            }
            first = number + 1;
        }
        if let Some(at) = after("REGION").filter(|_| upper.iter().any(|it| it == "ADD" || it == "PRIMARY")) {
            if let Some(name) = named(at).filter(|name| known.len() < MAX_ZONES && known.insert(name.clone()))
            {
                regions.push((name, upper.iter().any(|it| it == "PRIMARY")));
            }
        } else if let Some(at) = after("REGIONS") {
            let names = words.iter().skip(at).map(|it| it.trim_matches(['"', '\'']).to_owned());
            let names: Vec<String> = names.take_while(|it| !it.eq_ignore_ascii_case("SURVIVE")).collect();
            for name in names {
                if known.len() < MAX_ZONES && known.insert(name.clone()) {
                    regions.push((name, false));
                }
            }
        }
        if let Some(at) = words.iter().position(|it| *it == "num_replicas") {
            match words.get(at + 1).and_then(|it| it.parse::<u32>().ok()).filter(|it| (1..=99).contains(it)) {
                Some(count) => replicas = Some(count),
                None => read.unread(number + 1, "num_replicas: a number was expected"),
            }
            first = number + 1;
        }
    }
    if known.len() >= MAX_ZONES {
        read.unread(0, format!("{MAX_ZONES} regions: no more than these are read"));
    }
    let mut part = Part::new(database.as_deref().unwrap_or("CockroachDB"), "database", first);
    part.fails("server", None, "");
    // Surviving a region takes five voting replicas over three regions, a zone three.
    let count = replicas.unwrap_or(if goal == Some("region") { 5 } else { 3 });
    let from = if replicas.is_some() { "num_replicas" } else { "the survival goal's voting replicas" };
    let published = mechanism("cockroachdb").and_then(|it| {
        let figure = it.published_figures.iter().find(|it| it.case.starts_with("average"))?.seconds()?;
        Some((
            figure,
            format!(
                "published average lease recovery of {figure} s, failover:{} {}",
                it.id,
                it.source.cited()
            ),
        ))
    });
    let why = format!(
        "{count} replicas by {from}, a majority must be there; detection: {}",
        published.as_ref().map_or("unknown", |(_, why)| why)
    );
    part.pool(count, count / 2 + 1, published.map(|(seconds, _)| seconds), &why);
    if goal == Some("region") && regions.len() < 3 {
        part.trap(first, format!("surviving a region needs three regions; {} are named", regions.len()));
    }
    if goal != Some("region") && regions.len() > 1 {
        part.trap(first, "the goal is to survive a zone: the loss of the primary region is an outage, however many regions there are");
    }
    if count.is_multiple_of(2) {
        part.trap(first, format!("{count} replicas survive as many failures as {}", count - 1));
    }
    part.trap(first, "server.time_until_store_dead only starts rebalancing; ranges serve again after the lease and raft timeouts");
    let spread: Vec<&(String, bool)> = regions
        .iter()
        .filter(|(_, primary)| goal == Some("region") || *primary || regions.len() == 1)
        .collect();
    let zones: Vec<String> = spread.iter().map(|(name, _)| id(name)).collect();
    for (name, _) in spread {
        read.zone(&id(name), name, "region");
    }
    if !zones.is_empty() {
        part.set("zones", json!(zones));
    }
    read.add(part);
}
