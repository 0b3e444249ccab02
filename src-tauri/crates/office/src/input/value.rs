//! Field values by their type.

use super::{InputError, InputFault, Place, line, paragraph, quoted};
use crate::view::{FieldType, FieldView};
use serde_json::{Map, Value};

/// Rows a `rows` field takes.
const ROWS: usize = 500;
/// The largest whole number taken: what a window's number holds exactly.
const LARGEST: i64 = 9_007_199_254_740_991;

/// Looks up whether a code list has an id.
pub(crate) type Codes<'a> = &'a dyn Fn(&str, &str) -> bool;

/// The value as it is stored: blank becomes null, text loses the blanks at its ends.
pub(crate) fn checked(
    path: &str,
    field: &FieldView,
    value: &Value,
    codes: Codes<'_>,
) -> Result<Value, InputError> {
    let place = Place { field: path, label: &field.label };
    if blank(value) {
        return Ok(Value::Null);
    }
    match field.kind {
        FieldType::Text => line(place, text(place, value)?).map(Value::from),
        FieldType::Paragraph => paragraph(place, text(place, value)?).map(Value::from),
        FieldType::Date => date(place, value),
        FieldType::Datetime => datetime(place, value),
        FieldType::Time => time(place, value),
        FieldType::Integer => integer(place, value, "整数").map(Value::from),
        FieldType::Money => money(place, value),
        FieldType::Bool => boolean(place, value),
        FieldType::Code => code(place, field, value, codes),
        FieldType::Codes => several_codes(place, field, value, codes),
        FieldType::Staff
        | FieldType::Person
        | FieldType::Organization
        | FieldType::Matter
        | FieldType::Journal
        | FieldType::Party => integer(place, value, "所选的记录").map(Value::from),
        FieldType::Rows => rows(path, place, field, value, codes),
    }
}

fn blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    }
}

fn wrong(place: Place<'_>, wanted: &'static str, value: &Value) -> InputError {
    let value = value.as_str().map_or_else(|| quoted(&value.to_string()), quoted);
    place.refuse(InputFault::WrongType { wanted, value })
}

fn text<'a>(place: Place<'_>, value: &'a Value) -> Result<&'a str, InputError> {
    value.as_str().ok_or_else(|| wrong(place, "文字", value))
}

fn date(place: Place<'_>, value: &Value) -> Result<Value, InputError> {
    let typed = value.as_str().ok_or_else(|| wrong(place, "日期", value))?;
    calendar::parse_date(typed.trim())
        .map(|date| Value::from(date.to_string()))
        .map_err(|_| place.refuse(InputFault::ImpossibleDate { value: quoted(typed) }))
}

fn datetime(place: Place<'_>, value: &Value) -> Result<Value, InputError> {
    let typed = value.as_str().ok_or_else(|| wrong(place, "日期和时间", value))?;
    calendar::parse_datetime(typed.trim())
        .map(|at| Value::from(at.format("%Y-%m-%dT%H:%M").to_string()))
        .map_err(|_| place.refuse(InputFault::ImpossibleDate { value: quoted(typed) }))
}

fn time(place: Place<'_>, value: &Value) -> Result<Value, InputError> {
    let typed = value.as_str().ok_or_else(|| wrong(place, "时间", value))?;
    calendar::Time::parse_from_str(typed.trim(), "%H:%M")
        .map(|at| Value::from(at.format("%H:%M").to_string()))
        .map_err(|_| place.refuse(InputFault::ImpossibleDate { value: quoted(typed) }))
}

fn integer(place: Place<'_>, value: &Value, wanted: &'static str) -> Result<i64, InputError> {
    let number = value.as_i64().ok_or_else(|| wrong(place, wanted, value))?;
    if number < 0 {
        return Err(place.refuse(InputFault::Negative { value: number.to_string() }));
    }
    if number > LARGEST {
        return Err(place.refuse(InputFault::TooLarge { value: number.to_string() }));
    }
    Ok(number)
}

fn money(place: Place<'_>, value: &Value) -> Result<Value, InputError> {
    let fen = integer(place, value, "金额")?;
    if fen > expression::amount::LARGEST {
        return Err(place.refuse(InputFault::TooLarge { value: format!("{}元", fen / 100) }));
    }
    Ok(Value::from(fen))
}

fn boolean(place: Place<'_>, value: &Value) -> Result<Value, InputError> {
    value.as_bool().map(Value::from).ok_or_else(|| wrong(place, "是或否", value))
}

fn one_code(
    place: Place<'_>,
    field: &FieldView,
    value: &Value,
    codes: Codes<'_>,
) -> Result<String, InputError> {
    let id = value.as_str().ok_or_else(|| wrong(place, "选项", value))?;
    let list = field.codes.as_deref().unwrap_or_default();
    if codes(list, id) {
        Ok(id.to_owned())
    } else {
        Err(place.refuse(InputFault::UnknownCode { value: quoted(id) }))
    }
}

fn code(place: Place<'_>, field: &FieldView, value: &Value, codes: Codes<'_>) -> Result<Value, InputError> {
    one_code(place, field, value, codes).map(Value::from)
}

fn several_codes(
    place: Place<'_>,
    field: &FieldView,
    value: &Value,
    codes: Codes<'_>,
) -> Result<Value, InputError> {
    let chosen = value.as_array().ok_or_else(|| wrong(place, "选项", value))?;
    let mut taken: Vec<Value> = Vec::with_capacity(chosen.len());
    for item in chosen {
        let id = Value::from(one_code(place, field, item, codes)?);
        if !taken.contains(&id) {
            taken.push(id);
        }
    }
    Ok(Value::from(taken))
}

fn rows(
    path: &str,
    place: Place<'_>,
    field: &FieldView,
    value: &Value,
    codes: Codes<'_>,
) -> Result<Value, InputError> {
    let rows = value.as_array().ok_or_else(|| wrong(place, "多行内容", value))?;
    if rows.len() > ROWS {
        return Err(place.refuse(InputFault::TooMany { limit: ROWS, count: rows.len() }));
    }
    let mut taken = Vec::with_capacity(rows.len());
    for (index, row) in rows.iter().enumerate() {
        let row = row.as_object().ok_or_else(|| wrong(place, "多行内容", row))?;
        if let Some(unknown) = row.keys().find(|key| !field.columns.iter().any(|column| &column.id == *key)) {
            return Err(wrong(place, "表中已有的栏目", &Value::from(unknown.as_str())));
        }
        let mut cells = Map::new();
        for column in &field.columns {
            let cell = row.get(&column.id).unwrap_or(&Value::Null);
            let path = format!("{path}.{index}.{}", column.id);
            cells.insert(column.id.clone(), checked(&path, column, cell, codes)?);
        }
        if cells.values().any(|cell| !cell.is_null()) {
            taken.push(Value::Object(cells));
        }
    }
    Ok(if taken.is_empty() { Value::Null } else { Value::from(taken) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn field(kind: FieldType) -> FieldView {
        FieldView {
            id: "f".into(),
            label: "栏目".into(),
            kind,
            group: None,
            codes: Some("sex".into()),
            of: None,
            columns: Vec::new(),
            hint: None,
            always_required: false,
            derived: false,
            source: None,
        }
    }

    fn take(kind: FieldType, value: Value) -> Result<Value, &'static str> {
        checked("f", &field(kind), &value, &|list, id| list == "sex" && id == "1").map_err(|e| e.code())
    }

    #[test]
    fn values_of_each_type() {
        assert_eq!(take(FieldType::Date, json!("2026-02-28")), Ok(json!("2026-02-28")));
        assert_eq!(take(FieldType::Datetime, json!("2026-02-28T09:30:00")), Ok(json!("2026-02-28T09:30")));
        assert_eq!(take(FieldType::Time, json!("9:05")), Ok(json!("09:05")));
        assert_eq!(take(FieldType::Money, json!(120_050)), Ok(json!(120_050)));
        assert_eq!(take(FieldType::Codes, json!(["1", "1"])), Ok(json!(["1"])));
        assert_eq!(take(FieldType::Text, json!("  ")), Ok(Value::Null));
        assert_eq!(take(FieldType::Bool, json!(false)), Ok(json!(false)));
    }

    #[test]
    fn bad_values_have_their_own_codes() {
        assert_eq!(take(FieldType::Date, json!("2026-02-30")), Err("input.impossible-date"));
        assert_eq!(take(FieldType::Date, json!("1026-02-20")), Err("input.impossible-date"));
        assert_eq!(take(FieldType::Time, json!("25:00")), Err("input.impossible-date"));
        assert_eq!(take(FieldType::Money, json!(-1)), Err("input.negative"));
        assert_eq!(take(FieldType::Money, json!(100_000_000_000_001_i64)), Err("input.too-large"));
        assert_eq!(take(FieldType::Money, json!(1.5)), Err("input.wrong-type"));
        assert_eq!(take(FieldType::Code, json!("7")), Err("input.unknown-code"));
        assert_eq!(take(FieldType::Bool, json!("是")), Err("input.wrong-type"));
    }

    #[test]
    fn rows_are_checked_cell_by_cell_and_blank_rows_dropped() {
        let mut table = field(FieldType::Rows);
        table.columns = vec![FieldView { id: "amount".into(), ..field(FieldType::Money) }];
        let take = |value: Value| checked("paid", &table, &value, &|_, _| true);
        assert_eq!(take(json!([{"amount": 5}, {"amount": null}])), Ok(json!([{"amount": 5}])));
        assert_eq!(take(json!([{"amount": null}])), Ok(Value::Null));
        assert_eq!(take(json!([{"amount": 5}, {"amount": -5}])).unwrap_err().field, "paid.1.amount");
        assert_eq!(take(json!([{"other": 5}])).unwrap_err().code(), "input.wrong-type");
    }
}
