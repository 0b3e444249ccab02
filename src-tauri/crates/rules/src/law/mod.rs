//! Law packs (规则包): texts, counting rules, settings and rules.

mod action;
mod example;
mod pack;
mod rule;
mod rule_reader;
mod setting;
mod text;

pub(crate) use action::FROM;
pub use action::{Action, OfferRule};
pub use example::{Example, ExampleKind, Expectation};
pub use pack::{CountingRule, Level, Pack};
pub use rule::{
    Check, Deadline, Derive, DeriveValue, DueDay, InForce, Occasion, Recurring, RetentionRule, Rule,
    Severity, Yield,
};
pub(crate) use rule_reader::RuleReader;
pub(crate) use setting::one_of;
pub use setting::{FixedOrSetting, Setting, SettingKind, SettingOption};
pub(crate) use text::read_citations;
pub use text::{Certainty, Citation, LawText};
