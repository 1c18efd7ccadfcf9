//! Which balancer leads to which group of instances: by target groups, listeners and attachments of a Terraform plan.

use super::blocks::Block;
use super::terraform::attribute;

/// Longest reference that is looked into.
const MAX_REFERENCE: usize = 512;
/// Most listeners that are gone through for every balancer.
const MAX_LISTENERS: usize = 500;

/// The pieces between balancers and groups.
pub(super) struct Routes<'a> {
    targets: Vec<&'a Block>,
    /// A listener's own name, its balancer, and what it leads to.
    listeners: Vec<(&'a str, String, Vec<String>)>,
    /// Group and target group.
    attachments: Vec<(String, String)>,
    /// Whether any group names its target group.
    named: bool,
}

impl<'a> Routes<'a> {
    pub(super) fn new(resources: &[&'a Block]) -> Self {
        let of = |kinds: [&'static str; 2]| {
            resources.iter().copied().filter(move |it| kinds.contains(&it.word(1)))
        };
        let text = |it: &Block, key: &str| {
            attribute(it, key).filter(|text| text.len() <= MAX_REFERENCE).unwrap_or_default()
        };
        let mut listeners: Vec<(&str, String, Vec<String>)> = of(["aws_lb_listener", "aws_alb_listener"])
            .take(MAX_LISTENERS)
            .map(|it| (it.word(2), text(it, "load_balancer_arn"), actions(it)))
            .collect();
        for rule in of(["aws_lb_listener_rule", "aws_alb_listener_rule"]).take(MAX_LISTENERS) {
            let of_listener = text(rule, "listener_arn");
            let own = listeners.iter_mut().find(|(name, ..)| refers(&of_listener, "listener", name));
            if let Some((.., leads)) = own {
                leads.extend(actions(rule));
            }
        }
        let attachments: Vec<(String, String)> = of(["aws_autoscaling_attachment", ""])
            .take(MAX_LISTENERS)
            .map(|it| {
                let target = text(it, "lb_target_group_arn") + &text(it, "alb_target_group_arn");
                (text(it, "autoscaling_group_name"), target)
            })
            .collect();
        let named = !attachments.is_empty()
            || of(["aws_autoscaling_group", ""]).any(|it| attribute(it, "target_group_arns").is_some());
        let targets = of(["aws_lb_target_group", "aws_alb_target_group"]).take(MAX_LISTENERS).collect();
        Self { targets, listeners, attachments, named }
    }

    /// The target groups that a group of instances is in.
    pub(super) fn targets(&self, group: &Block) -> Vec<&'a Block> {
        let mut texts: Vec<String> = attribute(group, "target_group_arns").into_iter().collect();
        let own = self.attachments.iter().filter(|(to, _)| refers(to, "autoscaling_group", group.word(2)));
        texts.extend(own.map(|(_, target)| target.clone()));
        texts.retain(|text| text.len() <= MAX_REFERENCE);
        let is = |it: &&Block| texts.iter().any(|text| refers(text, "target_group", it.word(2)));
        self.targets.iter().copied().filter(is).collect()
    }

    /// The target group of a plan in which no group names its own.
    pub(super) fn only(&self, group: &Block) -> Option<&'a Block> {
        let unsaid = !self.named && attribute(group, "load_balancers").is_none();
        self.targets.first().copied().filter(|_| unsaid)
    }

    /// Whether a balancer leads to a group in these target groups.
    pub(super) fn lead(&self, balancer: &Block, targets: &[&Block], group: &Block) -> bool {
        if targets.is_empty() {
            return self.only(group).is_some() || (self.targets.is_empty() && !self.named);
        }
        let mut own =
            self.listeners.iter().filter(|(_, to, _)| refers(to, "lb", balancer.word(2))).peekable();
        if own.peek().is_none() {
            // No listener says anything: a balancer without one may lead to whatever is in a target group.
            return self.listeners.is_empty();
        }
        own.any(|(.., leads)| {
            leads.iter().any(|lead| targets.iter().any(|it| refers(lead, "target_group", it.word(2))))
        })
    }
}

/// Whether a text names a resource: `aws_lb_target_group.web.arn`.
fn refers(text: &str, kind: &str, name: &str) -> bool {
    !name.is_empty()
        && text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '{' | '}' | '(' | ')' | '$')).any(
            |word| {
                let mut pieces = word.split(['.', '[']);
                pieces.next().is_some_and(|it| it.ends_with(kind)) && pieces.next() == Some(name)
            },
        )
}

/// Everything that a listener's actions lead to.
fn actions(listener: &Block) -> Vec<String> {
    let mut list = Vec::new();
    for action in listener.inner.iter().filter(|it| matches!(it.name(), "default_action" | "action")) {
        list.extend(attribute(action, "target_group_arn"));
        for forward in action.all("forward") {
            list.extend(forward.all("target_group").filter_map(|it| attribute(it, "arn")));
        }
    }
    list.retain(|text| text.len() <= MAX_REFERENCE);
    list
}
