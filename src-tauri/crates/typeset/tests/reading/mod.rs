//! Reads our own PDFs back: text by the map from glyphs to characters, bars, positions.
#![allow(dead_code, unreachable_pub)]

use std::collections::BTreeMap;

use lopdf::content::Content;
use lopdf::{Document, Object};

/// A show operation: where it starts (pt from the sheet's lower left), its size, its text.
#[derive(Debug, Clone)]
pub struct Shown {
    pub x: f32,
    pub y: f32,
    pub size: f32,
    pub red: bool,
    pub text: String,
}

/// A filled rectangle.
#[derive(Debug, Clone, Copy)]
pub struct Bar {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub red: bool,
}

/// One page.
#[derive(Debug, Default)]
pub struct PageRead {
    pub shown: Vec<Shown>,
    pub bars: Vec<Bar>,
}

impl PageRead {
    /// All text, in order, without line ends.
    pub fn text(&self) -> String {
        self.shown.iter().map(|shown| shown.text.as_str()).collect()
    }
}

fn number(object: &Object) -> f32 {
    object.as_float().unwrap()
}

fn unicode_map(document: &Document, font: &lopdf::Dictionary) -> BTreeMap<u16, String> {
    let stream = document.get_object(font.get(b"ToUnicode").unwrap().as_reference().unwrap()).unwrap();
    let stream = stream.as_stream().unwrap();
    let bytes = stream.decompressed_content().unwrap_or_else(|_| stream.content.clone());
    let text = String::from_utf8(bytes).unwrap();
    let mut map = BTreeMap::new();
    for line in text.lines().filter(|line| line.contains("> [")) {
        let from = u16::from_str_radix(&line[1..5], 16).unwrap();
        let list = line.split('[').nth(1).unwrap().trim_end_matches(']');
        for (i, code) in list.split('<').skip(1).enumerate() {
            let code = code.trim_end_matches('>');
            let units: Vec<u16> = (0..code.len() / 4)
                .map(|k| u16::from_str_radix(&code[4 * k..4 * k + 4], 16).unwrap())
                .collect();
            map.insert(from + u16::try_from(i).unwrap(), String::from_utf16(&units).unwrap());
        }
    }
    map
}

/// The pages of a PDF.
pub fn read(pdf: &[u8]) -> Vec<PageRead> {
    let document = Document::load_mem(pdf).unwrap();
    let mut pages = Vec::new();
    for (_, id) in document.get_pages() {
        let fonts: BTreeMap<Vec<u8>, BTreeMap<u16, String>> = document
            .get_page_fonts(id)
            .unwrap()
            .into_iter()
            .map(|(name, font)| (name, unicode_map(&document, font)))
            .collect();
        let content = Content::decode(&document.get_page_content(id)).unwrap();
        let mut page = PageRead::default();
        let (mut map, mut size, mut at, mut red) = (None, 0.0, (0.0, 0.0), false);
        for operation in content.operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "Tf" => {
                    map = fonts.get(operands[0].as_name().unwrap());
                    size = number(&operands[1]);
                }
                "Tm" => at = (number(&operands[4]), number(&operands[5])),
                "rg" => red = true,
                "g" => red = false,
                "re" => page.bars.push(Bar {
                    x: number(&operands[0]),
                    y: number(&operands[1]),
                    width: number(&operands[2]),
                    height: number(&operands[3]),
                    red,
                }),
                "TJ" => {
                    let mut text = String::new();
                    for item in operands[0].as_array().unwrap() {
                        if let Object::String(code, _) = item {
                            for pair in code.chunks(2) {
                                let code = u16::from_be_bytes([pair[0], pair[1]]);
                                text.push_str(&map.unwrap()[&code]);
                            }
                        }
                    }
                    page.shown.push(Shown { x: at.0, y: at.1, size, red, text });
                }
                _other => {}
            }
        }
        pages.push(page);
    }
    pages
}

/// All text of a PDF.
pub fn text(pdf: &[u8]) -> String {
    read(pdf).iter().map(PageRead::text).collect()
}

/// Runs a program of poppler or qpdf on a file, if the machine has it: its output, or `None`.
pub fn outside(program: &str, arguments: &[&str], pdf: &[u8]) -> Option<(bool, String)> {
    static COUNT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
    let count = COUNT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let file = std::env::temp_dir().join(format!("typeset-{}-{count}.pdf", std::process::id()));
    std::fs::write(&file, pdf).unwrap();
    let path = file.to_str().unwrap();
    let arguments = arguments.iter().map(|argument| if *argument == "FILE" { path } else { argument });
    let output = std::process::Command::new(program).args(arguments).output();
    std::fs::remove_file(&file).unwrap();
    let output = output.ok()?;
    Some((output.status.success(), String::from_utf8_lossy(&output.stdout).into_owned()))
}
