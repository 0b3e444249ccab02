//! The document, its sheets, and what stands at fixed places on them.

use serde::{Deserialize, Serialize};

use super::{Align, Block, Inline, Rule};

/// A whole document before layout.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Document {
    /// The document's title, shown by PDF readers; not drawn.
    pub title: String,
    /// The name of a page style in `assets/styles` (`form`, `official`, `letter`, `minutes`, …).
    pub style: String,
    /// Overrides the style's orientation.
    pub orientation: Option<Orientation>,
    /// Overrides the style's margins, in mm.
    pub margins: Option<Margins>,
    /// The issuing office's mark and what belongs to it (GB/T 9704 版头); drawn only by styles that have one.
    pub letterhead: Option<Letterhead>,
    /// The text, top to bottom.
    pub blocks: Vec<Block>,
    /// 版记, at the foot of the last page.
    pub colophon: Option<Colophon>,
    /// Running heads, feet and anything else at a fixed place on the page, beside what the style draws.
    pub furniture: Vec<Furniture>,
    /// Overrides the style's page numbers.
    pub page_numbers: Option<PageNumbers>,
}

/// Which way the A4 sheet lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Orientation {
    /// 210 × 297 mm.
    #[default]
    Portrait,
    /// 297 × 210 mm.
    Landscape,
}

/// Page margins, in mm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Margins {
    /// From the sheet's top edge (天头).
    pub top: f32,
    /// From the right edge.
    pub right: f32,
    /// From the bottom edge (地脚).
    pub bottom: f32,
    /// From the left edge (订口).
    pub left: f32,
}

/// 版头: the elements above (or, in letters, around) the first page's rules. What stands where is the style's affair.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Letterhead {
    /// 发文机关标志, one line per issuing office ("××司法所", "××司法所文件", "××会议纪要").
    pub issuer: Vec<String>,
    /// 发文字号, with 〔〕.
    pub number: Option<String>,
    /// 份号, six digits.
    pub copy_number: Option<String>,
    /// 密级和保密期限.
    pub secrecy: Option<String>,
    /// 紧急程度.
    pub urgency: Option<String>,
    /// 签发人 (上行文 only).
    pub signatory: Option<String>,
    /// Minutes: 纪要的 date or meeting number set under the mark, right.
    pub date: Option<String>,
}

/// 版记.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Colophon {
    /// 抄送, the offices only (the label and the closing full stop are added).
    pub copies_to: Option<String>,
    /// 印发机关.
    pub printed_by: Option<String>,
    /// 印发日期, written out ("2026年11月22日").
    pub printed_on: Option<String>,
}

/// Something at a fixed place of the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Furniture {
    /// On which pages.
    pub pages: Pages,
    /// Height of its upper edge (of the ink, for text).
    pub place: Place,
    /// Where on the text's width (on the sheet's width for rules).
    pub align: Align,
    /// What it is.
    pub content: FurnitureContent,
}

/// The pages that furniture stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pages {
    /// Every page.
    #[default]
    All,
    /// The first.
    First,
    /// All but the first.
    Others,
    /// The last.
    Last,
}

/// A height on the page, mm.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Place {
    /// From the sheet's top edge.
    FromTop(f32),
    /// From the sheet's bottom edge.
    FromBottom(f32),
    /// Above the text area's upper edge.
    AboveText(f32),
    /// Below the text area's lower edge.
    BelowText(f32),
}

/// What a piece of furniture is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FurnitureContent {
    /// One line of text; [`Inline::PageNumber`] and [`Inline::PageCount`] work here.
    Text(Vec<Inline>),
    /// A rule (its spaces are not used).
    Rule(Rule),
}

/// How pages are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PageNumbers {
    /// None.
    #[default]
    None,
    /// GB/T 9704: "— 1 —", odd pages right, even pages left.
    Dashes,
    /// The same, none on the first page (letters).
    DashesNotFirst,
    /// "第1页 共3页", centred.
    OfTotal,
    /// The same, only if there is more than one page.
    OfTotalIfMany,
}
