//! The system's package manager: browsers, their drivers and a screen without a monitor.

use std::process::Command;

use crate::browsers::Browser;
use crate::{Failure, Result, process};

/// One package manager: how it installs, and what it calls things.
#[derive(Debug)]
struct Manager {
    program: &'static str,
    /// Brings its list of packages up to date; run once before installing.
    refresh: Option<&'static [&'static str]>,
    install: &'static [&'static str],
    /// Alternatives in order of preference, for Chromium, Firefox and WebKit. None: not offered there.
    chromium: &'static [&'static [&'static str]],
    firefox: &'static [&'static [&'static str]],
    webkit: &'static [&'static [&'static str]],
    /// False where the manager refuses to run as root.
    as_root: bool,
}

const MANAGERS: [Manager; 5] = [
    Manager {
        program: "apt-get",
        refresh: Some(&["update"]),
        install: &["install", "--yes", "--no-install-recommends"],
        chromium: &[
            &["chromium", "chromium-driver", "fonts-dejavu-core"],
            &["chromium-browser", "chromium-chromedriver", "fonts-dejavu-core"],
        ],
        firefox: &[&["firefox-esr"], &["firefox"]],
        webkit: &[&["webkit2gtk-driver", "xvfb"]],
        as_root: true,
    },
    Manager {
        program: "dnf",
        refresh: None,
        install: &["install", "--assumeyes"],
        chromium: &[&["chromium", "chromedriver", "dejavu-sans-fonts"]],
        firefox: &[&["firefox"]],
        webkit: &[&["webkit2gtk-driver", "xorg-x11-server-Xvfb"]],
        as_root: true,
    },
    Manager {
        program: "pacman",
        refresh: None,
        install: &["--sync", "--refresh", "--needed", "--noconfirm"],
        chromium: &[&["chromium", "ttf-dejavu"]],
        firefox: &[&["firefox"]],
        webkit: &[],
        as_root: true,
    },
    Manager {
        program: "apk",
        refresh: None,
        install: &["add"],
        chromium: &[&["chromium", "chromium-chromedriver", "font-dejavu"]],
        firefox: &[&["firefox-esr"], &["firefox"]],
        webkit: &[],
        as_root: true,
    },
    Manager {
        program: "brew",
        refresh: None,
        install: &["install", "--cask"],
        chromium: &[&["google-chrome", "chromedriver"]],
        firefox: &[&["firefox"]],
        webkit: &[],
        as_root: false,
    },
];

/// Installs the packages of `browser` with whichever manager this system has.
///
/// # Errors
/// When there is no known manager, it does not offer the browser, it fails, or it needs rights nobody here has.
pub fn install(browser: Browser) -> Result<()> {
    let manager =
        MANAGERS.iter().find(|manager| process::find(manager.program).is_some()).ok_or_else(|| {
            Failure::new(format!(
                "no known package manager here (apt-get, dnf, pacman, apk, brew): install {} by hand",
                browser.needs()
            ))
        })?;
    let choices = match browser {
        Browser::Chromium => manager.chromium,
        Browser::Firefox => manager.firefox,
        Browser::WebKit => manager.webkit,
    };
    if choices.is_empty() {
        return Err(Failure::new(format!("{} offers no driver for {browser}", manager.program)));
    }
    println!("installing {browser} with {}: the tests run in real browsers", manager.program);
    if let Some(words) = manager.refresh {
        // An old list may still do: the installation below says what is missing.
        if let Err(failure) = process::run(&mut manager.command(words, &[])?) {
            println!("note: {failure}");
        }
    }
    let mut last = None;
    for packages in choices {
        match process::run(&mut manager.command(manager.install, packages)?) {
            Ok(()) => return Ok(()),
            Err(failure) => last = Some(failure),
        }
    }
    Err(last.unwrap_or_else(|| Failure::new(format!("{} offers no {browser}", manager.program))))
}

impl Manager {
    /// The command, through sudo where this user is not root.
    fn command(&self, words: &[&str], packages: &[&str]) -> Result<Command> {
        let root = process::capture(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
        let mut command = if root || !self.as_root {
            Command::new(self.program)
        } else if process::find("sudo").is_some() {
            let mut sudo = Command::new("sudo");
            // sudo drops the environment; `env` brings back the one setting that matters.
            sudo.args(["env", "DEBIAN_FRONTEND=noninteractive", self.program]);
            sudo
        } else {
            let what = packages.join(" ");
            return Err(Failure::new(format!(
                "installing needs root and there is no sudo: as root, run `{} {} {what}`",
                self.program,
                self.install.join(" ")
            )));
        };
        command.args(words).args(packages).env("DEBIAN_FRONTEND", "noninteractive");
        Ok(command)
    }
}
