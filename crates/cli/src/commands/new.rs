//! `ninefold new` and `ninefold templates`: starting from a ready-made project.

use std::path::Path;

use ninefold_engine::templates;
use serde_json::json;

use crate::args::{New, Templates};
use crate::failure::Failure;
use crate::table::table;
use crate::{Outcome, output};

/// Writes a template to a file.
pub fn run(arguments: &New) -> Result<Outcome, Failure> {
    let wanted = arguments.template.as_str();
    let Some(template) = templates::all().iter().find(|template| template.id == wanted) else {
        let ids: Vec<&str> = templates::all().iter().map(|template| template.id).collect();
        return Err(Failure::usage(
            format!("no template '{wanted}'"),
            format!("there is: {}", ids.join(", ")),
        ));
    };
    let to_stdout = arguments.output == Path::new("-");
    if !to_stdout && !arguments.force && arguments.output.exists() {
        let message = format!("{} exists already", arguments.output.display());
        return Err(Failure::usage(message, "--force replaces it"));
    }
    output::write(&arguments.output, template.text)?;
    if !to_stdout {
        let file = arguments.output.display();
        output::tell(&format!("Wrote {file}. Next: ninefold analyze {file}\n"))?;
    }
    Ok(Outcome::Done)
}

/// Lists the templates.
pub fn list(arguments: &Templates) -> Result<Outcome, Failure> {
    if arguments.json {
        let list: Vec<_> = templates::all()
            .iter()
            .map(|template| json!({ "id": template.id, "name": template.name, "summary": template.summary }))
            .collect();
        output::print_json(&json!({ "templates": list }))?;
    } else {
        let rows = templates::all().iter().map(|template| {
            vec![template.id.to_owned(), template.name.to_owned(), template.summary.to_owned()]
        });
        output::tell(&table(&["Template", "Name", "What it is"], rows))?;
    }
    Ok(Outcome::Done)
}
