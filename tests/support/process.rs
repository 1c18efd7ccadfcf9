//! Programs that live as long as the value that holds them, also when a test panics.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// A program and whatever it starts: a process group of its own, ended on drop.
pub struct Group {
    child: Child,
}

impl Group {
    /// Starts the command in its own group, its output into `log`.
    pub fn start(command: &mut Command, log: &Path) -> Self {
        let output = File::create(log).unwrap_or_else(|error| panic!("{}: {error}", log.display()));
        let errors = output.try_clone().unwrap_or_else(|error| panic!("{}: {error}", log.display()));
        command.stdin(Stdio::null()).stdout(output).stderr(errors).process_group(0);
        let child = command.spawn().unwrap_or_else(|error| panic!("{command:?} does not start: {error}"));
        Self { child }
    }

    /// True once the program has ended by itself.
    pub fn ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    /// Sends a signal to the group, by the id of the process that leads it: one that was started here.
    fn signal(&self, name: &str) {
        let group = format!("-{}", self.child.id());
        let mut kill = Command::new("kill");
        kill.args(["-s", name, "--", &group]).stdout(Stdio::null()).stderr(Stdio::null());
        // The group may be gone already.
        let _ = kill.status();
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.signal("TERM");
        let patience = Instant::now() + Duration::from_secs(2);
        while !self.ended() && Instant::now() < patience {
            thread::sleep(Duration::from_millis(20));
        }
        // Whatever of the group is left, even where its leader has gone.
        self.signal("KILL");
        let _ = self.child.wait();
    }
}

/// A port that was free a moment ago.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    listener.local_addr().expect("its address").port()
}

/// Waits until something listens on the port.
pub fn await_port(port: u16, group: &mut Group, what: &str) {
    let patience = Instant::now() + Duration::from_secs(30);
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        assert!(!group.ended(), "{what} ended before it listened");
        assert!(Instant::now() < patience, "{what} does not listen on port {port}");
        thread::sleep(Duration::from_millis(30));
    }
}

/// A screen without a monitor.
pub struct Screen {
    xvfb: Child,
    /// What `DISPLAY` must be.
    pub display: String,
}

impl Screen {
    /// Starts Xvfb on the first free display.
    pub fn start(program: &Path) -> Self {
        let mut command = Command::new(program);
        command.args(["-displayfd", "1", "-screen", "0", "1600x1200x24", "-nolisten", "tcp", "-noreset"]);
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("Xvfb does not start: {error}"));
        let mut number = String::new();
        if let Some(output) = child.stdout.take() {
            // Ends with the line, or with Xvfb.
            BufReader::new(output).read_line(&mut number).expect("Xvfb's display number");
        }
        let number = number.trim();
        if number.is_empty() {
            let _ = child.kill();
            let _ = child.wait();
            panic!("Xvfb ended before it had a display");
        }
        Self { display: format!(":{number}"), xvfb: child }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.xvfb.kill();
        let _ = self.xvfb.wait();
    }
}
