//! The only place that opens a database. Every connection is keyed and set up the same way here.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::error::{Result, StoreError};
use crate::keys::DatabaseKey;

/// Marks the file as an office of this program ("JDSK").
pub(crate) const APPLICATION_ID: i64 = 0x4A44_534B;

/// The first bytes of a plain SQLite file.
const PLAIN: &[u8; 16] = b"SQLite format 3\0";

/// Opens an existing office database, telling a foreign file from a damaged one.
pub(crate) fn open(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    let connection = known(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    set_up(&connection, path)?;
    Ok(connection)
}

/// Opens a backup's database, of which nothing is changed.
pub(crate) fn open_copy(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    let connection = known(path, key, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    connection
        .execute_batch(
            "PRAGMA query_only = ON;
             PRAGMA cell_size_check = ON;
             PRAGMA trusted_schema = OFF;
             PRAGMA temp_store = MEMORY;",
        )
        .map_err(|e| StoreError::sql("open", path, e))?;
    Ok(connection)
}

/// Opens a file that is an office's, and open with this key.
fn known(path: &Path, key: &DatabaseKey, flags: OpenFlags) -> Result<Connection> {
    let mut header = [0_u8; 16];
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(StoreError::DatabaseMissing { path: path.to_path_buf() });
        }
        Err(e) => return Err(StoreError::io("open", path, e)),
    };
    if file.read_exact(&mut header).is_err() {
        return Err(damaged(path, "shorter than its header"));
    }
    drop(file);
    if &header == PLAIN {
        return Err(StoreError::DatabaseForeign { path: path.to_path_buf() });
    }
    let connection = keyed(path, key, flags)?;
    let salt_fits = header == key.salt;
    match connection.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get::<_, i64>(0)) {
        Ok(_) => {}
        // Our key opens page 1 of our file, or else the file is not ours: its salt tells.
        Err(e) if e.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            return Err(if salt_fits {
                damaged(path, "page 1 does not decrypt")
            } else {
                StoreError::DatabaseForeign { path: path.to_path_buf() }
            });
        }
        Err(e) => return Err(StoreError::sql("open", path, e)),
    }
    if !salt_fits {
        return Err(damaged(path, "the salt at its beginning was altered"));
    }
    let id: i64 = connection
        .query_row("PRAGMA application_id", [], |r| r.get(0))
        .map_err(|e| StoreError::sql("open", path, e))?;
    if id != APPLICATION_ID {
        return Err(StoreError::DatabaseForeign { path: path.to_path_buf() });
    }
    Ok(connection)
}

/// Creates a new, empty, keyed database.
pub(crate) fn create(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
    let connection = keyed(path, key, flags)?;
    set_up(&connection, path)?;
    connection
        .execute_batch(&format!("PRAGMA application_id = {APPLICATION_ID};"))
        .map_err(|e| StoreError::sql("create", path, e))?;
    Ok(connection)
}

/// Creates an empty database with the same key and salt and nothing in it, for SQLite's own backup to fill.
pub(crate) fn create_for_copy(path: &Path, key: &DatabaseKey) -> Result<Connection> {
    keyed(path, key, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)
}

fn damaged(path: &Path, detail: &str) -> StoreError {
    StoreError::DatabaseDamaged { path: path.to_path_buf(), operation: "open", detail: detail.to_owned() }
}

fn keyed(path: &Path, key: &DatabaseKey, flags: OpenFlags) -> Result<Connection> {
    let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection =
        Connection::open_with_flags(path, flags).map_err(|e| StoreError::sql("open", path, e))?;
    let fail = |e| StoreError::sql("set key", path, e);
    // What SQLCipher would print on stderr comes back as an error anyway.
    connection.query_row("PRAGMA cipher_log_level = NONE", [], |_| Ok(())).or_else(no_row).map_err(fail)?;
    let raw = Zeroizing::new(format!(
        "PRAGMA key = \"x'{}{}'\";",
        Zeroizing::new(hex::encode(key.key.as_slice())).as_str(),
        hex::encode(key.salt)
    ));
    connection.execute_batch(&raw).map_err(fail)?;
    // Before the first read: the log's index then lies in memory, not in a file for which a full disk has no room.
    connection.execute_batch("PRAGMA locking_mode = EXCLUSIVE;").map_err(fail)?;
    connection.set_prepared_statement_cache_capacity(256);
    Ok(connection)
}

fn no_row(e: rusqlite::Error) -> rusqlite::Result<()> {
    if matches!(e, rusqlite::Error::QueryReturnedNoRows) { Ok(()) } else { Err(e) }
}

/// One connection that owns the file, and a commit that is on the disk when it returns. The log is carried over into
/// the file in small pieces, so that no single save has to wait for a large one.
fn set_up(connection: &Connection, path: &Path) -> Result<()> {
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA wal_autocheckpoint = 250;
             PRAGMA foreign_keys = ON;
             PRAGMA cell_size_check = ON;
             PRAGMA secure_delete = ON;
             PRAGMA trusted_schema = OFF;
             PRAGMA cache_size = -65536;
             PRAGMA journal_size_limit = 67108864;
             PRAGMA temp_store = MEMORY;",
        )
        .map_err(|e| StoreError::sql("open", path, e))
}
