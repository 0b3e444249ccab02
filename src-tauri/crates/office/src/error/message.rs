//! The Chinese sentence of a code. The file is built in, so that even a missing assets folder is explained.

use crate::view::Detail;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

const FILE: &str = include_str!("../../../../../assets/messages.toml");

/// The sentence and the next step of one code; `{name}` is filled from the error's details.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    text: String,
    next: String,
}

static MESSAGES: LazyLock<BTreeMap<String, Message>> = LazyLock::new(|| read(FILE));
static UNKNOWN: LazyLock<Message> = LazyLock::new(|| Message {
    text: "程序出了没有料到的问题。".to_owned(),
    next: "请把错误代码和刚才的操作告诉维护人员；已保存的内容不受影响。".to_owned(),
});

/// A file that does not parse yields no sentences; a test keeps the built-in one whole.
pub(crate) fn read(file: &str) -> BTreeMap<String, Message> {
    toml::from_str(file).unwrap_or_default()
}

impl Message {
    /// The message of a code.
    pub fn of(code: &str) -> &'static Message {
        MESSAGES.get(code).unwrap_or(&UNKNOWN)
    }

    /// All codes that have a message.
    pub fn codes() -> impl Iterator<Item = &'static str> {
        MESSAGES.keys().map(String::as_str)
    }

    /// The sentence.
    pub fn text(&self, details: &[Detail]) -> String {
        filled(&self.text, details)
    }

    /// What to do next.
    pub fn next(&self, details: &[Detail]) -> String {
        filled(&self.next, details)
    }
}

fn filled(pattern: &str, details: &[Detail]) -> String {
    details
        .iter()
        .fold(pattern.to_owned(), |text, detail| text.replace(&format!("{{{}}}", detail.name), &detail.value))
}
