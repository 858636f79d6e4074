//! SIGKILL at every system call that can change the disk, then the next run.

use std::{
    os::unix::process::ExitStatusExt,
    path::Path,
    process::{Command, Output},
};

use crate::{
    run::{self, Run, Tree, difference, next, tree},
    strace::{self, Moment},
    support,
};

/// Kills a copy of the run at each moment. The next run must find or make one of the two trees.
fn at_every_moment(run: &Run, injections: &[String]) {
    let mut moments = strace::moments(&(run.command)(run.folder().path()), injections);
    // strace does one thing to a call.
    moments.retain(|moment| !injections.iter().any(|it| it.starts_with(&format!("{}:", moment.call))));
    strace::each(moments, |moment| {
        let folder = run.folder();
        let killed = kill(&(run.command)(folder.path()), moment, injections);
        // Of two threads either may be the one that makes a folder.
        if killed.status.signal() != Some(9) && moment.call != "mkdir" {
            return Err(format!("{moment:?} did not come: {killed:?}"));
        }
        let said = next(folder.path()).output().unwrap();
        old_or_new(run, folder.path())
            .map_err(|wrong| format!("killed at {moment:?}, {wrong}\nthe next run: {said:?}"))
    });
}

fn kill(command: &Command, moment: &Moment, injections: &[String]) -> Output {
    let last = format!("{}:signal=KILL:when={}", moment.call, moment.count);
    strace::traced(command, &[injections, &[last]].concat()).output().unwrap()
}

pub fn old_or_new(run: &Run, root: &Path) -> Result<(), String> {
    let found: Tree = tree(root);
    if found == run.old || found == run.new {
        return Ok(());
    }
    let (old, new) = (difference(&found, &run.old), difference(&found, &run.new));
    Err(format!("is / old:\n{}\nis / new:\n{}", old.join("\n"), new.join("\n")))
}

#[test]
fn a_run_of_all_kinds() {
    if strace::works() {
        at_every_moment(run::all_kinds(), &[]);
    }
}

#[test]
fn kit_new_service() {
    if strace::works() {
        at_every_moment(run::new_service(), &[]);
    }
}

#[test]
fn kit_rename_service() {
    if strace::works() {
        at_every_moment(run::rename_service(), &[]);
    }
}

#[test]
fn kit_remove_service() {
    if strace::works() {
        at_every_moment(run::remove_service(), &[]);
    }
}

/// The folder has moved, a file cannot be put in its place, and all go back.
#[test]
fn kit_rename_service_that_is_being_undone() {
    if strace::works() {
        at_every_moment(run::rename_service(), &["rename:error=EACCES:when=3".to_owned()]);
    }
}

/// The last file cannot be put in its place, and all others go back.
#[test]
fn a_run_that_is_being_undone() {
    if strace::works() {
        at_every_moment(run::all_kinds(), &["renameat2:error=EACCES:when=2".to_owned()]);
    }
}

#[test]
fn a_run_that_finishes_another() {
    if !strace::works() {
        return;
    }
    let run = run::all_kinds();
    let calls = ["rename", "renameat", "renameat2", "unlink", "fsync"];
    let moments = strace::moments(&(run.command)(run.folder().path()), &[]);
    let halfway = moments.iter().filter(|moment| moment.count == 2 && calls.contains(&&*moment.call));
    for moment in halfway {
        let folder = run.folder();
        kill(&(run.command)(folder.path()), moment, &[]);
        let half = tree(folder.path());
        assert!(half != run.old && half != run.new, "{moment:?}");
        let second = Run { start: half, old: run.old.clone(), new: run.new.clone(), command: next };
        at_every_moment(&second, &[]);
    }
}

#[test]
fn the_next_run_says_what_it_finishes_and_goes_on() {
    if !strace::works() {
        return;
    }
    let run = run::new_service();
    let folder = run.folder();
    let placed = Moment { call: "rename".into(), count: 1 };
    kill(&(run.command)(folder.path()), &placed, &[]);
    assert!(folder.path().join(".kit-journal").is_file());
    let kit = support::Kit::new(&folder.path().join("orders/src"));
    let third = kit.run(&["new", "service", "bills", "-b", "../.."]).success();
    assert!(third.stderr.contains("what it had begun is finished now"), "{}", third.stderr);
    for service in ["orders", "bills"] {
        assert!(folder.path().join(service).join("src/service.rs").is_file());
    }
    let again = kit.run(&["generate", "docker", "--check"]);
    assert!(!again.stderr.contains("interrupted"), "{}", again.stderr);
}
