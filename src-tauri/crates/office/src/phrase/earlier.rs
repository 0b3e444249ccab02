//! A previous one serves as a pattern: what was written in the same field of earlier matters, those of the same category
//! first.

use super::filling::{counterparts, renamed};
use super::{field_of, is_text};
use crate::Session;
use crate::error::Result;
use crate::input::{self, Place};
use crate::kinds;
use crate::matter::derived::filter_column;
use crate::matter::judgement::Folder;
use crate::view::{EarlierPick, EarlierQuery, EarlierText, FilledText, Id};
use calendar::DateTime;
use rules::Kind;
use serde_json::{Value, json};
use store::{Cell, Condition, RegisterFilter, RegisterQuery, Subject, SubjectKind};

/// Texts offered at most.
const OFFERED: u32 = 50;
/// Matters looked at: the newest, of which most have something in the field.
const LOOKED_AT: usize = 300;

impl Session {
    /// What was written in a field of earlier matters of the kind, those alike first, the newest first. Equal texts are
    /// listed once.
    ///
    /// # Errors
    /// An unknown kind; a value of the matter that is not acceptable.
    pub fn earlier_texts(&self, query: &EarlierQuery, now: DateTime) -> Result<Vec<EarlierText>> {
        let kind = self.assets().kind(&query.draft.kind)?;
        let field = field_of(&query.field);
        let words = input::line(Place { field: "search", label: "查找" }, &query.search)?;
        let limit = if query.limit == 0 { OFFERED } else { query.limit.min(OFFERED) } as usize;
        self.read(|reader| {
            let now = self.being_written(reader, &query.draft, now)?;
            let alike = kind.alike.as_ref().and_then(|alike| {
                Some((filter_column(alike), now.matter.fields.get(alike)?.as_str()?.to_owned()))
            });
            let mut found: Vec<EarlierText> = Vec::new();
            for same in [true, false] {
                let filters = match (&alike, same) {
                    (Some((column, value)), true) => {
                        let condition = Condition::OneOf(vec![Cell::Text(value.clone())]);
                        vec![RegisterFilter { column: column.clone(), condition }]
                    }
                    (None, true) => continue,
                    (_, false) => Vec::new(),
                };
                let asked = RegisterQuery {
                    kind: kind.id.clone(),
                    filters,
                    sort: None,
                    search: words.clone(),
                    offset: 0,
                    limit: LOOKED_AT,
                };
                for (id, _) in reader.register(&asked)?.rows {
                    if found.len() == limit {
                        return Ok(found);
                    }
                    if query.draft.matter == Some(Id(id)) {
                        continue;
                    }
                    let folder = Folder::read(reader, id)?;
                    for text in texts(kind, &folder, &field) {
                        let fits = words
                            .split_whitespace()
                            .all(|word| store::normalise(&text).contains(&store::normalise(word)));
                        if fits && found.len() < limit && !found.iter().any(|known| known.text == text) {
                            found.push(earlier(kind, &folder, &now, text, same));
                        }
                    }
                }
            }
            Ok(found)
        })
    }

    /// Earlier wording for the matter being written; with other names only where that was asked for. In the audit chain:
    /// it was read from another matter.
    ///
    /// # Errors
    /// No such matter; a value of the matter that is not acceptable.
    pub fn take_earlier(&self, pick: &EarlierPick, now: DateTime) -> Result<FilledText> {
        let kind = self.assets().kind(&pick.draft.kind)?;
        let taken = self.read(|reader| {
            if !pick.replace_names {
                return Ok(FilledText { text: pick.text.clone(), open: Vec::new() });
            }
            let earlier = Folder::read(reader, pick.matter.0)?;
            let written = self.being_written(reader, &pick.draft, now)?;
            Ok(renamed(&pick.text, &counterparts(kind, &earlier, &written)))
        })?;
        self.write("matter.pattern", now, |tx| {
            tx.matter(pick.matter.0)?;
            Ok(tx.note(Subject::new(SubjectKind::Matter, pick.matter.0), json!({ "pattern": true }))?)
        })?;
        Ok(taken)
    }
}

fn earlier(kind: &Kind, folder: &Folder, now: &Folder, text: String, alike: bool) -> EarlierText {
    let names = counterparts(kind, folder, now).into_iter().filter(|(old, _)| text.contains(old.as_str()));
    let names =
        names.map(|(old, new)| format!("{old} → {}", new.unwrap_or_else(|| "（没有对应的人）".to_owned())));
    EarlierText {
        matter: Id(folder.id.unwrap_or_default()),
        number: folder.matter.number.clone(),
        title: folder.matter.title.clone(),
        on: folder.matter.opened_on.map(|day| day.to_string()).unwrap_or_default(),
        alike,
        names: names.collect(),
        text,
    }
}

/// What stands in a field of a matter: one text, or one of each row or journal entry, the newest first.
fn texts(kind: &Kind, folder: &Folder, field: &str) -> Vec<String> {
    let own = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let mut texts: Vec<String> = match field.split_once('.') {
        Some(("journal", "text")) => {
            folder.journal.iter().rev().map(|(_, entry)| entry.text.clone()).collect()
        }
        Some(("journal", "place")) => {
            folder.journal.iter().rev().filter_map(|(_, entry)| entry.place.clone()).collect()
        }
        Some(("journal", id)) => {
            folder.journal.iter().rev().filter_map(|(_, entry)| own(entry.fields.get(id))).collect()
        }
        Some((rows, column)) => {
            let rows = folder.matter.fields.get(rows).and_then(Value::as_array).map(Vec::as_slice);
            rows.unwrap_or_default().iter().filter_map(|row| own(row.get(column))).collect()
        }
        None => {
            let known = kind.field(field).map(|known| kinds::field(known).kind).is_some_and(is_text);
            known.then(|| own(folder.matter.fields.get(field))).flatten().into_iter().collect()
        }
    };
    texts.retain(|text| !text.trim().is_empty());
    texts
}
