//! The counting of a period in words, day by day.

use crate::view::CountingStep;
use calendar::{Date, Datelike, Deadline, Step, StepKind, cn_date, cn_datetime};

const WEEKDAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];

/// `2026年11月22日（星期日）`.
pub(crate) fn day_with_weekday(date: Date) -> String {
    let weekday = date.weekday().num_days_from_monday() as usize;
    format!("{}（星期{}）", cn_date(date), WEEKDAYS[weekday])
}

/// Every step of a deadline in words.
pub(crate) fn words(deadline: &Deadline) -> Vec<CountingStep> {
    deadline.steps.iter().map(step).collect()
}

/// One step in words.
pub(crate) fn step(step: &Step) -> CountingStep {
    let day = day_with_weekday(step.date);
    let (mark, text, counted) = match &step.kind {
        StepKind::StartExcluded => ("起算日", format!("{day}：开始的当日不计入"), false),
        StepKind::FirstCounted => ("第1日", format!("{day}：从这一天起计算"), true),
        StepKind::Skipped { name } => {
            ("不计", format!("{day}：{}，不是工作日，不计入", reason(name.as_deref())), false)
        }
        StepKind::WorkedWeekend { name } => {
            let name = name.as_deref().unwrap_or("节假日");
            ("计入", format!("{day}：{name}调休上班，是工作日，计入"), true)
        }
        StepKind::MonthEnd { wanted } => {
            ("月末", format!("{day}：这个月没有{wanted}日，以月末最后一日为期间届满日"), true)
        }
        StepKind::NominalEnd => ("届满", format!("{day}：期间的最后一日"), true),
        StepKind::Rolled { name } => {
            ("顺延", format!("{day}：{}，最后一日顺延", reason(name.as_deref())), false)
        }
        StepKind::Due => ("到期日", format!("{day}：到期日"), true),
        StepKind::TableMissing { year } => {
            ("暂定", format!("{day}：{year}年的节假日安排还没有，只按周末推算，结果暂定"), false)
        }
        StepKind::HoursFrom { at } => ("起算", format!("{}：从这一时刻起计算", cn_datetime(*at)), true),
        StepKind::HoursTo { at } => ("届满", format!("{}：期间届满", cn_datetime(*at)), true),
    };
    CountingStep { date: Some(step.date.to_string()), mark: mark.to_owned(), text, counted }
}

fn reason(name: Option<&str>) -> String {
    name.map_or_else(|| "周末".to_owned(), |name| format!("{name}放假"))
}

/// `逾期3天`, `今天`, `明天`, `还有5天`.
pub(crate) fn days_text(days: i64) -> String {
    match days {
        0 => "今天".to_owned(),
        1 => "明天".to_owned(),
        2 => "后天".to_owned(),
        3.. => format!("还有{days}天"),
        _ => format!("逾期{}天", -days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use calendar::{Counting, Length, Roll, StartDay, WorkCalendar, deadline};

    #[test]
    fn a_deadline_is_spelled_out() {
        let start = calendar::parse_date("2026-02-06").unwrap();
        let counting = Counting { start: StartDay::Excluded, roll: Roll::Next };
        let length: Length = "15 days".parse().unwrap();
        let deadline = deadline(start, length, counting, &WorkCalendar::default()).unwrap();
        let steps = words(&deadline);
        assert!(steps[0].text.contains("2026年2月6日（星期五）"), "{}", steps[0].text);
        assert!(steps.iter().any(|step| step.mark == "暂定"), "no table was given");
        assert_eq!(steps.iter().filter(|step| step.mark == "到期日").count(), 1);
    }

    #[test]
    fn days_are_said_as_people_say_them() {
        let said: Vec<String> = [-3, 0, 1, 2, 5].into_iter().map(days_text).collect();
        assert_eq!(said, ["逾期3天", "今天", "明天", "后天", "还有5天"]);
    }
}
