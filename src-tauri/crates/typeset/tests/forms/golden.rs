//! Text and pictures of every example's pages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

use expression::Scope;
use typeset::form::Form;
use typeset::{Fonts, Stamp, Styles, Typesetter};

use crate::assets::{self, Assets};
use crate::picture::Picture;
use crate::report::{self, Difference, What};

/// A page may differ in so small a share of its pixels before it counts as another page.
const SHARE: f64 = 0.0005;
/// Resolution of the pictures: enough to see where everything stands, not to read it.
const RESOLUTION: &str = "50";

#[test]
fn every_example_prints_as_it_was_accepted() {
    let assets = Assets::load();
    let typesetter = typesetter();
    let update = std::env::var_os("UPDATE_GOLDEN").is_some_and(|value| value == "1");
    let only = std::env::var("GOLDEN_ONLY").unwrap_or_default();
    let out = target();
    let mut differences = Vec::new();
    for form in assets.forms.iter() {
        for example in assets::examples(form) {
            let name = format!("{}/{example}", form.id());
            if !name.contains(&only) {
                continue;
            }
            let pdf = print(&assets, &typesetter, form, &example);
            let file = out.join(format!("{}-{example}.pdf", form.id()));
            fs::write(&file, pdf).unwrap();
            let golden = assets::examples_folder(form);
            compare(&name, &example, &golden, &file, update, &mut differences);
        }
    }
    if !differences.is_empty() {
        let page = report::write(&out, &differences);
        let names: Vec<&str> = differences.iter().map(|difference| difference.name.as_str()).collect();
        panic!("{} differ from the golden files ({}); see {}", names.len(), names.join(", "), page.display());
    }
}

fn target() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../target/golden");
    fs::create_dir_all(&folder).unwrap();
    folder.canonicalize().unwrap()
}

pub(crate) fn typesetter() -> Typesetter {
    let folder = assets::folder();
    let faces = fs::read_to_string(folder.join("fonts/faces.toml")).unwrap();
    let fonts = folder.join("fonts");
    let fonts = Fonts::new(&faces, Box::new(move |name| fs::read(fonts.join(name)))).unwrap();
    let tree = assets::tree();
    let styles = tree.iter().filter_map(|(path, bytes)| {
        let name = path.strip_prefix("styles/")?.strip_suffix(".toml")?;
        Some((name, std::str::from_utf8(bytes).unwrap()))
    });
    Typesetter::new(Arc::new(fonts), Arc::new(Styles::load(styles).unwrap()))
}

/// The PDF of one example. Nothing may be lost on the way: no character without a glyph but those no font has.
fn print(assets: &Assets, typesetter: &Typesetter, form: &Form, example: &str) -> Vec<u8> {
    let facts = assets::facts(assets, form, example);
    let document = form.compose(&Scope::new(&assets.library, &facts)).unwrap();
    let printed = typesetter.render(&document, &Stamp::default()).unwrap();
    assert!(printed.missing.is_empty(), "{}/{example}: no glyph for {:?}", form.id(), printed.missing);
    printed.pdf
}

fn compare(
    name: &str,
    example: &str,
    golden: &Path,
    pdf: &Path,
    update: bool,
    differences: &mut Vec<Difference>,
) {
    let text = text_of(pdf);
    let pages = pictures_of(pdf);
    let text_file = golden.join(format!("{example}.txt"));
    let page_file = |page: usize| golden.join(format!("{example}-{page}.png"));
    if update {
        fs::write(&text_file, &text).unwrap();
        for (index, page) in pages.iter().enumerate() {
            let kept = read_picture(&page_file(index + 1));
            if kept.is_none_or(|kept| kept.difference(page) > SHARE) {
                fs::write(page_file(index + 1), page.to_png()).unwrap();
            }
        }
        for gone in (pages.len() + 1..).map(page_file).take_while(|file| file.exists()) {
            fs::remove_file(gone).unwrap();
        }
        return;
    }
    let kept = fs::read_to_string(&text_file).unwrap_or_default();
    if kept != text {
        differences.push(Difference { name: name.to_owned(), what: What::Text { golden: kept, now: text } });
    }
    let kept: Vec<Picture> = (1..).map_while(|page| read_picture(&page_file(page))).collect();
    for page in 0..kept.len().max(pages.len()) {
        let (golden, now) = (kept.get(page), pages.get(page));
        let same = matches!((golden, now), (Some(one), Some(two)) if one.difference(two) <= SHARE);
        if !same {
            differences.push(Difference {
                name: format!("{name} page {}", page + 1),
                what: What::Picture { golden: golden.cloned(), now: now.cloned() },
            });
        }
    }
}

fn read_picture(file: &Path) -> Option<Picture> {
    Picture::from_png(&fs::read(file).ok()?)
}

fn run(program: &str, arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{program} (Debian package poppler-utils): {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// The text of all pages as it stands on them.
fn text_of(pdf: &Path) -> String {
    let text = run("pdftotext", &["-layout", "-enc", "UTF-8", pdf.to_str().unwrap(), "-"]);
    let text = String::from_utf8(text).unwrap();
    // A form feed ends each page; a line of its own reads better.
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").replace('\u{c}', "----\n") + "\n"
}

fn pictures_of(pdf: &Path) -> Vec<Picture> {
    let folder = pdf.with_extension("pages");
    drop(fs::remove_dir_all(&folder));
    fs::create_dir_all(&folder).unwrap();
    let stem = folder.join("page");
    run("pdftoppm", &["-r", RESOLUTION, "-gray", pdf.to_str().unwrap(), stem.to_str().unwrap()]);
    let mut files: Vec<PathBuf> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let pages = files.iter().map(|file| Picture::from_pgm(&fs::read(file).unwrap())).collect();
    fs::remove_dir_all(&folder).unwrap();
    pages
}
