//! What a text is, by its file's name and by what only it says.

use serde::Serialize;

/// What can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// `upstream`, `server`.
    Nginx,
    /// `backend`, `listen`.
    Haproxy,
    /// Manifests.
    Kubernetes,
    /// `services:`.
    Compose,
    /// `sentinel monitor`.
    Sentinel,
    /// `cluster-enabled`.
    RedisCluster,
    /// Streaming replication.
    Postgres,
    /// Patroni's YAML.
    Patroni,
    /// `repmgr.conf`.
    Repmgr,
    /// Group Replication.
    MysqlGroup,
    /// Survival goals, zone configurations.
    Cockroach,
    /// Options of an opossum breaker.
    Opossum,
    /// resilience4j's YAML or properties.
    Resilience4j,
    /// Route 53 as JSON.
    Route53,
    /// A DNS zone file.
    Zone,
    /// ALB or NLB target groups as JSON.
    TargetGroup,
    /// HCL.
    Terraform,
    /// Alert rules.
    Prometheus,
}

impl Format {
    const ALL: [Self; 18] = [
        Self::Nginx,
        Self::Haproxy,
        Self::Kubernetes,
        Self::Compose,
        Self::Sentinel,
        Self::RedisCluster,
        Self::Postgres,
        Self::Patroni,
        Self::Repmgr,
        Self::MysqlGroup,
        Self::Cockroach,
        Self::Opossum,
        Self::Resilience4j,
        Self::Route53,
        Self::Zone,
        Self::TargetGroup,
        Self::Terraform,
        Self::Prometheus,
    ];

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Nginx => "an NGINX configuration",
            Self::Haproxy => "an HAProxy configuration",
            Self::Kubernetes => "Kubernetes manifests",
            Self::Compose => "a Docker Compose file",
            Self::Sentinel => "a Redis Sentinel configuration",
            Self::RedisCluster => "a Redis Cluster configuration",
            Self::Postgres => "a PostgreSQL configuration",
            Self::Patroni => "a Patroni configuration",
            Self::Repmgr => "a repmgr configuration",
            Self::MysqlGroup => "a MySQL Group Replication configuration",
            Self::Cockroach => "CockroachDB statements",
            Self::Opossum => "options of an opossum breaker",
            Self::Resilience4j => "a resilience4j configuration",
            Self::Route53 => "Route 53 records or health checks (JSON)",
            Self::Zone => "a DNS zone file",
            Self::TargetGroup => "ALB or NLB target groups (JSON)",
            Self::Terraform => "Terraform (HCL)",
            Self::Prometheus => "Prometheus alert rules",
        }
    }

    /// All of them in one sentence.
    pub(super) fn known() -> String {
        let names: Vec<&str> = Self::ALL.iter().map(|format| format.name()).collect();
        format!("an Open-PSA fault tree (XML), {}", names.join(", "))
    }
}

/// The format; none where nothing fits.
pub(super) fn detect(name: &str, text: &str) -> Option<Format> {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default().to_lowercase();
    let has = |word: &str| text.contains(word);
    let begins = |word: &str| text.lines().any(|line| line.trim_start().starts_with(word));
    let yaml_key =
        |key: &str| text.lines().any(|line| line.trim_start().trim_start_matches("- ").starts_with(key));
    let json = text.trim_start().starts_with(['{', '[']);
    let found = if begins("resource \"") || name.ends_with(".tf") {
        Format::Terraform
    } else if begins("sentinel monitor") {
        Format::Sentinel
    } else if begins("cluster-enabled") || begins("cluster-node-timeout") {
        Format::RedisCluster
    } else if has("group_replication") || has("group-replication") {
        Format::MysqlGroup
    } else if has("resilience4j") {
        Format::Resilience4j
    } else if has("errorThresholdPercentage") || has("volumeThreshold") {
        Format::Opossum
    } else if has("HealthCheckIntervalSeconds") || has("UnhealthyThresholdCount") {
        Format::TargetGroup
    } else if json && (has("ResourceRecordSet") || has("HealthCheckConfig") || has("FailureThreshold")) {
        Format::Route53
    } else if text.lines().any(|line| kind(line) == Some("PrometheusRule"))
        && text.lines().filter_map(kind).all(is_rules)
    {
        Format::Prometheus
    } else if yaml_key("apiVersion:") || (json && has("\"apiVersion\"")) {
        Format::Kubernetes
    } else if yaml_key("alert:") && yaml_key("expr:") {
        Format::Prometheus
    } else if yaml_key("loop_wait:") || (yaml_key("scope:") && yaml_key("postgresql:")) {
        Format::Patroni
    } else if yaml_key("services:") {
        Format::Compose
    } else if survives(text) || has("num_replicas") || has("CONFIGURE ZONE") {
        Format::Cockroach
    } else if begins("reconnect_attempts") || begins("promote_command") || name == "repmgr.conf" {
        Format::Repmgr
    } else if begins("primary_conninfo")
        || begins("synchronous_standby_names")
        || begins("wal_level")
        || begins("hot_standby")
    {
        Format::Postgres
    } else if begins("upstream ")
        || begins("proxy_pass")
        || (has("server {") && has("listen"))
        || name == "nginx.conf"
    {
        Format::Nginx
    } else if begins("backend ") || begins("listen ") || begins("frontend ") || name == "haproxy.cfg" {
        Format::Haproxy
    } else if begins("$TTL") || begins("$ORIGIN") || text.lines().any(has_record) {
        Format::Zone
    } else {
        return None;
    };
    Some(found)
}

/// Whether statements of CockroachDB say what a database survives, or where it is, in any case of letters.
fn survives(text: &str) -> bool {
    let words = || text.split(|c: char| c.is_whitespace() || c == ';').filter(|word| !word.is_empty());
    words().zip(words().skip(1)).any(|(word, next)| {
        let is = |word: &str, names: &[&str]| names.iter().any(|name| word.eq_ignore_ascii_case(name));
        is(word, &["survive"]) && is(next, &["zone", "region"])
            || is(word, &["primary", "add"]) && is(next, &["region"])
            || is(word, &["configure"]) && is(next, &["zone"])
    })
}

/// The kind that a line of a manifest names.
fn kind(line: &str) -> Option<&str> {
    let value = line.trim_start().trim_start_matches("- ").strip_prefix("kind:")?;
    Some(value.split(" #").next()?.trim().trim_matches(['"', '\'']))
}

/// Alert rules, or a list of what may be rules.
fn is_rules(kind: &str) -> bool {
    matches!(kind, "PrometheusRule" | "List" | "PrometheusRuleList")
}

/// Whether a line is a record of a zone file.
fn has_record(line: &str) -> bool {
    let words: Vec<&str> = line.split(';').next().unwrap_or_default().split_whitespace().collect();
    words.windows(2).any(|pair| pair[0] == "IN" && matches!(pair[1], "A" | "AAAA" | "CNAME" | "SOA" | "NS"))
}
