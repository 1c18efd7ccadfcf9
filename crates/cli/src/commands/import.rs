//! `ninefold import`: other tools' files become a project.

use std::path::Path;

use ninefold_engine::catalogue::Worked;
use ninefold_engine::model::{self, Project};
use ninefold_engine::read::config::{self, Format, Note, Read};
use ninefold_engine::read::open_psa::{self, drawing};

use crate::args::Import;
use crate::failure::Failure;
use crate::{Outcome, input, output};

/// Most bytes of a file: what can be drawn is far smaller.
const MAX_BYTES: u64 = 64 << 20;

/// Runs the command.
pub fn run(arguments: &Import) -> Result<Outcome, Failure> {
    let to_stdout = arguments.output == Path::new("-");
    if to_stdout && arguments.json {
        return Err(Failure::usage(
            "two documents cannot both go to standard output",
            "give -o a file, or leave --json out",
        ));
    }
    if !to_stdout && !arguments.force && arguments.output.exists() {
        let message = format!("{} exists already", arguments.output.display());
        return Err(Failure::usage(message, "--force replaces it"));
    }
    let mut texts = Vec::new();
    for file in &arguments.files {
        let name = input::display_name(file).to_owned();
        let text = input::text(file, MAX_BYTES)
            .map_err(|reason| Failure::Unreadable { file: name.clone(), reason })?;
        texts.push((name, text));
    }
    let trees = texts.iter().filter(|(_, text)| is_markup(text)).count();
    let (project, read) = match (&texts[..], trees) {
        ([(name, text)], 1) => (fault_tree(name, text, arguments.mission_time)?, None),
        (_, 0) => {
            let read = configuration(&texts)?;
            let name = project_name(&texts[0].0);
            let project =
                read.project(&name).map_err(|diagnostics| Failure::Project { file: name, diagnostics })?;
            (project, Some(read))
        }
        _ => return Err(Failure::usage("a fault tree is imported by itself", "give one file")),
    };
    // Alerts are no components: there is nothing to analyze.
    let empty = read.as_ref().is_some_and(|read| read.parts.is_empty());
    if !empty {
        output::write(&arguments.output, &model::write(&project))?;
    }
    match (&read, arguments.json) {
        (Some(read), true) => output::print_json(read)?,
        (Some(read), false) => eprint!("{}", output::plain(&in_words(read))),
        _ => {}
    }
    if empty {
        eprintln!(
            "Nothing was written: these alerts say how long they take, and name no component of a project"
        );
    } else if !to_stdout && !arguments.json {
        let file = arguments.output.display();
        let (components, links) = (project.components().len(), project.links().len());
        output::tell(&format!(
            "Wrote {file}: {components} components, {links} links. Next: ninefold analyze {file}\n"
        ))?;
    }
    Ok(Outcome::Done)
}

fn is_markup(text: &str) -> bool {
    text.trim_start_matches('\u{feff}').trim_start().starts_with('<')
}

fn fault_tree(name: &str, text: &str, mission_hours: f64) -> Result<Project, Failure> {
    let unreadable = |reason: String| Failure::Unreadable { file: name.to_owned(), reason };
    let trees = open_psa::read(text, mission_hours).map_err(|error| unreadable(error.to_string()))?;
    let project = drawing::project(&trees).map_err(|error| unreadable(error.to_string()))?;
    for warning in trees.warnings {
        output::warn(&format!("{name}: {warning}"));
    }
    Ok(project)
}

/// All files in one; manifests that belong together are read together.
fn configuration(texts: &[(String, String)]) -> Result<Read, Failure> {
    let read = |name: &str, text: &str| {
        config::read(name, text)
            .map_err(|error| Failure::Unreadable { file: name.to_owned(), reason: error.to_string() })
    };
    let mut whole: Option<Read> = None;
    let (mut manifests, mut plans) = (Vec::new(), Vec::new());
    for (name, text) in texts {
        let found = read(name, text);
        // A document alone may say nothing: a Service without what it selects.
        match found.as_ref().map(|found| found.format) {
            Ok(Format::Kubernetes) => manifests.push((name, text)),
            Ok(Format::Terraform) => plans.push((name, text)),
            Err(_) if text.contains("apiVersion:") => manifests.push((name, text)),
            _ => {
                let mut found = found?;
                if texts.len() > 1 {
                    locate(&mut found, &[(0, name)]);
                }
                join(&mut whole, found);
            }
        }
    }
    for (list, between) in [(manifests, "\n---\n"), (plans, "\n")] {
        if let Some((name, _)) = list.first() {
            let (mut whole_text, mut starts) = (String::new(), Vec::new());
            for (own, text) in &list {
                if !starts.is_empty() {
                    whole_text += between;
                }
                starts.push((whole_text.matches('\n').count(), own.as_str()));
                whole_text += text;
            }
            let mut found = read(name, &whole_text)?;
            if texts.len() > 1 {
                locate(&mut found, &starts);
            }
            join(&mut whole, found);
        }
    }
    whole.ok_or_else(|| Failure::usage("nothing was read", "give a file"))
}

/// Lines of a text made of several files become those of the file, which notes name.
fn locate(read: &mut Read, starts: &[(usize, &str)]) {
    let of = |line: usize| starts.iter().rev().find(|(before, _)| *before < line).copied();
    let notes = read.parts.iter_mut().flat_map(|part| &mut part.traps).chain(&mut read.unread);
    for note in notes {
        if let Some((before, name)) = of(note.line) {
            note.line -= before;
            note.text = format!("{name}: {}", note.text);
        }
    }
    for part in &mut read.parts {
        part.line -= of(part.line).map_or(0, |(before, _)| before);
    }
}

fn join(whole: &mut Option<Read>, more: Read) {
    match whole {
        Some(whole) => whole.join(more),
        None => *whole = Some(more),
    }
}

fn project_name(file: &str) -> String {
    Path::new(file)
        .file_stem()
        .map_or_else(|| "Imported".to_owned(), |stem| stem.to_string_lossy().into_owned())
}

/// What was read, the arithmetic line by line, and what was not understood.
fn in_words(read: &Read) -> String {
    let mut text = String::new();
    for part in &read.parts {
        let name = part.component["name"].as_str().unwrap_or_default();
        text += &format!(
            "{name} ({}), line {}\n",
            part.component["kind"].as_str().unwrap_or_default(),
            part.line
        );
        part.worked.iter().for_each(|worked| text += &arithmetic(worked));
        for Note { line, text: trap } in &part.traps {
            text += &format!("  note, line {line}: {trap}\n");
        }
    }
    read.worked.iter().for_each(|worked| text += &arithmetic(worked));
    for Note { line, text: what } in &read.unread {
        text += &format!("not read, line {line}: {what}\n");
    }
    text
}

fn arithmetic(worked: &Worked) -> String {
    let lines: String = worked.lines.iter().map(|line| format!("    {line}\n")).collect();
    format!("  {}: {}\n{lines}", worked.mechanism, worked.case)
}
