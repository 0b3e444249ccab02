//! Taking over an old register: how a file is read, what came of each row, and what shall become of it.

use super::{Id, Severity};
use serde::{Deserialize, Serialize};
use specta::Type;

/// How a file is to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct ImportRequest {
    /// Kind id of the matters. Required.
    pub kind: String,
    /// The sheet; none for the first that has anything in it.
    pub sheet: Option<String>,
    /// What columns fill where the clerk says so; the others go by their headers.
    pub columns: Vec<ImportColumnChoice>,
    /// What words stand for where the clerk says so.
    pub meanings: Vec<ImportMeaning>,
    /// Rows with a result are registered as matters in hand, not as closed ones.
    pub open: bool,
}

/// What a column shall fill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportColumnChoice {
    /// The column, from 0.
    pub column: u32,
    /// [`ImportTargetView::id`]; blank to leave the column out.
    pub target: String,
}

/// What a word in a column of codes stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportMeaning {
    /// The field.
    pub field: String,
    /// As it is written.
    pub text: String,
    /// The code; blank to leave the cell out.
    pub code: String,
}

/// A file as it was understood.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ImportPreview {
    /// The file's name.
    pub file: String,
    /// Sheets of the file; none for delimited text.
    pub sheets: Vec<String>,
    /// The sheet read.
    pub sheet: String,
    /// Rows of headings, as the other program counts them: first and last.
    pub headings: (u32, u32),
    /// Its columns.
    pub columns: Vec<ImportColumnView>,
    /// What a column may fill.
    pub targets: Vec<ImportTargetView>,
    /// Words in columns of codes that no code is called.
    pub unknown: Vec<ImportUnknown>,
    /// What else there is to know: rows left out because they only add up others.
    pub notes: Vec<String>,
    /// How many rows there are of each standing.
    pub counts: ImportCounts,
}

/// A column of the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportColumnView {
    /// The column, from 0.
    pub column: u32,
    /// As the other program calls it: `C`.
    pub letter: String,
    /// Its heading; blank if it has none.
    pub heading: String,
    /// What it fills; blank if nothing.
    pub target: String,
    /// Why it fills nothing although its heading is known; blank otherwise.
    pub note: String,
    /// The first things that stand in it.
    pub samples: Vec<String>,
}

/// Something a column may fill.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportTargetView {
    /// Id: `number`, `responsible`, `parties`, `party:applicant`, `party:applicant.phone`, `field:applied_on`.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it belongs to, for the headings of a long list.
    pub group: String,
}

/// A word that no code of its list is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportUnknown {
    /// The field.
    pub field: String,
    /// Its label.
    pub label: String,
    /// Its code list.
    pub codes: String,
    /// The word.
    pub text: String,
    /// Rows with it.
    pub rows: u32,
    /// What the clerk says it stands for; none while that is open, blank to leave it out.
    pub code: Option<String>,
}

/// How a row stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ImportStanding {
    /// It can be taken over.
    Ready,
    /// Something in it could not be read, or a rule speaks against it.
    Doubtful,
    /// It can become no matter as it is.
    Refused,
}

/// How many rows stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportCounts {
    /// All.
    pub rows: u32,
    /// Ready ones, those on file already among them.
    pub ready: u32,
    /// Doubtful ones, those on file already among them.
    pub doubtful: u32,
    /// Refused ones.
    pub refused: u32,
    /// Ready or doubtful ones that are on file already.
    pub duplicates: u32,
    /// Ready or doubtful ones with a party who is on file.
    pub known_people: u32,
}

/// Which rows to show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ImportShow {
    /// All of them.
    #[default]
    All,
    /// Those that are doubtful or refused.
    Problems,
    /// Those that are on file already.
    Duplicates,
    /// Those with a party who is on file.
    KnownPeople,
}

/// Which rows to show.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct ImportQuery {
    /// Text found in any cell.
    pub search: String,
    /// Which.
    pub show: ImportShow,
    /// Skip so many.
    pub offset: u32,
    /// At most so many (1 to 500).
    pub limit: u32,
}

/// Rows of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ImportPage {
    /// Rows.
    pub rows: Vec<ImportRowView>,
    /// How many there are.
    pub total: u32,
    /// What would become of all rows of the file.
    pub plan: ImportPlan,
}

/// What would become of the rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportPlan {
    /// Become matters of their own.
    pub added: u32,
    /// Fill blanks of a matter on file.
    pub changed: u32,
    /// Are left out.
    pub skipped: u32,
}

/// A row of the file and what it was understood as.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct ImportRowView {
    /// Its number as the other program counts.
    pub row: u32,
    /// Its cells, in the order of the columns.
    pub cells: Vec<ImportCell>,
    /// The matter's title.
    pub title: String,
    /// The state it would be in.
    pub state_title: String,
    /// How it stands.
    pub standing: ImportStanding,
    /// What becomes of it as things are chosen.
    pub fate: ImportAction,
    /// Whom its parties are taken for.
    pub taken_for: ImportPeople,
    /// What there is to look at.
    pub problems: Vec<ImportProblem>,
    /// Matters on file that are the same.
    pub duplicates: Vec<ImportDuplicate>,
    /// People and organizations on file that its parties may be.
    pub people: Vec<ImportPerson>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportCell {
    /// As it stands in the file.
    pub text: String,
    /// As it was understood, where that is written otherwise; blank else.
    pub read: String,
    /// The gravest thing said of it.
    pub severity: Option<Severity>,
}

/// Something to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportProblem {
    /// How grave: refused rows are never taken over, warned ones when the clerk says so, notes only tell.
    pub severity: Severity,
    /// The column, from 0; none if it is about the whole row.
    pub column: Option<u32>,
    /// Its heading; blank if it is about the whole row.
    pub heading: String,
    /// One sentence.
    pub message: String,
    /// What to do next.
    pub next: String,
}

/// Why a matter on file is the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ImportSame {
    /// The same number.
    Number,
    /// The same parties on the same day.
    PartiesAndDay,
}

/// A matter on file that is the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportDuplicate {
    /// The matter.
    pub matter: Id,
    /// Its number.
    pub number: Option<String>,
    /// Its title.
    pub title: String,
    /// Why.
    pub same: ImportSame,
    /// It is closed: its blanks cannot be filled any more.
    pub closed: bool,
}

/// A person or organization on file that a party may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportPerson {
    /// The party's name in the file.
    pub name: String,
    /// The record.
    pub record: Id,
    /// By the number; else by name and birth date (a person) or by the whole name (an organization).
    pub by_number: bool,
    /// What is known: `男，1968年3月2日生，证件尾号1231，2件事项`.
    pub description: String,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ImportAction {
    /// Nothing.
    #[default]
    Skip,
    /// The blanks of the matter on file are filled; what stands there stays.
    Update,
    /// A matter of its own.
    New,
}

/// Whom parties are taken for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum ImportPeople {
    /// Those with the same number are the same.
    #[default]
    Number,
    /// So are those of the same name and birth date, and organizations of the same name.
    NumberOrName,
    /// Every party gets a record of its own.
    Nobody,
}

/// What shall become of the rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct ImportChoices {
    /// Doubtful rows are taken over too, and what could not be read is left blank.
    pub doubtful: bool,
    /// Rows that are on file already.
    pub duplicates: ImportAction,
    /// Parties who are on file already.
    pub people: ImportPeople,
    /// Single rows otherwise.
    pub rows: Vec<ImportRowChoice>,
}

/// What shall become of one row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportRowChoice {
    /// Its number as the other program counts.
    pub row: u32,
    /// What becomes of it; none for what its standing says.
    #[serde(default)]
    pub action: Option<ImportAction>,
    /// Whom its parties are taken for; none as for all rows.
    #[serde(default)]
    pub people: Option<ImportPeople>,
}

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportOutcome {
    /// The import.
    pub id: Id,
    /// Matters it brought.
    pub added: u32,
    /// Matters whose blanks it filled.
    pub changed: u32,
    /// Rows left out.
    pub skipped: u32,
}

/// An import that was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct ImportView {
    /// Id: the value of the register's filter `import`.
    pub id: Id,
    /// The file's name.
    pub file: String,
    /// The file itself, kept as an attachment.
    pub attachment: Option<Id>,
    /// When.
    pub at: String,
    /// By whom.
    pub by: String,
    /// Matters it brought.
    pub added: u32,
    /// Matters whose blanks it filled.
    pub changed: u32,
    /// Rows left out.
    pub skipped: u32,
}
