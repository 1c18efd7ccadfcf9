//! Where things stand: positions and viewport from the file, zones around their members, automatic layout.

mod arrange;
mod canvas;
mod layered;
mod zones;

pub use arrange::{free_place, place_missing, tidy};
pub use canvas::Layout;
pub use zones::{
    EMPTY_ZONE, FOLDED_ZONE, JUNCTION, NODE, ZONE_PADDING, ZONE_TITLE, ZoneTree, node_size, note_size,
    zone_around, zone_rects,
};
