//! Laws of random durations as a person types them: `lognormal mean 1h p95 3h`.

use serde_json::{Map, Value, json};

/// The laws and the values each can be given by.
const LAWS: &[(&str, &[&str])] = &[
    ("exponential", &["mean"]),
    ("fixed", &["value"]),
    ("weibull", &["mean", "scale", "shape"]),
    ("lognormal", &["mean", "median", "sigma", "p95"]),
    ("gamma", &["mean", "shape"]),
    ("uniform", &["low", "high"]),
];

/// A law's JSON in words; none for what is no such law.
#[must_use]
pub fn words(value: &Value) -> Option<String> {
    let (name, values) = value.as_object()?.iter().next()?;
    LAWS.iter().find(|(law, _)| law == name)?;
    let mut text = name.clone();
    for (key, value) in values.as_object()? {
        let value = value.as_str().map_or_else(|| value.to_string(), |it| it.replace(' ', ""));
        text.push_str(&format!(" {key} {value}"));
    }
    Some(text)
}

/// The JSON text for a law in words; none for what does not start with a law's name.
#[must_use]
pub fn json(text: &str) -> Option<String> {
    let mut words = text.split([' ', ',', '=', ':']).filter(|word| !word.is_empty());
    let name = words.next()?.to_lowercase();
    let (name, keys) = LAWS.iter().find(|(law, _)| *law == name)?;
    let mut values: Map<String, Value> = Map::new();
    let mut key = None;
    for word in words {
        if keys.contains(&word) {
            key = Some(word);
        } else if let Some(key) = key {
            let place = values.entry(key).or_insert(json!(""));
            let joined = format!("{}{word}", place.as_str().unwrap_or_default());
            *place = Value::String(joined);
        }
    }
    for (key, value) in &mut values {
        let number = value.as_str().and_then(|it| it.parse::<f64>().ok());
        if let (Some(number), "shape" | "sigma") = (number, key.as_str()) {
            *value = json!(number);
        }
    }
    Some(json!({ *name: values }).to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn words_and_json_are_two_ways_of_saying_it() {
        let law = json!({ "lognormal": { "mean": "1h", "p95": "3h" } });
        assert_eq!(words(&law).unwrap(), "lognormal mean 1h p95 3h");
        let back: Value = serde_json::from_str(&json("lognormal mean 1h, p95 = 3 h").unwrap()).unwrap();
        assert_eq!(back, law);
    }

    #[test]
    fn shapes_are_numbers_and_durations_are_not_laws() {
        let read: Value = serde_json::from_str(&json("Weibull mean 30d shape 1.5").unwrap()).unwrap();
        assert_eq!(read, json!({ "weibull": { "mean": "30d", "shape": 1.5 } }));
        assert_eq!(json("30d"), None);
        assert_eq!(words(&json!("30d")), None);
    }
}
