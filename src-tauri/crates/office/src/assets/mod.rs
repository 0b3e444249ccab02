//! Everything that is data: kinds, law, codes, holidays, forms, styles and fonts. Loaded once, shared, never changed
//! while the program runs.

mod checking;
mod filling;
mod folder;

pub use filling::Filled;

use crate::error::{OfficeError, Result};
use crate::view::{Certainty, CoverageOutput, FormOutput, FormsOutput, PackView, PeriodOutput, TextTitle};
use calendar::{Counting, Length, Moment, Roll, StartDay, WorkCalendar};
use expression::Library;
use rules::{Definitions, Level, Pack};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use typeset::form::{Form, Forms};
use typeset::{Fonts, Styles, Typesetter};

/// The loaded assets.
#[derive(Debug)]
pub struct Assets {
    folder: PathBuf,
    fingerprint: String,
    definitions: Arc<Definitions>,
    forms: Forms,
    typesetter: Typesetter,
    library: Library,
}

impl Assets {
    /// Finds the assets folder: `JUSTICE_DESK_ASSETS`, beside the executable, the installed place, and in debug builds
    /// the source tree.
    ///
    /// # Errors
    /// [`OfficeError::AssetsNotFound`] with every place looked at.
    pub fn locate() -> Result<PathBuf> {
        folder::locate()
    }

    /// Loads and checks everything under `folder`.
    ///
    /// # Errors
    /// [`OfficeError::AssetsBroken`] with every problem; I/O errors; damaged fonts or styles.
    pub fn load(folder: &Path) -> Result<Assets> {
        let tree = folder::read(folder)?;
        let definitions = Definitions::load(&tree)
            .map_err(|problems| OfficeError::AssetsBroken { problems: checking::of_rules(&problems) })?;
        let schemas = definitions.form_schemas();
        let forms = Forms::load(&tree, &schemas)
            .map_err(|problems| OfficeError::AssetsBroken { problems: checking::of_forms(&problems) })?;
        let in_tree = |file: &str| {
            tree.get(file).map(|bytes| String::from_utf8_lossy(bytes).into_owned()).unwrap_or_default()
        };
        let styles =
            Styles::load(folder::styles(&tree)?).map_err(|error| checking::of_typeset(&error, in_tree))?;
        let fonts_folder = folder.join("fonts");
        let faces = folder::text(&fonts_folder.join("faces.toml"))?;
        let fonts = Fonts::new(&faces, Box::new(move |name| std::fs::read(fonts_folder.join(name))))
            .map_err(|error| checking::of_typeset(&error, |_| faces.clone()))?;
        let calendar = WorkCalendar::new(definitions.holidays.values().cloned())?;
        let library = Library { calendar: Arc::new(calendar), codes: definitions.code_labels() };
        Ok(Assets {
            folder: folder.to_path_buf(),
            fingerprint: folder::fingerprint(&tree),
            definitions: Arc::new(definitions),
            forms,
            typesetter: Typesetter::new(Arc::new(fonts), Arc::new(styles)),
            library,
        })
    }

    /// Where they lie.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What tells these definitions from others: what was derived by others is derived anew.
    pub(crate) fn fingerprint(&self) -> &str {
        &self.fingerprint
    }

    /// Kinds, rules, packs, codes, texts, holidays, reports.
    pub fn definitions(&self) -> &Arc<Definitions> {
        &self.definitions
    }

    pub(crate) fn forms_by_id(&self) -> &Forms {
        &self.forms
    }

    pub(crate) fn form(&self, id: &str) -> Result<&Form> {
        self.forms.get(id).ok_or_else(|| OfficeError::Unknown { what: "form", id: id.to_owned() })
    }

    pub(crate) fn kind(&self, id: &str) -> Result<&rules::Kind> {
        self.definitions.kinds.get(id).ok_or_else(|| OfficeError::Unknown { what: "kind", id: id.to_owned() })
    }

    pub(crate) fn typesetter(&self) -> &Typesetter {
        &self.typesetter
    }

    /// Whether a code list has an id.
    pub(crate) fn has_code(&self, list: &str, id: &str) -> bool {
        self.definitions.codes.get(list).is_some_and(|codes| codes.item(id).is_some())
    }

    /// The label of a code; the id itself when it is not known.
    pub(crate) fn code_label<'a>(&'a self, list: &str, id: &'a str) -> &'a str {
        self.definitions.codes.get(list).and_then(|codes| codes.item(id)).map_or(id, |item| &item.label)
    }

    /// `assets coverage`: which requirement rows something claims, and where, and why others are left out.
    pub fn coverage(&self) -> CoverageOutput {
        let claims =
            self.forms.iter().map(|form| (format!("form {}", form.id()), form.covers().to_vec())).collect();
        let rows = rules::coverage(&self.definitions, &claims);
        let unclaimed = rows.iter().filter(|(_, places)| places.is_none()).map(|(row, _)| row);
        let reason =
            |row: &String| Some((row.clone(), self.definitions.requirements.get(row)?.left_out.clone()?));
        let left_out = unclaimed.filter_map(reason).collect();
        CoverageOutput { rows, left_out }
    }

    /// `forms`: every form.
    pub fn forms(&self) -> FormsOutput {
        let forms = self
            .forms
            .summaries()
            .into_iter()
            .map(|form| FormOutput {
                id: form.id,
                title: form.title,
                module: form.module,
                source: form.source,
                certainty: form_certainty(form.certainty),
            })
            .collect();
        FormsOutput { forms }
    }

    /// Packs for set-up; `on` is true for those always on.
    pub fn packs(&self) -> Vec<PackView> {
        self.packs_with(&[])
    }

    /// Packs, those of `chosen` turned on; widest first.
    pub(crate) fn packs_with(&self, chosen: &[String]) -> Vec<PackView> {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for rule in self.definitions.rules.values() {
            *counts.entry(&rule.pack).or_default() += 1;
        }
        let mut packs: Vec<&Pack> = self.definitions.packs.values().collect();
        packs.sort_by(|a, b| (a.level, &a.id).cmp(&(b.level, &b.id)));
        packs
            .into_iter()
            .map(|pack| {
                let always = pack.level == Level::National;
                PackView {
                    id: pack.id.clone(),
                    title: pack.title.clone(),
                    level: level_id(pack.level).to_owned(),
                    place: pack.place.clone(),
                    rules: counts.get(pack.id.as_str()).copied().unwrap_or(0),
                    always,
                    on: always || chosen.contains(&pack.id),
                    texts: pack.texts.iter().filter_map(|id| self.text_title(id)).collect(),
                }
            })
            .collect()
    }

    fn text_title(&self, id: &str) -> Option<TextTitle> {
        let text = self.definitions.texts.get(id)?;
        Some(TextTitle {
            id: id.to_owned(),
            title: text.title.clone(),
            number: text.number.clone().unwrap_or_default(),
            status: crate::kinds::status(&text.status).to_owned(),
        })
    }

    /// `period`: when a period ends, counted as the civil law counts (start day excluded); `roll` lets a last day
    /// that is no working day move to the next one.
    ///
    /// # Errors
    /// A start or length that cannot be read, or a result outside 1900 to 2200.
    pub fn period(&self, start: &str, length: &str, roll: bool) -> Result<PeriodOutput> {
        let length: Length = length.parse()?;
        let counting = self.counting(roll);
        let moment = match calendar::parse_datetime(start) {
            Ok(at) => Moment::Time(at),
            Err(_) => Moment::Day(calendar::parse_date(start)?),
        };
        let deadline = calendar::deadline(moment, length, counting, &self.library.calendar)?;
        let due = deadline
            .due_at
            .map_or_else(|| deadline.due.to_string(), |at| at.format("%Y-%m-%dT%H:%M").to_string());
        let steps = crate::duties::steps::words(&deadline).into_iter().map(|step| step.text).collect();
        Ok(PeriodOutput { due, provisional: deadline.provisional, steps })
    }

    /// The national pack's ordinary way of counting: the one most of its rules use.
    fn counting(&self, roll: bool) -> Counting {
        let roll = if roll { Roll::Next } else { Roll::None };
        let start = self
            .definitions
            .countings
            .values()
            .find(|rule| rule.counting.roll == roll)
            .map_or(StartDay::Excluded, |rule| rule.counting.start);
        Counting { start, roll }
    }
}

/// The id of a pack's level in the window.
fn level_id(level: Level) -> &'static str {
    match level {
        Level::National => "national",
        Level::Province => "province",
        Level::City => "city",
        Level::County => "county",
        Level::Township => "township",
    }
}

/// A rule's certainty for the window.
pub(crate) fn certainty(certainty: rules::Certainty) -> Certainty {
    match certainty {
        rules::Certainty::Official => Certainty::Official,
        rules::Certainty::Local => Certainty::Local,
        rules::Certainty::Inferred => Certainty::Inferred,
        rules::Certainty::Unverified => Certainty::Unverified,
    }
}

/// A form's certainty for the window.
pub(crate) fn form_certainty(certainty: typeset::form::Certainty) -> Certainty {
    match certainty {
        typeset::form::Certainty::Official => Certainty::Official,
        typeset::form::Certainty::Local => Certainty::Local,
        typeset::form::Certainty::Inferred => Certainty::Inferred,
    }
}
