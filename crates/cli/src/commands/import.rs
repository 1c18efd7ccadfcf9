//! `ninefold import`: another tool's file becomes a project.

use std::path::Path;

use ninefold_engine::model::{self, Project};
use ninefold_engine::read::open_psa::{self, drawing};

use crate::args::Import;
use crate::failure::Failure;
use crate::{Outcome, input, output};

/// Most bytes of a file: what can be drawn is far smaller.
const MAX_BYTES: u64 = 64 << 20;

/// Runs the command.
pub fn run(arguments: &Import) -> Result<Outcome, Failure> {
    let name = input::display_name(&arguments.file);
    let unreadable = |reason: String| Failure::Unreadable { file: name.to_owned(), reason };
    let text = input::text(&arguments.file, MAX_BYTES).map_err(unreadable)?;
    let (project, warnings) = read(&text, arguments.mission_time).map_err(unreadable)?;
    for warning in warnings {
        eprintln!("warning: {name}: {warning}");
    }
    let to_stdout = arguments.output == Path::new("-");
    if !to_stdout && !arguments.force && arguments.output.exists() {
        let message = format!("{} exists already", arguments.output.display());
        return Err(Failure::usage(message, "--force replaces it"));
    }
    output::write(&arguments.output, &model::write(&project))?;
    if !to_stdout {
        let file = arguments.output.display();
        let (components, links) =
            (project.components.as_ref().map_or(0, Vec::len), project.links.as_ref().map_or(0, Vec::len));
        output::print(&format!(
            "Wrote {file}: {components} components, {links} links. Next: ninefold analyze {file}\n"
        ))?;
    }
    Ok(Outcome::Done)
}

/// What the file says, by what it looks like.
fn read(text: &str, mission_hours: f64) -> Result<(Project, Vec<String>), String> {
    if !text.trim_start_matches('\u{feff}').trim_start().starts_with('<') {
        return Err("this is no file that can be imported; an Open-PSA fault tree (XML) can".to_owned());
    }
    let trees = open_psa::read(text, mission_hours).map_err(|error| error.to_string())?;
    let project = drawing::project(&trees).map_err(|error| error.to_string())?;
    Ok((project, trees.warnings))
}
