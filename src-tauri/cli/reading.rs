//! Reads what was typed after `justice-desk`; help and wrong usage are told in Chinese.

use clap::{ArgAction, CommandFactory, FromArgMatches, error::ErrorKind};

use super::arguments::Arguments;

const TEMPLATE: &str = "{about-with-newline}\n用法：{usage}\n\n{all-args}{after-help}";

/// What the arguments came to, when it is not a command to carry out.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// Help or the version was asked for: this text.
    Text(String),
    /// Wrong usage: one Chinese sentence.
    Usage(String),
}

/// Reads the arguments.
pub(crate) fn read<I>(words: I) -> Result<Arguments, Refusal>
where
    I: IntoIterator,
    I::Item: Into<std::ffi::OsString> + Clone,
{
    chinese(Arguments::command())
        .try_get_matches_from(words)
        .and_then(|matches| Arguments::from_arg_matches(&matches))
        .map_err(|error| {
            if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
                // The one word clap has no setting for.
                Refusal::Text(error.to_string().replace("[OPTIONS]", "[选项]"))
            } else {
                Refusal::Usage(sentence(&error))
            }
        })
}

/// Replaces clap's own English words in a command and all its subcommands.
fn chinese(command: clap::Command) -> clap::Command {
    let options = command
        .help_template(TEMPLATE)
        .disable_help_subcommand(true)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .subcommand_help_heading("子命令")
        .subcommand_value_name("子命令")
        .mut_args(|argument| argument.help_heading("选项"))
        .arg(
            clap::Arg::new("help")
                .long("help")
                .short('h')
                .action(ArgAction::Help)
                .help("显示这份说明")
                .help_heading("选项"),
        );
    let options = if options.get_version().is_some() {
        options.arg(
            clap::Arg::new("version")
                .long("version")
                .short('V')
                .action(ArgAction::Version)
                .help("显示版本")
                .help_heading("选项"),
        )
    } else {
        options
    };
    options.mut_subcommands(chinese)
}

/// What was wrong with the usage, in one Chinese sentence.
fn sentence(error: &clap::Error) -> String {
    use clap::error::{ContextKind, ContextValue};
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        _ => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}。"),
        ErrorKind::UnknownArgument => format!("不认识 {argument}。"),
        ErrorKind::InvalidSubcommand => {
            format!("没有“{}”这个子命令。", context(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            "缺少子命令。".to_owned()
        }
        ErrorKind::ArgumentConflict => {
            format!("{argument} 不能与 {} 同时使用。", context(ContextKind::PriorArg))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 后面缺少内容。"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("{argument} 不能是“{value}”{}。", error.source_text())
        }
        ErrorKind::InvalidUtf8 => "参数里有无法识别的字符。".to_owned(),
        ErrorKind::NoEquals
        | ErrorKind::TooManyValues
        | ErrorKind::TooFewValues
        | ErrorKind::WrongNumberOfValues
        | ErrorKind::DisplayHelp
        | ErrorKind::DisplayVersion
        | ErrorKind::Io
        | ErrorKind::Format => "用法不对。".to_owned(),
        // clap may name more kinds later.
        other => format!("用法不对（{other}）。"),
    }
}

/// The reason a value gave itself.
trait SourceText {
    fn source_text(&self) -> String;
}

impl SourceText for clap::Error {
    fn source_text(&self) -> String {
        std::error::Error::source(self).map_or_else(String::new, |source| format!("：{source}"))
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn usage(words: &[&str]) -> String {
        match read(std::iter::once("justice-desk").chain(words.iter().copied())) {
            Err(Refusal::Usage(text)) => text,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn wrong_usage_is_told_in_chinese() {
        assert_eq!(usage(&["duties"]), "缺少 --office <文件夹>。");
        assert_eq!(usage(&["fly"]), "没有“fly”这个子命令。");
        assert_eq!(usage(&["duties", "--offce", "x"]), "不认识 --offce。");
        assert!(usage(&["period", "--start", "2026-02-30", "--length", "1 month"]).contains("没有这一天"));
        let many = usage(&["demo", "--office", "x", "--matters", "4000000000"]);
        assert_eq!(many, "--matters <件数> 不能是“4000000000”：应当是 0 到 1000000 的整数。");
        assert!(usage(&["print", "--office", "x", "--out", "y"]).starts_with("缺少"));
        assert!(usage(&["print", "--office", "x", "--out", "y", "--all", "--matter", "1"]).contains("同时"));
        assert!(usage(&["fill", "--form", "x"]).starts_with("缺少"));
        assert_eq!(usage(&["assets"]), "缺少子命令。");
        assert!(usage(&["report", "conversion", "--office", "x"]).starts_with("缺少 --from"));
        assert!(usage(&["report", "--office", "x", "--from", "2026-01-01"]).starts_with("缺少"));
        let report = ["report", "conversion", "--office", "x", "--from", "2026-01-01", "--to", "2026-03-31"];
        let out = usage(&[&report[..], &["--out", "x.doc"]].concat());
        assert_eq!(out, "--out <文件> 不能是“x.doc”：文件名要以 .xlsx 或者 .pdf 结尾。");
    }

    #[test]
    fn help_has_no_english_headings() {
        for words in
            [&["--help"][..], &["period", "-h"], &["assets", "--help"], &["assets", "check", "--help"]]
        {
            let Err(Refusal::Text(text)) = read(std::iter::once("justice-desk").chain(words.iter().copied()))
            else {
                panic!("no help for {words:?}")
            };
            for english in ["Usage", "Options", "Commands", "Print help", "Arguments", "OPTIONS", "COMMAND"] {
                assert!(!text.contains(english), "{english} in the help of {words:?}:\n{text}");
            }
        }
    }

    #[test]
    fn a_window_needs_no_words() {
        let arguments = read(["justice-desk"]).unwrap();
        assert!(arguments.command.is_none() && arguments.office.is_none());
        let arguments = read(["justice-desk", "--office", "somewhere"]).unwrap();
        assert_eq!(arguments.office, Some(PathBuf::from("somewhere")));
    }

    #[test]
    fn the_definition_is_sound() {
        chinese(Arguments::command()).debug_assert();
    }
}
