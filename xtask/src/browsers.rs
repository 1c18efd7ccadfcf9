//! The browsers the tests run in: which there are, and where each one's driver and program lie.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use crate::process;

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Browser {
    /// Chromium or Chrome, by chromedriver.
    Chromium,
    /// Firefox, by geckodriver.
    Firefox,
    /// WebKitGTK's `MiniBrowser`, by `WebKitWebDriver`.
    WebKit,
}

impl Browser {
    /// All of them, the required one first.
    pub const ALL: [Self; 3] = [Self::Chromium, Self::Firefox, Self::WebKit];

    /// Its name in `NINEFOLD_BROWSERS`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// What must be there for it, in words.
    #[must_use]
    pub fn needs(self) -> &'static str {
        match self {
            Self::Chromium => "Chromium (or Chrome) and chromedriver",
            Self::Firefox => "Firefox and geckodriver",
            Self::WebKit => "WebKitWebDriver, MiniBrowser and Xvfb",
        }
    }
}

impl fmt::Display for Browser {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Chromium => "Chromium",
            Self::Firefox => "Firefox",
            Self::WebKit => "WebKit",
        })
    }
}

/// A browser that can be driven here.
#[derive(Clone, Debug)]
pub struct Installed {
    /// Which.
    pub browser: Browser,
    /// The WebDriver server.
    pub driver: PathBuf,
    /// The browser's program.
    pub program: PathBuf,
    /// Xvfb, where the browser has no headless mode and there is no screen.
    pub screen: Option<PathBuf>,
}

/// The browser with its driver, where both are here.
#[must_use]
pub fn find(browser: Browser) -> Option<Installed> {
    let (driver, program, screen) = match browser {
        Browser::Chromium => (chromedriver()?, chromium()?, None),
        Browser::Firefox => (process::find("geckodriver")?, firefox()?, None),
        Browser::WebKit => (process::find("WebKitWebDriver")?, mini_browser()?, Some(process::find("Xvfb")?)),
    };
    Some(Installed { browser, driver, program, screen })
}

/// Every browser that can be driven here.
#[must_use]
pub fn find_all() -> Vec<Installed> {
    Browser::ALL.into_iter().filter_map(find).collect()
}

/// True when nothing of the system's packages is missing (Firefox's driver comes from cargo).
#[must_use]
pub fn has_programs_of_packages(browser: Browser) -> bool {
    match browser {
        Browser::Firefox => firefox().is_some(),
        Browser::Chromium | Browser::WebKit => find(browser).is_some(),
    }
}

fn chromium() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
    let mac = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
    first(&names, &mac)
}

fn chromedriver() -> Option<PathBuf> {
    first(&["chromedriver", "chromium.chromedriver"], &["/usr/lib/chromium-browser/chromedriver"])
}

fn firefox() -> Option<PathBuf> {
    first(&["firefox-esr", "firefox"], &["/Applications/Firefox.app/Contents/MacOS/firefox"])
}

fn first(names: &[&str], paths: &[&str]) -> Option<PathBuf> {
    let named = names.iter().find_map(|name| process::find(name));
    named.or_else(|| paths.iter().map(PathBuf::from).find(|path| path.is_file()))
}

/// `MiniBrowser` lies beside WebKitGTK's library: /usr/lib/SOMEWHERE/webkit2gtk-4.1/MiniBrowser or one level higher.
fn mini_browser() -> Option<PathBuf> {
    let mut found = Vec::new();
    for base in ["/usr/lib", "/usr/lib64", "/usr/libexec"] {
        let base = Path::new(base);
        let folders = entries(base);
        let deeper = folders.iter().flat_map(|folder| entries(folder));
        let all = folders.iter().cloned().chain(deeper);
        let webkit = all.filter(|folder| is_webkit(folder)).map(|folder| folder.join("MiniBrowser"));
        found.extend(webkit.filter(|path| path.is_file()));
    }
    found.sort();
    found.pop()
}

fn is_webkit(folder: &Path) -> bool {
    let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    name.starts_with("webkit2gtk-") || name.starts_with("webkitgtk-")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let read = fs::read_dir(folder).into_iter().flatten().flatten();
    read.map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}
