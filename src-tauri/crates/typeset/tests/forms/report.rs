//! What differs from the golden files, as a page to look at.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::picture::Picture;

/// One page or text that is not as it was.
pub(crate) struct Difference {
    /// `mediation-agreement/overflow`, and the page.
    pub(crate) name: String,
    pub(crate) what: What,
}

pub(crate) enum What {
    Text { golden: String, now: String },
    Picture { golden: Option<Picture>, now: Option<Picture> },
}

/// Writes the report and its pictures into `folder`; gives back the page to open.
pub(crate) fn write(folder: &Path, differences: &[Difference]) -> PathBuf {
    std::fs::create_dir_all(folder).unwrap();
    let mut html = String::from(
        "<!doctype html><meta charset=utf-8><title>Golden documents that differ</title>\
         <style>body{font-family:sans-serif}td{vertical-align:top;padding:4px;border:1px solid #ccc}\
         del{background:#fdd}ins{background:#dfd}pre{white-space:pre-wrap}</style>\
         <h1>Golden documents that differ</h1><p>Look at every one; then, if it is right, \
         <code>UPDATE_GOLDEN=1 cargo test -p typeset --test forms</code>.</p>",
    );
    for (number, difference) in differences.iter().enumerate() {
        write!(html, "<h2>{}</h2>", difference.name).unwrap();
        match &difference.what {
            What::Text { golden, now } => html.push_str(&lines(golden, now)),
            What::Picture { golden, now } => {
                html.push_str("<table><tr><td>golden<td>now<td>difference<tr>");
                let marked = match (golden, now) {
                    (Some(golden), Some(now)) => Some(now.marked(golden)),
                    (_, _) => None,
                };
                for (label, picture) in [("golden", golden), ("now", now), ("difference", &marked)] {
                    match picture {
                        Some(picture) => {
                            let file = format!("{number}-{label}.png");
                            std::fs::write(folder.join(&file), picture.to_png()).unwrap();
                            write!(html, "<td><img src={file}>").unwrap();
                        }
                        None => html.push_str("<td>none"),
                    }
                }
                html.push_str("</table>");
            }
        }
    }
    let page = folder.join("report.html");
    std::fs::write(&page, html).unwrap();
    page
}

/// The lines of both texts: those only in the golden one struck, those only in the new one marked.
fn lines(golden: &str, now: &str) -> String {
    let (old, new): (Vec<&str>, Vec<&str>) = (golden.lines().collect(), now.lines().collect());
    // Longest common subsequence; texts of a few hundred lines.
    let mut common = vec![vec![0_usize; new.len() + 1]; old.len() + 1];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i][j] = if old[i] == new[j] {
                common[i + 1][j + 1] + 1
            } else {
                common[i + 1][j].max(common[i][j + 1])
            };
        }
    }
    let escape = |line: &str| line.replace('&', "&amp;").replace('<', "&lt;");
    let mut out = String::from("<pre>");
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            writeln!(out, "{}", escape(old[i])).unwrap();
            (i, j) = (i + 1, j + 1);
        } else if j >= new.len() || (i < old.len() && common[i + 1][j] >= common[i][j + 1]) {
            writeln!(out, "<del>{}</del>", escape(old[i])).unwrap();
            i += 1;
        } else {
            writeln!(out, "<ins>{}</ins>", escape(new[j])).unwrap();
            j += 1;
        }
    }
    out + "</pre>"
}

#[test]
fn a_changed_line_is_shown_both_ways() {
    assert_eq!(lines("a\nb\nc", "a\nx\nc"), "<pre>a\n<del>b</del>\n<ins>x</ins>\nc\n</pre>");
}
