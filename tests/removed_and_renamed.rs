//! The bug tracker after `kit remove` and `kit rename`: after each command all of it compiles without a
//! warning, its tests pass, and nothing is left to generate.

mod support;

use std::{fs, path::Path};

use support::{Kit, example, tree, workspace};

/// A copy of the bug tracker, and where cargo sees it.
struct Tracker {
    folder: tempfile::TempDir,
    built: &'static str,
}

impl Tracker {
    fn new(built: &'static str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        support::copy(&example(), folder.path());
        Self { folder, built }
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn kit(&self, command: &str) -> String {
        let arguments: Vec<&str> = command.split_whitespace().collect();
        let said = Kit::new(self.root()).run(&arguments).success();
        format!("{}{}", said.stdout, said.stderr)
    }

    fn edit(&self, file: &str, from: &str, to: &str) {
        let path = self.root().join(file);
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches(from).count(), 1, "{from} in {file}:\n{text}");
        fs::write(path, text.replace(from, to)).unwrap();
    }

    fn check(&self) {
        self.kit("generate --check");
        let folder = workspace::folder(self.built);
        workspace::sync(&folder, tree(self.root()));
        workspace::cargo(
            &folder,
            &["clippy", "--workspace", "--all-targets", "--quiet", "--", "-D", "warnings"],
        );
        workspace::cargo(&folder, &["test", "--package", "users", "--quiet"]);
    }
}

#[test]
fn methods_and_transports() {
    let tracker = Tracker::new("methods-and-transports");
    let signature = "async fn create(&self, bug: String) -> Result<(), Error>;";
    let more = "\n\n    /// Closes a bug.\n    async fn close(&self, id: u64) -> Result<bool, Error>;";
    tracker.edit("bugs/src/service.rs", signature, &format!("{signature}{more}"));
    tracker.kit("generate service bugs -t http,grpc");

    tracker.kit("rename method bugs close shut_down");
    let routes = fs::read_to_string(tracker.root().join("bugs/src/generated/http.rs")).unwrap();
    assert!(routes.contains("\"/close\"") && routes.contains("endpoints.shut_down"), "{routes}");
    tracker.check();

    tracker.kit("remove method bugs shut_down");
    let service = fs::read_to_string(tracker.root().join("bugs/src/service.rs")).unwrap();
    assert_eq!(service, fs::read_to_string(example().join("bugs/src/service.rs")).unwrap());
    tracker.check();

    tracker.kit("remove transport bugs http");
    let manifest = fs::read_to_string(tracker.root().join("bugs/Cargo.toml")).unwrap();
    assert!(!manifest.contains("axum") && !manifest.contains("serde"), "{manifest}");
    tracker.check();
}

#[test]
fn services() {
    let tracker = Tracker::new("services");
    tracker.kit("rename service notificator mailer");
    assert!(!tracker.root().join("notificator").exists());
    tracker.check();

    tracker.kit("rename service mailer notificator");
    assert_eq!(tree(tracker.root()), tree(&example()));

    // A pattern matches what the service leaves behind, too.
    tracker.edit(
        "Cargo.toml",
        r#"members = ["platform", "notificator", "bugs", "users"]"#,
        // What the build of this test has of its own is no member.
        "members = [\"*\"]\nexclude = [\".cargo\"]",
    );
    tracker.kit("remove service bugs");
    assert!(tracker.root().join("bugs/src/service.rs").exists());
    let bugs: Vec<String> =
        tree(tracker.root()).into_keys().filter(|path| path.starts_with("bugs/")).collect();
    assert_eq!(bugs, ["bugs/src/service.rs"]);
    tracker.check();
}
