//! The tutorial in containers: images built, started and called with a real engine and
//! docker-compose. It runs if KIT_REQUIRE_DOCKER is set, and says so if it is not.

mod compose;
mod stand_ins;
#[path = "../support/tutorial.rs"]
#[allow(dead_code, reason = "its own test uses the rest")]
mod tutorial;

use std::{
    borrow::BorrowMut,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::Command,
};

use compose::{Project, eventually};
use stand_ins::StandIns;

#[test]
fn the_tutorial() {
    if !asked_for() {
        return;
    }
    let images = StandIns::default();
    part_one_a_service(&images);
    part_two_the_bug_tracker(&images);
}

fn part_one_a_service(images: &StandIns) {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path();
    let kit = |arguments: &[&str]| run(command(env!("CARGO_BIN_EXE_kit"), arguments).current_dir(dir));
    kit(&["new", "service", "users"]);
    edit(&dir.join("users/src/service.rs"), |text| {
        let (head, tail) = text.split_once("pub trait UsersService: Sync + 'static {\n").unwrap();
        format!(
            "{head}pub trait UsersService: Sync + 'static {{\n    async fn create(&self, email: String) -> Result<(), Error>;\n{tail}"
        )
    });
    kit(&["generate", "service", "users"]);
    edit(&dir.join("users/src/service.rs"), |text| {
        let (head, stub) =
            text.rsplit_once("async fn create(&self, email: String) -> Result<(), Error> {\n").unwrap();
        let (_, tail) = stub.split_once("\n    }").unwrap();
        format!(
            "{head}async fn create(&self, email: String) -> Result<(), Error> {{\n        drop(email);\n        Ok(())\n    }}{tail}"
        )
    });
    kit(&["generate", "docker"]);

    images.make(&files(dir, &["users"]), example());
    let project = Project::new(dir, &[8800, 23791, 23801]);
    carry_out("README.md", &project);
    project.healthy("users");
    assert_eq!(create(8800, r#"{"email": "test"}"#), ("{}".to_owned(), 200));
}

fn part_two_the_bug_tracker(images: &StandIns) {
    let scratch = tempfile::tempdir().unwrap();
    let dir = scratch.path();
    let mut sources = command("git", &["ls-files", "--cached", "--others", "--exclude-standard", "-z"]);
    for file in run(sources.current_dir(example())).split_terminator('\0') {
        let copy = dir.join(file);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(example().join(file), copy).unwrap();
    }
    images.make(&files(dir, &["bugs", "notificator", "users"]), example());
    let project = Project::new(dir, &[8800, 8801, 8802, 23791, 23801]);

    carry_out("docs/bug-tracker.md", &project);
    project.healthy("notificator");
    project.healthy("users");
    let registered = "/services/notificator/notificator:8082\nnotificator:8082\n";
    eventually("notificator is registered", || project.keys("/services/notificator/").contains(registered));
    assert_eq!(create(8802, r#"{"email": "test"}"#), ("{}".to_owned(), 200));
    is_confined(&project);

    edit(&dir.join("users/src/service.rs"), |text| text + "\n// Changed.\n");
    assert!(
        project.build_reuses_dependencies("users"),
        "a change in service.rs built the dependencies again"
    );
    assert!(
        project.build_reuses_dependencies("bugs"),
        "the services do not share the layer of the dependencies"
    );

    project.compose(&["stop", "notificator"]);
    assert_eq!(project.keys("/services/notificator/"), "", "a service that stops leaves etcd at once");
}

/// The tutorial's lines for docker-compose. None is left to run in front.
fn carry_out(file: &str, project: &Project) {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let mut done = 0;
    for step in tutorial::steps(&text) {
        let tutorial::Step::Docker(line) = step else { continue };
        let Some(arguments) = line.strip_prefix("docker-compose up") else { continue };
        let services = arguments.split_whitespace().filter(|word| *word != "-d");
        project.compose(&["up", "-d"].into_iter().chain(services).collect::<Vec<_>>());
        done += 1;
    }
    assert!(done > 0, "{file} says nothing of docker-compose");
}

/// Rights and ports are as small as they can be.
fn is_confined(project: &Project) {
    for service in ["etcd", "notificator", "users"] {
        let published = project
            .inspect(service, "{{range .HostConfig.PortBindings}}{{range .}}{{.HostIp}} {{end}}{{end}}");
        assert!(published.split(' ').all(|ip| ip == "127.0.0.1"), "{service} is published on {published}");
        assert_eq!(project.inspect(service, "{{.HostConfig.ReadonlyRootfs}}"), "true", "{service}");
    }
    assert!(!["", "0", "root"].contains(&&*project.inspect("users", "{{.Config.User}}")));
    assert_eq!(project.inspect("users", "{{.RestartCount}}"), "0");
}

/// The tutorial's request to the letter: it says nothing of JSON. Body and status.
fn create(port: u16, body: &str) -> (String, u16) {
    let url = format!("http://localhost:{port}/create");
    let said = run(command("curl", &["-sS", "-w", "\n%{http_code}", "-XPOST", &url, "-d", body]));
    let (body, status) = said.rsplit_once('\n').unwrap();
    (body.to_owned(), status.parse().unwrap())
}

/// Whether to run: it takes minutes and builds images, which a mere `cargo test` should not do. What
/// does not run is said where the test harness hides nothing.
fn asked_for() -> bool {
    if std::env::var_os("KIT_REQUIRE_DOCKER").is_none() {
        let lines = "\n*** NOT RUN: containers (KIT_REQUIRE_DOCKER=1 runs it, for some minutes)\n";
        std::io::stderr().write_all(lines.as_bytes()).unwrap();
        return false;
    }
    let found = command("docker", &["version"]).output().is_ok_and(|output| output.status.success());
    assert!(found, "KIT_REQUIRE_DOCKER is set, and `docker version` fails: no Docker Engine answers");
    true
}

/// The checked-in bug tracker.
fn example() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/generated-example"))
}

fn files(dir: &Path, services: &[&str]) -> Vec<PathBuf> {
    let dockerfiles = services.iter().map(|service| dir.join(service).join("Dockerfile"));
    dockerfiles.chain([dir.join("docker-compose.yml")]).collect()
}

fn edit(path: &Path, change: impl FnOnce(String) -> String) {
    let text = fs::read_to_string(path).unwrap();
    fs::write(path, change(text)).unwrap();
}

fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments);
    command
}

/// Runs a command to its end; what it says is shown if it fails. Returns stdout.
fn run(command: impl BorrowMut<Command>) -> String {
    let [stdout, _] = output(command);
    stdout
}

/// The same, with stderr.
fn output(mut command: impl BorrowMut<Command>) -> [String; 2] {
    let command = command.borrow_mut();
    let output = command.output().unwrap_or_else(|error| panic!("cannot run {command:?}: {error}"));
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(output.status.success(), "{command:?} fails:\n{}", said.concat());
    said
}
