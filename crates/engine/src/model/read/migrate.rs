//! Which formats are read: this one as it is, older ones migrated, others refused.

use serde_json::Value;

use super::super::FORMAT;
use super::super::diagnostic::{Diagnostic, NEWER};
use super::object::describe;

/// One step from an older format to the next.
struct Step {
    /// The version it reads.
    from: u64,
    /// Changes the document to version `from + 1`, its `format` key aside.
    apply: fn(&mut Value),
}

/// The steps, oldest first. `ninefold/1` is the first published format, so there is none yet.
const STEPS: &[Step] = &[];

/// The version this build reads and writes.
const CURRENT: u64 = 1;

/// Brings the document to the current format.
///
/// # Errors
/// When there is no format, or one this version cannot read; the sentence names it.
pub(super) fn to_current(value: Value) -> Result<Value, Diagnostic> {
    migrate(value, STEPS, CURRENT)
}

fn migrate(mut value: Value, steps: &[Step], current: u64) -> Result<Value, Diagnostic> {
    let version = version(&value, current)?;
    if version == current {
        return Ok(value);
    }
    for step in steps.iter().filter(|step| step.from >= version && step.from < current) {
        (step.apply)(&mut value);
        if let Some(object) = value.as_object_mut() {
            object.insert("format".to_owned(), Value::from(format!("ninefold/{}", step.from + 1)));
        }
    }
    Ok(value)
}

/// The version a document says it has.
fn version(value: &Value, current: u64) -> Result<u64, Diagnostic> {
    let fault = |message: String| {
        let hint = format!("the first key of a project file is \"format\": \"{FORMAT}\"");
        Diagnostic::error("format", message).with_hint(Some(hint))
    };
    let Some(object) = value.as_object() else {
        return Err(Diagnostic::error(
            "",
            format!("a project must be an object {{…}}, not {}", describe(value)),
        ));
    };
    let Some(given) = object.get("format") else {
        return Err(fault("`format` is missing, so this may not be a Ninefold project".to_owned()));
    };
    let number = given.as_str().and_then(|text| text.strip_prefix("ninefold/"));
    match number.and_then(|number| number.parse::<u64>().ok().filter(|parsed| parsed.to_string() == number)) {
        Some(version) if version > current => Err(Diagnostic::error(
            "format",
            format!("the format \"ninefold/{version}\" is newer than this version of Ninefold, which reads up to \"ninefold/{current}\""),
        )
        .with_hint(Some(NEWER.to_owned()))),
        Some(version) if version > 0 => Ok(version),
        _ => Err(fault(format!("unknown format {}; this version of Ninefold reads \"{FORMAT}\"", describe(given)))),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::super::diagnostic::Diagnostics;
    use super::*;
    use serde_json::json;

    #[test]
    fn older_formats_go_through_every_step() {
        let rename = Step { from: 1, apply: |value| value["name"] = value["title"].take() };
        let shout = Step { from: 2, apply: |value| value["name"] = json!("Shop!") };
        let old = json!({"format": "ninefold/1", "title": "Shop"});
        let new = migrate(old, &[rename, shout], 3).unwrap();
        assert_eq!(new["format"], "ninefold/3");
        assert_eq!(new["name"], "Shop!");
    }

    #[test]
    fn other_formats_are_refused_by_name() {
        for (format, says) in [
            (json!("ninefold/2"), "\"ninefold/2\" is newer"),
            (json!("ninefold/0"), "unknown format \"ninefold/0\""),
            (json!("ninefold/01"), "unknown format"),
            (json!("terraform"), "unknown format \"terraform\""),
            (json!(1), "unknown format 1"),
        ] {
            let fault = to_current(json!({ "format": format })).unwrap_err();
            assert_eq!(fault.path, "format");
            assert!(fault.message.contains(says), "{fault}");
        }
        let newer = |format: &str| {
            Diagnostics::from(to_current(json!({ "format": format })).unwrap_err()).is_from_newer()
        };
        assert!(newer("ninefold/2") && !newer("ninefold/0"));
        assert!(to_current(json!({})).unwrap_err().message.contains("missing"));
        assert!(to_current(json!([])).unwrap_err().message.contains("must be an object"));
    }
}
