//! A project as a link: the file's text, deflated (RFC 1951) and written in the letters an address may hold (RFC 4648 §5).
//!
//! Links come from strangers, so nothing is believed: how long a text may be and how far it may unfold is bounded.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
use ninefold_engine::model::{self, Project};
use thiserror::Error;

/// What comes before the letters in the address.
pub const PREFIX: &str = "#/open/";
/// The most a link may unfold to, in bytes.
pub const MAX_UNFOLDED: usize = 8 * 1024 * 1024;
/// The longest link that is looked at, in letters.
pub const MAX_LETTERS: usize = 4 * 1024 * 1024;
/// Deflate's best.
const LEVEL: u8 = 10;
/// Nearly as small, several times as quick.
const QUICK: u8 = 5;

/// Why a link cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum ShareError {
    /// Longer than [`MAX_LETTERS`].
    #[error("the link is too long to be a project")]
    TooLong,
    /// Letters that no link has: it was cut short or changed on its way.
    #[error("the link is damaged, perhaps cut short on its way: ask for it again, or for the file")]
    Damaged,
    /// It would unfold to more than [`MAX_UNFOLDED`].
    #[error("the link unfolds to more than 8 MB, which no project is")]
    TooLarge,
}

/// The fragment of an address that carries the project, [`PREFIX`] included.
///
/// ```
/// use ninefold_editor::share;
/// use ninefold_engine::model;
///
/// let text = r#"{"format": "ninefold/1", "name": "Shop"}"#;
/// let link = share::link(&model::read(text).unwrap().project);
/// let back = share::text(link.strip_prefix(share::PREFIX).unwrap()).unwrap();
/// assert_eq!(model::read(&back).unwrap().project.name.as_deref(), Some("Shop"));
/// ```
#[must_use]
pub fn link(project: &Project) -> String {
    // Written without spaces: they would cost a little even when deflated.
    format!("{PREFIX}{}", pack(&model::write_short(project)))
}

/// The project's text out of a link's letters (what comes after [`PREFIX`]); for the engine's reader, which guards the door.
///
/// # Errors
/// A sentence for the person who opened it.
pub fn text(letters: &str) -> Result<String, ShareError> {
    unpack(letters)
}

/// A text in few letters, each fit for an address.
#[must_use]
pub fn pack(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(compress_to_vec(text.as_bytes(), LEVEL))
}

/// As [`pack`], for what is packed at every save.
#[must_use]
pub fn pack_quickly(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(compress_to_vec(text.as_bytes(), QUICK))
}

/// The text [`pack`] was given.
///
/// # Errors
/// When it was not made by [`pack`], or is larger than anything a link would hold.
pub fn unpack(letters: &str) -> Result<String, ShareError> {
    if letters.len() > MAX_LETTERS {
        return Err(ShareError::TooLong);
    }
    unfold(letters, MAX_UNFOLDED)
}

/// As [`unpack`], for what this program packed itself: as large as any project that is read.
///
/// # Errors
/// When it was not made by [`pack`].
pub fn unpack_own(letters: &str) -> Result<String, ShareError> {
    unfold(letters, model::MAX_BYTES)
}

fn unfold(letters: &str, limit: usize) -> Result<String, ShareError> {
    let packed = URL_SAFE_NO_PAD.decode(letters.trim()).map_err(|_| ShareError::Damaged)?;
    let text = decompress_to_vec_with_limit(&packed, limit).map_err(|error| match error.status {
        TINFLStatus::HasMoreOutput => ShareError::TooLarge,
        _ => ShareError::Damaged,
    })?;
    String::from_utf8(text).map_err(|_| ShareError::Damaged)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_packed_comes_back() {
        for text in ["", "a", "שלום 👩‍🚀", &"long ".repeat(200_000)] {
            let letters = pack(text);
            assert!(letters.bytes().all(|it| it.is_ascii_alphanumeric() || it == b'-' || it == b'_'));
            assert_eq!(unpack(&letters).unwrap(), text);
        }
        assert!(pack(&"long ".repeat(200_000)).len() < 4000);
    }

    /// "hello" deflated by Python's zlib (raw, wbits -15) and written by its urlsafe_b64encode.
    #[test]
    fn it_is_the_deflate_others_write() {
        assert_eq!(unpack("y0jNyckHAA").unwrap(), "hello");
    }

    #[test]
    fn damage_is_a_sentence() {
        let letters = pack(r#"{"format":"ninefold/1","name":"Shop","components":[]}"#);
        assert_eq!(unpack(&letters[..letters.len() / 2]), Err(ShareError::Damaged));
        assert_eq!(unpack("<script>"), Err(ShareError::Damaged));
        assert_eq!(unpack("AAAA"), Err(ShareError::Damaged));
        assert_eq!(unpack(&"A".repeat(MAX_LETTERS + 1)), Err(ShareError::TooLong));
    }

    #[test]
    fn a_bomb_is_not_unfolded() {
        let bomb = pack(&"0".repeat(MAX_UNFOLDED + 1));
        assert!(bomb.len() < 20_000, "{}", bomb.len());
        assert_eq!(unpack(&bomb), Err(ShareError::TooLarge));
        assert_eq!(unpack(&pack(&"0".repeat(MAX_UNFOLDED))).unwrap().len(), MAX_UNFOLDED);
        assert_eq!(unpack_own(&bomb).unwrap().len(), MAX_UNFOLDED + 1, "what lies here is no stranger's");
    }
}
