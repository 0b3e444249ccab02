//! 依据: the article in its context, and the counting day by day.

use super::{key, view};
use crate::Session;
use crate::error::{OfficeError, Result};
use crate::kinds::wording;
use crate::matter::findings::citation;
use crate::matter::judgement::Folder;
use crate::view::{ArticleView, CountingStep, DutyExplanation, Id, ShownField, SupersededView};
use calendar::{Date, cn_date};
use rules::{Certainty, Citation, Duty, Trace};

/// Characters of the text shown before and after a quote.
const AROUND: usize = 240;

impl Session {
    /// 依据 of a duty.
    ///
    /// # Errors
    /// The matter no longer has such a duty.
    pub fn explain_duty(&self, matter: Id, duty: &str, now: calendar::DateTime) -> Result<DutyExplanation> {
        let (folder, found) = self.duty(matter, duty, now.date())?;
        let kind = self.assets().kind(&folder.matter.kind)?;
        let trace = &found.trace;
        let superseded = found.superseded.iter().map(|other| SupersededView {
            rule: other.rule.clone(),
            title: other.title.clone(),
            due: other.due.map(|due| due.to_string()),
            citation: citation(&other.citation),
            why: why(&found, other),
        });
        Ok(DutyExplanation {
            matter,
            number: folder.matter.number.clone(),
            matter_title: folder.matter.title.clone(),
            duty: view(self.assets(), kind, &found, now.date()),
            article: self.article(&found.citation),
            counting_articles: trace
                .counting
                .iter()
                .flat_map(|counting| &counting.citations)
                .chain(&found.also)
                .filter_map(|citation| self.article(citation))
                .collect(),
            method: method(trace),
            used: used(trace),
            steps: trace
                .steps
                .iter()
                .map(|step| CountingStep {
                    date: Some(step.date.to_string()),
                    mark: super::steps::day_with_weekday(step.date),
                    text: step.text.clone(),
                    counted: found.due == Some(step.date),
                })
                .collect(),
            tables: tables(trace),
            superseded: superseded.collect(),
            caution: caution(&found),
        })
    }

    /// The folder and one of its duties, derived anew.
    pub(super) fn duty(&self, matter: Id, wanted: &str, today: Date) -> Result<(Folder, Duty)> {
        let context = self.context();
        self.read(|reader| {
            let folder = Folder::read(reader, matter.0)?;
            let kind = self.assets().kind(&folder.matter.kind)?;
            let assessment = folder.assess(kind, &context, reader, today)?;
            let found = assessment
                .duties
                .into_iter()
                .find(|duty| {
                    key(&duty.rule, duty.window.map(|window| window.from)) == wanted || duty.rule == wanted
                })
                .ok_or_else(|| OfficeError::NoSuchDuty { key: wanted.to_owned() })?;
            Ok((folder, found))
        })
    }

    /// The article with what stands around the quote.
    fn article(&self, citation: &Citation) -> Option<ArticleView> {
        let text = self.assets().definitions().texts.get(&citation.text)?;
        let (before, after) = around(&wording(&text.content), &citation.quote);
        Some(ArticleView {
            text: text.id.clone(),
            title: format!("《{}》{}", text.title, citation.section),
            number: text.number.clone().unwrap_or_default(),
            effective_from: Some(text.effective_from.to_string()),
            until: text.effective_until.map(|until| until.to_string()),
            source: text.source.clone(),
            before,
            quote: citation.quote.clone(),
            after,
        })
    }
}

/// What stands before and after a quote. The text may break lines where the quote does not.
fn around(content: &str, quote: &str) -> (String, String) {
    let characters: Vec<char> = content.chars().collect();
    let plain: Vec<(usize, char)> =
        characters.iter().copied().enumerate().filter(|(_, c)| !matches!(c, '\n' | '\r')).collect();
    let wanted: Vec<char> = quote.chars().filter(|c| !matches!(c, '\n' | '\r')).collect();
    if wanted.is_empty() {
        return (String::new(), String::new());
    }
    let at = plain.windows(wanted.len()).position(|window| window.iter().map(|(_, c)| c).eq(wanted.iter()));
    let Some(at) = at else { return (String::new(), String::new()) };
    let (first, last) = (plain[at].0, plain[at + wanted.len() - 1].0);
    let before = characters[beginning(&characters, first)..first].iter().collect();
    let after = characters[last + 1..(last + 1 + AROUND).min(characters.len())].iter().collect();
    (before, after)
}

/// Where the words before a quote begin: at its article, else at a line, never inside a word of a line if one begins near.
fn beginning(characters: &[char], first: usize) -> usize {
    let from = first.saturating_sub(AROUND);
    let begins = |at: usize| at == 0 || characters[at - 1] == '\n';
    let article = |at: usize| {
        let head = characters[at..first].iter().take(10);
        characters[at] == '第' && head.take_while(|c| **c != '\n').any(|c| *c == '条')
    };
    let lines = || (from..first).filter(|at| begins(*at) && characters[*at] != '\n');
    lines().rfind(|at| article(*at)).or_else(|| lines().next()).unwrap_or(from)
}

fn method(trace: &Trace) -> String {
    let length = trace.length.as_deref().map(|length| format!("期间{length}")).unwrap_or_default();
    let counting = trace.counting.as_ref().map(|counting| counting.title.clone()).unwrap_or_default();
    let parts: Vec<String> = [length, counting].into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("；")
}

fn used(trace: &Trace) -> Vec<ShownField> {
    let inputs = trace.inputs.iter().map(|input| ShownField {
        id: input.name.clone(),
        label: input.label.clone(),
        text: input.shown.clone(),
    });
    let settings = trace.settings.iter().map(|setting| ShownField {
        id: format!("settings.{}", setting.id),
        label: format!("本所设置：{}", setting.title),
        text: setting.shown.clone(),
    });
    inputs.chain(settings).collect()
}

fn tables(trace: &Trace) -> Vec<String> {
    trace
        .tables
        .iter()
        .map(|table| match &table.title {
            Some(title) => format!("{}年：{title}", table.year),
            None => format!("{}年：还没有节假日安排，只按周末推算", table.year),
        })
        .collect()
}

fn why(kept: &Duty, other: &Duty) -> String {
    match (kept.due, other.due) {
        (Some(kept), Some(other)) if kept < other => {
            format!("到期日{}更早，从严执行。", cn_date(kept))
        }
        (_, _) => "两个规定指同一件事，按更严的一个执行。".to_owned(),
    }
}

fn caution(duty: &Duty) -> Option<String> {
    let mut sentences = Vec::new();
    if duty.provisional {
        sentences.push("涉及的年份还没有节假日安排，日期暂定；导入后会重新计算。".to_owned());
    }
    match duty.trace.certainty {
        Certainty::Official => {}
        Certainty::Local => sentences.push("依据是地方文件，只在该地适用。".to_owned()),
        Certainty::Inferred => sentences.push("这条规则由文件的要求推断，条文没有这样明写。".to_owned()),
        Certainty::Unverified => sentences.push("这条规则的出处还没有核实，请以正式文件为准。".to_owned()),
    }
    sentences.extend(duty.trace.note.clone());
    (!sentences.is_empty()).then(|| sentences.join(""))
}

#[cfg(test)]
mod tests {
    use super::around;
    use crate::testing::{START, at, dispute, office};

    /// Every article of every shipped text, in the window and on the printed page, without marks.
    #[test]
    fn an_article_shows_no_heading_marks() {
        let office = office();
        let matter = office.create(&dispute(), START);
        let view = office.session.matter(matter, at(START)).unwrap();
        let mut articles = 0;
        for duty in &view.duties {
            let why = office.session.explain_duty(matter, &duty.key, at(START)).unwrap();
            for article in why.article.iter().chain(&why.counting_articles) {
                articles += 1;
                let words = [&article.before, &article.quote, &article.after];
                assert!(words.iter().all(|words| !words.contains('#')), "{article:?}");
                let body = office.session.text(&article.text).unwrap().body;
                assert!(
                    !body.contains('#') && body.replace('\n', "").contains(&article.quote.replace('\n', ""))
                );
                assert!(body.starts_with(char::is_alphanumeric), "the heading itself stays: {body:.30}");
                let (_, section) = article.title.rsplit_once('》').unwrap();
                assert_eq!(article.title.matches(section).count(), 1, "the section stands once");
            }
        }
        assert!(articles > 0);
    }

    #[test]
    fn the_quote_is_found_across_line_breaks() {
        let (before, after) = around("第一条 甲。\n第二条 十五日\n内办完。\n第三条 乙。", "十五日内办完。");
        assert!(before.ends_with("第二条 "), "{before}");
        assert!(after.starts_with("\n第三条"), "{after}");
        assert_eq!(around("甲", "乙"), (String::new(), String::new()));
        let long =
            format!("第一条 {}。\n第二条 应当：\n（一）通知；\n（二）十五日内办完。", "甲".repeat(300));
        assert_eq!(around(&long, "十五日内办完。").0, "第二条 应当：\n（一）通知；\n（二）");
        let lines = format!("{}。\n一、通知。\n二、十五日内办完。", "甲".repeat(300));
        assert_eq!(around(&lines, "十五日内办完。").0, "一、通知。\n二、");
    }
}
