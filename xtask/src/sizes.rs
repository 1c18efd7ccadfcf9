//! What the page weighs, and what it may weigh.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::{Failure, Result};

/// What all WebAssembly and JavaScript together should weigh, brotli-compressed, in bytes. Not reached yet.
pub const GOAL: u64 = 450_000;

/// What they may weigh until then: a little above what they do, so that no change makes it worse unseen.
pub const BUDGET: u64 = 740_000;

/// Prints each file's size and the sum; fails above [`BUDGET`].
///
/// # Errors
/// When a file cannot be read or the budget is exceeded.
pub fn report(dist: &Path) -> Result<()> {
    let mut files = files(dist, "wasm")?;
    files.extend(self::files(dist, "js")?);
    println!("{:>12} {:>12}  (bytes)", "raw", "brotli");
    let (mut raw, mut packed) = (0, 0);
    for file in files {
        let bytes = fs::read(&file).map_err(Failure::io(file.display()))?;
        let small = compressed(&bytes)?;
        let name = file.strip_prefix(dist).unwrap_or(&file);
        println!("{:>12} {small:>12}  {}", bytes.len(), name.display());
        raw += bytes.len() as u64;
        packed += small;
    }
    println!("{raw:>12} {packed:>12}  together; the limit is {BUDGET} compressed, the goal {GOAL}");
    if packed <= BUDGET {
        return Ok(());
    }
    Err(Failure::new(format!(
        "the page weighs {packed} bytes compressed, {} over its budget",
        packed - BUDGET
    )))
}

/// Every file under `folder` that ends in `.extension`, in order of name.
///
/// # Errors
/// When the folder cannot be read.
pub fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(Failure::io(folder.display()))? {
        let path = entry.map_err(Failure::io(folder.display()))?.path();
        if path.is_dir() {
            found.extend(files(&path, extension)?);
        } else if path.extension().is_some_and(|found| found == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
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
    fn repetition_compresses_and_nothing_is_nearly_nothing() {
        assert!(compressed(&[7; 100_000]).unwrap() < 100);
        assert!(compressed(&[]).unwrap() <= 2);
    }
}
