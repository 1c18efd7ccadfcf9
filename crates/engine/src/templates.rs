//! Ready-made projects to start from. Every figure in them says where it comes from.

/// A project to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Template {
    /// What it is called by: `ha-rest-api`.
    pub id: &'static str,
    /// For people.
    pub name: &'static str,
    /// One line on what it shows.
    pub summary: &'static str,
    /// The project file.
    pub text: &'static str,
}

/// The template shown on the first visit.
pub const FIRST: &str = "ha-rest-api";

const TEMPLATES: &[Template] = &[
    Template {
        id: "ha-rest-api",
        name: "HA REST API",
        summary: "Two zones, a standby region behind DNS failover, replicated database and session cache",
        text: include_str!("../data/templates/ha-rest-api.ninefold.json"),
    },
    Template {
        id: "multi-zone",
        name: "Service over two zones",
        summary: "Load balancer, four copies over two zones, database with a standby",
        text: include_str!("../data/templates/multi-zone.ninefold.json"),
    },
    Template {
        id: "two-tier",
        name: "Web and database",
        summary: "Two web servers that need one database",
        text: include_str!("../data/templates/two-tier.ninefold.json"),
    },
    Template {
        id: "empty",
        name: "Empty project",
        summary: "Nothing yet",
        text: include_str!("../data/templates/empty.ninefold.json"),
    },
];

/// All templates, the fullest first.
///
/// ```
/// use ninefold_engine::{model, templates};
/// for template in templates::all() {
///     assert!(model::read(template.text).is_ok(), "{}", template.id);
/// }
/// ```
#[must_use]
pub fn all() -> &'static [Template] {
    TEMPLATES
}

/// The template with this id.
#[must_use]
pub fn find(id: &str) -> Option<&'static Template> {
    TEMPLATES.iter().find(|template| template.id == id)
}
