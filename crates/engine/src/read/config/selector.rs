//! Which disruption budget limits a workload: `matchLabels` and `matchExpressions`.

use std::collections::BTreeMap;

use super::Read;
use super::kubernetes::{Budget, NAMESPACE, Pairs, labels, namespace};
use super::text::short;
use super::yaml::Yaml;

/// Most values of one expression.
const MAX_VALUES: usize = 1_000;

/// One of `matchExpressions`.
struct Expression {
    key: String,
    operator: Operator,
    values: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    In,
    NotIn,
    Exists,
    DoesNotExist,
}

/// A disruption budget with what it selects.
struct Selector<'a> {
    budget: &'a Yaml,
    wanted: Pairs,
    expressions: Vec<Expression>,
}

/// All disruption budgets, by a label that they want where they want one.
pub(super) struct Budgets<'a> {
    list: Vec<Selector<'a>>,
    by_label: BTreeMap<(String, String), Vec<usize>>,
    /// Those that want no label of a certain value.
    others: Vec<usize>,
}

impl<'a> Budgets<'a> {
    pub(super) fn new(budgets: impl Iterator<Item = &'a Yaml>, read: &mut Read) -> Self {
        let mut list = Vec::new();
        for budget in budgets {
            if budget.at("spec.selector").is_none() {
                read.unread(budget.line, "PodDisruptionBudget: without a selector it limits nothing");
                continue;
            }
            let wanted = labels(budget, "spec.selector.matchLabels");
            let terms = budget.list("spec.selector.matchExpressions");
            let expressions: Option<Vec<Expression>> =
                terms.iter().map(|term| expression(term, read)).collect();
            if let Some(expressions) = expressions {
                list.push(Selector { budget, wanted, expressions });
            }
        }
        let mut by_label: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        let mut others = Vec::new();
        for (at, selector) in list.iter().enumerate() {
            let values = selector.expressions.iter().find(|it| it.operator == Operator::In);
            match (selector.wanted.first(), values) {
                (Some(pair), _) => by_label.entry(pair.clone()).or_default().push(at),
                (None, Some(it)) => {
                    for value in &it.values {
                        by_label.entry((it.key.clone(), value.clone())).or_default().push(at);
                    }
                }
                (None, None) => others.push(at),
            }
        }
        Self { list, by_label, others }
    }

    /// The first budget that selects these labels.
    pub(super) fn limiting(
        &self,
        labels: &[(String, String)],
        budget: &mut Budget,
        read: &mut Read,
    ) -> Option<&'a Yaml> {
        let own: BTreeMap<&str, &str> =
            labels.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
        let mut first: Option<usize> = None;
        let lists = labels.iter().filter_map(|label| self.by_label.get(label)).chain([&self.others]);
        for list in lists {
            for at in list {
                if first.is_some_and(|first| first <= *at) {
                    break;
                }
                if !budget.spend(read) {
                    return first.map(|at| self.list[at].budget);
                }
                if self.list[*at].selects(&own) {
                    first = Some(*at);
                }
            }
        }
        first.map(|at| self.list[at].budget)
    }
}

impl Selector<'_> {
    fn selects(&self, labels: &BTreeMap<&str, &str>) -> bool {
        let holds = |it: &Expression| {
            let own = labels.get(it.key.as_str());
            let listed = own.is_some_and(|own| it.values.iter().any(|value| value == own));
            match it.operator {
                Operator::In => listed,
                Operator::NotIn => !listed,
                Operator::Exists => own.is_some(),
                Operator::DoesNotExist => own.is_none(),
            }
        };
        labels.get(NAMESPACE) == Some(&namespace(self.budget))
            && self.wanted.iter().all(|(key, value)| labels.get(key.as_str()) == Some(&value.as_str()))
            && self.expressions.iter().all(holds)
    }
}

fn expression(term: &Yaml, read: &mut Read) -> Option<Expression> {
    let operator = match term.text("operator") {
        Some("In") => Operator::In,
        Some("NotIn") => Operator::NotIn,
        Some("Exists") => Operator::Exists,
        Some("DoesNotExist") => Operator::DoesNotExist,
        other => {
            let other = short(other.unwrap_or("nothing"));
            read.unread(
                term.line,
                format!("matchExpressions: {other} is no operator; the budget is left out"),
            );
            return None;
        }
    };
    let values = term.list("values").iter().take(MAX_VALUES);
    let values = values.filter_map(|it| it.scalar().map(str::to_owned)).collect();
    Some(Expression { key: term.text("key").unwrap_or_default().to_owned(), operator, values })
}
