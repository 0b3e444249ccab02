use crate::asset::{AssetProblem, AssetTree, At, first_causes};
use crate::check;
use crate::code_list::CodeList;
use crate::glossary::Glossary;
use crate::import_words::ImportWords;
use crate::kind::{Kind, Link, RawKind, Volume, report_sheet, schemas, shield};
use crate::law::{CountingRule, LawText, Pack, Rule, RuleReader, Setting};
use crate::module::Module;
use crate::read::{Problems, TomlFile, TomlTable};
use crate::report;
use crate::requirement::Requirement;
use calendar::YearTable;
use expression::{CodeLabels, Schema};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use toml_span::value::Value;

/// What a form that prints a report names as its kind; no kind may be called so.
pub const REPORT_SHEET: &str = "report";
/// The pack that is always in use.
pub(crate) const NATIONAL: &str = "national";

/// Everything the assets define, checked.
#[derive(Debug)]
pub struct Definitions {
    /// The kinds, by id.
    pub kinds: BTreeMap<String, Kind>,
    /// The lines of work, in the order in which they are listed.
    pub modules: Vec<Module>,
    /// The law packs, by id.
    pub packs: BTreeMap<String, Pack>,
    /// The rules of all packs, by id.
    pub rules: BTreeMap<String, Arc<Rule>>,
    /// The code lists, by id.
    pub codes: BTreeMap<String, CodeList>,
    /// The law texts, by id.
    pub texts: BTreeMap<String, LawText>,
    /// The counting rules, by id.
    pub countings: BTreeMap<String, CountingRule>,
    /// The settings that rules read, by id.
    pub settings: BTreeMap<String, Setting>,
    /// The holiday tables that came with the program, by year.
    pub holidays: BTreeMap<i32, YearTable>,
    /// The reports, by id.
    pub reports: BTreeMap<String, report::Report>,
    /// The requirement rows, by id.
    pub requirements: BTreeMap<String, Requirement>,
    /// The project's words.
    pub glossary: Glossary,
    /// Words of old registers.
    pub import_words: ImportWords,
    pub(crate) labels: Arc<CodeLabels>,
}

impl Definitions {
    /// Reads and checks all assets: names, types, expressions, quotes, dates, and the rules' worked
    /// examples. Finds every problem, not only the first.
    pub fn load(tree: &AssetTree) -> Result<Self, Vec<AssetProblem>> {
        let problems = Problems::default();
        let definitions = read(tree, &problems);
        // Examples run only on sound definitions: otherwise they would fail for reasons already said.
        let found = first_causes(problems.into_sorted());
        if !found.is_empty() {
            return Err(found);
        }
        let shared = Arc::new(definitions);
        let found = check::check_all(&shared);
        if !found.is_empty() {
            return Err(found);
        }
        // The engines that ran the examples are gone, so nobody else holds it.
        Arc::into_inner(shared).ok_or_else(Vec::new)
    }

    /// The labels of all code lists, for the functions of expressions.
    pub fn code_labels(&self) -> Arc<CodeLabels> {
        self.labels.clone()
    }

    /// What forms are checked against: the names of every kind, by its id; and under [`REPORT_SHEET`] those of a form
    /// that prints a report and belongs to no matter.
    pub fn form_schemas(&self) -> BTreeMap<String, Schema> {
        let kinds = self.kinds.iter().map(|(id, kind)| (id.clone(), kind.schema().clone()));
        kinds.chain([(REPORT_SHEET.to_owned(), report_sheet(&self.labels))]).collect()
    }

    /// The ids of the forms that kinds and rules name, with where.
    pub fn forms_named(&self) -> BTreeMap<String, Vec<String>> {
        let mut named: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for kind in self.kinds.values() {
            for state in &kind.states {
                for form in &state.forms {
                    named.entry(form.clone()).or_default().push(format!("{} state {}", kind.file, state.id));
                }
            }
            for (place, form) in kind.volume.iter().flat_map(Volume::forms) {
                named.entry(form.to_owned()).or_default().push(format!("{} volume {place}", kind.file));
            }
        }
        named
    }
}

/// The TOML files of a folder, or the one file, each with its parsed document.
struct Parsed {
    file: TomlFile,
    path: String,
}

fn files(tree: &AssetTree, folder: &str, problems: &Problems) -> Vec<Parsed> {
    let prefix = format!("{folder}/");
    tree.range(prefix.clone()..)
        .take_while(|(path, _)| path.starts_with(&prefix))
        .filter(|(path, _)| path.ends_with(".toml"))
        .filter_map(|(path, bytes)| {
            Some(Parsed { file: TomlFile::new(path, bytes, problems)?, path: path.clone() })
        })
        .collect()
}

impl Parsed {
    fn name(&self) -> &str {
        let name = self.path.rsplit('/').next().unwrap_or(&self.path);
        name.strip_suffix(".toml").unwrap_or(name)
    }

    fn with<T>(&self, problems: &Problems, read: impl for<'v> FnOnce(&TomlTable<'v>) -> T) -> Option<T> {
        let value: Value<'_> = self.file.parse(problems)?;
        let table = TomlTable::root(&self.file, &value, problems)?;
        Some(read(&table))
    }

    fn start(&self) -> At {
        At { file: self.path.as_str().into(), line: 1, field: String::new() }
    }
}

/// Puts an item into a map, and says so if its id is taken or not its file's name.
fn insert<T>(
    map: &mut BTreeMap<String, T>,
    id: String,
    item: T,
    name: Option<&str>,
    at: &At,
    problems: &Problems,
) {
    if name.is_some_and(|name| name != id) {
        problems.add(at, "asset.wrong-file", format!("`{id}` 应当写在同名的文件里。"));
    }
    match map.entry(id) {
        Entry::Occupied(taken) => {
            problems.add(at, "asset.duplicate-id", format!("`{}` 写了两次。", taken.key()));
        }
        Entry::Vacant(free) => {
            free.insert(item);
        }
    }
}

fn read(tree: &AssetTree, problems: &Problems) -> Definitions {
    let codes = read_codes(tree, problems);
    let labels: BTreeMap<_, _> = codes
        .values()
        .map(|list| {
            let items = list.items.iter().map(|item| (item.id.clone(), item.label.clone()));
            (list.id.clone(), items.collect())
        })
        .collect();
    let labels = Arc::new(CodeLabels::new(labels));
    let texts = read_texts(tree, problems);
    let law = files(tree, "law", problems);
    let (packs, countings, settings) = read_packs(&law, &texts, problems);
    let kinds = read_kinds(tree, &codes, &settings, &labels, problems);
    let forms = forms_in(tree);
    check_forms(&kinds, forms.as_ref(), problems);
    let reader = RuleReader {
        kinds: &kinds,
        texts: &texts,
        countings: &countings,
        settings: &settings,
        forms: forms.as_ref(),
        problems,
    };
    let rules = read_rules(&law, &reader);
    let reports = read_reports(tree, &kinds, &codes, problems);
    check_carried(&kinds, &codes, &reports, problems);
    let requirements = read_requirements(tree, problems);
    let definitions = Definitions {
        rules,
        holidays: read_holidays(tree, problems),
        glossary: read_one(tree, "glossary.toml", problems, Glossary::read),
        import_words: read_one(tree, "import.toml", problems, ImportWords::read),
        modules: read_modules(tree, &kinds, problems),
        kinds,
        packs,
        codes,
        texts,
        countings,
        settings,
        reports,
        requirements,
        labels,
    };
    check_covers(&definitions, problems);
    definitions
}

fn read_codes(tree: &AssetTree, problems: &Problems) -> BTreeMap<String, CodeList> {
    let mut lists = BTreeMap::new();
    for parsed in files(tree, "codes", problems) {
        if let Some(list) = parsed.with(problems, CodeList::read) {
            let at = list.at.clone();
            insert(&mut lists, list.id.clone(), list, Some(parsed.name()), &at, problems);
        }
    }
    for list in lists.values() {
        list.check_maps(&lists, problems);
    }
    lists
}

fn read_texts(tree: &AssetTree, problems: &Problems) -> BTreeMap<String, LawText> {
    let mut texts = BTreeMap::new();
    for parsed in files(tree, "law/texts", problems) {
        let wording = parsed.path.replace(".toml", ".md");
        let content = tree.get(&wording).map(|bytes| String::from_utf8(bytes.clone()));
        let content = match content {
            Some(Ok(content)) => content,
            Some(Err(error)) => {
                problems.add(&parsed.start(), "asset.not-utf8", format!("{wording}: {error}"));
                continue;
            }
            None => {
                problems.add(&parsed.start(), "asset.no-wording", format!("缺少文件 `{wording}`。"));
                continue;
            }
        };
        if let Some(Some(text)) = parsed.with(problems, |table| LawText::read(table, content)) {
            insert(&mut texts, text.id.clone(), text, Some(parsed.name()), &parsed.start(), problems);
        }
    }
    texts
}

type Packs = (BTreeMap<String, Pack>, BTreeMap<String, CountingRule>, BTreeMap<String, Setting>);

/// The pack a law file belongs to, by its folder; `None` for texts.
fn pack_of(path: &str) -> Option<&str> {
    let mut parts = path.split('/').skip(1);
    let pack = parts.next()?;
    (pack != "texts" && parts.next().is_some()).then_some(pack)
}

fn read_packs(law: &[Parsed], texts: &BTreeMap<String, LawText>, problems: &Problems) -> Packs {
    let mut packs = BTreeMap::new();
    let mut countings = BTreeMap::new();
    let mut settings = BTreeMap::new();
    for parsed in law {
        let Some(pack_id) = pack_of(&parsed.path) else { continue };
        if parsed.name() == "pack" {
            if let Some(pack) = parsed.with(problems, |table| Pack::read(table, texts)) {
                let at = pack.at.clone();
                insert(&mut packs, pack.id.clone(), pack, Some(pack_id), &at, problems);
            }
            continue;
        }
        // Rules are read last, on a second pass: they name what is read here.
        parsed.with(problems, |table| {
            for inner in table.tables("counting") {
                let counting = CountingRule::read(&inner, pack_id, texts);
                insert(&mut countings, counting.id.clone(), counting, None, &inner.at(), problems);
            }
            for inner in table.tables("setting") {
                if let Some(setting) = Setting::read(&inner, pack_id) {
                    insert(&mut settings, setting.id.clone(), setting, None, &inner.at(), problems);
                }
            }
            table.value("rule");
            table.finish();
        });
    }
    for parsed in law {
        if let Some(pack) = pack_of(&parsed.path)
            && !packs.contains_key(pack)
        {
            problems.add(&parsed.start(), "asset.unknown-pack", format!("缺少文件 `law/{pack}/pack.toml`。"));
        }
    }
    for setting in settings.values() {
        check_counting_setting(setting, &countings, problems);
    }
    (packs, countings, settings)
}

fn check_counting_setting(
    setting: &Setting,
    countings: &BTreeMap<String, CountingRule>,
    problems: &Problems,
) {
    if setting.kind != crate::law::SettingKind::Counting {
        return;
    }
    let answers = std::iter::once(&setting.default).chain(setting.options.iter().map(|it| &it.value));
    for answer in answers.filter_map(|value| value.as_str()) {
        if !countings.contains_key(answer) {
            problems.add(&setting.at, "asset.unknown-counting", format!("没有叫 `{answer}` 的计算规则。"));
        }
    }
}

fn read_kinds(
    tree: &AssetTree,
    codes: &BTreeMap<String, CodeList>,
    settings: &BTreeMap<String, Setting>,
    labels: &Arc<CodeLabels>,
    problems: &Problems,
) -> BTreeMap<String, Kind> {
    let mut raw = BTreeMap::new();
    for parsed in files(tree, "kinds", problems) {
        if let Some(kind) = parsed.with(problems, RawKind::read) {
            let at = kind.at.clone();
            insert(&mut raw, kind.id.clone(), kind, None, &at, problems);
        }
    }
    if let Some(kind) = raw.get(REPORT_SHEET) {
        let message = format!("`{REPORT_SHEET}` 是保留的名称，事项类型不能用。");
        problems.add(&kind.at, "asset.reserved-name", message);
    }
    let ids: BTreeSet<String> = raw.keys().cloned().collect();
    for kind in raw.values() {
        kind.check(codes, &ids, problems);
        kind.check_number(&raw, problems);
        kind.check_related(&raw, problems);
    }
    let mut schemas = schemas(&raw, settings, labels);
    let mut kinds: BTreeMap<String, Kind> = raw
        .into_iter()
        .filter_map(|(id, kind)| {
            let schema = schemas.remove(&id)?;
            Some((id, kind.compile(schema, problems)?))
        })
        .collect();
    let wanted: Vec<_> = kinds.values().flat_map(|kind| kind.related.clone()).collect();
    for related in wanted {
        if let Some(kind) = kinds.get_mut(&related.kind) {
            kind.found_by.insert(related.by);
        }
    }
    for kind in kinds.values_mut() {
        kind.found_by.extend(kind.about.clone().map(Link::Field));
    }
    shield(&mut kinds);
    kinds
}

/// The forms in the tree; `None` if it has none at all, as when only part of the assets is loaded.
fn forms_in(tree: &AssetTree) -> Option<BTreeSet<String>> {
    let forms: BTreeSet<String> = tree
        .keys()
        .filter_map(|path| path.strip_prefix("forms/")?.strip_suffix(".xml"))
        .filter_map(|path| path.rsplit('/').next())
        .map(str::to_owned)
        .collect();
    (!forms.is_empty()).then_some(forms)
}

fn check_forms(kinds: &BTreeMap<String, Kind>, forms: Option<&BTreeSet<String>>, problems: &Problems) {
    let Some(forms) = forms else { return };
    let unknown = |kind: &Kind, field: String, form: &str| {
        let at = At { file: kind.file.as_str().into(), line: 1, field };
        problems.add(&at, "asset.unknown-form", format!("没有叫 `{form}` 的文书格式。"));
    };
    for kind in kinds.values() {
        for state in &kind.states {
            for form in state.forms.iter().filter(|form| !forms.contains(*form)) {
                unknown(kind, format!("states.{}", state.id), form);
            }
        }
        for (place, form) in kind.volume.iter().flat_map(Volume::forms) {
            if !forms.contains(form) {
                unknown(kind, format!("volume.{place}"), form);
            }
        }
    }
}

fn read_rules(law: &[Parsed], reader: &RuleReader<'_>) -> BTreeMap<String, Arc<Rule>> {
    let mut rules = BTreeMap::new();
    for parsed in law {
        let Some(pack) = pack_of(&parsed.path).filter(|_| parsed.name() != "pack") else { continue };
        // What is not TOML was said when the packs were read.
        let unsaid = Problems::default();
        let Some(value) = parsed.file.parse(&unsaid) else { continue };
        let Some(table) = TomlTable::root(&parsed.file, &value, reader.problems) else { continue };
        for inner in table.tables("rule") {
            if let Some(rule) = reader.read(&inner, pack) {
                insert(&mut rules, rule.id.clone(), Arc::new(rule), None, &inner.at(), reader.problems);
            }
        }
    }
    rules
}

fn read_reports(
    tree: &AssetTree,
    kinds: &BTreeMap<String, Kind>,
    codes: &BTreeMap<String, CodeList>,
    problems: &Problems,
) -> BTreeMap<String, report::Report> {
    let reader = report::Reader { kinds, codes, problems };
    let mut reports = BTreeMap::new();
    for parsed in files(tree, "reports", problems) {
        if let Some(Some(report)) = parsed.with(problems, |table| reader.read(table)) {
            let at = parsed.start();
            insert(&mut reports, report.id.clone(), report, Some(parsed.name()), &at, problems);
        }
    }
    reports
}

/// A matter that carries a report names one that exists.
fn check_carried(
    kinds: &BTreeMap<String, Kind>,
    codes: &BTreeMap<String, CodeList>,
    reports: &BTreeMap<String, report::Report>,
    problems: &Problems,
) {
    // Where something could not be read, a report may only be missing because of that.
    if !problems.is_empty() {
        return;
    }
    for kind in kinds.values() {
        let field = kind.report.as_ref().and_then(|carried| kind.field(&carried.id));
        let list = field.and_then(|field| codes.get(field.codes.as_ref()?));
        for item in list.into_iter().flat_map(|list| &list.items) {
            if !reports.contains_key(&item.id) {
                let at = At { file: kind.file.as_str().into(), line: 1, field: "report.id".to_owned() };
                problems.add(&at, "asset.unknown-report", format!("没有叫 `{}` 的报表。", item.id));
            }
        }
    }
}

fn read_holidays(tree: &AssetTree, problems: &Problems) -> BTreeMap<i32, YearTable> {
    let mut tables = BTreeMap::new();
    for parsed in files(tree, "holidays", problems) {
        let bytes = tree.get(&parsed.path).map(Vec::as_slice).unwrap_or_default();
        let text = String::from_utf8_lossy(bytes);
        match toml::from_str::<YearTable>(&text) {
            Ok(table) => {
                let year = table.year();
                if tables.insert(year, table).is_some() || parsed.name() != year.to_string() {
                    let message = format!("`{year}` 年写了两次，或者文件名不是这一年。");
                    problems.add(&parsed.start(), "asset.wrong-file", message);
                }
            }
            Err(error) => {
                // A day that is refused has no span of its own: it is looked for where it is written.
                let named = error.message().split('`').nth(1).and_then(|day| text.find(day));
                let before = named.or(error.span().map(|span| span.start)).unwrap_or(0);
                let line = text.bytes().take(before).filter(|byte| *byte == b'\n').count() + 1;
                let at = At { line, ..parsed.start() };
                problems.add(
                    &at,
                    "asset.bad-holidays",
                    format!("节假日表看不懂（读取程序的说明：{}）。", error.message()),
                );
            }
        }
    }
    tables
}

fn read_requirements(tree: &AssetTree, problems: &Problems) -> BTreeMap<String, Requirement> {
    let mut rows = BTreeMap::new();
    for parsed in files(tree, "requirements", problems) {
        for row in parsed.with(problems, Requirement::read_all).unwrap_or_default() {
            let at = row.at.clone();
            insert(&mut rows, row.id.clone(), row, None, &at, problems);
        }
    }
    rows
}

/// A file of which there is one; absent is empty.
fn read_one<T: Default>(
    tree: &AssetTree,
    path: &str,
    problems: &Problems,
    read: impl for<'v> FnOnce(&TomlTable<'v>) -> T,
) -> T {
    let Some(bytes) = tree.get(path) else { return T::default() };
    let Some(file) = TomlFile::new(path, bytes, problems) else { return T::default() };
    Parsed { file, path: path.to_owned() }.with(problems, read).unwrap_or_default()
}

fn read_modules(tree: &AssetTree, kinds: &BTreeMap<String, Kind>, problems: &Problems) -> Vec<Module> {
    const FILE: &str = "modules.toml";
    if !tree.contains_key(FILE) {
        let at = At { file: FILE.into(), line: 1, field: String::new() };
        problems.add(&at, "asset.missing-file", format!("缺少文件 `{FILE}`。"));
    }
    read_one(tree, FILE, problems, |table| Module::read_all(table, kinds))
}

fn check_covers(definitions: &Definitions, problems: &Problems) {
    for (place, rows, file, line) in crate::coverage::claims(definitions) {
        for row in rows.iter().filter(|row| !definitions.requirements.contains_key(*row)) {
            let at = At { file: file.into(), line, field: place.clone() };
            problems.add(&at, "asset.unknown-requirement", format!("没有叫 `{row}` 的要求。"));
        }
        let contrary =
            |row: &&String| definitions.requirements.get(*row).is_some_and(|known| known.left_out.is_some());
        for row in rows.iter().filter(contrary).filter(|_| !place.ends_with(crate::coverage::CONCERNS)) {
            let at = At { file: file.into(), line, field: place.clone() };
            problems.add(
                &at,
                "asset.claimed-and-left-out",
                format!("`{row}` 写了不做的理由，这里又说做了。"),
            );
        }
    }
}

#[cfg(test)]
#[path = "definitions_tests.rs"]
mod tests;
