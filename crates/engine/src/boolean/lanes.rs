//! A function whose chance is asked for at many settings of a few variables: four settings at a time, through only the nodes that they
//! change.

use super::diagram::{Chance, Compact, Diagram, Place};
use super::hashing::Table;
use super::slope::Parents;

/// Settings computed together.
pub const LANES: usize = 4;
/// Most nodes of the shapes that are kept of one diagram.
const KEPT: usize = 1_000_000;

/// The chances of one place in four settings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lanes {
    /// P(true).
    pub up: [f64; LANES],
    /// P(false).
    pub down: [f64; LANES],
}

impl Lanes {
    /// The same chance in all settings.
    #[must_use]
    pub fn all(chance: Chance) -> Self {
        Self { up: [chance.up; LANES], down: [chance.down; LANES] }
    }
}

/// A diagram with the chances of its variables and the values of all its places.
#[derive(Debug)]
pub struct Valued<'a> {
    diagram: &'a Diagram,
    values: Vec<Chance>,
    /// Not before something is set.
    parents: Option<Parents>,
    /// By place, between two questions [`Slot::Unknown`].
    slots: Vec<Slot>,
    shapes: Shapes,
}

/// Which nodes settings of some variables take: it depends on the diagram alone, whatever the chances are.
#[derive(Debug)]
struct Shape {
    /// The slot of each variable that can be set; none where it does not matter.
    inputs: Vec<Option<usize>>,
    /// The places whose values the first slots hold.
    needed: Vec<u32>,
    /// Their slots follow.
    nodes: Vec<Compact>,
    root: Place,
}

/// The variables, and the one that is held with the value it has.
type Key = (Vec<u32>, Option<(u32, bool)>);

/// The shapes of all settings asked for of one diagram: to be kept as long as the diagram.
#[derive(Debug, Default)]
pub struct Shapes {
    kept: Table<Key, Shape>,
    /// Nodes of all of them.
    nodes: usize,
    /// Room for the values.
    room: Vec<[f64; LANES]>,
}

/// Where a place is found among the values of some settings.
#[derive(Clone, Copy, Debug)]
enum Slot {
    /// Not looked for.
    Unknown,
    /// Another value than here, if it is needed at all.
    Touched,
    /// … and it is needed.
    Needed,
    /// There.
    At(Place),
}

impl<'a> Valued<'a> {
    /// With these chances of all variables.
    #[must_use]
    pub fn new(diagram: &'a Diagram, chances: &[Chance]) -> Self {
        Self::with_shapes(diagram, chances, Shapes::default())
    }

    /// The same with the shapes known from an earlier time, which [`Valued::into_shapes`] gives back.
    #[must_use]
    pub fn with_shapes(diagram: &'a Diagram, chances: &[Chance], shapes: Shapes) -> Self {
        Self { diagram, values: diagram.values(chances), parents: None, slots: Vec::new(), shapes }
    }

    /// What is known now of the diagram's shapes.
    #[must_use]
    pub fn into_shapes(self) -> Shapes {
        self.shapes
    }

    /// The diagram.
    #[must_use]
    pub fn diagram(&self) -> &'a Diagram {
        self.diagram
    }

    /// P(true) and P(false) of the function.
    #[must_use]
    pub fn chance(&self) -> Chance {
        self.diagram.root.of(&self.values)
    }

    /// Birnbaum importance of every variable, of which there are so many: see [`Diagram::birnbaum`].
    #[must_use]
    pub fn birnbaum(&self, variables: usize) -> Vec<f64> {
        self.diagram.importances(&self.values, variables)
    }

    /// Prepares for settings of `variables`, with another variable held at true or false. To be given back by [`Valued::keep`].
    #[must_use]
    pub fn settings(&mut self, variables: Vec<u32>, held: Option<(u32, bool)>) -> Settings {
        let key = (variables, held);
        let shape = match self.shapes.kept.remove(&key) {
            Some(shape) => {
                self.shapes.nodes -= shape.nodes.len();
                shape
            }
            None => self.shape(&key.0, held),
        };
        let mut settings = Settings { key, shape, values: std::mem::take(&mut self.shapes.room) };
        // What is left of an earlier time is written over before it is read.
        let count = 2 * (settings.shape.needed.len() + settings.shape.nodes.len());
        settings.values.resize(settings.values.len().max(count), [0.0; LANES]);
        for slot in 0..settings.shape.needed.len() {
            settings.put(slot, Lanes::all(self.values[settings.shape.needed[slot] as usize]));
        }
        settings
    }

    /// Takes settings back when they are done with.
    pub fn keep(&mut self, settings: Settings) {
        let Settings { key, shape, values, .. } = settings;
        self.shapes.room = values;
        if self.shapes.nodes + shape.nodes.len() <= KEPT {
            self.shapes.nodes += shape.nodes.len();
            self.shapes.kept.insert(key, shape);
        }
    }

    fn shape(&mut self, variables: &[u32], held: Option<(u32, bool)>) -> Shape {
        let diagram = self.diagram;
        let first = diagram.first_node();
        let place_of = |variable: u32| diagram.places(&[variable]).first().map(|(place, _)| *place as usize);
        let held = held.and_then(|(variable, value)| Some((place_of(variable)?, value)));
        let inputs: Vec<Option<usize>> = variables.iter().map(|&variable| place_of(variable)).collect();
        let places = inputs.iter().flatten().chain(held.iter().map(|(place, _)| place));
        let parents = self.parents.get_or_insert_with(|| Parents::new(diagram));
        let above = parents.above_places(diagram, places.copied());
        self.slots.resize(self.values.len(), Slot::Unknown);
        above.iter().for_each(|&node| self.slots[first + node as usize] = Slot::Touched);
        let taken = |node: &Compact| match held {
            Some((place, value)) if node.decision.at() == place => {
                Some(if value != node.decision.is_complement() { node.high } else { node.low })
            }
            _ => None,
        };
        let mut needed = Vec::new();
        self.need(diagram.root, &mut needed);
        for &node in above.iter().rev() {
            let compact = &diagram.nodes[node as usize];
            if matches!(self.slots[first + node as usize], Slot::Needed) {
                match taken(compact) {
                    Some(branch) => self.need(branch, &mut needed),
                    None => compact.needs().into_iter().for_each(|place| self.need(place, &mut needed)),
                }
            }
        }
        let shape = self.compact(&inputs, &above, needed, &taken);
        for &node in &above {
            self.slots[first + node as usize] = Slot::Unknown;
            for place in diagram.nodes[node as usize].needs() {
                self.slots[place.at()] = Slot::Unknown;
            }
        }
        self.slots[diagram.root.at()] = Slot::Unknown;
        shape
    }

    /// What is as it is here gets a slot at once.
    fn need(&mut self, place: Place, needed: &mut Vec<u32>) {
        let slot = &mut self.slots[place.at()];
        match slot {
            Slot::Unknown => {
                *slot = Slot::At(Place::new(needed.len(), false));
                needed.push(place.at() as u32);
            }
            Slot::Touched => *slot = Slot::Needed,
            Slot::Needed | Slot::At(_) => {}
        }
    }

    /// The nodes that are needed, over the values that they need.
    fn compact(
        &mut self,
        inputs: &[Option<usize>],
        above: &[u32],
        needed: Vec<u32>,
        taken: &dyn Fn(&Compact) -> Option<Place>,
    ) -> Shape {
        let first = needed.len();
        let of = |slots: &[Slot], place: Place| match slots[place.at()] {
            Slot::At(slot) => slot.with_sign(place.is_complement()),
            _ => place,
        };
        let mut nodes = Vec::new();
        for &node in above {
            let place = self.diagram.first_node() + node as usize;
            if !matches!(self.slots[place], Slot::Needed) {
                continue;
            }
            let compact = &self.diagram.nodes[node as usize];
            if let Some(branch) = taken(compact) {
                self.slots[place] = Slot::At(of(&self.slots, branch));
                continue;
            }
            // A node's value is never meant negated, but where it is another's it may be that one's negation.
            let [decision, low, high] = compact.needs().map(|place| of(&self.slots, place));
            self.slots[place] = Slot::At(Place::new(first + nodes.len(), false));
            nodes.push(Compact { decision, low, high });
        }
        let slot_of = |place: &Option<usize>| match place.map(|place| self.slots[place]) {
            Some(Slot::At(slot)) => Some(slot.at()),
            _ => None,
        };
        let inputs = inputs.iter().map(slot_of).collect();
        let root = of(&self.slots, self.diagram.root);
        nodes.shrink_to_fit();
        Shape { inputs, needed, nodes, root }
    }
}

/// A function of a few variables: see [`Valued::settings`].
#[derive(Debug)]
pub struct Settings {
    key: Key,
    shape: Shape,
    /// By slot: P(true), then P(false).
    values: Vec<[f64; LANES]>,
}

impl Settings {
    /// How many nodes are computed each time.
    #[must_use]
    pub fn nodes(&self) -> usize {
        self.shape.nodes.len()
    }

    /// Sets a variable, by its position in the list given at the start.
    pub fn set(&mut self, variable: usize, chances: Lanes) {
        if let Some(slot) = self.shape.inputs[variable] {
            self.put(slot, chances);
        }
    }

    fn put(&mut self, slot: usize, Lanes { up, down }: Lanes) {
        (self.values[2 * slot], self.values[2 * slot + 1]) = (up, down);
    }

    /// P(false) in each of the four settings.
    #[must_use]
    pub fn down(&mut self) -> [f64; LANES] {
        let first = self.shape.needed.len();
        for at in 0..self.shape.nodes.len() {
            let node = &self.shape.nodes[at];
            let ((up, down), yes, no) =
                (self.sides(node.decision), self.sides(node.high), self.sides(node.low));
            let mut value = Lanes { up: [0.0; LANES], down: [0.0; LANES] };
            for lane in 0..LANES {
                value.up[lane] = up[lane] * yes.0[lane] + down[lane] * no.0[lane];
                value.down[lane] = up[lane] * yes.1[lane] + down[lane] * no.1[lane];
            }
            self.put(first + at, value);
        }
        *self.sides(self.shape.root).1
    }

    /// P(true) and P(false) of what a place means.
    fn sides(&self, place: Place) -> (&[f64; LANES], &[f64; LANES]) {
        let (yes, no) = place.sides();
        (&self.values[yes], &self.values[no])
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::boolean::circuit::{Circuit, Literal};
    use crate::boolean::functions::Functions;

    /// Every setting of two variables, with a third free or held, equals a whole evaluation.
    #[test]
    fn settings_are_evaluations() {
        let mut circuit = Circuit::new();
        let v: Vec<Literal> = (0..7).map(|variable| circuit.variable(variable)).collect();
        let pair = circuit.or([v[5], v[6]]);
        let two = circuit.at_least(2, &[v[0], v[1], v[2], v[3], pair]);
        let other = circuit.if_else(v[1], v[4], v[0]);
        let root = circuit.and([two, other]);
        let functions = Functions::new(&mut circuit, &[root], 1_000, None).unwrap();
        let chances: Vec<Chance> = [0.1, 0.02, 0.3, 0.25, 0.5, 0.6, 0.01].map(Chance::of_down).to_vec();
        for diagram in functions.diagrams(&[root, !root]) {
            let mut valued = Valued::new(&diagram, &chances);
            for held in [None, Some((1, false)), Some((1, true)), Some((5, true)), Some((0, false))] {
                // The second time from the shape that was kept.
                let settings = valued.settings(vec![2, 4], held);
                valued.keep(settings);
                let mut settings = valued.settings(vec![2, 4], held);
                let points = [(0.0, 1.0), (0.2, 0.3), (1.0, 0.0), (0.7, 0.7)];
                let lanes = |of: &dyn Fn((f64, f64)) -> f64| Lanes {
                    up: points.map(|point| 1.0 - of(point)),
                    down: points.map(of),
                };
                settings.set(0, lanes(&|point| point.0));
                settings.set(1, lanes(&|point| point.1));
                for (point, down) in points.into_iter().zip(settings.down()) {
                    let mut chances = chances.clone();
                    chances[2] = Chance::of_down(point.0);
                    chances[4] = Chance::of_down(point.1);
                    if let Some((variable, value)) = held {
                        chances[variable as usize] = if value { Chance::CERTAIN } else { Chance::NEVER };
                    }
                    assert!((down - diagram.chance(&chances).down).abs() < 1e-15);
                }
                valued.keep(settings);
            }
        }
    }
}
