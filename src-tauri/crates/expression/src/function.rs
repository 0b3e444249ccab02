use crate::types::Type;

/// The functions of the language beside CEL's operators and macros. Each may also be called on its first
/// argument: `parties.size()`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    CnDate,
    CnDateFormal,
    CnDatetime,
    CnNumber,
    CapitalAmount,
    Yuan,
    AgeOn,
    DaysAfter,
    WorkdaysAfter,
    MonthsAfter,
    DaysBetween,
    Year,
    Month,
    Day,
    Label,
    Labels,
    Join,
    MaskId,
    TrimEthnicity,
    Size,
    First,
    Last,
    Sum,
    Earliest,
    Default,
    Contains,
    StartsWith,
    EndsWith,
    String,
}

/// What a function takes at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parameter {
    /// A date, or a date and time, of which the date is used.
    Date,
    /// A date and time, or a time of day.
    Moment,
    Int,
    Money,
    Text,
    /// The id of a code list, as text.
    CodeList,
    /// An id of the code list before it.
    Code,
    /// Ids of the code list before it.
    Codes,
    /// A list of texts or whole numbers.
    Writable,
    List,
    /// A list of whole numbers or amounts.
    Numbers,
    /// A list of dates.
    Dates,
    /// Text or a list.
    Sized,
    Anything,
}

impl Parameter {
    /// What messages call it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::Moment => "datetime or time",
            Self::Int => "integer",
            Self::Money => "money",
            Self::Text => "text",
            Self::CodeList => "the id of a code list",
            Self::Code => "code of that list",
            Self::Codes => "list of codes of that list",
            Self::Writable => "list of text or integer",
            Self::List => "list",
            Self::Numbers => "list of integer or money",
            Self::Dates => "list of date",
            Self::Sized => "text or list",
            Self::Anything => "anything",
        }
    }
}

impl Function {
    const ALL: [(&'static str, Self); 29] = [
        ("cn_date", Self::CnDate),
        ("cn_date_formal", Self::CnDateFormal),
        ("cn_datetime", Self::CnDatetime),
        ("cn_number", Self::CnNumber),
        ("capital_amount", Self::CapitalAmount),
        ("yuan", Self::Yuan),
        ("age_on", Self::AgeOn),
        ("days_after", Self::DaysAfter),
        ("workdays_after", Self::WorkdaysAfter),
        ("months_after", Self::MonthsAfter),
        ("days_between", Self::DaysBetween),
        ("year", Self::Year),
        ("month", Self::Month),
        ("day", Self::Day),
        ("label", Self::Label),
        ("labels", Self::Labels),
        ("join", Self::Join),
        ("mask_id", Self::MaskId),
        ("trim_ethnicity", Self::TrimEthnicity),
        ("size", Self::Size),
        ("first", Self::First),
        ("last", Self::Last),
        ("sum", Self::Sum),
        ("earliest", Self::Earliest),
        ("default", Self::Default),
        ("contains", Self::Contains),
        ("startsWith", Self::StartsWith),
        ("endsWith", Self::EndsWith),
        ("string", Self::String),
    ];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == name).map(|(_, function)| function)
    }

    pub(crate) fn parameters(self) -> &'static [Parameter] {
        use Parameter as P;
        match self {
            Self::CnDate | Self::CnDateFormal | Self::Year | Self::Month | Self::Day => &[P::Date],
            Self::CnDatetime => &[P::Moment],
            Self::CnNumber | Self::String => &[P::Int],
            Self::CapitalAmount | Self::Yuan => &[P::Money],
            Self::AgeOn | Self::DaysBetween => &[P::Date, P::Date],
            Self::DaysAfter | Self::WorkdaysAfter | Self::MonthsAfter => &[P::Date, P::Int],
            Self::Label => &[P::CodeList, P::Code],
            Self::Labels => &[P::CodeList, P::Codes],
            Self::Join => &[P::Writable, P::Text],
            Self::MaskId | Self::TrimEthnicity => &[P::Text],
            Self::Size => &[P::Sized],
            Self::First | Self::Last => &[P::List],
            Self::Sum => &[P::Numbers],
            Self::Earliest => &[P::Dates],
            Self::Default => &[P::Anything, P::Anything],
            Self::Contains | Self::StartsWith | Self::EndsWith => &[P::Text, P::Text],
        }
    }

    /// The type of the result, unless it depends on the arguments' types.
    pub(crate) fn result(self) -> Option<Type> {
        match self {
            Self::CnDate
            | Self::CnDateFormal
            | Self::CnDatetime
            | Self::CnNumber
            | Self::CapitalAmount
            | Self::Yuan
            | Self::Label
            | Self::Join
            | Self::MaskId
            | Self::TrimEthnicity
            | Self::String => Some(Type::Text),
            Self::AgeOn | Self::DaysBetween | Self::Year | Self::Month | Self::Day | Self::Size => {
                Some(Type::Int)
            }
            Self::DaysAfter | Self::WorkdaysAfter | Self::MonthsAfter => Some(Type::Date),
            Self::Labels => Some(Type::list(Type::Text)),
            Self::Contains | Self::StartsWith | Self::EndsWith => Some(Type::Bool),
            Self::First | Self::Last | Self::Sum | Self::Earliest | Self::Default => None,
        }
    }
}
