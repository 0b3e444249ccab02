//! Documents: a form filled for a matter and issued, with the form's version and hash, the values and the printed bytes
//! kept, so that printing again gives the same paper.

use chrono::NaiveDate;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::attachment::{NewAttachment, Purpose};
use crate::error::{Result, StoreError};
use crate::reader::Reader;
use crate::subject::{Subject, SubjectKind};
use crate::transaction::Tx;
use crate::value::{Columns, date_text, object_text, time_text};

/// Where a document is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentState {
    /// Not issued yet: within the transaction that issues it, no longer.
    Draft,
    /// Numbered, printed, locked.
    Issued,
    /// Signed, the scan attached or on paper.
    Signed,
    /// Declared void with a reason; kept, its number not given again.
    Voided,
}

impl DocumentState {
    /// The stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Issued => "issued",
            Self::Signed => "signed",
            Self::Voided => "voided",
        }
    }

    fn from_name(name: &str) -> Result<Self> {
        match name {
            "draft" => Ok(Self::Draft),
            "issued" => Ok(Self::Issued),
            "signed" => Ok(Self::Signed),
            "voided" => Ok(Self::Voided),
            other => Err(StoreError::BadValue { column: "documents.state", detail: other.to_owned() }),
        }
    }
}

/// What is recorded of a document before it is issued.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct DocumentData {
    /// The matter, if it belongs to one.
    pub matter: Option<i64>,
    /// Form id.
    pub form: String,
    /// Form version.
    pub form_version: String,
    /// Hash of the form's file.
    pub form_hash: String,
    /// Title as listed.
    pub title: String,
    /// Copies to print.
    pub copies: i64,
    /// Values by field id: the form's own inputs, and once issued everything that was printed.
    pub values: Map<String, Value>,
}

/// A stored document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Row id.
    pub id: i64,
    /// Counts up with each change.
    pub revision: i64,
    /// State.
    pub state: DocumentState,
    /// Number as printed.
    pub number: Option<String>,
    /// The row in the numbers.
    pub number_id: Option<i64>,
    /// The attachment that holds the printed bytes, once issued.
    pub pdf: Option<i64>,
    /// Keyed hash of the printed bytes (as in the attachment), hex.
    pub pdf_hash: Option<String>,
    /// Day of issue.
    pub issued_on: Option<NaiveDate>,
    /// Day of signature.
    pub signed_on: Option<NaiveDate>,
    /// Day it was voided.
    pub voided_on: Option<NaiveDate>,
    /// Why it was voided.
    pub void_reason: Option<String>,
    /// How often it was sent to a printer.
    pub printed: i64,
    /// The data.
    #[serde(flatten)]
    pub data: DocumentData,
}

/// What issuing fixes.
#[derive(Debug, Clone)]
pub struct Issue<'a> {
    /// The number given in the same transaction, none for forms without one.
    pub number: Option<&'a crate::number::Number>,
    /// Day of issue.
    pub issued_on: NaiveDate,
    /// The values as printed.
    pub values: &'a Map<String, Value>,
    /// The version of the form that was printed.
    pub form_version: &'a str,
    /// The hash of the form's file that was printed.
    pub form_hash: &'a str,
    /// The printed bytes.
    pub pdf: &'a [u8],
}

const COLUMNS: &str = "id, revision, state, number, number_id, pdf, pdf_hash, issued_on, signed_on, voided_on, \
                       void_reason, printed, matter, form, form_version, form_hash, title, copies, \"values\"";

/// The query for the documents of a matter.
pub(crate) fn of_matter() -> String {
    format!("SELECT {COLUMNS} FROM documents WHERE matter = ?1 ORDER BY id")
}

pub(crate) fn build(c: &mut Columns<'_, '_>) -> Result<Document> {
    Ok(Document {
        id: c.get("documents.id")?,
        revision: c.get("documents.revision")?,
        state: DocumentState::from_name(&c.get::<String>("documents.state")?)?,
        number: c.get("documents.number")?,
        number_id: c.get("documents.number_id")?,
        pdf: c.get("documents.pdf")?,
        pdf_hash: c.get("documents.pdf_hash")?,
        issued_on: c.date("documents.issued_on")?,
        signed_on: c.date("documents.signed_on")?,
        voided_on: c.date("documents.voided_on")?,
        void_reason: c.get("documents.void_reason")?,
        printed: c.get("documents.printed")?,
        data: DocumentData {
            matter: c.get("documents.matter")?,
            form: c.get("documents.form")?,
            form_version: c.get("documents.form_version")?,
            form_hash: c.get("documents.form_hash")?,
            title: c.get("documents.title")?,
            copies: c.get("documents.copies")?,
            values: c.object("documents.values")?,
        },
    })
}

impl Reader<'_> {
    /// One document.
    pub fn document(&self, id: i64) -> Result<Document> {
        let sql = format!("SELECT {COLUMNS} FROM documents WHERE id = ?1");
        let found = self.first("read document", &sql, [id], build)?;
        found
            .filter(|document| self.shows(document))
            .ok_or(StoreError::NotFound { kind: SubjectKind::Document, id })
    }

    fn shows(&self, document: &Document) -> bool {
        document.data.matter.is_none_or(|matter| !self.hides(matter))
    }

    /// The documents of a matter, oldest first, voided ones too.
    pub fn documents(&self, matter: i64) -> Result<Vec<Document>> {
        if self.hides(matter) {
            return Ok(Vec::new());
        }
        self.all("list documents", &of_matter(), [matter], build)
    }
}

impl Tx<'_> {
    fn insert_document(&mut self, data: &DocumentData) -> Result<i64> {
        let id = self.insert(
            "add document",
            "INSERT INTO documents (revision, state, matter, form, form_version, form_hash, title, copies, \
             \"values\", created_at) VALUES (1, 'draft', ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                data.matter,
                data.form,
                data.form_version,
                data.form_hash,
                data.title,
                data.copies,
                object_text(&data.values)?,
                time_text(self.at)
            ],
        )?;
        self.document_changed(id, data.matter);
        Ok(id)
    }

    /// Issues a document: fixes number, values, form version and the printed bytes, and locks it. One entry of the audit
    /// chain says all of it. Returns the row id.
    pub fn issue_document(&mut self, data: &DocumentData, issue: &Issue<'_>) -> Result<i64> {
        let id = self.insert_document(data)?;
        let old = self.document(id)?;
        let new = NewAttachment {
            matter: old.data.matter,
            document: Some(id),
            name: format!("{}.pdf", old.data.title),
            media_type: "application/pdf".to_owned(),
            purpose: Purpose::Print,
            filed_under: None,
        };
        // The entry below holds the fingerprint of the bytes.
        let pdf = self.put_attachment(&new, &mut &*issue.pdf)?;
        let hash = self.attachment(pdf)?.hash;
        self.execute(
            "issue document",
            "UPDATE documents SET revision = revision + 1, state = 'issued', number = ?2, number_id = ?3, \
             issued_on = ?4, \"values\" = ?5, form_version = ?6, form_hash = ?7, pdf = ?8, pdf_hash = ?9 \
             WHERE id = ?1",
            params![
                id,
                issue.number.map(|n| n.text.as_str()),
                issue.number.map(|n| n.id),
                date_text(issue.issued_on),
                object_text(issue.values)?,
                issue.form_version,
                issue.form_hash,
                pdf,
                hash
            ],
        )?;
        if let Some(number) = issue.number {
            let text = format!("{}\n{}", number.text, old.data.title);
            let kind = match old.data.matter {
                Some(matter) => self.kind_of(matter)?,
                None => String::new(),
            };
            self.put_search_text(Subject::new(SubjectKind::Document, id), old.data.matter, &kind, &text)?;
        }
        let mut more = Map::new();
        more.insert("number".into(), json!(issue.number.map(|n| n.text.as_str())));
        more.insert("form".into(), json!([old.data.form, issue.form_version, issue.form_hash]));
        more.insert("values".into(), Value::Object(issue.values.clone()));
        more.insert("pdf".into(), json!(hash));
        self.state_changed(&old, DocumentState::Issued, more)?;
        Ok(id)
    }

    /// Records that a document was sent to a printer.
    pub fn print_document(&mut self, id: i64, printer: &str, copies: u32) -> Result<()> {
        let old = self.document(id)?;
        self.execute("print document", "UPDATE documents SET printed = printed + 1 WHERE id = ?1", [id])?;
        self.document_changed(id, old.data.matter);
        self.record(Subject::new(SubjectKind::Document, id), json!({ "printer": printer, "copies": copies }))
    }

    /// Marks an issued document as signed.
    pub fn sign_document(&mut self, id: i64, revision: i64, on: NaiveDate) -> Result<()> {
        let old = self.in_state(id, revision, &[DocumentState::Issued], DocumentState::Signed)?;
        self.execute(
            "sign document",
            "UPDATE documents SET revision = revision + 1, state = 'signed', signed_on = ?2 WHERE id = ?1",
            params![id, date_text(on)],
        )?;
        let mut more = Map::new();
        more.insert("signed_on".into(), json!(on));
        self.state_changed(&old, DocumentState::Signed, more)
    }

    /// Voids a document with a reason. It stays, and its number is not given again.
    pub fn void_document(&mut self, id: i64, revision: i64, on: NaiveDate, reason: &str) -> Result<()> {
        let whole = [DocumentState::Issued, DocumentState::Signed];
        let old = self.in_state(id, revision, &whole, DocumentState::Voided)?;
        self.execute(
            "void document",
            "UPDATE documents SET revision = revision + 1, state = 'voided', voided_on = ?2, void_reason = ?3 \
             WHERE id = ?1",
            params![id, date_text(on), reason],
        )?;
        if let Some(number) = old.number_id {
            self.void_number(number, reason)?;
        }
        let mut more = Map::new();
        more.insert("reason".into(), json!(reason));
        self.state_changed(&old, DocumentState::Voided, more)
    }

    fn in_state(
        &self,
        id: i64,
        revision: i64,
        from: &[DocumentState],
        to: DocumentState,
    ) -> Result<Document> {
        let old = self.document(id)?;
        Self::fresh(SubjectKind::Document, id, revision, old.revision)?;
        if from.contains(&old.state) {
            return Ok(old);
        }
        Err(StoreError::DocumentState { id, from: old.state.name(), to: to.name() })
    }

    fn state_changed(&mut self, old: &Document, to: DocumentState, more: Map<String, Value>) -> Result<()> {
        self.document_changed(old.id, old.data.matter);
        let mut summary = more;
        summary.insert("changed".into(), json!({ "state": [old.state.name(), to.name()] }));
        self.record(Subject::new(SubjectKind::Document, old.id), Value::Object(summary))
    }

    fn document_changed(&mut self, id: i64, matter: Option<i64>) {
        self.touch(Subject::new(SubjectKind::Document, id));
        if let Some(matter) = matter {
            self.touch(Subject::new(SubjectKind::Matter, matter));
        }
    }
}

#[cfg(test)]
impl Tx<'_> {
    /// A document's row without its paper.
    pub(crate) fn add_document(&mut self, data: &DocumentData) -> Result<i64> {
        let id = self.insert_document(data)?;
        self.record_added(Subject::new(SubjectKind::Document, id), data)?;
        Ok(id)
    }
}
