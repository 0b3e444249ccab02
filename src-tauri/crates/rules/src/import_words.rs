use crate::read::TomlTable;

/// Words that old registers use alike, whatever the kind of matter.
#[derive(Debug, Clone, Default)]
pub struct ImportWords {
    /// Characters between two names in one cell.
    pub separators: String,
    /// Headers of the column that names who is responsible.
    pub responsible: Vec<String>,
    /// First words of rows that only add up others.
    pub totals: Vec<String>,
    /// Cells that say there is nothing.
    pub nothing: Vec<String>,
    /// Cells that say yes.
    pub yes: Vec<String>,
    /// Cells that say no.
    pub no: Vec<String>,
    /// Headers of what is known of a party, by the particular.
    pub particulars: Vec<ParticularWords>,
    /// Endings of names that are organizations.
    pub organizations: Vec<OrganizationWords>,
}

/// Headers of a particular of a party.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ParticularWords {
    /// The particular: `name`, `id_number`, `phone` …
    pub id: String,
    /// Its headers.
    pub names: Vec<String>,
}

/// Endings of the names of organizations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationWords {
    /// `legal` or `other`.
    pub kind: String,
    /// The endings.
    pub endings: Vec<String>,
}

impl ImportWords {
    pub(crate) fn read(table: &TomlTable<'_>) -> Self {
        let words = Self {
            separators: table.required_text("separators"),
            responsible: table.texts("responsible"),
            totals: table.texts("totals"),
            nothing: table.texts("nothing"),
            yes: table.texts("yes"),
            no: table.texts("no"),
            particulars: table.tables("particulars").iter().map(particular).collect(),
            organizations: table.tables("organizations").iter().map(organization).collect(),
        };
        table.finish();
        words
    }
}

fn particular(table: &TomlTable<'_>) -> ParticularWords {
    let words = ParticularWords { id: table.id("id", "_"), names: table.texts("names") };
    table.finish();
    words
}

fn organization(table: &TomlTable<'_>) -> OrganizationWords {
    let words = OrganizationWords { kind: table.required_text("kind"), endings: table.texts("endings") };
    if !["legal", "other"].contains(&words.kind.as_str()) {
        let message = format!("单位没有 `{}` 这个类别。", words.kind);
        table.problems().add(&table.at_key("kind"), "asset.bad-value", message);
    }
    table.finish();
    words
}
