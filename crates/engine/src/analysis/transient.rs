//! From "everything works" on: the chance of being down at a moment, and how often the system goes down then.
//!
//! Every variable is moved in time by itself (modes in closed form, chains by uniformisation) and the diagram puts them together, at each moment
//! as in the long run. Exponential times with the given means throughout.

use super::charges::{Cause, Charge};
use super::graph::Graph;
use super::pieces::{self, Course};
use super::structure::{Kind, Structure};
use super::uniform::Uniform;
use crate::boolean::diagram::{Chance, Diagram};
use crate::model::{Failure, Project};

/// A variable on its way from "up".
enum Mover {
    /// Modes in series.
    Modes(Modes),
    /// The same modes in each of several copies: available, required.
    Copies(Modes, u32, u32),
    /// Reads a chain, by number: what it says for so many available copies.
    Chain(usize, Reading),
    /// Chances that do not change.
    Still(f64),
}

enum Reading {
    Crew { failing: f64, available: u32, required: u32 },
    Labels { available: u32, required: u32 },
}

/// Failure modes by their rates of failure and repair per hour.
struct Modes(Vec<(f64, f64)>);

impl Modes {
    fn of<'a>(modes: impl IntoIterator<Item = &'a Failure>) -> Self {
        let rates = modes.into_iter().map(|mode| (1.0 / mode.mtbf_hours(), 1.0 / mode.mttr_hours()));
        Self(rates.filter(|(failing, repair)| *failing > 0.0 && repair.is_finite()).collect())
    }

    /// Down: u ← u + (1 − u)·uᵢ with uᵢ = λ/(λ+μ)·(1 − e^(−(λ+μ)t)); and the sum of the failure rates.
    fn at(&self, hours: f64) -> (f64, f64) {
        let (mut down, mut rate) = (0.0, 0.0);
        for (failing, repair) in &self.0 {
            let sum = failing + repair;
            down += (1.0 - down) * (failing / sum * -libm::expm1(-sum * hours));
            rate += failing;
        }
        (down, rate)
    }
}

/// A system on its way from "everything works".
pub struct Evolution<'a> {
    structure: &'a Structure,
    movers: Vec<Mover>,
    chains: Vec<(Uniform, Vec<f64>)>,
    hours: f64,
}

/// A function of the system at one moment.
#[derive(Clone, Copy, Debug)]
pub struct SystemMoment {
    /// Chance of being down.
    pub down: f64,
    /// Up → down transitions per hour.
    pub frequency: f64,
}

impl<'a> Evolution<'a> {
    /// At hour 0. Only the variables of `support` are moved.
    #[must_use]
    pub fn new(
        project: &Project,
        graph: &Graph,
        structure: &'a Structure,
        support: &[u32],
        zones_held: bool,
    ) -> Self {
        let mut chains = Vec::new();
        let mut of_component: Vec<(usize, usize)> = Vec::new();
        let mut mover = |number: usize, kind: Kind| match kind {
            _ if support.binary_search(&(number as u32)).is_err() => Mover::Still(0.0),
            Kind::Zone(zone) => Mover::Modes(Modes::of(project.zones()[zone].failures())),
            Kind::Common(component) => {
                Mover::Modes(Modes::of(pieces::common_modes(&project.components()[component])))
            }
            Kind::Copies { component, available } => {
                match pieces::course(project, graph, component, available, zones_held) {
                    Course::Perfect => Mover::Still(0.0),
                    Course::Independent(available, required) => {
                        let modes = Modes::of(pieces::own_modes(&project.components()[component]));
                        Mover::Copies(modes, available, required)
                    }
                    Course::Crew(motion, failing, available, required) => {
                        chains.push(started(motion));
                        Mover::Chain(chains.len() - 1, Reading::Crew { failing, available, required })
                    }
                    Course::Chain(motion, available, required) => {
                        // One chain with all numbers of available copies in it is moved once.
                        let shared = motion.labels.iter().any(|label| label.available != available);
                        let known = of_component.iter().find(|(known, _)| shared && *known == component);
                        let known = known.map(|(_, chain)| *chain);
                        let chain = known.unwrap_or_else(|| {
                            chains.push(started(motion));
                            of_component.push((component, chains.len() - 1));
                            chains.len() - 1
                        });
                        Mover::Chain(chain, Reading::Labels { available, required })
                    }
                }
            }
            Kind::Switch(_) => Mover::Still(0.0),
            Kind::Fallback(..) | Kind::Detection(_) => Mover::Still(structure.variables[number].chance.down),
        };
        let variables = structure.variables.iter().enumerate();
        let movers = variables.map(|(number, variable)| mover(number, variable.kind)).collect();
        Self { structure, movers, chains, hours: 0.0 }
    }

    /// Moves on to a later hour.
    pub fn advance_to(&mut self, hours: f64) {
        let step = hours - self.hours;
        if step > 0.0 {
            for (chain, p) in &mut self.chains {
                chain.advance(p, step);
            }
            self.hours = hours;
        }
    }

    /// The chances of all variables now, and how often each goes down per hour.
    #[must_use]
    pub fn variables(&self) -> (Vec<Chance>, Vec<f64>) {
        let now = |mover: &Mover| match mover {
            Mover::Still(down) => (*down, 0.0),
            Mover::Modes(modes) => {
                let (down, rate) = modes.at(self.hours);
                (down, (1.0 - down) * rate)
            }
            Mover::Copies(modes, available, required) => {
                let (down, rate) = modes.at(self.hours);
                pieces::independent(down, rate, *available, *required)
            }
            Mover::Chain(chain, reading) => {
                let (chain, p) = &self.chains[*chain];
                match reading {
                    Reading::Crew { failing, available, required } => {
                        pieces::crewed(*failing, p, *available, *required)
                    }
                    Reading::Labels { available, required } => {
                        let moments = chain.motion().moments(p, *required);
                        let moment = moments.iter().find(|(copies, _)| copies == available);
                        moment.map_or((0.0, 0.0), |(_, moment)| (moment.down, moment.frequency))
                    }
                }
            }
        };
        let moments: Vec<(f64, f64)> = self.movers.iter().map(now).collect();
        let chances = moments.iter().map(|(down, _)| Chance::of_down(*down)).collect();
        (chances, moments.into_iter().map(|(_, frequency)| frequency).collect())
    }

    /// The function of `diagram` now. Interruptions that switching makes (`causes` with their long-run `charges`) are reached as if their
    /// lengths were exponential: per failure of the cause hours · (1 − e^(−t/length)).
    #[must_use]
    pub fn moment(&self, diagram: &Diagram, causes: &[Cause], charges: &[Charge]) -> SystemMoment {
        let (chances, frequencies) = self.variables();
        let birnbaum = diagram.birnbaum(&chances);
        let mut moment = SystemMoment { down: diagram.chance(&chances).down, frequency: 0.0 };
        for &number in diagram.support() {
            let number = number as usize;
            moment.frequency += birnbaum[number].max(0.0) * frequencies[number];
        }
        for (cause, charge) in causes.iter().zip(charges).filter(|(_, charge)| charge.hours > 0.0) {
            let rate = frequencies[cause.variable as usize];
            let length = if charge.at_once > 0.0 { charge.hours / charge.at_once } else { 0.0 };
            let reached = if length > 0.0 { -libm::expm1(-self.hours / length) } else { 1.0 };
            moment.down += rate * charge.hours * reached;
            moment.frequency += rate * charge.at_once;
        }
        moment
    }

    /// The shortest time on which anything changes, in hours.
    #[must_use]
    pub fn shortest_time(&self) -> f64 {
        let mut fastest: f64 = 0.0;
        for mover in &self.movers {
            if let Mover::Modes(modes) | Mover::Copies(modes, ..) = mover {
                fastest = modes.0.iter().map(|(failing, repair)| failing + repair).fold(fastest, f64::max);
            }
        }
        for (chain, _) in &self.chains {
            fastest = chain.motion().moves.iter().map(|(_, _, rate)| *rate).fold(fastest, f64::max);
        }
        if fastest > 0.0 { 1.0 / fastest } else { 1.0 }
    }

    /// The structure it moves in.
    #[must_use]
    pub fn structure(&self) -> &Structure {
        self.structure
    }
}

fn started(motion: super::motion::Motion) -> (Uniform, Vec<f64>) {
    let mut p = vec![0.0; motion.state_count()];
    p[0] = 1.0;
    (Uniform::new(motion), p)
}
