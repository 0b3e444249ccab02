//! Everything stored of matters, copied out of SQLite as it lies: the connection is one thread's, but turning texts and
//! JSON into values takes longer than fetching them, and any thread can do that.

use std::ops::Range;

use rusqlite::Statement;
use rusqlite::types::ValueRef;

use crate::document::{self, Document};
use crate::error::{Result, StoreError};
use crate::journal::{self, JournalEntry};
use crate::matter::{self, Matter};
use crate::party::{self, Party};
use crate::reader::Reader;
use crate::subject::SubjectKind;
use crate::value::Columns;

/// A matter with what belongs to it.
#[derive(Debug, Clone, PartialEq)]
pub struct Folder {
    /// The matter.
    pub matter: Matter,
    /// Its parties in their order.
    pub parties: Vec<Party>,
    /// Its journal, oldest first.
    pub journal: Vec<JournalEntry>,
    /// Its documents, oldest first, voided ones too.
    pub documents: Vec<Document>,
}

/// Folders not yet read, in the order they were asked for.
#[derive(Debug)]
pub struct Folders {
    ids: Vec<i64>,
    matters: Rows,
    parties: Rows,
    journal: Rows,
    documents: Rows,
}

impl Reader<'_> {
    /// The folders of these matters. One that does not exist, or is not to be seen, shows when it is read.
    pub fn folders(&self, ids: &[i64]) -> Result<Folders> {
        Ok(Folders {
            ids: ids.to_vec(),
            matters: self.copied("read matter", &matter::one(), ids)?,
            parties: self.copied("list parties", party::OF_MATTER, ids)?,
            journal: self.copied("list journal", &journal::of_matter(), ids)?,
            documents: self.copied("list documents", &document::of_matter(), ids)?,
        })
    }

    fn copied(&self, operation: &'static str, sql: &str, ids: &[i64]) -> Result<Rows> {
        let mut statement = self.conn.prepare_cached(sql).map_err(self.fail(operation))?;
        let mut rows = Rows { width: statement.column_count(), ..Rows::default() };
        for id in ids {
            if self.hides(*id) {
                rows.none();
                continue;
            }
            rows.copy(&mut statement, *id).map_err(self.fail(operation))?;
        }
        Ok(rows)
    }
}

impl Folders {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Reads the folder at a place.
    pub fn read(&self, place: usize) -> Result<Folder> {
        let id = self.ids.get(place).copied().unwrap_or_default();
        let mut matter = self.matters.read(place, matter::build)?;
        Ok(Folder {
            matter: matter.pop().ok_or(StoreError::NotFound { kind: SubjectKind::Matter, id })?,
            parties: self.parties.read(place, party::build)?,
            journal: self.journal.read(place, journal::build)?,
            documents: self.documents.read(place, document::build)?,
        })
    }
}

/// Rows of one query for each of several matters, all in one piece of memory.
#[derive(Debug, Default)]
struct Rows {
    /// Columns in a row.
    width: usize,
    values: Vec<Copied>,
    bytes: Vec<u8>,
    /// For each matter, how many values there are up to its end.
    ends: Vec<usize>,
}

/// A value, or where its bytes lie.
#[derive(Debug, Clone)]
enum Copied {
    Null,
    Integer(i64),
    Real(f64),
    Text(Range<usize>),
    Blob(Range<usize>),
}

impl Rows {
    fn copy(&mut self, statement: &mut Statement<'_>, matter: i64) -> rusqlite::Result<()> {
        let mut rows = statement.query([matter])?;
        while let Some(row) = rows.next()? {
            for column in 0..self.width {
                let copied = match row.get_ref(column)? {
                    ValueRef::Null => Copied::Null,
                    ValueRef::Integer(number) => Copied::Integer(number),
                    ValueRef::Real(number) => Copied::Real(number),
                    ValueRef::Text(text) => Copied::Text(self.keep(text)),
                    ValueRef::Blob(blob) => Copied::Blob(self.keep(blob)),
                };
                self.values.push(copied);
            }
        }
        self.ends.push(self.values.len());
        Ok(())
    }

    fn none(&mut self) {
        self.ends.push(self.values.len());
    }

    fn keep(&mut self, bytes: &[u8]) -> Range<usize> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(bytes);
        start..self.bytes.len()
    }

    /// The rows of the matter at a place, each built by `build`.
    fn read<T>(&self, place: usize, build: fn(&mut Columns<'_, '_>) -> Result<T>) -> Result<Vec<T>> {
        let start = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(place).copied().unwrap_or(start);
        let row = |values: &[Copied]| {
            let values: Vec<ValueRef<'_>> = values.iter().map(|value| self.value(value)).collect();
            build(&mut Columns::of_values(&values))
        };
        self.values[start..end].chunks_exact(self.width.max(1)).map(row).collect()
    }

    fn value(&self, copied: &Copied) -> ValueRef<'_> {
        match copied {
            Copied::Null => ValueRef::Null,
            Copied::Integer(number) => ValueRef::Integer(*number),
            Copied::Real(number) => ValueRef::Real(*number),
            Copied::Text(place) => ValueRef::Text(&self.bytes[place.clone()]),
            Copied::Blob(place) => ValueRef::Blob(&self.bytes[place.clone()]),
        }
    }
}
