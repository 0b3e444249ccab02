//! Whole files bound from PDFs, scans and photographs, read back by other programs.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod reading;
#[path = "../examples/sample/mod.rs"]
mod sample;

use std::io::Cursor;
use std::sync::LazyLock;

use image::{DynamicImage, GrayImage, ImageFormat, RgbaImage};
use lopdf::encryption::{EncryptionState, EncryptionVersion, Permissions};
use lopdf::{Document, Object, ObjectId, Stream, dictionary};
use reading::outside;
use typeset::bind::{Binder, Bookmark, Limits, Number, Page, Side, Source};
use typeset::{Stamp, Typesetter};

static TYPESETTER: LazyLock<Typesetter> = LazyLock::new(sample::typesetter);

fn agreement() -> Vec<u8> {
    TYPESETTER.render(&sample::agreement(0), &Stamp::default()).unwrap().pdf
}

fn binder() -> Binder {
    Binder::new(TYPESETTER.fonts(), Limits::default()).unwrap()
}

fn numbers(from: u32, count: u32) -> Vec<Option<Number>> {
    let side = |number: u32| if number % 2 == 1 { Side::Front } else { Side::Back };
    (from..from + count).map(|number| Some(Number { number, side: side(number) })).collect()
}

/// A PDF of pages with this text each, which `change` may make odd.
fn plain(texts: &[&str], change: impl Fn(&mut Document, &[ObjectId])) -> Vec<u8> {
    let mut document = Document::with_version("1.5");
    let root = document.new_object_id();
    let font =
        document.add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier" });
    let pages: Vec<ObjectId> = texts
        .iter()
        .map(|text| {
            let content = format!("BT /F1 24 Tf 72 700 Td ({text}) Tj ET");
            let content = document.add_object(Stream::new(dictionary! {}, content.into_bytes()));
            document.add_object(dictionary! { "Type" => "Page", "Parent" => root, "Contents" => content })
        })
        .collect();
    let kids: Vec<Object> = pages.iter().map(|page| Object::Reference(*page)).collect();
    let count = i64::try_from(kids.len()).unwrap();
    // Box and resources are inherited, as many programs write it.
    let tree = dictionary! {
        "Type" => "Pages", "Kids" => kids, "Count" => count,
        "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        "Resources" => dictionary! { "Font" => dictionary! { "F1" => font } },
    };
    document.objects.insert(root, Object::Dictionary(tree));
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => root });
    document.trailer.set("Root", catalog);
    change(&mut document, &pages);
    let mut bytes = Vec::new();
    document.save_to(&mut bytes).unwrap();
    bytes
}

fn simple(texts: &[&str]) -> Vec<u8> {
    plain(texts, |_, _| {})
}

/// The words of each page as poppler reads them; its own check that the file is sound.
fn words(pdf: &[u8]) -> Vec<String> {
    let (sound, said) = outside("qpdf", &["--check", "FILE"], pdf).expect("qpdf");
    assert!(sound, "{said}");
    let (_, text) = outside("pdftotext", &["-layout", "FILE", "-"], pdf).expect("pdftotext");
    let mut pages: Vec<String> = text.split('\u{c}').map(|page| page.trim().to_owned()).collect();
    pages.pop();
    pages
}

/// Where words stand on a page: left edge and top edge, pt from the sheet's upper left.
fn place(pdf: &[u8], page: usize, word: &str) -> (f32, f32) {
    let page = page.to_string();
    let (_, found) = outside("pdftotext", &["-bbox", "-f", &page, "-l", &page, "FILE", "-"], pdf).unwrap();
    let line =
        found.lines().find(|line| line.contains(&format!(">{word}<"))).unwrap_or_else(|| panic!("{found}"));
    let number = |name: &str| -> f32 {
        let from = line.find(name).unwrap() + name.len() + 2;
        line[from..].split('"').next().unwrap().parse().unwrap()
    };
    (number("xMin"), number("yMin"))
}

fn bound(sources: Vec<Vec<u8>>) -> Vec<u8> {
    let mut binder = binder();
    let mut order: Vec<Page> = Vec::new();
    for source in sources {
        let source = Source::open(source).unwrap();
        let from = u32::try_from(order.len()).unwrap() + 1;
        let count = u32::try_from(source.pages()).unwrap();
        order.extend(binder.add(source, &numbers(from, count)).unwrap());
    }
    binder.finish("卷宗", &order, &[]).unwrap()
}

fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let image = DynamicImage::ImageRgb8(image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([u8::try_from(x % 256).unwrap(), u8::try_from(y % 256).unwrap(), 120])
    }));
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

#[test]
fn pages_come_in_order_with_their_numbers_in_the_outer_corner() {
    let sources = || vec![agreement(), simple(&["ALPHA", "BETA"])];
    let pdf = bound(sources());
    let pages = words(&pdf);
    assert_eq!(pages.len(), 3);
    assert!(pages[0].contains("人民调解协议书") && pages[1].contains("ALPHA") && pages[2].contains("BETA"));
    let corners: Vec<(f32, f32)> =
        [1, 2, 3].into_iter().map(|page| place(&pdf, page, &page.to_string())).collect();
    assert!(corners[0].0 > 540.0 && corners[1].0 < 40.0 && corners[2].0 > 540.0, "{corners:?}");
    assert!(corners.iter().all(|corner| corner.1 < 45.0), "{corners:?}");
    let (was, is) = (place(&simple(&["ALPHA"]), 1, "ALPHA"), place(&pdf, 2, "ALPHA"));
    assert!((was.0 - is.0).abs() < 0.2 && (was.1 - is.1).abs() < 0.2, "a page is not moved: {was:?} {is:?}");
    assert!(pdf == bound(sources()), "the same bytes for the same input");
}

#[test]
fn blanks_order_and_bookmarks_are_as_asked() {
    let mut binder = binder();
    let first = binder.add(Source::open(simple(&["ALPHA"])).unwrap(), &[]).unwrap();
    let blank = binder.blank().unwrap();
    let cover = binder.add(Source::open(simple(&["COVER"])).unwrap(), &[]).unwrap();
    let bookmarks = [
        Bookmark { title: "封面".to_owned(), page: cover[0] },
        Bookmark { title: "协议书".to_owned(), page: first[0] },
    ];
    let pdf = binder.finish("卷宗 张大山", &[cover[0], blank, first[0]], &bookmarks).unwrap();
    assert_eq!(words(&pdf), ["COVER", "", "ALPHA"]);
    let read = Document::load_mem(&pdf).unwrap();
    let outlines = read.get_toc().unwrap();
    let lines: Vec<(&str, usize)> =
        outlines.toc.iter().map(|line| (line.title.as_str(), line.page)).collect();
    assert_eq!(lines, [("封面", 1), ("协议书", 3)]);
    let (_, info) = outside("pdfinfo", &["FILE"], &pdf).unwrap();
    assert!(info.contains("卷宗 张大山") && info.contains("A4"), "{info}");
}

#[test]
fn odd_pages_are_set_upright_on_a4() {
    let odd = plain(&["TURNED", "CROPPED", "PIECES", "LARGE"], |document, pages| {
        document.get_dictionary_mut(pages[0]).unwrap().set("Rotate", 90);
        let lying = vec![0.into(), 0.into(), 842.into(), 595.into()];
        document.get_dictionary_mut(pages[0]).unwrap().set("MediaBox", lying);
        let content = Stream::new(dictionary! {}, b"BT /F1 24 Tf 72 300 Td (TURNED) Tj ET".to_vec());
        let content = document.add_object(content);
        document.get_dictionary_mut(pages[0]).unwrap().set("Contents", content);
        let crop = vec![50.into(), 600.into(), 350.into(), 800.into()];
        document.get_dictionary_mut(pages[1]).unwrap().set("CropBox", crop);
        // Two streams that break between words, one compressed, and a stroke left open at the end.
        let first = document.add_object(Stream::new(dictionary! {}, b"q BT /F1 24 Tf".to_vec()));
        let mut second = Stream::new(dictionary! {}, b"72 700 Td (PIECES) Tj ET 2 0 0 2 0 0 cm".to_vec());
        second.compress().unwrap();
        let second = document.add_object(second);
        let both = vec![Object::Reference(first), Object::Reference(second)];
        document.get_dictionary_mut(pages[2]).unwrap().set("Contents", both);
        let a3 = vec![0.into(), 0.into(), 842.into(), 1191.into()];
        document.get_dictionary_mut(pages[3]).unwrap().set("MediaBox", a3);
    });
    let pdf = bound(vec![odd]);
    let pages = words(&pdf);
    assert!(pages[1].contains("CROPPED") && pages[2].contains("PIECES") && pages[3].contains("LARGE"));
    // Content that a page leaves scaled does not reach the number.
    assert!(place(&pdf, 3, "3").0 > 540.0);
    // The middle of the sheet is where a small page lies.
    let cropped = place(&pdf, 2, "CROPPED");
    assert!((cropped.0 - 169.6).abs() < 2.0, "{cropped:?}");
    let (_, info) = outside("pdfinfo", &["-l", "9", "FILE"], &pdf).unwrap();
    assert_eq!(
        info.matches("595.276 x 841.89").count() + info.matches("595.28 x 841.89").count(),
        4,
        "{info}"
    );
    assert!(!info.contains("rot:   90"), "{info}");
}

#[test]
fn stamps_and_filled_fields_are_bound_with_the_page() {
    let stamped = plain(&["PAGE"], |document, pages| {
        let font = document
            .add_object(dictionary! { "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "Courier" });
        let look = |document: &mut Document, text: &str| {
            let content = format!("BT /F2 12 Tf 2 4 Td ({text}) Tj ET");
            let dict = dictionary! {
                "Type" => "XObject", "Subtype" => "Form", "BBox" => vec![0.into(), 0.into(), 100.into(), 20.into()],
                "Resources" => dictionary! { "Font" => dictionary! { "F2" => font } },
            };
            document.add_object(Stream::new(dict, content.into_bytes()))
        };
        let seal = look(document, "SEAL");
        let on = look(document, "TICKED");
        let off = look(document, "OPEN");
        let hidden = look(document, "HIDDEN");
        let rect = || vec![100.into(), 100.into(), 200.into(), 120.into()];
        let notes: Vec<Object> = vec![
            dictionary! { "Type" => "Annot", "Subtype" => "Stamp", "Rect" => rect(), "P" => pages[0], "AP" => dictionary! { "N" => seal } }.into(),
            dictionary! { "Type" => "Annot", "Subtype" => "Widget", "Rect" => vec![100.into(), 200.into(), 200.into(), 220.into()], "AS" => "On", "AP" => dictionary! { "N" => dictionary! { "On" => on, "Off" => off } } }.into(),
            dictionary! { "Type" => "Annot", "Subtype" => "Stamp", "F" => 2, "Rect" => rect(), "AP" => dictionary! { "N" => hidden } }.into(),
        ];
        document.get_dictionary_mut(pages[0]).unwrap().set("Annots", notes);
    });
    let pdf = bound(vec![stamped]);
    let page = words(&pdf).remove(0);
    assert!(page.contains("SEAL") && page.contains("TICKED"), "{page}");
    assert!(!page.contains("OPEN") && !page.contains("HIDDEN"), "{page}");
    let seal = place(&pdf, 1, "SEAL");
    assert!((seal.0 - 102.0).abs() < 2.0 && seal.1 > 700.0, "{seal:?}");
}

#[test]
fn locked_and_broken_files_say_so_and_leave_nothing_behind() {
    let locked = |user: &str| {
        plain(&["SECRET"], |document, _| {
            document.trailer.set("ID", vec![Object::string_literal("a"), Object::string_literal("a")]);
            let version = EncryptionVersion::V2 {
                document,
                owner_password: "owner",
                user_password: user,
                key_length: 128,
                permissions: Permissions::all(),
            };
            let state = EncryptionState::try_from(version).unwrap();
            document.encrypt(&state).unwrap();
        })
    };
    assert_eq!(Source::open(locked("word")).unwrap_err().code(), "bind.locked");
    // Locked against changes only: everybody may open it, and so may we.
    assert!(words(&bound(vec![locked("")]))[0].contains("SECRET"));

    let whole = simple(&["ALPHA", "BETA"]);
    let cut = whole[..whole.len() / 2].to_vec();
    assert_eq!(Source::open(cut).unwrap_err().code(), "bind.broken");
    let lacking = plain(&["ALPHA", "BETA"], |document, pages| {
        document.objects.remove(&pages[1]);
    });
    assert_eq!(Source::open(lacking).unwrap_err().code(), "bind.broken");
    for (bytes, code) in [
        (b"PK\x03\x04 a text file".to_vec(), "bind.unknown"),
        (Vec::new(), "bind.unknown"),
        (b"%PDF-1.4\nnothing".to_vec(), "bind.broken"),
    ] {
        assert_eq!(Source::open(bytes).unwrap_err().code(), code);
    }

    // The second page's content is no stream: what was written of the first one goes again.
    let half = plain(&["ALPHA", "BETA"], |document, pages| {
        let nothing = document.add_object(Object::Integer(7));
        document.get_dictionary_mut(pages[1]).unwrap().set("Contents", nothing);
    });
    let mut binder = binder();
    let failed = binder.add(Source::open(half).unwrap(), &numbers(1, 2)).unwrap_err();
    assert_eq!(failed.code(), "bind.broken");
    let page = binder.add(Source::open(simple(&["GAMMA"])).unwrap(), &numbers(1, 1)).unwrap();
    let pdf = binder.finish("x", &page, &[]).unwrap();
    assert!(
        pdf == {
            let mut fresh = self::binder();
            let page = fresh.add(Source::open(simple(&["GAMMA"])).unwrap(), &numbers(1, 1)).unwrap();
            fresh.finish("x", &page, &[]).unwrap()
        }
    );
}

#[test]
fn cut_and_scrambled_files_never_stop_the_binding() {
    let whole = agreement();
    for cut in (0..whole.len()).step_by(whole.len() / 12 + 1) {
        let mut scrambled = whole.clone();
        scrambled[cut..]
            .iter_mut()
            .step_by(97)
            .for_each(|byte| *byte = byte.wrapping_mul(31).wrapping_add(7));
        for bytes in [whole[..cut].to_vec(), scrambled] {
            let mut binder = binder();
            if let Ok(source) = Source::open(bytes) {
                // Whatever comes of it, the rest can be bound.
                let _ = binder.add(source, &[]);
            }
            let page = binder.add(Source::open(simple(&["GAMMA"])).unwrap(), &[]).unwrap();
            assert!(binder.finish("x", &page, &[]).unwrap().ends_with(b"%%EOF\n"));
        }
    }
}

#[test]
fn pictures_of_every_kind_fill_their_sheets_and_stay_small() {
    let formats = [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::Tiff,
        ImageFormat::Bmp,
        ImageFormat::Gif,
        ImageFormat::WebP,
    ];
    let sources: Vec<Vec<u8>> = formats.into_iter().map(|format| picture(400, 300, format)).collect();
    let kept = sources[0].clone();
    let pdf = bound(sources);
    assert_eq!(words(&pdf), ["1", "2", "3", "4", "5", "6"]);
    assert!(pdf.windows(kept.len()).any(|part| part == kept), "a small JPEG is kept as it is");
    let (_, listed) = outside("pdfimages", &["-list", "FILE"], &pdf).unwrap();
    assert_eq!(listed.matches("jpeg").count(), 6, "{listed}");

    let huge = bound(vec![picture(5100, 3400, ImageFormat::Png)]);
    let (_, listed) = outside("pdfimages", &["-list", "FILE"], &huge).unwrap();
    assert!(listed.contains("3508  2339"), "{listed}");

    // What is clear becomes white, not black.
    let clear = DynamicImage::ImageRgba8(RgbaImage::from_pixel(200, 200, image::Rgba([0, 0, 0, 0])));
    let mut bytes = Cursor::new(Vec::new());
    clear.write_to(&mut bytes, ImageFormat::Png).unwrap();
    let pdf = bound(vec![bytes.into_inner()]);
    let read = Document::load_mem(&pdf).unwrap();
    let jpeg = read.objects.values().filter_map(|object| object.as_stream().ok()).find(|stream| {
        stream.dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|name| name == b"Image")
    });
    let shown = image::load_from_memory(&jpeg.unwrap().content).unwrap().into_rgb8();
    assert!(shown.pixels().all(|pixel| pixel.0.iter().all(|value| *value > 250)));
}

#[test]
fn a_photograph_is_turned_as_the_camera_was_held() {
    // A JPEG that lies, with the mark that it has to be turned by a quarter.
    let plain = picture(400, 300, ImageFormat::Jpeg);
    let exif = [
        b"\xFF\xE1\x00\x22Exif\0\0MM\0\x2A\0\0\0\x08".as_slice(),
        b"\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0",
    ]
    .concat();
    let turned = [&plain[..2], &exif, &plain[2..]].concat();
    let (_, listed) = outside("pdfimages", &["-list", "FILE"], &bound(vec![turned])).unwrap();
    assert!(listed.contains("300   400"), "{listed}");
}

/// A TIFF of as many pages as there are pictures, as scanners write it.
fn tiff(pages: &[GrayImage]) -> Vec<u8> {
    let mut out: Vec<u8> = b"II\x2A\0\0\0\0\0".to_vec();
    let mut link = 4;
    for page in pages {
        let strip = u32::try_from(out.len()).unwrap();
        out.extend_from_slice(page.as_raw());
        let directory = u32::try_from(out.len()).unwrap();
        out[link..link + 4].copy_from_slice(&directory.to_le_bytes());
        let entries: [(u16, u16, u32); 8] = [
            (256, 4, page.width()),
            (257, 4, page.height()),
            (258, 3, 8),
            (259, 3, 1),
            (262, 3, 1),
            (273, 4, strip),
            (278, 4, page.height()),
            (279, 4, u32::try_from(page.as_raw().len()).unwrap()),
        ];
        out.extend_from_slice(&8_u16.to_le_bytes());
        for (tag, kind, value) in entries {
            out.extend_from_slice(&tag.to_le_bytes());
            out.extend_from_slice(&kind.to_le_bytes());
            out.extend_from_slice(&1_u32.to_le_bytes());
            out.extend_from_slice(&value.to_le_bytes());
        }
        link = out.len();
        out.extend_from_slice(&[0; 4]);
    }
    out
}

#[test]
fn every_page_of_a_scanned_tiff_is_bound() {
    let pages: Vec<GrayImage> = [60, 120, 240]
        .into_iter()
        .map(|grey| GrayImage::from_pixel(120 + grey, 200, image::Luma([200])))
        .collect();
    let source = Source::open(tiff(&pages)).unwrap();
    assert_eq!(source.pages(), 3);
    let pdf = bound(vec![tiff(&pages)]);
    let (_, listed) = outside("pdfimages", &["-list", "FILE"], &pdf).unwrap();
    for width in ["180", "240", "360"] {
        assert!(listed.contains(&format!("{width}   200")), "{listed}");
    }
    // A chain of pages that leads back to its first one would never end.
    let mut round = tiff(&pages);
    let first: [u8; 4] = round[4..8].try_into().unwrap();
    let end = round.len() - 4;
    round[end..].copy_from_slice(&first);
    assert_eq!(Source::open(round).unwrap_err().code(), "bind.broken");
}

#[test]
fn damaged_and_enormous_pictures_say_so() {
    let whole = picture(400, 300, ImageFormat::Jpeg);
    let cut = Source::open(whole[..whole.len() / 2].to_vec()).unwrap();
    assert_eq!(binder().add(cut, &[]).unwrap_err().code(), "bind.broken");
    // A header that promises 60,000 x 60,000 dots.
    let mut enormous = picture(16, 16, ImageFormat::Bmp);
    enormous[18..22].copy_from_slice(&60_000_u32.to_le_bytes());
    enormous[22..26].copy_from_slice(&60_000_u32.to_le_bytes());
    let code = binder().add(Source::open(enormous).unwrap(), &[]).unwrap_err().code();
    assert_eq!(code, "bind.picture-too-large");
}

#[test]
fn a_file_does_not_grow_beyond_its_limits() {
    let limits = Limits { bytes: 120_000, pages: 3 };
    let mut small = Binder::new(TYPESETTER.fonts(), limits).unwrap();
    let three = simple(&["A", "B", "C"]);
    let pages = small.add(Source::open(three).unwrap(), &[]).unwrap();
    assert_eq!(small.blank().unwrap_err().code(), "bind.too-large");
    assert_eq!(pages.len(), 3);
    let mut small = Binder::new(TYPESETTER.fonts(), Limits { bytes: 40_000, pages: 30 }).unwrap();
    let large = picture(1200, 900, ImageFormat::Jpeg);
    assert_eq!(small.add(Source::open(large).unwrap(), &[]).unwrap_err().code(), "bind.too-large");
}

#[test]
fn a_stream_that_unpacks_without_end_is_refused() {
    // Objects packed in a stream of 80 MiB of blanks.
    let mut packed = Stream::new(
        dictionary! { "Type" => "ObjStm", "N" => 1, "First" => 4 },
        [b"9 0 ".to_vec(), vec![b' '; 80 << 20]].concat(),
    );
    packed.compress().unwrap();
    let bomb = plain(&["ALPHA"], |document, _| {
        document.add_object(Object::Stream(packed.clone()));
    });
    assert!(bomb.len() < 1_000_000);
    match Source::open(bomb) {
        Ok(source) => assert_eq!(source.pages(), 1),
        Err(error) => assert_eq!(error.code(), "bind.broken"),
    }
}

#[test]
#[ignore = "measures how much memory a large volume takes"]
fn a_large_volume_takes_its_own_size_and_one_source() {
    let scan = |word: &str| {
        plain(&[word; 20], |document, pages| {
            for page in pages {
                let noise: Vec<u8> =
                    (0..1_000_000_u32).map(|i| i.wrapping_mul(2_654_435_761).to_be_bytes()[0]).collect();
                let image = dictionary! {
                    "Type" => "XObject", "Subtype" => "Image", "Width" => 1000, "Height" => 1000,
                    "ColorSpace" => "DeviceGray", "BitsPerComponent" => 8,
                };
                let image = document.add_object(Stream::new(image, noise));
                let resources = dictionary! { "XObject" => dictionary! { "I" => image } };
                document.get_dictionary_mut(*page).unwrap().set("Resources", resources);
            }
        })
    };
    let peak = || {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap().to_owned();
        line.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() / 1024
    };
    let before = peak();
    let started = std::time::Instant::now();
    let mut binder = binder();
    let mut order = Vec::new();
    for _ in 0..15 {
        order.extend(binder.add(Source::open(scan("SCAN")).unwrap(), &[]).unwrap());
    }
    let bytes = binder.finish("x", &order, &[]).unwrap().len();
    println!(
        "{} MiB of scans: {:?}, {before} MiB before, {} MiB at most",
        bytes >> 20,
        started.elapsed(),
        peak()
    );
}
