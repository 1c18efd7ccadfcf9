//! What was observed of a component, in place of what its model assumed.

use serde_json::Value;

use crate::model::{Component, Failure, Scope};

/// The component's failure modes with the observed one among them, and what that changed, in a sentence.
///
/// A log knows outages of the whole component. Where it is one copy they are all it does: the observed mode stands in place of all others. Where there are
/// several copies, what takes all of them at once is what was observed, so that modes of scope `all` give way to it; modes of single copies stay, as what a
/// log of the whole does not see.
#[must_use]
pub fn taken_over(component: &Component, mut observed: Value) -> (Value, String) {
    let name = component.display_name();
    observed["name"] = "observed".into();
    let several = component.copy_count() > 1;
    if several {
        observed["scope"] = "all".into();
    }
    let gives_way =
        |mode: &&Failure| !several || mode.scope() == Scope::All || mode.name.as_deref() == Some("observed");
    let before = component.failures().iter().filter(gives_way).count();
    let stay = component.failures().iter().filter(|mode| !gives_way(mode));
    let mut modes: Vec<Value> = stay.filter_map(|mode| serde_json::to_value(mode).ok()).collect();
    modes.push(observed);
    let now = if several {
        format!("{name} has the observed outages as a common cause of its copies")
    } else {
        format!("{name} now fails as observed")
    };
    let which = if several { " of all copies at once" } else { "" };
    let words = match before {
        0 => format!("{now}. Undo takes that away."),
        1 => format!("{now}, in place of its failure mode{which}. Undo brings it back."),
        count => format!("{now}, in place of its {count} failure modes{which}. Undo brings them back."),
    };
    (Value::Array(modes), words)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    const MODES: [(&str, &str); 3] = [("disk", "copy"), ("deploy", "all"), ("config", "all")];

    fn taken(copies: &Value, modes: &[(&str, &str)]) -> (Vec<(String, Option<String>)>, String) {
        let modes = modes
            .iter()
            .map(|(name, scope)| json!({ "name": name, "scope": scope, "mtbf": "30d", "mttr": "10m" }));
        let component =
            json!({ "id": "api", "name": "API", "copies": copies, "failures": modes.collect::<Vec<_>>() });
        let text = json!({ "format": "ninefold/1", "components": [component], "journeys": [{ "id": "j", "entry": "api" }] });
        let project = crate::model::read(&text.to_string()).unwrap().project;
        let (modes, words) =
            taken_over(project.component("api").unwrap(), json!({ "mtbf": "90d", "mttr": "1h" }));
        let part = |mode: &Value, key: &str| mode[key].as_str().map(str::to_owned);
        let list = modes.as_array().unwrap().iter();
        (list.map(|mode| (part(mode, "name").unwrap(), part(mode, "scope"))).collect(), words)
    }

    fn mode(name: &str, scope: Option<&str>) -> (String, Option<String>) {
        (name.to_owned(), scope.map(str::to_owned))
    }

    /// Outages of all copies are what was observed: beside them, the modes that took all copies before would count a second time.
    #[test]
    fn of_several_copies_the_modes_of_all_give_way() {
        let copies = json!({ "mode": "active-active", "count": 3 });
        let (modes, words) = taken(&copies, &MODES);
        assert_eq!(modes, [mode("disk", Some("copy")), mode("observed", Some("all"))]);
        assert_eq!(
            words,
            "API has the observed outages as a common cause of its copies, in place of its 2 failure modes of all copies at once. Undo brings them back."
        );
        let (modes, words) = taken(&copies, &MODES[..1]);
        assert_eq!(modes.len(), 2);
        assert!(words.ends_with("of its copies. Undo takes that away."), "{words}");
        let again = taken(&copies, &[("disk", "copy"), ("observed", "all")]);
        assert_eq!(again.0, [mode("disk", Some("copy")), mode("observed", Some("all"))]);
    }

    #[test]
    fn of_one_copy_all_modes_give_way() {
        let (modes, words) = taken(&json!({ "mode": "single" }), &MODES);
        assert_eq!(modes, [mode("observed", None)]);
        assert_eq!(
            words,
            "API now fails as observed, in place of its 3 failure modes. Undo brings them back."
        );
        let (_, words) = taken(&json!({ "mode": "single" }), &[]);
        assert_eq!(words, "API now fails as observed. Undo takes that away.");
    }
}
