//! Running the command and building projects for it.
#![allow(dead_code, clippy::unwrap_used)]

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

/// How a run of the command ended.
pub struct Run {
    /// Exit status.
    pub code: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Run {
    /// Standard output as the one JSON document it must be.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}\n{}", self.out, self.err))
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Runs `ninefold` with `arguments`.
pub fn ninefold(arguments: &[&str]) -> Run {
    command().args(arguments).output().unwrap().into()
}

/// Runs `ninefold` with `text` on standard input.
pub fn ninefold_reading(arguments: &[&str], text: &str) -> Run {
    let mut child = command()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that finds fault with its arguments ends without reading: that is its right.
    match child.stdin.take().unwrap().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => panic!("{error}"),
        _ => {}
    }
    child.wait_with_output().unwrap().into()
}

/// The command, not yet run.
pub fn command() -> Command {
    Command::new(env!("CARGO_BIN_EXE_ninefold"))
}

/// A path nobody else uses, for a file called `name`.
pub fn scratch(name: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("cli-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    let _ = std::fs::remove_file(&path);
    path
}

/// Writes `project` to a file called `name` and gives its path.
pub fn file(name: &str, project: &Value) -> String {
    let path = scratch(name);
    std::fs::write(&path, project.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

/// A component of one copy with this availability.
pub fn component(id: &str, availability: f64) -> Value {
    json!({ "id": id, "failures": [ { "availability": availability, "mttr": "1h" } ] })
}

/// A component that never fails and needs its links by `rule`.
pub fn junction(id: &str, rule: &str) -> Value {
    json!({ "id": id, "kind": "junction", "needs": rule })
}

/// A project whose journey enters at `entry`.
pub fn project(components: &[Value], links: &[(&str, &str)], entry: &str) -> Value {
    let links: Vec<Value> = links.iter().map(|(from, to)| json!({ "from": from, "to": to })).collect();
    json!({ "format": "ninefold/1", "name": "Test", "components": components, "links": links,
            "journeys": [ { "id": "main", "entry": entry } ] })
}
