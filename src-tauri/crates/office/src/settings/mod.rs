//! Settings of the office.

mod holidays;
mod staff;

use crate::Session;
use crate::desk::{checked, sign};
use crate::error::{OfficeError, Result};
use crate::jobs::Progress;
use crate::session::{changed, keys, setting};
use crate::view::{
    Id, OfficeData, PrintDefaults, Recomputed, RuleSettingChange, RuleSettingView, Saved, SettingChoice,
    SettingsView,
};
use calendar::DateTime;
use serde_json::{Map, Value, json};

/// Zoom in percent.
const ZOOM: std::ops::RangeInclusive<u32> = 75..=200;
/// Minutes until the screen locks.
const IDLE: std::ops::RangeInclusive<u32> = 1..=240;

impl Session {
    /// All settings.
    ///
    /// # Errors
    /// The store's.
    pub fn settings(&self) -> Result<SettingsView> {
        let context = self.context();
        Ok(SettingsView {
            office: context.office.clone(),
            packs: self.assets().packs_with(&context.packs),
            rule_settings: self.rule_settings(),
            holidays: self.holiday_tables(),
            staff: self.staff(),
            roles: Self::roles(),
            printing: context.printing.clone(),
            idle_minutes: context.idle_minutes,
            folder: self.store().folder().display().to_string(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    /// Office data, printed on documents from now on; issued ones stay as they are.
    ///
    /// # Errors
    /// A blank name, or text that is not acceptable.
    pub fn save_office(&self, office: &OfficeData, now: DateTime) -> Result<Saved> {
        let office = checked(office)?;
        let committed =
            self.write("settings.office", now, |tx| Ok(tx.set_setting(keys::OFFICE, &json!(office))?))?;
        sign::rename(self.store().folder(), &office.name)?;
        self.refresh()?;
        Ok(Saved {
            id: Id(0),
            number: None,
            revision: 0,
            changed: changed(&committed.changes),
            findings: Vec::new(),
        })
    }

    /// Packs in use beside the national one; counts all duties anew.
    ///
    /// # Errors
    /// An unknown pack.
    pub fn choose_packs(
        &self,
        packs: &[String],
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<Recomputed> {
        for pack in packs {
            if !self.assets().definitions().packs.contains_key(pack) {
                return Err(OfficeError::Unknown { what: "pack", id: pack.clone() });
            }
        }
        self.write("settings.packs", now, |tx| Ok(tx.set_setting(keys::PACKS, &json!(packs))?))?;
        self.anew(now, progress)
    }

    /// The office's answers to rule settings (null: the default again); counts all duties anew.
    ///
    /// # Errors
    /// An unknown setting, or a value it does not take: then none is changed.
    pub fn save_rule_settings(
        &self,
        changes: &[RuleSettingChange],
        now: DateTime,
        progress: &dyn Progress,
    ) -> Result<Recomputed> {
        for change in changes {
            let unknown = || OfficeError::Unknown { what: "setting", id: change.id.clone() };
            let known = self.assets().definitions().settings.get(&change.id).ok_or_else(unknown)?;
            if !change.value.is_null() && !known.accepts(&change.value) {
                return Err(OfficeError::SettingValue {
                    id: known.title.clone(),
                    value: change.value.to_string(),
                });
            }
        }
        self.write("settings.rules", now, |tx| {
            let settings = tx.settings()?;
            let mut answers: Map<String, Value> = setting(&settings, keys::RULES).unwrap_or_default();
            for change in changes {
                if change.value.is_null() {
                    answers.remove(&change.id);
                } else {
                    answers.insert(change.id.clone(), change.value.clone());
                }
            }
            Ok(tx.set_setting(keys::RULES, &Value::Object(answers))?)
        })?;
        self.anew(now, progress)
    }

    /// Reads the rules anew and counts all duties by them.
    fn anew(&self, now: DateTime, progress: &dyn Progress) -> Result<Recomputed> {
        self.refresh()?;
        let mut recomputed = self.recompute(now, progress)?;
        recomputed.changed.settings = true;
        Ok(recomputed)
    }

    fn rule_settings(&self) -> Vec<RuleSettingView> {
        let context = self.context();
        let answers = context.engine.settings();
        let definitions = self.assets().definitions();
        definitions
            .settings
            .values()
            .filter(|setting| context.engine.packs_in_use().contains(&setting.pack))
            .map(|setting| RuleSettingView {
                id: setting.id.clone(),
                title: setting.title.clone(),
                value: answers.get(&setting.id).cloned().unwrap_or_default(),
                default: setting.default.clone(),
                reason: setting.reason.clone(),
                pack: setting.pack.clone(),
                choices: setting
                    .options
                    .iter()
                    .map(|option| SettingChoice { value: option.value.clone(), label: option.label.clone() })
                    .collect(),
            })
            .collect()
    }

    /// Zoom of the person at the desk, in percent.
    ///
    /// # Errors
    /// Outside 75 to 200.
    pub fn set_zoom(&self, percent: u32, now: DateTime) -> Result<()> {
        within("字号缩放", percent, &ZOOM)?;
        self.write("settings.zoom", now, |tx| Ok(tx.set_setting(&self.own(keys::ZOOM), &json!(percent))?))?;
        Ok(())
    }

    /// Minutes until the screen locks.
    ///
    /// # Errors
    /// Outside 1 to 240.
    pub fn set_idle_minutes(&self, minutes: u32, now: DateTime) -> Result<()> {
        within("自动锁定分钟数", minutes, &IDLE)?;
        self.write("settings.idle", now, |tx| Ok(tx.set_setting(keys::IDLE, &json!(minutes))?))?;
        self.refresh()?;
        Ok(())
    }

    /// Printing defaults.
    ///
    /// # Errors
    /// The store's.
    pub fn set_printing(&self, printing: &PrintDefaults, now: DateTime) -> Result<()> {
        self.write("settings.printing", now, |tx| Ok(tx.set_setting(keys::PRINTING, &json!(printing))?))?;
        self.refresh()?;
        Ok(())
    }
}

fn within(title: &str, value: u32, range: &std::ops::RangeInclusive<u32>) -> Result<()> {
    if range.contains(&value) {
        return Ok(());
    }
    let value = format!("{value}（应为{}到{}）", range.start(), range.end());
    Err(OfficeError::SettingValue { id: title.to_owned(), value })
}

#[cfg(test)]
mod tests;
