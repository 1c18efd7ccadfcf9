//! Writing numbers as people do: `900`, not `900.0`.

use serde::{Serialize, Serializer};
use serde_json::Number;

/// The JSON number for `value`: an integer where it is one, `null` where it is not finite.
#[must_use]
pub fn json(value: f64) -> serde_json::Value {
    if value.fract() == 0.0 && value.abs() < 9e18 {
        return serde_json::Value::from(value as i64);
    }
    Number::from_f64(value).map_or(serde_json::Value::Null, serde_json::Value::Number)
}

/// For `#[serde(with = "number")]`.
///
/// # Errors
/// Only the serializer's own.
pub fn serialize<S: Serializer>(value: &f64, serializer: S) -> Result<S::Ok, S::Error> {
    json(*value).serialize(serializer)
}

/// For `#[serde(with = "number::option")]`.
pub mod option {
    use serde::{Serialize, Serializer};

    /// As [`super::serialize`], `null` for none.
    ///
    /// # Errors
    /// Only the serializer's own.
    pub fn serialize<S: Serializer>(value: &Option<f64>, serializer: S) -> Result<S::Ok, S::Error> {
        value.map(super::json).serialize(serializer)
    }
}

/// For `#[serde(with = "number::vector")]`.
pub mod vector {
    use serde::{Serialize, Serializer};

    /// As [`super::serialize`] for each.
    ///
    /// # Errors
    /// Only the serializer's own.
    pub fn serialize<S: Serializer>(values: &Option<Vec<f64>>, serializer: S) -> Result<S::Ok, S::Error> {
        let list: Vec<_> = values.iter().flatten().map(|&value| super::json(value)).collect();
        list.serialize(serializer)
    }
}
