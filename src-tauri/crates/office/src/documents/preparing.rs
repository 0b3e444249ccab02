//! A form over the facts of a matter: its inputs, what it needs, and the page it makes.

use crate::Session;
use crate::assets::form_certainty;
use crate::error::{OfficeError, Result};
use crate::input::{self, InputFault};
use crate::matter::findings::finding;
use crate::matter::judgement::Folder;
use crate::report::CARRIED;
use crate::session::Context;
use crate::view::{
    DocumentCheck, DocumentRequest, FieldType, FieldView, Fields, FindingView, Id, NeedView, PdfView,
    Severity,
};
use calendar::{Date, DateTime};
use expression::Scope;
use rules::{Assessment, Kind};
use serde_json::{Map, Value, json};
use store::Reader;
use typeset::form::{Form, Input, InputKind, Need};
use typeset::{Rendered, Stamp};

/// What stands across a draft.
const DRAFT: &str = "草稿";

/// A form with everything it prints.
pub(crate) struct Prepared<'a> {
    pub(crate) form: &'a Form,
    /// Values of the inputs as the window sends them.
    pub(crate) inputs: Fields,
    /// Every name of the form's scope, `document` among them.
    pub(crate) facts: Map<String, Value>,
    pub(crate) needs: Vec<NeedView>,
    /// What rules say of issuing it.
    pub(crate) findings: Vec<FindingView>,
    /// Whether the form is one of those of such a matter; others are made only when they are asked for by name.
    pub(crate) offered: bool,
}

/// A judged folder that forms are filled from.
pub(crate) struct Case<'a> {
    session: &'a Session,
    context: &'a Context,
    kind: &'a Kind,
    folder: &'a Folder,
    assessment: &'a Assessment,
    /// Every name of the scope but `document`.
    values: Map<String, Value>,
}

impl<'a> Case<'a> {
    pub(crate) fn new(
        session: &'a Session,
        context: &'a Context,
        reader: &Reader<'_>,
        (kind, folder): (&'a Kind, &'a Folder),
        assessment: &'a Assessment,
        today: Date,
    ) -> Result<Self> {
        let facts = folder.whole_facts(kind, context, reader)?;
        let mut values = context.engine.scope_values(&kind.id, &facts, today)?;
        if let Some(report) = context.carried_report(kind, &folder.matter.fields, reader, today)? {
            values.insert(CARRIED.to_owned(), report);
        }
        Ok(Self { session, context, kind, folder, assessment, values })
    }

    /// What the kind's own conditions are asked about.
    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope::new(self.context.engine.library(), &self.values)
    }
}

impl<'a> Prepared<'a> {
    /// Prepares a form with what was typed for its inputs.
    pub(crate) fn new(case: &Case<'_>, form: &'a Form, typed: &Fields) -> Result<Self> {
        if form.kind() != case.kind.id {
            return Err(OfficeError::FormNotOfKind {
                form: form.title().to_owned(),
                kind: case.kind.title.clone(),
            });
        }
        let library = case.context.engine.library();
        let (inputs, document) = given(case.session, form, case.folder, &case.values, typed)?;
        let mut facts = case.values.clone();
        facts.insert("document".to_owned(), Value::Object(document));
        let facts = form.prepare(library, facts)?;
        let inputs = shown_inputs(form, case.folder, &facts, inputs);
        let scope = Scope::new(library, &facts);
        let needs = form.needs(&scope)?.into_iter().map(|found| need(found, case.folder)).collect();
        let offered = form.offered(&scope)?;
        let findings = case.assessment.findings_for_document(form.id());
        let findings = findings.map(|found| finding(case.session.assets(), case.kind, found)).collect();
        Ok(Self { form, inputs, facts, needs, findings, offered })
    }

    /// What keeps it from being issued: missing needs, and rules that refuse.
    pub(crate) fn refusals(&self) -> Vec<FindingView> {
        let missing = self.needs.iter().filter(|need| need.required && !need.filled).map(NeedView::refusal);
        let refusing = self.findings.iter().filter(|found| found.severity == Severity::Refuse).cloned();
        missing.chain(refusing).collect()
    }

    /// Puts a value that is not typed into what is printed, where the form has such an input.
    pub(crate) fn set(&mut self, input: &str, value: Value) {
        let asked = self.form.inputs().iter().any(|one| one.id == input);
        if let Some(Value::Object(document)) = self.facts.get_mut("document").filter(|_| asked) {
            document.insert(input.to_owned(), value);
        }
    }

    /// Puts number and day of issue into what is printed.
    pub(crate) fn number(&mut self, number: &str, issued_on: Date) {
        if let Some(Value::Object(document)) = self.facts.get_mut("document") {
            document.insert("number".to_owned(), json!(number));
            document.insert("issued_on".to_owned(), json!(issued_on.to_string()));
        }
    }

    /// The page.
    pub(crate) fn render(&self, session: &Session, context: &Context, stamp: &Stamp) -> Result<Rendered> {
        Ok(session.assets().typesetter().render(&self.composed(context)?, stamp)?)
    }

    /// What is laid out.
    pub(super) fn composed(&self, context: &Context) -> Result<typeset::model::Document> {
        Ok(self.form.compose(&Scope::new(context.engine.library(), &self.facts))?)
    }

    /// Whom it is sent to, where it is a letter.
    pub(super) fn addressee(&self, context: &Context) -> Result<Option<String>> {
        Ok(self.form.addressee(&Scope::new(context.engine.library(), &self.facts))?)
    }
}

impl Session {
    /// What is missing and what contradicts.
    ///
    /// # Errors
    /// An unknown form, or one of another kind; an input that is not acceptable.
    pub fn check_document(&self, request: &DocumentRequest, now: DateTime) -> Result<DocumentCheck> {
        self.prepared(request, now, |prepared, _| {
            let form = prepared.form;
            Ok(DocumentCheck {
                form: form.id().to_owned(),
                title: form.title().to_owned(),
                source: form.source().to_owned(),
                certainty: form_certainty(form.certainty()),
                inputs: form.inputs().iter().map(input_view).collect(),
                ready: prepared.refusals().is_empty(),
                input_values: prepared.inputs,
                needs: prepared.needs,
                findings: prepared.findings,
            })
        })
    }

    /// The real page with 草稿 across it.
    ///
    /// # Errors
    /// As [`Session::check_document`]; a page that cannot be laid out.
    pub fn preview_document(&self, request: &DocumentRequest, now: DateTime) -> Result<PdfView> {
        Ok(super::pdf_view(&self.draft_page(request, now)?))
    }

    /// The draft's page as bytes.
    pub(super) fn draft_page(&self, request: &DocumentRequest, now: DateTime) -> Result<Rendered> {
        self.prepared(request, now, |prepared, context| prepared.render(self, context, &draft_stamp()))
    }

    /// The same, or nothing where the form is not offered for the matter.
    pub(super) fn offered_draft(&self, request: &DocumentRequest, now: DateTime) -> Result<Option<Rendered>> {
        self.prepared(request, now, |prepared, context| {
            prepared.offered.then(|| prepared.render(self, context, &draft_stamp())).transpose()
        })
    }

    fn prepared<T>(
        &self,
        request: &DocumentRequest,
        now: DateTime,
        work: impl FnOnce(Prepared<'_>, &Context) -> Result<T>,
    ) -> Result<T> {
        let form = self.assets().form(&request.form)?;
        let context = self.context();
        let today = now.date();
        self.read(|reader| {
            let kind = self.assets().kind(&reader.matter(request.matter.0)?.data.kind)?;
            let (folder, _) =
                self.tried(reader, kind, Some(request.matter), request.unsaved.as_ref(), today)?;
            let assessment = folder.assess(kind, &context, reader, today)?;
            let case = Case::new(self, &context, reader, (kind, &folder), &assessment, today)?;
            let prepared = Prepared::new(&case, form, &request.inputs)?;
            work(prepared, &context)
        })
    }
}

/// What stands across a draft.
pub(crate) fn draft_stamp() -> Stamp {
    Stamp { watermark: Some(DRAFT.to_owned()), ..Stamp::default() }
}

/// The values of a form's inputs, and `document` as expressions see it: entries and parties as they stand in the facts.
fn given(
    session: &Session,
    form: &Form,
    folder: &Folder,
    facts: &Map<String, Value>,
    typed: &Fields,
) -> Result<(Fields, Map<String, Value>)> {
    let mut inputs = Fields::new();
    let mut document = Map::new();
    for (id, value) in typed {
        let input = form.inputs().iter().find(|input| &input.id == id);
        let input =
            input.ok_or_else(|| OfficeError::Unknown { what: "field", id: format!("document.{id}") })?;
        let path = format!("document.{id}");
        // An emptied text stays empty; everything else blank takes its default.
        if value.as_str() == Some("") {
            inputs.insert(id.clone(), value.clone());
            document.insert(id.clone(), value.clone());
            continue;
        }
        let view = input_view(input);
        let value = input::checked(&path, &view, value, &|list, id| session.assets().has_code(list, id))?;
        if value.is_null() {
            continue;
        }
        if let Some(range) = input.outside(&value) {
            let place = input::Place { field: &path, label: &input.label };
            return Err(place.refuse(InputFault::OutOfRange { value: value.to_string(), range }).into());
        }
        let fact = match &input.kind {
            InputKind::Journal { .. } => {
                let at =
                    folder.journal.iter().position(|(entry, _)| entry.is_some() && *entry == value.as_i64());
                nth(facts, "journal", at)
            }
            InputKind::Party => {
                nth(facts, "parties", value.as_u64().and_then(|index| usize::try_from(index).ok()))
            }
            InputKind::Text
            | InputKind::Paragraph
            | InputKind::Integer { .. }
            | InputKind::Money
            | InputKind::Bool
            | InputKind::Date
            | InputKind::Datetime
            | InputKind::Code { .. }
            | InputKind::Codes { .. }
            | InputKind::Rows { .. } => value.clone(),
        };
        inputs.insert(id.clone(), value);
        document.insert(id.clone(), fact);
    }
    Ok((inputs, document))
}

fn nth(facts: &Map<String, Value>, list: &str, index: Option<usize>) -> Value {
    index.and_then(|index| facts.get(list)?.get(index).cloned()).unwrap_or(Value::Null)
}

/// The inputs' values with their defaults; an entry or party is named by its row or place again.
fn shown_inputs(form: &Form, folder: &Folder, facts: &Map<String, Value>, typed: Fields) -> Fields {
    let mut shown = typed;
    let Some(Value::Object(document)) = facts.get("document") else { return shown };
    for input in form.inputs() {
        if shown.contains_key(&input.id) {
            continue;
        }
        let value = document.get(&input.id).cloned().unwrap_or(Value::Null);
        let value = match &input.kind {
            InputKind::Journal { .. } => {
                let at = place_of(facts, "journal", &value);
                at.and_then(|at| folder.journal.get(at)?.0).map_or(Value::Null, Value::from)
            }
            InputKind::Party => place_of(facts, "parties", &value).map_or(Value::Null, Value::from),
            InputKind::Text
            | InputKind::Paragraph
            | InputKind::Integer { .. }
            | InputKind::Money
            | InputKind::Bool
            | InputKind::Date
            | InputKind::Datetime
            | InputKind::Code { .. }
            | InputKind::Codes { .. }
            | InputKind::Rows { .. } => value,
        };
        shown.insert(input.id.clone(), value);
    }
    shown
}

fn place_of(facts: &Map<String, Value>, list: &str, value: &Value) -> Option<usize> {
    facts.get(list)?.as_array()?.iter().rposition(|item| item == value)
}

/// An input as the window draws a field.
fn input_view(input: &Input) -> FieldView {
    FieldView {
        hint: Some(input.hint.clone()).filter(|hint| !hint.is_empty()),
        always_required: input.required,
        ..asked(&input.id, &input.label, &input.kind)
    }
}

/// What is asked for, as the window draws it.
fn asked(id: &str, label: &str, kind: &InputKind) -> FieldView {
    let (kind, codes, of, columns) = match kind {
        InputKind::Text => (FieldType::Text, None, None, None),
        InputKind::Paragraph => (FieldType::Paragraph, None, None, None),
        InputKind::Integer { .. } => (FieldType::Integer, None, None, None),
        InputKind::Money => (FieldType::Money, None, None, None),
        InputKind::Bool => (FieldType::Bool, None, None, None),
        InputKind::Date => (FieldType::Date, None, None, None),
        InputKind::Datetime => (FieldType::Datetime, None, None, None),
        InputKind::Code { codes } => (FieldType::Code, Some(codes.clone()), None, None),
        InputKind::Codes { codes } => (FieldType::Codes, Some(codes.clone()), None, None),
        InputKind::Journal { entry } => (FieldType::Journal, None, Some(entry.clone()), None),
        InputKind::Party => (FieldType::Party, None, None, None),
        InputKind::Rows { columns } => (FieldType::Rows, None, None, Some(columns)),
    };
    let columns = columns.into_iter().flatten();
    FieldView {
        id: id.to_owned(),
        label: label.to_owned(),
        kind,
        group: None,
        codes,
        of,
        columns: columns.map(|column| asked(&column.id, &column.label, &column.kind)).collect(),
        hint: None,
        always_required: false,
        derived: false,
        source: None,
    }
}

/// A need with the window's way of writing paths: `parties.0.name`, and `journal.7.place` with the entry's row.
fn need(need: Need, folder: &Folder) -> NeedView {
    let message = if need.message.is_empty() && !need.filled {
        format!("没有填“{}”。", need.label)
    } else {
        need.message
    };
    NeedView {
        field: entry_path(&need.field, folder)
            .unwrap_or_else(|| need.field.replace('[', ".").replace(']', "")),
        label: need.label,
        required: need.required,
        filled: need.filled,
        message,
    }
}

/// The path of an entry by its row, as the window knows entries, not by its place in the journal.
fn entry_path(field: &str, folder: &Folder) -> Option<String> {
    let (index, rest) = field.strip_prefix("journal[")?.split_once(']')?;
    let row = folder.journal.get(index.parse::<usize>().ok()?)?.0?;
    Some(format!("journal.{row}{rest}"))
}

/// A request for a form as it stands, without inputs.
pub(super) fn plain_request(matter: i64, form: &str) -> DocumentRequest {
    DocumentRequest { matter: Id(matter), form: form.to_owned(), inputs: Fields::new(), unsaved: None }
}
