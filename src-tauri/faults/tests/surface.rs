//! What the page in the window may do, and what could get into the program from there: held as the files say it, so that
//! nobody widens it in passing.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn json(file: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(root().join(file)).unwrap()).unwrap()
}

fn sources(folder: &str) -> Vec<(PathBuf, String)> {
    let mut files = Vec::new();
    let mut open = vec![root().join(folder)];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).unwrap().flatten() {
            let path = entry.path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                files.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    files
}

#[test]
fn the_page_runs_only_what_came_with_it_and_reaches_no_network() {
    let config = json("tauri.conf.json");
    let policy = config["app"]["security"]["csp"].as_str().unwrap();
    let rules: Vec<Vec<&str>> = policy.split(';').map(|rule| rule.split_whitespace().collect()).collect();
    let of = |name: &str| rules.iter().find(|rule| rule[0] == name).map(|rule| rule[1..].to_vec()).unwrap();
    assert_eq!(of("default-src"), ["'none'"]);
    // WebAssembly for the pages on screen; no text that was brought in becomes a program.
    assert_eq!(of("script-src"), ["'self'", "'wasm-unsafe-eval'"]);
    assert_eq!(of("style-src"), ["'self'"]);
    assert_eq!(of("connect-src"), ["'self'", "ipc:", "http://ipc.localhost"]);
    for none in ["object-src", "frame-src", "base-uri", "form-action", "frame-ancestors"] {
        assert_eq!(of(none), ["'none'"], "{none}");
    }
    let sources: BTreeSet<&str> = rules.iter().flat_map(|rule| rule[1..].iter().copied()).collect();
    let known = ["'none'", "'self'", "'wasm-unsafe-eval'", "data:", "blob:", "ipc:", "http://ipc.localhost"];
    assert!(sources.iter().all(|source| known.contains(source)), "{sources:?}");
    let security = config["app"]["security"].as_object().unwrap();
    assert_eq!(security.keys().collect::<Vec<_>>(), ["csp"], "nothing takes the policy back");
    assert_eq!(config["app"].get("withGlobalTauri"), None);
    assert_eq!(config.get("plugins"), None);
}

#[test]
fn beside_the_programs_own_commands_the_page_may_only_hear_events() {
    let folder = root().join("src-tauri/capabilities");
    let files: Vec<PathBuf> = fs::read_dir(folder).unwrap().flatten().map(|entry| entry.path()).collect();
    assert_eq!(files.len(), 1, "{files:?}");
    let capability = json("src-tauri/capabilities/main.json");
    assert_eq!(capability["windows"], serde_json::json!(["main"]));
    assert_eq!(
        capability["permissions"],
        serde_json::json!(["core:event:allow-listen", "core:event:allow-unlisten"])
    );
    assert_eq!(capability.get("remote"), None);
}

/// Commands take typed values: what is neither (JSON as it comes) is a draft or what the window keeps for itself, and both
/// have a largest size.
#[test]
fn commands_take_typed_values_and_no_paths() {
    let mut untyped = Vec::new();
    for (path, text) in sources("src-tauri/commands") {
        for (before, signature) in commands(&text) {
            let name = signature.split('(').next().unwrap_or_default().trim().to_owned();
            for parameter in signature.split_once('(').map_or("", |(_, rest)| rest).split(',') {
                let Some((_, kind)) = parameter.split_once(':') else { continue };
                let kind = kind.trim();
                assert!(!kind.contains("Path"), "{}: {name} takes {kind}", path.display());
                if kind.contains("Value") || kind.contains("Request<") {
                    untyped.push(name.clone());
                }
            }
            let typed = before.contains("specta::specta") || name == "upload";
            assert!(typed, "{}: {name} has no types for the window", path.display());
        }
    }
    untyped.sort();
    assert_eq!(untyped, ["save_preferences", "upload"]);
}

/// Each command's attributes and its signature up to the answer.
fn commands(text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for piece in text.split("#[tauri::command").skip(1) {
        let (before, after) = piece
            .split_once("pub(crate) fn ")
            .or_else(|| piece.split_once("pub(crate) async fn "))
            .unwrap_or_else(|| panic!("a command of another form: {piece}"));
        let signature = after.split("->").next().unwrap_or_default().split('{').next().unwrap_or_default();
        found.push((before.to_owned(), signature.to_owned()));
    }
    found
}

/// The program keeps no log, and says nothing of anybody on its output: the command line's answers are all there is.
#[test]
fn nothing_is_logged() {
    let loggers = ["println!(", "eprintln!(", "print!(", "eprint!(", "dbg!(", "log::", "tracing::"];
    // Proofs, tasks and measurements are no part of the program and speak as tools do.
    let tools = ["/faults/", "/xtask/", "/bench/", "/tests", "/examples"];
    let mut seen = 0;
    for (path, text) in sources("src-tauri") {
        let name = format!("/{}", path.strip_prefix(root().join("src-tauri")).unwrap().display());
        if tools.iter().any(|tool| name.contains(tool))
            || name.ends_with("tests.rs")
            || name.ends_with("cli/print.rs")
        {
            continue;
        }
        seen += usize::from(name.matches('/').count() == 1);
        let program = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        for (number, line) in program.lines().enumerate() {
            // Not `FileDialog::new`.
            let whole = |at: usize| !line[..at].ends_with(|c: char| c.is_alphanumeric());
            let found = loggers.iter().find(|logger| {
                line.find(**logger).is_some_and(whole) && !line.trim_start().starts_with("//")
            });
            assert!(found.is_none(), "{name}:{}: {line}", number + 1);
        }
    }
    assert!(seen > 5, "the shell itself was looked at");
    let manifests = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    assert!(!manifests.contains("tracing") && !manifests.contains("log ="));
}

/// Secrets are wiped when they are dropped and are not in debug output.
#[test]
fn secrets_are_wiped_and_never_shown() {
    let keys =
        sources("src-tauri/crates/store/src/keys").into_iter().map(|(_, text)| text).collect::<String>();
    for secret in ["pub struct Password(String)", "pub struct RecoveryCode(String)"] {
        let (before, _) = keys.split_once(secret).unwrap();
        let derive = before.lines().rev().find(|line| line.starts_with("#[derive")).unwrap();
        assert!(
            derive.contains("ZeroizeOnDrop") && !derive.contains("Debug") && !derive.contains("Serialize"),
            "{derive}"
        );
    }
    for key in ["struct MasterKey(Zeroizing<", "key: Zeroizing<", "seal: Zeroizing<", "name: Zeroizing<"] {
        assert!(keys.contains(key), "{key}");
    }
    let password = store::Password::new("不能看见的密码".to_owned());
    assert!(!format!("{password:?}").contains('密') && !format!("{password:?}").contains("看见"));
    let code = store::RecoveryCode::parse("2345A").unwrap_err();
    assert!(!code.to_string().contains("2345A"));
}
