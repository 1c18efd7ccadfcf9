//! `cargo xtask release`: one archive for Linux with the command, the static site, and the licences of all that is in them. The same
//! sources give the same archive.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::files::copy;
use crate::{Failure, Result, hex, process, site, workspace};

/// The command's package.
const COMMAND: &str = "ninefold-cli";
/// What goes with them as it lies in the root.
const TEXTS: [&str; 4] = ["README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];
/// The packages whose dependencies are given away, and for what they are built.
const GIVEN: [(&str, &str); 2] =
    [(COMMAND, "x86_64-unknown-linux-gnu"), ("ninefold-page", "wasm32-unknown-unknown")];

/// Builds both, packs them, and says where the archive is and what its SHA-256 is.
///
/// # Errors
/// Elsewhere than on Linux, or when something cannot be built, read or packed.
pub fn run() -> Result<()> {
    if !cfg!(target_os = "linux") {
        return Err(Failure::new("the archive is for Linux and is made there"));
    }
    let dist = site::build()?;
    let mut command = process::command("cargo");
    command.args(["build", "--release", "--locked", "--package", COMMAND]).current_dir(workspace::root());
    process::run(&mut command)?;
    let name = format!("ninefold-{}-linux-{}", workspace::locked_version(COMMAND)?, std::env::consts::ARCH);
    let releases = workspace::target().join("releases");
    let folder = releases.join(&name);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(Failure::io(folder.display()))?;
    }
    copy(&dist, &folder.join("site"))?;
    copy(&workspace::target().join("release/ninefold"), &folder.join("ninefold"))?;
    for text in TEXTS {
        copy(&workspace::root().join(text), &folder.join(text))?;
    }
    let notices = notices()?;
    fs::write(folder.join("THIRD-PARTY.txt"), notices).map_err(Failure::io(folder.display()))?;
    let archive = releases.join(format!("{name}.tar.gz"));
    pack(&releases, &name, &archive)?;
    let bytes = fs::read(&archive).map_err(Failure::io(archive.display()))?;
    println!("{}: {} bytes, SHA-256 {}", archive.display(), bytes.len(), hex(&Sha256::digest(&bytes)));
    Ok(())
}

/// Nothing of this machine or this hour is in it: neither who built it, nor when, nor in which order its files lay.
fn pack(parent: &Path, name: &str, archive: &Path) -> Result<()> {
    let mut command = process::command("tar");
    command.args(["--create", "--sort=name", "--mtime=@0", "--owner=0", "--group=0", "--numeric-owner"]);
    command.args(["--mode=u+rw,go+r-w,a+X", "--use-compress-program=gzip -9n"]);
    command.arg("--directory").arg(parent).arg("--file").arg(archive).arg(name);
    process::run(&mut command)
}

/// Every package that is in the command or the page, its licence, and the texts it asks to be passed on.
fn notices() -> Result<String> {
    let mut packages = BTreeSet::new();
    for (package, target) in GIVEN {
        let mut command = process::command("cargo");
        command.args(["tree", "--locked", "--edges", "normal", "--prefix", "none", "--format", "{p}\t{l}"]);
        command.args(["--package", package, "--target", target]).current_dir(workspace::root());
        let said = process::capture(&mut command).ok_or_else(|| {
            Failure::new(format!("`{}` does not say what is built", process::describe(&command)))
        })?;
        packages.extend(said.lines().filter_map(foreign));
    }
    let mut text =
        "What others have written and is in this archive, each package with its licence.\n".to_owned();
    for (name, version, licence) in packages {
        let _ = write!(text, "\n\n==== {name} {version}: {licence}\n");
        for file in texts(&format!("{name}-{version}")) {
            let words = fs::read_to_string(&file).map_err(Failure::io(file.display()))?;
            let _ = write!(text, "\n{}\n", words.trim_end());
        }
    }
    Ok(text)
}

/// Name, version and licence in a line of `cargo tree`; none where the package is one of ours, which lie at a path.
fn foreign(line: &str) -> Option<(String, String, String)> {
    let (package, licence) = line.split_once('\t')?;
    let mut words = package.split_whitespace();
    let (name, version) = (words.next()?, words.next()?.strip_prefix('v')?);
    if words.any(|word| word.starts_with("(/")) {
        return None;
    }
    Some((name.to_owned(), version.to_owned(), licence.trim_end_matches(" (*)").to_owned()))
}

/// The licences and notices among a package's sources, wherever cargo keeps them.
fn texts(package: &str) -> Vec<PathBuf> {
    let registries = process::cargo_home().and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    let sources = registries.into_iter().flatten().flatten().map(|registry| registry.path().join(package));
    let files = sources.filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    let is_wanted = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy().to_uppercase()).unwrap_or_default();
        path.is_file()
            && ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"].iter().any(|it| name.starts_with(it))
    };
    let mut found: Vec<PathBuf> = files.map(|file| file.path()).filter(is_wanted).collect();
    found.sort();
    found.dedup_by(|one, other| one.file_name() == other.file_name());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_and_others_are_told_apart() {
        let of = |name: &str, version: &str, licence: &str| {
            Some((name.to_owned(), version.to_owned(), licence.to_owned()))
        };
        assert_eq!(foreign("serde v1.0.228\tMIT OR Apache-2.0"), of("serde", "1.0.228", "MIT OR Apache-2.0"));
        assert_eq!(foreign("syn v2.0.1 (proc-macro)\tMIT (*)"), of("syn", "2.0.1", "MIT"));
        assert_eq!(foreign("ninefold-engine v0.1.0 (/somewhere/crates/engine)\tMIT"), None);
        assert_eq!(foreign(""), None);
    }

    #[test]
    fn the_same_files_make_the_same_archive() {
        let folder = std::env::temp_dir().join(format!("ninefold-release-{}", std::process::id()));
        let made = |name: &str, order: [&str; 2]| {
            let parent = folder.join(name);
            for file in order {
                fs::create_dir_all(parent.join("it/site")).unwrap();
                fs::write(parent.join("it/site").join(file), file).unwrap();
            }
            let archive = parent.join("it.tar.gz");
            pack(&parent, "it", &archive).unwrap();
            fs::read(archive).unwrap()
        };
        if cfg!(target_os = "linux") {
            assert_eq!(made("one", ["a", "b"]), made("other", ["b", "a"]));
            fs::remove_dir_all(folder).unwrap();
        }
    }
}
