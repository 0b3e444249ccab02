use crate::asset::At;
use crate::read::TomlTable;
use expression::Type;
use serde::Serialize;
use serde_json::Value;
use std::str::FromStr;

/// A question the sources leave open, which the office answers for itself. Rules read it as
/// `settings.<id>`.
#[derive(Debug, Clone, Serialize)]
pub struct Setting {
    /// Its id.
    pub id: String,
    /// The question, in Chinese.
    pub title: String,
    /// What kind of answer it takes.
    pub kind: SettingKind,
    /// The answer until the office gives its own.
    pub default: Value,
    /// The answers offered; empty if any of its kind will do.
    pub options: Vec<SettingOption>,
    /// Why it is asked and why the default is as it is, in Chinese.
    pub reason: String,
    /// The contradiction or gap it answers: `C-05`.
    pub contradiction: Option<String>,
    /// The pack that declares it.
    pub pack: String,
    #[serde(skip)]
    pub(crate) at: At,
}

/// An answer offered.
#[derive(Debug, Clone, Serialize)]
pub struct SettingOption {
    /// What is stored.
    pub value: Value,
    /// What is read.
    pub label: String,
}

/// What kind of answer a setting takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum SettingKind {
    /// Yes or no.
    Bool,
    /// A whole number.
    Count,
    /// A length: `30 days`.
    Length,
    /// A cadence: `1 month`.
    Cadence,
    /// The id of a counting rule.
    Counting,
    /// `refuse`, `warn` or `note`.
    Severity,
    /// One of the answers offered.
    Choice,
}

impl SettingKind {
    pub(crate) fn value_type(self) -> Type {
        match self {
            Self::Bool => Type::Bool,
            Self::Count => Type::Int,
            Self::Length | Self::Cadence | Self::Counting | Self::Severity | Self::Choice => Type::Text,
        }
    }

    /// Whether a value is an answer of this kind; counting rules are looked up by whoever knows them.
    pub(crate) fn takes(self, value: &Value) -> bool {
        match self {
            Self::Bool => value.is_boolean(),
            Self::Count => value.is_u64(),
            Self::Length => value.as_str().is_some_and(|text| text.parse::<calendar::Length>().is_ok()),
            Self::Cadence => value.as_str().is_some_and(|text| text.parse::<calendar::Cadence>().is_ok()),
            Self::Counting | Self::Choice => value.is_string(),
            Self::Severity => value.as_str().is_some_and(|text| text.parse::<super::Severity>().is_ok()),
        }
    }
}

impl FromStr for SettingKind {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        one_of(
            text,
            &[
                ("bool", Self::Bool),
                ("count", Self::Count),
                ("length", Self::Length),
                ("cadence", Self::Cadence),
                ("counting", Self::Counting),
                ("severity", Self::Severity),
                ("choice", Self::Choice),
            ],
        )
    }
}

impl Setting {
    pub(crate) fn read(table: &TomlTable<'_>, pack: &str) -> Option<Self> {
        let kind: Option<SettingKind> = table.required_parsed("kind");
        let default = table.value("default").map(|value| value.json()).unwrap_or_default();
        let options = table
            .tables("options")
            .into_iter()
            .map(|option| {
                let read = SettingOption {
                    value: option.value("value").map(|value| value.json()).unwrap_or_default(),
                    label: option.required_text("label"),
                };
                option.finish();
                read
            })
            .collect();
        let setting = Self {
            id: table.id("id", "_"),
            title: table.required_text("title"),
            kind: kind?,
            default,
            options,
            reason: table.required_text("reason"),
            contradiction: table.text("contradiction"),
            pack: pack.to_owned(),
            at: table.at(),
        };
        table.finish();
        if setting.kind == SettingKind::Choice && setting.options.len() < 2 {
            let message = "要有两个以上的 `options` 供选择。";
            table.problems().add(&setting.at, "asset.bad-setting", message);
        }
        for value in std::iter::once(&setting.default).chain(setting.options.iter().map(|it| &it.value)) {
            if !setting.accepts(value) {
                let message = format!("`{value}` 不能用来回答这项设置。");
                table.problems().add(&setting.at, "asset.bad-setting", message);
            }
        }
        Some(setting)
    }

    /// Whether a value is an answer to it.
    pub fn accepts(&self, value: &Value) -> bool {
        self.kind.takes(value)
            && (self.options.is_empty() || self.options.iter().any(|option| option.value == *value))
    }
}

/// Something written in a rule, or left to a setting (written `settings.<id>`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FixedOrSetting<T> {
    /// Written in the rule.
    Fixed(T),
    /// The setting with this id.
    Setting(String),
}

impl<T: FromStr> FromStr for FixedOrSetting<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        match text.strip_prefix("settings.") {
            Some(id) => Ok(Self::Setting(id.to_owned())),
            None => text.parse().map(Self::Fixed),
        }
    }
}

/// The value a word stands for.
pub(crate) fn one_of<T: Copy>(word: &str, words: &[(&str, T)]) -> Result<T, String> {
    words.iter().find(|(name, _)| *name == word).map(|(_, value)| *value).ok_or_else(|| {
        let names: Vec<&str> = words.iter().map(|(name, _)| *name).collect();
        format!("只能是其中之一：{}", names.join("、"))
    })
}
