//! Attachments: files kept encrypted in `attachments/`, named by the keyed hash of what is in them, so that the
//! same file is kept once and an altered one shows.

mod cipher;

use std::fs::{self, File};
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use rusqlite::params;
use serde::{Deserialize, Serialize};

pub use cipher::AttachmentReader;

use crate::disk;
use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::store::Vault;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::{Columns, rows, time_text};

/// What an attachment is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Material handed in or scanned.
    Material,
    /// The printed bytes of an issued document.
    Print,
    /// The scan of a signed document.
    Signed,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Material => "material",
            Self::Print => "print",
            Self::Signed => "signed",
        }
    }

    fn from_name(name: &str) -> Result<Self> {
        match name {
            "material" => Ok(Self::Material),
            "print" => Ok(Self::Print),
            "signed" => Ok(Self::Signed),
            other => Err(StoreError::BadValue { column: "attachments.purpose", detail: other.to_owned() }),
        }
    }
}

/// An attachment about to be added.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAttachment {
    /// The matter it belongs to.
    pub matter: Option<i64>,
    /// The document it belongs to.
    pub document: Option<i64>,
    /// File name as shown.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// What it is there for.
    pub purpose: Purpose,
    /// Where it lies in the matter's volume.
    pub filed_under: Option<String>,
}

/// A stored attachment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// Row id.
    pub id: i64,
    /// The matter it belongs to.
    pub matter: Option<i64>,
    /// The document it belongs to.
    pub document: Option<i64>,
    /// File name as shown.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// What it is there for.
    pub purpose: Purpose,
    /// Where it lies in the matter's volume: the id of an entry of the kind's volume.
    #[serde(default)]
    pub filed_under: Option<String>,
    /// Size in bytes, before encryption.
    pub size: u64,
    /// Keyed BLAKE3 of the content, hex; also the file's name in `attachments/`.
    pub hash: String,
}

fn build(c: &mut Columns<'_, '_>) -> Result<Attachment> {
    let size = |n: i64| {
        u64::try_from(n)
            .map_err(|e| StoreError::BadValue { column: "attachments.size", detail: e.to_string() })
    };
    Ok(Attachment {
        id: c.get("attachments.id")?,
        matter: c.get("attachments.matter")?,
        document: c.get("attachments.document")?,
        name: c.get("attachments.name")?,
        media_type: c.get("attachments.media_type")?,
        purpose: Purpose::from_name(&c.get::<String>("attachments.purpose")?)?,
        filed_under: c.get("attachments.filed_under")?,
        size: size(c.get("attachments.size")?)?,
        hash: c.get("attachments.hash")?,
    })
}

const COLUMNS: &str = "id, matter, document, name, media_type, purpose, filed_under, size, hash";

impl Reader<'_> {
    /// One attachment's row.
    pub fn attachment(&self, id: i64) -> Result<Attachment> {
        let sql = format!("SELECT {COLUMNS} FROM attachments WHERE id = ?1");
        let found = self.first("read attachment", &sql, [id], build)?;
        let hidden = match found.as_ref().and_then(|row| row.matter) {
            Some(matter) => self.hides(matter),
            None => self.hides_register(id)?,
        };
        found.filter(|_| !hidden).ok_or(StoreError::NotFound { kind: SubjectKind::Attachment, id })
    }

    /// The attachments of a matter, prints of its documents too, oldest first.
    pub fn attachments(&self, matter: i64) -> Result<Vec<Attachment>> {
        if self.hides(matter) {
            return Ok(Vec::new());
        }
        let sql = format!("SELECT {COLUMNS} FROM attachments WHERE matter = ?1 ORDER BY id");
        self.all("list attachments", &sql, [matter], build)
    }

    /// The attachments of a document, oldest first.
    pub fn attachments_of_document(&self, document: i64) -> Result<Vec<Attachment>> {
        let sql = format!("SELECT {COLUMNS} FROM attachments WHERE document = ?1 ORDER BY id");
        let rows = self.all("list attachments", &sql, [document], build)?;
        Ok(rows.into_iter().filter(|row| row.matter.is_none_or(|matter| !self.hides(matter))).collect())
    }

    /// The attachments whose content is the file of this name, oldest first.
    pub fn attachments_kept_as(&self, hash: &str) -> Result<Vec<Attachment>> {
        let sql = format!("SELECT {COLUMNS} FROM attachments WHERE hash = ?1 ORDER BY id");
        let mut seen = Vec::new();
        for row in self.all("list attachments", &sql, [hash], build)? {
            let hidden = match row.matter {
                Some(matter) => self.hides(matter),
                None => self.hides_register(row.id)?,
            };
            if !hidden {
                seen.push(row);
            }
        }
        Ok(seen)
    }

    /// Every attachment after this row id, at most `limit`: for walking through all of them.
    pub(crate) fn attachments_after(&self, after: i64, limit: usize) -> Result<Vec<Attachment>> {
        let sql = format!("SELECT {COLUMNS} FROM attachments WHERE id > ?1 ORDER BY id LIMIT ?2");
        self.all("list attachments", &sql, params![after, rows(limit)], build)
    }
}

impl Tx<'_> {
    /// Encrypts and keeps a file and adds its row; returns the row id. The file is on the disk before the commit,
    /// so that a committed row always has its file.
    pub fn attach(&mut self, new: &NewAttachment, content: &mut dyn Read) -> Result<i64> {
        let id = self.put_attachment(new, content)?;
        let row = self.attachment(id)?;
        self.record_added(Subject::new(SubjectKind::Attachment, id), &row)?;
        Ok(id)
    }

    /// The same for bytes that belong to another record, whose own entry of the audit chain names them.
    pub(crate) fn put_attachment(&mut self, new: &NewAttachment, content: &mut dyn Read) -> Result<i64> {
        let (hash, size) = self.vault.keep(content)?;
        let stored_size = i64::try_from(size)
            .map_err(|e| StoreError::BadValue { column: "attachments.size", detail: e.to_string() })?;
        let id = self.insert(
            "add attachment",
            "INSERT INTO attachments (matter, document, name, media_type, purpose, filed_under, size, hash, \
             added_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                new.matter,
                new.document,
                new.name,
                new.media_type,
                new.purpose.name(),
                new.filed_under,
                stored_size,
                hash,
                time_text(self.at)
            ],
        )?;
        if let Some(matter) = new.matter {
            self.touch(Subject::new(SubjectKind::Matter, matter));
        }
        Ok(id)
    }

    /// Says where an attachment lies in its matter's volume, or that nobody knows.
    pub fn file_attachment(&mut self, id: i64, under: Option<&str>) -> Result<()> {
        let old = self.attachment(id)?;
        let new = Attachment { filed_under: under.map(str::to_owned), ..old.clone() };
        self.execute(
            "file attachment",
            "UPDATE attachments SET filed_under = ?2 WHERE id = ?1",
            params![id, under],
        )?;
        let subject = Subject::new(SubjectKind::Attachment, id);
        self.touch(subject);
        if let Some(matter) = old.matter {
            self.touch(Subject::new(SubjectKind::Matter, matter));
        }
        self.record_changed(subject, &old, &new)
    }
}

impl Vault {
    /// Where the file with this hash is.
    pub(crate) fn attachment_path(&self, hash: &str) -> PathBuf {
        let shelf = hash.get(..2).unwrap_or("__");
        self.attachments_folder().join(shelf).join(hash)
    }

    /// Encrypts a file into its place; returns its hash and size. A file that is there already and whole stays.
    fn keep(&self, content: &mut dyn Read) -> Result<(String, u64)> {
        let folder = self.attachments_folder();
        disk::create_folder(&folder)?;
        let part = folder.join(format!("{}.part", hex::encode(disk::random::<8>()?)));
        let result = self.encrypt_into(&part, content).and_then(|(hash, size)| {
            let target = self.attachment_path(&hash);
            if self.is_whole(&hash) {
                fs::remove_file(&part).map_err(|e| StoreError::io("remove", &part, e))?;
                return Ok((hash, size));
            }
            let shelf = disk::parent(&target);
            if !shelf.exists() {
                disk::create_folder(&shelf)?;
                disk::sync_folder(&folder)?;
            }
            fs::rename(&part, &target).map_err(|e| StoreError::io("rename into", &target, e))?;
            disk::sync_folder(&shelf)?;
            Ok((hash, size))
        });
        if result.is_err() {
            // A part that nobody refers to is only wasted space; the error that matters is the first one.
            let _ = fs::remove_file(&part);
        }
        result
    }

    /// Removes a kept file that nothing refers to any more.
    pub(crate) fn remove_kept(&self, hash: &str) -> Result<()> {
        let path = self.attachment_path(hash);
        match fs::remove_file(&path) {
            Err(e) if e.kind() != std::io::ErrorKind::NotFound => {
                Err(StoreError::io("remove attachment", &path, e))
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }

    /// Removes what a killed program left half written. Nothing refers to it, so that it may fail.
    pub(crate) fn clear_parts(&self) {
        for entry in fs::read_dir(self.attachments_folder()).into_iter().flatten().flatten() {
            if entry.path().extension().is_some_and(|e| e == "part") {
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn encrypt_into(&self, part: &Path, content: &mut dyn Read) -> Result<(String, u64)> {
        let file = File::create(part).map_err(|e| StoreError::io("write attachment", part, e))?;
        let mut out = BufWriter::new(file);
        let (hash, size) =
            cipher::encrypt(&self.attachment_keys, content, &mut out, self.limits.attachment_bytes, part)?;
        out.flush().map_err(|e| StoreError::io("write attachment", part, e))?;
        out.get_ref().sync_all().map_err(|e| StoreError::io("sync attachment", part, e))?;
        Ok((hash, size))
    }

    fn is_whole(&self, hash: &str) -> bool {
        self.open_attachment(hash).and_then(|mut reader| reader.drain()).is_ok()
    }

    /// Reads a file that lies here or elsewhere (on a stick) from its device, and proves that it holds, whole, what was
    /// kept under this hash. Returns the size of the content in bytes.
    pub(crate) fn prove_kept(&self, hash: &str, path: PathBuf) -> Result<u64> {
        let file = Self::kept_file(&path)?;
        disk::forget(&file);
        AttachmentReader::new(&self.attachment_keys, BufReader::new(file), hash, path)?.drain()
    }

    /// Opens a kept file for reading; each piece is authenticated before it is handed out, and the whole is
    /// compared with its hash at the end.
    pub(crate) fn open_attachment(&self, hash: &str) -> Result<AttachmentReader> {
        let path = self.attachment_path(hash);
        let file = BufReader::new(Self::kept_file(&path)?);
        AttachmentReader::new(&self.attachment_keys, file, hash, path)
    }

    fn kept_file(path: &Path) -> Result<File> {
        match disk::plain(path) {
            Ok(file) => Ok(file),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                Err(StoreError::AttachmentMissing { path: path.to_path_buf() })
            }
            Err(e) => Err(StoreError::io("open attachment", path, e)),
        }
    }
}
