//! `cargo xtask build --check`: that the same sources give the same site, byte for byte, wherever they lie.

use std::fs;
use std::path::Path;

use crate::{Failure, Result, process, site, sizes, workspace};

/// Builds the site here, then once more from a copy of the sources in another folder with nothing of what was compiled here,
/// and compares.
///
/// # Errors
/// When a build fails or the sites differ, then with the first file that does.
pub fn check() -> Result<()> {
    let dist = site::build()?;
    let copy = workspace::target().join("reproduce/elsewhere");
    if copy.exists() {
        fs::remove_dir_all(&copy).map_err(Failure::io(copy.display()))?;
    }
    copy_sources(&copy)?;
    let target = workspace::target().join("reproduce/target");
    let mut command = process::command("cargo");
    command.args(["xtask", "build"]).current_dir(&copy).env("CARGO_TARGET_DIR", &target);
    process::run(&mut command)?;
    match first_difference(&dist, &copy.join("dist"))? {
        None => {
            println!("both builds are the same, byte for byte");
            Ok(())
        }
        Some(name) => Err(Failure::new(format!("two builds of the same sources differ, in `{name}` first"))),
    }
}

/// What git knows of, as it is now: changes that are not committed count too.
fn copy_sources(copy: &Path) -> Result<()> {
    let root = workspace::root();
    let mut command = process::command("git");
    command.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(&root);
    let listed = process::capture(&mut command)
        .ok_or_else(|| Failure::new("`git ls-files` does not say which files the sources are"))?;
    for name in listed.split('\0').filter(|name| !name.is_empty()) {
        let (from, to) = (root.join(name), copy.join(name));
        // Deleted, and not yet so committed.
        if !from.is_file() {
            continue;
        }
        let folder = to.parent().unwrap_or(copy);
        fs::create_dir_all(folder).map_err(Failure::io(folder.display()))?;
        fs::copy(&from, &to).map_err(Failure::io(from.display()))?;
    }
    Ok(())
}

/// The first file that only one site has or that is not the same in both.
fn first_difference(one: &Path, other: &Path) -> Result<Option<String>> {
    let names = |dist: &Path| -> Result<Vec<String>> {
        let files = sizes::all_files(dist)?;
        Ok(files.iter().map(|file| sizes::name(dist, file)).collect())
    };
    let (mut all, others) = (names(one)?, names(other)?);
    all.extend(others);
    all.sort();
    let bytes = |dist: &Path, name: &String| fs::read(dist.join(name)).ok();
    Ok(all.into_iter().find(|name| bytes(one, name) != bytes(other, name)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_named() {
        let folder = std::env::temp_dir().join(format!("ninefold-reproduce-{}", std::process::id()));
        let (one, other) = (folder.join("one"), folder.join("other"));
        for dist in [&one, &other] {
            fs::create_dir_all(dist.join("parts")).unwrap();
            fs::write(dist.join("index.html"), "same").unwrap();
            fs::write(dist.join("parts/a.wasm"), "same").unwrap();
        }
        assert_eq!(first_difference(&one, &other).unwrap(), None);
        fs::write(other.join("parts/a.wasm"), "Same").unwrap();
        assert_eq!(first_difference(&one, &other).unwrap().as_deref(), Some("parts/a.wasm"));
        fs::write(one.join("more"), "").unwrap();
        assert_eq!(first_difference(&one, &other).unwrap().as_deref(), Some("more"));
        fs::remove_dir_all(folder).unwrap();
    }
}
