//! Room on the disk: a linker that runs out of it ends in a bus error, which says nothing to anybody.

use std::path::Path;

use crate::{Failure, Result, process, workspace};

/// What a first build of the page and its tools writes, with some to spare.
pub const PAGE: Need = Need { first: 4, again: 1 };
/// What a first build of the page and of every test writes, with some to spare.
pub const TESTS: Need = Need { first: 8, again: 2 };

/// Gibibytes that must be free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// When nothing has been built here.
    first: u64,
    /// When most lies there already.
    again: u64,
}

/// Fails where the disk that is built on has too little room left; says nothing where that cannot be known.
///
/// # Errors
/// In a sentence with the folder, what is free and what is needed.
pub fn ensure(need: Need) -> Result<()> {
    let target = workspace::target();
    let built = target.join("debug/deps").is_dir();
    let wanted = if built { need.again } else { need.first };
    let folder = target.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
    let answer = process::capture(process::command("df").arg("-Pk").arg(folder));
    match answer.as_deref().and_then(free) {
        Some(free) if free < wanted << 20 => Err(Failure::new(format!(
            "{} has {:.1} GiB free and building here needs about {wanted}: make room there, or name a folder on another disk in \
             CARGO_TARGET_DIR",
            folder.display(),
            free as f64 / f64::from(1 << 20)
        ))),
        _ => Ok(()),
    }
}

/// The free kibibytes in the answer of `df -Pk FOLDER`.
fn free(answer: &str) -> Option<u64> {
    answer.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_free_is_read_where_posix_puts_it() {
        let answer = "Filesystem     1024-blocks     Used Available Capacity Mounted on\n\
                      /dev/vda         263174212 54525952  40894464      58% /\n";
        assert_eq!(free(answer), Some(40_894_464));
        assert_eq!(free("df: no such file"), None);
    }
}
