//! What is wrong with a set, in words.

use crate::session::found;
use crate::view::{FindingView, Severity};
use store::{BackupFinding, Finding};

/// A backup reads what was found bad, and writes it anew.
const HEAL: &str = "请往这个盘再备份一次：坏了的材料文件会照本机的重新写好，写好以后这一份也能用了。";

pub(super) fn view(finding: &BackupFinding) -> FindingView {
    let message = match finding {
        BackupFinding::Label => "备份的标签被改动过。".to_owned(),
        BackupFinding::Database { path } => format!("数据文件不是当时写下的那一个：{}。", path.display()),
        BackupFinding::Rows { table, expected, found } => {
            format!("{table}应有{expected}行，实有{found}行。")
        }
        BackupFinding::AuditHead => "留痕的末尾与标签不符。".to_owned(),
        BackupFinding::List => "材料清单与数据文件不符。".to_owned(),
        BackupFinding::Inside { finding } => {
            let told = found(finding);
            let a_file =
                matches!(finding, Finding::AttachmentMissing { .. } | Finding::AttachmentDamaged { .. });
            return if a_file { FindingView { next: HEAL.to_owned(), ..told } } else { told };
        }
    };
    FindingView {
        severity: Severity::Refuse,
        rule: "backup".to_owned(),
        message,
        next: "这份备份不能用来恢复。请换一份，并尽快重新备份。".to_owned(),
        field: None,
        field_label: None,
        citation: None,
        action: None,
    }
}
