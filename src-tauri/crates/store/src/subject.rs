//! What a change or an audit entry is about: a kind of row and its id.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! subject_kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal),+ $(,)?) => {
        /// The kinds of rows the store holds.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum SubjectKind {
            $($(#[$doc])* $name,)+
        }

        impl SubjectKind {
            /// Every kind, in the order of declaration.
            pub const ALL: &'static [SubjectKind] = &[$(SubjectKind::$name),+];

            /// The stable name, as stored in the audit chain.
            pub const fn name(self) -> &'static str {
                match self { $(SubjectKind::$name => $text,)+ }
            }

            /// The kind with this stable name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(SubjectKind::$name),)+ _ => None }
            }
        }
    };
}

subject_kinds! {
    /// The office as a whole (set-up, checks, packs); id 0.
    Office = "office",
    /// A setting; id 0, the key is in the summary.
    Setting = "setting",
    /// A member of staff.
    Staff = "staff",
    /// A person.
    Person = "person",
    /// An organization.
    Organization = "organization",
    /// A matter.
    Matter = "matter",
    /// A party of a matter.
    Party = "party",
    /// A journal entry.
    Journal = "journal",
    /// A document.
    Document = "document",
    /// An attachment.
    Attachment = "attachment",
    /// The duties of a matter; the id is the matter's.
    Duty = "duty",
    /// The register row of a matter; the id is the matter's.
    Register = "register",
    /// A number.
    Number = "number",
    /// A draft; id 0.
    Draft = "draft",
    /// A year's holiday table; the id is the year.
    Holiday = "holiday",
    /// An old register taken over.
    Import = "import",
    /// A phrase; id 0 for their order.
    Phrase = "phrase",
    /// Something asked of whoever has to approve it.
    Approval = "approval",
}

impl fmt::Display for SubjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One row: its kind and its id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Subject {
    /// What kind of row.
    pub kind: SubjectKind,
    /// Its row id (0 where the kind has only one).
    pub id: i64,
}

impl Subject {
    /// A row of this kind with this id.
    pub const fn new(kind: SubjectKind, id: i64) -> Self {
        Self { kind, id }
    }

    /// The office as a whole.
    pub const OFFICE: Self = Self { kind: SubjectKind::Office, id: 0 };
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.id)
    }
}

/// What a transaction changed, so that a screen refreshes only that.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Changes {
    /// Every row added, changed or removed.
    pub touched: BTreeSet<Subject>,
    /// The sequence numbers of the audit entries written, first and last; none when nothing was recorded.
    pub audit: Option<(i64, i64)>,
}

impl Changes {
    /// The kinds of rows that changed.
    pub fn kinds(&self) -> BTreeSet<SubjectKind> {
        self.touched.iter().map(|s| s.kind).collect()
    }

    /// The ids of the rows of one kind that changed.
    pub fn ids(&self, kind: SubjectKind) -> Vec<i64> {
        self.touched.iter().filter(|s| s.kind == kind).map(|s| s.id).collect()
    }
}

/// The value a transaction's closure returned, and what changed.
#[derive(Debug, Clone)]
pub struct Committed<T> {
    /// What the closure returned.
    pub value: T,
    /// What changed.
    pub changes: Changes,
}
