//! Whether the trail, and all that is kept, is what it was: checked as a whole, and held against the hash on a paper.

use crate::Session;
use crate::error::Result;
use crate::input::{InputFault, Place, quoted};
use crate::jobs::Progress;
use crate::session::{keys, setting};
use crate::view::{CheckNote, CheckReport, CheckState, FindingView, Severity, TrailComparison};
use calendar::DateTime;
use serde_json::json;
use store::normalise;

/// A check is asked for after so many days: once a month.
const CHECK_DAYS: i64 = 31;
/// Characters of a hash that are typed at least: fewer could be met by trying.
const TYPED: usize = 16;
/// Characters of a whole hash.
const WHOLE: usize = 64;
/// Findings that are shown; what follows them says nothing new.
const SHOWN: usize = 50;

impl Session {
    /// Holds entry `count` against the hash on a paper (a receipt, a printed trail): a chain that was hashed anew as a
    /// whole passes every check of its own, and fails this.
    ///
    /// # Errors
    /// No hash was typed, or too little of one.
    pub fn compare_trail(&self, count: u32, typed: &str) -> Result<TrailComparison> {
        let typed: String = normalise(typed).chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
        let place = Place { field: "head", label: "指纹" };
        if !(TYPED..=WHOLE).contains(&typed.len()) || !typed.chars().all(|c| c.is_ascii_hexdigit()) {
            let wanted = "纸上指纹的前16位（两组）或者更多，每一位是数字或者a到f的字母";
            return Err(place.refuse(InputFault::WrongType { wanted, value: quoted(&typed) }).into());
        }
        if count == 0 {
            let place = Place { field: "count", label: "第几条" };
            let value = count.to_string();
            return Err(place
                .refuse(InputFault::OutOfRange { value, range: "纸上写的条数".to_owned() })
                .into());
        }
        let (head, now) =
            self.read(|reader| Ok((reader.audit_head()?, reader.audit_hash(i64::from(count))?)))?;
        let same = now.as_ref().is_some_and(|now| now.starts_with(&typed));
        let message = match now {
            Some(_) if same => format!("一致：留痕第{count}条现在的指纹就是纸上的这一个。"),
            Some(now) => {
                let now: String = now.chars().take(typed.len()).collect();
                format!(
                    "不一致：留痕第{count}条，纸上的指纹是{}，现在的是{}。",
                    grouped(&typed),
                    grouped(&now)
                )
            }
            None => format!("不一致：现在的留痕只有{}条，没有纸上的第{count}条。", head.count),
        };
        let next = if same {
            format!("再核对一次档案，也完好的，就说明第1条到第{count}条自那张纸打印以来没有改动过。")
        } else {
            "请先对一遍条数和指纹有没有填错。没有填错的：那张纸打印以后，从更早的备份恢复过的（留痕里有“从备份恢复”），\
             不一致是正常的，请用恢复以后的回执对照；没有恢复过的，留痕被改动过，请停止录入，收好回执和备份，联系维护人员。"
                .to_owned()
        };
        Ok(TrailComparison { same, message, next })
    }

    /// [`Session::check`], noted in the trail: when, and whether all was as it should be.
    ///
    /// # Errors
    /// Only when the check itself cannot run. That it could not be noted (a broken chain takes nothing more) stands in
    /// the report.
    pub fn check_up(&self, now: DateTime, progress: &dyn Progress) -> Result<CheckReport> {
        self.may("office.check")?;
        let mut report = self.check(progress)?;
        let note = CheckNote {
            at: now.format("%Y-%m-%dT%H:%M:%S").to_string(),
            ok: report.ok,
            findings: u32::try_from(report.findings.len()).unwrap_or(u32::MAX),
        };
        let noted =
            self.write("office.check", now, |tx| Ok(tx.set_setting(keys::CHECK, &json!(note))?)).is_ok();
        report.noted = noted;
        *self.checked() = Some((note, report.findings.iter().take(SHOWN).cloned().collect()));
        Ok(report)
    }

    /// The last check, and what it found where it was done since the office was opened.
    ///
    /// # Errors
    /// The store's.
    pub fn check_state(&self) -> Result<CheckState> {
        if let Some((note, findings)) = self.checked().clone() {
            return Ok(CheckState { last: Some(note), findings });
        }
        let settings = self.read(|reader| Ok(reader.settings()?))?;
        Ok(CheckState { last: setting(&settings, keys::CHECK), findings: Vec::new() })
    }
}

/// Whether a check is asked for: the last one found something, or is long ago, or there was none in an office that has
/// a backup.
pub(crate) fn check_due(last: Option<&CheckNote>, backed_up: bool, now: DateTime) -> bool {
    let Some(last) = last else { return backed_up };
    let at = calendar::parse_datetime(&last.at).ok();
    // A day that is yet to come was written by a wrong clock: nothing may wait for it.
    !last.ok || at.is_none_or(|at| !(0..CHECK_DAYS).contains(&(now.date() - at.date()).num_days()))
}

/// What came of a check, in a breath.
pub fn check_verdict(report: &CheckReport) -> String {
    let noted = if report.noted { "" } else { "这次核对没能记进留痕。" };
    // What is worst is told.
    let worst = |finding: &&FindingView| finding.severity == Severity::Refuse;
    let Some(first) = report.findings.iter().find(worst).or(report.findings.first()) else {
        return format!(
            "档案完好：事项 {} 件、留痕 {} 条、材料 {} 个，都核对过了。{noted}",
            report.matters, report.audit_entries, report.attachment_count
        );
    };
    let count = report.findings.len();
    format!("核对发现 {count} 处问题。最要紧的：{}{}{noted}", first.message, first.next)
}

fn grouped(hash: &str) -> String {
    let groups: Vec<&str> =
        hash.as_bytes().chunks(8).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(" ")
}
