//! Proofs that nothing is lost and nobody gets in.
//!
//! [`writes`] lets every single operation on a file fail, or be the last before a kill or a power cut; [`flips`] damages
//! every byte of a backup; [`soak`] has a clerk work for hours through kills, cuts and failing writes; [`fuzz`] gives hostile
//! input to everything that reads what comes from outside. `cargo xtask soak` and `cargo xtask fuzz` run them at length, the
//! tests of this crate a sample of each. `docs/reliability.md` has the figures.
#![cfg(target_os = "linux")]
#![cfg_attr(test, allow(clippy::unwrap_used, clippy::expect_used, clippy::panic))]

pub mod careless;
pub mod clerk;
mod dice;
mod failure;
pub mod flips;
pub mod fuzz;
mod ledger;
mod scenario;
mod shim;
pub mod soak;
pub mod writes;

pub use failure::{Failure, Result};
pub use scenario::Scenario;
