//! The program of the page and of its workers.

fn main() {
    ninefold_page::start();
}
