//! The volume (卷宗) of a kind: which papers lie in it, in which order, and which of them must be there.

use crate::asset::At;
use crate::kind::raw::{RawKind, check_ids, condition};
use crate::kind::{Condition, FieldType};
use crate::read::{Compiler, Problems, Source, TomlTable, Wanted};
use expression::{EvaluationError, Expression, Scope};

/// What is bound together when a matter of a kind is filed.
#[derive(Debug, Clone)]
pub struct Volume {
    /// The form of the cover (封面).
    pub cover: String,
    /// The form of the list of contents (卷内目录).
    pub contents: String,
    /// The form of the back (封底).
    pub back: String,
    /// The step (transition) before which the volume is looked through.
    pub step: Option<String>,
    /// The field that says how many pages the volume has.
    pub pages: Option<String>,
    /// The papers between contents and back, in order.
    pub entries: Vec<VolumeEntry>,
    /// Where the order comes from.
    pub source: Option<String>,
    /// The requirement rows it claims.
    pub covers: Vec<String>,
}

/// Papers that lie together in a volume under one title. What is handed in or scanned is put under it by its id.
#[derive(Debug, Clone)]
pub struct VolumeEntry {
    /// Its id, unique in the volume.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The forms whose documents belong here, in this order.
    pub forms: Vec<String>,
    /// Whether it belongs into the volume of such a matter. What is there is bound in any case.
    pub applies: Condition,
    /// Whether something must be there.
    pub required: Condition,
    /// How many papers must be there, where one is not enough.
    pub count: Option<Expression>,
    /// Whether its documents are signed on paper: a scan of the signed paper stands for the print.
    pub signed: bool,
    /// Whether its form is printed with the volume when none was issued.
    pub made: bool,
    /// Whether everything lies here that no other entry takes.
    pub rest: bool,
    /// Where it comes from.
    pub source: Option<String>,
}

impl Volume {
    /// The entry with an id.
    pub fn entry(&self, id: &str) -> Option<&VolumeEntry> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// The forms printed only with the volume: cover, contents and back.
    pub fn own_forms(&self) -> [&str; 3] {
        [&self.cover, &self.contents, &self.back]
    }

    /// Every form named, with where it stands in the volume.
    pub fn forms(&self) -> impl Iterator<Item = (&str, &str)> {
        let own = [("cover", &self.cover), ("contents", &self.contents), ("back", &self.back)];
        let entries = self.entries.iter();
        let entries =
            entries.flat_map(|entry| entry.forms.iter().map(|form| (entry.id.as_str(), form.as_str())));
        own.map(|(place, form)| (place, form.as_str())).into_iter().chain(entries)
    }
}

impl VolumeEntry {
    /// How many papers must be there at least.
    ///
    /// # Errors
    /// A condition that fails on these values.
    pub fn wanted(&self, scope: &Scope<'_>) -> Result<usize, EvaluationError> {
        let counted = match &self.count {
            Some(count) => count.evaluate(scope)?.and_then(|value| value.as_u64()).unwrap_or(0),
            None => 0,
        };
        let required = usize::from(self.required.holds(scope)?);
        Ok(required.max(usize::try_from(counted).unwrap_or(usize::MAX)))
    }
}

/// A volume as written.
#[derive(Debug)]
pub(crate) struct RawVolume {
    cover: String,
    contents: String,
    back: String,
    step: Option<String>,
    pages: Option<String>,
    entries: Vec<RawEntry>,
    source: Option<String>,
    covers: Vec<String>,
    at: At,
}

#[derive(Debug)]
struct RawEntry {
    id: String,
    title: String,
    forms: Vec<String>,
    applies: Option<Source>,
    required: Option<Source>,
    count: Option<Source>,
    signed: bool,
    made: bool,
    rest: bool,
    source: Option<String>,
    at: At,
}

impl RawVolume {
    pub(crate) fn read(table: &TomlTable<'_>) -> Self {
        let volume = Self {
            cover: table.required_text("cover"),
            contents: table.required_text("contents"),
            back: table.required_text("back"),
            step: table.text("step"),
            pages: table.text("pages"),
            entries: table.tables("entries").iter().map(RawEntry::read).collect(),
            source: table.text("source"),
            covers: table.texts("covers"),
            at: table.at(),
        };
        table.finish();
        volume
    }

    /// Names that do not exist, ids that stand twice, papers that would have no place.
    pub(crate) fn check(&self, kind: &RawKind, problems: &Problems) {
        check_ids(self.entries.iter().map(|entry| (entry.id.as_str(), &entry.at)), problems);
        if let Some(step) = self.step.as_ref().filter(|step| !kind.has_transition(step)) {
            problems.add(&self.at, "asset.unknown-transition", format!("没有叫 `{step}` 的一步。"));
        }
        if let Some(pages) = self.pages.as_ref().filter(|id| kind.field_type(id) != Some(FieldType::Integer))
        {
            problems.add(&self.at, "asset.unknown-field", format!("没有叫 `{pages}` 的整数栏目。"));
        }
        // Otherwise a paper that fits nowhere would be left out without a word.
        if self.entries.iter().filter(|entry| entry.rest).count() != 1 {
            problems.add(
                &self.at,
                "asset.volume-rest",
                "卷宗要有一处（只有一处）写 `rest = true`，收其余的材料。",
            );
        }
        let mut taken: Vec<&str> = vec![&self.cover, &self.contents, &self.back];
        for entry in &self.entries {
            for form in &entry.forms {
                if taken.contains(&form.as_str()) {
                    problems.add(
                        &entry.at,
                        "asset.duplicate-id",
                        format!("文书 `{form}` 在卷宗里写了两次。"),
                    );
                }
                taken.push(form);
            }
            if entry.made && entry.forms.len() != 1 {
                problems.add(&entry.at, "asset.bad-value", "`made = true` 的一处要写一种文书（`forms`）。");
            }
        }
    }

    pub(crate) fn compile(&self, compiler: &Compiler<'_>) -> Volume {
        Volume {
            cover: self.cover.clone(),
            contents: self.contents.clone(),
            back: self.back.clone(),
            step: self.step.clone(),
            pages: self.pages.clone(),
            entries: self.entries.iter().map(|entry| entry.compile(compiler)).collect(),
            source: self.source.clone(),
            covers: self.covers.clone(),
        }
    }
}

impl RawEntry {
    fn read(table: &TomlTable<'_>) -> Self {
        let entry = Self {
            id: table.id("id", "_"),
            title: table.required_text("title"),
            forms: table.texts("forms"),
            applies: Source::read(table, "if"),
            required: Source::read(table, "required"),
            count: Source::read(table, "count"),
            signed: table.flag("signed"),
            made: table.flag("made"),
            rest: table.flag("rest"),
            source: table.text("source"),
            at: table.at(),
        };
        table.finish();
        entry
    }

    fn compile(&self, compiler: &Compiler<'_>) -> VolumeEntry {
        VolumeEntry {
            id: self.id.clone(),
            title: self.title.clone(),
            forms: self.forms.clone(),
            applies: condition(compiler, self.applies.as_ref(), Condition::Always),
            required: condition(compiler, self.required.as_ref(), Condition::Never),
            count: compiler.optional(self.count.as_ref(), Wanted::Number),
            signed: self.signed,
            made: self.made,
            rest: self.rest,
            source: self.source.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::asset::AssetTree;
    use crate::definitions::Definitions;
    use crate::testing::{KIND, engine, facts, problems, tree};
    use expression::Scope;
    use serde_json::json;

    const VOLUME: &str = r#"
[volume]
cover = "cover"
contents = "contents"
back = "back"
step = "close"
covers = ["DEM-001"]
entries = [
  { id = "letter", title = "来信", forms = ["letter"], required = "received_on != null", signed = true },
  { id = "visits", title = "走访记录", if = "size(journal) > 0", count = "size(journal)" },
  { id = "others", title = "其他", rest = true },
]
"#;

    fn with(volume: &str, forms: &[&str]) -> AssetTree {
        let mut tree = tree("", "", "");
        tree.insert("kinds/demo/case.toml".to_owned(), format!("{KIND}{volume}").into_bytes());
        for form in forms {
            tree.insert(format!("forms/demo/{form}.xml"), b"<form/>".to_vec());
        }
        tree
    }

    const FORMS: [&str; 4] = ["cover", "contents", "back", "letter"];

    #[test]
    fn a_volume_says_how_many_papers_it_wants() {
        let engine = engine(&with(VOLUME, &FORMS), &[]);
        let kind = &engine.definitions().kinds["case"];
        let volume = kind.volume.as_ref().unwrap();
        assert_eq!(volume.own_forms(), ["cover", "contents", "back"]);
        let visit = json!({ "type": "visit", "on": "2026-03-02" });
        let values = facts(json!({ "received_on": "2026-03-02", "journal": [visit, visit] }));
        let values = engine.scope_values("case", &values, crate::testing::day("2026-03-03")).unwrap();
        let scope = Scope::new(engine.library(), &values);
        let wanted = |id: &str| volume.entry(id).unwrap().wanted(&scope).unwrap();
        assert_eq!((wanted("letter"), wanted("visits"), wanted("others")), (1, 2, 0));
        assert!(volume.entry("visits").unwrap().applies.holds(&scope).unwrap());
        assert!(engine.definitions().forms_named().contains_key("letter"));
    }

    #[test]
    fn each_mistake_in_a_volume_is_named() {
        let cases = [
            ("forms = [\"letter\"]", "forms = [\"lettre\"]", "asset.unknown-form"),
            ("cover = \"cover\"", "cover = \"covre\"", "asset.unknown-form"),
            ("forms = [\"letter\"]", "forms = [\"back\"]", "asset.duplicate-id"),
            ("id = \"visits\"", "id = \"letter\"", "asset.duplicate-id"),
            ("rest = true", "rest = false", "asset.volume-rest"),
            ("step = \"close\"", "step = \"shut\"", "asset.unknown-transition"),
            ("step = \"close\"", "pages = \"name\"", "asset.unknown-field"),
            ("signed = true", "singed = true", "asset.unknown-key"),
            ("\"received_on != null\"", "\"recieved_on != null\"", "expression.unknown-name"),
            ("count = \"size(journal)\"", "count = \"name\"", "asset.wrong-result"),
            ("count = \"size(journal)\"", "made = true", "asset.bad-value"),
            ("DEM-001", "DEM-009", "asset.unknown-requirement"),
        ];
        assert_eq!(problems(&with(VOLUME, &FORMS)), []);
        for (from, to, code) in cases {
            let wrong = VOLUME.replacen(from, to, 1);
            assert_ne!(wrong, VOLUME, "{from}");
            let found = problems(&with(&wrong, &FORMS));
            assert!(found.iter().any(|problem| problem.code == code && problem.line > 0), "{to}: {found:#?}");
        }
        let claimed = rules_coverage();
        assert_eq!(claimed["DEM-001"].as_deref(), Some(&["kind case volume".to_owned()][..]));
    }

    fn rules_coverage() -> std::collections::BTreeMap<String, Option<Vec<String>>> {
        let definitions = Definitions::load(&with(VOLUME, &FORMS)).unwrap();
        crate::coverage::coverage(&definitions, &std::collections::BTreeMap::new())
    }
}
