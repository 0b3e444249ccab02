//! Duties (期限) and their grounds (依据).

use super::{CitationView, Fields, Id, ShownField};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How a duty stands today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DutyStateView {
    /// To be done.
    Open,
    /// Done.
    Done,
    /// Past its day.
    Overdue,
    /// Its start is not known yet.
    Waiting,
}

/// What kind of step settles a duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// Open a form (`id` = form).
    Form,
    /// Write a journal entry (`id` = entry type).
    Journal,
    /// Take a transition (`id` = transition).
    Transition,
    /// Fill a field (`id` = field).
    Field,
    /// Open the matter.
    Open,
}

/// The one step that settles a duty or a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ActionView {
    /// Kind.
    pub kind: ActionKind,
    /// What.
    pub id: String,
    /// Words on the button: 打印协议书, 记一次走访.
    pub label: String,
    /// The rule that offers it; empty where none does.
    pub rule: String,
    /// What is written there beforehand, by field; empty in lists.
    pub with: Fields,
    /// Where that is taken from: `“甲：执行地变更”（迁居〔2026〕1号）`.
    pub source: String,
    /// The matter it is taken from, where it is another one.
    pub source_matter: Option<Id>,
}

/// A duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DutyView {
    /// Key within the matter, for `explain_duty`.
    pub key: String,
    /// Rule id.
    pub rule: String,
    /// What is due.
    pub title: String,
    /// Due day.
    pub due: Option<String>,
    /// Due moment for rules in hours.
    pub due_at: Option<String>,
    /// 暂定.
    pub provisional: bool,
    /// State.
    pub state: DutyStateView,
    /// Days from today, negative when past.
    pub days: Option<i32>,
    /// `逾期3天`, `还有5天`, `已于2026年3月1日完成`.
    pub days_text: String,
    /// Done on.
    pub done_on: Option<String>,
    /// Window of a recurring duty.
    pub window: Option<WindowView>,
    /// Article.
    pub citation: CitationView,
    /// Step.
    pub action: ActionView,
}

/// The window of a recurring duty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct WindowView {
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
}

/// One step of the counting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct CountingStep {
    /// Day, where the step is about one.
    pub date: Option<String>,
    /// `第1日`, empty when the day is not counted.
    pub mark: String,
    /// The step in words: `2026年2月11日（星期三）第1日`.
    pub text: String,
    /// The day is counted.
    pub counted: bool,
}

/// A rule that another one overrides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SupersededView {
    /// Rule id.
    pub rule: String,
    /// Title.
    pub title: String,
    /// Its due day.
    pub due: Option<String>,
    /// Article.
    pub citation: CitationView,
    /// Why the other one stands.
    pub why: String,
}

/// An article in its context.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ArticleView {
    /// Text id.
    pub text: String,
    /// Title.
    pub title: String,
    /// 文号.
    pub number: String,
    /// In force from.
    pub effective_from: Option<String>,
    /// In force until.
    pub until: Option<String>,
    /// Source.
    pub source: String,
    /// Text before the quote.
    pub before: String,
    /// The quote.
    pub quote: String,
    /// Text after the quote.
    pub after: String,
}

/// Why a duty is due that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DutyExplanation {
    /// Matter.
    pub matter: Id,
    /// Number.
    pub number: Option<String>,
    /// Title of the matter.
    pub matter_title: String,
    /// The duty.
    pub duty: DutyView,
    /// Article of the rule.
    pub article: Option<ArticleView>,
    /// Articles on how days are counted.
    pub counting_articles: Vec<ArticleView>,
    /// Sentence on how it is counted: `自收到申请之日起15日，当日不计入`.
    pub method: String,
    /// Values used: field, label, value.
    pub used: Vec<ShownField>,
    /// Day by day.
    pub steps: Vec<CountingStep>,
    /// Holiday tables used (`2026年：国务院办公厅…`), and years without one.
    pub tables: Vec<String>,
    /// Rules of other packs that yield to this one.
    pub superseded: Vec<SupersededView>,
    /// Sentence on certainty when it is not official, or the duty is provisional.
    pub caution: Option<String>,
}

/// A whole law text, for the article page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TextView {
    /// Text id.
    pub id: String,
    /// Title.
    pub title: String,
    /// 文号.
    pub number: String,
    /// Status.
    pub status: String,
    /// Source.
    pub source: String,
    /// In force from.
    pub effective_from: Option<String>,
    /// Body.
    pub body: String,
}
