//! Disks that are full or read-only, for real: small file systems in memory, which only root may mount.

use std::{
    fs, iter,
    os::unix::fs::chown,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

use crate::{
    killed::old_or_new,
    run::{self, Run, difference, kit, next, tree},
    strace, support,
};

const KIBIBYTE: usize = 1 << 10;
const PAGE: usize = 4 * KIBIBYTE;
const SIZE: usize = 64 * KIBIBYTE;

/// A mounted folder, unmounted in the end.
struct Mount {
    target: PathBuf,
    _folder: Option<TempDir>,
}

impl Mount {
    /// A file system in memory; `None`, and said so, if mounting is not allowed.
    fn memory() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().canonicalize().unwrap();
        let size = format!("size={SIZE}");
        if !mount(&["-t", "tmpfs", "-o", &size, "kit-test"], &target) {
            support::not_run("a file system cannot be mounted", "KIT_REQUIRE_MOUNT");
            return None;
        }
        Some(Self { target, _folder: Some(folder) })
    }

    /// A file or folder over itself: the same, but it cannot be replaced.
    fn over_itself(path: &Path) -> Self {
        assert!(mount(&["--bind", path.to_str().unwrap()], path));
        Self { target: path.to_owned(), _folder: None }
    }

    fn remount(&self, option: &str) {
        assert!(mount(&["-o", &format!("remount,{option}")], &self.target));
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let unmounted = Command::new("umount").arg(&self.target).status();
        assert!(unmounted.is_ok_and(|status| status.success()) || std::thread::panicking());
    }
}

fn mount(arguments: &[&str], target: &Path) -> bool {
    let output = Command::new("mount").args(arguments).arg(target).output();
    output.is_ok_and(|output| output.status.success())
}

/// Lays the run's start out in a folder.
fn fill(run: &Run, folder: &Path) {
    fs::create_dir(folder).unwrap();
    let status = Command::new("cp").arg("-a").arg(run.start.path().join(".")).arg(folder).status().unwrap();
    assert!(status.success());
}

fn refused(output: &Output, words: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(words.iter().all(|word| said.contains(word)), "{words:?} is not in:\n{said}");
}

#[test]
fn with_every_number_of_pages_left() {
    let Some(disk) = Mount::memory() else { return };
    let run = run::all_kinds();
    let (mut full, mut enough) = (0, 0);
    for left in 0..SIZE / PAGE {
        let (workspace, filler) = (disk.target.join("workspace"), disk.target.join("filler"));
        fill(run, &workspace);
        let free = iter::successors(Some(0_usize), |used| Some(used + PAGE))
            .take_while(|used| fs::write(&filler, vec![1; *used]).is_ok())
            .last()
            .unwrap();
        fs::write(&filler, vec![1; free.saturating_sub(left * PAGE)]).unwrap();
        let output = (run.command)(&workspace).output().unwrap();
        let expected = if output.status.success() { &run.new } else { &run.old };
        let wrong = difference(&tree(&workspace), expected);
        assert!(wrong.is_empty(), "{left} pages left: {output:?}\n{}", wrong.join("\n"));
        if output.status.success() {
            enough += 1;
        } else {
            refused(&output, &["error: cannot write ", "No space left on device"]);
            full += 1;
        }
        fs::remove_dir_all(workspace).unwrap();
        fs::remove_file(filler).unwrap();
    }
    assert!(full > 2 && enough > 2, "{full} runs met a full disk, {enough} did not");
}

#[test]
fn kit_new_service_on_64_kibibytes() {
    let Some(disk) = Mount::memory() else { return };
    refused(
        &kit(&disk.target, &["new", "service", "users"]).output().unwrap(),
        &["error: cannot write ", "No space left on device", "all files are as they were"],
    );
    assert!(tree(&disk.target).is_empty());
    disk.remount("size=4M");
    assert!(kit(&disk.target, &["new", "service", "users"]).output().unwrap().status.success());
}

#[test]
fn a_read_only_disk() {
    let Some(disk) = Mount::memory() else { return };
    let (run, workspace) = (run::all_kinds(), disk.target.join("workspace"));
    fill(run, &workspace);
    disk.remount("ro");
    let words = ["error: cannot write .kit-journal: Read-only file system"];
    refused(&(run.command)(&workspace).output().unwrap(), &words);
    assert_eq!(tree(&workspace), run.old);
    // Only reading works.
    assert!(!String::from_utf8(next(&workspace).output().unwrap().stderr).unwrap().contains("cannot"));
}

#[test]
fn an_interrupted_run_on_a_disk_that_is_read_only_since() {
    let Some(disk) = Mount::memory() else { return };
    if !strace::works() {
        return;
    }
    let (run, workspace) = (run::all_kinds(), disk.target.join("workspace"));
    fill(run, &workspace);
    strace::traced(&(run.command)(&workspace), &["rename:signal=KILL:when=2".to_owned()]).output().unwrap();
    let half = tree(&workspace);
    disk.remount("ro");
    refused(
        &next(&workspace).output().unwrap(),
        &[
            "interrupted here and can be neither finished nor undone",
            "Read-only file system",
            "run kit again",
        ],
    );
    assert_eq!(tree(&workspace), half);
    disk.remount("rw");
    next(&workspace).output().unwrap();
    assert_eq!(tree(&workspace), run.new);
}

#[test]
fn a_file_that_cannot_be_replaced() {
    let Some(disk) = Mount::memory() else { return };
    let run = run::all_kinds();
    for fixed in ["Cargo.toml", "d/e.rs", "d/gone.rs"] {
        let workspace = disk.target.join("workspace");
        fill(run, &workspace);
        let mounted = Mount::over_itself(&workspace.join(fixed));
        let named = format!(" {fixed}: ");
        refused(
            &(run.command)(&workspace).output().unwrap(),
            &["error: cannot ", &named, "resource busy", "all files are as they were"],
        );
        assert_eq!(tree(&workspace), run.old, "{fixed}");
        drop(mounted);
        fs::remove_dir_all(workspace).unwrap();
    }
}

/// Only root can make one.
#[test]
fn another_users_journal() {
    let Some(disk) = Mount::memory() else { return };
    if !strace::works() {
        return;
    }
    let (run, workspace) = (run::all_kinds(), disk.target.join("workspace"));
    fill(run, &workspace);
    strace::traced(&(run.command)(&workspace), &["rename:signal=KILL:when=2".to_owned()]).output().unwrap();
    let half = tree(&workspace);
    let journal = workspace.join(".kit-journal");
    chown(&journal, Some(1234), None).unwrap();
    refused(
        &next(&workspace).output().unwrap(),
        &["by another user was interrupted here", "owns .kit-journal"],
    );
    assert_eq!(tree(&workspace), half);
    disk.remount("size=4M");
    // Above a workspace of its own it is none of a run's business.
    let (inner, mine) = (workspace.join("inner"), run::all_kinds());
    fill(mine, &inner);
    assert!((run.command)(&inner).output().unwrap().status.success());
    assert_eq!(tree(&inner), run.new);
    fs::remove_dir_all(inner).unwrap();
    chown(&journal, Some(0), None).unwrap();
    next(&workspace).output().unwrap();
    old_or_new(run, &workspace).unwrap();
}
