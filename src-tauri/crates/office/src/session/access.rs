//! The person at the desk: password, recovery code, what the window keeps for them; and the check of the whole office.

use super::permission::{HEAD, ROLE_POWERS, role_title};
use super::{Session, keys};
use crate::desk::{password, recovery};
use crate::error::{OfficeError, Result};
use crate::jobs::Progress;
use crate::view::{CheckReport, FindingView, Id, IssuedCode, Me, Severity};
use calendar::DateTime;
use serde_json::Value;
use store::{CheckProgress, CheckStage, Cost, Finding, Password, RecoveryCode, StoreError};

/// Bytes of what the window keeps.
const WINDOW_BYTES: usize = 64 * 1024;
/// Zoom in percent, at first.
const ZOOM: u32 = 100;

impl Session {
    /// Who is at the desk.
    ///
    /// # Errors
    /// The store's.
    pub fn me(&self) -> Result<Me> {
        let context = self.context();
        let zoom = self.read(|reader| Ok(reader.setting(&self.own(keys::ZOOM))?))?;
        Ok(Me {
            id: Id(self.staff),
            name: self.actor.name.clone(),
            head: self.own_role() == HEAD,
            role_title: role_title(&self.own_role()),
            may: ROLE_POWERS
                .iter()
                .filter(|(_, power)| self.can(*power))
                .map(|(id, _)| (*id).to_owned())
                .collect(),
            zoom: zoom
                .and_then(|zoom| zoom.as_u64())
                .and_then(|zoom| u32::try_from(zoom).ok())
                .unwrap_or(ZOOM),
            idle_minutes: context.idle_minutes,
            recovery_confirmed: context.recovery_confirmed,
        })
    }

    /// Changes one's own password.
    ///
    /// # Errors
    /// The old one is wrong; the new one is too weak.
    pub fn change_password(&self, old: &str, new: &str, now: DateTime) -> Result<()> {
        self.store.verify_password(self.staff, &Password::new(old.to_owned()), now)?;
        password::accept(new, &[self.actor.name.clone(), self.context().office.name.clone()])?;
        let new = Password::new(new.to_owned());
        self.write("staff.password", now, |tx| Ok(tx.set_password(self.staff, &new, cost())?))?;
        Ok(())
    }

    /// Confirms that the recovery code on the paper opens the office: it is tried against the key file itself.
    ///
    /// # Errors
    /// A mistyped or wrong code, which is counted as a wrong password is; not for the person at the desk.
    pub fn confirm_recovery(&self, code: &str, now: DateTime) -> Result<()> {
        self.may("office.recovery-confirmed")?;
        let code = RecoveryCode::parse(code)?;
        self.store.verify_recovery_code(&code, now)?;
        self.mark_recovery("office.recovery-confirmed", true, now)
    }

    /// Makes a new recovery code; the old one opens nothing any more but backups taken before. Whoever holds it opens
    /// everything, so one's own password is asked for.
    ///
    /// # Errors
    /// The password is wrong; not for the person at the desk.
    pub fn replace_recovery(&self, password: &str, now: DateTime) -> Result<IssuedCode> {
        self.may("office.recovery-replaced")?;
        self.store.verify_password(self.staff, &Password::new(password.to_owned()), now)?;
        // Saved before the key file changes: a program killed in between asks for the paper to be tried, whichever code
        // holds by then.
        if self.context().recovery_confirmed {
            self.mark_recovery("office.recovery-replaced", false, now)?;
        }
        let made = self.write("office.recovery-replaced", now, |tx| Ok(tx.replace_recovery_code(cost())?))?;
        recovery::issued(&self.assets, &self.context().office, &self.actor.name, &made.value, now)
    }

    fn mark_recovery(&self, operation: &str, confirmed: bool, now: DateTime) -> Result<()> {
        self.write(operation, now, |tx| Ok(tx.set_setting(keys::RECOVERY, &Value::from(confirmed))?))?;
        self.refresh()?;
        Ok(())
    }

    /// What the window keeps for the person at the desk: opaque JSON, null at first.
    ///
    /// # Errors
    /// The store's.
    pub fn preferences(&self) -> Result<Value> {
        self.read(|reader| Ok(reader.setting(&self.own(keys::WINDOW))?.unwrap_or(Value::Null)))
    }

    /// Keeps it; at most 64 KiB.
    ///
    /// # Errors
    /// Larger than that.
    pub fn save_preferences(&self, preferences: &Value, now: DateTime) -> Result<()> {
        let size = preferences.to_string().len();
        if size > WINDOW_BYTES {
            return Err(OfficeError::SettingValue {
                id: "窗口偏好".to_owned(),
                value: format!("{size}字节"),
            });
        }
        self.write(
            "window.preferences",
            now,
            |tx| Ok(tx.set_setting(&self.own(keys::WINDOW), preferences)?),
        )?;
        Ok(())
    }

    /// `check`: database, audit chain, attachments.
    ///
    /// # Errors
    /// Only when the check itself cannot run; what it finds is in the report.
    pub fn check(&self, progress: &dyn Progress) -> Result<CheckReport> {
        let report = self.store.check(|stage: CheckProgress| {
            told(progress, stage);
            !progress.cancelled()
        })?;
        let clean = |test: fn(&Finding) -> bool| !report.findings.iter().any(test);
        Ok(CheckReport {
            ok: report.sound(),
            database: clean(|finding| part(finding) == Part::Database),
            audit: clean(|finding| part(finding) == Part::Audit),
            audit_entries: u64::try_from(report.audit.count).unwrap_or(0),
            attachments: clean(|finding| part(finding) == Part::Attachments),
            attachment_count: report.attachments,
            matters: report.matters,
            findings: report.findings.iter().map(found).collect(),
            noted: false,
        })
    }

    /// The key of a setting of one's own.
    pub(crate) fn own(&self, key: &str) -> String {
        format!("{key}/{}", self.staff)
    }
}

/// What one try of a password costs.
pub(crate) fn cost() -> Cost {
    if cfg!(test) { Cost::CHEAP } else { Cost::OFFICE }
}

/// Tells hundredths of the whole: each stage has its share, by what it usually takes.
fn told(progress: &dyn Progress, step: CheckProgress) {
    let (from, until) = match step.stage {
        CheckStage::Pages => (0, 20),
        CheckStage::Structure => (20, 40),
        CheckStage::References => (40, 45),
        CheckStage::Audit => (45, 65),
        CheckStage::Numbers => (65, 68),
        CheckStage::Search => (68, 70),
        CheckStage::Attachments => (70, 100),
    };
    let share = step.done.saturating_mul(until - from).checked_div(step.total).unwrap_or(0);
    progress.step(small(from + share.min(until - from)), 100);
}

fn small(number: u64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The part of the office a finding is about.
#[derive(PartialEq, Eq)]
enum Part {
    Database,
    Audit,
    Attachments,
}

fn part(finding: &Finding) -> Part {
    match finding {
        Finding::Page { .. }
        | Finding::Structure { .. }
        | Finding::Reference { .. }
        | Finding::NumberMissing { .. }
        | Finding::Search { .. } => Part::Database,
        Finding::AuditEntry { .. } | Finding::AuditGap { .. } | Finding::AuditEnd { .. } => Part::Audit,
        Finding::AttachmentMissing { .. } | Finding::AttachmentDamaged { .. } => Part::Attachments,
    }
}

/// A finding of the store's check, in words. What loses or alters records is told as a refusal; what is only derived of
/// them is a warning.
pub(crate) fn found(finding: &Finding) -> FindingView {
    let broken = |seq: i64, detail: String| {
        let told = OfficeError::from(StoreError::AuditBroken { seq, detail }).view();
        (told.message, told.next)
    };
    let lost = |message: String| (message, "请停止录入，用最近一次备份核对，并联系维护人员。".to_owned());
    let (message, next) = match finding {
        Finding::Page { detail } => lost(format!("数据文件有一页损坏（{detail}）。")),
        Finding::Structure { detail } => lost(format!("数据文件的结构有问题（{detail}）。")),
        Finding::Reference { table, row, parent } => lost(format!("{table}第{row}行指向的{parent}不存在。")),
        Finding::AuditEntry { seq } => broken(*seq, format!("第{seq}条被改动过")),
        Finding::AuditGap { expected, found } => {
            broken(*expected, format!("缺少第{expected}条，接着的是第{found}条"))
        }
        Finding::AuditEnd { stored, found } => {
            broken((*found).min(*stored), format!("应有{stored}条，实有{found}条"))
        }
        Finding::NumberMissing { kind, year, seq, .. } => lost(format!("{year}年{kind}的第{seq}号不见了。")),
        Finding::Search { id } => (
            format!("查找用的第{id}条索引与内容不符：记录都在，没有丢，只是查找时可能漏掉它。"),
            "可以照常录入。改动那件事项、保存一次就会重新编入；再核对还有的，请联系维护人员。".to_owned(),
        ),
        Finding::AttachmentMissing { id, path } => {
            lost(format!("第{id}号材料的文件不见了：{}。", path.display()))
        }
        Finding::AttachmentDamaged { id, path } => {
            lost(format!("第{id}号材料的文件损坏：{}。", path.display()))
        }
    };
    let derived = matches!(finding, Finding::Search { .. });
    FindingView {
        severity: if derived { Severity::Warn } else { Severity::Refuse },
        rule: "check".to_owned(),
        message,
        next,
        field: None,
        field_label: None,
        citation: None,
        action: None,
    }
}
