//! What is checked: the command that measures it, and how its rows are read from what it says.

/// A row: what, measured, wanted.
pub type Rows = Vec<[String; 3]>;

/// One thing that is checked.
#[derive(Debug)]
pub struct Part {
    /// By which it is asked for.
    pub name: &'static str,
    /// Over its table.
    pub title: &'static str,
    /// The words after `cargo xtask`.
    pub command: &'static [&'static str],
    /// The rows in what the command says.
    pub read: fn(&[String]) -> Rows,
}

/// All of them, in the order of the page.
pub const PARTS: [Part; 6] = [
    Part { name: "weight", title: "What is downloaded", command: &["build"], read: weight },
    Part { name: "tests", title: "Tests, in every browser there is", command: &["test"], read: tests },
    Part { name: "fuzz", title: "Fuzzing", command: &["fuzz"], read: fuzz },
    Part {
        name: "frames",
        title: "A drawing of 1,000 components and 2,000 links",
        command: &["bench", "canvas", "--built"],
        read: frames,
    },
    Part {
        name: "session",
        title: "A tab that is worked in for long",
        command: &["bench", "session", "--built"],
        read: session,
    },
    Part {
        name: "same",
        title: "The same bytes from another folder",
        command: &["build", "--check"],
        read: same,
    },
];

fn row(what: &str, measured: &str, wanted: &str) -> [String; 3] {
    [what.to_owned(), measured.to_owned(), wanted.to_owned()]
}

/// `447709  for the first answer; the limit is 450000`.
fn weight(lines: &[String]) -> Rows {
    let parsed = lines.iter().filter_map(|line| {
        let (figure, what) = line.trim().split_once("  ")?;
        let (what, limit) = what.split_once("; the limit is ")?;
        figure.parse::<u64>().ok()?;
        Some(row(&format!("brotli {what}"), &format!("{figure} bytes"), &format!("at most {limit}")))
    });
    parsed.collect()
}

/// `964 passed, 0 failed, 2 skipped`, and of the tests in browsers `test chromium::NAME ... ok`.
fn tests(lines: &[String]) -> Rows {
    let mut rows = Rows::new();
    for browser in ["chromium", "firefox", "webkit"] {
        let of = |end: &str| {
            let ours = lines
                .iter()
                .filter(|line| line.starts_with("test ") && line.contains(&format!(" {browser}::")));
            ours.filter(|line| line.ends_with(end)).count()
        };
        let (passed, failed) = (of(" ok"), of(" FAILED"));
        let measured = match passed + failed {
            0 => "not run: no such browser here".to_owned(),
            _ => format!("{passed} passed, {failed} failed"),
        };
        rows.push(row(&format!("end to end, {browser}"), &measured, "0 failed"));
    }
    let all = lines.iter().rev().find(|line| line.contains(" passed, ") && line.contains(" failed, "));
    all.map(|line| rows.push(row("everything", line, "0 failed"))).map_or_else(Rows::new, |()| rows)
}

/// The table that `cargo xtask fuzz` prints: target, seconds, executions, inputs kept, edges, crashes. It is printed anew after every target,
/// and a target may have been run again: what was said last counts.
fn fuzz(lines: &[String]) -> Rows {
    let mut rows = Rows::new();
    for line in lines.iter().filter(|line| line.starts_with('|')) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [target, seconds, executions, inputs, edges, crashes, ..] = cells[..] else { continue };
        if seconds.parse::<f64>().is_err() {
            continue;
        }
        let measured =
            format!("{executions} runs in {seconds} s, {inputs} inputs, {edges} edges, {crashes} crashes");
        let said = row(target, &measured, "0 crashes");
        match rows.iter_mut().find(|row| row[0] == target) {
            Some(row) => *row = said,
            None => rows.push(said),
        }
    }
    rows
}

/// `panning    1.9    5.0    6.4    16.7  ms`: median, 95 in 100, most, at most.
fn frames(lines: &[String]) -> Rows {
    let parsed = lines.iter().filter_map(|line| {
        let mut words: Vec<&str> = line.strip_suffix("  ms")?.split_whitespace().collect();
        let [median, late, most, limit] = words.split_off(words.len().checked_sub(4)?)[..] else {
            return None;
        };
        let measured = format!("median {median}, 95 in 100 within {late}, most {most} ms");
        Some(row(&words.join(" "), &measured, &format!("95 in 100 within {limit} ms")))
    });
    parsed.collect()
}

/// `memory: heap, MiB 2.80 after half of the edits, 2.81 after all`.
fn session(lines: &[String]) -> Rows {
    let parsed = lines.iter().filter_map(|line| {
        let (figures, end) = line.strip_prefix("memory: ")?.strip_suffix(" after all")?.rsplit_once(", ")?;
        let (figure, of) = figures.split_once(" after half of the ")?;
        let (what, half) = figure.rsplit_once(' ')?;
        Some(row(
            &format!("{what}, {of}"),
            &format!("{half} after half, {end} after all"),
            "at most 5 % more",
        ))
    });
    parsed.collect()
}

/// `12 files are the same in both`.
fn same(lines: &[String]) -> Rows {
    let said = lines.iter().rev().find(|line| line.contains("both builds are the same"));
    said.map(|line| row("files of two builds in two folders", line, "all the same")).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn rows_are_read_from_what_the_commands_say() {
        let said = lines(
            "      447709  for the first answer; the limit is 450000\n  12  fetched once the page stands",
        );
        assert_eq!(weight(&said), [row("brotli for the first answer", "447709 bytes", "at most 450000")]);
        let said = lines("panning          1.9      5.0      6.4     16.7  ms\nerror: x");
        let expected =
            row("panning", "median 1.9, 95 in 100 within 5.0, most 6.4 ms", "95 in 100 within 16.7 ms");
        assert_eq!(frames(&said), [expected]);
        let said = lines(
            "test        chromium::a ... ok\ntest        chromium::b ... FAILED\ntest [none] webkit::a ... ignored\n\n9 passed, 1 failed, 0 skipped",
        );
        let rows = super::tests(&said);
        assert_eq!(rows[0], row("end to end, chromium", "1 passed, 1 failed", "0 failed"));
        assert_eq!(rows[2][1], "not run: no such browser here");
        assert_eq!(rows[3][1], "9 passed, 1 failed, 0 skipped");
        assert!(super::tests(&lines("error: no such thing")).is_empty());
        let said = lines("memory: heap, MiB 2.80 after half of the edits, 2.81 after all");
        assert_eq!(
            session(&said),
            [row("heap, MiB, edits", "2.80 after half, 2.81 after all", "at most 5 % more")]
        );
        let said = lines(
            "| target | seconds |\n|---|---|\n| project | 1 | 12 | 3 | 40 | 1 |\n| project | 450 | 12000 | 300 | 4000 | 0 |",
        );
        assert_eq!(
            fuzz(&said),
            [row("project", "12000 runs in 450 s, 300 inputs, 4000 edges, 0 crashes", "0 crashes")]
        );
    }
}
