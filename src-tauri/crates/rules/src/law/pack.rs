use crate::asset::At;
use crate::law::{Citation, LawText, one_of, read_citations};
use crate::read::TomlTable;
use calendar::{Counting, Roll, StartDay};
use serde::Serialize;
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

/// How far a pack reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// The whole country: always in use.
    National,
    /// A province.
    Province,
    /// A city with districts.
    City,
    /// A county, district or county-level city.
    County,
    /// A town or street office.
    Township,
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        one_of(
            text,
            &[
                ("national", Self::National),
                ("province", Self::Province),
                ("city", Self::City),
                ("county", Self::County),
                ("township", Self::Township),
            ],
        )
    }
}

/// A law pack (规则包).
#[derive(Debug, Clone, Serialize)]
pub struct Pack {
    /// Its id, which is also its folder's name.
    pub id: String,
    /// Its Chinese title.
    pub title: String,
    /// How far it reaches.
    pub level: Level,
    /// The place, e.g. 辽宁省营口市.
    pub place: String,
    /// The ids of its texts.
    pub texts: Vec<String>,
    /// What the office should know before it turns it on.
    pub note: Option<String>,
    #[serde(skip)]
    pub(crate) at: At,
}

impl Pack {
    pub(crate) fn read(table: &TomlTable<'_>, texts: &BTreeMap<String, LawText>) -> Self {
        let pack = Self {
            id: table.id("id", "-"),
            title: table.required_text("title"),
            level: table.required_parsed("level").unwrap_or(Level::Township),
            place: table.required_text("place"),
            texts: table.texts("texts"),
            note: table.text("note"),
            at: table.at(),
        };
        for (text, at) in table.located_texts("texts") {
            if !texts.contains_key(&text) {
                table.problems().add(&at, "asset.unknown-text", format!("没有叫 `{text}` 的法规文本。"));
            }
        }
        table.finish();
        pack
    }
}

/// A way of counting periods, with the law it comes from.
#[derive(Debug, Clone, Serialize)]
pub struct CountingRule {
    /// Its id.
    pub id: String,
    /// Its Chinese title: what it says in a few words.
    pub title: String,
    /// The counting itself.
    pub counting: Counting,
    /// The articles.
    pub citations: Vec<Arc<Citation>>,
}

impl CountingRule {
    pub(crate) fn read(table: &TomlTable<'_>, pack: &str, texts: &BTreeMap<String, LawText>) -> Self {
        let start: Option<Named<StartDay>> = table.required_parsed("start");
        let roll: Option<Named<Roll>> = table.required_parsed("roll");
        let rule = Self {
            id: table.id("id", "-"),
            title: table.required_text("title"),
            counting: Counting {
                start: start.map_or(StartDay::Excluded, |it| it.0),
                roll: roll.map_or(Roll::None, |it| it.0),
            },
            citations: read_citations(table, pack, texts),
        };
        table.finish();
        rule
    }
}

/// The calendar's words, which it takes only through serde.
struct Named<T>(T);

impl FromStr for Named<StartDay> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        one_of(text, &[("excluded", StartDay::Excluded), ("included", StartDay::Included)]).map(Self)
    }
}

impl FromStr for Named<Roll> {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        one_of(text, &[("next", Roll::Next), ("previous", Roll::Previous), ("none", Roll::None)]).map(Self)
    }
}
