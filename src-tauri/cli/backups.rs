//! `backup`, `backups list`, `verify`, `restore`.

use std::path::Path;

use office::{
    Quiet, verdict,
    view::{BackupSetView, Holdings, RestoreKey, RestoreOver, RestorePreview},
    write_whole,
};

use super::{
    arguments::{Backup, BackupsList, KeyOf, Restore, Verify},
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
    let backup = &options.opening.backup;
    let staff = desk.preview_restore(backup, None)?.staff;
    let found = desk.verify_backup(backup, &key(&options.opening.key, &staff)?, &Quiet)?;
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
    let from = match (&options.backup, &options.pinned) {
        (Some(backup), _) => backup.clone(),
        (None, Some(Some(name))) => options.office.join("pinned").join(name),
        (None, _) => {
            let kept = desk.kept();
            if options.json {
                print::json(&kept);
            } else {
                kept.iter()
                    .for_each(|kept| print::text(&format!("{}\t{:.2} 兆字节", kept.name, kept.megabytes)));
            }
            return Ok(());
        }
    };
    let mut preview = desk.preview_restore(&from, None)?;
    // What would be lost is known only to who can open it; on a bare desk nothing is.
    let asked = options.yes
        || !matches!(preview.over, RestoreOver::Nothing | RestoreOver::Other)
        || preview.holds.is_none();
    let key = asked.then(|| key(&options.key, &preview.staff)).transpose()?;
    if !options.yes {
        if let Some(key) = &key {
            preview = desk.preview_restore(&from, Some(key))?;
        }
        if options.json {
            print::json(&preview);
        } else {
            compared(&preview);
        }
        return Ok(());
    }
    let Some(key) = key else { return Ok(()) };
    let over = if options.unknown { RestoreOver::Unknown } else { RestoreOver::Same };
    let done = desk.restore(&from, &key, over, clock::now(), &Quiet)?;
    if options.json {
        print::json(&done);
        return Ok(());
    }
    print::text(&format!(
        "恢复好了，已核对：事项 {} 件，复制材料 {} 个。{}",
        done.matters,
        done.attachments,
        done.words()
    ));
    if let Some(kept) = done.kept {
        print::text(&format!("原来的档案留在 {kept}"));
    }
    Ok(())
}

/// What a restore would do, as the window says it.
fn compared(preview: &RestorePreview) {
    preview.set.iter().for_each(line);
    let held = |title: &str, holds: &Holdings| {
        print::text(&format!(
            "{title}：事项 {} 件，经过 {} 条，文书 {} 份，人员 {} 名，材料 {} 个，留痕 {} 条",
            holds.matters, holds.journal, holds.documents, holds.people, holds.attachments, holds.audit
        ));
    };
    preview.holds.iter().for_each(|then| held("这一份里", then));
    preview.now.iter().for_each(|now| held("现在", now));
    if !preview.warning.is_empty() {
        print::text(&preview.warning);
    }
    let word = match preview.over {
        RestoreOver::Other => return,
        RestoreOver::Unknown => "--yes --unknown",
        RestoreOver::Nothing | RestoreOver::Same => "--yes",
    };
    print::text(&format!("还没有恢复。加上 {word} 才会照做；原有的档案会留在 pinned 里。"));
}

/// Asks for what opens the set. With one member of staff nobody has to be named.
fn key(opening: &KeyOf, staff: &[String]) -> Result<RestoreKey, Refused> {
    let secret = password(Asking::Known)?;
    if opening.code {
        return Ok(RestoreKey::Code { code: secret });
    }
    let name = opening.staff.clone().or_else(|| staff.first().filter(|_| staff.len() == 1).cloned());
    let staff = name.ok_or_else(|| ShellError::WhichStaff { names: staff.join("、") })?;
    Ok(RestoreKey::Password { staff, password: secret })
}
