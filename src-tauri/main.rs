//! The program's entry: everything is in the library, so that tests reach it.
#![cfg_attr(all(not(debug_assertions), windows), windows_subsystem = "windows")]

fn main() -> std::process::ExitCode {
    justice_desk::start()
}
