//! Compares the change set with what is on the disk and carries it out.

pub mod merge;
