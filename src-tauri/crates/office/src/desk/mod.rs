//! One office folder on this machine: set up, locked or open.

pub(crate) mod password;
pub(crate) mod recovery;
pub(crate) mod sign;

use crate::Assets;
use crate::error::{OfficeError, Result};
use crate::input::{self, Place};
use crate::session::{HEAD, Session, cost, keys};
use crate::view::{DeskStage, DeskState, IssuedCode, OfficeData, PasswordHint, SetUpRequest};
use calendar::DateTime;
use serde_json::{Map, Value, json};
use sign::Sign;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::{
    KeyHolder, Limits, NewOffice, OfficeState, Password, RecoveryCode, StaffData, Store, StoreError, Unlocked,
};

/// Names the folder outright.
const FOLDER_VARIABLE: &str = "JUSTICE_DESK_OFFICE";

/// One office folder on this machine. One per process.
#[derive(Debug)]
pub struct Desk {
    assets: Arc<Assets>,
    folder: PathBuf,
    inner: Mutex<Inner>,
}

#[derive(Debug, Default)]
struct Inner {
    session: Option<Arc<Session>>,
    /// Until when no password is looked at, after wrong ones.
    closed_until: Option<DateTime>,
}

impl Desk {
    /// The desk over `folder`, which may be empty or missing yet. Touches no file.
    pub fn new(assets: Arc<Assets>, folder: PathBuf) -> Desk {
        Desk { assets, folder, inner: Mutex::new(Inner::default()) }
    }

    /// The default folder of this machine's user: `JUSTICE_DESK_OFFICE`, else in the user's data folder.
    ///
    /// # Errors
    /// The system names no such folder.
    pub fn default_folder() -> Result<PathBuf> {
        if let Some(named) = std::env::var_os(FOLDER_VARIABLE) {
            return Ok(PathBuf::from(named));
        }
        let data = if cfg!(windows) {
            std::env::var_os("APPDATA").map(PathBuf::from)
        } else {
            std::env::var_os("XDG_DATA_HOME")
                .map(PathBuf::from)
                .filter(|folder| folder.is_absolute())
                .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share")))
        };
        Ok(data.ok_or(OfficeError::NoUserFolder)?.join("justice-desk"))
    }

    /// Whether no program has the office of a folder open now.
    pub fn is_free(folder: &Path) -> bool {
        Store::is_free(folder)
    }

    /// Where the backups of a folder lie that somebody points at, be it a set or the shelf of sets itself.
    pub fn place_of_backups(folder: &Path) -> PathBuf {
        store::BackupSet::place_of(folder)
    }

    /// The assets.
    pub fn assets(&self) -> &Arc<Assets> {
        &self.assets
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Not set up, locked, or open.
    ///
    /// # Errors
    /// The folder's key file or database is missing, damaged or newer.
    pub fn state(&self, now: DateTime) -> Result<DeskState> {
        let inner = self.inner();
        if inner.session.is_none() {
            // A restore that was past its point of no return when the program ended.
            store::finish_restore(&self.folder)?;
        }
        let me = inner.session.as_ref().map(|session| session.me()).transpose()?;
        let holders = self.holders(inner.session.as_deref())?;
        let stage = match (&me, &holders) {
            (Some(_), _) => DeskStage::Open,
            (None, Some(_)) => DeskStage::Locked,
            (None, None) => DeskStage::NotSetUp,
        };
        let sign = Sign::read(&self.folder);
        let wait = inner.closed_until.map_or(0, |until| (until - now).num_seconds().max(0));
        Ok(DeskState {
            stage,
            office_name: sign.as_ref().map(|sign| sign.name.clone()),
            staff: holders.unwrap_or_default().into_iter().map(|holder| holder.name).collect(),
            folder: self.folder.display().to_string(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            wait_seconds: u32::try_from(wait).unwrap_or(u32::MAX),
            me,
            demo: sign.is_some_and(|sign| sign.demo),
        })
    }

    /// Puts the whole copy of the key file in the place of a damaged or missing one.
    ///
    /// # Errors
    /// Nothing is wrong with the key file; the copy is not whole either; the office is open in another program; the
    /// disk's.
    pub fn restore_key_file(&self) -> Result<()> {
        Store::restore_key_file(&self.folder)?;
        Ok(())
    }

    fn holders(&self, session: Option<&Session>) -> Result<Option<Vec<KeyHolder>>> {
        if let Some(session) = session {
            return Ok(Some(session.store().key_holders()));
        }
        match Store::look(&self.folder)? {
            OfficeState::Absent => Ok(None),
            OfficeState::Ready { holders } => Ok(Some(holders)),
        }
    }

    /// How strong a password is; `known` are names it should not contain.
    pub fn password_hint(&self, password: &str, known: &[String]) -> PasswordHint {
        password::hint(password, known)
    }

    /// First start: makes the office and opens a session for the first member of staff, its head.
    ///
    /// # Errors
    /// The folder holds an office; a blank or bad name; an unknown pack; a weak password; the disk's.
    pub fn set_up(&self, request: &SetUpRequest, now: DateTime) -> Result<IssuedCode> {
        let office = checked(&request.office)?;
        let staff = input::name(Place { field: "staff", label: "姓名" }, &request.staff)?;
        for pack in &request.packs {
            if !self.assets.definitions().packs.contains_key(pack) {
                return Err(OfficeError::Unknown { what: "pack", id: pack.clone() });
            }
        }
        password::accept(&request.password, &[office.name.clone(), staff.clone()])?;
        // A damaged office is still one: its own message says what to do.
        if Store::look(&self.folder)? != OfficeState::Absent {
            return Err(OfficeError::AlreadySetUp { folder: self.folder.clone() });
        }
        let (session, code) = self.create(&office, &staff, &request.packs, &request.password, false, now)?;
        // The office is there from here on: a sheet that could not be made must not hide it.
        self.inner().session = Some(session);
        recovery::issued(&self.assets, &office, &staff, &code, now)
    }

    /// Makes the folder's office; gives back the session and the recovery code.
    pub(crate) fn create(
        &self,
        office: &OfficeData,
        staff: &str,
        packs: &[String],
        password: &str,
        demo: bool,
        now: DateTime,
    ) -> Result<(Arc<Session>, RecoveryCode)> {
        let password = Password::new(password.to_owned());
        let head = StaffData {
            name: staff.to_owned(),
            role: HEAD.to_owned(),
            phone: None,
            active: true,
            extras: Map::new(),
        };
        let new =
            NewOffice { staff: head, password: &password, cost: cost(), at: now, limits: Limits::default() };
        let made = Store::create(&self.folder, &new)?;
        let actor = store::Actor { staff: Some(made.staff), name: staff.to_owned() };
        made.store.transact(&actor, "office.settings", now, |tx| {
            tx.set_setting(keys::OFFICE, &json!(office))?;
            tx.set_setting(keys::PACKS, &json!(packs))?;
            if demo {
                tx.set_setting(keys::DEMO, &Value::from(true))?;
            }
            Ok::<_, OfficeError>(())
        })?;
        Sign { name: office.name.clone(), demo }.write(&self.folder)?;
        let session = Session::open(self.assets.clone(), made.store, made.staff)?;
        Ok((Arc::new(session), made.recovery_code))
    }

    /// Opens a session for a member of staff by name.
    ///
    /// # Errors
    /// `store.wrong-password`, `store.too-soon`, a missing, damaged, foreign or newer file, another instance.
    pub fn unlock(&self, staff: &str, password: &str, now: DateTime) -> Result<Arc<Session>> {
        let mut inner = self.inner();
        let id = self.holder(staff)?;
        let password = Password::new(password.to_owned());
        // A session of somebody else holds the folder: it goes first, but only when the password is right.
        if let Some(open) = &inner.session {
            let proved = open.store().verify_password(id, &password, now);
            self.waited(&mut inner, proved, now)?;
            inner.session = None;
        }
        let unlocked = Store::unlock(&self.folder, id, &password, now, Limits::default());
        let unlocked = self.waited(&mut inner, unlocked, now)?;
        self.begin(&mut inner, unlocked)
    }

    /// Opens a session for whoever has this password: the command line names nobody. No session may be open.
    ///
    /// # Errors
    /// As [`Desk::unlock`].
    pub fn unlock_any(&self, password: &str, now: DateTime) -> Result<Arc<Session>> {
        let mut inner = self.inner();
        let password = Password::new(password.to_owned());
        let unlocked = Store::unlock_any(&self.folder, &password, now, Limits::default());
        let unlocked = self.waited(&mut inner, unlocked, now)?;
        self.begin(&mut inner, unlocked)
    }

    /// The session of whoever unlocked the office.
    fn begin(&self, inner: &mut Inner, unlocked: Unlocked) -> Result<Arc<Session>> {
        let staff = unlocked.staff.ok_or(OfficeError::Locked)?;
        let session = Arc::new(Session::open(self.assets.clone(), unlocked.store, staff)?);
        sign::put_right(&self.folder, &session.context().office.name);
        inner.session = Some(session.clone());
        Ok(session)
    }

    /// Opens a session with the recovery code and gives `staff` a new password.
    ///
    /// # Errors
    /// A mistyped or wrong code; a weak password; an unknown name.
    pub fn recover(
        &self,
        staff: &str,
        code: &str,
        new_password: &str,
        now: DateTime,
    ) -> Result<Arc<Session>> {
        let id = self.holder(staff)?;
        let code = RecoveryCode::parse(code)?;
        password::accept(new_password, &[staff.to_owned()])?;
        let mut inner = self.inner();
        inner.session = None;
        let unlocked = Store::unlock_with_code(&self.folder, &code, now, Limits::default());
        let unlocked = self.waited(&mut inner, unlocked, now)?;
        let actor = store::Actor { staff: Some(id), name: staff.to_owned() };
        let new = Password::new(new_password.to_owned());
        unlocked.store.transact(&actor, "staff.password-recovered", now, |tx| {
            tx.set_password(id, &new, cost())?;
            Ok::<_, OfficeError>(())
        })?;
        let session = Arc::new(Session::open(self.assets.clone(), unlocked.store, id)?);
        sign::put_right(&self.folder, &session.context().office.name);
        inner.session = Some(session.clone());
        Ok(session)
    }

    /// Closes the session. Nothing is lost: drafts are kept as they were sent.
    ///
    /// # Errors
    /// The lock could not be written into the audit chain; the session is closed all the same.
    pub fn lock(&self, now: DateTime) -> Result<()> {
        let Some(session) = self.inner().session.take() else { return Ok(()) };
        session.write_look_ups(now)?;
        session.write("office.lock", now, |tx| {
            Ok(tx.note(store::Subject::OFFICE, json!({ "locked": true }))?)
        })?;
        Ok(())
    }

    /// The open session.
    ///
    /// # Errors
    /// `desk.locked`.
    pub fn session(&self) -> Result<Arc<Session>> {
        self.inner().session.clone().ok_or(OfficeError::Locked)
    }

    fn holder(&self, staff: &str) -> Result<i64> {
        let holders = match Store::look(&self.folder)? {
            OfficeState::Absent => return Err(OfficeError::NotSetUp { folder: self.folder.clone() }),
            OfficeState::Ready { holders } => holders,
        };
        holders
            .into_iter()
            .find(|holder| holder.name == staff.trim())
            .map(|holder| holder.staff)
            .ok_or_else(|| StoreError::NoAccess { staff: staff.to_owned() }.into())
    }

    /// Remembers how long the next try has to wait.
    fn waited<T>(&self, inner: &mut Inner, result: store::Result<T>, now: DateTime) -> Result<T> {
        let seconds = match &result {
            Err(
                StoreError::WrongPassword { wait_seconds, .. }
                | StoreError::WrongRecoveryCode { wait_seconds, .. }
                | StoreError::TooSoon { wait_seconds },
            ) => Some(*wait_seconds),
            Ok(_) | Err(_) => None,
        };
        inner.closed_until = seconds.map(|seconds| now + chrono::Duration::seconds(i64::from(seconds)));
        Ok(result?)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Office data as it is kept.
pub(crate) fn checked(office: &OfficeData) -> Result<OfficeData> {
    let line = |field: &str, label: &str, text: &str| input::line(Place { field, label }, text);
    Ok(OfficeData {
        name: input::name(Place { field: "office.name", label: "司法所全称" }, &office.name)?,
        short_name: line("office.short_name", "简称", &office.short_name)?,
        county: line("office.county", "县（市、区）", &office.county)?,
        upper_bureau: line("office.upper_bureau", "上级司法局", &office.upper_bureau)?,
        police_station: line("office.police_station", "对口派出所", &office.police_station)?,
        address: line("office.address", "地址", &office.address)?,
        phone: line("office.phone", "电话", &office.phone)?,
        head: line("office.head", "所长", &office.head)?,
    })
}

#[cfg(test)]
mod tests;
