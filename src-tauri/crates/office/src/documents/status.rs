//! Documents and forms in lists, with the word for how they stand.

use super::{Case, Prepared};
use crate::Session;
use crate::assets::form_certainty;
use crate::error::Result;
use crate::matter::judgement::Folder;
use crate::session::{Context, role_title};
use crate::view::{DocumentStateView, DocumentView, Fields, FormChoice, Id, Severity};
use calendar::{Date, DateTime};
use rules::{Assessment, Kind};
use serde_json::Value;
use store::{Document, DocumentState, Purpose, Reader};
use typeset::form::Form;

impl Session {
    /// Forms for the matter as it stands, those of its state first.
    ///
    /// # Errors
    /// No such matter.
    pub fn forms_for(&self, matter: Id, now: DateTime) -> Result<Vec<FormChoice>> {
        let context = self.context();
        self.read(|reader| {
            let folder = Folder::read(reader, matter.0)?;
            let kind = self.assets().kind(&folder.matter.kind)?;
            let assessment = folder.assess(kind, &context, reader, now.date())?;
            choices(self, &context, kind, &folder, &assessment, reader, now.date())
        })
    }
}

/// Forms on offer with what they lack.
pub(crate) fn choices(
    session: &Session,
    context: &Context,
    kind: &Kind,
    folder: &Folder,
    assessment: &Assessment,
    reader: &Reader<'_>,
    today: Date,
) -> Result<Vec<FormChoice>> {
    let here = kind.state(&folder.matter.state).map(|state| state.forms.as_slice()).unwrap_or_default();
    let case = Case::new(session, context, reader, (kind, folder), assessment, today)?;
    let mut choices = Vec::new();
    let mut here: Vec<&str> = here.iter().map(String::as_str).collect();
    for form in session.assets().forms_by_id().iter().filter(|form| form.kind() == kind.id) {
        let latest = folder
            .documents
            .iter()
            .rev()
            .find(|document| document.data.form == form.id() && document.state != DocumentState::Voided);
        let prepared = Prepared::new(&case, form, &Fields::new())?;
        // One that does not apply to this matter stands among the others.
        if !prepared.offered {
            here.retain(|id| *id != form.id());
        }
        let missing = prepared.needs.iter().filter(|need| need.required && !need.filled).count();
        let refused = prepared.findings.iter().filter(|found| found.severity == Severity::Refuse).count();
        let over = is_over(kind, folder, form);
        let status = match latest {
            Some(document) => state_title(state(document)).to_owned(),
            None if over => "没有签发".to_owned(),
            None if missing + refused > 0 => format!("缺{}项", missing + refused),
            None => "可签发".to_owned(),
        };
        choices.push(FormChoice {
            form: form.id().to_owned(),
            title: form.title().to_owned(),
            certainty: form_certainty(form.certainty()),
            of_state: here.contains(&form.id()),
            missing: small(missing),
            refused: small(refused),
            over,
            status,
            approved_by: form.approved_by().map(role_title),
            document: latest.map(|document| Id(document.id)),
        });
    }
    let place = |form: &str| here.iter().position(|id| *id == form).unwrap_or(usize::MAX);
    choices.sort_by(|a, b| (place(&a.form), &a.title).cmp(&(place(&b.form), &b.title)));
    Ok(choices)
}

/// Whether it is too late for a form: a closed matter takes only the papers that come after its last step.
pub(super) fn is_over(kind: &Kind, folder: &Folder, form: &Form) -> bool {
    let state = kind.state(&folder.matter.state);
    state.is_some_and(|state| state.is_final && !state.forms.iter().any(|id| id == form.id()))
}

/// The documents of a matter, newest first.
pub(crate) fn views(session: &Session, reader: &Reader<'_>, folder: &Folder) -> Result<Vec<DocumentView>> {
    folder.documents.iter().rev().map(|document| view(session, reader, document)).collect()
}

/// A document for the window.
pub(crate) fn view(session: &Session, reader: &Reader<'_>, document: &Document) -> Result<DocumentView> {
    let state = state(document);
    let scan = reader.attachments_of_document(document.id)?;
    let scan = scan.iter().rev().find(|attachment| attachment.purpose == Purpose::Signed);
    let form = session.assets().forms_by_id().get(&document.data.form);
    Ok(DocumentView {
        id: Id(document.id),
        matter: Id(document.data.matter.unwrap_or_default()),
        form: document.data.form.clone(),
        title: form.map_or_else(|| document.data.title.clone(), |form| form.title().to_owned()),
        number: document.number.clone().unwrap_or_default(),
        state,
        state_title: state_title(state).to_owned(),
        issued_on: document.issued_on.map(|on| on.to_string()).unwrap_or_default(),
        issued_by: text(document, "issued_by"),
        pages: pages(document),
        fingerprint: document.pdf_hash.as_deref().unwrap_or_default().chars().take(16).collect(),
        signed_on: document.signed_on.map(|on| on.to_string()),
        scan: scan.map(|scan| Id(scan.id)),
        void_reason: document.void_reason.clone(),
        printed: u32::try_from(document.printed).unwrap_or(u32::MAX),
    })
}

/// Pages of an issued document.
pub(super) fn pages(document: &Document) -> u32 {
    let pages = document.data.values.get("pages").and_then(Value::as_u64);
    pages.and_then(|pages| u32::try_from(pages).ok()).unwrap_or(0)
}

/// Characters of an issued document that no face had.
pub(super) fn missing(document: &Document) -> Vec<String> {
    let missing = document.data.values.get("missing").and_then(Value::as_array).cloned().unwrap_or_default();
    missing.iter().filter_map(|one| Some(one.as_str()?.to_owned())).collect()
}

fn text(document: &Document, key: &str) -> String {
    document.data.values.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// How it stands.
fn state(document: &Document) -> DocumentStateView {
    match document.state {
        DocumentState::Draft | DocumentState::Issued if document.printed > 0 => DocumentStateView::Printed,
        DocumentState::Draft | DocumentState::Issued => DocumentStateView::Issued,
        DocumentState::Signed => DocumentStateView::Signed,
        DocumentState::Voided => DocumentStateView::Voided,
    }
}

fn state_title(state: DocumentStateView) -> &'static str {
    match state {
        DocumentStateView::Issued => "已签发",
        DocumentStateView::Printed => "已打印",
        DocumentStateView::Signed => "已签字归档",
        DocumentStateView::Voided => "已作废",
    }
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
