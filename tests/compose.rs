//! `kit generate docker` run after run: what the target wants, merged into what is there.

use std::collections::BTreeSet;

use kit::{
    apply::merge::yaml,
    diagnostic::Source,
    model::Transport,
    plan::{
        change::{ChangeSet, Output, Want},
        edit,
    },
    targets::docker::{self, DockerInput, DockerService},
};

/// The compose file after a run for these services, HTTP all.
fn run(services: &[&str], existing: Option<&str>) -> String {
    let service = |name: &&str| DockerService {
        name: (*name).to_owned(),
        dir: (*name).to_owned(),
        transports: BTreeSet::from([Transport::Http]),
    };
    let compose = existing.map(|text| Source::new("docker-compose.yml", text));
    let input = DockerInput { services: services.iter().map(service).collect(), compose, add: true };
    let mut changes = ChangeSet::default();
    docker::outputs(&input, &mut changes);
    let Some(Output::Amended { initial, wants }) = changes.outputs.remove("docker-compose.yml") else {
        panic!("the compose file is amended")
    };
    let text = existing.unwrap_or(&initial);
    let yaml = |want| if let Want::Yaml(want) = want { want } else { panic!("only YAML is wanted") };
    let wants: Vec<_> = wants.into_iter().map(yaml).collect();
    let insertions = yaml::insertions(&Source::new("docker-compose.yml", text), &wants);
    edit::insert(text, &insertions.unwrap_or_else(|error| panic!("{}", error.render(false))))
}

#[test]
fn a_second_run_changes_nothing() {
    let first = run(&["bugs", "users"], None);
    assert_eq!(run(&["bugs", "users"], Some(&first)), first);
    insta::assert_snapshot!(first);
}

#[test]
fn a_new_service_is_added_and_what_the_user_wrote_stays() {
    let first = run(&["users"], None);
    let edited = first
        .replace("127.0.0.1:8800:8081", "9000:8081")
        .replace("    restart: unless-stopped\n", "")
        .replace("\nvolumes:", "\n# Ours:\nx-team: &team {name: core}\n\nvolumes:");
    let second = run(&["bugs", "users"], Some(&edited));
    let (before, after) = edited.split_at(edited.find("\n# Ours:").unwrap());
    let added = second.strip_prefix(before).and_then(|rest| rest.strip_suffix(after)).unwrap();
    assert!(added.starts_with("\n  bugs:\n") && added.contains("\"127.0.0.1:8800:8081\"\n"), "{added}");
    assert!(!added.contains("users") && !added.contains("image: quay.io"), "{added}");
}

#[test]
fn a_compose_file_that_kit_did_not_make_gets_etcd_and_its_volume() {
    let theirs = "services:\n    db:\n        image: postgres\n        ports: [\"5432:5432\"]";
    let result = run(&["users"], Some(theirs));
    let added = result.strip_prefix(theirs).unwrap();
    let keys: Vec<&str> =
        added.lines().filter(|line| !line.is_empty() && !line.starts_with("      ")).collect();
    assert_eq!(keys, ["    etcd:", "    users:", "volumes:", "    etcd-data:"]);
}
