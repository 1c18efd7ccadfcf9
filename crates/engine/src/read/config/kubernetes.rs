//! Kubernetes manifests, several documents: workloads, what selects them, what scales them, what limits their disruption.

use std::collections::BTreeMap;

use super::Read;
use super::selector::Budgets;
use super::text::{id, short};
use super::workload::{Limits, workload};
use super::yaml::{self, Node, Yaml};

/// Kinds with nothing to say about availability.
const SILENT: [&str; 16] = [
    "ConfigMap",
    "Secret",
    "Namespace",
    "ServiceAccount",
    "Role",
    "RoleBinding",
    "ClusterRole",
    "ClusterRoleBinding",
    "NetworkPolicy",
    "PersistentVolumeClaim",
    "PersistentVolume",
    "StorageClass",
    "LimitRange",
    "ResourceQuota",
    "CustomResourceDefinition",
    "PriorityClass",
];

/// Most comparisons of selectors with labels; a file of people's needs a few.
const MAX_COMPARED: usize = 2_000_000;

pub(super) type Pairs = Vec<(String, String)>;

/// Where something is, by a label; each place once, in order.
type Index<'a> = BTreeMap<&'a (String, String), Vec<usize>>;

/// Comparisons that may still be made.
pub(super) struct Budget(usize);

impl Budget {
    pub(super) fn spend(&mut self, read: &mut Read) -> bool {
        if self.0 == 1 {
            read.limit(0, "too many selectors and labels: the rest of them is not compared");
        }
        self.0 = self.0.saturating_sub(1);
        self.0 > 0
    }
}

pub(super) fn read(text: &str, read: &mut Read) {
    let mut objects = Vec::new();
    for document in yaml::documents(text, read) {
        flatten(document, &mut objects);
    }
    let of_kind = |kind: &'static str| objects.iter().filter(move |it| it.text("kind") == Some(kind));
    let budgets = Budgets::new(of_kind("PodDisruptionBudget"), read);
    // Scalers by what they scale.
    let mut scalers: BTreeMap<(&str, &str), &Yaml> = BTreeMap::new();
    for scaler in of_kind("HorizontalPodAutoscaler") {
        if let Some(name) = scaler.text("spec.scaleTargetRef.name") {
            scalers.entry((namespace(scaler), name)).or_insert(scaler);
        }
    }
    let mut budget = Budget(MAX_COMPARED);
    let mut placed: Vec<(String, Pairs)> = Vec::new();
    for object in &objects {
        let kind = object.text("kind").unwrap_or_default();
        match kind {
            "Deployment" | "StatefulSet" | "ReplicaSet" | "ReplicationController" | "DaemonSet" | "Pod" => {
                let name = object.text("metadata.name").unwrap_or("workload");
                let mut labels = labels(
                    object,
                    if kind == "Pod" { "metadata.labels" } else { "spec.template.metadata.labels" },
                );
                labels.push((NAMESPACE.to_owned(), namespace(object).to_owned()));
                let disruption = budgets.limiting(&labels, &mut budget, read);
                let limits = Limits { disruption, scaler: scalers.get(&(namespace(object), name)).copied() };
                let part = workload(object, kind, name, &limits, read);
                let own = read.add(part);
                placed.push((own, labels));
            }
            "Service" | "Ingress" | "HTTPRoute" | "PodDisruptionBudget" | "HorizontalPodAutoscaler" => {}
            "PrometheusRule" => super::prometheus::rules(object, read),
            "Job" | "CronJob" => {
                read.unread(object.line, format!("{kind}: runs and ends, nothing waits for it here"))
            }
            "" => read.unread(object.line, "a document without kind"),
            kind if SILENT.contains(&kind) => {}
            kind => read.unread(object.line, format!("kind {}: not read", short(kind))),
        }
    }
    fronts(&objects, &placed, &mut budget, read);
}

/// Lists of objects taken apart.
fn flatten(document: Yaml, into: &mut Vec<Yaml>) {
    let listed = document.text("kind").is_some_and(|kind| kind.ends_with("List"));
    match document.node {
        Node::List(items) => items.into_iter().for_each(|item| flatten(item, into)),
        Node::Map(_) if listed => document.list("items").iter().cloned().for_each(|item| flatten(item, into)),
        Node::Map(_) => into.push(document),
        Node::Scalar(_) => {}
    }
}

pub(super) fn labels(object: &Yaml, path: &str) -> Pairs {
    let pairs = object.map(path).iter();
    pairs.filter_map(|(key, value)| Some((key.clone(), value.scalar()?.to_owned()))).collect()
}

/// The label that a namespace is taken for: nobody's own is empty.
pub(super) const NAMESPACE: &str = "";

/// What is not in one of these is not selected by what is.
pub(super) fn namespace(object: &Yaml) -> &str {
    object.text("metadata.namespace").unwrap_or("default")
}

/// The places that have all these labels; none where none are wanted.
fn selected(
    wanted: &[(String, String)],
    index: &Index<'_>,
    budget: &mut Budget,
    read: &mut Read,
) -> Vec<usize> {
    let mut lists = Vec::new();
    for pair in wanted {
        let Some(list) = index.get(pair) else { return Vec::new() };
        lists.push(list);
    }
    let Some(shortest) = lists.iter().min_by_key(|list| list.len()) else { return Vec::new() };
    let mut found = Vec::new();
    for at in *shortest {
        let has_all = lists.iter().all(|list| budget.spend(read) && list.binary_search(at).is_ok());
        if budget.0 == 0 {
            break;
        }
        if has_all {
            found.push(*at);
        }
    }
    found
}

/// Services and ingresses before the workloads.
fn fronts(objects: &[Yaml], placed: &[(String, Pairs)], budget: &mut Budget, read: &mut Read) {
    let mut index = Index::new();
    for (at, (_, labels)) in placed.iter().enumerate() {
        for pair in labels {
            let list = index.entry(pair).or_default();
            if list.last() != Some(&at) {
                list.push(at);
            }
        }
    }
    // The workloads behind a service's name.
    let mut services: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for service in objects.iter().filter(|it| it.text("kind") == Some("Service")) {
        let name = service.text("metadata.name").unwrap_or("service");
        let mut wanted = labels(service, "spec.selector");
        if !wanted.is_empty() {
            wanted.push((NAMESPACE.to_owned(), namespace(service).to_owned()));
        }
        let behind = selected(&wanted, &index, budget, read);
        if behind.is_empty() {
            read.unread(service.line, format!("Service {}: selects nothing in these documents", short(name)));
        }
        let workloads = services.entry((namespace(service), name)).or_default();
        workloads.extend(behind.into_iter().map(|at| placed[at].0.as_str()));
        if !workloads.is_empty() && service.text("spec.type") == Some("LoadBalancer") {
            let mut part = super::Part::new(&format!("{name} load balancer"), "load-balancer", service.line);
            part.fails("server", None, "");
            let own = read.add(part);
            for workload in workloads.iter() {
                if !budget.spend(read) || read.crowded() {
                    break;
                }
                read.link(&own, workload);
            }
            read.entries.push(own);
        }
    }
    for ingress in objects.iter().filter(|it| matches!(it.text("kind"), Some("Ingress" | "HTTPRoute"))) {
        let name = ingress.text("metadata.name").unwrap_or("ingress");
        let mut backends = Vec::new();
        for rule in ingress.list("spec.rules") {
            let paths = rule.list("http.paths").iter().filter_map(|path| path.text("backend.service.name"));
            backends.extend(paths.map(str::to_owned));
            let routes = rule.list("backendRefs").iter().filter_map(|it| it.text("name"));
            backends.extend(routes.map(str::to_owned));
        }
        backends.extend(ingress.text("spec.defaultBackend.service.name").map(str::to_owned));
        let mut part = super::Part::new(name, "load-balancer", ingress.line);
        part.set("id", serde_json::json!(id(&format!("{name}-ingress"))));
        part.fails("server", None, "");
        let own = read.add(part);
        for backend in backends {
            let found = services.get(&(namespace(ingress), backend.as_str()));
            if found.is_none() {
                let text = format!("{}: Service {} is not in these documents", short(name), short(&backend));
                read.unread(ingress.line, text);
            }
            for workload in found.into_iter().flatten() {
                if !budget.spend(read) || read.crowded() {
                    break;
                }
                read.link(&own, workload);
            }
        }
        read.entries.push(own);
    }
}
