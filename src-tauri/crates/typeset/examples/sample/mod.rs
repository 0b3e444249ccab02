//! Sample documents for the examples: no real persons.
#![allow(dead_code, unreachable_pub, clippy::expect_used)]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use typeset::model::{
    Align, Blank, BlankWidth, Block, Check, Column, Columns, Document, Extent, Face, Inline, Paragraph,
    Signature, SignatureDate, TextStyle,
};
use typeset::{Fonts, Styles, Typesetter};

/// The assets' folder.
pub fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../assets")
}

/// The shipped faces and styles.
pub fn typesetter() -> Typesetter {
    let folder = assets();
    let faces = std::fs::read_to_string(folder.join("fonts/faces.toml")).expect("faces.toml");
    let files = folder.clone();
    let fonts = Fonts::new(&faces, Box::new(move |name| std::fs::read(files.join("fonts").join(name))))
        .expect("fonts");
    let texts: Vec<(String, String)> = ["form", "official", "letter", "minutes"]
        .into_iter()
        .map(|name| {
            let path = folder.join("styles").join(format!("{name}.toml"));
            (name.to_owned(), std::fs::read_to_string(path).expect("style"))
        })
        .collect();
    let styles =
        Styles::load(texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))).expect("styles");
    Typesetter::new(Arc::new(fonts), Arc::new(styles))
}

/// A fixed moment.
pub fn noon() -> calendar::DateTime {
    calendar::Date::from_ymd_opt(2026, 11, 22).and_then(|day| day.and_hms_opt(12, 0, 0)).expect("a moment")
}

fn label(text: &str) -> Inline {
    Inline::styled(text, TextStyle { face: Some(Face::Hei), ..TextStyle::default() })
}

fn blank(text: &str, chars: f32) -> Inline {
    Inline::Blank(Blank {
        text: text.into(),
        width: BlankWidth::Minimum(chars),
        align: Align::Center,
        ..Blank::default()
    })
}

fn to_end(text: &str) -> Inline {
    Inline::Blank(Blank { text: text.into(), width: BlankWidth::ToEnd, ..Blank::default() })
}

fn line(content: Vec<Inline>) -> Block {
    Block::Paragraph(Paragraph { content, ..Paragraph::default() })
}

fn indented(content: Vec<Inline>) -> Block {
    Block::Paragraph(Paragraph { content, first_indent: 2.0, ..Paragraph::default() })
}

/// A mediation agreement of one page, with four faces; `n` changes names, sums and dates.
pub fn agreement(n: usize) -> Document {
    let family = ["张", "王", "李", "赵", "陈", "刘", "杨", "黄"][n % 8];
    let other = ["孙", "周", "吴", "郑", "冯", "蒋", "沈", "韩"][n / 8 % 8];
    let (first, second) = (format!("{family}志远"), format!("{other}秀兰"));
    let sum = 1200 + n * 37 % 8000;
    let check = |ticked, text: &str| {
        [Inline::Check(Check { ticked, ..Check::default() }), Inline::text(format!("{text}　"))]
    };
    let mut way = vec![Inline::text("履行方式：")];
    way.extend(check(true, "当场给付"));
    way.extend(check(false, "分期给付"));
    way.extend(check(false, "其他"));
    let kai = TextStyle { face: Some(Face::Kai), ..TextStyle::default() };
    let signature = |label: &str| {
        vec![Block::Signature(Signature {
            label: label.into(),
            line: 6.0,
            date: SignatureDate::ByHand,
            ..Signature::default()
        })]
    };
    Document {
        title: format!("人民调解协议书（{n}）"),
        style: "form".into(),
        blocks: vec![
            Block::Paragraph(Paragraph {
                content: vec![Inline::styled("人民调解协议书", TextStyle::new(Face::Title, 22.0))],
                align: Align::Center,
                space_after: Extent::Pt(4.0),
                ..Paragraph::default()
            }),
            Block::Paragraph(Paragraph {
                content: vec![Inline::styled(
                    format!("编号：〔2026〕安民调字第{}号", n + 1),
                    TextStyle::new(Face::Song, 12.0),
                )],
                align: Align::Right,
                ..Paragraph::default()
            }),
            line(vec![
                label("当事人："),
                blank(&first, 5.0),
                Inline::text("性别"),
                blank("男", 2.0),
                Inline::text("民族"),
                blank("汉族", 3.0),
                Inline::text("年龄"),
                blank("46", 3.0),
            ]),
            line(vec![
                Inline::text("职业或职务"),
                blank("务农", 5.0),
                Inline::text("联系方式"),
                to_end("13800000000"),
            ]),
            line(vec![Inline::text("住址"), to_end(&format!("东安县河口镇柳林村{}组", n % 9 + 1))]),
            line(vec![
                label("当事人："),
                blank(&second, 5.0),
                Inline::text("性别"),
                blank("女", 2.0),
                Inline::text("民族"),
                blank("满族", 3.0),
                Inline::text("年龄"),
                blank("51", 3.0),
            ]),
            line(vec![
                Inline::text("职业或职务"),
                blank("个体经营", 5.0),
                Inline::text("联系方式"),
                to_end("13900000000"),
            ]),
            line(vec![Inline::text("住址"), to_end("东安县河口镇新街42号")]),
            line(vec![label("纠纷主要事实、争议事项：")]),
            indented(vec![Inline::text(format!(
                "2026年9月{}日，{first}承包地与{second}经营的砖厂之间的排水沟被建筑垃圾堵塞，连日降雨造成{first}家玉米地积水，部分作物受损。{first}要求赔偿损失并疏通水沟，{second}认为堵塞系他人倾倒所致，双方协商未果，申请调解。",
                n % 27 + 1
            ))]),
            line(vec![label("经调解，自愿达成如下协议：")]),
            indented(vec![Inline::text(format!(
                "一、{second}自愿一次性补偿{first}作物损失人民币{sum}元，于签订本协议之日当场付清；二、{second}于2026年11月30日前负责将排水沟疏通，费用自理；三、双方今后共同维护该排水沟，互不再就此事提出其他要求。"
            ))]),
            line(way),
            line(vec![Inline::text("履行时限："), to_end("2026年11月30日前履行完毕")]),
            indented(vec![Inline::styled("本协议一式三份，当事人、人民调解委员会各持一份。", kai)]),
            Block::Columns(Columns {
                columns: vec![
                    Column { blocks: signature("当事人："), ..Column::default() },
                    Column { blocks: signature("当事人："), ..Column::default() },
                ],
                gap: 1.0,
            }),
            Block::Paragraph(Paragraph {
                content: vec![
                    Inline::text("人民调解员（签名）："),
                    blank("", 6.0),
                    Inline::Fill,
                    Inline::text("（人民调解委员会印章）"),
                ],
                ..Paragraph::default()
            }),
            Block::Paragraph(Paragraph {
                content: vec![Inline::text("2026年11月22日")],
                align: Align::Right,
                right_indent: 2.0,
                ..Paragraph::default()
            }),
        ],
        ..Document::default()
    }
}
