//! Disks that are full or cannot be written.

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use super::{TODAY, records, run, told};
use crate::support::{copy, demo, folder, left_out, text};

/// A small disk of its own, unmounted when dropped.
struct Disk(PathBuf);

impl Disk {
    /// None, with a message, where this user may not mount.
    fn mount(path: &Path, size: &str) -> Option<Disk> {
        fs::create_dir_all(path).expect("a folder");
        let option = format!("size={size}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &option, "tmpfs"]).arg(path).output();
        if mounted.is_ok_and(|done| done.status.success()) {
            return Some(Disk(path.to_path_buf()));
        }
        left_out("mounting is not permitted");
        None
    }

    fn fill(&self) {
        let mut ballast = fs::File::create(self.0.join("ballast")).expect("a file");
        let piece = [0_u8; 4096];
        while ballast.write_all(&piece).is_ok() {}
    }

    fn free(&self) {
        fs::remove_file(self.0.join("ballast")).expect("the ballast");
    }

    fn read_only(&self) {
        let done = Command::new("mount").args(["-o", "remount,ro"]).arg(&self.0).status();
        assert!(done.is_ok_and(|status| status.success()), "remounted");
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("a folder").filter_map(Result::ok);
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// A form's example as a file.
fn example(folder: &Path, form: &str) -> PathBuf {
    let file = folder.join(format!("{form}.json"));
    fs::write(&file, run(&["fill", "--form", form, "--example"]).out).expect("the example");
    file
}

#[test]
fn a_form_that_does_not_fit_on_the_disk_leaves_what_was_there() {
    let folder = folder();
    let Some(disk) = Disk::mount(&folder.path().join("disk"), "1m") else { return };
    let out = disk.0.join("书.pdf");
    let fill = |form: &str, values: &Path| {
        run(&["fill", "--form", form, "--values", text(values), "--out", text(&out), "--json"])
    };
    let (agreement, record) =
        (example(folder.path(), "mediation-agreement"), example(folder.path(), "mediation-record"));
    assert_eq!(fill("mediation-agreement", &agreement).code, 0);
    let before = fs::read(&out).expect("the document");
    disk.fill();
    told(&fill("mediation-record", &record), "shell.write", &[text(&out), "磁盘满了"]);
    assert!(fs::read(&out).expect("the document") == before, "the old document is whole");
    assert_eq!(names(&disk.0).len(), 2, "{:?}", names(&disk.0));
    fs::remove_file(&out).expect("the document");
    disk.free();
    disk.fill();
    told(&fill("mediation-record", &record), "shell.write", &[text(&out), "磁盘满了"]);
    assert_eq!(names(&disk.0), ["ballast"], "no half document");
    // Places where no file can be.
    let to = |out: &Path| {
        let values = text(&agreement);
        run(&["fill", "--form", "mediation-agreement", "--values", values, "--out", text(out), "--json"])
    };
    told(&to(&folder.path().join("没有/书.pdf")), "shell.write", &["没有/书.pdf", "没有这个文件或文件夹"]);
    told(&to(folder.path()), "shell.write", &[text(folder.path()), "文件夹"]);
    told(&to(Path::new("/dev/full")), "shell.write", &["/dev/full", "磁盘满了"]);
}

#[test]
fn printing_onto_a_full_disk_leaves_no_half_document() {
    let folder = folder();
    let Some(disk) = Disk::mount(&folder.path().join("disk"), "200k") else { return };
    let office = folder.path().join("office");
    copy(demo(), &office);
    let before = records(&office);
    let out = disk.0.join("文书");
    let ran = run(&["print", "--office", text(&office), "--all", "--out", text(&out), "--json"]);
    told(&ran, "file.io", &[text(&out), "磁盘满了"]);
    assert!(ran.out.is_empty());
    for name in names(&out) {
        let bytes = fs::read(out.join(&name)).expect("a document");
        assert!(
            bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF"),
            "{name} is not whole"
        );
    }
    assert_eq!(records(&office), before);
}

#[test]
fn an_office_that_does_not_fit_is_not_left_half_made() {
    let folder = folder();
    for size in ["64k", "4000k"] {
        let Some(disk) = Disk::mount(&folder.path().join(size), size) else { return };
        let office = disk.0.join("演示");
        let made = run(&["demo", "--office", text(&office), "--matters", "60", "--today", TODAY, "--json"]);
        told(&made, "store.disk-full", &[text(&office), "腾出空间"]);
        assert!(made.out.is_empty());
        let left = names(&office);
        assert!(left.iter().all(|name| name == "office.lock"), "{size}: {left:?}");
        if size == "64k" {
            let setup = ["setup", "--office", text(&office), "--name", "长河镇司法所", "--staff", "王敏"];
            told(&run(&setup), "store.disk-full", &[text(&office)]);
        } else {
            // With less to hold it fits, in the same folder.
            let made =
                run(&["demo", "--office", text(&office), "--matters", "0", "--today", TODAY, "--json"]);
            assert_eq!(made.json()["matters"], 0);
            records(&office);
        }
    }
}

#[test]
fn an_office_on_a_full_disk_can_be_read_and_loses_nothing() {
    let folder = folder();
    let Some(disk) = Disk::mount(&folder.path().join("disk"), "4m") else { return };
    let office = disk.0.join("office");
    copy(demo(), &office);
    let before = records(&office);
    disk.fill();
    let duties = run(&["duties", "--office", text(&office), "--today", TODAY, "--json"]);
    assert_eq!(duties.json(), before["duties"], "a full disk does not keep the office shut");
    let checked = run(&["check", "--office", text(&office), "--json"]).json();
    assert_eq!((&checked["ok"], &checked["matters"]), (&true.into(), &before["matters"]));
    let inside = office.join("文书");
    let ran = run(&["print", "--office", text(&office), "--all", "--out", text(&inside), "--json"]);
    told(&ran, "file.io", &["磁盘满了"]);
    disk.free();
    assert_eq!(records(&office), before);
}

#[test]
fn a_read_only_disk_is_told() {
    let folder = folder();
    let Some(disk) = Disk::mount(&folder.path().join("disk"), "4m") else { return };
    let office = disk.0.join("office");
    copy(demo(), &office);
    disk.read_only();
    let (out, inside) = (folder.path().join("文书"), disk.0.join("新的"));
    for words in [
        &["check", "--office", text(&office), "--json"][..],
        &["duties", "--office", text(&office), "--today", TODAY, "--json"],
        &["print", "--office", text(&office), "--all", "--out", text(&out), "--json"],
    ] {
        let ran = run(words);
        told(&ran, "store.read-only", &[text(&office), "只读"]);
        assert!(ran.out.is_empty());
    }
    let setup = ["setup", "--office", text(&inside), "--name", "长河镇司法所", "--staff", "王敏"];
    told(&run(&setup), "store.read-only", &[text(&inside)]);
    told(&run(&["demo", "--office", text(&inside)]), "store.read-only", &[text(&inside)]);
    let printed = run(&["print", "--office", text(demo()), "--all", "--out", text(&inside)]);
    told(&printed, "file.io", &[text(&inside), "只读"]);
    let values = example(folder.path(), "mediation-agreement");
    let pdf = disk.0.join("书.pdf");
    let filled =
        run(&["fill", "--form", "mediation-agreement", "--values", text(&values), "--out", text(&pdf)]);
    told(&filled, "shell.write", &[text(&pdf), "只读"]);
    // Copied to where it can be written, it is the same office.
    let copied = folder.path().join("copy");
    copy(&office, &copied);
    assert_eq!(records(&copied), records_of_demo(folder.path()));
}

fn records_of_demo(folder: &Path) -> serde_json::Value {
    let office = folder.join("again");
    copy(demo(), &office);
    records(&office)
}
