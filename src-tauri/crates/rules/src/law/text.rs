use crate::asset::At;
use crate::read::{Problems, TomlTable};
use calendar::Date;
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

/// How certain something taken from a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// An official text, read word for word.
    Official,
    /// A local document, read word for word.
    Local,
    /// Concluded from a text, not written in it.
    Inferred,
    /// From memory or an unofficial collection.
    Unverified,
}

impl Certainty {
    /// The word on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Official => "有正式文本",
            Self::Local => "地方文件",
            Self::Inferred => "推断",
            Self::Unverified => "未核实",
        }
    }

    /// Reads the key `certainty`, which must be there.
    pub(crate) fn read(table: &TomlTable<'_>) -> Self {
        table.required_parsed("certainty").unwrap_or(Self::Unverified)
    }
}

impl FromStr for Certainty {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        super::one_of(
            text,
            &[
                ("official", Self::Official),
                ("local", Self::Local),
                ("inferred", Self::Inferred),
                ("unverified", Self::Unverified),
            ],
        )
    }
}

/// A law or local document, word for word.
#[derive(Debug, Clone, Serialize)]
pub struct LawText {
    /// Its id, which is also its files' name.
    pub id: String,
    /// Its title without 《》.
    pub title: String,
    /// What lists call it, without 《》; the title where none is given.
    pub short: String,
    /// Its number (文号), if it has one.
    pub number: Option<String>,
    /// Who issued it.
    pub issued_by: String,
    /// The day it was issued.
    pub issued_on: Option<Date>,
    /// The day it takes effect, not the day it was published.
    pub effective_from: Date,
    /// The last day it is in force.
    pub effective_until: Option<Date>,
    /// `in-force`, `repealed`, `report` (a news report of local practice).
    pub status: String,
    /// Where the wording was taken from.
    pub source: String,
    /// What is to be known about the wording: what was left out, what is damaged.
    pub note: Option<String>,
    /// The wording, in Markdown.
    pub content: String,
    #[serde(skip)]
    squashed: String,
}

/// Where a rule stands, with its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// The pack that cites it.
    pub pack: String,
    /// The text's id.
    pub text: String,
    /// The text's title.
    pub text_title: String,
    /// What lists call the text.
    pub text_short: String,
    /// The article or section: 第三十三条.
    pub section: String,
    /// Its words.
    pub quote: String,
    /// How certain it is.
    pub certainty: Certainty,
}

/// Quotes and texts are compared with only their line wraps taken out: no space, no punctuation, no
/// width is forgiven.
fn squash(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, '\n' | '\r')).collect()
}

impl LawText {
    /// Reads the text's table; its wording is given apart.
    pub(crate) fn read(table: &TomlTable<'_>, content: String) -> Option<Self> {
        let text = Self {
            id: table.id("id", "-"),
            title: table.required_text("title"),
            short: table.text("short").unwrap_or_else(|| table.required_text("title")),
            number: table.text("number"),
            issued_by: table.required_text("issued_by"),
            issued_on: table.date("issued_on"),
            effective_from: {
                table.required_text("effective_from");
                table.date("effective_from").unwrap_or_default()
            },
            effective_until: table.date("effective_until"),
            status: table.required_text("status"),
            source: table.required_text("source"),
            note: table.text("note"),
            squashed: squash(&content),
            content,
        };
        if !["in-force", "repealed", "report"].contains(&text.status.as_str()) {
            let message = format!("没有 `{}` 这种效力状态。", text.status);
            table.problems().add(&table.at_key("status"), "asset.bad-value", message);
        }
        if text.effective_until.is_some_and(|until| until < text.effective_from) {
            let message = "`effective_until` 早于 `effective_from`。";
            table.problems().add(&table.at_key("effective_until"), "asset.dates-disordered", message);
        }
        table.finish();
        Some(text)
    }

    /// Whether the words stand in it, line wraps apart.
    pub fn holds(&self, quote: &str) -> bool {
        self.squashed.contains(&squash(quote))
    }
}

/// The citations of a rule: `[citation]`, which must be there, and those of `also`. The hash in each is
/// the SHA-256 of the quote without its line wraps.
pub(crate) fn read_citations(
    table: &TomlTable<'_>,
    pack: &str,
    texts: &BTreeMap<String, LawText>,
) -> Vec<Arc<Citation>> {
    let certainty = table.parsed("certainty").unwrap_or(Certainty::Unverified);
    let first = table.table("citation");
    if first.is_none() {
        table.problems().add(&table.at_key("citation"), "asset.missing-key", "缺少 `citation`。");
    }
    let all = first.into_iter().chain(table.tables("also"));
    all.map(|entry| {
        let citation = read_citation(&entry, pack, texts, certainty);
        entry.finish();
        Arc::new(citation)
    })
    .collect()
}

fn read_citation(
    table: &TomlTable<'_>,
    pack: &str,
    texts: &BTreeMap<String, LawText>,
    certainty: Certainty,
) -> Citation {
    let text_id = table.required_text("text");
    let quote = table.required_text("quote");
    let hash = table.required_text("sha256");
    let text = texts.get(&text_id);
    check_quote(table, &text_id, text, &quote, &hash, table.problems());
    Citation {
        pack: pack.to_owned(),
        text_title: text.map(|text| text.title.clone()).unwrap_or_default(),
        text_short: text.map(|text| text.short.clone()).unwrap_or_default(),
        section: table.required_text("section"),
        certainty: table.parsed("certainty").unwrap_or(certainty),
        text: text_id,
        quote,
    }
}

fn check_quote(
    table: &TomlTable<'_>,
    text_id: &str,
    text: Option<&LawText>,
    quote: &str,
    hash: &str,
    problems: &Problems,
) {
    let at = |key: &str| -> At { table.at_key(key) };
    match text {
        None => problems.add(&at("text"), "asset.unknown-text", format!("没有叫 `{text_id}` 的法规文本。")),
        Some(text) if !text.holds(quote) => {
            let message = format!("`{text_id}` 里没有这句话：“{quote}”。");
            problems.add(&at("quote"), "asset.quote-not-found", message);
        }
        Some(_) => {}
    }
    let wanted = hex::encode(Sha256::digest(squash(quote).as_bytes()));
    if wanted != hash {
        problems.add(
            &at("sha256"),
            "asset.wrong-hash",
            format!("引文的 SHA-256 是 {wanted}，和写的不一样：引文或校验值被改过。"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_line_wraps_are_taken_out() {
        assert_eq!(squash("自调解\n协议\r\n生效"), "自调解协议生效");
        assert_eq!(squash("一, 二"), "一, 二");
    }
}
