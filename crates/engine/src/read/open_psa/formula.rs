//! Formulas of gates become a circuit; the gates that nobody names are the top events.

use std::collections::HashMap;

use super::definitions::{Definitions, Kind};
use super::{File, Gate, ReadError, TopEvent};
use crate::boolean::circuit::{Circuit, Literal};

/// The circuit of a file.
pub struct Formulas {
    /// All gates.
    pub circuit: Circuit,
    /// The definition behind each variable.
    pub basic_events: Vec<usize>,
    /// Gates that no other gate names.
    pub tops: Vec<TopEvent>,
    /// All gates with their names, in the order of the file.
    pub gates: Vec<Gate>,
}

/// Builds every gate, each after those it names.
pub fn build(file: &File<'_>, definitions: &Definitions) -> Result<Formulas, ReadError> {
    let mut builder = Builder {
        file,
        definitions,
        circuit: Circuit::new(),
        functions: HashMap::new(),
        basic_events: Vec::new(),
        names: HashMap::new(),
    };
    let mut is_named = vec![false; definitions.list.len()];
    let gates = (0..definitions.list.len()).filter(|&gate| definitions.list[gate].kind == Kind::Gate);
    let gates: Vec<usize> = gates.collect();
    if gates.is_empty() {
        return Err(file.error(0, "there is no gate: a fault tree needs at least one <define-gate>"));
    }
    for &gate in &gates {
        let names = builder.named_by(gate)?;
        names.iter().for_each(|&name| is_named[name] = true);
        builder.names.insert(gate, names);
    }
    for gate in builder.in_order(&gates)? {
        builder.gate(gate)?;
    }
    let tops = gates.iter().filter(|&&gate| !is_named[gate]).map(|&gate| builder.top(gate)).collect();
    let named = |&gate: &usize| Gate {
        name: definitions.list[gate].name.clone(),
        function: builder.functions[&gate],
    };
    let gates = gates.iter().map(named).collect();
    Ok(Formulas { circuit: builder.circuit, basic_events: builder.basic_events, tops, gates })
}

struct Builder<'a> {
    file: &'a File<'a>,
    definitions: &'a Definitions,
    circuit: Circuit,
    /// By definition.
    functions: HashMap<usize, Literal>,
    basic_events: Vec<usize>,
    /// The definitions each gate names.
    names: HashMap<usize, Vec<usize>>,
}

impl Builder<'_> {
    /// The gates and events a gate's formula names, each once.
    fn named_by(&self, gate: usize) -> Result<Vec<usize>, ReadError> {
        let element = self.definitions.list[gate].element;
        let mut names = Vec::new();
        for part in element + 1..self.file.document.end(element) {
            if let Some(definition) = self.reference(part, gate)? {
                names.push(definition);
            }
        }
        names.sort_unstable();
        names.dedup();
        Ok(names)
    }

    /// What an element of a formula names, if it names anything.
    fn reference(&self, element: usize, gate: usize) -> Result<Option<usize>, ReadError> {
        let tag = self.file.document.name(element);
        let wanted = match tag {
            "gate" => Some(Kind::Gate),
            "basic-event" => Some(Kind::Basic),
            "house-event" => Some(Kind::House),
            "event" => match self.file.document.attribute(element, "type") {
                Some("gate") => Some(Kind::Gate),
                Some("basic-event") => Some(Kind::Basic),
                Some("house-event") => Some(Kind::House),
                _ => None,
            },
            _ => return Ok(None),
        };
        let name = self.file.required(element, "name")?;
        let found = self.definitions.event(self.definitions.list[gate].container, name);
        let Some(found) = found else {
            let what = wanted.map_or("event", Kind::word);
            return Err(self.file.error(element, format!("the {what} '{name}' is not defined")));
        };
        let kind = self.definitions.list[found].kind;
        if wanted.is_some_and(|wanted| wanted != kind) {
            return Err(self.file.error(element, format!("'{name}' is a {}, not a {tag}", kind.word())));
        }
        Ok(Some(found))
    }

    /// The gates, each after those it names.
    fn in_order(&self, gates: &[usize]) -> Result<Vec<usize>, ReadError> {
        let is_gate = |definition: usize| self.definitions.list[definition].kind == Kind::Gate;
        let mut state: HashMap<usize, bool> = HashMap::new();
        let mut order = Vec::with_capacity(gates.len());
        for &start in gates {
            let mut stack = vec![(start, 0)];
            while let Some((gate, at)) = stack.pop() {
                if at == 0 && state.contains_key(&gate) {
                    continue;
                }
                state.entry(gate).or_insert(false);
                let next = self.names[&gate].iter().skip(at).position(|&name| is_gate(name));
                let Some(skipped) = next else {
                    state.insert(gate, true);
                    order.push(gate);
                    continue;
                };
                let name = self.names[&gate][at + skipped];
                stack.push((gate, at + skipped + 1));
                match state.get(&name) {
                    None => stack.push((name, 0)),
                    Some(true) => {}
                    Some(false) => {
                        let label = &self.definitions.list[name].name;
                        let message = format!("the gate '{label}' depends on itself: break the cycle");
                        return Err(self.file.error(self.definitions.list[name].element, message));
                    }
                }
            }
        }
        Ok(order)
    }

    fn gate(&mut self, gate: usize) -> Result<(), ReadError> {
        let element = self.definitions.list[gate].element;
        let parts = self.file.parts(element);
        let [formula] = parts[..] else {
            let message = format!(
                "the gate '{}' needs one formula and has {}",
                self.definitions.list[gate].name,
                parts.len()
            );
            return Err(self.file.error(element, message));
        };
        let end = self.file.document.end(formula);
        // An element comes before what it contains: backwards, everything is known when it is needed.
        let mut values = vec![Literal::TRUE; end - formula];
        for part in (formula..end).rev() {
            let arguments: Vec<Literal> =
                self.file.document.children(part).map(|child| values[child - formula]).collect();
            values[part - formula] = self.formula(part, gate, &arguments)?;
        }
        self.functions.insert(gate, values[0]);
        Ok(())
    }

    fn formula(&mut self, element: usize, gate: usize, arguments: &[Literal]) -> Result<Literal, ReadError> {
        if let Some(definition) = self.reference(element, gate)? {
            return self.event(definition);
        }
        let all = arguments.iter().copied();
        let tag = self.file.document.name(element);
        let (least, most) = match tag {
            "constant" => (0, 0),
            "not" => (1, 1),
            "imply" | "iff" => (2, 2),
            "and" | "or" | "xor" | "nand" | "nor" | "atleast" | "cardinality" => (1, usize::MAX),
            _ => {
                return Err(self.file.error(
                    element,
                    format!("<{tag}> is not a formula; expected and, or, not, xor, nand, nor, atleast, cardinality, \
                             imply, iff, constant, gate, basic-event or house-event"),
                ));
            }
        };
        if !(least..=most).contains(&arguments.len()) {
            let wanted = if least == most { format!("{least}") } else { format!("at least {least}") };
            let message = format!("<{tag}> takes {wanted} arguments and has {}", arguments.len());
            return Err(self.file.error(element, message));
        }
        Ok(match tag {
            "constant" => Literal::constant(truth(self.file, element)?),
            "not" => !arguments[0],
            "imply" => self.circuit.or([!arguments[0], arguments[1]]),
            "iff" => !self.circuit.xor(all),
            "and" => self.circuit.and(all),
            "nand" => !self.circuit.and(all),
            "or" => self.circuit.or(all),
            "nor" => !self.circuit.or(all),
            "xor" => self.circuit.xor(all),
            "atleast" => {
                let count = self.count(element, "min", arguments.len())?;
                self.circuit.at_least(count, arguments)
            }
            _ => {
                let least = self.count(element, "min", arguments.len())?;
                let most = self.count(element, "max", arguments.len())?;
                let enough = self.circuit.at_least(least, arguments);
                let more = self.circuit.at_least(most + 1, arguments);
                self.circuit.and([enough, !more])
            }
        })
    }

    fn count(&self, element: usize, key: &str, most: usize) -> Result<usize, ReadError> {
        let text = self.file.required(element, key)?;
        match text.parse::<usize>() {
            Ok(count) if count <= most => Ok(count),
            _ => {
                let message = format!(
                    "{key} is a whole number from 0 to the number of arguments, {most}; it is '{text}'"
                );
                Err(self.file.error(element, message))
            }
        }
    }

    fn event(&mut self, definition: usize) -> Result<Literal, ReadError> {
        if let Some(&known) = self.functions.get(&definition) {
            return Ok(known);
        }
        let Definitions { list, .. } = self.definitions;
        let function = if list[definition].kind == Kind::House {
            let parts = self.file.parts(list[definition].element);
            Literal::constant(match parts[..] {
                [] => false,
                [constant, ..] => truth(self.file, constant)?,
            })
        } else {
            self.basic_events.push(definition);
            self.circuit.variable(self.basic_events.len() as u32 - 1)
        };
        self.functions.insert(definition, function);
        Ok(function)
    }

    fn top(&self, gate: usize) -> TopEvent {
        let mut seen = vec![false; self.definitions.list.len()];
        let mut stack = vec![gate];
        let (mut gates, mut basic_events) = (0, 0);
        while let Some(definition) = stack.pop() {
            if std::mem::replace(&mut seen[definition], true) {
                continue;
            }
            match self.definitions.list[definition].kind {
                Kind::Gate => {
                    gates += 1;
                    stack.extend(&self.names[&definition]);
                }
                Kind::Basic => basic_events += 1,
                Kind::House | Kind::Parameter => {}
            }
        }
        let name = self.definitions.list[gate].name.clone();
        TopEvent { name, function: self.functions[&gate], gates, basic_events }
    }
}

pub(super) fn truth(file: &File<'_>, element: usize) -> Result<bool, ReadError> {
    let text = file.required(element, "value")?;
    match text {
        "true" | "1" => Ok(true),
        "false" | "0" => Ok(false),
        _ => Err(file.error(element, format!("value is true or false, not '{text}'"))),
    }
}
