//! Values as a clerk reads them: codes by their labels, dates in Chinese, money in yuan.

use crate::Assets;
use crate::error::Result;
use crate::session::Context;
use crate::view::{FieldType, FieldView, Id, Reference, ShownField};
use calendar::cn_date;
use rules::Refers;
use serde_json::{Map, Value};
use store::{Reader, StoreError};

/// Writes values for the screen.
#[derive(Clone, Copy)]
pub(crate) struct Shown<'a> {
    pub(crate) assets: &'a Assets,
    pub(crate) context: &'a Context,
}

impl Shown<'_> {
    /// A value of an expression: a date, an amount (when the field says so), a text, a list.
    pub(crate) fn plain(&self, value: &Value, field_type: Option<rules::FieldType>) -> String {
        match value {
            Value::Null => String::new(),
            Value::Bool(true) => "是".to_owned(),
            Value::Bool(false) => "否".to_owned(),
            Value::Number(number) => match (field_type, number.as_i64()) {
                (Some(rules::FieldType::Money), Some(fen)) => yuan(fen),
                (_, _) => number.to_string(),
            },
            // Lists are narrow: dates stay in figures.
            Value::String(text) => text.clone(),
            Value::Array(items) => {
                items.iter().map(|item| self.plain(item, field_type)).collect::<Vec<_>>().join("、")
            }
            Value::Object(fields) => {
                let title = fields.get("title").or_else(|| fields.get("name"));
                title.and_then(Value::as_str).unwrap_or_default().to_owned()
            }
        }
    }

    /// A field's value as the screen and the audit page write it. References are named by `name`.
    pub(crate) fn field(
        &self,
        field: &FieldView,
        value: &Value,
        name: &dyn Fn(FieldType, i64) -> String,
    ) -> String {
        let referred = || value.as_i64().map(|id| name(field.kind, id)).unwrap_or_default();
        match field.kind {
            FieldType::Text | FieldType::Paragraph | FieldType::Time => {
                value.as_str().unwrap_or_default().to_owned()
            }
            FieldType::Date => value.as_str().map(date).unwrap_or_default(),
            FieldType::Datetime => value.as_str().map(datetime).unwrap_or_default(),
            FieldType::Integer => value.as_i64().map(|number| number.to_string()).unwrap_or_default(),
            FieldType::Money => value.as_i64().map(yuan).unwrap_or_default(),
            FieldType::Bool => {
                value.as_bool().map(|truth| if truth { "是" } else { "否" }).unwrap_or_default().to_owned()
            }
            FieldType::Code => value.as_str().map(|id| self.code(field, id)).unwrap_or_default(),
            FieldType::Codes => {
                let ids = value.as_array().map(Vec::as_slice).unwrap_or_default();
                ids.iter()
                    .filter_map(Value::as_str)
                    .map(|id| self.code(field, id))
                    .collect::<Vec<_>>()
                    .join("、")
            }
            FieldType::Staff
            | FieldType::Person
            | FieldType::Organization
            | FieldType::Matter
            | FieldType::Journal
            | FieldType::Party => referred(),
            FieldType::Rows => {
                let rows = value.as_array().map(Vec::as_slice).unwrap_or_default();
                rows.iter().map(|row| self.row(field, row, name)).collect::<Vec<_>>().join("；")
            }
        }
    }

    fn row(&self, field: &FieldView, row: &Value, name: &dyn Fn(FieldType, i64) -> String) -> String {
        let cells = field.columns.iter().filter_map(|column| {
            let value = row.get(&column.id)?;
            // Among other cells a bare 是 says nothing.
            let text = match value.as_bool() {
                Some(truth) => {
                    if truth {
                        column.label.clone()
                    } else {
                        String::new()
                    }
                }
                None => self.field(column, value, name),
            };
            Some(text).filter(|text| !text.is_empty())
        });
        cells.collect::<Vec<_>>().join(" ")
    }

    fn code(&self, field: &FieldView, id: &str) -> String {
        self.assets.code_label(field.codes.as_deref().unwrap_or_default(), id).to_owned()
    }

    /// Every filled field of these, as shown.
    pub(crate) fn fields(
        &self,
        fields: &[FieldView],
        values: &Map<String, Value>,
        name: &dyn Fn(FieldType, i64) -> String,
    ) -> Vec<ShownField> {
        fields
            .iter()
            .filter_map(|field| {
                let text = self.field(field, values.get(&field.id)?, name);
                (!text.is_empty()).then(|| ShownField {
                    id: field.id.clone(),
                    label: field.label.clone(),
                    text,
                })
            })
            .collect()
    }

    /// What a reference leads to; none when the row is gone.
    pub(crate) fn reference(
        &self,
        reader: &Reader<'_>,
        field: &str,
        kind: FieldType,
        id: i64,
    ) -> Result<Option<Reference>> {
        let (title, number) = match kind.refers() {
            Some(Refers::Staff) => match self.context.staff.get(&id) {
                Some(staff) => (staff.name.clone(), None),
                None => return Ok(None),
            },
            Some(Refers::Person) => match reader.person(id) {
                Ok(person) => (person.data.name, None),
                Err(StoreError::NotFound { .. }) => return Ok(None),
                Err(error) => return Err(error.into()),
            },
            Some(Refers::Organization) => match reader.organization(id) {
                Ok(organization) => (organization.data.name, None),
                Err(StoreError::NotFound { .. }) => return Ok(None),
                Err(error) => return Err(error.into()),
            },
            Some(Refers::Matter) => match reader.matter(id) {
                Ok(matter) => (matter.data.title, matter.data.number),
                Err(StoreError::NotFound { .. }) => return Ok(None),
                Err(error) => return Err(error.into()),
            },
            None => return Ok(None),
        };
        Ok(Some(Reference { field: field.to_owned(), id: Id(id), title, number }))
    }

    /// Every reference in these values, with what it leads to.
    pub(crate) fn references(
        &self,
        reader: &Reader<'_>,
        fields: &[FieldView],
        values: &Map<String, Value>,
    ) -> Result<Vec<Reference>> {
        let mut found: Vec<Reference> = Vec::new();
        for field in fields {
            let Some(value) = values.get(&field.id) else { continue };
            let mut places: Vec<(&FieldView, &Value)> = vec![(field, value)];
            if let Some(rows) = value.as_array() {
                places.extend(rows.iter().flat_map(|row| {
                    field.columns.iter().filter_map(move |column| Some((column, row.get(&column.id)?)))
                }));
            }
            for (place, value) in places {
                let Some(id) = value.as_i64() else { continue };
                let path = if std::ptr::eq(place, field) {
                    field.id.clone()
                } else {
                    format!("{}.{}", field.id, place.id)
                };
                if found.iter().any(|known| known.field == path && known.id == Id(id)) {
                    continue;
                }
                found.extend(self.reference(reader, &path, place.kind, id)?);
            }
        }
        Ok(found)
    }
}

/// A name-giver over references already read.
pub(crate) fn names(references: &[Reference]) -> impl Fn(FieldType, i64) -> String + '_ {
    move |_, id| {
        references
            .iter()
            .find(|known| known.id == Id(id))
            .map(|known| known.title.clone())
            .unwrap_or_default()
    }
}

/// A sum in yuan as every page of the window writes it: `1,409.50元`.
pub(crate) fn yuan(fen: i64) -> String {
    expression::amount::yuan(fen).map_or_else(|_| fen.to_string(), |yuan| format!("{}元", grouped(&yuan)))
}

/// The whole yuan in groups of three figures.
fn grouped(yuan: &str) -> String {
    let (whole, rest) = yuan.find('.').map_or((yuan, ""), |dot| yuan.split_at(dot));
    let count = whole.chars().count();
    let mut text = String::with_capacity(yuan.len() + count / 3);
    for (index, figure) in whole.chars().enumerate() {
        if index > 0 && (count - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(figure);
    }
    text + rest
}

/// A stored day in Chinese.
pub(crate) fn date(iso: &str) -> String {
    calendar::parse_date(iso).map_or_else(|_| iso.to_owned(), cn_date)
}

fn datetime(iso: &str) -> String {
    calendar::parse_datetime(iso).map_or_else(|_| iso.to_owned(), calendar::cn_datetime)
}

#[cfg(test)]
mod tests {
    use super::yuan;

    #[test]
    fn sums_are_written_in_groups() {
        let shown = [5, 99_999, 300_000, 12_345_678_901].map(yuan);
        assert_eq!(shown, ["0.05元", "999.99元", "3,000.00元", "123,456,789.01元"]);
    }
}
