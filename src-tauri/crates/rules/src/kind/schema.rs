use crate::kind::FieldType;
use crate::kind::raw::{RawField, RawKind};
use crate::law::Setting;
use crate::report::printed_type;
use expression::{CodeLabels, ObjectType, Schema, Type};
use std::collections::BTreeMap;
use std::sync::Arc;

/// How many references deep an expression may follow: `m.mediator.person.name` is two.
const REFERENCE_DEPTH: usize = 2;

/// The schema of each kind, by its id. They are made together because kinds refer to each other.
pub(crate) fn schemas(
    kinds: &BTreeMap<String, RawKind>,
    settings: &BTreeMap<String, Setting>,
    codes: &Arc<CodeLabels>,
) -> BTreeMap<String, Schema> {
    kinds.iter().map(|(id, kind)| (id.clone(), schema(kind, kinds, settings, codes))).collect()
}

fn schema(
    kind: &RawKind,
    kinds: &BTreeMap<String, RawKind>,
    settings: &BTreeMap<String, Setting>,
    codes: &Arc<CodeLabels>,
) -> Schema {
    let mut schema = Schema::new().with_codes(codes.clone());
    schema.insert("today", Type::Date);
    schema.insert("office", office().into());
    schema.insert("matter", matter().into());
    schema.insert("parties", Type::list(party().into()));
    schema.insert("documents", Type::list(document().into()));
    let settings = settings.values().map(|setting| (setting.id.clone(), setting.kind.value_type()));
    schema.insert("settings", ObjectType::new("settings", settings).into());
    if kind.report.is_some() {
        schema.insert("report", printed_type().into());
    }
    for field in &kind.fields {
        schema.insert(field.id.clone(), value_type(field, kinds, REFERENCE_DEPTH));
    }
    if !kind.related.is_empty() {
        let related = kind.related.iter().filter_map(|it| {
            let mut other = referred(kinds.get(&it.related.kind)?, kinds, REFERENCE_DEPTH - 1);
            other.fields.insert("parties".to_owned(), Type::list(party().into()));
            Some((it.related.id.clone(), Type::list(other.into())))
        });
        schema.insert("related", ObjectType::new("related", related).into());
    }
    let mut entry: BTreeMap<String, Type> = [
        ("type", Type::Text),
        ("on", Type::Date),
        ("at", Type::DateTime),
        ("place", Type::Text),
        ("by", Type::Any),
        ("text", Type::Text),
    ]
    .map(|(name, kind)| (name.to_owned(), kind))
    .into();
    for field in kind.journal.iter().flat_map(|entry_type| &entry_type.fields) {
        entry.insert(field.id.clone(), value_type(field, kinds, REFERENCE_DEPTH));
    }
    schema
        .insert("journal", Type::list(ObjectType { name: "journal entry".to_owned(), fields: entry }.into()));
    schema
}

/// The names of a form that prints a report and belongs to no matter.
pub(crate) fn report_sheet(codes: &Arc<CodeLabels>) -> Schema {
    Schema::new()
        .with_codes(codes.clone())
        .with("today", Type::Date)
        .with("office", office().into())
        .with("staff", staff().into())
        .with("report", printed_type().into())
}

fn value_type(field: &RawField, kinds: &BTreeMap<String, RawKind>, depth: usize) -> Type {
    let codes = || Type::code(field.codes.as_deref().unwrap_or_default());
    match field.field_type {
        FieldType::Text | FieldType::Paragraph => Type::Text,
        FieldType::Date => Type::Date,
        FieldType::Time => Type::Time,
        FieldType::DateTime => Type::DateTime,
        FieldType::Integer => Type::Int,
        FieldType::Money => Type::Money,
        FieldType::Bool => Type::Bool,
        FieldType::Code => codes(),
        FieldType::Codes => Type::list(codes()),
        FieldType::Staff => staff().into(),
        FieldType::Person => person().into(),
        FieldType::Organization => organization().into(),
        FieldType::Matter => match field.of.as_ref().and_then(|of| kinds.get(of)) {
            Some(kind) if depth > 0 => referred(kind, kinds, depth - 1).into(),
            Some(_) | None => matter().into(),
        },
        FieldType::Rows => {
            let columns =
                field.columns.iter().map(|column| (column.id.clone(), value_type(column, kinds, depth)));
            Type::list(ObjectType::new(format!("row of {}", field.id), columns).into())
        }
    }
}

/// Another matter as a reference field holds it: what every matter has, and its fields.
fn referred(kind: &RawKind, kinds: &BTreeMap<String, RawKind>, depth: usize) -> ObjectType {
    let mut object = matter();
    object.name.clone_from(&kind.id);
    for field in &kind.fields {
        object.fields.insert(field.id.clone(), value_type(field, kinds, depth));
    }
    object
}

fn texts(name: &str, fields: &[&str]) -> ObjectType {
    ObjectType::new(name, fields.iter().map(|field| (*field, Type::Text)))
}

fn matter() -> ObjectType {
    let mut object = texts("matter", &["id", "kind", "number", "state", "state_title", "title"]);
    object.fields.insert("opened_on".to_owned(), Type::Date);
    object.fields.insert("closed_on".to_owned(), Type::Date);
    object.fields.insert("responsible".to_owned(), Type::Any);
    object
}

fn office() -> ObjectType {
    let fields =
        ["name", "short_name", "county", "upper_bureau", "police_station", "address", "phone", "head"];
    texts("office", &fields)
}

fn person() -> ObjectType {
    let fields = [
        "id",
        "kind",
        "name",
        "id_number",
        "occupation",
        "employer",
        "phone",
        "address",
        "representative",
        "representative_title",
        "agent",
    ];
    let mut object = texts("person", &fields);
    object.fields.insert("birth_date".to_owned(), Type::Date);
    for list in ["sex", "ethnicity"] {
        object.fields.insert(list.to_owned(), Type::code(list));
    }
    object.fields.insert("id_type".to_owned(), Type::code("id-type"));
    object
}

fn party() -> ObjectType {
    let mut object = person();
    "party".clone_into(&mut object.name);
    object.fields.insert("role".to_owned(), Type::Text);
    object
}

fn staff() -> ObjectType {
    texts("staff", &["id", "name", "title", "phone"])
}

fn organization() -> ObjectType {
    let fields =
        ["id", "kind", "name", "id_number", "address", "phone", "representative", "representative_title"];
    texts("organization", &fields)
}

fn document() -> ObjectType {
    let mut object = texts("document", &["form", "number", "state"]);
    // Of a kind whose matters carry a report: whether what was printed is still what the matters come to.
    object.fields.insert("agrees".to_owned(), Type::Bool);
    object.fields.insert("issued_on".to_owned(), Type::Date);
    object.fields.insert("signed_on".to_owned(), Type::Date);
    object
}
