//! Attachments (材料): files kept encrypted with a matter.

mod leaving;
mod writing;

pub(crate) use leaving::named;
pub use writing::write_whole;

use crate::Session;
use crate::base64;
use crate::error::{OfficeError, Result};
use crate::input::{self, Place};
use crate::jobs::{Progress, go_on};
use crate::session::{changed, revision};
use crate::view::{AttachRequest, AttachmentContent, AttachmentView, Id, Saved};
use crate::volume;
use calendar::DateTime;
use serde_json::json;
use std::fs::File;
use std::path::Path;
use store::{Attachment, AuditFilter, Changes, NewAttachment, Purpose, Reader, Subject, SubjectKind, Tx};

impl Session {
    /// Attaches files to a matter.
    ///
    /// # Errors
    /// A file cannot be read or is too large: then none is attached.
    pub fn attach(&self, request: &AttachRequest, now: DateTime, progress: &dyn Progress) -> Result<Saved> {
        let note = input::line(Place { field: "note", label: "说明" }, &request.note)?;
        let total = u32::try_from(request.paths.len()).unwrap_or(u32::MAX);
        let matter = request.matter.0;
        let committed = self.write("attachment.add", now, |tx| {
            let kind = tx.matter(matter)?.data.kind;
            let under = self.place_in(&kind, request.filed_under.as_deref())?;
            for (path, done) in request.paths.iter().zip(1_u32..) {
                go_on(progress)?;
                let id = attach(tx, Path::new(path), Some(matter), None, Purpose::Material)?;
                if under.is_some() {
                    tx.file_attachment(id, under)?;
                }
                if !note.is_empty() {
                    tx.note(Subject::new(SubjectKind::Attachment, id), json!({ "note": note }))?;
                }
                progress.step(done, total);
            }
            Ok(())
        })?;
        self.attached(request.matter, &committed.changes)
    }

    /// Says where a material lies in the matter's volume, or takes that back.
    ///
    /// # Errors
    /// No such material, or no such place in the volume.
    pub fn file_attachment(&self, id: Id, under: Option<&str>, now: DateTime) -> Result<Saved> {
        let committed = self.write("attachment.file", now, |tx| {
            let missing = || OfficeError::Missing { what: "attachment", id: id.0.to_string() };
            let matter = tx.attachment(id.0)?.matter.ok_or_else(missing)?;
            let kind = tx.matter(matter)?.data.kind;
            tx.file_attachment(id.0, self.place_in(&kind, under)?)?;
            Ok(Id(matter))
        })?;
        self.attached(committed.value, &committed.changes)
    }

    /// The place of a kind's volume, if it has one of that id.
    fn place_in<'a>(&self, kind: &str, under: Option<&'a str>) -> Result<Option<&'a str>> {
        if let Some(id) = under {
            volume::place(self.assets().kind(kind)?, id)?;
        }
        Ok(under)
    }

    fn attached(&self, matter: Id, changes: &Changes) -> Result<Saved> {
        let row = self.read(|reader| Ok(reader.matter(matter.0)?))?;
        Ok(Saved {
            id: matter,
            number: row.data.number,
            revision: revision(row.revision),
            changed: changed(changes),
            findings: Vec::new(),
        })
    }

    /// Content for the window. In the audit chain.
    ///
    /// # Errors
    /// The file is missing or damaged.
    pub fn attachment(&self, id: Id, now: DateTime) -> Result<AttachmentContent> {
        let row = self.read(|reader| Ok(reader.attachment(id.0)?))?;
        let bytes = self.attachment_bytes(id, now)?;
        Ok(AttachmentContent { name: row.name, media_type: row.media_type, base64: base64::encode(&bytes) })
    }

    /// The bytes of an attachment. In the audit chain.
    ///
    /// # Errors
    /// The file is missing or damaged.
    pub fn attachment_bytes(&self, id: Id, now: DateTime) -> Result<Vec<u8>> {
        let bytes = self.store().attachment_bytes(id.0)?;
        self.look("attachment.view", Subject::new(SubjectKind::Attachment, id.0), now)?;
        Ok(bytes)
    }

    /// Writes the content to a file. In the audit chain.
    ///
    /// # Errors
    /// The attachment is missing or damaged; the file cannot be written.
    pub fn save_attachment(&self, id: Id, path: &Path, now: DateTime) -> Result<()> {
        self.may("attachment.export")?;
        let bytes = self.store().attachment_bytes(id.0)?;
        let subject = Subject::new(SubjectKind::Attachment, id.0);
        self.export_bytes("attachment.export", subject, path, &bytes, now)
    }
}

/// Keeps a file.
pub(crate) fn attach(
    tx: &mut Tx<'_>,
    path: &Path,
    matter: Option<i64>,
    document: Option<i64>,
    purpose: Purpose,
) -> Result<i64> {
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = input::required(Place { field: "file", label: "文件名" }, &name)?;
    let mut content = File::open(path).map_err(|error| OfficeError::io("read", path, error))?;
    let media_type = media_type(&name).to_owned();
    let new = NewAttachment { matter, document, name, media_type, purpose, filed_under: None };
    Ok(tx.attach(&new, &mut content)?)
}

/// Media type by the name's suffix; the content is not trusted to say.
fn media_type(name: &str) -> &'static str {
    let suffix = name.rsplit('.').next().unwrap_or_default().to_lowercase();
    match suffix.as_str() {
        "pdf" => "application/pdf",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "tif" | "tiff" => "image/tiff",
        "bmp" => "image/bmp",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "txt" => "text/plain",
        "doc" => "application/msword",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xls" => "application/vnd.ms-excel",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "mp3" => "audio/mpeg",
        "wav" => "audio/wav",
        "mp4" => "video/mp4",
        "zip" => "application/zip",
        _ => "application/octet-stream",
    }
}

/// The attachments of a matter, newest first; the kept prints of documents are not among them.
pub(crate) fn views(reader: &Reader<'_>, matter: i64) -> Result<Vec<AttachmentView>> {
    let rows = reader.attachments(matter)?;
    let shown = rows.into_iter().rev().filter(|row| row.purpose != Purpose::Print);
    shown.map(|row| view(reader, row)).collect()
}

fn view(reader: &Reader<'_>, row: Attachment) -> Result<AttachmentView> {
    let filter = AuditFilter {
        subject: Some(Subject::new(SubjectKind::Attachment, row.id)),
        ..AuditFilter::default()
    };
    let trail = reader.audit(&filter, 1_000)?;
    let note = trail.iter().find_map(|entry| entry.summary.get("note")?.as_str().map(str::to_owned));
    let first = trail.last();
    Ok(AttachmentView {
        id: Id(row.id),
        name: row.name,
        media_type: row.media_type,
        bytes: row.size,
        note: note.unwrap_or_default(),
        document: row.document.map(Id),
        filed_under: row.filed_under,
        at: first.map(|first| first.at.format("%Y-%m-%dT%H:%M").to_string()).unwrap_or_default(),
        by: first.map(|first| first.actor.name.clone()).unwrap_or_default(),
    })
}
