//! Where a backup can go: sticks that are plugged in, the folder in the user's documents, and folders that were chosen in
//! the system's own dialog.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use specta::Type;
use sysinfo::{DiskRefreshKind, Disks};

use crate::places;

/// A place for backups. The window names it by its id only.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Type)]
pub(crate) struct BackupPlace {
    /// Stands for the place as long as it is there.
    pub(crate) id: String,
    /// What the clerk reads: the stick's label.
    pub(crate) title: String,
    /// Where it is.
    pub(crate) path: String,
    /// A stick or another medium that can be carried away.
    pub(crate) removable: bool,
    /// It lies on the same disk as the office: that disk's end would be the end of both.
    pub(crate) beside_office: bool,
    /// Megabytes free.
    pub(crate) free_megabytes: u32,
}

/// Desktops mount what is plugged in below these.
const PLUGGED_IN: [&str; 3] = ["/media", "/run/media", "/mnt"];

/// All places there are now, sticks first, then those of the `chosen` folders that are there. The folder in the documents
/// is made when it is missing.
pub(crate) fn places(office: &Path, chosen: &[PathBuf]) -> Vec<BackupPlace> {
    let disks = Disks::new_with_refreshed_list_specifics(DiskRefreshKind::nothing().with_storage());
    // Where the system does not list its disks, the folder in the documents is left.
    let disks: Vec<&sysinfo::Disk> = disks.iter().flat_map(|disks| disks.iter()).collect();
    let disk_of = |folder: &Path| {
        let below = disks.iter().filter(|disk| folder.starts_with(disk.mount_point()));
        below.max_by_key(|disk| disk.mount_point().as_os_str().len())
    };
    let office = disk_of(office).map(|disk| disk.mount_point());
    let folder = |title: String, path: &Path| {
        let disk = disk_of(path);
        BackupPlace {
            beside_office: office.is_some() && disk.map(|disk| disk.mount_point()) == office,
            ..place(title, path, false, disk.map_or(0, |disk| disk.available_space()))
        }
    };
    let mut places: Vec<BackupPlace> = disks
        .iter()
        .filter(|disk| !disk.is_read_only() && (disk.is_removable() || is_plugged_in(disk.mount_point())))
        .map(|disk| {
            let path = disk.mount_point();
            let label = path.file_name().map(|name| name.to_string_lossy().into_owned());
            place(label.unwrap_or_else(|| path.display().to_string()), path, true, disk.available_space())
        })
        .collect();
    for path in chosen.iter().filter(|path| path.is_dir()) {
        if !places.iter().any(|place| Path::new(&place.path) == path) {
            places.push(folder("选定的文件夹".to_owned(), path));
        }
    }
    if let Some(own) = own_folder().filter(|own| std::fs::create_dir_all(own).is_ok())
        && !chosen.contains(&own)
    {
        places.push(folder("本机文件夹".to_owned(), &own));
    }
    places
}

/// The folder of a place by its id; none when it was pulled out.
pub(crate) fn find(id: &str, places: Vec<BackupPlace>) -> Option<PathBuf> {
    places.into_iter().find(|place| place.id == id).map(|place| PathBuf::from(place.path))
}

fn own_folder() -> Option<PathBuf> {
    places::exports().and_then(|exports| Some(exports.parent()?.join("备份")))
}

fn is_plugged_in(path: &Path) -> bool {
    PLUGGED_IN.iter().any(|parent| path.starts_with(parent) && path != Path::new(parent))
}

fn place(title: String, path: &Path, removable: bool, free: u64) -> BackupPlace {
    let path = path.display().to_string();
    let free_megabytes = u32::try_from(free / 1_000_000).unwrap_or(u32::MAX);
    BackupPlace { id: path.clone(), title, path, removable, beside_office: false, free_megabytes }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_mounted_below_media_counts_as_a_stick_and_the_system_does_not() {
        assert!(is_plugged_in(Path::new("/media/clerk/KINGSTON")));
        assert!(is_plugged_in(Path::new("/run/media/clerk/U盘")));
        assert!(!is_plugged_in(Path::new("/media")));
        assert!(!is_plugged_in(Path::new("/home")));
    }

    #[test]
    fn only_what_is_listed_can_be_named() {
        let (office, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let gone = other.path().join("没有");
        let chosen = [other.path().to_path_buf(), gone.clone()];
        let listed = places(office.path(), &chosen);
        let found = |path: &Path| find(&path.display().to_string(), listed.clone());
        assert_eq!(found(Path::new("/etc")), None);
        assert_eq!(found(&gone), None);
        assert_eq!(found(office.path()), None);
        assert_eq!(found(other.path()).as_deref(), Some(other.path()));
        let place = listed.iter().find(|place| place.path == other.path().display().to_string()).unwrap();
        assert!(!place.removable && place.title == "选定的文件夹");
        assert!(
            !places(office.path(), &[]).iter().any(|place| place.path == other.path().display().to_string())
        );
    }
}
