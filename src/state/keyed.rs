//! One signal a thing. A thousand components on the canvas look at one scene; with a signal each, what changes one of them wakes that one.

use std::collections::HashMap;
use std::hash::Hash;

use leptos::prelude::*;

/// Signals by key, each made when it is first asked for. Cheap to copy: all copies are the same.
pub struct Keyed<K: 'static, T: 'static> {
    signals: StoredValue<HashMap<K, ArcRwSignal<T>>>,
}

impl<K, T> Clone for Keyed<K, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<K, T> Copy for Keyed<K, T> {}

impl<K, T> Default for Keyed<K, T>
where
    K: Send + Sync + 'static,
    T: Send + Sync + 'static,
{
    fn default() -> Self {
        Self { signals: StoredValue::new(HashMap::new()) }
    }
}

impl<K, T> Keyed<K, T>
where
    K: Eq + Hash + Send + Sync + 'static,
    T: PartialEq + Send + Sync + 'static,
{
    /// What there is under a key; `now`, where nobody has asked before.
    #[must_use]
    pub fn follow(self, key: K, now: impl FnOnce(&K) -> T) -> ReadSignal<T> {
        let found = self.signals.with_value(|signals| signals.get(&key).cloned());
        let signal = found.unwrap_or_else(|| {
            let signal = ArcRwSignal::new(now(&key));
            self.signals.update_value(|signals| {
                signals.insert(key, signal.clone());
            });
            signal
        });
        signal.read_only().into()
    }

    /// What those who follow a key are told.
    #[must_use]
    pub fn told(self, key: &K) -> Option<T>
    where
        T: Clone,
    {
        self.signals.with_value(|signals| signals.get(key).map(|signal| signal.get_untracked()))
    }

    /// Another value under a key, if anyone follows it; whether that tells them anything new.
    pub fn set(self, key: &K, value: T) -> bool {
        let found = self.signals.with_value(|signals| signals.get(key).cloned());
        found.is_some_and(|signal| put(&signal, value))
    }

    /// Looks at every key again.
    pub fn refresh(self, now: impl Fn(&K) -> T) {
        let changed = self.signals.with_value(|signals| {
            let fresh = signals.iter().map(|(key, signal)| (signal.clone(), now(key)));
            fresh.collect::<Vec<_>>()
        });
        for (signal, value) in changed {
            put(&signal, value);
        }
    }
}

/// Sets what has changed; whether it has.
fn put<T: PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: T) -> bool {
    let changed = signal.with_untracked(|before| *before != value);
    if changed {
        signal.set(value);
    }
    changed
}
