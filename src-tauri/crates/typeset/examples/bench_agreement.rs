//! How fast a one-page agreement is set, warm and in process: `cargo run --release -p typeset --example
//! bench_agreement [OUT.pdf]`. Prints one JSON object: milliseconds per document (without and with
//! the page code), bytes, pages, and the growth of the
//! process's memory over 1,000 documents.
#![allow(clippy::expect_used, clippy::print_stdout)]

mod sample;

use std::time::Instant;

use typeset::Stamp;

/// Resident memory in KB, where the system tells.
fn resident() -> u64 {
    std::fs::read_to_string("/proc/self/status")
        .ok()
        .and_then(|status| {
            let line = status.lines().find(|line| line.starts_with("VmRSS"))?.to_owned();
            line.split_whitespace().nth(1)?.parse().ok()
        })
        .unwrap_or(0)
}

fn main() {
    let start = Instant::now();
    let typesetter = sample::typesetter();
    let load = start.elapsed();
    let stamp = Stamp::default();
    let first = Instant::now();
    let rendered = typesetter.render(&sample::agreement(0), &stamp).expect("renders");
    let first = first.elapsed();
    if let Some(out) = std::env::args().nth(1) {
        std::fs::write(out, &rendered.pdf).expect("writes");
    }
    let documents: Vec<_> = (0..1000).map(sample::agreement).collect();
    for document in &documents[..100] {
        typesetter.render(document, &stamp).expect("renders");
    }
    let before = resident();
    let mut times: Vec<f64> = Vec::with_capacity(documents.len());
    for document in &documents {
        let start = Instant::now();
        typesetter.render(document, &stamp).expect("renders");
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    let issued = Stamp { code: Some("安民调〔2026〕1号".to_owned()), ..Stamp::default() };
    let with_code = Instant::now();
    for document in &documents[..200] {
        typesetter.render(document, &issued).expect("renders");
    }
    let with_code = with_code.elapsed().as_secs_f64() * 1000.0 / 200.0;
    let grown = resident().saturating_sub(before);
    let total: f64 = times.iter().sum();
    times.sort_by(f64::total_cmp);
    println!(
        "{{\"load_ms\":{:.1},\"first_ms\":{:.2},\"median_ms\":{:.3},\"p95_ms\":{:.3},\"issued_ms\":{with_code:.3},\"thousand_s\":{:.3},\
         \"bytes\":{},\"pages\":{},\"grown_kb\":{grown}}}",
        load.as_secs_f64() * 1000.0,
        first.as_secs_f64() * 1000.0,
        times[times.len() / 2],
        times[times.len() * 95 / 100],
        total / 1000.0,
        rendered.pdf.len(),
        rendered.pages,
    );
}
