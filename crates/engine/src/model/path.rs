//! Where in a file something stands: `components[2].failures[0].mtbf`, built only when it is shown.

use std::fmt;

/// A place in a JSON document, linked to the place that holds it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Path<'a> {
    /// The document itself.
    Root,
    /// A key of an object.
    Key(&'a Path<'a>, &'a str),
    /// An item of a list.
    Index(&'a Path<'a>, usize),
}

impl<'a> Path<'a> {
    /// The place of `key` in the object here.
    pub(super) fn key(&'a self, key: &'a str) -> Path<'a> {
        Path::Key(self, key)
    }

    /// The place of the item at `index` in the list here.
    pub(super) fn index(&'a self, index: usize) -> Path<'a> {
        Path::Index(self, index)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Index(parent, index) => write!(formatter, "{parent}[{index}]"),
            Self::Key(parent, key) if !is_plain(key) => write!(formatter, "{parent}[{key:?}]"),
            Self::Key(Path::Root, key) => formatter.write_str(key),
            Self::Key(parent, key) => write!(formatter, "{parent}.{key}"),
        }
    }
}

/// Whether a key can be written after a dot.
fn is_plain(key: &str) -> bool {
    !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_read_as_in_javascript() {
        let components = Path::Root.key("components");
        let third = components.index(2);
        assert_eq!(third.key("failures").index(0).key("mtbf").to_string(), "components[2].failures[0].mtbf");
        assert_eq!(third.key("a.b\n").to_string(), r#"components[2]["a.b\n"]"#);
        assert_eq!(Path::Root.to_string(), "");
    }
}
