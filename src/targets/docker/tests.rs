use std::collections::BTreeMap;

use super::*;
use crate::plan::change::Output;

fn service(name: &str, transports: &[Transport]) -> DockerService {
    let transports = transports.iter().copied().collect();
    DockerService { name: name.to_owned(), dir: name.to_owned(), transports }
}

fn run(services: Vec<DockerService>, compose: Option<&str>) -> BTreeMap<String, Output> {
    let mut changes = ChangeSet::default();
    let compose = compose.map(|text| Source::new("docker-compose.yml", text));
    outputs(&DockerInput { services, compose, add: true }, &mut changes);
    changes.outputs
}

/// The compose file's first text, and the entries that are added to it.
fn compose(services: Vec<DockerService>, existing: Option<&str>) -> (String, Vec<String>) {
    let Some(Output::Amended { initial, wants }) = run(services, existing).remove("docker-compose.yml")
    else {
        panic!("the compose file is amended")
    };
    let existing: Value = existing.map_or(Value::Null, |text| yaml_serde::from_str(text).unwrap());
    let added = |want| match want {
        Want::Yaml(YamlWant::Entry { path, key, text }) => {
            let there = existing.get(&path[0]).and_then(|mapping| mapping.get(&key));
            there.is_none().then(|| format!("{}: {text}", path[0]))
        }
        _ => panic!("only YAML is wanted"),
    };
    (initial, wants.into_iter().filter_map(added).collect())
}

fn host_ports(entries: &[String]) -> Vec<&str> {
    entries
        .iter()
        .flat_map(|entry| entry.lines())
        .filter_map(|line| line.trim().strip_prefix("- \"127.0.0.1:"))
        .collect()
}

#[test]
fn the_tutorials_workspace() {
    let services = vec![
        service("bugs", &[Transport::Http]),
        service("notificator", &[Transport::Grpc]),
        service("users", &[Transport::Http]),
    ];
    let (initial, entries) = compose(services, None);
    insta::assert_snapshot!("compose", initial + "--- added\n" + &entries.join("\n"));
}

#[test]
fn a_dockerfile() {
    let outputs = run(vec![service("users", &[Transport::Http, Transport::Grpc])], None);
    assert_eq!(
        outputs.keys().collect::<Vec<_>>(),
        [".dockerignore", "docker-compose.yml", "users/Dockerfile"]
    );
    let Output::Starter(text) = &outputs["users/Dockerfile"] else { panic!("a Dockerfile is the user's") };
    insta::assert_snapshot!("dockerfile", text);
    let Output::Starter(text) = &outputs[".dockerignore"] else { panic!(".dockerignore is the user's") };
    insta::assert_snapshot!("dockerignore", text);
}

#[test]
fn dockerfiles_differ_in_their_last_stage_only() {
    let text = |name| {
        let Some(Output::Starter(text)) =
            run(vec![service(name, &[Transport::Http])], None).remove(&format!("{name}/Dockerfile"))
        else {
            panic!("a Dockerfile is the user's")
        };
        let instructions = text.lines().filter(|line| !line.starts_with('#'));
        instructions.take_while(|line| !line.contains("distroless")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(text("users"), text("bug-tracker"));
}

#[test]
fn a_new_service_gets_the_next_free_port_and_no_second_etcd() {
    let existing =
        "services:\n  etcd: {image: etcd, healthcheck: {}}\n  users:\n    ports: [\"8801:8081\"]\n";
    let services =
        || vec![service("bugs", &[Transport::Http, Transport::Grpc]), service("users", &[Transport::Http])];
    let (_, entries) = compose(services(), Some(existing));
    assert_eq!(entries.len(), 1);
    assert_eq!(host_ports(&entries), ["8800:8081\"", "8802:8082\""]);
    assert!(entries[0].contains("ADVERTISE_ADDR: bugs:8082\n"));
    assert!(entries[0].contains("condition: service_healthy\n"));
}

#[test]
fn etcd_comes_only_with_a_service() {
    let users = || vec![service("users", &[Transport::Http])];
    let (_, entries) = compose(users(), Some("services:\n  users: {}\n"));
    assert_eq!(entries, [""; 0], "nothing is missing but an etcd that nobody asked for");
    let (_, entries) = compose(users(), Some("services:\n  db: {}\n"));
    assert_eq!(entries.len(), 3);
    let (_, entries) = compose(users(), Some("services:\n  etcd: {image: mine}\n"));
    assert!(entries.len() == 1 && entries[0].contains("condition: service_started\n"));
}

#[test]
fn a_compose_file_of_another_name_is_the_one_amended() {
    let mut changes = ChangeSet::default();
    let compose = Some(Source::new("compose.yaml", "services:\n"));
    outputs(&DockerInput { services: Vec::new(), compose, add: true }, &mut changes);
    assert!(
        changes.outputs.contains_key("compose.yaml") && !changes.outputs.contains_key("docker-compose.yml")
    );
}

#[test]
fn names_that_yaml_would_misread_are_quoted() {
    let odd = DockerService { dir: "my crates/it's".into(), ..service("on", &[Transport::Http]) };
    let (_, entries) = compose(vec![odd], None);
    assert!(entries[2].starts_with("services: 'on':\n"));
    assert!(entries[2].contains("dockerfile: 'my crates/it''s/Dockerfile'\n"));
}

/// What kit wants of entries that are there: they follow if nobody changed them.
#[test]
fn an_entry_that_is_there_is_wanted_with_the_ports_it_has() {
    let entry = |ports: &str| format!("services:\n  users:\n    ports: [{ports}]\n");
    let wanted = |existing: &str, add: bool| {
        let mut changes = ChangeSet::default();
        let compose = Some(Source::new("docker-compose.yml", existing));
        let users = service("users", &[Transport::Http, Transport::Grpc]);
        let services = vec![users, service("bugs", &[Transport::Http])];
        outputs(&DockerInput { services, compose, add }, &mut changes);
        let Some(Output::Amended { wants, .. }) = changes.outputs.remove("docker-compose.yml") else {
            panic!("the compose file is amended")
        };
        let text = |want| match want {
            Want::Yaml(YamlWant::Entry { text, .. }) => text,
            _ => panic!("only YAML is wanted"),
        };
        wants.into_iter().map(text).collect::<Vec<_>>()
    };
    let there = wanted(&entry(r#""127.0.0.1:9001:8081", "127.0.0.1:9000:8082""#), false);
    assert_eq!(host_ports(&there), ["9001:8081\"", "9000:8082\""]);
    // Nothing is added: neither bugs nor etcd.
    assert_eq!(there.len(), 1);
    assert!(wanted(&entry(r#""9001:8081""#), false).is_empty());
    assert_eq!(wanted(&entry(r#""9001:8081""#), true).len(), 3);
}
