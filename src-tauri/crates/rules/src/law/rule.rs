use crate::kind::Condition;
use crate::law::{Certainty, Citation, Example, FixedOrSetting, OfferRule, one_of};
use calendar::{Align, Cadence, Date, Length};
use expression::{Expression, Template};
use serde::{Serialize, Serializer};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A rule of a law pack, compiled against its kind.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its id, unique over all packs.
    pub id: String,
    /// Its Chinese title: what is to be done.
    pub title: String,
    /// The pack it stands in.
    pub pack: String,
    /// The duty it speaks to: of two packs that speak to the same, the stricter holds.
    pub duty: Option<String>,
    /// The requirement rows it claims.
    pub covers: Vec<String>,
    /// The requirement rows it serves without claiming them.
    pub concerns: Vec<String>,
    /// The kind it applies to.
    pub applies_to: String,
    /// When it is in force.
    pub in_force: InForce,
    /// The matter's own date by which the rules in force are picked.
    pub as_of: Option<Expression>,
    /// How certain it is.
    pub certainty: Certainty,
    /// The article, and further ones.
    pub citations: Vec<Arc<Citation>>,
    /// When it applies.
    pub when: Condition,
    /// How an open or unclear wording was read.
    pub note: Option<String>,
    /// What it yields.
    pub yields: Yield,
    /// Worked examples.
    pub examples: Vec<Example>,
    pub(crate) at: crate::asset::At,
}

impl Rule {
    /// The expressions whose result is stored with the matter: all but those of checks.
    pub(crate) fn stored(&self) -> Vec<&Expression> {
        let mut found: Vec<&Expression> = self.as_of.iter().collect();
        match &self.yields {
            Yield::Check(_) | Yield::Forbid(_) => return Vec::new(),
            Yield::Deadline(deadline) => {
                found.push(deadline.due.from());
                found.extend(deadline.done.expression());
                found.extend(&deadline.done_on);
            }
            Yield::Recurring(recurring) => {
                found.extend([&recurring.from, &recurring.fulfilled]);
                found.extend(&recurring.until);
            }
            Yield::Derive(derive) => match &derive.value {
                DeriveValue::Expression(value) => found.push(value),
                DeriveValue::Period { start, .. } => found.push(start),
            },
            Yield::Retention(retention) => found.push(&retention.from),
        }
        found.extend(self.when.expression());
        found
    }
}

impl Yield {
    /// What one press begins.
    pub fn action(&self) -> Option<&OfferRule> {
        match self {
            Self::Deadline(deadline) => deadline.action.as_ref(),
            Self::Recurring(recurring) => recurring.action.as_ref(),
            Self::Check(check) => check.action.as_ref(),
            Self::Derive(_) | Self::Forbid(_) | Self::Retention(_) => None,
        }
    }
}

/// When a rule is in force: from its effective day, not from its publication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct InForce {
    /// The first day.
    pub from: Date,
    /// The last day; `None` if it still is.
    pub until: Option<Date>,
}

impl InForce {
    /// Whether it is in force on a day.
    pub fn on(&self, date: Date) -> bool {
        self.from <= date && self.until.is_none_or(|until| date <= until)
    }
}

/// What a rule yields.
#[derive(Debug, Clone)]
pub enum Yield {
    /// Something to be done by a date.
    Deadline(Deadline),
    /// Something to be done again and again.
    Recurring(Recurring),
    /// Something that must hold.
    Check(Check),
    /// A value.
    Derive(Derive),
    /// Words that may be on no field of the kind's module: looked for when the assets are loaded.
    Forbid(Vec<String>),
    /// How long the matter's records are kept.
    Retention(RetentionRule),
}

/// Something to be done by a date.
#[derive(Debug, Clone)]
pub struct Deadline {
    /// The last day.
    pub due: DueDay,
    /// Whether it is done.
    pub done: Condition,
    /// The day it was done.
    pub done_on: Option<Expression>,
    /// How many days before it is due it is brought up.
    pub remind_days: u32,
    /// The one step that does it.
    pub action: Option<OfferRule>,
    /// The derived field the due date is kept in.
    pub derives: Option<String>,
}

/// How the last day of a deadline is found.
#[derive(Debug, Clone)]
pub enum DueDay {
    /// As the end of a period.
    Counted {
        /// What the period is counted from; while unknown, the duty waits.
        start: Expression,
        /// How long it is.
        length: FixedOrSetting<Length>,
        /// The id of the counting rule.
        counting: FixedOrSetting<String>,
    },
    /// Somebody named it: a date in the matter. While unknown, the duty waits.
    Named(Expression),
}

impl DueDay {
    /// The value it hangs on.
    pub fn from(&self) -> &Expression {
        match self {
            Self::Counted { start, .. } => start,
            Self::Named(day) => day,
        }
    }
}

/// Something to be done again and again.
#[derive(Debug, Clone)]
pub struct Recurring {
    /// How often.
    pub cadence: FixedOrSetting<Cadence>,
    /// Where its windows begin.
    pub align: Align,
    /// The day it begins with.
    pub from: Expression,
    /// The day it ends with; unknown is open.
    pub until: Option<Expression>,
    /// The days on which it was done.
    pub fulfilled: Expression,
    /// How many days before a window ends it is brought up.
    pub remind_days: u32,
    /// The one step that does it.
    pub action: Option<OfferRule>,
}

/// Something that must hold.
#[derive(Debug, Clone)]
pub struct Check {
    /// When it is looked at.
    pub on: Vec<Occasion>,
    /// What must be true; unknown is found wanting.
    pub that: Expression,
    /// What happens if it is not.
    pub severity: FixedOrSetting<Severity>,
    /// The field it is about.
    pub field: Option<String>,
    /// What is said.
    pub message: Template,
    /// What to do next.
    pub next: Option<String>,
    /// The one step that settles it.
    pub action: Option<OfferRule>,
}

/// A derived value.
#[derive(Debug, Clone)]
pub struct Derive {
    /// The derived field it goes into.
    pub field: String,
    /// The value.
    pub value: DeriveValue,
}

/// How a derived value is found.
#[derive(Debug, Clone)]
pub enum DeriveValue {
    /// By an expression.
    Expression(Expression),
    /// As the last day of a period.
    Period {
        /// What it is counted from.
        start: Expression,
        /// How long it is.
        length: FixedOrSetting<Length>,
        /// The id of the counting rule.
        counting: FixedOrSetting<String>,
    },
}

/// How long the matter's records are kept.
#[derive(Debug, Clone)]
pub struct RetentionRule {
    /// The day it is counted from.
    pub from: Expression,
    /// How long.
    pub length: FixedOrSetting<Length>,
    /// The id of the counting rule.
    pub counting: FixedOrSetting<String>,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 拒: it is not done.
    Refuse,
    /// 警: it is done, and said.
    Warn,
    /// 注: it is said.
    Note,
}

impl Severity {
    /// The word on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Refuse => "拒",
            Self::Warn => "警",
            Self::Note => "注",
        }
    }
}

impl FromStr for Severity {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        one_of(text, &[("refuse", Self::Refuse), ("warn", Self::Warn), ("note", Self::Note)])
    }
}

/// When a check is looked at. Written `save`, `transition:accept`, `document:mediation-agreement`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occasion {
    /// Whenever the matter is saved.
    Save,
    /// When a transition is taken.
    Transition(String),
    /// When a document of a form is issued.
    Document(String),
}

impl fmt::Display for Occasion {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Save => out.write_str("save"),
            Self::Transition(id) => write!(out, "transition:{id}"),
            Self::Document(id) => write!(out, "document:{id}"),
        }
    }
}

impl FromStr for Occasion {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "save" => Ok(Self::Save),
            Some(("transition", id)) if !id.is_empty() => Ok(Self::Transition(id.to_owned())),
            Some(("document", id)) if !id.is_empty() => Ok(Self::Document(id.to_owned())),
            Some(_) | None => Err("要写成 save、transition:代号 或者 document:代号".to_owned()),
        }
    }
}

impl Serialize for Occasion {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
