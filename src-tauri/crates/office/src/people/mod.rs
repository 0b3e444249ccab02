//! People and organizations: entered once, used everywhere.

mod editing;
mod export;
pub(crate) mod identity;
mod initials;
mod listing;
pub(crate) mod mask;
mod offering;
mod page;
pub(crate) mod record;

pub(crate) use initials::initials;
pub(crate) use listing::description;

#[cfg(test)]
mod tests;
