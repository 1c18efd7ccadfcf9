//! A static file server for this machine only: what `serve` shows and the tests visit.
//!
//! Any static host will do for the page; this one sends the right types, lets nothing be cached, can sit under a
//! sub-path as project pages do, and remembers what was asked for.

use std::fs;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::{Failure, Result};

/// A server running in the background until it is dropped.
#[derive(Debug)]
pub struct Server {
    port: u16,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Debug)]
struct Shared {
    /// None while the network is to be gone.
    folder: Mutex<Option<PathBuf>>,
    /// Starts and ends with a slash.
    base: String,
    /// A file by its name, and what it is in the place of the folder's.
    instead: Mutex<Option<(&'static str, &'static str)>>,
    requests: Mutex<Vec<String>>,
    stopping: AtomicBool,
}

impl Server {
    /// Serves `folder` at `base` (starting and ending with `/`) of 127.0.0.1; port 0 takes a free one.
    ///
    /// # Errors
    /// When the port cannot be had.
    pub fn bind(port: u16, folder: &Path, base: &str) -> Result<Self> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind(address).map_err(|error| {
            Failure::new(format!(
                "port {port} of 127.0.0.1 cannot be used ({error}): choose another with --port"
            ))
        })?;
        let port = listener.local_addr().map_err(Failure::io("the server's address"))?.port();
        let shared = Arc::new(Shared {
            folder: Mutex::new(Some(folder.to_owned())),
            base: base.to_owned(),
            instead: Mutex::default(),
            requests: Mutex::default(),
            stopping: AtomicBool::new(false),
        });
        let accepting = Arc::clone(&shared);
        let thread = thread::spawn(move || accept(&listener, &accepting));
        Ok(Self { port, shared, thread: Some(thread) })
    }

    /// Where it listens.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The paths asked for so far, in order.
    #[must_use]
    pub fn requests(&self) -> Vec<String> {
        lock(&self.shared.requests).clone()
    }

    /// From now on serves that folder: as when a host gets a new version. None: hangs up without a word, as when the network is gone.
    pub fn change(&self, folder: Option<&Path>) {
        *lock(&self.shared.folder) = folder.map(Path::to_owned);
    }

    /// From now on serves the file as that text, whatever the folder has.
    pub fn instead(&self, file: &'static str, text: &'static str) {
        *lock(&self.shared.instead) = Some((file, text));
    }

    /// Serves until the process is ended.
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            // A panic there has been reported by the panic itself.
            let _ = thread.join();
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.shared.stopping.store(true, Ordering::SeqCst);
        // Wakes the accepting thread so that it sees the flag.
        let woken = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| woken) {
            let _ = thread.join();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn accept(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.stopping.load(Ordering::SeqCst) {
            return;
        }
        let Ok(stream) = stream else { continue };
        let shared = Arc::clone(shared);
        // A browser that goes away in the middle of an answer is no error of the server's.
        thread::spawn(move || answer(stream, &shared).ok());
    }
}

/// Reads one request and writes one answer; the connection ends with it.
fn answer(mut stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.set_write_timeout(Some(Duration::from_secs(30)))?;
    let mut reader = BufReader::new(stream.try_clone()?.take(64 * 1024));
    let mut first = String::new();
    if reader.read_line(&mut first)? == 0 {
        return Ok(());
    }
    let mut line = String::new();
    while reader.read_line(&mut line)? > 2 {
        line.clear();
    }
    let mut words = first.split_whitespace();
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let Some(folder) = lock(&shared.folder).clone() else { return Ok(()) };
    lock(&shared.requests).push(target.to_owned());
    let reply = if matches!(method, "GET" | "HEAD") {
        reply(shared, &folder, target)
    } else {
        Reply::text(405, "only GET")
    };
    reply.write(&mut stream, method != "HEAD")
}

struct Reply {
    status: u16,
    kind: &'static str,
    location: Option<String>,
    body: Vec<u8>,
}

impl Reply {
    fn text(status: u16, text: &str) -> Self {
        Self { status, kind: "text/plain; charset=utf-8", location: None, body: text.as_bytes().to_vec() }
    }

    fn write(&self, stream: &mut TcpStream, with_body: bool) -> io::Result<()> {
        let location = self.location.as_ref().map(|path| format!("Location: {path}\r\n")).unwrap_or_default();
        let head = format!(
            "HTTP/1.1 {} \r\nContent-Type: {}\r\nContent-Length: {}\r\nCache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\n{location}Connection: close\r\n\r\n",
            self.status,
            self.kind,
            self.body.len()
        );
        stream.write_all(head.as_bytes())?;
        if with_body {
            stream.write_all(&self.body)?;
        }
        stream.flush()
    }
}

fn reply(shared: &Shared, folder: &Path, target: &str) -> Reply {
    let path = target.split(['?', '#']).next().unwrap_or_default();
    if format!("{path}/") == shared.base {
        return Reply { location: Some(shared.base.clone()), ..Reply::text(301, "one more slash") };
    }
    let Some(file) = path.strip_prefix(&shared.base).and_then(|path| file_of(folder, path)) else {
        return Reply::text(404, "there is no such page");
    };
    if let Some((name, text)) = *lock(&shared.instead)
        && file == folder.join(name)
    {
        return Reply { kind: media_type(&file), ..Reply::text(200, text) };
    }
    match fs::read(&file) {
        Ok(body) => Reply { status: 200, kind: media_type(&file), location: None, body },
        Err(_) => Reply::text(404, "there is no such file"),
    }
}

/// The file for the rest of a request's path; none where it would leave the folder.
fn file_of(folder: &Path, rest: &str) -> Option<PathBuf> {
    let decoded = decode(rest)?;
    let relative = Path::new(&decoded);
    if decoded.contains(['\0', '\\'])
        || !relative.components().all(|part| matches!(part, Component::Normal(_)))
    {
        return None;
    }
    let file = folder.join(relative);
    Some(if decoded.is_empty() || decoded.ends_with('/') { file.join("index.html") } else { file })
}

/// `%20` and the like as the characters they stand for.
fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        rest = after;
        if first == b'%' {
            let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
            bytes.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &rest[2..];
        } else {
            bytes.push(first);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The type a static host sends the file with.
pub(crate) fn media_type(file: &Path) -> &'static str {
    match file.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn get(server: &Server, target: &str) -> String {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, server.port())).unwrap();
        write!(stream, "GET {target} HTTP/1.1\r\nHost: here\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    fn site(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("ninefold-server-{name}-{}", std::process::id()));
        fs::create_dir_all(folder.join("site/sub dir")).unwrap();
        fs::write(folder.join("secret.txt"), "secret").unwrap();
        fs::write(folder.join("site/index.html"), "<p>front</p>").unwrap();
        fs::write(folder.join("site/a.wasm"), "\0asm").unwrap();
        fs::write(folder.join("site/sub dir/b.js"), "b()").unwrap();
        folder
    }

    #[test]
    fn serves_files_with_their_types_under_a_sub_path() {
        let folder = site("types");
        let server = Server::bind(0, &folder.join("site"), "/some/sub/").unwrap();
        let front = get(&server, "/some/sub/?q#x");
        assert!(front.starts_with("HTTP/1.1 200"), "{front}");
        assert!(front.contains("text/html") && front.contains("no-store") && front.ends_with("<p>front</p>"));
        assert!(get(&server, "/some/sub/a.wasm").contains("Content-Type: application/wasm"));
        assert!(get(&server, "/some/sub/sub%20dir/b.js").ends_with("b()"));
        assert!(get(&server, "/some/sub").contains("Location: /some/sub/"));
        assert!(get(&server, "/").starts_with("HTTP/1.1 404"));
        assert_eq!(server.requests().len(), 5);
        drop(server);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_host_changes_and_goes_away() {
        let folder = site("changes");
        let server = Server::bind(0, &folder.join("site"), "/").unwrap();
        server.instead("a.wasm", "other");
        let other = get(&server, "/a.wasm");
        assert!(other.contains("application/wasm") && other.ends_with("other"), "{other}");
        server.change(Some(&folder));
        assert!(get(&server, "/secret.txt").ends_with("secret"));
        server.change(None);
        assert_eq!(get(&server, "/secret.txt"), "");
        assert_eq!(server.requests().len(), 2, "nobody heard the last");
        drop(server);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn nothing_outside_the_folder_is_served() {
        let folder = site("outside");
        let server = Server::bind(0, &folder.join("site"), "/").unwrap();
        for target in [
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/sub dir/../../secret.txt",
            "//etc/passwd",
            "/..%5csecret.txt",
            "/%zz",
        ] {
            let answer = get(&server, target);
            assert!(answer.starts_with("HTTP/1.1 404"), "{target}: {answer}");
        }
        drop(server);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_taken_port_is_said_in_one_sentence() {
        let server = Server::bind(0, Path::new("."), "/").unwrap();
        let failure = Server::bind(server.port(), Path::new("."), "/").unwrap_err();
        assert!(failure.to_string().contains("choose another with --port"));
    }
}
