//! What a desk does with its files, one thing at a time: each with the moment from which operations are counted, so that
//! every single one of them can fail, or be the last.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{NaiveDate, NaiveDateTime};
use serde_json::{Map, Value, json};
use store::{
    Actor, BackupOrder, BackupSecret, BackupSet, Cost, JournalData, Limits, MatterData, NewAttachment,
    NewOffice, NumberSeries, Over, Password, Purpose, RestoreFrom, RestoreOrder, StaffData, Store,
    StoreError, Unlocked, restore,
};

use crate::failure::{Failure, Result};
use crate::ledger::Said;

/// The password of every office made here.
pub(crate) const PASSWORD: &str = "司法所-2026";

/// What a failing disk is told as.
pub(crate) const OF_A_DISK: [&str; 9] = [
    "store.io",
    "store.disk-full",
    "store.read-only",
    "store.backup-damaged",
    "store.backup-not-kept",
    "store.backup-missing",
    "store.restore-unfinished",
    "store.keys-unsure",
    "store.copy-not-whole",
];

/// What a scenario tells.
pub(crate) type Say<'a> = &'a mut dyn FnMut(Said);

/// Begins and ends the part in which operations are counted.
pub(crate) trait Window {
    /// From here on.
    ///
    /// # Errors
    /// The shim cannot be reached.
    fn begin(&self) -> Result<()>;
    /// Up to here.
    ///
    /// # Errors
    /// The shim cannot be reached.
    fn end(&self) -> Result<()>;
}

/// Something a desk does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scenario {
    /// A new office.
    SetUp,
    /// Opening it with the password.
    Unlock,
    /// A matter with number, journal entry and a scan, the draft dropped.
    Save,
    /// What is being typed.
    Draft,
    /// Forty matters at once, so that the log is carried over into the file.
    Bulk,
    /// Another password and another recovery code.
    Password,
    /// Closing, which carries the log over.
    Close,
    /// A backup onto a stick that has one.
    Backup,
    /// Putting that back.
    Restore,
    /// Putting it back on a machine that has nothing.
    RestoreBare,
    /// Putting the key file's second copy in its place.
    KeyFile,
    /// An office of the first version of the program, opened with this one.
    Migrate,
}

impl Scenario {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::SetUp,
        Self::Unlock,
        Self::Save,
        Self::Draft,
        Self::Bulk,
        Self::Password,
        Self::Close,
        Self::Backup,
        Self::Restore,
        Self::RestoreBare,
        Self::KeyFile,
        Self::Migrate,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::SetUp => "set-up",
            Self::Unlock => "unlock",
            Self::Save => "save",
            Self::Draft => "draft",
            Self::Bulk => "bulk",
            Self::Password => "password",
            Self::Close => "close",
            Self::Backup => "backup",
            Self::Restore => "restore",
            Self::RestoreBare => "restore-bare",
            Self::KeyFile => "key-file",
            Self::Migrate => "migrate",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.name() == name)
    }

    /// Lays out what it begins with in `place`, and tells what is there.
    ///
    /// # Errors
    /// The disk's.
    pub(crate) fn prepare(self, place: &Path, say: Say<'_>) -> Result<()> {
        fs::create_dir_all(stick(place)).map_err(Failure::file("create", place))?;
        match self {
            Self::SetUp => Ok(()),
            Self::Migrate => {
                fs::create_dir_all(office(place)).map_err(Failure::file("create", place))?;
                let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/store/fixtures/v1");
                for name in ["office.db", "keys.json"] {
                    let from = fixture.join(name);
                    fs::copy(&from, office(place).join(name)).map_err(Failure::file("copy", &from))?;
                }
                say(Said::Matter { id: 1, words: "张三、李四借款纠纷".to_owned() });
                say(Said::Journal { matter: 1, text: "第一次调解".to_owned() });
                Ok(())
            }
            Self::Unlock
            | Self::Save
            | Self::Draft
            | Self::Bulk
            | Self::Password
            | Self::Close
            | Self::Backup
            | Self::Restore
            | Self::RestoreBare
            | Self::KeyFile => {
                let store = made(place)?;
                for number in 1..=2 {
                    save(&store, number, say)?;
                }
                draft(&store, "kept", "没有写完的经过", say)?;
                back_up(&store, place, 0, say)?;
                save(&store, 3, say)?;
                drop(store);
                if self == Self::KeyFile {
                    let keys = office(place).join("keys.json");
                    fs::write(&keys, b"x").map_err(Failure::file("write", &keys))?;
                }
                if self == Self::RestoreBare {
                    fs::remove_dir_all(office(place)).map_err(Failure::file("remove", place))?;
                }
                Ok(())
            }
        }
    }

    /// Does it; then, with a disk that works again and in the same program where it goes on, once more.
    ///
    /// # Errors
    /// What was made to fail is told, not returned; an error is a broken promise or a broken proof.
    pub(crate) fn run(self, place: &Path, window: &dyn Window, say: Say<'_>) -> Result<()> {
        match self {
            Self::SetUp => {
                window.begin()?;
                let made = made(place);
                window.end()?;
                // Not even the password is known to be right before this.
                told(made, say)?.map_or(Ok(()), |store| save(&store, 1, say))
            }
            Self::Unlock | Self::Migrate => {
                window.begin()?;
                let opened = open(place);
                window.end()?;
                told(opened.map_err(Failure::from), say)?;
                Ok(())
            }
            Self::Save => within(place, window, say, &mut |store, say| save(store, 7, say)),
            Self::Draft => within(place, window, say, &mut |store, say| {
                let key = format!("typing-{}", store.read(|r| r.drafts())?.len());
                draft(store, &key, "正在写的经过", say)
            }),
            Self::Bulk => within(place, window, say, &mut |store, say| bulk(store, say)),
            Self::Password => within(place, window, say, &mut |store, say| {
                let password = format!("新的密码-{}", store.read(|r| r.audit_head())?.count);
                say(Said::Trying { password: password.clone() });
                let new = Password::new(password.clone());
                store.transact(&actor(), "test", moment(), |tx| {
                    tx.set_password(1, &new, Cost::CHEAP)?;
                    tx.replace_recovery_code(Cost::CHEAP)
                })?;
                say(Said::Password { password });
                Ok(())
            }),
            Self::Close => {
                let store = open(place)?;
                save(&store, 8, say)?;
                window.begin()?;
                drop(store);
                window.end()
            }
            Self::Backup => within(place, window, say, &mut |store, say| {
                back_up(store, place, store.read(|r| r.audit_head())?.count, say)
            }),
            Self::Restore | Self::RestoreBare => {
                let (sets, _) = BackupSet::list(&stick(place), None)?;
                let set = sets.first().ok_or_else(|| Failure::Broken("no set to restore".to_owned()))?;
                let password = Password::new(PASSWORD.to_owned());
                let at = moment();
                say(Said::Restoring { at, taken: set.manifest.taken_at });
                window.begin()?;
                let order = RestoreOrder {
                    from: RestoreFrom::Set(set),
                    secret: BackupSecret::Password(1, &password),
                    at,
                    actor: actor(),
                    over: Over::Same,
                    lead: "head",
                    settings: &[],
                };
                let restored = restore(&office(place), &order, &mut |_| true);
                window.end()?;
                let unfinished = matches!(restored, Err(StoreError::RestoreUnfinished { .. }));
                if told(restored.map_err(Failure::from), say)?.is_some() {
                    say(Said::Restored);
                } else if !unfinished {
                    say(Said::NotRestored);
                }
                Ok(())
            }
            Self::KeyFile => {
                window.begin()?;
                let put = Store::restore_key_file(&office(place));
                window.end()?;
                if told(put.map_err(Failure::from), say)?.is_none() {
                    // With a disk that works, it works; what was damaged before may not be worse now.
                    Store::restore_key_file(&office(place))?;
                }
                Ok(())
            }
        }
    }
}

/// The office below a place.
pub(crate) fn office(place: &Path) -> PathBuf {
    place.join("office")
}

/// The stick below a place.
pub(crate) fn stick(place: &Path) -> PathBuf {
    place.join("stick")
}

fn moment() -> NaiveDateTime {
    let day = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap_or_default();
    day.and_hms_opt(9, 30, 0).unwrap_or_default()
}

fn actor() -> Actor {
    Actor { staff: Some(1), name: "演示员".to_owned() }
}

/// An open office does something while operations are counted, and then again without: it must go on.
fn within(
    place: &Path,
    window: &dyn Window,
    say: Say<'_>,
    work: &mut dyn FnMut(&Store, Say<'_>) -> Result<()>,
) -> Result<()> {
    let store = open(place)?;
    window.begin()?;
    let done = work(&store, say);
    window.end()?;
    let failed = told(done, say)?.is_none();
    if failed {
        work(&store, say).map_err(|error| {
            Failure::Broken(format!("the same program cannot go on with a disk that works again: {error}"))
        })?;
    }
    Ok(())
}

/// An error that was to be expected is told; one that is a fault of the program is a broken promise.
fn told<T>(done: Result<T>, say: Say<'_>) -> Result<Option<T>> {
    match done {
        Ok(value) => Ok(Some(value)),
        Err(Failure::Store(error)) => {
            let code = error.code();
            if !OF_A_DISK.contains(&code) {
                return Err(Failure::Broken(format!("a failing disk is told as {code}: {error:?}")));
            }
            say(Said::Failed { code: code.to_owned(), injected: 1 });
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

fn made(place: &Path) -> Result<Store> {
    let password = Password::new(PASSWORD.to_owned());
    let staff = StaffData {
        name: "演示员".to_owned(),
        role: "head".to_owned(),
        phone: None,
        active: true,
        extras: Map::new(),
    };
    let new =
        NewOffice { staff, password: &password, cost: Cost::CHEAP, at: moment(), limits: Limits::default() };
    Ok(Store::create(&office(place), &new)?.store)
}

fn open(place: &Path) -> std::result::Result<Store, StoreError> {
    let password = Password::new(PASSWORD.to_owned());
    Store::unlock(&office(place), 1, &password, moment(), Limits::default())
        .map(|Unlocked { store, .. }| store)
}

fn matter(title: &str) -> MatterData {
    let Value::Object(fields) = json!({ "amount": 350_000, "category": "loan" }) else {
        return MatterData::default();
    };
    MatterData {
        kind: "dispute".to_owned(),
        state: "registered".to_owned(),
        title: title.to_owned(),
        fields,
        ..MatterData::default()
    }
}

fn save(store: &Store, number: i64, say: Say<'_>) -> Result<()> {
    let series = NumberSeries { kind: "dispute".to_owned(), organization: None, year: 2026 };
    let text = format!("第{number}次调解：{}", "双方陈述了经过。".repeat(300));
    let saved = store.transact(&actor(), "test", moment(), |tx| {
        let number = tx.allocate_number(&series, |n| n.to_string())?;
        let title = format!("张三、李四第{}件", number.seq);
        let mut data = matter(&title);
        data.number_id = Some(number.id);
        data.number = Some(number.text);
        let id = tx.add_matter(&data, &title)?;
        let entry = JournalData {
            matter: id,
            entry_type: "session".to_owned(),
            on: moment().date(),
            at: None,
            place: Some("调解室".to_owned()),
            by: Some(1),
            text: text.clone(),
            fields: Map::new(),
        };
        tx.add_journal(&entry, &text)?;
        let scan = NewAttachment {
            matter: Some(id),
            document: None,
            name: "扫描件.png".to_owned(),
            media_type: "image/png".to_owned(),
            purpose: Purpose::Material,
            filed_under: None,
        };
        tx.attach(&scan, &mut scan_of(number.seq).as_slice())?;
        tx.drop_draft("typing")?;
        Ok::<_, StoreError>((id, title, number.seq))
    })?;
    let (id, words, seq) = saved.value;
    say(Said::Matter { id, words });
    say(Said::Journal { matter: id, text });
    say(Said::Attachment { matter: id, hash: blake3::hash(&scan_of(seq)).to_hex().to_string() });
    Ok(())
}

/// More than one of the pieces in which files are sealed.
fn scan_of(seq: i64) -> Vec<u8> {
    format!("{seq}号扫描件的一行。").repeat(3_000).into_bytes()
}

fn draft(store: &Store, key: &str, words: &str, say: Say<'_>) -> Result<()> {
    store.save_draft(Some(1), key, &json!({ "content": words }), moment())?;
    say(Said::Draft { key: key.to_owned(), words: words.to_owned() });
    Ok(())
}

fn bulk(store: &Store, say: Say<'_>) -> Result<()> {
    let text = "长长的经过。".repeat(700);
    let done = store.transact_bulk(&actor(), "test.bulk", moment(), |tx| {
        (0..40)
            .map(|n| {
                let words = format!("历史第{n}件");
                let mut data = matter(&words);
                data.fields.insert("facts".to_owned(), Value::from(text.as_str()));
                Ok((tx.add_matter(&data, &words)?, words))
            })
            .collect::<std::result::Result<Vec<_>, StoreError>>()
    })?;
    for (id, words) in done.value {
        say(Said::Matter { id, words });
    }
    Ok(())
}

fn back_up(store: &Store, place: &Path, minutes: i64, say: Say<'_>) -> Result<()> {
    let order = BackupOrder {
        place: stick(place),
        office_name: "示例镇司法所".to_owned(),
        taken_by: "演示员".to_owned(),
        taken_at: moment() + chrono::TimeDelta::minutes(minutes),
        program: env!("CARGO_PKG_VERSION").to_owned(),
        thin: true,
    };
    say(Said::Taking { at: order.taken_at });
    let receipt = store.back_up(&order, &mut |_| true)?;
    say(Said::Set { folder: receipt.set.folder });
    Ok(())
}
