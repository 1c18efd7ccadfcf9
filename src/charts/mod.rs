//! Charts on a canvas. What is drawn is decided in `ninefold_engine::report::charts`, shared with the report; here
//! are only the canvas, its size, its sharpness and the theme's colours.

mod canvas;
mod colors;

pub use canvas::{Area, Found, Place, pickable, picture};
