//! What is no file, and what is elsewhere.

use std::{
    fs,
    os::unix::fs::symlink,
    process::{Command, Stdio},
};

use crate::{
    case::{Case, FILES, everything},
    support::{process::PATIENCE, tree, write},
};

/// Pipes and devices, which have no end, and links that lead in a circle.
#[test]
fn what_is_no_regular_file() {
    for path in FILES {
        for command in [&["generate"][..], &["generate", "docker"], &["new", "service", "bugs"]] {
            let case = Case::new();
            let full = case.root.join(path);
            fs::remove_file(&full).unwrap();
            assert!(Command::new("mkfifo").arg(&full).status().unwrap().success());
            case.refused(command, "is not a regular file");
            fs::remove_file(&full).unwrap();
            symlink(full.file_name().unwrap(), &full).unwrap();
            case.refused(command, "symbolic links");
            fs::remove_file(&full).unwrap();
            symlink("/dev/zero", &full).unwrap();
            // cargo's own files may be links to elsewhere, as long as kit does not write them.
            case.refused(
                command,
                if path.ends_with("Cargo.toml") { "is not a regular file" } else { "/dev/zero" },
            );
        }
    }
    let case = Case::new();
    assert!(Command::new("mkfifo").arg(case.root.join(".kit-journal")).status().unwrap().success());
    case.refused(&["generate"], ".kit-journal is not a regular file");
}

/// Every component of every path that kit writes may be a link that leads out.
#[test]
fn links_that_lead_out() {
    let folders = ["platform", "platform/src", "users", "users/src", "users/src/generated", "users/proto"];
    for path in FILES.iter().chain(&folders) {
        let case = Case::new();
        case.link_out(path);
        case.refused(
            &["generate", "service", "users", "-t", "grpc"],
            &format!("{path} leads out of the workspace, to "),
        );
        case.refused(&["generate", "--force"], &format!("{path} leads out of the workspace, to "));
        // Nor is anything made there where nothing is yet.
        let it = case.outside("it");
        if it.is_dir() {
            fs::remove_dir_all(it).unwrap()
        } else {
            fs::remove_file(it).unwrap()
        }
        for command in [&["generate"][..], &["new", "service", "bugs"], &["generate", "docker"]] {
            let status = case.kit(command).wait(PATIENCE);
            assert!(matches!(status.code(), Some(0 | 1)), "{command:?} with {path}: {status}");
        }
        assert!(everything(&case.folder.path().join("out")).is_empty(), "{path}");
    }
}

#[test]
fn names_that_lead_out() {
    let hash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    for path in ["../out/it", "/tmp/it", "users/../../out/it", "./it", "users//it"] {
        let case = Case::new();
        fs::write(case.outside("it"), "").unwrap();
        case.append("kit.lock", &format!("{hash}  {path}\n"));
        case.refused(&["generate"], "kit.lock is damaged");
    }
    for member in ["../out", "users/../../out", "../o*", "ABSOLUTE"] {
        let case = Case::new();
        let out = case.folder.path().canonicalize().unwrap().join("out");
        for (path, bytes) in tree(&case.root.join("users")) {
            write(&out, &path, &bytes);
        }
        let member = member.replace("ABSOLUTE", out.to_str().unwrap());
        case.replace("Cargo.toml", "\"users\"", &format!("\"{member}\""));
        case.refused(&["generate"], "the service `users` lies outside the workspace");
    }
    let case = Case::new();
    symlink(case.folder.path().join("out"), case.root.join("bugs")).unwrap();
    case.refused(&["new", "service", "bugs"], "`bugs` exists already, and is not an empty folder");
    for name in ["../out", "/tmp/x", "a/b", ".", "..", "a\u{301}"] {
        case.refused(&["new", "service", name], "");
    }
}

/// A result that a full disk took is no success; who has read enough of it is no failure.
#[test]
fn what_does_not_take_the_output() {
    let case = Case::new();
    let kit = |arguments: &[&str], out: Stdio| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kit"));
        let output = command.args(arguments).current_dir(&case.root).stdout(out).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    for arguments in [&["list"][..], &["list", "--json"], &["help", "contract"], &["generate"]] {
        let full = fs::File::options().write(true).open("/dev/full").unwrap();
        let (code, said) = kit(arguments, full.into());
        assert_eq!(code, Some(1), "{arguments:?}: {said}");
        assert!(said.contains("standard output: No space left on device"), "{arguments:?}: {said}");
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        assert_eq!(kit(arguments, writer.into()), (Some(0), String::new()), "{arguments:?}");
    }
}
