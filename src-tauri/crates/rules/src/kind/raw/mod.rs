//! A kind as written: names not yet looked up, expressions not yet compiled.

mod field;
mod flow;
mod journal;

pub(crate) use field::RawField;
use flow::{RawTransition, compile_transition, read_state, read_transition};
pub(crate) use journal::RawEntryType;
use journal::{compile_entry_type, read_entry_type};

use crate::asset::At;
use crate::code_list::CodeList;
use crate::kind::access;
use crate::kind::carried::CarriedReport;
use crate::kind::figure::{ITEM, RawCounted, RawFigure};
use crate::kind::import::RawImport;
use crate::kind::related::RawRelated;
use crate::kind::timeline::RawLane;
use crate::kind::volume::RawVolume;
use crate::kind::{Condition, FieldType, Group, Kind, NumberPattern, Register, RegisterColumn, Role, State};
use crate::read::{Compiler, Problems, Source, TomlTable, Wanted};
use expression::Schema;
use std::collections::{BTreeMap, BTreeSet};

/// Names every scope has beside the fields, which no field may take.
pub(crate) const SCOPE_NAMES: [&str; 11] = [
    "today",
    "office",
    "matter",
    "parties",
    "journal",
    "documents",
    "document",
    "settings",
    "related",
    "report",
    ITEM,
];

/// A kind as written: names not yet looked up, expressions not yet compiled.
#[derive(Debug)]
pub(crate) struct RawKind {
    pub(crate) id: String,
    pub(crate) fields: Vec<RawField>,
    pub(crate) journal: Vec<RawEntryType>,
    pub(crate) at: At,
    title: String,
    module: String,
    summary: Option<Source>,
    initial: String,
    number: Option<(NumberPattern, At)>,
    groups: Vec<Group>,
    roles: Vec<Role>,
    states: Vec<(State, At)>,
    transitions: Vec<RawTransition>,
    columns: Vec<(String, String, Option<Source>)>,
    filters: Vec<(String, At)>,
    search: Vec<(String, At)>,
    alike: Option<String>,
    import: RawImport,
    pub(crate) related: Vec<RawRelated>,
    pub(crate) assigned: Option<String>,
    restricted: Option<(String, At)>,
    timeline: Vec<RawLane>,
    about: Option<(String, At)>,
    responsible: Option<(String, At)>,
    volume: Option<RawVolume>,
    figures: Vec<RawFigure>,
    counted: Vec<RawCounted>,
    pub(crate) report: Option<(CarriedReport, At)>,
    covers: Vec<String>,
}

/// `true` and `false` are so common that they are not evaluated.
pub(crate) fn condition(compiler: &Compiler<'_>, source: Option<&Source>, absent: Condition) -> Condition {
    match source {
        None => absent,
        Some(source) if source.text.trim() == "true" => Condition::Always,
        Some(source) if source.text.trim() == "false" => Condition::Never,
        Some(source) => compiler.expression(source, Wanted::Bool).map_or(absent, Condition::When),
    }
}

pub(crate) fn check_ids<'a>(ids: impl Iterator<Item = (&'a str, &'a At)>, problems: &Problems) {
    let mut seen = BTreeSet::new();
    for (id, at) in ids {
        if !seen.insert(id) {
            problems.add(at, "asset.duplicate-id", format!("`{id}` 写了两次。"));
        }
    }
}

impl RawKind {
    pub(crate) fn read(table: &TomlTable<'_>) -> Self {
        let number = table.table("number").map(|number| {
            let pattern = NumberPattern {
                pattern: number.required_text("pattern"),
                organization: number.text("organization"),
            };
            for hole in ["{year}", "{seq}"] {
                if !pattern.pattern.contains(hole) {
                    let at = number.at_key("pattern");
                    number.problems().add(&at, "asset.bad-pattern", format!("`pattern` 里缺少 {hole}。"));
                }
            }
            number.finish();
            (pattern, number.at())
        });
        let register = table.table("register");
        let columns = register.as_ref().map(|register| {
            register
                .tables("columns")
                .iter()
                .map(|column| {
                    let read = (
                        column.id("id", "_"),
                        column.required_text("title"),
                        Source::required(column, "value"),
                    );
                    column.finish();
                    read
                })
                .collect()
        });
        let kind = Self {
            id: table.id("id", "-"),
            title: table.required_text("title"),
            module: table.id("module", "-"),
            summary: Source::required(table, "summary"),
            initial: table.required_text("initial"),
            number,
            groups: read_groups(table),
            roles: read_roles(table),
            fields: table.tables("fields").iter().map(RawField::read).collect(),
            journal: table.tables("journal").iter().map(read_entry_type).collect(),
            states: table.tables("states").iter().map(read_state).collect(),
            transitions: table.tables("transitions").iter().map(read_transition).collect(),
            columns: columns.unwrap_or_default(),
            filters: register.as_ref().map(|it| it.located_texts("filters")).unwrap_or_default(),
            search: register.as_ref().map(|it| it.located_texts("search")).unwrap_or_default(),
            alike: table.text("alike"),
            import: table.table("import").map(|import| RawImport::read(&import)).unwrap_or_default(),
            related: table.tables("related").iter().map(RawRelated::read).collect(),
            assigned: table.text("assigned"),
            restricted: table.text("restricted").map(|way| (way, table.at_key("restricted"))),
            timeline: table.tables("timeline").iter().map(RawLane::read).collect(),
            about: table.text("about").map(|field| (field, table.at_key("about"))),
            responsible: table.text("responsible").map(|field| (field, table.at_key("responsible"))),
            volume: table.table("volume").as_ref().map(RawVolume::read),
            figures: table.tables("figures").iter().map(RawFigure::read).collect(),
            counted: table.tables("counted").iter().map(RawCounted::read).collect(),
            report: table.table("report").map(|report| (CarriedReport::read(&report), report.at())),
            covers: table.texts("covers"),
            at: table.at(),
        };
        if let Some(register) = register {
            register.finish();
        }
        table.finish();
        kind
    }

    /// Finds names that do not exist, ids that stand twice, states nobody reaches.
    pub(crate) fn check(
        &self,
        lists: &BTreeMap<String, CodeList>,
        kinds: &BTreeSet<String>,
        problems: &Problems,
    ) {
        let wanted = format!("kinds/{}/{}.toml", self.module, self.id);
        if *self.at.file != *wanted {
            problems.add(&self.at, "asset.wrong-file", format!("这个文件应当叫 `{wanted}`。"));
        }
        check_ids(self.fields.iter().map(|field| (field.id.as_str(), &field.at)), problems);
        for field in &self.fields {
            field.check(lists, kinds, problems);
            if SCOPE_NAMES.contains(&field.id.as_str()) {
                problems.add(
                    &field.at,
                    "asset.reserved-name",
                    format!("`{}` 是保留的名称，栏目不能用。", field.id),
                );
            }
            if !self.groups.iter().any(|group| group.id == field.group) {
                problems.add(&field.at, "asset.unknown-group", format!("没有叫 `{}` 的分组。", field.group));
            }
        }
        self.check_journal(lists, kinds, problems);
        RawLane::check_all(&self.timeline, problems);
        let named =
            [(&self.about, FieldType::Matter, "事项"), (&self.responsible, FieldType::Staff, "工作人员")];
        for (named, wanted, title) in named {
            if let Some((field, at)) = named
                && self.field_type(field) != Some(wanted)
            {
                let message = format!("`{field}` 不是这种事项的{title}栏目。");
                problems.add(at, "asset.unknown-field", message);
            }
        }
        self.check_flow(problems);
        self.import.check(self, lists, problems);
        if let Some(alike) = &self.alike
            && !(self.has_field(alike) && self.filters.iter().any(|(name, _)| name == alike))
        {
            problems.add(
                &self.at,
                "asset.unknown-field",
                format!("`alike` 要写台账能筛选的栏目，`{alike}` 不是。"),
            );
        }
        access::check(self.restricted.as_ref(), self.assigned.as_deref(), self, problems);
        if let Some(volume) = &self.volume {
            volume.check(self, problems);
        }
        RawFigure::check_all(&self.figures, lists, kinds, problems);
        RawCounted::check_all(&self.counted, lists, kinds, problems);
        if let Some((report, at)) = &self.report {
            report.check(&self.fields, at, problems);
        }
        for (name, at) in self.filters.iter().chain(&self.search) {
            if name != "state" && !self.has_field(name) {
                problems.add(at, "asset.unknown-field", format!("没有叫 `{name}` 的栏目。"));
            }
        }
    }

    /// Names in the number's pattern: the field that scopes it, and fields of the kind that field refers to.
    pub(crate) fn check_number(&self, kinds: &BTreeMap<String, RawKind>, problems: &Problems) {
        let Some((pattern, at)) = &self.number else { return };
        let scope =
            pattern.organization.as_ref().map(|id| (id, self.fields.iter().find(|field| field.id == *id)));
        if let Some((id, None)) = scope {
            problems.add(at, "asset.unknown-field", format!("没有叫 `{id}` 的栏目。"));
        }
        let referred = scope.and_then(|(_, field)| kinds.get(field?.of.as_ref()?));
        for name in pattern.fields().filter(|name| !referred.is_some_and(|kind| kind.has_field(name))) {
            problems.add(at, "asset.unknown-field", format!("`pattern` 里的 `{name}` 不是栏目。"));
        }
    }

    /// What it looks at of other matters.
    pub(crate) fn check_related(&self, kinds: &BTreeMap<String, RawKind>, problems: &Problems) {
        for related in &self.related {
            related.check(self, kinds, problems);
        }
    }

    pub(crate) fn has_field(&self, id: &str) -> bool {
        self.field_type(id).is_some()
    }

    pub(crate) fn field_type(&self, id: &str) -> Option<FieldType> {
        self.fields.iter().find(|field| field.id == id).map(|field| field.field_type)
    }

    pub(crate) fn has_transition(&self, id: &str) -> bool {
        self.transitions.iter().any(|step| step.id == id)
    }

    pub(crate) fn has_role(&self, id: &str) -> bool {
        self.roles.iter().any(|role| role.id == id)
    }

    pub(crate) fn has_state(&self, id: &str) -> bool {
        self.states.iter().any(|(state, _)| state.id == id)
    }

    /// The kind, with its expressions compiled against its schema; `None` if its summary is wrong, which
    /// is then among the problems.
    pub(crate) fn compile(self, schema: Schema, problems: &Problems) -> Option<Kind> {
        let compiler = Compiler { schema: &schema, problems };
        let summary = compiler.optional(self.summary.as_ref(), Wanted::Text);
        let fields = self.fields.iter().map(|field| field.compile(&compiler)).collect();
        let journal = self.journal.iter().map(|entry| compile_entry_type(entry, &compiler)).collect();
        let transitions = self.transitions.iter().map(|step| compile_transition(step, &compiler)).collect();
        let volume = self.volume.as_ref().map(|volume| volume.compile(&compiler));
        let columns = self
            .columns
            .into_iter()
            .filter_map(|(id, title, source)| {
                let value = compiler.optional(source.as_ref(), Wanted::Anything)?;
                Some(RegisterColumn { id, title, value })
            })
            .collect();
        let timeline = self.timeline.iter().map(|lane| lane.compile(&compiler)).collect();
        let import = self.import.compile(&compiler);
        let figures = self.figures.iter().filter_map(|figure| figure.compile(&compiler)).collect();
        let counted = self.counted.iter().filter_map(|counted| counted.compile(&compiler)).collect();
        Some(Kind {
            id: self.id,
            title: self.title,
            module: self.module,
            summary: summary?,
            initial: self.initial,
            number: self.number.map(|(number, _)| number),
            groups: self.groups,
            roles: self.roles,
            fields,
            journal,
            states: self.states.into_iter().map(|(state, _)| state).collect(),
            transitions,
            register: Register {
                columns,
                filters: self.filters.into_iter().map(|(name, _)| name).collect(),
                search: self.search.into_iter().map(|(name, _)| name).collect(),
            },
            alike: self.alike,
            import,
            related: self.related.into_iter().map(|it| it.related).collect(),
            found_by: BTreeSet::new(),
            assigned: self.assigned,
            shielded_by: BTreeSet::new(),
            timeline,
            about: self.about.map(|(field, _)| field),
            responsible: self.responsible.map(|(field, _)| field),
            volume,
            figures,
            counted,
            report: self.report.map(|(report, _)| report),
            covers: self.covers,
            file: self.at.file.to_string(),
            schema,
        })
    }
}

fn read_groups(table: &TomlTable<'_>) -> Vec<Group> {
    let groups = table.tables("groups").into_iter().map(|group| {
        let read = Group { id: group.id("id", "_"), title: group.required_text("title") };
        group.finish();
        read
    });
    groups.collect()
}

fn read_roles(table: &TomlTable<'_>) -> Vec<Role> {
    let mut roles = Vec::new();
    for entry in table.tables("roles") {
        let role = Role {
            id: entry.id("id", "_"),
            title: entry.required_text("title"),
            min: entry.count("min").unwrap_or(0),
            max: entry.count("max").unwrap_or(1),
            accepts: entry.texts("accepts"),
        };
        entry.finish();
        if role.min > role.max {
            table.problems().add(&entry.at(), "asset.bad-value", "`min` 大于 `max`。");
        }
        for kind in &role.accepts {
            if !["natural", "legal", "other"].contains(&kind.as_str()) {
                table.problems().add(
                    &entry.at_key("accepts"),
                    "asset.bad-value",
                    format!("当事人没有 `{kind}` 这个类别。"),
                );
            }
        }
        roles.push(role);
    }
    roles
}
