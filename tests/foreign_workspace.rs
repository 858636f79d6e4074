//! kit inside cargo workspaces that it did not make.

mod support;

use std::{fs, path::Path, process::Command};

use support::{Kit, example, generated_target, tree};

const MANIFEST: &str = r#"# Ours for years.
[workspace]
members = ["crates/*"] # all of them
resolver = "2"

[workspace.dependencies]
# Pinned for reasons.
serde = "1.0.100"
tokio = { version = "1.40", features = ["full"] }
axum = "0.8"
clap = { version = "4", features = ["derive"] }

[workspace.lints.clippy]
all = "deny"
"#;

fn write(root: &Path, files: &[(&str, &str)]) {
    for (path, text) in files {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

fn add_method(root: &Path, service: &str) {
    let commented = "    // async fn create";
    edit(root, &format!("{service}/src/service.rs"), |text| text.replace(commented, "    async fn create"));
}

fn edit(root: &Path, path: &str, edit: impl FnOnce(&str) -> String) {
    let path = root.join(path);
    let old = fs::read_to_string(&path).unwrap();
    let new = edit(&old);
    assert_ne!(old, new);
    fs::write(path, new).unwrap();
}

fn check(root: &Path) {
    // The versions that the example was built with: their crates are compiled already.
    fs::copy(example().join("Cargo.lock"), root.join("Cargo.lock")).unwrap();
    let files = tree(root);
    let packages: Vec<String> =
        files.iter().filter_map(|(path, bytes)| support::workspace::package(path, bytes)).collect();
    support::workspace::set_apart(root, "foreign", &packages);
    let mut cargo = Command::new("cargo");
    cargo.args(["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    let status = cargo.current_dir(root).env("CARGO_TARGET_DIR", generated_target()).status().unwrap();
    assert!(status.success());
}

#[test]
fn a_virtual_workspace_with_patterns_and_versions_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(
        root,
        &[
            ("Cargo.toml", MANIFEST),
            ("crates/old/Cargo.toml", "[package]\nname = \"old\"\nedition = \"2021\"\n"),
            ("crates/old/src/lib.rs", ""),
        ],
    );
    // From the folder of the crates, so that the new one is beside the others.
    let kit = Kit::new(&root.join("crates"));
    kit.run(&["new", "service", "fresh"]).success();
    assert!(root.join("crates/fresh/src/service.rs").exists() && root.join("platform/Cargo.toml").exists());
    add_method(root, "crates/fresh");
    // It takes the workspace's lints, as its siblings do; rustc must know what is said to kit.
    edit(root, "crates/fresh/Cargo.toml", |text| {
        let (start, end) = (text.find("[lints.rust]").unwrap(), text.find("[dependencies]").unwrap());
        format!("{}[lints]\nworkspace = true\n\n{}", &text[..start], &text[end..])
    });
    let say = "    #[cfg_attr(kit, put(\"/users/{email}\"))]\n    async fn";
    edit(root, "crates/fresh/src/service.rs", |text| text.replacen("    async fn", say, 1));
    Kit::new(root).run(&["generate", "service", "fresh", "-t", "http,grpc"]).success();

    let manifest = fs::read_to_string(root.join("Cargo.toml")).unwrap();
    assert!(manifest.contains(r#"members = ["crates/*", "platform"] # all of them"#), "{manifest}");
    for line in MANIFEST.lines().filter(|line| !line.starts_with("members")) {
        assert!(manifest.contains(line), "{line} is gone:\n{manifest}");
    }
    check(root);
}

/// Its entries have no features at all, and it names no resolver.
#[test]
fn a_workspace_with_bare_dependencies() {
    let mut manifest = String::from("[workspace]\nmembers = []\n\n[workspace.dependencies]\n");
    let minors = [("axum", "0.8"), ("prost", "0.14"), ("tonic", "0.14"), ("tonic-prost", "0.14")];
    let majors =
        [("clap", "4"), ("serde", "1"), ("tokio", "1"), ("tracing", "0.1"), ("trait-variant", "0.1")];
    for (name, version) in minors.into_iter().chain(majors) {
        manifest.push_str(&format!("{name} = {{ version = \"{version}\", default-features = false }}\n"));
    }
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, &[("Cargo.toml", &manifest)]);
    let kit = Kit::new(root);
    kit.run(&["new", "service", "fresh"]).success();
    add_method(root, "fresh");
    kit.run(&["generate", "service", "fresh", "-t", "http,grpc"]).success();
    for line in manifest.lines().filter(|line| !line.starts_with("members")) {
        assert!(fs::read_to_string(root.join("Cargo.toml")).unwrap().contains(line), "{line} is gone");
    }
    check(root);
}

#[test]
fn a_workspace_with_a_root_package() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let manifest = "[package]\nname = \"site\"\nedition = \"2024\"\n\n[workspace]\n";
    write(root, &[("Cargo.toml", manifest), ("src/lib.rs", "")]);
    let kit = Kit::new(root);
    kit.run(&["new", "service", "fresh"]).success();
    add_method(root, "fresh");
    kit.run(&["generate", "service"]).success();
    check(root);
}

#[test]
fn versions_that_do_not_fit_are_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    let manifest = "[workspace]\nmembers = []\n\n[workspace.dependencies]\naxum = \"0.7\"\n";
    write(root, &[("Cargo.toml", manifest)]);
    let before = tree(root);
    let outcome = Kit::new(root).run(&["new", "service", "fresh"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.stderr.contains("Cargo.toml:5:8") && outcome.stderr.contains("0.8.9"),
        "{}",
        outcome.stderr
    );
    assert_eq!(tree(root), before);
}

#[test]
fn a_platform_of_somebody_elses_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(root, &[("Cargo.toml", "[workspace]\nmembers = []\n"), ("platform/README", "not kit's")]);
    let before = tree(root);
    let outcome = Kit::new(root).run(&["new", "service", "fresh"]);
    assert_eq!((outcome.code, tree(root)), (1, before));
    assert!(outcome.stderr.contains("that kit did not make"), "{}", outcome.stderr);
}
