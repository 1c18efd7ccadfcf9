//! The alerts for other tools: Prometheus rules, a Sloth specification, OpenSLO documents.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::burn::{BurnAlert, Severity, burn_alerts};
use crate::model::{Journey, Measure, Objective, Project};
use crate::units::{complement, format_target};

/// Why a journey has no error budget to watch, in a sentence; none where it has one.
#[must_use]
pub fn no_budget(project: &Project, journey: &Journey) -> Option<String> {
    let name = journey.display_name();
    match project.promise(journey) {
        None => Some(format!("{name} promises nothing, so it has no error budget and no alerts.")),
        Some(promise) if promise.unavailability() <= 0.0 => {
            Some(format!("{name} promises 100 %, which leaves no error budget to burn, so it has no alerts."))
        }
        Some(_) => None,
    }
}

/// Stands for the id of the journey in queries of one's own.
pub const JOURNEY: &str = "{journey}";

/// What is measured, as PromQL. `$window` stands for the range, [`JOURNEY`] for the journey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Queries {
    /// What failed: a rate of requests, or a share of the time where there is no total.
    pub errors: String,
    /// All requests a second; none where `errors` is a share already.
    pub total: Option<String>,
}

/// What there is to export.
#[derive(Clone, Debug, PartialEq)]
pub struct Exported<'a> {
    project: &'a Project,
    objective: Objective,
    queries: Option<Queries>,
}

impl<'a> Exported<'a> {
    /// The objective of a project, measured by `queries` or, where they are absent, by requests or probes as the objective counts; none without one.
    #[must_use]
    pub fn new(project: &'a Project, queries: Option<Queries>) -> Option<Self> {
        let own = || project.journeys().iter().find_map(|journey| project.promise(journey));
        let objective = project.objective.clone().or_else(own)?;
        Some(Self { project, objective, queries })
    }

    fn journeys(&self) -> &[Journey] {
        self.project.journeys()
    }

    /// Positions of the journeys that have an error budget: they promise something, and less than everything.
    fn watched(&self) -> impl Iterator<Item = usize> {
        (0..self.journeys().len())
            .filter(|&position| no_budget(self.project, &self.journeys()[position]).is_none())
    }

    /// How many journeys are watched: those with an error budget.
    #[must_use]
    pub fn watches(&self) -> usize {
        self.watched().count()
    }

    /// Which journeys are left out and why, as comments.
    fn left_out(&self) -> String {
        let why = self.journeys().iter().filter_map(|journey| no_budget(self.project, journey));
        // A name may hold breaks; a comment ends with its line.
        why.map(|why| format!("# {}\n", why.replace(is_no_yaml, " "))).collect()
    }

    /// Names that no two journeys share.
    fn slug(&self, position: usize) -> String {
        let mut taken = BTreeSet::new();
        let mut name = String::new();
        for journey in &self.journeys()[..=position] {
            let own = slug(&format!("{}-{}", self.project.display_name(), journey.id));
            let (mut number, mut free) = (1, own.clone());
            while taken.contains(&free) {
                number += 1;
                free = format!("{own}-{number}");
            }
            taken.insert(free.clone());
            name = free;
        }
        name
    }

    fn queries(&self, position: usize, slug: &str) -> Queries {
        if let Some(Queries { errors, total }) = &self.queries {
            let id = within_quotes(&self.journeys()[position].id);
            let own = |query: &String| query.replace(JOURNEY, &id);
            return Queries { errors: own(errors), total: total.as_ref().map(own) };
        }
        match self.objective.measure {
            Some(Measure::Requests) => Queries {
                errors: format!("sum(rate(http_requests_total{{job=\"{slug}\",code=~\"5..\"}}[$window]))"),
                total: Some(format!("sum(rate(http_requests_total{{job=\"{slug}\"}}[$window]))")),
            },
            _ => Queries {
                errors: format!("1 - avg_over_time(probe_success{{job=\"{slug}\"}}[$window])"),
                total: None,
            },
        }
    }

    /// The fraction a journey promises.
    fn promised(&self, position: usize) -> f64 {
        self.journeys()[position].objective.unwrap_or(self.objective.availability)
    }

    fn alerts(&self, position: usize) -> Vec<BurnAlert> {
        burn_alerts(complement(self.promised(position)), self.objective.window())
    }

    /// Recording and alerting rules, for `rule_files` of Prometheus.
    #[must_use]
    pub fn prometheus(&self) -> String {
        let promised = match self.watched().next() {
            Some(first) if self.objective.unavailability() <= 0.0 => self.promised(first),
            _ => self.objective.availability,
        };
        let mut text = format!(
            "# Error budget of {} over {}: written by Ninefold. Put your own metrics into the first group.\n{}groups:\n",
            format_target(promised),
            range(self.objective.window().seconds()),
            self.left_out(),
        );
        for position in self.watched() {
            let slug = self.slug(position);
            self.recording(&mut text, position, &slug);
            self.alerting(&mut text, position, &slug);
        }
        if self.watches() == 0 {
            text.push_str("  []\n");
        }
        text
    }

    fn recording(&self, text: &mut String, position: usize, slug: &str) {
        let queries = self.queries(position, slug);
        let mut windows: Vec<f64> =
            self.alerts(position).iter().flat_map(|line| [line.short_seconds, line.long_seconds]).collect();
        windows.push(self.objective.window().seconds());
        windows.sort_by(f64::total_cmp);
        windows.dedup();
        let _ = writeln!(text, "  - name: {}\n    rules:", quoted(&format!("{slug}-errors")));
        for window in windows {
            let range = range(window);
            let errors = queries.errors.replace("$window", &range);
            let expression = match &queries.total {
                Some(total) => format!("({errors}) / ({})", total.replace("$window", &range)),
                None => errors,
            };
            rule(text, "record", &format!("slo:errors:ratio_rate{range}"), &expression);
            labels(text, "labels", &[("slo", slug.to_owned())]);
        }
        let window = range(self.objective.window().seconds());
        rule(
            text,
            "record",
            "slo:error_budget_left:ratio",
            &format!(
                "1 - slo:errors:ratio_rate{window}{{slo=\"{slug}\"}} / {}",
                number(complement(self.promised(position)))
            ),
        );
        labels(text, "labels", &[("slo", slug.to_owned())]);
    }

    fn alerting(&self, text: &mut String, position: usize, slug: &str) {
        let name = self.journeys()[position].display_name();
        let _ = writeln!(text, "  - name: {}\n    rules:", quoted(&format!("{slug}-alerts")));
        let allowed = number(complement(self.promised(position)));
        for severity in [Severity::Page, Severity::Ticket] {
            let condition = |line: &BurnAlert| {
                let side = |seconds: f64| {
                    format!(
                        "slo:errors:ratio_rate{}{{slo=\"{slug}\"}} > ({} * {allowed})",
                        range(seconds),
                        number(line.burn_rate)
                    )
                };
                format!("({} and {})", side(line.long_seconds), side(line.short_seconds))
            };
            let alerts = self.alerts(position);
            let lines: Vec<String> = alerts
                .iter()
                .filter(|line| line.severity == severity && line.threshold < 1.0)
                .map(condition)
                .collect();
            if lines.is_empty() {
                // More than everything would have to fail.
                continue;
            }
            let title =
                if severity == Severity::Page { "ErrorBudgetBurnsFast" } else { "ErrorBudgetBurnsSlowly" };
            rule(text, "alert", title, &lines.join(" or "));
            labels(text, "labels", &[("severity", severity.word().to_owned()), ("slo", slug.to_owned())]);
            let summary = format!("{name} spends its error budget too fast");
            let description = format!(
                "The objective is {} over {}. Failing now: {{{{ $value | humanizePercentage }}}}.",
                format_target(self.promised(position)),
                range(self.objective.window().seconds()),
            );
            labels(text, "annotations", &[("summary", template(&summary)), ("description", description)]);
        }
        if !text.ends_with('\n') {
            text.push('\n');
        }
    }

    /// A specification for `sloth generate`.
    #[must_use]
    pub fn sloth(&self) -> String {
        let service = slug(self.project.display_name());
        let mut text =
            format!("{}version: \"prometheus/v1\"\nservice: {}\nslos:\n", self.left_out(), quoted(&service));
        for position in self.watched() {
            let slug = self.slug(position);
            let queries = self.queries(position, &slug);
            let query = |text: &str| quoted(&text.replace("$window", "{{.window}}"));
            let _ = writeln!(text, "  - name: {}", quoted(&slug));
            let _ = writeln!(text, "    objective: {}", number(self.promised(position) * 100.0));
            let _ = writeln!(text, "    description: {}\n    sli:", quoted(&self.words(position)));
            match &queries.total {
                Some(total) => {
                    let _ = writeln!(
                        text,
                        "      events:\n        error_query: {}\n        total_query: {}",
                        query(&queries.errors),
                        query(total)
                    );
                }
                None => {
                    let _ =
                        writeln!(text, "      raw:\n        error_ratio_query: {}", query(&queries.errors));
                }
            }
            let _ = writeln!(
                text,
                "    alerting:\n      name: {}\n      page_alert:\n        labels:\n          severity: page\n      ticket_alert:\n        labels:\n          severity: ticket",
                quoted("ErrorBudgetBurns")
            );
        }
        if self.watches() == 0 {
            text.push_str("  []\n");
        }
        text
    }

    /// OpenSLO documents: a service, and an objective for each journey.
    #[must_use]
    pub fn openslo(&self) -> String {
        let service = slug(self.project.display_name());
        let mut text = format!(
            "{}apiVersion: openslo/v1\nkind: Service\nmetadata:\n  name: {}\n  displayName: {}\nspec:\n  description: {}\n",
            self.left_out(),
            quoted(&service),
            quoted(self.project.display_name()),
            quoted(self.project.description.as_deref().unwrap_or("")),
        );
        for position in self.watched() {
            let (journey, slug) = (&self.journeys()[position], self.slug(position));
            let _ = write!(
                text,
                "---\napiVersion: openslo/v1\nkind: SLO\nmetadata:\n  name: {}\n  displayName: {}\nspec:\n  description: {}\n  service: {}\n  indicator:\n    metadata:\n      name: {}\n    spec:\n",
                quoted(&slug),
                quoted(journey.display_name()),
                quoted(&self.words(position)),
                quoted(&service),
                quoted(&format!("{slug}-errors")),
            );
            self.indicator(&mut text, position, &slug);
            let days = self.objective.window().hours() / 24.0;
            let duration =
                if days.fract() == 0.0 { format!("{days}d") } else { format!("{}h", number(days * 24.0)) };
            let _ = writeln!(
                text,
                "  timeWindow:\n    - duration: {duration}\n      isRolling: true\n  budgetingMethod: Occurrences\n  objectives:\n    - displayName: {}\n      target: {}",
                quoted(&format_target(self.promised(position))),
                number(self.promised(position)),
            );
        }
        text
    }

    fn indicator(&self, text: &mut String, position: usize, slug: &str) {
        let queries = self.queries(position, slug);
        let window = range(self.alerts(position)[0].short_seconds);
        let source = |text: &mut String, name: &str, query: &str| {
            let query = quoted(&query.replace("$window", &window));
            let _ = writeln!(
                text,
                "        {name}:\n          metricSource:\n            type: Prometheus\n            spec:\n              query: {query}"
            );
        };
        text.push_str("      ratioMetric:\n");
        match &queries.total {
            Some(total) => {
                text.push_str("        counter: false\n");
                source(text, "bad", &queries.errors);
                source(text, "total", total);
            }
            None => {
                text.push_str("        counter: false\n        rawType: failure\n");
                source(text, "raw", &queries.errors);
            }
        }
    }

    fn words(&self, position: usize) -> String {
        let journey = &self.journeys()[position];
        format!(
            "{}: {} over {}",
            journey.display_name(),
            format_target(self.promised(position)),
            self.objective.window()
        )
    }
}

fn rule(text: &mut String, kind: &str, name: &str, expression: &str) {
    let _ = writeln!(text, "      - {kind}: {name}\n        expr: {}", quoted(expression));
}

fn labels(text: &mut String, title: &str, pairs: &[(&str, String)]) {
    let _ = writeln!(text, "        {title}:");
    for (name, value) in pairs {
        let _ = writeln!(text, "          {name}: {}", quoted(value));
    }
}

/// A YAML scalar in double quotes; JSON's are YAML's, but for what readers of YAML refuse or take for a break.
fn quoted(text: &str) -> String {
    let json = serde_json::Value::from(text).to_string();
    let mut quoted = String::with_capacity(json.len());
    for character in json.chars() {
        match character {
            risky if is_no_yaml(risky) => {
                let _ = write!(quoted, "\\u{:04x}", risky as u32);
            }
            other => quoted.push(other),
        }
    }
    quoted
}

/// Characters that end a line for some readers of YAML (1.1 has more breaks than 1.2), that others refuse, or that show a line in
/// another order than it is read.
fn is_no_yaml(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Text between quotation marks of PromQL, single or double; nothing in it ends them, is a placeholder of ours or a template of others.
fn within_quotes(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '"' | '\'' | '$' | '{' | '}' | '`' => {
                let _ = write!(safe, "\\x{:02x}", character as u32);
            }
            other if other.is_control() => {
                let _ = write!(safe, "\\u{:04x}", other as u32);
            }
            other => safe.push(other),
        }
    }
    safe
}

/// Text that Prometheus takes for no template: no two braces side by side, however many there are.
fn template(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '{' | '}') && safe.ends_with(character) {
            safe.push(' ');
        }
        safe.push(character);
    }
    safe
}

/// `5m`, `1h`, `3d`, `90s`: the largest unit that says it in whole numbers.
#[must_use]
pub fn range(seconds: f64) -> String {
    let whole = libm::round(seconds).max(1.0) as u64;
    for (length, unit) in [(86_400, "d"), (3_600, "h"), (60, "m")] {
        if whole.is_multiple_of(length) {
            return format!("{}{unit}", whole / length);
        }
    }
    format!("{whole}s")
}

/// A number with all of its digits, but without those that are rounding's.
fn number(value: f64) -> String {
    let rounded = format!("{value:.12}");
    rounded.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// Lower-case letters, digits and single hyphens, at most 63 of them.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for character in text.to_lowercase().chars() {
        match character {
            'a'..='z' | '0'..='9' => slug.push(character),
            _ if slug.ends_with('-') || slug.is_empty() => {}
            _ => slug.push('-'),
        }
    }
    let short: String = slug.chars().take(60).collect();
    let short = short.trim_matches('-');
    if short.is_empty() { "journey".to_owned() } else { short.to_owned() }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// 100 % leaves nothing to divide by or to exceed: those journeys are named and left out, as those that promise nothing.
    #[test]
    fn journeys_without_a_budget_are_left_out() {
        let text = r#"{"format": "ninefold/1", "name": "Shop", "components": [{"id": "a"}], "journeys": [
            {"id": "full", "name": "Full\nstop", "entry": "a", "objective": 1}, {"id": "open", "entry": "a"},
            {"id": "buy", "entry": "a", "objective": 0.999}]}"#;
        let project = crate::model::read(text).unwrap().project;
        let exported = Exported::new(&project, None).unwrap();
        assert_eq!(exported.watches(), 1);
        for text in [exported.prometheus(), exported.sloth(), exported.openslo()] {
            let says = "# Full stop promises 100 %, which leaves no error budget to burn, so it has no alerts.\n\
                        # open promises nothing, so it has no error budget and no alerts.\n";
            assert!(text.contains(says), "{text}");
            assert!(
                text.contains("shop-buy") && !text.contains("shop-full") && !text.contains("shop-open"),
                "{text}"
            );
        }
        let rules = exported.prometheus();
        assert!(
            rules.starts_with("# Error budget of 99.9 % over 30d") && rules.contains("(14.4 * 0.001)"),
            "{rules}"
        );
        let only = crate::model::read(&text.replace("0.999", "1")).unwrap().project;
        let none = Exported::new(&only, None).unwrap();
        assert!(
            none.watches() == 0 && none.prometheus().ends_with("groups:\n  []\n"),
            "{}",
            none.prometheus()
        );
    }
}
