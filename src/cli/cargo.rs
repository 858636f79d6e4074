//! cargo, as it is asked to build, and what it says of that to programs.
//! Source: <https://doc.rust-lang.org/cargo/reference/external-tools.html#json-messages>

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    process::{Command, ExitStatus},
    sync::mpsc::{self, Receiver},
};

use serde_json::Value;

use super::processes::{Errors, Line, Process};
use crate::diagnostic::Diagnostic;

/// A build that is under way.
pub struct Build {
    process: Process,
    lines: Receiver<Line>,
    built: Built,
}

/// What a build has made so far.
#[derive(Debug, Default)]
pub struct Built {
    /// By package and name.
    executables: BTreeMap<(PathBuf, String), PathBuf>,
    /// The folders of the packages that are on this machine to be edited.
    pub folders: BTreeSet<PathBuf>,
}

impl Build {
    /// Builds packages, or all. What fails keeps nothing else from being built.
    pub fn start(root: &Path, packages: &[&str], errors: Errors) -> Result<Self, Diagnostic> {
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--keep-going", "--message-format", "json-diagnostic-rendered-ansi"]);
        cargo.args(packages.iter().flat_map(|package| ["--package", package])).current_dir(root);
        if errors == Errors::AreLines {
            cargo.arg("--quiet");
        }
        let (sender, lines) = mpsc::channel();
        let process = Process::start("cargo", &mut cargo, errors, &sender);
        let process = process.map_err(|error| error.help("install Rust: https://rustup.rs"))?;
        Ok(Self { process, lines, built: Built::default() })
    }

    /// What there is to be seen since the last time.
    pub fn said(&mut self) -> Vec<String> {
        self.lines.try_iter().filter_map(|line| self.built.hear(&line.text)).collect()
    }

    pub fn process(&mut self) -> &mut Process {
        &mut self.process
    }

    /// Whether it succeeded, once it is over and all is [`said`](Self::said).
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.process.ended()
    }

    pub fn built(self) -> Built {
        self.built
    }
}

impl Built {
    /// Takes a line of cargo's and gives what people should see of it.
    pub fn hear(&mut self, line: &str) -> Option<String> {
        let Ok(message) = serde_json::from_str::<Value>(line) else { return Some(line.to_owned()) };
        let manifest = Path::new(message["manifest_path"].as_str().unwrap_or_default());
        let folder = manifest.parent().unwrap_or(Path::new("")).to_owned();
        if message["package_id"].as_str().is_some_and(|id| id.starts_with("path+")) {
            self.folders.insert(folder.clone());
        }
        match message["reason"].as_str() {
            Some("compiler-message") => Some(message["message"]["rendered"].as_str()?.trim_end().to_owned()),
            Some("compiler-artifact") => {
                let name = message["target"]["name"].as_str()?.to_owned();
                let executable = PathBuf::from(message["executable"].as_str()?);
                self.executables.insert((folder, name), executable);
                None
            }
            Some(_) => None,
            // What a test or a build script prints may look like JSON.
            None => Some(line.to_owned()),
        }
    }

    /// The executable of a package, `name` if it has several.
    pub fn executable(&self, folder: &Path, name: &str) -> Option<&Path> {
        let all = || self.executables.iter().filter(|((of, _), _)| of == folder);
        let (_, path) = all().find(|((_, own), _)| own == name).or_else(|| all().next())?;
        Some(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_says() {
        let mut built = Built::default();
        for line in [
            r#"{"reason":"compiler-artifact","package_id":"registry+https://x#serde@1.0.0","manifest_path":"/r/serde/Cargo.toml","target":{"name":"serde"},"executable":null,"fresh":true}"#,
            r#"{"reason":"compiler-artifact","package_id":"path+file:///w/users#0.1.0","manifest_path":"/w/users/Cargo.toml","target":{"name":"users"},"executable":null}"#,
            r#"{"reason":"compiler-artifact","package_id":"path+file:///w/users#0.1.0","manifest_path":"/w/users/Cargo.toml","target":{"name":"admin"},"executable":"/w/target/debug/admin"}"#,
            r#"{"reason":"build-finished","success":true}"#,
        ] {
            assert_eq!(built.hear(line), None, "{line}");
        }
        let users = Path::new("/w/users");
        assert_eq!(built.executable(users, "users"), Some(Path::new("/w/target/debug/admin")));
        built.executables.insert((users.to_owned(), "users".to_owned()), "/w/target/debug/users".into());
        assert_eq!(built.executable(users, "users"), Some(Path::new("/w/target/debug/users")));
        assert_eq!(built.executable(Path::new("/w/bugs"), "bugs"), None);
        assert_eq!(built.folders, BTreeSet::from([users.to_owned()]));
        let wrong = r#"{"reason":"compiler-message","manifest_path":"/w/bugs/Cargo.toml","package_id":"path+file:///w/bugs#0.1.0","message":{"rendered":"error: no\n\n"}}"#;
        assert_eq!(built.hear(wrong).as_deref(), Some("error: no"));
        for other in ["error: could not compile `bugs`", "7", "{}"] {
            assert_eq!(built.hear(other).as_deref(), Some(other));
        }
    }
}
