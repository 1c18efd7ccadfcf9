//! `ninefold compare`: two designs side by side.

use ninefold_engine::analysis;
use ninefold_engine::compare::{self, Change, Comparison, Design, Difference, FieldChange, Figure, Part};

use crate::args::Compare;
use crate::failure::Failure;
use crate::table::table;
use crate::{Outcome, input, output};

/// Runs the command.
pub fn run(arguments: &Compare) -> Result<Outcome, Failure> {
    if arguments.before == "-" && arguments.after == "-" {
        return Err(Failure::usage("standard input can be read once", "give one of the two as a file"));
    }
    let (before, after) = (input::project(&arguments.before)?, input::project(&arguments.after)?);
    let solve =
        |project| analysis::analyze(project, &analysis::Options { cut_sets: 0, ..Default::default() });
    let (one, two) = (solve(&before), solve(&after));
    let comparison = compare::compare(Design::new(&before, &one), Design::new(&after, &two));
    if arguments.json {
        output::print_json(&comparison)?;
    } else {
        output::tell(&in_words(&comparison))?;
    }
    Ok(Outcome::Done)
}

fn in_words(comparison: &Comparison) -> String {
    let (before, after) = (&comparison.before, &comparison.after);
    let mut text = format!("{} → {}\n\n", before.name, after.name);
    for (name, side) in [("before", before), ("after", after)] {
        if let Some(problem) = &side.problem {
            text += &format!("No figures of {} ({name}): {problem}.\n\n", side.name);
        }
    }
    for journey in &comparison.journeys {
        let kept = |met: Option<bool>| match met {
            Some(true) => "kept",
            Some(false) => "missed",
            None => "–",
        };
        let promise = ["Promise".to_owned(), kept(journey.met.0).to_owned(), kept(journey.met.1).to_owned()];
        let promised = journey.met != (None, None);
        let last = promised.then(|| promise.into_iter().chain([String::new(), String::new()]).collect());
        text += &format!("{}\n\n{}\n", journey.name, figures(&journey.figures, last));
    }
    text += &format!("The designs\n\n{}\n", figures(&comparison.figures, None));
    text + &differences(comparison)
}

fn figures(figures: &[Figure], last: Option<Vec<String>>) -> String {
    let row = |figure: &Figure| {
        let shown = &figure.shown;
        let word = match figure.change {
            Change::Better => "better",
            Change::Worse => "worse",
            Change::Same | Change::Different | Change::Unknown => "",
        };
        vec![
            figure.label.clone(),
            shown.before.clone(),
            shown.after.clone(),
            shown.difference.clone(),
            word.to_owned(),
        ]
    };
    table(&["", ">Before", ">After", ">Difference", ""], figures.iter().map(row).chain(last))
}

fn differences(comparison: &Comparison) -> String {
    let drawing = &comparison.drawing;
    if drawing.is_empty() {
        return "Nothing differs in the drawing.\n".to_owned();
    }
    let mut text = "The drawing\n\n".to_owned();
    for (word, parts) in drawing.parts() {
        parts.iter().for_each(|part| text += &part_in_words(word, part));
    }
    drawing.project.iter().for_each(|field| text += &format!("  ~ project: {}\n", field_in_words(field)));
    text
}

fn part_in_words(word: &str, part: &Part) -> String {
    let sign = match part.difference {
        Difference::Added => "+",
        Difference::Removed => "−",
        Difference::Changed | Difference::Moved => "~",
    };
    let named = if part.name == part.id || word == "link" {
        part.name.clone()
    } else {
        format!("{} ({})", part.name, part.id)
    };
    let mut text = format!("  {sign} {word} {named}");
    if let Some(id) = &part.id_before {
        text += &format!(", called {id} before");
    }
    if part.difference == Difference::Moved {
        text += ": moved";
    }
    text.push('\n');
    part.fields.iter().for_each(|field| text += &format!("      {}\n", field_in_words(field)));
    text
}

fn field_in_words(field: &FieldChange) -> String {
    let value = |text: &Option<String>| text.clone().unwrap_or_else(|| "–".to_owned());
    format!("{}: {} → {}", field.field, value(&field.before), value(&field.after))
}
