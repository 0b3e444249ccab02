use crate::asset::At;
use crate::code_list::CodeList;
use crate::kind::raw::RawKind;
use crate::read::{Compiler, Problems, Source, TomlTable, Wanted};
use expression::Expression;
use std::collections::{BTreeMap, BTreeSet};

/// How an old register of a kind is read: what its columns may be called, what its words mean, and what a row says of a
/// matter's state. All of it adds to what is understood anyway: the labels of fields, roles and codes.
#[derive(Debug, Clone, Default)]
pub struct Import {
    /// Headers of the column with the number a matter had.
    pub number: Vec<String>,
    /// Headers of a column that names parties of all roles: the first is of the first role, the others of the second.
    pub parties: Vec<String>,
    /// Columns in the order of the template.
    pub columns: Vec<ImportColumn>,
    /// What is written for codes.
    pub words: Vec<ImportWord>,
    /// The day the matter came in.
    pub opened_on: Option<Expression>,
    /// The day it was closed; looked at only where the row is in a final state.
    pub closed_on: Option<Expression>,
    /// The states a row may be in: the first whose condition holds, else the initial one.
    pub states: Vec<(String, Expression)>,
}

/// A column of an old register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportColumn {
    /// What it fills.
    pub target: ImportTarget,
    /// Headers it may have, beside the label of what it fills.
    pub names: Vec<String>,
}

/// What a column of an old register fills.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ImportTarget {
    /// A field, by its id.
    Field(String),
    /// The parties of a role, by its id.
    Role(String),
}

/// Words for a code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportWord {
    /// The field, by its id.
    pub field: String,
    /// The code, by its id.
    pub code: String,
    /// What is written for it, beside its label.
    pub names: Vec<String>,
}

/// The section as written.
#[derive(Debug, Default)]
pub(crate) struct RawImport {
    number: Vec<(String, At)>,
    parties: Vec<(String, At)>,
    columns: Vec<(ImportColumn, At)>,
    words: Vec<(ImportWord, At)>,
    opened_on: Option<Source>,
    closed_on: Option<Source>,
    states: Vec<(String, Option<Source>, At)>,
}

impl RawImport {
    pub(crate) fn read(table: &TomlTable<'_>) -> Self {
        let raw = Self {
            number: table.located_texts("number"),
            parties: table.located_texts("parties"),
            columns: table.tables("columns").iter().filter_map(read_column).collect(),
            words: table.tables("words").iter().map(read_word).collect(),
            opened_on: Source::read(table, "opened_on"),
            closed_on: Source::read(table, "closed_on"),
            states: table.tables("states").iter().map(read_state).collect(),
        };
        table.finish();
        raw
    }

    /// Finds names that do not exist, and headers that would stand for two things.
    pub(crate) fn check(&self, kind: &RawKind, lists: &BTreeMap<String, CodeList>, problems: &Problems) {
        let mut headers = BTreeSet::new();
        let mut take = |header: &str, at: &At| {
            if !headers.insert(header.to_owned()) {
                problems.add(at, "asset.duplicate-id", format!("列名 `{header}` 写了两次。"));
            }
        };
        for (header, at) in self.number.iter().chain(&self.parties) {
            take(header, at);
        }
        for (column, at) in &self.columns {
            column.names.iter().for_each(|name| take(name, at));
            match &column.target {
                ImportTarget::Field(id)
                    if !kind.fields.iter().any(|field| field.id == *id && !field.derived) =>
                {
                    problems.add(at, "asset.unknown-field", format!("没有叫 `{id}` 的可填栏目。"));
                }
                ImportTarget::Role(id) if !kind.has_role(id) => {
                    problems.add(at, "asset.unknown-role", format!("没有叫 `{id}` 的当事人身份。"));
                }
                ImportTarget::Field(_) | ImportTarget::Role(_) => {}
            }
        }
        for (word, at) in &self.words {
            let list = kind
                .fields
                .iter()
                .find(|field| field.id == word.field)
                .and_then(|field| field.codes.as_ref());
            match list.and_then(|list| lists.get(list)) {
                None => problems.add(at, "asset.unknown-field", format!("`{}` 不是代码栏目。", word.field)),
                Some(list) if list.item(&word.code).is_none() => {
                    let message = format!("代码表 `{}` 没有 `{}`。", list.id, word.code);
                    problems.add(at, "asset.unknown-code", message);
                }
                Some(_) => {}
            }
        }
        for (state, _, at) in &self.states {
            if !kind.has_state(state) {
                problems.add(at, "asset.unknown-state", format!("没有叫 `{state}` 的环节。"));
            }
        }
    }

    pub(crate) fn compile(self, compiler: &Compiler<'_>) -> Import {
        let names = |texts: Vec<(String, At)>| texts.into_iter().map(|(text, _)| text).collect();
        Import {
            number: names(self.number),
            parties: names(self.parties),
            columns: self.columns.into_iter().map(|(column, _)| column).collect(),
            words: self.words.into_iter().map(|(word, _)| word).collect(),
            opened_on: compiler.optional(self.opened_on.as_ref(), Wanted::Date),
            closed_on: compiler.optional(self.closed_on.as_ref(), Wanted::Date),
            states: self
                .states
                .into_iter()
                .filter_map(|(state, when, _)| Some((state, compiler.optional(when.as_ref(), Wanted::Bool)?)))
                .collect(),
        }
    }
}

fn read_column(table: &TomlTable<'_>) -> Option<(ImportColumn, At)> {
    let target = match (table.text("field"), table.text("role")) {
        (Some(field), None) => Some(ImportTarget::Field(field)),
        (None, Some(role)) => Some(ImportTarget::Role(role)),
        (_, _) => {
            table.problems().add(&table.at(), "asset.missing-key", "`field` 和 `role` 要写一个，只写一个。");
            None
        }
    };
    let names = table.texts("names");
    table.finish();
    Some((ImportColumn { target: target?, names }, table.at()))
}

fn read_word(table: &TomlTable<'_>) -> (ImportWord, At) {
    let word = ImportWord {
        field: table.required_text("field"),
        code: table.required_text("code"),
        names: table.texts("names"),
    };
    table.finish();
    (word, table.at())
}

fn read_state(table: &TomlTable<'_>) -> (String, Option<Source>, At) {
    let state = (table.required_text("state"), Source::required(table, "when"), table.at());
    table.finish();
    state
}

#[cfg(test)]
mod tests {
    use super::ImportTarget;
    use crate::asset::AssetTree;
    use crate::definitions::Definitions;
    use crate::testing::{KIND, problems, tree};

    fn with(section: &str) -> AssetTree {
        let mut tree = tree("", "", "");
        tree.insert("kinds/demo/case.toml".to_owned(), format!("{KIND}{section}").into_bytes());
        tree
    }

    #[test]
    fn columns_words_and_states_are_read_in_order() {
        let tree = with(
            r#"
            [import]
            number = ["旧编号"]
            columns = [{ role = "applicant", names = ["申请方"] }, { field = "received_on", names = ["收件日期"] }]
            words = [{ field = "colour", code = "red", names = ["大红"] }]
            opened_on = "received_on"
            states = [{ state = "closed", when = "answered_on != null" }]
            "#,
        );
        let definitions = Definitions::load(&tree).unwrap();
        let import = &definitions.kinds["case"].import;
        let targets: Vec<&ImportTarget> = import.columns.iter().map(|column| &column.target).collect();
        let wanted =
            [ImportTarget::Role("applicant".to_owned()), ImportTarget::Field("received_on".to_owned())];
        assert_eq!(targets, wanted.iter().collect::<Vec<_>>());
        assert_eq!((import.states[0].0.as_str(), import.words[0].code.as_str()), ("closed", "red"));
        assert!(import.opened_on.is_some() && import.closed_on.is_none());
    }

    #[test]
    fn what_names_nothing_is_a_problem() {
        let found = problems(&with(
            r#"
            [import]
            number = ["编号"]
            columns = [
              { field = "due_on", names = ["编号"] },
              { role = "nobody" },
              { field = "received_on", role = "applicant" },
            ]
            words = [{ field = "colour", code = "green", names = ["绿"] }, { field = "name", code = "red" }]
            states = [{ state = "gone", when = "received_on" }]
            "#,
        ));
        let codes: Vec<&str> = found.iter().map(|problem| problem.code.as_str()).collect();
        for code in [
            "asset.duplicate-id",
            "asset.unknown-field",
            "asset.unknown-role",
            "asset.missing-key",
            "asset.unknown-code",
            "asset.unknown-state",
            "asset.wrong-result",
        ] {
            assert!(codes.contains(&code), "{code} in {codes:?}");
        }
    }
}
