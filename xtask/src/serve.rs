//! `cargo xtask serve`: builds the page, serves it to this machine, opens it.

use std::env;
use std::process::{Child, Command, Stdio};

use crate::server::Server;
use crate::{Failure, Result, install, offline, process, site, workspace};

/// The service worker as whoever changes the page gets it: it takes the place of one that came with a published page from the same address,
/// and goes, so that every reload shows what was built last.
const NOTHING_KEPT: &str = "addEventListener('install', () => skipWaiting());
addEventListener('activate', event => event.waitUntil((async () => {
  const kept = (await caches.keys()).filter(name => name.startsWith('ninefold '));
  await Promise.all(kept.map(name => caches.delete(name)));
  await registration.unregister();
  if (kept.length) for (const page of await clients.matchAll({ type: 'window' })) page.navigate(page.url);
})()));
";

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Where on 127.0.0.1.
    pub port: u16,
    /// Build again, unoptimised, whenever a source changes.
    pub watch: bool,
    /// Open a browser if there is one.
    pub open: bool,
}

impl Options {
    /// Reads the words after `serve`.
    ///
    /// # Errors
    /// For a word that means nothing here.
    pub fn parse(words: &[String]) -> Result<Self> {
        let mut options = Self { port: 8080, watch: false, open: true };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--watch" => options.watch = true,
                "--no-open" => options.open = false,
                "--port" => {
                    let port = words.next().and_then(|port| port.parse().ok());
                    options.port =
                        port.ok_or_else(|| Failure::new("--port needs a number from 0 to 65535"))?;
                }
                other => return Err(Failure::new(format!("`serve` does not know `{other}`"))),
            }
        }
        Ok(options)
    }
}

/// Builds, serves and opens; ends with Ctrl-C.
///
/// # Errors
/// When the port is taken or the page cannot be built.
pub fn run(options: &Options) -> Result<()> {
    // First, so that a taken port is said before minutes of building.
    let server = Server::bind(options.port, &workspace::dist(), "/")?;
    server.instead(offline::WORKER, NOTHING_KEPT);
    let watcher = if options.watch { Some(Watcher::start()?) } else { None };
    if watcher.is_none() {
        site::build()?;
    }
    let url = format!("http://127.0.0.1:{}/", server.port());
    println!("\nThe page is at {url}  (Ctrl-C ends this)");
    if options.open && !open(&url) {
        println!("No browser was opened: there is no screen here, or no program that opens pages.");
    }
    server.wait();
    Ok(())
}

/// `trunk watch` beside the server, ended with it.
struct Watcher(Child);

impl Watcher {
    fn start() -> Result<Self> {
        let tools = install::for_build()?;
        site::fetch()?;
        let mut command = site::trunk(&tools, "watch")?;
        println!("$ {}", process::describe(&command));
        command.spawn().map(Self).map_err(|error| process::start_failure(&command, &error))
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // Ended already, where either fails.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Asks the desktop to show the address; false where there is none.
fn open(url: &str) -> bool {
    let screen = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    let program = if cfg!(target_os = "macos") {
        "open"
    } else if cfg!(target_os = "windows") {
        "explorer"
    } else if screen("DISPLAY") || screen("WAYLAND_DISPLAY") {
        "xdg-open"
    } else {
        return false;
    };
    let quiet = Command::new(program).arg(url).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    quiet.is_ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parse(words: &[&str]) -> Result<Options> {
        Options::parse(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn the_words_of_serve() {
        assert_eq!(parse(&[]).unwrap(), Options { port: 8080, watch: false, open: true });
        let all = parse(&["--port", "9000", "--watch", "--no-open"]).unwrap();
        assert_eq!(all, Options { port: 9000, watch: true, open: false });
        assert!(parse(&["--port", "many"]).is_err());
        assert!(parse(&["--porte", "1"]).is_err());
    }
}
