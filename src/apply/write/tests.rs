//! Writing to a real disk.

use std::os::unix::fs::{MetadataExt, symlink};

use tempfile::TempDir;

use super::*;
use crate::apply::Kind;

fn change(path: &str, old: Option<&str>, new: &str) -> FileChange {
    let kind = if old.is_some() { Kind::Update } else { Kind::Create };
    FileChange::new(path, kind, old.map(str::as_bytes), new.as_bytes())
}

fn disk(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files {
        fs::write(folder.path().join(path), content).unwrap();
    }
    folder
}

fn write_in(folder: &TempDir, changes: &[FileChange]) -> Result<(), String> {
    let workspace = Workspace::discover(folder.path()).unwrap();
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

#[test]
fn makes_folders_and_files_and_leaves_nothing_else() {
    let folder = disk(&[("old", "1")]);
    write_in(&folder, &[change("a/b/c.rs", None, "new"), change("old", Some("1"), "2")]).unwrap();
    let names: Vec<_> = tree(folder.path())
        .into_iter()
        .map(|(path, _)| path.len() - folder.path().as_os_str().len())
        .collect();
    assert_eq!(names, ["/a".len(), "/a/b".len(), "/a/b/c.rs".len(), "/old".len()]);
    assert_eq!(fs::read(folder.path().join("a/b/c.rs")).unwrap(), b"new");
    assert_eq!(fs::read(folder.path().join("old")).unwrap(), b"2");
}

#[test]
fn keeps_the_mode_of_a_file_and_gives_a_new_one_the_usual() {
    let folder = disk(&[("script", "1"), ("plain", "")]);
    let mode = |name: &str| fs::metadata(folder.path().join(name)).unwrap().mode() & 0o7777;
    fs::set_permissions(folder.path().join("script"), Permissions::from_mode(0o750)).unwrap();
    write_in(&folder, &[change("script", Some("1"), "2"), change("new", None, "")]).unwrap();
    assert_eq!(mode("script"), 0o750);
    assert_eq!(mode("new"), mode("plain"));
}

#[test]
fn does_not_touch_what_does_not_change() {
    let folder = disk(&[("same", "1"), ("kept", "1")]);
    let state = |name: &str| {
        let metadata = fs::metadata(folder.path().join(name)).unwrap();
        (metadata.ino(), metadata.modified().unwrap())
    };
    let before = (state("same"), state("kept"));
    let unchanged = FileChange { kind: Kind::Unchanged, ..change("same", Some("1"), "1") };
    let kept = FileChange { kind: Kind::Kept, ..change("kept", Some("1"), "2") };
    write_in(&folder, &[unchanged, kept, change("new", None, "")]).unwrap();
    assert_eq!((state("same"), state("kept")), before);
}

#[test]
fn an_edit_since_the_files_were_read_stops_the_run_before_anything_is_written() {
    let folder = disk(&[("edited", "theirs"), ("other", "1")]);
    let before = tree(folder.path());
    for (change_, title) in [
        (change("edited", Some("mine"), "2"), "edited was changed while kit was running"),
        (change("edited", None, "2"), "edited exists already, and kit did not expect it"),
        (change("gone", Some("1"), "2"), "gone was deleted while kit was running"),
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
    assert!(wrong.starts_with("cannot read file/below: "), "{wrong}");
    assert_eq!(tree(folder.path()), before);
}

fn staged<'a>(root: &Path, changes: &'a [FileChange]) -> Vec<Staged<'a>> {
    let stage = |change| stage(change, root.join(&change.path), &mut NewFolders::default()).unwrap();
    changes.iter().map(stage).collect()
}

#[test]
fn an_edit_while_files_are_staged_stops_the_run_too() {
    let folder = disk(&[("first", "1"), ("second", "1")]);
    let changes = [change("first", Some("1"), "2"), change("second", Some("1"), "2")];
    let staged = staged(folder.path(), &changes);
    fs::write(folder.path().join("second"), "theirs").unwrap();
    assert_eq!(commit(staged).unwrap_err().title, "second was changed while kit was running");
    let files = tree(folder.path()).into_iter().map(|(_, content)| content);
    assert_eq!(files.collect::<Vec<_>>(), [&b"1"[..], b"theirs"]);
}

#[test]
fn a_rename_that_fails_puts_back_what_was_there() {
    let folder = disk(&[("updated", "1")]);
    let before = tree(folder.path());
    let changes = [change("updated", Some("1"), "2"), change("made", None, ""), change("failing", None, "")];
    let staged = staged(folder.path(), &changes);
    fs::remove_file(staged[2].content.path()).unwrap();
    let wrong = commit(staged).unwrap_err();
    assert!(wrong.title.starts_with("cannot write failing: ") && wrong.help.is_empty(), "{wrong:?}");
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
    for path in ["../x", "/x", "a/../../x", "", "a//b", "./x", "a\0"] {
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
