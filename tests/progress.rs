//! What takes long says so on a terminal, and nowhere else.

mod support;

use std::{fs::File, path::Path, process::Command, thread, time::Duration};

use support::{Kit, installed};

/// Longer than kit's patience.
const LONG: Duration = Duration::from_millis(2_500);

/// What a terminal gets while another program holds the workspace for a while.
fn on_a_terminal(folder: &Path, line: &str, ci: bool) -> String {
    let held = File::open(folder).unwrap();
    held.lock().unwrap();
    let holder = thread::spawn(move || {
        thread::sleep(LONG);
        drop(held);
    });
    let mut script = Command::new("script");
    let kit = env!("CARGO_BIN_EXE_kit");
    script.args(["-qec", &format!("timeout 60 {kit} {line}"), "/dev/null"]).current_dir(folder);
    script.env("TERM", "xterm").env_remove("CI").env_remove("NO_COLOR");
    if ci {
        script.env("CI", "true");
    }
    let output = script.output().unwrap();
    holder.join().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_terminal_shows_what_kit_waits_for() {
    if !installed("script", "--version", "KIT_REQUIRE_SCRIPT") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    Kit::new(folder.path()).run(&["new", "service", "users", "-q"]).success();
    let shown = on_a_terminal(folder.path(), "list", false);
    let (clear, doing) = ("\r\x1b[K", "waiting for the workspace and reading it (1 s)");
    assert!(
        shown.contains(&format!("{clear}| {doing}")) || shown.contains(&format!("{clear}/ {doing}")),
        "{shown:?}"
    );
    // The line is gone before the result comes, which is whole.
    let (_, result) = shown.rsplit_once(clear).unwrap();
    assert!(result.contains("users") && result.contains("no methods yet"), "{result:?}");

    for line in ["list -q", "list --message-format json"] {
        assert!(!on_a_terminal(folder.path(), line, false).contains(doing), "{line}");
    }
    assert!(!on_a_terminal(folder.path(), "list", true).contains(doing), "a CI job");
}

#[test]
fn a_pipe_gets_nothing_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let kit = Kit::new(folder.path());
    kit.run(&["new", "service", "users", "-q"]).success();
    let held = File::open(folder.path()).unwrap();
    held.lock().unwrap();
    let holder = thread::spawn(move || {
        thread::sleep(LONG);
        drop(held);
    });
    let said = kit.run(&["list"]).success();
    holder.join().unwrap();
    assert_eq!(said.stderr, "");
}
