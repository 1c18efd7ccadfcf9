//! The words after `cargo xtask`.

use crate::{
    Failure, Result, bench, check, fuzz, install, parts, process, release, reproduce, serve, site, suite,
};

const HELP: &str = "\
cargo xtask COMMAND

  serve [--port N] [--watch] [--no-open]   build the page and serve it on 127.0.0.1:8080
  test [FILTER] [-- ARGUMENTS]             run every test, in real browsers
  build [--check]                          leave the static site in dist/ and print its sizes; --check: build it a second
                                           time elsewhere and compare byte for byte
  bench [exact | simulation | canvas | session]
                                           measure the engine; exact: the published fault trees, simulation: events
                                           a second, both also in a browser (--native: not there; --profile NAME);
                                           canvas: frames of a large drawing in the page (--built: as in dist/);
                                           session: memory over 10,000 edits and 1,000 simulations in one tab (--built)
  fuzz [TARGET] [--seconds N]              try made-up inputs on everything that reads what strangers send, each target for a
                                           minute, and print what came of it
  check [weight | tests | fuzz | frames | session | same] [--from FILE]
                                           what is measured, all or some, as the tables of docs/quality.md; takes hours;
                                           --from: out of what that command said elsewhere
  release                                  one archive with the command and the site, for Linux, in target/releases
  guide                                    draw the pictures of the user guide anew
  install                                  only install what the others need

Each installs what is missing on this machine, and says what and why.";

/// Does what the words say.
///
/// # Errors
/// With one sentence when something cannot be had, built or passed.
pub fn run(words: &[String]) -> Result<()> {
    let (command, rest) = match words.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", words),
    };
    match command {
        "serve" => serve::run(&serve::Options::parse(rest)?),
        "test" => suite::run(rest),
        "build" if rest == ["--check"] => reproduce::check(),
        "build" => {
            no_more(rest)?;
            site::build().map(|_| ())
        }
        "bench" => bench::run(rest),
        "check" => check::run(rest),
        "fuzz" => fuzz::run(rest),
        "release" => {
            no_more(rest)?;
            release::run()
        }
        "guide" => {
            no_more(rest)?;
            // The test that compares the pictures writes them first.
            let mut command = process::command("cargo");
            command.args(["test", "--package", "ninefold-engine", "--test", "guide"]);
            process::run(command.env("NINEFOLD_WRITE_GUIDE", "1"))
        }
        "split" => {
            no_more(rest)?;
            parts::split()
        }
        "install" => {
            no_more(rest)?;
            install::for_build()?;
            install::for_tests().map(|_| ())
        }
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            Ok(())
        }
        other => Err(Failure::new(format!("there is no command `{other}`\n\n{HELP}"))),
    }
}

fn no_more(words: &[String]) -> Result<()> {
    words.first().map_or(Ok(()), |word| Err(Failure::new(format!("`{word}` is not expected here\n\n{HELP}"))))
}
