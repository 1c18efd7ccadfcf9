//! Installing what is missing: each piece looks first, says what it installs and why, and fails in one sentence.

mod binaryen;
mod cargo_tool;
mod packages;
mod wasm_target;

use std::path::PathBuf;

use crate::browsers::{self, Browser, Installed};
use crate::{Failure, Result, process, workspace};
use cargo_tool::CargoTool;

/// Trunk builds the page. 0.22 wants a newer compiler than the one this workspace asks for.
const TRUNK: &str = "0.21.14";
/// Geckodriver lets the tests steer Firefox.
const GECKODRIVER: &str = "0.37.1";
/// Cargo-fuzz builds and runs libFuzzer's targets.
const CARGO_FUZZ: &str = "0.13.2";

/// What a build needs, with each tool's place.
#[derive(Clone, Debug)]
pub struct BuildTools {
    /// `trunk`.
    pub trunk: PathBuf,
    /// `wasm-bindgen`, of exactly the locked version.
    pub wasm_bindgen: PathBuf,
    /// `wasm-opt`, where it could be had.
    pub wasm_opt: Option<PathBuf>,
}

/// Installs what a build needs.
///
/// # Errors
/// When something required cannot be had.
pub fn for_build() -> Result<BuildTools> {
    wasm_target::ensure()?;
    let bindgen = workspace::locked_version("wasm-bindgen")?;
    Ok(BuildTools {
        trunk: cargo_tool::ensure(&CargoTool {
            package: "trunk",
            program: "trunk",
            version: TRUNK,
            locked: true,
            why: "it builds the page; this takes a few minutes, once",
        })?,
        wasm_bindgen: cargo_tool::ensure(&CargoTool {
            package: "wasm-bindgen-cli",
            program: "wasm-bindgen",
            version: &bindgen,
            locked: false,
            why: "it joins WebAssembly and JavaScript, and must be of exactly the version in Cargo.lock",
        })?,
        wasm_opt: binaryen::ensure(),
    })
}

/// Installs what fuzzing needs: where cargo-fuzz is.
///
/// # Errors
/// When it cannot be had.
pub fn for_fuzzing() -> Result<PathBuf> {
    let tool = CargoTool {
        package: "cargo-fuzz",
        program: "cargo-fuzz",
        version: CARGO_FUZZ,
        locked: true,
        why: "it builds the targets in fuzz/ with libFuzzer and runs them; the stable toolchain does",
    };
    cargo_tool::ensure(&tool)
}

/// Installs the browsers and drivers the tests run in. Chromium is required; the others too in continuous integration.
///
/// # Errors
/// When a required browser cannot be had.
pub fn for_tests() -> Result<Vec<Installed>> {
    let mut ready = Vec::new();
    for browser in Browser::ALL {
        match ensure_browser(browser) {
            Ok(installed) => ready.push(installed),
            Err(failure) if browser == Browser::Chromium || workspace::in_ci() => return Err(failure),
            Err(failure) => println!("note: the tests will skip {browser}: {failure}"),
        }
    }
    Ok(ready)
}

fn ensure_browser(browser: Browser) -> Result<Installed> {
    if let Some(installed) = browsers::find(browser) {
        return Ok(installed);
    }
    if !browsers::has_programs_of_packages(browser) {
        packages::install(browser)?;
    }
    if browser == Browser::Firefox && process::find("geckodriver").is_none() {
        cargo_tool::ensure(&CargoTool {
            package: "geckodriver",
            program: "geckodriver",
            version: GECKODRIVER,
            locked: true,
            why: "it lets the tests steer Firefox",
        })?;
    }
    browsers::find(browser).ok_or_else(|| {
        Failure::new(format!(
            "{browser} or its driver is still not found after installing: {}",
            browser.needs()
        ))
    })
}
