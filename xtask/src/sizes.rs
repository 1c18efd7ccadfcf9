//! What the page weighs, and what it may weigh.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{Failure, Result};

/// What the first answer needs (the first part of the program and all JavaScript) may weigh, brotli-compressed, in bytes. What
/// the workers play, the simulation, is among the parts that follow, and so is all that changes a project.
pub const FIRST: u64 = 450_000;

/// What that and the parts fetched once the page stands may weigh together: comparing designs and the library of projects, incidents,
/// credits and alerts, capacity and improvements, the linter, the catalogue, readers of configurations, sixteen templates and the guide.
pub const ALL: u64 = 1_760_000;

/// Prints each file's size and the sums; fails above [`FIRST`] or [`ALL`].
///
/// # Errors
/// When a file cannot be read or weighs too much.
pub fn report(dist: &Path) -> Result<()> {
    let mut files = files(dist, "wasm")?;
    files.extend(self::files(dist, "js")?);
    println!("{:>12} {:>12}  (bytes)", "raw", "brotli");
    let (mut first, mut later) = (0, 0);
    for file in files {
        let bytes = fs::read(&file).map_err(Failure::io(file.display()))?;
        let small = compressed(&bytes)?;
        let name = name(dist, &file);
        println!("{:>12} {small:>12}  {name}", bytes.len());
        if is_part(Path::new(&name)) {
            later += small;
        } else {
            first += small;
        }
    }
    let all = first + later;
    println!("{first:>25}  for the first answer; the limit is {FIRST}");
    println!("{later:>25}  fetched once the page stands");
    println!("{all:>25}  together; the limit is {ALL}");
    for (what, weight, limit) in [("what the first answer needs", first, FIRST), ("the whole page", all, ALL)]
    {
        if weight > limit {
            return Err(Failure::new(format!(
                "{what} weighs {weight} bytes compressed, {} too many",
                weight - limit
            )));
        }
    }
    Ok(())
}

/// True for what is fetched once the page stands: the modules in a folder of their own ([`crate::parts`]), and what keeps all of it.
fn is_part(name: &Path) -> bool {
    let module = name.extension().is_some_and(|extension| extension == "wasm");
    (name.components().count() > 1 && module) || name == Path::new(crate::offline::WORKER)
}

/// Every file under `folder` that ends in `.extension`, in order of name.
///
/// # Errors
/// When the folder cannot be read.
pub fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut found = all_files(folder)?;
    found.retain(|file| file.extension().is_some_and(|found| found == extension));
    Ok(found)
}

/// Every file under `folder`, in order of name.
///
/// # Errors
/// When the folder cannot be read.
pub fn all_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(Failure::io(folder.display()))? {
        let path = entry.map_err(Failure::io(folder.display()))?.path();
        if path.is_dir() {
            found.extend(all_files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// A file of the site as an address names it: from the site's folder, with `/`.
#[must_use]
pub fn name(dist: &Path, file: &Path) -> String {
    let parts = file.strip_prefix(dist).unwrap_or(file).components();
    let parts: Vec<_> = parts.map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

/// The length of `bytes` as a static host would send them.
fn compressed(bytes: &[u8]) -> Result<u64> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut counter = Counter(0);
    brotli::BrotliCompress(&mut &*bytes, &mut counter, &parameters).map_err(Failure::io("compressing"))?;
    Ok(counter.0)
}

/// Counts what is written and keeps nothing.
struct Counter(u64);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_the_modules_in_a_folder_of_their_own_come_later() {
        assert!(is_part(Path::new("ninefold-page-1/split_report.wasm")));
        assert!(!is_part(Path::new("ninefold-page-1/load.js")));
        assert!(!is_part(Path::new("ninefold-page-1_bg.wasm")));
        assert!(is_part(Path::new("sw.js")) && !is_part(Path::new("worker.js")));
    }

    #[test]
    fn repetition_compresses_and_nothing_is_nearly_nothing() {
        assert!(compressed(&[7; 100_000]).unwrap() < 100);
        assert!(compressed(&[]).unwrap() <= 2);
    }
}
