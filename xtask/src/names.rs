//! Names that the program and its script know each other by, without the digits that do not compress.
//!
//! wasm-bindgen ends the name of every import with a hash of sixteen digits. Numbered instead, names are as unique and as long, so
//! that no offset in a module changes, and take next to nothing to send: 4.6 kB less before the first answer.

use std::collections::HashMap;
use std::fs;
use std::path::Path;

use crate::{Failure, Result, sizes};

/// Digits of a hash.
const DIGITS: usize = 16;

/// A name by its hash: what stands before that, and its number.
type Names = HashMap<[u8; DIGITS], (String, usize)>;

/// Numbers the names in every script and module of the site.
///
/// # Errors
/// When a file cannot be read or written.
pub fn number(dist: &Path) -> Result<()> {
    let scripts = sizes::files(dist, "js")?;
    let mut names = Names::new();
    for file in &scripts {
        collect(&fs::read_to_string(file).map_err(Failure::io(file.display()))?, &mut names);
    }
    for file in scripts.into_iter().chain(sizes::files(dist, "wasm")?) {
        let mut bytes = fs::read(&file).map_err(Failure::io(file.display()))?;
        replace(&mut bytes, &names);
        fs::write(&file, bytes).map_err(Failure::io(file.display()))?;
    }
    Ok(())
}

/// The names of a script that end in a hash, numbered as they come.
fn collect(script: &str, names: &mut Names) {
    let words = script.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
    for word in words.filter(|word| word.starts_with("__wbg_") || word.starts_with("wasm_bindgen_")) {
        let Some((start, hash)) = word.as_bytes().split_last_chunk::<DIGITS>() else { continue };
        if is_hash(hash) && matches!(start.last(), Some(b'_' | b'h')) {
            let next = names.len();
            names.entry(*hash).or_insert_with(|| (word[..start.len()].to_owned(), next));
        }
    }
}

/// Puts its number in the place of each name's hash.
fn replace(bytes: &mut [u8], names: &Names) {
    let mut at = 0;
    while let Some(hash) = bytes.get(at..).and_then(<[u8]>::first_chunk::<DIGITS>) {
        match names.get(hash) {
            Some((start, number)) if bytes[..at].ends_with(start.as_bytes()) => {
                let number = format!("{number:0DIGITS$}");
                bytes[at..at + DIGITS].copy_from_slice(number.as_bytes());
                at += DIGITS;
            }
            _ => at += 1,
        }
    }
}

fn is_hash(digits: &[u8]) -> bool {
    digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn script_and_module_keep_knowing_each_other() {
        let script = "__wbg_now_0123456789abcdef: () => 1, __wbg_add_fedcba9876543210: wasm.wasm_bindgen__x__h00112233445566aa,\
                      other_0123456789abcdef, __wbg_now_0123456789abcdef, __wbg_short_0123";
        let mut names = Names::new();
        collect(script, &mut names);
        assert_eq!(names.len(), 3);
        let mut text = script.as_bytes().to_vec();
        replace(&mut text, &names);
        let expected = "__wbg_now_0000000000000000: () => 1, __wbg_add_0000000000000001: wasm.wasm_bindgen__x__h0000000000000002,\
                        other_0123456789abcdef, __wbg_now_0000000000000000, __wbg_short_0123";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
        // In a module the length before a name may look like a letter of it.
        let mut module = b"\x1a__wbg_add_fedcba987654321000__wbg_now_0123456789abcdef\x00".to_vec();
        replace(&mut module, &names);
        assert_eq!(module, b"\x1a__wbg_add_000000000000000100__wbg_now_0000000000000000\x00");
    }
}
