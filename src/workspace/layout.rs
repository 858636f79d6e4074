//! Every path that kit knows, relative to the root of the workspace, with `/` between components.

use crate::model::names::ServiceName;

pub const CARGO_TOML: &str = "Cargo.toml";
pub const LOCK: &str = "kit.lock";
/// In the root while files are written; left behind by a run that was interrupted.
pub const JOURNAL: &str = ".kit-journal";
/// What an interrupted run leaves, as git's pattern: the journal, and files not yet in their place.
pub const UNFINISHED: &str = ".kit-*";
/// The names under which compose looks for its file; the first one wins.
pub const COMPOSE: [&str; 4] = ["docker-compose.yml", "docker-compose.yaml", "compose.yml", "compose.yaml"];
/// The folder of what kit keeps for itself. No package, whatever a pattern of `members` matches.
pub const HIDDEN: &str = ".kit";
/// The folder with the base of each starter file: the text of kit's that the user's derives from.
pub const BASES: &str = ".kit/base";
pub const GITIGNORE: &str = ".gitignore";
pub const DOCKERIGNORE: &str = ".dockerignore";
/// The folder and the package of the crate that all services share.
pub const PLATFORM: &str = "platform";

/// A file of the shared crate: `platform("src/lib.rs")`.
pub fn platform(file: &str) -> String {
    join(PLATFORM, file)
}

/// Where the base of a starter file is.
pub fn base(path: &str) -> String {
    join(BASES, path)
}

/// The starter file of a base.
pub fn starter_of(base: &str) -> Option<&str> {
    base.strip_prefix(BASES)?.strip_prefix('/')
}

/// The paths inside one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    dir: String,
}

impl Service {
    /// `dir` is the service's folder: `users`, `crates/users`.
    pub fn new(dir: impl Into<String>) -> Self {
        Self { dir: dir.into() }
    }

    pub fn dir(&self) -> &str {
        &self.dir
    }

    pub fn cargo_toml(&self) -> String {
        self.path(CARGO_TOML)
    }

    pub fn dockerfile(&self) -> String {
        self.path("Dockerfile")
    }

    pub fn openapi(&self) -> String {
        self.path("openapi.json")
    }

    pub fn src(&self) -> String {
        self.path("src")
    }

    pub fn lib_rs(&self) -> String {
        self.path("src/lib.rs")
    }

    pub fn main_rs(&self) -> String {
        self.path("src/main.rs")
    }

    pub fn service_rs(&self) -> String {
        self.path("src/service.rs")
    }

    pub fn generated_dir(&self) -> String {
        self.path("src/generated")
    }

    /// `generated("http.rs")`.
    pub fn generated(&self, file: &str) -> String {
        join(&self.generated_dir(), file)
    }

    pub fn proto_dir(&self) -> String {
        self.path("proto")
    }

    /// `proto/bug_tracker.proto`.
    pub fn proto(&self, name: &ServiceName) -> String {
        self.path(&format!("proto/{}.proto", name.proto_file()))
    }

    fn path(&self, file: &str) -> String {
        join(&self.dir, file)
    }
}

/// A path in a folder; the folder `""` is the root.
pub fn join(dir: &str, file: &str) -> String {
    if dir.is_empty() { file.to_owned() } else { format!("{dir}/{file}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_relative_to_the_root() {
        let service = Service::new("crates/users");
        assert_eq!(service.cargo_toml(), "crates/users/Cargo.toml");
        assert_eq!(service.generated("http.rs"), "crates/users/src/generated/http.rs");
        assert_eq!(Service::new("").service_rs(), "src/service.rs");
        assert_eq!(platform("src/lib.rs"), "platform/src/lib.rs");
        assert_eq!(starter_of(&base("users/Dockerfile")), Some("users/Dockerfile"));
        assert_eq!(starter_of(".kit/basement"), None);
    }
}
