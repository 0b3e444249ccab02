//! The desk before and around a session: state, set-up, unlocking.

use super::{Id, PdfView};
use serde::{Deserialize, Serialize};
use specta::Type;

/// Where the desk stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(rename_all = "snake_case")]
pub enum DeskStage {
    /// No office in the folder yet.
    NotSetUp,
    /// An office that waits for a password.
    Locked,
    /// A session is open.
    Open,
}

/// What the first screen needs to know.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct DeskState {
    /// Where the desk stands.
    pub stage: DeskStage,
    /// The office's name, shown on the lock screen.
    pub office_name: Option<String>,
    /// Names of staff who may unlock.
    pub staff: Vec<String>,
    /// The office's folder.
    pub folder: String,
    /// Program version.
    pub version: String,
    /// Seconds to wait before the next password is looked at (after wrong ones).
    pub wait_seconds: u32,
    /// The member of staff whose session is open.
    pub me: Option<Me>,
    /// This is the demo office.
    pub demo: bool,
}

/// The person at the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub struct Me {
    /// Staff id.
    pub id: Id,
    /// Name.
    pub name: String,
    /// Head of the office.
    pub head: bool,
    /// Title of the role.
    pub role_title: String,
    /// What the role may do: `look`, `work`, `export`, `settings`, `backup`, `restore`, `approve`, `staff`, `destroy`.
    pub may: Vec<String>,
    /// Zoom in percent, kept per person.
    pub zoom: u32,
    /// Lock the screen after so many idle minutes.
    pub idle_minutes: u32,
    /// The recovery code in force was typed from its paper and opened the office.
    pub recovery_confirmed: bool,
}

/// A pack as set-up and settings offer it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PackView {
    /// Pack id.
    pub id: String,
    /// Title.
    pub title: String,
    /// `national`, `province`, `city` or `county`.
    pub level: String,
    /// Place it is in force for, empty for national.
    pub place: String,
    /// Number of rules.
    pub rules: u32,
    /// Always on.
    pub always: bool,
    /// On in this office (false before set-up, save for `always`).
    pub on: bool,
    /// The texts it cites.
    pub texts: Vec<TextTitle>,
}

/// A law text in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct TextTitle {
    /// Text id.
    pub id: String,
    /// Title.
    pub title: String,
    /// 文号.
    pub number: String,
    /// `现行有效`, `已废止`, …
    pub status: String,
}

/// The office's own data, printed on documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Type)]
#[serde(default)]
pub struct OfficeData {
    /// Full name. Required.
    pub name: String,
    /// Short name used in document numbers.
    pub short_name: String,
    /// County or district.
    pub county: String,
    /// The bureau above.
    pub upper_bureau: String,
    /// The partner police station.
    pub police_station: String,
    /// Address.
    pub address: String,
    /// Telephone.
    pub phone: String,
    /// Head of the office.
    pub head: String,
}

/// First-start set-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct SetUpRequest {
    /// The office.
    pub office: OfficeData,
    /// Name of the first member of staff, who becomes head.
    pub staff: String,
    /// Packs to turn on beside the national one.
    pub packs: Vec<String>,
    /// Password of the first member of staff.
    pub password: String,
}

/// A new recovery code, shown this once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct IssuedCode {
    /// The recovery code in groups, as on the sheet.
    pub recovery_code: Vec<String>,
    /// The sheet to print and put into the safe.
    pub sheet: PdfView,
}

/// How strong a password is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Type)]
pub struct PasswordHint {
    /// 0 (useless) to 4 (strong).
    pub score: u32,
    /// One word: 太短, 太弱, 一般, 较强, 强.
    pub label: String,
    /// What would help, empty when strong.
    pub advice: String,
    /// Set-up accepts it.
    pub acceptable: bool,
}
