//! The same content set by Typst and by LibreOffice: the text of our page, in the same faces, on the same paper.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
    time::Instant,
};

use serde_json::Value;

use super::Failure;
use crate::{
    command::{command, found, output, run},
    packages,
    repository::Repository,
};

const TYPST: &str = include_str!("set_typst.py");
/// LibreOffice takes a second or so for each: a batch of this many tells enough.
const BATCH: u32 = 30;

/// What another program took.
pub(crate) struct Other {
    /// One document; a program that can stay warm is warm.
    pub(crate) one_ms: f64,
    /// Each of many.
    pub(crate) many_ms_each: f64,
    /// How many were many.
    pub(crate) many: u32,
    /// Size of one.
    pub(crate) bytes: f64,
}

/// Typst from its Python wheel, the compiler and its fonts kept for the whole run.
pub(crate) fn typst(
    repository: &Repository,
    folder: &Path,
    page: &Path,
    many: u32,
) -> Result<Other, Failure> {
    if !found("python3") {
        return Err(Failure::ToolMissing { tool: "python3", advice: "the Typst wheel needs it" });
    }
    let python = folder.join("venv/bin/python");
    if !python.exists() {
        packages::install(&[&["python3-venv"]])?;
        run(command("python3", ["-m", "venv"], folder).arg(folder.join("venv")))?;
    }
    run(&mut command(&python, ["-m", "pip", "install", "--quiet", "typst"], folder))?;
    let script = folder.join("set_typst.py");
    fs::write(&script, TYPST).map_err(Failure::file("write", &script))?;
    let lines = lines_of(folder, page)?;
    let printed = output(
        command(&python, [script.as_os_str()], folder)
            .arg(lines)
            .arg(repository.path("assets/fonts"))
            .arg(many.to_string()),
    )?;
    let measured: Value = serde_json::from_str(printed.trim())
        .map_err(|_| Failure::Output { tool: "set_typst.py".into(), output: printed.clone() })?;
    let number = |name: &str| measured[name].as_f64().unwrap_or(f64::NAN);
    Ok(Other { one_ms: number("one_ms"), many_ms_each: number("many_ms_each"), many, bytes: number("bytes") })
}

/// LibreOffice without a screen: one document in a run of its own, and a batch in one run.
pub(crate) fn libreoffice(repository: &Repository, folder: &Path, page: &Path) -> Result<Other, Failure> {
    if !found("soffice") {
        packages::install(&[&["libreoffice-writer-nogui"]])?;
    }
    let lines = lines_of(folder, page)?;
    let text = fs::read_to_string(&lines).map_err(Failure::file("read", &lines))?;
    let work = folder.join("libreoffice");
    let _ = fs::remove_dir_all(&work);
    fs::create_dir_all(&work).map_err(Failure::file("create", &work))?;
    let settings = work.join("fonts.conf");
    fs::write(&settings, fonts(&repository.path("assets/fonts"), &work))
        .map_err(Failure::file("write", &settings))?;
    let mut documents = Vec::new();
    for number in 0..BATCH {
        let document = work.join(format!("{number}.fodt"));
        fs::write(&document, flat(&text, number)).map_err(Failure::file("write", &document))?;
        documents.push(document);
    }
    // Makes its profile; not measured.
    convert(&work, &settings, &documents[..1])?;
    let one_ms = convert(&work, &settings, &documents[..1])?;
    let many_ms_each = convert(&work, &settings, &documents)? / f64::from(BATCH);
    let made = work.join("0.pdf");
    let bytes = fs::metadata(&made).map_err(Failure::file("read", &made))?.len() as f64;
    Ok(Other { one_ms, many_ms_each, many: BATCH, bytes })
}

fn convert(work: &Path, fonts: &Path, documents: &[PathBuf]) -> Result<f64, Failure> {
    let profile = format!("-env:UserInstallation=file://{}/profile", work.display());
    let mut soffice =
        command("soffice", [profile.as_str(), "--headless", "--convert-to", "pdf", "--outdir"], work);
    soffice.arg(work).args(documents).env("FONTCONFIG_FILE", fonts);
    let started = Instant::now();
    output(&mut soffice)?;
    Ok(started.elapsed().as_secs_f64() * 1000.0)
}

/// The text of our page, a line a paragraph.
fn lines_of(folder: &Path, page: &Path) -> Result<PathBuf, Failure> {
    let file = folder.join("agreement.txt");
    output(Command::new("pdftotext").args(["-raw", "-nopgbrk"]).arg(page).arg(&file))?;
    Ok(file)
}

/// A flat OpenDocument text on the same paper, in the face of the body.
fn flat(text: &str, number: u32) -> String {
    let mut body = String::new();
    for line in text.lines() {
        let line = line.replace('&', "&amp;").replace('<', "&lt;");
        let _ = write!(body, "<text:p text:style-name=\"B\">{line}</text:p>");
    }
    let _ = write!(body, "<text:p text:style-name=\"B\">{number}</text:p>");
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0" office:version="1.2" office:mimetype="application/vnd.oasis.opendocument.text">
<office:font-face-decls><style:font-face style:name="F" svg:font-family="Desk Fangsong"/></office:font-face-decls>
<office:styles><style:style style:name="B" style:family="paragraph"><style:text-properties style:font-name="F" style:font-name-asian="F" fo:font-size="16pt" style:font-size-asian="16pt"/></style:style></office:styles>
<office:automatic-styles><style:page-layout style:name="P"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" fo:margin-top="37mm" fo:margin-bottom="35mm" fo:margin-left="28mm" fo:margin-right="26mm"/></style:page-layout></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="P"/></office:master-styles>
<office:body><office:text>{body}</office:text></office:body></office:document>"#
    )
}

fn fonts(folder: &Path, cache: &Path) -> String {
    format!(
        "<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM \"fonts.dtd\"><fontconfig><dir>{}</dir><cachedir>{}</cachedir></fontconfig>",
        folder.display(),
        cache.join("fontcache").display()
    )
}
