//! Files that end early, or of which bytes are missing, doubled or other ones: the outcome is a plan or
//! diagnostics that can be shown, soon. `KIT_SEED=n` starts elsewhere, `KIT_CASES=n` makes more changes
//! of each file, and `KIT_FUZZ_SECONDS=n` makes changes for so long.

mod commands;
mod mergers;
#[path = "../support/mod.rs"]
mod support;

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use kit::{
    diagnostic::{Diagnostics, Source},
    model::{Transport, names::ServiceName},
    workspace::{config::KitConfig, lock::Lock, manifest::Manifest, text},
};
use support::{
    memory::Memory,
    mutate::mutilate,
    random::{Random, each_seed},
    repository, tree,
};

/// Of each file: so many are enough for a look at every kind of place, at each run at others.
const CASES: u64 = 25;
const PATIENCE: Duration = Duration::from_secs(20);

/// A workspace with every kind of file, as users write them too.
fn workspace() -> Memory {
    let both = BTreeSet::from([Transport::Http, Transport::Grpc]);
    let mut memory = Memory::new(&ServiceName::parse("users").unwrap(), "users", &both);
    let example =
        |file: &str| std::fs::read_to_string(repository().join("generated-example").join(file)).unwrap();
    memory.files.insert("docker-compose.yml".into(), example("docker-compose.yml").into_bytes());
    let text = "#!/usr/bin/env é\nuse platform::Error;\n/// Größe.\n#[trait_variant::make(Send)]\npub trait UsersService: Sync \
        + 'static {\n\t/// \"🦀\"\n\tasync fn create(&self, bug: Bug, r#type: Option<u8>) -> Result<Vec<Bug>, Error>;\n}\n\n\
        pub struct BasicUsersService<'a, T: 'a>(&'a T);\nimpl<'a, T> UsersService for BasicUsersService<'a, T> where T: Send {\n\
        \tfn other() { let s = r#\"x\"#; /* c */ 'a'; }\n}\n#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]\n\
        pub struct Bug { pub id: u64, pub texts: Vec<String> }\nmacro_rules! m { ($($x:tt)*) => { $($x)* }; }\n";
    memory.files.insert("users/src/service.rs".into(), text.as_bytes().to_vec());
    memory.generate().unwrap();
    memory.docker().unwrap();
    memory
}

/// Every file that a user may change, by its path.
fn targets(memory: &Memory) -> Vec<String> {
    let others = ["Cargo.toml", "users/Cargo.toml", "users/proto/users.proto", "users/src/service.rs"];
    let more = ["docker-compose.yml", "kit.lock", "users/src/generated/descriptors.bin", "users/src/main.rs"];
    let all: Vec<String> = others.into_iter().chain(more).map(str::to_owned).collect();
    assert!(all.iter().all(|path| memory.files.contains_key(path)));
    all
}

/// What a run of kit does with the workspace, short of the disk.
fn run(memory: &Memory) -> Result<(), Diagnostics> {
    for path in targets(memory) {
        if !path.ends_with(".bin") {
            text(&path, &memory.files[&path])?;
        }
    }
    Lock::parse(&Source::new("kit.lock", memory.text("kit.lock")))?;
    KitConfig::of(&Manifest::parse(Source::new("users/Cargo.toml", memory.text("users/Cargo.toml")))?)?;
    kit::apply::merge::yaml::read(&Source::new("docker-compose.yml", memory.text("docker-compose.yml")))?;
    let mut memory = memory.clone();
    memory.replaces = true;
    memory.others.push("bugs".to_owned());
    memory.docker()?;
    memory.generate().map(drop)
}

fn check(whole: &Memory, seed: u64) {
    let random = &mut Random::new(seed);
    for path in targets(whole) {
        let mut memory = whole.clone();
        let other = &whole.files[random.pick(&targets(whole))];
        let bytes = mutilate(random, &whole.files[&path], other);
        memory.files.insert(path.clone(), bytes);
        let shown = || {
            format!("KIT_SEED={seed} KIT_CASES=1, {path}:\n{}", String::from_utf8_lossy(&memory.files[&path]))
        };
        let start = Instant::now();
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(&memory)));
        let outcome = outcome.unwrap_or_else(|_| panic!("{}", shown()));
        assert!(start.elapsed() < PATIENCE, "{:?} for {}", start.elapsed(), shown());
        if let Err(wrong) = outcome {
            assert!(
                wrong.0.iter().all(|wrong| !wrong.render(false).is_empty()) && !wrong.0.is_empty(),
                "{}",
                shown()
            );
        }
    }
}

#[test]
fn nothing_panics_or_hangs() {
    let whole = workspace();
    each_seed(CASES, |seed| check(&whole, seed));
}

/// Every file of the repository's own tests that kit reads, cut at every place that is hit.
#[test]
fn the_corpus_cut_anywhere() {
    let corpus: Vec<(String, Vec<u8>)> =
        ["tests/cli", "tests/diagnostics", "tests/generated", "generated-example"]
            .iter()
            .flat_map(|folder| tree(&repository().join(folder)))
            .filter(|(path, _)| {
                [".rs", ".toml", ".yml", ".proto"].iter().any(|ending| path.ends_with(ending))
            })
            .collect();
    assert!(corpus.len() > 200);
    let whole = workspace();
    each_seed(4 * CASES, |seed| {
        let random = &mut Random::new(seed);
        let (path, bytes) = random.pick(&corpus);
        let random_other = random.pick(&corpus);
        let to = match path.rsplit('.').next() {
            Some("rs") => "users/src/service.rs",
            Some("toml") => "users/Cargo.toml",
            Some("yml") => "docker-compose.yml",
            _ => "users/proto/users.proto",
        };
        let mut memory = whole.clone();
        let bytes = mutilate(random, bytes, &random_other.1);
        memory.files.insert(to.to_owned(), bytes);
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| run(&memory)));
        let outcome = outcome.unwrap_or_else(|_| panic!("KIT_SEED={seed} KIT_CASES=1: {path}"));
        if let Err(wrong) = outcome {
            wrong.0.iter().for_each(|wrong| drop(wrong.render(true)));
        }
    });
}
