//! An open office: the store, the rules in use, and the person at the desk. Each noun's folder adds its own calls.

mod access;
mod context;

pub(crate) use access::{CLERK, HEAD, cost, found};
pub(crate) use context::{Context, keys, setting};

use crate::Assets;
use crate::error::{OfficeError, Result};
use crate::view::Changed;
use calendar::DateTime;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use store::{Actor, Changes, Committed, Reader, Store, SubjectKind, Tx};

/// An open office and the person at the desk.
#[derive(Debug)]
pub struct Session {
    assets: Arc<Assets>,
    store: Store,
    actor: Actor,
    staff: i64,
    context: RwLock<Arc<Context>>,
    /// Set-up's recovery code, until the clerk has shown that it was written down.
    recovery: Mutex<Option<Vec<String>>>,
}

impl Session {
    pub(crate) fn open(
        assets: Arc<Assets>,
        store: Store,
        staff: i64,
        recovery: Option<Vec<String>>,
    ) -> Result<Self> {
        let (context, name) = store.read(|reader| {
            let name = reader.staff_member(staff)?.data.name;
            Ok::<_, OfficeError>((Context::load(&assets, reader)?, name))
        })?;
        let actor = Actor { staff: Some(staff), name };
        let context = RwLock::new(Arc::new(context));
        Ok(Self { assets, store, actor, staff, context, recovery: Mutex::new(recovery) })
    }

    pub(crate) fn assets(&self) -> &Arc<Assets> {
        &self.assets
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Row id of the person at the desk.
    pub(crate) fn staff_id(&self) -> i64 {
        self.staff
    }

    /// The rules, settings and people around every matter, as they are now.
    pub(crate) fn context(&self) -> Arc<Context> {
        self.context.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads settings, packs and tables anew after one of them was changed.
    pub(crate) fn refresh(&self) -> Result<Arc<Context>> {
        let context = Arc::new(self.read(|reader| Context::load(&self.assets, reader))?);
        *self.context.write().unwrap_or_else(PoisonError::into_inner) = context.clone();
        Ok(context)
    }

    pub(crate) fn read<T>(&self, work: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        self.store.read(work)
    }

    /// The one way to change anything.
    pub(crate) fn write<T>(
        &self,
        operation: &str,
        now: DateTime,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<Committed<T>> {
        self.store.transact(&self.actor, operation, now, work)
    }

    /// As [`Session::write`], with one audit entry for many rows.
    pub(crate) fn write_bulk<T>(
        &self,
        operation: &str,
        now: DateTime,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<Committed<T>> {
        self.store.transact_bulk(&self.actor, operation, now, work)
    }

    fn recovery(&self) -> MutexGuard<'_, Option<Vec<String>>> {
        self.recovery.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A store's changes for the window.
pub(crate) fn changed(changes: &Changes) -> Changed {
    use crate::view::Id;
    let ids = |kind| changes.ids(kind).into_iter().map(Id).collect::<Vec<_>>();
    let kinds = changes.kinds();
    Changed {
        matters: ids(SubjectKind::Matter),
        people: ids(SubjectKind::Person),
        organizations: ids(SubjectKind::Organization),
        documents: ids(SubjectKind::Document),
        duties: kinds.contains(&SubjectKind::Duty),
        settings: [SubjectKind::Setting, SubjectKind::Staff, SubjectKind::Holiday]
            .iter()
            .any(|kind| kinds.contains(kind)),
    }
}

/// The window's number of a stored revision.
pub(crate) fn revision(stored: i64) -> u32 {
    u32::try_from(stored).unwrap_or(u32::MAX)
}
