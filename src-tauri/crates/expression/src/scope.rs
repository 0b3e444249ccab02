use crate::types::ObjectType;
use calendar::WorkCalendar;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The labels of all code lists.
#[derive(Debug, Clone, Default)]
pub struct CodeLabels {
    lists: BTreeMap<String, BTreeMap<String, String>>,
}

impl CodeLabels {
    /// From list id to code id to label.
    pub fn new(lists: BTreeMap<String, BTreeMap<String, String>>) -> Self {
        Self { lists }
    }

    /// Whether there is such a list.
    pub fn has_list(&self, list: &str) -> bool {
        self.lists.contains_key(list)
    }

    /// The label of a code id in a list.
    pub fn label(&self, list: &str, id: &str) -> Option<&str> {
        self.lists.get(list)?.get(id).map(String::as_str)
    }
}

/// What the functions look things up in: the same for all matters.
#[derive(Debug, Clone, Default)]
pub struct Library {
    /// Working days.
    pub calendar: Arc<WorkCalendar>,
    /// Code labels.
    pub codes: Arc<CodeLabels>,
}

/// The values an expression is evaluated on. Borrows everything and copies nothing, so making one is free.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'a> {
    pub(crate) library: &'a Library,
    names: Names<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Names<'a> {
    Facts(&'a Map<String, Value>),
    Over { facts: &'a Map<String, Value>, common: &'a Map<String, Value> },
    Bound { outer: &'a Names<'a>, name: &'a str, value: &'a Value },
    Within { outer: &'a Names<'a>, of: &'a ObjectType, object: &'a Value },
}

impl<'a> Scope<'a> {
    /// The facts of a matter: one entry per name.
    pub fn new(library: &'a Library, facts: &'a Map<String, Value>) -> Self {
        Self { library, names: Names::Facts(facts) }
    }

    /// The same over what all matters share: a name that `facts` lacks is looked up in `common`.
    pub fn over(library: &'a Library, facts: &'a Map<String, Value>, common: &'a Map<String, Value>) -> Self {
        Self { library, names: Names::Over { facts, common } }
    }

    /// The same with `name` bound to `value`, hiding an outer `name`: a loop variable, `document`.
    #[must_use]
    pub fn with<'b>(&'b self, name: &'b str, value: &'b Value) -> Scope<'b> {
        Scope { library: self.library, names: Names::Bound { outer: &self.names, name, value } }
    }

    /// The same with the fields of `object` as names of their own. A field of its type that the object lacks is missing,
    /// whatever an outer name says.
    #[must_use]
    pub fn within<'b>(&'b self, of: &'b ObjectType, object: &'b Value) -> Scope<'b> {
        Scope { library: self.library, names: Names::Within { outer: &self.names, of, object } }
    }

    /// The value of a name; `None` if there is no such name.
    pub fn get(&self, name: &str) -> Option<&'a Value> {
        let mut names = &self.names;
        loop {
            match names {
                Names::Facts(facts) => return facts.get(name),
                Names::Over { facts, common } => return facts.get(name).or_else(|| common.get(name)),
                Names::Bound { name: bound, value, .. } if *bound == name => return Some(value),
                Names::Within { of, object, .. } if of.fields.contains_key(name) => return object.get(name),
                Names::Bound { outer, .. } | Names::Within { outer, .. } => names = outer,
            }
        }
    }
}
