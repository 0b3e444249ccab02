//! Who may do what: one table of roles, one of operations. Everything that is written passes here by its operation, so a
//! command cannot be forgotten; what writes files or takes long asks before it begins.

use super::Session;
use crate::error::{OfficeError, Result};
use Power::{Approve, Backup, Destroy, Export, Look, Restore, Settings, Staff, Work};

/// Something a role may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Power {
    /// Look at what is there and print it; change one's own password and view.
    Look,
    /// Register, save, take steps, issue documents, keep drafts, propose.
    Work,
    /// Write lists and papers into files.
    Export,
    /// Change the office's data, rules in use, holidays and when the screen locks.
    Settings,
    /// Take and check backups.
    Backup,
    /// Put the office back from a backup.
    Restore,
    /// Approve what others ask for, and see what is restricted to those assigned.
    Approve,
    /// Manage staff; try and replace the recovery code.
    Staff,
    /// Destroy what has reached the end of its retention period.
    Destroy,
}

impl Power {
    /// What it is called.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Look => "查看和打印",
            Work => "登记和办理",
            Export => "导出",
            Settings => "修改设置",
            Backup => "备份",
            Restore => "从备份恢复",
            Approve => "审批",
            Staff => "管理人员和恢复码",
            Destroy => "批准销毁",
        }
    }
}

/// The powers the window asks about, by the names it knows them by.
pub(crate) const ROLE_POWERS: [(&str, Power); 9] = [
    ("look", Look),
    ("work", Work),
    ("export", Export),
    ("settings", Settings),
    ("backup", Backup),
    ("restore", Restore),
    ("approve", Approve),
    ("staff", Staff),
    ("destroy", Destroy),
];

/// A role of staff.
#[derive(Debug)]
pub(crate) struct StaffRole {
    /// Its id, as stored and as approvals name it.
    pub(crate) id: &'static str,
    /// Its title.
    pub(crate) title: &'static str,
    /// What it may do.
    pub(crate) powers: &'static [Power],
}

/// Role id of the head of the office.
pub(crate) const HEAD: &str = "head";

/// The roles, the most trusted first. A role this program does not know may look.
pub(crate) const ROLES: [StaffRole; 5] = [
    StaffRole {
        id: HEAD,
        title: "所长",
        powers: &[Look, Work, Export, Settings, Backup, Restore, Approve, Staff, Destroy],
    },
    StaffRole { id: "clerk", title: "工作人员", powers: &[Look, Work, Export, Backup, Restore] },
    StaffRole { id: "assistant", title: "司法协理员", powers: &[Look, Work, Export, Backup] },
    StaffRole { id: "mediator", title: "调解员", powers: &[Look, Work, Backup] },
    StaffRole { id: "reader", title: "只读", powers: &[Look] },
];

/// Every operation, what it is called, and what one needs for it.
pub(crate) const OPERATIONS: &[(&str, &str, Power)] = &[
    ("matter.create", "登记事项", Work),
    ("matter.save", "保存事项", Work),
    ("matter.transition", "办理环节", Work),
    ("matter.view", "查看事项", Look),
    ("find.words", "查找", Look),
    ("matter.import", "导入旧台账", Work),
    ("import.problems", "导出导入时的问题", Export),
    ("matter.pattern", "取用以前的写法", Work),
    ("phrase.add", "添加常用语", Work),
    ("phrase.change", "修改常用语", Work),
    ("phrase.remove", "删除常用语", Work),
    ("phrase.order", "排列常用语", Work),
    ("phrase.export", "导出常用语", Export),
    ("people.export", "导出人员", Export),
    ("audit.export", "导出留痕", Export),
    ("papers.export", "导出文书台账", Export),
    ("party.view-number", "查看证件号码", Work),
    ("journal.add", "记经过", Work),
    ("journal.batch", "成批记经过", Work),
    ("journal.change", "更正经过", Work),
    ("document.issue", "签发文书", Work),
    ("document.view", "查看文书", Look),
    ("document.print", "打印文书", Look),
    ("document.export", "导出文书", Export),
    ("document.sign", "签字归档", Work),
    ("document.scan", "补附扫描件", Work),
    ("document.void", "作废文书", Work),
    ("volume.make", "生成卷宗", Look),
    ("volume.export", "导出卷宗", Export),
    ("volume.print", "打印卷宗", Look),
    ("page.print", "打印", Look),
    ("page.export", "存成文件", Export),
    ("attachment.add", "附材料", Work),
    ("attachment.file", "归类材料", Work),
    ("attachment.view", "查看材料", Look),
    ("attachment.export", "导出材料", Export),
    ("person.add", "登记人员", Work),
    ("person.change", "更正人员", Work),
    ("person.view", "查看人员", Look),
    ("person.view-number", "查看人员证件号码", Work),
    ("register.export", "导出台账", Export),
    ("report.export", "导出报表", Export),
    ("draft.discard", "丢弃草稿", Work),
    ("settings.office", "修改单位信息", Settings),
    ("settings.packs", "选择规则包", Settings),
    ("settings.rules", "修改规则设置", Settings),
    ("settings.holidays", "导入节假日安排", Settings),
    ("settings.idle", "修改自动锁定", Settings),
    ("settings.printing", "修改打印设置", Work),
    ("settings.zoom", "修改缩放", Look),
    ("window.preferences", "修改窗口偏好", Look),
    ("staff.add", "增加工作人员", Staff),
    ("staff.access", "停用或启用工作人员", Staff),
    ("staff.password", "修改密码", Look),
    ("staff.password-recovered", "用恢复码重设密码", Look),
    ("office.setup", "建立司法所", Look),
    ("office.settings", "首次设置", Look),
    ("office.unlock", "解锁", Look),
    ("office.lock", "锁定", Look),
    ("office.recovery-confirmed", "确认恢复码", Staff),
    ("office.recovery-replaced", "更换恢复码", Staff),
    ("office.backup", "备份", Backup),
    ("office.backup-pin", "长期保留备份", Backup),
    ("office.backup-folder", "选择备份文件夹", Backup),
    ("office.drill", "恢复演练", Backup),
    ("office.check", "核对档案", Look),
    ("office.restore", "从备份恢复", Restore),
    ("settings.backup", "修改备份设置", Staff),
    ("office.recompute", "重新计算期限", Look),
    ("office.day", "新的一天", Look),
    ("demo.fill", "生成演示数据", Look),
    ("approval.ask", "提请审批", Work),
    ("approval.withdraw", "撤回审批", Work),
    ("approval.approve", "审批同意", Approve),
    ("approval.refuse", "审批退回", Approve),
    ("retention.propose", "提请销毁", Work),
    ("retention.destroy", "批准销毁", Destroy),
    ("matter.destroy", "销毁事项", Destroy),
    ("staff.role", "修改职责", Staff),
];

/// The role with an id.
pub(crate) fn role(id: &str) -> Option<&'static StaffRole> {
    ROLES.iter().find(|role| role.id == id)
}

/// The title of a role; an unknown one is its id.
pub(crate) fn role_title(id: &str) -> String {
    role(id).map_or(id, |role| role.title).to_owned()
}

/// Whether a role may do something.
pub(crate) fn has(id: &str, power: Power) -> bool {
    role(id).map_or(power == Look, |role| role.powers.contains(&power))
}

/// Refuses what a role may not do, naming who may.
pub(crate) fn allow(id: &str, power: Power) -> Result<()> {
    if has(id, power) {
        return Ok(());
    }
    let may: Vec<&str> =
        ROLES.iter().filter(|role| role.powers.contains(&power)).map(|role| role.title).collect();
    if may == [ROLES[0].title] {
        return Err(OfficeError::HeadOnly);
    }
    if id == "reader" {
        return Err(OfficeError::ReadOnly);
    }
    Err(OfficeError::NotAllowed { role: role_title(id), may: may.join("、") })
}

impl Session {
    /// The role of the person at the desk.
    pub(crate) fn own_role(&self) -> String {
        self.context().staff.get(&self.staff).map(|staff| staff.role.clone()).unwrap_or_default()
    }

    /// Whether the person at the desk may do something.
    pub(crate) fn can(&self, power: Power) -> bool {
        has(&self.own_role(), power)
    }

    /// Refuses an operation that is not for the person at the desk; one that is in no table is for nobody.
    pub(crate) fn may(&self, operation: &str) -> Result<()> {
        let (.., power) = OPERATIONS
            .iter()
            .find(|(known, ..)| *known == operation)
            .ok_or_else(|| OfficeError::Unknown { what: "operation", id: operation.to_owned() })?;
        allow(&self.own_role(), *power)
    }
}
