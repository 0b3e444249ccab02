//! What stands inside a paragraph: text with holes, underlined blanks, check boxes, dates.

use expression::{Expression, Schema, Scope};
use roxmltree::Node;

use super::problem::FormError;
use super::reader::Reader;
use super::repeat::{self, Repeat};
use super::style;
use super::text::{Filled, Hole, Piece, Text};
use crate::model::{self, Align, BlankWidth, TextStyle};

/// Width, in characters, of the blank that stands where a hole of the running text has no value.
const EMPTY_HOLE: f32 = 4.0;

/// The contents of a paragraph, in order.
#[derive(Debug, Default)]
pub(super) struct Inlines(Vec<Inline>);

#[derive(Debug)]
enum Inline {
    Text(Text),
    Blank { repeat: Repeat, text: Text, width: BlankWidth, align: Align },
    Check { repeat: Repeat, line: u32, when: Option<Expression>, label: Inlines },
    Span { repeat: Repeat, style: TextStyle, inner: Inlines },
    Date { repeat: Repeat, value: Option<Hole> },
    Gap(f32),
    Fill,
    Break(Repeat),
}

impl Inlines {
    /// Reads the children of `node`, which may be text and inline elements only.
    pub(super) fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Self {
        let mut inlines = Vec::new();
        for child in node.children() {
            if child.is_text() {
                let field = node.tag_name().name().to_owned();
                let text = Text::parse(reader, child, &field, child.text().unwrap_or_default(), schema);
                if !text.0.is_empty() {
                    inlines.push(Inline::Text(text));
                }
            } else if child.is_element() {
                inlines.extend(Inline::parse(reader, child, schema));
            }
        }
        Self(inlines)
    }

    /// The contents with these values, every run in `style`.
    pub(super) fn fill(
        &self,
        form: &str,
        scope: &Scope<'_>,
        style: TextStyle,
    ) -> Result<Vec<model::Inline>, FormError> {
        let mut out = Vec::new();
        for inline in &self.0 {
            inline.fill(form, scope, style, &mut out)?;
        }
        Ok(out)
    }
}

impl Inline {
    fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Option<Self> {
        let name = node.tag_name().name();
        let mut allowed: Vec<&str> = repeat::ATTRIBUTES.to_vec();
        match name {
            "blank" => allowed.extend(["width", "min", "fill", "align"]),
            "check" => allowed.push("when"),
            "span" => allowed.extend(style::TEXT_ATTRIBUTES),
            "date" => allowed.push("value"),
            "gap" => allowed = vec!["width"],
            "br" => allowed = vec!["if"],
            "fill" => allowed.clear(),
            _ => {
                reader.unknown_element(node);
                return None;
            }
        }
        reader.only(node, &allowed);
        let (repeat, inner) = Repeat::parse(reader, node, schema);
        Some(match name {
            "blank" => {
                let width = blank_width(reader, node);
                let align = reader.word(node, "align", &style::ALIGNS).unwrap_or(Align::Center);
                let mut text = String::new();
                for child in node.children() {
                    if child.is_element() {
                        reader.unknown_element(child);
                    } else if child.is_text() {
                        text.push_str(child.text().unwrap_or_default());
                    }
                }
                let text = Text::parse(reader, node, "blank", &text, &inner);
                Self::Blank { repeat, text, width, align }
            }
            "check" => {
                reader.required(node, "when");
                let when = reader.condition(node, "when", &inner);
                let line = reader.line(node);
                Self::Check { repeat, line, when, label: Inlines::parse(reader, node, &inner) }
            }
            "span" => {
                let style = style::text(reader, node);
                Self::Span { repeat, style, inner: Inlines::parse(reader, node, &inner) }
            }
            "date" => {
                let value = node
                    .attribute("value")
                    .and_then(|source| Hole::parse(reader, node, "date.value", source, &inner));
                Self::Date { repeat, value }
            }
            "gap" => {
                reader.required(node, "width");
                Self::Gap(reader.measure(node, "width", "em").unwrap_or_default())
            }
            "fill" => Self::Fill,
            _ => Self::Break(repeat),
        })
    }

    fn fill(
        &self,
        form: &str,
        scope: &Scope<'_>,
        style: TextStyle,
        out: &mut Vec<model::Inline>,
    ) -> Result<(), FormError> {
        match self {
            Self::Text(text) => {
                for piece in text.fill(form, scope)? {
                    out.push(match piece {
                        Filled::Literal(literal) => model::Inline::styled(literal, style),
                        Filled::Value(Some(value)) => model::Inline::styled(value, style),
                        Filled::Value(None) => {
                            empty_blank(BlankWidth::Minimum(EMPTY_HOLE), Align::Center, style)
                        }
                    });
                }
                Ok(())
            }
            Self::Blank { repeat, text, width, align } => repeat.run(form, scope, &mut |round| {
                let text = text.plain(form, round.scope)?.unwrap_or_default();
                // A blank is one line of a form: what was typed on several lines is set on one.
                let text = text.lines().map(str::trim).collect::<Vec<_>>().join(" ");
                let blank = model::Blank { text, width: *width, align: *align, style };
                out.push(model::Inline::Blank(blank));
                Ok(())
            }),
            Self::Check { repeat, line, when, label } => repeat.run(form, scope, &mut |round| {
                let ticked = match when {
                    Some(when) => repeat::is_true(when, form, *line, round.scope)?,
                    None => false,
                };
                out.push(model::Inline::Check(model::Check { ticked, style }));
                out.extend(label.fill(form, round.scope, style)?);
                Ok(())
            }),
            Self::Span { repeat, style: own, inner } => repeat.run(form, scope, &mut |round| {
                out.extend(inner.fill(form, round.scope, style::over(style, *own))?);
                Ok(())
            }),
            Self::Date { repeat, value } => repeat.run(form, scope, &mut |round| {
                let value = match value {
                    Some(value) => value.value(form, round.scope)?,
                    None => None,
                };
                match value {
                    Some(value) => out.push(model::Inline::styled(value, style)),
                    None => out.extend(date_by_hand(style)),
                }
                Ok(())
            }),
            Self::Gap(width) => {
                out.push(model::Inline::Gap(*width));
                Ok(())
            }
            Self::Fill => {
                out.push(model::Inline::Fill);
                Ok(())
            }
            Self::Break(repeat) => repeat.run(form, scope, &mut |_| {
                out.push(model::Inline::LineBreak);
                Ok(())
            }),
        }
    }
}

fn blank_width(reader: &mut Reader<'_>, node: Node<'_, '_>) -> BlankWidth {
    let fill = reader.flag(node, "fill");
    let width = reader.measure(node, "width", "em");
    let min = reader.measure(node, "min", "em");
    match (fill, width, min) {
        (true, None, None) => BlankWidth::ToEnd,
        (false, Some(width), None) => BlankWidth::Fixed(width),
        (false, None, Some(min)) => BlankWidth::Minimum(min),
        (false, None, None) => BlankWidth::default(),
        (_, _, _) => {
            reader.problem(node, "blank", "width、min、fill 只能写一项。");
            BlankWidth::default()
        }
    }
}

/// A line to be written on by hand.
pub(super) fn empty_blank(width: BlankWidth, align: Align, style: TextStyle) -> model::Inline {
    model::Inline::Blank(model::Blank { text: String::new(), width, align, style })
}

/// Room for a date written by hand: `    年  月  日`.
pub(super) fn date_by_hand(style: TextStyle) -> Vec<model::Inline> {
    let mut out = Vec::new();
    for (room, unit) in [(2.0, "年"), (1.5, "月"), (1.5, "日")] {
        out.push(model::Inline::Gap(room));
        out.push(model::Inline::styled(unit, style));
    }
    out
}

impl Inlines {
    /// The value, where there is nothing but one `{expression}`.
    pub(super) fn lone_value(mut self) -> Result<Text, Self> {
        match self.0.pop() {
            Some(Inline::Text(text))
                if self.0.is_empty() && matches!(text.0.as_slice(), [Piece::Hole(_)]) =>
            {
                Ok(text)
            }
            Some(last) => {
                self.0.push(last);
                Err(self)
            }
            None => Err(self),
        }
    }

    /// Text alone.
    pub(super) fn of(text: Text) -> Self {
        Self(if text.0.is_empty() { Vec::new() } else { vec![Inline::Text(text)] })
    }
}
