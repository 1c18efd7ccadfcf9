//! Kubernetes manifests, several documents: workloads, what selects them, what scales them, what limits their disruption.

use super::Read;
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

pub(super) fn read(text: &str, read: &mut Read) {
    let mut objects = Vec::new();
    for document in yaml::documents(text, read) {
        flatten(document, &mut objects);
    }
    let of_kind = |kind: &'static str| objects.iter().filter(move |it| it.text("kind") == Some(kind));
    let mut placed: Vec<(String, Vec<(String, String)>)> = Vec::new();
    for object in &objects {
        let kind = object.text("kind").unwrap_or_default();
        match kind {
            "Deployment" | "StatefulSet" | "ReplicaSet" | "ReplicationController" | "DaemonSet" | "Pod" => {
                let name = object.text("metadata.name").unwrap_or("workload");
                let labels = labels(
                    object,
                    if kind == "Pod" { "metadata.labels" } else { "spec.template.metadata.labels" },
                );
                let limits = Limits {
                    disruption: of_kind("PodDisruptionBudget")
                        .find(|it| selects(it, "spec.selector.matchLabels", &labels)),
                    scaler: of_kind("HorizontalPodAutoscaler")
                        .find(|it| it.text("spec.scaleTargetRef.name") == Some(name)),
                };
                let part = workload(object, kind, name, &limits, read);
                let own = read.add(part);
                placed.push((own, labels));
            }
            "Service" | "Ingress" | "HTTPRoute" | "PodDisruptionBudget" | "HorizontalPodAutoscaler" => {}
            "Job" | "CronJob" => {
                read.unread(object.line, format!("{kind}: runs and ends, nothing waits for it here"))
            }
            "" => read.unread(object.line, "a document without kind"),
            kind if SILENT.contains(&kind) => {}
            kind => read.unread(object.line, format!("kind {}: not read", short(kind))),
        }
    }
    fronts(&objects, &placed, read);
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

fn labels(object: &Yaml, path: &str) -> Vec<(String, String)> {
    let pairs = object.map(path).iter();
    pairs.filter_map(|(key, value)| Some((key.clone(), value.scalar()?.to_owned()))).collect()
}

fn selects(object: &Yaml, path: &str, labels: &[(String, String)]) -> bool {
    let wanted = self::labels(object, path);
    !wanted.is_empty() && wanted.iter().all(|pair| labels.contains(pair))
}

/// Services and ingresses before the workloads.
fn fronts(objects: &[Yaml], placed: &[(String, Vec<(String, String)>)], read: &mut Read) {
    let mut services: Vec<(String, String)> = Vec::new();
    for service in objects.iter().filter(|it| it.text("kind") == Some("Service")) {
        let name = service.text("metadata.name").unwrap_or("service");
        let behind: Vec<&String> = placed
            .iter()
            .filter(|(_, labels)| selects(service, "spec.selector", labels))
            .map(|(id, _)| id)
            .collect();
        if behind.is_empty() {
            read.unread(service.line, format!("Service {}: selects nothing in these documents", short(name)));
        }
        services.extend(behind.into_iter().map(|workload| (name.to_owned(), workload.clone())));
        if service.text("spec.type") == Some("LoadBalancer") && services.iter().any(|(own, _)| own == name) {
            let mut part = super::Part::new(&format!("{name} load balancer"), "load-balancer", service.line);
            part.fails("server", None, "");
            let own = read.add(part);
            services
                .iter()
                .filter(|(service, _)| service == name)
                .for_each(|(_, workload)| read.link(&own, workload));
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
            let behind: Vec<String> = services
                .iter()
                .filter(|(service, _)| *service == backend)
                .map(|(_, id)| id.clone())
                .collect();
            behind.iter().for_each(|workload| read.link(&own, workload));
        }
        read.entries.push(own);
    }
}
