//! Writing to a real disk.

mod recovery;
mod relocation;

use std::{
    fs::Permissions,
    os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink},
};

use bytes::Bytes;
use tempfile::TempDir;

use super::*;
use crate::{apply::Kind, workspace::Move};

fn change(path: &str, old: Option<&str>, new: &str) -> FileChange {
    let kind = if old.is_some() { Kind::Update } else { Kind::Create };
    FileChange::new(path, kind, old.map(|old| Bytes::from(old.to_owned())), new.to_owned())
}

fn deletion(path: &str, old: &str) -> FileChange {
    FileChange::new(path, Kind::Delete, Some(old.to_owned().into()), "")
}

fn disk(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn write_in(folder: &TempDir, changes: &[FileChange]) -> Result<(), String> {
    let workspace = Workspace::discover(folder.path(), recover).unwrap();
    write(&workspace, changes).map_err(|wrong| wrong.title)
}

/// Every path below a folder, sorted, with the content of files.
fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        found.push((path.display().to_string(), fs::read(&path).unwrap_or_default()));
        if path.is_dir() {
            found.extend(tree(&path));
        }
    }
    found.sort();
    found
}

/// The paths of [`tree`], relative.
fn names(folder: &TempDir) -> Vec<String> {
    let skip = folder.path().as_os_str().len() + 1;
    tree(folder.path()).into_iter().map(|(path, _)| path[skip..].to_owned()).collect()
}

#[test]
fn makes_folders_and_files_and_leaves_nothing_else() {
    let folder = disk(&[("old", "1")]);
    write_in(&folder, &[change("a/b/c.rs", None, "new"), change("old", Some("1"), "2")]).unwrap();
    assert_eq!(names(&folder), ["a", "a/b", "a/b/c.rs", "old"]);
    assert_eq!(fs::read(folder.path().join("a/b/c.rs")).unwrap(), b"new");
    assert_eq!(fs::read(folder.path().join("old")).unwrap(), b"2");
}

#[test]
fn deletes_a_file_with_the_folders_that_it_leaves_empty() {
    let folder = disk(&[("a/b/c.rs", "1"), ("d/e.rs", "1"), ("d/f.rs", "1")]);
    write_in(&folder, &[deletion("a/b/c.rs", "1"), deletion("d/e.rs", "1")]).unwrap();
    assert_eq!(names(&folder), ["d", "d/f.rs"]);
}

#[test]
fn keeps_mode_and_owner_of_a_file_and_gives_a_new_one_the_usual() {
    let folder = disk(&[("script", "1"), ("plain", "")]);
    let file = |name: &str| fs::metadata(folder.path().join(name)).unwrap();
    let script = folder.path().join("script");
    fs::set_permissions(&script, Permissions::from_mode(0o750)).unwrap();
    // Only root may do that; for everybody else the owner stays the same anyway.
    let _ = chown(&script, Some(1234), Some(1234));
    let before = (file("script").uid(), file("script").gid());
    write_in(&folder, &[change("script", Some("1"), "2"), change("new", None, "")]).unwrap();
    assert_eq!(file("script").mode() & 0o7777, 0o750);
    assert_eq!((file("script").uid(), file("script").gid()), before);
    assert_eq!(file("new").mode(), file("plain").mode());
}

#[test]
fn does_not_touch_what_does_not_change() {
    let folder = disk(&[("same", "1"), ("kept", "1")]);
    let state = |name: &str| {
        let metadata = fs::metadata(folder.path().join(name)).unwrap();
        (metadata.ino(), metadata.modified().unwrap())
    };
    let unchanged = FileChange { kind: Kind::Unchanged, ..change("same", Some("1"), "1") };
    let kept = FileChange { kind: Kind::Kept, ..change("kept", Some("1"), "2") };
    let before = (state("same"), state("kept"), state(""));
    write_in(&folder, &[unchanged.clone(), kept.clone()]).unwrap();
    assert_eq!((state("same"), state("kept"), state("")), before);
    write_in(&folder, &[unchanged, kept, change("new", None, "")]).unwrap();
    assert_eq!((state("same"), state("kept")), (before.0, before.1));
}

#[test]
fn an_edit_since_the_files_were_read_stops_the_run_before_anything_is_written() {
    let folder = disk(&[("edited", "theirs"), ("other", "1")]);
    let before = tree(folder.path());
    for (change_, title) in [
        (change("edited", Some("mine"), "2"), "edited was changed while kit was running"),
        (deletion("edited", "mine"), "edited was changed while kit was running"),
        (change("edited", None, "2"), "edited exists already, and kit did not expect it"),
        (change("gone", Some("1"), "2"), "gone was deleted while kit was running"),
        (deletion("gone", "1"), "gone was deleted while kit was running"),
    ] {
        let changes = [change("a/new", None, ""), change("other", Some("1"), "2"), change_];
        assert_eq!(write_in(&folder, &changes).unwrap_err(), title);
        assert_eq!(tree(folder.path()), before);
    }
}

#[test]
fn a_failure_leaves_no_litter_and_names_the_path() {
    let folder = disk(&[("file", "")]);
    let before = tree(folder.path());
    let wrong =
        write_in(&folder, &[change("a/b/new", None, ""), change("file/below", None, "")]).unwrap_err();
    assert!(wrong.starts_with("cannot write file/below: "), "{wrong}");
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn a_failure_while_files_are_put_in_place_undoes_what_was_done() {
    let folder = disk(&[("a/updated", "1"), ("deleted", "1"), ("z", "1")]);
    let before = tree(folder.path());
    let changes = [
        change("a/updated", Some("1"), "2"),
        deletion("deleted", "1"),
        change("z", Some("1"), "2"),
        change("y/y/made", None, "1"),
        // As if somebody had made the file a moment ago.
        change("y/y/made", None, "2"),
    ];
    let journal = Journal::of(folder.path(), &changes, None).unwrap();
    journal.save(folder.path()).unwrap();
    let wrong = transact(folder.path(), &journal).unwrap_err();
    assert_eq!(wrong.title, "y/y/made exists already, and kit did not expect it");
    assert_eq!(wrong.help, ["run kit again", "all files are as they were"]);
    assert_eq!(tree(folder.path()), before);
}

#[test]
fn nothing_is_written_outside_the_root() {
    let (folder, outside) = (disk(&[]), disk(&[("file", "1")]));
    symlink(outside.path(), folder.path().join("out")).unwrap();
    symlink(outside.path().join("file"), folder.path().join("file")).unwrap();
    let (wrong, before) =
        (|path: &str, old| write_in(&folder, &[change(path, old, "2")]).unwrap_err(), tree(outside.path()));
    assert!(wrong("out/new", None).starts_with("out/new leads out of the workspace, to "));
    assert!(wrong("file", Some("1")).starts_with("file leads out of the workspace, to "));
    for path in ["../x", "/x", "a/../../x", "", "a//b", "./x", "a\0", ".git/hooks/post-merge", "a/.GIT/x"] {
        assert!(wrong(path, None).ends_with(" is not a path inside the workspace"), "{path}");
    }
    assert_eq!(tree(outside.path()), before);
}

#[test]
fn a_symlink_inside_the_root_stays_and_its_target_is_written() {
    let folder = disk(&[("real", "1")]);
    symlink("real", folder.path().join("link")).unwrap();
    write_in(&folder, &[change("link", Some("1"), "2")]).unwrap();
    assert!(fs::symlink_metadata(folder.path().join("link")).unwrap().is_symlink());
    assert_eq!(fs::read(folder.path().join("real")).unwrap(), b"2");
}

/// More than are open at once, and more than a thread has.
#[test]
fn many_files_are_written() {
    let folder = disk(&[]);
    let changes: Vec<FileChange> =
        (0..300).map(|n| change(&format!("d{}/{n}", n % 7), None, &format!("text {n}"))).collect();
    write_in(&folder, &changes).unwrap();
    for change in &changes {
        assert_eq!(fs::read(folder.path().join(&change.path)).unwrap(), change.new);
    }
    assert_eq!(names(&folder).len(), 300 + 7, "something else is left");
}
