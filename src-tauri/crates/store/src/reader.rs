//! Reading. Each noun's file adds its own queries to [`Reader`].

use std::path::Path;

use rusqlite::{Connection, Params};

use crate::error::{Result, StoreError};
use crate::sight::Hidden;
use crate::value::Columns;

/// What a read sees: the committed state, or inside a transaction also its own changes.
#[derive(Clone, Copy)]
pub struct Reader<'c> {
    pub(crate) conn: &'c Connection,
    pub(crate) path: &'c Path,
    /// What the person at the desk does not see.
    pub(crate) hidden: Option<&'c Hidden>,
}

impl Reader<'_> {
    pub(crate) fn fail(&self, operation: &'static str) -> impl Fn(rusqlite::Error) -> StoreError + '_ {
        move |e| StoreError::sql(operation, self.path, e)
    }

    /// Every row of a query, each built by `build`.
    pub(crate) fn all<T>(
        &self,
        operation: &'static str,
        sql: &str,
        params: impl Params,
        mut build: impl FnMut(&mut Columns<'_, '_>) -> Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.conn.prepare_cached(sql).map_err(self.fail(operation))?;
        let mut rows = statement.query(params).map_err(self.fail(operation))?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(self.fail(operation))? {
            out.push(build(&mut Columns::of(row))?);
        }
        Ok(out)
    }

    /// The rows of a query from `offset` on, at most `limit`, that `build` gives something for: for lists that leave out
    /// what is not to be seen.
    pub(crate) fn some<T>(
        &self,
        operation: &'static str,
        sql: &str,
        params: impl Params,
        (offset, limit): (usize, usize),
        mut build: impl FnMut(&mut Columns<'_, '_>) -> Result<Option<T>>,
    ) -> Result<Vec<T>> {
        let mut statement = self.conn.prepare_cached(sql).map_err(self.fail(operation))?;
        let mut rows = statement.query(params).map_err(self.fail(operation))?;
        let mut out = Vec::new();
        let mut skip = offset;
        while out.len() < limit {
            let Some(row) = rows.next().map_err(self.fail(operation))? else { break };
            match build(&mut Columns::of(row))? {
                Some(_) if skip > 0 => skip -= 1,
                Some(value) => out.push(value),
                None => {}
            }
        }
        Ok(out)
    }

    /// Rows of every table.
    pub fn rows_of_all(&self) -> Result<std::collections::BTreeMap<String, u64>> {
        crate::migration::rows_of_all(self.conn).map_err(self.fail("count"))
    }

    /// The first row of a query, if there is one.
    pub(crate) fn first<T>(
        &self,
        operation: &'static str,
        sql: &str,
        params: impl Params,
        build: impl FnOnce(&mut Columns<'_, '_>) -> Result<T>,
    ) -> Result<Option<T>> {
        let mut statement = self.conn.prepare_cached(sql).map_err(self.fail(operation))?;
        let mut rows = statement.query(params).map_err(self.fail(operation))?;
        match rows.next().map_err(self.fail(operation))? {
            Some(row) => build(&mut Columns::of(row)).map(Some),
            None => Ok(None),
        }
    }

    /// A single number, 0 when there is no row.
    pub(crate) fn number_of(&self, operation: &'static str, sql: &str, params: impl Params) -> Result<i64> {
        Ok(self.first(operation, sql, params, |c| c.get::<i64>("count"))?.unwrap_or(0))
    }

    pub(crate) fn meta(&self, key: &str) -> Result<Option<String>> {
        self.first("read meta", "SELECT value FROM meta WHERE key = ?1", [key], |c| c.get("meta.value"))
    }
}
