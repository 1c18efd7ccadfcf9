//! Writing answers: to standard output, where a closed pipe is no crash, or to a file.

use std::io::Write;
use std::path::Path;

use serde::Serialize;

use crate::failure::Failure;

/// Prints `text` as it is.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(Failure::Output)
}

/// Prints text for people: what a name may hold and a terminal would obey (colours, the cursor, the order of letters) become
/// spaces.
pub fn tell(text: &str) -> Result<(), Failure> {
    print(&plain(text))
}

/// Says something on standard error, as [`tell`] does on standard output.
pub fn warn(text: &str) {
    eprintln!("warning: {}", plain(text));
}

/// Text that no terminal takes for anything else.
pub fn plain(text: &str) -> String {
    let obeyed = |character: char| match character {
        '\n' | '\t' => false,
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control(),
    };
    text.replace(obeyed, " ")
}

/// Prints one JSON document and nothing else.
pub fn print_json<T: Serialize>(value: &T) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(|error| Failure::Output(error.into()))?;
    print(&format!("{text}\n"))
}

/// Writes `text` to `file`, or prints it for `-`.
pub fn write(file: &Path, text: &str) -> Result<(), Failure> {
    if file == Path::new("-") {
        return print(text);
    }
    std::fs::write(file, text).map_err(|source| Failure::Unwritable { file: file.to_owned(), source })
}

/// Refuses to write over a file that is read: what is written of a project does not stand for it.
pub fn spare<'a>(file: &Path, read: impl IntoIterator<Item = &'a str>) -> Result<(), Failure> {
    let Ok(written) = file.canonicalize() else { return Ok(()) };
    if read.into_iter().any(|read| Path::new(read).canonicalize().is_ok_and(|it| it == written)) {
        let message = format!("{} is what is read: writing would destroy it", file.display());
        return Err(Failure::usage(message, "name another file with -o"));
    }
    Ok(())
}
