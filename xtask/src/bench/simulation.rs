//! `cargo xtask bench simulation`: one table of how fast failures are played, natively and in a headless Chromium, per core.
//!
//! One thread; the best of several runs, natively by the time on the processor: the machine may be shared. Then a million years of the HA REST
//! API by two workers, as the page would play them.

use super::browser::{self, Row};
use crate::{Failure, Result, process, workspace};

/// What is played, and how many years of it.
const CASES: [(&str, u32); 9] = [
    ("yardstick", 64_000),
    ("yardstick, every event", 32_000),
    ("yardstick, Weibull failures", 16_000),
    ("yardstick, detection", 32_000),
    ("yardstick, one repairer each", 64_000),
    ("ha-rest-api", 20_000),
    ("multi-zone", 32_000),
    ("two-tier", 200_000),
    ("three rare pairs", 60),
];
const RUNS: u32 = 9;
/// The run by two workers.
const LONG: (&str, u32) = ("ha-rest-api", 1_000_000);

/// What was measured of one case.
#[derive(Clone, Debug, PartialEq)]
struct Speed {
    name: String,
    events: f64,
    years: f64,
    seconds: f64,
    unavailability: f64,
}

/// Measures and prints. `words`: `--native` for no browser; `--profile NAME` for another of cargo's profiles than `page`, which is what the
/// page is built with.
///
/// # Errors
/// When something cannot be built or played, or the browser's answer is not the native one.
pub fn run(words: &[String]) -> Result<()> {
    let (mut profile, mut in_browser) = ("page".to_owned(), true);
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--" => {}
            "--native" => in_browser = false,
            "--profile" => {
                profile.clone_from(words.next().ok_or_else(|| Failure::new("--profile needs a name"))?);
            }
            other => return Err(Failure::new(format!("`bench simulation` does not know `{other}`"))),
        }
    }
    let natives = natives()?;
    let (page, count) = (format!("simulation.html?{}", query()), CASES.len() + 1);
    let rows = if in_browser { browser::visit(&[], (&page, count), &profile)? } else { None };
    print(&natives, rows.as_deref(), &profile)
}

/// What the page is asked to measure.
fn query() -> String {
    let cases: Vec<String> =
        CASES.iter().map(|(name, years)| format!("case={}:{years}", name.replace(' ', "+"))).collect();
    format!("runs={RUNS}&{}&long={}:{}", cases.join("&"), LONG.0, LONG.1)
}

fn natives() -> Result<Vec<Speed>> {
    let mut command = process::command("cargo");
    command.args(["build", "--quiet", "--release", "--package", "ninefold-bench", "--bin", "ninefold-bench"]);
    process::run(command.current_dir(workspace::root()))?;
    let program =
        workspace::target().join("release/ninefold-bench").with_extension(std::env::consts::EXE_EXTENSION);
    let mut command = process::command(program);
    command.args(["simulation".to_owned(), RUNS.to_string()]);
    command.args(CASES.iter().flat_map(|(name, years)| [(*name).to_owned(), years.to_string()]));
    let output = process::capture(&mut command);
    let output =
        output.ok_or_else(|| Failure::new("a case could not be played: run ninefold-bench to see"))?;
    output.lines().map(native).collect()
}

/// A line of `ninefold-bench simulation`.
fn native(line: &str) -> Result<Speed> {
    let (name, rest) = line.split_once('\t').unwrap_or((line, ""));
    let numbers: Vec<f64> = rest.split('\t').filter_map(|number| number.parse().ok()).collect();
    let [events, years, seconds, unavailability] = numbers[..] else {
        return Err(Failure::new(format!("ninefold-bench said: {line}")));
    };
    Ok(Speed { name: name.to_owned(), events, years, seconds, unavailability })
}

fn print(natives: &[Speed], rows: Option<&[Row]>, profile: &str) -> Result<()> {
    println!(
        "{:30} {:>10} {:>12} {:>10} {:>12} {:>6}  unavailability",
        "per core", "M events/s", "years/s", "Chromium", "years/s", "ratio"
    );
    for native in natives {
        let speed = native.events / native.seconds / 1e6;
        print!("{:30} {speed:10.1} {:12.0} ", native.name, native.years / native.seconds);
        match rows.and_then(|rows| rows.iter().find(|row| row.name == native.name)) {
            Some(row) => {
                same(native, row)?;
                let there = native.events / row.solving / 1e6;
                print!("{there:10.1} {:12.0} {:6.2}", native.years / row.solving, speed / there);
            }
            None => print!("{:>10} {:>12} {:>6}", "-", "-", "-"),
        }
        println!("  {:.6e}", native.unavailability);
    }
    let long = rows.and_then(|rows| rows.iter().find(|row| row.name == "long"));
    if let Some(row) = long {
        let (name, years) = LONG;
        println!("{years} years of {name} by two workers of the browser: {:.2} s", row.solving);
        println!("the browser's program: cargo's profile `{profile}`");
    }
    Ok(())
}

/// The same seed gives the same bytes, here and there.
fn same(native: &Speed, row: &Row) -> Result<()> {
    if row.probability.to_bits() == native.unavailability.to_bits() {
        return Ok(());
    }
    Err(Failure::new(format!("{}: {} in the browser", native.name, row.probability)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_line_of_the_native_program_is_read() {
        let speed = native("yardstick\t10244616\t64000\t0.125\t0.000267").unwrap();
        assert_eq!((speed.name.as_str(), speed.events, speed.seconds), ("yardstick", 10_244_616.0, 0.125));
        assert!(native("error").is_err());
        assert!(query().contains("case=yardstick,+every+event:32000&"));
    }
}
