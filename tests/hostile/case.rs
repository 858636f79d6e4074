//! A workspace to spoil, and what kit makes of it.

use std::{
    collections::BTreeMap,
    fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
    time::Duration,
};

use crate::support::{
    Kit,
    process::{PATIENCE, Process},
    tree, write,
};

pub const SERVICE_RS: &str = "users/src/service.rs";
pub const CARGO_TOML: &str = "users/Cargo.toml";
pub const PROTO: &str = "users/proto/users.proto";
pub const COMPOSE: &str = "docker-compose.yml";
/// A file of each kind that kit reads, and what it is to kit.
pub const FILES: [&str; 12] = [
    "Cargo.toml",
    ".gitignore",
    ".dockerignore",
    "kit.lock",
    COMPOSE,
    CARGO_TOML,
    PROTO,
    SERVICE_RS,
    "users/Dockerfile",
    "users/src/main.rs",
    "users/src/generated/http.rs",
    "platform/src/lib.rs",
];

/// A workspace with a service of both transports, and containers.
pub static WORKSPACE: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let kit = Kit::new(folder.path());
    kit.run(&["new", "service", "users"]).success();
    let path = folder.path().join(SERVICE_RS);
    let text = fs::read_to_string(&path).unwrap();
    fs::write(path, text.replace("// async fn", "async fn")).unwrap();
    kit.run(&["generate", "service", "users", "--transport", "http,grpc"]).success();
    kit.run(&["generate", "docker"]).success();
    tree(folder.path())
});

/// The workspace in a folder `w`, so that there is something outside of it.
pub struct Case {
    pub folder: tempfile::TempDir,
    pub root: PathBuf,
}

impl Case {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().canonicalize().unwrap().join("w");
        for (path, bytes) in &*WORKSPACE {
            write(&root, path, bytes);
        }
        fs::create_dir(folder.path().join("out")).unwrap();
        Self { folder, root }
    }

    pub fn append(&self, path: &str, text: &str) {
        let mut bytes = fs::read(self.root.join(path)).unwrap();
        bytes.extend(text.as_bytes());
        fs::write(self.root.join(path), bytes).unwrap();
    }

    pub fn replace(&self, path: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.root.join(path)).unwrap();
        assert!(text.contains(from), "{path} has no {from}");
        fs::write(self.root.join(path), text.replacen(from, to, 1)).unwrap();
    }

    /// Moves something out of the workspace and links to it.
    pub fn link_out(&self, path: &str) {
        fs::rename(self.root.join(path), self.outside("it")).unwrap();
        symlink(self.outside("it"), self.root.join(path)).unwrap();
    }

    pub fn outside(&self, name: &str) -> PathBuf {
        self.folder.path().join("out").join(name)
    }

    pub fn kit(&self, args: &[&str]) -> Process {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kit"));
        Process::start("kit", command.args(args).current_dir(&self.root))
    }

    /// kit says this and no more than that is wrong, and everything is as it was.
    pub fn refused(&self, args: &[&str], title: &str) {
        let before = everything(self.folder.path());
        let mut kit = self.kit(args);
        let status = kit.wait(PATIENCE);
        assert_eq!(status.code(), Some(1), "{args:?}, expected {title}: {status}");
        let errors = kit.said(&["error: "]);
        assert!(errors.len() == 1 && errors[0].contains(title), "expected {title}: {errors:#?}");
        assert!(before == everything(self.folder.path()), "{args:?} changed files: {title}");
    }

    pub fn done(&self, args: &[&str], within: Duration) {
        let status = self.kit(args).wait(within);
        assert!(status.success(), "{args:?}: {status}");
    }
}

/// What is below a folder; only regular files are read, and no link is followed.
pub fn everything(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            if kind.is_dir() {
                folders.push(path.clone());
            }
            let content = if kind.is_file() { fs::read(&path).unwrap() } else { format!("{kind:?}").into() };
            found.insert(path, content);
        }
    }
    found
}
