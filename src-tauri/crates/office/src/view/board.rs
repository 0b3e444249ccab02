//! The Today board.

use super::{ActionView, CitationView, Id};
use serde::{Deserialize, Serialize};
use specta::Type;

/// What the board shows of whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct BoardQuery {
    /// Only matters this member of staff is responsible for.
    pub responsible: Option<Id>,
    /// Only this kind.
    pub kind: Option<String>,
}

/// One line: who or what, what is due, in how many days, the step that settles it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BoardLine {
    /// Matter.
    pub matter: Id,
    /// Kind id and title, for grouping.
    pub kind: String,
    /// Kind title.
    pub kind_title: String,
    /// Matter number.
    pub number: Option<String>,
    /// Who or what.
    pub matter_title: String,
    /// The matter it is about, where the kind names another one (the subject of a leave); else itself. For grouping.
    pub about: Id,
    /// Its title.
    pub about_title: String,
    /// Name of the member of staff responsible, for grouping.
    pub responsible: Option<String>,
    /// Key of the duty, for `explain_duty`.
    pub duty: String,
    /// What is due.
    pub title: String,
    /// Due day.
    pub due: String,
    /// Due moment for rules in hours.
    pub due_at: Option<String>,
    /// Days from today: negative when overdue.
    pub days: i32,
    /// `逾期3天`, `今天`, `明天`, `还有5天`.
    pub days_text: String,
    /// Counted without the year's holiday table: 暂定.
    pub provisional: bool,
    /// Rule id.
    pub rule: String,
    /// The article.
    pub citation: CitationView,
    /// The one step that settles it.
    pub action: ActionView,
}

/// Open duties of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct DayCount {
    /// Day.
    pub date: String,
    /// Open duties due on it.
    pub count: u32,
    /// Working day by the tables.
    pub workday: bool,
    /// Holiday's name.
    pub holiday: Option<String>,
    /// No table for this year: counted by weekends only.
    pub provisional: bool,
}

/// A month of the board's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct MonthView {
    /// Year.
    pub year: i32,
    /// Month 1-12.
    pub month: u32,
    /// Every day of it.
    pub days: Vec<DayCount>,
}

/// A matter opened lately.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct RecentMatter {
    /// Matter.
    pub matter: Id,
    /// Kind title.
    pub kind_title: String,
    /// Number.
    pub number: Option<String>,
    /// Title.
    pub title: String,
    /// When it was opened or changed last.
    pub at: String,
}

/// The whole board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BoardView {
    /// Today.
    pub today: String,
    /// `2026年11月22日 星期日`.
    pub today_text: String,
    /// Overdue.
    pub overdue: Vec<BoardLine>,
    /// Due today.
    pub due_today: Vec<BoardLine>,
    /// Due within this week (to Sunday).
    pub this_week: Vec<BoardLine>,
    /// Later, at most 200 lines, folded on screen.
    pub later: Vec<BoardLine>,
    /// Counts of all four piles, not cut.
    pub counts: BoardCounts,
    /// The next duty after today, for the empty board.
    pub next: Option<BoardLine>,
    /// This month.
    pub month: MonthView,
    /// Opened lately, newest first, at most 10.
    pub recent: Vec<RecentMatter>,
    /// Matters in the office at all: an empty office is offered its first step.
    pub matters: u32,
}

/// Lines in each pile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct BoardCounts {
    /// Overdue.
    pub overdue: u32,
    /// Today.
    pub due_today: u32,
    /// This week.
    pub this_week: u32,
    /// Later.
    pub later: u32,
}
