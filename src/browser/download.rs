//! Handing a file to the person: saved by the browser, nothing sent anywhere.

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

/// How long the file's address stays valid after the click; browsers read it asynchronously.
const KEPT: std::time::Duration = std::time::Duration::from_secs(30);

/// Saves `text` as a file called `name`.
///
/// # Errors
/// Where the browser refuses, in words.
pub fn text(name: &str, media_type: &str, text: &str) -> Result<(), String> {
    save(name, media_type, text).map_err(|_| format!("The browser did not let the page save {name}."))
}

fn save(name: &str, media_type: &str, text: &str) -> Result<(), JsValue> {
    let kind = BlobPropertyBag::new();
    kind.set_type(media_type);
    blob(name, &Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &kind)?)
}

/// Saves what is in `blob` as a file called `name`.
///
/// # Errors
/// What the browser says.
pub fn blob(name: &str, blob: &Blob) -> Result<(), JsValue> {
    let address = Url::create_object_url_with_blob(blob)?;
    let link: HtmlAnchorElement = leptos::prelude::document().create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    leptos::prelude::set_timeout(
        move || {
            // An address that is already gone needs no revoking.
            let _gone = Url::revoke_object_url(&address);
        },
        KEPT,
    );
    Ok(())
}

/// `name` with only letters, digits and dashes, for a file: `HA REST API` → `ha-rest-api`.
#[must_use]
pub fn file_stem(name: &str) -> String {
    let mut stem = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            stem.push(letter);
        } else if !stem.ends_with('-') && !stem.is_empty() {
            stem.push('-');
        }
    }
    let stem = stem.trim_end_matches('-');
    let short: String = stem.chars().take(60).collect();
    if short.is_empty() { "ninefold".to_owned() } else { short }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_names_are_plain() {
        assert_eq!(file_stem("HA REST API"), "ha-rest-api");
        assert_eq!(file_stem("../../etc/passwd"), "etc-passwd");
        assert_eq!(file_stem("Überwachung — v2 "), "überwachung-v2");
        assert_eq!(file_stem("///"), "ninefold");
    }
}
