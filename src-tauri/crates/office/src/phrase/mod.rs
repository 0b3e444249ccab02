//! Phrases (常用语): wording the office keeps for one field of one kind, or for any, and puts into texts.

mod earlier;
mod filling;

use crate::Session;
use crate::error::{OfficeError, Result};
use crate::input::{self, Place};
use crate::people::initials;
use crate::session::revision;
use crate::view::{
    ExportOutcome, FieldType, FilledText, Id, MatterDraft, PhraseInput, PhraseQuery, PhraseView,
};
use crate::workbook::{Column, List, Sort};
use calendar::DateTime;
use rules::Kind;
use std::path::Path;
use store::{Phrase, PhraseData};

impl Session {
    /// Phrases for a field: its own first, then those that fit anywhere; or all of them, each in their order.
    ///
    /// # Errors
    /// The store's.
    pub fn phrases(&self, query: &PhraseQuery) -> Result<Vec<PhraseView>> {
        let (kind, field) = (query.kind.as_str(), field_of(&query.field));
        let words = query.search.trim().to_lowercase();
        let mut phrases = self.read(|reader| Ok(reader.phrases()?))?;
        phrases.retain(|phrase| fits(phrase, kind, &field) && found(phrase, &words));
        // The nearer the place, the earlier.
        phrases.sort_by_key(|phrase| {
            (phrase.data.field.is_empty(), phrase.data.kind.is_empty(), phrase.ordinal)
        });
        Ok(phrases.into_iter().map(|phrase| self.phrase_view(phrase)).collect())
    }

    /// Keeps a phrase, or changes one.
    ///
    /// # Errors
    /// A blank or unacceptable text; an unknown kind or field; changed meanwhile.
    pub fn save_phrase(&self, phrase: &PhraseInput, now: DateTime) -> Result<PhraseView> {
        let place = Place { field: "text", label: "常用语" };
        let text = input::paragraph(place, &phrase.text)?;
        if text.is_empty() {
            return Err(place.refuse(input::InputFault::Blank).into());
        }
        let kind = phrase.kind.trim().to_owned();
        let field = field_of(phrase.field.trim());
        self.place(&kind, &field)?;
        let data = PhraseData { kind, field, initials: initials(&text), text };
        let operation = if phrase.id.is_some() { "phrase.change" } else { "phrase.add" };
        let committed = self.write(operation, now, |tx| {
            let id = match phrase.id {
                None => tx.add_phrase(&data)?,
                Some(id) => {
                    let found = revision(tx.phrase(id.0)?.revision);
                    if found != phrase.revision {
                        return Err(OfficeError::ChangedMeanwhile { expected: phrase.revision, found });
                    }
                    tx.change_phrase(id.0, i64::from(found), &data)?;
                    id.0
                }
            };
            Ok(tx.phrase(id)?)
        })?;
        Ok(self.phrase_view(committed.value))
    }

    /// Throws a phrase away; the trail keeps its wording.
    ///
    /// # Errors
    /// No such phrase.
    pub fn remove_phrase(&self, id: Id, now: DateTime) -> Result<()> {
        self.write("phrase.remove", now, |tx| Ok(tx.remove_phrase(id.0)?))?;
        Ok(())
    }

    /// Puts these phrases into this order.
    ///
    /// # Errors
    /// No such phrase.
    pub fn order_phrases(&self, ids: &[Id], now: DateTime) -> Result<()> {
        let ids: Vec<i64> = ids.iter().map(|id| id.0).collect();
        self.write("phrase.order", now, |tx| Ok(tx.order_phrases(&ids)?))?;
        Ok(())
    }

    /// The wording with its braces filled in from the matter being written: `{申请人}` and the other roles by their
    /// parties' names, fields by their labels, `{今天}`, `{承办人}`, `{司法所}`. What is not known stays as it is.
    ///
    /// # Errors
    /// A value of the matter that is not acceptable.
    pub fn fill_phrase(&self, text: &str, draft: &MatterDraft, now: DateTime) -> Result<FilledText> {
        self.filled(text, draft, now)
    }

    /// The phrases that pass the query as an Excel file. In the audit chain.
    ///
    /// # Errors
    /// The file exists or cannot be written.
    pub fn export_phrases(
        &self,
        query: &PhraseQuery,
        path: &Path,
        overwrite: bool,
        now: DateTime,
    ) -> Result<ExportOutcome> {
        self.may("phrase.export")?;
        let columns = vec![Column::new("用在", Sort::Text), Column::new("写法", Sort::Text)];
        let mut list = List::new("常用语", columns)?;
        for phrase in self.phrases(query)? {
            list.row([phrase.place.as_str(), phrase.text.as_str()])?;
        }
        self.export_list("phrase.export", list, path, overwrite, now)
    }

    fn phrase_view(&self, phrase: Phrase) -> PhraseView {
        let Phrase { id, revision: stored, data, .. } = phrase;
        PhraseView {
            id: Id(id),
            revision: revision(stored),
            place: self
                .place(&data.kind, &data.field)
                .unwrap_or_else(|_| format!("{} {}", data.kind, data.field)),
            kind: data.kind,
            field: data.field,
            text: data.text,
        }
    }

    /// What a place is called; an error where there is none such.
    fn place(&self, kind: &str, field: &str) -> Result<String> {
        if kind.is_empty() && field.is_empty() {
            return Ok("通用".to_owned());
        }
        let kind = self.assets().kind(kind)?;
        if field.is_empty() {
            return Ok(kind.title.clone());
        }
        let label = label_of(kind, field);
        let label = label.ok_or_else(|| OfficeError::Unknown { what: "field", id: field.to_owned() })?;
        Ok(format!("{} · {label}", kind.title))
    }
}

/// What a place in a kind is called, where there is one.
fn label_of(kind: &Kind, field: &str) -> Option<String> {
    let (first, rest) = field.split_once('.').unwrap_or((field, ""));
    let named = |fields: &[rules::Field], id: &str| {
        fields.iter().find(|known| known.id == id).map(|known| known.label.clone())
    };
    match first {
        "journal" if rest == "text" => Some("经过".to_owned()),
        "journal" if rest == "place" => Some("经过的地点".to_owned()),
        "journal" => kind
            .journal
            .iter()
            .find_map(|entry| named(&entry.fields, rest))
            .map(|label| format!("经过的{label}")),
        "document" => Some("文书里填的内容".to_owned()),
        "parties" => crate::people::record::label(rest).map(|label| format!("当事人{label}")),
        _ => {
            let found = kind.field(first)?;
            if rest.is_empty() {
                Some(found.label.clone())
            } else {
                named(&found.columns, rest).map(|column| format!("{}的{column}", found.label))
            }
        }
    }
}

/// The field a path leads to, whichever row of it: `step.claims.0.text` is `claims.text`.
fn field_of(path: &str) -> String {
    let path = path.strip_prefix("step.").unwrap_or(path);
    let parts =
        path.split('.').filter(|part| !part.is_empty() && !part.bytes().all(|byte| byte.is_ascii_digit()));
    parts.collect::<Vec<_>>().join(".")
}

fn fits(phrase: &Phrase, kind: &str, field: &str) -> bool {
    let own = &phrase.data;
    (kind.is_empty() || own.kind.is_empty() || own.kind == kind)
        && (field.is_empty() || own.field.is_empty() || own.field == field)
}

fn found(phrase: &Phrase, words: &str) -> bool {
    let own = &phrase.data;
    words.is_empty()
        || own.text.to_lowercase().contains(words)
        || own.initials.split(' ').any(|spelling| spelling.contains(words))
}

/// Fields whose texts are kept and looked for.
fn is_text(kind: FieldType) -> bool {
    matches!(kind, FieldType::Text | FieldType::Paragraph)
}

#[cfg(test)]
mod tests;
