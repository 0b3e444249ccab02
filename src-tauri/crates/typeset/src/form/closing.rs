//! Where a document ends: places to sign, and the closing with its seal and date.

use expression::{Schema, Scope};
use roxmltree::Node;

use super::block::only_text;
use super::problem::FormError;
use super::reader::Reader;
use super::repeat::{self, Repeat};
use super::style;
use super::text::{Hole, Text};
use crate::model::{self, SignatureDate};

/// Height of a line to sign on, pt: a thumb-print (some 12 mm) fits beside the name.
const SIGNATURE_PITCH: f32 = 36.0;

/// A place to sign.
#[derive(Debug)]
pub(super) struct Signature {
    label: Text,
    name: Option<Text>,
    date: DateOfSignature,
    shape: model::Signature,
}

#[derive(Debug)]
enum DateOfSignature {
    None,
    ByHand,
    Value(Hole),
}

/// 落款: who issues it, when, and whether it is sealed.
#[derive(Debug)]
pub(super) struct Closing {
    signers: Vec<(Repeat, Text)>,
    date: Option<Hole>,
    shape: model::Closing,
}

impl Signature {
    pub(super) const ATTRIBUTES: [&'static str; 8] =
        ["line", "over", "name", "date", "beside", "align", "left", "right"];

    pub(super) fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Self {
        let mut shape = model::Signature { pitch: Some(SIGNATURE_PITCH), ..model::Signature::default() };
        shape.label_over = reader.flag(node, "over");
        if node.attribute("line").is_some_and(|line| line.trim() == "fill") {
            shape.fill = true;
        } else if let Some(line) = reader.measure(node, "line", "em") {
            shape.line = line;
        }
        if let Some(align) = reader.word(node, "align", &style::ALIGNS) {
            shape.align = align;
        }
        shape.left_indent = reader.measure(node, "left", "em").unwrap_or_default();
        shape.right_indent = reader.measure(node, "right", "em").unwrap_or_default();
        shape.date_beside = reader.flag(node, "beside");
        let name =
            node.attribute("name").map(|text| Text::parse(reader, node, "signature.name", text, schema));
        let date = match node.attribute("date") {
            None => DateOfSignature::None,
            Some("hand") => DateOfSignature::ByHand,
            Some(source) => match Hole::parse(reader, node, "signature.date", source, schema) {
                Some(value) => DateOfSignature::Value(value),
                None => DateOfSignature::None,
            },
        };
        Self { label: only_text(reader, node, "signature", schema), name, date, shape }
    }

    pub(super) fn fill(&self, form: &str, scope: &Scope<'_>) -> Result<model::Block, FormError> {
        let name = match &self.name {
            Some(name) => name.plain(form, scope)?.unwrap_or_default(),
            None => String::new(),
        };
        let date = match &self.date {
            DateOfSignature::None => SignatureDate::None,
            DateOfSignature::ByHand => SignatureDate::ByHand,
            DateOfSignature::Value(value) => {
                value.value(form, scope)?.map_or(SignatureDate::ByHand, SignatureDate::Text)
            }
        };
        let label = self.label.plain(form, scope)?.unwrap_or_default();
        Ok(model::Block::Signature(model::Signature { label, name, date, ..self.shape.clone() }))
    }
}

impl Closing {
    pub(super) const ATTRIBUTES: [&'static str; 3] = ["date", "sealed", "above"];

    pub(super) fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Self {
        reader.no_text(node);
        let mut signers = Vec::new();
        for child in node.children().filter(Node::is_element) {
            if child.tag_name().name() != "signer" {
                reader.unknown_element(child);
                continue;
            }
            reader.only(child, &repeat::ATTRIBUTES);
            let (repeat, inner) = Repeat::parse(reader, child, schema);
            signers.push((repeat, only_text(reader, child, "signer", &inner)));
        }
        let date = node
            .attribute("date")
            .filter(|date| *date != "hand")
            .and_then(|source| Hole::parse(reader, node, "closing.date", source, schema));
        let shape = model::Closing {
            sealed: reader.flag(node, "sealed"),
            lines_above: reader.measure(node, "above", "lines").unwrap_or_default(),
            ..model::Closing::default()
        };
        Self { signers, date, shape }
    }

    pub(super) fn fill(&self, form: &str, scope: &Scope<'_>) -> Result<model::Block, FormError> {
        let mut signers = Vec::new();
        for (repeat, signer) in &self.signers {
            repeat.run(form, scope, &mut |round| {
                signers.extend(signer.plain(form, round.scope)?);
                Ok(())
            })?;
        }
        let date = match &self.date {
            Some(date) => date.value(form, scope)?.unwrap_or_default(),
            None => String::new(),
        };
        Ok(model::Block::Closing(model::Closing { signers, date, ..self.shape.clone() }))
    }
}
