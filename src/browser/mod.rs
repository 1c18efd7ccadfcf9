//! Everything that touches the browser: no rule of the product lives here.

pub mod boot;
pub mod location;
pub mod theme;
