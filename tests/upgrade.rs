//! Workspaces that older kits wrote, and their users changed, upgraded by this kit.
//!
//! `tests/upgrade/0.1.0` was written by a kit that kept no bases of starters, and then edited: main.rs,
//! the service, Dockerfile, both manifests, docker-compose.yml. `0.1.0-with-bases` has what the next
//! kit wrote otherwise, in the same folder and with the same edits.

mod support;

use std::{collections::BTreeMap, fs, path::Path};

use support::{
    Kit, copy, repository, times, tree,
    workspace::{cargo, folder, sync},
};

const WITHOUT_BASES: &[&str] = &["0.1.0"];
const WITH_BASES: &[&str] = &["0.1.0", "0.1.0-with-bases"];

/// A copy of a kept workspace: folders over each other.
fn kept(layers: &[&str]) -> tempfile::TempDir {
    let copied = tempfile::tempdir().unwrap();
    for layer in layers {
        copy(&repository().join("tests/upgrade").join(layer), copied.path());
    }
    copied
}

fn read(root: &Path, path: &str) -> String {
    fs::read_to_string(root.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A second upgrade changes nothing; what the first one made compiles without warnings.
fn is_done(root: &Path, name: &str) {
    let before = times(root);
    let again = Kit::new(root).run(&["upgrade"]).success();
    assert!(again.stdout.contains("This workspace is up to date with kit "), "{}", again.stdout);
    assert_eq!(again.stderr, "");
    assert_eq!(times(root), before);
    Kit::new(root).run(&["upgrade", "--check"]).success();

    let compiled = folder(name);
    sync(&compiled, tree(root));
    cargo(&compiled, &["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"]);
}

#[test]
fn what_a_user_changed_is_merged_with_what_kit_changed() {
    let copied = kept(WITH_BASES);
    let root = copied.path();
    let before = tree(root);
    assert_eq!(Kit::new(root).run(&["upgrade", "--check"]).code, 2);
    Kit::new(root).run(&["upgrade", "--dry-run", "--diff"]).success();
    assert_eq!(tree(root), before, "neither writes");

    let upgraded = Kit::new(root).run(&["upgrade"]).success();
    for line in ["merge users/src/main.rs", "merge users/Dockerfile", "update .dockerignore"] {
        assert!(upgraded.stdout.contains(line), "{line} is not in:\n{}", upgraded.stdout);
    }
    assert_eq!(upgraded.stderr, "");
    let main = read(root, "users/src/main.rs");
    let parts = [
        "#[command(version, about = \"The users service\")]",
        "    #[arg(long, env, default_value = \"example.com\")]\n    domain: String,\n",
        "BasicUsersService { domain: args.domain }",
    ];
    for part in parts {
        assert!(main.contains(part), "{part} is not in:\n{main}");
    }
    let dockerfile = read(root, "users/Dockerfile");
    assert!(dockerfile.contains("ENV DOMAIN=example.org\nEXPOSE") && dockerfile.contains("`kit upgrade`"));
    stays(&before, root);
    is_done(root, "upgrade-with-bases");
}

#[test]
fn without_bases_the_changes_are_shown_and_merged_from_then_on() {
    let copied = kept(WITHOUT_BASES);
    let root = copied.path();
    let before = tree(root);
    let upgraded = Kit::new(root).run(&["upgrade"]).success();
    for file in ["users/src/main.rs", "users/Dockerfile"] {
        assert_eq!(read(root, file).as_bytes(), before[file], "{file} is the user's");
        let warning = format!("warning: {file} is yours and stays as it is");
        assert!(upgraded.stderr.contains(&warning), "{}", upgraded.stderr);
        assert!(root.join(".kit/base").join(file).exists());
    }
    // What nobody touched follows, as always.
    assert!(read(root, ".dockerignore").contains("\n.kit\n"));
    stays(&before, root);
    is_done(root, "upgrade-without-bases");
}

/// The user's files stay, byte for byte.
fn stays(before: &BTreeMap<String, Vec<u8>>, root: &Path) {
    let now = tree(root);
    for file in [
        "Cargo.toml",
        "docker-compose.yml",
        "bugs/Cargo.toml",
        "bugs/src/lib.rs",
        "bugs/src/service.rs",
        "users/Cargo.toml",
        "users/proto/users.proto",
        "users/src/service.rs",
    ] {
        assert_eq!(before[file], now[file], "{file} changed");
    }
}

#[test]
fn lines_that_both_changed_are_marked_and_nothing_else() {
    let copied = kept(WITH_BASES);
    let root = copied.path();
    let main = read(root, "users/src/main.rs");
    let mine = main.replace("about = \"The users service\"", "about = \"Who uses us\"");
    assert_ne!(main, mine);
    fs::write(root.join("users/src/main.rs"), mine).unwrap();
    let upgraded = Kit::new(root).run(&["upgrade"]);
    assert_eq!(upgraded.code, 1, "{}{}", upgraded.stdout, upgraded.stderr);
    assert!(upgraded.stdout.contains("conflict users/src/main.rs:8"), "{}", upgraded.stdout);
    assert!(upgraded.stderr.contains("--> users/src/main.rs:8:1"), "{}", upgraded.stderr);
    let marked = format!(
        "#[derive(Parser)]\n<<<<<<< yours\n#[command(about = \"Who uses us\")]\n=======\n\
         #[command(version, about = \"The users service\")]\n>>>>>>> kit {}\nstruct Args {{\n",
        env!("CARGO_PKG_VERSION")
    );
    let merged = read(root, "users/src/main.rs");
    assert!(merged.contains(&marked), "{merged}");
    assert_eq!(merged.matches("<<<<<<<").count(), 1);
    // The rest is done.
    assert!(read(root, "users/Dockerfile").contains("`kit upgrade`"));

    let again = Kit::new(root).run(&["upgrade"]);
    assert_eq!(again.code, 1);
    assert!(again.stderr.contains("users/src/main.rs has an unresolved conflict"), "{}", again.stderr);
}

/// A dependency that an older kit wrote is replaced, one that the user changed is not: it is refused if
/// generated code cannot do with it.
#[test]
fn dependencies_that_kit_wrote_follow_and_others_are_the_user_s() {
    let copied = kept(WITH_BASES);
    let root = copied.path();
    let manifest = read(root, "Cargo.toml");
    let now = "axum = { version = \"0.8.9\", default-features = false }";
    let older = "axum = { version = \"0.7.1\", default-features = false }";
    assert!(manifest.contains(now));
    fs::write(root.join("Cargo.toml"), manifest.replace(now, older)).unwrap();

    // As the user's change:
    let refused = Kit::new(root).run(&["upgrade"]);
    assert_eq!(refused.code, 1);
    assert!(refused.stderr.contains("--> Cargo.toml:7:20"), "{}", refused.stderr);

    // As what an older kit had written, and noted:
    let lock = read(root, "kit.lock");
    let entry = |content: &str| {
        let mut lock = kit::workspace::lock::Lock::default();
        lock.record_entry("Cargo.toml", "workspace.dependencies.axum", content);
        lock.to_text().lines().last().unwrap().to_owned()
    };
    let plain = |version: &str| format!("{{ default-features = false, version = \"{version}\" }}");
    let noted = lock.replace(&entry(&plain("0.8.9")), &entry(&plain("0.7.1")));
    assert_ne!(noted, lock);
    fs::write(root.join("kit.lock"), noted).unwrap();
    let upgraded = Kit::new(root).run(&["upgrade"]).success();
    assert!(upgraded.stdout.contains(&format!("update Cargo.toml:7  ~ {now}")), "{}", upgraded.stdout);
    assert_eq!(read(root, "Cargo.toml"), manifest);
}
