//! From a sheet to rows: every cell read by what its column fills, every row judged as the matter it would become.

use super::cell::{self, Codes, Column, Unreadable};
use super::heading::{Headings, plain};
use super::old_register::{OldRegister, Row};
use super::party::Parties;
use super::reference::References;
use super::same::records_of;
use super::target::{Target, Targets};
use super::{as_listed, is_field};
use crate::Session;
use crate::error::{OfficeError, Result};
use crate::input::{self, Place};
use crate::jobs::{Progress, go_on};
use crate::kinds;
use crate::matter::findings;
use crate::matter::judgement::Folder;
use crate::matter::parties;
use crate::matter::shown::Shown;
use crate::people::identity;
use crate::session::{Context, keys};
use crate::view::{
    FieldView, Fields, FindingView, ImportMeaning, ImportPerson, ImportProblem, ImportRequest, ImportUnknown,
    PartyInput, Severity,
};
use crate::workbook::{self, Cell, Sheet};
use calendar::{Date, DateTime};
use expression::Scope;
use rules::{Kind, Severity as RuleSeverity};
use serde_json::{Map, Value};
use std::cell::RefCell;
use std::collections::HashMap;
use std::path::Path;
use store::Reader;

/// A word no code is called, in how many rows it stands, and what a clerk said of it.
struct UnknownWord {
    field: String,
    text: String,
    rows: u32,
    code: Option<String>,
}

/// What rows are read with.
struct Reading<'a> {
    session: &'a Session,
    context: &'a Context,
    kind: &'a Kind,
    request: &'a ImportRequest,
    sheet: &'a Sheet,
    headings: &'a Headings,
    matched: &'a [Option<Target>],
    views: HashMap<String, FieldView>,
    codes: HashMap<String, Codes>,
    today: Date,
    references: References<'a>,
    unknown: RefCell<Vec<UnknownWord>>,
}

impl Session {
    /// Reads a file as an old register. Nothing is written.
    ///
    /// # Errors
    /// A file that is no table, too large, locked or damaged; an unknown kind; cancelled.
    pub(super) fn understand(
        &self,
        path: &Path,
        file: &str,
        request: &ImportRequest,
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<OldRegister> {
        let kind = &as_listed(self.assets().kind(&request.kind)?);
        let words = &self.assets().definitions().import_words;
        let (sheets, sheet) = workbook::read(path, request.sheet.as_deref())?;
        let targets = Targets::of(kind, words);
        let headings = Headings::find(&sheet, |heading| targets.knows(heading));
        let matched = targets.matched(&headings, &request.columns);
        let columns: Vec<Option<Target>> = matched.iter().map(|(target, _)| target.clone()).collect();
        let context = self.context();
        let remembered = self.remembered(&kind.id)?;
        let reading =
            Reading::new(self, &context, kind, request, &sheet, &headings, &columns, &remembered, now.date());
        let mut notes = Vec::new();
        let mut rows: Vec<Row> = Vec::new();
        let below: Vec<usize> =
            (0..sheet.rows.len()).filter(|at| sheet.rows[*at].number > headings.rows.1).collect();
        let total = u32::try_from(below.len()).unwrap_or(u32::MAX);
        for (at, done) in below.into_iter().zip(1_u32..) {
            go_on(progress)?;
            let cells = &sheet.rows[at].cells;
            if is_total(cells, &words.totals) {
                notes.push(format!("第{}行是合计，没有算作一件。", sheet.rows[at].number));
            } else if cells.iter().zip(&columns).any(|(cell, target)| target.is_some() && !cell.is_blank()) {
                rows.push(self.read(|reader| reading.row(reader, at))?);
            }
            progress.step(done, total);
        }
        repeated(&mut rows);
        let unknown = reading.unknown_words();
        let targets = targets.views();
        Ok(OldRegister {
            request: request.clone(),
            path: path.to_path_buf(),
            file: file.to_owned(),
            sheets,
            headings,
            matched,
            targets,
            unknown,
            notes,
            rows,
            sheet,
        })
    }
}

impl Session {
    /// What was said of words in earlier files of a kind.
    pub(super) fn remembered(&self, kind: &str) -> Result<Vec<ImportMeaning>> {
        let kept = self.read(|reader| Ok(reader.setting(&meanings_key(kind))?))?;
        Ok(kept.and_then(|kept| serde_json::from_value(kept).ok()).unwrap_or_default())
    }
}

/// The setting with what was said of words.
pub(super) fn meanings_key(kind: &str) -> String {
    format!("{}/{kind}", keys::IMPORT_WORDS)
}

/// A row whose first word says that it only adds up others.
fn is_total(cells: &[Cell], totals: &[String]) -> bool {
    let first = cells.iter().find(|cell| !cell.is_blank());
    first.is_some_and(|cell| totals.iter().any(|total| plain(total) == plain(&cell.shown())))
}

/// Notes rows that stand in the file twice: the same number, or the same parties on the same day.
fn repeated(rows: &mut [Row]) {
    let mut numbers: HashMap<String, u32> = HashMap::new();
    let mut people: HashMap<(Vec<String>, Date), u32> = HashMap::new();
    for row in rows {
        let by_number = row.matter_number.clone().and_then(|number| {
            let earlier = numbers.get(&number).copied();
            numbers.entry(number).or_insert(row.number);
            earlier.map(|earlier| (earlier, "编号"))
        });
        let by_people = row.opened_on.filter(|_| !row.parties.is_empty()).and_then(|day| {
            let key = (super::same::names(&row.parties), day);
            let earlier = people.get(&key).copied();
            people.entry(key).or_insert(row.number);
            earlier.map(|earlier| (earlier, "当事人和日期"))
        });
        if let Some((earlier, what)) = by_number.or(by_people) {
            row.repeats = Some(earlier);
            row.problems.push(ImportProblem {
                severity: Severity::Warn,
                column: None,
                heading: String::new(),
                message: format!("这一行的{what}和第{earlier}行相同。"),
                next: "确实是两件的，请在这一行选“另立一件”；是同一件的不用管，不会导入两次。".to_owned(),
            });
        }
    }
}

impl<'a> Reading<'a> {
    #[expect(clippy::too_many_arguments, reason = "what rows are read with")]
    fn new(
        session: &'a Session,
        context: &'a Context,
        kind: &'a Kind,
        request: &'a ImportRequest,
        sheet: &'a Sheet,
        headings: &'a Headings,
        matched: &'a [Option<Target>],
        remembered: &[ImportMeaning],
        today: Date,
    ) -> Self {
        let views: HashMap<String, FieldView> =
            kind.fields.iter().map(|field| (field.id.clone(), kinds::field(field))).collect();
        let mut codes = HashMap::new();
        for field in &kind.fields {
            let list = field.codes.as_ref().and_then(|list| session.assets().definitions().codes.get(list));
            let Some(list) = list else { continue };
            let mut known = Codes::of(kind, &field.id, list);
            // What was said of an earlier file holds until it is said otherwise.
            for meaning in
                remembered.iter().chain(&request.meanings).filter(|meaning| meaning.field == field.id)
            {
                known.learn(&meaning.text, &meaning.code);
            }
            codes.insert(field.id.clone(), known);
        }
        Self {
            session,
            context,
            kind,
            request,
            sheet,
            headings,
            matched,
            views,
            codes,
            today,
            references: References::new(session, context),
            unknown: RefCell::default(),
        }
    }

    fn problem(
        &self,
        severity: Severity,
        column: Option<usize>,
        message: String,
        next: String,
    ) -> ImportProblem {
        ImportProblem {
            severity,
            column: column.and_then(|column| u32::try_from(column).ok()),
            heading: column.map(|column| self.headings.shown(column)).unwrap_or_default(),
            message,
            next,
        }
    }

    fn unreadable(&self, column: usize, error: Unreadable) -> ImportProblem {
        self.problem(Severity::Warn, Some(column), error.message, error.next)
    }

    fn input(&self, severity: Severity, column: usize, error: &OfficeError) -> ImportProblem {
        let view = error.view();
        self.problem(severity, Some(column), view.message, view.next)
    }

    /// One row, as the matter it would become.
    fn row(&self, reader: &Reader<'_>, at: usize) -> Result<Row> {
        let cells = &self.sheet.rows[at].cells;
        let mut row = Row {
            at,
            number: self.sheet.rows[at].number,
            matter_number: None,
            fields: Fields::new(),
            responsible: None,
            opened_on: None,
            closed_on: None,
            state: self.kind.initial.clone(),
            state_title: String::new(),
            title: String::new(),
            parties: Vec::new(),
            problems: Vec::new(),
            reads: vec![String::new(); cells.len()],
            duplicates: Vec::new(),
            people: Vec::new(),
            repeats: None,
        };
        for (column, (cell, target)) in cells.iter().zip(self.matched).enumerate() {
            match target {
                Some(Target::Field(id)) => self.field(reader, &mut row, column, id, cell),
                Some(Target::Number) => self.number(&mut row, column, cell),
                Some(Target::Responsible) => self.responsible(&mut row, column, cell),
                Some(Target::Party { .. }) | None => {}
            }
        }
        self.parties(&mut row, cells)?;
        self.standing_of(&mut row);
        self.judge(reader, &mut row)?;
        row.duplicates = self.session.same_matters(reader, self.kind, &row)?;
        Ok(row)
    }

    fn number(&self, row: &mut Row, column: usize, cell: &Cell) {
        let words = &self.session.assets().definitions().import_words;
        if cell::is_nothing(cell, words) {
            return;
        }
        let place = Place { field: "number", label: "编号" };
        match cell::text(cell).map(|text| input::line(place, &text).map_err(OfficeError::from)) {
            Ok(Ok(text)) => row.matter_number = Some(text),
            Ok(Err(error)) => row.problems.push(self.input(Severity::Refuse, column, &error)),
            Err(error) => row.problems.push(self.unreadable(column, error)),
        }
    }

    fn responsible(&self, row: &mut Row, column: usize, cell: &Cell) {
        let Ok(name) = cell::text(cell) else { return };
        let known = self.context.staff.iter().find(|(_, staff)| staff.name == name).map(|(id, _)| *id);
        row.responsible = known;
        if known.is_none() && !name.is_empty() {
            let message = format!("工作人员里没有{name}，承办人留空。");
            row.problems.push(self.problem(Severity::Note, Some(column), message, String::new()));
        }
    }

    fn field(&self, reader: &Reader<'_>, row: &mut Row, column: usize, id: &str, cell: &Cell) {
        let Some(view) = self.views.get(id) else { return };
        let heading = self.headings.shown(column);
        let lookup = |field: &FieldView, name: &str| self.references.lookup(reader, field, name);
        let reading = Column {
            field: view,
            heading: &heading,
            sheet: self.sheet,
            words: &self.session.assets().definitions().import_words,
            codes: self.codes.get(id),
            lookup: &lookup,
        };
        let words = self.codes.get(id).map(|codes| (codes, cell::text(cell).unwrap_or_default()));
        if let Some((codes, text)) = &words
            && let Some(code) = codes.learned(text)
        {
            self.note_word(id, text, Some(code.to_owned()));
        }
        let value = match reading.read(cell) {
            Ok(value) => value,
            Err(error) => {
                if let Some(word) = &error.word {
                    self.note_word(id, word, None);
                }
                row.problems.push(self.unreadable(column, error));
                return;
            }
        };
        let has_code = |list: &str, id: &str| self.session.assets().has_code(list, id);
        match input::checked(id, view, &value, &has_code) {
            Ok(Value::Null) => {}
            Ok(value) => {
                let shown = Shown { assets: self.session.assets(), context: self.context };
                let read = shown.field(view, &value, &|_, _| String::new());
                let text = cell.shown();
                if !read.is_empty() && plain(&read) != plain(&text) {
                    row.reads[column] = read;
                }
                row.fields.insert(id.to_owned(), value);
            }
            Err(error) => row.problems.push(self.input(Severity::Warn, column, &error.into())),
        }
    }

    fn parties(&self, row: &mut Row, cells: &[Cell]) -> Result<()> {
        let definitions = self.session.assets().definitions();
        let codes = |particular: &str| {
            let list = match particular {
                "sex" => "sex",
                "ethnicity" => "ethnicity",
                "id_type" => "id-type",
                _ => return None,
            };
            definitions.codes.get(list)
        };
        let reading = Parties {
            kind: self.kind,
            words: &definitions.import_words,
            codes: &codes,
            targets: self.matched,
        };
        let (parties, remarks) = reading.read(cells);
        for remark in remarks {
            row.problems.push(self.problem(
                remark.severity,
                Some(remark.column),
                remark.message,
                remark.next,
            ));
        }
        let has_code = |list: &str, id: &str| self.session.assets().has_code(list, id);
        let mut read: HashMap<usize, Vec<String>> = HashMap::new();
        for (mut party, column) in parties {
            if identity::is_natural(party.kind) {
                identity::fill(&mut party.particulars);
            }
            match parties::accept(self.kind, std::slice::from_ref(&party), &[], &has_code) {
                Ok((_, warnings)) => {
                    for warning in warnings {
                        let column = self.column_of(&party.role, warning.field.as_deref()).unwrap_or(column);
                        row.problems.push(self.problem(
                            Severity::Warn,
                            Some(column),
                            warning.message,
                            warning.next,
                        ));
                    }
                }
                Err(error) => {
                    row.problems.push(self.input(Severity::Refuse, column, &error));
                    continue;
                }
            }
            read.entry(column).or_default().push(party.particulars.name.clone());
            row.parties.push(party);
        }
        for (column, names) in read {
            let names = names.join("、");
            if cells.get(column).is_some_and(|cell| cell.shown() != names) {
                row.reads[column] = names;
            }
        }
        Ok(())
    }

    /// The column in which a particular of a role stands, by the path of a finding: `parties.0.id_number`.
    fn column_of(&self, role: &str, path: Option<&str>) -> Option<usize> {
        let particular = path?.rsplit('.').next()?.to_owned();
        let target = Target::Party { role: Some(role.to_owned()), particular: Some(particular) };
        self.matched.iter().position(|known| known.as_ref() == Some(&target))
    }

    /// State and days by what the kind says of its old registers.
    fn standing_of(&self, row: &mut Row) {
        let import = &self.kind.import;
        let scope = Scope::new(self.context.engine.library(), &row.fields);
        let day = |value: Option<Value>| {
            value
                .as_ref()
                .and_then(Value::as_str)
                .and_then(|text| calendar::parse_date(text.get(..10).unwrap_or(text)).ok())
        };
        row.opened_on = import.opened_on.as_ref().and_then(|it| day(it.evaluate(&scope).ok().flatten()));
        let holds = |when: &expression::Expression| when.holds(&scope).ok().flatten() == Some(true);
        let state = import.states.iter().find(|(_, when)| holds(when)).map(|(state, _)| state);
        if let Some(state) = state.filter(|_| !self.request.open) {
            row.state.clone_from(state);
        }
        let state = self.kind.state(&row.state);
        row.state_title = state.map(|state| state.title.clone()).unwrap_or_default();
        if state.is_some_and(|state| state.is_final) {
            row.closed_on = import.closed_on.as_ref().and_then(|it| day(it.evaluate(&scope).ok().flatten()));
        }
    }

    /// What the rules say, and who of its parties is known.
    fn judge(&self, reader: &Reader<'_>, row: &mut Row) -> Result<()> {
        for (index, party) in row.parties.iter().enumerate() {
            let known: Vec<ImportPerson> = self.session.known(reader, party)?;
            row.people.extend(known.into_iter().map(|person| (index, person)));
        }
        let mut folder = folder(self.kind, row, self.today);
        let has_code = |list: &str, id: &str| self.session.assets().has_code(list, id);
        let (accepted, _) = parties::accept(self.kind, &row.parties, &[], &has_code)?;
        parties::try_on(&mut folder, &accepted);
        self.name_person(reader, row, &mut folder)?;
        let assessment = folder.assess(self.kind, self.context, reader, self.today)?;
        row.title.clone_from(&assessment.title);
        let unknown = self.person_of(row).filter(|party| !folder.matter.fields.contains_key(&party.role));
        if let Some(name) = unknown.map(|party| party.particulars.name.clone()) {
            row.title = name;
        }
        let mut blank: Vec<String> = Vec::new();
        for found in assessment.findings_on_save().filter(|found| found.severity == RuleSeverity::Refuse) {
            let view = findings::finding(self.session.assets(), self.kind, found);
            // An old register lacks what was not asked for then: that is only said. What contradicts itself is doubtful.
            let is_blank = found
                .field
                .as_ref()
                .is_some_and(|id| self.views.contains_key(id) && !row.fields.contains_key(id));
            // The person is made with the matter.
            if found.rule.is_none() && self.person_of(row).map(|party| &party.role) == found.field.as_ref() {
                continue;
            }
            if found.rule.is_none() || is_blank {
                blank.extend(view.field_label.filter(|label| !blank.contains(label)));
                continue;
            }
            let column = self.field_column(&view);
            row.problems.push(self.problem(Severity::Warn, column, view.message, view.next));
        }
        if row.parties.is_empty() && self.kind.roles.iter().any(|role| role.min > 0) {
            let message = "这一行没有当事人。".to_owned();
            row.problems.push(self.problem(
                Severity::Refuse,
                None,
                message,
                "请补上当事人，或者在上面指明哪一列是当事人。".to_owned(),
            ));
        }
        if !blank.is_empty() {
            let message = format!("表里没有这些必填的内容：{}。", blank.join("、"));
            let next = "照样可以导入；以后要接着办的，在事项里补上。".to_owned();
            row.problems.push(self.problem(Severity::Note, None, message, next));
        }
        Ok(())
    }

    /// The one person a matter is about, where a field names them.
    fn person_of<'r>(&self, row: &'r Row) -> Option<&'r PartyInput> {
        row.parties.iter().find(|party| is_field(self.kind, &party.role))
    }

    /// Judges the row with the person on file that its number names: other matters of theirs are looked at.
    fn name_person(&self, reader: &Reader<'_>, row: &Row, folder: &mut Folder) -> Result<()> {
        let Some(party) = self.person_of(row) else { return Ok(()) };
        folder.parties.retain(|known| known.role != party.role);
        if let Some((id, _)) = records_of(reader, party)?.into_iter().find(|(_, by_number)| *by_number) {
            folder.matter.fields.insert(party.role.clone(), id.into());
        }
        Ok(())
    }

    fn field_column(&self, finding: &FindingView) -> Option<usize> {
        let target = Target::Field(finding.field.clone()?);
        self.matched.iter().position(|known| known.as_ref() == Some(&target))
    }

    fn note_word(&self, field: &str, word: &str, code: Option<String>) {
        let mut unknown = self.unknown.borrow_mut();
        match unknown.iter_mut().find(|known| known.field == field && plain(&known.text) == plain(word)) {
            Some(known) => known.rows += 1,
            None => {
                unknown.push(UnknownWord { field: field.to_owned(), text: word.to_owned(), rows: 1, code });
            }
        }
    }

    /// Words no code is called: the open ones first, then those a clerk said something of, the most frequent first.
    fn unknown_words(&self) -> Vec<ImportUnknown> {
        let view = |word: &UnknownWord| {
            let known = self.views.get(&word.field)?;
            Some(ImportUnknown {
                field: word.field.clone(),
                label: known.label.clone(),
                codes: known.codes.clone().unwrap_or_default(),
                text: word.text.clone(),
                rows: word.rows,
                code: word.code.clone(),
            })
        };
        let mut words: Vec<ImportUnknown> = self.unknown.borrow().iter().filter_map(view).collect();
        words.sort_by(|a, b| {
            (a.code.is_some(), b.rows, &a.field, &a.text).cmp(&(b.code.is_some(), a.rows, &b.field, &b.text))
        });
        words
    }
}

/// The folder a row would be.
pub(super) fn folder(kind: &Kind, row: &Row, today: Date) -> Folder {
    let mut folder = Folder::new(kind, row.opened_on.unwrap_or(today));
    folder.matter.opened_on = row.opened_on;
    folder.matter.closed_on = row.closed_on;
    folder.matter.state.clone_from(&row.state);
    folder.matter.number.clone_from(&row.matter_number);
    folder.matter.responsible = row.responsible;
    folder.matter.fields =
        row.fields.iter().map(|(id, value)| (id.clone(), value.clone())).collect::<Map<_, _>>();
    folder
}
