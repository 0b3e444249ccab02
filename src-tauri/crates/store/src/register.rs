//! Registers (台账): one row of cells per matter, kept sortable in an index, so that a list over all matters of a
//! kind sorts, filters and pages without reading them. The register of papers ([`PAPERS`]) is one of them: its rows are
//! of documents.

use std::collections::HashMap;

use rusqlite::params;
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::{Result, StoreError};
use crate::ids::Ids;
use crate::person::NAMES;
use crate::reader::Reader;
use crate::search::{SearchScope, words};
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::object_text;

/// Up to so many rows are sorted here; beyond, the index is walked in its order.
const SORTED_HERE: usize = 4_000;
/// Up to so many matters are taken from a search; beyond, rows are looked at one by one.
const FOUND_HERE: usize = 4_000;

/// The register whose rows are of the documents issued, whatever kind of matter they are about.
pub const PAPERS: &str = "papers";

/// Where the rows of a register stand, and what their ids are of.
struct Table {
    rows: &'static str,
    cells: &'static str,
    id: &'static str,
}

impl Table {
    fn of(kind: &str) -> &'static Self {
        if kind == PAPERS {
            &Self { rows: "paper_rows", cells: "paper_cells", id: "document" }
        } else {
            &Self { rows: "register_rows", cells: "register_cells", id: "matter" }
        }
    }
}

/// The column of a cell's value, as errors name it.
const SORT: &str = "register_cells.sort";

/// What a cell sorts and filters by. Dates are ISO text, truth values 0 and 1.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    /// A number.
    Integer(i64),
    /// A text.
    Text(String),
    /// Nothing; sorts last in both directions.
    Blank,
}

impl Cell {
    fn is_stored_as(&self, stored: ValueRef<'_>) -> bool {
        match self {
            Self::Integer(n) => stored == ValueRef::Integer(*n),
            Self::Text(text) => stored == ValueRef::Text(text.as_bytes()),
            Self::Blank => stored == ValueRef::Blob(&[]),
        }
    }
}

impl ToSql for Cell {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Integer(n) => ValueRef::Integer(*n),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Blank => ValueRef::Blob(&[]),
        }))
    }
}

impl FromSql for Cell {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        match value {
            ValueRef::Integer(n) => Ok(Self::Integer(n)),
            ValueRef::Text(_) => Ok(Self::Text(String::column_result(value)?)),
            ValueRef::Blob([]) => Ok(Self::Blank),
            ValueRef::Null | ValueRef::Real(_) | ValueRef::Blob(_) => Err(FromSqlError::InvalidType),
        }
    }
}

/// A matter's row.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct RegisterRow {
    /// What each column sorts and filters by. Give every column of the kind, blank ones too: a list sorted by a
    /// column has only the matters that have a cell in it.
    pub cells: Vec<(String, Cell)>,
    /// What each column shows.
    pub shown: Map<String, Value>,
}

/// What a column must hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Condition {
    /// One of these.
    OneOf(Vec<Cell>),
    /// From the first to the second, both included; none is no bound.
    Between(Option<Cell>, Option<Cell>),
    /// Nothing.
    Blank,
    /// Something.
    Filled,
}

/// A condition on a column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterFilter {
    /// Column id.
    pub column: String,
    /// What it must hold.
    pub condition: Condition,
}

/// The order of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterSort {
    /// Column id.
    pub column: String,
    /// Largest first.
    pub descending: bool,
}

/// Which rows of a register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisterQuery {
    /// Kind id.
    pub kind: String,
    /// All of these must hold.
    pub filters: Vec<RegisterFilter>,
    /// The order; without one, what was entered last comes first.
    pub sort: Option<RegisterSort>,
    /// Words that must all be found in the matter.
    pub search: String,
    /// How many rows to skip.
    pub offset: usize,
    /// How many rows to return.
    pub limit: usize,
}

/// How many rows there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Total {
    /// At least so many.
    pub count: usize,
    /// Whether there may be more.
    pub capped: bool,
}

/// A page of a register.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RegisterPage {
    /// The ids of the matters (of papers: the documents) and what their columns show.
    pub rows: Vec<(i64, Map<String, Value>)>,
    /// How many rows there are in all.
    pub total: Total,
}

/// The ids of register columns, by kind and column.
pub(crate) type ColumnIds = HashMap<String, HashMap<String, i64>>;

impl Reader<'_> {
    /// A page of a register.
    pub fn register(&self, query: &RegisterQuery) -> Result<RegisterPage> {
        self.register_among(query, None)
    }

    /// A page of a register, of these matters only (none: of all).
    pub fn register_among(&self, query: &RegisterQuery, among: Option<&[i64]>) -> Result<RegisterPage> {
        let mut kept: Option<Ids> = among.map(|matters| matters.iter().copied().collect());
        let mut keep = |ids: Ids| match &mut kept {
            Some(kept) => kept.keep(&ids),
            None => kept = Some(ids),
        };
        for filter in &query.filters {
            keep(self.filtered(&query.kind, filter)?);
        }
        let words = words(&query.search);
        let papers = query.kind == PAPERS;
        let scope = if papers { SearchScope::Papers } else { SearchScope::Matters(Some(query.kind.clone())) };
        let mut looked_at_one_by_one = false;
        if !words.is_empty() {
            let matches = self.matches(&words, &scope, FOUND_HERE)?;
            if matches.capped() {
                looked_at_one_by_one = true;
            } else {
                let mut ids = Ids::default();
                matches.rows().for_each(|id| ids.insert(id));
                keep(ids);
            }
        }
        let hidden = self.hidden_rows(&query.kind)?;
        if let (Some(kept), Some(hidden)) = (&mut kept, hidden) {
            kept.drop(hidden);
        }
        let sort = match &query.sort {
            Some(sort) => self.column_id(&query.kind, &sort.column)?.map(|id| (id, sort.descending)),
            None => None,
        };
        let few = kept.as_ref().map(Ids::count).filter(|n| *n <= SORTED_HERE && !looked_at_one_by_one);
        let ids = match (few, &kept) {
            (Some(_), Some(kept)) => self.sorted_here(kept, sort, query)?,
            _ => {
                let wanted = |id: i64| -> Result<bool> {
                    if hidden.is_some_and(|hidden| hidden.contains(id)) {
                        return Ok(false);
                    }
                    if kept.as_ref().is_some_and(|k| !k.contains(id)) {
                        return Ok(false);
                    }
                    if looked_at_one_by_one {
                        return self.row_contains(&scope, id, &words);
                    }
                    Ok(true)
                };
                self.walked(sort, query, &wanted)?
            }
        };
        let total = match (&kept, looked_at_one_by_one) {
            (_, true) => Total { count: query.offset + ids.len(), capped: ids.len() == query.limit },
            (Some(kept), false) => Total { count: kept.count(), capped: false },
            (None, false) => Total { count: self.register_count(&query.kind)?, capped: false },
        };
        let table = Table::of(&query.kind);
        let rows = ids.into_iter().map(|id| Ok((id, self.row_of(table, id)?.unwrap_or_default())));
        Ok(RegisterPage { rows: rows.collect::<Result<Vec<_>>>()?, total })
    }

    /// The rows of a register that are not to be seen; none when there are none.
    fn hidden_rows(&self, kind: &str) -> Result<Option<&Ids>> {
        if kind == PAPERS { self.hidden_papers() } else { Ok(self.hidden_matters()) }
    }

    /// How many matters each value of a column has, blank ones too: for the counts beside a filter.
    pub fn register_counts(&self, kind: &str, column: &str) -> Result<Vec<(Cell, usize)>> {
        if self.hidden_in(kind)? > 0 {
            return self.visible_counts(kind, column);
        }
        let sql = format!(
            "SELECT c.sort, count(*) FROM {} c JOIN register_columns n ON n.id = c.\"column\" \
             WHERE n.kind = ?1 AND n.\"column\" = ?2 GROUP BY c.sort ORDER BY c.sort",
            Table::of(kind).cells
        );
        self.all("count register values", &sql, params![kind, column], |c| {
            let cell = c.get("register_cells.sort")?;
            Ok((cell, usize::try_from(c.get::<i64>("count")?).unwrap_or(0)))
        })
    }

    /// The same of those that are to be seen.
    fn visible_counts(&self, kind: &str, column: &str) -> Result<Vec<(Cell, usize)>> {
        let table = Table::of(kind);
        let sql = format!(
            "SELECT c.sort, c.{} FROM {} c JOIN register_columns n ON n.id = c.\"column\" \
             WHERE n.kind = ?1 AND n.\"column\" = ?2 ORDER BY c.sort",
            table.id, table.cells
        );
        let cells = self.all("count register values", &sql, params![kind, column], |c| {
            Ok((c.get::<Cell>("register_cells.sort")?, c.get::<i64>("register_cells.matter")?))
        })?;
        let hidden = self.hidden_rows(kind)?;
        let seen = |id: i64| !hidden.is_some_and(|hidden| hidden.contains(id));
        let mut counts: Vec<(Cell, usize)> = Vec::new();
        for (cell, _) in cells.into_iter().filter(|(_, id)| seen(*id)) {
            match counts.last_mut() {
                Some((last, count)) if *last == cell => *count += 1,
                Some(_) | None => counts.push((cell, 1)),
            }
        }
        Ok(counts)
    }

    /// What a matter's columns show; empty when it has no row.
    pub fn register_row(&self, matter: i64) -> Result<Map<String, Value>> {
        if self.hides(matter) {
            return Ok(Map::new());
        }
        Ok(self.row_of(Table::of(""), matter)?.unwrap_or_default())
    }

    fn row_of(&self, table: &Table, id: i64) -> Result<Option<Map<String, Value>>> {
        let sql = format!("SELECT row FROM {} WHERE {} = ?1", table.rows, table.id);
        self.first("read register row", &sql, [id], |c| c.object("register_rows.row"))
    }

    /// How many rows of a register are to be seen.
    pub fn register_count(&self, kind: &str) -> Result<usize> {
        let sql = format!("SELECT count(*) FROM {} WHERE kind = ?1", Table::of(kind).rows);
        let count = self.number_of("count register", &sql, [kind])?;
        Ok(usize::try_from(count).unwrap_or(0).saturating_sub(self.hidden_in(kind)?))
    }

    fn hidden_in(&self, kind: &str) -> Result<usize> {
        if kind == PAPERS {
            return Ok(self.hidden_papers()?.map_or(0, Ids::count));
        }
        Ok(self.hidden_count(Some(kind)))
    }

    fn column_id(&self, kind: &str, column: &str) -> Result<Option<i64>> {
        self.first(
            "read register column",
            "SELECT id FROM register_columns WHERE kind = ?1 AND \"column\" = ?2",
            params![kind, column],
            |c| c.get("register_columns.id"),
        )
    }

    fn filtered(&self, kind: &str, filter: &RegisterFilter) -> Result<Ids> {
        let mut ids = Ids::default();
        let Some(column) = self.column_id(kind, &filter.column)? else { return Ok(ids) };
        let Table { cells, id, .. } = Table::of(kind);
        let mut take = |condition: &str, low: &Cell, high: &Cell| -> Result<()> {
            let sql = format!("SELECT {id} FROM {cells} WHERE \"column\" = ?1 AND {condition}");
            let fail = self.fail("filter register");
            let mut statement = self.conn.prepare_cached(&sql).map_err(&fail)?;
            let mut rows = statement.query(params![column, low, high]).map_err(&fail)?;
            while let Some(row) = rows.next().map_err(&fail)? {
                ids.insert(row.get(0).map_err(&fail)?);
            }
            Ok(())
        };
        let both = "sort >= ?2 AND sort <= ?3";
        match &filter.condition {
            Condition::OneOf(cells) => {
                for cell in cells {
                    take(both, cell, cell)?;
                }
            }
            Condition::Between(Some(low), Some(high)) => take(both, low, high)?,
            // Behind the last value of its type: numbers end where texts begin, texts where blanks do.
            Condition::Between(Some(low), None) => take("sort >= ?2 AND sort < ?3", low, &behind(low))?,
            Condition::Between(None, Some(high)) => take("sort >= ?2 AND sort <= ?3", &before(high), high)?,
            Condition::Between(None, None) | Condition::Filled => {
                take("sort < ?2 AND ?3 IS NOT NULL", &Cell::Blank, &Cell::Blank)?;
            }
            Condition::Blank => take(both, &Cell::Blank, &Cell::Blank)?,
        }
        Ok(ids)
    }

    fn sorted_here(&self, kept: &Ids, sort: Option<(i64, bool)>, query: &RegisterQuery) -> Result<Vec<i64>> {
        let mut ids = kept.list();
        match sort {
            None => ids.reverse(),
            Some((column, descending)) => {
                let table = Table::of(&query.kind);
                let sql =
                    format!("SELECT sort FROM {} WHERE {} = ?1 AND \"column\" = ?2", table.cells, table.id);
                let mut keyed = Vec::with_capacity(ids.len());
                for id in ids {
                    let cell = self.first("sort register", &sql, params![id, column], |c| {
                        c.get::<Cell>("register_cells.sort")
                    })?;
                    keyed.push((cell.unwrap_or(Cell::Blank), id));
                }
                keyed.sort();
                if descending {
                    let blanks = keyed.partition_point(|(cell, _)| *cell != Cell::Blank);
                    keyed[..blanks].reverse();
                    keyed[blanks..].reverse();
                }
                ids = keyed.into_iter().map(|(_, id)| id).collect();
            }
        }
        Ok(ids.into_iter().skip(query.offset).take(query.limit).collect())
    }

    fn walked(
        &self,
        sort: Option<(i64, bool)>,
        query: &RegisterQuery,
        wanted: &dyn Fn(i64) -> Result<bool>,
    ) -> Result<Vec<i64>> {
        let Table { rows, cells, id } = Table::of(&query.kind);
        let sorted = format!("SELECT {id} FROM {cells} WHERE ?1 IS NOT NULL AND \"column\" = ?2");
        let (column, statements) = match sort {
            None => {
                let all = "WHERE kind = ?1 AND ?2 IS NOT NULL";
                (0, vec![format!("SELECT {id} FROM {rows} {all} ORDER BY {id} DESC")])
            }
            Some((column, false)) => (column, vec![format!("{sorted} ORDER BY sort, {id}")]),
            Some((column, true)) => (
                column,
                vec![
                    format!("{sorted} AND sort < x'' ORDER BY sort DESC, {id} DESC"),
                    format!("{sorted} AND sort = x'' ORDER BY {id} DESC"),
                ],
            ),
        };
        let fail = self.fail("read register");
        let mut out = Vec::with_capacity(query.limit.min(1_000));
        let mut skip = query.offset;
        for sql in &statements {
            let mut statement = self.conn.prepare_cached(sql).map_err(&fail)?;
            let mut rows = statement.query(params![query.kind, column]).map_err(&fail)?;
            while out.len() < query.limit {
                let Some(row) = rows.next().map_err(&fail)? else { break };
                let id: i64 = row.get(0).map_err(&fail)?;
                if !wanted(id)? {
                    continue;
                }
                if skip > 0 {
                    skip -= 1;
                } else {
                    out.push(id);
                }
            }
        }
        Ok(out)
    }
}

fn behind(cell: &Cell) -> Cell {
    match cell {
        Cell::Integer(_) => Cell::Text(String::new()),
        Cell::Text(_) | Cell::Blank => Cell::Blank,
    }
}

fn before(cell: &Cell) -> Cell {
    match cell {
        Cell::Integer(_) => Cell::Integer(i64::MIN),
        Cell::Text(_) => Cell::Text(String::new()),
        Cell::Blank => Cell::Blank,
    }
}

impl Tx<'_> {
    /// Puts the row of a matter (of a document, in the register of papers) in place of the one it had; what did not
    /// change is not written. Returns whether anything changed.
    pub fn put_register_row(&mut self, id: i64, kind: &str, row: &RegisterRow) -> Result<bool> {
        let Table { rows, cells, id: of } = Table::of(kind);
        let shown = object_text(&row.shown)?;
        let old_shown = self.first(
            "read register row",
            &format!("SELECT row FROM {rows} WHERE {of} = ?1 AND kind = ?2"),
            params![id, kind],
            |c| Ok(c.text("register_rows.row")? == Some(shown.as_str())),
        )?;
        let mut changed = old_shown != Some(true);
        if changed {
            self.execute(
                "put register row",
                &format!(
                    "INSERT INTO {rows} ({of}, kind, row) VALUES (?1, ?2, ?3) \
                     ON CONFLICT ({of}) DO UPDATE SET kind = ?2, row = ?3"
                ),
                params![id, kind, shown],
            )?;
        }
        // Who is named here is known from here: for whoever does not see all, that may be the only matter.
        let names = match self.hidden {
            Some(_) if kind != PAPERS => Some(self.put_column(kind, NAMES)?),
            Some(_) | None => None,
        };
        let mut new: Vec<(i64, &Cell)> = Vec::with_capacity(row.cells.len());
        for (column, cell) in &row.cells {
            new.push((self.put_column(kind, column)?, cell));
        }
        // A new matter has no cells yet.
        if old_shown.is_some() || self.has_cells(cells, of, id)? {
            let bad = |e: FromSqlError| StoreError::BadValue { column: SORT, detail: e.to_string() };
            let gone = self.all(
                "read register cells",
                &format!("SELECT \"column\", sort FROM {cells} WHERE {of} = ?1"),
                [id],
                |c| {
                    let (column, sort) = (c.get::<i64>("register_cells.column")?, c.raw(SORT)?);
                    let same = new.iter().position(|(id, cell)| *id == column && cell.is_stored_as(sort));
                    Ok(match same {
                        Some(same) => {
                            new.swap_remove(same);
                            None
                        }
                        None => Some((column, Cell::column_result(sort).map_err(bad)?)),
                    })
                },
            )?;
            for (column, sort) in gone.into_iter().flatten() {
                changed = true;
                self.seen_otherwise |= names == Some(column);
                self.execute(
                    "remove register cell",
                    &format!("DELETE FROM {cells} WHERE \"column\" = ?1 AND sort = ?2 AND {of} = ?3"),
                    params![column, sort, id],
                )?;
            }
        }
        if self.sight.as_ref().is_some_and(|sight| sight.limits(kind)) && (changed || !new.is_empty()) {
            self.seen_otherwise = true;
        }
        for (column, cell) in new {
            changed = true;
            self.seen_otherwise |= names == Some(column);
            self.execute(
                "put register cell",
                &format!("INSERT OR REPLACE INTO {cells} (\"column\", sort, {of}) VALUES (?1, ?2, ?3)"),
                params![column, cell, id],
            )?;
        }
        if changed {
            let subject = if kind == PAPERS { SubjectKind::Document } else { SubjectKind::Register };
            self.touch(Subject::new(subject, id));
        }
        Ok(changed)
    }

    /// The id of a column, which a transaction asks for with every matter it writes.
    fn put_column(&mut self, kind: &str, column: &str) -> Result<i64> {
        if let Some(id) = self.columns.get(kind).and_then(|columns| columns.get(column)) {
            return Ok(*id);
        }
        let id = match self.column_id(kind, column)? {
            Some(id) => id,
            None => self.insert(
                "add register column",
                "INSERT INTO register_columns (kind, \"column\") VALUES (?1, ?2)",
                params![kind, column],
            )?,
        };
        self.columns.entry(kind.to_owned()).or_default().insert(column.to_owned(), id);
        Ok(id)
    }

    fn has_cells(&self, cells: &str, of: &str, id: i64) -> Result<bool> {
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {cells} WHERE {of} = ?1)");
        Ok(self.number_of("read register cells", &sql, [id])? != 0)
    }
}
