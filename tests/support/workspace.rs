//! Workspaces that are compiled: they stay where they are between runs, so that cargo builds only
//! what has changed.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use super::{example, generated_target, tree};

/// The folder of a workspace of this name.
pub fn folder(name: &str) -> PathBuf {
    let folder = generated_target().join("workspaces").join(name);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// Makes the folder hold just these files; one that is so already keeps its time.
pub fn sync(folder: &Path, mut wanted: BTreeMap<String, Vec<u8>>) {
    // The versions that the example was built with: their crates are compiled already.
    wanted.entry("Cargo.lock".to_owned()).or_insert_with(|| fs::read(example().join("Cargo.lock")).unwrap());
    // kit's own settings, in a folder above, are not for generated code.
    for settings in ["rustfmt.toml", "clippy.toml"] {
        wanted.insert(settings.to_owned(), Vec::new());
    }
    let packages: Vec<String> = wanted.iter().filter_map(|(path, bytes)| package(path, bytes)).collect();
    wanted.insert(SETTINGS.to_owned(), apart(&folder.to_string_lossy(), &packages).into_bytes());
    let found = tree(folder);
    for extra in found.keys().filter(|path| !wanted.contains_key(*path)) {
        fs::remove_file(folder.join(extra)).unwrap();
        // And the folders that it leaves empty: a pattern of `members` may match one.
        let above = Path::new(extra).ancestors().skip(1).take_while(|above| *above != Path::new(""));
        for above in above {
            let _ = fs::remove_dir(folder.join(above));
        }
    }
    for (path, bytes) in wanted.into_iter().filter(|(path, bytes)| found.get(path) != Some(bytes)) {
        // cargo's own additions to the lock file are worth keeping.
        if path == "Cargo.lock" && found.contains_key(&path) {
            continue;
        }
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
}

/// Where cargo looks for settings, in the folder that it runs in and above.
const SETTINGS: &str = ".cargo/config.toml";

/// Writes settings that keep the workspace in a folder apart from others, of this name.
pub fn set_apart(folder: &Path, name: &str, packages: &[String]) {
    super::write(folder, SETTINGS, apart(name, packages).as_bytes());
}

/// The packages of the bug tracker.
pub fn of_the_tutorial() -> Vec<String> {
    ["bugs", "notificator", "platform", "users"].map(str::to_owned).into()
}

/// Workspaces that share the folder of what is built take one another's crates for their own, if these
/// have the same names in the same places: nothing else tells them apart to cargo. So each has a setting
/// of its own, which changes nothing: no crate is split into so many parts.
fn apart(name: &str, packages: &[String]) -> String {
    let number = name.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let parts = 1_000 + number % 1_000_000;
    let package = |name: &String| format!("[profile.dev.package.{name}]\ncodegen-units = {parts}\n");
    packages.iter().map(package).collect()
}

/// The package of a Cargo.toml.
pub fn package(path: &str, bytes: &[u8]) -> Option<String> {
    let is_manifest = Path::new(path).file_name().is_some_and(|name| name == "Cargo.toml");
    let text = std::str::from_utf8(bytes).ok().filter(|_| is_manifest)?;
    let (_, package) = text.split_once("[package]")?;
    let name = package.lines().find_map(|line| line.strip_prefix("name = \""))?;
    Some(name.trim_end_matches('"').to_owned())
}

/// cargo, on a generated workspace; panics with what it says if it fails.
pub fn cargo(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO"));
    command.args(args).current_dir(folder).env("CARGO_TARGET_DIR", generated_target());
    // What cargo tells tests about kit itself is not for another workspace.
    for variable in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME", "RUSTFLAGS", "RUSTC_WRAPPER"] {
        command.env_remove(variable);
    }
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "cargo {} in {}:\n{}{said}",
        args.join(" "),
        folder.display(),
        String::from_utf8_lossy(&output.stdout),
    );
    output
}

/// What rustfmt, with its default settings, would change in files and their modules; it leaves out
/// pb.rs, which is marked so.
pub fn rustfmt_check(files: &[PathBuf]) -> String {
    rustfmt(&["--check"], files)
}

/// Lays out files of a test's own.
pub fn rustfmt_write(files: &[PathBuf]) {
    let said = rustfmt(&[], files);
    assert!(said.is_empty(), "{said}");
}

fn rustfmt(args: &[&str], files: &[PathBuf]) -> String {
    let mut said = String::new();
    for files in files.chunks(500) {
        let defaults = ["--edition", "2024", "--color", "never", "--config", "max_width=100"];
        let output = Command::new("rustfmt").args(defaults).args(args).args(files).output();
        let output = output.expect("rustfmt is part of the toolchain");
        said.push_str(&String::from_utf8_lossy(&output.stdout));
        said.push_str(&String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success() || !said.is_empty(), "rustfmt failed");
    }
    said
}
