//! The subcommands.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use chrono::{NaiveDate, NaiveDateTime};
use office::{
    Assets, DemoRequest, Desk, OfficeError, PapersQuery, Quiet, Session,
    view::{
        CheckReport, DeskStage, DutiesOutput, FillOutput, OfficeData, ReportCell, ReportOutput, ReportQuery,
        SetUpOutput, SetUpRequest, Severity, TrailComparison, VolumeRequest,
    },
    write_whole,
};
use serde::Serialize;

use super::{
    arguments::{self, Command, Demo, Duties, Fill, Papers, Period, Print, Report, ReportOf, Setup, Volume},
    backups, import, print,
};
use crate::{
    clock,
    failure::{Refused, ShellError},
    shell,
};

pub(super) type Done = Result<(), Refused>;

/// Carries out one subcommand.
pub(crate) fn run(command: Command, assets: Option<PathBuf>) -> Done {
    let assets = assets.as_deref();
    match command {
        Command::Setup(options) => setup(options, assets),
        Command::Demo(options) => demo(&options, assets),
        Command::Duties(options) => duties(&options, assets),
        Command::Papers(options) => papers(options, assets),
        Command::Report(options) => report(options, assets),
        Command::Period(options) => period(&options, assets),
        Command::Assets(arguments::Assets::Check(report)) => assets_check(&report, assets),
        Command::Assets(arguments::Assets::Coverage(report)) => coverage(&report, assets),
        Command::Forms(options) => forms(options.json, assets),
        Command::Fill(options) => fill(options, assets),
        Command::Print(options) => print_documents(&options, assets),
        Command::Backup(options) => backups::backup(&options, assets),
        Command::Backups(arguments::Backups::List(options)) => backups::list(&options, assets),
        Command::Verify(options) => backups::verify(&options, assets),
        Command::Restore(options) => backups::restore(&options, assets),
        Command::Import(options) => {
            let session = unlock(&options.office, assets)?;
            import::run(&options, &session)
        }
        Command::Volume(options) => volume(&options, assets),
        Command::Check(options) => check(&options, assets),
    }
}

fn setup(options: Setup, assets: Option<&Path>) -> Done {
    let password = password(Asking::New)?;
    let desk = shell::open(assets.map(Path::to_owned), options.office)?;
    let request = SetUpRequest {
        office: OfficeData { name: options.name, ..OfficeData::default() },
        staff: options.staff.clone(),
        packs: options.packs,
        password,
    };
    let outcome = desk.set_up(&request, clock::now())?;
    let made = SetUpOutput {
        office: desk.folder().display().to_string(),
        staff: options.staff,
        recovery_code: Some(outcome.recovery_code.join("-")),
        matters: 0,
    };
    desk.lock(clock::now())?;
    if options.json {
        print::json(&made);
    } else {
        print::text(&format!("司法所已建立：{}", made.office));
        print::text(&format!("恢复码：{}", made.recovery_code.unwrap_or_default()));
        print::text("恢复码只显示这一次，请抄下来锁进保险柜：忘记密码时只有它能打开数据。");
        print::text("打开窗口以后，请在“设置 → 密码与恢复码”里照着纸对一遍；没有抄下来的，在那里换一个。");
    }
    Ok(())
}

fn demo(options: &Demo, assets: Option<&Path>) -> Done {
    let assets = Arc::new(shell::load(assets)?);
    let request = DemoRequest {
        matters: options.matters,
        seed: options.seed,
        now: at(options.today),
        password: given_password(),
    };
    let made = Desk::demo(&assets, &options.office, &request, &Quiet)?;
    if options.json {
        print::json(&made);
    } else {
        print::text(&format!(
            "演示司法所已建立：{}，共 {} 件事项，工作人员“{}”。",
            made.office, made.matters, made.staff
        ));
    }
    Ok(())
}

fn duties(options: &Duties, assets: Option<&Path>) -> Done {
    let session = unlock(&options.office, assets)?;
    let found: DutiesOutput = session.duties(options.matter.as_deref(), at(options.today))?;
    if options.json {
        print::json(&found);
        return Ok(());
    }
    for duty in &found.duties {
        let due = duty.due.as_deref().unwrap_or("—");
        let provisional = if duty.provisional { "（暂定）" } else { "" };
        print::text(&format!(
            "{due}{provisional}\t{}\t{}\t{}\t{}",
            duty.state, duty.matter, duty.title, duty.article
        ));
    }
    Ok(())
}

fn papers(options: Papers, assets: Option<&Path>) -> Done {
    let session = unlock(&options.office, assets)?;
    let query = PapersQuery { from: options.from, until: options.to, words: options.words };
    if let Some(out) = options.out {
        let written = session.export_papers(&query, &out, true, clock::now(), &Quiet)?;
        print::text(&written.path);
        return Ok(());
    }
    let found = session.papers(&query)?;
    if options.json {
        print::json(&found);
        return Ok(());
    }
    for paper in &found.papers {
        let voided = paper.void_reason.as_ref().map(|why| format!("（作废：{why}）")).unwrap_or_default();
        print::text(&format!(
            "{}\t{}\t{}{voided}\t{}\t{}",
            paper.issued_on, paper.number, paper.title, paper.matter, paper.about
        ));
    }
    Ok(())
}

fn report(options: ReportOf, assets: Option<&Path>) -> Done {
    let session = unlock(&options.office, assets)?;
    let now = clock::now();
    let (Some(report), Some(from), Some(to)) = (options.report, options.from, options.to) else {
        let reports = session.reports();
        if options.json {
            print::json(&reports);
            return Ok(());
        }
        for report in &reports {
            let rows: Vec<&str> = report.groupings.iter().map(|rows| rows.id.as_str()).collect();
            print::text(&format!("{}\t{}\t{}", report.id, report.title, rows.join("、")));
        }
        return Ok(());
    };
    let query = ReportQuery { report, from: from.to_string(), to: to.to_string(), rows: options.rows };
    if let Some(out) = &options.out {
        if out.extension().is_some_and(|suffix| suffix == "pdf") {
            session.export_report_pdf(&query, out, now)?;
        } else {
            session.export_report(&query, out, true, now)?;
        }
        if !options.json {
            print::text(&out.display().to_string());
            return Ok(());
        }
    }
    let made: ReportOutput = session.report(&query, now)?;
    if options.json {
        print::json(&made);
    } else {
        print_report(&made);
    }
    Ok(())
}

/// A table for a person: columns divided by tabs, what is to be said of it on standard error.
fn print_report(report: &ReportOutput) {
    print::text(&format!("{}\t{}", report.title, report.period));
    let titles = report.columns.iter().map(|column| match &column.group {
        Some(group) => format!("{group}：{}", column.title),
        None => column.title.clone(),
    });
    print::text(&format!("{}\t{}", report.rows_title, titles.collect::<Vec<_>>().join("\t")));
    let line = |title: &str, cells: &[ReportCell]| {
        let cells: Vec<&str> = cells.iter().map(|cell| cell.text.as_str()).collect();
        print::text(&format!("{title}\t{}", cells.join("\t")));
    };
    line("合计", &report.total);
    report.lines.iter().for_each(|row| line(&row.title, &row.cells));
    report.findings.iter().for_each(|finding| print::note(&finding.message));
}

fn period(options: &Period, assets: Option<&Path>) -> Done {
    let assets = shell::load(assets)?;
    let counted = assets.period(&options.start, &options.length, !options.no_roll)?;
    if options.json {
        print::json(&counted);
        return Ok(());
    }
    print::text(&format!("{}{}", counted.due, if counted.provisional { "（暂定）" } else { "" }));
    counted.steps.iter().for_each(|step| print::text(step));
    Ok(())
}

fn assets_check(report: &Report, assets: Option<&Path>) -> Done {
    let folder = match assets {
        Some(folder) => folder.to_owned(),
        None => Assets::locate()?,
    };
    let checked = Assets::check(&folder)?;
    if report.json {
        print::json(&checked);
    } else {
        for problem in &checked.problems {
            print::text(&format!("{}:{} {} {}", problem.file, problem.line, problem.field, problem.message));
        }
        let counts: Vec<String> =
            checked.counts.iter().map(|(what, count)| format!("{what} {count}")).collect();
        print::text(&counts.join("，"));
    }
    if checked.ok { Ok(()) } else { Err(ShellError::AssetProblems { problems: checked.problems }.into()) }
}

fn coverage(report: &Report, assets: Option<&Path>) -> Done {
    let covered = shell::load(assets)?.coverage();
    if report.json {
        print::json(&covered);
        return Ok(());
    }
    for (requirement, places) in &covered.rows {
        let places = match (places, covered.left_out.get(requirement)) {
            (Some(places), _) => places.join("、"),
            (None, Some(reason)) => format!("不做：{reason}"),
            (None, None) => "—".to_owned(),
        };
        print::text(&format!("{requirement}\t{places}"));
    }
    let done = covered.rows.values().flatten().count();
    print::text(&format!("{done} / {}，说明不做的 {}", covered.rows.len(), covered.left_out.len()));
    Ok(())
}

fn forms(json: bool, assets: Option<&Path>) -> Done {
    let listed = shell::load(assets)?.forms();
    if json {
        print::json(&listed);
    } else {
        listed
            .forms
            .iter()
            .for_each(|form| print::text(&format!("{}\t{}\t{}", form.id, form.title, form.source)));
    }
    Ok(())
}

fn fill(options: Fill, assets: Option<&Path>) -> Done {
    let assets = shell::load(assets)?;
    let (Some(values), Some(out)) = (options.values, options.out) else {
        print::json(&assets.example(&options.form)?);
        return Ok(());
    };
    let text = fs::read(&values).map_err(|source| ShellError::Read { path: values.clone(), source })?;
    let given =
        serde_json::from_slice(&text).map_err(|source| ShellError::Values { path: values, source })?;
    let filled = assets.fill(&options.form, &given, clock::today())?;
    write_whole(&out, &filled.pdf).map_err(|source| ShellError::Write { path: out.clone(), source })?;
    let written = FillOutput {
        out: out.display().to_string(),
        pages: filled.pages,
        bytes: filled.pdf.len() as u64,
        blank: filled.blank,
        overflowed: filled.overflowed,
        missing: filled.missing,
    };
    if options.json {
        print::json(&written);
        return Ok(());
    }
    print::text(&format!("{}：{} 页", written.out, written.pages));
    for (what, which) in [
        ("留空待手写", &written.blank),
        ("接附页", &written.overflowed),
        ("没有字形、留空待手写", &written.missing),
    ] {
        if !which.is_empty() {
            print::text(&format!("{what}：{}", which.join("、")));
        }
    }
    Ok(())
}

fn print_documents(options: &Print, assets: Option<&Path>) -> Done {
    let session = unlock(&options.office, assets)?;
    let printed = session.print_to_folder(
        options.matter.as_deref(),
        options.form.as_deref(),
        &options.out,
        clock::now(),
        &Quiet,
    )?;
    if options.json {
        print::json(&printed);
        return Ok(());
    }
    for file in &printed.files {
        print::text(&file.path);
        if !file.missing.is_empty() {
            print::note(&format!("{}：没有字形、留空待手写：{}", file.path, file.missing.join("、")));
        }
    }
    for left in &printed.skipped {
        print::note(&format!("{} {}：{}", left.matter, left.form, left.why));
    }
    Ok(())
}

fn volume(options: &Volume, assets: Option<&Path>) -> Done {
    let session = unlock(&options.office, assets)?;
    let request = VolumeRequest {
        matter: session.matter_by_number(&options.matter)?,
        double_sided: options.double_sided,
        with_scans: !options.without_scans,
        draft: options.draft,
    };
    let out = options.out.as_deref();
    let bound = session.volume_to_folder(&request, &options.matter, out, clock::now(), &Quiet)?;
    if options.json {
        print::json(&bound);
        return Ok(());
    }
    if let (Some(file), Some(made)) = (&bound.file, &bound.volume.made) {
        print::text(&format!("{file}：{} 页，{} 张", made.numbered, made.leaves));
    } else {
        print::text(&format!("缺 {} 处", bound.volume.missing));
    }
    let entries = bound.volume.entries.iter().flat_map(|entry| &entry.findings);
    let left_out = bound.volume.made.iter().flat_map(|made| &made.left_out);
    // A file that is known to be no page is missed before and left out afterwards.
    let mut said = BTreeSet::new();
    for finding in entries.chain(&bound.volume.findings).chain(left_out) {
        if said.insert(&finding.message) {
            print::note(&format!("{}{}", finding.message, finding.next));
        }
    }
    Ok(())
}

fn check(options: &arguments::Check, assets: Option<&Path>) -> Done {
    let session = unlock(&options.office, assets)?;
    let compared = match (options.at, &options.head) {
        (Some(count), Some(head)) => Some(session.compare_trail(count, head)?),
        (None, _) | (_, None) => None,
    };
    let report = session.check_up(clock::now(), &Quiet)?;
    if options.json {
        print::json(&CheckOutput { report: &report, compared: compared.as_ref() });
    } else {
        let mark = |good| if good { "完好" } else { "有问题" };
        print::text(&format!("数据库：{}，事项 {} 件", mark(report.database), report.matters));
        print::text(&format!("留痕链：{}，{} 条", mark(report.audit), report.audit_entries));
        print::text(&format!("材料：{}，{} 个", mark(report.attachments), report.attachment_count));
        report.findings.iter().for_each(|found| print::text(&format!("{}{}", found.message, found.next)));
        compared.iter().for_each(|found| print::text(&format!("{}{}", found.message, found.next)));
    }
    if let Some(differs) = compared.filter(|compared| !compared.same) {
        return Err(ShellError::Damaged { count: report.findings.len() + 1, first: differs.message }.into());
    }
    // What is only derived loses nothing: it is told, and work goes on.
    match report.findings.iter().find(|found| found.severity == Severity::Refuse) {
        Some(first) => {
            let first = first.message.clone();
            Err(ShellError::Damaged { count: report.findings.len(), first }.into())
        }
        None => Ok(()),
    }
}

/// `check`
#[derive(Serialize)]
struct CheckOutput<'a> {
    #[serde(flatten)]
    report: &'a CheckReport,
    /// With `--at` and `--head`.
    #[serde(skip_serializing_if = "Option::is_none")]
    compared: Option<&'a TrailComparison>,
}

/// Opens an office for whoever's password was given.
pub(super) fn unlock(office: &Path, assets: Option<&Path>) -> Result<Arc<Session>, Refused> {
    let desk = shell::open(assets.map(Path::to_owned), office.to_owned())?;
    if desk.state(clock::now())?.stage == DeskStage::NotSetUp {
        return Err(OfficeError::NotSetUp { folder: office.to_owned() }.into());
    }
    Ok(desk.unlock_any(&password(Asking::Known)?, clock::now())?)
}

/// Which password is asked for.
#[derive(Clone, Copy)]
pub(super) enum Asking {
    New,
    Known,
}

fn given_password() -> Option<String> {
    std::env::var("JUSTICE_DESK_PASSWORD").ok().filter(|password| !password.is_empty())
}

/// From the environment, else from the person at the terminal.
pub(super) fn password(asking: Asking) -> Result<String, ShellError> {
    if let Some(password) = given_password() {
        return Ok(password);
    }
    let ask = |prompt: &str| rpassword::prompt_password(prompt).map_err(|_| ShellError::NoPassword);
    match asking {
        Asking::Known => ask("密码："),
        Asking::New => {
            let password = ask("新密码：")?;
            if ask("再输一次：")? == password { Ok(password) } else { Err(ShellError::PasswordsDiffer) }
        }
    }
}

/// The given day at the time of the clock, or now.
fn at(today: Option<NaiveDate>) -> NaiveDateTime {
    let now = clock::now();
    today.map_or(now, |day| day.and_time(now.time()))
}
