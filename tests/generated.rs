//! Services that use every corner of the contract: what kit makes of them is recorded, laid out as
//! rustfmt would, free of clippy's warnings, and works over the wire.
//!
//! A folder of `tests/generated` is a service: `transports` is what kit is told, `in/` what its
//! author wrote after `kit new`, `first.proto` what he had before it, `commands` what he ran besides,
//! `out/` all that the service's folder then holds (but the binary
//! descriptors, which are as `pb.rs` is). `KIT_BLESS=1` records anew. All of them are members of one
//! workspace, with the crate `round-trip`, which calls some of them.

mod support;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

use support::{Kit, golden, repository, tree, workspace};

type Files = BTreeMap<String, Vec<u8>>;

/// The workspace, made once by the real binary.
static MADE: LazyLock<Files> = LazyLock::new(make);

#[test]
fn is_what_is_recorded() {
    let mut wrong = Vec::new();
    for service in services() {
        let prefix = format!("{}/", name(&service));
        let files = MADE.iter().filter_map(|(path, bytes)| {
            let path = path.strip_prefix(&prefix).filter(|path| !path.ends_with("descriptors.bin"))?;
            Some((path.to_owned(), bytes.clone()))
        });
        wrong.extend(golden::compare(&service.join("out"), &files.collect()));
    }
    golden::assert_none(&wrong);
}

/// A `.proto` that was written first stays as it is, byte for byte.
#[test]
fn what_was_written_first_stays() {
    let first: Vec<PathBuf> =
        services().into_iter().filter(|service| service.join("first.proto").exists()).collect();
    assert!(!first.is_empty(), "the services are gone");
    for service in first {
        let name = name(&service);
        let text = fs::read(service.join("first.proto")).unwrap();
        assert!(MADE[&format!("{name}/proto/{name}.proto")] == text, "{name}");
    }
}

#[test]
fn is_laid_out_as_by_rustfmt() {
    let roots = ["src/lib.rs", "src/main.rs", "src/generated/mod.rs"];
    let folder = on_disk();
    let files: Vec<PathBuf> = services()
        .iter()
        .flat_map(|service| roots.map(|root| folder.join(name(service)).join(root)))
        .collect();
    let said = workspace::rustfmt_check(&files);
    assert!(said.is_empty(), "{said}");
}

#[test]
fn has_no_warnings_and_works_over_the_wire() {
    let folder = on_disk();
    workspace::cargo(&folder, &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"]);
    workspace::cargo(&folder, &["test", "--package", "round-trip", "--quiet"]);
}

/// Python's gRPC, which knows only the `.proto`, reads what the services send, and they what it sends.
#[test]
fn is_understood_by_a_client_of_another_make() {
    let Some(python) = support::python::installed() else { return };
    let python = format!("env.KIT_PYTHON='{}'", python.display());
    let args = ["test", "--config", &python, "--package", "round-trip", "--quiet", "--", "--ignored"];
    workspace::cargo(&on_disk(), &args);
}

/// A second run changes nothing: not a byte, and not a file's time.
#[test]
fn is_generated_again_without_a_change() {
    let folder = tempfile::tempdir().unwrap();
    for (path, bytes) in &*MADE {
        support::write(folder.path(), path, bytes);
    }
    let before = support::times(folder.path());
    Kit::new(folder.path()).run(&["generate", "service"]).success();
    assert_eq!(before, support::times(folder.path()));
}

fn make() -> Files {
    let folder = tempfile::tempdir().unwrap();
    let kit = Kit::new(folder.path());
    for service in services() {
        let transports = fs::read_to_string(service.join("transports")).unwrap();
        let first = service.join("first.proto");
        match first.exists() {
            true => {
                let first = first.to_str().unwrap();
                kit.run(&["new", "service", name(&service), "--proto", first]).success();
            }
            false => drop(kit.run(&["new", "service", name(&service)]).success()),
        }
        if service.join("in").exists() {
            support::copy(&service.join("in"), &folder.path().join(name(&service)));
        }
        kit.run(&["generate", "service", name(&service), "--transport", transports.trim()]).success();
        let commands = fs::read_to_string(service.join("commands")).unwrap_or_default();
        for line in commands.lines() {
            kit.run(&line.split_whitespace().collect::<Vec<_>>()).success();
        }
    }
    tree(folder.path())
}

/// The workspace where cargo builds it, with the crate that calls the services.
fn on_disk() -> PathBuf {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let mut files = MADE.clone();
        for (path, bytes) in tree(&repository().join("tests/generated/round-trip")) {
            files.insert(format!("round-trip/{path}"), bytes);
        }
        let root = files.get_mut("Cargo.toml").unwrap();
        let text = String::from_utf8(root.clone()).unwrap();
        *root = text.replace("members = [", "members = [\"round-trip\", ").into_bytes();
        let folder = workspace::folder("corpus");
        workspace::sync(&folder, files);
        folder
    });
    FOLDER.clone()
}

fn services() -> Vec<PathBuf> {
    let entries = fs::read_dir(repository().join("tests/generated")).unwrap();
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.join("transports").exists());
    assert!(folders.len() > 10, "the services are gone");
    folders.sort();
    folders
}

fn name(service: &Path) -> &str {
    service.file_name().unwrap().to_str().unwrap()
}
