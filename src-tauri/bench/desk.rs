//! What `cargo xtask bench` measures inside the program: prints one JSON object per part.
//!
//! Usage: `desk PART [NUMBER]` with the parts `agreement`, `office` (matters).
#![allow(clippy::print_stdout, reason = "its output is its result")]

use std::{
    env, fs,
    io::Write,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use chrono::{NaiveDate, NaiveDateTime};
// What is measured runs as it does in the program: with its memory allocator.
use justice_desk as _;
use office::{
    Assets, DemoRequest, Desk, Quiet, Session,
    view::{BoardQuery, CountedIn, JournalInput, RegisterQuery, ReportQuery},
};
use serde_json::{Map, Value, json};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// The reports that are measured, and how their rows are grouped.
const REPORTS: [(&str, &str); 4] = [
    ("dispute-statistics", "category15"),
    ("dispute-statistics", "month"),
    ("mediation-cases", "committee"),
    ("mediator-caseload", "mediator"),
];
/// The form that is measured.
const FORM: &str = "mediation-agreement";

fn main() -> Outcome<()> {
    // `cargo bench` adds `--bench`.
    let words: Vec<String> = env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let number = words.get(1).map(|word| word.parse::<u32>()).transpose()?;
    let measured = match words.first().map(String::as_str) {
        Some("agreement") => agreement(number.unwrap_or(1000))?,
        Some("office") => office(number.unwrap_or(10_000))?,
        Some(_) | None => json!({}),
    };
    println!("{measured}");
    Ok(())
}

/// One agreement warm, and many with different names, in one process.
fn agreement(many: u32) -> Outcome<Value> {
    let started = Instant::now();
    let assets = Assets::load(&root().join("assets"))?;
    let load = started.elapsed();
    let example = assets.example(FORM)?;
    let started = Instant::now();
    let first = assets.fill(FORM, &example, today())?;
    let cold = started.elapsed();
    if let Ok(file) = env::var("JUSTICE_DESK_BENCH_OUT") {
        fs::write(file, &first.pdf)?;
    }
    let mut ones = Vec::new();
    for number in 0..50 {
        let named = renamed(&example, number + many);
        let started = Instant::now();
        assets.fill(FORM, &named, today())?;
        ones.push(started.elapsed());
    }
    let mut bytes = 0;
    let mut early = 0;
    let started = Instant::now();
    for number in 0..many {
        let named = renamed(&example, number);
        bytes += assets.fill(FORM, &named, today())?.pdf.len();
        if number == many / 10 {
            early = memory();
        }
    }
    let batch = started.elapsed();
    Ok(json!({
        "load_ms": ms(load), "cold_ms": ms(cold), "one_ms": ms(middle(&mut ones)), "pages": first.pages,
        "bytes": first.pdf.len(), "many": many, "many_ms_each": ms(batch) / f64::from(many),
        "many_bytes_each": bytes / many as usize, "memory_early_mb": early, "memory_end_mb": memory(),
    }))
}

/// A demo office of many matters: recomputing, the board, search, and a save with its sync.
fn office(matters: u32) -> Outcome<Value> {
    let assets = Arc::new(Assets::load(&root().join("assets"))?);
    let folder = tempfile::Builder::new().prefix("justice-desk-bench-").tempdir_in(bench_folder()?)?;
    let office = folder.path().join("office");
    let now = today().and_time(chrono::NaiveTime::default());
    let started = Instant::now();
    Desk::demo(&assets, &office, &DemoRequest { matters, seed: 1, now, password: None }, &Quiet)?;
    let made = started.elapsed();
    let (open, key) = opening(&assets, &office, now)?;
    let desk = Desk::new(assets, office.clone());
    let session = unlock(&desk, now)?;
    let started = Instant::now();
    session.recompute(now, &Quiet)?;
    let recompute = started.elapsed();
    let mut board = times(30, || session.board(&BoardQuery::default(), now).map(drop))?;
    let mut finds = Vec::new();
    for words in ["王", "调解", "宅基地", "相邻关系", "李", "借款", "纠纷", "漏水"] {
        finds.extend(times(12, || session.find(words, 20, now).map(drop))?);
        finds.extend(times(12, || session.register(&search(words), now).map(drop))?);
    }
    let (mut reports, mut behind) = (Vec::new(), Vec::new());
    for (report, rows) in REPORTS {
        let query = ReportQuery {
            report: report.into(),
            from: "2025-01-01".into(),
            to: "2025-12-31".into(),
            rows: Some(rows.into()),
        };
        reports.extend(times(12, || session.report(&query, now).map(drop))?);
        let counted = Some(CountedIn { query, column: "accepted".into(), row: None });
        let listed = RegisterQuery { counted, ..search("") };
        behind.extend(times(12, || session.register(&listed, now).map(drop))?);
    }
    let mut saves = save(&session, now)?;
    let mut syncs = sync_floor(&office)?;
    Ok(json!({
        "matters": matters, "made_s": made.as_secs_f64(), "open_ms": ms(open), "key_ms": ms(key),
        "recompute_s": recompute.as_secs_f64(), "board_ms": ms(percentile(&mut board, 50)),
        "report_p50_ms": ms(percentile(&mut reports, 50)), "report_p99_ms": ms(percentile(&mut reports, 99)),
        "behind_p50_ms": ms(percentile(&mut behind, 50)), "behind_p99_ms": ms(percentile(&mut behind, 99)),
        "find_p50_ms": ms(percentile(&mut finds, 50)), "find_p99_ms": ms(percentile(&mut finds, 99)),
        "save_p50_ms": ms(percentile(&mut saves, 50)), "save_p99_ms": ms(percentile(&mut saves, 99)),
        "sync_p50_ms": ms(percentile(&mut syncs, 50)), "memory_mb": memory(),
    }))
}

/// From the right password to the first board, and how much of it is the making of the key from the password.
fn opening(assets: &Arc<Assets>, office: &Path, now: NaiveDateTime) -> Outcome<(Duration, Duration)> {
    let (mut open, mut again) = (Vec::new(), Vec::new());
    for _ in 0..7 {
        let desk = Desk::new(assets.clone(), office.to_owned());
        let started = Instant::now();
        unlock(&desk, now)?.board(&BoardQuery::default(), now)?;
        open.push(started.elapsed());
        // An office that is open already is proved the password first: the key is made twice.
        let started = Instant::now();
        unlock(&desk, now)?.board(&BoardQuery::default(), now)?;
        again.push(started.elapsed());
    }
    let open = percentile(&mut open, 50);
    Ok((open, percentile(&mut again, 50).saturating_sub(open)))
}

fn unlock(desk: &Desk, now: NaiveDateTime) -> office::Result<Arc<Session>> {
    desk.unlock("演示员", "demo-office", now)
}

fn search(words: &str) -> RegisterQuery {
    RegisterQuery { kind: "dispute".into(), search: words.into(), limit: 50, ..RegisterQuery::default() }
}

/// Journal entries, each a transaction with duties recomputed, the audit chain and the sync.
fn save(session: &Session, now: NaiveDateTime) -> Outcome<Vec<Duration>> {
    let page = session.register(&search(""), now)?;
    let matter = page.rows.first().ok_or("the demo is empty")?.matter;
    let kinds = session.definitions(now).kinds;
    let kind = kinds.iter().find(|kind| kind.id == "dispute").ok_or("no disputes")?;
    let entry = kind.journal.iter().find(|entry| entry.fields.is_empty()).ok_or("no plain entry")?.id.clone();
    let mut taken = Vec::new();
    for number in 0..60 {
        let revision = session.matter(matter, now)?.revision;
        let input = JournalInput {
            matter,
            revision,
            entry: None,
            kind: entry.clone(),
            on: today().to_string(),
            at: None,
            place: "调解室".into(),
            by: None,
            text: format!("第{number}次记录"),
            fields: Map::new(),
            draft: None,
        };
        let started = Instant::now();
        let saved = session.save_journal(&input, now);
        taken.push(started.elapsed());
        saved?;
    }
    Ok(taken)
}

/// What one small write with its sync costs on this disk: no save can be faster.
fn sync_floor(folder: &Path) -> Outcome<Vec<Duration>> {
    let mut file = fs::File::create(folder.join("floor"))?;
    let mut taken = Vec::new();
    for _ in 0..60 {
        let started = Instant::now();
        file.write_all(&[7; 4096])?;
        file.sync_data()?;
        taken.push(started.elapsed());
    }
    Ok(taken)
}

fn times(count: u32, mut work: impl FnMut() -> office::Result<()>) -> Outcome<Vec<Duration>> {
    let mut taken = Vec::new();
    for _ in 0..count {
        let started = Instant::now();
        work()?;
        taken.push(started.elapsed());
    }
    Ok(taken)
}

/// The example with other names, so that no two documents are the same.
fn renamed(example: &Value, number: u32) -> Value {
    let mut values = example.clone();
    if let Some(parties) = values.get_mut("parties").and_then(Value::as_array_mut) {
        for (place, party) in parties.iter_mut().enumerate() {
            party["name"] = json!(name(number as usize * 7 + place));
        }
    }
    values
}

fn name(number: usize) -> String {
    let family: Vec<char> = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗".chars().collect();
    let given: Vec<char> = "伟芳娜敏静丽强磊洋艳勇军杰娟涛明超秀霞平刚桂英华玉".chars().collect();
    [family[number % family.len()], given[number / 3 % given.len()], given[number / 11 % given.len()]]
        .iter()
        .collect()
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 3, 2).unwrap_or_default()
}

/// The checkout.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// On the disk of the checkout: a temporary folder may be in memory, where a sync costs nothing.
fn bench_folder() -> Outcome<std::path::PathBuf> {
    let folder = root().join("target/bench");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Resident memory of this process, in MB; 0 where the system does not tell.
fn memory() -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let kilobytes = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    kilobytes.and_then(|text| text.split_whitespace().next()?.parse::<u64>().ok()).unwrap_or(0) / 1024
}

fn ms(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 1e5).round() / 100.0
}

fn middle(taken: &mut [Duration]) -> Duration {
    percentile(taken, 50)
}

fn percentile(taken: &mut [Duration], percent: usize) -> Duration {
    taken.sort_unstable();
    taken.get((taken.len() * percent / 100).min(taken.len().saturating_sub(1))).copied().unwrap_or_default()
}
