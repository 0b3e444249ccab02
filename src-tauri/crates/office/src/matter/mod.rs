//! Matters (事项): registered, saved, judged, moved from state to state.

mod choosing;
pub(crate) mod derived;
pub(crate) mod facts;
mod file;
pub(crate) mod findings;
#[cfg(test)]
mod joint_work;
pub(crate) mod judgement;
pub(crate) mod looking;
mod numbering;
pub(crate) mod parties;
mod recompute;
mod related;
pub(crate) mod save;
pub(crate) mod shown;
mod timeline;
mod transition;

pub(crate) use save::open_for_change;

#[cfg(test)]
mod following;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod subjects;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(crate) mod ways;
