//! Whatever users do to their files, their edits survive what kit does next. `KIT_SEED=n` starts
//! elsewhere, `KIT_CASES=n` makes more of them; a failure names its seed.

mod support;

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    panic::{catch_unwind, resume_unwind},
    process::{Command, Stdio},
};

use kit::{
    apply::Kind,
    diagnostic::Source,
    model::{Transport, names::ServiceName, schema::Schema},
};
use support::{
    edits,
    memory::Memory,
    random::{Random, each_seed},
};

const CASES: u64 = 40;
const TRAIT: &str = "UsersService";
const PARAMS: [&str; 6] = ["String", "u64", "Option<u8>", "Vec<u8>", "bool", "Vec<String>"];
const BOTH: [Transport; 2] = [Transport::Http, Transport::Grpc];
const PROTO: &str = "users/proto/users.proto";
const COMPOSE: &str = "docker-compose.yml";

fn method(random: &mut Random, name: &str) -> String {
    let params: String = (0..random.below(4)).map(|n| format!(", p{n}: {}", random.pick(&PARAMS))).collect();
    let output = random.pick(&["()", "u64", "String"]);
    format!("async fn {name}(&self{params}) -> Result<{output}, Error>;")
}

fn methods(random: &mut Random, prefix: &str) -> Vec<String> {
    (0..1 + random.below(3)).map(|n| method(random, &format!("{prefix}{n}"))).collect()
}

/// A service as kit made it, with containers.
fn made(random: &mut Random, transports: &[Transport]) -> Memory {
    let name = ServiceName::parse("users").unwrap();
    let mut memory = Memory::new(&name, "users", &transports.iter().copied().collect());
    let first = methods(random, "first");
    memory.edit("users/src/service.rs", |text| edits::add_methods(text, TRAIT, &first));
    memory.generate().unwrap();
    memory.docker().unwrap();
    memory
}

/// What the user did since, to every file that is not kit's.
fn edit(random: &mut Random, memory: &mut Memory) {
    let service = "users/src/service.rs";
    memory.edit(service, |text| {
        let mut text = text.replacen("is not implemented yet", "is mine }", 1);
        if random.chance(40) {
            text.push_str(
                "\n#[cfg(test)]\nimpl UsersService for Mock {}\n\nmacro_rules! m {\n\t() => { impl X };\n}\n",
            );
        }
        text
    });
    if random.chance(30) {
        for path in [service, "users/src/main.rs"] {
            memory.edit(path, |text| text.replace("BasicUsersService", "Real"));
        }
    }
    let mut with_the_impl = service;
    if random.chance(30) {
        with_the_impl = "users/src/basic.rs";
        let text = memory.text(service).to_owned();
        let (before, after) = text.split_at(text.find("/// The implementation").unwrap());
        memory.files.insert(service.into(), before.into());
        let after = format!("use crate::service::UsersService;\nuse platform::Error;\n\n{after}");
        memory.files.insert(with_the_impl.into(), after.into_bytes());
        memory.edit("users/src/lib.rs", |text| format!("{text}pub mod basic;\n"));
    }
    for path in BTreeSet::from([service, with_the_impl]) {
        if random.chance(20) {
            memory.edit(path, reformatted);
        }
        if random.chance(60) {
            memory.edit(path, |text| edits::rust_comments(random, text));
        }
        if random.chance(15) {
            memory.edit(path, |text| format!("#!/usr/bin/env é\n{text}"));
        }
    }
    for path in ["Cargo.toml", "users/Cargo.toml"] {
        memory.edit(path, |text| edits::toml(random, text));
    }
    if memory.files.contains_key(PROTO) {
        memory.edit(PROTO, |text| edits::proto(random, text));
    }
    memory.edit(COMPOSE, |text| edits::compose(random, text));
    memory.edit("users/Dockerfile", |text| format!("{text}# mine\n"));
    if random.chance(50) {
        memory.edit("users/src/main.rs", |text| format!("// mine\n{text}"));
    }
    for path in BTreeSet::from([service, with_the_impl, "Cargo.toml", "users/Cargo.toml", PROTO, COMPOSE]) {
        if memory.files.contains_key(path) {
            memory.edit(path, |text| edits::shape(random, text));
        }
    }
}

/// As a user's own rustfmt.toml has it.
fn reformatted(text: &str) -> String {
    let settings = ["--edition", "2024", "--config", "hard_tabs=true,max_width=50,newline_style=Unix"];
    let mut rustfmt = Command::new("rustfmt");
    let mut child = rustfmt.args(settings).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(text.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

/// The number of each field, by message and name.
fn numbers(text: &str) -> BTreeMap<(String, String), i32> {
    let schema = Schema::parse(&Source::new("users.proto", text)).unwrap();
    let messages = schema.file.message_type.iter();
    let fields = messages.flat_map(|message| message.field.iter().map(move |field| (message, field)));
    fields.map(|(message, field)| ((message.name().into(), field.name().into()), field.number())).collect()
}

fn is_users(path: &str) -> bool {
    let kits = ["/generated/", "/openapi.json"].iter().any(|part| path.contains(part));
    !kits && !path.starts_with("platform/") && path != "kit.lock"
}

fn check(seed: u64) {
    let random = &mut Random::new(seed);
    let mut memory = made(random, &BOTH);
    edit(random, &mut memory);
    for prefix in ["second", "third"] {
        let new = methods(random, prefix);
        memory.edit("users/src/service.rs", |text| {
            let text = edits::change_trait(random, text, TRAIT);
            let text = edits::add_methods(&text, TRAIT, &new);
            let whole = text.trim_start_matches('\u{feff}').starts_with("#!/");
            if !whole && random.chance(30) { edits::rust_comments(random, &text) } else { text }
        });
        memory.others.push(format!("other-{}", memory.others.len()));
        let before = memory.clone();
        let mut done = memory.generate().unwrap_or_else(|wrong| panic!("{}", wrong.0[0].render(false))).files;
        done.extend(memory.docker().unwrap_or_else(|wrong| panic!("{}", wrong.0[0].render(false))).files);
        for change in done.iter().filter(|change| is_users(&change.path)) {
            // An update without an insertion would be kit's own text.
            let ok = change.old.is_none() || !change.writes() || !change.edits.is_empty();
            assert!(ok && change.kind != Kind::Delete, "{}: {:?}", change.path, change.kind);
        }
        for (path, bytes) in before.files.iter().filter(|(path, _)| is_users(path)) {
            let now = &memory.files[path];
            let kept = done.iter().any(|change| change.path == *path && !change.edits.is_empty());
            assert!(now == bytes || kept, "{path} changed");
        }
        check_readable(&memory);
        let (old, new) = (numbers(before.text(PROTO)), numbers(memory.text(PROTO)));
        for (field, number) in old {
            assert_eq!(new.get(&field), Some(&number), "{field:?}");
        }
    }
}

fn check_readable(memory: &Memory) {
    for (path, bytes) in memory.files.iter().filter(|(path, _)| is_users(path)) {
        let text = std::str::from_utf8(bytes).unwrap().trim_start_matches('\u{feff}');
        match path.rsplit('.').next() {
            Some("rs") => {
                drop(syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}\n{text}")))
            }
            Some("toml") => drop(text.parse::<toml_edit::DocumentMut>().unwrap()),
            Some("yml") => drop(yaml_serde::from_str::<yaml_serde::Value>(text).unwrap()),
            Some("proto") => drop(Schema::parse(&Source::new(path.as_str(), text)).unwrap()),
            _ => {}
        }
    }
}

/// Runs on seeds; says which one failed.
fn on_seeds(cases: u64, check: fn(u64)) {
    each_seed(cases, |seed| {
        catch_unwind(|| check(seed)).unwrap_or_else(|wrong| {
            eprintln!("KIT_SEED={seed} KIT_CASES=1 shows this again");
            resume_unwind(wrong)
        });
    });
}

#[test]
fn random_user_edits_survive() {
    on_seeds(CASES, check);
}

/// One after the other, each with a run of kit, or all at once: the files are the same in the end.
fn check_order(seed: u64) {
    let random = &mut Random::new(seed);
    let first = if random.chance(50) { &BOTH[..] } else { &BOTH[..1] };
    let mut made = made(random, first);
    edit(random, &mut made);
    let new = methods(random, "new");
    let others = ["web", "x"].map(str::to_owned);
    let service = "users/src/service.rs";
    let (mut one_by_one, mut at_once) = (made.clone(), made);
    one_by_one.transports.extend(BOTH);
    one_by_one.generate().unwrap();
    for method in &new {
        one_by_one.edit(service, |text| edits::add_methods(text, TRAIT, std::slice::from_ref(method)));
        one_by_one.generate().unwrap();
    }
    for other in &others {
        one_by_one.others.push(other.clone());
        one_by_one.docker().unwrap();
    }
    for method in &new {
        at_once.edit(service, |text| edits::add_methods(text, TRAIT, std::slice::from_ref(method)));
    }
    at_once.transports.extend(BOTH);
    at_once.others.extend(others);
    at_once.generate().unwrap();
    at_once.docker().unwrap();
    for (path, bytes) in &one_by_one.files {
        let (left, right) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(&at_once.files[path]));
        assert!(left == right, "{path}: {}", similar::TextDiff::from_lines(&*left, &*right).unified_diff());
    }
    assert_eq!(one_by_one.files.len(), at_once.files.len());
}

#[test]
fn methods_transports_and_services_come_in_any_portions() {
    on_seeds(CASES / 2, check_order);
}
