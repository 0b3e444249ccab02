use crate::amount;
use crate::error::EvaluationError;
use crate::evaluate::{Evaluated, Evaluation, Val};
use crate::function::Function;
use calendar::{
    CalendarError, Date, Datelike, age_on, cn_date, cn_date_formal, cn_datetime, cn_number, parse_date,
    parse_datetime,
};

impl<'a> Evaluation<'a> {
    /// Calls a function whose arguments are all known (`second` is not looked at if it takes one).
    pub(crate) fn call(&mut self, function: Function, first: &Val<'a>, second: &Val<'a>) -> Evaluated<'a> {
        match function {
            Function::CnDate => Ok(made(cn_date(date(first)?))),
            Function::CnDateFormal => Ok(made(cn_date_formal(date(first)?))),
            Function::CnDatetime => written_moment(first.text()?).map(made),
            Function::CnNumber => {
                let number = u64::try_from(int(first)?).map_err(|_| EvaluationError::NumberOutOfRange)?;
                Ok(made(cn_number(number)))
            }
            Function::CapitalAmount => Ok(made(amount::capital(int(first)?)?)),
            Function::Yuan => Ok(made(amount::yuan(int(first)?)?)),
            Function::AgeOn => Ok(Val::Int(age_on(date(first)?, date(second)?)?.into())),
            Function::DaysAfter => self.days_after(date(first)?, int(second)?),
            Function::WorkdaysAfter => {
                let day = self.library().calendar.workdays_after(date(first)?, int(second)?)?;
                self.spend(int(second)?.unsigned_abs().try_into().unwrap_or(usize::MAX))?;
                Ok(iso(day))
            }
            Function::MonthsAfter => Ok(iso(calendar::months_after(date(first)?, int(second)?)?)),
            Function::DaysBetween => {
                let days = date(second)?.signed_duration_since(date(first)?).num_days();
                Ok(Val::Int(days))
            }
            Function::Year => Ok(Val::Int(date(first)?.year().into())),
            Function::Month => Ok(Val::Int(date(first)?.month().into())),
            Function::Day => Ok(Val::Int(date(first)?.day().into())),
            Function::Label => self.label(first.text()?, second),
            Function::Labels => {
                let list = first.text()?;
                let Some(ids) = second.items()? else { return Ok(Val::Null) };
                let mut labels = Vec::with_capacity(ids.len());
                for index in 0..ids.len() {
                    self.spend(1)?;
                    let id = ids.get(index)?;
                    labels.push(if id.is_null() { Val::Null } else { self.label(list, &id)? });
                }
                Ok(Val::MadeList(labels.into()))
            }
            Function::Join => self.join(first, second.text()?),
            Function::MaskId => Ok(made(masked(first.text()?))),
            Function::TrimEthnicity => Ok(made(without_suffix(first.text()?).to_owned())),
            Function::Size => match first.as_text() {
                Some(text) => {
                    self.spend(text.len() / 64)?;
                    count(text.chars().count())
                }
                None => first.items()?.map_or(Ok(Val::Null), |items| count(items.len())),
            },
            Function::First => first.items()?.map_or(Ok(Val::Null), |items| items.get(0)),
            Function::Last => match first.items()? {
                Some(items) if items.len() > 0 => items.get(items.len() - 1),
                Some(_) | None => Ok(Val::Null),
            },
            Function::Sum => self.sum(first),
            Function::Earliest => self.earliest(first),
            Function::Contains => {
                self.spend(first.text()?.len() / 64)?;
                Ok(Val::Bool(first.text()?.contains(second.text()?)))
            }
            Function::StartsWith => Ok(Val::Bool(first.text()?.starts_with(second.text()?))),
            Function::EndsWith => Ok(Val::Bool(first.text()?.ends_with(second.text()?))),
            Function::String => Ok(made(int(first)?.to_string())),
            // Evaluated lazily, before this is reached.
            Function::Default => Ok(first.clone()),
        }
    }

    fn days_after(&self, date: Date, days: i64) -> Evaluated<'a> {
        Ok(iso(calendar::days_after(date, days)?))
    }

    fn label(&self, list: &str, id: &Val<'a>) -> Evaluated<'a> {
        let id = id.text()?;
        let label = self.library().codes.label(list, id);
        label
            .map(Val::Text)
            .ok_or_else(|| EvaluationError::UnknownCode { list: list.to_owned(), id: id.to_owned() })
    }

    /// The known items, added up; missing ones are left out.
    fn sum(&mut self, list: &Val<'a>) -> Evaluated<'a> {
        let Some(items) = list.items()? else { return Ok(Val::Null) };
        let mut total = 0_i64;
        for index in 0..items.len() {
            self.spend(1)?;
            if let Some(number) = items.get(index)?.int()? {
                total = total.checked_add(number).ok_or(EvaluationError::NumberOutOfRange)?;
            }
        }
        Ok(Val::Int(total))
    }

    /// The first of the known days; unknown if there is none.
    fn earliest(&mut self, list: &Val<'a>) -> Evaluated<'a> {
        let Some(items) = list.items()? else { return Ok(Val::Null) };
        let mut found: Option<Date> = None;
        for index in 0..items.len() {
            self.spend(1)?;
            let item = items.get(index)?;
            if !item.is_null() {
                let day = date(&item)?;
                found = Some(found.map_or(day, |known| known.min(day)));
            }
        }
        Ok(found.map_or(Val::Null, iso))
    }

    /// The known items, joined; missing ones are left out together with their separator.
    fn join(&mut self, list: &Val<'a>, separator: &str) -> Evaluated<'a> {
        let Some(items) = list.items()? else { return Ok(Val::Null) };
        let mut text = String::new();
        let mut written = false;
        for index in 0..items.len() {
            self.spend(1)?;
            let item = items.get(index)?;
            let number;
            let piece = match (&item, item.as_text()) {
                (Val::Null, _) => continue,
                (_, Some(piece)) => piece,
                (other, None) => {
                    number = int(other)?.to_string();
                    &number
                }
            };
            self.grow(text.len() + separator.len() + piece.len())?;
            if written {
                text.push_str(separator);
            }
            text.push_str(piece);
            written = true;
        }
        Ok(made(text))
    }
}

fn made<'a>(text: String) -> Val<'a> {
    Val::Made(text.into())
}

fn iso<'a>(date: Date) -> Val<'a> {
    made(date.to_string())
}

fn count<'a>(number: usize) -> Evaluated<'a> {
    i64::try_from(number).map(Val::Int).map_err(|_| EvaluationError::NumberOutOfRange)
}

fn int(value: &Val<'_>) -> Result<i64, EvaluationError> {
    value.int()?.ok_or_else(|| value.not("integer"))
}

/// A date, or the date of a date and time.
fn date(value: &Val<'_>) -> Result<Date, EvaluationError> {
    let text = value.text()?;
    if text.contains('T') { Ok(parse_datetime(text)?.date()) } else { Ok(parse_date(text)?) }
}

/// `2026年1月5日9时30分`, or `9时30分` for a time of day.
fn written_moment(text: &str) -> Result<String, EvaluationError> {
    if text.contains('T') {
        return Ok(cn_datetime(parse_datetime(text)?));
    }
    let impossible = |_| CalendarError::NotADate { text: text.chars().take(40).collect() };
    // Any day will do: only the time is written.
    let at = parse_datetime(&format!("2000-01-01T{text}")).map_err(impossible)?;
    let written = cn_datetime(at);
    Ok(written.split_once('日').map_or(written.clone(), |(_, time)| time.to_owned()))
}

/// The first six and last four characters of an ID number, the rest as stars; of a shorter number only
/// the last two, if it has more than four.
fn masked(number: &str) -> String {
    let length = number.chars().count();
    let (front, back) = match length {
        0..=4 => (0, 0),
        5..=10 => (0, 2),
        _ => (6, 4),
    };
    let hidden = |index: usize| index >= front && index + back < length;
    number.chars().enumerate().map(|(index, c)| if hidden(index) { '*' } else { c }).collect()
}

/// 汉 for 汉族: for blanks that have 族 printed behind them.
fn without_suffix(ethnicity: &str) -> &str {
    match ethnicity.strip_suffix('族') {
        Some(name) if !name.is_empty() => name,
        Some(_) | None => ethnicity,
    }
}
