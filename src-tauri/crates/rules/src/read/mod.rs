//! Reading TOML so that every mistake is found, with its line and the path of its key.

mod compile;
mod table;

pub(crate) use compile::{Compiler, Source, Wanted};
pub(crate) use table::{Problems, TomlFile, TomlTable, TomlValue};
