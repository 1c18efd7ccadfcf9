//! Ready-made projects to start from. Every figure in them says where it comes from.

/// A project to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// What it is called by: `ha-rest-api`.
    pub id: &'static str,
    /// For people.
    pub name: &'static str,
    /// One line on what it shows.
    pub summary: &'static str,
    /// The project file.
    pub text: &'static str,
}

/// The template shown on the first visit.
pub const FIRST: &str = "ha-rest-api";

/// By itself, so that the page's first part carries no other.
const HA_REST_API: Template = Template {
    id: "ha-rest-api",
    name: "HA REST API",
    summary: "Two zones, a standby region behind DNS failover, replicated database and session cache",
    text: include_str!("../data/templates/ha-rest-api.ninefold.json"),
};

const TEMPLATES: &[Template] = &[
    HA_REST_API,
    Template {
        id: "two-tier",
        name: "Web and database",
        summary: "Two web servers that need one database",
        text: include_str!("../data/templates/two-tier.ninefold.json"),
    },
    Template {
        id: "multi-tier",
        name: "Three tiers in one zone",
        summary: "Balancer pair, web, application and a database with a standby",
        text: include_str!("../data/templates/multi-tier.ninefold.json"),
    },
    Template {
        id: "multi-zone",
        name: "Service over two zones",
        summary: "Load balancer, four copies over two zones, database with a standby",
        text: include_str!("../data/templates/multi-zone.ninefold.json"),
    },
    Template {
        id: "multi-region",
        name: "Two regions with DNS failover",
        summary: "The service over two zones, twice, and DNS that moves requests",
        text: include_str!("../data/templates/multi-region.ninefold.json"),
    },
    Template {
        id: "active-passive-postgresql",
        name: "PostgreSQL with a standby",
        summary: "Patroni over two zones, its store over three",
        text: include_str!("../data/templates/active-passive-postgresql.ninefold.json"),
    },
    Template {
        id: "active-active-cockroachdb",
        name: "CockroachDB over three regions",
        summary: "Five replicas over three regions, a service in each",
        text: include_str!("../data/templates/active-active-cockroachdb.ninefold.json"),
    },
    Template {
        id: "mysql-group-replication",
        name: "MySQL Group Replication",
        summary: "Three members over three zones behind a pair of routers",
        text: include_str!("../data/templates/mysql-group-replication.ninefold.json"),
    },
    Template {
        id: "redis-sentinel",
        name: "Redis with Sentinel",
        summary: "A master and a replica, watched by three sentinels",
        text: include_str!("../data/templates/redis-sentinel.ninefold.json"),
    },
    Template {
        id: "redis-cluster",
        name: "Redis Cluster",
        summary: "Six shards with a replica each; every shard is needed",
        text: include_str!("../data/templates/redis-cluster.ninefold.json"),
    },
    Template {
        id: "sharded-database",
        name: "Sharded database",
        summary: "Four replica sets behind routers, with their config servers",
        text: include_str!("../data/templates/sharded-database.ninefold.json"),
    },
    Template {
        id: "anycast-edge",
        name: "Anycast edge and origin",
        summary: "An edge everywhere, an origin in two zones, stale pages while it is down",
        text: include_str!("../data/templates/anycast-edge.ninefold.json"),
    },
    Template {
        id: "kubernetes-service",
        name: "Kubernetes service",
        summary: "An ingress, a deployment over three zones, what it needs",
        text: include_str!("../data/templates/kubernetes-service.ninefold.json"),
    },
    Template {
        id: "queue-decoupled",
        name: "Queue between",
        summary: "Orders are taken while those who work on them are down",
        text: include_str!("../data/templates/queue-decoupled.ninefold.json"),
    },
    Template {
        id: "microservices",
        name: "Microservices with breakers",
        summary: "41 services, of which five must answer; breakers around the rest",
        text: include_str!("../data/templates/microservices.ninefold.json"),
    },
    Template {
        id: "three-zone-saas",
        name: "Three-zone SaaS",
        summary: "Everything over three zones, with a strict SLA and its credits",
        text: include_str!("../data/templates/three-zone-saas.ninefold.json"),
    },
    Template {
        id: "on-premises-pair",
        name: "On-premises pair",
        summary: "Two hosts with shared storage in one room",
        text: include_str!("../data/templates/on-premises-pair.ninefold.json"),
    },
    Template {
        id: "empty",
        name: "Empty project",
        summary: "Nothing yet",
        text: include_str!("../data/templates/empty.ninefold.json"),
    },
];

/// All templates: the fullest first, then from two tiers to two regions, then by what they are made of.
///
/// ```
/// use ninefold_engine::{model, templates};
/// for template in templates::all() {
///     assert!(model::read(template.text).is_ok(), "{}", template.id);
/// }
/// ```
#[must_use]
pub fn all() -> &'static [Template] {
    TEMPLATES
}

/// The template with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.id == id)
}

/// The template shown on the first visit.
#[must_use]
pub fn first() -> &'static Template {
    &HA_REST_API
}
