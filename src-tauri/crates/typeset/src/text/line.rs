//! Sets a stretch of atoms into lines of a measure.

use super::atom::{Atom, Shape};
use super::breaks::{Break, closes, never_ends, never_starts, opens};
use crate::layout::mark::{Mark, Placed};
use crate::layout::work;
use crate::model::{Align, Color};

/// The edges of a line, pt.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Measure {
    pub(crate) left: f32,
    pub(crate) width: f32,
}

/// A line: which atoms, and how they are set.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// The last of its stretch.
    pub(crate) last: bool,
}

/// Room for rounding, pt.
const SLACK: f32 = 0.02;

/// How much the space after each atom of a line may shrink, pt: first where it hurts least.
#[derive(Default)]
struct Squeeze {
    pairs: f32,
    marks: f32,
}

/// The saving between two neighbours, both with an empty half towards each other.
fn pair_saving(a: &Atom, b: &Atom) -> f32 {
    match (a.ch(), b.ch()) {
        (Some(x), Some(y))
            if a.is_full()
                && b.is_full()
                && (closes(x) && (closes(y) || opens(y)) || opens(x) && opens(y)) =>
        {
            0.5 * a.size.min(b.size)
        }
        _no_pair => 0.0,
    }
}

/// The saving after a mark in the middle of a line.
fn mark_saving(a: &Atom) -> f32 {
    match a.ch() {
        Some('，' | '。' | '、' | '；' | '：' | '）' | '》' | '”') if a.is_full() => 0.25 * a.size,
        Some(_) | None => 0.0,
    }
}

fn end_saving(a: &Atom) -> f32 {
    match a.ch() {
        Some(ch) if closes(ch) && a.is_full() => 0.5 * a.size + a.spacing.max(0.0),
        Some(_) | None => 0.0,
    }
}

fn is_blank(atom: &Atom) -> bool {
    match atom.shape {
        Shape::Space => !atom.underline,
        Shape::Glyph(_, ch) => matches!(ch, ' ' | '\u{3000}') && !atom.underline,
        Shape::Missing | Shape::Check(_) | Shape::Fill => false,
    }
}

/// Breaks the atoms into lines: the first of width `first`, the others of width `rest`.
pub(crate) fn break_lines(atoms: &[Atom], first: f32, rest: f32) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut from = 0;
    while from < atoms.len() {
        let measure = (if lines.is_empty() { first } else { rest }).max(1.0);
        let to = line_end(atoms, from, measure);
        lines.push(Line { from, to, last: to == atoms.len() });
        from = to;
    }
    if lines.is_empty() {
        lines.push(Line { from: 0, to: 0, last: true });
    }
    lines
}

/// Breaks atoms that will be centred: as few lines as the width asks for, and those of like length, so that a title
/// does not leave one character alone (GB/T 9704-2012 wants titles of several lines in a balanced shape).
pub(crate) fn break_balanced(atoms: &[Atom], first: f32, rest: f32) -> Vec<Line> {
    /// A quarter of a character is as even as anyone sees.
    const STEP: f32 = 4.0;
    let mut best = break_lines(atoms, first, rest);
    if best.len() < 2 {
        return best;
    }
    let mut narrowed = STEP;
    while narrowed < first.min(rest) / 2.0 {
        let lines = break_lines(atoms, first - narrowed, rest - narrowed);
        if lines.len() > best.len() {
            break;
        }
        best = lines;
        narrowed += STEP;
    }
    best
}

/// Where the line that starts at `from` ends: at least one atom further.
fn line_end(atoms: &[Atom], from: usize, measure: f32) -> usize {
    let (mut free, mut poor, mut forced, mut any) = (None, None, None, None);
    let mut width = 0.0_f32; // up to and including the last atom that is not blank
    let mut pending = 0.0_f32; // blanks behind it
    let mut squeeze = Squeeze::default();
    let mut free_width = 0.0;
    for i in from..atoms.len() {
        work::count(1);
        let atom = &atoms[i];
        if i > from {
            let saving = pair_saving(&atoms[i - 1], atom);
            if saving > 0.0 {
                squeeze.pairs += saving;
                // A mark gives way once.
                squeeze.marks -= mark_saving(&atoms[i - 1]);
            }
        }
        if is_blank(atom) {
            pending += atom.advance;
        } else {
            width += pending + atom.advance;
            pending = 0.0;
        }
        let end = end_saving(atom);
        // Marks inside the line give way only to bring in a closing mark.
        let marks = if atom.ch().is_some_and(never_starts) { squeeze.marks } else { 0.0 };
        let fits = width - squeeze.pairs - end - marks <= measure + SLACK;
        squeeze.marks += mark_saving(atom);
        if fits {
            match atoms.get(i + 1).map(|next| next.before) {
                None => return atoms.len(),
                Some(Break::Free) => {
                    free = Some(i + 1);
                    free_width = width;
                }
                Some(Break::Poor) => poor = Some(i + 1),
                Some(Break::Never) => {
                    let good = atom.ch().is_none_or(|ch| !never_ends(ch))
                        && atoms[i + 1].ch().is_none_or(|ch| !never_starts(ch));
                    // Where there is no good place at all, the line is at least full.
                    any = Some(i + 1);
                    if good {
                        forced = any;
                    }
                }
            }
        } else if width - squeeze.pairs - squeeze.marks > measure + 2.0 * atom.size {
            break;
        }
    }
    let hole = measure - free_width;
    let forced = forced.or(any);
    match (free, poor) {
        (Some(free), Some(poor)) if poor > free && hole > 0.16 * measure => poor,
        (Some(free), _) => match forced {
            // What comes next would not fit on any line: begin it here.
            Some(forced) if forced > free && hole > 0.4 * measure && longer_than(atoms, free, measure) => {
                forced
            }
            Some(_) | None => free,
        },
        (None, Some(poor)) => poor,
        (None, None) => forced.unwrap_or(from + 1),
    }
}

/// Whether what starts at `from` has no place for a line's end within `measure`.
fn longer_than(atoms: &[Atom], from: usize, measure: f32) -> bool {
    let mut width = 0.0;
    for (i, atom) in atoms.iter().enumerate().skip(from) {
        work::count(1);
        if i > from && atom.before != Break::Never {
            return false;
        }
        width += atom.advance;
        if width > measure {
            return true;
        }
    }
    false
}

/// Places the atoms of a line; `y` of the marks is the baseline, and 0.
pub(crate) fn set_line(atoms: &[Atom], line: &Line, measure: Measure, align: Align) -> Vec<Mark> {
    let mut atoms = &atoms[line.from..line.to];
    while let [head @ .., last] = atoms {
        if line.last || !is_blank(last) {
            break;
        }
        atoms = head;
    }
    let mut advances: Vec<f32> = atoms.iter().map(|atom| atom.advance).collect();
    // Letter spacing behind the last character is not part of the line.
    if let (Some(advance), Some(atom)) = (advances.last_mut(), atoms.last()) {
        *advance -= atom.spacing.min(atom.advance);
    }
    let mut width: f32 = advances.iter().sum();
    let fills = atoms.iter().filter(|atom| atom.shape == Shape::Fill).count();
    if width > measure.width + SLACK {
        shrink(atoms, &mut advances, width - measure.width);
        width = advances.iter().sum();
    }
    let room = (measure.width - width).max(0.0);
    let mut x = measure.left;
    if fills > 0 {
        #[allow(clippy::cast_precision_loss)]
        let share = room / fills as f32;
        for (advance, atom) in advances.iter_mut().zip(atoms) {
            if atom.shape == Shape::Fill {
                *advance += share;
            }
        }
    } else {
        match align {
            Align::Left => {}
            Align::Justify if line.last => {}
            Align::Justify => stretch(atoms, &mut advances, room, 0.5),
            Align::Distribute if atoms.len() > 1 => stretch(atoms, &mut advances, room, f32::INFINITY),
            Align::Distribute | Align::Center => x += room / 2.0,
            Align::Right => x += room,
        }
    }
    marks(atoms, &advances, x)
}

/// Takes `excess` out of the spaces of a line.
fn shrink(atoms: &[Atom], advances: &mut [f32], excess: f32) {
    let mut left = excess;
    if let (Some(atom), Some(advance)) = (atoms.last(), advances.last_mut()) {
        let saving = end_saving(atom).min(left);
        *advance -= saving;
        left -= saving;
    }
    let pairs: Vec<f32> = atoms
        .iter()
        .enumerate()
        .map(|(i, atom)| atoms.get(i + 1).map_or(0.0, |next| pair_saving(atom, next)))
        .collect();
    left = take(&pairs, advances, left);
    let marks: Vec<f32> = atoms
        .iter()
        .enumerate()
        .map(|(i, atom)| if i + 1 < atoms.len() && pairs[i] == 0.0 { mark_saving(atom) } else { 0.0 })
        .collect();
    take(&marks, advances, left);
}

/// Takes up to `wanted`, in proportion to what each can give; returns what is still wanted.
fn take(savings: &[f32], advances: &mut [f32], wanted: f32) -> f32 {
    let total: f32 = savings.iter().sum();
    if total <= 0.0 || wanted <= 0.0 {
        return wanted;
    }
    let part = (wanted / total).min(1.0);
    for (advance, saving) in advances.iter_mut().zip(savings) {
        *advance -= saving * part;
    }
    wanted - total * part
}

/// Spreads `room` over the gaps of a line, unless that would be more than `limit` ems a gap.
fn stretch(atoms: &[Atom], advances: &mut [f32], room: f32, limit: f32) {
    let gap = |i: usize| {
        let (Some(a), Some(b)) = (atoms.get(i), atoms.get(i + 1)) else { return false };
        // Not between a box and its text, nor within a blank.
        let held = matches!(a.shape, Shape::Check(_)) || (a.underline && b.underline && b.ch().is_none());
        !held && (a.is_wide() || b.is_wide() || is_blank(a))
    };
    let gaps = (0..atoms.len()).filter(|i| gap(*i)).count();
    let size = atoms.first().map_or(1.0, |atom| atom.size);
    #[allow(clippy::cast_precision_loss)]
    let share = room / gaps.max(1) as f32;
    if gaps == 0 || share > limit * size {
        return;
    }
    for (i, advance) in advances.iter_mut().enumerate() {
        if gap(i) {
            *advance += share;
        }
    }
}

/// The marks of placed atoms: runs of glyphs of one look, lines under them, boxes.
fn marks(atoms: &[Atom], advances: &[f32], x: f32) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut under: Option<(f32, f32, Color, f32)> = None;
    let mut bars = Vec::new();
    let mut x = x;
    let mut text: Option<Mark> = None;
    for (atom, advance) in atoms.iter().zip(advances) {
        match atom.shape {
            Shape::Glyph(glyph, ch) => {
                let same = matches!(&text, Some(Mark::Text { file, size, color, .. })
                    if *file == glyph.file && *size == atom.size && *color == atom.color);
                if !same {
                    marks.extend(text.take());
                    text = Some(Mark::Text {
                        x,
                        y: 0.0,
                        file: glyph.file,
                        size: atom.size,
                        color: atom.color,
                        glyphs: Vec::new(),
                    });
                }
                if let Some(Mark::Text { x: start, glyphs, .. }) = &mut text {
                    glyphs.push(Placed { glyph: glyph.glyph, ch, x: x - *start });
                }
            }
            Shape::Missing => {
                let size = atom.size;
                marks.extend(text.take());
                marks.push(Mark::Frame {
                    x: x + 0.1 * size,
                    y: -0.82 * size,
                    width: (advance - 0.2 * size).max(1.0),
                    height: 0.96 * size,
                    color: atom.color,
                });
            }
            Shape::Check(ticked) => {
                marks.extend(text.take());
                marks.push(Mark::Check { x, y: 0.0, size: atom.size, ticked, color: atom.color });
            }
            Shape::Space | Shape::Fill => {}
        }
        let end = x + advance;
        under = match under {
            Some((from, _, color, size)) if atom.underline && color == atom.color => {
                Some((from, end, color, size.max(atom.size)))
            }
            finished => {
                bars.extend(finished);
                atom.underline.then_some((x, end, atom.color, atom.size))
            }
        };
        x = end;
    }
    marks.extend(text);
    bars.extend(under);
    marks.extend(bars.into_iter().map(|(from, to, color, size)| Mark::Bar {
        x: from,
        y: 0.17 * size,
        width: to - from,
        height: 0.5,
        color,
    }));
    marks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::font::GlyphRef;
    use crate::text::breaks::breaks;

    /// Atoms of 10 pt: Chinese characters one em wide, ASCII half of it.
    fn atoms(text: &str) -> Vec<Atom> {
        let chars: Vec<char> = text.chars().collect();
        let glyph = GlyphRef { file: 0, glyph: 1 };
        chars
            .iter()
            .zip(breaks(&chars))
            .map(|(ch, before)| Atom {
                shape: Shape::Glyph(glyph, *ch),
                advance: if ch.is_ascii() { 5.0 } else { 10.0 },
                spacing: 0.0,
                size: 10.0,
                color: Color::Black,
                underline: false,
                before,
            })
            .collect()
    }

    fn lines(text: &str, measure: f32) -> Vec<String> {
        let atoms = atoms(text);
        break_lines(&atoms, measure, measure)
            .iter()
            .map(|line| atoms[line.from..line.to].iter().filter_map(Atom::ch).collect())
            .collect()
    }

    #[test]
    fn a_centred_title_leaves_no_character_alone() {
        let atoms = atoms("关于王振东与冯学文山林土地纠纷调解结果的函");
        let counts = |lines: Vec<Line>| lines.iter().map(|line| line.to - line.from).collect::<Vec<_>>();
        assert_eq!(counts(break_lines(&atoms, 200.0, 200.0)), [20, 1]);
        assert_eq!(counts(break_balanced(&atoms, 200.0, 200.0)), [11, 10]);
        assert_eq!(counts(break_balanced(&atoms, 300.0, 300.0)), [21]);
    }

    #[test]
    fn lines_of_official_prose() {
        for (text, ems, expected) in [
            // A closing mark that would start a line is brought in at half its width.
            ("甲乙丙丁戊己，庚辛", 6.5, vec!["甲乙丙丁戊己，", "庚辛"]),
            // Where it cannot, the character before goes along with it.
            ("甲乙丙丁戊己，庚辛", 6.0, vec!["甲乙丙丁戊", "己，庚辛"]),
            // Two marks beside each other give way together.
            ("（甲乙）、（丙）", 6.0, vec!["（甲乙）、", "（丙）"]),
            ("（甲乙）、（丙）", 6.5, vec!["（甲乙）、（丙）"]),
            // An opening mark goes to the next line with what it opens.
            ("甲乙丙丁《民法典》", 5.0, vec!["甲乙丙丁", "《民法典》"]),
            // Dates stay whole while there is room...
            (
                "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸于2026年11月22日",
                27.0,
                vec!["甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸于2026年11月", "22日"],
            ),
            (
                "甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙丁2026年11月22日",
                27.0,
                vec!["甲乙丙丁戊己庚辛壬癸甲乙丙丁戊己庚辛壬癸甲乙丙丁", "2026年11月22日"],
            ),
            // ... but narrow columns break them at their parts.
            ("于2026年11月22日签", 6.0, vec!["于2026年11月", "22日签"]),
            // What is longer than a line is broken where the line ends.
            ("12345678901234567890", 5.0, vec!["1234567890", "1234567890"]),
            ("甲12345678901234567890", 5.0, vec!["甲12345678", "9012345678", "90"]),
            // Where there is no good place at all, the line is at least full.
            ("（（（（（（（（（（（", 5.0, vec!["（（（（（（（（（", "（（"]),
            ("", 5.0, vec![""]),
        ] {
            assert_eq!(lines(text, ems * 10.0), expected, "{text} in {ems}");
        }
    }

    #[test]
    fn a_run_that_may_break_nowhere_takes_work_by_its_length() {
        for run in ["（", "）", "1", "a", "￥", "《民法典》"] {
            let effort = |length: usize| {
                let atoms = atoms(&run.repeat(length));
                crate::layout::work::of(|| break_lines(&atoms, 200.0, 200.0)).1
            };
            let (short, long) = (effort(1_000), effort(16_000));
            assert!(short >= 1_000 && long <= 17 * short, "{run}: {short}, {long}");
        }
    }

    #[test]
    fn justified_lines_end_at_the_edge() {
        let atoms = atoms("甲乙丙丁戊，己庚辛壬癸甲乙丙");
        let found = break_lines(&atoms, 68.0, 68.0);
        let marks = set_line(&atoms, &found[0], Measure { left: 3.0, width: 68.0 }, Align::Justify);
        let Some(Mark::Text { x, glyphs, .. }) = marks.first() else { panic!("no text") };
        let last = glyphs.last().unwrap();
        assert!((x - 3.0).abs() < 0.01);
        // The last character is one em wide.
        assert!((x + last.x + 10.0 - 71.0).abs() < 0.05, "{}", x + last.x);
    }

    fn right_edge(atoms: &[Atom], line: &Line, measure: f32, align: Align) -> f32 {
        let marks = set_line(atoms, line, Measure { left: 0.0, width: measure }, align);
        let mut right = 0.0_f32;
        for mark in &marks {
            if let Mark::Text { x, glyphs, .. } = mark {
                // A space that ends a text may hang over the edge: nobody sees it.
                for placed in glyphs.iter().filter(|placed| placed.ch != ' ') {
                    // Closing marks have an empty right half, which may hang over the edge.
                    let ink = match placed.ch {
                        ch if ch.is_ascii() => 5.0,
                        ch if closes(ch) => 5.0,
                        _other => 10.0,
                    };
                    right = right.max(x + placed.x + ink);
                }
            }
        }
        right
    }

    fn prose() -> impl Strategy<Value = String> {
        let words = prop_oneof![
            6 => "[甲乙丙丁戊己庚辛壬癸]{1,6}",
            2 => "[0-9]{1,6}",
            1 => "[a-z]{1,8}",
            1 => Just("2026年11月22日".to_owned()),
            1 => Just("《民法典》".to_owned()),
            1 => Just("（以下简称“协议”）".to_owned()),
            1 => Just("——".to_owned()),
            1 => Just("……".to_owned()),
            3 => prop_oneof![Just("，"), Just("。"), Just("、"), Just("；"), Just(" ")].prop_map(str::to_owned),
        ];
        proptest::collection::vec(words, 0..60).prop_map(|words| words.concat())
    }

    proptest! {
        #[test]
        fn all_characters_come_out_in_order(text in prose(), ems in 3_u8..40) {
            prop_assert_eq!(lines(&text, f32::from(ems) * 10.0).concat(), text);
        }

        #[test]
        fn no_line_is_wider_than_its_measure(text in prose(), ems in 6_u8..40) {
            let measure = f32::from(ems) * 10.0;
            let atoms = atoms(&text);
            for line in break_lines(&atoms, measure, measure) {
                for align in [Align::Justify, Align::Left, Align::Distribute, Align::Right] {
                    let right = right_edge(&atoms, &line, measure, align);
                    prop_assert!(right <= measure + 0.1, "{right} > {measure}");
                }
            }
        }

        #[test]
        fn forbidden_places_are_kept(words in "[甲乙丙丁戊己庚辛壬癸]{2,5}([，。、）》]?[甲乙丙丁戊己庚辛壬癸（《]?[甲乙丙丁戊己庚辛壬癸]{2,4}){0,30}", ems in 6_u8..40) {
            for line in lines(&words, f32::from(ems) * 10.0) {
                prop_assert!(line.chars().next().is_none_or(|ch| !never_starts(ch)), "{line}");
                prop_assert!(line.chars().last().is_none_or(|ch| !never_ends(ch)), "{line}");
            }
        }

        #[test]
        fn any_text_at_all_is_set(text in "\\PC{0,200}", ems in 1_u8..20) {
            prop_assert_eq!(lines(&text, f32::from(ems) * 10.0).concat(), text);
        }
    }
}
