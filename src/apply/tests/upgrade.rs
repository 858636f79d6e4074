//! Starters with their bases, and entries that follow kit.

use super::*;
use crate::plan::change::YamlWant;

const BASE: &str = ".kit/base/s.rs";
const UPGRADE: Rules = Rules { force: false, merge: true };

/// A starter that kit wrote as `kits`, and the user changed to `mine`.
fn touched(kits: &str, mine: &str) -> Files {
    let mut files = Files::new();
    apply(&starter(kits), &mut files, false);
    files.insert("s.rs".into(), mine.into());
    files
}

fn wrong(changes: &ChangeSet, files: &Files, rules: Rules) -> String {
    let wrong = run_by(changes, files, rules).unwrap_err();
    let [wrong] = &wrong.0[..] else { panic!("{wrong:?}") };
    wrong.render(false)
}

#[test]
fn an_upgrade_merges_into_what_the_user_touched() {
    let mut files = touched("a\nb\nc\n", "a\nb\nc\nmine\n");
    let upgraded = apply_by(&starter("A\nb\nc\n"), &mut files, UPGRADE);
    assert_eq!(kinds(&upgraded), [("kit.lock", Kind::Update), ("s.rs", Kind::Merge)]);
    assert_eq!((&*files["s.rs"], &*files[BASE]), (&b"A\nb\nc\nmine\n"[..], &b"A\nb\nc\n"[..]));
    assert!(upgraded.notes.is_empty());
    assert_eq!(kinds(&apply_by(&starter("A\nb\nc\n"), &mut files, UPGRADE))[1], ("s.rs", Kind::Kept));
    // kit's way back is a change like any other.
    apply_by(&starter("a\nb\nc\n"), &mut files, UPGRADE);
    assert_eq!(files["s.rs"], b"a\nb\nc\nmine\n");
}

#[test]
fn an_upgrade_after_an_offer_still_merges() {
    let mut files = touched("a\nb\nc\n", "a\nb\nc\nmine\n");
    let offered = apply(&starter("A\nb\nc\n"), &mut files, false);
    assert_eq!(offered.notes.len(), 1);
    apply_by(&starter("A\nb\nc\n"), &mut files, UPGRADE);
    assert_eq!(files["s.rs"], b"A\nb\nc\nmine\n");
}

#[test]
fn a_conflict_is_written_and_stops_the_next_upgrade() {
    let mut files = touched("a\nb\n", "a\nmine\n");
    let upgraded = apply_by(&starter("a\nkit's\n"), &mut files, UPGRADE);
    let merged =
        format!("a\n<<<<<<< yours\nmine\n=======\nkit's\n>>>>>>> kit {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(String::from_utf8_lossy(&files["s.rs"]), merged);
    let file = upgraded.files.iter().find(|file| file.path == "s.rs").unwrap();
    let conflicts: Vec<usize> = file.conflicts().iter().map(|(line, _)| *line).collect();
    assert_eq!(conflicts, [2]);
    let shown = wrong(&starter("a\nkit's\n"), &files, UPGRADE);
    assert!(shown.contains("s.rs has an unresolved conflict") && shown.contains("s.rs:2:1"), "{shown}");
    // Other runs leave the file alone.
    assert!(run(&starter("a\nkit's\n"), &files, false).unwrap().is_clean());
    files.insert("s.rs".into(), b"a\nboth\n".to_vec());
    apply_by(&starter("a\nkit's\n"), &mut files, UPGRADE);
    assert_eq!(files["s.rs"], b"a\nboth\n");
}

#[test]
fn without_a_base_the_change_is_offered_once() {
    for rules in [UPGRADE, Rules::default()] {
        let mut files = touched("one\n", "mine\n");
        // As an older kit leaves it.
        files.remove(BASE);
        let lock = String::from_utf8(files.remove(layout::LOCK).unwrap()).unwrap();
        let lock: String = lock.split_inclusive('\n').filter(|line| !line.contains(".kit/")).collect();
        files.insert(layout::LOCK.into(), lock.into_bytes());

        let offered = apply_by(&starter("two\n"), &mut files, rules);
        let [note] = &offered.notes[..] else { panic!("{:?}", offered.notes) };
        assert!(note.help[0].contains("take over") && note.help[0].contains("-mine\n+two"), "{note:?}");
        assert_eq!((&*files["s.rs"], &*files[BASE]), (&b"mine\n"[..], &b"two\n"[..]));
    }
}

#[test]
fn a_base_that_is_gone_is_made_again_and_said_to_belong_into_version_control() {
    let mut files = touched("one\n", "one\nmine\n");
    files.remove(BASE);
    let resolution = run(&starter("one\n"), &files, false).unwrap();
    let [note] = &resolution.notes[..] else { panic!("{:?}", resolution.notes) };
    assert!(note.title.contains(".kit/base") && note.help[0].contains(".gitignore"), "{note:?}");
    apply(&starter("one\n"), &mut files, false);
    assert_eq!(files[BASE], b"one\n");
}

/// Such as by a tool that renames something in all files.
#[test]
fn a_base_that_was_edited_is_not_trusted() {
    let mut files = touched("app\nb\n", "application\nb\n");
    files.insert(BASE.into(), b"application\nb\n".to_vec());
    assert_eq!(kinds(&run(&starter("app\nB\n"), &files, false).unwrap())[1], ("s.rs", Kind::Kept));
    let shown = wrong(&starter("app\nB\n"), &files, UPGRADE);
    assert!(shown.contains(".kit/base/s.rs was edited") && shown.contains("git checkout"), "{shown}");
    files.remove(BASE);
    apply_by(&starter("app\nB\n"), &mut files, UPGRADE);
    assert_eq!((&*files["s.rs"], &*files[BASE]), (&b"application\nb\n"[..], &b"app\nB\n"[..]));
}

#[test]
fn a_checkout_with_crlf_is_merged_with_crlf() {
    let mut files = touched("a\nb\n", "a\nb\nmine\n");
    for content in files.values_mut() {
        *content = String::from_utf8_lossy(content).replace('\n', "\r\n").into_bytes();
    }
    assert!(run_by(&starter("a\nb\n"), &files, UPGRADE).unwrap().is_clean());
    apply_by(&starter("A\nb\n"), &mut files, UPGRADE);
    assert_eq!(files["s.rs"], b"A\r\nb\r\nmine\r\n");
}

#[test]
fn a_base_goes_with_its_starter() {
    let mut files = touched("one\n", "mine\n");
    files.remove("s.rs");
    let resolution = apply(&generated("g"), &mut files, false);
    assert!(!files.contains_key(BASE), "{resolution:?}");
    assert!(!String::from_utf8_lossy(&files[layout::LOCK]).contains(BASE));
}

#[test]
fn a_base_follows_a_starter_that_the_user_renames() {
    let mut files = touched("fn users() {}\n\n// The users service\n", "fn users() {}\n\nfn mine() {}\n");
    let mut renamed = starter("fn accounts() {}\n\n// The accounts service\n");
    for path in ["s.rs", BASE] {
        let text = String::from_utf8_lossy(&files[path]);
        renamed.asked.insert(path.into(), asked(&text, &[("users", "accounts")], false));
    }
    let resolution = run(&renamed, &files, false).unwrap();
    let [note] = &resolution.notes[..] else { panic!("{:?}", resolution.notes) };
    assert!(note.help[0].ends_with("-// The users service\n+// The accounts service"), "{note:?}");
    for file in resolution.files.into_iter().filter(FileChange::writes) {
        files.insert(file.path, file.new.into());
    }
    assert_eq!(files["s.rs"], b"fn accounts() {}\n\nfn mine() {}\n");
    assert_eq!(files[BASE], b"fn accounts() {}\n\n// The users service\n");
}

#[test]
fn a_base_goes_with_a_starter_that_kit_lets_go() {
    for asked in [Asked::Leave, Asked::Delete { backup: false }] {
        let mut files = touched("one\n", "mine\n");
        let mut changes = ChangeSet::default();
        changes.asked.insert("s.rs".into(), asked);
        apply(&changes, &mut files, false);
        assert!(!files.contains_key(BASE) && !String::from_utf8_lossy(&files[layout::LOCK]).contains("s.rs"));
    }
}

fn dependency(value: &str) -> ChangeSet {
    let table = vec!["dependencies".to_owned()];
    let want = TomlWant::Key { table, key: "axum".into(), value: value.into() };
    let initial = "[dependencies]\n".to_owned();
    changes(vec![("Cargo.toml", Output::Amended { initial, wants: vec![Want::Toml(want)] })])
}

#[test]
fn an_entry_of_kit_s_follows_kit_until_the_user_changes_it() {
    let mut files = Files::new();
    apply(&dependency("\"0.8\""), &mut files, false);
    let manifest = "# mine\r\n[dependencies]\r\naxum = '0.8' # kit's\r\n";
    files.insert("Cargo.toml".into(), manifest.into());
    let updated = apply(&dependency("{ version = \"0.9\" }"), &mut files, false);
    let expected = "# mine\r\n[dependencies]\r\naxum = { version = \"0.9\" } # kit's\r\n";
    assert_eq!(String::from_utf8_lossy(&files["Cargo.toml"]), expected);
    assert_eq!(told(&updated.files[0]), ["3 ~ axum = { version = \"0.9\" } # kit's"]);
    files.insert("Cargo.toml".into(), expected.replace("0.9", "0.9.4").into());
    let told = apply(&dependency("\"0.10\""), &mut files, false);
    assert_eq!(String::from_utf8_lossy(&files["Cargo.toml"]), expected.replace("0.9", "0.9.4"));
    let [note] = &told.notes[..] else { panic!("{:?}", told.notes) };
    let shown = note.render(false);
    assert!(shown.contains("Cargo.toml:3:8") && shown.contains("\"0.10\""), "{shown}");
}

#[test]
fn an_entry_that_was_there_before_kit_is_the_user_s() {
    let both = |axum: &str, serde: &str| {
        let key = |key: &str, value: &str| {
            let (table, key, value) = (vec!["dependencies".to_owned()], key.to_owned(), value.to_owned());
            Want::Toml(TomlWant::Key { table, key, value })
        };
        let wants = vec![key("axum", axum), key("serde", serde)];
        changes(vec![("Cargo.toml", Output::Amended { initial: String::new(), wants })])
    };
    let mut files = Files::from([("Cargo.toml".into(), b"[dependencies]\naxum = \"0.8\"\n".to_vec())]);
    apply(&both("\"0.8\"", "\"1\""), &mut files, false);
    apply(&both("\"0.8.9\"", "\"1.0.2\""), &mut files, false);
    assert_eq!(files["Cargo.toml"], b"[dependencies]\naxum = \"0.8\"\nserde = \"1.0.2\"\n");
}

/// An older kit wrote a lock without entries; and a lock may be gone.
#[test]
fn entries_of_an_older_kit_are_adopted_if_they_are_as_kit_writes_them() {
    for locked in [true, false] {
        let mut files = Files::from([("Cargo.toml".into(), b"[dependencies]\naxum = \"0.8\"\n".to_vec())]);
        if locked {
            apply(&generated("g"), &mut files, false);
        }
        apply(&dependency("\"0.8\""), &mut files, false);
        apply(&dependency("\"0.8.9\""), &mut files, false);
        assert_eq!(files["Cargo.toml"], b"[dependencies]\naxum = \"0.8.9\"\n");
    }
}

#[test]
fn an_entry_of_a_compose_file_follows_too() {
    let compose = |image: &str| {
        let path = vec!["services".to_owned()];
        let text = format!("etcd:\n  image: {image}\n  ports:\n    - \"1:2\"\n");
        let want = Want::Yaml(YamlWant::Entry { path, key: "etcd".into(), text });
        changes(vec![("compose.yml", Output::Amended { initial: "# mine\n".into(), wants: vec![want] })])
    };
    let mut files = Files::new();
    apply(&compose("one"), &mut files, false);
    let more = String::from_utf8(files["compose.yml"].clone()).unwrap() + "  mine:\n    image: x\n";
    files.insert("compose.yml".into(), more.clone().into());
    let updated = apply(&compose("two"), &mut files, false);
    assert_eq!(String::from_utf8_lossy(&files["compose.yml"]), more.replace("one", "two"));
    assert_eq!(kinds(&updated)[0], ("compose.yml", Kind::Update));
    files.insert("compose.yml".into(), more.replace("one", "one # pinned").into());
    let told = apply(&compose("three"), &mut files, false);
    assert_eq!(kinds(&told)[0], ("compose.yml", Kind::Unchanged));
    assert!(told.notes[0].help[0].ends_with("  image: three\n  ports:\n    - \"1:2\""), "{:?}", told.notes);
}

fn lines_of_entries(files: &Files) -> Vec<String> {
    let lock = String::from_utf8_lossy(&files[layout::LOCK]);
    let lines = lock.lines().filter_map(|line| line.strip_prefix("# ")?.split_once("  "));
    lines.map(|(_, name)| name.to_owned()).collect()
}

#[test]
fn kit_lock_forgets_entries_that_are_gone() {
    let mut files = Files::new();
    apply(&dependency("\"0.8\""), &mut files, false);
    assert_eq!(lines_of_entries(&files), ["Cargo.toml: dependencies.axum"]);
    let text = String::from_utf8(files["Cargo.toml"].clone()).unwrap();
    for without in [asked(&text, &[("axum = \"0.8\"\n", "")], false), Asked::Delete { backup: false }] {
        let mut files = files.clone();
        let mut changes = ChangeSet::default();
        changes.asked.insert("Cargo.toml".into(), without);
        let resolution = run(&changes, &files, false).unwrap();
        for file in resolution.files.into_iter().filter(FileChange::writes) {
            files.insert(file.path, file.new.into());
        }
        assert_eq!(lines_of_entries(&files), [""; 0]);
    }
    files.remove("Cargo.toml");
    apply(&generated("g"), &mut files, false);
    assert_eq!(lines_of_entries(&files), [""; 0]);
}

#[test]
fn an_entry_that_was_renamed_goes_on_following() {
    let table = || vec!["dependencies".to_owned()];
    let want = |key: &str, value: &str| {
        let want = TomlWant::Key { table: table(), key: key.into(), value: value.into() };
        changes(vec![(
            "Cargo.toml",
            Output::Amended { initial: String::new(), wants: vec![Want::Toml(want)] },
        )])
    };
    let mut files = Files::from([("Cargo.toml".into(), b"[dependencies]\n".to_vec())]);
    apply(&want("users", "\"1\""), &mut files, false);
    let mut renamed = want("accounts", "\"1\"");
    let text = String::from_utf8(files["Cargo.toml"].clone()).unwrap();
    renamed.asked.insert("Cargo.toml".into(), asked(&text, &[("users", "accounts")], false));
    let resolution = run(&renamed, &files, false).unwrap();
    assert_eq!(told(&resolution.files[0]), ["2 ~ accounts = \"1\""]);
    for file in resolution.files.into_iter().filter(FileChange::writes) {
        files.insert(file.path, file.new.into());
    }
    assert_eq!(lines_of_entries(&files), ["Cargo.toml: dependencies.accounts"]);
    apply(&want("accounts", "\"2\""), &mut files, false);
    assert_eq!(files["Cargo.toml"], b"[dependencies]\naccounts = \"2\"\n");
}

#[test]
fn what_is_asked_comes_first_then_entries_that_follow_then_what_is_missing() {
    let both = |axum: &str, more: &[&str]| {
        let key = |key: &str, value: &str| {
            let (table, key, value) = (vec!["dependencies".to_owned()], key.to_owned(), value.to_owned());
            Want::Toml(TomlWant::Key { table, key, value })
        };
        let wants = more.iter().map(|name| key(name, "\"1\"")).chain([key("axum", axum)]).collect();
        changes(vec![("Cargo.toml", Output::Amended { initial: "[dependencies]\n".into(), wants })])
    };
    let mut files = Files::new();
    apply(&both("\"0.8\"", &["prost"]), &mut files, false);
    let old = String::from_utf8(files["Cargo.toml"].clone()).unwrap();
    assert_eq!(old, "[dependencies]\naxum = \"0.8\"\nprost = \"1\"\n");
    let mut changes = both("\"0.9\"", &["tonic"]);
    changes.asked.insert("Cargo.toml".into(), asked(&old, &[("prost = \"1\"\n", "")], false));
    let resolution = run(&changes, &files, false).unwrap();
    assert_eq!(*resolution.files[0].new, *b"[dependencies]\naxum = \"0.9\"\ntonic = \"1\"\n");
    assert_eq!(told(&resolution.files[0]), ["2 ~ axum = \"0.9\"", "3 + tonic = \"1\"", "3 - prost = \"1\""]);
}
