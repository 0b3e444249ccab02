//! Prints specimens of every style and block into a folder, for looking at:
//! `cargo run -p typeset --example specimens -- DIR`.
#![allow(clippy::expect_used, clippy::print_stdout)]

mod sample;

use typeset::Stamp;
use typeset::model::{
    Align, Blank, BlankWidth, Block, Borders, Cell, Check, Closing, Colophon, ColumnWidth, Document, Extent,
    Face, Inline, Letterhead, Paragraph, Row, RowHeight, Rule, Seal, Signature, SignatureDate, Table,
    TextStyle, VerticalAlign,
};

const PROSE: &str = "根据《中华人民共和国人民调解法》第三十一条的规定，经人民调解委员会调解达成的调解协议，具有法律约束力，\
    当事人应当按照约定履行。人民调解委员会应当对调解协议的履行情况进行监督，督促当事人履行约定的义务。\
    2026年11月22日，我所收到你单位转来的“关于柳林村排水沟纠纷的函”（东政函〔2026〕15号），经核实：共涉及村民12户、\
    耕地35.6亩、损失12,345.67元；联系人阿依古丽·买买提，电话0417-1234567。";

fn title(text: &str) -> Block {
    Block::Paragraph(Paragraph {
        content: vec![Inline::styled(text, TextStyle::new(Face::Title, 22.0))],
        align: Align::Center,
        space_after: Extent::Lines(1.0),
        ..Paragraph::default()
    })
}

fn para(text: &str) -> Block {
    Block::Paragraph(Paragraph {
        content: vec![Inline::text(text)],
        first_indent: 2.0,
        ..Paragraph::default()
    })
}

fn heading(text: &str, face: Face) -> Block {
    Block::Paragraph(Paragraph {
        content: vec![Inline::styled(text, TextStyle { face: Some(face), ..TextStyle::default() })],
        first_indent: 2.0,
        keep_with_next: true,
        ..Paragraph::default()
    })
}

fn letter(style: &str, issuer: &str) -> Document {
    let mut blocks = vec![title("关于柳林村排水沟纠纷调解情况的\n反馈函")];
    blocks.push(Block::Paragraph(Paragraph::text("东安县公安局河口派出所：")));
    for i in 0..3 {
        blocks.push(heading(["一、基本情况", "二、调解经过", "三、有关建议"][i], Face::Hei));
        blocks.push(heading("（一）有关事实", Face::Kai));
        blocks.push(para(PROSE));
    }
    blocks.push(para("特此函告。"));
    blocks.push(Block::Closing(Closing {
        signers: vec!["东安县河口镇司法所".into()],
        date: "2026年11月22日".into(),
        sealed: style != "minutes",
        lines_above: 1.0,
        ..Closing::default()
    }));
    Document {
        title: "反馈函".into(),
        style: style.into(),
        letterhead: Some(Letterhead {
            issuer: vec![issuer.into()],
            number: Some("河司函〔2026〕7号".into()),
            date: (style == "minutes").then(|| "2026年11月22日".into()),
            urgency: (style == "letter").then(|| "特急".into()),
            ..Letterhead::default()
        }),
        colophon: (style == "official").then(|| Colophon {
            copies_to: Some("东安县司法局，河口镇人民政府".into()),
            printed_by: Some("东安县河口镇司法所".into()),
            printed_on: Some("2026年11月22日".into()),
        }),
        blocks,
        ..Document::default()
    }
}

fn small(text: &str) -> Block {
    Block::Paragraph(Paragraph {
        content: vec![Inline::styled(text, TextStyle { size: Some(12.0), ..TextStyle::default() })],
        ..Paragraph::default()
    })
}

fn centered(text: &str) -> Cell {
    Cell {
        blocks: vec![Block::Paragraph(Paragraph {
            content: vec![Inline::styled(text, TextStyle { size: Some(12.0), ..TextStyle::default() })],
            align: Align::Center,
            ..Paragraph::default()
        })],
        ..Cell::default()
    }
}

fn cell(text: &str) -> Cell {
    Cell { blocks: vec![small(text)], ..Cell::default() }
}

fn form() -> Document {
    let rows = |label: &str| {
        vec![
            Row {
                cells: vec![
                    Cell { rowspan: 3, vertical_text: true, blocks: vec![small(label)], ..Cell::default() },
                    centered("姓名"),
                    cell("喆堃喆"),
                    centered("性别"),
                    cell("男"),
                    centered("民族"),
                    cell("汉族"),
                ],
                height: RowHeight::Minimum(9.0),
                ..Row::default()
            },
            Row {
                cells: vec![
                    centered("身份证号"),
                    Cell { colspan: 3, ..cell("210800198001011234") },
                    centered("电话"),
                    cell("0417-1234567"),
                ],
                height: RowHeight::Minimum(9.0),
                ..Row::default()
            },
            Row {
                cells: vec![centered("住址"), Cell { colspan: 5, ..cell("东安县河口镇柳林村3组") }],
                height: RowHeight::Minimum(9.0),
                ..Row::default()
            },
        ]
    };
    let mut all = rows("申请人");
    all.extend(rows("被申请人"));
    all.push(Row {
        cells: vec![
            centered("纠纷类别"),
            Cell {
                colspan: 6,
                blocks: vec![Block::Paragraph(Paragraph {
                    content: [
                        "婚姻家庭",
                        "邻里",
                        "房屋宅基地",
                        "合同",
                        "生产经营",
                        "损害赔偿",
                        "山林土地",
                        "征地拆迁",
                        "其他",
                    ]
                    .iter()
                    .enumerate()
                    .flat_map(|(i, kind)| {
                        let style = TextStyle { size: Some(12.0), ..TextStyle::default() };
                        [
                            Inline::Check(Check { ticked: i == 1, style }),
                            Inline::styled(format!("{kind}　"), style),
                        ]
                    })
                    .collect(),
                    ..Paragraph::default()
                })],
                ..Cell::default()
            },
        ],
        ..Row::default()
    });
    all.push(Row {
        cells: vec![
            centered("纠纷简要情况"),
            Cell {
                colspan: 6,
                vertical_align: VerticalAlign::Top,
                overflow_title: "纠纷简要情况".into(),
                blocks: vec![small(&PROSE.repeat(3))],
                ..Cell::default()
            },
        ],
        height: RowHeight::Fixed(45.0),
        ..Row::default()
    });
    all.push(Row {
        cells: vec![
            centered("调查情况"),
            Cell {
                colspan: 6,
                vertical_align: VerticalAlign::Top,
                blocks: (0..9).map(|_| small(PROSE)).collect(),
                ..Cell::default()
            },
        ],
        height: RowHeight::Minimum(40.0),
        ..Row::default()
    });
    all.push(Row {
        cells: vec![
            centered("所长意见"),
            Cell {
                colspan: 6,
                vertical_align: VerticalAlign::Bottom,
                blocks: vec![Block::Signature(Signature {
                    label: "签字：".into(),
                    line: 6.0,
                    align: Align::Right,
                    right_indent: 2.0,
                    date: SignatureDate::ByHand,
                    pitch: Some(18.0),
                    style: TextStyle { size: Some(12.0), ..TextStyle::default() },
                    ..Signature::default()
                })],
                ..Cell::default()
            },
        ],
        height: RowHeight::Minimum(35.0),
        ..Row::default()
    });
    let table = Table {
        columns: vec![
            ColumnWidth::Mm(22.0),
            ColumnWidth::Mm(22.0),
            ColumnWidth::Share(2.0),
            ColumnWidth::Mm(16.0),
            ColumnWidth::Share(1.0),
            ColumnWidth::Mm(16.0),
            ColumnWidth::Share(1.5),
        ],
        rows: all,
        outer_border: 1.2,
        inner_border: 0.5,
        ..Table::default()
    };
    let mut list =
        vec![Row { cells: ["序号", "姓名", "事项", "日期"].map(centered).into(), ..Row::default() }];
    for i in 0..60 {
        list.push(Row {
            cells: vec![
                centered(&(i + 1).to_string()),
                centered("欧阳𠅤"),
                cell("来访咨询房屋漏水赔偿；已登记并告知申请调解的途径。"),
                Cell {
                    borders: Borders { right: Some(0.0), ..Borders::default() },
                    ..centered("2026年11月22日")
                },
            ],
            ..Row::default()
        });
    }
    let list = Table {
        columns: vec![
            ColumnWidth::Mm(14.0),
            ColumnWidth::Mm(24.0),
            ColumnWidth::Share(1.0),
            ColumnWidth::Mm(36.0),
        ],
        rows: list,
        heading_rows: 1,
        outer_border: 1.0,
        inner_border: 0.5,
        continuation: "（续表）".into(),
        space_before: Extent::Lines(1.0),
        ..Table::default()
    };
    let blank = |text: &str, width| Inline::Blank(Blank { text: text.into(), width, ..Blank::default() });
    Document {
        title: "登记表".into(),
        style: "form".into(),
        blocks: vec![
            title("人民调解受理登记表"),
            Block::Table(table),
            Block::Rule(Rule::default()),
            Block::Paragraph(Paragraph {
                content: vec![
                    Inline::text("有控制符\u{202E}和表情😀👍🏽的文字：䶮𬭎㛃堃喆𠅤，空白"),
                    blank("", BlankWidth::Minimum(6.0)),
                    Inline::text("，固定"),
                    blank("四个字的值很长", BlankWidth::Fixed(6.0)),
                    Inline::text("，长的"),
                    blank(PROSE, BlankWidth::Minimum(6.0)),
                    Inline::text("，完。"),
                ],
                ..Paragraph::default()
            }),
            Block::Paragraph(Paragraph {
                content: vec![Inline::text("分散对齐的标题")],
                align: Align::Distribute,
                left_indent: 8.0,
                right_indent: 8.0,
                ..Paragraph::default()
            }),
            Block::Group(vec![para("成组的第一段。"), Block::Seal(Seal::default())]),
            Block::Table(list),
        ],
        ..Document::default()
    }
}

fn main() {
    let folder = std::path::PathBuf::from(std::env::args().nth(1).expect("a folder"));
    let typesetter = sample::typesetter();
    let draft = Stamp { watermark: Some("草稿".into()), ..Stamp::default() };
    let issued = Stamp { code: Some("河司函〔2026〕7号".into()), ..Stamp::default() };
    for (name, document, stamp) in [
        ("agreement", sample::agreement(0), &draft),
        ("letter", letter("letter", "东安县河口镇司法所"), &issued),
        ("official", letter("official", "东安县河口镇司法所文件"), &draft),
        ("minutes", letter("minutes", "河口镇矛盾纠纷调处联席会议纪要"), &issued),
        ("form", form(), &issued),
    ] {
        let rendered = typesetter.render(&document, stamp).expect("renders");
        println!(
            "{name}: {} pages, {} bytes, overflowed {:?}, missing {:?}, removed {:?}",
            rendered.pages,
            rendered.pdf.len(),
            rendered.overflowed,
            rendered.missing,
            rendered.removed
        );
        std::fs::write(folder.join(format!("{name}.pdf")), rendered.pdf).expect("writes");
    }
}
