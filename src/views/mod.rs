//! What is seen. A view reads the handles of [`crate::state`] and dispatches; it holds no effect.
//!
//! # Adding a tab
//! 1. A variant in [`crate::state::Route`] with its slug, label and place in `ALL`.
//! 2. A module here with `pub fn view() -> AnyView` (use the `page` classes of `style/components/page.css`), and its mark
//!    in [`parts`]: it is loaded after the page stands.
//! 3. Its icon in [`shell::tabs`] and its line in [`shell::stage`]. Both are matches, so the compiler asks for them.
//! 4. Its style in `style/components/<name>.css` with a `<link data-trunk rel="css">` in `index.html`.

pub mod advice;
pub mod budget;
pub mod canvas;
pub mod capacity;
pub mod catalogue;
pub mod compare;
pub mod dialogs;
pub mod import;
pub mod inspector;
pub mod palette;
pub mod parts;
pub mod report;
pub mod shell;
pub mod simulate;
pub mod verdict;
pub mod widgets;
