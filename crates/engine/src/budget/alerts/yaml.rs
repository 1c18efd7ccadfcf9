//! YAML as the little that rules need of it: mappings, lists and texts.

use saphyr::{LoadableYamlNode, Scalar, Yaml};

use super::noticed::RuleError;

/// A larger text is no rule.
const MOST_BYTES: usize = 4 << 20;

/// A piece of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// Keys and values; keys that are no texts are left out.
    Map(Vec<(String, Node)>),
    /// Entries.
    List(Vec<Node>),
    /// A text, a number, or a truth, as text.
    Text(String),
    /// Nothing.
    Nothing,
}

impl Node {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Self> {
        match self {
            Self::Map(pairs) => pairs.iter().find(|(name, _)| name == key).map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text of a key.
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(Self::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// The documents of a text.
pub fn read(text: &str) -> Result<Vec<Node>, RuleError> {
    if text.len() > MOST_BYTES {
        return Err(RuleError::Yaml { line: 1, message: "more than 4 MB is no rule".to_owned() });
    }
    let documents = Yaml::load_from_str(text)
        .map_err(|error| RuleError::Yaml { line: error.marker().line(), message: error.info().to_owned() })?;
    Ok(documents.iter().map(node).collect())
}

fn node(yaml: &Yaml<'_>) -> Node {
    match yaml {
        Yaml::Mapping(map) => {
            Node::Map(map.iter().filter_map(|(key, value)| Some((scalar(key)?, node(value)))).collect())
        }
        Yaml::Sequence(list) => Node::List(list.iter().map(node).collect()),
        other => scalar(other).map_or(Node::Nothing, Node::Text),
    }
}

fn scalar(yaml: &Yaml<'_>) -> Option<String> {
    match yaml {
        Yaml::Value(Scalar::String(text)) => Some(text.to_string()),
        Yaml::Value(Scalar::Integer(number)) => Some(number.to_string()),
        Yaml::Value(Scalar::FloatingPoint(number)) => Some(number.to_string()),
        Yaml::Value(Scalar::Boolean(truth)) => Some(truth.to_string()),
        _ => None,
    }
}
