//! The project as flat arrays: what the event loop reads. Components are *units* here, numbered so that whatever a
//! unit needs comes before it (members of one cycle side by side).

use super::causes::Causes;
use super::sampler::Sampler;
use super::script::Deed;
use super::stream::Stream;
use super::traffic::Traffic;
use super::upkeep::Upkeep;

/// Lists of numbers, one a row, in one array.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rows {
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Rows {
    /// From (row, item) pairs; the items of a row keep their order.
    pub(crate) fn new(rows: usize, pairs: &[(usize, usize)]) -> Self {
        let mut starts = vec![0u32; rows + 1];
        for &(row, _) in pairs {
            starts[row + 1] += 1;
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut items = vec![0; pairs.len()];
        for &(row, item) in pairs {
            items[next[row] as usize] = item as u32;
            next[row] += 1;
        }
        Self { starts, items }
    }

    /// One row.
    #[inline]
    pub(crate) fn row(&self, row: usize) -> &[u32] {
        &self.items[self.range(row)]
    }

    /// Where one row stands among the items of all.
    #[inline]
    pub(crate) fn range(&self, row: usize) -> std::ops::Range<usize> {
        self.starts[row] as usize..self.starts[row + 1] as usize
    }

    /// Items of all rows.
    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }
}

/// What an event slot stands for. Slots 0 … processes − 1 are the failure processes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// A failure mode of a copy.
    Copy(u32),
    /// A failure mode that strikes a whole unit.
    Unit(u32),
    /// A failure mode of a zone.
    Zone(u32),
    /// A failed copy is taken out of rotation.
    Detection(u32),
    /// The timer of an active-passive group.
    Passive(u32),
    /// The timer of a failover rule.
    Failover(u32),
    /// The next line of the scenario.
    Script,
    /// Planned work begins, goes on to the next copy, or ends.
    Upkeep(u32),
    /// A circuit breaker opens, or tries again.
    Breaker(u32),
    /// Copies that were asked for are there.
    Scale(u32),
    /// The demand changes with the hour.
    Demand,
}

/// An alternating failure process.
#[derive(Clone, Debug)]
pub(crate) struct Process {
    pub up: Sampler,
    pub down: Sampler,
    /// Whether its repairs wait for a repairer.
    pub crewed: bool,
    /// Whether its up time runs slower while its copy stands by.
    pub scaled: bool,
    /// Whether its failures come from the common stream.
    pub streamed: bool,
    /// What people call it.
    pub name: String,
}

/// One copy of a unit.
#[derive(Clone, Debug)]
pub(crate) struct Copy {
    pub unit: u32,
    /// Its failure processes: a range of slots.
    pub processes: (u32, u32),
    /// Its detection timer, if the unit has detection.
    pub detection: Option<u32>,
}

/// How the copies of a unit make it up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Redundancy {
    /// At least so many must work.
    Threshold(u32),
    /// An active-passive group.
    Passive(u32),
}

/// How a unit needs its hard links.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Support {
    /// At least so many must serve.
    Count(u32),
    /// A failover rule.
    Failover(u32),
    /// Part of a cycle, solved as a whole.
    Cycle(u32),
}

/// A component.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    /// Position in the project.
    pub component: usize,
    pub id: String,
    pub name: String,
    /// Its copies: a range.
    pub copies: (u32, u32),
    pub redundancy: Redundancy,
    /// Row of the crew table, where repairers are limited.
    pub crew: Option<u32>,
    pub detection: Option<Sampler>,
    /// How fast a working copy's up times run while so many others do not work; empty where copies share no load.
    pub speeds: Vec<f64>,
    /// Neither crew nor shared load, and no traffic: a copy too many can go and cost nothing, or the requests until it is noticed.
    pub plain: bool,
    pub support: Support,
}

impl Unit {
    /// How many copies there are.
    pub(crate) fn copy_count(&self) -> u32 {
        self.copies.1 - self.copies.0
    }
}

/// An active-passive group.
#[derive(Clone, Debug)]
pub(crate) struct Passive {
    pub unit: u32,
    pub active: u32,
    /// What a standby's clock is multiplied by.
    pub factor: f64,
    pub time: Sampler,
    /// Added for a cold standby.
    pub start: Option<Sampler>,
    pub success: f64,
    pub manual: Option<Sampler>,
    pub failback: Option<Sampler>,
    /// How far the standbys are behind, in hours.
    pub lag: f64,
    pub timer: u32,
}

/// A limited crew: at most so many copies under repair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Crew {
    pub repairers: u32,
}

/// A failover rule between links.
#[derive(Clone, Debug)]
pub(crate) struct Failover {
    pub unit: u32,
    pub time: Sampler,
    pub success: f64,
    pub manual: Option<Sampler>,
    pub timer: u32,
}

/// A strongly connected set of units (or one that needs itself): a range, since members lie side by side.
#[derive(Clone, Debug)]
pub(crate) struct Cycle {
    pub members: (u32, u32),
    /// Every member uses `all`: each serves when all of them can.
    pub mutual: bool,
}

/// A member of a cycle by its own rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MemberRule {
    Count(u32),
    Failover(u32),
}

/// A soft link.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Soft {
    pub target: u32,
    pub loss: f64,
}

/// A zone.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    pub id: String,
    pub name: String,
}

/// A journey.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub id: String,
    pub entry: u32,
    /// Whether anything but the entry matters: soft links or detection beneath it.
    pub rich: bool,
}

/// What a scenario strikes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Target {
    Unit(u32),
    Zone(u32),
}

/// The whole model.
#[derive(Clone, Debug, Default)]
pub(crate) struct Compiled {
    pub slots: Vec<Slot>,
    pub processes: Vec<Process>,
    pub copies: Vec<Copy>,
    pub units: Vec<Unit>,
    pub passives: Vec<Passive>,
    pub crews: Vec<Crew>,
    pub failovers: Vec<Failover>,
    pub cycles: Vec<Cycle>,
    /// For members of cycles (by unit); others unused.
    pub member_rules: Vec<Option<MemberRule>>,
    pub zones: Vec<Place>,
    /// Zone → copies anywhere inside it, by unit.
    pub zone_copies: Rows,
    /// Unit → units it needs by hard links, in file order.
    pub needs: Rows,
    /// Unit → units that need it, by hard links, outside its own cycle; one entry a link.
    pub dependents: Rows,
    /// The same inside its own cycle.
    pub cycle_dependents: Rows,
    /// Unit → its soft links (rows into `softs`).
    pub soft_links: Rows,
    pub softs: Vec<Soft>,
    pub journeys: Vec<Route>,
    /// Unit → journeys whose state may change with it.
    pub watchers: Rows,
    /// What the scenario does.
    pub deeds: Vec<Deed>,
    pub script_slot: Option<u32>,
    /// Planned work.
    pub upkeep: Vec<Upkeep>,
    /// Planned work → journeys whose downtime it excuses.
    pub excuses: Rows,
    /// Requests, where anything depends on how many there are.
    pub traffic: Option<Box<Traffic>>,
    /// Failures of all processes with exponential up times.
    pub stream: Stream,
    /// What ends service.
    pub causes: Causes,
    /// Whether hardly any event is ever pending.
    pub few_pending: bool,
}
