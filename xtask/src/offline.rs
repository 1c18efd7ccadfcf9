//! The page without a network: the list of this build's files and their hashes, written into the service worker (`public/sw.js`).

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::{Failure, Result, server, sizes};

/// The service worker.
pub const WORKER: &str = "sw.js";
/// What stands in it for the list, and for the version.
const PLACES: [&str; 2] = ["/* the list */", "the version"];

/// Writes list and version into the site's service worker, and answers the version: the same for the same bytes, another for others.
/// The last step of a build.
///
/// # Errors
/// When a file cannot be read or written, or the worker is not as expected.
pub fn write(dist: &Path) -> Result<String> {
    let path = dist.join(WORKER);
    let worker = fs::read_to_string(&path).map_err(Failure::io(path.display()))?;
    let (worker, version) = with_list(&worker, &list(dist)?).ok_or_else(|| {
        Failure::new(format!("public/{WORKER} must have `{}` and `{}` once each", PLACES[0], PLACES[1]))
    })?;
    fs::write(&path, worker).map_err(Failure::io(path.display()))?;
    Ok(version)
}

/// The worker with the list, and the hash of both.
fn with_list(worker: &str, list: &str) -> Option<(String, String)> {
    if PLACES.iter().any(|place| worker.matches(place).count() != 1) {
        return None;
    }
    let version = crate::hex(&Sha256::new().chain_update(worker).chain_update(list).finalize()[..8]);
    Some((worker.replace(PLACES[0], list).replace(PLACES[1], &version), version))
}

/// Every file of the site but the worker: `["name",["type","hash"]],` a line, in order of name.
fn list(dist: &Path) -> Result<String> {
    let mut list = String::from("\n");
    for file in sizes::all_files(dist)? {
        let name = sizes::name(dist, &file);
        if name == WORKER {
            continue;
        }
        if !name.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"-_./".contains(&letter)) {
            return Err(Failure::new(format!(
                "dist/{name}: a file of the site is named with letters, digits, - and _ alone, which no host writes otherwise"
            )));
        }
        let bytes = fs::read(&file).map_err(Failure::io(file.display()))?;
        let (kind, hash) = (server::media_type(&file), crate::hex(&Sha256::digest(bytes)));
        // Writing to a text cannot fail.
        let _ = writeln!(list, "[\"{name}\",[\"{kind}\",\"{hash}\"]],");
    }
    Ok(list)
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    const TEMPLATE: &str = include_str!("../../public/sw.js");

    fn site(name: &str) -> PathBuf {
        let dist = std::env::temp_dir().join(format!("ninefold-offline-{name}-{}", std::process::id()));
        fs::create_dir_all(dist.join("parts")).unwrap();
        fs::write(dist.join("index.html"), "").unwrap();
        fs::write(dist.join("parts/b.wasm"), "abc").unwrap();
        fs::write(dist.join(WORKER), TEMPLATE).unwrap();
        dist
    }

    /// The hashes are those of the empty text and of `abc`, as published with SHA-2 (FIPS 180-4 examples).
    #[test]
    fn the_list_has_every_file_but_the_worker_with_its_hash() {
        let dist = site("list");
        let expected = "\n[\"index.html\",[\"text/html; charset=utf-8\",\"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"]],\n\
             [\"parts/b.wasm\",[\"application/wasm\",\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"]],\n";
        assert_eq!(list(&dist).unwrap(), expected);
        let version = write(&dist).unwrap();
        let worker = fs::read_to_string(dist.join(WORKER)).unwrap();
        assert!(worker.contains(expected) && worker.contains(&format!("\"{version}\"")));
        assert!(PLACES.iter().all(|place| !worker.contains(place)));
        assert!(write(&dist).is_err(), "a worker that has its list");
        fs::write(dist.join("a file.txt"), "").unwrap();
        assert!(list(&dist).is_err(), "a name that hosts write in different ways");
        fs::remove_dir_all(dist).unwrap();
    }

    #[test]
    fn the_version_is_that_of_the_bytes() {
        let version = |name: &str, change: &dyn Fn(&Path)| {
            let dist = site(name);
            change(&dist);
            let version = write(&dist).unwrap();
            fs::remove_dir_all(dist).unwrap();
            version
        };
        let as_it_is = version("same", &|_| ());
        assert_eq!(as_it_is, version("again", &|_| ()));
        assert_ne!(
            as_it_is,
            version("content", &|dist| fs::write(dist.join("parts/b.wasm"), "abd").unwrap())
        );
        assert_ne!(as_it_is, version("more", &|dist| fs::write(dist.join("c.txt"), "").unwrap()));
        let worker = |dist: &Path| fs::write(dist.join(WORKER), format!("{TEMPLATE}\n// Other.")).unwrap();
        assert_ne!(as_it_is, version("worker", &worker));
    }
}
