//! Files and folders.

use std::fs;
use std::path::Path;

use crate::{Failure, Result};

/// Copies a file, or a folder with all that is in it; folders that are missing are made.
///
/// # Errors
/// When something cannot be read or written.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    if !from.is_dir() {
        let parent = to.parent().unwrap_or(to);
        fs::create_dir_all(parent).map_err(Failure::io(parent.display()))?;
        return fs::copy(from, to).map(|_| ()).map_err(Failure::io(from.display()));
    }
    for entry in fs::read_dir(from).map_err(Failure::io(from.display()))?.flatten() {
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}
