//! `assets check`: every problem of every asset at once.

use super::{Assets, folder};
use crate::error::{Message, OfficeError, Result, system_words};
use crate::view::{AssetProblemView, AssetsCheck};
use rules::{AssetProblem, Definitions};
use std::collections::BTreeMap;
use std::path::Path;
use typeset::TypesetError;
use typeset::form::{FormProblem, Forms};

impl Assets {
    /// All problems, without stopping at the first; counts of what is there.
    ///
    /// # Errors
    /// Only when the folder cannot be read.
    pub fn check(folder: &Path) -> Result<AssetsCheck> {
        let tree = folder::read(folder)?;
        let definitions = match Definitions::load(&tree) {
            Ok(definitions) => definitions,
            Err(problems) => return Ok(found(of_rules(&problems))),
        };
        let schemas = definitions.form_schemas();
        let forms = match Forms::load(&tree, &schemas) {
            Ok(forms) => forms,
            Err(problems) => return Ok(found(of_forms(&problems))),
        };
        let mut problems = Vec::new();
        // Fonts and styles stop at their first problem.
        if let Err(error) = Self::load(folder) {
            if let OfficeError::AssetsBroken { problems: more } = error {
                problems.extend(more);
            } else {
                problems.push(other(&error));
            }
        }
        let mut counts = BTreeMap::new();
        let mut count = |name: &str, number: usize| {
            counts.insert(name.to_owned(), u32::try_from(number).unwrap_or(u32::MAX));
        };
        count("kinds", definitions.kinds.len());
        count("packs", definitions.packs.len());
        count("rules", definitions.rules.len());
        count("examples", definitions.rules.values().map(|rule| rule.examples.len()).sum());
        count("texts", definitions.texts.len());
        count("codes", definitions.codes.len());
        count("holidays", definitions.holidays.len());
        count("requirements", definitions.requirements.len());
        count("forms", forms.iter().count());
        count("reports", definitions.reports.len());
        Ok(AssetsCheck { ok: problems.is_empty(), counts, problems })
    }
}

fn found(problems: Vec<AssetProblemView>) -> AssetsCheck {
    AssetsCheck { ok: problems.is_empty(), counts: BTreeMap::new(), problems }
}

pub(super) fn of_rules(problems: &[AssetProblem]) -> Vec<AssetProblemView> {
    problems
        .iter()
        .map(|problem| AssetProblemView {
            file: problem.file.clone(),
            line: u32::try_from(problem.line).unwrap_or(0),
            field: problem.field.clone(),
            code: problem.code.clone(),
            message: problem.message.clone(),
        })
        .collect()
}

pub(super) fn of_forms(problems: &[FormProblem]) -> Vec<AssetProblemView> {
    problems
        .iter()
        .map(|problem| AssetProblemView {
            file: problem.file.clone(),
            line: problem.line,
            field: problem.field.clone(),
            code: "asset.form".to_owned(),
            message: problem.message.clone(),
        })
        .collect()
}

/// Styles and fonts: which file, and the line where its reader stopped.
pub(super) fn of_typeset(error: &TypesetError, text_of: impl Fn(&str) -> String) -> OfficeError {
    let unread = |file: String, source: &toml::de::Error| {
        let before = source.span().map_or(0, |span| span.start);
        let line = text_of(&file).bytes().take(before).filter(|byte| *byte == b'\n').count() + 1;
        let message = format!("看不懂（读取程序的说明：{}）。", source.message());
        (file, u32::try_from(line).unwrap_or(0), message)
    };
    let own = || Message::of(error.code()).text(&[]);
    let (file, line, message) = match error {
        TypesetError::Style { name, source } => unread(style_file(name), source),
        TypesetError::StyleTooTight(name) => (style_file(name), 0, own()),
        TypesetError::Faces(source) => unread(FACES.to_owned(), source),
        TypesetError::RoleEmpty(role) => (FACES.to_owned(), 0, format!("字体 `{role}` 没有写是哪个文件。")),
        TypesetError::FontUnreadable { file, source } => {
            (format!("fonts/{file}"), 0, format!("读不出来：{}。", system_words(source)))
        }
        TypesetError::FontDamaged { file, .. } => (format!("fonts/{file}"), 0, own()),
        // These concern a page, not a file; the enum may also grow.
        TypesetError::UnknownStyle(_)
        | TypesetError::Table(_)
        | TypesetError::PageCode
        | TypesetError::TooManyGlyphs
        | TypesetError::Pdf(_)
        | _ => (String::new(), 0, own()),
    };
    let problem =
        AssetProblemView { file, line, field: String::new(), code: error.code().to_owned(), message };
    OfficeError::AssetsBroken { problems: vec![problem] }
}

/// Where the faces are named.
const FACES: &str = "fonts/faces.toml";

fn style_file(name: &str) -> String {
    format!("styles/{name}.toml")
}

/// What stopped the loading for another reason: a folder or file that cannot be read.
fn other(error: &OfficeError) -> AssetProblemView {
    AssetProblemView {
        file: String::new(),
        line: 0,
        field: String::new(),
        code: error.code().to_owned(),
        message: error.view().message,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_assets_are_sound() {
        let check = Assets::check(&Assets::locate().unwrap()).unwrap();
        assert_eq!(check.problems, vec![]);
        assert!(check.ok && check.counts["kinds"] >= 3 && check.counts["rules"] >= 10);
    }
}
