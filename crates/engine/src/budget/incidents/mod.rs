//! What really happened: a log of incidents, read, laid over each other, and held against the promise.

pub mod moment;
mod observed;
mod read;
mod spend;
pub mod table;
mod taken;
mod timeline;

pub use moment::{Fixed, Place};
pub use observed::{LogNormal, Observed, Range};
pub use read::{Incident, Log, Reading, Remark, left_out};
pub use spend::{Account, Spend};
pub use table::{Columns, Table};
pub use taken::taken_over;
pub use timeline::{Counting, Span, Timeline};
