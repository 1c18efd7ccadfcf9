//! How long a worker may say nothing before it is taken for dead. Pure, so that it is tested without workers.

/// What a worker is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doing {
    /// It has not said that it is ready.
    Starting,
    /// Nothing.
    Idle,
    /// A block of this job.
    Block(u64),
    /// It was asked to stop this job.
    Stopping(u64),
    /// It cannot be started.
    Gone,
}

/// Looks after which a worker that owes an answer is taken for dead.
const SILENT: u32 = 5;
/// The same for one that searches: it says nothing while it makes a large design ready.
const SILENT_SEARCH: u32 = 10;

/// Counts looks, not time: a computer that slept is no dead worker.
#[derive(Clone, Copy, Debug, Default)]
pub struct Patience {
    looks: u32,
}

impl Patience {
    /// It has said something, or is a new one.
    pub fn heard(&mut self) {
        self.looks = 0;
    }

    /// Another look at a worker; says whether it has owed an answer for too long.
    pub fn is_over(&mut self, doing: Doing, searching: bool) -> bool {
        let owes = matches!(doing, Doing::Starting | Doing::Block(_)) || searching;
        // One that owes nothing is not silent, and one that is gone has been counted.
        if !owes || doing == Doing::Gone {
            self.looks = 0;
            return false;
        }
        self.looks += 1;
        self.looks > if searching { SILENT_SEARCH } else { SILENT }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// After how many looks a worker that says nothing is taken for dead; none within a hundred.
    fn looks(doing: Doing, searching: bool) -> Option<u32> {
        let mut patience = Patience::default();
        (1..=100).find(|_| patience.is_over(doing, searching))
    }

    #[test]
    fn whoever_owes_an_answer_is_waited_for_not_for_ever() {
        assert_eq!(looks(Doing::Starting, false), Some(SILENT + 1));
        assert_eq!(looks(Doing::Block(7), false), Some(SILENT + 1));
        for doing in [Doing::Idle, Doing::Block(7), Doing::Starting] {
            assert_eq!(looks(doing, true), Some(SILENT_SEARCH + 1), "a search that says nothing: {doing:?}");
        }
    }

    #[test]
    fn whoever_owes_nothing_may_be_silent() {
        for doing in [Doing::Idle, Doing::Stopping(7), Doing::Gone] {
            assert_eq!(looks(doing, false), None, "{doing:?}");
        }
        assert_eq!(looks(Doing::Gone, true), None);
    }

    #[test]
    fn a_word_and_a_rest_start_the_count_anew() {
        let mut patience = Patience::default();
        for _ in 0..20 {
            for _ in 0..SILENT {
                assert!(!patience.is_over(Doing::Block(1), false));
            }
            patience.heard();
        }
        for _ in 0..SILENT {
            assert!(!patience.is_over(Doing::Block(1), false));
        }
        assert!(!patience.is_over(Doing::Idle, false));
        assert!(!patience.is_over(Doing::Block(2), false), "the time before the rest does not count");
    }
}
