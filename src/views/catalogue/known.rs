//! What is known beside the entries, to be read: how long mechanisms take, and what was observed.

use leptos::prelude::*;
use ninefold_engine::catalogue::{Mechanism, Source, Statistic, mechanisms_about, statistics_about};

use super::MOST;

/// One figure, or those of one mechanism.
#[derive(Clone, Debug, PartialEq)]
pub struct Known {
    id: String,
    title: String,
    about: String,
    figures: Vec<String>,
    source: String,
    caution: Option<&'static str>,
}

/// Those with all words of a search; none without words.
pub fn about(words: &str) -> Vec<Known> {
    if words.trim().is_empty() {
        return Vec::new();
    }
    let statistics = statistics_about(words).into_iter().map(statistic);
    statistics.chain(mechanisms_about(words).into_iter().map(mechanism)).collect()
}

fn statistic(it: Statistic) -> Known {
    let caution = (!it.was_read()).then_some("check before relying on it");
    let said = [it.source_name.clone(), Some(dated(&it.source_url, it.period.as_deref()))];
    Known {
        figures: vec![it.figure()],
        source: said.into_iter().flatten().collect::<Vec<_>>().join(", "),
        caution,
        id: it.id,
        title: it.metric,
        about: it.topic,
    }
}

fn mechanism(it: Mechanism) -> Known {
    let Source { source_url, as_of, .. } = &it.source;
    Known {
        figures: it.figures(),
        source: dated(source_url, as_of.as_deref()),
        caution: it.source.caution(),
        id: it.id,
        title: it.name,
        about: "how long it takes, by its defaults".to_owned(),
    }
}

fn dated(address: &str, date: Option<&str>) -> String {
    format!("{address}, {}", date.unwrap_or("undated"))
}

/// What stands in a row that is to be checked.
pub fn caution(words: &'static str) -> AnyView {
    view! { <small class="catalogue-check">{words}</small> }.into_any()
}

/// The rows; nothing without any.
pub fn view(list: &[Known]) -> Option<AnyView> {
    let rows: Vec<AnyView> = list.iter().take(MOST).map(row).collect();
    let more = list.len().saturating_sub(MOST);
    let more = (more > 0)
        .then(|| view! { <p class="palette-note">{format!("and {more} more: type on")}</p> }.into_any());
    (!list.is_empty()).then(|| {
        view! {
            <div class="palette-group" aria-hidden="true">"Known figures"</div>
            <ul class="catalogue-known" aria-label="Known figures" data-testid="catalogue-known">{rows}</ul>
            {more}
        }
        .into_any()
    })
}

fn row(it: &Known) -> AnyView {
    let figures: Vec<AnyView> =
        it.figures.iter().map(|figure| view! { <span>{figure.clone()}</span> }.into_any()).collect();
    view! {
        <li data-testid=format!("catalogue-known-{}", it.id)>
            <span>{it.title.clone()} <small>{it.about.clone()}</small></span>
            {figures}
            <small>{it.source.clone()}</small>
            {it.caution.map(caution)}
        </li>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn statistics_and_mechanisms_are_found_with_their_source_and_date() {
        let found = about("human error");
        let one = found.iter().find(|it| it.id == "px-human").unwrap();
        assert_eq!(one.figures, ["68 %"]);
        assert!(one.source.starts_with("Parametrix") && one.source.ends_with(", 2024"), "{}", one.source);
        // It has no entry.
        let istio = about("istio");
        assert!(istio[0].figures[0].ends_with(": 35 s"), "{istio:?}");
        assert!(about("cassandra")[0].caution.is_some());
        assert!(about("  ").is_empty());
    }
}
