#![no_main]

use std::sync::LazyLock;

use faults::fuzz::{Target, World};
use libfuzzer_sys::fuzz_target;

static WORLD: LazyLock<World> = LazyLock::new(|| World::new().expect("a world"));

fuzz_target!(|bytes: &[u8]| Target::Holidays.take(&WORLD, bytes));
