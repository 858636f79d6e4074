//! Workspaces on a real disk.

use std::{os::unix::fs::symlink, sync::mpsc, thread, time::Duration};

use tempfile::TempDir;

use super::*;
use crate::model::Transport;

const SERVICE: &str = "[package]\nname = \"users\"\n\n[package.metadata.kit]\ntransports = [\"http\"]\n";

fn disk(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (path, content) in files {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }
    folder
}

fn package(name: &str) -> String {
    format!("[package]\nname = \"{name}\"\n")
}

fn nothing_to_recover(_: &Path) -> Result<Vec<Diagnostic>, Diagnostic> {
    Ok(Vec::new())
}

fn discover(folder: &TempDir, start: &str) -> Result<Workspace, Diagnostics> {
    let start = folder.path().join(start);
    fs::create_dir_all(&start).unwrap();
    Workspace::discover(&start, nothing_to_recover)
}

/// The title of the only diagnostic.
#[track_caller]
fn refusal(folder: &TempDir, start: &str) -> String {
    let wrong = discover(folder, start).unwrap_err();
    assert_eq!(wrong.0.len(), 1, "{wrong:?}");
    wrong.0[0].title.replace(folder.path().canonicalize().unwrap().to_str().unwrap(), "ROOT")
}

#[test]
fn an_empty_folder_is_the_root_of_a_workspace_to_be_made() {
    let folder = disk(&[("notes.txt", "")]);
    let workspace = discover(&folder, "here").unwrap();
    assert!(!workspace.has_workspace());
    assert_eq!(workspace.root(), folder.path().canonicalize().unwrap().join("here"));
    assert_eq!(workspace.services(), []);
}

#[test]
fn two_packages_of_one_name_are_refused() {
    let root = "[workspace]\nmembers = [\"a\", \"b\", \"users\"]\n";
    let same = package("same");
    let files = [("a/Cargo.toml", &*same), ("b/Cargo.toml", &same), ("users/Cargo.toml", SERVICE)];
    let folder = disk(&[&[("Cargo.toml", root)], &files[..]].concat());
    assert_eq!(refusal(&folder, ""), "two packages of the workspace are named `same`");
}

#[test]
fn a_workspace_is_found_from_any_folder_below() {
    let root = "[workspace]\nmembers = [\"./users\", \"crates/*\", \"gone\"]\nexclude = [\"crates/old\"]\n";
    let (tool, lib, helper) = (package("tool"), package("lib"), package("helper"));
    let tool = format!("{tool}[dev-dependencies]\nhelper = {{ path = \"../../inner/helper\" }}\n");
    let folder = disk(&[
        ("Cargo.toml", root),
        ("users/Cargo.toml", SERVICE),
        ("crates/tool/Cargo.toml", &tool),
        ("crates/old/Cargo.toml", &lib),
        ("crates/notes.md", ""),
        ("inner/helper/Cargo.toml", &helper),
        ("unused/Cargo.toml", &lib),
    ]);
    for start in ["", "users/src", "docs", "unused"] {
        let workspace = discover(&folder, start).unwrap();
        assert!(workspace.has_workspace());
        let packages: Vec<_> = workspace.packages().iter().map(|(a, b)| (&**a, &**b)).collect();
        assert_eq!(packages, [("helper", "inner/helper"), ("tool", "crates/tool"), ("users", "users")]);
        let [service] = workspace.services() else { panic!() };
        assert_eq!((&*service.dir, &*service.package), ("users", "users"));
        assert!(service.config.transports.contains(&Transport::Http));
        assert!(workspace.has_member("crates/new") && !workspace.has_member("new"));
    }
}

#[test]
fn a_member_may_be_named_by_an_absolute_path() {
    let folder = disk(&[("users/Cargo.toml", SERVICE)]);
    let path = folder.path().canonicalize().unwrap();
    let root = format!("[workspace]\nmembers = [\"{}/users\"]\n", path.display());
    fs::write(path.join("Cargo.toml"), root).unwrap();
    assert_eq!(discover(&folder, "").unwrap().services()[0].dir, "users");
}

#[test]
fn the_root_may_be_a_package_too() {
    let root = format!("{}[workspace]\nmembers = [\"users\"]\n", package("app"));
    let folder = disk(&[("Cargo.toml", &root), ("users/Cargo.toml", SERVICE)]);
    let workspace = discover(&folder, "src").unwrap();
    assert_eq!(workspace.packages().get("app").map(String::as_str), Some(""));
    assert_eq!(workspace.services().len(), 1);
}

#[test]
fn a_lone_package_is_told_what_to_add() {
    let folder = disk(&[("Cargo.toml", &package("app"))]);
    for start in ["", "src/deep"] {
        assert_eq!(refusal(&folder, start), "ROOT holds a single package, not a cargo workspace");
        let shown = discover(&folder, start).unwrap_err().0[0].render(false);
        assert!(
            shown.contains("[workspace]\n          members = []\n") && shown.contains("Cargo.toml:1:1"),
            "{shown}"
        );
    }
    let text = format!("{}\n[workspace]\nmembers = []\n", package("app"));
    fs::write(folder.path().join("Cargo.toml"), text).unwrap();
    assert!(discover(&folder, "").unwrap().has_workspace());
}

#[test]
fn an_excluded_folder_is_outside() {
    let folder = disk(&[
        ("Cargo.toml", "[workspace]\nexclude = [\"example\", \"single\"]\n"),
        ("single/Cargo.toml", &package("single")),
    ]);
    let workspace = discover(&folder, "example/new").unwrap();
    assert!(!workspace.has_workspace() && workspace.root().ends_with("example/new"));
    drop(workspace);
    assert_eq!(refusal(&folder, "single/src"), "ROOT/single holds a single package, not a cargo workspace");
}

#[test]
fn a_package_may_name_its_workspace() {
    let member = "[package]\nname = \"m\"\nworkspace = \"../root\"\n";
    let folder =
        disk(&[("root/Cargo.toml", "[workspace]\nmembers = [\"../m\"]\n"), ("m/Cargo.toml", member)]);
    let workspace = discover(&folder, "m").unwrap();
    assert!(workspace.root().ends_with("root"));
    assert_eq!(workspace.packages().get("m").map(String::as_str), Some("../m"));
    drop(workspace);
    fs::write(folder.path().join("root/Cargo.toml"), "").unwrap();
    assert_eq!(refusal(&folder, "m"), "there is no cargo workspace in ROOT/root");
}

#[test]
fn a_service_outside_the_root_is_refused() {
    let folder = disk(&[
        ("root/Cargo.toml", "[workspace]\nmembers = [\"../users\"]\n"),
        ("users/Cargo.toml", SERVICE),
    ]);
    assert_eq!(refusal(&folder, "root"), "the service `users` lies outside the workspace, in ../users");
}

#[test]
fn the_snapshot_has_what_kit_can_care_about_and_no_more() {
    let mut lock = Lock::default();
    lock.record("users/README.md", b"");
    let wanted = [
        "Cargo.toml",
        ".dockerignore",
        "docker-compose.yml",
        "kit.lock",
        "lib/Cargo.toml",
        "platform/Cargo.toml",
        "platform/proto/x.bin",
        "users/Cargo.toml",
        "users/Dockerfile",
        "users/README.md",
        "users/proto/users.proto",
        "users/src/generated/pb.bin",
        "users/src/service.rs",
        "users/src/target/mod.rs",
    ];
    let others = [
        "README.md",
        "lib/src/lib.rs",
        "platform/.hidden",
        "platform/target/x",
        "target/x",
        "users/build.rs",
        "users/src/.hidden.rs",
        "users/src/notes.txt",
        "users/target/debug/x.rs",
    ];
    let folder = disk(&[]);
    for path in wanted.iter().chain(&others) {
        let content = match *path {
            "Cargo.toml" => "[workspace]\nmembers = [\"users\", \"lib\"]\n".to_owned(),
            "users/Cargo.toml" => SERVICE.to_owned(),
            "lib/Cargo.toml" => package("lib"),
            "kit.lock" => lock.to_text(),
            _ => String::new(),
        };
        fs::create_dir_all(folder.path().join(path).parent().unwrap()).unwrap();
        fs::write(folder.path().join(path), content).unwrap();
    }
    let workspace = discover(&folder, "").unwrap();
    let mut found: Vec<&str> = workspace.files.keys().map(String::as_str).collect();
    found.sort_by_key(|path| wanted.iter().position(|wanted| wanted == path));
    assert_eq!(found, wanted);
    assert_eq!(workspace.lock().unwrap(), lock);
    let sources: Vec<&str> = workspace.files_in("users/proto").collect();
    assert_eq!(sources, ["users/proto/users.proto"]);
}

#[test]
fn a_symlink_may_stay_inside_and_not_leave() {
    let folder = disk(&[
        ("root/Cargo.toml", "[workspace]\nmembers = [\"users\"]\n"),
        ("root/users/Cargo.toml", SERVICE),
        ("root/shared/types.rs", "// shared"),
        ("outside/secret.rs", ""),
    ]);
    let src = folder.path().join("root/users/src");
    fs::create_dir(&src).unwrap();
    symlink("../../shared/types.rs", src.join("types.rs")).unwrap();
    symlink("..", src.join("around")).unwrap();
    let workspace = discover(&folder, "root").unwrap();
    assert_eq!(workspace.file("users/src/types.rs").map(|bytes| &**bytes), Some(&b"// shared"[..]));
    drop(workspace);
    symlink("../../../outside", src.join("out")).unwrap();
    assert_eq!(refusal(&folder, "root"), "users/src/out leads out of the workspace, to ROOT/outside");
    fs::remove_file(src.join("out")).unwrap();
    symlink("../../../outside/secret.rs", src.join("out.rs")).unwrap();
    assert_eq!(
        refusal(&folder, "root"),
        "users/src/out.rs leads out of the workspace, to ROOT/outside/secret.rs"
    );
    fs::remove_file(src.join("out.rs")).unwrap();
    symlink("nothing", src.join("dangling.rs")).unwrap();
    assert!(refusal(&folder, "root").starts_with("cannot follow the symlink users/src/dangling.rs: "));
}

#[test]
fn hostile_files_end_in_a_clean_error() {
    let folder = disk(&[("docker-compose.yml", "")]);
    let compose = folder.path().join("docker-compose.yml");
    File::create(&compose).unwrap().set_len((16 << 20) + 1).unwrap();
    assert_eq!(refusal(&folder, ""), "docker-compose.yml is larger than 16 MiB");
    fs::remove_file(&compose).unwrap();
    fs::create_dir(&compose).unwrap();
    assert_eq!(refusal(&folder, ""), "docker-compose.yml is not a regular file");
    fs::remove_dir(&compose).unwrap();
    fs::write(&compose, b"name: caf\xe9\n").unwrap();
    let workspace = discover(&folder, "").unwrap();
    let wrong = workspace.text("docker-compose.yml").unwrap_err().render(false);
    assert!(
        wrong.contains("docker-compose.yml:1:10") && wrong.contains("byte 9, 0xe9, is not UTF-8"),
        "{wrong}"
    );
    drop(workspace);
    fs::write(folder.path().join("Cargo.toml"), "[workspace\n").unwrap();
    assert_eq!(refusal(&folder, ""), "ROOT/Cargo.toml is not valid TOML");
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let bad = SERVICE.replace("http", "soap");
    let folder = disk(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"a\", \"b\"]\n"),
        ("a/Cargo.toml", &bad),
        ("b/Cargo.toml", &bad.replace("users", "other")),
    ]);
    let names: Vec<_> = discover(&folder, "").unwrap_err().0;
    let names = names.iter().map(|wrong| &*wrong.label.as_ref().unwrap().source.name);
    assert_eq!(names.collect::<Vec<_>>(), ["a/Cargo.toml", "b/Cargo.toml"]);
}

#[test]
fn a_missing_folder_is_an_error() {
    let folder = disk(&[("file", "")]);
    let wrong = |name: &str| {
        Workspace::discover(&folder.path().join(name), nothing_to_recover).unwrap_err().0.remove(0).title
    };
    assert!(wrong("nowhere").starts_with("cannot open the folder "));
    assert!(wrong("file").ends_with("/file is not a folder"));
}

#[test]
fn anything_but_an_empty_folder_exists() {
    let folder = disk(&[("full/file", "")]);
    let workspace = discover(&folder, "").unwrap();
    fs::create_dir(folder.path().join("empty")).unwrap();
    symlink("nowhere", folder.path().join("dangling")).unwrap();
    for (path, exists) in
        [("full", true), ("full/file", true), ("dangling", true), ("empty", false), ("none", false)]
    {
        assert_eq!(workspace.exists_on_disk(path), exists, "{path}");
    }
}

#[test]
fn a_second_run_waits_and_then_sees_what_the_first_did() {
    let folder = disk(&[]);
    let first = discover(&folder, "").unwrap();
    let (sender, receiver) = mpsc::channel();
    let path = folder.path().to_owned();
    let second = thread::spawn(move || {
        sender.send(Workspace::discover(&path, nothing_to_recover).unwrap().has_workspace())
    });
    assert!(receiver.recv_timeout(Duration::from_millis(100)).is_err());
    fs::write(folder.path().join("Cargo.toml"), "[workspace]\n").unwrap();
    drop(first);
    assert!(receiver.recv_timeout(Duration::from_secs(10)).unwrap());
    second.join().unwrap().unwrap();
}
