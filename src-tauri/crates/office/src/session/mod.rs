//! An open office: the store, the rules in use, and the person at the desk. Each noun's folder adds its own calls.

mod access;
mod context;
mod looking;
mod permission;
#[cfg(test)]
mod tests;

pub(crate) use access::{cost, found};
pub(crate) use context::{Context, keys, setting};
pub(crate) use permission::{HEAD, OPERATIONS, Power, ROLES, allow, role, role_title};

use crate::Assets;
use looking::{LookUps, Looks};

use crate::error::{OfficeError, Result};
use crate::import::OldRegister;
use crate::view::{Changed, CheckNote, FindingView};
use crate::volume::Made;
use calendar::DateTime;
use rules::Kind;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use store::{Actor, Changes, Committed, Reader, Sight, Store, SubjectKind, Tx};

/// An open office and the person at the desk.
#[derive(Debug)]
pub struct Session {
    assets: Arc<Assets>,
    store: Store,
    actor: Actor,
    staff: i64,
    context: RwLock<Arc<Context>>,
    /// The volume that was bound last.
    volume: Mutex<Option<Made>>,
    looks: Looks,
    look_ups: LookUps,
    /// The file that was read last for an import.
    old_register: Mutex<Option<Arc<OldRegister>>>,
    /// The last check, and what it found: a broken chain cannot keep it.
    checked: Mutex<Option<(CheckNote, Vec<FindingView>)>>,
}

impl Session {
    pub(crate) fn open(assets: Arc<Assets>, store: Store, staff: i64) -> Result<Self> {
        let (context, name) = store.read(|reader| {
            let name = reader.staff_member(staff)?.data.name;
            Ok::<_, OfficeError>((Context::load(&assets, reader)?, name))
        })?;
        let actor = Actor { staff: Some(staff), name };
        let context = RwLock::new(Arc::new(context));
        let session = Self {
            assets,
            store,
            actor,
            staff,
            context,
            looks: Looks::default(),
            look_ups: LookUps::default(),
            old_register: Mutex::default(),
            checked: Mutex::default(),
            volume: Mutex::default(),
        };
        session.store.show_to(session.sight())?;
        Ok(session)
    }

    pub(crate) fn assets(&self) -> &Arc<Assets> {
        &self.assets
    }

    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// Their name.
    pub(crate) fn actor_name(&self) -> &str {
        &self.actor.name
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
        self.store.show_to(self.sight())?;
        Ok(context)
    }

    /// What of the matters the person at the desk may see; none for all of them. Who approves sees what they approve.
    fn sight(&self) -> Option<Sight> {
        if self.can(Power::Approve) {
            return None;
        }
        let kinds = &self.assets.definitions().kinds;
        let ids = |test: fn(&Kind) -> bool| {
            kinds.values().filter(|kind| test(kind)).map(|kind| kind.id.clone()).collect::<Vec<_>>()
        };
        let assigned = ids(|kind| kind.assigned.is_some());
        let shielded = ids(|kind| !kind.shielded_by.is_empty());
        Some(Sight { staff: self.staff, assigned, shielded })
    }

    /// Reads what the person at the desk may see.
    pub(crate) fn read<T>(&self, work: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        self.store.read(work)
    }

    /// Reads everything, whoever is at the desk: for what is derived of all matters.
    pub(crate) fn read_whole<T>(&self, work: impl FnOnce(&Reader<'_>) -> Result<T>) -> Result<T> {
        self.store.read_whole(work)
    }

    /// The one way to change anything; what the person at the desk may not do is refused here.
    pub(crate) fn write<T>(
        &self,
        operation: &str,
        now: DateTime,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<Committed<T>> {
        self.may(operation)?;
        self.store.transact(&self.actor, operation, now, work)
    }

    /// As [`Session::write`], with one audit entry for many rows.
    pub(crate) fn write_bulk<T>(
        &self,
        operation: &str,
        now: DateTime,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<Committed<T>> {
        self.may(operation)?;
        self.store.transact_bulk(&self.actor, operation, now, work)
    }

    pub(crate) fn old_register(&self) -> MutexGuard<'_, Option<Arc<OldRegister>>> {
        self.old_register.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn checked(&self) -> MutexGuard<'_, Option<(CheckNote, Vec<FindingView>)>> {
        self.checked.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The volume that was bound last.
    pub(crate) fn volume_in_hand(&self) -> MutexGuard<'_, Option<Made>> {
        self.volume.lock().unwrap_or_else(PoisonError::into_inner)
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
