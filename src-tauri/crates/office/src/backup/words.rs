//! What a backup did, was taken without, or found wrong in the office, in words.

use crate::session::{Session, found};
use crate::view::{BackupDone, BackupSetView, BackupVerified};
use store::{BackupReceipt, BackupReport, BackupSet};

/// So many are named; the others are counted.
const NAMED: usize = 5;

/// What was read back from the device when the set was taken.
pub(super) fn read_back(set: &BackupSet) -> String {
    let Some(did) = set.manifest.files else {
        return "数据文件和当时新写的材料文件已从介质逐字读回，数据文件已打开核对".to_owned();
    };
    let read = did.written + did.read + did.healed;
    let mut parts = vec![format!("新写{}个", did.written), format!("以前写好的{}个", did.read)];
    if did.healed > 0 {
        parts.push(format!("盘上坏了、重新写好的{}个", did.healed));
    }
    let rest = match set.manifest.attachments.saturating_sub(read) {
        0 => String::new(),
        rest => format!("，其余{rest}个以前备份时读回过，这次没有读"),
    };
    let files = match read {
        0 => String::new(),
        read => format!("；读回核对了材料文件{read}个（{}）{rest}", parts.join("，")),
    };
    format!("数据文件已从介质逐字读回、打开并核对{files}")
}

/// What a set is without, or has of the office's faults.
pub(super) fn lacks(set: &BackupSetView) -> Vec<String> {
    let mut lacks = Vec::new();
    if set.missing > 0 {
        lacks.push(format!("有{}个材料文件备份时在本机已经损坏或者不见，这份备份里没有。", set.missing));
    }
    if set.faults > 0 {
        lacks.push(format!("备份时本机的档案自己有{}处问题，备份照原样做。", set.faults));
    }
    lacks
}

/// The closing sentence of a backup.
pub fn backed_up(done: &BackupDone) -> String {
    let matters = done.set.holds.matters;
    let (read, out) = (&done.set.read_back, "是U盘的，现在可以拔出。");
    if done.notes.is_empty() {
        return format!("备份好了：事项 {matters} 件。{read}。{out}");
    }
    format!("备份好了，但请注意：{}事项 {matters} 件。{read}。{out}", done.notes.concat())
}

/// The closing sentence of verifying or of a drill.
pub fn verdict(verified: &BackupVerified) -> String {
    match verified.findings.first() {
        None => format!(
            "这份备份完好，可以用来恢复：事项 {} 件。{}",
            verified.set.holds.matters,
            verified.notes.concat()
        ),
        Some(first) => {
            format!("这份备份有 {} 处问题。第一处：{}{}", verified.findings.len(), first.message, first.next)
        }
    }
}

/// What else is to be known of a backup that is done.
pub(super) fn notes(session: &Session, receipt: &BackupReceipt) -> Vec<String> {
    let mut notes = Vec::new();
    if !receipt.missing.is_empty() {
        notes.push(format!(
            "有 {} 个材料文件在本机已经损坏或者不见，盘上也没有好的，这份备份里没有{}。请插上以前备份用的U盘再备份一次：\
             那上面若还有好的，就用那份新备份恢复；都没有的，请把原件重新附上。",
            receipt.missing.len(),
            named(session, &receipt.missing)
        ));
    }
    if !receipt.damaged_here.is_empty() {
        notes.push(format!(
            "有 {} 个材料文件在本机已经损坏或者不见，盘上的还是好的，备份里有{}。请用这份备份恢复一次，本机就好了；\
             或者把原件重新附上。",
            receipt.damaged_here.len(),
            named(session, &receipt.damaged_here)
        ));
    }
    if let Some(files) = receipt.set.manifest.files.filter(|files| files.healed > 0) {
        notes.push(format!(
            "盘上有 {} 个材料文件坏了，已经照本机的重新写好。这个盘可能快坏了，请准备换一个。",
            files.healed
        ));
    }
    if let Some(first) = receipt.set.manifest.faults.first() {
        notes.push(format!(
            "本机的档案自己有 {} 处问题，备份照原样做，旧的备份这次没有清理。第一处：{}请联系维护人员。",
            receipt.set.manifest.faults.len(),
            found(first).message
        ));
    }
    notes
}

/// What a set was taken without, and the faults that come back with it. Nobody may be at the desk.
pub(super) fn taken_with(session: Option<&Session>, report: &BackupReport) -> Vec<String> {
    let mut notes = Vec::new();
    if !report.missing.is_empty() {
        notes.push(format!(
            "有 {} 个材料文件备份时在本机已经损坏或者不见，里面没有{}。",
            report.missing.len(),
            session.map(|session| named(session, &report.missing)).unwrap_or_default()
        ));
    }
    if !report.faults.is_empty() {
        let told: String = report.faults.iter().take(NAMED).map(|fault| found(fault).message).collect();
        notes.push(format!("备份时本机的档案自己有 {} 处问题，恢复以后还会有：{told}", report.faults.len()));
    }
    notes
}

/// The names of kept files with the matters they are of, as far as the person at the desk may see them.
fn named(session: &Session, hashes: &[String]) -> String {
    let names = session.read(|reader| {
        let mut names = Vec::new();
        for hash in hashes {
            let Some(first) = reader.attachments_kept_as(hash)?.into_iter().next() else { continue };
            names.push(match first.matter {
                Some(matter) => {
                    let matter = reader.matter(matter)?.data;
                    format!("{}（{}）", first.name, matter.number.unwrap_or(matter.title))
                }
                None => first.name,
            });
            if names.len() == NAMED {
                break;
            }
        }
        Ok(names)
    });
    // The backup is done, whether they can be named or not.
    let names = names.unwrap_or_default();
    if names.is_empty() {
        return String::new();
    }
    let more = if names.len() < hashes.len() { "等" } else { "" };
    format!("：{}{more}", names.join("、"))
}
