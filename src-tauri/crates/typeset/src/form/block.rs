//! What stands on the page, top to bottom: paragraphs, long texts, groups, signatures, closings.

use std::sync::Arc;

use expression::{Expression, ObjectType, Schema, Scope, Type};
use roxmltree::Node;
use serde_json::Value;

use super::closing::{Closing, Signature};
use super::inline::{self, Inlines};
use super::law::Article;
use super::problem::FormError;
use super::reader::Reader;
use super::repeat::{self, Repeat};
use super::style::{self, Named};
use super::table::Table;
use super::text::Text;
use crate::model::{self, Align, BlankWidth, ColumnWidth, Extent, TextStyle};

/// The name by which a part prints what `<use heading="…">` gave it.
const HEADING: &str = "heading";

/// The elements that stand on their own.
pub(super) const ELEMENTS: [&str; 14] = [
    "p",
    "prose",
    "table",
    "group",
    "use",
    "keep",
    "columns",
    "signature",
    "closing",
    "law",
    "seal",
    "rule",
    "space",
    "pagebreak",
];

/// Blocks, in order.
#[derive(Debug, Default)]
pub(super) struct Blocks(Vec<Item>);

#[derive(Debug)]
struct Item {
    repeat: Repeat,
    block: Block,
}

#[derive(Debug)]
enum Block {
    Paragraph {
        look: Look,
        content: Inlines,
    },
    /// A cell's value alone: the empty cell is room enough to write in where it is missing.
    Value {
        look: Look,
        text: Text,
    },
    Prose {
        look: Look,
        label: Inlines,
        text: Text,
        lines: u16,
    },
    Table(Table),
    Group(Blocks),
    Part {
        of: Option<Of>,
        heading: Text,
        blocks: Blocks,
    },
    Keep(Blocks),
    Columns {
        gap: f32,
        columns: Vec<Column>,
    },
    Signature(Signature),
    Closing(Closing),
    Law(Article),
    Seal {
        label: Text,
        seal: model::Seal,
    },
    Rule,
    Space(Extent),
    PageBreak,
}

/// The object whose fields are the names of a part (`<use of="subject"/>`).
#[derive(Debug)]
struct Of {
    line: u32,
    fields: Arc<ObjectType>,
    object: Expression,
}

#[derive(Debug)]
struct Column {
    repeat: Repeat,
    width: ColumnWidth,
    blocks: Blocks,
}

/// How a paragraph is set: a named style and what the element changes in it.
#[derive(Debug, Default)]
pub(super) struct Look {
    paragraph: model::Paragraph,
    text: TextStyle,
}

const LOOK: [&str; 12] = [
    "style",
    "align",
    "indent",
    "left",
    "right",
    "hanging",
    "before",
    "after",
    "keep",
    style::TEXT_ATTRIBUTES[0],
    style::TEXT_ATTRIBUTES[1],
    style::TEXT_ATTRIBUTES[2],
];

impl Look {
    pub(super) fn named(named: Named) -> Self {
        Self { paragraph: named.paragraph(), text: named.text() }
    }

    pub(super) fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, default: Named) -> Self {
        let named = reader.word(node, "style", &style::NAMED).unwrap_or(default);
        let mut paragraph = named.paragraph();
        if let Some(align) = reader.word(node, "align", &style::ALIGNS) {
            paragraph.align = align;
        }
        let mut set = |name: &str, place: &mut f32| {
            if let Some(measure) = reader.measure(node, name, "em") {
                *place = measure;
            }
        };
        set("indent", &mut paragraph.first_indent);
        set("left", &mut paragraph.left_indent);
        set("right", &mut paragraph.right_indent);
        set("hanging", &mut paragraph.hanging);
        if let Some(lines) = reader.measure(node, "before", "lines") {
            paragraph.space_before = Extent::Lines(lines);
        }
        if let Some(lines) = reader.measure(node, "after", "lines") {
            paragraph.space_after = Extent::Lines(lines);
        }
        if reader.flag(node, "keep") {
            paragraph.keep_with_next = true;
        }
        Self { paragraph, text: style::over(named.text(), style::text(reader, node)) }
    }

    pub(super) fn set(&self, content: Vec<model::Inline>) -> model::Paragraph {
        model::Paragraph { content, ..self.paragraph.clone() }
    }

    pub(super) fn text(&self) -> TextStyle {
        self.text
    }
}

impl Blocks {
    /// Reads the child elements of `node`, all of which must be blocks.
    pub(super) fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Self {
        reader.no_text(node);
        Self(
            node.children()
                .filter(Node::is_element)
                .filter_map(|child| Item::parse(reader, child, schema))
                .collect(),
        )
    }

    /// Reads what a cell holds: blocks, or inline contents as one paragraph of `look`.
    pub(super) fn of_cell(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema, look: Look) -> Self {
        let mut elements = node.children().filter(Node::is_element);
        if elements.any(|child| ELEMENTS.contains(&child.tag_name().name())) {
            return Self::parse(reader, node, schema);
        }
        let block = match Inlines::parse(reader, node, schema).lone_value() {
            Ok(text) => Block::Value { look, text },
            Err(content) => Block::Paragraph { look, content },
        };
        Self(vec![Item { repeat: Repeat::default(), block }])
    }

    pub(super) fn fill(&self, form: &str, scope: &Scope<'_>) -> Result<Vec<model::Block>, FormError> {
        let mut out = Vec::new();
        for item in &self.0 {
            item.repeat.run(form, scope, &mut |round| item.block.fill(form, round.scope, &mut out))?;
        }
        Ok(out)
    }
}

impl Item {
    fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Option<Self> {
        let name = node.tag_name().name();
        let own: &[&str] = match name {
            "p" => &LOOK,
            "prose" => &[&LOOK[..], &["lines", "label"]].concat(),
            "table" => &Table::ATTRIBUTES,
            "columns" => &["gap"],
            "signature" => &Signature::ATTRIBUTES,
            "closing" => &Closing::ATTRIBUTES,
            "law" => &["text", "section"],
            "seal" => &["size", "align", "right"],
            "use" => &["part", "of", "heading"],
            "space" => &["lines"],
            "group" | "keep" | "rule" | "pagebreak" => &[],
            _ => {
                reader.unknown_element(node);
                return None;
            }
        };
        reader.only(node, &[own, &repeat::ATTRIBUTES].concat());
        let (repeat, inner) = Repeat::parse(reader, node, schema);
        let block = match name {
            "p" => Block::Paragraph {
                look: Look::parse(reader, node, Named::Body),
                content: Inlines::parse(reader, node, &inner),
            },
            "prose" => Block::prose(reader, node, &inner),
            "table" => Block::Table(Table::parse(reader, node, &inner)),
            "columns" => Block::columns(reader, node, &inner),
            "signature" => Block::Signature(Signature::parse(reader, node, &inner)),
            "closing" => Block::Closing(Closing::parse(reader, node, &inner)),
            "law" => Block::Law(Article::parse(reader, node)),
            "seal" => Block::seal(reader, node, &inner),
            "space" => {
                reader.required(node, "lines");
                Block::Space(Extent::Lines(reader.measure(node, "lines", "").unwrap_or_default()))
            }
            "group" => Block::Group(Blocks::parse(reader, node, &inner)),
            "use" => Block::part(reader, node, &inner),
            "keep" => Block::Keep(Blocks::parse(reader, node, &inner)),
            "rule" => Block::Rule,
            _ => Block::PageBreak,
        };
        Some(Self { repeat, block })
    }
}

impl Block {
    fn prose(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Self {
        let lines = reader.count(node, "lines", 0..=40).unwrap_or(1);
        let look = Look::parse(reader, node, Named::Line);
        let label = match node.attribute("label") {
            Some(label) => Text::parse(reader, node, "prose.label", label, schema),
            None => Text(Vec::new()),
        };
        let text = only_text(reader, node, "prose", schema);
        Self::Prose { look, label: Inlines::of(label), text, lines }
    }

    fn part(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Self {
        let heading = node.attribute("heading").unwrap_or_default();
        let heading = Text::parse(reader, node, "use.heading", heading, schema);
        let id = reader.required(node, "part");
        let of = Of::parse(reader, node, schema);
        let mut schema = schema.clone();
        for (name, kind) in of.iter().flat_map(|of| &of.fields.fields) {
            schema.insert(name, kind.clone());
        }
        schema.insert(HEADING, Type::Text);
        Self::Part { of, heading, blocks: reader.part(node, &id, &schema) }
    }

    fn columns(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Self {
        reader.no_text(node);
        let gap = reader.measure(node, "gap", "em").unwrap_or(1.0);
        let mut columns = Vec::new();
        for child in node.children().filter(Node::is_element) {
            if child.tag_name().name() != "column" {
                reader.unknown_element(child);
                continue;
            }
            reader.only(child, &[&["width"][..], &repeat::ATTRIBUTES].concat());
            let (repeat, inner) = Repeat::parse(reader, child, schema);
            let width = match child.attribute("width") {
                Some(text) => super::table::column_width(reader, child, "column.width", text),
                None => ColumnWidth::Share(1.0),
            };
            columns.push(Column { repeat, width, blocks: Blocks::parse(reader, child, &inner) });
        }
        Self::Columns { gap, columns }
    }

    fn seal(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Self {
        let mut seal = model::Seal::default();
        if let Some(size) = reader.measure(node, "size", "mm") {
            seal.size = size;
        }
        if let Some(align) = reader.word(node, "align", &style::ALIGNS) {
            seal.align = align;
        }
        if let Some(right) = reader.measure(node, "right", "em") {
            seal.right_indent = right;
        }
        Self::Seal { label: only_text(reader, node, "seal", schema), seal }
    }

    fn fill(&self, form: &str, scope: &Scope<'_>, out: &mut Vec<model::Block>) -> Result<(), FormError> {
        match self {
            Self::Paragraph { look, content } => {
                let content = content.fill(form, scope, look.text)?;
                out.push(model::Block::Paragraph(look.set(content)));
            }
            Self::Value { look, text } => {
                let value = text.plain(form, scope)?.unwrap_or_default();
                for line in value.lines().map(str::trim).filter(|line| !line.is_empty()) {
                    let content = vec![model::Inline::styled(line, look.text)];
                    out.push(model::Block::Paragraph(look.set(content)));
                }
            }
            Self::Prose { look, label, text, lines } => {
                let label = label.fill(form, scope, look.text)?;
                fill_prose(look, label, text.plain(form, scope)?, *lines, out);
            }
            Self::Table(table) => out.push(model::Block::Table(table.fill(form, scope)?)),
            Self::Group(blocks) => out.extend(blocks.fill(form, scope)?),
            Self::Part { of, heading, blocks } => {
                let heading = Value::String(heading.plain(form, scope)?.unwrap_or_default());
                let Some(of) = of else {
                    out.extend(blocks.fill(form, &scope.with(HEADING, &heading))?);
                    return Ok(());
                };
                let object = of.evaluate(form, scope)?;
                let within = scope.within(&of.fields, &object);
                out.extend(blocks.fill(form, &within.with(HEADING, &heading))?);
            }
            Self::Keep(blocks) => out.push(model::Block::Group(blocks.fill(form, scope)?)),
            Self::Columns { gap, columns } => {
                let mut filled = model::Columns { columns: Vec::new(), gap: *gap };
                for column in columns {
                    column.repeat.run(form, scope, &mut |round| {
                        let blocks = column.blocks.fill(form, round.scope)?;
                        filled.columns.push(model::Column { width: column.width, blocks });
                        Ok(())
                    })?;
                }
                out.push(model::Block::Columns(filled));
            }
            Self::Signature(signature) => out.push(signature.fill(form, scope)?),
            Self::Closing(closing) => out.push(closing.fill(form, scope)?),
            Self::Law(article) => out.extend(article.fill()),
            Self::Seal { label, seal } => {
                let label = label.plain(form, scope)?.unwrap_or_default();
                out.push(model::Block::Seal(model::Seal { label, ..seal.clone() }));
            }
            Self::Rule => out.push(model::Block::Rule(model::Rule::default())),
            Self::Space(extent) => out.push(model::Block::Space(*extent)),
            Self::PageBreak => out.push(model::Block::PageBreak),
        }
        Ok(())
    }
}

impl Of {
    fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Option<Self> {
        let source = node.attribute("of")?;
        let object = reader.compile(node, "use.of", source, schema)?;
        if let Type::Object(fields) = object.result_type() {
            return Some(Self { line: reader.line(node), fields: fields.clone(), object });
        }
        let found = object.result_type();
        reader.problem(
            node,
            "use.of",
            format!("`{source}` 的结果是 `{found}`，应当是一件事项、一个人这样有各项内容的。"),
        );
        None
    }

    /// The object; one that is missing has none of its fields, so that the part prints with room to write in.
    fn evaluate(&self, form: &str, scope: &Scope<'_>) -> Result<Value, FormError> {
        let found = self.object.evaluate(scope).map_err(|source| FormError::Evaluation {
            form: form.to_owned(),
            line: self.line,
            source,
        })?;
        Ok(found.unwrap_or_default())
    }
}

/// A long text: its paragraphs when there is one, ruled lines to write on when there is none.
fn fill_prose(
    look: &Look,
    label: Vec<model::Inline>,
    text: Option<String>,
    lines: u16,
    out: &mut Vec<model::Block>,
) {
    let mut content = label;
    let Some(text) = text else {
        if lines == 0 && !content.is_empty() {
            out.push(model::Block::Paragraph(look.set(std::mem::take(&mut content))));
        }
        for _ in 0..lines {
            content.push(inline::empty_blank(BlankWidth::ToEnd, Align::Left, look.text));
            let mut ruled = look.set(std::mem::take(&mut content));
            // A ruled line begins where the text would, not two characters further in.
            ruled.first_indent = 0.0;
            ruled.keep_with_next = false;
            out.push(model::Block::Paragraph(ruled));
        }
        keep_last(look, out);
        return;
    };
    let paragraphs: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let labelled = !content.is_empty();
    if labelled && paragraphs.len() > 1 {
        // Several paragraphs stand below their label, so that 一、二、三、 stand under each other.
        let mut label = look.set(std::mem::take(&mut content));
        label.keep_with_next = true;
        out.push(model::Block::Paragraph(label));
    }
    for line in &paragraphs {
        content.push(model::Inline::styled(*line, look.text));
        let mut paragraph = look.set(std::mem::take(&mut content));
        if !labelled || paragraphs.len() > 1 {
            paragraph.first_indent = 2.0;
        }
        paragraph.keep_with_next = false;
        out.push(model::Block::Paragraph(paragraph));
    }
    keep_last(look, out);
}

/// Only the end of a long text stays with what follows it, not the whole of it.
fn keep_last(look: &Look, out: &mut [model::Block]) {
    if let Some(model::Block::Paragraph(last)) = out.last_mut() {
        last.keep_with_next = look.paragraph.keep_with_next;
    }
}

pub(super) fn only_text(reader: &mut Reader<'_>, node: Node<'_, '_>, field: &str, schema: &Schema) -> Text {
    let mut text = String::new();
    for child in node.children() {
        if child.is_element() {
            reader.unknown_element(child);
        } else if child.is_text() {
            text.push_str(child.text().unwrap_or_default());
        }
    }
    Text::parse(reader, node, field, &text, schema)
}
