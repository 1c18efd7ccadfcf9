//! Parts of the program that are loaded after the page stands, each a module of its own.

use leptos::wasm_split::SplitLoaderError;
use thiserror::Error;

/// A part could not be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("This part of the page could not be loaded. Check the connection, then try again; nothing is lost.")]
pub struct Unavailable;

impl From<SplitLoaderError> for Unavailable {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}
