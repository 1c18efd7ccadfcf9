//! `cargo xtask build`: the static site in `dist/`, optimised, relocatable, and within its budget.

use std::collections::HashSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::install::{self, BuildTools};
use crate::{
    Failure, Result, icons, names, offline, policy, process, room, script, sizes, stem, style, workspace,
};

/// What rustc's wasm32 target may use by default today, and every browser of the last years has.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// For the size it is downloaded in: passes that fold and inline make a smaller file, and a larger one once compressed
/// (the first part: 521 kB after `-Oz`, 515 kB after this).
const LEVEL: [&str; 2] = ["-O1", "--shrink-level=1"];

/// Builds the release into `dist/`, prints its sizes and answers where it is.
///
/// # Errors
/// When a tool cannot be had, the build fails, an address is not relative, or the budget is exceeded.
pub fn build() -> Result<PathBuf> {
    room::ensure(room::PAGE)?;
    let tools = install::for_build()?;
    let dist = workspace::dist();
    fetch()?;
    process::run(trunk(&tools, "build")?.arg("--release"))?;
    if let Some(wasm_opt) = &tools.wasm_opt {
        optimise(wasm_opt, &dist)?;
    }
    finish(&dist)?;
    sizes::report(&dist)?;
    Ok(dist)
}

/// What is done to the site once its program is as it stays. In this order: each step holds names or hashes of what those before it made.
fn finish(dist: &Path) -> Result<()> {
    script::lean(dist)?;
    script::tell(dist)?;
    names::number(dist)?;
    stem::settle(dist)?;
    style::join(dist)?;
    icons::draw(dist)?;
    policy::protect(dist)?;
    check_relative(dist)?;
    let version = offline::write(dist)?;
    println!("dist/ is version {version}: a hash of its bytes");
    Ok(())
}

/// Trunk, set up so that it neither downloads nor asks the network anything.
///
/// # Errors
/// When PATH cannot be extended.
pub fn trunk(tools: &BuildTools, verb: &str) -> Result<Command> {
    let folder = tools.wasm_bindgen.parent().unwrap_or(Path::new("."));
    let mut command = process::command(&tools.trunk);
    command.args(["--skip-version-check", verb, "--offline"]);
    command.env("PATH", process::path_with(&[folder])?);
    // Trunk 0.21 takes NO_COLOR's value for the flag's own and refuses `1`.
    command.env_remove("NO_COLOR").current_dir(workspace::root());
    command.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", same_everywhere());
    Ok(command)
}

/// Flags that keep where things lie on this machine out of the program: a panic says which line of which file it was. They are
/// added to those of `.cargo/config.toml`.
fn same_everywhere() -> String {
    let sources = process::cargo_home().map(|home| home.join("registry/src"));
    let registries = sources.and_then(|sources| fs::read_dir(sources).ok()).into_iter().flatten().flatten();
    let mut places: Vec<_> = registries.map(|entry| (entry.path(), "/registry".to_owned())).collect();
    places.sort();
    places.push((workspace::root(), "/ninefold".to_owned()));
    let compiler = |question| process::capture(process::command("rustc").arg(question));
    if let (Some(sysroot), Some(version)) = (compiler("--print=sysroot"), compiler("-vV"))
        && let Some(commit) = version.lines().find_map(|line| line.strip_prefix("commit-hash: "))
    {
        // Where the standard library's sources are installed, their place may be told.
        places.push((Path::new(&sysroot).join("lib/rustlib/src/rust"), format!("/rustc/{commit}")));
    }
    let flags = places.iter().map(|(place, name)| format!("--remap-path-prefix={}={name}", place.display()));
    // Cargo parts these flags at blanks: a place with one in its name stays told.
    flags.filter(|flag| !flag.contains(char::is_whitespace)).collect::<Vec<_>>().join(" ")
}

/// Brings the sources of the dependencies here; asks the network only for what is missing.
///
/// # Errors
/// When something is missing and cannot be had.
pub fn fetch() -> Result<()> {
    let mut command = process::command("cargo");
    command.args(["fetch", "--quiet", "--target", "wasm32-unknown-unknown"]).current_dir(workspace::root());
    process::run(&mut command)
}

/// Runs wasm-opt over every part. A result is kept and used again.
fn optimise(wasm_opt: &Path, dist: &Path) -> Result<()> {
    let kept = workspace::target().join("wasm-opt");
    fs::create_dir_all(&kept).map_err(Failure::io(kept.display()))?;
    let mut used = HashSet::new();
    for file in sizes::files(dist, "wasm")? {
        let result = kept.join(result_name(wasm_opt, &file)?);
        if !result.is_file() {
            let unfinished = result.with_extension("part");
            let mut command = Command::new(wasm_opt);
            command.args(LEVEL).args(FEATURES).arg(&file).arg("--output").arg(&unfinished);
            process::run(&mut command)?;
            fs::rename(&unfinished, &result).map_err(Failure::io(result.display()))?;
        }
        fs::copy(&result, &file).map_err(Failure::io(file.display()))?;
        used.insert(result);
    }
    for old in sizes::files(&kept, "wasm")?.into_iter().filter(|file| !used.contains(file)) {
        fs::remove_file(&old).map_err(Failure::io(old.display()))?;
    }
    Ok(())
}

/// A name that changes whenever the result could.
fn result_name(wasm_opt: &Path, file: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    fs::read(file).map_err(Failure::io(file.display()))?.hash(&mut hasher);
    (wasm_opt, LEVEL, FEATURES).hash(&mut hasher);
    Ok(format!("{:016x}.wasm", hasher.finish()))
}

/// The site must work under any path: nothing in `index.html` may start at the host's root or at another host.
fn check_relative(dist: &Path) -> Result<()> {
    let path = dist.join("index.html");
    let html = fs::read_to_string(&path).map_err(Failure::io(path.display()))?;
    match first_absolute(&html) {
        None => Ok(()),
        Some(address) => Err(Failure::new(format!(
            "dist/index.html names `{address}`, which breaks under a sub-path or needs another host: make it relative"
        ))),
    }
}

/// The first `src` or `href` that is neither relative nor a fragment or data.
fn first_absolute(html: &str) -> Option<&str> {
    let quoted = ["src=\"", "href=\"", "src='", "href='"].into_iter().flat_map(|start| {
        let quote = if start.ends_with('"') { '"' } else { '\'' };
        html.match_indices(start).filter_map(move |(at, _)| html[at + start.len()..].split(quote).next())
    });
    quoted.into_iter().find(|address| address.starts_with('/') || address.contains("://"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_relative_addresses_pass() {
        assert_eq!(first_absolute(r##"<link href="./a.css"><a href="#/design"><img src="b.png">"##), None);
        assert_eq!(first_absolute(r#"<link href="/a.css">"#), Some("/a.css"));
        assert_eq!(first_absolute("<script src='//cdn.example/x.js'>"), Some("//cdn.example/x.js"));
        assert_eq!(first_absolute(r#"<img src="https://x.example/">"#), Some("https://x.example/"));
    }
}
