//! Where the minutes go, one step finer than the contributions: the failures of copies, common causes, zones, and switching over.

use serde::Serialize;

use super::answer::ContributorKind;
use super::balance::Balance;
use super::charges;
use super::error::AnalysisError;
use super::graph::Graph;
use super::solve::{self, Options, SECONDS_PER_YEAR, Work};
use super::standby;
use super::structure::{Kind, Structure};
use crate::model::{CopyMode, Project};
use crate::order;

/// Why minutes are lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// Too few copies of a component work.
    Failures,
    /// What strikes all copies of a component at once.
    CommonCause,
    /// A zone is out.
    Zone,
    /// Something switches over because of a failure: the time it takes, or that it fails.
    Failover,
}

impl Cause {
    /// For people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Failures => "failures",
            Self::CommonCause => "common cause",
            Self::Zone => "zone out",
            Self::Failover => "failover",
        }
    }
}

/// A share of a journey's downtime.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Attribution {
    /// The component or zone that failed.
    pub id: String,
    /// Which of the two.
    pub kind: ContributorKind,
    /// How that cost minutes.
    pub cause: Cause,
    /// In 8,760 h; the shares sum to the journey's downtime.
    pub downtime_seconds_per_year: f64,
}

/// Where every journey's minutes go, in the file's order; most minutes first. The shares of one owner are those of its contribution, told
/// apart by their cause (docs/methods.md, section 5).
///
/// # Errors
/// As [`super::analyze`].
///
/// ```
/// use ninefold_engine::{analysis::{self, Cause}, model};
/// let text = r#"{"format": "ninefold/1", "components": [{"id": "db", "failures": [
///   {"mtbf": "999h", "mttr": "1h"}, {"scope": "all", "mtbf": "1999h", "mttr": "1h"}]}],
///   "journeys": [{"id": "query", "entry": "db"}]}"#;
/// let project = model::read(text).unwrap().project;
/// let parts = &analysis::attribution(&project, &analysis::Options::default()).unwrap()[0];
/// assert_eq!((parts[0].cause, parts[1].cause), (Cause::Failures, Cause::CommonCause));
/// ```
pub fn attribution(project: &Project, options: &Options) -> Result<Vec<Vec<Attribution>>, AnalysisError> {
    let off = solve::prepare(project, options)?;
    let graph = Graph::new(project);
    let structure = Structure::new(project, &graph, &off, options.node_limit)?;
    let causes = charges::causes(project, &graph, &structure);
    let work = Work::new(project, &graph, &structure, options, &off, &causes);
    Ok(work.books(&mut Vec::new()).iter().map(|books| of_books(project, &structure, books)).collect())
}

fn of_books(project: &Project, structure: &Structure, books: &Balance) -> Vec<Attribution> {
    let mut found: Vec<(Kind, Cause, f64)> = Vec::new();
    for share in &books.shares {
        let variable = &structure.variables[share.variable as usize];
        let own = share.down - share.switching;
        found.push((variable.kind, Cause::Failover, share.switching));
        match variable.kind {
            Kind::Zone(_) => found.push((variable.kind, Cause::Zone, own)),
            Kind::Common(_) => found.push((variable.kind, Cause::CommonCause, own)),
            Kind::Copies { component, .. } => {
                let switching = own * switching_share(project, component, &variable.piece.outages);
                found.push((variable.kind, Cause::Failover, switching));
                found.push((variable.kind, Cause::Failures, own - switching));
            }
            Kind::Switch(_) | Kind::Fallback(..) | Kind::Detection(_) => {
                found.push((variable.kind, Cause::Failover, own));
            }
        }
    }
    let mut parts: Vec<Attribution> = Vec::new();
    for (kind, cause, down) in found.into_iter().filter(|(_, _, down)| *down > 0.0) {
        let (id, kind) = owner(project, kind);
        let seconds = down * SECONDS_PER_YEAR;
        match parts.iter_mut().find(|part| part.id == id && part.cause == cause) {
            Some(part) => part.downtime_seconds_per_year += seconds,
            None => {
                parts.push(Attribution {
                    id: id.to_owned(),
                    kind,
                    cause,
                    downtime_seconds_per_year: seconds,
                });
            }
        }
    }
    order::sort_by(&mut parts, |a, b| {
        b.downtime_seconds_per_year
            .total_cmp(&a.downtime_seconds_per_year)
            .then_with(|| a.id.cmp(&b.id))
            .then_with(|| a.cause.cmp(&b.cause))
    });
    parts
}

/// Which share of the downtime of an active-passive group is switching: known lengths, so often as each begins.
fn switching_share(project: &Project, component: usize, outages: &[(f64, super::law::TimeLaw)]) -> f64 {
    let component = &project.components()[component];
    let total: f64 = outages.iter().map(|(share, law)| share * law.mean).sum();
    if component.mode() != CopyMode::ActivePassive || component.copy_count() == 1 || total <= 0.0 {
        return 0.0;
    }
    let laws = standby::switching_laws(component);
    let switching: f64 =
        outages.iter().filter(|(_, law)| laws.contains(law)).map(|(share, law)| share * law.mean).sum();
    (switching / total).clamp(0.0, 1.0)
}

fn owner(project: &Project, kind: Kind) -> (&str, ContributorKind) {
    match kind {
        Kind::Zone(zone) => (&project.zones()[zone].id, ContributorKind::Zone),
        Kind::Common(component)
        | Kind::Copies { component, .. }
        | Kind::Switch(component)
        | Kind::Fallback(component, _)
        | Kind::Detection(component) => (&project.components()[component].id, ContributorKind::Component),
    }
}
