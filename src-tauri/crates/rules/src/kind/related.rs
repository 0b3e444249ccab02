use crate::asset::At;
use crate::kind::FieldType;
use crate::kind::raw::{RawField, RawKind};
use crate::read::{Problems, TomlTable};
use std::collections::BTreeMap;

/// The word for parties in `by` and `to`, which are no field.
const PARTIES: &str = "parties";

/// Other matters that a kind's checks and forms may look at, as `related.<id>`: those of a kind whose field
/// holds this matter, or the same value as a field of this one. They are looked up when asked for and are
/// never part of what is stored, so what is stored depends on its own matter alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// Its id.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// The kind of the other matters.
    pub kind: String,
    /// What of theirs is looked at.
    pub by: Link,
    /// What of this matter it must hold; `None` is the matter itself.
    pub to: Option<Link>,
}

/// Something of a matter by which others find it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// A field.
    Field(String),
    /// A column of a field of rows.
    Column(String, String),
    /// The persons and organizations that are parties.
    Parties,
}

impl Link {
    fn parse(text: &str) -> Self {
        match text.split_once('.') {
            Some((field, column)) => Self::Column(field.to_owned(), column.to_owned()),
            None if text == PARTIES => Self::Parties,
            None => Self::Field(text.to_owned()),
        }
    }

    /// The field it names in a kind; `None` for parties and for names that do not exist.
    fn find<'k>(&self, kind: &'k RawKind) -> Option<&'k RawField> {
        let field = |id: &str| kind.fields.iter().find(|field| field.id == id);
        match self {
            Self::Field(id) => field(id),
            Self::Column(id, column) => field(id)?.columns.iter().find(|it| it.id == *column),
            Self::Parties => None,
        }
    }
}

/// A [`Related`] as written.
#[derive(Debug)]
pub(crate) struct RawRelated {
    pub(crate) related: Related,
    at: At,
}

impl RawRelated {
    pub(crate) fn read(table: &TomlTable<'_>) -> Self {
        let related = Related {
            id: table.id("id", "_"),
            title: table.required_text("title"),
            kind: table.required_text("kind"),
            by: Link::parse(&table.required_text("by")),
            to: table.text("to").map(|to| Link::parse(&to)),
        };
        let at = table.at();
        table.finish();
        Self { related, at }
    }

    /// Both ends must exist and hold the same sort of value, one that can be looked up.
    pub(crate) fn check(&self, own: &RawKind, kinds: &BTreeMap<String, RawKind>, problems: &Problems) {
        let Some(other) = kinds.get(&self.related.kind) else {
            let message = format!("没有叫 `{}` 的事项类型。", self.related.kind);
            problems.add(&self.at, "asset.unknown-kind", message);
            return;
        };
        let wanted = |found: Option<(FieldType, Option<String>)>, name: &str| {
            if found.is_none() {
                problems.add(&self.at, "asset.unknown-field", format!("`{name}` 没有写对：没有这个栏目。"));
            }
            found
        };
        let sort = |link: &Link, kind: &RawKind| match link {
            Link::Parties => Some((FieldType::Person, None)),
            Link::Field(_) | Link::Column(..) => {
                link.find(kind).map(|field| (field.field_type, field.of.clone()))
            }
        };
        let by = wanted(sort(&self.related.by, other), "by");
        let to = match &self.related.to {
            Some(to) => wanted(sort(to, own), "to"),
            None => Some((FieldType::Matter, Some(own.id.clone()))),
        };
        let (Some(by), Some(to)) = (by, to) else { return };
        let found_by = matches!(
            by.0,
            FieldType::Text | FieldType::Integer | FieldType::Code | FieldType::Matter | FieldType::Person
        );
        let parties_with_parties =
            (self.related.by == Link::Parties) == (self.related.to == Some(Link::Parties));
        if by != to || !found_by || !parties_with_parties {
            let message = "`by` 和 `to` 要是同一类栏目（文字、整数、代码、事项、人员或者当事人）。";
            problems.add(&self.at, "asset.bad-value", message);
        }
    }
}
