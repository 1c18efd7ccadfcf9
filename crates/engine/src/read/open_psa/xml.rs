//! XML as a flat list of elements in the order of the file: no recursion, whatever the nesting, and no entity is expanded.

use std::collections::HashMap;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::ReadError;

/// Most elements of a file.
const MOST_ELEMENTS: usize = 20_000_000;

/// An element by its number.
#[derive(Clone, Copy, Debug)]
struct Element {
    name: u32,
    /// The first element after it and all it contains.
    end: u32,
    /// Byte of the file.
    at: u32,
    /// Its first attribute.
    attributes: u32,
}

/// A document: elements are numbered in the order of their start tags, so an element's parts follow it.
#[derive(Debug)]
pub struct Document {
    names: Vec<String>,
    elements: Vec<Element>,
    attributes: Vec<(u32, Box<str>)>,
}

impl Document {
    /// Reads `text`.
    ///
    /// # Errors
    /// Where it is not well-formed, names an entity that XML does not predefine, or has too many elements.
    pub fn read(text: &str) -> Result<Self, ReadError> {
        let mut builder = Builder::default();
        let mut reader = Reader::from_str(text);
        loop {
            let before = reader.buffer_position();
            let event = reader.read_event().map_err(|error| {
                ReadError::at(text, reader.error_position(), format!("this is not well-formed XML: {error}"))
            })?;
            let at = skip_space(text, before);
            match event {
                Event::Start(tag) => builder.open(text, at, &tag, false)?,
                Event::Empty(tag) => builder.open(text, at, &tag, true)?,
                Event::End(_) => builder.close(),
                Event::GeneralRef(entity) if !is_predefined(&entity) && !entity.is_char_ref() => {
                    let message =
                        format!("the entity '&{};' is not known; write out what it stands for", &*entity);
                    return Err(ReadError::at(text, before, message));
                }
                Event::Eof => break,
                _ => {}
            }
        }
        builder.finish(text)
    }

    /// How many elements there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Its tag.
    #[must_use]
    pub fn name(&self, element: usize) -> &str {
        &self.names[self.elements[element].name as usize]
    }

    /// The first element after all it contains.
    #[must_use]
    pub fn end(&self, element: usize) -> usize {
        self.elements[element].end as usize
    }

    /// Where it starts, in bytes of the file.
    #[must_use]
    pub fn position(&self, element: usize) -> u64 {
        u64::from(self.elements[element].at)
    }

    /// An attribute's value.
    #[must_use]
    pub fn attribute(&self, element: usize, name: &str) -> Option<&str> {
        let first = self.elements[element].attributes as usize;
        let last =
            self.elements.get(element + 1).map_or(self.attributes.len(), |next| next.attributes as usize);
        let found = self.attributes[first..last].iter().find(|(key, _)| self.names[*key as usize] == name);
        found.map(|(_, value)| &**value)
    }

    /// The elements directly inside.
    pub fn children(&self, element: usize) -> impl Iterator<Item = usize> + '_ {
        let end = self.end(element);
        let mut next = element + 1;
        std::iter::from_fn(move || {
            let child = next;
            (child < end).then(|| {
                next = self.end(child);
                child
            })
        })
    }
}

#[derive(Default)]
struct Builder {
    known: HashMap<String, u32>,
    names: Vec<String>,
    elements: Vec<Element>,
    attributes: Vec<(u32, Box<str>)>,
    open: Vec<u32>,
}

impl Builder {
    fn open(&mut self, text: &str, at: u64, tag: &BytesStart<'_>, empty: bool) -> Result<(), ReadError> {
        let number = self.elements.len() as u32;
        if self.elements.len() >= MOST_ELEMENTS {
            return Err(ReadError::at(text, at, format!("there are more than {MOST_ELEMENTS} elements")));
        }
        if number > 0 && self.open.is_empty() {
            return Err(ReadError::at(text, at, "the document has more than one outermost element"));
        }
        let name = self.intern(tag.name().as_ref());
        let attributes = self.attributes.len() as u32;
        for attribute in tag.attributes().with_checks(false) {
            let faulty =
                |error: String| ReadError::at(text, at, format!("an attribute cannot be read: {error}"));
            let attribute = attribute.map_err(|error| faulty(error.to_string()))?;
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_err(|error| faulty(error.to_string()))?;
            let key = self.intern(attribute.key.as_ref());
            self.attributes.push((key, value.trim().into()));
        }
        self.elements.push(Element { name, end: number + 1, at: at as u32, attributes });
        if !empty {
            self.open.push(number);
        }
        Ok(())
    }

    fn close(&mut self) {
        if let Some(element) = self.open.pop() {
            self.elements[element as usize].end = self.elements.len() as u32;
        }
    }

    fn intern(&mut self, name: &str) -> u32 {
        if let Some(&known) = self.known.get(name) {
            return known;
        }
        let number = self.names.len() as u32;
        self.names.push(name.to_owned());
        self.known.insert(name.to_owned(), number);
        number
    }

    fn finish(self, text: &str) -> Result<Document, ReadError> {
        let end = text.len() as u64;
        if let Some(&open) = self.open.last() {
            let name = &self.names[self.elements[open as usize].name as usize];
            return Err(ReadError::at(text, end, format!("the file ends before </{name}>")));
        }
        if self.elements.is_empty() {
            return Err(ReadError::at(text, 0, "this is not an XML document: it has no element"));
        }
        Ok(Document { names: self.names, elements: self.elements, attributes: self.attributes })
    }
}

fn skip_space(text: &str, from: u64) -> u64 {
    let rest = text.get(from as usize..).unwrap_or("");
    from + (rest.len() - rest.trim_start().len()) as u64
}

fn is_predefined(entity: &str) -> bool {
    matches!(entity, "lt" | "gt" | "amp" | "quot" | "apos")
}
