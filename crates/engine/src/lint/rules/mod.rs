//! The rules, one a file. Each looks at the whole design and says what it finds.

mod balancer;
mod capacity;
mod circle;
mod common_cause;
mod dependency;
mod detection;
mod dns;
mod figures;
mod instant;
mod one_zone;
mod person;
mod quorum;
mod regions;
mod retries;
mod rule_zone;
mod session;
mod shared;
pub(super) mod silencing;
mod single;
mod spare;
mod untested;
mod unused;
mod zone_loss;
mod zone_single;

use super::view::View;
use super::{Finding, Rule};

type Check = fn(&View<'_>, &mut Vec<Finding>);

/// What looks for mistakes, in the order of the rules.
pub(super) const CHECKS: &[Check] = &[
    dependency::check,
    single::check,
    balancer::check,
    shared::check,
    rule_zone::check,
    one_zone::check,
    zone_single::check,
    zone_loss::check,
    capacity::check,
    spare::check,
    quorum::check,
    common_cause::check,
    instant::check,
    untested::check,
    person::check,
    detection::check,
    dns::check,
    session::check,
    regions::check,
    retries::check,
    circle::check,
    unused::check,
    figures::check,
];

const RULES: &[Rule] = &[
    dependency::RULE,
    single::RULE,
    balancer::RULE,
    shared::RULE,
    rule_zone::RULE,
    one_zone::RULE,
    zone_single::RULE,
    zone_loss::RULE,
    capacity::RULE,
    spare::RULE,
    quorum::RULE,
    common_cause::RULE,
    instant::RULE,
    untested::RULE,
    person::RULE,
    detection::RULE,
    dns::RULE,
    session::RULE,
    regions::RULE,
    retries::RULE,
    circle::RULE,
    unused::RULE,
    figures::RULE,
    silencing::RULE,
];

/// Every rule there is.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    RULES.iter()
}
