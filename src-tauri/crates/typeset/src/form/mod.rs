//! Forms: an official document described as data (`assets/forms/<module>/<form>.xml`).
//!
//! A form is read once against the schema of the kind of matter it belongs to ([`Form::parse`]); then, for the
//! values of a matter, it says what is missing ([`Form::needs`]) and makes the [`Document`] that the engine lays
//! out ([`Form::compose`]). `assets/forms/README.md` describes the language for those who write forms.
//!
//! ```xml
//! <form id="oral-agreement-register" title="人民调解口头协议登记表" module="mediation" kind="dispute"
//!       source="…" certainty="inferred" covers="MED-030" page="form">
//!   <inputs><input id="copies" label="份数" type="integer" default="size(parties) + 1" required="true"/></inputs>
//!   <needs><need each="p in parties" field="p.name" label="当事人的姓名"/></needs>
//!   <body>
//!     <p style="title">人民调解口头协议登记表</p>
//!     <p style="line" each="p in parties">当事人姓名<blank min="6em">{p.name}</blank></p>
//!   </body>
//! </form>
//! ```

mod block;
mod closing;
mod collection;
mod inline;
mod input;
mod law;
mod letter;
mod need;
mod number;
mod part;
mod problem;
mod reader;
mod repeat;
mod style;
mod table;
mod text;
mod values;

use expression::{Expression, Library, Schema, Scope};
use roxmltree::{Document as Xml, Node};
use serde::Serialize;
use serde_json::{Map, Value};

pub use collection::{FormSummary, Forms};
pub use input::{Column, Input, InputKind};
pub use need::Need;
pub use number::NumberPattern;
pub use problem::{FormError, FormProblem};

use crate::model::{Document, Orientation};
use block::Blocks;
use letter::Letter;
use need::NeedRule;
use part::Parts;
use reader::Reader;

/// How certain it is that a form looks as the authority prescribed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Certainty {
    /// Prescribed nationally; its wording and fields were found in a source.
    Official,
    /// Prescribed by one place.
    Local,
    /// A document is demanded but no format of it was found: ours, from what the demand names.
    Inferred,
}

/// A form, read and checked.
#[derive(Debug)]
pub struct Form {
    id: String,
    title: String,
    module: String,
    kind: String,
    source: String,
    certainty: Certainty,
    covers: Vec<String>,
    approved_by: Option<&'static str>,
    page: String,
    version: String,
    schema: Schema,
    landscape: Option<Condition>,
    offered: Option<Condition>,
    number: Option<NumberPattern>,
    inputs: Vec<Input>,
    needs: Vec<NeedRule>,
    content: Content,
}

/// When something is so, and where the form's file says it.
#[derive(Debug)]
struct Condition {
    line: u32,
    holds: Expression,
}

#[derive(Debug)]
enum Content {
    Blocks(Blocks),
    Letter(Box<Letter>),
}

/// What the root element says, and which parts it has.
const ATTRIBUTES: [&str; 12] = [
    "id",
    "title",
    "module",
    "kind",
    "source",
    "certainty",
    "covers",
    "approved-by",
    "page",
    "landscape",
    "offered",
    "number",
];
/// Roles of staff that may have to approve a form's documents.
const APPROVERS: [(&str, &str); 1] = [("head", "head")];
/// Page styles that a form may name.
const PAGES: [(&str, &str); 5] = [
    ("form", "form"),
    ("report", "report"),
    ("official", "official"),
    ("letter", "letter"),
    ("minutes", "minutes"),
];
const CERTAINTIES: [(&str, Certainty); 3] =
    [("official", Certainty::Official), ("local", Certainty::Local), ("inferred", Certainty::Inferred)];

impl Form {
    /// Reads a form. `file` names it in problems; `schema` is that of the form's kind of matter.
    ///
    /// # Errors
    /// Every problem of the file: XML that is none, unknown elements and attributes, unknown names and types in
    /// expressions, ids used twice, a missing source or certainty.
    pub fn parse(file: &str, xml: &str, schema: &Schema) -> Result<Self, Vec<FormProblem>> {
        Self::parse_with(file, xml, schema, &Parts::default())
    }

    /// The same for a form that may use shared parts.
    fn parse_with(
        file: &str,
        xml: &str,
        schema: &Schema,
        parts: &Parts<'_>,
    ) -> Result<Self, Vec<FormProblem>> {
        let document = parsed(file, xml).map_err(|problem| vec![problem])?;
        let mut reader = Reader::new(file, &document, parts);
        let form = Self::read(&mut reader, document.root_element(), schema, xml);
        let mut problems = reader.into_problems();
        problems.sort_by(|one, two| (&one.file, one.line).cmp(&(&two.file, two.line)));
        problems.dedup();
        if problems.is_empty() { Ok(form) } else { Err(problems) }
    }

    fn read(reader: &mut Reader<'_>, root: Node<'_, '_>, schema: &Schema, xml: &str) -> Self {
        if root.tag_name().name() != "form" {
            reader.problem(root, root.tag_name().name(), "最外层应当是 <form>。");
        }
        reader.only(root, &ATTRIBUTES);
        reader.no_text(root);
        let id = reader.required(root, "id");
        if !id.chars().all(|sign| sign.is_ascii_lowercase() || sign.is_ascii_digit() || sign == '-') {
            reader.problem(root, "form.id", format!("`{id}` 只能用小写字母、数字和 -。"));
        }
        reader.required(root, "certainty");
        let certainty = reader.word(root, "certainty", &CERTAINTIES).unwrap_or(Certainty::Inferred);
        let approved_by = reader.word(root, "approved-by", &APPROVERS);
        reader.required(root, "page");
        let page = reader.word(root, "page", &PAGES).unwrap_or("form").to_owned();

        // Before a form is chosen it has no inputs: the condition knows the matter alone.
        let offered = reader.condition(root, "offered", schema);
        let offered = offered.map(|holds| Condition { line: reader.line(root), holds });

        let landscape = reader.condition(root, "landscape", schema);
        let landscape = landscape.map(|holds| Condition { line: reader.line(root), holds });

        let number = NumberPattern::read(reader, root);

        let mut sections = Sections::find(reader, root);
        let inputs = match sections.inputs.take() {
            Some(node) => Input::parse_all(reader, node, schema),
            None => Vec::new(),
        };
        let document = input::document_type(&inputs, schema);
        let schema = schema.clone().with("document", document.into());
        let needs = match sections.needs.take() {
            Some(node) => NeedRule::parse_all(reader, node, &schema),
            None => Vec::new(),
        };
        let content = match (sections.body.take(), sections.letter.take()) {
            (Some(node), None) => {
                reader.only(node, &[]);
                Content::Blocks(Blocks::parse(reader, node, &schema))
            }
            (None, Some(node)) => Content::Letter(Box::new(Letter::parse(reader, node, &schema))),
            (Some(_), Some(_)) | (None, None) => {
                reader.problem(root, "body", "一份文书要有一个 <body> 或者一个 <letter>。");
                Content::Blocks(Blocks::default())
            }
        };
        Self {
            id,
            title: reader.required(root, "title"),
            module: reader.required(root, "module"),
            kind: reader.required(root, "kind"),
            source: reader.required(root, "source"),
            certainty,
            covers: root
                .attribute("covers")
                .unwrap_or_default()
                .split_whitespace()
                .map(str::to_owned)
                .collect(),
            approved_by,
            page,
            version: fingerprint(xml, reader.used()),
            schema,
            landscape,
            offered,
            number,
            inputs,
            needs,
            content,
        }
    }

    /// The form's id, the name of its file.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// The document's title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// The line of work it belongs to.
    #[must_use]
    pub fn module(&self) -> &str {
        &self.module
    }

    /// The kind of matter whose fields it prints.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Who prescribed it, or where its wording comes from.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// How certain that is.
    #[must_use]
    pub fn certainty(&self) -> Certainty {
        self.certainty
    }

    /// The role of staff that has to approve its documents.
    #[must_use]
    pub fn approved_by(&self) -> Option<&str> {
        self.approved_by
    }

    /// The rows of the requirements it claims.
    #[must_use]
    pub fn covers(&self) -> &[String] {
        &self.covers
    }

    /// A fingerprint of the form's file: an issued document keeps it.
    #[must_use]
    pub fn version(&self) -> &str {
        &self.version
    }

    /// The names its expressions may use: those of its kind, and `document`.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Whether it is offered for a matter with these values without being asked for: always, unless the file says
    /// when. An unknown condition (a value in it is missing) does not hold.
    ///
    /// # Errors
    /// A condition that fails on these values.
    pub fn offered(&self, scope: &Scope<'_>) -> Result<bool, FormError> {
        match &self.offered {
            None => Ok(true),
            Some(offered) => repeat::is_true(&offered.holds, &self.id, offered.line, scope),
        }
    }

    /// How its documents are numbered, where they have a run of their own; else they take the matter's number.
    #[must_use]
    pub fn number(&self) -> Option<&NumberPattern> {
        self.number.as_ref()
    }

    /// What it asks for beside the matter's own fields.
    #[must_use]
    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    /// Completes `facts` (a matter's values; `document` holds what the clerk gave for the inputs, or is absent):
    /// an input that is absent or null gets its default, one that was emptied (`""`) becomes null.
    ///
    /// # Errors
    /// An input's default that fails on these values.
    pub fn prepare(
        &self,
        library: &Library,
        mut facts: Map<String, Value>,
    ) -> Result<Map<String, Value>, FormError> {
        let mut document = match facts.remove("document") {
            Some(Value::Object(given)) => given,
            Some(Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_))
            | None => Map::new(),
        };
        for field in ["number", "issued_on"] {
            document.entry(field).or_insert(Value::Null);
        }
        let scope = Scope::new(library, &facts);
        for input in &self.inputs {
            match document.get(&input.id) {
                // The clerk emptied it: it stays empty.
                Some(Value::String(text)) if text.is_empty() => {
                    document.insert(input.id.clone(), Value::Null);
                    continue;
                }
                None | Some(Value::Null) => {}
                Some(_) => continue,
            }
            let value = match &input.default {
                Some(default) => default.evaluate(&scope).map_err(|source| FormError::Evaluation {
                    form: self.id.clone(),
                    line: 0,
                    source,
                })?,
                None => None,
            };
            document.insert(input.id.clone(), value.unwrap_or(Value::Null));
        }
        facts.insert("document".to_owned(), Value::Object(document));
        Ok(facts)
    }

    /// Every field the document needs or would like, in the form's order, whether it is there or not; and every
    /// contradiction. `scope` holds values that went through [`Form::prepare`].
    ///
    /// # Errors
    /// An expression that fails on these values.
    pub fn needs(&self, scope: &Scope<'_>) -> Result<Vec<Need>, FormError> {
        let mut needs = Vec::new();
        for rule in &self.needs {
            rule.check(&self.id, scope, &mut needs)?;
        }
        for input in &self.inputs {
            let value = scope.get("document").and_then(|document| document.get(&input.id));
            let filled = need::has_value(value);
            if input.required {
                needs.push(Need {
                    field: format!("document.{}", input.id),
                    label: input.label.clone(),
                    required: true,
                    filled,
                    message: if filled { String::new() } else { format!("{}没有填写。", input.label) },
                });
            }
        }
        Ok(needs)
    }

    /// The document with these values, ready to be laid out. `scope` holds values that went through
    /// [`Form::prepare`]. What is missing becomes a blank to write on.
    ///
    /// # Errors
    /// An expression that fails on these values.
    pub fn compose(&self, scope: &Scope<'_>) -> Result<Document, FormError> {
        let mut document =
            Document { title: self.title.clone(), style: self.page.clone(), ..Document::default() };
        if let Some(landscape) = &self.landscape
            && repeat::is_true(&landscape.holds, &self.id, landscape.line, scope)?
        {
            document.orientation = Some(Orientation::Landscape);
        }
        match &self.content {
            Content::Blocks(blocks) => document.blocks = blocks.fill(&self.id, scope)?,
            Content::Letter(letter) => letter.fill(&self.id, scope, &mut document)?,
        }
        Ok(document)
    }

    /// Whom a letter is sent to; none for other papers.
    ///
    /// # Errors
    /// An expression that fails on these values.
    pub fn addressee(&self, scope: &Scope<'_>) -> Result<Option<String>, FormError> {
        match &self.content {
            Content::Blocks(_) => Ok(None),
            Content::Letter(letter) => letter.addressee(&self.id, scope),
        }
    }

    /// Checks plain values (of `fill --values`) against the form's names and types, and completes them: what is
    /// absent becomes null, or an empty list of parties, journal entries and the like. `file` names them in problems.
    ///
    /// # Errors
    /// Every unknown key, wrong type, impossible date, unknown code and negative amount, by its path.
    pub fn values(&self, file: &str, given: &Value) -> Result<Map<String, Value>, Vec<FormProblem>> {
        values::check(self, file, given)
    }
}

/// What tells one version of a form, with the parts it uses, from another.
/// Elements inside of each other: more than any form has. What reads them goes down with them, and a stack has an end.
const DEEPEST: usize = 64;

/// The document of a file.
fn parsed<'a>(file: &str, xml: &'a str) -> Result<Xml<'a>, FormProblem> {
    let document = Xml::parse(xml).map_err(|error| FormProblem::of_xml(file, &error))?;
    match too_deep(&document) {
        None => Ok(document),
        Some(line) => Err(FormProblem {
            file: file.to_owned(),
            line,
            field: "xml".to_owned(),
            message: format!("元素一层套一层，超过了 {DEEPEST} 层。"),
        }),
    }
}

/// The line where elements lie too deep inside of each other.
fn too_deep(document: &Xml<'_>) -> Option<u32> {
    let mut node = document.root_element();
    let mut depth = 0_usize;
    loop {
        if depth > DEEPEST {
            return Some(document.text_pos_at(node.range().start).row);
        }
        if let Some(child) = node.first_element_child() {
            node = child;
            depth += 1;
            continue;
        }
        loop {
            if depth == 0 {
                return None;
            }
            if let Some(next) = node.next_sibling_element() {
                node = next;
                break;
            }
            node = node.parent()?;
            depth -= 1;
        }
    }
}

fn fingerprint(xml: &str, parts: &[&str]) -> String {
    let mut hash = blake3::Hasher::new();
    hash.update(xml.as_bytes());
    for part in parts {
        hash.update(part.as_bytes());
    }
    hash.finalize().to_hex()[..16].to_owned()
}

/// The sections of a form's file.
#[derive(Default)]
struct Sections<'a, 'i> {
    inputs: Option<Node<'a, 'i>>,
    needs: Option<Node<'a, 'i>>,
    body: Option<Node<'a, 'i>>,
    letter: Option<Node<'a, 'i>>,
}

impl<'a, 'i> Sections<'a, 'i> {
    fn find(reader: &mut Reader<'_>, root: Node<'a, 'i>) -> Self {
        let mut sections = Self::default();
        for node in root.children().filter(Node::is_element) {
            let place = match node.tag_name().name() {
                "inputs" => &mut sections.inputs,
                "needs" => &mut sections.needs,
                "body" => &mut sections.body,
                "letter" => &mut sections.letter,
                _ => {
                    reader.unknown_element(node);
                    continue;
                }
            };
            if place.replace(node).is_some() {
                reader.problem(node, node.tag_name().name(), "在这里写了两次。");
            }
        }
        sections
    }
}

#[cfg(test)]
mod tests;
