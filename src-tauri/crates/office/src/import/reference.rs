//! Where a cell leads that names a colleague, a person, an organization or another matter.

use super::cell::{Read, Unreadable};
use super::heading::plain;
use crate::Session;
use crate::error::{OfficeError, Result};
use crate::session::Context;
use crate::view::FieldView;
use rules::Refers;
use std::cell::RefCell;
use std::collections::HashMap;
use store::Reader;

/// Matters of a kind that are known by their titles when a cell names one; more are known by number only.
const NAMED: usize = 2_000;

/// Looks names up, each once for a file.
pub(super) struct References<'a> {
    session: &'a Session,
    context: &'a Context,
    known: RefCell<HashMap<(String, String), Read<i64>>>,
    titles: RefCell<HashMap<String, HashMap<String, Vec<i64>>>>,
}

impl<'a> References<'a> {
    pub(super) fn new(session: &'a Session, context: &'a Context) -> Self {
        Self { session, context, known: RefCell::default(), titles: RefCell::default() }
    }

    /// The row a name leads to in a field.
    pub(super) fn lookup(&self, reader: &Reader<'_>, field: &FieldView, name: &str) -> Read<i64> {
        let key = (format!("{:?}/{}", field.kind, field.of.clone().unwrap_or_default()), name.to_owned());
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let found = self.refer(reader, field, name);
        self.known.borrow_mut().insert(key, found.clone());
        found
    }

    fn refer(&self, reader: &Reader<'_>, field: &FieldView, name: &str) -> Read<i64> {
        let unreadable =
            |message: String, next: &str| Unreadable { message, next: next.to_owned(), word: None };
        let one = |found: Vec<i64>, what: &str| match found.as_slice() {
            [id] => Ok(*id),
            [] => Err(unreadable(
                format!("没有登记过叫“{name}”的{what}。"),
                "请先去登记，再导入；或者这一格留空。",
            )),
            [_, _, ..] => Err(unreadable(
                format!("叫“{name}”的{what}不止一个。"),
                "请改成能分清的写法，或者导入后再选。",
            )),
        };
        let stopped = |error: &OfficeError| unreadable(error.view().message, "");
        match field.kind.refers() {
            Some(Refers::Staff) => {
                let staff = self.context.staff.iter().filter(|(_, staff)| staff.name == name);
                one(staff.map(|(id, _)| *id).collect(), "工作人员")
            }
            Some(Refers::Person) => {
                let people = reader.people_named(name, None).map_err(|error| stopped(&error.into()))?;
                one(people.into_iter().map(|person| person.id).collect(), "人员")
            }
            Some(Refers::Organization) => {
                let found = reader.organizations_like(name, None).map_err(|error| stopped(&error.into()))?;
                one(found.into_iter().map(|row| row.id).collect(), "单位")
            }
            Some(Refers::Matter) => {
                let of = field.of.as_deref().unwrap_or_default();
                let title = self.session.assets().definitions().kinds.get(of).map(|kind| kind.title.clone());
                let found = self.matters_called(reader, of, name).map_err(|error| stopped(&error))?;
                one(found, &title.unwrap_or_default())
            }
            None => one(Vec::new(), "记录"),
        }
    }

    /// Matters of a kind with this number or title.
    fn matters_called(&self, reader: &Reader<'_>, kind: &str, name: &str) -> Result<Vec<i64>> {
        if let Some(matter) = reader.matter_by_number(name)? {
            return Ok(vec![matter.id]);
        }
        if !self.titles.borrow().contains_key(kind) {
            let mut titles: HashMap<String, Vec<i64>> = HashMap::new();
            for id in reader.matter_ids(Some(kind), 0, NAMED)? {
                titles.entry(plain(&reader.matter(id)?.data.title)).or_default().push(id);
            }
            self.titles.borrow_mut().insert(kind.to_owned(), titles);
        }
        let titles = self.titles.borrow();
        Ok(titles.get(kind).and_then(|titles| titles.get(&plain(name))).cloned().unwrap_or_default())
    }
}
