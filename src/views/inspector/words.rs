//! What each field means, in one line: read by screen readers, and shown where the pointer rests on its label.

/// By the path in the file, or by its last key; empty for what explains itself.
#[must_use]
pub fn of(path: &str) -> &'static str {
    let by = |key: &str| EXPLAINED.iter().find(|(known, _)| *known == key);
    // Entries of a list are explained alike.
    let plain: String = path.split(['[', ']']).step_by(2).collect();
    by(&plain).or_else(|| by(super::subject::key(path))).map_or("", |(_, words)| words)
}

const EXPLAINED: &[(&str, &str)] = &[
    (
        "mtbf",
        "Mean time it works between two failures: a duration such as 30d, or a law such as weibull mean 30d shape 1.5.",
    ),
    (
        "mttr",
        "Mean time it is down at a failure, detection included: a duration such as 15m, or a law such as lognormal mean 1h p95 3h.",
    ),
    ("availability", "Share of the time it works in the long run: 99.95 % or 0.9995."),
    ("change_failure_rate", "Share of the changes that take it down."),
    ("every", "From one to the next, on average for changes, exactly for planned work."),
    ("for", "How long each takes; copy after copy, each copy."),
    ("at", "When the first one starts, counted from Monday midnight."),
    ("count", "How many copies serve at the same time."),
    ("required", "So many must work for it to be up; from-demand asks for as many as the demand needs."),
    ("active", "How many copies serve."),
    ("standby", "How many copies wait to take over."),
    ("detection", "How long requests still go to a copy that has failed."),
    ("load_sharing", "How many times as often the working copies fail for each one that does not work."),
    (
        "repairers",
        "How many copies can be repaired at the same time; the others wait, first come, first served.",
    ),
    ("time", "From the failure until service goes on, detection included."),
    ("success", "The share of switch-overs that work."),
    ("manual", "After a failed switch-over: until a person has done it."),
    ("factor", "A waiting copy fails at this share of the full rate."),
    ("start", "Added to the failover: the standby has to start first."),
    ("replication_lag", "How far the standby is behind, and what a switch-over loses."),
    ("at_least", "So many of the components it needs must serve."),
    ("per_copy_rps", "Requests a second that one copy answers."),
    ("target_utilisation", "The share of that to plan with; the rest is head-room."),
    ("service_time", "How long one request takes; with slower links a copy answers fewer."),
    ("overload_failures", "What the failure rate is multiplied by while there are too many requests."),
    ("max_copies", "Autoscaling adds copies up to so many."),
    ("scale_delay", "From the need for more copies until they serve."),
    ("per_copy_month", "Money for one copy a month, in the currency of the objective."),
    ("loss", "The share of the requests lost while the link is broken."),
    ("fan_out", "How many calls one request makes over this link."),
    ("retries", "How often a failed call is tried again."),
    ("threshold", "So many failed calls in a row open the breaker."),
    ("timeout", "A call that takes longer has failed."),
    ("reset", "From opening until the next try."),
    ("peak_rps", "Requests a second in the busiest hour."),
    ("demand.start", "The month that is now, such as 2026-11: seasons are placed by it."),
    ("growth_per_month", "How much the demand grows a month, compound."),
    ("demand.peaks.at", "The day as in 11-27 (every year) or 2026-11-27 (once)."),
    ("demand.peaks.multiplier", "What the demand of the month of that day is multiplied by."),
    ("profile", "What each hour's demand is of the peak, from midnight on."),
    ("below", "Credit is due in windows whose availability is under this."),
    ("percent", "The share of the fee that is paid back then."),
    ("monthly_fee", "What is paid a month, which credits are a share of."),
    ("currency", "Three letters: USD, EUR."),
    ("window", "The time over which the promise counts."),
    ("failures", "How many failures were counted."),
    ("period", "Up time of all copies together in which they were counted."),
    ("low", "Nine times in ten the mean lies above this."),
    ("high", "Nine times in ten the mean lies below this."),
    ("source", "Where the figures come from: an address, a catalogue entry, or assumed."),
    ("kind", "A word for people: it chooses the icon, and no figure depends on it."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_explained_twice_and_each_in_a_sentence() {
        for (index, (key, words)) in EXPLAINED.iter().enumerate() {
            assert!(words.ends_with('.'), "{key}");
            assert!(!EXPLAINED[..index].iter().any(|(other, _)| other == key), "{key}");
        }
        assert_eq!(of("nonsense"), "");
        assert_eq!(of("demand.peaks[3].at"), of("demand.peaks[0].at"));
        assert_ne!(of("demand.peaks[0].at"), of("maintenance[0].at"), "a day is no duration");
        assert_ne!(of("demand.start"), of("redundancy.start"), "a month is no duration");
    }
}
