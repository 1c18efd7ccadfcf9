//! What stands in a project's head: which text counts, and what a list says of the project without reading it.

use std::cmp::Ordering;

use ninefold_engine::model::Project;

/// Names one save: when, and by which tab. No two are the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Mark {
    /// Milliseconds since 1970; a save after another has more, whatever the clock says.
    pub at: u64,
    /// The tab.
    pub tab: String,
}

impl Mark {
    /// Of a save at `now` after another: always a later one, also where a damaged store holds the last moment there is.
    #[must_use]
    pub fn after(before: Option<&Self>, now: f64, tab: &str) -> Self {
        let least = before.map_or(0, |before| before.at.saturating_add(1));
        let mark = Self { at: (now.max(0.0) as u64).max(least), tab: tab.to_owned() };
        match before {
            Some(before) if mark <= *before => Self { tab: format!("{}+", before.tab), ..mark },
            _ => mark,
        }
    }

    /// `1764248523000-3f2a`.
    #[must_use]
    pub fn write(&self) -> String {
        format!("{}-{}", self.at, self.tab)
    }

    /// Reads what was written, and nothing that only means the same: what lies under a mark is found by writing it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (at, tab) = text.split_once('-')?;
        let mark = Self { at: at.parse().ok()?, tab: tab.to_owned() };
        (mark.write() == text).then_some(mark)
    }
}

impl PartialOrd for Mark {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Mark {
    fn cmp(&self, other: &Self) -> Ordering {
        self.at.cmp(&other.at).then_with(|| self.tab.cmp(&other.tab))
    }
}

/// What a list says of a project.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Summary {
    /// Its name.
    pub name: String,
    /// How many components, links and zones it has.
    pub size: [usize; 3],
    /// The weakest journey's availability and unavailability; none where there is no answer.
    pub answer: Option<[f64; 2]>,
    /// The availability it promises.
    pub objective: Option<f64>,
}

impl Summary {
    /// Of a project nobody has solved yet.
    #[must_use]
    pub fn of(project: &Project) -> Self {
        Self {
            name: project.display_name().to_owned(),
            size: [project.components().len(), project.links().len(), project.zones().len()],
            answer: None,
            objective: project.objective.as_ref().map(|objective| objective.availability),
        }
    }
}

/// The head of a project.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// The text that counts.
    pub mark: Mark,
    /// The text before it, which is still there.
    pub previous: Option<Mark>,
    /// When the project was removed, in milliseconds since 1970; it can still be brought back.
    pub deleted: Option<u64>,
    /// For lists.
    pub summary: Summary,
}

impl Head {
    /// Three lines: marks, name, figures. `-` stands for what there is none of.
    #[must_use]
    pub fn write(&self) -> String {
        let Summary { name, size: [components, links, zones], answer, objective } = &self.summary;
        let mark = self.previous.as_ref().map_or_else(none, Mark::write);
        let deleted = self.deleted.map_or_else(none, |at| at.to_string());
        let figure = |value: Option<f64>| value.map_or_else(none, |value| value.to_string());
        let [up, down] = [0, 1].map(|at| figure(answer.map(|answer| answer[at])));
        let name = name.replace(['\n', '\r'], " ");
        format!(
            "{} {mark} {deleted}\n{name}\n{components} {links} {zones} {up} {down} {}",
            self.mark.write(),
            figure(*objective)
        )
    }

    /// Reads it; a damaged line of figures only loses the figures.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut lines = text.split('\n');
        let mut words = lines.next()?.split(' ');
        let mark = Mark::parse(words.next()?)?;
        let previous = words.next().and_then(Mark::parse);
        let deleted = words.next().and_then(|word| word.parse().ok());
        let name = lines.next()?.replace('\r', " ");
        let number = |word: &str| word.parse().ok().filter(|number: &f64| number.is_finite());
        let figures: Vec<Option<f64>> = lines.next().unwrap_or_default().split(' ').map(number).collect();
        let figure = |at: usize| figures.get(at).copied().flatten();
        let size = [0, 1, 2].map(|at| figure(at).unwrap_or(0.0) as usize);
        let answer = figure(3).zip(figure(4)).map(|(up, down)| [up, down]);
        Some(Self { mark, previous, deleted, summary: Summary { name, size, answer, objective: figure(5) } })
    }
}

fn none() -> String {
    "-".to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn mark(at: u64) -> Mark {
        Mark { at, tab: "3f".to_owned() }
    }

    #[test]
    fn what_is_written_is_read() {
        let summary = Summary {
            name: "Shop – v2".to_owned(),
            size: [10, 12, 3],
            answer: Some([0.999_954_49, 4.550_76e-5]),
            objective: Some(0.9995),
        };
        let full = Head { mark: mark(17), previous: Some(mark(16)), deleted: Some(18), summary };
        let bare = Head { mark: mark(1), previous: None, deleted: None, summary: Summary::default() };
        for head in [full, bare] {
            assert_eq!(Head::parse(&head.write()), Some(head));
        }
    }

    #[test]
    fn damage_is_seen_and_lost_figures_are_only_figures() {
        for text in ["", "garbage", "12", "12-a", "x-a - -\nname"] {
            assert_eq!(Head::parse(text), None, "{text}");
        }
        let head = Head::parse("12-a - -\nShop").unwrap();
        assert_eq!((head.summary.name.as_str(), head.summary.answer), ("Shop", None));
    }

    #[test]
    fn marks_grow_when_the_clock_does_not() {
        let first = Mark::after(None, 100.0, "a");
        let second = Mark::after(Some(&first), 50.0, "a");
        assert!(second > first && second.at == 101);
    }

    #[test]
    fn a_save_is_later_than_the_last_moment_there_is() {
        let last = Mark { at: u64::MAX, tab: "here".to_owned() };
        let next = Mark::after(Some(&last), 1.78e12, "here");
        assert!(next > last && Mark::parse(&next.write()).as_ref() == Some(&next), "{next:?}");
        assert!(Mark::after(Some(&next), 1.78e12, "here") > next);
    }
}
