//! The program's files by a name that is the hash of what they hold.
//!
//! Trunk names them after the program as it was before it was cut, optimised and numbered: two builds that differ in those steps alone would
//! have one name and two contents, which a cache mixes; and two that differ in a path on the builder's disk two names and one content.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::{Failure, Result, parts, sizes};

/// Renames the program's files, and names them so wherever they are named. Afterwards nothing of them may change.
///
/// # Errors
/// When a file cannot be read, written or renamed.
pub fn settle(dist: &Path) -> Result<()> {
    let old = parts::stem(dist)?;
    let new = new_name(dist, &old)?;
    for file in files(dist, &old)? {
        let mut bytes = fs::read(&file).map_err(Failure::io(file.display()))?;
        replace(&mut bytes, old.as_bytes(), new.as_bytes());
        fs::write(&file, bytes).map_err(Failure::io(file.display()))?;
    }
    let index = dist.join("index.html");
    let html = fs::read_to_string(&index).map_err(Failure::io(index.display()))?;
    let named = named(&html).ok_or_else(|| Failure::new("dist/index.html does not load the program"))?;
    fs::write(&index, html.replace(named, &new)).map_err(Failure::io(index.display()))?;
    for end in ["", ".js", "_bg.wasm"] {
        let (from, to) = (dist.join(format!("{old}{end}")), dist.join(format!("{new}{end}")));
        fs::rename(&from, to).map_err(Failure::io(from.display()))?;
    }
    Ok(())
}

/// What `index.html` calls the program: `ninefold-page-` and the digits that trunk gave it.
fn named(html: &str) -> Option<&str> {
    let start = html.find(&format!("{}-", parts::PROGRAM))?;
    let length = html[start..].find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '-')?;
    Some(&html[start..start + length])
}

/// A name as long as the old one, so that no offset in a module changes, with digits of the hash of all of the program.
fn new_name(dist: &Path, old: &str) -> Result<String> {
    let mut hasher = Sha256::new();
    for file in files(dist, old)? {
        let bytes = fs::read(&file).map_err(Failure::io(file.display()))?;
        hasher.update(format!("{} {}\n", sizes::name(dist, &file), bytes.len()));
        hasher.update(bytes);
    }
    let digits = old.len() - parts::PROGRAM.len() - 1;
    Ok(format!("{}-{}", parts::PROGRAM, &crate::hex(&hasher.finalize())[..digits.min(64)]))
}

/// The program's scripts and modules.
fn files(dist: &Path, stem: &str) -> Result<Vec<PathBuf>> {
    let mut files = sizes::files(dist, "js")?;
    files.extend(sizes::files(dist, "wasm")?);
    files.retain(|file| sizes::name(dist, file).starts_with(stem));
    Ok(files)
}

/// Puts `new` in the place of every `old`; both are as long.
fn replace(bytes: &mut [u8], old: &[u8], new: &[u8]) {
    let mut at = 0;
    while at + old.len() <= bytes.len() {
        if bytes[at..].starts_with(old) {
            bytes[at..at + old.len()].copy_from_slice(new);
            at += old.len();
        } else {
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUILT: &str = "ninefold-page-0000000000000000";

    /// A site as trunk leaves it, and what it is called.
    fn site(name: &str, trunks: &str, end: u8) -> PathBuf {
        let dist = std::env::temp_dir().join(format!("ninefold-stem-{name}-{}", std::process::id()));
        fs::create_dir_all(dist.join(BUILT)).unwrap();
        fs::write(dist.join("index.html"), format!("import './{trunks}.js'; '{trunks}_bg.wasm'")).unwrap();
        fs::write(dist.join("worker.js"), "work()").unwrap();
        fs::write(dist.join(format!("{BUILT}.js")), format!("import './{BUILT}/load.js'")).unwrap();
        fs::write(dist.join(BUILT).join("load.js"), format!("import '../{BUILT}.js'")).unwrap();
        let module = [b"\0asm\xff./", BUILT.as_bytes(), &[end]].concat();
        fs::write(dist.join(format!("{BUILT}_bg.wasm")), module).unwrap();
        dist
    }

    #[test]
    fn the_name_is_that_of_the_content_alone() {
        let sites = [
            site("a", "ninefold-page-1", 0),
            site("b", "ninefold-page-23f", 0),
            site("c", "ninefold-page-1", 1),
        ];
        let pages = sites.each_ref().map(|dist| {
            settle(dist).unwrap();
            let page = fs::read_to_string(dist.join("index.html")).unwrap();
            let stem = parts::stem(dist).unwrap();
            assert_eq!(stem.len(), BUILT.len());
            assert_eq!(page, format!("import './{stem}.js'; '{stem}_bg.wasm'"));
            let load = fs::read_to_string(dist.join(&stem).join("load.js")).unwrap();
            assert_eq!(load, format!("import '../{stem}.js'"));
            let module = fs::read(dist.join(format!("{stem}_bg.wasm"))).unwrap();
            assert!(module.starts_with(&[b"\0asm\xff./", stem.as_bytes()].concat()));
            fs::remove_dir_all(dist).unwrap();
            page
        });
        assert_eq!(pages[0], pages[1]);
        assert_ne!(pages[0], pages[2]);
    }
}
