//! The page on a site of its own: a copy of `dist/` with a script that runs before the page, and whose files can be taken away and
//! given back. The policy lets scripts of the site run, so nothing else is changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use xtask::server::Server;

use super::page::Page;

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// The site; gone when dropped.
pub struct Altered {
    server: Server,
    folder: PathBuf,
}

impl Altered {
    /// With this script before the page's own.
    pub fn new(script: &str) -> Self {
        let folder = xtask::workspace::target().join("e2e").join(format!(
            "altered-{}-{}",
            std::process::id(),
            COUNTER.fetch_add(1, Ordering::Relaxed)
        ));
        copy(&xtask::workspace::dist(), &folder);
        let index = folder.join("index.html");
        let page = fs::read_to_string(&index).expect("the page");
        let head = "<head>";
        assert!(page.contains(head), "the page has a head");
        fs::write(&index, page.replacen(head, "<head><script src=\"altered.js\"></script>", 1))
            .expect("room");
        fs::write(folder.join("altered.js"), script).expect("room");
        let server = Server::bind(0, &folder, "/").unwrap_or_else(|failure| panic!("{failure}"));
        Self { server, folder }
    }

    /// Goes to the page there, and waits until it can be edited.
    pub fn visit(&self, page: &Page, fragment: &str) {
        self.go(page, fragment);
        page.settle();
    }

    /// Goes to the page there, whatever it comes to.
    pub fn go(&self, page: &Page, fragment: &str) {
        page.goto(&format!("http://127.0.0.1:{}/{fragment}", self.server.port()));
    }

    /// Replaces a file.
    pub fn write(&self, name: &str, text: &str) {
        fs::write(self.folder.join(name), text).expect("room");
    }

    /// Takes the file away whose name ends so.
    pub fn take_away(&self, ending: &str) -> PathBuf {
        let file = find(&self.folder, ending).unwrap_or_else(|| panic!("no {ending}"));
        fs::rename(&file, file.with_extension("away")).expect("a file");
        file
    }

    /// Gives it back.
    pub fn give_back(&self, file: &Path) {
        fs::rename(file.with_extension("away"), file).expect("the file");
    }
}

impl Drop for Altered {
    fn drop(&mut self) {
        // What is left lies in the target folder.
        let _left = fs::remove_dir_all(&self.folder);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("room");
    for entry in fs::read_dir(from).expect("dist/").flatten() {
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("room");
        }
    }
}

fn find(folder: &Path, ending: &str) -> Option<PathBuf> {
    let entries: Vec<PathBuf> = fs::read_dir(folder).ok()?.flatten().map(|entry| entry.path()).collect();
    let here = entries.iter().find(|path| path.is_file() && path.to_string_lossy().ends_with(ending));
    here.cloned().or_else(|| entries.iter().filter(|path| path.is_dir()).find_map(|path| find(path, ending)))
}
