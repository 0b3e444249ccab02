//! Settings of the office.

use super::{Changed, Duplex, Id, OfficeData, PackView};
use serde::{Deserialize, Serialize};
use specta::Type;

/// A member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StaffView {
    /// Row id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Role id.
    pub role: String,
    /// Title of the role.
    pub role_title: String,
    /// May unlock.
    pub active: bool,
}

/// A new member of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct NewStaff {
    /// Name.
    pub name: String,
    /// Their own password.
    pub password: String,
    /// Role id.
    pub role: String,
}

/// A role of staff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct StaffRoleView {
    /// Id.
    pub id: String,
    /// Title.
    pub title: String,
    /// What it may do, in words.
    pub may: Vec<String>,
}

/// A holiday table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HolidayTableView {
    /// Year.
    pub year: i32,
    /// Source.
    pub source: String,
    /// Days off beyond or within the week.
    pub days_off: u32,
    /// Weekend days worked.
    pub days_worked: u32,
    /// Imported by the office (otherwise shipped with the program).
    pub imported: bool,
}

/// A setting that a rule offers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RuleSettingView {
    /// Setting id.
    pub id: String,
    /// Title.
    pub title: String,
    /// Value now.
    pub value: serde_json::Value,
    /// Default.
    pub default: serde_json::Value,
    /// Why the default.
    pub reason: String,
    /// Pack.
    pub pack: String,
    /// Choices (value and label), empty for a free value.
    pub choices: Vec<SettingChoice>,
}

/// A choice of a setting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SettingChoice {
    /// Value.
    pub value: serde_json::Value,
    /// Label.
    pub label: String,
}

/// Printing defaults.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct PrintDefaults {
    /// Printer.
    pub printer: Option<String>,
    /// Copies.
    pub copies: u32,
    /// Double-sided.
    pub duplex: Duplex,
}

/// All settings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct SettingsView {
    /// Office data.
    pub office: OfficeData,
    /// Packs.
    pub packs: Vec<PackView>,
    /// Rule settings.
    pub rule_settings: Vec<RuleSettingView>,
    /// Holiday tables.
    pub holidays: Vec<HolidayTableView>,
    /// Staff.
    pub staff: Vec<StaffView>,
    /// The roles there are.
    pub roles: Vec<StaffRoleView>,
    /// Printing defaults.
    pub printing: PrintDefaults,
    /// Idle minutes (1 to 240).
    pub idle_minutes: u32,
    /// The office's folder.
    pub folder: String,
    /// Version.
    pub version: String,
}

/// A rule setting to change.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct RuleSettingChange {
    /// Setting id.
    pub id: String,
    /// New value, null for the default.
    pub value: serde_json::Value,
}

/// A change that made the duties be counted anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct Recomputed {
    /// Matters looked at.
    pub matters: u32,
    /// Matters whose duties changed.
    pub moved: u32,
    /// What to refresh.
    pub changed: Changed,
}

/// A holiday file read, before it is taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct HolidayPreview {
    /// Tables found.
    pub tables: Vec<HolidayTableView>,
    /// Years that replace a table in use.
    pub replaces: Vec<i32>,
}
