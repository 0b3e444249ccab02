//! Whole cases of each target, from which the others are made.

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use image::{DynamicImage, ImageFormat, RgbImage};

use super::target::{FORM, KIND, PACK, Target, World};
use crate::failure::{Failure, Result};

/// A workbook as an old program writes it.
const OLD: &[u8] = include_bytes!("../../../crates/office/src/workbook/fixtures/台账.xls");

/// The whole cases of a target; never none.
pub(super) fn of(target: Target, world: &World) -> Result<Vec<Vec<u8>>> {
    let mut seeds = found(target);
    seeds.extend(match target {
        Target::Register => registers(world)?,
        Target::Holidays => {
            let mut seeds = below(world, "holidays/");
            seeds.push(world.session().holiday_example().1);
            seeds
        }
        Target::Kind => vec![world.tree.get(KIND).cloned().unwrap_or_default()],
        Target::Law => below(world, PACK),
        Target::Form => {
            below(world, "forms/mediation/").into_iter().filter(|file| file.starts_with(b"<")).collect()
        }
        Target::Values => vec![world.assets.example(FORM)?.to_string().into_bytes()],
        Target::Paper => papers(world)?,
        Target::Manifest => vec![world.in_set("manifest.json")],
        Target::Listed => vec![world.in_set("attachments.txt")],
        Target::Keys => vec![world.in_set("keys.json")],
        Target::Database => vec![world.in_set("office.db")],
        Target::Sealed => vec![world.sealed()],
        Target::Identity => {
            texts(&["11010119900307002X", "110101900307002", "１１０１０１１９９００３０７００２ｘ", ""])
        }
        Target::Written => texts(&[
            "2026-11-22",
            "2026-11-22T09:30",
            "二〇二六年十一月二十二日",
            "2026年1月5日9时30分",
            "1122",
            "+3",
            "15 days",
            "5 workdays",
            "1 month",
            "48 hours",
            "12,345.67元",
            "monthly",
            "今天",
        ]),
        Target::Code => texts(&["2345A-6789B-CDEFG-HJKMN-PQRST-UVWXY", "2345a 6789b"]),
        Target::Expression => expressions(world),
        Target::Phrase => {
            texts(&["{applicant}与{respondent}因{category}发生争吵。", "____年__月__日", "{{}}", "{a.b}"])
        }
        Target::Text => texts(&[
            "双方各执一词，未能协商一致。\n第二次（2026年1月5日）调解：“同意”。",
            "A long English word: antidisestablishmentarianism.",
        ]),
    });
    seeds.retain(|seed| !seed.is_empty() || target == Target::Identity);
    if seeds.is_empty() {
        return Err(Failure::Broken(format!("no whole case of {}", target.name())));
    }
    Ok(seeds)
}

/// How deep is deeper than anything anybody means.
const DEEP: usize = 50_000;

/// Cases that go deeper than any stack: brackets without end in the place of what stands in a whole case.
pub(super) fn deep(target: Target, seeds: &[Vec<u8>]) -> Vec<Vec<u8>> {
    let first = seeds.first().cloned().unwrap_or_default();
    let inside = |marker: &str, open: &str, close: &str| {
        let text = String::from_utf8_lossy(&first);
        let (before, after) = text.split_once(marker).unwrap_or((&text, ""));
        format!("{before}{marker}{}{}{after}", open.repeat(DEEP), close.repeat(DEEP)).into_bytes()
    };
    let bare = |open: &str, middle: &str, close: &str| {
        format!("{}{middle}{}", open.repeat(DEEP), close.repeat(DEEP)).into_bytes()
    };
    match target {
        Target::Kind | Target::Law | Target::Holidays => vec![
            inside("\n", "x = [", "]\n"),
            inside("\n", "x = { y = ", "}\n"),
            inside("\n", "[[a.b]]\n", ""),
            format!("x = {}1{}", "[".repeat(DEEP), "]".repeat(DEEP)).into_bytes(),
            format!("[{}]", "a.".repeat(DEEP)).into_bytes(),
        ],
        Target::Form => vec![
            inside("<body>", "<p>", "</p>"),
            inside("<body>", "<table><row><cell>", "</cell></row></table>"),
            inside("<p style=\"title\">", "{(", ")}"),
            inside("<p style=\"title\">", "<b>", "</b>"),
        ],
        Target::Values | Target::Keys | Target::Manifest => {
            vec![bare("[", "1", "]"), bare("{\"a\":", "1", "}"), inside(":", "[", "]")]
        }
        Target::Paper => ["[", "<<", "<</A ", "("]
            .map(|open| {
                let mut bytes = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages ".to_vec();
                bytes.extend_from_slice(open.repeat(DEEP).as_bytes());
                bytes
            })
            .into(),
        Target::Expression | Target::Phrase => vec![
            bare("(", "1", ")"),
            bare("[", "1", "]"),
            bare("!", "true", ""),
            bare("-", "1", ""),
            bare("1+", "1", ""),
            bare("true && ", "true", ""),
            bare("true ? 1 : ", "1", ""),
            bare("size(", "'a'", ")"),
            bare("p", "", ".p"),
            bare("{", "name", "}"),
        ],
        Target::Register => vec![bare("\"", "", ","), bare("<a>", "", "</a>"), bare("1\n", "", "")],
        Target::Written | Target::Identity | Target::Code => vec![bare("1", "", "年"), bare("二", "", "月")],
        Target::Text => {
            vec![bare("（", "一", "）"), bare("a", "", "\u{301}"), bare("\u{202e}", "", "\u{2066}")]
        }
        Target::Listed | Target::Database | Target::Sealed => vec![bare("a", " ", "1")],
    }
}

/// What once found something.
fn found(target: Target) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("found");
    let files = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let of_it = |path: &Path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().split('.').next() == Some(target.name()))
    };
    files.filter(|path| of_it(path)).filter_map(|path| fs::read(path).ok()).collect()
}

fn texts(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

fn below(world: &World, folder: &str) -> Vec<Vec<u8>> {
    world.tree.iter().filter(|(path, _)| path.starts_with(folder)).map(|(_, bytes)| bytes.clone()).collect()
}

/// The expressions of the shipped kinds and rules.
fn expressions(world: &World) -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (path, bytes) in &world.tree {
        if !path.starts_with("kinds/mediation/") && !path.starts_with("law/national/") {
            continue;
        }
        let text = String::from_utf8_lossy(bytes);
        for line in text.lines() {
            for key in ["visible = ", "required = ", "when = ", "value = ", "condition = ", "check = "] {
                if let Some((_, rest)) = line.split_once(key)
                    && let Some(quote) = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))
                    && let Some((inner, _)) = rest[1..].split_once(quote)
                {
                    seeds.push(inner.as_bytes().to_vec());
                }
            }
        }
    }
    seeds.extend(texts(&[
        "'{p.name}'",
        "parties.filter(p, p.role == 'applicant').map(p, p.name)",
        "size(parties) + 1",
    ]));
    seeds.sort();
    seeds.dedup();
    seeds
}

fn registers(world: &World) -> Result<Vec<Vec<u8>>> {
    let path = world.folder.path().join("模板.xlsx");
    world.session().import_template("dispute", &path, true)?;
    let template = fs::read(&path).map_err(Failure::file("read", &path))?;
    let csv = "编号,申请人,被申请人,受理日期,纠纷类型,金额\n1,张三,李四,2024-3-5,邻里纠纷,350\n2,王五,赵六,二〇二四年三月五日,借贷,1.5万\n";
    let cell = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |words: &[&str]| {
        format!(
            "<table:table-row>{}</table:table-row>",
            words.iter().map(|word| cell(word)).collect::<String>()
        )
    };
    let content = format!(
        "<?xml version=\"1.0\"?><office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\">\
         <office:body><office:spreadsheet><table:table table:name=\"台账\">{}{}</table:table></office:spreadsheet></office:body></office:document-content>",
        row(&["编号", "申请人", "受理日期"]),
        row(&["1", "张三", "2024-03-05"]),
    );
    let ods = packed(&[
        ("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"),
        (
            "META-INF/manifest.xml",
            b"<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>",
        ),
        ("content.xml", content.as_bytes()),
    ])?;
    Ok(vec![template, csv.as_bytes().to_vec(), ods, OLD.to_vec()])
}

fn packed(files: &[(&str, &[u8])]) -> Result<Vec<u8>> {
    let broken = |error: String| Failure::Broken(error);
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        out.start_file(*name, zip::write::SimpleFileOptions::default()).map_err(|e| broken(e.to_string()))?;
        out.write_all(content).map_err(|e| broken(e.to_string()))?;
    }
    Ok(out.finish().map_err(|e| broken(e.to_string()))?.into_inner())
}

fn papers(world: &World) -> Result<Vec<Vec<u8>>> {
    let today = calendar::parse_date("2026-11-22").map_err(|error| Failure::Broken(error.to_string()))?;
    let pdf = world.assets.fill(FORM, &world.assets.example(FORM)?, today)?.pdf;
    // Small and readable, so that what is changed is its structure.
    let plain = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [3 0 R] /Count 1 \
/MediaBox [0 0 595 842] >>\nendobj\n3 0 obj\n<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Rotate 90 /Resources << >> >>\nendobj\n\
4 0 obj\n<< /Length 19 >>\nstream\n0 0 m 10 10 l S q Q\nendstream\nendobj\ntrailer\n<< /Root 1 0 R /Size 5 >>\nstartxref\n0\n%%EOF\n";
    let mut seeds = vec![pdf, plain.to_vec(), with_table(plain)];
    let picture = DynamicImage::ImageRgb8(RgbImage::from_fn(24, 16, |x, y| {
        image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 7])
    }));
    for format in [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Tiff,
        ImageFormat::Bmp,
        ImageFormat::Gif,
        ImageFormat::WebP,
    ] {
        let mut out = Cursor::new(Vec::new());
        picture.write_to(&mut out, format).map_err(|error| Failure::Broken(error.to_string()))?;
        seeds.push(out.into_inner());
    }
    Ok(seeds)
}

/// The same with the table of where its objects lie.
fn with_table(plain: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(plain);
    let (body, _) = text.split_once("trailer").unwrap_or((&text, ""));
    let mut table = String::from("xref\n0 5\n0000000000 65535 f \n");
    for number in 1..5 {
        let at = body.find(&format!("\n{number} 0 obj")).map_or(0, |at| at + 1);
        table.push_str(&format!("{at:010} 00000 n \n"));
    }
    format!("{body}{table}trailer\n<< /Root 1 0 R /Size 5 >>\nstartxref\n{}\n%%EOF\n", body.len())
        .into_bytes()
}
