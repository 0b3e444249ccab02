use crate::asset::At;
use crate::code_list::CodeList;
use crate::kind::access;
use crate::kind::carried::CarriedReport;
use crate::kind::figure::{ITEM, RawCounted, RawFigure};
use crate::kind::import::RawImport;
use crate::kind::related::RawRelated;
use crate::kind::timeline::RawLane;
use crate::kind::volume::RawVolume;
use crate::kind::{
    Condition, EntryType, Field, FieldType, Group, Kind, NumberPattern, Register, RegisterColumn, Role,
    State, Transition,
};
use crate::read::{Compiler, Problems, Source, TomlTable, Wanted};
use expression::{Schema, Type};
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

/// What every entry of a journal has beside its own fields and a batch may ask for.
const OWN_PARTS: [&str; 3] = ["at", "place", "text"];

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

#[derive(Debug)]
pub(crate) struct RawField {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) field_type: FieldType,
    pub(crate) codes: Option<String>,
    pub(crate) of: Option<String>,
    pub(crate) columns: Vec<RawField>,
    pub(crate) derived: bool,
    pub(crate) at: At,
    group: String,
    required: Option<Source>,
    visible: Option<Source>,
    default: Option<Source>,
    hint: Option<String>,
    source: Option<String>,
    covers: Vec<String>,
}

#[derive(Debug)]
pub(crate) struct RawEntryType {
    pub(crate) id: String,
    pub(crate) fields: Vec<RawField>,
    title: String,
    batch: Vec<(String, At)>,
    source: Option<String>,
    covers: Vec<String>,
    at: At,
}

#[derive(Debug)]
struct RawTransition {
    id: String,
    label: String,
    from: Vec<(String, At)>,
    to: String,
    guard: Option<Source>,
    refuse: Option<String>,
    needs: Vec<(String, At)>,
    asks: Vec<(String, At)>,
    sets: Vec<(String, Source)>,
    reopens: bool,
    approved_by: Option<(String, At)>,
    covers: Vec<String>,
    at: At,
}

impl RawField {
    fn read(table: &TomlTable<'_>) -> Self {
        let field = Self {
            id: table.id("id", "_"),
            label: table.required_text("label"),
            field_type: table.required_parsed("type").unwrap_or(FieldType::Text),
            codes: table.text("codes"),
            of: table.text("of"),
            columns: table.tables("columns").iter().map(Self::read).collect(),
            at: table.at(),
            group: table.text("group").unwrap_or_default(),
            required: Source::read(table, "required"),
            visible: Source::read(table, "visible"),
            default: Source::read(table, "default"),
            derived: table.flag("derived"),
            hint: table.text("hint"),
            source: table.text("source"),
            covers: table.texts("covers"),
        };
        table.finish();
        field
    }

    fn check(&self, lists: &BTreeMap<String, CodeList>, kinds: &BTreeSet<String>, problems: &Problems) {
        let wants_codes = matches!(self.field_type, FieldType::Code | FieldType::Codes);
        match &self.codes {
            Some(list) if !wants_codes => {
                problems.add(
                    &self.at,
                    "asset.needless-key",
                    format!("`codes = {list:?}` 只能用在代码栏目上。"),
                );
            }
            Some(list) if !lists.contains_key(list) => {
                problems.add(&self.at, "asset.unknown-code-list", format!("没有叫 `{list}` 的代码表。"));
            }
            None if wants_codes => {
                problems.add(&self.at, "asset.missing-key", "代码栏目缺少 `codes`。");
            }
            Some(_) | None => {}
        }
        match &self.of {
            Some(kind) if self.field_type != FieldType::Matter => {
                problems.add(&self.at, "asset.needless-key", format!("`of = {kind:?}` 只能用在事项栏目上。"));
            }
            Some(kind) if !kinds.contains(kind) => {
                problems.add(&self.at, "asset.unknown-kind", format!("没有叫 `{kind}` 的事项类型。"));
            }
            None if self.field_type == FieldType::Matter => {
                problems.add(&self.at, "asset.missing-key", "事项栏目缺少 `of`。");
            }
            Some(_) | None => {}
        }
        if (self.field_type == FieldType::Rows) == self.columns.is_empty() {
            problems.add(&self.at, "asset.bad-columns", "多行栏目（rows）要有 `columns`，别的栏目不能有。");
        }
        check_ids(self.columns.iter().map(|column| (column.id.as_str(), &column.at)), problems);
        for column in &self.columns {
            column.check(lists, kinds, problems);
        }
    }

    fn compile(&self, compiler: &Compiler<'_>) -> Field {
        let row_schema = with_fields(compiler.schema, &self.columns);
        let row = Compiler { schema: &row_schema, problems: compiler.problems };
        Field {
            id: self.id.clone(),
            label: self.label.clone(),
            field_type: self.field_type,
            group: self.group.clone(),
            codes: self.codes.clone(),
            of: self.of.clone(),
            columns: self.columns.iter().map(|column| column.compile(&row)).collect(),
            required: condition(compiler, self.required.as_ref(), Condition::Never),
            visible: condition(compiler, self.visible.as_ref(), Condition::Always),
            default: compiler.optional(self.default.as_ref(), Wanted::Anything),
            derived: self.derived,
            hint: self.hint.clone(),
            source: self.source.clone(),
            covers: self.covers.clone(),
        }
    }
}

/// The schema with the fields of a row or an entry added, which hide the kind's own.
fn with_fields(schema: &Schema, fields: &[RawField]) -> Schema {
    let mut inner = schema.clone();
    for field in fields {
        inner.insert(field.id.clone(), scalar_type(field));
    }
    inner
}

fn scalar_type(field: &RawField) -> Type {
    match field.field_type {
        FieldType::Text | FieldType::Paragraph => Type::Text,
        FieldType::Date => Type::Date,
        FieldType::Time => Type::Time,
        FieldType::DateTime => Type::DateTime,
        FieldType::Integer => Type::Int,
        FieldType::Money => Type::Money,
        FieldType::Bool => Type::Bool,
        FieldType::Code => Type::code(field.codes.as_deref().unwrap_or_default()),
        FieldType::Codes => Type::list(Type::code(field.codes.as_deref().unwrap_or_default())),
        FieldType::Staff
        | FieldType::Person
        | FieldType::Organization
        | FieldType::Matter
        | FieldType::Rows => Type::Any,
    }
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

impl RawEntryType {
    /// What a batch asks for exists, and it leaves out nothing that must be filled.
    fn check_batch(&self, problems: &Problems) {
        for (name, at) in &self.batch {
            if !OWN_PARTS.contains(&name.as_str()) && !self.fields.iter().any(|field| field.id == *name) {
                problems.add(at, "asset.unknown-field", format!("没有叫 `{name}` 的栏目。"));
            }
        }
        let Some((_, at)) = self.batch.first() else { return };
        let asked = |field: &RawField| self.batch.iter().any(|(name, _)| *name == field.id);
        let rows = self.fields.iter().filter(|field| field.field_type == FieldType::Rows && asked(field));
        if rows.count() > 1 {
            problems.add(at, "asset.bad-value", "`batch` 里只能有一个多行栏目（rows）。");
        }
        for field in &self.fields {
            if field.required.is_some() && field.visible.is_none() && field.default.is_none() && !asked(field)
            {
                let message = format!("`{}` 必填又没有 `default`，要写进 `batch`。", field.id);
                problems.add(at, "asset.bad-value", message);
            }
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

    fn check_journal(
        &self,
        lists: &BTreeMap<String, CodeList>,
        kinds: &BTreeSet<String>,
        problems: &Problems,
    ) {
        check_ids(self.journal.iter().map(|entry| (entry.id.as_str(), &entry.at)), problems);
        let mut types: BTreeMap<&str, Type> = BTreeMap::new();
        for entry in &self.journal {
            check_ids(entry.fields.iter().map(|field| (field.id.as_str(), &field.at)), problems);
            entry.check_batch(problems);
            for field in &entry.fields {
                field.check(lists, kinds, problems);
                // One list holds all entries, so a name can have only one type in it.
                let own = scalar_type(field);
                let first = types.entry(&field.id).or_insert_with(|| own.clone());
                if *first != own {
                    let message = format!("`{}` 在另一种经过里是 `{first}`，在这里是 `{own}`。", field.id);
                    problems.add(&field.at, "asset.conflicting-type", message);
                }
            }
        }
    }

    fn check_flow(&self, problems: &Problems) {
        check_ids(self.states.iter().map(|(state, at)| (state.id.as_str(), at)), problems);
        check_ids(self.transitions.iter().map(|step| (step.id.as_str(), &step.at)), problems);
        let known: BTreeSet<&str> = self.states.iter().map(|(state, _)| state.id.as_str()).collect();
        let unknown = |name: &str, at: &At| {
            if !known.contains(name) {
                problems.add(at, "asset.unknown-state", format!("没有叫 `{name}` 的环节。"));
            }
        };
        unknown(&self.initial, &self.at);
        let is_final = |name: &str| self.states.iter().any(|(state, _)| state.id == name && state.is_final);
        for step in &self.transitions {
            if step.reopens && (is_final(&step.to) || step.from.iter().any(|(from, _)| !is_final(from))) {
                let message = "`reopens` 的一步从办结的环节走到没有办结的环节。";
                problems.add(&step.at, "asset.bad-value", message);
            }
            unknown(&step.to, &step.at);
            for (from, at) in &step.from {
                unknown(from, at);
            }
            if let Some((role, at)) = &step.approved_by {
                access::check_approver(role, at, problems);
            }
            if step.guard.is_some() != step.refuse.is_some() {
                problems.add(&step.at, "asset.guard-without-words", "`guard` 和 `refuse` 要一起写。");
            }
            for (field, at) in step.needs.iter().chain(&step.asks) {
                if !self.has_field(field) {
                    problems.add(at, "asset.unknown-field", format!("没有叫 `{field}` 的栏目。"));
                }
            }
            for (field, source) in &step.sets {
                if field != "matter.closed_on" && !self.has_field(field) {
                    problems.add(&source.at, "asset.unknown-field", format!("没有叫 `{field}` 的栏目。"));
                }
            }
        }
        let mut reached = BTreeSet::from([self.initial.as_str()]);
        loop {
            let before = reached.len();
            for step in &self.transitions {
                if step.from.iter().any(|(from, _)| reached.contains(from.as_str())) {
                    reached.insert(&step.to);
                }
            }
            if reached.len() == before {
                break;
            }
        }
        for (state, at) in &self.states {
            match state.on.as_ref().map(|id| (id, self.field_type(id))) {
                Some((id, None)) => {
                    problems.add(at, "asset.unknown-field", format!("没有叫 `{id}` 的栏目。"));
                }
                Some((id, Some(kind))) if kind != FieldType::Date => {
                    problems.add(at, "asset.bad-value", format!("`on` 要写日期栏目，`{id}` 不是。"));
                }
                Some(_) | None => {}
            }
            if !reached.contains(state.id.as_str()) {
                problems.add(at, "asset.unreachable-state", format!("没有一步能走到环节 `{}`。", state.id));
            }
            let onward = self.transitions.iter().filter(|step| !step.reopens);
            let leaves = onward.flat_map(|step| &step.from).any(|(from, _)| *from == state.id);
            if leaves == state.is_final {
                let message =
                    if leaves { "办结的环节还能走出去。" } else { "走不出这个环节。" };
                problems.add(at, "asset.dead-end", format!("`{}`：{message}", state.id));
            }
        }
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

fn read_entry_type(table: &TomlTable<'_>) -> RawEntryType {
    let entry = RawEntryType {
        id: table.id("id", "_"),
        title: table.required_text("title"),
        fields: table.tables("fields").iter().map(RawField::read).collect(),
        batch: table.located_texts("batch"),
        source: table.text("source"),
        covers: table.texts("covers"),
        at: table.at(),
    };
    table.finish();
    entry
}

fn compile_entry_type(entry: &RawEntryType, compiler: &Compiler<'_>) -> EntryType {
    let schema = with_fields(compiler.schema, &entry.fields);
    let own = Compiler { schema: &schema, problems: compiler.problems };
    EntryType {
        id: entry.id.clone(),
        title: entry.title.clone(),
        fields: entry.fields.iter().map(|field| field.compile(&own)).collect(),
        batch: entry.batch.iter().map(|(field, _)| field.clone()).collect(),
        source: entry.source.clone(),
        covers: entry.covers.clone(),
    }
}

fn read_state(table: &TomlTable<'_>) -> (State, At) {
    let state = State {
        id: table.id("id", "_"),
        title: table.required_text("title"),
        stage: table.required_text("stage"),
        on: table.text("on"),
        forms: table.texts("forms"),
        is_final: table.flag("final"),
        covers: table.texts("covers"),
    };
    table.finish();
    (state, table.at())
}

fn read_transition(table: &TomlTable<'_>) -> RawTransition {
    let sets = table.table("sets").map(|sets| sets.entries()).unwrap_or_default();
    let step = RawTransition {
        id: table.id("id", "_"),
        label: table.required_text("label"),
        from: table.located_texts("from"),
        to: table.required_text("to"),
        guard: Source::read(table, "guard"),
        refuse: table.text("refuse"),
        needs: table.located_texts("needs"),
        asks: table.located_texts("asks"),
        sets: sets
            .into_iter()
            .filter_map(|(field, value)| Some((field, Source { text: value.text()?, at: value.at() })))
            .collect(),
        reopens: table.flag("reopens"),
        approved_by: table.text("approved_by").map(|role| (role, table.at_key("approved_by"))),
        covers: table.texts("covers"),
        at: table.at(),
    };
    table.finish();
    step
}

fn compile_transition(step: &RawTransition, compiler: &Compiler<'_>) -> Transition {
    Transition {
        id: step.id.clone(),
        label: step.label.clone(),
        from: step.from.iter().map(|(from, _)| from.clone()).collect(),
        to: step.to.clone(),
        guard: condition(compiler, step.guard.as_ref(), Condition::Always),
        refuse: step.refuse.clone(),
        needs: step.needs.iter().map(|(field, _)| field.clone()).collect(),
        asks: step.asks.iter().map(|(field, _)| field.clone()).collect(),
        sets: step
            .sets
            .iter()
            .filter_map(|(field, source)| {
                Some((field.clone(), compiler.expression(source, Wanted::Anything)?))
            })
            .collect(),
        reopens: step.reopens,
        approved_by: step.approved_by.as_ref().map(|(role, _)| role.clone()),
        covers: step.covers.clone(),
    }
}
