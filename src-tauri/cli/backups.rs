//! `backup`, `backups list`, `verify`, `restore`.

use std::path::Path;

use office::{
    Quiet, verdict,
    view::{BackupSetView, RestoreKey},
    write_whole,
};

use super::{
    arguments::{Backup, BackupsList, Opening, Restore, Verify},
    print,
    run::{Asking, Done, password, unlock},
};
use crate::{
    clock,
    failure::{Refused, ShellError},
    shell,
};

pub(super) fn backup(options: &Backup, assets: Option<&Path>) -> Done {
    let session = unlock(&options.office, assets)?;
    let done = session.back_up(&options.to, clock::now(), &Quiet)?;
    if let Some(path) = &options.receipt {
        let receipt = session.backup_receipt_bytes(Path::new(&done.set.folder), clock::now())?;
        write_whole(path, &receipt).map_err(|source| ShellError::Write { path: path.clone(), source })?;
    }
    if options.json {
        print::json(&done.set);
        return Ok(());
    }
    print::text(&done.set.folder);
    print::text(&format!(
        "事项 {} 件，材料 {} 个（这次新写 {} 个），留痕 {} 条，末条指纹 {}",
        done.set.holds.matters,
        done.set.holds.attachments,
        done.written,
        done.set.holds.audit,
        done.set.audit_head
    ));
    print::text(&format!("{}。可以拔出。", done.set.read_back));
    done.notes.iter().for_each(|note| print::note(note));
    Ok(())
}

pub(super) fn list(options: &BackupsList, assets: Option<&Path>) -> Done {
    let desk = shell::open(assets.map(Path::to_owned), options.place.clone())?;
    let found = desk.backups(&options.place)?;
    if options.json {
        print::json(&found);
        return Ok(());
    }
    found.sets.iter().for_each(line);
    for error in &found.unreadable {
        print::note(&format!("{} {}", error.message, error.next));
    }
    Ok(())
}

fn line(set: &BackupSetView) {
    let pinned = set.pinned.as_ref().map(|reason| format!("\t长期保留：{reason}")).unwrap_or_default();
    print::text(&format!(
        "{}\t{}\t事项 {} 件\t{:.2} 兆字节\t{}{pinned}",
        set.taken_at.replace('T', " "),
        set.office_name,
        set.holds.matters,
        set.megabytes,
        set.folder
    ));
}

pub(super) fn verify(options: &Verify, assets: Option<&Path>) -> Done {
    let desk = shell::open(assets.map(Path::to_owned), options.opening.backup.clone())?;
    let staff = desk.preview_restore(&options.opening.backup)?.staff;
    let found = desk.verify_backup(&options.opening.backup, &key(&options.opening, &staff)?, &Quiet)?;
    if options.json {
        print::json(&found);
    } else {
        print::text(&verdict(&found));
        found.findings.iter().for_each(|finding| print::text(&finding.message));
    }
    if found.ok {
        return Ok(());
    }
    let first = found.findings.first().map(|finding| finding.message.clone()).unwrap_or_default();
    Err(ShellError::Damaged { count: found.findings.len(), first }.into())
}

pub(super) fn restore(options: &Restore, assets: Option<&Path>) -> Done {
    let desk = shell::open(assets.map(Path::to_owned), options.office.clone())?;
    let preview = desk.preview_restore(&options.opening.backup)?;
    if !options.yes {
        if options.json {
            print::json(&preview);
        } else {
            line(&preview.set);
            print::text("还没有恢复。加上 --yes 才会照做；原有的档案会留在 pinned 里。");
        }
        return Ok(());
    }
    let key = key(&options.opening, &preview.staff)?;
    let done = desk.restore(&options.opening.backup, &key, clock::now(), &Quiet)?;
    if options.json {
        print::json(&done);
        return Ok(());
    }
    print::text(&format!(
        "恢复好了，已核对：事项 {} 件，复制材料 {} 个。{}",
        done.matters,
        done.attachments,
        done.destroyed_words()
    ));
    if let Some(kept) = done.kept {
        print::text(&format!("原来的档案留在 {kept}"));
    }
    Ok(())
}

/// Asks for what opens the set. With one member of staff nobody has to be named.
fn key(opening: &Opening, staff: &[String]) -> Result<RestoreKey, Refused> {
    let secret = password(Asking::Known)?;
    if opening.code {
        return Ok(RestoreKey::Code { code: secret });
    }
    let name = opening.staff.clone().or_else(|| staff.first().filter(|_| staff.len() == 1).cloned());
    let staff = name.ok_or_else(|| ShellError::WhichStaff { names: staff.join("、") })?;
    Ok(RestoreKey::Password { staff, password: secret })
}
