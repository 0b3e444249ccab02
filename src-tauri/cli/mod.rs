//! The same as the window, without a window: every subcommand calls the office's services and prints.

use std::{ffi::OsString, process::ExitCode};

use office::Desk;

use crate::{failure::Refused, window};

mod arguments;
mod backups;
mod import;
mod print;
mod reading;
mod run;
mod values;

use arguments::Arguments;
pub(crate) use print::note;
use reading::Refusal;

/// Wrong usage.
const USAGE: u8 = 2;

/// Reads the arguments and does what they ask.
pub(crate) fn start(words: impl Iterator<Item = OsString>) -> ExitCode {
    match reading::read(words) {
        Ok(arguments) => match act(arguments) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                print::refused(&error);
                ExitCode::FAILURE
            }
        },
        Err(Refusal::Text(text)) => {
            print::text(text.trim_end());
            ExitCode::SUCCESS
        }
        Err(Refusal::Usage(sentence)) => {
            print::usage(&sentence);
            ExitCode::from(USAGE)
        }
    }
}

fn act(arguments: Arguments) -> Result<(), Refused> {
    match arguments.command {
        Some(command) => run::run(command, arguments.assets),
        None => {
            let office = match arguments.office {
                Some(office) => office,
                None => Desk::default_folder()?,
            };
            Ok(window::open(arguments.assets, office)?)
        }
    }
}
