//! The Today board: overdue, today, this week, later.

use crate::Session;
use crate::duties::steps::{day_with_weekday, days_text};
use crate::duties::{action, action_of, citation_of, key, no_action};
use crate::error::{OfficeError, Result};
use crate::input::{InputFault, Place, quoted};
use crate::session::Context;
use crate::view::{BoardCounts, BoardLine, BoardQuery, BoardView, DayCount, Id, MonthView, RecentMatter};
use calendar::{Date, DateTime, Datelike};
use std::collections::BTreeMap;
use store::{BoardFilter, BoardRow, Reader, StoreError, SubjectKind};

/// Lines in a pile. What is beyond is counted, and found in the register.
const PILE: usize = 200;
/// Matters opened lately.
const RECENT: usize = 10;
/// How many days ahead the last pile looks.
const AHEAD: u64 = 366;

impl Session {
    /// The board.
    ///
    /// # Errors
    /// The store's.
    pub fn board(&self, query: &BoardQuery, now: DateTime) -> Result<BoardView> {
        self.begin_day(now)?;
        let today = now.date();
        let context = self.context();
        let sunday = after(today, u64::from(6 - today.weekday().num_days_from_monday()));
        let far = after(today, AHEAD);
        self.read(|reader| {
            let pile =
                |from: Option<Date>, until: Date| self.pile(reader, &context, query, from, until, today);
            let (overdue, overdue_count) = pile(None, before(today))?;
            let (due_today, today_count) = pile(Some(today), today)?;
            let (this_week, week_count) = pile(Some(after(today, 1)), sunday)?;
            let (later, later_count) = pile(Some(after(sunday, 1)), far)?;
            Ok(BoardView {
                today: today.to_string(),
                today_text: day_with_weekday(today).replace('（', " ").replace('）', ""),
                next: this_week.first().or(later.first()).cloned(),
                counts: BoardCounts {
                    overdue: overdue_count,
                    due_today: today_count,
                    this_week: week_count,
                    later: later_count,
                },
                overdue,
                due_today,
                this_week,
                later,
                month: self.month_of(reader, &context, query, today.year(), today.month())?,
                recent: self.recent(reader)?,
                matters: u32::try_from(reader.matter_count(None)?).unwrap_or(u32::MAX),
            })
        })
    }

    /// Another month of the calendar.
    ///
    /// # Errors
    /// No such month.
    pub fn month(&self, year: i32, month: u32, query: &BoardQuery) -> Result<MonthView> {
        let context = self.context();
        self.read(|reader| self.month_of(reader, &context, query, year, month))
    }

    /// Lines due on one day of the calendar.
    ///
    /// # Errors
    /// No such day.
    pub fn day(&self, date: &str, query: &BoardQuery, now: DateTime) -> Result<Vec<BoardLine>> {
        let date = calendar::parse_date(date)?;
        let context = self.context();
        self.read(|reader| Ok(self.pile(reader, &context, query, Some(date), date, now.date())?.0))
    }

    /// The lines of a pile and how many there are in all.
    fn pile(
        &self,
        reader: &Reader<'_>,
        context: &Context,
        query: &BoardQuery,
        from: Option<Date>,
        until: Date,
        today: Date,
    ) -> Result<(Vec<BoardLine>, u32)> {
        if from.is_some_and(|from| from > until) {
            return Ok((Vec::new(), 0));
        }
        let filter = filter(query, from, until);
        let count = reader.board_count(&filter)?;
        let rows = reader.board(&filter, 0, PILE)?;
        let mut titles = BTreeMap::new();
        let mut lines = Vec::with_capacity(rows.len());
        for row in &rows {
            let about = self.about(reader, row, &mut titles)?;
            lines.push(self.board_line(context, row, about, today));
        }
        Ok((lines, u32::try_from(count).unwrap_or(u32::MAX)))
    }

    /// The matter that a duty is about: the one its own names in the field its kind says, else its own.
    fn about(
        &self,
        reader: &Reader<'_>,
        row: &BoardRow,
        titles: &mut BTreeMap<i64, (Id, String)>,
    ) -> Result<(Id, String)> {
        let id = row.duty.matter;
        let itself = || (Id(id), row.matter_title.clone());
        let kind = self.assets().definitions().kinds.get(&row.matter_kind);
        let Some(field) = kind.and_then(|kind| kind.about.as_ref()) else { return Ok(itself()) };
        if let Some(known) = titles.get(&id) {
            return Ok(known.clone());
        }
        let found = match reader.matter(id)?.data.fields.get(field).and_then(serde_json::Value::as_i64) {
            Some(about) => match reader.matter(about) {
                Ok(matter) => (Id(about), matter.data.title),
                Err(StoreError::NotFound { .. }) => itself(),
                Err(error) => return Err(error.into()),
            },
            None => itself(),
        };
        titles.insert(id, found.clone());
        Ok(found)
    }

    fn board_line(
        &self,
        context: &Context,
        row: &BoardRow,
        (about, about_title): (Id, String),
        today: Date,
    ) -> BoardLine {
        let duty = &row.duty.data;
        let definitions = self.assets().definitions();
        let kind = definitions.kinds.get(&row.matter_kind);
        let rule = definitions.rules.get(&duty.rule);
        let due = duty.due.unwrap_or(today);
        let days = (due - today).num_days();
        let window = duty.payload.get("from").and_then(serde_json::Value::as_str);
        let step = match kind {
            Some(kind) => action(self.assets(), kind, &duty.rule, rule.and_then(|rule| action_of(rule))),
            None => no_action(),
        };
        BoardLine {
            matter: Id(row.duty.matter),
            kind: row.matter_kind.clone(),
            kind_title: kind.map_or_else(|| row.matter_kind.clone(), |kind| kind.title.clone()),
            number: row.matter_number.clone(),
            matter_title: row.matter_title.clone(),
            about,
            about_title,
            responsible: context.staff_name(row.responsible),
            duty: key(&duty.rule, window.and_then(|from| calendar::parse_date(from).ok())),
            title: duty.title.clone(),
            due: due.to_string(),
            due_at: duty.due_at.map(|at| at.format("%Y-%m-%dT%H:%M").to_string()),
            days: i32::try_from(days).unwrap_or(i32::MAX),
            days_text: days_text(days),
            provisional: duty.provisional,
            rule: duty.rule.clone(),
            citation: citation_of(self.assets(), &duty.rule),
            action: step,
        }
    }

    fn month_of(
        &self,
        reader: &Reader<'_>,
        context: &Context,
        query: &BoardQuery,
        year: i32,
        month: u32,
    ) -> Result<MonthView> {
        let place = Place { field: "month", label: "月份" };
        let wrong = || place.refuse(InputFault::ImpossibleDate { value: quoted(&format!("{year}-{month}")) });
        let first = Date::from_ymd_opt(year, month, 1)
            .filter(|_| (calendar::FIRST_YEAR..=calendar::LAST_YEAR).contains(&year))
            .ok_or_else(wrong)?;
        let days: Vec<Date> = first.iter_days().take_while(|day| day.month() == month).collect();
        let last = days.last().copied().unwrap_or(first);
        let counts: BTreeMap<Date, usize> =
            reader.board_days(&filter(query, Some(first), last))?.into_iter().collect();
        let calendar = context.engine.calendar();
        let days = days.into_iter().map(|date| {
            let kind = calendar.day(date);
            DayCount {
                date: date.to_string(),
                count: counts.get(&date).map_or(0, |count| u32::try_from(*count).unwrap_or(u32::MAX)),
                workday: kind.workday,
                holiday: kind.name.map(str::to_owned),
                provisional: kind.provisional,
            }
        });
        Ok(MonthView { year, month, days: days.collect() })
    }

    fn recent(&self, reader: &Reader<'_>) -> Result<Vec<RecentMatter>> {
        let mut recent = Vec::new();
        for seen in reader.recent_views(self.staff_id(), RECENT * 4)? {
            if seen.subject.kind != SubjectKind::Matter || recent.len() == RECENT {
                continue;
            }
            let matter = match reader.matter(seen.subject.id) {
                Ok(matter) => matter.data,
                Err(StoreError::NotFound { .. }) => continue,
                Err(error) => return Err(OfficeError::from(error)),
            };
            let kind = self.assets().definitions().kinds.get(&matter.kind);
            recent.push(RecentMatter {
                matter: Id(seen.subject.id),
                kind_title: kind.map_or_else(|| matter.kind.clone(), |kind| kind.title.clone()),
                number: matter.number,
                title: matter.title,
                at: seen.at.format("%Y-%m-%dT%H:%M").to_string(),
            });
        }
        Ok(recent)
    }
}

fn filter(query: &BoardQuery, from: Option<Date>, until: Date) -> BoardFilter {
    BoardFilter { from, until, kind: query.kind.clone(), responsible: query.responsible.map(|staff| staff.0) }
}

fn after(date: Date, days: u64) -> Date {
    date.checked_add_days(chrono::Days::new(days)).unwrap_or(date)
}

fn before(date: Date) -> Date {
    date.pred_opt().unwrap_or(date)
}
