//! Under which licences the packages may be that this workspace builds with: read from cargo's own account of Cargo.lock.

#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used)]

use std::process::Command;

use serde_json::Value;
use spdx::{Expression, ParseMode};

/// What may be in the page and the command: none asks for more than that it is named.
const ALLOWED: [&str; 10] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];
/// Others, each with why it may stay.
const EXCEPTIONS: [(&str, &str); 1] =
    [("webdriver", "the tests alone use it, below `fantoccini`; nothing of it is given to anybody")];

#[test]
fn every_licence_is_permissive() {
    let mut command = Command::new(env!("CARGO"));
    command.args(["metadata", "--format-version", "1", "--locked", "--offline"]);
    let output = command.current_dir(xtask::workspace::root()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100, "cargo names {} packages alone", packages.len());
    let refused: Vec<String> = packages
        .iter()
        .map(|package| {
            (package["name"].as_str().unwrap(), package["license"].as_str().unwrap_or("none said"))
        })
        .filter(|(name, licence)| !is_allowed(licence) && !EXCEPTIONS.iter().any(|(other, _)| other == name))
        .map(|(name, licence)| format!("{name} ({licence})"))
        .collect();
    assert!(refused.is_empty(), "not among the licences that may be used: {}", refused.join(", "));
}

/// Whether one can keep to an expression with the licences that may be used.
fn is_allowed(licence: &str) -> bool {
    let expression = Expression::parse_mode(licence, ParseMode::LAX);
    expression.is_ok_and(|it| {
        it.evaluate(|wanted| wanted.license.id().is_some_and(|id| ALLOWED.contains(&id.name)))
    })
}

#[test]
fn alternatives_and_conditions_are_told_apart() {
    for good in ["MIT", "Apache-2.0/MIT", "MIT OR GPL-3.0-only", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
        assert!(is_allowed(good), "{good}");
    }
    for bad in ["GPL-3.0-only", "MIT AND GPL-3.0-only", "none said", "MPL-2.0"] {
        assert!(!is_allowed(bad), "{bad}");
    }
}
