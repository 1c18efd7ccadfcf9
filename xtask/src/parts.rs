//! `cargo xtask split`: cuts what trunk has built into the part that is loaded first and the parts that follow.
//!
//! Trunk calls it (see `Trunk.toml`) before it moves the site to `dist/`. Where the program is cut, `#[wasm_split]` says
//! (`src/views/parts.rs`, `src/compute/parts.rs`). What only one part reaches goes to that part, what several reach and
//! the page does not goes to a piece they share.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use wasm_split_cli_support::{Options, transform};

use crate::{Failure, Result, guide, install, process, workspace};

/// The program, as cargo calls it.
pub const PROGRAM: &str = "ninefold-page";
/// What a release is built as, until its content has a hash: see [`crate::stem`]. Trunk's own digits would be a part of the content.
const UNNAMED: &str = "ninefold-page-0000000000000000";
/// Cargo's profile of trunk's release build: `data-cargo-profile-release` in `index.html`.
const RELEASE: &str = "page";

/// Cuts the program and puts the pieces where trunk put the whole.
///
/// # Errors
/// When called by someone else than trunk, or a step fails.
pub fn split() -> Result<()> {
    let staging = variable("TRUNK_STAGING_DIR").map(PathBuf::from)?;
    let release = variable("TRUNK_PROFILE")? == "release";
    let profile = if release { RELEASE } else { "debug" };
    let built = workspace::target().join("wasm32-unknown-unknown").join(profile);
    let whole = built.join(PROGRAM).with_extension("wasm");
    let mut stem = stem(&staging)?;
    if release {
        for end in [".js", "_bg.wasm"] {
            let whole = staging.join(format!("{stem}{end}"));
            fs::remove_file(&whole).map_err(Failure::io(whole.display()))?;
        }
        UNNAMED.clone_into(&mut stem);
    }
    let work = built.join("split");
    if work.exists() {
        fs::remove_dir_all(&work).map_err(Failure::io(work.display()))?;
    }
    cut(&whole, &work, &stem)?;
    let bindgen = install::for_build()?.wasm_bindgen;
    let mut command = process::command(&bindgen);
    command.args([
        "--target",
        "web",
        "--no-typescript",
        "--keep-lld-exports",
        "--remove-name-section",
        "--remove-producers-section",
    ]);
    command.args(["--out-name", &stem, "--out-dir"]).arg(&staging).arg(work.join("main.wasm"));
    process::run(&mut command)?;
    publish(&work, &staging.join(&stem))?;
    guide::write(&staging)
}

/// Writes the first part to `work/main.wasm`, the others beside it, and what loads them to `work/<stem>/load.js`.
fn cut(whole: &Path, work: &Path, stem: &str) -> Result<()> {
    fs::create_dir_all(work.join(stem)).map_err(Failure::io(work.display()))?;
    let input = fs::read(whole).map_err(Failure::io(whole.display()))?;
    let (main, script, link) = (work.join("main.wasm"), format!("../{stem}.js"), format!("./{stem}/load.js"));
    let mut options = Options::new(&input);
    options.output_dir = work;
    options.main_out_path = &main;
    options.main_module = &script;
    options.link_name = &link;
    transform(options)
        .map(drop)
        .map_err(|error| Failure::new(format!("{} cannot be cut into parts: {error:#}", whole.display())))
}

/// Moves all but the first part to `folder`, which is named as the program is: a cache never mixes two builds.
fn publish(work: &Path, folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).map_err(Failure::io(folder.display()))?;
    let mut parts = crate::sizes::files(work, "wasm")?;
    parts.retain(|file| !file.ends_with("main.wasm"));
    parts.extend(crate::sizes::files(work, "js")?);
    for part in parts {
        let Some(name) = part.file_name() else { continue };
        fs::copy(&part, folder.join(name)).map_err(Failure::io(part.display()))?;
    }
    Ok(())
}

/// `ninefold-page-` and the hash it was given.
///
/// # Errors
/// When the folder has no such script.
pub fn stem(staging: &Path) -> Result<String> {
    let scripts = crate::sizes::files(staging, "js")?;
    let stems = scripts.iter().filter_map(|file| file.file_stem()?.to_str());
    let mut found = stems.filter(|stem| stem.starts_with(PROGRAM)).map(str::to_owned);
    found.next().ok_or_else(|| Failure::new(format!("there is no {PROGRAM}-….js in {}", staging.display())))
}

fn variable(name: &str) -> Result<String> {
    env::var(name)
        .map_err(|_| Failure::new(format!("{name} is not set: `cargo xtask split` is called by trunk alone")))
}
