//! The compiler's WebAssembly target.

use std::path::Path;
use std::process::Command;

use crate::{Failure, Result, process};

const TARGET: &str = "wasm32-unknown-unknown";

/// Adds the target to the toolchain where it is missing.
///
/// # Errors
/// When it is missing and rustup is not there or cannot add it.
pub fn ensure() -> Result<()> {
    let sysroot = process::capture(Command::new("rustc").args(["--print", "sysroot"]))
        .ok_or_else(|| Failure::new("`rustc` is not found: install Rust's stable toolchain with rustup"))?;
    if Path::new(&sysroot).join("lib/rustlib").join(TARGET).is_dir() {
        return Ok(());
    }
    if process::find("rustup").is_none() {
        return Err(Failure::new(format!(
            "the target {TARGET} is missing and so is rustup: add the target with whatever installed Rust here \
             (package rust-std-wasm32 or similar), or install rustup"
        )));
    }
    println!("installing the Rust target {TARGET}: the page runs as WebAssembly");
    process::run(Command::new("rustup").args(["target", "add", TARGET]))
}
