//! A letter or other paper of GB/T 9704: who issues it, its number, title, addressee, text, attachments,
//! closing and contact. Where each stands is the page style's affair and this file's; a form only names them.

use expression::{Schema, Scope};
use roxmltree::Node;

use super::block::{Blocks, Look};
use super::closing::Closing;
use super::inline::Inlines;
use super::problem::FormError;
use super::reader::Reader;
use super::repeat::{self, Repeat};
use super::style::Named;
use super::text::Text;
use crate::model::{self, Align, Extent};

/// The elements of such a paper, each at most once but issuer, attachment.
#[derive(Debug, Default)]
pub(super) struct Letter {
    issuers: Vec<(Repeat, Text)>,
    number: Option<Text>,
    urgency: Option<Text>,
    signatory: Option<Text>,
    title: Inlines,
    addressee: Option<Text>,
    body: Blocks,
    attachments: Vec<(Repeat, Text)>,
    closing: Option<Closing>,
    contact: Option<Text>,
    copies_to: Option<Text>,
    receipt: Blocks,
}

impl Letter {
    pub(super) fn parse(reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) -> Self {
        reader.no_text(node);
        reader.only(node, &[]);
        let mut letter = Self::default();
        let mut seen: Vec<String> = Vec::new();
        for child in node.children().filter(Node::is_element) {
            let name = child.tag_name().name();
            let many = matches!(name, "issuer" | "attachment");
            if !many && seen.iter().any(|before| before == name) {
                reader.problem(child, name, "在这里写了两次。");
            }
            seen.push(name.to_owned());
            letter.element(reader, child, schema);
        }
        for needed in ["issuer", "title", "body", "closing"] {
            if !seen.iter().any(|name| name == needed) {
                reader.problem(node, needed, "公函里缺少这一部分。");
            }
        }
        letter
    }

    fn element(&mut self, reader: &mut Reader<'_>, node: Node<'_, '_>, schema: &Schema) {
        let text = |reader: &mut Reader<'_>, schema: &Schema| {
            super::block::only_text(reader, node, node.tag_name().name(), schema)
        };
        match node.tag_name().name() {
            "issuer" | "attachment" => {
                reader.only(node, &repeat::ATTRIBUTES);
                let (repeat, inner) = Repeat::parse(reader, node, schema);
                let text = text(reader, &inner);
                if node.tag_name().name() == "issuer" {
                    self.issuers.push((repeat, text));
                } else {
                    self.attachments.push((repeat, text));
                }
            }
            "title" => {
                reader.only(node, &[]);
                self.title = Inlines::parse(reader, node, schema);
            }
            "body" => {
                reader.only(node, &[]);
                self.body = Blocks::parse(reader, node, schema);
            }
            "receipt" => {
                reader.only(node, &[]);
                self.receipt = Blocks::parse(reader, node, schema);
            }
            "closing" => {
                reader.only(node, &Closing::ATTRIBUTES);
                self.closing = Some(Closing::parse(reader, node, schema));
            }
            "number" | "urgency" | "signatory" | "addressee" | "contact" | "copies-to" => {
                reader.only(node, &[]);
                let text = Some(text(reader, schema));
                match node.tag_name().name() {
                    "number" => self.number = text,
                    "urgency" => self.urgency = text,
                    "signatory" => self.signatory = text,
                    "addressee" => self.addressee = text,
                    "contact" => self.contact = text,
                    _ => self.copies_to = text,
                }
            }
            _ => reader.unknown_element(node),
        }
    }

    /// Puts the letter into `document`, whose style is set already.
    pub(super) fn fill(
        &self,
        form: &str,
        scope: &Scope<'_>,
        document: &mut model::Document,
    ) -> Result<(), FormError> {
        let plain = |text: &Option<Text>| match text {
            Some(text) => text.plain(form, scope),
            None => Ok(None),
        };
        document.letterhead = Some(model::Letterhead {
            issuer: every(&self.issuers, form, scope)?,
            number: plain(&self.number)?,
            urgency: plain(&self.urgency)?,
            signatory: plain(&self.signatory)?,
            ..model::Letterhead::default()
        });
        if let Some(copies_to) = plain(&self.copies_to)? {
            document.colophon =
                Some(model::Colophon { copies_to: Some(copies_to), ..model::Colophon::default() });
        }
        let title = Look::named(Named::Title);
        let mut heading = title.set(self.title.fill(form, scope, title.text())?);
        heading.space_after = Extent::Lines(1.0);
        document.blocks.push(model::Block::Paragraph(heading));
        if self.addressee.is_some() {
            let style = Named::Line.text();
            let content = match self.addressee(form, scope)? {
                Some(name) => vec![model::Inline::styled(name, style)],
                None => vec![super::inline::empty_blank(model::BlankWidth::Fixed(10.0), Align::Left, style)],
            };
            let mut paragraph = model::Paragraph { content, keep_with_next: true, ..Named::Line.paragraph() };
            paragraph.content.push(model::Inline::styled("：", style));
            document.blocks.push(model::Block::Paragraph(paragraph));
        }
        document.blocks.extend(self.body.fill(form, scope)?);
        attachments(&every(&self.attachments, form, scope)?, &mut document.blocks);
        let end = self.end(form, scope)?;
        keep_text_with_end(&mut document.blocks);
        document.blocks.push(model::Block::Group(end));
        Ok(())
    }

    /// Whom it is sent to.
    pub(super) fn addressee(&self, form: &str, scope: &Scope<'_>) -> Result<Option<String>, FormError> {
        self.addressee.as_ref().map_or(Ok(None), |addressee| addressee.plain(form, scope))
    }

    /// Closing, contact and receipt: what must not stand on a page of its own.
    fn end(&self, form: &str, scope: &Scope<'_>) -> Result<Vec<model::Block>, FormError> {
        let mut end = Vec::new();
        if let Some(closing) = &self.closing {
            end.push(closing.fill(form, scope)?);
        }
        let contact = match &self.contact {
            Some(contact) => contact.plain(form, scope)?,
            None => None,
        };
        if let Some(contact) = contact {
            let mut note = model::Paragraph::text(format!("（{contact}）"));
            note.first_indent = 2.0;
            end.push(model::Block::Paragraph(note));
        }
        // The addressee signs here for having got it.
        end.extend(self.receipt.fill(form, scope)?);
        Ok(end)
    }
}

/// The last lines of the text go along with the end to a new page (9704 knows no 此页无正文), and so do the
/// attachments between them.
fn keep_text_with_end(blocks: &mut [model::Block]) {
    for block in blocks.iter_mut().rev() {
        let model::Block::Paragraph(paragraph) = block else { break };
        if paragraph.keep_with_next {
            continue;
        }
        paragraph.keep_with_next = true;
        break;
    }
}

fn every(texts: &[(Repeat, Text)], form: &str, scope: &Scope<'_>) -> Result<Vec<String>, FormError> {
    let mut out = Vec::new();
    for (repeat, text) in texts {
        repeat.run(form, scope, &mut |round| {
            out.extend(text.plain(form, round.scope)?);
            Ok(())
        })?;
    }
    Ok(out)
}

/// 附件说明: one line below the text, two characters in; the names stand under each other, and nothing ends them.
fn attachments(names: &[String], blocks: &mut Vec<model::Block>) {
    for (index, name) in names.iter().enumerate() {
        let (label, label_width) = if index == 0 { ("附件：", 3.0) } else { ("", 0.0) };
        let (number, number_width) =
            if names.len() == 1 { (String::new(), 0.0) } else { (format!("{}.", index + 1), 1.0) };
        let left = if index == 0 { 2.0 } else { 5.0 };
        let mut paragraph = model::Paragraph::text(format!("{label}{number}{name}"));
        paragraph.left_indent = left;
        paragraph.hanging = label_width + number_width;
        if index == 0 {
            paragraph.space_before = Extent::Lines(1.0);
        }
        paragraph.keep_with_next = true;
        blocks.push(model::Block::Paragraph(paragraph));
    }
}
