//! A stick: an exFAT file system on a loop device, which can be full, read-only or pulled out.

use std::{
    cell::Cell,
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};

/// A stick of its own; unmounted when dropped.
pub(crate) struct Stick {
    image: PathBuf,
    device: String,
    place: PathBuf,
    /// The process that serves the mounted file system.
    server: Cell<u32>,
}

impl Stick {
    /// None, with a message, where this user may not mount or has no exFAT.
    pub(crate) fn make(folder: &Path, megabytes: u64) -> Option<Stick> {
        let image = folder.join("stick.img");
        let file = fs::File::create(&image).expect("an image");
        file.set_len(megabytes * 1024 * 1024).expect("its size");
        let device = ran("mkfs.exfat", &[image.as_os_str().to_str()?])
            .and_then(|_| ran("losetup", &["-f", "--show", image.to_str()?]));
        let Some(device) = device else {
            super::left_out("there is no loop device or no exFAT here");
            return None;
        };
        let place = folder.join("U盘");
        fs::create_dir_all(&place).expect("a folder");
        let stick = Stick { image, device: device.trim().to_owned(), place, server: Cell::new(0) };
        if stick.plug_in(false) {
            return Some(stick);
        }
        super::left_out("mounting is not permitted");
        None
    }

    /// Where it is mounted.
    pub(crate) fn place(&self) -> &Path {
        &self.place
    }

    /// Mounts it (again).
    pub(crate) fn plug_in(&self, read_only: bool) -> bool {
        // What was written after a stick was pulled out lies in the folder where it was mounted.
        let _ = fs::remove_dir_all(&self.place);
        fs::create_dir_all(&self.place).expect("a folder");
        let options = if read_only { "ro" } else { "rw" };
        // The system may need a moment to let go of a stick that was pulled out.
        let until = Instant::now() + Duration::from_secs(10);
        while Instant::now() < until {
            let mounted = Command::new("mount.exfat-fuse")
                .args(["-o", options, &self.device])
                .arg(&self.place)
                .stdout(Stdio::null())
                .status();
            let mounts = fs::read_to_string("/proc/mounts").unwrap_or_default();
            if mounted.is_ok_and(|done| done.success()) && mounts.contains(&format!("{} ", self.device)) {
                let words = format!("mount.exfat-fuse -o {options} {}", self.device);
                let server = ran("pgrep", &["-f", &words]).and_then(|pid| pid.trim().parse().ok());
                self.server.set(server.expect("the file system's server"));
                return true;
            }
            sleep(Duration::from_millis(100));
        }
        false
    }

    /// Pulls it out: whoever writes to it gets an error from one moment to the next, and nothing more is written.
    pub(crate) fn pull(&self) {
        ran("kill", &["-9", &self.server.get().to_string()]);
        ran("umount", &["-l", self.place.to_str().unwrap_or_default()]);
    }

    /// Takes it out properly.
    pub(crate) fn eject(&self) {
        ran("umount", &[self.place.to_str().unwrap_or_default()]);
    }
}

impl Drop for Stick {
    fn drop(&mut self) {
        ran("umount", &["-l", self.place.to_str().unwrap_or_default()]);
        ran("losetup", &["-d", &self.device]);
        let _ = fs::remove_file(&self.image);
    }
}

fn ran(program: &str, words: &[&str]) -> Option<String> {
    let done = Command::new(program).args(words).stderr(Stdio::null()).output().ok()?;
    done.status.success().then(|| String::from_utf8_lossy(&done.stdout).into_owned())
}
