//! Published structures, networks, crews and standby groups as projects.

use serde_json::{Map, Value, json};

pub struct Drawing {
    pub components: Vec<Value>,
    pub links: Vec<Value>,
    junctions: usize,
}

impl Drawing {
    fn junction(&mut self, needs: Value) -> String {
        self.junctions += 1;
        let id = format!("junction-{}", self.junctions);
        self.components.push(json!({"id": id, "needs": needs}));
        id
    }

    fn link(&mut self, from: &str, to: &str) {
        let link = json!({"from": from, "to": to});
        if !self.links.contains(&link) {
            self.links.push(link);
        }
    }

    /// Draws a nested structure; the id of its top.
    fn structure(&mut self, structure: &Value) -> String {
        if let Some(id) = structure.as_str() {
            return id.to_owned();
        }
        let (needs, parts) = if let Some(parts) = structure.get("series") {
            (json!("all"), parts)
        } else if let Some(parts) = structure.get("parallel") {
            (json!("any"), parts)
        } else {
            let vote = &structure["k_of_n"];
            (json!({"at_least": vote["k"]}), &vote["of"])
        };
        let top = self.junction(needs);
        for part in parts.as_array().unwrap() {
            let below = self.structure(part);
            self.link(&top, &below);
        }
        top
    }

    /// A network: routers need any of their lines, a line any of its ends; the target needs nothing.
    fn network(&mut self, graph: &Value) -> String {
        let target = graph["target"].as_str().unwrap();
        let failing = graph.get("node_components");
        let node = |name: &str| format!("node-{name}");
        let mut known: Vec<String> = Vec::new();
        for edge in graph["edges"].as_array().unwrap() {
            let (from, to) = (edge[0].as_str().unwrap(), edge[1].as_str().unwrap());
            for name in [from, to] {
                if !known.iter().any(|k| k == name) {
                    known.push(name.to_owned());
                    self.components.push(json!({"id": node(name), "needs": "any"}));
                }
            }
            let line = match edge[2].as_str() {
                Some(line) => line.to_owned(),
                None => self.junction(json!("any")),
            };
            if let Some(component) = self.components.iter_mut().find(|c| c["id"] == line.as_str()) {
                component["needs"] = json!("any");
            }
            let directed = graph["directed"].as_bool().unwrap();
            for (a, b) in if directed { vec![(from, to)] } else { vec![(from, to), (to, from)] } {
                if a != target {
                    self.link(&node(a), &line);
                }
                self.link(&line, &node(b));
            }
        }
        // A node that fails takes the failures of the component it stands for.
        for (name, component) in failing.and_then(Value::as_object).into_iter().flatten() {
            let failures =
                self.components.iter().find(|c| c["id"] == *component).unwrap()["failures"].clone();
            let place = self.components.iter_mut().find(|c| c["id"] == node(name).as_str()).unwrap();
            place["failures"] = failures;
        }
        node(graph["source"].as_str().unwrap())
    }
}

/// Units at a given time or at the end of a mission as units with that unavailability: not repaired 1 − e^(−λt), with an exposure of their own;
/// repaired λ/(λ+μ)·(1 − e^(−(λ+μ)t)); tested every so often since the last test. Models in the long run stay as they are.
pub fn at_a_time(model: &Value) -> Value {
    let mut model = model.clone();
    let Some(hours) = model["at_time"].as_f64().or(model["mission_time_hours"].as_f64()) else {
        return model;
    };
    for unit in model["components"].as_object_mut().unwrap().values_mut() {
        let number = |key: &str| unit.get(key).and_then(Value::as_f64);
        let Some(rate) = number("failure_rate") else { continue };
        let hours = match number("test_interval_hours") {
            Some(interval) => hours % interval,
            None => number("exposure_hours").unwrap_or(hours),
        };
        let repair = number("repair_rate").unwrap_or(0.0);
        let down = -rate / (rate + repair) * libm::expm1(-(rate + repair) * hours);
        *unit = json!({"mtbf_hours": 1.0 - down, "mttr_hours": down});
    }
    model
}

pub fn failures(unit: &Value) -> Value {
    let number = |key: &str| unit.get(key).and_then(Value::as_f64);
    if let Some(availability) = number("availability") {
        return json!([{"availability": availability, "mttr": "1h"}]);
    }
    if let Some(down) = number("unavailability") {
        return json!([{"availability": 1.0 - down, "mttr": "1h"}]);
    }
    if let (Some(failing), Some(repair)) = (number("failure_rate"), number("repair_rate")) {
        return json!([{"mtbf": 1.0 / failing, "mttr": 1.0 / repair}]);
    }
    if let Some(failing) = number("failure_rate") {
        // Not repaired: not within a hundred billion years.
        return json!([{"mtbf": 1.0 / failing, "mttr": 1e15}]);
    }
    json!([{"mtbf": unit["mtbf_hours"], "mttr": unit["mttr_hours"]}])
}

/// A standby group as one component.
fn standby_group(model: &Value) -> Value {
    let group = &model["standby"];
    let factor = group["dormancy_factor"].as_f64().unwrap();
    let state = if factor == 0.0 { json!("cold") } else { json!({"warm": {"factor": factor}}) };
    let active = group["k"].as_u64().unwrap();
    let mut copies = json!({
        "mode": "active-passive", "active": active, "standby": group["units"].as_u64().unwrap() - active,
        "standby_state": state,
        "failover": {"time": {"fixed": {"value": 0}}, "success": group["switch_success"]}
    });
    if let Some(crews) = model["repair"]["crews"].as_u64() {
        copies["repairers"] = json!(crews);
    }
    json!({"id": "group", "failures": failures(group), "copies": copies})
}

/// A k-of-n group of identical units with its crews as one component.
fn crewed_group(id: &str, unit: &Value, count: usize, required: u64, crews: &Value) -> Value {
    json!({"id": id, "failures": failures(unit),
           "copies": {"mode": "active-active", "count": count, "required": required, "repairers": crews}})
}

pub fn draw(model: &Value) -> (Drawing, String) {
    let mut drawing = Drawing { components: Vec::new(), links: Vec::new(), junctions: 0 };
    if model.get("standby").is_some() {
        drawing.components.push(standby_group(model));
        return (drawing, "group".to_owned());
    }
    let empty = Map::new();
    let units = model.get("components").and_then(Value::as_object).unwrap_or(&empty);
    match &model["repair"]["crews"] {
        Value::Array(crews) => {
            let top = drawing.junction(json!("all"));
            for (position, crew) in crews.iter().enumerate() {
                let members = crew["of"].as_array().unwrap();
                let id = format!("group-{position}");
                let unit = &units[members[0].as_str().unwrap()];
                drawing.components.push(crewed_group(&id, unit, members.len(), 1, &crew["n"]));
                drawing.link(&top, &id);
            }
            return (drawing, top);
        }
        Value::Number(crews) => {
            let vote = &model["structure"]["k_of_n"];
            let unit = units.values().next().unwrap();
            let crews = Value::Number(crews.clone());
            let group = crewed_group("group", unit, units.len(), vote["k"].as_u64().unwrap(), &crews);
            drawing.components.push(group);
            return (drawing, "group".to_owned());
        }
        _ => {}
    }
    drawing.components.extend(units.iter().map(|(id, unit)| json!({"id": id, "failures": failures(unit)})));
    let top = match model["structure"].get("graph") {
        Some(graph) => drawing.network(graph),
        None => drawing.structure(&model["structure"]),
    };
    (drawing, top)
}

/// The project of a drawing, whose only journey enters at `entry`.
pub fn project(drawing: &Drawing, entry: &str) -> ninefold_engine::model::Project {
    let project = json!({"format": "ninefold/1", "components": drawing.components, "links": drawing.links,
                         "journeys": [{"id": "j", "entry": entry}]});
    ninefold_engine::model::read(&project.to_string())
        .unwrap_or_else(|fault| panic!("{fault}: {project}"))
        .project
}

/// Common-cause groups as explicit shocks: one component for each subset of a group, needed by all members of the subset.
pub fn common_causes(model: &Value) -> (Drawing, String) {
    let mut drawing = Drawing { components: Vec::new(), links: Vec::new(), junctions: 0 };
    let top = drawing.junction(json!("any"));
    let shock = |drawing: &mut Drawing, id: String, down: f64, members: &[String]| {
        if down > 0.0 {
            drawing
                .components
                .push(json!({"id": id, "failures": [{"availability": 1.0 - down, "mttr": "1h"}]}));
            members.iter().for_each(|member| drawing.link(member, &id));
        }
    };
    let groups = model["ccf_groups"].as_array().unwrap();
    if let Some(beta) = groups[0].get("beta").and_then(Value::as_f64) {
        let members: Vec<String> = (0..2).map(|_| drawing.junction(json!("all"))).collect();
        members.iter().for_each(|member| drawing.link(&top, member));
        let down = 1.0 - model["components"]["a"]["availability"].as_f64().unwrap();
        for (at, member) in members.iter().enumerate() {
            shock(&mut drawing, format!("own-{at}"), (1.0 - beta) * down, std::slice::from_ref(member));
        }
        shock(&mut drawing, "both".to_owned(), beta * down, &members);
        return (drawing, top);
    }
    let trains: Vec<String> = (0..3).map(|_| drawing.junction(json!("all"))).collect();
    trains.iter().for_each(|train| drawing.link(&top, train));
    for (kind, group) in groups.iter().enumerate() {
        for subset in 1_usize..8 {
            let down = group["Q1_Q2_Q3_each"][subset.count_ones() as usize - 1].as_f64().unwrap();
            let struck: Vec<String> =
                (0..3).filter(|train| subset >> train & 1 == 1).map(|train| trains[train].clone()).collect();
            shock(&mut drawing, format!("shock-{kind}-{subset}"), down, &struck);
        }
    }
    (drawing, top)
}
