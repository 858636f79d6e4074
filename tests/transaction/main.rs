//! All files of a run change or none does: runs that are killed or meet an error at every system call
//! that touches the disk, runs beside other runs, beside an editor, on a full disk.
//!
//! `KIT_REQUIRE_STRACE` and `KIT_REQUIRE_MOUNT`, when set, make it a failure that strace, or the right
//! to mount a file system, is not there.

#![cfg(target_os = "linux")]

#[path = "../support/mod.rs"]
mod support;

mod disk;
mod durable;
mod editor;
mod errors;
mod killed;
mod locked;
mod run;
mod strace;

/// Lets this program be a run, if a test has started it as one. That happens before the test harness
/// is: on the main thread, so that strace counts the system calls of the run and no others.
#[used]
#[unsafe(link_section = ".init_array")]
static CHILD: extern "C" fn() = run::child;
