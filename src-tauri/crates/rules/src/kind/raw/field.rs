//! A field as written.

use super::{check_ids, condition};
use crate::asset::At;
use crate::code_list::CodeList;
use crate::kind::{Condition, Field, FieldType};
use crate::read::{Compiler, Problems, Source, TomlTable, Wanted};
use expression::{Schema, Type};
use std::collections::{BTreeMap, BTreeSet};

#[derive(Debug)]
pub(crate) struct RawField {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) field_type: FieldType,
    pub(crate) codes: Option<String>,
    pub(crate) of: Option<String>,
    pub(crate) columns: Vec<RawField>,
    pub(crate) derived: bool,
    pub(crate) at: At,
    pub(super) group: String,
    pub(super) required: Option<Source>,
    pub(super) visible: Option<Source>,
    pub(super) default: Option<Source>,
    hint: Option<String>,
    source: Option<String>,
    covers: Vec<String>,
}

impl RawField {
    pub(super) fn read(table: &TomlTable<'_>) -> Self {
        let field = Self {
            id: table.id("id", "_"),
            label: table.required_text("label"),
            field_type: table.required_parsed("type").unwrap_or(FieldType::Text),
            codes: table.text("codes"),
            of: table.text("of"),
            columns: table.tables("columns").iter().map(Self::read).collect(),
            at: table.at(),
            group: table.text("group").unwrap_or_default(),
            required: Source::read(table, "required"),
            visible: Source::read(table, "visible"),
            default: Source::read(table, "default"),
            derived: table.flag("derived"),
            hint: table.text("hint"),
            source: table.text("source"),
            covers: table.texts("covers"),
        };
        table.finish();
        field
    }

    pub(super) fn check(
        &self,
        lists: &BTreeMap<String, CodeList>,
        kinds: &BTreeSet<String>,
        problems: &Problems,
    ) {
        let wants_codes = matches!(self.field_type, FieldType::Code | FieldType::Codes);
        match &self.codes {
            Some(list) if !wants_codes => {
                problems.add(
                    &self.at,
                    "asset.needless-key",
                    format!("`codes = {list:?}` 只能用在代码栏目上。"),
                );
            }
            Some(list) if !lists.contains_key(list) => {
                problems.add(&self.at, "asset.unknown-code-list", format!("没有叫 `{list}` 的代码表。"));
            }
            None if wants_codes => {
                problems.add(&self.at, "asset.missing-key", "代码栏目缺少 `codes`。");
            }
            Some(_) | None => {}
        }
        match &self.of {
            Some(kind) if self.field_type != FieldType::Matter => {
                problems.add(&self.at, "asset.needless-key", format!("`of = {kind:?}` 只能用在事项栏目上。"));
            }
            Some(kind) if !kinds.contains(kind) => {
                problems.add(&self.at, "asset.unknown-kind", format!("没有叫 `{kind}` 的事项类型。"));
            }
            None if self.field_type == FieldType::Matter => {
                problems.add(&self.at, "asset.missing-key", "事项栏目缺少 `of`。");
            }
            Some(_) | None => {}
        }
        if (self.field_type == FieldType::Rows) == self.columns.is_empty() {
            problems.add(&self.at, "asset.bad-columns", "多行栏目（rows）要有 `columns`，别的栏目不能有。");
        }
        check_ids(self.columns.iter().map(|column| (column.id.as_str(), &column.at)), problems);
        for column in &self.columns {
            column.check(lists, kinds, problems);
        }
    }

    pub(super) fn compile(&self, compiler: &Compiler<'_>) -> Field {
        let row_schema = with_fields(compiler.schema, &self.columns);
        let row = Compiler { schema: &row_schema, problems: compiler.problems };
        Field {
            id: self.id.clone(),
            label: self.label.clone(),
            field_type: self.field_type,
            group: self.group.clone(),
            codes: self.codes.clone(),
            of: self.of.clone(),
            columns: self.columns.iter().map(|column| column.compile(&row)).collect(),
            required: condition(compiler, self.required.as_ref(), Condition::Never),
            visible: condition(compiler, self.visible.as_ref(), Condition::Always),
            default: compiler.optional(self.default.as_ref(), Wanted::Anything),
            derived: self.derived,
            hint: self.hint.clone(),
            source: self.source.clone(),
            covers: self.covers.clone(),
        }
    }
}

/// The schema with the fields of a row or an entry added, which hide the kind's own.
pub(super) fn with_fields(schema: &Schema, fields: &[RawField]) -> Schema {
    let mut inner = schema.clone();
    for field in fields {
        inner.insert(field.id.clone(), scalar_type(field));
    }
    inner
}

pub(super) fn scalar_type(field: &RawField) -> Type {
    match field.field_type {
        FieldType::Text | FieldType::Paragraph => Type::Text,
        FieldType::Date => Type::Date,
        FieldType::Time => Type::Time,
        FieldType::DateTime => Type::DateTime,
        FieldType::Integer => Type::Int,
        FieldType::Money => Type::Money,
        FieldType::Bool => Type::Bool,
        FieldType::Code => Type::code(field.codes.as_deref().unwrap_or_default()),
        FieldType::Codes => Type::list(Type::code(field.codes.as_deref().unwrap_or_default())),
        FieldType::Staff
        | FieldType::Person
        | FieldType::Organization
        | FieldType::Matter
        | FieldType::Rows => Type::Any,
    }
}
