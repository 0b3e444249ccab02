//! What takes input from outside, each as the program reaches it.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::Arc;

use calendar::{Cadence, DateTime, Length};
use expression::{Expression, Library, Scope, Template, identity};
use office::view::{Fields, ImportChoices, ImportQuery, ImportRequest, MatterDraft};
use office::{Assets, Desk, Quiet, Session};
use rules::{AssetTree, Definitions};
use serde_json::Value;
use store::{BackupSecret, BackupSet, Limits, Password, RecoveryCode, Store};
use typeset::Fonts;
use typeset::bind::{Binder, Source};
use typeset::form::Form;

use crate::failure::{Failure, Result};
use crate::scenario::{PASSWORD, Scenario, office, stick};
use crate::writes::copy;

macro_rules! targets {
    ($($(#[$about:meta])* $target:ident = $name:literal,)*) => {
        /// Something that takes input from outside.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Target { $($(#[$about])* $target,)* }

        impl Target {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$target,)*];

            /// Its name on the command line and of its cases.
            pub fn name(self) -> &'static str {
                match self { $(Self::$target => $name,)* }
            }

            /// The one of this name.
            pub fn named(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$target),)* _ => None }
            }
        }
    };
}

targets! {
    /// An old register: xlsx, xls, ods or delimited text, read and judged row by row.
    Register = "register",
    /// A holiday file: TOML, JSON or delimited text.
    Holidays = "holidays",
    /// A kind of matter.
    Kind = "kind",
    /// A pack of rules.
    Law = "law",
    /// A form.
    Form = "form",
    /// Values of a form, as JSON.
    Values = "values",
    /// A PDF or a picture in a volume.
    Paper = "paper",
    /// A backup's label.
    Manifest = "manifest",
    /// A backup's list of files.
    Listed = "listed",
    /// The key file.
    Keys = "keys",
    /// A whole backup's database.
    Database = "database",
    /// A sealed attachment.
    Sealed = "sealed",
    /// An identity number.
    Identity = "identity",
    /// Dates, lengths of time and amounts as people write them.
    Written = "written",
    /// A recovery code as typed.
    Code = "code",
    /// An expression.
    Expression = "expression",
    /// A sample text with holes, filled in for a matter.
    Phrase = "phrase",
    /// A text that is set in type.
    Text = "text",
}

/// What the targets need around them.
pub struct World {
    pub(super) assets: Arc<Assets>,
    pub(super) tree: AssetTree,
    pub(super) folder: tempfile::TempDir,
    session: Arc<Session>,
    fonts: Fonts,
    set: PathBuf,
    library: Library,
    facts: Fields,
    now: DateTime,
}

impl std::fmt::Debug for World {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World").field("folder", &self.folder).finish_non_exhaustive()
    }
}

impl World {
    /// The shipped assets, an office of the store with a backup, and a whole office.
    ///
    /// # Errors
    /// The disk's.
    pub fn new() -> Result<Self> {
        let located = Assets::locate()?;
        let assets = Arc::new(Assets::load(&located)?);
        let folder = tempfile::tempdir().map_err(Failure::file("create", &located))?;
        let place = folder.path().join("store");
        let mut set = None;
        Scenario::Backup.prepare(&place, &mut |said| {
            if let crate::ledger::Said::Set { folder } = said {
                set = Some(folder);
            }
        })?;
        let set = set.ok_or_else(|| Failure::Broken("no backup".to_owned()))?;
        let now = moment();
        // The store's office has no data of an office, which is all a session misses.
        let whole = folder.path().join("whole");
        copy(&office(&place), &whole)?;
        let desk = Desk::new(assets.clone(), whole);
        let session = desk.unlock("演示员", PASSWORD, now)?;
        let mut tree = AssetTree::new();
        read_into(&mut tree, &located, &located)?;
        let definitions = assets.definitions();
        let calendar = calendar::WorkCalendar::new(definitions.holidays.values().cloned())
            .map_err(|error| Failure::Broken(error.to_string()))?;
        let library = Library { calendar: Arc::new(calendar), codes: definitions.code_labels() };
        let fonts_folder = located.join("fonts");
        let faces = fonts_folder.join("faces.toml");
        let faces = fs::read_to_string(&faces).map_err(Failure::file("read", &faces))?;
        let fonts = Fonts::new(&faces, Box::new(move |name| fs::read(fonts_folder.join(name))))
            .map_err(|error| Failure::Broken(error.to_string()))?;
        let facts = assets.example(FORM)?.as_object().cloned().unwrap_or_default();
        Ok(Self { assets, tree, folder, session, fonts, set, library, facts, now })
    }

    fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        // A disk that fails here shows as a target that takes nothing.
        let _ = fs::write(&path, bytes);
        path
    }

    /// The set with one of its files in other words.
    fn set_with(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let shelf = self.set.parent().map(Path::to_path_buf).unwrap_or_default();
        let other = shelf.join("20261123-000000");
        if !other.exists() {
            let _ = copy(&self.set, &other);
        }
        for entry in fs::read_dir(&self.set).into_iter().flatten().flatten() {
            let target = other.join(entry.file_name());
            let _ = if entry.file_name() == name {
                fs::write(&target, bytes)
            } else {
                fs::copy(entry.path(), target).map(|_| ())
            };
        }
        other
    }

    pub(super) fn in_set(&self, name: &str) -> Vec<u8> {
        fs::read(self.set.join(name)).unwrap_or_default()
    }

    /// One kept file of the set's shelf.
    pub(super) fn sealed(&self) -> Vec<u8> {
        self.kept().and_then(|path| fs::read(path).ok()).unwrap_or_default()
    }

    fn kept(&self) -> Option<PathBuf> {
        let shelves = fs::read_dir(self.folder.path().join("store/office/attachments")).ok()?;
        let first = shelves.flatten().map(|entry| entry.path()).find(|path| path.is_dir())?;
        Some(fs::read_dir(first).ok()?.flatten().next()?.path())
    }

    pub(super) fn session(&self) -> &Session {
        &self.session
    }
}

fn moment() -> DateTime {
    calendar::parse_datetime("2026-11-22T09:30").unwrap_or_default()
}

fn read_into(tree: &mut AssetTree, root: &Path, folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(Failure::file("read", folder))?.flatten() {
        let path = entry.path();
        if path.is_dir() {
            if !path.ends_with("fonts") && !path.ends_with("icons") {
                read_into(tree, root, &path)?;
            }
        } else if path
            .extension()
            .is_some_and(|end| ["toml", "md", "xml", "json"].iter().any(|known| end == *known))
        {
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            tree.insert(name, fs::read(&path).map_err(Failure::file("read", &path))?);
        }
    }
    Ok(())
}

/// The files a mutated one is loaded with.
fn small(tree: &AssetTree, more: &str) -> AssetTree {
    tree.iter()
        .filter(|(path, _)| {
            path.starts_with("codes/")
                || path.starts_with("kinds/mediation/")
                || path.as_str() == "glossary.toml"
                || (!more.is_empty() && path.starts_with(more))
        })
        .map(|(path, bytes)| (path.clone(), bytes.clone()))
        .collect()
}

/// The pack that is changed.
pub(super) const PACK: &str = "law/hebei-hengshui-2020/";
/// The kind that is changed.
pub(super) const KIND: &str = "kinds/mediation/dispute.toml";
/// The form that texts are set in.
pub(super) const FORM: &str = "mediation-agreement";

impl Target {
    /// Takes a case. Errors are answers; a panic is not.
    pub fn take(self, world: &World, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        match self {
            Self::Register => {
                let path = world.file("register", bytes);
                let request = ImportRequest {
                    kind: "dispute".to_owned(),
                    sheet: None,
                    columns: Vec::new(),
                    meanings: Vec::new(),
                    open: false,
                };
                let session = world.session();
                if session.import_preview(&path, "台账.xlsx", &request, world.now, &Quiet).is_ok() {
                    let _ = session.import_page(&ImportQuery::default(), &ImportChoices::default());
                }
            }
            Self::Holidays => {
                for name in ["holidays.toml", "holidays.json", "holidays.csv"] {
                    let _ = world.session().preview_holidays(&world.file(name, bytes));
                }
            }
            Self::Kind => {
                let mut tree = small(&world.tree, "");
                tree.insert(KIND.to_owned(), bytes.to_vec());
                let _ = Definitions::load(&tree);
            }
            Self::Law => {
                let mut tree = small(&world.tree, PACK);
                let first =
                    tree.keys().find(|path| path.starts_with(PACK) && !path.ends_with("pack.toml")).cloned();
                if let Some(first) = first {
                    tree.insert(first, bytes.to_vec());
                }
                let _ = Definitions::load(&tree);
            }
            Self::Form => {
                let schemas = world.assets.definitions().form_schemas();
                if let Some(schema) = schemas.get("dispute")
                    && let Ok(form) = Form::parse("fuzzed.xml", &text, schema)
                    && let Ok(values) = form.values("fuzzed", &Value::Object(world.facts.clone()))
                    && let Ok(facts) = form.prepare(&world.library, values)
                {
                    let scope = Scope::new(&world.library, &facts);
                    let _ = form.needs(&scope);
                    let _ = form.compose(&scope);
                }
            }
            Self::Values => {
                if let Ok(values) = serde_json::from_slice::<Value>(bytes) {
                    let _ = world.assets.fill(FORM, &values, world.now.date());
                }
            }
            Self::Paper => {
                if let Ok(source) = Source::open(bytes.to_vec()) {
                    let limits = typeset::bind::Limits { bytes: 64 * 1024 * 1024, pages: 200 };
                    if let Ok(mut binder) = Binder::new(&world.fonts, limits)
                        && let Ok(pages) = binder.add(source, &[])
                    {
                        let _ = binder.finish("卷宗", &pages, &[]);
                    }
                }
            }
            Self::Manifest => verify(world, "manifest.json", bytes),
            Self::Listed => verify(world, "attachments.txt", bytes),
            Self::Database => verify(world, "office.db", bytes),
            Self::Keys => {
                verify(world, "keys.json", bytes);
                let folder = world.folder.path().join("keys");
                let _ = copy(&world.folder.path().join("store/office"), &folder);
                let _ = fs::write(folder.join("keys.json"), bytes);
                let _ = Store::look(&folder);
                let password = Password::new(PASSWORD.to_owned());
                let _ = fs::remove_file(folder.join("attempts.json"));
                let _ = Store::unlock(&folder, 1, &password, world.now, Limits::default()).map(drop);
            }
            Self::Sealed => {
                let Some(kept) = world.kept() else { return };
                let name = kept.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let whole = fs::read(&kept).unwrap_or_default();
                let _ = fs::write(&kept, bytes);
                let password = Password::new(PASSWORD.to_owned());
                let folder = world.folder.path().join("store/office");
                if let Ok(opened) = Store::unlock(&folder, 1, &password, world.now, Limits::default())
                    && let Ok(reader) = opened.store.open_attachment(&name)
                {
                    let read = reader.into_bytes();
                    assert!(
                        read.is_err() || bytes == whole,
                        "an altered file was taken for the one that was kept"
                    );
                }
                let _ = fs::write(&kept, whole);
            }
            Self::Identity => {
                let read = identity::read(&text, identity::Given::default());
                assert!(read.problems.is_empty() || read.check_ok != Some(true) || read.full.is_some());
            }
            Self::Written => {
                let _ = calendar::parse_date(&text);
                let _ = calendar::parse_datetime(&text);
                let _ = calendar::parse_typed(&text, world.now.date());
                let _ = calendar::parse_written(&text);
                let _ = Length::from_str(&text);
                let _ = Cadence::from_str(&text);
                let _ = expression::amount::parse_yuan(&text).map(expression::amount::capital);
                let _ = world.assets.period("2026-02-28", &text, true);
                let _ = world.assets.period(&text, "15 days", true);
            }
            Self::Code => {
                if let Ok(code) = RecoveryCode::parse(&text) {
                    assert_eq!(code.grouped().len(), 35);
                }
            }
            Self::Expression => {
                let schemas = world.assets.definitions().form_schemas();
                let Some(schema) = schemas.get("dispute") else { return };
                let scope = Scope::new(&world.library, &world.facts);
                if let Ok(expression) = Expression::compile(&text, schema) {
                    let _ = expression.evaluate(&scope);
                }
                if let Ok(template) = Template::compile(&text, schema) {
                    let _ = template.render(&scope, "＿");
                }
            }
            Self::Phrase => {
                let draft = MatterDraft {
                    kind: "dispute".to_owned(),
                    matter: None,
                    fields: Fields::new(),
                    parties: None,
                };
                let _ = world.session().fill_phrase(&text, &draft, world.now);
                let _ = world.session().find(&text, 20, world.now);
            }
            Self::Text => {
                let mut values = Value::Object(world.facts.clone());
                values["dispute_points"] = Value::from(text.as_ref());
                values["agreement_content"] = Value::from(text.as_ref());
                let _ = world.assets.fill(FORM, &values, world.now.date());
            }
        }
    }

    /// Words that mean something to it.
    pub(super) fn words(self) -> &'static [&'static str] {
        match self {
            Self::Register => &[
                "&#x0;",
                "<c r=\"XFD1048576\"><v>1</v></c>",
                "t=\"s\"",
                "99999999",
                "-1",
                "1e308",
                "44927",
                "1899-12-30",
                "table:number-rows-repeated=\"9999\"",
                "\"",
                ",",
                "\r\n",
                "三〇二四年",
                "<!ENTITY a \"b\">",
            ],
            Self::Holidays => {
                &["[[day]]", "year = 999999", "2026-02-29", "kind = \"work\"", "null", "9999-12-31", ","]
            }
            Self::Kind | Self::Law => &[
                "[[fields]]",
                "[[rule]]",
                "id = \"x\"",
                "type = \"codes\"",
                "\"\"\"",
                "length = \"99999 days\"",
                "a.b.c",
                "parties.all(p, true)",
                "= 1e400",
                "{ x = [ { y = 1 } ] }",
                "''",
            ],
            Self::Form => &[
                "<p each=\"p in parties\">",
                "{p.name}",
                "</p>",
                "<table>",
                "<row>",
                "<cell span=\"99\"/>",
                "{size(parties)}",
                "if=\"false\"",
                "<blank min=\"9999em\"/>",
                "columns=\"1 2 3\"",
                "<!DOCTYPE x [<!ENTITY a \"aaaa\">]>",
            ],
            Self::Values => &[
                "null",
                "[]",
                "{}",
                "1e999",
                "\"2026-02-30\"",
                "\"\\ud800\"",
                "true",
                "[[[[[[[[",
                "-9223372036854775808",
            ],
            Self::Paper => &[
                "endobj",
                "obj",
                "<<",
                ">>",
                "/Kids [1 0 R]",
                "/Count 99999999",
                "/Parent 1 0 R",
                "/Length 9999999",
                "stream",
                "endstream",
                "/Filter /FlateDecode",
                "xref",
                "startxref",
                "/MediaBox [0 0 1e9 1e9]",
                "/Rotate 45",
                "trailer",
                "/Encrypt 1 0 R",
            ],
            Self::Manifest | Self::Listed | Self::Keys => &[
                "{}",
                "[]",
                "null",
                "\"version\": 4294967295",
                "\"memory_kib\": 4294967295",
                "\"lanes\": 0",
                "\"passes\": 4294967295",
                "../../etc/passwd ",
                "\n",
                " 18446744073709551615",
            ],
            Self::Database | Self::Sealed => &["SQLite format 3", "\0\0\0\0"],
            Self::Identity => &["11010119900307", "X", "x", "Ｘ", "１", "000000", "20991332", "\u{3000}"],
            Self::Written => &[
                "年",
                "月",
                "日",
                "〇",
                "二〇二六",
                "+99999",
                "-",
                "days",
                "workdays",
                "months",
                "hours",
                "99999999999999999999",
                "元",
                "万",
                ".",
                "T24:00",
                "今天",
                "every",
                "monthly",
            ],
            Self::Code => &["-", "0", "O", "Ｚ", "—", "\u{200b}"],
            Self::Expression | Self::Phrase => &[
                "(",
                ")",
                "[",
                "]",
                "{",
                "}",
                "!",
                "-",
                "&&",
                "||",
                "? 1 : 2",
                ".all(p, p.name == '')",
                ".map(p, [p, p])",
                ".filter(p, true)",
                "parties",
                "9223372036854775807",
                "*",
                "/ 0",
                "% 0",
                "string(",
                "cn_number(",
                "capital_amount(",
                "workdays_after('2026-01-01', 99999)",
                "join(",
                "default(",
                "'",
                "\"",
                "\\u{110000}",
                "has(",
                "[[[[[[[[",
            ],
            Self::Text => &[
                "\u{202e}",
                "\u{200d}",
                "👨‍👩‍👧‍👦",
                "\u{0}",
                "（",
                "）",
                "。",
                "\n",
                "\t",
                "\u{e000}",
                "\u{10ffff}",
                "《",
                "a\u{301}\u{301}\u{301}",
                "\u{2028}",
                "\u{ad}",
                "ﷺ",
                "𠮷",
            ],
        }
    }
}

/// An altered set is never taken for a whole one.
fn verify(world: &World, name: &str, bytes: &[u8]) {
    let folder = world.set_with(name, bytes);
    let whole = world.in_set(name) == bytes;
    let _ = BackupSet::list(&stick(&world.folder.path().join("store")), None);
    let Ok(set) = BackupSet::open(&folder) else { return };
    let _ = set.holders();
    let password = Password::new(PASSWORD.to_owned());
    let report =
        set.verify(&BackupSecret::Password(1, &password), &world.folder.path().join("scratch"), &mut |_| {
            true
        });
    if let Ok(report) = report {
        // The label and the key file are held by their meaning, not by their blanks.
        let same = whole || (name.ends_with(".json") && meaning(bytes) == meaning(&world.in_set(name)));
        assert!(same || !report.sound(), "an altered {name} was taken for the one that was written");
    }
}

fn meaning(bytes: &[u8]) -> Option<Value> {
    serde_json::from_slice(bytes).ok()
}
