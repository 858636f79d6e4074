//! What the next run makes of the states in which a run can be interrupted.

use std::ops::Range;

use super::*;

const FILES: [(&str, &str); 4] =
    [("Cargo.toml", "[workspace]\n"), ("a/b/c.rs", "1"), ("d/e.rs", "1"), ("d/f.rs", "1")];

fn changes() -> Vec<FileChange> {
    let updated =
        [change("Cargo.toml", Some("[workspace]\n"), "[workspace] # 2\n"), change("d/e.rs", Some("1"), "2")];
    let made = ["new.rs", "n/e/w.rs", "d/new.rs"].map(|path| change(path, None, "2"));
    updated.into_iter().chain(made).chain([deletion("a/b/c.rs", "1")]).collect()
}

/// Without the folder's own name.
fn state(folder: &TempDir) -> Vec<(String, Vec<u8>)> {
    names(folder).into_iter().zip(tree(folder.path()).into_iter().map(|(_, content)| content)).collect()
}

fn interrupted() -> (TempDir, Journal) {
    let folder = disk(&FILES);
    let journal = Journal::of(folder.path(), &changes(), None).unwrap();
    journal.save(folder.path()).unwrap();
    (folder, journal)
}

fn new() -> Vec<(String, Vec<u8>)> {
    let folder = disk(&FILES);
    write_in(&folder, &changes()).unwrap();
    state(&folder)
}

/// Brings about a state: which entries are staged, which are in their places.
fn bring_about(folder: &TempDir, journal: &Journal, staged: Range<usize>, placed: Range<usize>) {
    for (n, entry) in journal.entries.iter().enumerate() {
        let target = folder.path().join(&entry.path);
        if (staged.contains(&n) || placed.contains(&n)) && entry.new.is_some() {
            fs::create_dir_all(target.parent().unwrap()).unwrap();
        }
        if staged.contains(&n) && entry.new.is_some() {
            fs::write(target.with_file_name(format!(".kit-new-{n}")), "half-writ").unwrap();
        }
        match &entry.new {
            _ if !placed.contains(&n) => {}
            Some(new) => fs::write(target, new).unwrap(),
            None => fs::remove_file(target).unwrap(),
        }
    }
}

#[test]
fn every_state_can_be_finished_and_undone() {
    let (old, new) = (state(&disk(&FILES)), new());
    let count = changes().len();
    for k in 0..=count {
        for (staged, placed) in [(0..k, 0..0), (k..count, 0..k), (0..0, 0..k), (0..count, 0..k)] {
            for (way, expected) in [(Way::Redo, &new), (Way::Undo, &old)] {
                let (folder, journal) = interrupted();
                bring_about(&folder, &journal, staged.clone(), placed.clone());
                assert_eq!(
                    carry_out(folder.path(), &journal, way).unwrap(),
                    [""; 0],
                    "{staged:?} {placed:?}"
                );
                assert_eq!(state(&folder), *expected, "{staged:?} {placed:?} {way:?}");
            }
        }
    }
}

#[test]
fn the_next_run_finishes_says_so_and_does_it_once() {
    let (folder, _) = interrupted();
    let workspace = Workspace::discover(&folder.path().join("d"), recover).unwrap();
    let [note] = workspace.notes() else { panic!("{:?}", workspace.notes()) };
    assert!(
        note.warning && note.title.contains("interrupted") && note.title.contains("finished"),
        "{note:?}"
    );
    assert_eq!(workspace.root(), folder.path().canonicalize().unwrap());
    assert_eq!(state(&folder), new());
    drop(workspace);
    assert!(Workspace::discover(folder.path(), recover).unwrap().notes().is_empty());
}

#[test]
fn a_workspace_that_is_half_made_is_found_from_below() {
    let folder = disk(&[]);
    let manifest = "[workspace]\nmembers = [\"users\"]\n";
    let package = "[package]\nname = \"users\"\n";
    let changes = [change("users/Cargo.toml", None, package), change("Cargo.toml", None, manifest)];
    let journal = Journal::of(folder.path(), &changes, None).unwrap();
    assert_eq!(journal.entries[0].path, "Cargo.toml");
    journal.save(folder.path()).unwrap();
    fs::create_dir(folder.path().join("users")).unwrap();
    let workspace = Workspace::discover(&folder.path().join("users"), recover).unwrap();
    assert_eq!(workspace.root(), folder.path().canonicalize().unwrap());
    assert_eq!(workspace.packages().len(), 1);
}

#[test]
fn an_incomplete_journal_is_removed_and_changes_nothing() {
    let old = state(&disk(&FILES));
    let (folder, _) = interrupted();
    let path = folder.path().join(layout::JOURNAL);
    let journal = fs::read(&path).unwrap();
    let zeroed = (0..journal.len()).step_by(7).map(|length| {
        let mut bytes = journal[..length].to_vec();
        bytes.resize(journal.len(), 0);
        bytes
    });
    let cut = (0..journal.len()).map(|length| journal[..length].to_vec());
    for bytes in cut.chain(zeroed) {
        fs::write(&path, &bytes).unwrap();
        assert!(recover(folder.path()).unwrap().is_empty());
        assert_eq!(state(&folder), old, "{} bytes", bytes.len());
    }
    fs::write(&path, &journal).unwrap();
    assert_eq!(recover(folder.path()).unwrap().len(), 1);
    assert_eq!(state(&folder), new());
}

#[test]
fn a_file_that_was_edited_since_stays() {
    for (path, edit) in [("d/e.rs", Some("mine")), ("new.rs", Some("mine")), ("Cargo.toml", None)] {
        let (folder, _) = interrupted();
        let file = folder.path().join(path);
        match edit {
            Some(edit) => fs::write(&file, edit).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
        let notes = recover(folder.path()).unwrap();
        assert_eq!(notes[0].help, [format!("{path} was edited since and stays as it is")]);
        let mut expected = new();
        expected.retain(|(name, _)| name != path);
        expected.extend(edit.map(|edit| (path.to_owned(), edit.into())));
        expected.sort();
        assert_eq!(state(&folder), expected);
    }
}

#[test]
fn what_cannot_be_finished_is_undone() {
    let (folder, _) = interrupted();
    // Where a folder would have to be.
    fs::write(folder.path().join("n"), "in the way").unwrap();
    let notes = recover(folder.path()).unwrap();
    assert!(notes[0].title.ends_with("undone now"), "{notes:?}");
    assert!(notes[0].help[0].starts_with("it cannot be finished: cannot write n/e/w.rs: "), "{notes:?}");
    fs::remove_file(folder.path().join("n")).unwrap();
    assert_eq!(state(&folder), state(&disk(&FILES)));
}

#[test]
fn what_can_be_neither_finished_nor_undone_stops_the_run_until_it_can() {
    let (folder, _) = interrupted();
    let d = folder.path().join("d/e.rs");
    fs::remove_file(&d).unwrap();
    fs::create_dir(&d).unwrap();
    let wrong = Workspace::discover(folder.path(), recover).unwrap_err();
    assert!(wrong.0[0].title.ends_with("can be neither finished nor undone"), "{wrong:?}");
    assert!(wrong.0[0].help[0].starts_with("cannot read d/e.rs: "), "{wrong:?}");
    fs::remove_dir(&d).unwrap();
    fs::write(&d, "1").unwrap();
    recover(folder.path()).unwrap();
    assert_eq!(state(&folder), new());
}

#[test]
fn a_journal_cannot_lead_outside_or_into_git() {
    for path in ["../x", "out/x", ".git/hooks/post-merge", "a/../../x"] {
        let (folder, outside) = (disk(&[(".git/HEAD", "")]), disk(&[]));
        symlink(outside.path(), folder.path().join("out")).unwrap();
        let entry = journal::Entry { path: path.into(), mode: Some(0o755), old: None, new: Some("1".into()) };
        let before = state(&folder);
        Journal { entries: vec![entry], ..Journal::default() }.save(folder.path()).unwrap();
        recover(folder.path()).unwrap_err();
        fs::remove_file(folder.path().join(layout::JOURNAL)).unwrap();
        assert_eq!((state(&folder), state(&outside)), (before, Vec::new()), "{path}");
    }
}

#[test]
fn what_is_not_this_kit_s_journal_is_left_alone() {
    let refusal = |folder: &TempDir| recover(folder.path()).unwrap_err().title;
    let folder = disk(&FILES);
    let path = folder.path().join(layout::JOURNAL);
    symlink("Cargo.toml", &path).unwrap();
    assert_eq!(refusal(&folder), ".kit-journal is not a regular file");

    let (folder, _) = interrupted();
    let path = folder.path().join(layout::JOURNAL);
    let journal = fs::read(&path).unwrap();
    fs::write(&path, [b"kit journal 3 ", &journal[b"kit journal 2 ".len()..]].concat()).unwrap();
    assert_eq!(refusal(&folder), "a run of another version of kit was interrupted here");
}
