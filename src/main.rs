//! Mounts the page.

fn main() {
    ninefold_page::start();
}
