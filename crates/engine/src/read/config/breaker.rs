//! Circuit breakers as components: the dependency, and the soft link to it. `opossum` and `resilience4j` read them.

use serde_json::json;

use super::text::duration;
use super::{Part, Read};

/// What a breaker does, in failed calls and seconds.
pub(super) struct Breaker {
    pub threshold: f64,
    pub timeout: f64,
    pub reset: f64,
}

/// The dependency behind a breaker, and the soft link to it from who calls.
pub(super) fn place(read: &mut Read, mut part: Part, from: &str, breaker: &Breaker) {
    part.set("kind", json!("external"));
    part.fails("server", None, "");
    let to = read.add(part);
    let Breaker { threshold, timeout, reset } = breaker;
    let threshold = threshold.ceil().clamp(1.0, 1e6) as u32;
    let breaker = json!({ "threshold": threshold, "timeout": duration(timeout.max(0.001)), "reset": duration(reset.max(0.001)) });
    if !read.crowded() {
        read.links.push(json!({ "from": from, "to": to, "effect": "soft", "loss": 1, "breaker": breaker,
                                "source": "breaker as configured; loss 1: no fallback is known" }));
    }
}

/// Who calls; requests enter there.
pub(super) fn caller(read: &mut Read, name: &str, line: usize) -> String {
    let mut part = Part::new(name, "service", line);
    part.fails("process", None, "");
    let own = read.add(part);
    read.entries.push(own.clone());
    own
}
