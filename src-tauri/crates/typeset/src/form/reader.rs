//! Reading a form's XML so that nothing unknown slips through: every attribute and element is named by
//! its reader, and every fault is kept with its line until the whole file was seen.

use std::ops::RangeInclusive;

use expression::{Expression, Schema, Type};
use roxmltree::{Document, Node};

use super::block::Blocks;
use super::law;
use super::part::Parts;
use super::problem::FormProblem;

/// The file being read and the problems found in it so far.
pub(super) struct Reader<'a> {
    file: &'a str,
    document: &'a Document<'a>,
    parts: &'a Parts<'a>,
    /// The parts being read, the outermost first: a part that is among them uses itself.
    within: Vec<String>,
    used: Vec<&'a str>,
    problems: Vec<FormProblem>,
}

impl<'a> Reader<'a> {
    /// A reader of `file`, which may use `parts`.
    pub(super) fn new(file: &'a str, document: &'a Document<'a>, parts: &'a Parts<'a>) -> Self {
        Self { file, document, parts, within: Vec::new(), used: Vec::new(), problems: Vec::new() }
    }

    pub(super) fn into_problems(self) -> Vec<FormProblem> {
        self.problems
    }

    /// The text of the parts and articles used so far, in order.
    pub(super) fn used(&self) -> &[&'a str] {
        &self.used
    }

    /// The blocks of a part, read with the names of the place where it is used.
    pub(super) fn part(&mut self, node: Node<'_, '_>, id: &str, schema: &Schema) -> Blocks {
        let Some(part) = self.parts.get(id) else {
            self.problem(node, "use.part", format!("没有叫 `{id}` 的公用部分。"));
            return Blocks::default();
        };
        if let Some(at) = self.within.iter().position(|outer| outer == id) {
            let round = [&self.within[at..], &[id.to_owned()]].concat().join(" → ");
            self.problem(node, "use.part", format!("公用部分绕回了自己：{round}。"));
            return Blocks::default();
        }
        self.used.push(part.xml);
        let mut inner = Reader::new(part.file, part.document, self.parts);
        inner.within = [&self.within[..], &[id.to_owned()]].concat();
        let root = part.document.root_element();
        if root.tag_name().name() != "part" {
            inner.problem(root, root.tag_name().name(), "最外层应当是 <part>。");
        }
        inner.only(root, &[]);
        let blocks = Blocks::parse(&mut inner, root, schema);
        self.used.extend(inner.used);
        self.problems.extend(inner.problems);
        blocks
    }

    /// The paragraphs of an article of a law's text.
    pub(super) fn article(&mut self, node: Node<'_, '_>, text: &str, number: &str) -> Vec<String> {
        let Some(content) = self.parts.text(text) else {
            self.problem(node, "law.text", format!("没有叫 `{text}` 的法规文本。"));
            return Vec::new();
        };
        let paragraphs = law::paragraphs(content, number);
        if paragraphs.is_empty() {
            self.problem(node, "law.section", format!("`{text}` 里没有 {number}。"));
        }
        self.used.extend(&paragraphs);
        paragraphs.into_iter().map(str::to_owned).collect()
    }

    pub(super) fn line(&self, node: Node<'_, '_>) -> u32 {
        self.document.text_pos_at(node.range().start).row
    }

    pub(super) fn problem(&mut self, node: Node<'_, '_>, field: &str, message: impl Into<String>) {
        let line = self.line(node);
        self.problems.push(FormProblem {
            file: self.file.to_owned(),
            line,
            field: field.to_owned(),
            message: message.into(),
        });
    }

    /// Refuses every attribute of `node` that is not in `allowed`.
    pub(super) fn only(&mut self, node: Node<'_, '_>, allowed: &[&str]) {
        for attribute in node.attributes() {
            if !allowed.contains(&attribute.name()) {
                let field = format!("{}.{}", node.tag_name().name(), attribute.name());
                self.problem(node, &field, format!("没有这个属性，可以用的有：{}。", allowed.join("、")));
            }
        }
    }

    /// Refuses an element where its parent knows none of that name.
    pub(super) fn unknown_element(&mut self, node: Node<'_, '_>) {
        let parent = node.parent_element().map_or("", |parent| parent.tag_name().name()).to_owned();
        let name = node.tag_name().name().to_owned();
        self.problem(node, &name, format!("<{parent}> 里没有这种内容。"));
    }

    /// Refuses text where only elements belong.
    pub(super) fn no_text(&mut self, node: Node<'_, '_>) {
        for child in node.children().filter(Node::is_text) {
            if child.text().is_some_and(|text| !text.trim().is_empty()) {
                let name = node.tag_name().name().to_owned();
                self.problem(child, &name, "这里不能直接写文字。");
            }
        }
    }

    /// The attribute, which must be there and not be empty; an empty string otherwise, with a problem noted.
    pub(super) fn required(&mut self, node: Node<'_, '_>, name: &str) -> String {
        match node.attribute(name).map(str::trim) {
            Some(text) if !text.is_empty() => text.to_owned(),
            Some(_) | None => {
                let field = format!("{}.{name}", node.tag_name().name());
                self.problem(node, &field, "缺少这一项。");
                String::new()
            }
        }
    }

    /// Compiles an expression; a fault is noted under `field`.
    pub(super) fn compile(
        &mut self,
        node: Node<'_, '_>,
        field: &str,
        source: &str,
        schema: &Schema,
    ) -> Option<Expression> {
        match Expression::compile(source, schema) {
            Ok(expression) => Some(expression),
            Err(error) => {
                let field = if error.name().is_empty() { field } else { error.name() };
                self.problem(node, field, format!("`{source}` {error}。"));
                None
            }
        }
    }

    /// A condition: an expression that yields true or false.
    pub(super) fn condition(
        &mut self,
        node: Node<'_, '_>,
        name: &str,
        schema: &Schema,
    ) -> Option<Expression> {
        let source = node.attribute(name)?;
        let field = format!("{}.{name}", node.tag_name().name());
        let condition = self.compile(node, &field, source, schema)?;
        let found = condition.result_type();
        if matches!(found, Type::Bool | Type::Any) {
            return Some(condition);
        }
        self.problem(node, &field, format!("`{source}` 的结果是 `{found}`，应当是是或否。"));
        None
    }

    /// A number attribute with a unit, such as `6em` or `12mm`; `None` when absent or wrong (then noted).
    pub(super) fn measure(&mut self, node: Node<'_, '_>, name: &str, unit: &str) -> Option<f32> {
        let text = node.attribute(name)?.trim();
        let number = text.strip_suffix(unit).and_then(|number| number.trim().parse::<f32>().ok());
        match number {
            Some(number) if number.is_finite() && (0.0..=1000.0).contains(&number) => Some(number),
            Some(_) | None => {
                let field = format!("{}.{name}", node.tag_name().name());
                self.problem(node, &field, format!("`{text}` 不是以 {unit} 为单位的长度。"));
                None
            }
        }
    }

    /// A whole number; `None` when absent or wrong (then noted).
    pub(super) fn integer(&mut self, node: Node<'_, '_>, name: &str) -> Option<i64> {
        let text = node.attribute(name)?.trim();
        let number = text.parse::<i64>().ok();
        if number.is_none() {
            let field = format!("{}.{name}", node.tag_name().name());
            self.problem(node, &field, format!("`{text}` 不是整数。"));
        }
        number
    }

    /// A whole number in `range`.
    pub(super) fn count(
        &mut self,
        node: Node<'_, '_>,
        name: &str,
        range: RangeInclusive<u16>,
    ) -> Option<u16> {
        let text = node.attribute(name)?.trim();
        match text.parse::<u16>() {
            Ok(number) if range.contains(&number) => Some(number),
            Ok(_) | Err(_) => {
                let field = format!("{}.{name}", node.tag_name().name());
                let (least, most) = (range.start(), range.end());
                self.problem(node, &field, format!("`{text}` 不是 {least} 到 {most} 的整数。"));
                None
            }
        }
    }

    /// `true` or `false`, `false` when absent.
    pub(super) fn flag(&mut self, node: Node<'_, '_>, name: &str) -> bool {
        match node.attribute(name) {
            None | Some("false") => false,
            Some("true") => true,
            Some(other) => {
                let field = format!("{}.{name}", node.tag_name().name());
                self.problem(node, &field, format!("`{other}` 既不是 true 也不是 false。"));
                false
            }
        }
    }

    /// One of a set of words, noted when it is none of them.
    pub(super) fn word<T: Copy>(&mut self, node: Node<'_, '_>, name: &str, words: &[(&str, T)]) -> Option<T> {
        let text = node.attribute(name)?;
        let found = words.iter().find(|(word, _)| *word == text).map(|(_, value)| *value);
        if found.is_none() {
            let field = format!("{}.{name}", node.tag_name().name());
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            self.problem(node, &field, format!("`{text}` 不能用，只能是：{}。", known.join("、")));
        }
        found
    }
}
