//! The schema's versions. Each step runs in one transaction; before an existing file is changed a copy is taken
//! through SQLite's own backup, reopened and checked.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::connection;
use crate::disk;
use crate::error::{Result, StoreError};
use crate::keys::DatabaseKey;

/// The steps in order; step n leads to version n + 1.
pub(crate) const STEPS: &[&str] = &[
    include_str!("schema/0001_office.sql"),
    include_str!("schema/0002_printed.sql"),
    include_str!("schema/0003_imports_and_phrases.sql"),
    include_str!("schema/0004_filed_under.sql"),
    include_str!("schema/0005_figures.sql"),
    include_str!("schema/0006_approvals_and_destruction.sql"),
    include_str!("schema/0007_papers.sql"),
];

/// The newest schema version this program knows.
pub const LATEST: u32 = 7;

/// The schema version of an open file; 0 for an empty one.
pub(crate) fn version(connection: &Connection, path: &Path) -> Result<u32> {
    connection
        .query_row("PRAGMA user_version", [], |r| r.get(0))
        .map_err(|e| StoreError::sql("read schema version", path, e))
}

/// Brings an open file to the newest version. Returns the copy that was taken, if one was needed.
pub(crate) fn migrate(
    connection: &mut Connection,
    path: &Path,
    key: &DatabaseKey,
    steps: &[&str],
) -> Result<Option<PathBuf>> {
    let found = version(connection, path)?;
    let known = u32::try_from(steps.len()).unwrap_or(u32::MAX);
    if found > known {
        return Err(StoreError::DatabaseNewer { path: path.to_path_buf(), found, known });
    }
    if found == known {
        return Ok(None);
    }
    let copy = if found > 0 { Some(checked_copy(connection, path, key, found)?) } else { None };
    take_steps(connection, path, steps, found)?;
    Ok(copy)
}

/// Brings a copy to the newest version. What it was copied from stays, so that no further copy is needed.
pub(crate) fn migrate_copy(connection: &mut Connection, path: &Path) -> Result<()> {
    let found = version(connection, path)?;
    if found > LATEST {
        return Err(StoreError::DatabaseNewer { path: path.to_path_buf(), found, known: LATEST });
    }
    take_steps(connection, path, STEPS, found)
}

fn take_steps(connection: &mut Connection, path: &Path, steps: &[&str], found: u32) -> Result<()> {
    let fail = |e| StoreError::sql("migrate", path, e);
    for (step, number) in steps.iter().zip(1_u32..).skip(usize::try_from(found).unwrap_or(0)) {
        let transaction =
            connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(fail)?;
        transaction.execute_batch(step).map_err(fail)?;
        transaction.execute_batch(&format!("PRAGMA user_version = {number};")).map_err(fail)?;
        transaction.commit().map_err(fail)?;
    }
    Ok(())
}

/// Copies the file through SQLite's backup into `pinned/`, keyed the same, and proves the copy: it opens, every
/// page has its HMAC, the structure is whole and every table has as many rows.
fn checked_copy(connection: &Connection, path: &Path, key: &DatabaseKey, found: u32) -> Result<PathBuf> {
    let folder = disk::parent(path).join("pinned");
    disk::create_folder(&folder)?;
    let target = free_name(&folder, found);
    let part = disk::beside(&target);
    let bad = |detail: String| StoreError::CopyNotWhole { path: part.clone(), detail };
    if part.exists() {
        fs::remove_file(&part).map_err(|e| StoreError::io("remove", &part, e))?;
    }
    {
        let mut copy = connection::create_for_copy(&part, key)?;
        let backup = rusqlite::backup::Backup::new(connection, &mut copy)
            .map_err(|e| StoreError::sql("copy before migration", &part, e))?;
        backup
            .run_to_completion(1024, std::time::Duration::ZERO, None)
            .map_err(|e| StoreError::sql("copy before migration", &part, e))?;
    }
    fs::File::open(&part).and_then(|f| f.sync_all()).map_err(|e| StoreError::io("sync", &part, e))?;
    {
        let copy = connection::open(&part, key)?;
        prove(&copy).map_err(bad)?;
        let counted = |e| StoreError::sql("copy before migration", &part, e);
        let (before, after) =
            (rows_of_all(connection).map_err(counted)?, rows_of_all(&copy).map_err(counted)?);
        if before != after {
            return Err(bad(format!("row counts differ: {before:?} and {after:?}")));
        }
    }
    fs::rename(&part, &target).map_err(|e| StoreError::io("rename into", &target, e))?;
    disk::sync_folder(&folder)?;
    Ok(target)
}

fn free_name(folder: &Path, found: u32) -> PathBuf {
    let mut counter = 1_u32;
    loop {
        let path = folder.join(format!("office-v{found}-{counter:03}.db"));
        if !path.exists() {
            return path;
        }
        counter += 1;
    }
}

/// Every page's HMAC and the structure; the first complaint when there is one.
fn prove(connection: &Connection) -> std::result::Result<(), String> {
    for pragma in ["PRAGMA cipher_integrity_check", "PRAGMA integrity_check(1)"] {
        let mut statement = connection.prepare(pragma).map_err(|e| e.to_string())?;
        let lines = statement
            .query_map([], |r| r.get::<_, String>(0))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<String>>>)
            .map_err(|e| e.to_string())?;
        if let Some(line) = lines.into_iter().find(|l| l != "ok") {
            return Err(line);
        }
    }
    Ok(())
}

/// Rows of every table.
pub(crate) fn rows_of_all(connection: &Connection) -> rusqlite::Result<BTreeMap<String, u64>> {
    let mut statement = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name")?;
    let names =
        statement.query_map([], |r| r.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    names
        .into_iter()
        .map(|name| {
            let sql = format!("SELECT count(*) FROM \"{name}\"");
            let count: i64 = connection.query_row(&sql, [], |r| r.get(0))?;
            Ok((name, u64::try_from(count).unwrap_or(0)))
        })
        .collect()
}
