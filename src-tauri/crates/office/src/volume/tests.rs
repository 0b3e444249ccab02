use crate::testing::{Office, at, office};
use crate::view::*;
use crate::{Progress, Quiet};
use lopdf::encryption::{EncryptionState, EncryptionVersion, Permissions};
use lopdf::{Document, Object, Stream, dictionary};
use serde_json::json;
use std::path::PathBuf;
use std::process::Command;

const NOW: &str = "2026-03-25T10:00";

fn request(matter: Id) -> VolumeRequest {
    VolumeRequest { matter, double_sided: false, with_scans: true, draft: false }
}

fn issue(office: &Office, matter: Id, form: &str) -> Id {
    let request = DocumentRequest { matter, form: form.to_owned(), inputs: Fields::new(), unsaved: None };
    office.session.issue_document(&request, at("2026-03-05T17:00")).unwrap().document.id
}

fn file(office: &Office, name: &str, bytes: &[u8]) -> PathBuf {
    let path = office.folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn attach(office: &Office, matter: Id, name: &str, bytes: &[u8], under: Option<&str>, note: &str) {
    let paths = vec![file(office, name, bytes).display().to_string()];
    let request =
        AttachRequest { matter, paths, note: note.to_owned(), filed_under: under.map(str::to_owned) };
    office.session.attach(&request, at(NOW), &Quiet).unwrap();
}

fn photograph(width: u32, height: u32) -> Vec<u8> {
    let picture =
        image::RgbImage::from_fn(width, height, |x, y| image::Rgb([(x % 256) as u8, (y % 256) as u8, 90]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::DynamicImage::ImageRgb8(picture).write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}

/// A PDF of so many pages, each with a word on it; with a password if one is given.
fn scan(word: &str, pages: usize, password: Option<&str>) -> Vec<u8> {
    let mut document = Document::with_version("1.4");
    let root = document.new_object_id();
    let font =
        document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier" });
    let kids: Vec<Object> = (1..=pages)
        .map(|page| {
            let content = format!("BT /F1 24 Tf 72 700 Td ({word}{page}) Tj ET");
            let content = document.add_object(Stream::new(dictionary! {}, content.into_bytes()));
            let page = dictionary! { "Type" => "Page", "Parent" => root, "Contents" => content };
            Object::Reference(document.add_object(page))
        })
        .collect();
    let count = i64::try_from(pages).unwrap();
    let tree = dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => count,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    };
    document.objects.insert(root, Object::Dictionary(tree));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    document.trailer.set("Root", catalog);
    if let Some(password) = password {
        document.trailer.set("ID", vec![Object::string_literal("a"), Object::string_literal("a")]);
        let version = EncryptionVersion::V2 {
            document: &document,
            owner_password: "owner",
            user_password: password,
            key_length: 128,
            permissions: Permissions::all(),
        };
        let state = EncryptionState::try_from(version).unwrap();
        document.encrypt(&state).unwrap();
    }
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

/// The words of each page, as another program reads them.
fn words(pdf: &[u8]) -> Vec<String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("volume.pdf");
    std::fs::write(&path, pdf).unwrap();
    let output = Command::new("pdftotext").args(["-layout", path.to_str().unwrap(), "-"]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let mut pages: Vec<String> =
        text.split('\u{c}').map(|page| page.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    pages.pop();
    pages
}

/// A dispute settled in writing and visited, with papers of every sort.
fn settled(office: &Office) -> Id {
    let matter = office.agreed();
    issue(office, matter, "mediation-acceptance");
    issue(office, matter, "mediation-record");
    let agreement = issue(office, matter, "mediation-agreement");
    let signed = file(office, "协议书扫描.pdf", &scan("SIGNED", 2, None));
    office.session.sign_document(agreement, "2026-03-05", Some(&signed), at("2026-03-06T09:00")).unwrap();
    attach(office, matter, "院墙一.jpg", &photograph(640, 480), Some("evidence"), "院墙照片");
    attach(office, matter, "院墙二.jpg", &photograph(480, 640), Some("evidence"), "院墙照片");
    attach(office, matter, "身份证.pdf", &scan("IDENTITY", 1, None), Some("identity"), "");
    attach(office, matter, "录音.mp3", b"ID3", Some("evidence"), "");
    attach(office, matter, "说不清.pdf", &scan("UNSORTED", 1, None), None, "");
    matter
}

fn messages(view: &VolumeView) -> Vec<String> {
    let all = view.entries.iter().flat_map(|entry| &entry.findings).chain(&view.findings);
    all.map(|finding| finding.message.clone()).collect()
}

fn fields(view: &VolumeView) -> Vec<&str> {
    let all = view.entries.iter().flat_map(|entry| &entry.findings).chain(&view.findings);
    all.filter_map(|finding| finding.field.as_deref()).collect()
}

#[test]
fn the_check_names_documents_fields_and_signatures_with_the_way_to_each() {
    let office = office();
    let matter = settled(&office);
    let view = office.session.volume_check(matter, at(NOW)).unwrap();
    let titles: Vec<&str> = view.entries.iter().map(|entry| entry.id.as_str()).collect();
    let order = ["acceptance", "rights", "identity", "investigation", "evidence", "record", "agreement"];
    assert_eq!(titles.iter().filter(|id| order.contains(id)).copied().collect::<Vec<_>>(), order);
    assert!(!titles.contains(&"oral_agreement") && !titles.contains(&"feedback"), "{titles:?}");
    let entry = |id: &str| view.entries.iter().find(|entry| entry.id == id).unwrap();
    assert_eq!(entry("agreement").papers[0].state, VolumePaperState::Scan);
    assert!(entry("agreement").findings.is_empty());
    assert_eq!(entry("record").papers[0].state, VolumePaperState::Unsigned);
    let said = messages(&view);
    for part in [
        "还没有《人民调解当事人权利义务告知书》。",
        "《人民调解受理登记表》",
        "还没有签字。",
        "“录音.mp3”不是 PDF，也不是图片",
        "有1份材料没有说归在哪里",
        "卷号",
    ] {
        assert!(said.iter().any(|message| message.contains(part)), "{part}: {said:#?}");
    }
    let ways = fields(&view);
    for way in ["form.rights-notice", "issued.", "attachment.", "material.others", "file_number", "retention"]
    {
        assert!(ways.iter().any(|field| field.starts_with(way)), "{way}: {ways:?}");
    }
    assert_eq!(view.missing as usize, said.len() - 1, "the unsorted one is only told");
}

#[test]
fn a_document_that_is_not_issued_is_missing_with_the_fields_it_lacks() {
    let office = office();
    let matter = office.mediating();
    office.entry(matter, "session", "2026-03-04", json!({ "outcome": "continue" })).unwrap();
    office.entry(matter, "session", "2026-03-05", json!({ "outcome": "success" })).unwrap();
    issue(&office, matter, "mediation-record");
    let view = office.session.volume_check(matter, at(NOW)).unwrap();
    let said = messages(&view);
    assert!(said.contains(&"《人民调解记录》应当有2份，现在有1份。".to_owned()), "{said:#?}");
    assert!(fields(&view).contains(&"form.mediation-record"));
    // Nothing handwritten is asked for twice: a scan of it is the second record.
    attach(&office, matter, "手写记录.jpg", &photograph(300, 400), Some("record"), "");
    let view = office.session.volume_check(matter, at(NOW)).unwrap();
    assert!(!messages(&view).iter().any(|message| message.contains("应当有2份")));
    let agreed = office.step(
        matter,
        "agree",
        json!({ "conclusion": "written", "agreement_on": "2026-03-05", "agreement_content": "一、退回院墙。" }),
        "2026-03-05T16:00",
    );
    agreed.unwrap();
    let view = office.session.volume_check(matter, at(NOW)).unwrap();
    let entry = view.entries.iter().find(|entry| entry.id == "agreement").unwrap();
    assert_eq!(entry.findings[0].message, "还没有《人民调解协议书》。");
    assert_eq!(entry.findings[0].field.as_deref(), Some("form.mediation-agreement"));
    assert!(entry.findings.len() > 1, "and the fields it lacks: {:#?}", entry.findings);
}

#[test]
fn filing_shows_what_is_missing_and_is_not_kept_from_it() {
    let office = office();
    let matter = settled(&office);
    office.step(matter, "follow", json!({}), "2026-03-06T10:00").unwrap();
    let view = office.session.matter(matter, at(NOW)).unwrap();
    let file = view.transitions.iter().find(|step| step.id == "file").unwrap();
    let volume: Vec<&FindingView> =
        file.findings.iter().filter(|finding| finding.rule.starts_with("volume.")).collect();
    assert!(volume.iter().all(|finding| finding.severity == Severity::Warn) && volume.len() > 3);
    assert!(
        !volume.iter().any(|finding| finding.field.as_deref() == Some("file_number")),
        "what the step itself asks for is not said twice"
    );
    let draft = MatterDraft {
        kind: "dispute".to_owned(),
        matter: Some(matter),
        fields: crate::testing::fields(json!({ "file_number": "7" })),
        parties: None,
    };
    let assessed = office.session.assess_draft(&draft, at(NOW)).unwrap();
    let typed = assessed.transitions.iter().find(|step| step.id == "file").unwrap();
    assert!(typed.findings.iter().any(|finding| finding.rule == "volume.record"));
    let keeper = view.head.responsible;
    let filed = json!({
        "performance_status": "full", "file_number": "（2026）7号", "file_keeper": keeper, "filed_on": "2026-03-25",
    });
    office
        .entry(
            matter,
            "visit",
            "2026-03-20",
            json!({ "way": "door", "visitor": "孙调解", "visitor_kind": "mediator", "performance": "full" }),
        )
        .unwrap();
    office.step(matter, "file", filed, NOW).unwrap();
}

#[test]
fn the_volume_holds_everything_in_order_with_numbers_and_contents() {
    let office = office();
    let matter = settled(&office);
    let made = office.session.make_volume(&request(matter), at(NOW), &Quiet).unwrap();
    let pdf = office.session.volume_bytes(matter).unwrap();
    let pages = words(&pdf);
    assert_eq!(pages.len(), made.pages as usize);
    let find =
        |word: &str| pages.iter().position(|page| page.contains(word)).unwrap_or_else(|| panic!("{word}"));
    let order = [
        find("调解卷宗"),
        find("卷内目录"),
        find("人民调解受理登记表 "),
        find("IDENTITY1"),
        find("人民调解记录 "),
        find("SIGNED1"),
        find("SIGNED2"),
        find("UNSORTED1"),
        find("本卷编有页号的共"),
    ];
    assert_eq!((order[0], order[1]), (0, 1));
    let contents = &pages[1];
    // The list of contents says where each paper lies, and the page there bears that number.
    for (title, word, number) in [
        ("1 人民调解受理登记表 1", "人民调解受理登记表", "1"),
        ("2 当事人身份证明：身份证 2", "IDENTITY1", "2"),
        ("3 人民调解证据材料：院墙照片 3—4", "", ""),
        ("4 人民调解证据材料：录音 未编入，另附", "", ""),
        ("5 人民调解记录 5", "人民调解记录", "5"),
        ("6 人民调解协议书 6—7", "SIGNED1", "6"),
        ("7 其他材料：说不清 8", "UNSORTED1", "8"),
    ] {
        assert!(contents.contains(title), "{title}: {contents}");
        let page = pages.iter().skip(2).find(|page| !word.is_empty() && page.contains(word));
        assert!(page.is_none_or(|page| page.split(' ').any(|part| part == number)), "{title}");
    }
    assert!(!pages.iter().any(|page| page.contains("有争议的")), "the unsigned print gives way to the scan");
    assert_eq!((made.numbered, made.pages, made.leaves), (8, 11, 11));
    assert!(pages[0].contains("本卷共8页"), "{}", pages[0]);
    assert!(pages[10].contains("共 8 页") || pages[10].contains("共8页"), "{}", pages[10]);
    assert_eq!(made.left_out.len(), 1);
    assert!(made.left_out[0].message.contains("录音.mp3"));

    let again = office.session.make_volume(&request(matter), at("2026-03-26T10:00"), &Quiet).unwrap();
    assert_eq!(again.fingerprint, made.fingerprint, "the same bytes for the same input");
    let trail = office.session.matter(matter, at(NOW)).unwrap().trail;
    let line = trail.iter().find(|line| line.operation_title == "生成卷宗").unwrap();
    assert_eq!(line.summary, "8页，11张，单面，1份没有编入");
}

#[test]
fn printed_on_both_sides_every_paper_begins_on_a_front() {
    let office = office();
    let matter = settled(&office);
    let made = office
        .session
        .make_volume(&VolumeRequest { double_sided: true, ..request(matter) }, at(NOW), &Quiet)
        .unwrap();
    let pages = words(&office.session.volume_bytes(matter).unwrap());
    for word in ["调解卷宗", "卷内目录", "IDENTITY1", "SIGNED1", "UNSORTED1", "本卷编有页号的共"]
    {
        let at = pages.iter().position(|page| page.contains(word)).unwrap();
        assert_eq!(at % 2, 0, "{word} is on page {}", at + 1);
    }
    assert_eq!(pages[1], "", "the back of the cover");
    // Two photographs share a leaf, and the agreement has its second page on the back.
    assert_eq!((made.numbered, made.pages, made.leaves), (8, 18, 9));
}

#[test]
fn without_scans_their_page_numbers_are_left_free() {
    let office = office();
    let matter = settled(&office);
    let made = office
        .session
        .make_volume(&VolumeRequest { with_scans: false, ..request(matter) }, at(NOW), &Quiet)
        .unwrap();
    let pages = words(&office.session.volume_bytes(matter).unwrap());
    assert!(!pages.iter().any(|page| page.contains("SIGNED") || page.contains("IDENTITY")));
    assert!(pages[1].contains("6 人民调解协议书 6—7 原件"), "{}", pages[1]);
    let record = pages.iter().skip(2).find(|page| page.contains("人民调解记录")).unwrap();
    assert!(record.starts_with("5 ") || record.contains(" 5"), "{record}");
    assert_eq!((made.numbered, made.pages), (8, 5));
}

#[test]
fn a_trial_shows_drafts_in_the_place_of_what_is_missing() {
    let office = office();
    let matter = office.agreed();
    let made = office
        .session
        .make_volume(&VolumeRequest { draft: true, ..request(matter) }, at(NOW), &Quiet)
        .unwrap();
    let pages = words(&office.session.volume_bytes(matter).unwrap());
    let is_draft = |page: &str| page.contains('草') && page.contains('稿');
    assert!(
        is_draft(&pages[0]) && pages.iter().any(|page| page.contains("人民调解协议书") && is_draft(page))
    );
    assert!(made.numbered >= 3, "{made:?}");
    let plain = office.session.make_volume(&request(matter), at(NOW), &Quiet).unwrap();
    assert_eq!(plain.numbered, 0, "nothing was issued");
    assert!(!is_draft(&words(&office.session.volume_bytes(matter).unwrap())[0]));
}

#[test]
fn files_that_cannot_be_read_are_named_and_the_rest_is_bound() {
    let office = office();
    let matter = office.agreed();
    let whole = scan("WHOLE", 2, None);
    attach(&office, matter, "加密.pdf", &scan("SECRET", 1, Some("word")), Some("evidence"), "");
    attach(&office, matter, "损坏.pdf", &whole[..whole.len() / 2], Some("evidence"), "");
    attach(&office, matter, "半张.jpg", &photograph(400, 300)[..4000], Some("evidence"), "");
    attach(&office, matter, "完好.pdf", &whole, Some("evidence"), "");
    let mut enormous = b"BM".to_vec();
    enormous.extend_from_slice(&[0; 12]);
    enormous.extend_from_slice(&40_u32.to_le_bytes());
    enormous.extend_from_slice(&60_000_u32.to_le_bytes());
    enormous.extend_from_slice(&60_000_u32.to_le_bytes());
    enormous.extend_from_slice(&[1, 0, 24, 0]);
    enormous.extend_from_slice(&[0; 24]);
    attach(&office, matter, "巨大.bmp", &enormous, Some("evidence"), "");
    let made = office.session.make_volume(&request(matter), at(NOW), &Quiet).unwrap();
    let said: Vec<(&str, &str)> =
        made.left_out.iter().map(|finding| (finding.message.as_str(), finding.next.as_str())).collect();
    for (file, word) in
        [("加密.pdf", "密码"), ("损坏.pdf", "损坏"), ("半张.jpg", "损坏"), ("巨大.bmp", "太大")]
    {
        let found = said
            .iter()
            .find(|(message, _)| message.contains(file))
            .unwrap_or_else(|| panic!("{file}: {said:?}"));
        assert!(found.0.contains(word) && !found.1.is_empty(), "{found:?}");
    }
    assert_eq!(said.len(), 4);
    let pages = words(&office.session.volume_bytes(matter).unwrap());
    assert!(pages.iter().any(|page| page.contains("WHOLE2")));
    // A scan that cannot be read gives way to the print.
    let agreement = issue(&office, matter, "mediation-agreement");
    let broken = file(&office, "坏扫描.pdf", &whole[..whole.len() / 2]);
    office.session.sign_document(agreement, "2026-03-05", Some(&broken), at("2026-03-06T09:00")).unwrap();
    let made = office.session.make_volume(&request(matter), at(NOW), &Quiet).unwrap();
    assert!(made.left_out.iter().any(|finding| finding.message.contains("坏扫描.pdf")));
    let pages = words(&office.session.volume_bytes(matter).unwrap());
    assert!(pages.iter().skip(2).any(|page| page.contains("人民调解协议书")));
}

#[test]
fn a_material_is_put_under_a_place_and_a_scan_follows_a_signature() {
    let office = office();
    let matter = settled(&office);
    let view = office.session.matter(matter, at(NOW)).unwrap();
    let unsorted = view.attachments.iter().find(|one| one.name == "说不清.pdf").unwrap();
    office.session.file_attachment(unsorted.id, Some("confirmation"), at(NOW)).unwrap();
    let wrong = office.session.file_attachment(unsorted.id, Some("nowhere"), at(NOW)).unwrap_err();
    assert_eq!(wrong.code(), "definition.unknown");
    let view = office.session.volume_check(matter, at(NOW)).unwrap();
    let entry = view.entries.iter().find(|entry| entry.id == "confirmation").unwrap();
    assert_eq!(entry.papers[0].title, "司法确认有关材料：说不清");
    let record = view.entries.iter().find(|entry| entry.id == "record").unwrap().papers[0].document.unwrap();
    let paper = file(&office, "记录扫描.pdf", &scan("RECORD", 1, None));
    assert_eq!(office.session.add_scan(record, &paper, at(NOW)).unwrap_err().code(), "document.not-signed");
    office.session.sign_document(record, "2026-03-05", None, at("2026-03-06T09:00")).unwrap();
    let state = |office: &Office| {
        let view = office.session.volume_check(matter, at(NOW)).unwrap();
        let entry = view.entries.into_iter().find(|entry| entry.id == "record").unwrap();
        (entry.papers[0].state, entry.findings.len())
    };
    assert_eq!(state(&office), (VolumePaperState::SignedOnPaper, 1));
    office.session.add_scan(record, &paper, at(NOW)).unwrap();
    assert_eq!(state(&office), (VolumePaperState::Scan, 0));
}

/// Asks the work to stop when it gets there.
struct StopAt(u32, std::sync::atomic::AtomicU32);

impl Progress for StopAt {
    fn step(&self, done: u32, _total: u32) {
        self.1.store(done + 1, std::sync::atomic::Ordering::Relaxed);
    }

    fn cancelled(&self) -> bool {
        self.1.load(std::sync::atomic::Ordering::Relaxed) > self.0
    }
}

#[test]
fn it_stops_when_asked_and_leaves_nothing() {
    let office = office();
    let matter = settled(&office);
    let stop = StopAt(2, std::sync::atomic::AtomicU32::new(0));
    let stopped = office.session.make_volume(&request(matter), at(NOW), &stop).unwrap_err();
    assert_eq!(stopped.code(), "job.cancelled");
    assert!(office.session.made_volume(matter).is_none());
    assert_eq!(office.session.volume_bytes(matter).unwrap_err().code(), "volume.not-made");
    let committee = office.create(
        &NewMatter {
            kind: "mediation-committee".to_owned(),
            fields: crate::testing::fields(json!({ "name": "下河村人民调解委员会", "code": "下河", "committee_type": "village", "established_by": "下河村村民委员会" })),
            parties: Vec::new(),
            draft: None,
        },
        NOW,
    );
    assert_eq!(office.session.volume_check(committee, at(NOW)).unwrap_err().code(), "volume.none");
}

#[test]
fn it_is_saved_whole_and_another_one_takes_its_place() {
    let office = office();
    let matter = settled(&office);
    office.session.make_volume(&request(matter), at(NOW), &Quiet).unwrap();
    let path = office.folder.path().join("卷宗.pdf");
    office.session.save_volume(matter, &path, at(NOW)).unwrap();
    assert_eq!(std::fs::read(&path).unwrap(), *office.session.volume_bytes(matter).unwrap());
    assert!(office.session.volume_check(matter, at(NOW)).unwrap().made.is_some());
    let other = office.create(&crate::testing::dispute(), NOW);
    office.session.make_volume(&request(other), at(NOW), &Quiet).unwrap();
    assert!(office.session.made_volume(matter).is_none());
}

#[test]
fn a_demo_offices_disputes_are_bound_with_photographs_and_scans() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("office");
    let demo = crate::DemoRequest { matters: 30, seed: 7, now: at(NOW), password: None };
    crate::Desk::demo(crate::testing::assets(), &path, &demo, &Quiet).unwrap();
    let desk = crate::Desk::new(crate::testing::assets().clone(), path);
    let session = desk.unlock_any("demo-office", at(NOW)).unwrap();
    let ids = session.read(|reader| Ok(reader.matter_ids(Some("dispute"), 0, 100)?)).unwrap();
    let issued = |id: &i64| session.matter(Id(*id), at(NOW)).unwrap().documents.len();
    let matter = Id(ids.into_iter().max_by_key(issued).unwrap());
    assert!(issued(&matter.0) >= 2, "the demo office issues documents");
    for (name, bytes, under) in [
        ("现场一.jpg", photograph(3000, 2000), "evidence"),
        ("现场二.jpg", photograph(2000, 3000), "evidence"),
        ("收条.png", photograph(800, 500), "performance"),
        ("身份证复印件.pdf", scan("IDENTITY", 2, None), "identity"),
    ] {
        let source = folder.path().join(name);
        std::fs::write(&source, bytes).unwrap();
        let request = AttachRequest {
            matter,
            paths: vec![source.display().to_string()],
            note: String::new(),
            filed_under: Some(under.to_owned()),
        };
        session.attach(&request, at(NOW), &Quiet).unwrap();
    }
    let request = VolumeRequest { double_sided: true, ..request(matter) };
    let made = session.make_volume(&request, at(NOW), &Quiet).unwrap();
    let out = folder.path().join("卷宗.pdf");
    session.save_volume(matter, &out, at(NOW)).unwrap();
    let info = Command::new("pdfinfo").arg(&out).output().unwrap();
    let info = String::from_utf8(info.stdout).unwrap();
    assert!(info.contains(&format!("Pages:           {}", made.pages)), "{info}");
    assert!(info.contains("A4") && info.contains("人调字第"), "{info}");
    let sound = Command::new("qpdf").arg("--check").arg(&out).output().unwrap();
    assert!(sound.status.success(), "{}", String::from_utf8_lossy(&sound.stderr));
    let pages = words(&std::fs::read(&out).unwrap());
    assert!(pages[2].contains("身份证复印件") && pages.iter().any(|page| page.contains("IDENTITY2")));
    assert_eq!(made.left_out, vec![]);
    assert!(made.bytes < 6_000_000, "photographs are made smaller: {} bytes", made.bytes);
    if let Some(kept) = std::env::var_os("VOLUME_OUT") {
        std::fs::copy(&out, kept).unwrap();
    }
}
