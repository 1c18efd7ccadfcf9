//! Tools that cargo builds, each of one exact version.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Failure, Result, process, workspace};

/// A tool to be had by `cargo install`.
#[derive(Debug)]
pub struct CargoTool<'a> {
    /// Its package.
    pub package: &'a str,
    /// The program wanted of it.
    pub program: &'a str,
    /// Exactly this version.
    pub version: &'a str,
    /// Whether to build with the package's own lock file.
    pub locked: bool,
    /// What it is for, for the person waiting.
    pub why: &'a str,
}

/// The tool of the wanted version: the user's own, or installed now. Another version that the user has stays.
///
/// # Errors
/// When it cannot be installed.
pub fn ensure(tool: &CargoTool<'_>) -> Result<PathBuf> {
    if let Some(found) =
        process::find_all(tool.program).into_iter().find(|path| has_version(path, tool.version))
    {
        return Ok(found);
    }
    println!("installing {} {}: {}", tool.package, tool.version, tool.why);
    let other_version = process::find_all(tool.program).into_iter().next();
    let own = other_version.map(|path| {
        println!("  {} has another version and stays; this one goes to target/tools", path.display());
        workspace::tools()
    });
    process::run(&mut install_command(tool, own.as_deref())).map_err(|failure| {
        Failure::new(format!("{} {} could not be installed: {failure}", tool.package, tool.version))
    })?;
    process::find_all(tool.program).into_iter().find(|path| has_version(path, tool.version)).ok_or_else(
        || {
            Failure::new(format!(
                "cargo installed {} but no {} {} is found",
                tool.package, tool.program, tool.version
            ))
        },
    )
}

fn install_command(tool: &CargoTool<'_>, root: Option<&Path>) -> Command {
    let mut command = process::command("cargo");
    command.args(["install", tool.package, "--version", tool.version]);
    if tool.locked {
        command.arg("--locked");
    }
    if let Some(root) = root {
        command.arg("--root").arg(root);
    }
    // Whole-program optimisation more than doubles the wait and gains nothing here.
    command.env("CARGO_PROFILE_RELEASE_LTO", "off");
    command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
    // Not this workspace's target folder or flags.
    command.env_remove("CARGO_TARGET_DIR").env_remove("RUSTFLAGS").current_dir(env::temp_dir());
    command
}

/// True when the program says exactly that version as a word of its first line.
fn has_version(program: &Path, version: &str) -> bool {
    let said = process::capture(Command::new(program).arg("--version")).unwrap_or_default();
    said.lines().next().unwrap_or_default().split_whitespace().any(|word| word == version)
}
