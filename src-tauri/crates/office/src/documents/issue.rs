//! Issuing, reading again, voiding and signing.

use super::{ADDRESSEE, Case, Prepared, missing, pdf_view, status};
use crate::Session;
use crate::base64;
use crate::error::{OfficeError, Result};
use crate::files;
use crate::input::{self, Place};
use crate::matter::judgement::Folder;
use crate::session::{Context, changed, revision};
use crate::view::{ApprovalRequest, DocumentRequest, Id, Issued, OfficeData, PdfView, Saved};
use calendar::{Date, DateTime, Datelike, cn_number};
use rules::Kind;
use serde_json::{Value, json};
use std::path::Path;
use store::{
    Document, DocumentData, DocumentState, Issue, Number, NumberSeries, Purpose, Subject, SubjectKind, Tx,
};
use typeset::Stamp;
use typeset::form::Form;

impl Session {
    /// Issues a document: numbered, locked, its bytes kept.
    ///
    /// # Errors
    /// `document.refused` with what is missing or refused; unsaved values; a page that cannot be laid out.
    pub fn issue_document(&self, request: &DocumentRequest, now: DateTime) -> Result<Issued> {
        if request.unsaved.is_some() {
            return Err(OfficeError::UnsavedValues);
        }
        let form = self.assets().form(&request.form)?;
        let committed = self.write("document.issue", now, |tx| {
            let asked = ApprovalRequest::Document(request.clone());
            self.approve_by_doing(tx, form.approved_by(), form.title(), &asked)?;
            self.issue_in(tx, request, now)
        })?;
        let (id, pdf) = committed.value;
        self.read(|reader| {
            let document = reader.document(id)?;
            Ok(Issued {
                document: status::view(self, reader, &document)?,
                pdf,
                changed: changed(&committed.changes),
                revision: revision(reader.matter(request.matter.0)?.revision),
            })
        })
    }

    /// Issues it, whoever approved it; gives its row id and the page.
    pub(crate) fn issue_in(
        &self,
        tx: &mut Tx<'_>,
        request: &DocumentRequest,
        now: DateTime,
    ) -> Result<(i64, PdfView)> {
        let form = self.assets().form(&request.form)?;
        let context = self.context();
        let today = now.date();
        let mut folder = Folder::read(tx, request.matter.0)?;
        let kind = self.assets().kind(&folder.matter.kind)?;
        if status::is_over(kind, &folder, form) {
            return Err(OfficeError::DocumentOfClosed { form: form.title().to_owned() });
        }
        let assessment = folder.assess(kind, &context, tx, today)?;
        let case = Case::new(self, &context, tx, (kind, &folder), &assessment, today)?;
        let mut prepared = Prepared::new(&case, form, &request.inputs)?;
        let refusals = prepared.refusals();
        if !refusals.is_empty() {
            return Err(OfficeError::DocumentRefused { findings: refusals });
        }
        let number = number(tx, form, &folder, &context.office, today)?;
        prepared.number(&number.text, today);
        let stamp = Stamp { code: Some(number.text.clone()), made_at: Some(now), ..Stamp::default() };
        let composed = prepared.composed(&context)?;
        let rendered = self.assets().typesetter().render(&composed, &stamp)?;
        if let Some(addressee) = prepared.addressee(&context)? {
            prepared.facts.insert(ADDRESSEE.to_owned(), Value::from(addressee));
        }
        let document = keep(tx, form, &folder, prepared, &number, &rendered, now)?;
        let matter = folder.matter.number.as_deref().unwrap_or_default();
        let words = [&number.text, form.title(), matter, &folder.matter.title, &composed.words()].join("\n");
        tx.put_paper_text(document, &words)?;
        folder.documents = tx.documents(request.matter.0)?;
        self.rederive(tx, kind, &context, &mut folder, today)?;
        Ok((document, pdf_view(&rendered)))
    }

    /// Derives the matter anew after one of its documents changed. The matter itself was not saved, so it keeps its
    /// revision unless a derived value moved.
    fn rederive(
        &self,
        tx: &mut Tx<'_>,
        kind: &Kind,
        context: &Context,
        folder: &mut Folder,
        today: Date,
    ) -> Result<()> {
        let assessment = folder.assess(kind, context, tx, today)?;
        self.put(tx, kind, context, folder, &assessment)
    }

    /// The kept bytes of an issued document.
    ///
    /// # Errors
    /// It was never issued; its file is missing or damaged.
    pub fn document_pdf(&self, document: Id, now: DateTime) -> Result<PdfView> {
        let bytes = self.document_bytes(document, now)?;
        let row = self.read(|reader| Ok(reader.document(document.0)?))?;
        Ok(PdfView {
            base64: base64::encode(&bytes),
            pages: status::pages(&row),
            overflowed: Vec::new(),
            missing: status::missing(&row),
        })
    }

    /// The same as bytes. In the audit chain.
    ///
    /// # Errors
    /// As [`Session::document_pdf`].
    pub fn document_bytes(&self, document: Id, now: DateTime) -> Result<Vec<u8>> {
        let (row, bytes) = self.kept(document)?;
        self.look("document.view", Subject::new(SubjectKind::Document, row.id), now)?;
        Ok(bytes)
    }

    /// An issued document and its kept bytes, which are those whose fingerprint was recorded.
    pub(crate) fn kept(&self, document: Id) -> Result<(Document, Vec<u8>)> {
        let row = self.read(|reader| Ok(reader.document(document.0)?))?;
        let missing = || OfficeError::Missing { what: "document", id: document.0.to_string() };
        let pdf = row.pdf.ok_or_else(missing)?;
        let attachment = self.read(|reader| Ok(reader.attachment(pdf)?))?;
        if row.pdf_hash.as_deref() != Some(attachment.hash.as_str()) {
            return Err(OfficeError::DocumentBytesChanged { number: row.number.unwrap_or_default() });
        }
        // The store compares the content with this hash while it reads.
        let bytes = self.store().attachment_bytes(pdf)?;
        Ok((row, bytes))
    }

    /// Writes the kept bytes to a file. In the audit chain.
    ///
    /// # Errors
    /// As [`Session::document_pdf`]; the file cannot be written.
    pub fn save_document(&self, document: Id, path: &Path, now: DateTime) -> Result<()> {
        self.may("document.export")?;
        let (row, bytes) = self.kept(document)?;
        let subject = Subject::new(SubjectKind::Document, row.id);
        self.export_bytes("document.export", subject, path, &bytes, now)
    }

    /// Voids a document: never deleted, the number not reused.
    ///
    /// # Errors
    /// No reason; it is voided already.
    pub fn void_document(&self, document: Id, reason: &str, now: DateTime) -> Result<Saved> {
        let reason = input::required(Place { field: "reason", label: "作废理由" }, reason)?;
        self.after(document, "document.void", now, |tx, row| {
            if row.state == DocumentState::Voided {
                return Err(OfficeError::DocumentVoided { number: row.number.clone().unwrap_or_default() });
            }
            Ok(tx.void_document(row.id, row.revision, now.date(), &reason)?)
        })
    }

    /// Signed: attaches the scan, if there is one.
    ///
    /// # Errors
    /// It is voided or signed already; a day before its issue; the scan cannot be read.
    pub fn sign_document(
        &self,
        document: Id,
        signed_on: &str,
        scan: Option<&Path>,
        now: DateTime,
    ) -> Result<Saved> {
        let place = Place { field: "signed_on", label: "签字日期" };
        let on = calendar::parse_date(signed_on.trim()).map_err(|_| {
            place.refuse(input::InputFault::ImpossibleDate { value: input::quoted(signed_on) })
        })?;
        self.after(document, "document.sign", now, |tx, row| {
            let number = row.number.clone().unwrap_or_default();
            match row.state {
                DocumentState::Voided => return Err(OfficeError::DocumentVoided { number }),
                DocumentState::Signed => return Err(OfficeError::DocumentSigned { number }),
                DocumentState::Draft | DocumentState::Issued => {}
            }
            if let Some(path) = scan {
                files::attach(tx, path, row.data.matter, Some(row.id), Purpose::Signed)?;
            }
            Ok(tx.sign_document(row.id, row.revision, on)?)
        })
    }

    /// The scan of a document that was signed before, or a better one.
    ///
    /// # Errors
    /// It is not signed; the scan cannot be read.
    pub fn add_scan(&self, document: Id, scan: &Path, now: DateTime) -> Result<Saved> {
        self.after(document, "document.scan", now, |tx, row| {
            if row.state != DocumentState::Signed {
                let number = row.number.clone().unwrap_or_default();
                return Err(OfficeError::DocumentNotSigned { number });
            }
            files::attach(tx, scan, row.data.matter, Some(row.id), Purpose::Signed)?;
            Ok(())
        })
    }

    /// Changes a document's state and derives its matter anew.
    fn after(
        &self,
        document: Id,
        operation: &str,
        now: DateTime,
        work: impl FnOnce(&mut Tx<'_>, &Document) -> Result<()>,
    ) -> Result<Saved> {
        let context = self.context();
        let committed = self.write(operation, now, |tx| {
            let row = tx.document(document.0)?;
            work(tx, &row)?;
            if let Some(matter) = row.data.matter {
                let mut folder = Folder::read(tx, matter)?;
                let kind = self.assets().kind(&folder.matter.kind)?;
                self.rederive(tx, kind, &context, &mut folder, now.date())?;
            }
            Ok(row.data.matter)
        })?;
        let matter = match committed.value {
            Some(id) => Some(self.read(|reader| Ok(reader.matter(id)?))?),
            None => None,
        };
        Ok(Saved {
            id: matter.as_ref().map_or(document, |matter| Id(matter.id)),
            number: matter.as_ref().and_then(|matter| matter.data.number.clone()),
            revision: matter.map_or(0, |matter| revision(matter.revision)),
            changed: changed(&committed.changes),
            findings: Vec::new(),
        })
    }
}

/// The document's own number: by its pattern's run of the year where the form has one, as letters do; else the matter's, with its
/// place among the matter's documents as courts write it: 之一, 之二.
fn number(tx: &mut Tx<'_>, form: &Form, folder: &Folder, office: &OfficeData, today: Date) -> Result<Number> {
    if let Some(pattern) = form.number() {
        let kind = format!("letters:{}", pattern.pattern());
        let series = NumberSeries { kind, organization: None, year: today.year() };
        let named = |hole: &str| match hole {
            "short_name" if !office.short_name.is_empty() => office.short_name.clone(),
            _ => office.name.clone(),
        };
        return Ok(tx.allocate_number(&series, |seq| pattern.text(series.year, seq, named))?);
    }
    let id = folder.id.unwrap_or_default();
    // One series for each matter, whatever the year: the year of a series is part of its name.
    let series = NumberSeries { kind: "documents-of-matter".to_owned(), organization: Some(id), year: 0 };
    let matter = folder.matter.number.clone().unwrap_or_else(|| format!("登记第{id}号"));
    Ok(tx.allocate_number(&series, |seq| {
        format!("{matter}之{}", cn_number(u64::try_from(seq).unwrap_or(0)))
    })?)
}

/// Keeps what was issued: values, form version and bytes; returns the row id.
fn keep(
    tx: &mut Tx<'_>,
    form: &Form,
    folder: &Folder,
    prepared: Prepared<'_>,
    number: &Number,
    rendered: &typeset::Rendered,
    now: DateTime,
) -> Result<i64> {
    let mut values = prepared.facts;
    values.insert("issued_by".to_owned(), json!(tx.actor().name));
    values.insert("pages".to_owned(), json!(rendered.pages));
    values.insert("missing".to_owned(), json!(missing(rendered)));
    let copies = values.get("document").and_then(|document| document.get("copies")).and_then(Value::as_i64);
    let data = DocumentData {
        matter: folder.id,
        form: form.id().to_owned(),
        form_version: form.version().to_owned(),
        form_hash: form.version().to_owned(),
        title: form.title().to_owned(),
        copies: copies.unwrap_or(1),
        values: serde_json::Map::new(),
    };
    let issue = Issue {
        number: Some(number),
        issued_on: now.date(),
        values: &values,
        form_version: form.version(),
        form_hash: form.version(),
        pdf: &rendered.pdf,
    };
    Ok(tx.issue_document(&data, &issue)?)
}
