//! The palette: what can be dragged onto the canvas, with sensible first values, each marked as assumed.
//!
//! Every body is JSON of the file format and is read by the engine's own reader.

use ninefold_engine::model::{self, Component, Zone};

use crate::fragment::Fragment;

/// Which shelf of the palette an entry stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// What runs your code.
    Compute,
    /// What keeps data.
    Data,
    /// What brings requests in.
    Network,
    /// Only joins, never fails.
    Logic,
    /// Regions and zones.
    Zones,
    /// Several parts, ready connected.
    Patterns,
}

impl Group {
    /// The heading.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Compute => "Compute",
            Self::Data => "Data",
            Self::Network => "Network",
            Self::Logic => "Logic",
            Self::Zones => "Zones",
            Self::Patterns => "Patterns",
        }
    }
}

/// One entry of the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preset {
    /// Also the `kind` of what it makes, and the stem of its id.
    pub id: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Its shelf.
    pub group: Group,
    /// Name of a lucide icon.
    pub icon: &'static str,
    /// One line on what it stands for.
    pub summary: &'static str,
    /// What it makes, in the file's JSON: the fields of a component or zone, or for a pattern a whole project.
    body: &'static str,
}

impl Preset {
    /// What it makes, if that is a component (id and place still to be given).
    #[must_use]
    pub fn component(&self) -> Option<Component> {
        let single = !matches!(self.group, Group::Zones | Group::Patterns);
        let list = format!(r#"{{"format":"{}","components":[{}]}}"#, model::FORMAT, self.with_head());
        model::read(&list).ok().filter(|_| single)?.project.components?.pop()
    }

    /// What it makes, if that is a zone.
    #[must_use]
    pub fn zone(&self) -> Option<Zone> {
        let list = format!(r#"{{"format":"{}","zones":[{}]}}"#, model::FORMAT, self.with_head());
        model::read(&list).ok().filter(|_| self.group == Group::Zones)?.project.zones?.pop()
    }

    /// What it makes, if that is a pattern.
    #[must_use]
    pub fn fragment(&self) -> Option<Fragment> {
        if self.group == Group::Patterns { Fragment::read(self.body).ok() } else { None }
    }

    /// The body with id, name and kind before it.
    fn with_head(&self) -> String {
        let comma = if self.body.is_empty() { "" } else { "," };
        format!(r#"{{"id":"{0}","name":"{1}","kind":"{0}"{comma}{2}}}"#, self.id, self.name, self.body)
    }

    /// Whether a search text finds it.
    #[must_use]
    pub fn matches(&self, search: &str) -> bool {
        let search = search.trim().to_lowercase();
        let found = |text: &str| text.to_lowercase().contains(&search);
        found(self.name) || found(self.summary) || found(self.id) || found(self.group.label())
    }
}

/// All entries, shelf by shelf.
#[must_use]
pub fn all() -> &'static [Preset] {
    ALL
}

/// The component entry of this id.
#[must_use]
pub fn component(id: &str) -> Option<Preset> {
    find(id, |group| !matches!(group, Group::Zones | Group::Patterns)).or_else(|| pattern(id))
}

/// The zone entry of this id.
#[must_use]
pub fn zone(id: &str) -> Option<Preset> {
    find(id, |group| group == Group::Zones)
}

/// The pattern of this id.
#[must_use]
pub fn pattern(id: &str) -> Option<Preset> {
    find(id, |group| group == Group::Patterns)
}

/// The icon for a `kind` in a file; a plain box for kinds the palette does not have.
#[must_use]
pub fn icon(kind: Option<&str>) -> &'static str {
    let kind = kind.unwrap_or_default();
    ALL.iter().find(|preset| preset.id == kind).map_or("box", |preset| preset.icon)
}

fn find(id: &str, wanted: impl Fn(Group) -> bool) -> Option<Preset> {
    ALL.iter().find(|preset| preset.id == id && wanted(preset.group)).copied()
}

const ALL: &[Preset] = &[
    Preset {
        id: "service",
        name: "Service",
        group: Group::Compute,
        icon: "server",
        summary: "An application with interchangeable copies",
        body: r#""failures":[{"name":"process or host","mtbf":"30d","mttr":"5m"},
            {"name":"bad deploy","scope":"all","mtbf":"90d","mttr":"20m"}],
            "copies":{"mode":"active-active","count":2,"required":1,"detection":"30s"},"source":"assumed""#,
    },
    Preset {
        id: "worker",
        name: "Worker",
        group: Group::Compute,
        icon: "cog",
        summary: "Works through a queue in the background",
        body: r#""failures":[{"name":"process or host","mtbf":"30d","mttr":"5m"}],
            "copies":{"mode":"active-active","count":2,"required":1},"source":"assumed""#,
    },
    Preset {
        id: "external",
        name: "External service",
        group: Group::Compute,
        icon: "globe",
        summary: "Somebody else's service, known by its SLA",
        body: r#""failures":[{"name":"provider outage","availability":0.999,"mttr":"30m"}],"source":"assumed""#,
    },
    Preset {
        id: "database",
        name: "Database",
        group: Group::Data,
        icon: "database",
        summary: "A primary with a standby that takes over",
        body: r#""failures":[{"name":"instance","mtbf":"1y","mttr":"1h"}],
            "copies":{"mode":"active-passive","active":1,"standby":1,"standby_state":"hot",
            "failover":{"time":"60s","success":0.98,"manual":"30m"}},"source":"assumed""#,
    },
    Preset {
        id: "cache",
        name: "Cache",
        group: Group::Data,
        icon: "zap",
        summary: "Keeps answers at hand; often a soft need",
        body: r#""failures":[{"name":"node","mtbf":"90d","mttr":"10m"}],"source":"assumed""#,
    },
    Preset {
        id: "queue",
        name: "Queue",
        group: Group::Data,
        icon: "list-ordered",
        summary: "Takes messages now, delivers them later",
        body: r#""failures":[{"name":"broker","mtbf":"180d","mttr":"15m"}],
            "copies":{"mode":"active-active","count":3,"required":2},"source":"assumed""#,
    },
    Preset {
        id: "storage",
        name: "Object storage",
        group: Group::Data,
        icon: "hard-drive",
        summary: "Files and blobs, usually managed",
        body: r#""failures":[{"name":"service","availability":0.9999,"mttr":"30m"}],"source":"assumed""#,
    },
    Preset {
        id: "load-balancer",
        name: "Load balancer",
        group: Group::Network,
        icon: "network",
        summary: "Spreads requests over copies",
        body: r#""failures":[{"name":"service","availability":0.9999,"mttr":"15m"}],"source":"assumed""#,
    },
    Preset {
        id: "gateway",
        name: "API gateway",
        group: Group::Network,
        icon: "door-open",
        summary: "The front door: routing, authentication, limits",
        body: r#""failures":[{"name":"service","availability":0.9995,"mttr":"15m"}],"source":"assumed""#,
    },
    Preset {
        id: "dns",
        name: "DNS",
        group: Group::Network,
        icon: "signpost",
        summary: "Names to addresses; with health checks also a failover",
        body: r#""failures":[{"name":"service","availability":0.99999,"mttr":"30m"}],"source":"assumed""#,
    },
    Preset {
        id: "cdn",
        name: "CDN",
        group: Group::Network,
        icon: "cloud",
        summary: "Serves copies of pages near the reader",
        body: r#""failures":[{"name":"service","availability":0.9999,"mttr":"20m"}],"source":"assumed""#,
    },
    Preset {
        id: "junction",
        name: "Junction",
        group: Group::Logic,
        icon: "split",
        summary: "Never fails itself: joins links by a rule such as any or 2 of 3",
        body: "",
    },
    Preset {
        id: "region",
        name: "Region",
        group: Group::Zones,
        icon: "map",
        summary: "A region: its outage takes everything inside down",
        body: r#""failures":[{"name":"region outage","mtbf":"10y","mttr":"3h"}],"source":"assumed""#,
    },
    Preset {
        id: "zone",
        name: "Zone",
        group: Group::Zones,
        icon: "square-dashed",
        summary: "An availability zone, rack or room with a common fate",
        body: r#""failures":[{"name":"zone outage","mtbf":"2y","mttr":"2h"}],"source":"assumed""#,
    },
    Preset {
        id: "series-chain",
        name: "In a row",
        group: Group::Patterns,
        icon: "minus",
        summary: "A front needs a middle needs a back: availabilities multiply",
        body: include_str!("../data/patterns/series-chain.ninefold.json"),
    },
    Preset {
        id: "active-active-pool",
        name: "Balanced pool",
        group: Group::Patterns,
        icon: "layers",
        summary: "A load balancer over four copies of a service, two of which must work",
        body: include_str!("../data/patterns/active-active-pool.ninefold.json"),
    },
    Preset {
        id: "active-passive-pair",
        name: "Primary and standby",
        group: Group::Patterns,
        icon: "git-compare",
        summary: "Two separate databases behind a rule: the second takes over when the first fails",
        body: include_str!("../data/patterns/active-passive-pair.ninefold.json"),
    },
    Preset {
        id: "two-of-three",
        name: "Two of three",
        group: Group::Patterns,
        icon: "vote",
        summary: "Three members, two of which must work: a quorum, k-of-n",
        body: include_str!("../data/patterns/two-of-three.ninefold.json"),
    },
    Preset {
        id: "primary-replicas",
        name: "With replicas",
        group: Group::Patterns,
        icon: "copy",
        summary: "A database with a standby takes the writes, three replicas answer reads",
        body: include_str!("../data/patterns/primary-replicas.ninefold.json"),
    },
    Preset {
        id: "sharded-database",
        name: "Sharded database",
        group: Group::Patterns,
        icon: "table",
        summary: "A router over three shards, all needed, each a set of three with a majority",
        body: include_str!("../data/patterns/sharded-database.ninefold.json"),
    },
    Preset {
        id: "multi-zone",
        name: "Multi-zone",
        group: Group::Patterns,
        icon: "square-dashed",
        summary: "A region of three zones with a balanced service and a database over them",
        body: include_str!("../data/patterns/multi-zone.ninefold.json"),
    },
    Preset {
        id: "multi-region",
        name: "Multi-region",
        group: Group::Patterns,
        icon: "globe",
        summary: "DNS sends requests to a second region when the first fails",
        body: include_str!("../data/patterns/multi-region.ninefold.json"),
    },
    Preset {
        id: "circuit-breaker",
        name: "Circuit breaker",
        group: Group::Patterns,
        icon: "zap-off",
        summary: "A soft need: while the other is down, a fallback answers for all but a tenth",
        body: include_str!("../data/patterns/circuit-breaker.ninefold.json"),
    },
    Preset {
        id: "cache-aside",
        name: "Cache-aside",
        group: Group::Patterns,
        icon: "gauge",
        summary: "A service that can do without its cache, but not without its database",
        body: include_str!("../data/patterns/cache-aside.ninefold.json"),
    },
    Preset {
        id: "queue-between",
        name: "Queue between",
        group: Group::Patterns,
        icon: "list-ordered",
        summary: "Takes messages while the consumer is down, so nothing is lost",
        body: include_str!("../data/patterns/queue-between.ninefold.json"),
    },
];

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn every_entry_makes_what_its_shelf_promises() {
        for preset in all() {
            let made = [preset.component().is_some(), preset.zone().is_some(), preset.fragment().is_some()];
            let wanted = match preset.group {
                Group::Zones => [false, true, false],
                Group::Patterns => [false, false, true],
                _ => [true, false, false],
            };
            assert_eq!(made, wanted, "{}", preset.id);
            assert!(!preset.icon.is_empty() && preset.matches(preset.name));
        }
    }

    #[test]
    fn ids_are_unique_and_first_values_say_they_are_assumed() {
        let mut ids: Vec<&str> = all().iter().map(|it| it.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all().len());
        for preset in all().iter().filter(|it| it.group != Group::Logic) {
            assert!(preset.body.contains("assumed"), "{}", preset.id);
        }
        assert_eq!(component("junction").unwrap().component().unwrap().failures, None);
        assert_eq!(icon(Some("database")), "database");
        assert_eq!(icon(Some("mainframe")), "box");
    }
}
