//! One Kubernetes workload: copies, spread, probes, and what the loss of a node costs. \[failover:k8s-probe, k8s-node, k8s-backoff\]

use serde_json::json;

use super::parts::said;
use super::text::number;
use super::yaml::Yaml;
use super::{Part, Read, known};

/// What other objects say about a workload.
pub(super) struct Limits<'a> {
    pub disruption: Option<&'a Yaml>,
    pub scaler: Option<&'a Yaml>,
}

/// Seconds until a container serves after it was started, where no probe says so.
const START: f64 = 20.0;

/// Containers that stand beside the one that serves, by a word of their name or image.
const SIDECARS: [&str; 18] = [
    "istio",
    "linkerd",
    "envoy",
    "proxyv2",
    "sidecar",
    "dapr",
    "queue-proxy",
    "consul-dataplane",
    "sql-proxy",
    "sqlproxy",
    "vault-agent",
    "fluent",
    "filebeat",
    "promtail",
    "otel",
    "datadog",
    "exporter",
    "config-reload",
];

pub(super) fn workload(object: &Yaml, kind: &str, name: &str, limits: &Limits<'_>, read: &mut Read) -> Part {
    let stateful = kind == "StatefulSet";
    let mut part = Part::new(name, if stateful { "database" } else { "service" }, object.line);
    let spec = if kind == "Pod" { "spec" } else { "spec.template.spec" };
    let replicas = match kind {
        "Pod" => Some(1.0),
        "DaemonSet" => {
            read.unread(
                object.line,
                "DaemonSet: one copy a node, and no file says how many nodes; taken as one",
            );
            Some(1.0)
        }
        _ => object.number("spec.replicas", read),
    };
    let least = limits.scaler.map(|it| it.number("spec.minReplicas", read).unwrap_or(1.0));
    let count = least.or(replicas).unwrap_or(1.0).clamp(0.0, 10_000.0) as u32;
    let container = serving(object.list(&format!("{spec}.containers")));
    if kind != "Pod" {
        known::listed(object.map("spec"), known::WORKLOAD, kind, read);
    }
    known::listed(object.map(spec), known::POD, kind, read);
    known::listed(container.map_or(&[], Yaml::pairs), known::CONTAINER, "container", read);
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        known::listed(container.map_or(&[], |it| it.map(probe)), known::PROBE, probe, read);
    }
    if container.is_none() {
        read.unread(object.line, format!("{name}: no container, so no probes"));
    }
    let (start, detection) = probes(&mut part, object, container, spec, read);
    node(&mut part, object, spec, (stateful, &start), read);
    let required = required(&mut part, count, limits.disruption, read);
    let why = format!(
        "{count} replicas{}; required {}; detection: {}",
        if least.is_some() { " at least (HPA)" } else { "" },
        required.1,
        detection.1
    );
    part.pool(count, required.0, detection.0, &why);
    spread(&mut part, object, spec, count, read);
    if let Some(most) = limits.scaler.and_then(|it| it.number("spec.maxReplicas", read)) {
        part.set("capacity", json!({ "max_copies": most.clamp(1.0, 10_000.0) as u32 }));
    }
    if count == 1 && kind != "DaemonSet" {
        part.trap(
            object.line,
            "one replica: every restart and every deploy that does not surge is an outage",
        );
    }
    part
}

/// The container that requests are for: no sidecar, with probes, or else with ports.
fn serving(containers: &[Yaml]) -> Option<&Yaml> {
    let sidecar = |it: &&Yaml| {
        let named = |key: &str| it.text(key).unwrap_or_default().rsplit('/').next().unwrap_or_default();
        SIDECARS.iter().any(|word| named("name").contains(word) || named("image").contains(word))
    };
    let own: Vec<&Yaml> = match containers.iter().all(|it| sidecar(&it)) {
        true => containers.iter().collect(),
        false => containers.iter().filter(|it| !sidecar(it)).collect(),
    };
    let has = |keys: &[&str]| own.iter().find(|it| keys.iter().all(|key| it.at(key).is_some())).copied();
    has(&["livenessProbe", "readinessProbe"])
        .or_else(|| has(&["readinessProbe"]))
        .or_else(|| has(&["livenessProbe"]))
        .or_else(|| has(&["ports"]))
        .or_else(|| own.first().copied())
}

/// How long a container takes until it serves, and where that is from.
struct Start {
    seconds: f64,
    why: String,
}

/// The longest that the startup probe allows, or the first probe's delay, and no less than what is assumed.
fn start(startup: Option<&[(&str, f64)]>, delay: Option<f64>) -> Start {
    let delay = delay.unwrap_or(0.0).max(START);
    let Some(given) = startup else {
        return Start { seconds: delay, why: format!("{delay} s to start (assumed)") };
    };
    let value =
        |key: &str, otherwise| given.iter().find(|(own, _)| *own == key).map_or(otherwise, |(_, it)| *it);
    let (first, period, failures) =
        (value("initialDelaySeconds", 0.0), value("periodSeconds", 10.0), value("failureThreshold", 3.0));
    let longest = first + failures * period;
    if longest <= delay {
        return Start { seconds: delay, why: format!("{delay} s to start (assumed)") };
    }
    let why =
        format!("{longest} s to start, the longest its startupProbe allows: {first} + {failures} × {period}");
    Start { seconds: longest, why }
}

/// Restart by liveness, removal by readiness; how long requests still go to a pod that hangs.
fn probes(
    part: &mut Part,
    object: &Yaml,
    container: Option<&Yaml>,
    spec: &str,
    read: &mut Read,
) -> (Start, (Option<f64>, String)) {
    let probe = |which: &str, read: &mut Read| -> Option<Vec<(&'static str, f64)>> {
        let probe = container?.at(which)?;
        let keys = [
            "initialDelaySeconds",
            "periodSeconds",
            "timeoutSeconds",
            "failureThreshold",
            "successThreshold",
        ];
        Some(keys.into_iter().filter_map(|key| Some((key, probe.number(key, read)?))).collect())
    };
    let (liveness, readiness, startup) =
        (probe("livenessProbe", read), probe("readinessProbe", read), probe("startupProbe", read));
    let grace = object.number(&format!("{spec}.terminationGracePeriodSeconds"), read);
    let value = |given: &Option<Vec<(&str, f64)>>, key: &str| {
        given.iter().flatten().find(|(own, _)| *own == key).map(|(_, value)| *value)
    };
    let ready = readiness.as_ref().and_then(|given| part.work("k8s-probe", "recovery", given));
    // The first probe comes after its delay: a start is no quicker.
    let start = start(startup.as_deref(), value(&readiness, "initialDelaySeconds"));
    match &liveness {
        Some(given) => {
            let mut given = given.clone();
            given.extend(grace.map(|seconds| ("terminationGracePeriodSeconds", seconds)));
            let restart = part.work("k8s-probe", "liveness", &given).unwrap_or(0.0);
            let why = format!(
                "{}, then {} and {} s until ready",
                part.arithmetic(),
                start.why,
                ready.unwrap_or(0.0)
            );
            part.fails("process", Some(restart + start.seconds + ready.unwrap_or(0.0)), &why);
        }
        None => {
            let line = container.map_or(object.line, |it| it.line);
            part.trap(
                line,
                "no livenessProbe: a process that hangs is never restarted; only one that ends is",
            );
            part.work("k8s-backoff", "delay before restart n=1", &[]);
            part.fails("process", None, "");
        }
    }
    let noticed = match &readiness {
        Some(given) => {
            let seconds = part.work("k8s-probe", "readiness", given);
            let said = part.worked.last().map(said).unwrap_or_default();
            (seconds, said)
        }
        None => {
            let line = container.map_or(object.line, |it| it.line);
            part.trap(line, "no readinessProbe: requests go to a pod as soon as its process runs, and go on while it hangs");
            (None, "nothing takes a pod that hangs out of service".to_owned())
        }
    };
    (start, noticed)
}

/// The loss of a node.
///
/// A node that is dead is `unreachable`: what is tolerated of one that is `not-ready` does not count then. Of several
/// tolerations the shortest holds, one without an end only where no other has one.
fn node(part: &mut Part, object: &Yaml, spec: &str, (stateful, start): (bool, &Start), read: &mut Read) {
    let tolerations = object.list(&format!("{spec}.tolerations"));
    let own: Vec<&Yaml> = tolerations
        .iter()
        .filter(|it| matches!(it.text("effect"), None | Some("NoExecute")))
        .filter(|it| match it.text("key") {
            Some(key) => key.ends_with("unreachable"),
            None => it.text("operator") == Some("Exists"),
        })
        .collect();
    let ending: Vec<f64> = own.iter().filter_map(|it| it.number("tolerationSeconds", read)).collect();
    let seconds = ending.into_iter().reduce(f64::min);
    let for_ever = !own.is_empty() && own.iter().all(|it| it.at("tolerationSeconds").is_none());
    let given: Vec<(&str, f64)> = seconds.map(|it| ("tolerationSeconds", it)).into_iter().collect();
    let Some(evicted) = part.work("k8s-node", "pods evicted", &given) else { return };
    let why = format!("{}, then elsewhere {}", part.arithmetic(), start.why);
    part.fails("node", Some(evicted + start.seconds), &why);
    if for_ever {
        part.trap(
            own.first().map_or(object.line, |it| it.line),
            "tolerates an unreachable node without tolerationSeconds: its pods are never moved",
        );
    }
    if stateful {
        part.trap(object.line, "a StatefulSet's pod is not replaced until the node object goes away or is fenced (general knowledge, without a source)");
    }
}

/// How many copies must work: what the disruption budget keeps, else one; and where that is from.
fn required(part: &mut Part, count: u32, budget: Option<&Yaml>, read: &mut Read) -> (u32, String) {
    let of = |text: &str, round_up: bool| -> Option<u32> {
        let share =
            text.trim().strip_suffix('%').and_then(number).map(|percent| percent / 100.0 * f64::from(count));
        let value = share.or_else(|| number(text))?;
        Some((if round_up { value.ceil() } else { value.floor() }).clamp(0.0, f64::from(count)) as u32)
    };
    let Some(budget) = budget else {
        if count > 1 {
            part.trap(part.line, "no PodDisruptionBudget: draining nodes may take all copies at once");
        }
        return (1, "1 assumed".to_owned());
    };
    if let Some(least) = budget.text("spec.minAvailable").and_then(|text| of(text, true)) {
        if least >= count && count > 0 {
            part.trap(budget.line, "minAvailable leaves none to spare: no node can be drained");
        }
        return (least.max(1), format!("{least} by minAvailable"));
    }
    if let Some(most) = budget.text("spec.maxUnavailable").and_then(|text| of(text, true)) {
        return (count.saturating_sub(most).max(1), format!("{count} − {most} by maxUnavailable"));
    }
    read.unread(budget.line, "PodDisruptionBudget: neither minAvailable nor maxUnavailable can be read");
    (1, "1 assumed".to_owned())
}

/// Whether anything keeps the copies apart, and over what.
fn spread(part: &mut Part, object: &Yaml, spec: &str, count: u32, read: &mut Read) {
    let affinity = format!("{spec}.affinity.podAntiAffinity");
    let terms = |which: &str| object.list(&format!("{affinity}.{which}")).to_vec();
    let mut keys: Vec<(String, bool)> = Vec::new();
    for term in terms("requiredDuringSchedulingIgnoredDuringExecution") {
        keys.extend(term.text("topologyKey").map(|key| (key.to_owned(), true)));
    }
    for term in terms("preferredDuringSchedulingIgnoredDuringExecution") {
        keys.extend(term.text("podAffinityTerm.topologyKey").map(|key| (key.to_owned(), false)));
    }
    for constraint in object.list(&format!("{spec}.topologySpreadConstraints")) {
        let must = constraint.text("whenUnsatisfiable") != Some("ScheduleAnyway");
        keys.extend(constraint.text("topologyKey").map(|key| (key.to_owned(), must)));
    }
    let zone = keys.iter().find(|(key, _)| key.ends_with("zone"));
    let host = keys.iter().any(|(key, _)| key.ends_with("hostname"));
    if let Some((_, must)) = zone {
        let names = ["a", "b", "c"];
        let used = names.into_iter().take(count.max(1) as usize);
        let zones: Vec<String> = used.map(|name| format!("zone-{name}")).collect();
        for id in &zones {
            read.zone(id, &id.replace('-', " "), "zone");
        }
        part.set("zones", json!(zones));
        if !must {
            part.trap(
                object.line,
                "the spread over zones is only preferred: after a failure all copies may end in one",
            );
        }
    } else if count > 1 && !host {
        part.trap(
            object.line,
            "nothing keeps the copies apart: all may run on one node, and one node failure takes all of them",
        );
        if let Some(list) = part.component.get_mut("failures").and_then(serde_json::Value::as_array_mut) {
            for failure in list.iter_mut().filter(|it| it["name"] == "node") {
                failure["scope"] = json!("all");
                let source = format!(
                    "{}; scope all: nothing keeps the copies apart",
                    failure["source"].as_str().unwrap_or_default()
                );
                failure["source"] = json!(source);
            }
        }
    }
}
