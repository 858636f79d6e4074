//! A folder moves with the files that change in it, or stays with them.

use super::*;

const FILES: [(&str, &str); 4] = [
    ("Cargo.toml", "[workspace]\n"),
    ("users/Cargo.toml", "old"),
    ("users/src/gone.rs", "old"),
    ("users/notes/a.txt", "mine"),
];

fn moved() -> Move {
    Move { from: "users".into(), to: "accounts".into() }
}

/// In the folder as it will be: one file each changes, comes and goes; another outside of it changes.
fn changes() -> Vec<FileChange> {
    vec![
        change("Cargo.toml", Some("[workspace]\n"), "[workspace] # new\n"),
        change("accounts/Cargo.toml", Some("old"), "new"),
        change("accounts/src/made.rs", None, "new"),
        change("accounts/made/made.rs", None, "new"),
        deletion("accounts/src/gone.rs", "old"),
    ]
}

fn write_moved(folder: &TempDir, changes: &[FileChange]) -> Result<(), String> {
    let workspace = Workspace::discover(folder.path(), recover).unwrap().after(moved());
    write(&workspace, changes).map_err(|wrong| wrong.title)
}

fn state(folder: &TempDir) -> Vec<(String, Vec<u8>)> {
    names(folder).into_iter().zip(tree(folder.path()).into_iter().map(|(_, content)| content)).collect()
}

fn new() -> Vec<(String, Vec<u8>)> {
    let folder = disk(&FILES);
    write_moved(&folder, &changes()).unwrap();
    state(&folder)
}

#[test]
fn all_that_is_in_the_folder_moves_as_it_is() {
    let folder = disk(&FILES);
    let root = folder.path();
    symlink("../nowhere", root.join("users/link")).unwrap();
    fs::create_dir(root.join("users/empty")).unwrap();
    fs::set_permissions(root.join("users/notes/a.txt"), Permissions::from_mode(0o751)).unwrap();
    fs::set_permissions(root.join("users/Cargo.toml"), Permissions::from_mode(0o640)).unwrap();
    let kept = fs::metadata(root.join("users/notes/a.txt")).unwrap();
    write_moved(&folder, &changes()).unwrap();
    let after = fs::metadata(root.join("accounts/notes/a.txt")).unwrap();
    assert_eq!((after.ino(), after.mode() & 0o777, after.mtime()), (kept.ino(), 0o751, kept.mtime()));
    assert_eq!(fs::metadata(root.join("accounts/Cargo.toml")).unwrap().mode() & 0o777, 0o640);
    assert_eq!(
        names(&folder),
        [
            "Cargo.toml",
            "accounts",
            "accounts/Cargo.toml",
            "accounts/empty",
            "accounts/link",
            "accounts/made",
            "accounts/made/made.rs",
            "accounts/notes",
            "accounts/notes/a.txt",
            "accounts/src",
            "accounts/src/made.rs",
        ]
    );
}

#[test]
fn an_empty_folder_gives_way_and_nothing_else_does() {
    let folder = disk(&FILES);
    fs::create_dir(folder.path().join("accounts")).unwrap();
    write_moved(&folder, &changes()).unwrap();
    assert_eq!(state(&folder), new());

    let folder = disk(&[&FILES[..], &[("accounts/other", "mine")]].concat());
    let before = state(&folder);
    assert!(write_moved(&folder, &changes()).unwrap_err().starts_with("cannot move users: "));
    assert_eq!(state(&folder), before);
}

#[test]
fn a_file_that_is_not_as_it_was_read_stops_the_run_before_anything_moves() {
    let folder = disk(&FILES);
    fs::write(folder.path().join("users/Cargo.toml"), "edited").unwrap();
    let before = state(&folder);
    assert_eq!(
        write_moved(&folder, &changes()).unwrap_err(),
        "users/Cargo.toml was changed while kit was running"
    );
    assert_eq!(state(&folder), before);
}

#[test]
fn a_symlink_is_not_moved() {
    let folder = disk(&[("Cargo.toml", "[workspace]\n"), ("real/Cargo.toml", "old")]);
    symlink("real", folder.path().join("users")).unwrap();
    let before = names(&folder);
    assert_eq!(write_moved(&folder, &[]).unwrap_err(), "users leads through a symlink to another folder");
    assert_eq!(names(&folder), before);
}

#[test]
fn every_state_can_be_finished_and_undone() {
    let (old, new) = (state(&disk(&FILES)), new());
    let count = changes().len();
    // Not moved; moved, with so many of the entries in their places and the next one staged.
    let states = [None].into_iter().chain((0..=count).map(Some));
    for placed in states {
        for (way, expected) in [(Way::Redo, &new), (Way::Undo, &old)] {
            let folder = disk(&FILES);
            let root = folder.path();
            let journal = Journal::of(root, &changes(), Some(&moved())).unwrap();
            journal.save(root).unwrap();
            if let Some(placed) = placed {
                fs::rename(root.join("users"), root.join("accounts")).unwrap();
                for (n, entry) in journal.entries.iter().enumerate().take(placed + 1) {
                    let target = root.join(&entry.path);
                    fs::create_dir_all(target.parent().unwrap()).unwrap();
                    match &entry.new {
                        Some(new) if n < placed => fs::write(target, new).unwrap(),
                        Some(_) => fs::write(target.with_file_name(format!(".kit-new-{n}")), "half").unwrap(),
                        None if n < placed => fs::remove_file(target).unwrap(),
                        None => {}
                    }
                }
            }
            assert_eq!(carry_out(root, &journal, way).unwrap(), [""; 0], "{placed:?} {way:?}");
            assert_eq!(state(&folder), *expected, "{placed:?} {way:?}");
        }
    }
}

#[test]
fn a_folder_that_somebody_took_away_meanwhile_is_said() {
    let folder = disk(&FILES);
    let journal = Journal::of(folder.path(), &changes(), Some(&moved())).unwrap();
    journal.save(folder.path()).unwrap();
    fs::remove_dir_all(folder.path().join("users")).unwrap();
    let wrong = carry_out(folder.path(), &journal, Way::Redo).unwrap_err();
    assert!(wrong.title.starts_with("cannot move users: "), "{}", wrong.title);
}
