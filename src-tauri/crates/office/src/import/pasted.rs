//! A table pasted over a batch (成批登记): whose line it is, and what its cells say.

use super::cell::{Codes, Column, Unreadable};
use super::heading::plain;
use super::reference::References;
use crate::Session;
use crate::error::Result;
use crate::input;
use crate::journal::batch::{batched, unfold};
use crate::kinds;
use crate::people::record;
use crate::view::{BatchEntry, BatchPaste, BatchPasted, FieldType, FieldView, Fields, Id};
use crate::workbook::{Cell, Sheet};
use rules::{EntryType, Kind};
use serde_json::Value;
use std::collections::{BTreeSet, HashMap};
use store::Reader;

/// What a column of the table says.
struct Asked {
    /// Its name in the batch: a field, `rows.column`, or a part every entry has.
    name: String,
    view: FieldView,
    codes: Option<Codes>,
}

impl Session {
    /// What a pasted table says of the matters of a batch. A line is theirs whose name, ID number or number stands in it;
    /// what is nobody's, and every cell that cannot be read, is told.
    ///
    /// # Errors
    /// An unknown kind or type; no such matter.
    pub fn batch_pasted(&self, paste: &BatchPaste) -> Result<BatchPasted> {
        let kind = self.assets().kind(&paste.kind)?;
        let entry = batched(kind, &paste.entry_type)?;
        let context = self.context();
        let asked = self.asked_of(kind, entry);
        self.read(|reader| {
            let mut known: HashMap<String, BTreeSet<i64>> = HashMap::new();
            for matter in &paste.matters {
                for name in names(reader, kind, matter.0)? {
                    known.entry(name).or_default().insert(matter.0);
                }
            }
            let references = References::new(self, &context);
            let reading = Reading { session: self, reader, asked: &asked, references };
            Ok(reading.table(entry, &known, &paste.cells))
        })
    }

    fn asked_of(&self, kind: &Kind, entry: &EntryType) -> Vec<Asked> {
        let codes = |view: &FieldView| {
            let list = self.assets().definitions().codes.get(view.codes.as_ref()?)?;
            Some(Codes::of(kind, &view.id, list))
        };
        let mut asked = Vec::new();
        for name in &entry.batch {
            let views: Vec<(String, FieldView)> = match entry.fields.iter().find(|field| field.id == *name) {
                Some(field) if field.field_type == rules::FieldType::Rows => {
                    let columns = field.columns.iter();
                    columns.map(|column| (format!("{name}.{}", column.id), kinds::field(column))).collect()
                }
                Some(field) => vec![(name.clone(), kinds::field(field))],
                None => vec![(name.clone(), own_part(name))],
            };
            asked.extend(views.into_iter().map(|(name, view)| Asked { name, codes: codes(&view), view }));
        }
        asked
    }
}

/// A part that every entry has, as a field.
fn own_part(name: &str) -> FieldView {
    let (label, kind) = match name {
        "at" => ("几点", FieldType::Time),
        "place" => ("地点", FieldType::Text),
        _ => ("经过", FieldType::Paragraph),
    };
    FieldView {
        id: name.to_owned(),
        label: label.to_owned(),
        kind,
        group: None,
        codes: None,
        of: None,
        columns: Vec::new(),
        hint: None,
        always_required: false,
        derived: false,
        source: None,
    }
}

/// Everything a line may call a matter by.
fn names(reader: &Reader<'_>, kind: &Kind, id: i64) -> Result<Vec<String>> {
    let matter = reader.matter(id)?.data;
    let mut names: Vec<String> = matter.number.iter().cloned().collect();
    names.push(matter.title.clone());
    let row = reader.register_row(id)?;
    let first = kind.register.columns.first().and_then(|column| row.get(&column.id)?.as_str());
    names.extend(first.map(str::to_owned));
    for field in kind.fields.iter().filter(|field| field.field_type == rules::FieldType::Person) {
        let Some(person) = matter.fields.get(&field.id).and_then(Value::as_i64) else { continue };
        let particulars = record::of_person(&reader.person(person)?.data).0;
        names.extend([particulars.name, particulars.id_number]);
    }
    for party in reader.parties(id)? {
        let (_, particulars, _) = record::from_snapshot(&party.data.snapshot);
        names.extend([particulars.name, particulars.id_number]);
    }
    Ok(names.iter().map(|name| plain(name)).filter(|name| !name.is_empty()).collect())
}

struct Reading<'a> {
    session: &'a Session,
    reader: &'a Reader<'a>,
    asked: &'a [Asked],
    references: References<'a>,
}

impl Reading<'_> {
    fn table(
        &self,
        entry: &EntryType,
        known: &HashMap<String, BTreeSet<i64>>,
        cells: &[Vec<String>],
    ) -> BatchPasted {
        let mut pasted = BatchPasted { lines: Vec::new(), left: Vec::new() };
        let headed = cells.first().and_then(|line| self.headings(line));
        let below = usize::from(headed.is_some());
        for (at, line) in cells.iter().enumerate().skip(below) {
            if line.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let number = at + 1;
            let (matter, called) = match whose(known, line) {
                Ok(found) => found,
                Err(why) => {
                    pasted.left.push(format!("第{number}行（{}）{why}", shown(line)));
                    continue;
                }
            };
            let columns = headed.clone().unwrap_or_else(|| self.in_order(line.len(), called));
            let mut values = Fields::new();
            for (cell, asked) in line.iter().zip(&columns) {
                let Some(asked) = asked.and_then(|at| self.asked.get(at)) else { continue };
                match self.value(asked, cell) {
                    Ok(Value::Null) => {}
                    Ok(value) => {
                        values.insert(asked.name.clone(), value);
                    }
                    Err(why) => pasted.left.push(format!("第{number}行“{}”：{why}", asked.view.label)),
                }
            }
            let text = |values: &mut Fields, name: &str| {
                values.remove(name).and_then(|value| value.as_str().map(str::to_owned))
            };
            let at = text(&mut values, "at");
            let place = text(&mut values, "place").unwrap_or_default();
            let said = text(&mut values, "text").unwrap_or_default();
            let fields = unfold(entry, values);
            pasted.lines.push(BatchEntry { matter: Id(matter), at, place, text: said, fields });
        }
        pasted
    }

    /// The columns by their headings; `None` where the first line is none of headings.
    fn headings(&self, line: &[String]) -> Option<Vec<Option<usize>>> {
        let named = |cell: &String| {
            let heading = plain(cell);
            self.asked.iter().position(|asked| plain(&asked.view.label) == heading)
        };
        let columns: Vec<Option<usize>> = line.iter().map(named).collect();
        columns.iter().any(Option::is_some).then_some(columns)
    }

    /// Without headings, what stands after the last cell that says whose line it is comes in the batch's order.
    fn in_order(&self, width: usize, called: usize) -> Vec<Option<usize>> {
        (0..width).map(|at| at.checked_sub(called + 1).filter(|at| *at < self.asked.len())).collect()
    }

    fn value(&self, asked: &Asked, text: &str) -> std::result::Result<Value, String> {
        let definitions = self.session.assets().definitions();
        let text = text.trim();
        let cell = if text.is_empty() { Cell::Blank } else { Cell::Text(text.to_owned()) };
        let sheet = Sheet::default();
        let column = Column {
            field: &asked.view,
            heading: &asked.view.label,
            sheet: &sheet,
            words: &definitions.import_words,
            codes: asked.codes.as_ref(),
            lookup: &|field, name| self.references.lookup(self.reader, field, name),
        };
        let value = column.read(&cell).map_err(|Unreadable { message, .. }| message)?;
        let has_code = |list: &str, id: &str| self.session.assets().has_code(list, id);
        input::checked(&asked.name, &asked.view, &value, &has_code)
            .map_err(|error| crate::error::OfficeError::from(error).view().message)
    }
}

/// The one matter that a line names, and the last cell that says so.
fn whose(
    known: &HashMap<String, BTreeSet<i64>>,
    line: &[String],
) -> std::result::Result<(i64, usize), &'static str> {
    let mut found: Option<(BTreeSet<i64>, usize)> = None;
    for (at, cell) in line.iter().enumerate() {
        let Some(matters) = known.get(&plain(cell)) else { continue };
        found = Some(match found {
            // A name and a number together tell namesakes apart.
            Some((before, _)) => (before.intersection(matters).copied().collect(), at),
            None => (matters.clone(), at),
        });
    }
    let (matters, at) = found.ok_or("没有对上：名单里没有这个姓名、证件号码或者编号。")?;
    let mut matters = matters.into_iter();
    match (matters.next(), matters.next()) {
        (Some(matter), None) => Ok((matter, at)),
        (None, _) => Err("没有对上：姓名和号码不是同一个人的。"),
        (Some(_), Some(_)) => Err("没有对上：名单里同名的不止一个，请加一列证件号码或者编号。"),
    }
}

/// The first few cells of a line.
fn shown(line: &[String]) -> String {
    let cells: Vec<&str> = line.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let text: String = cells.join(" ").chars().take(24).collect();
    text
}
