//! Files that nobody writes on purpose: kit ends soon, says what is wrong and leaves every file as it
//! was, or does what is right. Never does it crash or hang, nor leave the workspace.

#![cfg(unix)]

#[path = "../support/mod.rs"]
mod support;

mod case;
mod content;
mod places;
