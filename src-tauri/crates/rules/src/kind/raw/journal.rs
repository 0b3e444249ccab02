//! A type of journal entry as written.

use super::field::{RawField, scalar_type, with_fields};
use super::{RawKind, check_ids};
use crate::asset::At;
use crate::code_list::CodeList;
use crate::kind::{EntryType, FieldType};
use crate::read::{Compiler, Problems, TomlTable};
use expression::Type;
use std::collections::{BTreeMap, BTreeSet};

/// What every entry of a journal has beside its own fields and a batch may ask for.
const OWN_PARTS: [&str; 3] = ["at", "place", "text"];

#[derive(Debug)]
pub(crate) struct RawEntryType {
    pub(crate) id: String,
    pub(crate) fields: Vec<RawField>,
    title: String,
    batch: Vec<(String, At)>,
    source: Option<String>,
    covers: Vec<String>,
    at: At,
}

impl RawEntryType {
    /// What a batch asks for exists, and it leaves out nothing that must be filled.
    pub(super) fn check_batch(&self, problems: &Problems) {
        for (name, at) in &self.batch {
            if !OWN_PARTS.contains(&name.as_str()) && !self.fields.iter().any(|field| field.id == *name) {
                problems.add(at, "asset.unknown-field", format!("没有叫 `{name}` 的栏目。"));
            }
        }
        let Some((_, at)) = self.batch.first() else { return };
        let asked = |field: &RawField| self.batch.iter().any(|(name, _)| *name == field.id);
        let rows = self.fields.iter().filter(|field| field.field_type == FieldType::Rows && asked(field));
        if rows.count() > 1 {
            problems.add(at, "asset.bad-value", "`batch` 里只能有一个多行栏目（rows）。");
        }
        for field in &self.fields {
            if field.required.is_some() && field.visible.is_none() && field.default.is_none() && !asked(field)
            {
                let message = format!("`{}` 必填又没有 `default`，要写进 `batch`。", field.id);
                problems.add(at, "asset.bad-value", message);
            }
        }
    }
}

pub(super) fn read_entry_type(table: &TomlTable<'_>) -> RawEntryType {
    let entry = RawEntryType {
        id: table.id("id", "_"),
        title: table.required_text("title"),
        fields: table.tables("fields").iter().map(RawField::read).collect(),
        batch: table.located_texts("batch"),
        source: table.text("source"),
        covers: table.texts("covers"),
        at: table.at(),
    };
    table.finish();
    entry
}

pub(super) fn compile_entry_type(entry: &RawEntryType, compiler: &Compiler<'_>) -> EntryType {
    let schema = with_fields(compiler.schema, &entry.fields);
    let own = Compiler { schema: &schema, problems: compiler.problems };
    EntryType {
        id: entry.id.clone(),
        title: entry.title.clone(),
        fields: entry.fields.iter().map(|field| field.compile(&own)).collect(),
        batch: entry.batch.iter().map(|(field, _)| field.clone()).collect(),
        source: entry.source.clone(),
        covers: entry.covers.clone(),
    }
}

impl RawKind {
    pub(super) fn check_journal(
        &self,
        lists: &BTreeMap<String, CodeList>,
        kinds: &BTreeSet<String>,
        problems: &Problems,
    ) {
        check_ids(self.journal.iter().map(|entry| (entry.id.as_str(), &entry.at)), problems);
        let mut types: BTreeMap<&str, Type> = BTreeMap::new();
        for entry in &self.journal {
            check_ids(entry.fields.iter().map(|field| (field.id.as_str(), &field.at)), problems);
            entry.check_batch(problems);
            for field in &entry.fields {
                field.check(lists, kinds, problems);
                // One list holds all entries, so a name can have only one type in it.
                let own = scalar_type(field);
                let first = types.entry(&field.id).or_insert_with(|| own.clone());
                if *first != own {
                    let message = format!("`{}` 在另一种经过里是 `{first}`，在这里是 `{own}`。", field.id);
                    problems.add(&field.at, "asset.conflicting-type", message);
                }
            }
        }
    }
}
