//! The owners' rules, on snapshots in memory.

mod upgrade;

use super::*;
use crate::plan::change::TomlWant;

type Files = BTreeMap<String, Vec<u8>>;

fn changes(outputs: Vec<(&str, Output)>) -> ChangeSet {
    let mut changes = ChangeSet::default();
    outputs.into_iter().for_each(|(path, output)| changes.insert(path, output));
    changes
}

fn generated(text: &str) -> ChangeSet {
    changes(vec![("g.rs", Output::Generated(text.to_owned().into()))])
}

fn starter(text: &str) -> ChangeSet {
    changes(vec![("s.rs", Output::Starter(text.into()))])
}

/// Resolves against `files`, with the kit.lock that is among them.
fn run(changes: &ChangeSet, files: &Files, force: bool) -> Result<Resolution, Diagnostics> {
    run_by(changes, files, Rules { force, merge: false })
}

fn run_by(changes: &ChangeSet, files: &Files, rules: Rules) -> Result<Resolution, Diagnostics> {
    let lock = match files.get(layout::LOCK) {
        Some(bytes) => Lock::parse(&text(layout::LOCK, bytes).unwrap()).unwrap(),
        None => Lock::default(),
    };
    resolve(changes, files, &lock, rules)
}

/// As [`run`], and makes the changes.
fn apply(changes: &ChangeSet, files: &mut Files, force: bool) -> Resolution {
    apply_by(changes, files, Rules { force, merge: false })
}

fn apply_by(changes: &ChangeSet, files: &mut Files, rules: Rules) -> Resolution {
    let resolution = run_by(changes, files, rules).unwrap();
    for change in resolution.files.iter().filter(|change| change.writes()) {
        let old = match change.after() {
            Some(new) => files.insert(change.path.clone(), new.to_vec()),
            None => files.remove(&change.path),
        };
        assert_eq!(old.as_deref(), change.old.as_deref(), "{}", change.path);
    }
    if resolution.files.iter().any(|file| !file.conflicts.is_empty()) {
        return resolution;
    }
    let again = run_by(changes, files, rules).unwrap();
    assert!(again.is_clean() && again.notes.is_empty(), "a second run does something: {again:?}");
    resolution
}

/// Of all files but bases.
fn kinds(resolution: &Resolution) -> Vec<(&str, Kind)> {
    let files = resolution.files.iter().filter(|change| layout::starter_of(&change.path).is_none());
    files.map(|change| (&*change.path, change.kind)).collect()
}

/// What a report says of the edits of a file.
fn told(change: &FileChange) -> Vec<String> {
    let line = |edited: Edited| format!("{} {} {}", edited.line, edited.how.sign(), edited.says);
    change.edited().into_iter().map(line).collect()
}

#[test]
fn a_generated_file_is_replaced_as_long_as_nobody_edits_it() {
    let mut files = Files::new();
    assert_eq!(
        kinds(&apply(&generated("one\n"), &mut files, false)),
        [("g.rs", Kind::Create), ("kit.lock", Kind::Create)]
    );
    let clean = apply(&generated("one\n"), &mut files, false);
    assert_eq!(kinds(&clean), [("g.rs", Kind::Unchanged), ("kit.lock", Kind::Unchanged)]);
    let updated = apply(&generated("two\n"), &mut files, false);
    assert_eq!(kinds(&updated), [("g.rs", Kind::Update), ("kit.lock", Kind::Update)]);
    assert_eq!(files["g.rs"], b"two\n");
}

#[test]
fn a_hand_edited_generated_file_stops_the_run_and_shows_the_difference() {
    let mut files = Files::new();
    apply(&generated("one\ntwo\n"), &mut files, false);
    files.insert("g.rs".into(), b"one\nmine\n".to_vec());
    let wrong = run(&generated("one\ntwo\n"), &files, false).unwrap_err();
    let shown = wrong.0[0].render(false);
    assert!(shown.starts_with("error: g.rs was edited by hand, and kit would replace it\n"), "{shown}");
    for part in ["g.rs:2:1", "-mine", "+two", "src/service.rs", "`--force`", "g.rs.orig", "delete the file"] {
        assert!(shown.contains(part), "{part} is not in:\n{shown}");
    }
}

#[test]
fn all_conflicts_are_shown_at_once() {
    let files = Files::from([("a".into(), b"mine".to_vec()), ("b".into(), b"mine".to_vec())]);
    let output = || Output::Generated("kit's".into());
    let wrong =
        run(&changes(vec![("a", output()), ("b", output()), ("c", output())]), &files, false).unwrap_err();
    let titles: Vec<_> = wrong.0.iter().map(|wrong| &*wrong.title).collect();
    assert_eq!(titles, ["a is in the way: kit did not write it", "b is in the way: kit did not write it"]);
}

#[test]
fn force_replaces_a_hand_edited_file_and_keeps_every_version_of_it() {
    let mut files = Files::new();
    apply(&generated("one\n"), &mut files, true);
    for (edit, backup) in [("mine 1", "g.rs.orig"), ("mine 2", "g.rs.orig.2"), ("mine 3", "g.rs.orig.3")] {
        files.insert("g.rs".into(), edit.into());
        let forced = run(&generated("one\n"), &files, true).unwrap();
        assert_eq!(kinds(&forced)[..2], [("g.rs", Kind::Update), (backup, Kind::Backup)]);
        apply(&generated("one\n"), &mut files, true);
        assert_eq!((&*files["g.rs"], &*files[backup]), (&b"one\n"[..], edit.as_bytes()));
    }
    files.insert("g.rs".into(), b"mine 2".to_vec());
    let again = apply(&generated("one\n"), &mut files, true);
    assert_eq!(kinds(&again), [("g.rs", Kind::Update), ("kit.lock", Kind::Unchanged)]);
}

#[test]
fn the_same_content_is_no_conflict_even_if_the_lock_does_not_know_it() {
    let mut files = Files::from([("g.rs".into(), b"one\n".to_vec())]);
    let resolution = apply(&generated("one\n"), &mut files, false);
    assert_eq!(kinds(&resolution), [("g.rs", Kind::Unchanged), ("kit.lock", Kind::Create)]);
}

#[test]
fn a_checkout_with_crlf_is_neither_an_edit_nor_a_change() {
    let mut files = Files::new();
    apply(&generated("one\n"), &mut files, false);
    for content in files.values_mut() {
        *content = String::from_utf8_lossy(content).replace('\n', "\r\n").into_bytes();
    }
    assert!(run(&generated("one\n"), &files, false).unwrap().is_clean());
    assert_eq!(kinds(&run(&generated("two\n"), &files, false).unwrap())[0], ("g.rs", Kind::Update));
}

#[test]
fn a_starter_file_follows_kit_until_the_user_touches_it() {
    let mut files = Files::new();
    assert_eq!(kinds(&apply(&starter("one\n"), &mut files, false))[1], ("s.rs", Kind::Create));
    assert_eq!(kinds(&apply(&starter("two\n"), &mut files, false))[1], ("s.rs", Kind::Update));
    files.insert("s.rs".into(), b"mine\n".to_vec());
    let same = apply(&starter("two\n"), &mut files, true);
    assert_eq!((kinds(&same)[1], &*same.notes), (("s.rs", Kind::Kept), &[][..]));
    let offered = apply(&starter("three\n"), &mut files, true);
    assert_eq!(kinds(&offered), [("kit.lock", Kind::Update), ("s.rs", Kind::Kept)]);
    assert_eq!(files["s.rs"], b"mine\n");
    let [note] = &offered.notes[..] else { panic!("{:?}", offered.notes) };
    assert!(note.warning && note.title.starts_with("s.rs is yours and stays as it is"));
    // What changed is kit's text: from what the user's derives from.
    assert!(
        note.help[0].contains("`kit upgrade`") && note.help[0].contains("-two\n+three"),
        "{}",
        note.help[0]
    );
    assert_eq!(files[".kit/base/s.rs"], b"two\n");
}

#[test]
fn a_deleted_file_is_made_again() {
    let mut files = Files::new();
    let both = changes(vec![("g", Output::Generated("\0".into())), ("s", Output::Starter("s".into()))]);
    apply(&both, &mut files, false);
    files.retain(|path, _| path == layout::LOCK);
    let again = apply(&both, &mut files, false);
    assert_eq!(kinds(&again), [("g", Kind::Create), ("kit.lock", Kind::Unchanged), ("s", Kind::Create)]);
}

#[test]
fn the_lock_keeps_what_a_run_is_not_about() {
    let mut files = Files::new();
    apply(&generated("one\n"), &mut files, false);
    apply(&starter("one\n"), &mut files, false);
    let lock = String::from_utf8(files[layout::LOCK].clone()).unwrap();
    assert!(lock.contains("  g.rs\n") && lock.contains("  s.rs\n"), "{lock}");
}

#[test]
fn an_amended_file_is_made_or_inserted_into() {
    let amended = |members: &[&str]| {
        let element = |name: &&str| TomlWant::Element {
            table: vec!["workspace".into()],
            key: "members".into(),
            element: name.to_string(),
        };
        let wants = members.iter().map(|name| Want::Toml(element(name))).collect();
        changes(vec![("Cargo.toml", Output::Amended { initial: "# new\n[workspace]\n".into(), wants })])
    };
    let mut files = Files::new();
    let made = apply(&amended(&["a"]), &mut files, false);
    assert_eq!(kinds(&made), [("Cargo.toml", Kind::Create)]);
    assert_eq!(files["Cargo.toml"], b"# new\n[workspace]\nmembers = [\"a\"]\n");
    files.insert("Cargo.toml".into(), b"\r\n[workspace]\r\nmembers = [\r\n  'a' # mine\r\n]\r\n".to_vec());
    let inserted = apply(&amended(&["a", "b"]), &mut files, false);
    assert_eq!(files["Cargo.toml"], b"\r\n[workspace]\r\nmembers = [\r\n  'a', # mine\r\n  \"b\"\r\n]\r\n");
    assert_eq!(told(&inserted.files[0]), ["4 + ,", "5 + \"b\""]);
    assert_eq!(kinds(&inserted), [("Cargo.toml", Kind::Update)]);
}

#[test]
fn a_user_s_file_that_is_not_text_is_refused() {
    let files = Files::from([("Cargo.toml".into(), b"\xff".to_vec())]);
    let output = Output::Amended { initial: String::new(), wants: Vec::new() };
    let wrong = run(&changes(vec![("Cargo.toml", output)]), &files, false).unwrap_err();
    assert_eq!(wrong.0[0].title, "Cargo.toml is not UTF-8 text");
}

/// Edits of one file, each the one place of `from`, by what is to stand there.
fn asked(text: &str, edits: &[(&str, &str)], backup: bool) -> Asked {
    let edit = |(from, to): &(&str, &str)| {
        let at = text.find(from).unwrap();
        Edit::replace(at..at + from.len(), *to)
    };
    Asked::Edits { edits: edits.iter().map(edit).collect(), backup }
}

#[test]
fn what_is_asked_comes_before_what_is_wanted() {
    let old = "[workspace]\nmembers = [\n  \"a\",\n  \"b\",\n]\n# end\n";
    let want =
        TomlWant::Element { table: vec!["workspace".into()], key: "members".into(), element: "c".into() };
    let mut changes = changes(vec![(
        "Cargo.toml",
        Output::Amended { initial: String::new(), wants: vec![Want::Toml(want)] },
    )]);
    changes.asked.insert("Cargo.toml".into(), asked(old, &[("  \"b\",\n", ""), ("end", "the end")], false));
    let files = Files::from([("Cargo.toml".into(), old.into())]);
    let resolution = run(&changes, &files, false).unwrap();
    let file = &resolution.files[0];
    assert_eq!(*file.new, *b"[workspace]\nmembers = [\n  \"a\",\n  \"c\",\n]\n# the end\n");
    assert_eq!(told(file), ["4 + \"c\",", "4 - \"b\",", "6 ~ # the end"]);
}

#[test]
fn a_starter_that_the_user_edited_gets_the_edits_that_he_asked_for() {
    let mut files = Files::new();
    apply(&starter("one\n"), &mut files, false);
    let rename = |text: &str| {
        let mut changes = starter("two\n");
        changes.asked.insert("s.rs".into(), asked(text, &[("one", "two")], false));
        // And of its base, which says the same of the rest.
        changes.asked.insert(layout::base("s.rs"), asked("one\n", &[("one", "two")], false));
        changes
    };
    let new = |resolution: &Resolution| {
        let file = resolution.files.iter().find(|file| file.path == "s.rs").unwrap();
        (file.kind, String::from_utf8(file.new.to_vec()).unwrap())
    };
    let untouched = run(&rename("one\n"), &files, false).unwrap();
    assert_eq!(new(&untouched), (Kind::Update, "two\n".to_owned()));
    files.insert("s.rs".into(), b"mine one\n".to_vec());
    let edited = run(&rename("mine one\n"), &files, false).unwrap();
    assert_eq!(new(&edited), (Kind::Update, "mine two\n".to_owned()));
    assert!(edited.notes.is_empty());
}

#[test]
fn a_copy_is_kept_of_what_goes_if_that_was_asked_for() {
    let files = Files::from([("a".into(), b"mine\n".to_vec()), ("b".into(), b"mine\n".to_vec())]);
    let mut changes = ChangeSet::default();
    changes.asked.insert("a".into(), Asked::Delete { backup: true });
    changes.asked.insert("b".into(), asked("mine\n", &[("mine\n", "")], true));
    changes.asked.insert("gone already".into(), Asked::Delete { backup: false });
    let resolution = run(&changes, &files, false).unwrap();
    let expected =
        [("a", Kind::Delete), ("a.orig", Kind::Backup), ("b", Kind::Update), ("b.orig", Kind::Backup)];
    assert_eq!(kinds(&resolution), expected);
}
