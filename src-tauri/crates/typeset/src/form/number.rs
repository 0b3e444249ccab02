//! A form's own run of numbers (发文字号): `{short_name}函〔{year}〕{seq}号`.

use super::reader::Reader;
use roxmltree::Node;

/// Holes every pattern has.
const NEEDED: [&str; 2] = ["year", "seq"];
/// What a pattern may name of the office beside them.
const OFFICE: [&str; 2] = ["short_name", "name"];

/// How documents of a form are numbered: one run for each pattern and year, without gaps. Forms that share a pattern
/// share its run, as an office's letters do whatever they are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberPattern {
    pattern: String,
}

impl NumberPattern {
    /// Reads the attribute; none when it is absent.
    pub(super) fn read(reader: &mut Reader<'_>, root: Node<'_, '_>) -> Option<Self> {
        let pattern = Self { pattern: root.attribute("number")?.to_owned() };
        for needed in NEEDED.iter().filter(|needed| !pattern.holes().any(|hole| hole == **needed)) {
            reader.problem(root, "form.number", format!("缺少 {{{needed}}}。"));
        }
        let known = |hole: &str| NEEDED.contains(&hole) || OFFICE.contains(&hole);
        if let Some(unknown) = pattern.holes().find(|hole| !known(hole)) {
            let message =
                format!("不认识 {{{unknown}}}，可以用 {{year}}、{{seq}}、{{short_name}}、{{name}}。");
            reader.problem(root, "form.number", message);
        }
        Some(pattern)
    }

    fn holes(&self) -> impl Iterator<Item = &str> {
        self.pattern.split('{').skip(1).map(|rest| rest.split_once('}').map_or(rest, |(hole, _)| hole))
    }

    /// The pattern as written, which names the run.
    #[must_use]
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    /// The number as printed; `office` gives the office's names.
    #[must_use]
    pub fn text(&self, year: i32, seq: i64, office: impl Fn(&str) -> String) -> String {
        let mut text = self.pattern.replace("{year}", &year.to_string()).replace("{seq}", &seq.to_string());
        for name in OFFICE {
            if text.contains(&format!("{{{name}}}")) {
                text = text.replace(&format!("{{{name}}}"), &office(name));
            }
        }
        text
    }
}
