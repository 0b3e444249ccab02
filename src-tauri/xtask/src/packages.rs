//! The Debian packages each task needs, installed when they are missing.

use std::process::Command;

use crate::{
    command::{found, output, run},
    failure::Failure,
};

/// To build the program.
pub(crate) const BUILD: &[&str] =
    &["build-essential", "pkg-config", "perl", "libssl-dev", "libwebkit2gtk-4.1-dev"];
/// To show the window where there is no screen, with Chinese on it, and to take its picture.
pub(crate) const SCREEN: &[&str] = &["xvfb", "fonts-noto-cjk", "xdotool", "imagemagick"];
/// To read PDFs back.
pub(crate) const READ: &[&str] = &["poppler-utils", "qpdf"];
/// To drive the real window, to print without paper, and to have a stick to pull out.
pub(crate) const TEST: &[&str] =
    &["webkit2gtk-driver", "cups-client", "cups-daemon", "exfat-fuse", "exfatprogs", "procps", "mount"];

/// Installs what is missing of `wanted`, or says what to type.
pub(crate) fn install(wanted: &[&[&str]]) -> Result<(), Failure> {
    if !found("dpkg-query") {
        // Not a Debian: what is missing will say so itself.
        println!("no dpkg here: taking it that the libraries are installed");
        return Ok(());
    }
    let missing: Vec<&str> =
        wanted.iter().flat_map(|list| list.iter().copied()).filter(|package| !installed(package)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    if output(Command::new("id").arg("-u"))?.trim() != "0" {
        return Err(Failure::PackagesMissing(missing.join(" ")));
    }
    println!("installing: {}", missing.join(" "));
    run(Command::new("apt-get").arg("update").arg("-q"))?;
    run(Command::new("apt-get")
        .args(["install", "-y", "-q", "--no-install-recommends"])
        .args(&missing)
        .env("DEBIAN_FRONTEND", "noninteractive"))
}

fn installed(package: &str) -> bool {
    Command::new("dpkg-query")
        .args(["-W", "-f=${db:Status-Status}", package])
        .output()
        .is_ok_and(|output| output.status.success() && output.stdout == b"installed")
}
