//! Service credits: what providers pay back, expected from the design and due by the log.

mod expected;
mod past;
mod schedule;

pub use expected::{ExpectedCredit, StepChance, expected_credit};
pub use past::{MonthCredit, past_credits};
pub use schedule::{Counted, Minimum, Schedule, Step, schedules};
