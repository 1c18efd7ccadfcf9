//! Running other programs: where they are, what they print, and one sentence when they fail.

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Failure, Result, workspace};

/// The first program of that name: see [`find_all`].
#[must_use]
pub fn find(name: &str) -> Option<PathBuf> {
    find_all(name).into_iter().next()
}

/// Every program of that name: on PATH, then where cargo installs, then among this project's own tools.
#[must_use]
pub fn find_all(name: &str) -> Vec<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(cargo_bin()).chain([workspace::tools().join("bin")]);
    folders.map(|folder| folder.join(&file)).filter(|file| file.is_file()).collect()
}

/// Where `cargo install` puts programs.
fn cargo_bin() -> Option<PathBuf> {
    let root = env::var_os("CARGO_INSTALL_ROOT").map(PathBuf::from).or_else(cargo_home);
    root.map(|root| root.join("bin"))
}

/// Where cargo keeps what it downloads.
#[must_use]
pub fn cargo_home() -> Option<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    home.or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}

/// PATH with `folders` put first.
///
/// # Errors
/// When a folder's name cannot stand in PATH.
pub fn path_with(folders: &[&Path]) -> Result<OsString> {
    let old = env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().map(|folder| folder.to_path_buf()).chain(env::split_paths(&old));
    env::join_paths(all).map_err(|error| Failure::new(format!("PATH cannot be extended: {error}")))
}

/// A command free of what cargo told this one about its own package, which could make an inner cargo build again.
#[must_use]
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        let own = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO_BIN_NAME"
        });
        if own {
            command.env_remove(name);
        }
    }
    command
}

/// Says the command, runs it with this terminal, and fails when it does.
///
/// # Errors
/// When it cannot be started or ends with another status than 0.
pub fn run(command: &mut Command) -> Result<()> {
    println!("$ {}", describe(command));
    let status = command.status().map_err(|error| start_failure(command, &error))?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("`{}` failed ({status}); its messages are above", describe(command))))
}

/// What the command prints on standard output, or nothing where it cannot be had.
#[must_use]
pub fn capture(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The command as one would type it; the program by its bare name.
#[must_use]
pub fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
}

/// The sentence for a program that did not start.
pub fn start_failure(command: &Command, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{}` could not be started: {error}", describe(command)))
}
