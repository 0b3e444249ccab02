//! Sets of every schema there was, and of one there is not yet.

use std::fs;
use std::path::Path;

use super::manifest::{KeptFiles, Label, Manifest, NAME};
use super::set::{DATABASE, LIST};
use super::take::what_is_in;
use super::{BackupSecret, BackupSet, copying};
use crate::keys::{KeyFile, Look};
use crate::store::{OfficeState, Store};
use crate::tests::backup::put_back;
use crate::tests::{now, password, unlock};
use crate::{connection, migration};

/// The office of the first version, brought to a later schema as a program of that time did, as a set says it has
/// schema `said`.
fn set_of(place: &Path, version: usize, said: usize) -> BackupSet {
    let (office, set) = (place.join("office"), place.join("stick/shelf/set"));
    fs::create_dir_all(&office).unwrap();
    fs::create_dir_all(&set).unwrap();
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/v1");
    fs::copy(fixture.join("keys.json"), KeyFile::path(&set)).unwrap();
    let path = office.join(DATABASE);
    fs::copy(fixture.join(DATABASE), &path).unwrap();
    let Look::Whole(keys) = KeyFile::look(&set).unwrap() else { panic!("no keys") };
    let master = keys.unwrap_for(1, &password()).unwrap().unwrap();
    let key = master.database(keys.salt().unwrap());
    let mut connection = connection::open(&path, &key).unwrap();
    migration::migrate(&mut connection, &path, &key, &migration::STEPS[..version]).unwrap();
    connection.pragma_update(None, "journal_mode", "DELETE").unwrap();
    let (rows, audit, hashes) = what_is_in(&connection, &path).unwrap();
    assert!(hashes.is_empty());
    connection.close().unwrap();
    let database = copying::copy(&path, &set.join(DATABASE), u64::MAX, &mut |_| Ok(())).unwrap();
    fs::write(set.join(LIST), b"").unwrap();
    let label = Label {
        office: keys.office().to_owned(),
        office_name: "示例镇司法所".to_owned(),
        taken_at: now(),
        taken_by: "演示员".to_owned(),
        program: "0.1.0".to_owned(),
        schema: u32::try_from(said).unwrap(),
        rows,
        audit,
        database_bytes: database.bytes,
        database_hash: database.hash,
        attachments_hash: blake3::hash(b"").to_hex().to_string(),
        attachments: 0,
        attachment_bytes: 0,
        files: KeptFiles::default(),
        faults: Vec::new(),
    };
    fs::write(set.join(NAME), Manifest::new(label, &master).unwrap().to_bytes().unwrap()).unwrap();
    BackupSet::open(&set).unwrap()
}

#[test]
fn a_set_of_every_older_schema_is_verified_drilled_and_restored() {
    let password = password();
    let secret = BackupSecret::Password(1, &password);
    for version in 1..=migration::STEPS.len() {
        let place = tempfile::tempdir().unwrap();
        let set = set_of(place.path(), version, version);
        let before = fs::read(set.database()).unwrap();
        let report = set.verify(&secret, &place.path().join("scratch"), &mut |_| true).unwrap();
        assert!(report.sound(), "schema {version}: {report:?}");
        let drill = set.drill(&place.path().join("drill"), &secret, now(), &mut |_| true).unwrap();
        assert_eq!(drill.matters, 1, "schema {version}");
        let bare = place.path().join("bare");
        put_back(&bare, &set, &secret, &[], &mut |_| true).unwrap();
        let store = unlock(&bare).unwrap();
        assert!(store.check(|_| true).unwrap().sound(), "schema {version}");
        let title = store.read(|r| r.matter(1)).unwrap().data.title;
        assert_eq!(title, "张三、李四借款纠纷", "schema {version}");
        assert_eq!(fs::read(set.database()).unwrap(), before, "the set stays as it was taken");
        // Damaged, it is found out as any other.
        let mut broken = before;
        let middle = broken.len() / 2;
        broken[middle] ^= 1;
        fs::write(set.database(), broken).unwrap();
        let verified = set.verify(&secret, &place.path().join("scratch"), &mut |_| true);
        assert!(!verified.is_ok_and(|report| report.sound()), "schema {version}");
    }
}

#[test]
fn a_set_of_a_newer_schema_is_refused_with_its_own_sentence() {
    let password = password();
    let secret = BackupSecret::Password(1, &password);
    let place = tempfile::tempdir().unwrap();
    let set = set_of(place.path(), migration::STEPS.len(), migration::STEPS.len() + 1);
    let bare = place.path().join("bare");
    let refused = [
        set.verify(&secret, &place.path().join("scratch"), &mut |_| true).map(drop),
        set.drill(&place.path().join("drill"), &secret, now(), &mut |_| true).map(drop),
        put_back(&bare, &set, &secret, &[], &mut |_| true).map(drop),
    ];
    for error in refused.map(Result::unwrap_err) {
        assert_eq!(error.code(), "store.backup-newer");
    }
    assert_eq!(Store::look(&bare).unwrap(), OfficeState::Absent);
}
