//! Kinds, law packs and code lists as data; from the facts of a matter to its duties, findings and allowed transitions, each with its trace.
