//! The receipt of a backup: with the end of the audit chain on paper, even a chain rewritten as a whole shows.

use super::words;
use crate::Assets;
use crate::documents::plain;
use crate::error::Result;
use crate::view::BackupSetView;
use calendar::{DateTime, cn_date};
use typeset::{Rendered, Stamp};

/// Letters of the hash in one group, so that two papers can be compared by eye.
const GROUP: usize = 8;

pub(super) fn page(assets: &Assets, set: &BackupSetView, now: DateTime) -> Result<Rendered> {
    let taken = calendar::parse_datetime(&set.taken_at)
        .map(|at| format!("{} {}", cn_date(at.date()), at.format("%H:%M")))
        .unwrap_or_else(|_| set.taken_at.clone());
    let head: Vec<&str> =
        set.audit_head.as_bytes().chunks(GROUP).filter_map(|group| std::str::from_utf8(group).ok()).collect();
    let holds = &set.holds;
    let lacks: Vec<String> = words::lacks(set).into_iter().map(|lack| format!("注意：{lack}")).collect();
    let mut lines = vec![
        format!("单位：{}", set.office_name),
        format!("备份时间：{taken}"),
        format!("备份人：{}", set.taken_by),
        format!("位置：{}", set.folder),
        format!(
            "内容：事项{}件，经过{}条，文书{}份，人员{}名，材料{}个，共{:.2}兆字节",
            holds.matters, holds.journal, holds.documents, holds.people, holds.attachments, set.megabytes
        ),
        format!("留痕：第{}条（备份时的末条），指纹如下", holds.audit),
        format!("指纹：{}", head.join(" ")),
        format!(
            "说明：{}。恢复时需要当时有权限的工作人员的密码，或者恢复码。以后核对留痕时，在程序的“留痕”页按“对照回执”，照本页填\
             条数和指纹的前两组（多填更好）；程序会说明第几条的指纹与本页是不是一致。",
            set.read_back
        ),
    ];
    lines.extend(lacks);
    lines.extend([
        format!("打印：{}", cn_date(now.date())),
        "保管人签名：　　　　　　　　　　日期：".to_owned(),
    ]);
    let document = plain::document("备份回执", &lines);
    Ok(assets.typesetter().render(&document, &Stamp::default())?)
}
