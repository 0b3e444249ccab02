use crate::asset::At;
use crate::kind::FieldType;
use crate::kind::raw::RawField;
use crate::read::{Problems, TomlTable};

/// The report that a matter carries on paper (业务报表, 数据分析报告): which fields of it say which report over which
/// days. Its documents see the figures as `report`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CarriedReport {
    /// The code field that holds the report's id.
    pub id: String,
    /// The date field with the first day.
    pub from: String,
    /// The date field with the last day.
    pub to: String,
}

impl CarriedReport {
    pub(crate) fn read(table: &TomlTable<'_>) -> Self {
        let report = Self {
            id: table.required_text("id"),
            from: table.required_text("from"),
            to: table.required_text("to"),
        };
        table.finish();
        report
    }

    /// Finds fields that are not there or hold something else.
    pub(crate) fn check(&self, fields: &[RawField], at: &At, problems: &Problems) {
        let wanted =
            [(&self.id, FieldType::Code), (&self.from, FieldType::Date), (&self.to, FieldType::Date)];
        for (id, wanted) in wanted {
            if !fields.iter().any(|field| field.id == *id && field.field_type == wanted) {
                let message = format!("没有叫 `{id}` 的 {} 栏目。", wanted.name());
                problems.add(at, "asset.unknown-field", message);
            }
        }
    }
}
