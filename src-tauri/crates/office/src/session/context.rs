//! What surrounds every matter: the rules in use, the office's data and settings, the staff.

use crate::Assets;
use crate::error::Result;
use crate::view::{OfficeData, PrintDefaults};
use calendar::{WorkCalendar, YearTable};
use rules::Engine;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use store::{Reader, StaffData};

/// Keys of the settings in the store.
pub(crate) mod keys {
    /// Office data.
    pub(crate) const OFFICE: &str = "office";
    /// Ids of the packs turned on.
    pub(crate) const PACKS: &str = "packs";
    /// The office's answers to rule settings, by id.
    pub(crate) const RULES: &str = "rule-settings";
    /// Minutes until the screen locks.
    pub(crate) const IDLE: &str = "idle-minutes";
    /// Printing defaults.
    pub(crate) const PRINTING: &str = "printing";
    /// The recovery code was confirmed.
    pub(crate) const RECOVERY: &str = "recovery-confirmed";
    /// This is a demo office.
    pub(crate) const DEMO: &str = "demo";
    /// Zoom of a member of staff: `zoom/12`.
    pub(crate) const ZOOM: &str = "zoom";
    /// What the window keeps for a member of staff: `window/12`.
    pub(crate) const WINDOW: &str = "window";
    /// The last good backup.
    pub(crate) const BACKUP: &str = "backup-last";
    /// After how many days a backup is asked for.
    pub(crate) const BACKUP_DAYS: &str = "backup-days";
    /// Where a due backup goes by itself, where that was chosen.
    pub(crate) const BACKUP_TO: &str = "backup-to";
    /// Where backups went, and when last.
    pub(crate) const BACKUP_PLACES: &str = "backup-places";
    /// The folder that was chosen for backups.
    pub(crate) const BACKUP_FOLDER: &str = "backup-folder";
    /// The last recovery drill.
    pub(crate) const DRILL: &str = "drill-last";
    /// The last check of the whole office.
    pub(crate) const CHECK: &str = "check-last";
    /// What words of old registers stand for, by kind: `import-words/dispute`.
    pub(crate) const IMPORT_WORDS: &str = "import-words";
    /// The day up to which duties were derived.
    pub(crate) const DERIVED: &str = "derived";
    /// The fingerprint of the definitions by which everything was last derived.
    pub(crate) const DERIVED_BY: &str = "derived-by";
}

/// Minutes until the screen locks, at first.
const IDLE_MINUTES: u32 = 15;

/// The rules in use and what they are asked about.
#[derive(Debug)]
pub(crate) struct Context {
    pub(crate) engine: Engine,
    pub(crate) office: OfficeData,
    /// Office data as expressions see it.
    pub(crate) office_fact: Value,
    pub(crate) packs: Vec<String>,
    pub(crate) printing: PrintDefaults,
    pub(crate) idle_minutes: u32,
    pub(crate) recovery_confirmed: bool,
    /// Staff by row id, those who left too.
    pub(crate) staff: BTreeMap<i64, StaffData>,
    /// Years whose table the office imported.
    pub(crate) imported: Vec<i32>,
}

impl Context {
    pub(crate) fn load(assets: &Assets, reader: &Reader<'_>) -> Result<Self> {
        let settings = reader.settings()?;
        let office: OfficeData = setting(&settings, keys::OFFICE).unwrap_or_default();
        let packs: Vec<String> = setting(&settings, keys::PACKS).unwrap_or_default();
        // A pack or setting that a newer set of assets no longer has is passed over, not fatal.
        let definitions = assets.definitions();
        let packs: Vec<String> =
            packs.into_iter().filter(|pack| definitions.packs.contains_key(pack)).collect();
        let mut answers: Map<String, Value> = setting(&settings, keys::RULES).unwrap_or_default();
        answers
            .retain(|id, value| definitions.settings.get(id).is_some_and(|setting| setting.accepts(value)));
        let mut tables: BTreeMap<i32, YearTable> = definitions.holidays.clone();
        let mut imported = Vec::new();
        for table in reader.holiday_tables()? {
            if let Ok(read) = serde_json::from_value::<YearTable>(table.table) {
                imported.push(table.year);
                tables.insert(table.year, read);
            }
        }
        let calendar = WorkCalendar::new(tables.into_values())?;
        let engine = Engine::new(definitions.clone(), &packs, &answers, calendar)?;
        Ok(Self {
            engine,
            office_fact: office_fact(&office),
            office,
            packs,
            printing: setting(&settings, keys::PRINTING).unwrap_or_default(),
            idle_minutes: setting(&settings, keys::IDLE).unwrap_or(IDLE_MINUTES),
            recovery_confirmed: setting(&settings, keys::RECOVERY).unwrap_or(false),
            staff: reader.staff()?.into_iter().map(|staff| (staff.id, staff.data)).collect(),
            imported,
        })
    }

    /// The name of a member of staff.
    pub(crate) fn staff_name(&self, id: Option<i64>) -> Option<String> {
        Some(self.staff.get(&id?)?.name.clone())
    }

    /// A member of staff as expressions see them.
    pub(crate) fn staff_fact(&self, id: i64) -> Value {
        let Some(staff) = self.staff.get(&id) else { return Value::Null };
        let title = staff.extras.get("title").cloned().unwrap_or(Value::Null);
        serde_json::json!({ "id": id.to_string(), "name": staff.name, "title": title, "phone": staff.phone })
    }
}

/// A setting of a type; none when it was never set or is no longer of that type.
pub(crate) fn setting<T: DeserializeOwned>(settings: &Map<String, Value>, key: &str) -> Option<T> {
    settings.get(key).and_then(|value| serde_json::from_value(value.clone()).ok())
}

fn office_fact(office: &OfficeData) -> Value {
    let fields = [
        ("name", &office.name),
        ("short_name", &office.short_name),
        ("county", &office.county),
        ("upper_bureau", &office.upper_bureau),
        ("police_station", &office.police_station),
        ("address", &office.address),
        ("phone", &office.phone),
        ("head", &office.head),
    ];
    let blank = |text: &String| if text.is_empty() { Value::Null } else { Value::from(text.as_str()) };
    Value::Object(fields.into_iter().map(|(id, text)| (id.to_owned(), blank(text))).collect())
}
