//! Duties: derived from a matter and the rules in use, with absolute due dates, so that the day's board over all
//! matters is one read along an index.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, NaiveDateTime};
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::{Columns, date_text, object_text, parse_date, parse_time, time_text};

/// Whether a duty is still to be done. Overdue is not stored: it is open with a due date before today.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DutyState {
    /// To be done.
    Open,
    /// Done.
    Done,
    /// Waits for something else; has no due date yet.
    Waiting,
}

impl DutyState {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Done => "done",
            Self::Waiting => "waiting",
        }
    }

    fn from_name(name: &str) -> Result<Self> {
        match name {
            "open" => Ok(Self::Open),
            "done" => Ok(Self::Done),
            "waiting" => Ok(Self::Waiting),
            other => Err(StoreError::BadValue { column: "duties.state", detail: other.to_owned() }),
        }
    }
}

/// A duty as derived.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DutyData {
    /// Rule id.
    pub rule: String,
    /// Duty key; with the rule and the window it names the duty within the matter.
    pub key: String,
    /// Title.
    pub title: String,
    /// State.
    pub state: DutyState,
    /// The day by which it is due.
    pub due: Option<NaiveDate>,
    /// The moment by which it is due, for periods in hours; then `due` is that day.
    pub due_at: Option<NaiveDateTime>,
    /// The day from which to remind.
    pub remind_on: Option<NaiveDate>,
    /// Whether it rests on a year without a holiday table.
    pub provisional: bool,
    /// Everything else: citation, trace, action, window.
    pub payload: Map<String, Value>,
}

/// A stored duty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Duty {
    /// Row id; changes when the duty is derived anew with another content.
    pub id: i64,
    /// The matter.
    pub matter: i64,
    /// The data.
    #[serde(flatten)]
    pub data: DutyData,
}

/// A duty on the board, with what the line shows of its matter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BoardRow {
    /// The duty.
    #[serde(flatten)]
    pub duty: Duty,
    /// The matter's kind.
    pub matter_kind: String,
    /// The matter's number.
    pub matter_number: Option<String>,
    /// The matter's title.
    pub matter_title: String,
    /// The matter's state.
    pub matter_state: String,
    /// The member of staff responsible.
    pub responsible: Option<i64>,
}

/// Which open duties of all matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardFilter {
    /// Due on this day or later; none for all that are overdue too.
    pub from: Option<NaiveDate>,
    /// Due on this day or earlier.
    pub until: NaiveDate,
    /// Of matters of this kind.
    pub kind: Option<String>,
    /// Of matters this member of staff is responsible for.
    pub responsible: Option<i64>,
}

impl BoardFilter {
    /// All open duties due until this day, overdue ones too.
    pub fn until(until: NaiveDate) -> Self {
        Self { from: None, until, kind: None, responsible: None }
    }
}

/// What [`BoardFilter`] means in SQL: parameters 1 to 4.
const ON_BOARD: &str = "d.state = 'open' AND d.due IS NOT NULL AND d.due >= ?1 AND d.due < ?2 \
                        AND (?3 IS NULL OR d.kind = ?3) AND (?4 IS NULL OR d.responsible = ?4)";

const COLUMNS: &str =
    "d.id, d.matter, d.rule, d.key, d.title, d.state, d.due, d.remind_on, d.provisional, d.payload";

fn build(c: &mut Columns<'_, '_>) -> Result<Duty> {
    let id = c.get("duties.id")?;
    let matter = c.get("duties.matter")?;
    let rule = c.get("duties.rule")?;
    let key = c.get("duties.key")?;
    let title = c.get("duties.title")?;
    let state = DutyState::from_name(&c.get::<String>("duties.state")?)?;
    let (due, due_at) = parse_due(c.text("duties.due")?)?;
    let remind_on = c.date("duties.remind_on")?;
    let provisional = c.get("duties.provisional")?;
    let payload = c.object("duties.payload")?;
    Ok(Duty {
        id,
        matter,
        data: DutyData { rule, key, title, state, due, due_at, remind_on, provisional, payload },
    })
}

/// One column holds both a day and a moment, so that one index orders them.
fn parse_due(text: Option<&str>) -> Result<(Option<NaiveDate>, Option<NaiveDateTime>)> {
    let Some(text) = text else { return Ok((None, None)) };
    let found = match parse_date(text) {
        Some(day) => Some((Some(day), None)),
        None => parse_time(text).map(|at| (Some(at.date()), Some(at))),
    };
    found.ok_or_else(|| StoreError::BadValue { column: "duties.due", detail: text.to_owned() })
}

fn due_text(data: &DutyData) -> Option<String> {
    data.due_at.map(time_text).or_else(|| data.due.map(date_text))
}

/// The first text behind every due date and moment of this day.
fn end_of(day: NaiveDate) -> String {
    date_text(day.checked_add_days(Days::new(1)).unwrap_or(NaiveDate::MAX))
}

/// A duty as its row holds it.
#[derive(PartialEq)]
struct Stored<'a> {
    rule: &'a str,
    key: &'a str,
    title: &'a str,
    state: &'a str,
    due: Option<Cow<'a, str>>,
    remind_on: Option<Cow<'a, str>>,
    provisional: bool,
    payload: Cow<'a, str>,
}

impl<'a> Stored<'a> {
    fn of(duty: &'a DutyData) -> Result<Self> {
        Ok(Self {
            rule: &duty.rule,
            key: &duty.key,
            title: &duty.title,
            state: duty.state.name(),
            due: due_text(duty).map(Cow::Owned),
            remind_on: duty.remind_on.map(|day| Cow::Owned(date_text(day))),
            provisional: duty.provisional,
            payload: Cow::Owned(object_text(&duty.payload)?),
        })
    }

    fn read(c: &mut Columns<'a, '_>) -> Result<Self> {
        Ok(Self {
            rule: c.text("duties.rule")?.unwrap_or_default(),
            key: c.text("duties.key")?.unwrap_or_default(),
            title: c.text("duties.title")?.unwrap_or_default(),
            state: c.text("duties.state")?.unwrap_or_default(),
            due: c.text("duties.due")?.map(Cow::Borrowed),
            remind_on: c.text("duties.remind_on")?.map(Cow::Borrowed),
            provisional: c.get("duties.provisional")?,
            payload: Cow::Borrowed(c.text("duties.payload")?.unwrap_or_default()),
        })
    }
}

impl Reader<'_> {
    /// The duties of a matter, those with a due date first, in its order.
    pub fn duties(&self, matter: i64) -> Result<Vec<Duty>> {
        if self.hides(matter) {
            return Ok(Vec::new());
        }
        let sql =
            format!("SELECT {COLUMNS} FROM duties d WHERE d.matter = ?1 ORDER BY d.due IS NULL, d.due, d.id");
        self.all("list duties", &sql, [matter], build)
    }

    /// The board: open duties of all matters, earliest due first.
    pub fn board(&self, filter: &BoardFilter, offset: usize, limit: usize) -> Result<Vec<BoardRow>> {
        let sql = format!(
            "SELECT {COLUMNS}, m.kind, m.number, m.title, m.state, m.responsible FROM duties d \
             JOIN matters m ON m.id = d.matter WHERE {ON_BOARD} ORDER BY d.due, d.matter"
        );
        let (from, until) = (filter.from.map(date_text).unwrap_or_default(), end_of(filter.until));
        let parameters = params![from, until, filter.kind, filter.responsible];
        self.some("read board", &sql, parameters, (offset, limit), |c| {
            let duty = build(c)?;
            if self.hides(duty.matter) {
                return Ok(None);
            }
            Ok(Some(BoardRow {
                duty,
                matter_kind: c.get("matters.kind")?,
                matter_number: c.get("matters.number")?,
                matter_title: c.get("matters.title")?,
                matter_state: c.get("matters.state")?,
                responsible: c.get("matters.responsible")?,
            }))
        })
    }

    /// How many lines the board has.
    pub fn board_count(&self, filter: &BoardFilter) -> Result<usize> {
        let (from, until) = (filter.from.map(date_text).unwrap_or_default(), end_of(filter.until));
        let parameters = params![from, until, filter.kind, filter.responsible];
        if self.hidden_matters().is_some() {
            let sql = format!("SELECT d.matter FROM duties d WHERE {ON_BOARD}");
            let matters = self.all("count board", &sql, parameters, |c| c.get::<i64>("duties.matter"))?;
            return Ok(matters.into_iter().filter(|matter| !self.hides(*matter)).count());
        }
        let sql = format!("SELECT count(*) FROM duties d WHERE {ON_BOARD}");
        let count = self.number_of("count board", &sql, parameters)?;
        Ok(usize::try_from(count).unwrap_or(0))
    }

    /// How many lines the board has for each day that has any, in order.
    pub fn board_days(&self, filter: &BoardFilter) -> Result<Vec<(NaiveDate, usize)>> {
        let (from, until) = (filter.from.map(date_text).unwrap_or_default(), end_of(filter.until));
        let parameters = params![from, until, filter.kind, filter.responsible];
        if self.hidden_matters().is_some() {
            let sql = format!("SELECT substr(d.due, 1, 10), d.matter FROM duties d WHERE {ON_BOARD}");
            let lines = self.all("count board by day", &sql, parameters, |c| {
                Ok((c.required_date("duties.due")?, c.get::<i64>("duties.matter")?))
            })?;
            let mut days = BTreeMap::new();
            for (day, _) in lines.into_iter().filter(|(_, matter)| !self.hides(*matter)) {
                *days.entry(day).or_insert(0) += 1;
            }
            return Ok(days.into_iter().collect());
        }
        let sql = format!(
            "SELECT substr(d.due, 1, 10), count(*) FROM duties d WHERE {ON_BOARD} GROUP BY 1 ORDER BY 1"
        );
        self.all("count board by day", &sql, parameters, |c| {
            let day = c.required_date("duties.due")?;
            Ok((day, usize::try_from(c.get::<i64>("count")?).unwrap_or(0)))
        })
    }
}

impl Tx<'_> {
    /// Puts these duties in place of the ones the matter had. Those that did not change keep their rows; returns
    /// whether anything changed.
    pub fn put_duties(&mut self, matter: i64, duties: &[DutyData]) -> Result<bool> {
        let mut new = duties.iter().map(Stored::of).collect::<Result<Vec<Stored<'_>>>>()?;
        // Compared as stored: in a recompute of all matters nearly all duties are as they were.
        let gone = self.all(
            "list duties",
            "SELECT id, rule, key, title, state, due, remind_on, provisional, payload FROM duties \
             WHERE matter = ?1",
            [matter],
            |c| {
                let id = c.get::<i64>("duties.id")?;
                let old = Stored::read(c)?;
                let same = new.iter().position(|duty| *duty == old);
                // The others keep their order: it is that of duties due on the same day.
                Ok(same.map_or(Some(id), |same| {
                    new.remove(same);
                    None
                }))
            },
        )?;
        let gone: Vec<i64> = gone.into_iter().flatten().collect();
        if gone.is_empty() && new.is_empty() {
            return Ok(false);
        }
        for id in gone {
            self.execute("remove duty", "DELETE FROM duties WHERE id = ?1", [id])?;
        }
        let (kind, responsible) = self.kind_and_responsible(matter)?;
        for duty in new {
            self.insert(
                "add duty",
                "INSERT INTO duties (matter, kind, responsible, rule, key, title, state, due, remind_on, \
                 provisional, payload) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                params![
                    matter,
                    kind,
                    responsible,
                    duty.rule,
                    duty.key,
                    duty.title,
                    duty.state,
                    duty.due,
                    duty.remind_on,
                    duty.provisional,
                    duty.payload
                ],
            )?;
        }
        self.touch(Subject::new(SubjectKind::Duty, matter));
        Ok(true)
    }

    fn kind_and_responsible(&self, matter: i64) -> Result<(String, Option<i64>)> {
        let sql = "SELECT kind, responsible FROM matters WHERE id = ?1";
        self.first("read matter", sql, [matter], |c| {
            Ok((c.get("matters.kind")?, c.get("matters.responsible")?))
        })?
        .ok_or(StoreError::NotFound { kind: SubjectKind::Matter, id: matter })
    }
}
