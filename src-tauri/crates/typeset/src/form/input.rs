//! What a form asks for beside the matter's own fields: the number of copies, which session it records.

use expression::{Expression, ObjectType, Schema, Type};
use roxmltree::Node;
use serde::Serialize;

use super::problem::FormProblem;
use super::reader::Reader;
use super::repeat::is_identifier;

/// A value that only this document holds; in expressions it is `document.<id>`.
#[derive(Debug)]
pub struct Input {
    /// Its name inside `document`.
    pub id: String,
    /// What the clerk reads beside it.
    pub label: String,
    /// What it holds.
    pub kind: InputKind,
    /// What it is while the clerk has not said otherwise.
    pub default: Option<Expression>,
    /// Whether the document may not be issued without it.
    pub required: bool,
    /// A line of help; empty for none.
    pub hint: String,
}

/// What an input holds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case", tag = "type")]
pub enum InputKind {
    /// One line of text.
    Text,
    /// Several lines of text.
    Paragraph,
    /// A whole number.
    Integer {
        /// The least that is accepted.
        min: Option<i64>,
        /// The most that is accepted.
        max: Option<i64>,
    },
    /// An amount in fen.
    Money,
    /// Yes or no.
    Bool,
    /// A date.
    Date,
    /// A date and time.
    Datetime,
    /// A code of this list.
    Code {
        /// The code list's id.
        codes: String,
    },
    /// Codes of this list.
    Codes {
        /// The code list's id.
        codes: String,
    },
    /// One entry of the matter's journal. The value is the entry itself, as it stands in `journal`: what was
    /// printed does not change when the entry is corrected later.
    Journal {
        /// The entry type's id.
        entry: String,
    },
    /// One of the matter's parties; the value is the party itself, as it stands in `parties`.
    Party,
    /// Any number of rows; the value is a list of objects.
    Rows {
        /// What a row holds.
        columns: Vec<Column>,
    },
}

/// A column of an input of rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name inside the row.
    pub id: String,
    /// What the clerk reads over it.
    pub label: String,
    /// What it holds: one of the kinds that are no entry, party or rows themselves.
    pub kind: InputKind,
}

impl Input {
    pub(super) fn parse_all(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Vec<Self> {
        reader.no_text(node);
        reader.only(node, &[]);
        let mut inputs: Vec<Self> = Vec::new();
        for child in node.children().filter(Node::is_element) {
            if child.tag_name().name() != "input" {
                reader.unknown_element(child);
                continue;
            }
            let Some(input) = Self::parse(reader, child, schema) else { continue };
            if inputs.iter().any(|before| before.id == input.id) || RESERVED.contains(&input.id.as_str()) {
                reader.problem(child, &input.id, "这个代号的填写项已经有了。");
                continue;
            }
            inputs.push(input);
        }
        inputs
    }

    fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Option<Self> {
        reader.only(
            node,
            &["id", "label", "type", "codes", "entry", "min", "max", "default", "required", "hint"],
        );
        let id = reader.required(node, "id");
        if !is_identifier(&id) {
            reader.problem(node, "input.id", format!("`{id}` 不能作代号。"));
            return None;
        }
        let label = reader.required(node, "label");
        let name = reader.required(node, "type");
        let kind = match name.as_str() {
            "journal" => InputKind::Journal { entry: reader.required(node, "entry") },
            "party" => InputKind::Party,
            "rows" => InputKind::Rows { columns: Column::parse_all(reader, node) },
            other => InputKind::plain(reader, node, "input.type", other)?,
        };
        if !matches!(kind, InputKind::Integer { .. }) {
            for bound in ["min", "max"].into_iter().filter(|bound| node.attribute(*bound).is_some()) {
                reader.problem(node, &format!("input.{bound}"), "只有整数（integer）能写范围。");
            }
        }
        let default = node
            .attribute("default")
            .and_then(|source| reader.compile(node, "input.default", source, schema));
        let required = reader.flag(node, "required");
        let hint = node.attribute("hint").unwrap_or_default().to_owned();
        Some(Self { id, label, kind, default, required, hint })
    }

    /// What a number is outside of, in words (`1到99`); none where it is accepted, or no number.
    #[must_use]
    pub fn outside(&self, value: &serde_json::Value) -> Option<String> {
        let InputKind::Integer { min, max } = self.kind else { return None };
        let number = value.as_i64()?;
        let inside = min.is_none_or(|min| number >= min) && max.is_none_or(|max| number <= max);
        (!inside).then(|| match (min, max) {
            (Some(min), Some(max)) => format!("{min}到{max}"),
            (Some(min), None) => format!("{min}以上"),
            (None, Some(max)) => format!("{max}以内"),
            (None, None) => String::new(),
        })
    }

    /// The input's type in expressions. A journal entry or a party has the type of the kind's own.
    pub(super) fn value_type(&self, schema: &Schema) -> Type {
        let item_of = |list: &str| match schema.get(list) {
            Some(Type::List(item)) => item.as_ref().clone(),
            Some(_) | None => Type::Any,
        };
        match &self.kind {
            InputKind::Text
            | InputKind::Paragraph
            | InputKind::Integer { .. }
            | InputKind::Money
            | InputKind::Bool
            | InputKind::Date
            | InputKind::Datetime
            | InputKind::Code { .. }
            | InputKind::Codes { .. } => self.kind.plain_type(),
            InputKind::Journal { .. } => item_of("journal"),
            InputKind::Party => item_of("parties"),
            InputKind::Rows { columns } => {
                let types = columns.iter().map(|column| (column.id.clone(), column.kind.plain_type()));
                Type::list(ObjectType::new(format!("row of {}", self.id), types).into())
            }
        }
    }
}

impl InputKind {
    /// A kind that an input and a column may both be of.
    fn plain(reader: &mut Reader<'_>, node: Node<'_, '_>, field: &str, name: &str) -> Option<Self> {
        match name {
            "text" => Some(Self::Text),
            "paragraph" => Some(Self::Paragraph),
            "integer" => {
                let (min, max) = (reader.integer(node, "min"), reader.integer(node, "max"));
                if min.zip(max).is_some_and(|(min, max)| min > max) {
                    reader.problem(node, &field.replace("type", "min"), "最小的比最大的还大。");
                }
                Some(Self::Integer { min, max })
            }
            "money" => Some(Self::Money),
            "bool" => Some(Self::Bool),
            "date" => Some(Self::Date),
            "datetime" => Some(Self::Datetime),
            "code" => Some(Self::Code { codes: reader.required(node, "codes") }),
            "codes" => Some(Self::Codes { codes: reader.required(node, "codes") }),
            other => {
                reader.problem(node, field, format!("没有 `{other}` 这种类型。"));
                None
            }
        }
    }

    /// The type of a plain kind; the others depend on the kind of matter.
    fn plain_type(&self) -> Type {
        match self {
            Self::Text | Self::Paragraph => Type::Text,
            Self::Integer { .. } => Type::Int,
            Self::Money => Type::Money,
            Self::Bool => Type::Bool,
            Self::Date => Type::Date,
            Self::Datetime => Type::DateTime,
            Self::Code { codes } => Type::code(codes),
            Self::Codes { codes } => Type::list(Type::code(codes)),
            Self::Journal { .. } | Self::Party | Self::Rows { .. } => Type::Any,
        }
    }
}

impl Column {
    fn parse_all(reader: &mut Reader<'_>, node: Node<'_, '_>) -> Vec<Self> {
        let mut columns: Vec<Self> = Vec::new();
        for child in node.children().filter(Node::is_element) {
            if child.tag_name().name() != "column" {
                reader.unknown_element(child);
                continue;
            }
            reader.only(child, &["id", "label", "type", "codes", "min", "max"]);
            let id = reader.required(child, "id");
            let label = reader.required(child, "label");
            let name = reader.required(child, "type");
            let Some(kind) = InputKind::plain(reader, child, "column.type", &name) else { continue };
            if !is_identifier(&id) || columns.iter().any(|before| before.id == id) {
                reader.problem(child, "column.id", format!("`{id}` 不能作代号，或者已经有了。"));
                continue;
            }
            columns.push(Self { id, label, kind });
        }
        if columns.is_empty() {
            reader.problem(node, "input.columns", "多行的填写项要有 <column>。");
        }
        columns
    }
}

/// What every document has beside its form's inputs; the program fills them when it is issued.
const RESERVED: [&str; 2] = ["number", "issued_on"];

/// The type of `document` in a form's expressions.
pub(super) fn document_type(inputs: &[Input], schema: &Schema) -> ObjectType {
    let mut fields = std::collections::BTreeMap::from([
        ("number".to_owned(), Type::Text),
        ("issued_on".to_owned(), Type::Date),
    ]);
    for input in inputs {
        fields.insert(input.id.clone(), input.value_type(schema));
    }
    ObjectType { name: "document".to_owned(), fields }
}

/// Problems of the values given for `document`, apart from their types.
pub(super) fn wrong_entry(input: &Input, value: &serde_json::Value, file: &str) -> Option<FormProblem> {
    let problem =
        |field: String, message: String| Some(FormProblem { file: file.to_owned(), line: 0, field, message });
    if let Some(range) = input.outside(value) {
        return problem(format!("document.{}", input.id), format!("{value} 不能用，应当是{range}。"));
    }
    let InputKind::Journal { entry } = &input.kind else { return None };
    let given = value.get("type")?.as_str()?;
    if given == entry {
        return None;
    }
    let message = format!("是 `{given}`，这份文书要用的经过类型是 `{entry}`。");
    problem(format!("document.{}.type", input.id), message)
}
