//! Handing a file to the person: saved by the browser, nothing sent anywhere.

use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
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

/// What opens the browser's own dialog for a file to write into; not every browser has it.
const PICKER: &str = "showSaveFilePicker";

/// Whether the browser lets a page write into a file the person picks.
#[must_use]
pub fn can_write_files() -> bool {
    Reflect::has(&leptos::prelude::window(), &PICKER.into()).unwrap_or(false)
}

/// Lets the person pick a file and writes `text` into it; `done` is told the file's name, none where they changed their mind,
/// or why it was not written.
pub fn into_file(name: String, text: String, done: impl Fn(Result<Option<String>, String>) + 'static) {
    spawn_local(async move {
        let written = match write_picked(&name, &text).await {
            Ok(name) => Ok(Some(name)),
            Err(error) if is_change_of_mind(&error) => Ok(None),
            Err(_) => {
                Err(format!("The browser did not let the page write {name}. Save it as a file instead."))
            }
        };
        done(written);
    });
}

async fn write_picked(name: &str, text: &str) -> Result<String, JsValue> {
    let options = Object::new();
    Reflect::set(&options, &"suggestedName".into(), &name.into())?;
    let window = leptos::prelude::window();
    let picker: Function = Reflect::get(&window, &PICKER.into())?.dyn_into()?;
    let file = JsFuture::from(Promise::resolve(&picker.call1(&window, &options)?)).await?;
    let stream = call(&file, "createWritable", None).await?;
    call(&stream, "write", Some(&text.into())).await?;
    // Only now does the file change: all of it or nothing.
    call(&stream, "close", None).await?;
    Ok(Reflect::get(&file, &"name".into())?.as_string().unwrap_or_else(|| name.to_owned()))
}

async fn call(object: &JsValue, method: &str, argument: Option<&JsValue>) -> Result<JsValue, JsValue> {
    let function: Function = Reflect::get(object, &method.into())?.dyn_into()?;
    let promise = match argument {
        Some(argument) => function.call1(object, argument)?,
        None => function.call0(object)?,
    };
    JsFuture::from(Promise::resolve(&promise)).await
}

fn is_change_of_mind(error: &JsValue) -> bool {
    Reflect::get(error, &"name".into()).is_ok_and(|name| name.as_string().as_deref() == Some("AbortError"))
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
