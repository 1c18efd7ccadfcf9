//! The parts of a project, object by object: which keys each has and how they are read.

use serde_json::Value;

use super::super::path::Path;
use super::super::redundancy::{Copies, CopyMode, Failover};
use super::super::types::{
    Capacity, Choice, Component, Cost, Credit, Demand, Effect, Failure, Growth, Journey, Link, Measure,
    Objective, Peak, Project, Scenario, Scope, Zone,
};
use super::notes::Notes;
use super::object::{Object, list};
use super::operation::{breaker, deploys, maintenance, scenario_event, service_hours};
use super::scalar::{choice, duration, flag, number, text, whole, window};
use super::tagged::{broken, distribution, failback, required, rule, standby_state};
use super::uncertainty::uncertainty;

/// The whole document.
pub(super) fn project(value: Value, notes: &mut Notes) -> Project {
    let root = Path::Root;
    let mut object = Object::new(value, &root, "a project", notes);
    Project {
        format: object.required("format", String::new(), notes, text),
        name: object.optional("name", notes, text),
        description: object.optional("description", notes, text),
        objective: object.optional("objective", notes, objective),
        zones: object.list("zones", notes, zone),
        components: object.list("components", notes, component),
        links: object.list("links", notes, link),
        journeys: object.list("journeys", notes, journey),
        demand: object.optional("demand", notes, demand),
        scenarios: object.list("scenarios", notes, scenario),
        incidents: object.optional("incidents", notes, as_it_is),
        lint: object.optional("lint", notes, as_it_is),
        canvas: object.optional("canvas", notes, as_it_is),
        extra: object.finish(notes),
    }
}

fn objective(value: Value, path: &Path<'_>, notes: &mut Notes) -> Objective {
    let measures = [("time", Measure::Time), ("requests", Measure::Requests)];
    let mut object = Object::new(value, path, "an objective", notes);
    Objective {
        availability: object.required("availability", f64::NAN, notes, number),
        window: object.optional("window", notes, window),
        measure: object.optional("measure", notes, choice(&measures, Measure::Time)),
        exclude_maintenance: object.optional("exclude_maintenance", notes, flag),
        service_hours: object.optional("service_hours", notes, service_hours),
        credits: object.list("credits", notes, credit),
        monthly_fee: object.optional("monthly_fee", notes, number),
        currency: object.optional("currency", notes, text),
        downtime_cost_per_hour: object.optional("downtime_cost_per_hour", notes, number),
        source: object.optional("source", notes, text),
        extra: object.finish(notes),
    }
}

fn credit(value: Value, path: &Path<'_>, notes: &mut Notes) -> Credit {
    let mut object = Object::new(value, path, "a credit", notes);
    Credit {
        below: object.required("below", f64::NAN, notes, number),
        percent: object.required("percent", f64::NAN, notes, number),
        extra: object.finish(notes),
    }
}

fn zone(value: Value, path: &Path<'_>, notes: &mut Notes) -> Zone {
    aim(&value, notes);
    let mut object = Object::new(value, path, "a zone", notes);
    let zone = Zone {
        id: object.required("id", String::new(), notes, text),
        name: object.optional("name", notes, text),
        kind: object.optional("kind", notes, text),
        parent: object.optional("parent", notes, text),
        failures: object.list("failures", notes, failure),
        maintenance: object.list("maintenance", notes, maintenance),
        source: object.optional("source", notes, text),
        notes: object.optional("notes", notes, text),
        extra: object.finish(notes),
    };
    notes.set_target(None);
    zone
}

fn failure(value: Value, path: &Path<'_>, notes: &mut Notes) -> Failure {
    let scopes = [("copy", Scope::Copy), ("all", Scope::All)];
    let mut object = Object::new(value, path, "a failure", notes);
    Failure {
        name: object.optional("name", notes, text),
        scope: object.optional("scope", notes, choice(&scopes, Scope::Copy)),
        mtbf: object.optional("mtbf", notes, distribution),
        mttr: object.optional("mttr", notes, distribution),
        availability: object.optional("availability", notes, number),
        deploys: object.optional("deploys", notes, deploys),
        uncertainty: object.optional("uncertainty", notes, uncertainty),
        source: object.optional("source", notes, text),
        notes: object.optional("notes", notes, text),
        extra: object.finish(notes),
    }
}

fn component(value: Value, path: &Path<'_>, notes: &mut Notes) -> Component {
    aim(&value, notes);
    let mut object = Object::new(value, path, "a component", notes);
    let component = Component {
        id: object.required("id", String::new(), notes, text),
        name: object.optional("name", notes, text),
        kind: object.optional("kind", notes, text),
        zones: object.list("zones", notes, text),
        failures: object.list("failures", notes, failure),
        maintenance: object.list("maintenance", notes, maintenance),
        copies: object.optional("copies", notes, copies),
        needs: object.optional("needs", notes, rule),
        capacity: object.optional("capacity", notes, capacity),
        cost: object.optional("cost", notes, cost),
        options: object.list("options", notes, option),
        locked: object.optional("locked", notes, flag),
        facts: object.optional("facts", notes, as_it_is),
        source: object.optional("source", notes, text),
        notes: object.optional("notes", notes, text),
        extra: object.finish(notes),
    };
    notes.set_target(None);
    component
}

fn copies(value: Value, path: &Path<'_>, notes: &mut Notes) -> Copies {
    let modes = [
        ("single", CopyMode::Single),
        ("active-active", CopyMode::ActiveActive),
        ("active-passive", CopyMode::ActivePassive),
    ];
    let mut object = Object::new(value, path, "copies", notes);
    Copies {
        mode: object.required("mode", CopyMode::Single, notes, choice(&modes, CopyMode::Single)),
        count: object.optional("count", notes, whole),
        required: object.optional("required", notes, required),
        detection: object.optional("detection", notes, distribution),
        active: object.optional("active", notes, whole),
        standby: object.optional("standby", notes, whole),
        standby_state: object.optional("standby_state", notes, standby_state),
        failover: object.optional("failover", notes, failover),
        failback: object.optional("failback", notes, failback),
        replication_lag: object.optional("replication_lag", notes, duration),
        load_sharing: object.optional("load_sharing", notes, number),
        repairers: object.optional("repairers", notes, whole),
        source: object.optional("source", notes, text),
        extra: object.finish(notes),
    }
}

/// A switch-over, of copies or between links.
pub(super) fn failover(value: Value, path: &Path<'_>, notes: &mut Notes) -> Failover {
    let mut object = Object::new(value, path, "a failover", notes);
    Failover {
        time: object.required("time", broken(), notes, distribution),
        success: object.optional("success", notes, number),
        manual: object.optional("manual", notes, distribution),
        source: object.optional("source", notes, text),
        extra: object.finish(notes),
    }
}

fn capacity(value: Value, path: &Path<'_>, notes: &mut Notes) -> Capacity {
    let mut object = Object::new(value, path, "capacity", notes);
    Capacity {
        per_copy_rps: object.optional("per_copy_rps", notes, number),
        target_utilisation: object.optional("target_utilisation", notes, number),
        service_time: object.optional("service_time", notes, duration),
        overload_failures: object.optional("overload_failures", notes, number),
        max_copies: object.optional("max_copies", notes, whole),
        scale_delay: object.optional("scale_delay", notes, distribution),
        service_variability: object.optional("service_variability", notes, number),
        source: object.optional("source", notes, text),
        extra: object.finish(notes),
    }
}

fn cost(value: Value, path: &Path<'_>, notes: &mut Notes) -> Cost {
    let mut object = Object::new(value, path, "cost", notes);
    Cost {
        per_copy_month: object.optional("per_copy_month", notes, number),
        per_zone_month: object.optional("per_zone_month", notes, number),
        fixed_month: object.optional("fixed_month", notes, number),
        cross_zone_per_million: object.optional("cross_zone_per_million", notes, number),
        source: object.optional("source", notes, text),
        extra: object.finish(notes),
    }
}

fn option(value: Value, path: &Path<'_>, notes: &mut Notes) -> Choice {
    let mut object = Object::new(value, path, "an option", notes);
    Choice {
        name: object.required("name", String::new(), notes, text),
        failures: object.list("failures", notes, failure),
        capacity: object.optional("capacity", notes, capacity),
        cost: object.optional("cost", notes, cost),
        source: object.optional("source", notes, text),
        extra: object.finish(notes),
    }
}

fn peak(value: Value, path: &Path<'_>, notes: &mut Notes) -> Peak {
    let mut object = Object::new(value, path, "a peak", notes);
    Peak {
        name: object.optional("name", notes, text),
        at: object.required("at", String::new(), notes, text),
        multiplier: object.required("multiplier", f64::NAN, notes, number),
        extra: object.finish(notes),
    }
}

fn link(value: Value, path: &Path<'_>, notes: &mut Notes) -> Link {
    let effects = [("hard", Effect::Hard), ("soft", Effect::Soft)];
    let mut object = Object::new(value, path, "a link", notes);
    Link {
        from: object.required("from", String::new(), notes, text),
        to: object.required("to", String::new(), notes, text),
        effect: object.optional("effect", notes, choice(&effects, Effect::Hard)),
        loss: object.optional("loss", notes, number),
        fan_out: object.optional("fan_out", notes, number),
        retries: object.optional("retries", notes, whole),
        breaker: object.optional("breaker", notes, breaker),
        locked: object.optional("locked", notes, flag),
        facts: object.optional("facts", notes, as_it_is),
        source: object.optional("source", notes, text),
        notes: object.optional("notes", notes, text),
        extra: object.finish(notes),
    }
}

fn journey(value: Value, path: &Path<'_>, notes: &mut Notes) -> Journey {
    aim(&value, notes);
    let mut object = Object::new(value, path, "a journey", notes);
    let journey = Journey {
        id: object.required("id", String::new(), notes, text),
        name: object.optional("name", notes, text),
        entry: object.required("entry", String::new(), notes, text),
        objective: object.optional("objective", notes, number),
        peak_rps: object.optional("peak_rps", notes, number),
        source: object.optional("source", notes, text),
        notes: object.optional("notes", notes, text),
        extra: object.finish(notes),
    };
    notes.set_target(None);
    journey
}

fn demand(value: Value, path: &Path<'_>, notes: &mut Notes) -> Demand {
    let growths = [("compound", Growth::Compound), ("linear", Growth::Linear)];
    let mut object = Object::new(value, path, "demand", notes);
    Demand {
        growth_per_month: object.optional("growth_per_month", notes, number),
        growth: object.optional("growth", notes, choice(&growths, Growth::Compound)),
        start: object.optional("start", notes, text),
        peaks: object.list("peaks", notes, peak),
        arrival_variability: object.optional("arrival_variability", notes, number),
        profile: object.optional("profile", notes, |value, path, notes| list(value, path, notes, number)),
        source: object.optional("source", notes, text),
        extra: object.finish(notes),
    }
}

fn scenario(value: Value, path: &Path<'_>, notes: &mut Notes) -> Scenario {
    let mut object = Object::new(value, path, "a scenario", notes);
    Scenario {
        name: object.required("name", String::new(), notes, text),
        events: object.list("events", notes, scenario_event),
        ordinary_failures: object.optional("ordinary_failures", notes, flag),
        notes: object.optional("notes", notes, text),
        extra: object.finish(notes),
    }
}

/// What is read by somebody else.
fn as_it_is(value: Value, _: &Path<'_>, _: &mut Notes) -> Value {
    value
}

/// Makes what follows concern the component, zone or journey with this id.
fn aim(value: &Value, notes: &mut Notes) {
    notes.set_target(value.get("id").and_then(Value::as_str).map(str::to_owned));
}
