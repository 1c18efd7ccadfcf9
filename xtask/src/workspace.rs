//! Where things are in this workspace, and which versions it locks.

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::{Failure, Result};

/// The root of the workspace.
#[must_use]
pub fn root() -> PathBuf {
    // Cargo sets this for whatever it runs or tests: this package's folder, or the root package's own.
    let start = env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .or_else(|| env::current_dir().ok())
        .unwrap_or_else(|| PathBuf::from("."));
    let found = start.ancestors().find(|folder| folder.join("Cargo.lock").is_file()).map(PathBuf::from);
    found.unwrap_or(start)
}

/// Where the built site lies.
#[must_use]
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Where cargo builds.
#[must_use]
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |folder| root().join(folder))
}

/// Where this project keeps tools that must not replace the user's own.
#[must_use]
pub fn tools() -> PathBuf {
    target().join("tools")
}

/// True in continuous integration, where everything is required.
#[must_use]
pub fn in_ci() -> bool {
    env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}

/// The version of `package` that Cargo.lock holds.
///
/// # Errors
/// When Cargo.lock cannot be read or has no such package.
pub fn locked_version(package: &str) -> Result<String> {
    let path = root().join("Cargo.lock");
    let text = fs::read_to_string(&path).map_err(Failure::io("Cargo.lock cannot be read"))?;
    find_version(&text, package).ok_or_else(|| {
        Failure::new(format!("Cargo.lock has no package `{package}`; run `cargo update` once"))
    })
}

fn find_version(lock: &str, package: &str) -> Option<String> {
    let wanted = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != wanted);
    lines.next()?;
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_the_one_of_exactly_that_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-backend\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(find_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(find_version(lock, "wasm"), None);
    }
}
