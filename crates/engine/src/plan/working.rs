//! How many copies of a component work, and how often: the whole distribution, zones and common causes included.

use std::collections::BTreeMap;

use super::loss::Places;
use crate::analysis::pieces::{Piece, common_modes, own_modes};
use crate::analysis::{Options, Session};
use crate::model::{Component, CopyMode, Journey, Project, Required};

/// Most copies of a group with repairers, load sharing or the like that is solved once for each number of copies.
const MOST_SOLVED: u32 = 64;

/// The long run of a component's copies.
#[derive(Clone, Debug, PartialEq)]
pub struct Working {
    /// `below[k]`: the chance that fewer than k copies serve; from 0 to one more than there are.
    below: Vec<f64>,
    /// Whether crews or a shared load had to be left out, because there are too many copies.
    pub simplified: bool,
}

impl Working {
    /// Of a valid project's component. Copies repaired by themselves: Σ over what the zones leave, of a binomial distribution. With few repairers or a
    /// shared load: the exact answer for each number of copies that could be needed. Active-passive copies serve all at once or not at all.
    #[must_use]
    pub(super) fn new(project: &Project, places: &Places, component: usize) -> Self {
        let details = &project.components()[component];
        let copies = details.copy_count();
        let crews = details.copies.as_ref().and_then(|it| it.repairers).is_some_and(|crews| crews < copies);
        let shares = details.copies.as_ref().is_some_and(|it| it.load_factor() > 1.0);
        if details.mode() == CopyMode::ActivePassive {
            let down = chance_down(project, details, &mut Session::default()).unwrap_or(1.0);
            let active = details.required() as usize;
            let mut below = vec![down; active + 1];
            below[0] = 0.0;
            below.push(1.0);
            return Self { below, simplified: false };
        }
        if (crews || shares)
            && copies <= MOST_SOLVED
            && let Some(below) = solved(project, details)
        {
            return Self { below, simplified: false };
        }
        Self { below: direct(project, places, component), simplified: crews || shares }
    }

    /// The chance that fewer than so many copies serve.
    #[must_use]
    pub fn below(&self, copies: u32) -> f64 {
        self.below.get(copies as usize).copied().unwrap_or(1.0)
    }

    /// The requests a second that cannot be served on average, when `lacking` says how many that are with so many copies at work, fewer with more:
    /// Σ over the copies of what each would take times the chance that it is not there.
    #[must_use]
    pub fn unserved(&self, lacking: &dyn Fn(u32) -> f64) -> f64 {
        let there = self.below.len().saturating_sub(2) as u32;
        let mut before = lacking(0);
        let mut unserved = 0.0;
        for copy in 1..=there {
            if before <= 0.0 {
                break;
            }
            let now = lacking(copy);
            unserved += (before - now) * self.below(copy);
            before = now;
        }
        unserved + before
    }
}

/// The exact answer for a component by itself.
fn chance_down(project: &Project, component: &Component, session: &mut Session) -> Option<f64> {
    let mut alone = Project::empty();
    alone.zones.clone_from(&project.zones);
    alone.components = Some(vec![Component { needs: None, ..component.clone() }]);
    let entry = component.id.clone();
    alone.journeys = Some(vec![Journey { id: "alone".to_owned(), entry, ..Journey::default() }]);
    let answer = session.analyze(&alone, &Options::default()).ok()?;
    Some(answer.components.first()?.unavailability)
}

fn solved(project: &Project, component: &Component) -> Option<Vec<f64>> {
    let mut session = Session::default();
    let mut below = vec![0.0];
    for required in 1..=component.copy_count() {
        let mut component = component.clone();
        if let Some(copies) = &mut component.copies {
            copies.required = Some(Required::Count(required));
        }
        below.push(chance_down(project, &component, &mut session)?);
    }
    below.push(1.0);
    Some(below)
}

/// Binomial given how many copies the zones leave.
fn direct(project: &Project, places: &Places, component: usize) -> Vec<f64> {
    let details = &project.components()[component];
    let copies = details.copy_count();
    let single = Piece::series(own_modes(details));
    let common = Piece::series(common_modes(details)).down;
    let mut below = vec![0.0; copies as usize + 2];
    for (available, chance) in available(project, places, component) {
        let mut sum = 0.0;
        for working in 0..=copies {
            if working <= available {
                sum += binomial(available, working, single.down);
            }
            below[working as usize + 1] += chance * sum;
        }
    }
    for chance in below.iter_mut().skip(1) {
        *chance = (common + (1.0 - common) * *chance).min(1.0);
    }
    below[copies as usize + 1] = 1.0;
    below
}

/// P(exactly `working` of `copies` work), each down with the chance `down`.
fn binomial(copies: u32, working: u32, down: f64) -> f64 {
    let certain = |all: bool| if all { 1.0 } else { 0.0 };
    if down <= 0.0 {
        return certain(working == copies);
    }
    if down >= 1.0 {
        return certain(working == 0);
    }
    let (n, k) = (f64::from(copies), f64::from(working));
    let choose = libm::lgamma(n + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(n - k + 1.0);
    // Small numbers exactly: lgamma loses a digit or two.
    if copies <= 60 {
        let lower = working.min(copies - working);
        let choose = (0..lower).fold(1.0, |c, i| c * f64::from(copies - i) / f64::from(i + 1));
        return choose * libm::pow(1.0 - down, k) * libm::pow(down, n - k);
    }
    libm::exp(choose + k * libm::log1p(-down) + (n - k) * libm::log(down))
}

/// How many copies have a zone that is up: (copies, chance). Zones form a tree: each is up by itself or takes all it holds with it.
fn available(project: &Project, places: &Places, component: usize) -> BTreeMap<u32, f64> {
    let copies = project.components()[component].copy_count();
    let dealt = places.dealt(component, copies);
    if dealt.is_empty() {
        return BTreeMap::from([(copies, 1.0)]);
    }
    let mut above: Vec<usize> = dealt.iter().flat_map(|(zone, _)| places.line(*zone)).copied().collect();
    above.sort_unstable();
    above.dedup();
    let tree = Tree { project, places, dealt, above };
    let roots = tree.above.iter().filter(|&&zone| places.line(zone).len() == 1);
    roots.fold(BTreeMap::from([(0, 1.0)]), |so_far, &root| sum(&so_far, &tree.within(root)))
}

/// The zones above a component's copies.
struct Tree<'a> {
    project: &'a Project,
    places: &'a Places,
    dealt: Vec<(usize, u32)>,
    above: Vec<usize>,
}

impl Tree<'_> {
    /// The copies in a zone and all it holds.
    fn within(&self, zone: usize) -> BTreeMap<u32, f64> {
        let own = self.dealt.iter().find(|(place, _)| *place == zone).map_or(0, |(_, count)| *count);
        let held = self.above.iter().filter(|&&other| self.places.line(other).get(1) == Some(&zone));
        let up = held.fold(BTreeMap::from([(own, 1.0)]), |so_far, &child| sum(&so_far, &self.within(child)));
        let down = Piece::series(self.project.zones()[zone].failures()).down;
        let mut all: BTreeMap<u32, f64> =
            up.into_iter().map(|(count, chance)| (count, chance * (1.0 - down))).collect();
        *all.entry(0).or_insert(0.0) += down;
        all
    }
}

fn sum(one: &BTreeMap<u32, f64>, other: &BTreeMap<u32, f64>) -> BTreeMap<u32, f64> {
    let mut all = BTreeMap::new();
    for (a, p) in one {
        for (b, q) in other {
            *all.entry(a + b).or_insert(0.0) += p * q;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::model::read;

    fn working(project: &Project) -> Working {
        Working::new(project, &Places::new(project), 0)
    }

    fn project(copies: &str) -> Project {
        let text = format!(
            r#"{{"format": "ninefold/1", "zones": [{{"id": "r", "failures": [{{"mtbf": "1y", "mttr": "5h"}}]}},
                {{"id": "a", "parent": "r", "failures": [{{"mtbf": "300d", "mttr": "3h"}}]}}, {{"id": "b", "parent": "r", "failures": [{{"mtbf": "100d", "mttr": "9h"}}]}}],
            "components": [{{"id": "x", "zones": ["a", "b"], "failures": [{{"mtbf": "99h", "mttr": "1h"}}, {{"scope": "all", "mtbf": "30d", "mttr": "1h"}}],
                "copies": {copies}}}]}}"#
        );
        read(&text).unwrap().project
    }

    /// Two ways to the same chances: summed here, and the exact answer of the decision diagram for each number needed.
    #[test]
    fn the_distribution_agrees_with_the_exact_answer() {
        let project = project(r#"{"mode": "active-active", "count": 5, "required": 1}"#);
        let summed = direct(&project, &Places::new(&project), 0);
        let diagram = solved(&project, &project.components()[0]).unwrap();
        assert_eq!(summed.len(), 7);
        for (one, other) in summed.iter().zip(&diagram) {
            assert!((one - other).abs() <= 1e-12 * other, "{one} {other}");
        }
    }

    /// One copy of availability 0.99 (no zone): of 100 requests a second a hundredth is lost, and what exceeds the copy.
    #[test]
    fn unserved_requests_by_hand() {
        let text = r#"{"format": "ninefold/1", "components": [{"id": "x", "failures": [{"mtbf": "99h", "mttr": "1h"}]}]}"#;
        let working = working(&read(text).unwrap().project);
        for (demand, unserved) in [(100.0, 1.0), (130.0, 31.0), (50.0, 0.5)] {
            let lacking = |copies: u32| f64::max(demand - f64::from(copies) * 100.0, 0.0);
            assert!((working.unserved(&lacking) - unserved).abs() < 1e-12);
        }
        assert_eq!((working.below(0), working.below(2)), (0.0, 1.0));
    }

    #[test]
    fn crews_and_standbys_are_solved() {
        let crews = working(&project(r#"{"mode": "active-active", "count": 4, "repairers": 1}"#));
        let free = working(&project(r#"{"mode": "active-active", "count": 4}"#));
        assert!(crews.below(4) > free.below(4) && !crews.simplified);
        let pair = working(&project(r#"{"mode": "active-passive", "active": 1, "standby": 1}"#));
        assert!(pair.below(1) > 0.0 && pair.below(1) < 0.02 && pair.below(2) == 1.0);
    }

    #[test]
    fn many_copies_are_answered() {
        let text = r#"{"format": "ninefold/1", "components": [{"id": "x", "failures": [{"mtbf": "99h", "mttr": "1h"}],
            "copies": {"mode": "active-active", "count": 2000}}]}"#;
        let working = working(&read(text).unwrap().project);
        // Mean 1980, standard deviation 4.4: half are below the mean, few far from it.
        assert!(
            (working.below(1980) - 0.46).abs() < 0.05
                && working.below(1950) < 1e-8
                && working.below(2000) > 0.999
        );
    }
}
