//! `wasm-opt`, which makes the release a fifth smaller. Useful, never required.

use std::path::PathBuf;
use std::process::Command;

use crate::{process, workspace};

/// The version of the npm package `binaryen`.
const VERSION: &str = "132.0.0";

/// `wasm-opt` from the npm package, from PATH where there is no npm, or nothing; says what it does.
pub fn ensure() -> Option<PathBuf> {
    let folder = workspace::tools().join(format!("binaryen-{VERSION}"));
    let program = folder.join("node_modules/.bin/wasm-opt");
    if program.is_file() && process::find("node").is_some() {
        return Some(program);
    }
    let npm = process::find("npm").filter(|_| process::find("node").is_some());
    if let Some(npm) = npm {
        println!(
            "installing binaryen {VERSION} from npm into target/tools: its wasm-opt makes the page smaller"
        );
        let mut install = Command::new(npm);
        install.args(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--prefix"]);
        install.arg(&folder).arg(format!("binaryen@{VERSION}"));
        match process::run(&mut install) {
            Ok(()) if program.is_file() => return Some(program),
            Ok(()) => println!("note: npm installed binaryen, but without wasm-opt"),
            Err(failure) => println!("note: {failure}"),
        }
    }
    let own = process::find("wasm-opt");
    if own.is_none() {
        println!(
            "note: no wasm-opt (it comes with npm's binaryen): building without it, about a fifth larger"
        );
    }
    own
}
