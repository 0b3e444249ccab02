//! Killed at any moment: what was confirmed is there, whole, and the audit chain with it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::*;
use crate::{NewAttachment, NumberSeries, Purpose};

const FOLDER: &str = "STORE_KILLED_FOLDER";

fn series() -> NumberSeries {
    NumberSeries { kind: "dispute".into(), organization: None, year: 2026 }
}

/// Saves without end and tells each save once it is confirmed. Started by the test below and killed by it.
#[test]
#[ignore = "started by the test below"]
fn child() {
    let Ok(folder) = std::env::var(FOLDER) else { return };
    let store = unlock(Path::new(&folder)).unwrap();
    let mut out = std::io::stdout().lock();
    let mut dice = Dice::new(u64::from(std::process::id()));
    loop {
        let text = "经过。".repeat(1 + dice.below(400) as usize);
        let saved = write(&store, |tx| {
            let number = tx.allocate_number(&series(), |n| n.to_string())?;
            let mut data = matter(&format!("第{}件", number.seq));
            data.number_id = Some(number.id);
            data.number = Some(number.text);
            let id = tx.add_matter(&data, &text)?;
            tx.add_journal(&journal(id, &text), &text)?;
            let scan = NewAttachment {
                matter: Some(id),
                document: None,
                name: "扫描件".into(),
                media_type: "image/png".into(),
                purpose: Purpose::Material,
                filed_under: None,
            };
            tx.attach(&scan, &mut text.as_bytes())?;
            tx.drop_draft("typing")?;
            Ok(format!("{id} {} {}", number.seq, text.chars().count()))
        });
        writeln!(out, "saved {saved}").unwrap();
        out.flush().unwrap();
        if dice.below(4) == 0 {
            store.save_draft(Some(1), "typing", &json!(saved), now()).unwrap();
            writeln!(out, "draft {saved}").unwrap();
            out.flush().unwrap();
        }
        if dice.below(8) == 0 {
            let password = password();
            write(&store, |tx| tx.set_password(1, &password, Cost::CHEAP));
        }
    }
}

/// `STORE_KILLS` says how often, twelve times where nothing is said.
#[test]
fn a_confirmed_save_survives_a_kill_at_any_moment() {
    let kills: usize = std::env::var("STORE_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(12);
    let dir = tempfile::tempdir().unwrap();
    drop(set_up(dir.path()));
    let mut dice = Dice::new(2026);
    let mut confirmed: Vec<(i64, i64, usize)> = Vec::new();
    for _ in 0..kills {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "tests::killed::child", "--ignored", "--nocapture"])
            .env(FOLDER, dir.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        // The clock starts with the first save, so that start-up does not use it all up.
        let first = lines.by_ref().map_while(Result::ok).find(|l| l.contains("saved ")).unwrap();
        let wait = Duration::from_micros(dice.below(150_000));
        let killer = std::thread::spawn(move || {
            std::thread::sleep(wait);
            child.kill().unwrap();
            child.wait().unwrap();
        });
        let mut draft = None;
        for line in std::iter::once(first).chain(lines.map_while(Result::ok)) {
            if let Some((_, rest)) = line.split_once("saved ") {
                let parts: Vec<i64> = rest.split(' ').filter_map(|p| p.parse().ok()).collect();
                // The last line may be cut; the save it tells of is there, but what it says is not known.
                if let [id, seq, length] = parts[..] {
                    confirmed.push((id, seq, length as usize));
                }
                draft = None;
            } else if let Some((_, rest)) = line.split_once("draft ") {
                draft = Some(rest.to_owned());
            }
        }
        killer.join().unwrap();
        let store = unlock(dir.path()).unwrap();
        let parts = std::fs::read_dir(dir.path().join("attachments")).unwrap().flatten();
        assert!(parts.into_iter().all(|e| e.path().is_dir()), "half a file is left behind");
        let report = store.check(|_| true).unwrap();
        assert!(report.sound(), "{:?}", report.findings);
        store
            .read(|r| {
                for (id, seq, length) in &confirmed {
                    let row = r.matter(*id)?;
                    assert_eq!(row.data.title, format!("第{seq}件"));
                    assert_eq!(r.journal(*id)?[0].data.text.chars().count(), *length);
                    assert_eq!(r.attachments(*id)?.len(), 1);
                }
                let all = r.matter_count(None)?;
                assert!(all >= confirmed.len(), "{all} there, {} confirmed", confirmed.len());
                assert_eq!(r.numbers(&series())?.len(), all, "a number for each, none without");
                if let Some(draft) = draft {
                    // Gone only when a later save, confirmed or not, took it.
                    let kept = r.draft("typing")?;
                    let last = r.matter_ids(None, 0, usize::MAX)?.last().copied();
                    let told = confirmed.last().map(|c| c.0);
                    assert!(kept.is_some_and(|d| d.value == json!(draft)) || last > told);
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
    }
    println!("{kills} kills, {} confirmed saves, all there", confirmed.len());
    assert!(confirmed.len() >= kills);
}
