//! Each journey as a function of what is said of its components by themselves: for questions that change the components.

use super::error::AnalysisError;
use super::graph::Graph;
use super::wiring::Wiring;
use crate::boolean::circuit::{Circuit, Literal};
use crate::boolean::diagram::Diagram;
use crate::boolean::functions::Functions;
use crate::model::Project;

/// "The journey is up" for every journey of a valid project, over the functions that `own` gives for its components. Rules hold as soon as they can; where
/// `relief` gives a variable for a hard link (component, position among its hard links), the link also holds while that is true.
///
/// # Errors
/// When it takes more than `limit` nodes.
pub fn skeleton(
    project: &Project,
    graph: &Graph,
    own: &mut dyn FnMut(&mut Circuit) -> Vec<Literal>,
    relief: &dyn Fn(usize, usize) -> Option<u32>,
    limit: usize,
) -> Result<Vec<Diagram>, AnalysisError> {
    let (mut circuit, up) = Wiring::over(project, graph, own, relief, limit)?;
    let functions = Functions::new(&mut circuit, &up, limit, None)?;
    Ok(functions.diagrams(&up))
}
