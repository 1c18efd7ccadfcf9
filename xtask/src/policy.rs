//! What the page may load and run: its own files, nothing inline but what it was built with, nothing from elsewhere.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest, Sha256, Sha384};

use crate::{Failure, Result};

/// What is allowed, besides scripts. Drawings and previewed reports carry styles of their own, hence `unsafe-inline` there.
const REST: &str = "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
                    frame-src 'self'; \
                    base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types default";

/// Writes a Content-Security-Policy and the hashes of what it loads into `index.html`. The last step: afterwards nothing of
/// what has a hash may change.
///
/// # Errors
/// When a file cannot be read or written, or `index.html` is not as expected.
pub fn protect(dist: &Path) -> Result<()> {
    let path = dist.join("index.html");
    let html = fs::read_to_string(&path).map_err(Failure::io(path.display()))?;
    let read = |name: &str| fs::read(dist.join(name)).map_err(Failure::io(dist.join(name).display()));
    let html = with_policy(&with_integrity(&html, read)?)
        .ok_or_else(|| Failure::new("dist/index.html has no place for a policy: it needs `<meta charset`"))?;
    fs::write(&path, html).map_err(Failure::io(path.display()))
}

/// Inline scripts by their hash, WebAssembly, and the site's own files.
fn with_policy(html: &str) -> Option<String> {
    let hashes: String = inline_scripts(html)
        .map(|script| format!(" 'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script))))
        .collect();
    let policy = format!("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; {REST}");
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\" />\n    ");
    let at = html.find("<meta name=\"viewport\"").filter(|_| html.contains("<meta charset"))?;
    Some(format!("{}{meta}{}", &html[..at], &html[at..]))
}

/// What stands between the tags of every script that has no file.
fn inline_scripts(html: &str) -> impl Iterator<Item = &str> {
    html.match_indices("<script").filter_map(|(at, _)| {
        let (tag, rest) = html[at..].split_once('>')?;
        (!tag.contains("src=")).then(|| rest.split_once("</script>").map(|(script, _)| script))?
    })
}

/// Style sheets and the module that is loaded ahead carry the hash of what they must be.
fn with_integrity(html: &str, read: impl Fn(&str) -> Result<Vec<u8>>) -> Result<String> {
    let mut done = String::with_capacity(html.len() + 4096);
    let mut rest = html;
    while let Some(at) = rest.find("<link rel=\"") {
        let (before, link) = rest.split_at(at);
        let end = link.find('>').unwrap_or(link.len());
        let (tag, after) = link.split_at(end);
        done.push_str(before);
        done.push_str(tag.trim_end_matches('/'));
        let loaded = ["stylesheet", "modulepreload"].iter().any(|kind| tag.contains(&format!("\"{kind}\"")));
        let file = tag.split_once("href=\"./").and_then(|(_, name)| name.split('"').next());
        if let Some(file) = file.filter(|_| loaded) {
            let hash = BASE64_STANDARD.encode(Sha384::digest(read(file)?));
            done.push_str(&format!(" integrity=\"sha384-{hash}\""));
        }
        if tag.ends_with('/') {
            done.push('/');
        }
        rest = after;
    }
    done.push_str(rest);
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hash is that of the empty text, as published with SHA-2 (FIPS 180-4 examples).
    #[test]
    fn scripts_without_a_file_are_allowed_by_hash() {
        let html = "<meta charset=\"utf-8\" /><meta name=\"viewport\" /><script type=\"module\"></script><script src=\"a.js\">x</script>";
        let with = with_policy(html).unwrap();
        assert!(with.contains("'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; style-src"), "{with}");
        assert!(with.contains("script-src 'self' 'wasm-unsafe-eval' 'sha256-"), "{with}");
        assert_eq!(with_policy("<html>"), None);
    }

    #[test]
    fn what_is_loaded_carries_its_hash() {
        let html = "<link rel=\"icon\" href=\"f.svg\" /><link rel=\"stylesheet\" href=\"./a.css\"/><link rel=\"preload\" href=\"./b.wasm\"><p>";
        let with =
            with_integrity(html, |name| Ok(if name == "a.css" { Vec::new() } else { vec![0] })).unwrap();
        let empty = "OLBgp1GsljhM2TJ+sbHjaiH9txEUvgdDTAzHv2P24donTt6/529l+9Ua0vFImLlb";
        let expected = format!(
            "<link rel=\"icon\" href=\"f.svg\" /><link rel=\"stylesheet\" href=\"./a.css\" integrity=\"sha384-{empty}\"/><link rel=\"preload\" href=\"./b.wasm\"><p>"
        );
        assert_eq!(with, expected);
    }
}
