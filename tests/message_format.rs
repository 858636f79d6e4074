//! `--message-format json` as a program reads it.

mod support;

use std::fs;

use serde_json::Value;
use support::{Kit, Outcome};

fn objects(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("not JSON: {line}")))
        .collect()
}

/// Both streams of a run, which are JSON alone.
fn run(kit: &Kit, line: &str) -> (Outcome, Vec<Value>, Vec<Value>) {
    let mut words: Vec<&str> = line.split(' ').collect();
    words.extend(["--message-format", "json"]);
    let said = kit.run(&words);
    let (out, err) = (objects(&said.stdout), objects(&said.stderr));
    (said, out, err)
}

/// Applying what stdout says gives the file.
#[test]
fn files_are_told_with_what_was_inserted() {
    let folder = tempfile::tempdir().unwrap();
    let kit = Kit::new(folder.path());
    let (said, created, _) = run(&kit, "new service users");
    assert_eq!(said.code, 0);
    let paths: Vec<&str> = created.iter().filter_map(|object| object["path"].as_str()).collect();
    assert!(paths.contains(&"users/src/service.rs") && paths.len() == created.len() - 1, "{paths:?}");

    let service = folder.path().join("users/src/service.rs");
    let text = fs::read_to_string(&service).unwrap();
    let text = text.replace("    // async fn create", "    async fn create");
    fs::write(&service, &text).unwrap();
    let (said, written, _) = run(&kit, "generate service users --diff");
    assert_eq!(said.code, 0);
    assert_eq!(written.last().unwrap()["exit_code"], 0);
    assert!(written.iter().all(|object| object["action"] != "unchanged"));
    let of = |path: &str| written.iter().find(|object| object["path"] == path).unwrap();
    let change = of("users/src/service.rs");
    assert_eq!(change["action"], "update");
    let new = fs::read_to_string(&service).unwrap();
    let inserted = &change["inserted"].as_array().unwrap()[..];
    let [inserted] = inserted else { panic!("{inserted:?}") };
    let stub = inserted["text"].as_str().unwrap();
    assert_eq!(new.replacen(stub, "", 1), text);
    let line = inserted["line"].as_u64().unwrap() as usize;
    assert!(new.lines().nth(line - 1).unwrap().contains("async fn create"));
    let diff = change["diff"].as_str().unwrap();
    assert!(diff.starts_with("--- a/users/src/service.rs\n+++ b/users/src/service.rs\n@@ "), "{diff}");
    assert!(of("kit.lock").get("diff").is_none());

    let (said, nothing, _) = run(&kit, "generate service users --check");
    assert_eq!((said.code, nothing.len()), (0, 1), "{nothing:?}");
}

/// The span of an error is that of the file's bytes, whatever is in front of it.
#[test]
fn errors_point_into_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let kit = Kit::new(folder.path());
    kit.run(&["new", "service", "users"]).success();
    let service = folder.path().join("users/src/service.rs");
    let text = fs::read_to_string(&service).unwrap();
    let text = text.replace(
        "    // async fn create(&self, email: String)",
        "    /* 漢 */ async fn create(&self, email: *const str)",
    );
    fs::write(&service, format!("\u{feff}{text}")).unwrap();
    let (said, out, errors) = run(&kit, "generate service users");
    assert_eq!((said.code, out.len()), (1, 1));
    assert_eq!(out[0], serde_json::json!({ "reason": "finished", "exit_code": 1 }));
    let span = &errors[0]["spans"][0];
    let bytes = fs::read(folder.path().join(span["file_name"].as_str().unwrap())).unwrap();
    let place = |key: &str| span[key].as_u64().unwrap() as usize;
    assert_eq!(&bytes[place("byte_start")..place("byte_end")], b"*const str");
    let rendered = errors[0]["rendered"].as_str().unwrap();
    let shown = format!("users/src/service.rs:{}:{}", place("line_start"), place("column_start"));
    assert!(rendered.contains(&shown), "{shown}: {rendered}");
    assert_eq!(errors[0]["children"][0]["level"], "help");
}

/// What `--verbose` tells are objects too.
#[test]
fn nothing_is_plain_text() {
    let folder = tempfile::tempdir().unwrap();
    let kit = Kit::new(folder.path());
    let (said, _, notes) = run(&kit, "new service users --verbose --debug");
    assert_eq!(said.code, 0);
    assert!(!notes.is_empty() && notes.iter().all(|note| note["level"] == "note"), "{notes:?}");
    for line in ["list", "doctor", "generate docker", "list nobody", "nonsense", "help nonsense", "new"] {
        let (said, out, _) = run(&kit, line);
        assert_eq!(out.last().unwrap()["exit_code"], said.code, "{line}");
    }
    // What somebody asked to see as it is stays so.
    for line in ["completions bash", "help errors", "man", "list --graph"] {
        let words: Vec<&str> = line.split(' ').collect();
        let plain = kit.run(&words).success().stdout;
        let words = [&words[..], &["--message-format", "json"]].concat();
        assert_eq!(kit.run(&words).success().stdout, plain, "{line}");
    }
}

/// `--verbose` names what is read, and each stage with its time.
#[test]
fn verbose_tells_stages_and_times() {
    let folder = tempfile::tempdir().unwrap();
    let kit = Kit::new(folder.path());
    kit.run(&["new", "service", "users", "-q"]).success();
    let service = folder.path().join("users/src/service.rs");
    let text = fs::read_to_string(&service).unwrap();
    fs::write(&service, text.replace("    // async fn create", "    async fn create")).unwrap();
    let said = kit.run(&["generate", "-v"]).success();
    for stage in
        ["waiting for the workspace", "reading the trait of users", "rendering users", "comparing", "writing"]
    {
        let line = said.stderr.lines().find(|line| line.starts_with(&format!("kit: {stage}")));
        let line = line.unwrap_or_else(|| panic!("{stage}: {}", said.stderr));
        let time = line.rsplit_once(": ").and_then(|(_, time)| time.strip_suffix(" ms"));
        assert!(time.is_some_and(|time| time.parse::<f64>().is_ok()), "{line}");
    }
    let files = "kit: users is made of users/src/lib.rs, users/src/service.rs\n";
    assert!(said.stderr.contains(files), "{}", said.stderr);
    assert!(said.stderr.contains("kit: read ") && said.stderr.contains(" bytes, in "), "{}", said.stderr);
    assert!(kit.run(&["generate"]).success().stderr.is_empty());
}
