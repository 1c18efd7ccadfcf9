//! Storage that outlives the page: a port, the browser's local storage behind it, and a twin in memory.

use std::cell::RefCell;
use std::collections::BTreeMap;

use gloo_storage::{LocalStorage, Storage as _};
use js_sys::Reflect;
use leptos::prelude::{window, window_event_listener};
use thiserror::Error;

/// Why something could not be stored or fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum StorageError {
    /// The browser gives this page no storage.
    #[error("this browser does not let the page store anything")]
    Denied,
    /// There is no room.
    #[error("the browser's storage for this page is full")]
    Full,
}

/// Texts under keys.
pub trait Storage {
    /// The text under `key`.
    ///
    /// # Errors
    /// When there is no storage.
    fn get(&self, key: &str) -> Result<Option<String>, StorageError>;
    /// Puts a text under `key`, all of it or nothing.
    ///
    /// # Errors
    /// When there is no storage, or no room.
    fn set(&self, key: &str, text: &str) -> Result<(), StorageError>;
    /// Removes what is under `key`.
    fn remove(&self, key: &str);
    /// Every key, in no order; none where there is no storage.
    fn keys(&self) -> Vec<String>;
}

/// The browser's local storage.
#[derive(Clone, Copy, Debug)]
pub struct BrowserStorage;

impl BrowserStorage {
    /// Asks first: reaching for a storage that is denied ends the program.
    fn reach() -> Result<web_sys::Storage, StorageError> {
        match window().local_storage() {
            Ok(Some(_)) => Ok(LocalStorage::raw()),
            _ => Err(StorageError::Denied),
        }
    }
}

impl Storage for BrowserStorage {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        Self::reach()?.get_item(key).map_err(|_| StorageError::Denied)
    }

    fn set(&self, key: &str, text: &str) -> Result<(), StorageError> {
        Self::reach()?.set_item(key, text).map_err(|error| {
            let name = Reflect::get(&error, &"name".into()).ok().and_then(|name| name.as_string());
            // Browsers have several names for a full storage.
            if name.as_deref() == Some("SecurityError") { StorageError::Denied } else { StorageError::Full }
        })
    }

    fn remove(&self, key: &str) {
        if let Ok(storage) = Self::reach() {
            // Removing what is not there is no fault.
            let _done = storage.remove_item(key);
        }
    }

    fn keys(&self) -> Vec<String> {
        let Ok(storage) = Self::reach() else { return Vec::new() };
        let count = storage.length().unwrap_or(0);
        (0..count).filter_map(|at| storage.key(at).ok().flatten()).collect()
    }
}

/// Calls `changed` with the key whenever another tab has written or removed something, as long as the page lives.
pub fn on_foreign_write(changed: impl Fn(String) + 'static) {
    // Dropping the handle leaves the listener.
    drop(window_event_listener(leptos::ev::storage, move |event| {
        if let Some(key) = event.key() {
            changed(key);
        }
    }));
}

/// Storage in memory, with a limit on the characters it holds.
#[derive(Debug)]
pub struct MemoryStorage {
    texts: RefCell<BTreeMap<String, String>>,
    room: usize,
}

impl MemoryStorage {
    /// With room for so many characters.
    #[must_use]
    pub fn with_room(room: usize) -> Self {
        Self { texts: RefCell::default(), room }
    }
}

impl Storage for MemoryStorage {
    fn get(&self, key: &str) -> Result<Option<String>, StorageError> {
        Ok(self.texts.borrow().get(key).cloned())
    }

    fn set(&self, key: &str, text: &str) -> Result<(), StorageError> {
        let mut texts = self.texts.borrow_mut();
        let others: usize =
            texts.iter().filter(|(it, _)| *it != key).map(|(key, text)| key.len() + text.len()).sum();
        if others + key.len() + text.len() > self.room {
            return Err(StorageError::Full);
        }
        texts.insert(key.to_owned(), text.to_owned());
        Ok(())
    }

    fn remove(&self, key: &str) {
        self.texts.borrow_mut().remove(key);
    }

    fn keys(&self) -> Vec<String> {
        self.texts.borrow().keys().cloned().collect()
    }
}
