//! All forms of the assets.

use std::collections::BTreeMap;

use expression::Schema;
use roxmltree::Document;
use serde::Serialize;
use serde_json::Value;

use super::part::{Part, Parts};
use super::problem::FormProblem;
use super::{Certainty, Form};

/// Where forms lie below `assets/`.
const FOLDER: &str = "forms/";
/// Where the parts lie that forms share.
const PARTS: &str = "forms/parts/";
/// Where the laws' wording lies, of which forms print articles.
const TEXTS: &str = "law/texts/";

/// Every form, by id.
#[derive(Debug, Default)]
pub struct Forms {
    forms: BTreeMap<String, Form>,
    examples: BTreeMap<String, Value>,
}

/// A form in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FormSummary {
    /// Its id.
    pub id: String,
    /// The document's title.
    pub title: String,
    /// Its line of work.
    pub module: String,
    /// Who prescribed it.
    pub source: String,
    /// How certain that is.
    pub certainty: Certainty,
}

impl Forms {
    /// Reads every `forms/<module>/<form>.xml` of `assets` (paths below `assets/`; other files are passed over) and
    /// the complete example beside it. `schemas` has the schema of every kind of matter, by the kind's id.
    ///
    /// # Errors
    /// Every problem of every form: those of [`Form::parse`], ids used twice, a file or folder that is not named
    /// as its form says, an unknown kind, a complete example that is missing or does not fit.
    pub fn load(
        assets: &BTreeMap<String, Vec<u8>>,
        schemas: &BTreeMap<String, Schema>,
    ) -> Result<Self, Vec<FormProblem>> {
        let mut loaded = Self::default();
        let mut problems = Vec::new();
        let documents = part_documents(assets, &mut problems);
        let mut parts = Parts::default();
        for (file, xml, document) in &documents {
            let id = file[PARTS.len()..].trim_end_matches(".xml");
            parts.add(id, Part { file, xml, document });
        }
        for (path, bytes) in assets {
            let Some(id) = path.strip_prefix(TEXTS).and_then(|name| name.strip_suffix(".md")) else {
                continue;
            };
            match std::str::from_utf8(bytes) {
                Ok(content) => parts.add_text(id, content),
                Err(error) => problems.push(problem(path, "text", not_utf8(error))),
            }
        }
        for (path, bytes) in assets {
            if !path.starts_with(FOLDER) || path.starts_with(PARTS) || !path.ends_with(".xml") {
                continue;
            }
            match read(path, bytes, schemas, &parts) {
                Ok(form) => loaded.add(path, form, assets, &mut problems),
                Err(more) => problems.extend(more),
            }
        }
        if problems.is_empty() { Ok(loaded) } else { Err(problems) }
    }

    fn add(
        &mut self,
        path: &str,
        form: Form,
        assets: &BTreeMap<String, Vec<u8>>,
        problems: &mut Vec<FormProblem>,
    ) {
        let expected = format!("{FOLDER}{}/{}.xml", form.module, form.id);
        if path != expected {
            problems.push(problem(path, "form.id", format!("这个代号和模块的文书格式应当放在 {expected}。")));
        }
        let example = format!("{FOLDER}{}/{}/complete.json", form.module, form.id);
        match assets.get(&example) {
            None => {
                problems.push(problem(path, "complete.json", format!("缺少示例 {example}。")));
            }
            Some(bytes) => match serde_json::from_slice::<Value>(bytes) {
                Ok(value) => match form.values(&example, &value) {
                    Ok(_) => {
                        self.examples.insert(form.id.clone(), value);
                    }
                    Err(more) => problems.extend(more),
                },
                Err(error) => problems.push(FormProblem {
                    line: u32::try_from(error.line()).unwrap_or(0),
                    ..problem(&example, "json", format!("第{}列起不是正确的 JSON。", error.column()))
                }),
            },
        }
        if let Some(before) = self.forms.insert(form.id.clone(), form) {
            problems.push(problem(path, "form.id", format!("代号 `{}` 用了两次。", before.id)));
        }
    }

    /// The form of this id.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<&Form> {
        self.forms.get(id)
    }

    /// All forms, by id.
    pub fn iter(&self) -> impl Iterator<Item = &Form> {
        self.forms.values()
    }

    /// The complete example of a form: values as `fill --values` takes them.
    #[must_use]
    pub fn example(&self, id: &str) -> Option<&Value> {
        self.examples.get(id)
    }

    /// The forms as a list.
    #[must_use]
    pub fn summaries(&self) -> Vec<FormSummary> {
        self.iter()
            .map(|form| FormSummary {
                id: form.id.clone(),
                title: form.title.clone(),
                module: form.module.clone(),
                source: form.source.clone(),
                certainty: form.certainty,
            })
            .collect()
    }
}

fn not_utf8(error: std::str::Utf8Error) -> String {
    format!("不是 UTF-8 文本，前 {} 个字节之后读不懂。", error.valid_up_to())
}

fn problem(file: &str, field: &str, message: impl Into<String>) -> FormProblem {
    FormProblem { file: file.to_owned(), line: 0, field: field.to_owned(), message: message.into() }
}

/// The files of shared parts that are XML, each with its text and document; the others are problems.
fn part_documents<'a>(
    assets: &'a BTreeMap<String, Vec<u8>>,
    problems: &mut Vec<FormProblem>,
) -> Vec<(&'a str, &'a str, Document<'a>)> {
    let mut documents = Vec::new();
    for (path, bytes) in assets {
        if !path.starts_with(PARTS) || !path.ends_with(".xml") {
            continue;
        }
        match std::str::from_utf8(bytes) {
            Ok(xml) => match super::parsed(path, xml) {
                Ok(document) => documents.push((path.as_str(), xml, document)),
                Err(problem) => problems.push(problem),
            },
            Err(error) => problems.push(problem(path, "xml", not_utf8(error))),
        }
    }
    documents
}

/// Reads one file against the schema of the kind it names.
fn read(
    path: &str,
    bytes: &[u8],
    schemas: &BTreeMap<String, Schema>,
    parts: &Parts<'_>,
) -> Result<Form, Vec<FormProblem>> {
    let xml = std::str::from_utf8(bytes).map_err(|error| vec![problem(path, "xml", not_utf8(error))])?;
    let kind = roxmltree::Document::parse(xml)
        .ok()
        .and_then(|document| document.root_element().attribute("kind").map(str::to_owned));
    let Some(kind) = kind else {
        // No XML, or no kind: parsing says so, with the line.
        return Form::parse(path, xml, &Schema::new());
    };
    match schemas.get(&kind) {
        Some(schema) => Form::parse_with(path, xml, schema, parts),
        None => Err(vec![problem(path, "form.kind", format!("没有叫 `{kind}` 的事项类型。"))]),
    }
}
