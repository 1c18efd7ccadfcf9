//! The one kind of error here: a sentence for the person at the terminal.

use std::fmt;

/// Why a command stopped, in one sentence that says what can be done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure(String);

/// What every step answers.
pub type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure saying `sentence`.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }

    /// For `map_err` on input and output: `what` was being done to a file or a socket.
    pub fn io(what: impl fmt::Display) -> impl FnOnce(std::io::Error) -> Self {
        move |error| Self(format!("{what}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for Failure {}
